//! Deflated streams outside of archives, such as those inside of images.

use std::io::Read;

use crc32fast::Hasher;
use flate2::read::ZlibDecoder;

/// Reads what a zlib stream (RFC 1950) stands for, within a fixed memory. How much that is, only
/// whoever reads it can limit.
pub fn inflate<R: Read>(packed: R) -> impl Read + use<R> {
    ZlibDecoder::new(packed)
}

/// The checksum of zip archives, gzip and PNG (ISO 3309, V.42).
#[must_use]
pub fn crc32(parts: &[&[u8]]) -> u32 {
    let mut hasher = Hasher::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_read_and_its_checksum_is_heeded() {
        let stored = b"\x78\x01\x01\x03\x00\xfc\xffabc\x02\x4d\x01\x27";
        let mut text = String::new();
        inflate(&stored[..]).read_to_string(&mut text).unwrap();
        assert_eq!(text, "abc");
        let mut damaged = stored.to_vec();
        damaged[8] ^= 1;
        assert!(inflate(&damaged[..]).read_to_end(&mut Vec::new()).is_err());
    }

    #[test]
    fn the_checksum_is_that_of_all_parts_in_a_row() {
        assert_eq!(crc32(&[b"1234", b"56789"]), 0xcbf4_3926);
    }
}
