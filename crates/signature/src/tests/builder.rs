//! Certificates, signed data and bundles with whatever is to be wrong about them.

use std::sync::{Mutex, OnceLock};

use pyrel_archive::{Artifact, Limits, SpoolFolder};
use pyrel_diag::Silent;

use crate::bundle::Bundle;
use crate::certificate::Certificate;
use crate::der::{self, tag};
use crate::dice::Entropy;
use crate::moment::Moment;
use crate::private_key::{KeyKind, PrivateKey};
use crate::trust::{Policy, Trust, Usage};
use crate::verify::{Verdict, verify};
use crate::{oid, public_key};

/// 2026-01-01, when everything here is signed and judged.
pub(super) const NOW: i64 = 1_767_225_600;
pub(super) const DAY: i64 = 86_400;

/// Bytes that look random and are the same in each run.
pub(super) fn entropy(seed: u64) -> impl FnMut(&mut [u8]) -> std::io::Result<()> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move |buffer| {
        for byte in buffer {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            *byte = state.to_be_bytes()[2];
        }
        Ok(())
    }
}

/// A key, the same in each run.
pub(super) fn key(kind: KeyKind, seed: u64) -> PrivateKey {
    PrivateKey::generate(kind, &mut Entropy::new(&mut entropy(seed))).unwrap()
}

/// The one RSA key of the tests, since making one takes a while.
pub(super) fn rsa() -> PrivateKey {
    static KEY: OnceLock<Mutex<PrivateKey>> = OnceLock::new();
    KEY.get_or_init(|| Mutex::new(key(KeyKind::Rsa, 1))).lock().unwrap().clone()
}

/// A key of a kind that is only read, never made.
pub(super) fn read_key(algorithm: &[u8], key: &[u8]) -> PrivateKey {
    let key = der::value(tag::OCTET_STRING, key);
    PrivateKey::of_der(&der::sequence(&[&der::unsigned(&[]), algorithm, &key])).unwrap()
}

pub(super) fn p384() -> PrivateKey {
    let scalar = der::value(tag::OCTET_STRING, &[7; 48]);
    let key = der::sequence(&[&der::unsigned(&[1]), &scalar]);
    read_key(&public_key::curve(oid::P384), &key)
}

pub(super) fn ed25519() -> PrivateKey {
    read_key(&public_key::algorithm(oid::ED25519, &[]), &der::value(tag::OCTET_STRING, &[9; 32]))
}

/// A certificate to be.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) subject: &'static str,
    pub(super) issuer: &'static str,
    pub(super) serial: u8,
    pub(super) days: (i64, i64),
    pub(super) extensions: Vec<Vec<u8>>,
    pub(super) algorithm: Option<Vec<u8>>,
    /// The public key, if it is another one than that of the key handed in.
    pub(super) public: Option<Vec<u8>>,
}

impl Draft {
    /// Somebody who may sign code.
    pub(super) fn leaf(subject: &'static str, issuer: &'static str) -> Self {
        let extensions = vec![digital_signature(), code_signing()];
        let (serial, days) = (7, (-10, 10));
        Self { subject, issuer, serial, days, extensions, algorithm: None, public: None }
    }

    /// Somebody who may sign certificates.
    pub(super) fn authority(subject: &'static str, issuer: &'static str) -> Self {
        let extensions = vec![authority(None), certificates_only()];
        Self { serial: 1, days: (-100, 100), extensions, ..Self::leaf(subject, issuer) }
    }

    pub(super) fn sign(&self, key: &PrivateKey, by: &PrivateKey) -> Certificate {
        let moment = |day: i64| Moment::from_seconds(NOW + day * DAY).write();
        let algorithm = self.algorithm.clone().unwrap_or_else(|| by.x509_algorithm());
        let extensions: Vec<_> = self.extensions.iter().map(Vec::as_slice).collect();
        let extensions = der::sequence(&extensions);
        let signed = der::sequence(&[
            &der::value(tag::context(0), &der::unsigned(&[2])),
            &der::unsigned(&[self.serial]),
            &algorithm,
            &name(self.issuer),
            &der::sequence(&[&moment(self.days.0), &moment(self.days.1)]),
            &name(self.subject),
            &self.public.clone().unwrap_or_else(|| key.public().write()),
            &der::value(tag::context(3), &extensions),
        ]);
        let signature = der::bits(&by.sign(&signed).unwrap());
        Certificate::of_der(&der::sequence(&[&signed, &algorithm, &signature])).unwrap()
    }
}

pub(super) fn name(text: &str) -> Vec<u8> {
    let text = der::value(tag::UTF8_STRING, text.as_bytes());
    let pair = der::sequence(&[&der::value(tag::OID, oid::COMMON_NAME), &text]);
    der::sequence(&[&der::constructed(tag::SET, &[&pair])])
}

pub(super) fn extension(oid: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let critical = if critical { der::value(tag::BOOLEAN, &[0xff]) } else { Vec::new() };
    der::sequence(&[&der::value(tag::OID, oid), &critical, &der::value(tag::OCTET_STRING, value)])
}

pub(super) fn authority(most: Option<u8>) -> Vec<u8> {
    let most = most.map(|most| der::unsigned(&[most])).unwrap_or_default();
    let value = der::sequence(&[&der::value(tag::BOOLEAN, &[0xff]), &most]);
    extension(oid::BASIC_CONSTRAINTS, true, &value)
}

pub(super) fn no_authority() -> Vec<u8> {
    extension(oid::BASIC_CONSTRAINTS, true, &der::sequence(&[]))
}

pub(super) fn digital_signature() -> Vec<u8> {
    extension(oid::KEY_USAGE, true, &der::value(tag::BIT_STRING, &[7, 0x80]))
}

pub(super) fn certificates_only() -> Vec<u8> {
    extension(oid::KEY_USAGE, true, &der::value(tag::BIT_STRING, &[2, 0x04]))
}

pub(super) fn purpose(oid: &[u8]) -> Vec<u8> {
    extension(oid::EXTENDED_KEY_USAGE, false, &der::sequence(&[&der::value(tag::OID, oid)]))
}

pub(super) fn code_signing() -> Vec<u8> {
    purpose(oid::CODE_SIGNING)
}

/// Signed data to be.
#[derive(Clone)]
pub(super) struct Data {
    pub(super) key: PrivateKey,
    pub(super) sid: Vec<u8>,
    pub(super) certificates: Vec<Vec<u8>>,
    pub(super) digest_algorithm: Vec<u8>,
    /// The digests that are announced, where they are others.
    pub(super) announced: Option<Vec<u8>>,
    pub(super) signature_algorithm: Vec<u8>,
    /// In the order in which they are written.
    pub(super) attributes: Vec<Vec<u8>>,
    pub(super) has_attributes: bool,
    /// What is attached as content.
    pub(super) content: Vec<u8>,
    pub(super) signers: usize,
    /// Its unsigned attributes.
    pub(super) unsigned: Vec<u8>,
}

impl Data {
    pub(super) fn new(content: &[u8], key: &PrivateKey, certificates: &[&Certificate]) -> Self {
        let leaf = certificates[0];
        let digest = key.digest().of(content);
        Self {
            key: key.clone(),
            sid: der::sequence(&[&leaf.issuer, &der::value(tag::INTEGER, &leaf.serial)]),
            certificates: certificates.iter().map(|it| it.der().to_vec()).collect(),
            digest_algorithm: key.digest().algorithm(&key.public().digest_parameters()),
            announced: None,
            signature_algorithm: key.public().cms_algorithm(),
            attributes: vec![
                attribute(oid::CONTENT_TYPE, &der::value(tag::OID, oid::DATA)),
                attribute(oid::MESSAGE_DIGEST, &der::value(tag::OCTET_STRING, &digest)),
            ],
            has_attributes: true,
            content: Vec::new(),
            signers: 1,
            unsigned: Vec::new(),
        }
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let attributes = self.attributes.concat();
        let signature = self.key.sign(&der::value(tag::SET, &attributes)).unwrap();
        self.write_with(&signature)
    }

    pub(super) fn write_with(&self, signature: &[u8]) -> Vec<u8> {
        let attributes = der::value(tag::context(0), &self.attributes.concat());
        let version = if self.sid[0] == tag::SEQUENCE { 1 } else { 3 };
        let info = der::sequence(&[
            &der::unsigned(&[version]),
            &self.sid,
            &self.digest_algorithm,
            if self.has_attributes { &attributes } else { &[] },
            &self.signature_algorithm,
            &der::value(tag::OCTET_STRING, signature),
            &self.unsigned,
        ]);
        let data = der::sequence(&[
            &der::unsigned(&[version]),
            &der::value(tag::SET, self.announced.as_ref().unwrap_or(&self.digest_algorithm)),
            &der::sequence(&[&der::value(tag::OID, oid::DATA), &self.content]),
            &der::value(tag::context(0), &self.certificates.concat()),
            &der::value(tag::SET, &info.repeat(self.signers)),
        ]);
        let kind = der::value(tag::OID, oid::SIGNED_DATA);
        der::sequence(&[&kind, &der::value(tag::context(0), &data)])
    }
}

pub(super) fn attribute(kind: &[u8], value: &[u8]) -> Vec<u8> {
    der::sequence(&[&der::value(tag::OID, kind), &der::value(tag::SET, value)])
}

/// An archive with one stored member, and the comment that it says it has.
pub(super) fn archive(member: &[u8], comment: &[u8]) -> Vec<u8> {
    let len = u32::try_from(member.len()).unwrap().to_le_bytes();
    let sizes = [&crc32(member).to_le_bytes()[..], &len, &len].concat();
    let fixed = [20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
    let local = [b"PK\x03\x04", &fixed[..], &sizes, &[1, 0, 0, 0], b"m", member].concat();
    let central = [
        b"PK\x01\x02\x14\x03",
        &fixed[..],
        &sizes,
        &[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xa4, 0x81],
        &[0; 4],
        b"m",
    ];
    let central = central.concat();
    let at = u32::try_from(local.len()).unwrap().to_le_bytes();
    let size = u32::try_from(central.len()).unwrap().to_le_bytes();
    let comment_len = u16::try_from(comment.len()).unwrap().to_le_bytes();
    let counts = [0, 0, 0, 0, 1, 0, 1, 0];
    let end = [b"PK\x05\x06", &counts[..], &size, &at, &comment_len, comment].concat();
    [local, central, end].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 }
        })
    })
}

/// The archive that most tests sign.
pub(super) fn content() -> Vec<u8> {
    archive(b"{\"name\": \"demo\"}", b"")
}

/// A bundle of these bytes.
pub(super) fn bundle(bytes: &[u8]) -> Bundle {
    Bundle::from(&Artifact::of_bytes("demo.mcpb", bytes, &spool()).unwrap())
}

pub(super) fn bytes(artifact: &Artifact) -> Vec<u8> {
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut artifact.reader(), &mut bytes).unwrap();
    bytes
}

#[expect(clippy::disallowed_methods, reason = "tests spool wherever there is room")]
pub(super) fn spool() -> SpoolFolder {
    SpoolFolder::new(std::env::temp_dir())
}

/// A block around some DER.
pub(super) fn block(der: &[u8]) -> Vec<u8> {
    let len = u32::try_from(der.len()).unwrap().to_le_bytes();
    [b"MCPB_SIG_V1", &len[..], der, b"MCPB_SIG_END"].concat()
}

/// A bundle in the form of mcpb 2.1.2.
pub(super) fn loose(content: &[u8], der: &[u8]) -> Vec<u8> {
    [content, &block(der)].concat()
}

/// A bundle in the later form.
pub(super) fn patched(content: &[u8], der: &[u8]) -> Vec<u8> {
    let block = block(der);
    let mut bytes = [content, &block].concat();
    let len = u16::try_from(block.len()).unwrap().to_le_bytes();
    bytes[content.len() - 2..content.len()].copy_from_slice(&len);
    bytes
}

/// What is believed in most tests.
pub(super) fn policy(anchors: &[&Certificate]) -> Policy {
    Policy {
        anchors: anchors.iter().map(|&anchor| anchor.clone()).collect(),
        ..Policy::at(Moment::from_seconds(NOW))
    }
}

pub(super) fn any_usage(anchors: &[&Certificate]) -> Policy {
    Policy { usage: Usage::Any, ..policy(anchors) }
}

pub(super) fn judge(bundle: &[u8], policy: &Policy) -> Verdict {
    verify(&self::bundle(bundle), policy, (&Limits::default(), &Silent)).unwrap()
}

/// The verdict in one line.
pub(super) fn told(bundle: &[u8], policy: &Policy) -> String {
    match judge(bundle, policy) {
        Verdict::Unsigned => "unsigned".to_owned(),
        Verdict::Malformed(why) => format!("malformed: {why}"),
        Verdict::Signed(it) => {
            let signature = match &it.signature {
                Ok(covers) => format!("{covers:?}"),
                Err(flaw) => format!("bad: {flaw}"),
            };
            let trust = match &it.trust {
                Trust::Trusted(reason) => format!("trusted: {reason}"),
                Trust::Untrusted(doubt) => format!("untrusted: {doubt}"),
            };
            format!("{signature}; {trust}")
        }
    }
}
