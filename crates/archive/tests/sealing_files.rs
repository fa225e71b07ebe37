//! Sealing what lies on disk, and archives at the edges of their formats.
#![cfg(test)]
#![expect(clippy::disallowed_methods, reason = "the tests make the folders they seal")]

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::sync::{Arc, Mutex};

use pyrel_archive::{
    ArchivePath, Artifact, Entry, Epoch, Error, FileMap, Format, Job, Limits, Mode, Origin,
    SpoolFolder, seal, zip,
};
use pyrel_diag::{Event, Progress, Silent};
use pyrel_tree::{Content, RelPath, Slice, Source, SourceTree};

const BOTH: [Format; 2] = [Format::TarGz, Format::Zip];

fn add(map: &mut FileMap, path: &str, source: Source) {
    let entry = Entry { source, mode: Mode::Regular, origin: Origin::rule("a test") };
    map.add(ArchivePath::new(path).unwrap(), entry).unwrap();
}

fn sealed(
    format: Format,
    map: &FileMap,
    tree: &SourceTree,
    epoch: Epoch,
    progress: &dyn Progress,
) -> Result<Artifact, Error> {
    let spool = tempfile::tempdir().unwrap();
    let job = Job {
        name: "demo",
        format,
        map,
        tree,
        epoch,
        level: 6,
        trailer: None,
        spool: &SpoolFolder::new(spool.path()),
        workers: None,
    };
    seal(&job, progress)
}

fn nothing() -> SourceTree {
    SourceTree::of_entries(None, BTreeMap::new())
}

/// Some files on disk, and the map of them.
fn project(root: &Path) -> (SourceTree, FileMap) {
    let mut map = FileMap::new();
    for (name, content) in [
        ("a.py", "one\n".repeat(9)),
        ("b/c.txt", "two\n".repeat(400_000)),
        ("b/d.txt", String::new()),
    ] {
        let path = root.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        add(&mut map, name, Source::File(RelPath::new(name).unwrap()));
    }
    (SourceTree::folder(root).unwrap(), map)
}

#[test]
fn the_bytes_do_not_depend_on_the_folder() {
    for format in BOTH {
        let digests = ["here", "some/where/else"].map(|name| {
            let root = tempfile::tempdir().unwrap();
            let (tree, map) = project(&root.path().join(name));
            sealed(format, &map, &tree, Epoch::default(), &Silent).unwrap().sha256()
        });
        assert_eq!(digests[0], digests[1]);
    }
}

/// A file that has another length than it had when it was looked at.
#[derive(Debug)]
struct Cut(usize);

impl Content for Cut {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> std::io::Result<usize> {
        let left = self.0.saturating_sub(usize::try_from(offset).unwrap()).min(buffer.len());
        buffer[..left].fill(b'x');
        Ok(left)
    }
}

#[test]
fn a_file_that_became_shorter_is_told() {
    for (len, real) in [(10, 9), (2 << 20, 1 << 20)] {
        let mut map = FileMap::new();
        let content = Arc::new(Cut(real));
        add(&mut map, "cut", Source::Slice(Slice { content, offset: 0, len }));
        for format in BOTH {
            let error = sealed(format, &map, &nothing(), Epoch::default(), &Silent).unwrap_err();
            assert_eq!(error.to_string(), "`cut` changed while it was read");
        }
    }
}

/// Appends to a file as soon as sealing began, when its size is known already.
struct Appends<'a>(&'a Path);

impl Progress for Appends<'_> {
    fn event(&self, event: Event<'_>) {
        if let Event::Started { .. } = event {
            let mut content = std::fs::read(self.0).unwrap();
            content.push(b'x');
            std::fs::write(self.0, content).unwrap();
        }
    }
}

#[test]
fn a_file_that_became_longer_is_told() {
    for name in ["a.py", "b/c.txt", "b/d.txt"] {
        for format in BOTH {
            let root = tempfile::tempdir().unwrap();
            let (tree, map) = project(root.path());
            let appends = Appends(&root.path().join(name));
            let error = sealed(format, &map, &tree, Epoch::default(), &appends).unwrap_err();
            assert_eq!(error.to_string(), format!("`{name}` changed while it was read"));
        }
    }
}

#[derive(Default)]
struct Counts(Mutex<(u64, u64, u32)>);

impl Progress for Counts {
    fn event(&self, event: Event<'_>) {
        let mut counts = self.0.lock().unwrap();
        match event {
            Event::Started { what, bytes } => {
                assert_eq!(what, "sealing demo");
                counts.0 = bytes;
            }
            Event::Advanced(bytes) => counts.1 += bytes,
            Event::Finished => counts.2 += 1,
            Event::Note(_) => {}
        }
    }
}

#[test]
fn progress_adds_up() {
    for format in BOTH {
        let root = tempfile::tempdir().unwrap();
        let (tree, map) = project(root.path());
        let counts = Counts::default();
        sealed(format, &map, &tree, Epoch::default(), &counts).unwrap();
        assert_eq!(*counts.0.lock().unwrap(), (1_600_036, 1_600_036, 1));
    }
}

#[test]
fn more_members_than_a_plain_zip_counts_are_readable() {
    let mut map = FileMap::new();
    for number in 0..70_000 {
        add(&mut map, &format!("{number:05}"), Source::Bytes(Arc::from(*b"")));
    }
    let artifact = sealed(Format::Zip, &map, &nothing(), Epoch::default(), &Silent).unwrap();
    let own = zip::Archive::open(&artifact, &Limits::default()).unwrap();
    assert_eq!(own.members().len(), 70_000);
    let mut bytes = Vec::new();
    artifact.reader().read_to_end(&mut bytes).unwrap();
    let mut other = ::zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    assert_eq!(other.len(), 70_000);
    assert_eq!(other.by_index(69_999).unwrap().name().unwrap(), "69999");
}

#[test]
fn times_out_of_reach_move_to_the_nearest_one() {
    let mut map = FileMap::new();
    add(&mut map, "a", Source::Bytes(Arc::from(*b"one")));
    let digest = |format, seconds| {
        sealed(format, &map, &nothing(), Epoch::from_seconds(seconds), &Silent).unwrap().sha256()
    };
    assert_eq!(digest(Format::Zip, 0), digest(Format::Zip, 315_532_800));
    assert_eq!(digest(Format::Zip, u64::MAX), digest(Format::Zip, 5_000_000_000));
    assert_ne!(digest(Format::TarGz, 0), digest(Format::TarGz, 315_532_800));
    assert_eq!(digest(Format::TarGz, u64::MAX), digest(Format::TarGz, 1 << 33));
}

#[test]
fn twins_in_letter_case_stay_two_members() {
    let mut map = FileMap::new();
    add(&mut map, "A.txt", Source::Bytes(Arc::from(*b"upper")));
    add(&mut map, "a.txt", Source::Bytes(Arc::from(*b"lower")));
    assert_eq!(map.twins().len(), 1);
    let artifact = sealed(Format::Zip, &map, &nothing(), Epoch::default(), &Silent).unwrap();
    let archive = zip::Archive::open(&artifact, &Limits::default()).unwrap();
    for (name, content) in [("A.txt", b"upper"), ("a.txt", b"lower")] {
        assert_eq!(archive.read(archive.member(name).unwrap(), 9).unwrap(), content);
    }
}

#[test]
fn an_existing_file_is_an_artifact_under_its_own_name() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("demo-1.0.whl");
    std::fs::write(&path, "content").unwrap();
    let artifact = Artifact::existing(&path).unwrap();
    assert_eq!((artifact.name(), artifact.len()), ("demo-1.0.whl", 7));
    assert_eq!(artifact.sha256(), pyrel_archive::Sha256::of(b"content"));
    std::fs::remove_file(&path).unwrap();
    let mut content = String::new();
    artifact.reader().read_to_string(&mut content).unwrap();
    assert_eq!(content, "content");
    let error = Artifact::existing(&path).unwrap_err();
    assert_eq!(error.to_string(), format!("cannot read `{}`", path.display()));
    assert!(Artifact::existing(root.path()).is_err());
}

#[test]
fn a_spool_that_cannot_be_written_is_told_with_the_archive_s_name() {
    let map = FileMap::new();
    for format in BOTH {
        let job = Job {
            name: "demo",
            format,
            map: &map,
            tree: &nothing(),
            epoch: Epoch::default(),
            level: 6,
            trailer: None,
            spool: &SpoolFolder::new("/nowhere/at/all"),
            workers: None,
        };
        assert_eq!(seal(&job, &Silent).unwrap_err().to_string(), "cannot write `demo`");
    }
}
