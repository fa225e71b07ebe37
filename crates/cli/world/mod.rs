//! The real world: the only code that writes files and opens sockets.

pub(crate) mod destination;
pub(crate) mod files;
mod http;
mod real;

pub(crate) use http::{Door, Settings};
pub(crate) use real::{Masking, RealWorld, Secrets};
