//! Time stamps of third parties (RFC 3161): asked for, and judged.
//!
//! An authority signs that something existed at a moment. For a signature that is the digest of its
//! value (appendix A): the token stands beside it, signed by nobody but the authority, so anyone can
//! take it away or put another one there. A token that is not right therefore makes no signature
//! wrong; it counts for nothing.

mod info;
mod reply;
mod request;
mod signing_certificate;
mod stamp;

pub use request::{REPLY_TYPE, REQUEST_TYPE, StampRequest};
pub use stamp::{Stamp, StampFlaw};

pub(crate) use stamp::{judge, of_reply};
