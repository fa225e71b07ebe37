//! Which files go into wheel and sdist, and where.

pub(crate) mod archives;
pub(super) mod below;
pub(crate) mod editable;
pub(crate) mod egg_info;
pub(crate) mod installed_data;
pub(crate) mod leftovers;
pub(crate) mod list;
pub(crate) mod listed;
pub(crate) mod namespaces;
pub(crate) mod package_data;

pub use list::earlier_list::STALE_SOURCES;
