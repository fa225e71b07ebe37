//! Versions from source control: what the tools that compute them make of tags and commits.
//!
//! One module for each tool. It takes its options as values, and what git knows from a checkout;
//! who configured them, and in which file, it is not told. What a tool would have to run code for
//! is refused.
//!
//! *What this crate does not know*: TOML, build backends, archives, the environment, the clock.

mod calendar;
pub mod dunamai;
pub mod pbr;
pub mod pdm;
mod refusal;
pub mod setuptools_git_versioning;
pub mod setuptools_scm;
mod words;

pub use calendar::{Date, Moment};
pub use refusal::Refusal;

/// How deep the values of JSON files beside a project may lie in each other.
const JSON_DEPTH: usize = 32;
