//! What can go wrong while bundles are signed and signatures looked for.

use std::io;

use pyrel_diag::{Explain, Kind};

use crate::Moment;

/// What can go wrong while bundles are signed and signatures looked for. That a signature is bad or
/// not trusted is no error but a [`Verdict`](crate::Verdict).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bundle is signed already; signing it again would replace that signature.
    #[error("`{bundle}` is signed already")]
    AlreadySigned {
        /// The bundle's file name.
        bundle: String,
    },
    /// The bundle is no archive.
    #[error(transparent)]
    Archive(#[from] pyrel_archive::Error),
    /// A certificate cannot be read; its owner must get another one.
    #[error("the certificate cannot be read: {why}")]
    Certificate {
        /// What is wrong.
        why: String,
    },
    /// The archive has a comment of its own, where the signature must stand.
    #[error("`{bundle}` has a comment of its own, which a signature would have to replace")]
    Comment {
        /// The bundle's file name.
        bundle: String,
    },
    /// No randomness could be had, or a key could not be made of it.
    #[error("no key could be made: there is no randomness to be had")]
    Entropy,
    /// The certificate is not valid any more.
    #[error("the certificate of {subject} expired on {when}")]
    Expired {
        /// Whom it is about.
        subject: String,
        /// The last moment at which it was valid.
        when: Moment,
    },
    /// A key cannot be read; its owner must bring it into another form.
    #[error("the key cannot be read: {why}")]
    Key {
        /// What is wrong.
        why: String,
    },
    /// It is no archive with at most a sound signature behind it.
    #[error("`{bundle}` is malformed: {why}")]
    Malformed {
        /// The bundle's file name.
        bundle: String,
        /// What is wrong.
        why: String,
    },
    /// The key belongs to none of the certificates.
    #[error("the key belongs to none of the certificates, of which the first is that of {subject}")]
    Mismatch {
        /// Whom the first certificate is about.
        subject: String,
    },
    /// A file holds no certificate.
    #[error("it holds no certificate")]
    NoCertificate,
    /// A file holds no key.
    #[error("it holds no private key")]
    NoKey,
    /// The certificate is not meant for signatures.
    #[error("the certificate of {subject} is not meant for signatures")]
    NoSignatures {
        /// Whom it is about.
        subject: String,
    },
    /// The key is encrypted, and no passphrase was given.
    #[error("the key is encrypted, and needs its passphrase")]
    NeedsPassphrase,
    /// The certificate is not valid yet.
    #[error("the certificate of {subject} is not valid before {when}")]
    NotYetValid {
        /// Whom it is about.
        subject: String,
        /// The first moment at which it is valid.
        when: Moment,
    },
    /// The passphrase is wrong.
    #[error("the passphrase is wrong")]
    Passphrase,
    /// A text with keys or certificates is broken.
    #[error("the PEM block that begins on line {line} is broken")]
    Pem {
        /// Where it begins.
        line: usize,
    },
    /// An answer is no time stamp and no refusal of one.
    #[error("the answer is no time stamp: {why}")]
    NoStamp {
        /// What is wrong.
        why: String,
    },
    /// The library that signs did not.
    #[error("the key could not sign")]
    Signing,
    /// A time stamp is of no use.
    #[error("the time stamp is of no use: {why}")]
    Stamp {
        /// What is wrong.
        why: String,
    },
    /// The authority made no time stamp.
    #[error("the time stamp was refused: {status}{}{reasons}", if reasons.is_empty() { "" } else { ": " })]
    StampRefused {
        /// How, in the words of the standard.
        status: &'static str,
        /// Why.
        reasons: String,
    },
    /// A signature that was made elsewhere does not belong to the certificate.
    #[error("the signature was not made with the key of the certificate of {subject}")]
    Stranger {
        /// Whom the certificate is about.
        subject: String,
        /// How it should have been made.
        way: &'static str,
    },
    /// The certificates are so many that the signature does not fit behind the archive.
    #[error("the signature has {len} bytes, and 65,535 are the most that an archive can carry")]
    TooLarge {
        /// How many bytes it has.
        len: usize,
    },
    /// The bundle could not be read.
    #[error("cannot read `{name}`")]
    Unreadable {
        /// The bundle's file name.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// The certificate is not meant for signing code.
    #[error("the certificate of {subject} is not meant for signing code")]
    Usage {
        /// Whom it is about.
        subject: String,
    },
}

impl Explain for Error {
    fn kind(&self) -> Kind {
        let is_remote =
            matches!(self, Self::NoStamp { .. } | Self::Stamp { .. } | Self::StampRefused { .. });
        let is_bug = matches!(self, Self::Signing);
        if is_bug {
            Kind::Bug
        } else if is_remote {
            Kind::Remote
        } else {
            Kind::User
        }
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::AlreadySigned { .. } => {
                "take the signature off first, or ask for it to be replaced"
            }
            Self::Archive(error) => return error.hint(),
            Self::Comment { .. } => "pack it without a comment",
            Self::Expired { .. } | Self::NotYetValid { .. } => {
                "sign with a certificate that is valid now"
            }
            Self::Mismatch { .. } => "name the certificate that was made for this key",
            Self::NeedsPassphrase => "give the passphrase",
            Self::Key { .. } => {
                "keys are RSA of 2048 to 8192 bits, P-256, P-384 or Ed25519, in PEM, DER or PKCS#12"
            }
            Self::TooLarge { .. } => {
                "leave out certificates that readers have already, such as the root"
            }
            Self::NoStamp { .. } => "name the address of an authority that speaks RFC 3161",
            Self::Stamp { .. } | Self::StampRefused { .. } => "ask another authority",
            Self::Stranger { way, .. } => {
                return Some(format!(
                    "the first certificate must be that of the key, and the bytes {way}, nothing else"
                ));
            }
            Self::NoSignatures { .. } => {
                "sign with a certificate whose key usage is digital signature"
            }
            Self::Usage { .. } => {
                "sign with a certificate whose extended key usage is code signing"
            }
            Self::Certificate { .. }
            | Self::Entropy
            | Self::Malformed { .. }
            | Self::NoCertificate
            | Self::NoKey
            | Self::Passphrase
            | Self::Pem { .. }
            | Self::Signing
            | Self::Unreadable { .. } => return None,
        };
        Some(hint.to_owned())
    }
}
