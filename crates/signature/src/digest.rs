//! The digests that signatures may rest on.

use sha2::Digest as _;

use crate::der::{self, Node, NotDer, Reader, tag};
use crate::oid;

/// A digest that is strong enough.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Digest {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// Why an algorithm is not taken.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Unfit {
    /// It was broken, or nearly.
    #[error("{0} is too weak to be believed")]
    Weak(&'static str),
    /// It is none of those known here.
    #[error("the algorithm {0} is not known")]
    Unknown(String),
    /// It is known by name, and not taken.
    #[error("{0} is not taken here")]
    NotTaken(&'static str),
    /// The key may be used in some ways only.
    #[error("its use is limited, and the limits are not known here")]
    Narrow,
    /// It takes long to reckon with.
    #[error("an RSA key of more than 8192 bits takes too long")]
    TooLarge,
    /// It is not written as it must be.
    #[error("{0}")]
    Form(&'static str),
    /// Its parameters make no sense.
    #[error("the parameters of its algorithm make no sense")]
    Parameters,
}

impl Unfit {
    /// An algorithm that is not known here, by its name if it has one.
    pub(crate) fn unknown(oid: &[u8]) -> Self {
        oid::foreign(oid).map_or_else(|| Self::Unknown(oid::dotted(oid)), Self::NotTaken)
    }
}

impl From<NotDer> for Unfit {
    fn from(error: NotDer) -> Self {
        Self::Form(error.0)
    }
}

/// An AlgorithmIdentifier (RFC 5280 §4.1.1.2).
pub(crate) struct Algorithm<'a> {
    pub(crate) oid: &'a [u8],
    pub(crate) parameters: Option<Node<'a>>,
}

impl<'a> Algorithm<'a> {
    /// Takes it from the content of its SEQUENCE.
    pub(crate) fn read(mut reader: Reader<'a>) -> Result<Self, NotDer> {
        let oid = reader.expect(tag::OID)?.content;
        let parameters = if reader.is_empty() { None } else { Some(reader.next()?) };
        reader.finish()?;
        Ok(Self { oid, parameters })
    }

    /// Whether there are no parameters, or the NULL that older algorithms have in their place.
    pub(crate) fn is_plain(&self) -> bool {
        self.parameters.is_none_or(|node| node.tag == tag::NULL && node.content.is_empty())
    }
}

impl Digest {
    pub(crate) fn of_algorithm(algorithm: &Algorithm<'_>) -> Result<Self, Unfit> {
        let digest = match algorithm.oid {
            oid::SHA256 => Self::Sha256,
            oid::SHA384 => Self::Sha384,
            oid::SHA512 => Self::Sha512,
            oid::MD5 => return Err(Unfit::Weak("MD5")),
            oid::SHA1 => return Err(Unfit::Weak("SHA-1")),
            oid::SHA224 => return Err(Unfit::Weak("SHA-224")),
            other => return Err(Unfit::unknown(other)),
        };
        if algorithm.is_plain() { Ok(digest) } else { Err(Unfit::Parameters) }
    }

    /// The digest of some bytes.
    pub(crate) fn of(self, bytes: &[u8]) -> Vec<u8> {
        let mut hasher = Hasher::new(self);
        hasher.update(bytes);
        hasher.finish()
    }

    pub(crate) fn oid(self) -> &'static [u8] {
        match self {
            Self::Sha256 => oid::SHA256,
            Self::Sha384 => oid::SHA384,
            Self::Sha512 => oid::SHA512,
        }
    }

    /// Its AlgorithmIdentifier; beside RSA with the NULL that the reference tool and older readers
    /// have there.
    pub(crate) fn algorithm(self, parameters: &[u8]) -> Vec<u8> {
        der::sequence(&[&der::value(tag::OID, self.oid()), parameters])
    }
}

/// A digest while it grows.
#[derive(Clone)]
pub(crate) enum Hasher {
    Sha256(sha2::Sha256),
    Sha384(sha2::Sha384),
    Sha512(sha2::Sha512),
}

impl Hasher {
    pub(crate) fn new(digest: Digest) -> Self {
        match digest {
            Digest::Sha256 => Self::Sha256(sha2::Sha256::new()),
            Digest::Sha384 => Self::Sha384(sha2::Sha384::new()),
            Digest::Sha512 => Self::Sha512(sha2::Sha512::new()),
        }
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha256(hasher) => hasher.update(bytes),
            Self::Sha384(hasher) => hasher.update(bytes),
            Self::Sha512(hasher) => hasher.update(bytes),
        }
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        match self {
            Self::Sha256(hasher) => hasher.finalize().to_vec(),
            Self::Sha384(hasher) => hasher.finalize().to_vec(),
            Self::Sha512(hasher) => hasher.finalize().to_vec(),
        }
    }
}
