//! Randomness of the operating system, for keys.

use std::io;

/// Fills a buffer with bytes that nobody can foretell.
///
/// # Errors
/// When the system has none.
pub fn fill(buffer: &mut [u8]) -> io::Result<()> {
    getrandom::fill(buffer).map_err(io::Error::from)
}
