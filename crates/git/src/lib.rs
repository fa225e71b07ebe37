//! What git knows of the files of a tree, read without a git process.
//!
//! A [`Checkout`] is the work tree that a project's folder lies in. [`Checkout::standing`] says of
//! a path below that folder whether git tracks it, ignores it, or has never heard of it, by the
//! same rules as `git ls-files --exclude-standard`.
//!
//! A repository is opened isolated: no variable of the environment and no configuration of the
//! user counts, so that the same tree means the same on every machine.
//!
//! *What this crate does not know*: versions and their schemes, releases, sockets.

mod checkout;
mod error;
mod ignore_file_above;

pub use checkout::{Checkout, Standing};
pub use error::Error;
pub use ignore_file_above::{IgnoreFileAbove, ignore_file_above};
