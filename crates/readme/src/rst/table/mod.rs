//! Tables drawn with characters.

mod cell;
mod grid;
mod isolate;
mod simple;
