//! `[tool.pdm.version]`: where a version that is not written in `[project]` comes from.

mod resolve;
mod scm;

pub(super) use resolve::{place, resolve};
pub(super) use scm::{Scm, WrittenFile};
