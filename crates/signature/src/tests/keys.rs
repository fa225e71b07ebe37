//! Keys in every form that openssl keeps them in.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "openssl makes the files, and this test reads them"
)]

use std::path::Path;
use std::process::Command;

use super::builder::{Draft, NOW, entropy, key, rsa};
use crate::certificate::Certificate;
use crate::dice::Entropy;
use crate::key_file::{KeyBytes, KeyFile};
use crate::moment::Moment;
use crate::passphrase::Passphrase;
use crate::private_key::{KeyKind, PrivateKey};
use crate::public_key::PublicKey;
use crate::scheme::Scheme;
use crate::self_signed::self_signed;
use crate::signer::Signer;
use crate::trust::Usage;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Runs a line of openssl.
    fn run(&self, line: &str) {
        let run = Command::new("openssl").args(line.split(' ')).current_dir(self.0.path()).output();
        let run = run.expect("`openssl` is on PATH, as the maker of key files");
        assert!(run.status.success(), "{line}: {}", String::from_utf8_lossy(&run.stderr));
    }

    fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(Path::join(self.0.path(), name)).unwrap()
    }

    fn key(&self, name: &str, passphrase: Option<&str>) -> Result<PrivateKey, String> {
        let passphrase = passphrase.map(Passphrase::new);
        let file = KeyFile::read(&KeyBytes::new(self.read(name)), passphrase.as_ref());
        file.map(|file| file.key).map_err(|error| error.to_string())
    }
}

const WRONG: &str = "the passphrase is wrong";
const MISSING: &str = "the key is encrypted, and needs its passphrase";

#[test]
fn keys_are_read_in_every_form() {
    let folder = Folder::new();
    for (kind, make) in [
        ("rsa", "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem"),
        ("p256", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem"),
        ("p384", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out key.pem"),
        ("ed25519", "genpkey -algorithm ED25519 -out key.pem"),
    ] {
        folder.run(make);
        let plain = folder.key("key.pem", None).unwrap();
        folder.run("pkcs8 -topk8 -nocrypt -in key.pem -outform DER -out key.der");
        let mut same = vec![folder.key("key.der", None)];
        if kind != "ed25519" {
            folder.run("pkey -in key.pem -traditional -out old.pem");
            folder.run("pkey -in key.pem -traditional -outform DER -out old.der");
            same.extend(["old.pem", "old.der"].map(|name| folder.key(name, None)));
        }
        if kind != "ed25519" {
            for way in ["aes128", "aes192", "aes256", "des3"] {
                let enter = "-traditional -passout pass:geheim -out enc.pem";
                folder.run(&format!("pkey -in key.pem -{way} {enter}"));
                same.push(folder.key("enc.pem", Some("geheim")));
                assert_eq!(folder.key("enc.pem", Some("falsch")).unwrap_err(), WRONG, "{way}");
                assert_eq!(folder.key("enc.pem", None).unwrap_err(), MISSING);
            }
        }
        for way in [
            "-v2 aes128",
            "-v2 aes192",
            "-v2 aes256",
            "-v2 des3",
            "-scrypt -v2 aes256",
            "-v2 aes256 -v2prf hmacWithSHA1",
            "-v2 aes256 -v2prf hmacWithSHA384",
            "-v2 aes256 -v2prf hmacWithSHA512 -iter 3000",
            "-v1 PBE-SHA1-3DES",
        ] {
            folder
                .run(&format!("pkcs8 -topk8 {way} -in key.pem -out enc.pem -passout pass:geheim"));
            same.push(folder.key("enc.pem", Some("geheim")));
            folder.run("pkcs8 -in enc.pem -passin pass:geheim -out again.pem");
        }
        for (number, other) in same.into_iter().enumerate() {
            assert_eq!(other.unwrap().pem(), plain.pem(), "{kind} {number}");
        }
        // What is written here, openssl reads.
        std::fs::write(folder.0.path().join("ours.pem"), plain.pem().as_bytes()).unwrap();
        folder.run("pkey -in ours.pem -check -noout");
        folder.run("pkey -in ours.pem -pubout -outform DER -out pub.der");
        assert_eq!(folder.read("pub.der"), plain.public().write(), "{kind}");
    }
}

#[test]
fn pkcs12_is_read_whether_old_or_new() {
    let folder = Folder::new();
    let subject = "-subj /CN=Somebody -days 10";
    folder
        .run(&format!("req -x509 -newkey rsa:2048 -nodes {subject} -keyout key.pem -out cert.pem"));
    let plain = folder.key("key.pem", None).unwrap();
    for (number, way) in [
        "",
        "-legacy",
        "-certpbe NONE",
        "-keypbe NONE -macalg sha512",
        "-certpbe AES-128-CBC -keypbe AES-192-CBC -macalg sha384",
        "-iter 1 -maciter",
        "-certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg sha1",
    ]
    .into_iter()
    .enumerate()
    {
        let way = if way.is_empty() { String::new() } else { format!(" {way}") };
        for word in ["geheim", "ü€😀", ""] {
            let all = "-inkey key.pem -in cert.pem -out all.p12 -name me";
            folder.run(&format!("pkcs12 -export {all}{way} -passout pass:{word}"));
            let passphrase = Passphrase::new(word);
            let file = KeyFile::read(&KeyBytes::new(folder.read("all.p12")), Some(&passphrase));
            let file = file.unwrap_or_else(|error| panic!("{number} {word:?}: {error}"));
            assert_eq!(file.key.pem(), plain.pem(), "{number}");
            assert_eq!(file.certificates.len(), 1);
            let wrong = Passphrase::new("falsch");
            let error =
                KeyFile::read(&KeyBytes::new(folder.read("all.p12")), Some(&wrong)).unwrap_err();
            assert_eq!(error.to_string(), "the passphrase is wrong");
        }
    }
    folder
        .run("pkcs12 -export -nomac -inkey key.pem -in cert.pem -out all.p12 -passout pass:geheim");
    assert_eq!(
        folder.key("all.p12", Some("geheim")).unwrap_err(),
        "the key cannot be read: a PKCS#12 file without a MAC is not taken here"
    );
    folder.run("pkcs12 -export -inkey key.pem -in cert.pem -out all.p12 -passout pass:geheim");
    folder.run("base64 -in all.p12 -out all.txt");
    let text = String::from_utf8(folder.read("all.txt")).unwrap();
    let word = Passphrase::new("geheim");
    assert_eq!(
        KeyFile::read(&KeyBytes::of_text(&text), Some(&word)).unwrap().key.pem(),
        plain.pem()
    );
    let error = KeyFile::read(&KeyBytes::new(folder.read("all.p12")), None).unwrap_err();
    assert_eq!(error.to_string(), "the key is encrypted, and needs its passphrase");
}

/// The same in BER: without lengths, and strings in pieces.
fn in_pieces(der: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for node in crate::der::Reader(der).all().unwrap() {
        let (tag, content) = match node.tag {
            tag if tag & 0x20 != 0 => (tag, in_pieces(node.content)),
            // Those that are encrypted stand behind a tag of the context.
            tag @ (4 | 0x80) if node.content.len() > 40 => {
                let pieces = node.content.chunks(37);
                let pieces = pieces.flat_map(|piece| crate::der::value(4, piece));
                (tag | 0x20, pieces.collect())
            }
            _ => {
                out.extend(node.raw);
                continue;
            }
        };
        out.extend([&[tag, 0x80][..], &content, &[0, 0]].concat());
    }
    out
}

/// As browsers write it.
#[test]
fn pkcs12_is_read_in_pieces() {
    let folder = Folder::new();
    let subject = "-subj /CN=Somebody -days 10";
    folder
        .run(&format!("req -x509 -newkey rsa:2048 -nodes {subject} -keyout key.pem -out cert.pem"));
    let all = "-inkey key.pem -in cert.pem -out all.p12 -passout pass:geheim";
    folder.run(&format!("pkcs12 -export {all}"));
    let pieces = in_pieces(&folder.read("all.p12"));
    std::fs::write(folder.0.path().join("pieces.p12"), &pieces).unwrap();
    folder.run("pkcs12 -in pieces.p12 -passin pass:geheim -nodes -out text");
    let word = Passphrase::new("geheim");
    let file = KeyFile::read(&KeyBytes::new(pieces), Some(&word)).unwrap();
    assert_eq!(file.key.pem(), folder.key("key.pem", None).unwrap().pem());
    assert_eq!(file.certificates.len(), 1);
    assert_eq!(folder.key("pieces.p12", Some("falsch")).unwrap_err(), WRONG);
}

#[test]
fn files_that_are_no_key_say_so() {
    let folder = Folder::new();
    let told = |name: &str| folder.key(name, None).unwrap_err();
    let told_with = |name: &str, word: &str| folder.key(name, Some(word)).unwrap_err();
    folder.run("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:1024 -out small.pem");
    assert_eq!(
        told("small.pem"),
        "the key cannot be read: an RSA key of fewer than 2048 bits is too weak to be believed"
    );
    folder.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp521r1 -out other.pem");
    assert_eq!(told("other.pem"), "the key cannot be read: the curve P-521 is not taken here");
    folder.run("genpkey -algorithm ED448 -out other.pem");
    assert_eq!(told("other.pem"), "the key cannot be read: Ed448 is not taken here");
    folder.run("genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048 -out other.pem");
    assert_eq!(told("other.pem"), "the key cannot be read: RSA-PSS is not taken here");
    folder.run("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:brainpoolP256r1 -out other.pem");
    assert_eq!(
        told("other.pem"),
        "the key cannot be read: the algorithm 1.3.36.3.3.2.8.1.1.7 is not known"
    );
    folder.run("genpkey -algorithm ED25519 -out key.pem");
    folder.run("pkcs8 -topk8 -in key.pem -out enc.pem -passout pass:geheim");
    assert_eq!(told("enc.pem"), "the key is encrypted, and needs its passphrase");
    assert_eq!(told_with("enc.pem", "falsch"), "the passphrase is wrong");
    folder.run("genrsa -traditional -camellia128 -passout pass:geheim -out old.pem 2048");
    assert_eq!(
        told_with("old.pem", "geheim"),
        "the key cannot be read: the algorithm CAMELLIA-128-CBC is not known"
    );
    let both = [folder.read("key.pem"), folder.read("key.pem")].concat();
    std::fs::write(folder.0.path().join("both.pem"), both).unwrap();
    assert_eq!(told("both.pem"), "the key cannot be read: it holds more than one");
    folder.run("pkey -in key.pem -pubout -out pub.pem");
    assert_eq!(told("pub.pem"), "it holds no private key");
    std::fs::write(folder.0.path().join("none"), "nothing").unwrap();
    assert_eq!(told("none"), "the key cannot be read: it is neither PEM nor DER");
    std::fs::write(folder.0.path().join("ber"), [0x30, 0x80, 2, 1, 0, 0, 0]).unwrap();
    assert_eq!(
        told("ber"),
        "the key cannot be read: a length is indefinite, which is BER and not DER"
    );
    std::fs::write(folder.0.path().join("cut"), "-----BEGIN PRIVATE KEY-----\nMIIB").unwrap();
    assert_eq!(told("cut"), "the PEM block that begins on line 1 is broken");
}

/// Editors, shells and variables do things to texts.
#[test]
fn texts_are_read_however_they_were_kept() {
    let folder = Folder::new();
    let subject = "-subj /CN=Somebody -days 10";
    let curve = "-newkey ec -pkeyopt ec_paramgen_curve:P-256";
    folder.run(&format!("req -x509 {curve} -nodes {subject} -keyout key.pem -out cert.pem"));
    let text = String::from_utf8([folder.read("cert.pem"), folder.read("key.pem")].concat());
    let text = text.unwrap();
    let plain = folder.key("key.pem", None).unwrap();
    let check = |bytes: Vec<u8>| {
        let file = KeyFile::read(&KeyBytes::new(bytes.clone()), None).unwrap();
        assert_eq!((file.key.pem(), file.certificates.len()), (plain.pem(), 1));
        assert_eq!(Certificate::read_all(&bytes).unwrap(), file.certificates);
    };
    let lines = text.replace('\n', "\r\n");
    check(lines.clone().into_bytes());
    check(format!("\u{feff}{lines}").into_bytes());
    check(format!("A word before\n\n{text}\nand one behind: it.\n").into_bytes());
    let units: Vec<_> = format!("\u{feff}{lines}").encode_utf16().collect();
    check(units.iter().flat_map(|unit| unit.to_le_bytes()).collect());
    check(units.iter().flat_map(|unit| unit.to_be_bytes()).collect());
    for variable in [text.clone(), text.replace('\n', "\\n"), text.replace('\n', "\\r\\n")] {
        let file = KeyFile::read(&KeyBytes::of_text(&variable), None).unwrap();
        assert_eq!((file.key.pem(), file.certificates.len()), (plain.pem(), 1));
    }
}

/// `openssl x509 -trustout` writes what it believes of a certificate behind it.
#[test]
fn what_openssl_believes_of_a_certificate_is_left_alone() {
    let folder = Folder::new();
    let subject = "-subj /CN=Somebody -days 10";
    folder
        .run(&format!("req -x509 -newkey rsa:2048 -nodes {subject} -keyout key.pem -out cert.pem"));
    folder.run("x509 -in cert.pem -trustout -addtrust codeSigning -out trusted.pem");
    let read = |name: &str| Certificate::read_all(&folder.read(name)).unwrap();
    assert_eq!(read("trusted.pem"), read("cert.pem"));
}

/// The RSA key of the tests as PKCS#1.
fn rsa_as_pkcs1() -> Vec<u8> {
    let pem = crate::pem::read(rsa().pem().as_bytes()).unwrap();
    let mut fields = crate::der::Node::only(&pem[0].der, 0x30).unwrap().reader();
    fields.next().unwrap();
    fields.next().unwrap();
    fields.next().unwrap().content.to_vec()
}

/// Numbers and costs that would keep a machine busy for hours.
#[test]
fn absurd_keys_are_refused_at_once() {
    let started = std::time::Instant::now();
    let told = |der: Vec<u8>| {
        let file = KeyFile::read(&KeyBytes::new(der), Some(&Passphrase::new("word")));
        file.map(|_| ()).unwrap_err().to_string()
    };
    let huge = || crate::der::unsigned(&vec![0xc5; 1 << 20]);
    let small = |bytes: &[u8]| crate::der::unsigned(bytes);
    let modulus = small(&[0xc5; 256]);
    for [modulus, exponent, secret, first, second] in [
        [huge(), small(&[1, 0, 1]), huge(), huge(), huge()],
        [modulus.clone(), huge(), huge(), huge(), huge()],
        [modulus.clone(), small(&[1, 0, 1]), huge(), huge(), huge()],
        [modulus.clone(), small(&[1, 0, 1]), modulus.clone(), huge(), small(&[3])],
    ] {
        let parts = [&small(&[]), &modulus, &exponent, &secret, &first, &second];
        let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_slice()).collect();
        let why = told(crate::der::sequence(&parts));
        assert!(why.starts_with("the key cannot be read: "), "{why}");
    }
    let mut odd = rsa_as_pkcs1();
    // In the secret exponent.
    odd[600] ^= 1;
    assert_eq!(told(odd), "the key cannot be read: its numbers do not belong together");
    // Nesting without an end: nothing here goes deeper than its format does.
    let mut deep = Vec::new();
    for _ in 0..4000 {
        deep = crate::der::sequence(&[&deep]);
    }
    assert!(told(deep.clone()).starts_with("the key cannot be read: "));
    Certificate::read_all(&deep).unwrap_err();
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn a_self_signed_certificate_says_what_it_is_for() {
    let folder = Folder::new();
    let now = Moment::from_seconds(NOW);
    for kind in [KeyKind::P256, KeyKind::Rsa] {
        let mut fill = entropy(5);
        let mut entropy = Entropy::new(&mut fill);
        let (key, certificate) = self_signed("Ünique Name", kind, now, &mut entropy).unwrap();
        std::fs::write(folder.0.path().join("cert.pem"), certificate.pem()).unwrap();
        folder.run("x509 -in cert.pem -noout -ext keyUsage,extendedKeyUsage -out text");
        folder.run("x509 -in cert.pem -noout -text -out text");
        let text = String::from_utf8(folder.read("text")).unwrap();
        for expect in [
            "Version: 3",
            "CA:FALSE",
            "Digital Signature\n",
            "Code Signing\n",
            "X509v3 Subject Key Identifier",
            "Not Before: Jan  1 00:00:00 2026 GMT",
            "Not After : Dec 30 00:00:00 2035 GMT",
        ] {
            assert!(text.contains(expect), "{expect} in {text}");
        }
        folder.run("verify -CAfile cert.pem -attime 1767225600 -check_ss_sig cert.pem");
        assert!(certificate.is_self_signed());
        assert_eq!(certificate.publisher(), "Ünique Name");
        Signer::new(key, vec![certificate], now, Usage::CodeSigning).unwrap();
    }
}

#[test]
fn no_secret_is_shown() {
    let shown = format!("{:?} {:?}", rsa(), Passphrase::new("geheim"));
    assert_eq!(shown, "PrivateKey(…) Passphrase(…)");
    let file = KeyFile::read(&KeyBytes::of_text(&rsa().pem()), None).unwrap();
    assert_eq!(format!("{file:?}"), "KeyFile { key: PrivateKey(…), certificates: [] }");
}

/// RFC 6979 §A.2.5, with SHA-256 and the message "sample".
#[test]
fn curves_sign_as_the_standard_says() {
    let scalar = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721";
    let r = "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716";
    let s = "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8";
    let hex = |text: &str| -> Vec<u8> {
        (0..text.len() / 2)
            .map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap())
            .collect()
    };
    let key =
        crate::der::sequence(&[&crate::der::unsigned(&[1]), &crate::der::value(4, &hex(scalar))]);
    let key = super::builder::read_key(&crate::public_key::curve(crate::oid::P256), &key);
    let expect =
        crate::der::sequence(&[&crate::der::unsigned(&hex(r)), &crate::der::unsigned(&hex(s))]);
    assert_eq!(key.sign(b"sample").unwrap(), expect);
}

#[test]
fn the_same_message_gets_the_same_signature() {
    for key in [rsa(), key(KeyKind::P256, 1), super::builder::p384(), super::builder::ed25519()] {
        let signature = key.sign(b"message").unwrap();
        assert_eq!(key.sign(b"message").unwrap(), signature);
        let digest = key.digest();
        let scheme = match key.public() {
            PublicKey::Rsa(_) | PublicKey::RsaPss(_) => Scheme::RsaPkcs1(digest),
            PublicKey::P256(_) | PublicKey::P384(_) => Scheme::Ecdsa(digest),
            PublicKey::Ed25519(_) => Scheme::Ed25519,
        };
        assert!(key.public().verifies(scheme, b"message", &signature));
        assert!(!key.public().verifies(scheme, b"massage", &signature));
    }
}

#[test]
fn a_signer_is_put_together_in_order() {
    let keys = [key(KeyKind::P256, 2), key(KeyKind::P256, 3), key(KeyKind::P256, 4)];
    let root = Draft::authority("Root", "Root").sign(&keys[0], &keys[0]);
    let between = Draft::authority("Between", "Root").sign(&keys[1], &keys[0]);
    let draft = Draft::leaf("Signer", "Between");
    let leaf = draft.sign(&keys[2], &keys[1]);
    let now = Moment::from_seconds(NOW);
    let new = |key: usize, certificates: &[&Certificate], usage: Usage| {
        let certificates = certificates.iter().map(|&certificate| certificate.clone()).collect();
        let signer = Signer::new(keys[key].clone(), certificates, now, usage);
        let told = |signer: Signer| {
            signer.certificates().iter().map(Certificate::publisher).collect::<Vec<_>>().join(", ")
        };
        signer.map_or_else(|error| error.to_string(), told)
    };
    let code = Usage::CodeSigning;
    assert_eq!(new(2, &[&root, &between, &leaf], code), "Signer, Between, Root");
    assert_eq!(new(2, &[&between, &leaf], code), "Signer, Between");
    let stranger = Draft::leaf("Stranger", "Nobody").sign(&keys[0], &keys[0]);
    assert_eq!(new(2, &[&stranger, &leaf, &leaf, &between], code), "Signer, Between, Stranger");
    assert_eq!(
        new(0, &[&leaf, &between], code),
        "the key belongs to none of the certificates, of which the first is that of CN=Signer"
    );
    assert_eq!(new(0, &[], code), "it holds no certificate");
    let certifies = "the certificate of CN=Root is not meant for signatures";
    assert_eq!([code, Usage::Any].map(|usage| new(0, &[&root], usage)), [certifies; 2]);
    let silent = Draft { extensions: Vec::new(), ..draft.clone() }.sign(&keys[2], &keys[1]);
    assert_eq!(
        new(2, &[&silent], code),
        "the certificate of CN=Signer is not meant for signing code"
    );
    assert_eq!(new(2, &[&silent], Usage::Any), "Signer");
    let expired = Draft { days: (-9, -1), ..draft.clone() }.sign(&keys[2], &keys[1]);
    assert_eq!(
        new(2, &[&expired], code),
        "the certificate of CN=Signer expired on 2025-12-31 00:00:00 UTC"
    );
    let early = Draft { days: (1, 9), ..draft }.sign(&keys[2], &keys[1]);
    assert_eq!(
        new(2, &[&early], code),
        "the certificate of CN=Signer is not valid before 2026-01-02 00:00:00 UTC"
    );
}
