//! reStructuredText, followed as docutils 0.23 follows it with the settings of readme_renderer.
//!
//! One pass parses blocks and the inline markup in them and notes names and references ([`document`]);
//! then what docutils does in its transforms is judged ([`transform`]). Each construct has a file of
//! its own. The numbers behind messages in docutils, 1 to 4, matter in one thing only: those of 1 are
//! silent there, and are not made here.

mod block;
mod document;
mod node;
mod shape;

mod body;
mod literal;
mod paragraph;
mod quote;
mod title;

mod definition_list;
mod enumerator;
mod field_list;
mod line_block;
mod list;
mod option_list;

mod explicit;
mod footnote;
mod substitution;
mod target;

mod directive;
mod inline;
mod names;
mod role;
mod table;
mod transform;

pub(crate) use document::problems;
