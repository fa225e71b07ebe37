//! Inline markup.

mod end;
mod phrase;
mod read;
mod scan;
mod simple_name;

pub(crate) use read::{Inlines, TARGETS};
pub(crate) use simple_name::simple_name;
