//! Deflate in pieces that several workers make and that join into one stream.

use flate2::{Compress, Compression, FlushCompress, Status};

use crate::noise::NoiseMeter;

/// How far back a deflate stream may point (RFC 1951 §2): what a block has to know of its
/// predecessor so that cutting costs next to nothing.
pub(crate) const WINDOW: usize = 32 << 10;
/// The largest stretch that is deflated in one go. It decides the bytes of archives.
pub(crate) const BLOCK: usize = 512 << 10;

/// The state of one worker.
///
/// It is used again from stream to stream, but only where that cannot be seen in the bytes, which
/// would then depend on who did what in which order. With zlib-rs 0.6.8 it can be seen in two
/// cases: after a stream that was not brought to its end, and when a dictionary is set, since some
/// hashes are taken over its end into what an earlier stream left there.
pub(crate) struct Deflater {
    level: Compression,
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
        let level = Compression::new(u32::from(level.clamp(1, 9)));
        let state = Compress::new(level, false);
        Self { level, state, noise: NoiseMeter::new(), room: Vec::new() }
    }

    /// A whole stream; `None` where it would not be smaller than what it stands for.
    pub(crate) fn whole(&mut self, raw: &[u8]) -> Option<&[u8]> {
        if self.noise.is_noise(raw) {
            return None;
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

    /// One block of a stream, appended to `out`; `before` is the end of the block before it.
    pub(crate) fn block(&mut self, before: &[u8], raw: &[u8], place: Place, out: &mut Vec<u8>) {
        if self.noise.is_noise(raw) {
            return store(raw, place, out);
        }
        self.make_room(raw.len());
        let begin = out.len();
        if self.try_block(before, raw, place, out).is_none() {
            self.renew();
            out.truncate(begin);
            store(raw, place, out);
        }
    }

    fn try_block(
        &mut self,
        before: &[u8],
        raw: &[u8],
        place: Place,
        out: &mut Vec<u8>,
    ) -> Option<()> {
        if before.is_empty() {
            self.state.reset();
        } else {
            self.renew();
            self.state.set_dictionary(before).ok()?;
        }
        let flush = match place {
            Place::Last => FlushCompress::Finish,
            Place::Within => FlushCompress::Sync,
        };
        loop {
            let read = usize::try_from(self.state.total_in()).ok()?;
            let wrote = self.state.total_out();
            let status = self.state.compress(raw.get(read..)?, &mut self.room, flush).ok()?;
            let got = usize::try_from(self.state.total_out() - wrote).ok()?;
            out.extend_from_slice(self.room.get(..got)?);
            let done = match place {
                Place::Last => status == Status::StreamEnd,
                // A flush is complete when it leaves room in its output (zlib's manual).
                Place::Within => got < self.room.len(),
            };
            if done {
                return Some(());
            }
        }
    }

    /// Room for any result, so that one call makes it: what deflate cannot shrink, it stores, at a
    /// cost of a few bytes in some thousand.
    fn make_room(&mut self, len: usize) {
        let most = len + len / 16 + 1024;
        if self.room.len() < most {
            self.room.resize(most, 0);
        }
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
