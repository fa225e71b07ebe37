//! Whether finished wheels and sdists are what they should be.
//!
//! An index tells a maintainer what is wrong with a file after the upload, one error at a time. Here
//! a [`Specimen`], the opened file, passes through all families of rules at once, offline:
//! [`archive`] looks at the container, [`metadata`] at the fields, [`inside`] at what is inside. Each
//! rule is a [`Check`]: what [`pyrel_diag`] knows of every rule, and its [`Nature`], which says who
//! would refuse the file, and so how much a finding weighs for an [`Audience`].
//!
//! *What this crate does not know*: how files were built, how they are sent, and anything outside
//! the file it is given.

mod archive;
mod audience;
mod check;
mod error;
mod inside;
mod metadata;
mod rule;
mod rules;
mod specimen;

pub use audience::{Audience, weigh};
pub use check::check;
pub use error::Error;
pub use rule::{Check, Nature};
pub use rules::{find, rules};
pub use specimen::Specimen;
