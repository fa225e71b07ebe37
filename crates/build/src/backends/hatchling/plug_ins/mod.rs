//! What other distributions add to hatchling: [`table`] says what becomes of each plug-in,
//! [`metadata_hooks`] has those fill in fields that are rebuilt here, [`vcs`] is a source of versions.

pub(super) mod fancy_readme;
pub(super) mod metadata_hooks;
pub(super) mod table;
pub(super) mod uv_dynamic_versioning;
pub(super) mod vcs;
mod vcs_urls;
