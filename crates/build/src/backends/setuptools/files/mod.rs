//! Which files go into wheel and sdist, and where.

pub(crate) mod archives;
mod below;
pub(crate) mod earlier_list;
pub(crate) mod editable;
pub(crate) mod egg_info;
pub(crate) mod file_list;
pub(crate) mod installed_data;
pub(crate) mod leftovers;
pub(crate) mod listed;
mod manifest_in;
pub(crate) mod namespaces;
pub(crate) mod package_data;

pub use earlier_list::STALE_SOURCES;
