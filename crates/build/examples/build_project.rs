//! Builds a project with the library alone: `build_project SRC OUT [--wheel|--sdist]`.
//!
//! For comparing with what real backends build, without the command line around it.
#![expect(clippy::print_stderr, reason = "an example talks to its user")]

use std::path::Path;
use std::process::ExitCode;

use pyrel_archive::{Epoch, SpoolFolder};
use pyrel_build::{Formats, dists};
use pyrel_diag::{Explain, Silent};
use pyrel_tree::SourceTree;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [source, out, rest @ ..] = arguments.as_slice() else {
        eprintln!("usage: build_project SRC OUT [--wheel|--sdist]");
        return ExitCode::from(2);
    };
    let formats = match rest.first().map(String::as_str) {
        Some("--wheel") => Formats::Wheel,
        Some("--sdist") => Formats::Sdist,
        _ => Formats::Both,
    };
    match build(source, Path::new(out), formats) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            for finding in error.findings() {
                eprintln!("  {finding} [{}]", finding.rule.id);
            }
            ExitCode::FAILURE
        }
    }
}

fn build(source: &str, out: &Path, formats: Formats) -> Result<(), pyrel_build::Error> {
    let tree = SourceTree::folder(Path::new(source))?;
    let dists = dists(&tree, formats)?;
    for finding in &dists.findings {
        eprintln!("{}: {finding}", finding.severity());
    }
    for layout in &dists.value.layouts {
        let artifact = layout.seal(Epoch::default(), &SpoolFolder::new(out), &Silent)?;
        artifact.spooled().place(&out.join(artifact.name())).map_err(|source| {
            pyrel_archive::Error::Spool { name: artifact.name().to_owned(), source }
        })?;
    }
    Ok(())
}
