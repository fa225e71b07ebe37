//! Private keys: what they sign, and how they are kept.

use std::fmt;

use ed25519_dalek::Signer;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use rsa::BoxedUint;
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use zeroize::Zeroizing;

use crate::der::{self, Node, Reader, tag};
use crate::dice::{Blinding, Entropy};
use crate::digest::{Algorithm, Digest, Unfit};
use crate::public_key::{self, PublicKey, pkcs1};
use crate::{Error, oid, pem};

/// A private key. It is wiped from memory when dropped, and never shown.
#[derive(Clone)]
pub struct PrivateKey(Kind);

#[derive(Clone)]
enum Kind {
    Rsa(Box<rsa::PrivateKey>),
    P256(Box<p256::ecdsa::SigningKey>),
    P384(Box<p384::ecdsa::SigningKey>),
    Ed25519(Box<ed25519_dalek::SigningKey>),
}

/// What kind of key to make.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum KeyKind {
    /// RSA with 3072 bits: what every reader of bundles knows. The reference tool's library has
    /// nothing else.
    #[default]
    Rsa,
    /// ECDSA on P-256: made at once, and small.
    P256,
}

const RSA_BITS: usize = 3072;

impl PrivateKey {
    /// Makes a key out of randomness.
    ///
    /// # Errors
    /// When there is none to be had.
    pub fn generate(kind: KeyKind, entropy: &mut Entropy<'_>) -> Result<Self, Error> {
        let failed = |_| Error::Entropy;
        Ok(Self(match kind {
            KeyKind::Rsa => {
                let key = rsa::PrivateKey::new(entropy, RSA_BITS).map_err(|_| Error::Entropy)?;
                Kind::Rsa(Box::new(key))
            }
            KeyKind::P256 => loop {
                let mut scalar = Zeroizing::new([0; 32]);
                entropy.fill(&mut *scalar).map_err(failed)?;
                // One number in four thousand million is none that can be used.
                if let Ok(key) = p256::ecdsa::SigningKey::from_slice(&*scalar) {
                    break Kind::P256(Box::new(key));
                }
            },
        }))
    }

    /// Takes a key from DER of any of the three forms: PKCS#8, PKCS#1 (RSA) and SEC 1 (curves).
    pub(crate) fn of_der(der: &[u8]) -> Result<Self, Unfit> {
        let mut fields = Node::only(der, tag::SEQUENCE)?.reader();
        fields.expect(tag::INTEGER)?;
        match fields.next()?.tag {
            tag::SEQUENCE => of_pkcs8(der),
            tag::INTEGER => of_pkcs1(der),
            tag::OCTET_STRING => of_sec1(der, None),
            _ => Err(Unfit::Parameters),
        }
    }

    /// Of which kind it is, if it is one of those that are made here.
    #[must_use]
    pub fn kind(&self) -> Option<KeyKind> {
        match &self.0 {
            Kind::Rsa(_) => Some(KeyKind::Rsa),
            Kind::P256(_) => Some(KeyKind::P256),
            Kind::P384(_) | Kind::Ed25519(_) => None,
        }
    }

    /// The key as PKCS#8 in PEM, not encrypted.
    #[must_use]
    pub fn pem(&self) -> Zeroizing<String> {
        let (algorithm, key) = match &self.0 {
            Kind::Rsa(key) => (
                public_key::algorithm(oid::RSA, &der::value(tag::NULL, &[])),
                Zeroizing::new(write_rsa(key)),
            ),
            Kind::P256(key) => (public_key::curve(oid::P256), write_curve(&key.to_bytes())),
            Kind::P384(key) => (public_key::curve(oid::P384), write_curve(&key.to_bytes())),
            Kind::Ed25519(key) => (
                public_key::algorithm(oid::ED25519, &[]),
                Zeroizing::new(der::value(tag::OCTET_STRING, key.as_bytes())),
            ),
        };
        let key = Zeroizing::new(der::value(tag::OCTET_STRING, &key));
        let key = Zeroizing::new(der::sequence(&[&der::unsigned(&[]), &algorithm, &key]));
        pem::write("PRIVATE KEY", &key)
    }

    /// The other half.
    pub(crate) fn public(&self) -> PublicKey {
        match &self.0 {
            Kind::Rsa(key) => PublicKey::Rsa(key.to_public_key()),
            Kind::P256(key) => PublicKey::P256(*key.verifying_key()),
            Kind::P384(key) => PublicKey::P384(*key.verifying_key()),
            Kind::Ed25519(key) => PublicKey::Ed25519(key.verifying_key()),
        }
    }

    /// The digest that it signs with.
    pub(crate) fn digest(&self) -> Digest {
        self.public().digest()
    }

    /// The algorithm of its signatures in certificates.
    pub(crate) fn x509_algorithm(&self) -> Vec<u8> {
        match &self.0 {
            Kind::Rsa(_) => public_key::algorithm(oid::SHA256_RSA, &der::value(tag::NULL, &[])),
            Kind::P256(_) => public_key::algorithm(oid::SHA256_ECDSA, &[]),
            Kind::P384(_) => public_key::algorithm(oid::SHA384_ECDSA, &[]),
            Kind::Ed25519(_) => public_key::algorithm(oid::ED25519, &[]),
        }
    }

    /// Signs a message; the same message gets the same signature (RFC 8017 §8.2, RFC 6979, RFC 8032).
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let digest = self.digest();
        let signed = match &self.0 {
            Kind::Rsa(key) => {
                let hashed = digest.of(message);
                let secret = Zeroizing::new(key.d().to_be_bytes().into_vec());
                let mut blinding = Blinding::new(&secret, &hashed);
                key.sign_with_rng(&mut blinding, pkcs1(digest), &hashed).ok()
            }
            Kind::P256(key) => {
                let signed: Result<p256::ecdsa::Signature, _> =
                    key.sign_prehash(&digest.of(message));
                signed.ok().map(|it| it.to_der().as_bytes().to_vec())
            }
            Kind::P384(key) => {
                let signed: Result<p384::ecdsa::Signature, _> =
                    key.sign_prehash(&digest.of(message));
                signed.ok().map(|it| it.to_der().as_bytes().to_vec())
            }
            Kind::Ed25519(key) => Some(key.sign(message).to_bytes().to_vec()),
        };
        signed.ok_or(Error::Signing)
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey(…)")
    }
}

/// PrivateKeyInfo (RFC 5208 §5, RFC 5958 §2).
fn of_pkcs8(der: &[u8]) -> Result<PrivateKey, Unfit> {
    let mut fields = Node::only(der, tag::SEQUENCE)?.reader();
    if fields.expect(tag::INTEGER)?.small()? > 1 {
        return Err(Unfit::Parameters);
    }
    let algorithm = Algorithm::read(fields.expect(tag::SEQUENCE)?.reader())?;
    let key = fields.expect(tag::OCTET_STRING)?.content;
    match algorithm.oid {
        oid::RSA => of_pkcs1(key),
        oid::EC => {
            let curve = algorithm.parameters.filter(|node| node.tag == tag::OID);
            of_sec1(key, Some(curve.ok_or(Unfit::Parameters)?.content))
        }
        oid::ED25519 => {
            let seed = Node::only(key, tag::OCTET_STRING)?.content;
            let seed = seed.try_into().map_err(|_| Unfit::Parameters)?;
            let key = ed25519_dalek::SigningKey::from_bytes(seed);
            Ok(PrivateKey(Kind::Ed25519(Box::new(key))))
        }
        other => Err(Unfit::unknown(other)),
    }
}

/// RSAPrivateKey (RFC 8017 §A.1.2).
fn of_pkcs1(der: &[u8]) -> Result<PrivateKey, Unfit> {
    let mut numbers = Node::only(der, tag::SEQUENCE)?.reader();
    if numbers.expect(tag::INTEGER)?.small()? != 0 {
        return Err(Unfit::Parameters);
    }
    let mut number = || numbers.expect(tag::INTEGER).and_then(Node::unsigned);
    let (modulus, exponent, secret) = (number()?, number()?, number()?);
    let (first, second) = (number()?, number()?);
    public_key::rsa_key(modulus, exponent)?;
    // Longer ones are none of this modulus, and take long to find out about.
    let apart = Unfit::Form("its numbers do not belong together");
    if [secret, first, second].iter().any(|number| number.len() > modulus.len()) {
        return Err(apart);
    }
    let [modulus, exponent, secret, first, second] =
        [modulus, exponent, secret, first, second].map(BoxedUint::from_be_slice_vartime);
    let key = rsa::PrivateKey::from_components(modulus, exponent, secret, vec![first, second]);
    key.map(|key| PrivateKey(Kind::Rsa(Box::new(key)))).map_err(|_| apart)
}

/// ECPrivateKey (RFC 5915 §3); within PKCS#8 the curve is named outside.
fn of_sec1(der: &[u8], curve: Option<&[u8]>) -> Result<PrivateKey, Unfit> {
    let mut fields = Node::only(der, tag::SEQUENCE)?.reader();
    if fields.expect(tag::INTEGER)?.small()? != 1 {
        return Err(Unfit::Parameters);
    }
    let scalar = fields.expect(tag::OCTET_STRING)?.content;
    let inside = match fields.optional(tag::context(0))? {
        Some(named) => Some(Reader(named.content).expect(tag::OID)?.content),
        None => None,
    };
    let kind = match curve.or(inside).ok_or(Unfit::Parameters)? {
        oid::P256 => p256::ecdsa::SigningKey::from_slice(scalar)
            .map(|key| Kind::P256(Box::new(key)))
            .map_err(|_| Unfit::Parameters)?,
        oid::P384 => p384::ecdsa::SigningKey::from_slice(scalar)
            .map(|key| Kind::P384(Box::new(key)))
            .map_err(|_| Unfit::Parameters)?,
        other => return Err(Unfit::unknown(other)),
    };
    Ok(PrivateKey(kind))
}

fn write_rsa(key: &rsa::PrivateKey) -> Vec<u8> {
    let number = |number: &BoxedUint| Zeroizing::new(der::unsigned(&number.to_be_bytes()));
    let primes: Vec<_> = key.primes().iter().map(|prime| number(prime.as_ref())).collect();
    let factors: Vec<_> =
        [key.dp().map(number), key.dq().map(number), key.crt_coefficient().as_ref().map(number)]
            .into_iter()
            .flatten()
            .collect();
    let mut parts = vec![Zeroizing::new(der::unsigned(&[]))];
    parts.push(Zeroizing::new(der::unsigned(&key.n_bytes())));
    parts.push(Zeroizing::new(der::unsigned(&key.e_bytes())));
    parts.push(number(key.d()));
    parts.extend(primes);
    parts.extend(factors);
    let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_slice()).collect();
    der::sequence(&parts)
}

fn write_curve(scalar: &[u8]) -> Zeroizing<Vec<u8>> {
    let scalar = Zeroizing::new(der::value(tag::OCTET_STRING, scalar));
    Zeroizing::new(der::sequence(&[&der::unsigned(&[1]), &scalar]))
}
