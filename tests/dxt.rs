//! `pyrel dxt`: bundles checked and packed, held against the reference tool and against the readers
//! that hosts have.

mod asked;
mod beside;
mod both_ways;
mod clean;
mod diff;
mod facts;
#[cfg(unix)]
mod folders;
mod guidance;
mod hostile_manifests;
mod info;
mod init;
mod law;
#[cfg(target_os = "linux")]
mod many;
mod migrate;
mod outputs;
mod outside;
mod pack;
mod prune;
mod readers;
mod rules;
mod same_bytes;
mod signed;
mod unpack;
#[cfg(target_os = "linux")]
mod unpack_hostile;
mod unpack_peers;
mod validate;
mod validate_levels;
mod verdicts;
mod zip_parts;

use std::fs::File;
use std::path::Path;

use crate::harness::case::Case;

/// A sound manifest, one key per line.
const MANIFEST: &str = r#"{
  "manifest_version": "0.3",
  "name": "Demo Server",
  "version": "1.0.0",
  "description": "for tests",
  "author": { "name": "somebody" },
  "server": {
    "type": "node",
    "entry_point": "server/index.js",
    "mcp_config": { "command": "node", "args": ["${__dirname}/server/index.js"] }
  }
}
"#;

/// A project that a template can be filled from, whose only module is `x.py`.
const FLIT: &str = r#"[build-system]
requires = ["flit_core >=3.2"]
build-backend = "flit_core.buildapi"
[project]
name = "x"
version = "2.5"
description = "for tests"
"#;

/// A sound extension in `ext`.
fn demo() -> Case {
    Case::new().file("ext/manifest.json", MANIFEST).file("ext/server/index.js", "run()\n")
}

/// A demo with further empty files in its folder.
fn demo_with(files: &[&str]) -> Case {
    let case = demo();
    for file in files {
        case.write(&format!("ext/{file}"), "");
    }
    case
}

/// The names in a bundle, in their order.
#[track_caller]
fn names(bundle: &Path) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(File::open(bundle).unwrap()).unwrap();
    (0..archive.len())
        .map(|at| archive.by_index(at).unwrap().name().unwrap().into_owned())
        .collect()
}

/// What `pyrel dxt pack` puts into the bundle of `ext`.
#[track_caller]
fn packed(case: &Case) -> Vec<String> {
    case.run("dxt pack ext out.mcpb").success();
    names(&case.path("out.mcpb"))
}

/// Bytes that do not shrink, always the same.
fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    std::iter::repeat_with(&mut next).flatten().take(len).collect()
}
