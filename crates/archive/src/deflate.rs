//! Deflate in pieces that several workers make and that join into one stream.

use std::num::NonZeroU64;

use crc32fast::Hasher;
use flate2::{Compress, Compression, FlushCompress, Status};
use zopfli::{Format, Options};

use crate::block::{Block, PressedBlock};
use crate::noise::NoiseMeter;

/// How far back a deflate stream may point (RFC 1951 §2): what a block has to know of its
/// predecessor so that cutting costs next to nothing.
pub(crate) const WINDOW: usize = 32 << 10;
/// The largest stretch that is deflated in one go. It decides the bytes of archives.
pub(crate) const BLOCK: usize = 512 << 10;

/// More than a state's memory of its input, which is twice the window.
static BLANK: [u8; 2 * WINDOW + 1024] = [0; 2 * WINDOW + 1024];

/// The level at which the smallest deflate is searched for, however long that takes. A stretch that is
/// cut into several blocks is deflated at the level below.
pub const SEARCH: u8 = 10;

/// How often the search goes over the same bytes again: after this many rounds it finds next to nothing.
const ROUNDS: u64 = 14;

/// The state of one worker.
///
/// It is used again from stream to stream, since new ones would scatter memory, but only where that
/// cannot be seen in the bytes, which would then depend on who did what in which order. With
/// zlib-rs 0.6.8 it can be seen in two cases: after a stream that was not brought to its end, and
/// when a dictionary is set, because the last hashes are taken over its end into what an earlier
/// stream left there. So the state is renewed in the first case and washed in the second.
pub(crate) struct Deflater {
    level: Compression,
    does_search: bool,
    state: Compress,
    noise: NoiseMeter,
    room: Vec<u8>,
}

/// Whether a block is the last of its stream.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Place {
    /// It ends the stream.
    Last,
    /// Another one follows, at a byte boundary.
    Within,
}

impl Deflater {
    pub(crate) fn new(level: u8) -> Self {
        let does_search = level >= SEARCH;
        let level = Compression::new(u32::from(level.clamp(1, 9)));
        let state = Compress::new(level, false);
        Self { level, does_search, state, noise: NoiseMeter::new(), room: Vec::new() }
    }

    /// A whole stream; `None` where it would not be smaller than what it stands for.
    pub(crate) fn whole(&mut self, raw: &[u8]) -> Option<&[u8]> {
        if self.noise.is_noise(raw) {
            return None;
        }
        if self.does_search {
            return self.search(raw);
        }
        self.make_room(raw.len());
        self.state.reset();
        match self.state.compress(raw, &mut self.room, FlushCompress::Finish) {
            Ok(Status::StreamEnd) => {
                let len = usize::try_from(self.state.total_out()).ok()?;
                self.room.get(..len).filter(|packed| packed.len() < raw.len())
            }
            _ => {
                self.renew();
                None
            }
        }
    }

    fn search(&mut self, raw: &[u8]) -> Option<&[u8]> {
        self.room.clear();
        let options = Options {
            iteration_count: NonZeroU64::MIN.saturating_add(ROUNDS),
            ..Options::default()
        };
        zopfli::compress(options, Format::Deflate, raw, &mut self.room).ok()?;
        Some(self.room.as_slice()).filter(|packed| packed.len() < raw.len())
    }

    /// One block of a stream, in its own buffer.
    pub(crate) fn block(&mut self, block: Block) -> PressedBlock {
        let Block { mut bytes, start, place } = block;
        let (before, raw) = bytes.split_at(start);
        let mut crc32 = Hasher::new();
        crc32.update(raw);
        let len = raw.len() as u64;
        let packed = match self.noise.is_noise(raw) {
            true => None,
            false => self.try_block(before, raw, place),
        };
        match packed {
            Some(packed) => {
                bytes.clear();
                bytes.extend_from_slice(self.room.get(..packed).unwrap_or_default());
            }
            None => {
                self.room.clear();
                store(raw, place, &mut self.room);
                bytes.clear();
                bytes.extend_from_slice(&self.room);
            }
        }
        PressedBlock { bytes, crc32, len }
    }

    /// How many bytes of the room a deflated block fills; `None` if it fits nowhere.
    fn try_block(&mut self, before: &[u8], raw: &[u8], place: Place) -> Option<usize> {
        self.make_room(raw.len());
        self.state.reset();
        if !before.is_empty() {
            self.wash()?;
            self.state.set_dictionary(before).ok()?;
        }
        let flush = match place {
            Place::Last => FlushCompress::Finish,
            Place::Within => FlushCompress::Sync,
        };
        let status = self.state.compress(raw, &mut self.room, flush);
        let packed = usize::try_from(self.state.total_out()).ok()?;
        let is_whole = match place {
            Place::Last => matches!(status, Ok(Status::StreamEnd)),
            // A flush is complete when it leaves room in its output (zlib's manual).
            Place::Within => status.is_ok() && packed < self.room.len(),
        };
        if !is_whole {
            self.renew();
        }
        is_whole.then_some(packed)
    }

    /// Room for any result, so that one call makes it: what deflate cannot shrink, it stores, at a
    /// cost of a few bytes in some thousand.
    fn make_room(&mut self, len: usize) {
        let most = len + len / 16 + 1024;
        if self.room.len() < most {
            self.room.resize(most, 0);
        }
    }

    /// Leaves nothing but NULs in the state's memory, as in a new one.
    fn wash(&mut self) -> Option<()> {
        let washed = self.state.compress(&BLANK, &mut self.room, FlushCompress::Sync);
        let is_whole = washed.is_ok() && self.state.total_in() == BLANK.len() as u64;
        self.state.reset();
        is_whole.then_some(())
    }

    fn renew(&mut self) {
        self.state = Compress::new(self.level, false);
    }
}

/// The same bytes in stored blocks (RFC 1951 §3.2.4), which are always right.
fn store(raw: &[u8], place: Place, out: &mut Vec<u8>) {
    let mut pieces = raw.chunks(usize::from(u16::MAX)).peekable();
    if pieces.peek().is_none() {
        stored_block(&[], place, out);
    }
    while let Some(piece) = pieces.next() {
        let place = if pieces.peek().is_some() { Place::Within } else { place };
        stored_block(piece, place, out);
    }
}

fn stored_block(piece: &[u8], place: Place, out: &mut Vec<u8>) {
    let len = u16::try_from(piece.len()).unwrap_or(u16::MAX);
    out.push(u8::from(place == Place::Last));
    out.extend_from_slice(&len.to_le_bytes());
    out.extend_from_slice(&(!len).to_le_bytes());
    out.extend_from_slice(piece);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(len: usize, mask: u8) -> Vec<u8> {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64 ^ len as u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[3] & mask
        };
        (0..len).map(|_| next()).collect()
    }

    fn block(number: usize) -> Block {
        let sizes = [0, 1, 3, 500, 5_000, 32_768, 70_000, 200_000];
        let len = sizes[number % 8];
        let start = [0, 1000, WINDOW][number % 3];
        let place = if number.is_multiple_of(5) { Place::Last } else { Place::Within };
        let mask = [0x0f, 0x1f, 0x31, 0xff][number % 4];
        Block { bytes: noise(start + len, mask), start, place }
    }

    #[test]
    fn the_bytes_do_not_depend_on_what_was_deflated_before() {
        for level in [1, 5, 6, 9] {
            let mut used = Deflater::new(level);
            for number in 0..24 {
                let fresh = Deflater::new(level).block(block(number)).bytes;
                assert!(used.block(block(number)).bytes == fresh, "level {level}, {number}");
                let raw = block(number + 1).bytes;
                let fresh = Deflater::new(level).whole(&raw).map(<[u8]>::to_vec);
                assert!(used.whole(&raw) == fresh.as_deref(), "level {level}, {number}");
            }
        }
    }

    #[test]
    fn stored_blocks_join_with_deflated_ones() {
        let mut deflater = Deflater::new(6);
        let mut stream = Vec::new();
        let mut expect = Vec::new();
        for (len, mask) in [(100_000, 0x0f), (200_000, 0xff), (70_000, 0x0f), (0, 0)] {
            let raw = noise(len, mask);
            expect.extend_from_slice(&raw);
            let place = if len == 0 { Place::Last } else { Place::Within };
            stream.extend(deflater.block(Block { bytes: raw, start: 0, place }).bytes);
        }
        let mut inflated = Vec::new();
        let mut decoder = flate2::read::DeflateDecoder::new(stream.as_slice());
        std::io::Read::read_to_end(&mut decoder, &mut inflated).unwrap();
        assert!(inflated == expect);
        assert!(stream.len() < 340_000, "{}", stream.len());
    }

    #[test]
    fn a_search_finds_less_than_any_level() {
        let text: String =
            (0..1_500).map(|at| format!("word{} of {}\n", at * at % 97, at % 13)).collect();
        let found = Deflater::new(SEARCH).whole(text.as_bytes()).map(<[u8]>::to_vec).unwrap();
        let mut used = Deflater::new(SEARCH);
        used.block(block(5));
        assert!(used.whole(text.as_bytes()) == Some(&found), "what was deflated before shows");
        for level in 1..=9 {
            let packed = Deflater::new(level).whole(text.as_bytes()).map(<[u8]>::len).unwrap();
            assert!(found.len() < packed, "level {level}: {packed}, search: {}", found.len());
        }
        let mut inflated = String::new();
        let mut decoder = flate2::read::DeflateDecoder::new(found.as_slice());
        std::io::Read::read_to_string(&mut decoder, &mut inflated).unwrap();
        assert_eq!(inflated, text);
    }
}
