//! Whether finished wheels and sdists are what they should be.
//!
//! An index tells a maintainer what is wrong with a file after the upload, one error at a time. Here
//! a [`Specimen`], the opened file, passes through all families of rules at once, offline:
//! `archive` looks at the container, `metadata` at the fields, `inside` at what is inside;
//! `together` asks whether several files go together. Each rule is a [`Check`]: what [`pyrel_diag`] knows of every rule, and its [`Nature`], which says who
//! would refuse the file, and so how much a finding weighs for an [`Audience`].
//!
//! *What this crate does not know*: how files were built, how they are sent, and anything outside
//! the file it is given.

mod archive;
mod audience;
mod check;
mod crew;
mod digests;
mod error;
mod findings;
mod inside;
mod marks;
mod metadata;
mod rule;
mod rules;
mod sorted_lines;
mod specimen;
mod together;

pub use audience::{Audience, weigh};
pub use check::{Checked, check, check_all};
pub use error::Error;
pub use rule::{Check, Nature};
pub use rules::{FAMILIES, Family, find, rules};
pub use specimen::Specimen;
