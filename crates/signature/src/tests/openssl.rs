//! `openssl cms -verify` as second judge: what it says of a signature and of a chain is what we say.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the second judge is another program"
)]

use std::path::Path;
use std::process::Command;

use super::builder::{
    DAY, Data, Draft, NOW, any_usage, attribute, authority, certificates_only, code_signing,
    content, digital_signature, ed25519, extension, judge, key, loose, no_authority, p384, patched,
    purpose, rsa,
};
use crate::certificate::Certificate;
use crate::der::{self, tag};
use crate::digest::Digest;
use crate::moment::Moment;
use crate::private_key::{KeyKind, PrivateKey};
use crate::trust::Trust;
use crate::verify::Verdict;
use crate::{oid, public_key};

/// Where we are stricter than openssl, on purpose.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum But {
    /// We agree.
    Agree,
    /// We refuse the signature, which openssl takes.
    Stricter,
    /// We refuse the chain, which openssl takes.
    StricterChain,
    /// Openssl cannot verify it before release 3.2. It is right.
    BeyondIt,
}

/// A comparison: the name, the signed data, the content, and what is believed.
struct Bench {
    compared: usize,
    folder: tempfile::TempDir,
    differing: Vec<String>,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { compared: 0, folder, differing: Vec::new() }
    }

    fn openssl(&self, arguments: &[&str]) -> bool {
        let run = Command::new("openssl").args(arguments).current_dir(self.folder.path()).output();
        run.expect("`openssl` is on PATH, as the second judge of signatures").status.success()
    }

    fn verify(&self, more: &[&str]) -> bool {
        let time = NOW.to_string();
        let fixed = ["cms", "-verify", "-binary", "-inform", "DER", "-in", "sig.der"];
        let rest = ["-content", "content", "-out", "out", "-attime", &time];
        self.openssl(&[&fixed[..], &rest, more].concat())
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.folder.path().join(name), bytes).unwrap();
    }

    /// Compares signature and chain, in both forms of block.
    fn check(&mut self, name: &str, data: &[u8], roots: &[&Certificate], but: But) {
        self.check_content(name, (data, &content()), roots, but);
    }

    fn check_content(
        &mut self,
        name: &str,
        (data, content): (&[u8], &[u8]),
        roots: &[&Certificate],
        but: But,
    ) {
        self.compared += 1;
        self.write("sig.der", data);
        self.write("content", content);
        let roots_pem: String = roots.iter().map(|root| root.pem()).collect();
        self.write("roots.pem", roots_pem.as_bytes());
        let mathematics = self.verify(&["-noverify"]);
        let chain = mathematics
            && !roots.is_empty()
            && self.verify(&["-CAfile", "roots.pem", "-purpose", "any"]);
        for bundle in [loose(content, data), patched(content, data)] {
            let (ours, our_chain) = match judge(&bundle, &any_usage(roots)) {
                Verdict::Unsigned | Verdict::Malformed(_) => (false, false),
                Verdict::Signed(it) => (
                    it.signature.is_ok(),
                    it.signature.is_ok() && matches!(it.trust, Trust::Trusted(_)),
                ),
            };
            let expected = match but {
                But::Agree => (mathematics, chain),
                But::Stricter => (!mathematics, false),
                But::StricterChain => (mathematics, !chain),
                But::BeyondIt => (true, !roots.is_empty()),
            };
            if (ours, our_chain) != expected {
                self.differing.push(format!(
                    "{name}: openssl {mathematics}/{chain}, we {ours}/{our_chain}, {but:?}"
                ));
            }
        }
    }
}

/// A root, somebody between, and a signer.
struct Chain {
    root: Certificate,
    between: Certificate,
    leaf: Certificate,
    keys: [PrivateKey; 3],
}

impl Chain {
    fn of(leaf: &PrivateKey) -> Self {
        let keys = [key(KeyKind::P256, 2), key(KeyKind::P256, 3), leaf.clone()];
        Self {
            root: Draft::authority("Root", "Root").sign(&keys[0], &keys[0]),
            between: Draft::authority("Between", "Root").sign(&keys[1], &keys[0]),
            leaf: Draft::leaf("Signer", "Between").sign(&keys[2], &keys[1]),
            keys,
        }
    }

    fn data(&self) -> Data {
        Data::new(&content(), &self.keys[2], &[&self.leaf, &self.between])
    }

    /// The same with another leaf.
    fn with_leaf(&self, change: impl FnOnce(&mut Draft)) -> Data {
        let mut draft = Draft::leaf("Signer", "Between");
        change(&mut draft);
        let leaf = draft.sign(&self.keys[2], &self.keys[1]);
        Data::new(&content(), &self.keys[2], &[&leaf, &self.between])
    }

    /// The same with somebody else between.
    fn with_between(&self, change: impl FnOnce(&mut Draft)) -> Data {
        let mut draft = Draft::authority("Between", "Root");
        change(&mut draft);
        let between = draft.sign(&self.keys[1], &self.keys[0]);
        Data::new(&content(), &self.keys[2], &[&self.leaf, &between])
    }
}

#[test]
fn openssl_agrees_about_keys_and_chains() {
    let mut bench = Bench::new();
    let kinds = [
        ("RSA", rsa(), But::Agree),
        ("P-256", key(KeyKind::P256, 4), But::Agree),
        ("P-384", p384(), But::Agree),
        // Its CMS knows no signatures without a digest of their own before release 3.2; Python's
        // cryptography looks at these in the tests of whole commands.
        ("Ed25519", ed25519(), But::BeyondIt),
    ];
    for (kind, key, but) in kinds {
        let chain = Chain::of(&key);
        let data = chain.data();
        bench.check(kind, &data.write(), &[&chain.root], but);
        let mut whole = data.clone();
        whole.certificates.push(chain.root.der().to_vec());
        bench.check(&format!("{kind}, with its root"), &whole.write(), &[&chain.root], but);
        let alone = Draft { issuer: "Alone", ..Draft::leaf("Alone", "") }.sign(&key, &key);
        let alone_data = Data::new(&content(), &key, &[&alone]);
        bench.check(&format!("{kind}, self-signed"), &alone_data.write(), &[&alone], but);
    }
    let chain = Chain::of(&rsa());
    let data = chain.data();
    bench.check("foreign root", &data.write(), &[&Chain::of(&p384()).leaf], But::Agree);
    let other = Draft::authority("Root", "Root");
    let other = other.sign(&key(KeyKind::P256, 9), &key(KeyKind::P256, 9));
    bench.check("a root of the same name", &data.write(), &[&other], But::Agree);
    let mut missing = data.clone();
    missing.certificates.truncate(1);
    bench.check("missing intermediate", &missing.write(), &[&chain.root], But::Agree);
    bench.check(
        "believed from the middle",
        &missing.write(),
        &[&chain.between, &chain.root],
        But::Agree,
    );
    let mut reversed = data.clone();
    reversed.certificates.reverse();
    bench.check("certificates in another order", &reversed.write(), &[&chain.root], But::Agree);
    let mut twice = data;
    twice.certificates.extend(twice.certificates.clone());
    bench.check("every certificate twice", &twice.write(), &[&chain.root], But::Agree);
    assert_eq!(bench.differing, Vec::<String>::new());
    assert!(bench.compared >= 18, "{}", bench.compared);
}

#[test]
fn openssl_agrees_about_what_certificates_may_do() {
    let mut bench = Bench::new();
    let chain = Chain::of(&key(KeyKind::P256, 4));
    let roots = [&chain.root];
    type Change<'a> = (&'a str, But, fn(&mut Draft));
    let leaves: [Change<'_>; 8] = [
        ("expired", But::Agree, |draft| draft.days = (-20, -10)),
        ("not yet valid", But::Agree, |draft| draft.days = (10, 20)),
        ("critical extension", But::Agree, |draft| {
            draft.extensions.push(extension(&[0x2a, 3, 4], true, &[5, 0]));
        }),
        ("extension that is not critical", But::Agree, |draft| {
            draft.extensions.push(extension(&[0x2a, 3, 4], false, &[5, 0]));
        }),
        ("for mail", But::Agree, |draft| {
            draft.extensions = vec![purpose(&[0x2b, 6, 1, 5, 5, 7, 3, 4])];
        }),
        ("for certificates only", But::StricterChain, |draft| {
            draft.extensions = vec![certificates_only(), code_signing()];
        }),
        ("no extensions that matter", But::Agree, |draft| draft.extensions = vec![no_authority()]),
        ("an authority that signs", But::Agree, |draft| {
            draft.extensions = vec![authority(None), digital_signature()];
        }),
    ];
    for (name, but, change) in leaves {
        bench.check(name, &chain.with_leaf(change).write(), &roots, but);
    }
    // A time within the signature is the signer's own word, and so is one that it calls another's:
    // nobody here has looked at that.
    let mut stamped = chain.with_leaf(|draft| draft.days = (-20, -10));
    let when = Moment::from_seconds(NOW - 15 * DAY).write();
    stamped.attributes.push(attribute(oid::SIGNING_TIME, &when));
    bench.check("expired, but signed before", &stamped.write(), &roots, But::Agree);
    let token = der::sequence(&[&der::value(tag::OID, oid::SIGNED_DATA)]);
    let stamp = attribute(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 9, 16, 2, 14], &token);
    stamped.unsigned = der::value(tag::context(1), &stamp);
    bench.check("expired, but stamped before", &stamped.write(), &roots, But::Agree);
    let betweens: [Change<'_>; 6] = [
        ("expired between", But::Agree, |draft| draft.days = (-20, -10)),
        ("no authority between", But::Agree, |draft| draft.extensions = vec![no_authority()]),
        ("silent between", But::Agree, |draft| draft.extensions = vec![digital_signature()]),
        ("key that does not certify", But::Agree, |draft| {
            draft.extensions = vec![authority(None), digital_signature()];
        }),
        ("room for nobody else", But::Agree, |draft| {
            draft.extensions = vec![authority(Some(0)), certificates_only()];
        }),
        ("critical extension between", But::Agree, |draft| {
            draft.extensions.push(extension(&[0x2a, 3, 4], true, &[5, 0]));
        }),
    ];
    for (name, but, change) in betweens {
        bench.check(name, &chain.with_between(change).write(), &roots, but);
    }
    check_narrow_root(&mut bench);
    check_signed_by_others(&mut bench, &chain);
    assert_eq!(bench.differing, Vec::<String>::new());
    assert!(bench.compared >= 17, "{}", bench.compared);
}

/// A root below which nobody may make certificates.
fn check_narrow_root(bench: &mut Bench) {
    let mut chain = Chain::of(&key(KeyKind::P256, 4));
    let extensions = vec![authority(Some(0)), certificates_only()];
    let draft = Draft { extensions, ..Draft::authority("Root", "Root") };
    chain.root = draft.sign(&chain.keys[0], &chain.keys[0]);
    bench.check("too long a chain", &chain.data().write(), &[&chain.root], But::Agree);
    let expired = Draft { days: (-20, -10), ..Draft::authority("Root", "Root") };
    chain.root = expired.sign(&chain.keys[0], &chain.keys[0]);
    bench.check("expired root", &chain.data().write(), &[&chain.root], But::Agree);
}

/// Of several certificates of one name, an authority's key or number tells which is meant.
#[test]
fn openssl_agrees_about_who_is_named_as_issuer() {
    let mut bench = Bench::new();
    let mut chain = Chain::of(&key(KeyKind::P256, 4));
    let id = |id: &[u8]| extension(oid::SUBJECT_KEY_ID, false, &der::value(tag::OCTET_STRING, id));
    let mut between = Draft::authority("Between", "Root");
    between.extensions.push(id(b"between"));
    chain.between = between.sign(&chain.keys[1], &chain.keys[0]);
    let roots = [&chain.root];
    let key_id = |id: &[u8]| der::value(tag::implicit(0), id);
    let number = |number: u8| der::value(tag::implicit(2), &[number]);
    let above = |text: &str| {
        der::value(tag::context(1), &der::value(tag::context(4), &super::builder::name(text)))
    };
    for (name, critical, parts) in [
        ("its key", false, vec![key_id(b"between")]),
        ("another key", false, vec![key_id(b"another")]),
        ("nothing", false, vec![]),
        ("its number", false, vec![above("Root"), number(1)]),
        ("another number", false, vec![above("Root"), number(2)]),
        ("a number that another gave", false, vec![above("Boot"), number(1)]),
        ("its key, which must be understood", true, vec![key_id(b"between")]),
    ] {
        let value = der::sequence(&[&parts.concat()]);
        let named = chain.with_leaf(|draft| {
            draft.extensions.push(extension(oid::AUTHORITY_KEY_ID, critical, &value));
        });
        bench.check(name, &named.write(), &roots, But::Agree);
    }
    assert_eq!(bench.differing, Vec::<String>::new());
    assert!(bench.compared >= 7, "{}", bench.compared);
}

fn check_signed_by_others(bench: &mut Bench, chain: &Chain) {
    let forged = Draft::leaf("Signer", "Between").sign(&chain.keys[2], &key(KeyKind::P256, 9));
    let data = Data::new(&content(), &chain.keys[2], &[&forged, &chain.between]);
    bench.check("leaf of a forger", &data.write(), &[&chain.root], But::Agree);
    let names = extension(
        oid::NAME_CONSTRAINTS,
        true,
        &der::sequence(&[&der::value(
            tag::context(0),
            &der::sequence(&[&der::value(tag::implicit(2), b"example.org")]),
        )]),
    );
    let named = chain.with_between(|draft| draft.extensions.push(names));
    bench.check("name constraints", &named.write(), &[&chain.root], But::StricterChain);
}

#[test]
fn openssl_agrees_about_tampering() {
    let mut bench = Bench::new();
    for key in [rsa(), key(KeyKind::P256, 4)] {
        let chain = Chain::of(&key);
        let roots = [&chain.root];
        let data = chain.data();
        let sound = data.write();
        for at in [0, 10, 40, content().len() - 1] {
            let mut content = content();
            content[at] ^= 1;
            bench.compared += 1;
            bench.write("sig.der", &sound);
            bench.write("content", &content);
            assert!(!bench.verify(&["-noverify"]));
            let verdict = judge(&loose(&content, &sound), &any_usage(&roots));
            assert!(!matches!(verdict, Verdict::Signed(it) if it.signature.is_ok()));
        }
        let mut other = data.clone();
        other.attributes[1] =
            attribute(oid::MESSAGE_DIGEST, &der::value(tag::OCTET_STRING, &[0; 32]));
        bench.check("digest of something else", &other.write(), &roots, But::Agree);
        let signature = data.key.sign(&der::value(tag::SET, &data.attributes.concat())).unwrap();
        bench.check("attributes changed", &other.write_with(&signature), &roots, But::Agree);
        for at in [4, 20, signature.len() - 1] {
            let mut signature = signature.clone();
            signature[at] ^= 4;
            bench.check("signature changed", &data.write_with(&signature), &roots, But::Agree);
        }
        for (name, signature) in
            [("no signature", &[][..]), ("a short one", &signature[1..]), ("zeros", &[0; 384])]
        {
            bench.check(name, &data.write_with(signature), &roots, But::Agree);
        }
        let mut changed = data.clone();
        let last = changed.certificates[0].len() - 1;
        changed.certificates[0][last] ^= 1;
        bench.check("certificate changed", &changed.write(), &roots, But::Agree);
        let mut mismatched = data.clone();
        mismatched.key = super::builder::key(KeyKind::P256, 77);
        bench.check("mismatched key", &mismatched.write(), &roots, But::Agree);
    }
    assert_eq!(bench.differing, Vec::<String>::new());
    assert!(bench.compared >= 28, "{}", bench.compared);
}

#[test]
fn openssl_agrees_about_odd_signed_data() {
    let mut bench = Bench::new();
    let chain = Chain::of(&rsa());
    let roots = [&chain.root];
    let data = chain.data();
    let mut check = |name: &str, but: But, change: &dyn Fn(&mut Data)| {
        let mut data = data.clone();
        change(&mut data);
        bench.check(name, &data.write(), &roots, but);
    };
    let time = |day: i64| Moment::from_seconds(NOW + day * DAY).write();
    check("unsorted attributes", But::Agree, &|data| {
        data.attributes.push(attribute(oid::SIGNING_TIME, &time(0)));
        data.attributes.reverse();
    });
    check("a time of its own", But::Agree, &|data| {
        data.attributes.push(attribute(oid::SIGNING_TIME, &time(-5)));
    });
    check("further attributes", But::Agree, &|data| {
        data.attributes.push(attribute(&[0x2a, 3, 4], &[5, 0]));
    });
    check("no digest of the content", But::Agree, &|data| data.attributes.truncate(1));
    check("no kind of content", But::Agree, &|data| {
        data.attributes.remove(0);
    });
    check("another kind of content", But::Stricter, &|data| {
        let kind = der::value(tag::OID, oid::SIGNED_DATA);
        data.attributes[0] = attribute(oid::CONTENT_TYPE, &kind);
    });
    check("an attribute twice", But::Agree, &|data| {
        data.attributes.push(data.attributes[1].clone());
    });
    check("swapped signer", But::Agree, &|data| {
        let between = &chain.between;
        let serial = der::value(tag::INTEGER, &between.serial);
        data.sid = der::sequence(&[&between.issuer, &serial]);
    });
    check("signer who is nobody", But::Agree, &|data| {
        data.sid = der::sequence(&[&chain.leaf.issuer, &der::unsigned(&[99])]);
    });
    check("no certificates", But::Agree, &|data| data.certificates.clear());
    check("two signers", But::Stricter, &|data| data.signers = 2);
    check("no signer", But::Agree, &|data| data.signers = 0);
    check("the key's id in place of its serial number", But::Agree, &|data| {
        let id = extension(oid::SUBJECT_KEY_ID, false, &der::value(tag::OCTET_STRING, b"key"));
        let mut draft = Draft::leaf("Signer", "Between");
        draft.extensions.push(id);
        let leaf = draft.sign(&chain.keys[2], &chain.keys[1]);
        data.certificates[0] = leaf.der().to_vec();
        data.sid = der::value(tag::implicit(0), b"key");
    });
    check("content attached", But::Stricter, &|data| {
        let other = der::value(tag::OCTET_STRING, b"other content");
        data.content = der::value(tag::context(0), &other);
    });
    check("the algorithm with its digest", But::Agree, &|data| {
        data.signature_algorithm = data.key.x509_algorithm();
    });
    check("attributes that nobody signed", But::Agree, &|data| {
        data.unsigned = der::value(tag::context(1), &attribute(&[0x2a, 3, 4], &[5, 0]));
    });
    check_unsigned(&mut bench, (&data, &chain));
    check_digests(&mut bench, &data, &roots);
    check_encodings(&mut bench, &data, &roots);
    assert_eq!(bench.differing, Vec::<String>::new());
    assert!(bench.compared >= 27, "{}", bench.compared);
}

/// What no signature covers must be readable all the same.
fn check_unsigned(bench: &mut Bench, (data, chain): (&Data, &Chain)) {
    let mut check = |name: &str, change: &dyn Fn(&mut Data)| {
        let mut data = data.clone();
        change(&mut data);
        bench.check(name, &data.write(), &[&chain.root], But::Agree);
    };
    check("something else that nobody signed", &|data| {
        data.unsigned = der::value(tag::context(1), &der::value(tag::OCTET_STRING, b"x"));
    });
    check("an attribute that nobody signed, badly written", &|data| {
        data.unsigned = der::value(tag::context(1), &attribute(&[0x2a, 3, 4], &[5, 1, 0]));
    });
    check("a number that is none", &|data| {
        data.sid = der::sequence(&[&chain.leaf.issuer, &der::value(tag::INTEGER, &[])]);
    });
    check("something that is no certificate", &|data| {
        data.certificates.push(der::value(tag::INTEGER, &[1]));
    });
}

fn check_digests(bench: &mut Bench, data: &Data, roots: &[&Certificate]) {
    let rsa = |oid: &[u8]| public_key::algorithm(oid, &der::value(tag::NULL, &[]));
    let mut other = data.clone();
    other.signature_algorithm = rsa(oid::SHA384_RSA);
    bench.check("two digests", &other.write(), roots, But::Stricter);
    for (name, digest) in [("SHA-1", oid::SHA1), ("MD5", oid::MD5), ("SHA-224", oid::SHA224)] {
        let mut weak = data.clone();
        weak.digest_algorithm = rsa(digest);
        bench.check(name, &weak.write(), roots, But::Agree);
    }
    let another = rsa(oid::SHA384);
    for (name, announced) in [
        ("no digest announced", Vec::new()),
        ("another digest announced", another.clone()),
        ("two digests announced", [another, data.digest_algorithm.clone()].concat()),
    ] {
        let changed = Data { announced: Some(announced), ..data.clone() };
        bench.check(name, &changed.write(), roots, But::Agree);
    }
    let mut bare = data.clone();
    bare.digest_algorithm = Digest::Sha256.algorithm(&[]);
    bench.check("no parameters", &bare.write(), roots, But::Agree);
    let mut direct = data.clone();
    direct.has_attributes = false;
    let signature = direct.key.sign(&content()).unwrap();
    bench.check("no attributes", &direct.write_with(&signature), roots, But::Stricter);
}

fn check_encodings(bench: &mut Bench, data: &Data, roots: &[&Certificate]) {
    let sound = data.write();
    // The outermost length made indefinite: BER, which openssl reads.
    let inner = der::Node::only(&sound, tag::SEQUENCE).unwrap().content;
    let indefinite = [&[0x30, 0x80][..], inner, &[0, 0]].concat();
    bench.check("indefinite length", &indefinite, roots, But::Stricter);
    bench.check("garbage", b"this is no DER at all", roots, But::Agree);
    bench.check("nothing", b"", roots, But::Agree);
    bench.check("cut off", &sound[..sound.len() - 1], roots, But::Agree);
    bench.check("another type", &der::sequence(&[inner, inner]), roots, But::Agree);
}

/// A key for PSS alone, used with the older padding, and both with PSS.
#[test]
fn openssl_agrees_about_keys_that_are_for_pss_alone() {
    let mut bench = Bench::new();
    let key = rsa();
    let root_key = super::builder::key(KeyKind::P256, 2);
    let root = Draft::authority("Root", "Root").sign(&root_key, &root_key);
    let narrow = |parameters: &[u8]| {
        let info = key.public().write();
        let bits = der::Node::only(&info, tag::SEQUENCE).unwrap().reader().all().unwrap()[1].raw;
        Some(der::sequence(&[&public_key::algorithm(oid::RSA_PSS, parameters), bits]))
    };
    for (name, public) in [("any key", None), ("a key for PSS", narrow(&[]))] {
        let leaf = Draft { public, ..Draft::leaf("Signer", "Root") }.sign(&key, &root_key);
        let data = Data::new(&content(), &key, &[&leaf]);
        bench.check(name, &data.write(), &[&root], But::Agree);
    }
    assert_eq!(bench.differing, Vec::<String>::new());
}

/// What openssl itself signs, in the ways that we do not.
#[test]
fn what_openssl_signs_is_verified() {
    let mut bench = Bench::new();
    let cases: [(&str, &[&str], &[&str], But); 9] = [
        ("rsa:2048", &["-sha256"], &["-md", "sha256"], But::Agree),
        ("rsa:2048", &["-sha384"], &["-md", "sha512"], But::Agree),
        (
            "rsa:3072",
            &["-sha256"],
            &["-md", "sha256", "-keyopt", "rsa_padding_mode:pss"],
            But::Agree,
        ),
        ("rsa:2048", &["-sha256"], &["-md", "sha384", "-keyid"], But::Agree),
        ("rsa:2048", &["-sha256"], &["-md", "sha1"], But::Stricter),
        ("rsa:1024", &["-sha256"], &["-md", "sha256"], But::Stricter),
        ("rsa-pss", &["-sha256"], &["-md", "sha384"], But::Agree),
        (
            "rsa:2048",
            &["-sha256"],
            &["-md", "sha512", "-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:20"],
            But::Agree,
        ),
        ("rsa:2048", &["-sha1"], &["-md", "sha256"], But::Agree),
    ];
    for (number, (kind, certified, signed, but)) in cases.into_iter().enumerate() {
        let request = ["req", "-x509", "-newkey", kind, "-nodes", "-subj", "/CN=Openssl"];
        let files = ["-keyout", "key.pem", "-out", "cert.pem", "-days", "9000"];
        assert!(bench.openssl(&[&request[..], &files, certified].concat()));
        bench.write("content", &content());
        let sign = ["cms", "-sign", "-binary", "-in", "content", "-signer", "cert.pem"];
        let out = ["-inkey", "key.pem", "-outform", "DER", "-out", "made.der"];
        assert!(bench.openssl(&[&sign[..], &out, signed].concat()));
        let read = |name: &str| std::fs::read(Path::join(bench.folder.path(), name)).unwrap();
        // The certificate is made now, on whatever day that is: only the mathematics are compared.
        let made = read("made.der");
        bench.check(&format!("openssl {number}: {kind} {signed:?}"), &made, &[], but);
    }
    assert_eq!(bench.differing, Vec::<String>::new());
}
