//! Bundles opened to be read, whether they are signed or not.

use pyrel_archive::zip::Archive;
use pyrel_archive::{Error, Limits};
use pyrel_tree::Slice;

use crate::Bundle;
use crate::block::{self, Located};

/// The archive of a bundle. A signature that merely follows it is taken off: the archive itself knows
/// nothing of it, and a strict reader takes the file for broken. Nothing is verified.
///
/// # Errors
/// When it is no sound archive, with or without a signature behind it, or cannot be read.
pub fn open(bundle: &Bundle, limits: &Limits) -> Result<Archive, Error> {
    let broken = match Archive::of_slice(bundle.name(), bundle.slice(), limits) {
        Err(broken @ Error::Malformed { .. }) => broken,
        opened => return opened,
    };
    match block::locate(bundle, limits) {
        Ok(Located::Signed(block)) => {
            let archive = Slice { len: block.at.end, ..bundle.slice() };
            Archive::of_slice(bundle.name(), archive, limits)
        }
        Ok(Located::Unsigned(_) | Located::Malformed(_)) | Err(_) => Err(broken),
    }
}
