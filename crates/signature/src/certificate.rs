//! X.509 certificates (RFC 5280 §4), as they are written.

use std::fmt;

use pyrel_archive::Sha256;

use crate::der::{Node, NotDer, Reader, tag};
use crate::digest::{Algorithm, Unfit};
use crate::extensions::Extensions;
use crate::moment::Moment;
use crate::public_key::PublicKey;
use crate::scheme::Scheme;
use crate::{Error, name, pem};

/// A certificate.
#[derive(Clone)]
pub struct Certificate {
    der: Vec<u8>,
    /// What is signed.
    signed: Vec<u8>,
    pub(crate) serial: Vec<u8>,
    pub(crate) issuer: Vec<u8>,
    pub(crate) subject: Vec<u8>,
    pub(crate) not_before: Moment,
    pub(crate) not_after: Moment,
    pub(crate) key: Result<PublicKey, Unfit>,
    pub(crate) extensions: Extensions,
    scheme: Result<Scheme, Unfit>,
    signature: Vec<u8>,
}

/// More certificates than this in one file are not read.
const MOST: usize = 1000;

impl Certificate {
    /// Reads all certificates of a file: one in DER, or any number in PEM, where blocks of other
    /// kinds are left alone.
    ///
    /// # Errors
    /// When there is none, or one that cannot be read.
    pub fn read_all(bytes: &[u8]) -> Result<Vec<Self>, Error> {
        let text = pem::as_utf8(bytes);
        if !pem::is_pem(&text) {
            if bytes.first() != Some(&tag::SEQUENCE) {
                return Err(Error::NoCertificate);
            }
            return Ok(vec![Self::of_der(bytes).map_err(|error| not_read(&error))?]);
        }
        let blocks = pem::read(&text).map_err(|broken| Error::Pem { line: broken.0 })?;
        Self::of_blocks(&blocks)
    }

    pub(crate) fn of_blocks(blocks: &[pem::Block]) -> Result<Vec<Self>, Error> {
        let named = |block: &&pem::Block| {
            ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"].contains(&&*block.label)
        };
        let blocks: Vec<_> = blocks.iter().filter(named).collect();
        if blocks.len() > MOST {
            return Err(Error::Certificate { why: format!("it is one of more than {MOST}") });
        }
        let read: Result<Vec<_>, _> = blocks.into_iter().map(of_block).collect();
        match read.map_err(|error| not_read(&error))? {
            none if none.is_empty() => Err(Error::NoCertificate),
            certificates => Ok(certificates),
        }
    }

    /// Takes a certificate from its DER.
    pub(crate) fn of_der(der: &[u8]) -> Result<Self, NotDer> {
        let mut outer = Node::only(der, tag::SEQUENCE)?.reader();
        let signed = outer.expect(tag::SEQUENCE)?;
        let algorithm = outer.expect(tag::SEQUENCE)?;
        let signature = outer.expect(tag::BIT_STRING)?.bits()?;
        outer.finish()?;
        let mut fields = signed.reader();
        let version = version(&mut fields)?;
        let serial = fields.expect(tag::INTEGER)?.content.to_vec();
        // The algorithm stands twice, and only this one is signed (§4.1.1.2).
        if fields.expect(tag::SEQUENCE)?.raw != algorithm.raw {
            return Err(NotDer("a certificate names two algorithms"));
        }
        let issuer = fields.expect(tag::SEQUENCE)?.raw.to_vec();
        let mut validity = fields.expect(tag::SEQUENCE)?.reader();
        let (not_before, not_after) = (Moment::read(&mut validity)?, Moment::read(&mut validity)?);
        validity.finish()?;
        let subject = fields.expect(tag::SEQUENCE)?.raw.to_vec();
        let key = public_key(fields.expect(tag::SEQUENCE)?)?;
        let extensions = extensions(fields, version)?;
        name::check(&issuer)?;
        name::check(&subject)?;
        let scheme = Scheme::read(&Algorithm::read(algorithm.reader())?, None);
        let (der, signed, signature) = (der.to_vec(), signed.raw.to_vec(), signature.to_vec());
        Ok(Self {
            der,
            signed,
            serial,
            issuer,
            subject,
            not_before,
            not_after,
            key,
            extensions,
            scheme,
            signature,
        })
    }

    /// The certificate as DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The certificate as PEM.
    #[must_use]
    pub fn pem(&self) -> String {
        pem::write("CERTIFICATE", &self.der).to_string()
    }

    /// The SHA-256 of its DER, by which people tell certificates apart.
    #[must_use]
    pub fn fingerprint(&self) -> Sha256 {
        Sha256::of(&self.der)
    }

    /// Whom it is about: `CN=…, O=…`.
    #[must_use]
    pub fn subject(&self) -> String {
        name::shown(&self.subject)
    }

    /// The common name of whom it is about, else the whole name.
    #[must_use]
    pub fn publisher(&self) -> String {
        name::common_name(&self.subject).unwrap_or_else(|| self.subject())
    }

    /// Who made it.
    #[must_use]
    pub fn issuer(&self) -> String {
        name::shown(&self.issuer)
    }

    /// The first and the last moment at which it is valid.
    #[must_use]
    pub fn validity(&self) -> (Moment, Moment) {
        (self.not_before, self.not_after)
    }

    /// What kind of key it has.
    #[must_use]
    pub fn key_kind(&self) -> String {
        self.key.as_ref().map_or_else(ToString::to_string, PublicKey::describe)
    }

    /// Whether a certificate is the one that it names as that of its issuer: of one name there can be
    /// several (RFC 5280 §4.2.1.1).
    pub(crate) fn names_issuer(&self, issuer: &Self) -> bool {
        let agrees = |named: &Option<Vec<u8>>, has: Option<&Vec<u8>>| match (named, has) {
            (Some(named), Some(has)) => named == has,
            _ => true,
        };
        let named = &self.extensions.issuer;
        self.issuer == issuer.subject
            && agrees(&named.key_id, issuer.extensions.subject_key_id.as_ref())
            && agrees(&named.above, Some(&issuer.issuer))
            && agrees(&named.serial, Some(&issuer.serial))
    }

    /// Whether it was signed with the key of a certificate.
    pub(crate) fn is_signed_by(&self, issuer: &Self) -> Result<bool, Unfit> {
        let scheme = self.scheme.clone()?;
        let key = issuer.key.as_ref().map_err(Clone::clone)?;
        Ok(key.verifies(scheme, &self.signed, &self.signature))
    }

    /// Whether it speaks for itself.
    #[must_use]
    pub fn is_self_signed(&self) -> bool {
        self.names_issuer(self) && self.is_signed_by(self) == Ok(true)
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({})", self.subject())
    }
}

/// Openssl writes what it believes of a certificate behind it, under a label of its own.
fn of_block(block: &pem::Block) -> Result<Certificate, NotDer> {
    match block.label.as_str() {
        "TRUSTED CERTIFICATE" => Certificate::of_der(Reader(&block.der).next()?.raw),
        _ => Certificate::of_der(&block.der),
    }
}

fn not_read(error: &NotDer) -> Error {
    Error::Certificate { why: error.to_string() }
}

/// SubjectPublicKeyInfo (§4.1.2.7). A key of a kind that is not known makes no certificate unreadable,
/// and one that is no key does.
fn public_key(info: Node<'_>) -> Result<Result<PublicKey, Unfit>, NotDer> {
    let mut fields = info.reader();
    let algorithm = Algorithm::read(fields.expect(tag::SEQUENCE)?.reader())?;
    let key = fields.expect(tag::BIT_STRING)?;
    fields.finish()?;
    Ok(key.bits().map_err(Unfit::from).and_then(|key| PublicKey::read(&algorithm, key)))
}

fn version(fields: &mut Reader<'_>) -> Result<u64, NotDer> {
    let Some(version) = fields.optional(tag::context(0))? else { return Ok(0) };
    match Node::only(version.content, tag::INTEGER)?.small()? {
        version @ 0..=2 => Ok(version),
        _ => Err(NotDer("a certificate has an unknown version")),
    }
}

/// What follows the key: unique identifiers, which nobody uses, and extensions (§4.1.2.8, §4.1.2.9).
fn extensions(mut fields: Reader<'_>, version: u64) -> Result<Extensions, NotDer> {
    for number in [1, 2] {
        if let Some(id) = fields.optional(tag::implicit(number))? {
            Node { tag: tag::BIT_STRING, ..id }.bits()?;
        }
    }
    let extensions = fields.optional(tag::context(3))?;
    fields.finish()?;
    match extensions {
        None => Ok(Extensions::default()),
        Some(_) if version != 2 => Err(NotDer("an old certificate has extensions")),
        Some(wrapped) => Extensions::read(Node::only(wrapped.content, tag::SEQUENCE)?.reader()),
    }
}
