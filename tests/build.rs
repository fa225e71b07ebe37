//! `pyrel build` makes what the real backends make.

mod golden;
