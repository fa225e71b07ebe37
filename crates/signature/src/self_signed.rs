//! Certificates that speak for themselves: enough to show that two bundles come from the same hand.

use sha1::Digest as _;

use crate::certificate::Certificate;
use crate::der::{self, Node, tag};
use crate::dice::Entropy;
use crate::moment::Moment;
use crate::private_key::{KeyKind, PrivateKey};
use crate::{Error, oid};

/// How long such a certificate is valid.
const DAYS: u32 = 3650;

/// Makes a key, and a certificate for it that says what it may be used for: signing code, and nothing
/// else. The caller keeps both.
///
/// # Errors
/// When there is no randomness to be had.
pub fn self_signed(
    name: &str,
    kind: KeyKind,
    now: Moment,
    entropy: &mut Entropy<'_>,
) -> Result<(PrivateKey, Certificate), Error> {
    let key = PrivateKey::generate(kind, entropy)?;
    let mut serial = [0; 16];
    entropy.fill(&mut serial).map_err(|_| Error::Entropy)?;
    // Neither negative nor zero (RFC 5280 §4.1.2.2).
    serial[0] = serial[0] & 0x3f | 0x40;
    let certificate = certify(&key, name, &serial, now)?;
    Ok((key, certificate))
}

/// Writes and signs the certificate (RFC 5280 §4.1).
fn certify(key: &PrivateKey, name: &str, serial: &[u8], now: Moment) -> Result<Certificate, Error> {
    let public = key.public().write();
    let name = common_name(name);
    let algorithm = key.x509_algorithm();
    let validity = der::sequence(&[&now.write(), &now.plus_days(DAYS).write()]);
    let extensions = der::sequence(&[
        &extension(oid::BASIC_CONSTRAINTS, true, &der::sequence(&[])),
        // Bit 0, digital signature: the only one, so seven bits of the byte are unused.
        &extension(oid::KEY_USAGE, true, &der::value(tag::BIT_STRING, &[7, 0x80])),
        &extension(
            oid::EXTENDED_KEY_USAGE,
            false,
            &der::sequence(&[&der::value(tag::OID, oid::CODE_SIGNING)]),
        ),
        &extension(oid::SUBJECT_KEY_ID, false, &der::value(tag::OCTET_STRING, &key_id(&public)?)),
    ]);
    let signed = der::sequence(&[
        &der::value(tag::context(0), &der::unsigned(&[2])),
        &der::unsigned(serial),
        &algorithm,
        &name,
        &validity,
        &name,
        &public,
        &der::value(tag::context(3), &extensions),
    ]);
    let signature = key.sign(&signed)?;
    let der = der::sequence(&[&signed, &algorithm, &der::bits(&signature)]);
    Certificate::of_der(&der).map_err(|error| Error::Certificate { why: error.to_string() })
}

/// A name of one part.
fn common_name(text: &str) -> Vec<u8> {
    let text = der::value(tag::UTF8_STRING, text.as_bytes());
    let pair = der::sequence(&[&der::value(tag::OID, oid::COMMON_NAME), &text]);
    der::sequence(&[&der::constructed(tag::SET, &[&pair])])
}

fn extension(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical = if critical { der::value(tag::BOOLEAN, &[0xff]) } else { Vec::new() };
    let value = der::value(tag::OCTET_STRING, value);
    der::sequence(&[&der::value(tag::OID, oid), &critical, &value])
}

/// The SHA-1 of the key itself (RFC 5280 §4.2.1.2, first method): a name, no proof of anything.
fn key_id(public: &[u8]) -> Result<Vec<u8>, Error> {
    let bits = || {
        let mut fields = Node::only(public, tag::SEQUENCE)?.reader();
        fields.expect(tag::SEQUENCE)?;
        fields.expect(tag::BIT_STRING)?.bits()
    };
    let bits = bits().map_err(|error| Error::Certificate { why: error.to_string() })?;
    Ok(sha1::Sha1::digest(bits).to_vec())
}
