//! Reading numbers and stretches out of bytes that may be anything.

use std::io;

use pyrel_tree::Slice;

/// Takes one thing after the other from the front; `None` where the bytes end early.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bytes<'a>(pub(crate) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(crate) fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    pub(crate) fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes(self.take(2)?.try_into().ok()?))
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    pub(crate) fn u64(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }
}

/// Reads a stretch of a slice whole; an error of the kind `UnexpectedEof` where it ends early.
pub(crate) fn read_exact_at(slice: &Slice, offset: u64, len: usize) -> io::Result<Vec<u8>> {
    if offset.checked_add(len as u64).is_none_or(|end| end > slice.len) {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let mut bytes = vec![0; len];
    let mut filled = 0;
    while let Some(room) = bytes.get_mut(filled..).filter(|room| !room.is_empty()) {
        match slice.content.read_at(room, slice.offset + offset + filled as u64)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            got => filled += got,
        }
    }
    Ok(bytes)
}
