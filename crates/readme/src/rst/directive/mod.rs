//! Directives.

mod block;
mod content;
mod csv;
mod figure;
mod list_table;
mod option;
mod run;
mod spec;
mod substitute;
mod tables;

pub(crate) use option::integer;
pub(crate) use substitute::Substitute;
