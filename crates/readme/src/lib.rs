//! Whether PyPI will render a long description.
//!
//! PyPI renders with [readme_renderer], which hands reStructuredText to docutils and gives up at the
//! first warning; a file whose description it cannot render is refused. So the text is followed here
//! as docutils follows it, construct by construct, and what docutils would say is returned with its
//! line ([`problems`]).
//!
//! A problem is [`Certainty::Proven`] where docutils says so on every run; where it is not followed to
//! the letter, what is found is [`Certainty::Doubtful`].
//!
//! *What this crate does not know*: packages, archives, files, findings, and who asks.
//!
//! [readme_renderer]: https://github.com/pypa/readme_renderer

mod judge;
mod language;
mod markdown;
mod problem;

mod punctuation;
mod rst;
mod text;
mod wide;

pub use judge::problems;
pub use language::Language;
pub use problem::{Certainty, Kind, Problem};
