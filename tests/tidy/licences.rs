//! Under which licences we may build on the work of others.

use super::expression::is_satisfied;
use super::metadata::Metadata;
use super::nothing;

/// Licences that ask for no more than their text to be kept, and MPL-2.0, which keeps to its files.
const ALLOWED: [&str; 16] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unicode-DFS-2016", // Unicode-3.0 under its former name
    "Unlicense",
    "Zlib",
];

#[test]
fn every_crate_is_under_a_licence_that_we_may_build_on() {
    let metadata = Metadata::read();
    let packages = metadata.packages();
    let refused = packages.filter(|package| match package.licence() {
        Some(licence) => is_satisfied(licence, &ALLOWED) != Some(true),
        None => true,
    });
    let refused: Vec<_> = refused
        .map(|package| format!("{}: {}", package.name(), package.licence().unwrap_or("none")))
        .collect();
    nothing(&refused, "licences that are not allowed");
}
