//! The tools and libraries that people and hosts have take the bundles as they are meant.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{demo, noise};
use crate::harness::case::{Case, REPOSITORY};
use crate::harness::dist::{Dist, Member};
use crate::harness::peers::peers;
use crate::harness::run::Run;

/// What a reader sees: length, SHA-256 and permissions of each member.
type Members = BTreeMap<String, (u64, String, u64)>;

fn members(answer: &Value) -> Members {
    let members = answer.as_object().unwrap().iter();
    members
        .map(|(name, it)| {
            let number = |key: &str| it[key].as_u64().unwrap();
            (
                name.clone(),
                (number("len"), it["sha256"].as_str().unwrap().to_owned(), number("mode")),
            )
        })
        .collect()
}

/// The zip libraries of JavaScript, by name.
pub(super) fn readers(bundle: &Path) -> Vec<(String, Members)> {
    let script = Path::new(REPOSITORY).join("tests/peers/zip_readers.mjs");
    let run = Run::of(peers().node(&script).arg(bundle));
    run.success();
    let answers = run.json();
    let answers = answers.as_object().unwrap().iter();
    answers.map(|(reader, answer)| (reader.clone(), members(answer))).collect()
}

/// Python's own one.
pub(super) fn python(bundle: &Path) -> (String, Members) {
    let script = Path::new(REPOSITORY).join("tests/peers/zip_reader.py");
    let run = Run::of(peers().python("build").arg(script).arg(bundle));
    run.success();
    ("zipfile".to_owned(), members(&run.json()))
}

/// What this repository's own tests see.
fn expected(bundle: &Path) -> Members {
    use sha2::Digest;
    let dist = Dist::read(bundle);
    let of = |member: &Member| match member {
        Member::File { mode, bytes } => {
            let digest = sha2::Sha256::digest(bytes);
            let digest = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            (bytes.len() as u64, digest, u64::from(*mode | 0o100_000))
        }
        Member::Link(target) => panic!("a link to {target}"),
    };
    dist.members.iter().map(|(name, member)| (name.clone(), of(member))).collect()
}

#[track_caller]
fn check_libraries(bundle: &Path) {
    let expect = expected(bundle);
    for (reader, members) in readers(bundle).into_iter().chain([python(bundle)]) {
        assert_eq!(members, expect, "{reader}");
    }
}

#[track_caller]
fn check_reference_tool(case: &Case, bundle: &Path) {
    let mcpb =
        |arguments: &[&str]| Run::of(peers().mcpb().args(arguments).current_dir(case.path(".")));
    let unpacked = case.path("unpacked");
    mcpb(&["unpack", bundle.to_str().unwrap(), "unpacked"]).success();
    for (name, (len, _, mode)) in expected(bundle) {
        let metadata = fs::metadata(unpacked.join(&name)).unwrap();
        assert_eq!(metadata.len(), len, "{name}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let found = u64::from(metadata.permissions().mode()) | 0o100_000;
            assert_eq!(found & 0o100, mode & 0o100, "{name}");
        }
    }
    mcpb(&["validate", "unpacked/manifest.json"])
        .success()
        .stdout_contains("Manifest schema validation passes!");
    mcpb(&["info", bundle.to_str().unwrap()]).success().stdout_contains("Size: ");
}

#[test]
fn the_bundles_of_both_projects_are_taken_by_everybody() {
    for (fixture, bundle) in
        [("seed-like", "weather-desk-1.4.0.mcpb"), ("flit-uv", "tide-table-0.3.0.mcpb")]
    {
        let case = Case::new().fixture(fixture);
        case.run("dxt pack").success().stderr("");
        let bundle = case.path("dist").join(bundle);
        check_libraries(&bundle);
        check_reference_tool(&case, &bundle);
    }
}

#[test]
fn odd_names_sizes_and_modes_are_taken_by_everybody() {
    let case = demo().file("ext/Zürich/straße 😀.txt", "x").file("ext/__proto__x", "");
    case.write("ext/run", "#!/bin/sh\n");
    fs::write(case.path("ext/large.bin"), vec![7; 3 << 20]).unwrap();
    fs::write(case.path("ext/noise.bin"), noise(700_000)).unwrap();
    case.run("dxt pack ext out.mcpb").success();
    check_libraries(&case.path("out.mcpb"));
    check_reference_tool(&case, &case.path("out.mcpb"));
}

/// Its older name knows the older endings and the older manifests.
#[test]
fn a_dxt_bundle_is_taken_by_the_tool_of_that_time() {
    let case = demo();
    let manifest =
        super::MANIFEST.replace("\"manifest_version\": \"0.3\"", "\"dxt_version\": \"0.1\"");
    case.write("ext/manifest.json", &manifest);
    case.run("dxt pack ext --kind dxt").success();
    let dxt = |arguments: &[&str]| {
        Run::of(peers().dxt().args(arguments).current_dir(case.path("."))).success().stdout.clone()
    };
    dxt(&["unpack", "demo-server-1.0.0.dxt", "unpacked"]);
    assert_eq!(case.read("unpacked/server/index.js"), "run()\n");
    assert!(dxt(&["validate", "unpacked/manifest.json"]).contains("Manifest is valid!"));
}
