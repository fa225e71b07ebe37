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
    // What is not there is no difference, whose exit code would be 1.
    match (is_bundle(path), path.exists()) {
        (true, true) => Ok(()),
        (true, false) => Err(Gone { path: path.to_owned() }.into()),
        (false, _) => Err(NoBundle { path: path.to_owned() }.into()),
    }
}

/// A path that is not called like a bundle; who named it must name another or use another command.
#[derive(Debug, thiserror::Error)]
#[error("`{}` is not called like a bundle", path.display())]
struct NoBundle {
    path: PathBuf,
}

/// A path at which nothing is; who named it must name another.
#[derive(Debug, thiserror::Error)]
#[error("there is no file `{}`", path.display())]
struct Gone {
    path: PathBuf,
}

impl Explain for Gone {
    fn kind(&self) -> Kind {
        Kind::Usage
    }
}

impl Explain for NoBundle {
    fn kind(&self) -> Kind {
        Kind::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("name two `.mcpb` or `.dxt` files; `pyrel diff` compares other archives".to_owned())
    }
}
