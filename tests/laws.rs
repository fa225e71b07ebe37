//! Laws of `pyrel build`: bytes depend on the project and on nothing else, and a build is whole or
//! leaves nothing.

mod accidents;
mod bytes;
mod interruption;
