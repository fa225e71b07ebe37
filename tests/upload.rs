//! `pyrel upload`: whose name, which form, what answer.
//!
//! The wheel and the sdist are those of the fixture, built by `pyrel`. They go to a real index, to a
//! server that answers as the test says, or into a folder that a real installer reads.

pub(crate) mod base64;
mod credentials;
mod folder;
pub(crate) mod form;
mod index;
mod replies;
pub(crate) mod trusted;
mod trusted_publishing;

use crate::harness::case::Case;
use crate::harness::scripted::{Reply, Scripted};

/// The name of the fixture's wheel.
pub(crate) const WHEEL: &str = "weather_desk_mcp-1.4.0-py3-none-any.whl";

/// The name of the fixture's sdist.
pub(crate) const SDIST: &str = "weather_desk_mcp-1.4.0.tar.gz";

/// The fixture with its distributions built.
pub(crate) fn built(case: Case) -> Case {
    let case = case.fixture("seed-like");
    case.run("build").success();
    case
}

/// An index that takes everything.
fn taking() -> Scripted {
    Scripted::http(|_| Reply::empty(200))
}
