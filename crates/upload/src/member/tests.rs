use std::collections::BTreeMap;
use std::sync::Arc;

use pyrel_archive::{ArchivePath, Entry, Epoch, FileMap, Format, Job, Mode, Origin, seal};
use pyrel_diag::{Explain, Silent};
use pyrel_tree::SourceTree;

use super::*;
use crate::distribution::tests::artifact;
use crate::{Distribution, read_all};

const METADATA: &str = "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n";

fn spool() -> (tempfile::TempDir, SpoolFolder) {
    let folder = tempfile::tempdir().unwrap();
    let spool = SpoolFolder::new(folder.path());
    (folder, spool)
}

/// An archive of this name with these members.
fn sealed(name: &str, members: &[(&str, &str)]) -> Artifact {
    let (_folder, spool) = spool();
    let mut map = FileMap::new();
    for (path, text) in members {
        let source = Source::Bytes(Arc::from(text.as_bytes()));
        let entry = Entry { source, mode: Mode::Regular, origin: Origin::rule("test") };
        map.add(ArchivePath::new(*path).unwrap(), entry).unwrap();
    }
    let format = if name.ends_with(".whl") { Format::Zip } else { Format::TarGz };
    let tree = SourceTree::of_entries(None, BTreeMap::new());
    let job = Job {
        name,
        format,
        map: &map,
        tree: &tree,
        epoch: Epoch::default(),
        level: 6,
        trailer: None,
        spool: &spool,
        workers: None,
    };
    seal(&job, &Silent).unwrap()
}

fn read(artifact: Artifact) -> Result<Distribution, Error> {
    let (_folder, spool) = spool();
    Ok(Distribution::read(artifact, &Limits::default(), &spool)?.value)
}

const WHEEL: &str = "demo-1.0-py3-none-any.whl";
const SDIST: &str = "demo-1.0.tar.gz";

#[track_caller]
fn refuse(artifact: Artifact, expect: &str) {
    let error = read(artifact).unwrap_err();
    let findings: Vec<String> = error.findings().iter().map(ToString::to_string).collect();
    assert_eq!(findings, [expect]);
}

#[test]
fn metadata_is_taken_out_of_both_kinds() {
    let wheel = sealed(
        WHEEL,
        &[
            ("demo/METADATA", "x"),
            ("demo-1.0.dist-info/METADATA", METADATA),
            ("a.dist-info/METADATA", "y"),
        ],
    );
    assert_eq!(read(wheel).unwrap().metadata().name.as_str(), "demo");
    let sdist =
        sealed(SDIST, &[("demo-1.0/demo.egg-info/PKG-INFO", "x"), ("demo-1.0/PKG-INFO", METADATA)]);
    assert_eq!(read(sdist).unwrap().metadata().name.as_str(), "demo");
}

#[test]
fn another_spelling_will_do_where_there_is_one_only() {
    let wheel = sealed(WHEEL, &[("Demo-1.0.0.dist-info/METADATA", METADATA)]);
    assert!(read(wheel).is_ok());
    let sdist = sealed(SDIST, &[("Demo-1.0/PKG-INFO", METADATA)]);
    assert!(read(sdist).is_ok());
    refuse(
        sealed(WHEEL, &[("a.dist-info/METADATA", METADATA), ("b.dist-info/METADATA", METADATA)]),
        "demo-1.0-py3-none-any.whl: it holds 2 files `*.dist-info/METADATA`, and no \
         `demo-1.0.dist-info/METADATA`",
    );
}

#[test]
fn a_file_without_metadata_is_found() {
    refuse(
        sealed(WHEEL, &[("demo/METADATA", METADATA)]),
        "demo-1.0-py3-none-any.whl: it holds no `demo-1.0.dist-info/METADATA`",
    );
    refuse(
        sealed(SDIST, &[("demo-1.0/a/PKG-INFO", METADATA)]),
        "demo-1.0.tar.gz: it holds no `demo-1.0/PKG-INFO`",
    );
}

#[test]
fn all_mistakes_of_a_batch_are_found_at_once() {
    let (_folder, spool) = spool();
    let sound = |name| sealed(name, &[("demo-1.0/PKG-INFO", METADATA)]);
    let files =
        vec![artifact(WHEEL, b"no zip"), sound(SDIST), artifact("x.zip", b""), sound(SDIST)];
    let error = read_all(files, &Limits::default(), &spool).unwrap_err();
    let rules: Vec<(&str, String)> =
        error.findings().iter().map(|it| (it.rule.id, it.to_string())).collect();
    assert_eq!(rules[0].0, "upload-file-archive");
    assert_eq!(rules[1].1, "x.zip: this is not the name of a wheel or an sdist");
    assert_eq!(rules[2].1, "demo-1.0.tar.gz: 2 files have this name");
    assert_eq!(rules.len(), 3);
    let names = "`demo-1.0-py3-none-any.whl`, `demo-1.0.tar.gz`, `x.zip` cannot be published";
    assert_eq!(error.to_string(), names);
}
