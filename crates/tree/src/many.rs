//! Looking at many files: on all cores, since each look is a call into the system.

use std::io::Read;
use std::num::NonZeroUsize;
use std::panic::resume_unwind;
use std::thread;

use crate::{EntryKind, Error, RelPath, SourceTree};

/// For fewer files threads would take longer to start than the looks take.
const FEW: usize = 256;
/// More threads only wait for one another.
const MOST_THREADS: usize = 16;

impl SourceTree {
    /// What lies at each of many paths, in their order; `None` where nothing does.
    ///
    /// # Errors
    /// As [`SourceTree::kind`], for the first path where it fails.
    pub fn kinds(&self, paths: &[&RelPath]) -> Result<Vec<Option<EntryKind>>, Error> {
        on_all_cores(paths, |path| self.kind(path)).into_iter().collect()
    }

    /// The first `most` bytes of each of many files, in their order; fewer where a file is shorter.
    ///
    /// # Errors
    /// As [`SourceTree::open`], for the first file that cannot be read.
    pub fn heads(&self, paths: &[&RelPath], most: u64) -> Result<Vec<Vec<u8>>, Error> {
        on_all_cores(paths, |path| self.head(path, most)).into_iter().collect()
    }

    fn head(&self, path: &RelPath, most: u64) -> Result<Vec<u8>, Error> {
        let mut head = Vec::new();
        let io = |source| Error::Io { path: path.to_string(), source };
        self.open(path)?.take(most).read_to_end(&mut head).map_err(io)?;
        Ok(head)
    }
}

/// The results in the order of the items.
fn on_all_cores<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = match items.len() {
        0..FEW => 1,
        _ => thread::available_parallelism().map_or(1, NonZeroUsize::get).min(MOST_THREADS),
    };
    if cores == 1 {
        return items.iter().map(work).collect();
    }
    thread::scope(|scope| {
        let work = &work;
        let shares = items.chunks(items.len().div_ceil(cores));
        let threads: Vec<_> = shares
            .map(|share| scope.spawn(move || share.iter().map(work).collect::<Vec<R>>()))
            .collect();
        let results = threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
        results.flatten().collect()
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{Source, TreeEntry};

    /// So many files, each of which holds its own number.
    fn tree(count: usize) -> (SourceTree, Vec<RelPath>) {
        let paths: Vec<_> =
            (0..count).map(|it| RelPath::new(&format!("f{it:05}")).unwrap()).collect();
        let entries = paths.iter().enumerate().map(|(number, path)| {
            let source = Source::Bytes(number.to_string().into_bytes().into());
            (path.clone(), TreeEntry { source, executable: false })
        });
        (SourceTree::of_entries(None, entries.collect::<BTreeMap<_, _>>()), paths)
    }

    #[test]
    fn what_is_seen_is_told_in_the_order_of_the_paths() {
        for count in [0, 1, FEW - 1, FEW, 3 * FEW + 1] {
            let (tree, paths) = tree(count);
            let paths: Vec<_> = paths.iter().collect();
            let heads = tree.heads(&paths, 2).unwrap();
            let expect = (0..count).map(|it| it.to_string().into_bytes());
            let expect: Vec<_> = expect
                .map(|mut text| {
                    text.truncate(2);
                    text
                })
                .collect();
            assert_eq!(heads, expect);
            let lens = tree.kinds(&paths).unwrap().into_iter().map(|kind| match kind {
                Some(EntryKind::File { len, .. }) => len as usize,
                other => panic!("{other:?}"),
            });
            assert_eq!(
                lens.collect::<Vec<_>>(),
                (0..count).map(|it| it.to_string().len()).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn the_first_failure_is_told_whoever_met_it() {
        let (tree, mut paths) = tree(2 * FEW);
        paths[FEW + 7] = RelPath::new("second").unwrap();
        paths[3] = RelPath::new("first").unwrap();
        let paths: Vec<_> = paths.iter().collect();
        assert_eq!(tree.heads(&paths, 4).unwrap_err().to_string(), "`first` does not exist");
        assert_eq!(tree.kinds(&paths).unwrap()[FEW + 7], None);
    }
}
