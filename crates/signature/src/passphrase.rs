//! What keys are kept under.

use std::fmt;

use zeroize::Zeroizing;

/// A passphrase: wiped from memory when dropped, and never shown.
#[derive(Clone, Default)]
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes charge of a text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    /// As PKCS#12 has it (RFC 7292 §B.1): UTF-16 with the larger byte first, ended by a zero.
    pub(crate) fn bmp(&self) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(self.0.len() * 2 + 2));
        for unit in self.0.encode_utf16().chain([0]) {
            bytes.extend(unit.to_be_bytes());
        }
        bytes
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}
