//! `pyrel inspect`: what is inside of finished files.

use std::path::Path;

use pyrel_archive::{Artifact, Limits};
use pyrel_inspect::{Digests, Opened, Part, SortBy, inspect};

use crate::flags::inspect::{Inspect, Order};
use crate::render::Failure;
use crate::session::{Outcome, Session};

pub(super) fn run(session: &Session, flags: &Inspect) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::default();
    let mut artifacts = Vec::new();
    for path in &flags.paths {
        let inspection = inspect(&mut open(session, path)?, Digests::Taken)?;
        if !outcome.text.is_empty() {
            outcome.text.push('\n');
        }
        outcome.text += &inspection.to_text(&parts(flags), sort(flags.sort));
        artifacts.push(inspection.to_json());
        outcome.findings.extend(inspection.findings);
    }
    outcome.outputs.push(("artifacts".to_owned(), artifacts.into()));
    Ok(outcome)
}

/// Looks into a file.
pub(super) fn open(session: &Session, path: &Path) -> Result<Opened, Failure> {
    let artifact = Artifact::existing(path)?;
    Ok(Opened::new(&artifact, &Limits::default(), &session.scratch())?)
}

fn parts(flags: &Inspect) -> Vec<Part> {
    let files = flags.files.then_some(Part::Files);
    let metadata = flags.metadata.then_some(Part::Metadata);
    files.into_iter().chain(metadata).collect()
}

fn sort(order: Order) -> SortBy {
    match order {
        Order::Archive => SortBy::Archive,
        Order::Name => SortBy::Name,
        Order::Size => SortBy::Size,
    }
}
