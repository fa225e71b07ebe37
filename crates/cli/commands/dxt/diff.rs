//! `pyrel dxt diff`.

use std::path::{Path, PathBuf};

use pyrel_diag::{Explain, Kind};

use crate::commands::bundle_file::is_bundle;
use crate::commands::diff;
use crate::flags::dxt::Diff;
use crate::render::Failure;
use crate::session::{Outcome, Session};

pub(super) fn run(session: &Session, flags: &Diff) -> Result<Outcome, Failure> {
    for path in [&flags.left, &flags.right] {
        ensure_bundle(path)?;
    }
    let (left, right, brief) = (flags.left.clone(), flags.right.clone(), flags.brief);
    diff::run(session, &crate::flags::diff::Diff { left, right, brief })
}

fn ensure_bundle(path: &Path) -> Result<(), Failure> {
    match is_bundle(path) {
        true => Ok(()),
        false => Err(NoBundle { path: path.to_owned() }.into()),
    }
}

/// A path that is not called like a bundle; who named it must name another or use another command.
#[derive(Debug, thiserror::Error)]
#[error("`{}` is not called like a bundle", path.display())]
struct NoBundle {
    path: PathBuf,
}

impl Explain for NoBundle {
    fn kind(&self) -> Kind {
        Kind::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("name two `.mcpb` or `.dxt` files; `pyrel diff` compares other archives".to_owned())
    }
}
