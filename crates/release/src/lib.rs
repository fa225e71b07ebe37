//! A whole release as one plan.
//!
//! ```text
//! pyproject.toml ─> Config                    what `[tool.pyrel]` says
//! tree ─> dists, extension, release zip       everything built, sealed and checked
//!      ─> Plan: dists ─> index ─> extension ─> zip ─> GitHub release
//! ```
//!
//! [`Release::prepare`] does all that can be done before anything changes: it builds the wheel and
//! the sdist, merges and validates the desktop extension, seals the release zip, and asks for
//! credentials. [`Release::plan`] only strings the steps together, in the order in which a release
//! happens. The single commands (`build`, `upload`, `dxt pack`) take their part of the same
//! preparation ([`Dists`], [`Publication`], [`Extension`]), so that used alone they do the same.
//!
//! *What this crate does not know*: flags and terminals, the network, and which backend a project
//! has.

pub mod config;
mod dists;
mod draft;
mod earlier;
mod error;
mod extension;
pub mod facts;
pub mod github;
mod publication;
mod release;
mod release_zip;
mod rules;
mod staging;

pub use config::Config;
pub use dists::{Dists, Formats, Sealing, Surroundings};
pub use draft::Draft;
pub use earlier::without_earlier_results;
pub use error::Error;
pub use extension::{Effort, Extension, Wishes};
pub use facts::Facts;
pub use publication::{Destination, Publication, Publishing};
pub use release::{Release, Request};
pub use rules::RULES;
