//! The law of every command that changes anything: what a dry run shows is what the real run does,
//! and it changes nothing.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::harness::case::Case;
use crate::harness::run::Run;

/// Every file, link and folder of a case with what it holds, temporary ones included.
pub(crate) fn snapshot(case: &Case) -> BTreeMap<String, String> {
    let home = case.home();
    let root = home.parent().unwrap();
    let mut found = BTreeMap::new();
    look(root, root, &mut found);
    found
}

fn look(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().display().to_string();
        let metadata = path.symlink_metadata().unwrap();
        let mode = metadata.permissions().mode();
        let content = if metadata.is_dir() {
            look(root, &path, found);
            "folder".to_owned()
        } else if metadata.is_symlink() {
            fs::read_link(&path).unwrap().display().to_string()
        } else {
            format!("{:x?}", Sha256::digest(fs::read(&path).unwrap()))
        };
        found.insert(name, format!("{mode:o} {content}"));
    }
}

/// Runs a command dry and then for real, and holds the one against the other. `servers` tells what
/// servers hold. Returns the plan and the real run.
///
/// What only the performing step finds done already is planned nevertheless, and then spared; what
/// planning finds done is not even planned.
#[track_caller]
pub(crate) fn hold<S: PartialEq + std::fmt::Debug>(
    case: &Case,
    arguments: &str,
    servers: impl Fn() -> S,
) -> (Vec<Value>, Run) {
    let (files, online) = (snapshot(case), servers());
    let dry = case.run(&format!("{arguments} --json --dry-run"));
    let plan = list(&dry.success().json(), "plan");
    assert_eq!(snapshot(case), files, "the dry run of `{arguments}` changed a file");
    assert_eq!(servers(), online, "the dry run of `{arguments}` changed a server");

    let real = case.run(&format!("{arguments} --json"));
    let document = real.success().json();
    let spared: Vec<Value> = list(&document, "spared").into_iter().map(without_reason).collect();
    let (done, mut expected) = (list(&document, "done"), plan.clone());
    expected.retain(|touch| !spared.contains(touch));
    assert_eq!(done, expected, "`{arguments}` did not do what its plan says");
    let temporary = snapshot(case).into_keys().filter(|name| name.starts_with("tmp/"));
    let before = files.into_keys().filter(|name| name.starts_with("tmp/"));
    assert!(temporary.eq(before), "`{arguments}` left something in the temporary folder");
    (plan, real)
}

/// A list of a report.
pub(crate) fn list(report: &Value, key: &str) -> Vec<Value> {
    report[key].as_array().unwrap_or_else(|| panic!("no {key} in {report:#}")).clone()
}

/// What each touch does, in order.
pub(crate) fn deeds(touches: &[Value]) -> Vec<&str> {
    touches.iter().map(|touch| touch["do"].as_str().unwrap()).collect()
}

fn without_reason(mut touch: Value) -> Value {
    touch.as_object_mut().unwrap().remove("because").expect("what is spared has a reason");
    touch
}
