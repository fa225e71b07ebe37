//! PKCS#12 (RFC 7292): a key and its certificates in one file under a passphrase.

use hmac::{EagerHash, Hmac, KeyInit, Mac};
use sha1::Digest;
use zeroize::Zeroizing;

use crate::certificate::Certificate;
use crate::der::{Node, NotDer, Reader, tag};
use crate::digest::{Algorithm, Unfit};
use crate::encryption::{self, Closed};
use crate::passphrase::Passphrase;
use crate::private_key::PrivateKey;
use crate::{Error, ber, oid};

/// What a file holds.
#[derive(Default)]
pub(crate) struct Contents {
    pub(crate) keys: Vec<PrivateKey>,
    pub(crate) certificates: Vec<Certificate>,
}

/// What a derived key is for (§B.3).
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    Key = 1,
    Vector = 2,
    Mac = 3,
}

/// Keys lie in one part and certificates in another.
const MOST_PARTS: usize = 4;

/// Whether some DER is a file of this kind: its version is 3, and none of a key's is.
pub(crate) fn is_pkcs12(der: &[u8]) -> bool {
    let version = Node::only(der, tag::SEQUENCE)
        .and_then(|outer| outer.reader().expect(tag::INTEGER))
        .and_then(Node::small);
    version == Ok(3)
}

/// Opens a file.
pub(crate) fn read(der: &[u8], passphrase: &Passphrase) -> Result<Contents, Error> {
    open(der, passphrase).map_err(|closed| match closed {
        Closed::Passphrase => Error::Passphrase,
        Closed::TooCostly | Closed::Unfit(_) => Error::Key { why: closed.to_string() },
    })
}

fn open(der: &[u8], passphrase: &Passphrase) -> Result<Contents, Closed> {
    let mut fields = Node::only(der, tag::SEQUENCE)?.reader();
    fields.expect(tag::INTEGER)?;
    let safe = data(fields.expect(tag::SEQUENCE)?.reader())?;
    // Without it nothing tells a wrong passphrase from a broken file, and no tool leaves it out.
    let mac = fields.optional(tag::SEQUENCE)?;
    let mac = mac.ok_or(Unfit::NotTaken("a PKCS#12 file without a MAC"))?;
    fields.finish()?;
    check_mac(mac.reader(), safe, passphrase)?;
    let mut contents = Contents::default();
    let safe = as_der(safe)?;
    for (number, part) in Node::only(&safe, tag::SEQUENCE)?.reader().all()?.into_iter().enumerate()
    {
        // Each may cost the passphrase once more.
        if number >= MOST_PARTS {
            return Err(Closed::TooCostly);
        }
        let bags = as_der(&part_bytes(part.reader(), passphrase)?)?;
        for bag in Node::only(&bags, tag::SEQUENCE)?.reader().all()? {
            add(&mut contents, bag.reader(), passphrase)?;
            // One key too many is refused anyway, and each may take its time.
            if contents.keys.len() > 1 {
                return Ok(contents);
            }
        }
    }
    Ok(contents)
}

/// What lies within a string of bytes is written by itself, and not always in DER.
fn as_der(bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotDer> {
    ber::to_der(bytes).ok_or(NotDer("a part of it is not written as it must be"))
}

/// The bytes of a ContentInfo that holds data.
fn data(mut info: Reader<'_>) -> Result<&[u8], NotDer> {
    if info.expect(tag::OID)?.content != oid::DATA {
        return Err(NotDer("not data"));
    }
    let wrapped = info.expect(tag::context(0))?;
    Ok(Node::only(wrapped.content, tag::OCTET_STRING)?.content)
}

/// The bags of one part, which is encrypted or not (§4.1).
fn part_bytes(mut info: Reader<'_>, passphrase: &Passphrase) -> Result<Zeroizing<Vec<u8>>, Closed> {
    let copy = info.clone();
    match info.expect(tag::OID)?.content {
        oid::DATA => Ok(Zeroizing::new(data(copy)?.to_vec())),
        oid::ENCRYPTED_DATA => {
            let wrapped = info.expect(tag::context(0))?;
            let mut fields = Node::only(wrapped.content, tag::SEQUENCE)?.reader();
            fields.expect(tag::INTEGER)?;
            let mut content = fields.expect(tag::SEQUENCE)?.reader();
            content.expect(tag::OID)?;
            let algorithm = Algorithm::read(content.expect(tag::SEQUENCE)?.reader())?;
            let encrypted = content.next()?;
            match encrypted.tag {
                tag if tag == tag::implicit(0) => {
                    encryption::open(&algorithm, encrypted.content, passphrase)
                }
                tag if tag == tag::context(0) => {
                    let whole = ber::joined(encrypted.content).ok_or(Unfit::Parameters)?;
                    encryption::open(&algorithm, &whole, passphrase)
                }
                _ => Err(Unfit::Parameters.into()),
            }
        }
        other => Err(Unfit::unknown(other).into()),
    }
}

/// One bag (§4.2). Those that hold neither a key nor a certificate are left alone.
fn add(
    contents: &mut Contents,
    mut bag: Reader<'_>,
    passphrase: &Passphrase,
) -> Result<(), Closed> {
    let kind = bag.expect(tag::OID)?.content;
    let value = bag.expect(tag::context(0))?.content;
    match kind {
        oid::KEY_BAG => contents.keys.push(PrivateKey::of_der(value)?),
        oid::SHROUDED_KEY_BAG => {
            let der = shrouded(value, passphrase)?;
            contents.keys.push(PrivateKey::of_der(&der)?);
        }
        oid::CERT_BAG => {
            let mut fields = Node::only(value, tag::SEQUENCE)?.reader();
            if fields.expect(tag::OID)?.content == oid::X509_CERT {
                let wrapped = fields.expect(tag::context(0))?;
                let der = Node::only(wrapped.content, tag::OCTET_STRING)?.content;
                contents.certificates.push(Certificate::of_der(der)?);
            }
        }
        _ => {}
    }
    Ok(())
}

/// EncryptedPrivateKeyInfo (RFC 5958 §3).
pub(crate) fn shrouded(der: &[u8], passphrase: &Passphrase) -> Result<Zeroizing<Vec<u8>>, Closed> {
    let mut fields = Node::only(der, tag::SEQUENCE)?.reader();
    let algorithm = Algorithm::read(fields.expect(tag::SEQUENCE)?.reader())?;
    let encrypted = fields.expect(tag::OCTET_STRING)?.content;
    fields.finish()?;
    encryption::open(&algorithm, encrypted, passphrase)
}

/// MacData (§4): whether the passphrase is right.
fn check_mac(mut mac: Reader<'_>, safe: &[u8], passphrase: &Passphrase) -> Result<(), Closed> {
    let mut info = mac.expect(tag::SEQUENCE)?.reader();
    let algorithm = Algorithm::read(info.expect(tag::SEQUENCE)?.reader())?;
    let expect = info.expect(tag::OCTET_STRING)?.content;
    let salt = mac.expect(tag::OCTET_STRING)?.content;
    let rounds = match mac.optional(tag::INTEGER)? {
        Some(rounds) => encryption::rounds(rounds)?,
        None => 1,
    };
    let secret = passphrase.bmp();
    let right = match algorithm.oid {
        oid::SHA1 => mac_is::<sha1::Sha1>(&secret, salt, rounds, safe, expect),
        oid::SHA256 => mac_is::<sha2::Sha256>(&secret, salt, rounds, safe, expect),
        oid::SHA384 => mac_is::<sha2::Sha384>(&secret, salt, rounds, safe, expect),
        oid::SHA512 => mac_is::<sha2::Sha512>(&secret, salt, rounds, safe, expect),
        other => return Err(Unfit::unknown(other).into()),
    };
    if right { Ok(()) } else { Err(Closed::Passphrase) }
}

fn mac_is<D: EagerHash + Digest>(
    secret: &[u8],
    salt: &[u8],
    rounds: u32,
    safe: &[u8],
    expect: &[u8],
) -> bool {
    let mut key = Zeroizing::new(vec![0; <D as Digest>::output_size()]);
    derive::<D>(Purpose::Mac, secret, salt, rounds, &mut key);
    let Ok(mut mac) = <Hmac<D> as KeyInit>::new_from_slice(&key) else { return false };
    mac.update(safe);
    mac.verify_slice(expect).is_ok()
}

/// The derivation of keys (§B.2).
pub(crate) fn derive<D: Digest>(
    purpose: Purpose,
    secret: &[u8],
    salt: &[u8],
    rounds: u32,
    out: &mut [u8],
) {
    let size = <D as Digest>::output_size();
    let block = if size > 32 { 128 } else { 64 };
    let filled = |bytes: &[u8]| {
        let len = bytes.len().div_ceil(block) * block;
        bytes.iter().copied().cycle().take(len).collect::<Vec<_>>()
    };
    let mut input = Zeroizing::new([filled(salt), filled(secret)].concat());
    for chunk in out.chunks_mut(size) {
        let first = D::new().chain_update(vec![purpose as u8; block]).chain_update(&*input);
        let mut digest = Zeroizing::new(first.finalize().to_vec());
        for _ in 1..rounds {
            digest = Zeroizing::new(D::digest(&*digest).to_vec());
        }
        for (to, from) in chunk.iter_mut().zip(digest.iter()) {
            *to = *from;
        }
        let addend: Vec<_> = digest.iter().copied().cycle().take(block).collect();
        for part in input.chunks_mut(block) {
            add_and_one(part, &addend);
        }
    }
}

/// Adds a number and one to another of the same length, modulo its size.
fn add_and_one(number: &mut [u8], addend: &[u8]) {
    let mut carry = 1_u16;
    for (digit, more) in number.iter_mut().zip(addend).rev() {
        let sum = u16::from(*digit) + u16::from(*more) + carry;
        *digit = u8::try_from(sum & 0xff).unwrap_or_default();
        carry = sum >> 8;
    }
}
