//! A view of an archive that moves on from header to header.

use std::io;

use pyrel_tree::Slice;

use crate::bytes::read_exact_at;

/// The last stretch that was read, since headers lie side by side, or with little between them.
pub(super) struct Window<'a> {
    slice: &'a Slice,
    /// So much is read at once.
    width: usize,
    at: u64,
    bytes: Vec<u8>,
}

impl<'a> Window<'a> {
    pub(super) fn new(slice: &'a Slice, width: usize) -> Self {
        Self { slice, width, at: 0, bytes: Vec::new() }
    }

    /// What it moves over.
    pub(super) fn slice(&self) -> &'a Slice {
        self.slice
    }

    /// Some bytes; `None` where the file ends before. Whoever goes backwards reads no more than is
    /// asked for, so that no order of headers makes much of a small archive.
    pub(super) fn read(&mut self, at: u64, len: usize) -> io::Result<Option<&[u8]>> {
        if at.checked_add(len as u64).is_none_or(|end| end > self.slice.len) {
            return Ok(None);
        }
        let is_inside = at >= self.at && at + len as u64 <= self.at + self.bytes.len() as u64;
        if !is_inside {
            let rest = usize::try_from(self.slice.len - at).unwrap_or(usize::MAX);
            let width = if at >= self.at { self.width } else { 0 };
            self.bytes = read_exact_at(self.slice, at, len.max(width).min(rest))?;
            self.at = at;
        }
        let begin = usize::try_from(at - self.at).unwrap_or(usize::MAX);
        Ok(self.bytes.get(begin..begin + len))
    }
}
