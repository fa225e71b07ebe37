#![expect(clippy::disallowed_methods, reason = "the tests look at what was written")]

use std::os::unix::fs::{MetadataExt, PermissionsExt};

use super::*;

fn spooled(folder: &Path, text: &str) -> Spooled {
    let spooled = Spooled::create(&SpoolFolder::new(folder)).unwrap();
    spooled.write_at(text.as_bytes(), 0).unwrap();
    spooled
}

fn hidden(folder: &Path, text: &str) -> Spooled {
    let (file, path) = tempfile::NamedTempFile::new_in(folder).unwrap().into_parts();
    let spooled =
        Spooled { file, name: Name::Hidden(Mutex::new(Some(path))), readers: Readers::Usual };
    spooled.write_at(text.as_bytes(), 0).unwrap();
    spooled
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_placed_file_is_whole_and_alone() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("a.whl");
    let spooled = spooled(folder.path(), "new");
    spooled.place(&target).unwrap();
    assert_eq!(std::fs::read(&target).unwrap(), b"new");
    assert_eq!(names(folder.path()), ["a.whl"]);
}

#[test]
fn nothing_is_seen_before_a_file_is_placed_or_after_it_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let spooled = spooled(folder.path(), "new");
    if cfg!(target_os = "linux") {
        assert_eq!(names(folder.path()), [""; 0]);
    }
    drop(spooled);
    drop(hidden(folder.path(), "new"));
    assert_eq!(names(folder.path()), [""; 0]);
}

#[test]
fn a_placed_file_takes_the_place_of_an_older_one() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("a.whl");
    for make in [spooled, hidden] {
        let spooled = make(folder.path(), "new");
        std::fs::write(&target, "older and longer").unwrap();
        spooled.place(&target).unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"new");
        assert_eq!(names(folder.path()), ["a.whl"]);
    }
}

#[test]
fn a_file_can_be_placed_twice_and_the_twins_are_independent() {
    let folder = tempfile::tempdir().unwrap();
    let [a, b] = ["a", "b"].map(|name| folder.path().join(name));
    for make in [spooled, hidden] {
        let spooled = make(folder.path(), "new");
        spooled.place(&a).unwrap();
        spooled.place(&b).unwrap();
        spooled.place(&b).unwrap();
        assert_eq!(std::fs::read(&b).unwrap(), b"new");
        assert_eq!(std::fs::metadata(&b).unwrap().nlink(), 1);
        assert_eq!(names(folder.path()), ["a", "b"]);
    }
}

#[test]
fn a_placed_file_has_the_permissions_of_any_new_file() {
    let folder = tempfile::tempdir().unwrap();
    let ordinary = folder.path().join("ordinary");
    std::fs::write(&ordinary, "").unwrap();
    let target = folder.path().join("a.whl");
    spooled(folder.path(), "new").place(&target).unwrap();
    let mode = |path| std::fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&target), mode(&ordinary));
}

#[test]
fn a_file_from_another_file_system_is_copied_into_place() {
    let elsewhere = Path::new("/dev/shm");
    if !elsewhere.is_dir() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("a.whl");
    std::fs::write(&target, "old").unwrap();
    let text = "new".repeat(COPIED_AT_ONCE);
    for make in [spooled, hidden] {
        let spooled = make(elsewhere, &text);
        spooled.place(&target).unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), text.as_bytes());
        assert_eq!(names(folder.path()), ["a.whl"]);
    }
}

#[test]
fn a_file_that_was_there_before_is_read_and_copied() {
    let folder = tempfile::tempdir().unwrap();
    let [a, b] = ["a", "b"].map(|name| folder.path().join(name));
    std::fs::write(&a, "there before").unwrap();
    let spooled = Spooled::existing(&a).unwrap();
    spooled.place(&b).unwrap();
    spooled.place(&a).unwrap();
    assert_eq!(std::fs::read(&a).unwrap(), b"there before");
    assert_eq!(std::fs::read(&b).unwrap(), b"there before");
    assert_eq!(names(folder.path()), ["a", "b"]);
}

#[test]
fn what_cannot_be_replaced_stays_and_nothing_is_left_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("a.whl");
    std::fs::create_dir(&target).unwrap();
    for make in [spooled, hidden] {
        let spooled = make(folder.path(), "new");
        spooled.place(&target).unwrap_err();
        drop(spooled);
        assert_eq!(names(folder.path()), ["a.whl"]);
    }
}

#[test]
fn a_missing_folder_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let error = Spooled::create(&SpoolFolder::new(&missing)).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
    let error = spooled(folder.path(), "new").place(&missing.join("a.whl")).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
}

#[test]
fn a_folder_that_nobody_can_write_into_is_told() {
    // Not even the superuser may create files here.
    let folder = Path::new("/proc/self");
    if folder.is_dir() {
        Spooled::create(&SpoolFolder::new(folder)).unwrap_err();
        let own = tempfile::tempdir().unwrap();
        spooled(own.path(), "new").place(&folder.join("a.whl")).unwrap_err();
        assert_eq!(names(own.path()), [""; 0]);
    }
}

#[test]
fn a_pipe_is_not_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &pipe,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::from_raw_mode(0o644),
        0,
    )
    .unwrap();
    assert_eq!(Spooled::existing(&pipe).unwrap_err().to_string(), "it is not a regular file");
}

#[test]
fn a_secret_is_read_by_its_owner_alone_wherever_it_was_spooled() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("key.pem");
    let spooled = Spooled::create_private(&SpoolFolder::new(folder.path())).unwrap();
    spooled.place(&target).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&target), 0o600);
    // It has a name by now, so that another place gets a copy.
    let copy = folder.path().join("copy.pem");
    spooled.place(&copy).unwrap();
    assert_eq!(mode(&copy), 0o600);
}
