//! The list of files, which `MANIFEST.in` and a list of an earlier build shape.

pub(crate) mod earlier_list;
pub(crate) mod file_list;
pub(crate) mod manifest_in;
