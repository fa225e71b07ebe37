//! What a project says of itself, wherever it says it.
//!
//! [`distribution`] is what all of them fill: first `setup.py`, whose gaps [`setup_cfg`] fills, over
//! which the [`tables`] of `pyproject.toml` are laid.

pub(crate) mod checks;
pub(crate) mod derived_name;
pub(crate) mod distribution;
pub(super) mod entry_point_lines;
mod file_directive;
pub(crate) mod license_files;
pub(crate) mod metadata;
pub(super) mod not_built;
pub(crate) mod pkg_info;
pub(crate) mod setup_cfg;
pub(crate) mod setup_py;
pub(crate) mod tables;
pub(crate) mod version;
