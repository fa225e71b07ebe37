//! Public keys, and what they make of signatures.

use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rsa::traits::PublicKeyParts;
use rsa::{BoxedUint, Pkcs1v15Sign, Pss};

use crate::der::{self, Node, tag};
use crate::digest::{Algorithm, Digest, Unfit};
use crate::oid;
use crate::scheme::Scheme;

/// A public key of a kind that is believed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum PublicKey {
    Rsa(rsa::PublicKey),
    /// An RSA key that says it is for PSS alone (RFC 4055 §1.2).
    RsaPss(rsa::PublicKey),
    P256(p256::ecdsa::VerifyingKey),
    P384(p384::ecdsa::VerifyingKey),
    Ed25519(ed25519_dalek::VerifyingKey),
}

/// Moduli of fewer bits can be factored soon, those of more bits take long to reckon with.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

impl PublicKey {
    /// Takes it from what a SubjectPublicKeyInfo holds (RFC 5280 §4.1.2.7).
    pub(crate) fn read(algorithm: &Algorithm<'_>, key: &[u8]) -> Result<Self, Unfit> {
        match algorithm.oid {
            oid::RSA if algorithm.is_plain() => read_rsa(key).map(Self::Rsa),
            oid::RSA_PSS if algorithm.parameters.is_none() => read_rsa(key).map(Self::RsaPss),
            // It narrows what the key may be used with, and nobody here keeps to that.
            oid::RSA_PSS => Err(Unfit::Narrow),
            oid::EC => read_curve(algorithm, key),
            oid::ED25519 if algorithm.parameters.is_none() => {
                let key = key.try_into().map_err(|_| Unfit::Parameters)?;
                let key = ed25519_dalek::VerifyingKey::from_bytes(key);
                key.map(Self::Ed25519).map_err(|_| Unfit::Parameters)
            }
            oid::RSA | oid::ED25519 => Err(Unfit::Parameters),
            other => Err(Unfit::unknown(other)),
        }
    }

    /// Whether a signature over a message was made with the other half of this key.
    pub(crate) fn verifies(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> bool {
        match (self, scheme) {
            (Self::Rsa(key), Scheme::RsaPkcs1(digest)) => {
                key.verify(pkcs1(digest), &digest.of(message), signature).is_ok()
            }
            (Self::Rsa(key) | Self::RsaPss(key), Scheme::RsaPss { digest, salt }) => {
                verify_pss(key, digest, salt, message, signature)
            }
            (Self::P256(key), Scheme::Ecdsa(digest)) => p256::ecdsa::Signature::from_der(signature)
                .is_ok_and(|it| key.verify_prehash(&digest.of(message), &it).is_ok()),
            (Self::P384(key), Scheme::Ecdsa(digest)) => p384::ecdsa::Signature::from_der(signature)
                .is_ok_and(|it| key.verify_prehash(&digest.of(message), &it).is_ok()),
            (Self::Ed25519(key), Scheme::Ed25519) => {
                ed25519_dalek::Signature::from_slice(signature)
                    .is_ok_and(|it| key.verify_strict(message, &it).is_ok())
            }
            _ => false,
        }
    }

    /// The SubjectPublicKeyInfo.
    pub(crate) fn write(&self) -> Vec<u8> {
        let (algorithm, key) = match self {
            Self::Rsa(key) => (algorithm(oid::RSA, &der::value(tag::NULL, &[])), write_rsa(key)),
            Self::RsaPss(key) => (algorithm(oid::RSA_PSS, &[]), write_rsa(key)),
            Self::P256(key) => (curve(oid::P256), key.to_sec1_point(false).as_bytes().to_vec()),
            Self::P384(key) => (curve(oid::P384), key.to_sec1_point(false).as_bytes().to_vec()),
            Self::Ed25519(key) => (algorithm(oid::ED25519, &[]), key.as_bytes().to_vec()),
        };
        der::sequence(&[&algorithm, &der::bits(&key)])
    }

    /// The digest that is signed with its other half: as strong as its curve, and SHA-512 with Ed25519
    /// (RFC 8419 §3.1).
    pub(crate) fn digest(&self) -> Digest {
        match self {
            Self::Rsa(_) | Self::RsaPss(_) | Self::P256(_) => Digest::Sha256,
            Self::P384(_) => Digest::Sha384,
            Self::Ed25519(_) => Digest::Sha512,
        }
    }

    /// The parameters that its digest has beside it: NULL with RSA, as in the reference tool, and
    /// none with others (RFC 5754 §2).
    pub(crate) fn digest_parameters(&self) -> Vec<u8> {
        match self {
            Self::Rsa(_) | Self::RsaPss(_) => der::value(tag::NULL, &[]),
            Self::P256(_) | Self::P384(_) | Self::Ed25519(_) => Vec::new(),
        }
    }

    /// The algorithm of its signatures in CMS: with RSA that of the key alone (RFC 3370 §3.2), which
    /// is all that the reference tool's library knows.
    pub(crate) fn cms_algorithm(&self) -> Vec<u8> {
        match self {
            Self::Rsa(_) | Self::RsaPss(_) => algorithm(oid::RSA, &der::value(tag::NULL, &[])),
            Self::P256(_) => algorithm(oid::SHA256_ECDSA, &[]),
            Self::P384(_) => algorithm(oid::SHA384_ECDSA, &[]),
            Self::Ed25519(_) => algorithm(oid::ED25519, &[]),
        }
    }

    /// How signatures are made with its other half; `None` for a key that is only looked at.
    pub(crate) fn scheme(&self) -> Option<Scheme> {
        match self {
            Self::Rsa(_) => Some(Scheme::RsaPkcs1(self.digest())),
            Self::RsaPss(_) => None,
            Self::P256(_) | Self::P384(_) => Some(Scheme::Ecdsa(self.digest())),
            Self::Ed25519(_) => Some(Scheme::Ed25519),
        }
    }

    /// How signatures are made with its other half, for people.
    pub(crate) fn way(&self) -> &'static str {
        match self {
            Self::Rsa(_) | Self::RsaPss(_) => "RSA PKCS#1 v1.5 with SHA-256",
            Self::P256(_) => "ECDSA with SHA-256, in DER",
            Self::P384(_) => "ECDSA with SHA-384, in DER",
            Self::Ed25519(_) => "Ed25519",
        }
    }

    /// What it is, for people.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Rsa(key) => format!("RSA, {} bits", key.n().bit_width()),
            Self::RsaPss(key) => format!("RSA-PSS, {} bits", key.n().bit_width()),
            Self::P256(_) => "ECDSA P-256".to_owned(),
            Self::P384(_) => "ECDSA P-384".to_owned(),
            Self::Ed25519(_) => "Ed25519".to_owned(),
        }
    }
}

/// An AlgorithmIdentifier.
pub(crate) fn algorithm(oid: &[u8], parameters: &[u8]) -> Vec<u8> {
    der::sequence(&[&der::value(tag::OID, oid), parameters])
}

/// That of a key on a named curve (RFC 5480 §2.1.1).
pub(crate) fn curve(name: &[u8]) -> Vec<u8> {
    algorithm(oid::EC, &der::value(tag::OID, name))
}

/// The padding of PKCS#1 v1.5 with the DigestInfo of a digest.
pub(crate) fn pkcs1(digest: Digest) -> Pkcs1v15Sign {
    match digest {
        Digest::Sha256 => Pkcs1v15Sign::new::<sha2::Sha256>(),
        Digest::Sha384 => Pkcs1v15Sign::new::<sha2::Sha384>(),
        Digest::Sha512 => Pkcs1v15Sign::new::<sha2::Sha512>(),
    }
}

fn verify_pss(
    key: &rsa::PublicKey,
    digest: Digest,
    salt: usize,
    message: &[u8],
    signature: &[u8],
) -> bool {
    let hashed = digest.of(message);
    let verified = match digest {
        Digest::Sha256 => key.verify(Pss::<sha2::Sha256>::new_with_salt(salt), &hashed, signature),
        Digest::Sha384 => key.verify(Pss::<sha2::Sha384>::new_with_salt(salt), &hashed, signature),
        Digest::Sha512 => key.verify(Pss::<sha2::Sha512>::new_with_salt(salt), &hashed, signature),
    };
    verified.is_ok()
}

/// RSAPublicKey (RFC 8017 §A.1.1).
fn read_rsa(key: &[u8]) -> Result<rsa::PublicKey, Unfit> {
    let mut numbers = Node::only(key, tag::SEQUENCE)?.reader();
    let modulus = numbers.expect(tag::INTEGER)?.unsigned()?;
    let exponent = numbers.expect(tag::INTEGER)?.unsigned()?;
    numbers.finish()?;
    rsa_key(modulus, exponent)
}

fn write_rsa(key: &rsa::PublicKey) -> Vec<u8> {
    let numbers = [der::unsigned(&key.n_bytes()), der::unsigned(&key.e_bytes())];
    der::sequence(&[&numbers[0], &numbers[1]])
}

pub(crate) fn rsa_key(modulus: &[u8], exponent: &[u8]) -> Result<rsa::PublicKey, Unfit> {
    let bits =
        modulus.len() * 8 - modulus.first().map_or(0, |first| first.leading_zeros() as usize);
    if bits < *RSA_BITS.start() {
        return Err(Unfit::Weak("an RSA key of fewer than 2048 bits"));
    }
    if bits > *RSA_BITS.end() {
        return Err(Unfit::TooLarge);
    }
    if exponent.len() > 8 {
        return Err(Unfit::Parameters);
    }
    let [modulus, exponent] = [modulus, exponent].map(BoxedUint::from_be_slice_vartime);
    rsa::PublicKey::new_with_size_limits(modulus, exponent, RSA_BITS).map_err(|_| Unfit::Parameters)
}

fn read_curve(algorithm: &Algorithm<'_>, key: &[u8]) -> Result<PublicKey, Unfit> {
    let name = algorithm.parameters.filter(|node| node.tag == tag::OID);
    match name.ok_or(Unfit::Parameters)?.content {
        oid::P256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(key)
            .map(PublicKey::P256)
            .map_err(|_| Unfit::Parameters),
        oid::P384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(key)
            .map(PublicKey::P384)
            .map_err(|_| Unfit::Parameters),
        other => Err(Unfit::unknown(other)),
    }
}
