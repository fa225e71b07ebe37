//! Which certificate a signature was made for, by a digest within it (RFC 2634 §5.4, RFC 5035 §3).
//!
//! A token must say so (RFC 3161 §2.4.2, RFC 5816 §2.2): otherwise another certificate for the same
//! key, with other things said about it, could be put in the place of the authority's.

use sha1::Digest as _;

use crate::certificate::Certificate;
use crate::cms::Attributes;
use crate::der::{Node, NotDer, Reader, tag};
use crate::digest::{Algorithm, Digest};

/// Whether the attributes speak of this certificate; `None` where they speak of none.
pub(super) fn names(
    attributes: &Attributes,
    certificate: &Certificate,
) -> Result<Option<bool>, NotDer> {
    let first = match &attributes.signing_certificate {
        Some(value) => Some(names_by(value, certificate, Version::First)?),
        None => None,
    };
    let second = match &attributes.signing_certificate_v2 {
        Some(value) => Some(names_by(value, certificate, Version::Second)?),
        None => None,
    };
    // Where both are there, both must hold.
    Ok(match (first, second) {
        (Some(first), Some(second)) => Some(first && second),
        (one, other) => one.or(other),
    })
}

/// Whether the first of the named certificates, which is that of the signer, is this one.
fn names_by(value: &[u8], certificate: &Certificate, version: Version) -> Result<bool, NotDer> {
    let mut fields = Node::only(value, tag::SEQUENCE)?.reader();
    let mut named = fields.expect(tag::SEQUENCE)?.reader();
    let mut id = named.expect(tag::SEQUENCE)?.reader();
    let expect = match version {
        // It tells certificates of one authority apart, all of which that has signed with a better
        // digest: nobody can choose what collides.
        Version::First => Some(sha1::Sha1::digest(certificate.der()).to_vec()),
        Version::Second => stated(&mut id, certificate.der())?,
    };
    let is_it = Some(id.expect(tag::OCTET_STRING)?.content) == expect.as_deref();
    let by_name = id.optional(tag::SEQUENCE)?.map(|node| issued(node, certificate)).transpose()?;
    id.finish()?;
    Ok(is_it && by_name.unwrap_or(true))
}

/// The two forms of the attribute.
#[derive(Clone, Copy)]
enum Version {
    /// With SHA-1, as the first authorities all had it.
    First,
    /// With a digest of one's choice.
    Second,
}

/// Version 2 names its digest where that is another than SHA-256.
fn stated(id: &mut Reader<'_>, der: &[u8]) -> Result<Option<Vec<u8>>, NotDer> {
    let digest = match id.optional(tag::SEQUENCE)? {
        Some(algorithm) => Digest::of_algorithm(&Algorithm::read(algorithm.reader())?),
        None => Ok(Digest::Sha256),
    };
    Ok(digest.ok().map(|digest| digest.of(der)))
}

/// IssuerSerial: whether the certificate has this number from this issuer.
fn issued(node: Node<'_>, certificate: &Certificate) -> Result<bool, NotDer> {
    let mut fields = node.reader();
    let names = fields.expect(tag::SEQUENCE)?.reader().all()?;
    let serial = fields.expect(tag::INTEGER)?.content;
    fields.finish()?;
    // GeneralNames, among which is the one of the certificate (RFC 5035 §4).
    let is_issuer = |name: &Node<'_>| {
        name.tag == tag::context(4) && name.content == certificate.issuer.as_slice()
    };
    Ok(serial == certificate.serial.as_slice() && names.iter().any(is_issuer))
}
