//! Signatures of desktop extensions: made, verified and taken off, in pure Rust.
//!
//! A signed bundle is an archive with a block behind it that holds CMS signed data (RFC 5652) over
//! the archive. [`sign()`] makes one out of a [`Bundle`] and a [`Signer`],
//! a key with its certificates; [`unsign()`] takes it off; [`verify()`] answers three questions
//! separately: is the signature mathematically right, which bytes does it cover, and is the signer
//! believed, and why ([`Policy`]). What is neither unsigned nor soundly signed is malformed: a block
//! is found by reading the archive, never by looking for its markers. [`open()`] is for those who want to
//! read a bundle and not its signature, [`SignatureBlock`] for those who only say that there is one.
//!
//! Whoever keeps a key elsewhere takes the steps one by one: a [`Draft`] says what is to be signed, and a
//! [`Signed`] bundle takes a [time stamp](Stamp) of somebody else (RFC 3161), by which its certificates
//! are judged when they have expired.
//!
//! Signatures are deterministic: the same bundle, key and certificates give the same bytes. A
//! [`KeyFile`] is read from what the caller found in a file, a variable or its standard input;
//! [`self_signed()`] makes a key and a certificate out of the caller's [`Entropy`].
//!
//! *What this crate does not know*: manifests, where keys are kept, which certificates the system
//! trusts, the clock, the network, and whether anything is asked of it in earnest.

mod ber;
mod block;
mod bundle;
mod certificate;
mod cms;
mod der;
mod dice;
mod digest;
mod draft;
mod encryption;
mod error;
mod extensions;
mod key_file;
mod moment;
mod name;
mod oid;
mod open;
mod passphrase;
mod pem;
mod pkcs12;
mod private_key;
mod public_key;
mod scheme;
mod self_signed;
mod sign;
mod signer;
mod timestamp;
mod trust;
mod verify;

pub use block::{Form, Marker, SignatureBlock};
pub use bundle::Bundle;
pub use certificate::Certificate;
pub use dice::Entropy;
pub use digest::{Digest, Unfit};
pub use draft::{Draft, Signed};
pub use error::Error;
pub use key_file::{KeyBytes, KeyFile};
pub use moment::Moment;
pub use open::open;
pub use passphrase::Passphrase;
pub use private_key::{KeyKind, PrivateKey};
pub use self_signed::self_signed;
pub use sign::{Again, Bare, Manner, sign, unsign};
pub use signer::{Identity, Signer};
pub use timestamp::{REPLY_TYPE, REQUEST_TYPE, Stamp, StampFlaw, StampRequest};
pub use trust::{Doubt, Policy, Reason, SelfSigned, Trust, Usage};
pub use verify::{Covers, Flaw, Judgement, Verdict, verify};

#[cfg(test)]
mod tests;
