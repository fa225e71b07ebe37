//! Stretches of a long stream, each in one buffer that is used again and again.

use std::sync::{Mutex, PoisonError};

use crc32fast::Hasher;

use crate::deflate::{BLOCK, Place, WINDOW};

/// What a buffer has room for: the end of the block before, and a block. Its deflated form takes
/// the place of both.
pub(crate) const BUFFER: usize = WINDOW + BLOCK;

/// Buffers that nobody needs at the moment. Without them every thread would keep freed memory of
/// its own, and memory would grow with the number of cores.
#[derive(Debug, Default)]
pub(crate) struct Buffers(Mutex<Vec<Vec<u8>>>);

impl Buffers {
    pub(crate) fn take(&self) -> Vec<u8> {
        let free = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        free.unwrap_or_else(|| Vec::with_capacity(BUFFER))
    }

    pub(crate) fn give_back(&self, mut buffer: Vec<u8>) {
        buffer.clear();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
    }
}

/// A stretch of a stream that can be deflated apart from the others.
pub(crate) struct Block {
    /// The end of the block before it, then the block.
    pub(crate) bytes: Vec<u8>,
    /// Where the block begins.
    pub(crate) start: usize,
    pub(crate) place: Place,
}

/// A deflated block.
pub(crate) struct PressedBlock {
    pub(crate) bytes: Vec<u8>,
    /// Of the bytes before they were deflated.
    pub(crate) crc32: Hasher,
    /// How many those were.
    pub(crate) len: u64,
}

/// Cuts a stream into blocks of one size.
pub(crate) struct Cutter<'a> {
    buffers: &'a Buffers,
    bytes: Vec<u8>,
    start: usize,
}

impl<'a> Cutter<'a> {
    pub(crate) fn new(buffers: &'a Buffers) -> Self {
        Self { buffers, bytes: buffers.take(), start: 0 }
    }

    /// How many bytes the block still takes.
    pub(crate) fn room(&self) -> usize {
        (self.start + BLOCK).saturating_sub(self.bytes.len())
    }

    /// How many bytes the block has.
    pub(crate) fn filled(&self) -> usize {
        self.bytes.len() - self.start
    }

    /// Where the next bytes are to be appended: no more than there is room for.
    pub(crate) fn buffer(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// The block as it is; the next one begins.
    pub(crate) fn cut(&mut self, place: Place) -> Block {
        let mut next = self.buffers.take();
        if place == Place::Within {
            let end = self.bytes.len().saturating_sub(WINDOW).max(self.start);
            next.extend_from_slice(self.bytes.get(end..).unwrap_or_default());
        }
        let start = std::mem::replace(&mut self.start, next.len());
        Block { bytes: std::mem::replace(&mut self.bytes, next), start, place }
    }
}

impl Drop for Cutter<'_> {
    fn drop(&mut self) {
        self.buffers.give_back(std::mem::take(&mut self.bytes));
    }
}
