use pyrel_archive::Spooled;
use pyrel_diag::Explain;

use super::*;

/// A file of this name that holds these bytes.
pub(crate) fn artifact(name: &str, bytes: &[u8]) -> Artifact {
    let folder = tempfile::tempdir().unwrap();
    let spooled = Spooled::create(&SpoolFolder::new(folder.path())).unwrap();
    spooled.write_at(bytes, 0).unwrap();
    Artifact::of_spooled(name, spooled).unwrap()
}

/// A distribution with this metadata.
pub(crate) fn distribution(name: &str, bytes: &[u8], metadata: &str) -> Distribution {
    read(name, bytes, metadata).unwrap().value
}

fn read(name: &str, bytes: &[u8], metadata: &str) -> Result<Warned<Distribution>, Error> {
    Distribution::described(artifact(name, bytes), "PKG-INFO", metadata.as_bytes())
}

#[track_caller]
fn refuse(name: &str, metadata: &str, expect: &[&str]) {
    let error = read(name, b"", metadata).unwrap_err();
    assert_eq!(error.findings().iter().map(Finding::to_string).collect::<Vec<_>>(), expect);
    assert_eq!(error.to_string(), format!("`{name}` cannot be published"));
}

const HEAD: &str = "Metadata-Version: 2.1\nName: My.Demo\nVersion: 1.0.0\n";

#[test]
fn spellings_of_one_name_and_version_agree() {
    let wheel = distribution("my_demo-1.0-py3-none-any.whl", b"abc", HEAD);
    assert_eq!((wheel.kind(), wheel.project().normalized()), (Kind::Wheel, "my-demo"));
    assert_eq!(wheel.sha256(), Sha256::of(b"abc"));
    assert_eq!(wheel.blake2.0, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

#[test]
fn an_editable_wheel_is_for_one_machine() {
    let name = "my_demo-1.0.0-0.editable-py3-none-any.whl";
    refuse(name, HEAD, &[&format!("{name}: this wheel points to a folder of one machine")]);
}

#[test]
fn a_name_that_disagrees_is_found() {
    refuse(
        "demo-2.0.tar.gz",
        HEAD,
        &[
            "demo-2.0.tar.gz!PKG-INFO: the file name says project `demo`, the metadata `My.Demo`",
            "demo-2.0.tar.gz!PKG-INFO: the file name says version `2.0`, the metadata `1.0.0`",
        ],
    );
}

#[test]
fn metadata_without_an_identity_is_none() {
    refuse(
        "demo-2.0.tar.gz",
        "Metadata-Version: 2.1\nName: demo\n",
        &["demo-2.0.tar.gz!PKG-INFO: line 1: the field `Version` is missing"],
    );
    refuse(
        "demo-1.tar.gz",
        "Metadata-Version: 9.9\nName: demo\nVersion: 1\n",
        &["demo-1.tar.gz!PKG-INFO: line 1: there is no metadata version `9.9`"],
    );
}

#[test]
fn other_mistakes_are_left_to_those_who_look_for_them() {
    let text = format!("{HEAD}Summary: a\nSummary: b\n");
    let warned = read("my_demo-1.0.0.tar.gz", b"", &text).unwrap();
    assert_eq!(warned.findings, []);
    assert_eq!(warned.value.metadata().summary.as_deref(), Some("a"));
}

#[test]
fn two_files_of_one_name_are_found() {
    let files = ["my_demo-1.0.tar.gz", "my_demo-1.0.0.tar.gz", "my_demo-1.0.tar.gz"];
    let files = files.map(|name| distribution(name, b"", HEAD));
    let error = batch(files.into()).unwrap_err();
    assert_eq!(
        error.findings().iter().map(Finding::to_string).collect::<Vec<_>>(),
        ["my_demo-1.0.tar.gz: 2 files have this name"]
    );
}

#[test]
fn wheels_go_first_then_sdists_each_by_name() {
    let files =
        ["my_demo-1.0.tar.gz", "my_demo-1.0-py3-none-win32.whl", "my_demo-1.0-py3-none-any.whl"];
    let files = files.map(|name| distribution(name, b"", HEAD));
    assert_eq!(
        batch(files.into()).unwrap().iter().map(Distribution::name).collect::<Vec<_>>(),
        ["my_demo-1.0-py3-none-any.whl", "my_demo-1.0-py3-none-win32.whl", "my_demo-1.0.tar.gz"]
    );
}

#[test]
fn a_file_of_another_name_is_none() {
    refuse("demo.zip", HEAD, &["demo.zip: this is not the name of a wheel or an sdist"]);
}
