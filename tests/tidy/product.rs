//! The Rust that ends up in what is built.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::rust_source::RustSource;
use super::tree::{File, files};

/// A Rust file of a crate.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) path: String,
    pub(super) source: RustSource,
}

/// The files of all crates that are neither tests nor examples.
pub(super) fn product() -> &'static [Read] {
    static PRODUCT: OnceLock<Vec<Read>> = OnceLock::new();
    PRODUCT.get_or_init(read)
}

fn read() -> Vec<Read> {
    let sources = files("crates").into_iter().filter(File::is_rust);
    let sources = sources.filter(|file| !part(&file.path, 2, &["tests", "examples", "benches"]));
    let sources: Vec<_> = sources
        .map(|file| Read { source: RustSource::new(file.text()), path: file.path })
        .collect();
    let tests: BTreeSet<String> = sources.iter().flat_map(modules_of_tests).collect();
    let is_test = |path: &str| {
        let below = |module: &String| path.strip_prefix(module.as_str()).map(str::to_owned);
        tests.iter().filter_map(below).any(|rest| rest == ".rs" || rest.starts_with('/'))
    };
    sources.into_iter().filter(|read| !is_test(&read.path)).collect()
}

/// The paths, without `.rs`, of the modules that a file declares for tests only.
fn modules_of_tests(read: &Read) -> Vec<String> {
    let stem = read.path.trim_end_matches(".rs");
    let (folder, name) = stem.rsplit_once('/').unwrap();
    let base = if ["lib", "main", "mod"].contains(&name) { folder } else { stem };
    read.source.test_modules().map(|module| format!("{base}/{module}")).collect()
}

/// Whether a part of a path, counted from 0, is one of these.
fn part(path: &str, at: usize, names: &[&str]) -> bool {
    path.split('/').nth(at).is_some_and(|part| names.contains(&part))
}
