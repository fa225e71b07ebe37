//! `pyrel release`: everything at once, in order, and again.

pub(crate) mod github;
pub(crate) mod law;
