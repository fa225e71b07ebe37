//! Whether the container is sound: what an index, an installer and a person unpacking it must agree
//! about.

mod extras;
mod framing;
mod framing_rules;
mod kind;
mod links;
mod look;
mod members;
mod names;
mod sink;
mod size;
mod tar;
mod zip;

pub(crate) use look::{RULES, is_fatal, look};
pub(crate) use members::look as look_at_members;
pub(crate) use size::{is_absurd, unpacked_at_most, unpacked_len};
