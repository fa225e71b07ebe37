//! What git knows of the files of a tree, read without a git process.
//!
//! A [`Checkout`] is the work tree that a project's folder lies in. [`Checkout::standing`] says of
//! a path below that folder whether git tracks it, ignores it, or has never heard of it, by the
//! same rules as `git ls-files --exclude-standard`. [`Checkout::tracked`] lists what belongs into
//! archives, [`Checkout::changes`] whether anything was changed, and [`Checkout::history`] knows the
//! commits and tags: each as the git program answers.
//!
//! A repository is opened isolated: its own configuration counts, but no variable of the
//! environment and no configuration of the user or the machine, a `core.excludesFile` in them
//! least of all, so that the same tree means the same everywhere. Who owns it does not count
//! either.
//!
//! *What this crate does not know*: versions and their schemes, releases, sockets.

mod against_head;
mod attributes;
mod changes;
mod checkout;
mod cleaned;
mod commit;
mod describe;
mod discover;
mod error;
mod files;
mod graph;
mod history;
mod ignore_file_above;
mod ignore_rules;
mod line_ends;
mod status;
mod submodules;
mod tag;
mod tracked;
mod work_tree;

pub use changes::Changes;
pub use checkout::{Checkout, Standing};
pub use commit::{Commit, Id, Person, Time};
pub use describe::Describe;
pub use error::Error;
pub use history::{Description, History};
pub use ignore_file_above::{IgnoreFileAbove, ignore_file_above};
pub use tag::Tag;
