//! A static evaluator of `setup.py`: what the script would pass to `setup()`, proved and never run.
//!
//! [`explore`] follows every path through a script and keeps what they have in common; a
//! [`machine`] follows one of them, with [`choices`] for what depends on the Python release, the
//! platform and all else that is not in the tree. [`statement`], [`expression`], [`operator`],
//! [`items`], [`assign`], [`call`], [`attribute`] and [`import`] are the language; [`builtins`],
//! [`gathering`], [`method`], [`text`], [`mod@format`], [`percent`], [`show`], [`mod@file`],
//! [`paths`], [`system`], [`environment`], [`search`], [`execute`] and [`functions`] are its library, as far as it
//! is followed; [`native`] and [`library`] say what else there is. [`setup`] takes down what is
//! passed.
//!
//! What is not known is a value of its own, [`Object::Unknown`](object::Object), which may be
//! handed around; what may have effects that are not known ends the evaluation.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of dozens of kinds of expressions and values each function knows a few"
)]

mod arguments;
mod assign;
mod attribute;
mod builtins;
mod call;
mod choices;
mod environment;
mod exception;
mod execute;
mod explore;
mod expression;
mod file;
mod format;
mod frame;
mod functions;
mod gathering;
mod host;
mod import;
mod items;
mod json;
mod library;
mod machine;
mod mapping;
mod method;
mod names;
mod native;
mod object;
mod operator;
mod paths;
mod percent;
mod place;
mod search;
mod setup;
mod show;
mod statement;
mod system;
mod text;
mod value;

pub use {
    explore::SetupPy,
    host::{FindPackages, Host, PackageFinder},
    value::{Class, Keyword, Made, Refusal, SetupCall, Value},
};
