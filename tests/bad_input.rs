//! Input that is wrong in every way we know: what is said about it, with which exit code, and that
//! nothing is changed.
//!
//! What a tree may hold besides files is tried in `laws::accidents` for builds and in `dxt::folders`
//! for bundles.

#[cfg(unix)]
mod changing;
mod manifests;
#[cfg(unix)]
mod places;
mod projects;
mod repositories;
mod setup_scripts;
#[cfg(unix)]
mod stops;
#[cfg(unix)]
mod streams;
mod types;
mod workspaces;

use crate::harness::case::Case;
use crate::harness::footprint::footprint;
use crate::harness::run::Run;

/// The tables that make a project of one module, without their end.
const FLIT: &str = "[build-system]
requires = [\"flit_core >=3.2\"]
build-backend = \"flit_core.buildapi\"
[project]
name = \"demo\"
version = \"1\"
description = \"d\"
";

/// The manifest of an extension.
const MANIFEST: &str = r#"{
  "manifest_version": "0.3",
  "name": "demo",
  "version": "1.0.0",
  "description": "for tests",
  "author": { "name": "somebody" },
  "server": {
    "type": "node",
    "entry_point": "main.js",
    "mcp_config": { "command": "node", "args": ["${__dirname}/main.js"] }
  }
}
"#;

/// A project with an extension, former results of all of them, and where releases go.
fn project() -> Case {
    Case::new()
        .file("pyproject.toml", &format!("{FLIT}[tool.pyrel.dxt]\nassets = [\"ext\"]\n"))
        .file("demo.py", "")
        .file("ext/manifest.json", MANIFEST)
        .file("ext/main.js", "run()\n")
        .file("dist/demo-1.tar.gz", "old")
        .file("dist/demo-1-py2.py3-none-any.whl", "old")
        .file("dist/demo-1.0.0.mcpb", "old")
        .file("dist/SHA256SUMS", "old")
}

/// All that makes files.
const COMMANDS: [&str; 3] =
    ["build", "dxt pack", "release --no-github --repository ./index --json"];

/// A run that fails with code 1 and leaves everything as it was.
#[track_caller]
fn refused(case: &Case, arguments: &str) -> Run {
    let before = footprint(case);
    let run = case.run(arguments);
    run.failure(1);
    assert!(run.stderr.contains("error"), "{arguments} says nothing: {}", run.stderr);
    assert!(footprint(case) == before, "{arguments} left something");
    run
}
