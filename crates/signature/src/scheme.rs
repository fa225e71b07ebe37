//! How a signature was made: padding or curve, and digest.

use crate::der::{Reader, tag};
use crate::digest::{Algorithm, Digest, Unfit};
use crate::oid;

/// How a signature was made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Scheme {
    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2).
    RsaPkcs1(Digest),
    /// RSASSA-PSS (RFC 8017 §8.1), MGF1 with the same digest.
    RsaPss { digest: Digest, salt: usize },
    /// ECDSA with whichever curve the key is on.
    Ecdsa(Digest),
    /// Pure Ed25519 (RFC 8032).
    Ed25519,
}

/// No salt is longer than the largest modulus.
const MOST_SALT: u64 = 1024;

impl Scheme {
    /// Takes it from an AlgorithmIdentifier. Where the signature's algorithm is that of the key alone
    /// (RFC 3370 §3.2), the digest is the one named beside it.
    pub(crate) fn read(algorithm: &Algorithm<'_>, beside: Option<Digest>) -> Result<Self, Unfit> {
        let weak = |name| Err(Unfit::Weak(name));
        let unknown = || Unfit::unknown(algorithm.oid);
        let scheme = match algorithm.oid {
            oid::RSA => Self::RsaPkcs1(beside.ok_or_else(unknown)?),
            oid::SHA256_RSA => Self::RsaPkcs1(Digest::Sha256),
            oid::SHA384_RSA => Self::RsaPkcs1(Digest::Sha384),
            oid::SHA512_RSA => Self::RsaPkcs1(Digest::Sha512),
            oid::SHA256_ECDSA => Self::Ecdsa(Digest::Sha256),
            oid::SHA384_ECDSA => Self::Ecdsa(Digest::Sha384),
            oid::SHA512_ECDSA => Self::Ecdsa(Digest::Sha512),
            oid::ED25519 => Self::Ed25519,
            oid::RSA_PSS => return pss(algorithm),
            oid::MD5_RSA => return weak("MD5"),
            oid::SHA1_RSA | oid::SHA1_ECDSA => return weak("SHA-1"),
            _ => return Err(unknown()),
        };
        if algorithm.is_plain() { Ok(scheme) } else { Err(Unfit::Parameters) }
    }

    /// The digest that is part of it.
    pub(crate) fn digest(self) -> Option<Digest> {
        match self {
            Self::RsaPkcs1(digest) | Self::RsaPss { digest, .. } | Self::Ecdsa(digest) => {
                Some(digest)
            }
            Self::Ed25519 => None,
        }
    }
}

/// RSASSA-PSS-params (RFC 4055 §3.1), whose defaults are SHA-1.
fn pss(algorithm: &Algorithm<'_>) -> Result<Scheme, Unfit> {
    let parameters = algorithm.parameters.filter(|node| node.tag == tag::SEQUENCE);
    let mut fields = parameters.ok_or(Unfit::Parameters)?.reader();
    let hash = fields.optional(tag::context(0))?.ok_or(Unfit::Weak("SHA-1"))?;
    let digest = digest(hash.reader())?;
    let mask = fields.optional(tag::context(1))?.ok_or(Unfit::Weak("SHA-1"))?;
    let mask = Algorithm::read(mask.reader().expect(tag::SEQUENCE)?.reader())?;
    let inner = mask.parameters.filter(|_| mask.oid == oid::MGF1).ok_or(Unfit::Parameters)?;
    if Digest::of_algorithm(&Algorithm::read(inner.reader())?)? != digest {
        return Err(Unfit::Parameters);
    }
    let salt = match fields.optional(tag::context(2))? {
        Some(salt) => salt.reader().expect(tag::INTEGER)?.small()?,
        None => 20,
    };
    let trailer = match fields.optional(tag::context(3))? {
        Some(trailer) => trailer.reader().expect(tag::INTEGER)?.small()?,
        None => 1,
    };
    fields.finish()?;
    match usize::try_from(salt) {
        Ok(salt_len) if salt <= MOST_SALT && trailer == 1 => {
            Ok(Scheme::RsaPss { digest, salt: salt_len })
        }
        _ => Err(Unfit::Parameters),
    }
}

fn digest(mut reader: Reader<'_>) -> Result<Digest, Unfit> {
    Digest::of_algorithm(&Algorithm::read(reader.expect(tag::SEQUENCE)?.reader())?)
}
