//! Randomness: handed in where keys are made, derived where only the way to a result is blinded.

use std::fmt;
use std::io;

use rsa::rand_core::{Infallible, TryCryptoRng, TryRng};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Where randomness comes from: the library asks its caller, and no system.
pub struct Entropy<'a>(&'a mut dyn FnMut(&mut [u8]) -> io::Result<()>);

impl<'a> Entropy<'a> {
    /// Takes it from a function that fills a buffer with bytes that nobody can foretell.
    #[must_use]
    pub fn new(fill: &'a mut dyn FnMut(&mut [u8]) -> io::Result<()>) -> Self {
        Self(fill)
    }

    pub(crate) fn fill(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        (self.0)(buffer)
    }
}

impl fmt::Debug for Entropy<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entropy(…)")
    }
}

impl TryRng for Entropy<'_> {
    type Error = io::Error;

    fn try_next_u32(&mut self) -> io::Result<u32> {
        let mut bytes = [0; 4];
        self.fill(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> io::Result<u64> {
        let mut bytes = [0; 8];
        self.fill(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        self.fill(buffer)
    }
}

impl TryCryptoRng for Entropy<'_> {}

/// What RSA is blinded with while it signs: nobody without the key can foretell it, and the signature
/// does not depend on it. So signing needs no randomness from outside.
pub(crate) struct Blinding {
    seed: Zeroizing<[u8; 32]>,
    drawn: u64,
}

impl Blinding {
    pub(crate) fn new(secret: &[u8], message: &[u8]) -> Self {
        let seed = Sha256::new().chain_update("blinding").chain_update(secret);
        Self { seed: Zeroizing::new(seed.chain_update(message).finalize().into()), drawn: 0 }
    }

    fn fill(&mut self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(32) {
            let block =
                Sha256::new().chain_update(*self.seed).chain_update(self.drawn.to_le_bytes());
            self.drawn += 1;
            for (to, from) in chunk.iter_mut().zip(block.finalize()) {
                *to = from;
            }
        }
    }
}

impl TryRng for Blinding {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, buffer: &mut [u8]) -> Result<(), Infallible> {
        self.fill(buffer);
        Ok(())
    }
}

impl TryCryptoRng for Blinding {}
