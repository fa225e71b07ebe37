//! What a project says of itself, wherever it says it.

pub(crate) mod config;
pub(crate) mod dynamic;
mod file_directive;
pub(crate) mod metadata;
pub(crate) mod setup_cfg;
pub(crate) mod setup_py;
