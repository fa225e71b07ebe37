//! `[tool.pdm.version]`: where a version that is not written in `[project]` comes from.

pub(super) mod resolve;
pub(super) mod scm;

pub(super) use resolve::{place, resolve};
pub(super) use scm::{Scm, WrittenFile};
