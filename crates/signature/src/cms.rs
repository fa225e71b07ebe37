//! Signed data (RFC 5652 §5): who signed, with what, and over which attributes.

use std::collections::BTreeSet;

use crate::certificate::Certificate;
use crate::der::{self, Node, NotDer, Reader, tag};
use crate::digest::{Algorithm, Digest, Unfit};
use crate::moment::Moment;
use crate::scheme::Scheme;
use crate::signer::Identity;
use crate::{Error, oid};

/// What signed data is about (§5.2).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum About {
    /// An archive, which is not in there.
    Archive,
    /// What a time stamp says, which is in there (RFC 3161 §2.4.2).
    Stamp,
}

/// What a block holds, or a token.
pub(crate) struct SignedData {
    pub(crate) about: About,
    /// The content that it brings.
    pub(crate) content: Vec<u8>,
    /// The digests that are announced (§5.1), as object identifiers.
    pub(crate) digests: Vec<Vec<u8>>,
    /// In the order in which they are written.
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) signer: SignerInfo,
}

/// The one signer (§5.3).
pub(crate) struct SignerInfo {
    sid: SignerId,
    pub(crate) digest: Result<Digest, Unfit>,
    /// The attributes as they were signed: with the tag of a SET.
    pub(crate) signed: Vec<u8>,
    pub(crate) attributes: Attributes,
    pub(crate) scheme: Result<Scheme, Unfit>,
    pub(crate) signature: Vec<u8>,
    /// Tokens of time stamps beside the signature, as they are written (RFC 3161 §A).
    pub(crate) tokens: Vec<Vec<u8>>,
}

enum SignerId {
    Serial { issuer: Vec<u8>, serial: Vec<u8> },
    KeyId(Vec<u8>),
}

/// Attributes that are signed (§11). Whatever else is there is covered by the signature as well.
#[derive(Default)]
pub(crate) struct Attributes {
    pub(crate) content_type: Option<Vec<u8>>,
    pub(crate) message_digest: Option<Vec<u8>>,
    pub(crate) signing_time: Option<Moment>,
    /// Which certificate is meant, in either version.
    pub(crate) signing_certificate: Option<Vec<u8>>,
    pub(crate) signing_certificate_v2: Option<Vec<u8>>,
}

/// More certificates than this are not read; fewer fill what an archive can carry.
const MOST: usize = 1000;

impl SignedData {
    /// Takes it from its DER.
    pub(crate) fn read(der: &[u8], about: About) -> Result<Self, NotDer> {
        let mut outer = Node::only(der, tag::SEQUENCE)?.reader();
        if outer.expect(tag::OID)?.content != oid::SIGNED_DATA {
            return Err(NotDer("it is no signed data"));
        }
        let wrapped = outer.expect(tag::context(0))?;
        outer.finish()?;
        let mut fields = Node::only(wrapped.content, tag::SEQUENCE)?.reader();
        version(&mut fields, about.versions())?;
        let digests = digests_of(fields.expect(tag::SET)?)?;
        let content = about.content(fields.expect(tag::SEQUENCE)?.reader())?;
        let certificates = fields.optional(tag::context(0))?;
        let certificates = certificates.map(|set| about.certificates(set)).transpose()?;
        let certificates = certificates.unwrap_or_default();
        if let Some(lists) = fields.optional(tag::context(1))? {
            lists.reader().all()?.into_iter().try_for_each(revocations)?;
        }
        let signers = fields.expect(tag::SET)?.reader().all()?;
        fields.finish()?;
        match *signers {
            [signer] if signer.tag == tag::SEQUENCE => {
                let signer = SignerInfo::read(signer.reader())?;
                Ok(Self { about, content, digests, certificates, signer })
            }
            [] => Err(NotDer("it has no signer")),
            _ => Err(NotDer("it has more than one signer")),
        }
    }

    /// The certificate that the signer names, wherever it stands.
    pub(crate) fn signing_certificate(&self) -> Option<&Certificate> {
        self.certificates.iter().find(|certificate| match &self.signer.sid {
            SignerId::Serial { issuer, serial } => {
                certificate.issuer == *issuer && certificate.serial == *serial
            }
            SignerId::KeyId(id) => certificate.extensions.subject_key_id.as_ref() == Some(id),
        })
    }
}

fn version(fields: &mut Reader<'_>, known: &[u64]) -> Result<(), NotDer> {
    let version = fields.expect(tag::INTEGER)?.small()?;
    if known.contains(&version) { Ok(()) } else { Err(NotDer("its version is not known")) }
}

impl About {
    /// The kind of content.
    pub(crate) fn kind(self) -> &'static [u8] {
        match self {
            Self::Archive => oid::DATA,
            Self::Stamp => oid::STAMP_INFO,
        }
    }

    /// The versions (§5.1): the later ones say that there are other certificates as well.
    fn versions(self) -> &'static [u64] {
        match self {
            Self::Archive => &[1, 3],
            Self::Stamp => &[1, 3, 4, 5],
        }
    }

    /// CertificateSet (§10.2.3). Authorities put statements about their clocks beside their certificates,
    /// as attribute certificates, which say nothing about keys.
    fn certificates(self, set: Node<'_>) -> Result<Vec<Certificate>, NotDer> {
        let nodes = set.reader().all()?;
        if nodes.len() > MOST {
            return Err(NotDer("it has more certificates than make sense"));
        }
        let others = [1, 2, 3].map(tag::context);
        let is_read = |node: &&Node<'_>| self == Self::Archive || !others.contains(&node.tag);
        nodes.iter().filter(is_read).map(|node| Certificate::of_der(node.raw)).collect()
    }

    /// EncapsulatedContentInfo.
    fn content(self, mut info: Reader<'_>) -> Result<Vec<u8>, NotDer> {
        let kind = info.expect(tag::OID)?.content;
        match self {
            Self::Archive if kind != self.kind() => Err(NotDer("what is signed is no plain data")),
            Self::Archive if !info.is_empty() => Err(NotDer("it brings content of its own")),
            Self::Archive => Ok(Vec::new()),
            Self::Stamp if kind != self.kind() => Err(NotDer("what is signed is no time stamp")),
            Self::Stamp => {
                let wrapped = info.expect(tag::context(0))?;
                info.finish()?;
                Ok(Node::only(wrapped.content, tag::OCTET_STRING)?.content.to_vec())
            }
        }
    }
}

fn digests_of(set: Node<'_>) -> Result<Vec<Vec<u8>>, NotDer> {
    let of = |node: Node<'_>| Ok(Algorithm::read(node.of(tag::SEQUENCE)?)?.oid.to_vec());
    set.reader().all()?.into_iter().map(of).collect()
}

/// A list of revoked certificates (RFC 5280 §5.1). What it says is not looked at: whoever signs would
/// leave out one that names him.
fn revocations(list: Node<'_>) -> Result<(), NotDer> {
    let mut fields = list.of(tag::SEQUENCE)?;
    fields.expect(tag::SEQUENCE)?.reader().all()?;
    Algorithm::read(fields.expect(tag::SEQUENCE)?.reader())?;
    fields.expect(tag::BIT_STRING)?;
    fields.finish()
}

impl SignerInfo {
    fn read(mut fields: Reader<'_>) -> Result<Self, NotDer> {
        let version = fields.expect(tag::INTEGER)?.small()?;
        let named = fields.next()?;
        let sid = match (version, named.tag) {
            (1, tag::SEQUENCE) => {
                let mut sid = named.reader();
                let issuer = sid.expect(tag::SEQUENCE)?.raw.to_vec();
                let serial = sid.expect(tag::INTEGER)?.content.to_vec();
                sid.finish()?;
                SignerId::Serial { issuer, serial }
            }
            (3, id) if id == tag::implicit(0) => SignerId::KeyId(named.content.to_vec()),
            _ => return Err(NotDer("its signer is not named as it must be")),
        };
        let digest =
            Digest::of_algorithm(&Algorithm::read(fields.expect(tag::SEQUENCE)?.reader())?);
        let attributes = fields
            .optional(tag::context(0))?
            .ok_or(NotDer("it has no attributes that are signed"))?;
        let algorithm = Algorithm::read(fields.expect(tag::SEQUENCE)?.reader())?;
        let scheme = Scheme::read(&algorithm, digest.as_ref().ok().copied());
        let signature = fields.expect(tag::OCTET_STRING)?.content.to_vec();
        let tokens = fields.optional(tag::context(1))?.map(tokens_of).transpose()?;
        let tokens = tokens.unwrap_or_default();
        fields.finish()?;
        // Hashed as they are written, with the tag that a SET has by itself (§5.4).
        let signed = der::value(tag::SET, attributes.content);
        let attributes = Attributes::read(attributes.reader())?;
        Ok(Self { sid, digest, signed, attributes, scheme, signature, tokens })
    }
}

/// The tokens among the attributes that nobody signed. Who reads those wants to find attributes.
fn tokens_of(unsigned: Node<'_>) -> Result<Vec<Vec<u8>>, NotDer> {
    let mut tokens = Vec::new();
    for node in unsigned.reader().all()? {
        let (kind, values) = attribute(node)?;
        if kind == oid::STAMP_TOKEN {
            tokens.extend(values.all()?.into_iter().map(|value| value.raw.to_vec()));
        }
    }
    Ok(tokens)
}

impl Attributes {
    fn read(reader: Reader<'_>) -> Result<Self, NotDer> {
        let mut attributes = Self::default();
        let mut seen = BTreeSet::new();
        for node in reader.all()? {
            let (kind, mut values) = attribute(node)?;
            if !seen.insert(kind) {
                return Err(NotDer("it has an attribute twice"));
            }
            match kind {
                oid::CONTENT_TYPE => {
                    attributes.content_type = Some(values.expect(tag::OID)?.content.to_vec());
                }
                oid::MESSAGE_DIGEST => {
                    let digest = values.expect(tag::OCTET_STRING)?.content.to_vec();
                    attributes.message_digest = Some(digest);
                }
                oid::SIGNING_TIME => attributes.signing_time = Some(Moment::read(&mut values)?),
                oid::SIGNING_CERTIFICATE => {
                    attributes.signing_certificate = Some(values.next()?.raw.to_vec());
                }
                oid::SIGNING_CERTIFICATE_V2 => {
                    attributes.signing_certificate_v2 = Some(values.next()?.raw.to_vec());
                }
                _ => continue,
            }
            values.finish()?;
        }
        Ok(attributes)
    }
}

/// The kind of an attribute and its values, of which each is well written.
fn attribute(node: Node<'_>) -> Result<(&[u8], Reader<'_>), NotDer> {
    let mut fields = node.of(tag::SEQUENCE)?;
    let kind = fields.expect(tag::OID)?.content;
    let values = fields.expect(tag::SET)?.reader();
    fields.finish()?;
    values.clone().all()?;
    Ok((kind, values))
}

/// Writes the whole ContentInfo around a signature over attributes, and a token that may stand beside
/// it.
pub(crate) fn write(
    identity: &Identity,
    attributes: &[u8],
    signature: &[u8],
    token: Option<&[u8]>,
) -> Result<Vec<u8>, Error> {
    let key = identity.key()?;
    let leaf = identity.certificate();
    let digest_algorithm = key.digest().algorithm(&key.digest_parameters());
    let token =
        token.map(|token| der::value(tag::context(1), &written_attribute(oid::STAMP_TOKEN, token)));
    let info = der::sequence(&[
        &der::unsigned(&[1]),
        &der::sequence(&[&leaf.issuer, &der::value(tag::INTEGER, &leaf.serial)]),
        &digest_algorithm,
        &der::value(tag::context(0), attributes),
        &key.cms_algorithm(),
        &der::value(tag::OCTET_STRING, signature),
        &token.unwrap_or_default(),
    ]);
    let certificates: Vec<_> = identity.certificates().iter().map(Certificate::der).collect();
    let data = der::sequence(&[
        &der::unsigned(&[1]),
        &der::constructed(tag::SET, &[&digest_algorithm]),
        &der::sequence(&[&der::value(tag::OID, oid::DATA)]),
        &der::constructed(tag::context(0), &certificates),
        &der::constructed(tag::SET, &[&info]),
    ]);
    let kind = der::value(tag::OID, oid::SIGNED_DATA);
    Ok(der::sequence(&[&kind, &der::value(tag::context(0), &data)]))
}

/// What is signed: the kind of the content, its digest and, if one is given, the time, in the order of
/// DER (X.690 §11.6): shorter ones first.
pub(crate) fn attributes(digest: &[u8], time: Option<Moment>) -> Vec<u8> {
    let mut attributes = vec![
        written_attribute(oid::CONTENT_TYPE, &der::value(tag::OID, oid::DATA)),
        written_attribute(oid::MESSAGE_DIGEST, &der::value(tag::OCTET_STRING, digest)),
    ];
    attributes.extend(time.map(|time| written_attribute(oid::SIGNING_TIME, &time.write())));
    attributes.sort();
    attributes.concat()
}

/// An attribute of one value.
fn written_attribute(kind: &[u8], value: &[u8]) -> Vec<u8> {
    der::sequence(&[&der::value(tag::OID, kind), &der::value(tag::SET, value)])
}
