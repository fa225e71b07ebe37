//! What is about to be unpacked as a tree, for whoever only reads it.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use pyrel_diag::Progress;
use pyrel_tree::{Content, RelPath, Slice, Source, SourceTree, TreeEntry};

use super::{Item, Parcel, Receiver, What};
use crate::{Error, Mode, SpoolFolder, Spooled};

/// All files, one behind the other.
struct Row<'a> {
    spooled: &'a Spooled,
    places: &'a BTreeMap<&'a str, u64>,
}

impl<'a> Receiver for Row<'a> {
    type File = Stretch<'a>;

    fn create(&self, item: &Item) -> io::Result<Stretch<'a>> {
        let offset = self.places.get(item.path.as_str()).copied().unwrap_or_default();
        Ok(Stretch { spooled: self.spooled, offset })
    }

    fn adopt(&self, item: &Item, kept: &Spooled) -> io::Result<()> {
        copy(kept, &mut self.create(item)?)
    }
}

/// Writes into a spooled file from some offset on.
struct Stretch<'a> {
    spooled: &'a Spooled,
    offset: u64,
}

impl Write for Stretch<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.spooled.write_at(bytes, self.offset)?;
        self.offset += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn copy(kept: &Spooled, stretch: &mut Stretch<'_>) -> io::Result<()> {
    let mut buffer = vec![0; COPIED_AT_ONCE];
    let mut offset = 0;
    loop {
        let got = kept.read_at(&mut buffer, offset)?;
        let Some(bytes) = buffer.get(..got).filter(|bytes| !bytes.is_empty()) else {
            return Ok(());
        };
        stretch.write_all(bytes)?;
        offset += got as u64;
    }
}

/// How much is copied at once.
const COPIED_AT_ONCE: usize = 256 << 10;

impl Parcel {
    /// A tree of all that comes out of it, spooled into a file without a name.
    ///
    /// # Errors
    /// When it cannot be spooled.
    pub fn to_tree(
        &self,
        spool: &SpoolFolder,
        progress: &dyn Progress,
    ) -> Result<SourceTree, Error> {
        let name = || self.name().to_owned();
        let spooled =
            Spooled::create(spool).map_err(|source| Error::Spool { name: name(), source })?;
        let places = self.places();
        let written = self.each_file(progress, &Row { spooled: &spooled, places: &places });
        written.map_err(|(_, source)| Error::Spool { name: name(), source })?;
        let content: Arc<dyn Content> = Arc::new(spooled);
        let entries = self.items().iter().filter_map(|item| {
            let (source, executable) = match &item.what {
                What::File { len, mode, .. } => {
                    let offset = places.get(item.path.as_str()).copied()?;
                    let slice = Slice { content: Arc::clone(&content), offset, len: *len };
                    (Source::Slice(slice), *mode == Mode::Executable)
                }
                What::Folder => return None,
                What::Link(target) => (Source::Link(Arc::clone(target)), false),
            };
            Some((RelPath::new(item.path.as_str()).ok()?, TreeEntry { source, executable }))
        });
        Ok(SourceTree::of_entries(None, entries.collect()))
    }

    /// Where each file begins if all lie in a row.
    fn places(&self) -> BTreeMap<&str, u64> {
        let mut offset = 0;
        let mut places = BTreeMap::new();
        for item in self.items().iter() {
            if let What::File { len, .. } = item.what {
                places.insert(item.path.as_str(), offset);
                offset += len;
            }
        }
        places
    }
}
