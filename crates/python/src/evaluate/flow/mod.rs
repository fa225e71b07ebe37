//! How a script goes on: a [`machine`] follows one path through it, with [`choices`] for what depends
//! on the Python release, the platform and all else that is not in the tree.
//!
//! [`statement`], [`assign`], [`call`], [`execute`] and [`import`] are the language; [`place`] and
//! [`exception`] say why it comes to a stop.

pub(super) mod arguments;
pub(super) mod assign;
pub(super) mod call;
pub(super) mod choices;
pub(super) mod exception;
pub(super) mod execute;
pub(super) mod frame;
pub(super) mod import;
pub(super) mod machine;
pub(super) mod names;
pub(super) mod place;
pub(super) mod statement;
