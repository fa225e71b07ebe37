//! Asking for a token (RFC 3161 §2.4.1).

use crate::der::{self, tag};
use crate::digest::Digest;

/// The media type of a request (§3.4).
pub const REQUEST_TYPE: &str = "application/timestamp-query";
/// The media type of an answer (§3.4).
pub const REPLY_TYPE: &str = "application/timestamp-reply";

/// A request for a token about some bytes.
#[derive(Clone, Debug)]
pub struct StampRequest {
    pub(super) imprint: Vec<u8>,
    /// As its INTEGER holds it.
    pub(super) nonce: Vec<u8>,
}

impl StampRequest {
    /// Asks about bytes. The nonce is random: an answer that repeats it was made just now, and is none
    /// that somebody has kept.
    pub(crate) fn about(bytes: &[u8], mut nonce: [u8; 16]) -> Self {
        // Neither negative nor with zeros in front of it.
        nonce[0] = nonce[0] & 0x3f | 0x40;
        Self { imprint: Digest::Sha256.of(bytes), nonce: nonce.to_vec() }
    }

    /// The request as DER: the digest alone travels, and the certificate of the authority is asked for.
    #[must_use]
    pub fn der(&self) -> Vec<u8> {
        let imprint = der::sequence(&[
            &Digest::Sha256.algorithm(&der::value(tag::NULL, &[])),
            &der::value(tag::OCTET_STRING, &self.imprint),
        ]);
        der::sequence(&[
            &der::unsigned(&[1]),
            &imprint,
            &der::value(tag::INTEGER, &self.nonce),
            &der::value(tag::BOOLEAN, &[0xff]),
        ])
    }
}
