//! Time stamps beside signatures, with `openssl ts -verify` as second judge.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the second judge is another program"
)]

use std::process::Command;

use pyrel_archive::Limits;
use pyrel_diag::{Progress, Silent};

use super::builder::{
    DAY, Data, Draft, NOW, attribute, authority, bundle, bytes, certificates_only, code_signing,
    content, digital_signature, extension, judge, key, loose, policy, purpose, rsa, spool, told,
};
use crate::certificate::Certificate;
use crate::der::{self, tag};
use crate::digest::Digest;
use crate::draft::{self, Signed};
use crate::moment::Moment;
use crate::oid;
use crate::private_key::{KeyKind, PrivateKey};
use crate::sign::Manner;
use crate::signer::{Identity, Signer};
use crate::timestamp::StampRequest;
use crate::trust::{Policy, Trust, Usage};
use crate::verify::Verdict;

/// A token to be.
#[derive(Clone)]
struct Token {
    key: PrivateKey,
    certificates: Vec<Certificate>,
    info: Vec<Vec<u8>>,
    /// What is put in the place of the info after it was signed.
    changed: Option<Vec<u8>>,
    signing_certificate: Vec<u8>,
    kind: &'static [u8],
    /// What else stands among the certificates.
    more: Vec<u8>,
}

/// A root of authorities, and one of them.
struct Clock {
    root: Certificate,
    root_key: PrivateKey,
    key: PrivateKey,
    leaf: Certificate,
}

fn stamping() -> Vec<u8> {
    purposes(true, &[oid::TIME_STAMPING])
}

fn purposes(critical: bool, purposes: &[&[u8]]) -> Vec<u8> {
    let purposes: Vec<_> = purposes.iter().map(|it| der::value(tag::OID, it)).collect();
    extension(oid::EXTENDED_KEY_USAGE, critical, &der::value(tag::SEQUENCE, &purposes.concat()))
}

fn clock_draft() -> Draft {
    let extensions = vec![digital_signature(), stamping()];
    Draft { extensions, ..Draft::leaf("Clock", "Clock Root") }
}

impl Clock {
    fn new(draft: &Draft) -> Self {
        let (root_key, key) = (key(KeyKind::P256, 21), key(KeyKind::P256, 22));
        let root = Draft::authority("Clock Root", "Clock Root").sign(&root_key, &root_key);
        let leaf = draft.sign(&key, &root_key);
        Self { root, root_key, key, leaf }
    }

    /// A token about some bytes from a day.
    fn token(&self, about: &[u8], day: i64) -> Token {
        Token {
            key: self.key.clone(),
            certificates: vec![self.leaf.clone()],
            info: vec![
                der::unsigned(&[1]),
                der::value(tag::OID, &[0x2a, 3, 4]),
                imprint(Digest::Sha256, about),
                der::unsigned(&[0x12, 0x34]),
                generalized(day, ""),
            ],
            changed: None,
            signing_certificate: attribute(
                oid::SIGNING_CERTIFICATE_V2,
                &ess(&[&Digest::Sha256.of(self.leaf.der())]),
            ),
            kind: oid::STAMP_INFO,
            more: Vec::new(),
        }
    }
}

fn imprint(digest: Digest, about: &[u8]) -> Vec<u8> {
    let hash = der::value(tag::OCTET_STRING, &digest.of(about));
    der::sequence(&[&digest.algorithm(&der::value(tag::NULL, &[])), &hash])
}

/// SigningCertificate of either version, the digest of which has its usual algorithm.
fn ess(hashes: &[&[u8]]) -> Vec<u8> {
    let ids: Vec<_> =
        hashes.iter().map(|it| der::sequence(&[&der::value(tag::OCTET_STRING, it)])).collect();
    der::sequence(&[&der::value(tag::SEQUENCE, &ids.concat())])
}

fn generalized(day: i64, fraction: &str) -> Vec<u8> {
    let shown = Moment::from_seconds(NOW + day * DAY).to_string();
    let digits: String = shown.chars().filter(char::is_ascii_digit).collect();
    der::value(tag::GENERALIZED_TIME, format!("{digits}{fraction}Z").as_bytes())
}

impl Token {
    fn write(&self) -> Vec<u8> {
        let info = der::value(tag::SEQUENCE, &self.info.concat());
        let digest = der::value(tag::OCTET_STRING, &self.key.digest().of(&info));
        let attributes = [
            attribute(oid::CONTENT_TYPE, &der::value(tag::OID, self.kind)),
            attribute(oid::MESSAGE_DIGEST, &digest),
            self.signing_certificate.clone(),
        ];
        let attributes = attributes.concat();
        let signature = self.key.sign(&der::value(tag::SET, &attributes)).unwrap();
        let algorithm = self.key.digest().algorithm(&self.key.public().digest_parameters());
        let leaf = &self.certificates[0];
        let signer = der::sequence(&[
            &der::unsigned(&[1]),
            &der::sequence(&[&leaf.issuer, &der::value(tag::INTEGER, &leaf.serial)]),
            &algorithm,
            &der::value(tag::context(0), &attributes),
            &self.key.public().cms_algorithm(),
            &der::value(tag::OCTET_STRING, &signature),
        ]);
        let content = der::value(tag::OCTET_STRING, self.changed.as_ref().unwrap_or(&info));
        let mut certificates: Vec<_> = self.certificates.iter().map(Certificate::der).collect();
        certificates.push(&self.more);
        let data = der::sequence(&[
            &der::unsigned(&[3]),
            &der::value(tag::SET, &algorithm),
            &der::sequence(&[
                &der::value(tag::OID, oid::STAMP_INFO),
                &der::value(tag::context(0), &content),
            ]),
            &der::constructed(tag::context(0), &certificates),
            &der::value(tag::SET, &signer),
        ]);
        let kind = der::value(tag::OID, oid::SIGNED_DATA);
        der::sequence(&[&kind, &der::value(tag::context(0), &data)])
    }
}

/// Somebody whose certificate ran out five days ago.
struct Late {
    root: Certificate,
    data: Data,
    signature: Vec<u8>,
}

impl Late {
    fn new(days: (i64, i64)) -> Self {
        let (root_key, key) = (key(KeyKind::P256, 2), key(KeyKind::P256, 3));
        let root = Draft::authority("Root", "Root").sign(&root_key, &root_key);
        let leaf = Draft { days, ..Draft::leaf("Signer", "Root") }.sign(&key, &root_key);
        let data = Data::new(&content(), &key, &[&leaf]);
        let signature = key.sign(&der::value(tag::SET, &data.attributes.concat())).unwrap();
        Self { root, data, signature }
    }

    fn stamped(&self, tokens: &[Vec<u8>]) -> Vec<u8> {
        let values = der::value(tag::SET, &tokens.concat());
        let attribute = der::sequence(&[&der::value(tag::OID, oid::STAMP_TOKEN), &values]);
        let unsigned = der::value(tag::context(1), &attribute);
        let data = Data { unsigned, ..self.data.clone() };
        loose(&content(), &data.write_with(&self.signature))
    }

    fn policy(&self, clocks: &[&Certificate]) -> Policy {
        let clocks = clocks.iter().map(|&clock| clock.clone()).collect();
        Policy { clocks: Some(clocks), ..policy(&[&self.root]) }
    }
}

/// What is said of the time stamp in a bundle, and then of its signer.
fn said(bundle: &[u8], policy: &Policy) -> String {
    let Verdict::Signed(it) = judge(bundle, policy) else { panic!("it is not signed") };
    let stamp = match &it.stamp {
        None => "none".to_owned(),
        Some(Err(flaw)) => format!("wrong: {flaw}"),
        Some(Ok(stamp)) => match &stamp.trust {
            Trust::Trusted(reason) => format!("{}: {reason}", stamp.time),
            Trust::Untrusted(doubt) => format!("{}, but {doubt}", stamp.time),
        },
    };
    format!("{stamp}; {}", told(bundle, policy))
}

const EXPIRED: &str =
    "AsStored; untrusted: the certificate of CN=Signer expired on 2025-12-27 00:00:00 UTC";
const BY_ROOT: &str = "AsStored; trusted: its chain is trusted: CN=Signer ← CN=Root";
const BY_CLOCK: &str = "its chain is trusted: CN=Clock ← CN=Clock Root";

#[test]
fn a_stamp_of_before_the_expiry_counts() {
    let (late, clock) = (Late::new((-30, -5)), Clock::new(&clock_draft()));
    let bundle = |day: i64| late.stamped(&[clock.token(&late.signature, day).write()]);
    let policy = late.policy(&[&clock.root]);
    let stamp = |day: i64| Moment::from_seconds(NOW + day * DAY).to_string();
    assert_eq!(said(&bundle(-6), &policy), format!("{}: {BY_CLOCK}; {BY_ROOT}", stamp(-6)));
    assert_eq!(said(&bundle(-4), &policy), format!("{}: {BY_CLOCK}; {EXPIRED}", stamp(-4)));
    // Without one, and without somebody who is believed about it, the present counts.
    let bare = loose(&content(), &late.data.write_with(&late.signature));
    assert_eq!(said(&bare, &policy), format!("none; {EXPIRED}"));
    let unknown = "but nothing trusted is known of its issuer CN=Clock Root";
    for clocks in [&[][..], &[&late.root]] {
        let expect = format!("{}, {unknown}; {EXPIRED}", stamp(-6));
        assert_eq!(said(&bundle(-6), &late.policy(clocks)), expect);
    }
    // A clock that is ahead of ours moves nothing beyond the present.
    let valid = Late::new((-30, 5));
    let ahead = valid.stamped(&[clock.token(&valid.signature, 6).write()]);
    let expect = format!("{}: {BY_CLOCK}; {BY_ROOT}", stamp(6));
    assert_eq!(said(&ahead, &valid.policy(&[&clock.root])), expect);
}

#[test]
fn neither_a_pin_nor_a_word_for_oneself_makes_a_clock() {
    let (late, clock) = (Late::new((-30, -5)), Clock::new(&clock_draft()));
    let bundle = late.stamped(&[clock.token(&late.signature, -6).write()]);
    let mut policy = late.policy(&[]);
    policy.pins = vec![clock.leaf.fingerprint(), clock.root.fingerprint()];
    policy.self_signed = crate::trust::SelfSigned::Accepted;
    assert!(said(&bundle, &policy).ends_with(EXPIRED));
    let alone = Draft { issuer: "Clock", ..clock_draft() }.sign(&clock.key, &clock.key);
    let alone = Clock { leaf: alone, ..clock };
    let bundle = late.stamped(&[alone.token(&late.signature, -6).write()]);
    assert!(said(&bundle, &policy).contains("but the certificate of CN=Clock is self-signed"));
    policy.clocks = Some(vec![alone.leaf]);
    assert!(said(&bundle, &policy).ends_with(BY_ROOT));
}

#[test]
fn a_stamp_that_is_not_right_counts_for_nothing() {
    let (late, clock) = (Late::new((-30, -5)), Clock::new(&clock_draft()));
    let good = clock.token(&late.signature, -6);
    let policy = late.policy(&[&clock.root]);
    let check = |tokens: &[Vec<u8>], expect: &str| {
        assert_eq!(said(&late.stamped(tokens), &policy), format!("wrong: {expect}; {EXPIRED}"));
    };
    let about = "it is about something else than this signature";
    check(&[clock.token(b"else", -6).write()], about);
    let mut changed = good.clone();
    changed.info[4] = generalized(-9, "");
    changed.changed = Some(der::value(tag::SEQUENCE, &changed.info.concat()));
    changed.info = good.info.clone();
    check(&[changed.write()], "what it says was changed after it was signed");
    let silent = Token { signing_certificate: Vec::new(), ..good.clone() };
    check(&[silent.write()], "it does not say which certificate it was made with");
    let other = attribute(oid::SIGNING_CERTIFICATE_V2, &ess(&[&[7; 32]]));
    let other = Token { signing_certificate: other, ..good.clone() };
    let with = "it was made with another certificate than the one that it brings";
    check(&[other.write()], with);
    let kind = Token { kind: oid::DATA, ..good.clone() };
    let words = "its signature is not right: its attributes speak of another kind of content";
    check(&[kind.write()], words);
    check(&[good.write(), good.write()], "there is more than one, and so none counts");
    check(&[der::value(tag::NULL, &[])], "it cannot be read: a value has another type");
    let mut weak = good;
    let sha1 = der::sequence(&[&der::value(tag::OID, oid::SHA1)]);
    weak.info[2] = der::sequence(&[&sha1, &der::value(tag::OCTET_STRING, &[0; 20])]);
    let words = "the digest in it is not taken: SHA-1 is too weak to be believed";
    check(&[weak.write()], words);
}

/// A bundle that is signed in steps, and what becomes of a token when it is asked for one.
struct Asking {
    signed: Signed,
    query: StampRequest,
    signature: Vec<u8>,
}

impl Asking {
    fn new() -> Self {
        let key = key(KeyKind::P256, 3);
        let leaf = Draft::leaf("Signer", "Signer").sign(&key, &key);
        let now = Moment::from_seconds(NOW);
        let signer = Signer::new(key.clone(), vec![leaf], now, Usage::CodeSigning).unwrap();
        let (bundle, manner) = (bundle(&content()), Manner::default());
        let room = (&spool(), &Limits::default(), &Silent as &dyn Progress);
        let draft = draft::Draft::new(&bundle, signer.identity(), &manner, room).unwrap();
        let signature = key.sign(&draft.message()).unwrap();
        let signed = draft.signed(signature.clone()).unwrap();
        let query = signed.stamp_request([0xff; 16]);
        Self { signed, query, signature }
    }

    /// The token that is expected of a clock.
    fn token(&self, clock: &Clock, day: i64) -> Token {
        let mut token = clock.token(&self.signature, day);
        token.info.push(der::value(tag::INTEGER, &[&[0x7f][..], &[0xff; 15]].concat()));
        token
    }

    fn answer(&mut self, token: &Token) -> Result<(), String> {
        let status = der::sequence(&[&der::unsigned(&[0])]);
        let reply = der::sequence(&[&status, &token.write()]);
        let stamp = self.signed.stamp(&reply, &self.query, Moment::from_seconds(NOW));
        stamp.map(|_| ()).map_err(|error| error.to_string())
    }
}

#[test]
fn a_token_is_looked_through_before_it_is_taken() {
    let mut asking = Asking::new();
    let mut refused = |draft: &Draft, day: i64, why: &str| {
        let token = asking.token(&Clock::new(draft), day);
        let expect = format!("the time stamp is of no use: {why}");
        assert_eq!(asking.answer(&token), Err(expect));
    };
    let clock = clock_draft();
    refused(
        &Draft { days: (-9, -1), ..clock.clone() },
        -2,
        "the certificate of CN=Clock expired on 2025-12-31 00:00:00 UTC",
    );
    let young = "the certificate of CN=Clock is not valid before 2025-12-31 00:00:00 UTC";
    refused(&Draft { days: (-1, 9), ..clock.clone() }, -2, young);
    refused(
        &Draft { extensions: vec![digital_signature()], ..clock.clone() },
        -2,
        "the certificate of CN=Clock is not meant for making time stamps",
    );
    let old =
        "by its time, the certificate of CN=Signer is not valid before 2025-12-22 00:00:00 UTC";
    refused(&Draft { days: (-20, 9), ..clock.clone() }, -11, old);
    let clock = Clock::new(&clock);
    let mut token = asking.token(&clock, -2);
    token.info.pop();
    let other = "the time stamp is of no use: it answers another request";
    assert_eq!(asking.answer(&token), Err(other.to_owned()));
    token.info.push(der::unsigned(&[1]));
    assert_eq!(asking.answer(&token), Err(other.to_owned()));
    let token = asking.token(&clock, -2);
    assert_eq!(asking.answer(&token), Ok(()));
    let signed = bytes(&asking.signed.finish().unwrap());
    let policy = Policy { clocks: Some(vec![clock.root]), ..policy(&[]) };
    let told = said(&signed, &policy);
    assert!(told.starts_with(&format!("2025-12-30 00:00:00 UTC: {BY_CLOCK}; Before")), "{told}");
}

#[test]
fn a_signature_of_somebody_else_is_refused() {
    let (own, other) = (key(KeyKind::P256, 3), key(KeyKind::P256, 4));
    let leaf = Draft::leaf("Signer", "Signer").sign(&own, &own);
    let now = Moment::from_seconds(NOW);
    let identity = Identity::new(vec![leaf], now, Usage::CodeSigning).unwrap();
    let (bundle, manner) = (bundle(&content()), Manner::default());
    let room = (&spool(), &Limits::default(), &Silent as &dyn Progress);
    let draft = || draft::Draft::new(&bundle, &identity, &manner, room).unwrap();
    let message = draft().message();
    draft().signed(own.sign(&message).unwrap()).unwrap();
    for signature in [other.sign(&message).unwrap(), own.sign(b"else").unwrap(), Vec::new()] {
        let error = draft().signed(signature).unwrap_err().to_string();
        let expect = "the signature was not made with the key of the certificate of CN=Signer";
        assert_eq!(error, expect);
    }
}

/// An answer of any length and form is refused or taken, and never more than that.
#[test]
fn no_answer_does_harm() {
    let mut asking = Asking::new();
    let clock = Clock::new(&clock_draft());
    let token = asking.token(&clock, -2).write();
    let reply = der::sequence(&[&der::sequence(&[&der::unsigned(&[0])]), &token]);
    let now = Moment::from_seconds(NOW);
    for at in 0..reply.len() {
        let mut changed = reply.clone();
        changed[at] ^= 1 << (at % 8);
        // What is not covered by the authority's signature says nothing about the time.
        let taken = asking.signed.stamp(&changed, &asking.query, now);
        let days = taken.map(|stamp| (stamp.time.seconds() - NOW) / DAY);
        assert!(matches!(days, Ok(-2) | Err(_)), "a bit of byte {at}");
        asking.signed.stamp(&reply[..at], &asking.query, now).unwrap_err();
    }
}

/// Where we differ from openssl, on purpose.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum But {
    Agree,
    Stricter,
    /// We take it, and openssl does not.
    Wider,
}

/// Compares what both say of a token, all in all.
struct Bench {
    folder: tempfile::TempDir,
    late: Late,
    compared: usize,
    differing: Vec<String>,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder, late: Late::new((-30, -5)), compared: 0, differing: Vec::new() }
    }

    fn openssl(&self, token: &[u8], roots: &[&Certificate]) -> bool {
        let write = |name: &str, bytes: &[u8]| {
            std::fs::write(self.folder.path().join(name), bytes).unwrap();
        };
        write("token", token);
        write("signature", &self.late.signature);
        let roots: String = roots.iter().map(|root| root.pem()).collect();
        write("roots.pem", roots.as_bytes());
        let time = NOW.to_string();
        let line = ["ts", "-verify", "-data", "signature", "-in", "token", "-token_in"];
        let run = Command::new("openssl")
            .args(line)
            .args(["-CAfile", "roots.pem", "-attime", &time])
            .current_dir(self.folder.path())
            .output();
        run.expect("`openssl` is on PATH, as the second judge of time stamps").status.success()
    }

    fn check(&mut self, name: &str, token: &[u8], roots: &[&Certificate], but: But) {
        self.compared += 1;
        let theirs = self.openssl(token, roots);
        let bundle = self.late.stamped(&[token.to_vec()]);
        let ours = match judge(&bundle, &self.late.policy(roots)) {
            Verdict::Signed(it) => match &it.stamp {
                Some(Ok(stamp)) => matches!(stamp.trust, Trust::Trusted(_)),
                Some(Err(_)) | None => false,
            },
            Verdict::Unsigned | Verdict::Malformed(_) => false,
        };
        let expected = match but {
            But::Agree => theirs,
            But::Stricter | But::Wider => !theirs,
        };
        if ours != expected {
            self.differing.push(format!("{name}: openssl {theirs}, we {ours}, {but:?}"));
        }
    }

    /// A clock whose certificate is another.
    fn clock(&mut self, name: &str, but: But, change: impl FnOnce(&mut Draft)) {
        let mut draft = clock_draft();
        change(&mut draft);
        let clock = Clock::new(&draft);
        let token = clock.token(&self.late.signature, -6).write();
        self.check(name, &token, &[&clock.root], but);
    }

    /// A token that says something else.
    fn token(&mut self, name: &str, but: But, change: impl FnOnce(&mut Token)) {
        let clock = Clock::new(&clock_draft());
        let mut token = clock.token(&self.late.signature, -6);
        change(&mut token);
        self.check(name, &token.write(), &[&clock.root], but);
    }
}

#[test]
fn openssl_agrees_about_who_may_make_time_stamps() {
    let mut bench = Bench::new();
    bench.clock("right", But::Agree, |_| {});
    bench.clock("expired", But::Agree, |draft| draft.days = (-9, -1));
    bench.clock("not yet valid", But::Agree, |draft| draft.days = (1, 9));
    // Openssl does not ask whether the authority was there already when it spoke.
    bench.clock("younger than its word", But::Stricter, |draft| draft.days = (-3, 9));
    let mut extensions = |name: &str, but: But, extensions: Vec<Vec<u8>>| {
        bench.clock(name, but, |draft| draft.extensions = extensions);
    };
    extensions("no purpose", But::Agree, vec![digital_signature()]);
    extensions("not critical", But::Agree, vec![purposes(false, &[oid::TIME_STAMPING])]);
    extensions(
        "code as well",
        But::Agree,
        vec![purposes(true, &[oid::TIME_STAMPING, oid::CODE_SIGNING])],
    );
    extensions("any purpose", But::Agree, vec![purposes(true, &[oid::ANY_USAGE])]);
    extensions("code", But::Agree, vec![digital_signature(), code_signing()]);
    extensions("mail", But::Agree, vec![purpose(&[0x2b, 6, 1, 5, 5, 7, 3, 4])]);
    extensions("no key usage", But::Agree, vec![stamping()]);
    extensions("for certificates", But::Agree, vec![certificates_only(), stamping()]);
    extensions(
        "not understood",
        But::Agree,
        vec![stamping(), extension(&[0x2a, 3, 4], true, &[5, 0])],
    );
    let clock = Clock::new(&clock_draft());
    let token = clock.token(&bench.late.signature, -6).write();
    let stranger = Late::new((-30, -5)).root;
    bench.check("a stranger's root", &token, &[&stranger], But::Agree);
    bench.check("two roots", &token, &[&stranger, &clock.root], But::Agree);
    check_between(&mut bench, &clock);
    assert_eq!(bench.differing, Vec::<String>::new());
    assert!(bench.compared >= 18, "{}", bench.compared);
}

/// Somebody between the root and the clock, who may be limited to other purposes.
fn check_between(bench: &mut Bench, clock: &Clock) {
    let between_key = key(KeyKind::P256, 23);
    for (name, more, but) in [
        ("between", vec![], But::Agree),
        ("for stamps between", vec![purposes(false, &[oid::TIME_STAMPING])], But::Agree),
        // Openssl asks for the purpose of the last one alone.
        ("for code between", vec![purposes(false, &[oid::CODE_SIGNING])], But::Stricter),
    ] {
        let extensions = [vec![authority(None), certificates_only()], more].concat();
        let draft = Draft { extensions, ..Draft::authority("Clock Between", "Clock Root") };
        let between = draft.sign(&between_key, &clock.root_key);
        let draft = Draft { issuer: "Clock Between", ..clock_draft() };
        let leaf = draft.sign(&clock.key, &between_key);
        let (root, root_key, key) = (clock.root.clone(), clock.root_key.clone(), clock.key.clone());
        let below = Clock { root, root_key, key, leaf };
        let mut token = below.token(&bench.late.signature, -6);
        bench.check(&format!("{name}, missing"), &token.write(), &[&clock.root], But::Agree);
        token.certificates.push(between);
        bench.check(name, &token.write(), &[&clock.root], but);
    }
}

#[test]
fn openssl_agrees_about_what_tokens_say() {
    let mut bench = Bench::new();
    let signature = bench.late.signature.clone();
    bench.token("RSA", But::Agree, |token| {
        let root_key = key(KeyKind::P256, 21);
        token.key = rsa();
        token.certificates = vec![clock_draft().sign(&rsa(), &root_key)];
        let hash = Digest::Sha256.of(token.certificates[0].der());
        token.signing_certificate = attribute(oid::SIGNING_CERTIFICATE_V2, &ess(&[&hash]));
    });
    for digest in [Digest::Sha384, Digest::Sha512] {
        let imprint = imprint(digest, &signature);
        bench.token("a longer digest", But::Agree, |token| token.info[2] = imprint);
    }
    bench.token("about something else", But::Agree, |token| {
        token.info[2] = imprint(Digest::Sha256, b"else");
    });
    bench.token("another version", But::Agree, |token| token.info[0] = der::unsigned(&[2]));
    bench.token("a fraction", But::Agree, |token| token.info[4] = generalized(-6, ".25"));
    bench.token("accuracy, nonce, name", But::Agree, |token| {
        let accuracy = der::sequence(&[&der::unsigned(&[1]), &der::value(tag::implicit(0), &[9])]);
        let name = der::value(tag::context(4), &token.certificates[0].subject);
        token.info.extend([
            accuracy,
            der::value(tag::BOOLEAN, &[0xff]),
            der::unsigned(&[9, 9, 9]),
            der::value(tag::context(0), &name),
        ]);
    });
    bench.token("something behind", But::Agree, |token| token.info.push(vec![5, 0]));
    bench.token("no time", But::Agree, |token| token.info.truncate(4));
    bench.token("changed", But::Agree, |token| {
        let mut info = token.info.clone();
        info[3] = der::unsigned(&[0x12, 0x35]);
        token.changed = Some(der::value(tag::SEQUENCE, &info.concat()));
    });
    bench.token("foreign key", But::Agree, |token| token.key = key(KeyKind::P256, 77));
    bench.token("no certificate named", But::Agree, |token| token.signing_certificate.clear());
    bench.token("another certificate named", But::Agree, |token| {
        token.signing_certificate = attribute(oid::SIGNING_CERTIFICATE_V2, &ess(&[&[7; 32]]));
    });
    check_signing_certificates(&mut bench);
    // As Microsoft's authorities do it; `openssl cms` reads that, `openssl ts` does not.
    bench.token("an attribute certificate", But::Wider, |token| {
        token.more = der::value(tag::context(1), &der::sequence(&[&[5, 0]]));
    });
    bench.check("garbage", b"garbage", &[], But::Agree);
    let clock = Clock::new(&clock_draft());
    let token = clock.token(&signature, -6).write();
    bench.check("cut off", &token[..token.len() - 1], &[&clock.root], But::Agree);
    for at in [30, token.len() / 2, token.len() - 3] {
        let mut changed = token.clone();
        changed[at] ^= 1;
        bench.check("a bit", &changed, &[&clock.root], But::Agree);
    }
    assert_eq!(bench.differing, Vec::<String>::new());
    assert!(bench.compared >= 22, "{}", bench.compared);
}

/// The forms in which a token names its certificate.
fn check_signing_certificates(bench: &mut Bench) {
    let named = |leaf: &Certificate, serial: &[u8]| {
        let name = der::value(tag::context(4), &leaf.issuer);
        let by = der::sequence(&[&der::sequence(&[&name]), &der::value(tag::INTEGER, serial)]);
        let hash = der::value(tag::OCTET_STRING, &Digest::Sha256.of(leaf.der()));
        der::sequence(&[&der::sequence(&[&der::sequence(&[&hash, &by])])])
    };
    bench.token("with issuer and number", But::Agree, |token| {
        let leaf = token.certificates[0].clone();
        token.signing_certificate =
            attribute(oid::SIGNING_CERTIFICATE_V2, &named(&leaf, &leaf.serial));
    });
    bench.token("with another number", But::Agree, |token| {
        let value = named(&token.certificates[0], &[9]);
        token.signing_certificate = attribute(oid::SIGNING_CERTIFICATE_V2, &value);
    });
    let sha1 = |leaf: &Certificate| {
        use sha1::Digest as _;
        attribute(oid::SIGNING_CERTIFICATE, &ess(&[&sha1::Sha1::digest(leaf.der())]))
    };
    bench.token("by version 1", But::Agree, |token| {
        token.signing_certificate = sha1(&token.certificates[0]);
    });
    bench.token("by both", But::Agree, |token| {
        token.signing_certificate.extend(sha1(&token.certificates[0]));
    });
}
