//! The one vocabulary for what is found wrong, where, and what to do about it.
//!
//! A [`Rule`] is a kind of mistake: a stable id, a [`Severity`], words and a remedy, written down
//! once beside the code that looks for it. A [`Finding`] is one occurrence, with its [`Place`]: a
//! [`Location`] in a text file (line, column, the line itself) or an entry of an archive. Libraries
//! return findings ([`Warned`] beside a result, or inside an error) and never print; how a finding
//! looks to a person, to GitHub or to a SARIF reader is decided in one renderer far above.
//!
//! [`SourceText`] makes locations from byte ranges. [`Explain`] lets an error say whose fault it is
//! and what to try next. [`Progress`] carries what long work reports while it runs.
//!
//! ```
//! use pyrel_diag::{Finding, Rule, Severity, SourceText};
//!
//! static UNKNOWN_KEY: Rule = Rule {
//!     id: "unknown-key",
//!     severity: Severity::Error,
//!     words: "a key that the format does not know",
//!     remedy: "remove the key or correct its spelling",
//! };
//! let text = SourceText::new("pyproject.toml", "[project]\nnmae = \"x\"\n");
//! let finding = Finding::new(&UNKNOWN_KEY, "unknown key `nmae`").at(text.locate(10..14));
//! assert_eq!(finding.to_string(), "pyproject.toml:2:1: unknown key `nmae`");
//! ```
//!
//! *What this crate does not know*: any domain word, and how anything is rendered.

mod explain;
mod finding;
mod location;
mod progress;
mod rule;
mod suggest;
mod warned;

pub use explain::{Explain, Kind};
pub use finding::{Finding, Place};
pub use location::{Location, SourceText};
pub use progress::{Event, Progress, Silent};
pub use rule::{Rule, Severity};
pub use suggest::nearest;
pub use warned::Warned;
