//! Telling what deflate cannot shrink from what it can, at a small part of the cost of trying.
//!
//! The answer depends on the bytes alone, so archives stay the same everywhere. A wrong "noise"
//! costs size, so it takes two witnesses: how even the bytes are spread, and a fast deflate.

use flate2::{Compress, Compression, FlushCompress, Status};

/// A sample is taken at the beginning and one at the end. They are this long because repetitions
/// may lie far apart: of machine code, shorter ones look like noise.
const SAMPLE: usize = 16 << 10;
/// Less than this is deflated without asking.
const LEAST: usize = 2 * SAMPLE;

/// What looks for noise. Its state is made with the first suspicion: most archives hold none.
#[derive(Default)]
pub(crate) struct NoiseMeter {
    state: Option<Compress>,
    sample: Vec<u8>,
    room: Vec<u8>,
}

impl NoiseMeter {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Whether deflate would not shrink this by as much as a hundredth, to all appearances.
    pub(crate) fn is_noise(&mut self, raw: &[u8]) -> bool {
        if raw.len() < LEAST {
            return false;
        }
        let end = raw.get(raw.len() - SAMPLE..);
        self.sample.clear();
        for part in [raw.get(..SAMPLE), end] {
            self.sample.extend_from_slice(part.unwrap_or_default());
        }
        is_even(&self.sample) && !self.shrinks()
    }

    /// Level 1 has fixed codes, with which noise grows by a twentieth: whatever stays clearly below
    /// that holds repetitions.
    fn shrinks(&mut self) -> bool {
        let state = self.state.get_or_insert_with(|| Compress::new(Compression::fast(), false));
        state.reset();
        self.room.resize(4 * SAMPLE, 0);
        match state.compress(&self.sample, &mut self.room, FlushCompress::Finish) {
            Ok(Status::StreamEnd) => {
                state.total_out() < (self.sample.len() + self.sample.len() / 25) as u64
            }
            _ => true,
        }
    }
}

/// Whether no byte is much more frequent than others. In noise each of the 256 occurs about as
/// often as any other, and the sum of the squares is near its least; text, tables and machine code
/// are far above.
fn is_even(sample: &[u8]) -> bool {
    let mut counts = [0_u64; 256];
    for &byte in sample {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let len = sample.len() as u64;
    let squares: u64 = counts.iter().map(|count| count * count).sum();
    // Noise has len²/256 + len on average; a tenth more is already worth a closer look.
    squares < len * len / 256 + len + len * len / 2560
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &[u8], expect: bool) {
        assert_eq!(NoiseMeter::new().is_noise(raw), expect);
    }

    fn noise(len: usize) -> Vec<u8> {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[3]
        };
        (0..len).map(|_| next()).collect()
    }

    #[test]
    fn noise_is_told_from_what_repeats_or_prefers_some_bytes() {
        check(&noise(512 << 10), true);
        check(&noise(LEAST), true);
        check(&[b'a'; 512 << 10], false);
        check(&noise(512 << 10).iter().map(|byte| byte & 0xf7).collect::<Vec<_>>(), false);
        check(&noise(8 << 10).repeat(64), false);
    }

    #[test]
    fn a_short_text_is_not_asked_about() {
        check(&noise(LEAST - 1), false);
        check(&[], false);
    }

    #[test]
    fn noise_at_one_end_only_is_not_noise() {
        let half = noise(256 << 10);
        check(&[half.clone(), vec![b'a'; 256 << 10]].concat(), false);
        check(&[vec![b'a'; 256 << 10], half].concat(), false);
    }
}
