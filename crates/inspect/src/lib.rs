//! What is inside of finished files, and what differs between two of them.
//!
//! [`Opened`] is a wheel, an sdist or a bundle that was looked into: whatever can be read of it is,
//! and what is wrong with it is a finding beside the rest. [`inspect()`] makes an [`Inspection`] of
//! it: what it is called, what it states about itself, and its files.
//!
//! [`compare()`] holds two of them against each other, entry by entry and field by field, and says
//! how much they have in common ([`Likeness`]): the same bytes; the same content in another
//! archive; the same by meaning, as for metadata whose fields stand in another order; or not the
//! same. [`pairs()`] finds in two lists of files those that are to be compared.
//!
//! Time and memory are bounded, whatever the files hold: texts are compared line by line only as
//! far as somebody could read what comes of it.
//!
//! *What this crate does not know*: what is right and wrong with a distribution, which backend made
//! it, who asks, the network, and how anything is rendered in colours.

mod compare;
mod difference;
mod entry_pairs;
mod error;
mod extension;
mod inspect;
mod json_text;
mod kind;
mod meaning;
mod opened;
mod pairs;
mod rules;
mod show;
#[cfg(test)]
mod specimens;
mod text_diff;

pub use compare::{Comparison, Likeness, compare};
pub use difference::{Aspect, Detail, Difference, Facts, Weight};
pub use error::Error;
pub use extension::{ExtensionFacts, Offer, Setting};
pub use inspect::{Description, Digests, FileFacts, Inspection, WheelFacts, inspect};
pub use kind::Kind;
pub use opened::{Member, MemberKind, Opened};
pub use pairs::{Pair, pairs};
pub use rules::RULES;
pub use show::{FileTree, Part, Sides, SortBy, Telling};
pub use text_diff::TextDiff;
