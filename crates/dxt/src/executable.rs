//! Which files of a bundle get the executable bit, on every system alike.

use std::collections::BTreeSet;

use pyrel_archive::Mode;
use pyrel_tree::{EntryKind, Item, RelPath};

use crate::{Manifest, ServerKind};

/// What decides: the bit on disk, the first bytes, and the manifest of a binary server. Windows
/// has no bits, and a bundle packed there must start elsewhere.
pub(crate) struct Executables {
    named: BTreeSet<RelPath>,
    is_binary: bool,
}

/// What the system reads as the name of an interpreter.
const SCRIPT: &[u8] = b"#!";

/// The first bytes of scripts, of ELF, of Mach-O (both byte orders, 32 and 64 bits, and universal
/// files) and of Windows programs.
const PROGRAMS: [&[u8]; 8] = [
    SCRIPT,
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"MZ",
];

impl Executables {
    pub(crate) fn of(manifest: &Manifest) -> Self {
        let server = &manifest.server;
        let is_binary = server.kind == ServerKind::Binary;
        let names = server.commands.iter().chain([&server.entry_point.text]);
        let named = names.filter(|_| is_binary).filter_map(|name| in_bundle(name)).collect();
        Self { named, is_binary }
    }

    /// What a file is known to be before it is read.
    pub(crate) fn mode(&self, path: &RelPath, item: &Item) -> Mode {
        let on_disk = matches!(item.kind, EntryKind::File { executable: true, .. });
        Mode::of(on_disk || self.named.contains(path))
    }

    /// What files begin with that are executable.
    pub(crate) fn starts(&self) -> &'static [&'static [u8]] {
        if self.is_binary { &PROGRAMS } else { &[SCRIPT] }
    }
}

/// The path in the bundle that a manifest means by `server/run`, `./server/run` or
/// `${__dirname}/server/run`; `None` for what lies elsewhere.
pub(crate) fn in_bundle(name: &str) -> Option<RelPath> {
    let name = name.replace("${/}", "/").replace("${pathSeparator}", "/").replace('\\', "/");
    let name = name.strip_prefix("${__dirname}/").unwrap_or(&name);
    RelPath::new(name).ok().filter(|path| !path.is_root())
}
