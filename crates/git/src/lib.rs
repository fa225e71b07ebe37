//! What git knows of the files of a tree, read without a git process.
//!
//! A [`Checkout`] is the work tree that a project's folder lies in. [`Checkout::standing`] says of
//! a path below that folder whether git tracks it, ignores it, or has never heard of it, by the
//! same rules as `git ls-files --exclude-standard`.
//!
//! A repository is opened isolated: its own configuration counts, but no variable of the
//! environment and no configuration of the user or the machine, a `core.excludesFile` in them
//! least of all, so that the same tree means the same everywhere. Who owns it does not count
//! either.
//!
//! *What this crate does not know*: versions and their schemes, releases, sockets.

mod checkout;
mod discover;
mod error;
mod ignore_rules;
mod work_tree;

pub use checkout::{Checkout, Standing};
pub use error::Error;
