//! Builds a project without the command line around it: `build_project SRC OUT [--wheel|--sdist]`.

#![expect(clippy::print_stderr, reason = "an example has nobody else to tell")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use pyrel_archive::{Epoch, SpoolFolder};
use pyrel_build::{Formats, Layout, Surroundings, dists};
use pyrel_diag::{Explain, Finding, Silent};
use pyrel_tree::SourceTree;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(source), Some(out)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: build_project SRC OUT [--wheel|--sdist]");
        return ExitCode::from(2);
    };
    match build(Path::new(&source), &PathBuf::from(out), arguments.next().as_deref()) {
        Ok(findings) => {
            tell(&findings);
            ExitCode::SUCCESS
        }
        Err(error) => {
            if error.findings().is_empty() {
                eprintln!("error: {error}");
            }
            tell(error.findings());
            ExitCode::FAILURE
        }
    }
}

fn tell(findings: &[Finding]) {
    for finding in findings {
        eprintln!("{} [{}]: {finding}", finding.severity(), finding.rule.id);
    }
}

fn build(
    source: &Path,
    out: &Path,
    only: Option<&str>,
) -> Result<Vec<Finding>, pyrel_build::Error> {
    let formats = match only {
        Some("--wheel") => Formats::Wheel,
        Some("--sdist") => Formats::Sdist,
        _ => Formats::Both,
    };
    let made = dists(&SourceTree::folder(source)?, &Surroundings::none(), formats)?;
    for layout in &made.value.layouts {
        place(layout, out)?;
    }
    Ok(made.findings)
}

fn place(layout: &Layout, out: &Path) -> Result<(), pyrel_build::Error> {
    let spool = SpoolFolder::new(out);
    let artifact = layout.seal(Epoch::default(), &spool, &Silent)?;
    if let Err(error) = artifact.spooled().place(&out.join(artifact.name())) {
        eprintln!("error: cannot place `{}`: {error}", artifact.name());
    }
    Ok(())
}
