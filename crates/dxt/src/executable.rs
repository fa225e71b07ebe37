//! Which files of a bundle get the executable bit, on every system alike.

use std::collections::{BTreeMap, BTreeSet};

use pyrel_archive::{Mode, Origin};
use pyrel_tree::{EntryKind, Error, Item, RelPath, SourceTree};

use crate::{Manifest, ServerKind};

/// What decides: the bit on disk, the first bytes, and the manifest of a binary server. Windows
/// has no bits, and a bundle packed there must start elsewhere.
pub(crate) struct Executables {
    named: BTreeSet<RelPath>,
    is_binary: bool,
}

/// The first bytes of ELF, of Mach-O (both byte orders, 32 and 64 bits, and universal files) and
/// of Windows programs.
const PROGRAMS: [&[u8]; 7] = [
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"MZ",
];

/// As many bytes of a file are looked at.
const LONGEST_START: u64 = 4;

impl Executables {
    pub(crate) fn of(manifest: &Manifest) -> Self {
        let server = &manifest.server;
        let is_binary = server.kind == ServerKind::Binary;
        let names = server.commands.iter().chain([&server.entry_point.text]);
        let named = names.filter(|_| is_binary).filter_map(|name| in_bundle(name)).collect();
        Self { named, is_binary }
    }

    /// The modes of the files of a bundle, in their order.
    pub(crate) fn modes(
        &self,
        tree: &SourceTree,
        files: &BTreeMap<RelPath, (Item, Origin)>,
    ) -> Result<Vec<Mode>, Error> {
        let told = |path: &RelPath, item: &Item| {
            matches!(item.kind, EntryKind::File { executable: true, .. })
                || self.named.contains(path)
        };
        let untold = files.iter().filter(|(path, (item, _))| !told(path, item));
        let untold: Vec<&RelPath> = untold.map(|(_, (item, _))| &item.path).collect();
        let mut heads = tree.heads(&untold, LONGEST_START)?.into_iter();
        let mode = |(path, (item, _)): (&RelPath, &(Item, Origin))| {
            Mode::of(told(path, item) || heads.next().is_some_and(|head| self.is_program(&head)))
        };
        Ok(files.iter().map(mode).collect())
    }

    fn is_program(&self, head: &[u8]) -> bool {
        let is_binary = self.is_binary && PROGRAMS.iter().any(|start| head.starts_with(start));
        head.starts_with(b"#!") || is_binary
    }
}

/// The path in the bundle that a manifest means by `server/run`, `./server/run` or
/// `${__dirname}/server/run`; `None` for what lies elsewhere.
pub(crate) fn in_bundle(name: &str) -> Option<RelPath> {
    let name = name.replace("${/}", "/").replace("${pathSeparator}", "/").replace('\\', "/");
    let name = name.strip_prefix("${__dirname}/").unwrap_or(&name);
    RelPath::new(name).ok().filter(|path| !path.is_root())
}
