//! `pyrel build` makes what the real backends make, and says plainly where it will not.

mod command;
mod editable;
mod golden;
mod refusal;
mod version_file;
mod warnings;
mod workspace;
