//! What Cargo says about the workspace and all it draws in on this machine.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::harness::case::REPOSITORY;
use crate::harness::run::Run;

/// How a package is needed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Need {
    /// To build or to run.
    Product,
    /// For tests.
    Tests,
}

/// The answer of `cargo metadata`.
#[derive(Debug)]
pub(super) struct Metadata(Value);

/// One package.
#[derive(Clone, Copy, Debug)]
pub(super) struct Package<'a>(&'a Value);

impl Metadata {
    /// Asks Cargo, which answers from what it has: the tests were just built from it.
    pub(super) fn read() -> Self {
        let host = Run::of(Command::new(env!("CARGO")).arg("-vV"));
        let triple = host.stdout.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["metadata", "--format-version", "1", "--locked", "--offline"]);
        cargo.args(["--filter-platform", triple]).current_dir(Path::new(REPOSITORY));
        Self(Run::of(&mut cargo).success().json())
    }

    /// All packages.
    pub(super) fn packages(&self) -> impl Iterator<Item = Package<'_>> {
        self.0["packages"].as_array().unwrap().iter().map(Package)
    }

    /// The packages of this repository.
    pub(super) fn ours(&self) -> impl Iterator<Item = Package<'_>> {
        self.packages().filter(|package| package.0["source"].is_null())
    }
}

impl<'a> Package<'a> {
    /// Its name.
    pub(super) fn name(self) -> &'a str {
        self.0["name"].as_str().unwrap()
    }

    /// What it says about its licence.
    pub(super) fn licence(self) -> Option<&'a str> {
        self.0["license"].as_str()
    }

    /// What it names in its own manifest, and what for.
    pub(super) fn needs(self) -> impl Iterator<Item = (&'a str, Need)> {
        self.0["dependencies"].as_array().unwrap().iter().map(|dependency| {
            let need = if dependency["kind"] == "dev" { Need::Tests } else { Need::Product };
            (dependency["name"].as_str().unwrap(), need)
        })
    }
}
