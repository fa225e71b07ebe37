//! Python's `re`, rebuilt on the engine of `fancy-regex`.
//!
//! Several backends search files for a version with a pattern of the project. What is written for
//! Python is read here as Python reads it and said again in the words of the engine, so that no
//! pattern is taken for another that happens to be spelled alike; what cannot be said again is
//! refused. See <https://docs.python.org/3/library/re.html>.

mod character_set;
mod escape;
mod flags;
mod group;
mod parser;
mod pattern;
mod piece;
mod repeat;
mod template;

pub use {
    flags::Flags,
    pattern::{Captures, PythonRegex},
};
