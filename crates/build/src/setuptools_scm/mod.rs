//! The options of setuptools-scm as projects write them: tables of `pyproject.toml`, the raw options
//! of hatch-vcs, the keyword of a `setup.py`, and variables of the environment.
//!
//! [`Settings`] holds them as written, whatever they come from, [`Configured`] reads them and asks
//! the engine in `scm`; [`rows`] says what becomes of each.

pub(crate) mod configured;
mod pretended;
mod read;
mod release;
pub(crate) mod rows;
mod settings;
#[cfg(test)]
mod tests;

pub(crate) use configured::{Configured, FromGit, around, finding, get_version, written_files};
pub(crate) use release::release_of;
pub(crate) use settings::{Given, Setting, Settings};
