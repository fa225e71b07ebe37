//! Unpacking an archive that somebody else made into a folder of the machine.
//!
//! [`check()`] looks at everything before anything is written: whether names mean the same on every
//! system, links stay inside, and every byte is what the archive promised. What comes of it, a
//! [`Parcel`], knows each file with its digest, and so can be shown as well as unpacked. Whoever writes
//! it is a [`Receiver`] of each file.

mod bounds;
mod links;
mod names;
mod parcel;
mod rules;
mod runs;
mod shelf;
mod tree;

pub use bounds::Bounds;
pub(crate) use names::{Folded, trap};
pub use parcel::{Item, Parcel, Receiver, What, check};
pub use rules::RULES;
