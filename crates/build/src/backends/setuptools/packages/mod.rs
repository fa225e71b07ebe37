//! Which packages and modules a project has, and where they lie.

pub(crate) mod discovery;
pub(crate) mod finder;
pub(crate) mod modules;
pub(crate) mod package_dirs;
