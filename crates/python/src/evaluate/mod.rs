//! A static evaluator of `setup.py`: what the script would pass to `setup()`, proved and never run.
//!
//! [`explore`] follows every path through a script and keeps what they have in common. [`flow`],
//! [`values`] and [`library`] are the language and what belongs to it, as far as that is followed;
//! [`setup`] takes down what is passed.
//!
//! What is not known is a value of its own, [`Object::Unknown`](values::object::Object), which may be
//! handed around; what may have effects that are not known ends the evaluation.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "of dozens of kinds of expressions and values each function knows a few"
)]

mod explore;
mod flow;
mod host;
mod library;
mod setup;
mod value;
mod values;

pub use {
    explore::SetupPy,
    host::{FindPackages, Host, PackageFinder},
    value::{Class, Keyword, Made, Refusal, SetupCall, Value},
};
