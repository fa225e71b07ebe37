//! Looking at many files: on all cores, since each look is a call into the system.

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
    fn what_is_not_there_is_nothing() {
        let (tree, mut paths) = tree(2 * FEW);
        paths[FEW + 7] = RelPath::new("gone").unwrap();
        let kinds = tree.kinds(&paths.iter().collect::<Vec<_>>()).unwrap();
        let gone = kinds.iter().position(Option::is_none);
        assert_eq!((gone, kinds.iter().flatten().count()), (Some(FEW + 7), 2 * FEW - 1));
    }

    #[test]
    fn the_first_failure_is_told_whoever_met_it() {
        let paths = ["a", "b", "c"].map(|name| RelPath::new(name).unwrap());
        let loops = paths.iter().map(|path| {
            let source = Source::Link(path.as_str().into());
            (path.clone(), TreeEntry { source, executable: false })
        });
        let tree = SourceTree::of_entries(None, loops.collect::<BTreeMap<_, _>>());
        let below = paths.map(|path| path.child("x"));
        let many: Vec<_> = (0..2 * FEW).map(|number| &below[2 - number / FEW]).collect();
        let first = tree.kinds(&many).unwrap_err().to_string();
        assert_eq!(first, tree.kind(&below[2]).unwrap_err().to_string());
    }
}
