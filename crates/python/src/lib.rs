//! Python's own formats, read without running a line of Python.
//!
//! - [`PythonSource`] parses a module and answers with the literals that it assigns, its docstring,
//!   and what a `setup.py` calls; whatever is not a literal is said to be code.
//! - [`SetupPy`] proves what a `setup.py` would pass to `setup()`.
//! - [`PythonRegex`] searches with patterns that were written for Python's `re`; what the engine
//!   cannot say is refused.
//! - [`Ini`] reads what Python's `configparser` reads, [`Json`] what `json` reads.
//! - [`split_lines`] parts lines where `str.splitlines` does.
//!
//! *What this crate does not know*: packaging, backends, TOML, and how to run Python.

mod error;
mod evaluate;
mod ini;
mod json;
mod lines;
mod regex;
mod source;

pub use error::Error;
pub use evaluate::{
    Class, FindPackages, Host, Keyword, Made, PackageFinder, Refusal, SetupCall, SetupPy, Value,
};
pub use ini::{Ini, IniOption, Section};
pub use json::Json;
pub use lines::{ends_line, split_lines};
pub use regex::{Captures, Flags, PythonRegex};
pub use source::{Assigned, Literal, PythonSource, RULES, SetupScript, quote};
