//! What is said of signers, word for word.

use super::builder::{
    Data, Draft, NOW, archive, attribute, authority, certificates_only, content, extension, key,
    loose, no_authority, policy, purpose, told,
};
use crate::certificate::Certificate;
use crate::moment::Moment;
use crate::private_key::KeyKind;
use crate::trust::{Policy, SelfSigned, Usage};
use crate::{oid, public_key};

/// What is said of a signer between whom and the root nobody stands.
fn check(draft: &Draft, change: impl FnOnce(&mut Policy, &Certificate), expect: &str) {
    let (root_key, key) = (key(KeyKind::P256, 2), key(KeyKind::P256, 3));
    let root = Draft::authority("Root", "Root").sign(&root_key, &root_key);
    let by = if draft.issuer == draft.subject { &key } else { &root_key };
    let leaf = draft.sign(&key, by);
    let mut policy = policy(&[&root]);
    change(&mut policy, &leaf);
    let bundle = loose(&content(), &Data::new(&content(), &key, &[&leaf]).write());
    assert_eq!(told(&bundle, &policy), format!("AsStored; {expect}"));
}

#[test]
fn signers_are_believed_for_a_reason() {
    let leaf = Draft::leaf("Signer", "Root");
    let by_root = "trusted: its chain is trusted: CN=Signer ← CN=Root";
    check(&leaf, |_, _| {}, by_root);
    let nobody = "untrusted: nothing trusted is known of its issuer CN=Root";
    check(&leaf, |policy, _| policy.anchors.clear(), nobody);
    let pin = |policy: &mut Policy, leaf: &Certificate| {
        policy.anchors.clear();
        policy.pins = vec![leaf.fingerprint()];
    };
    check(&leaf, pin, "trusted: its fingerprint is pinned");
    let alone = Draft::leaf("Alone", "Alone");
    check(&alone, |_, _| {}, "untrusted: the certificate of CN=Alone is self-signed");
    let accept = |policy: &mut Policy, _: &Certificate| policy.self_signed = SelfSigned::Accepted;
    let accepted = "trusted: it is self-signed, and such are accepted";
    check(&alone, accept, accepted);
    check(
        &leaf,
        |policy, leaf| policy.anchors = vec![leaf.clone()],
        "trusted: its chain is trusted: CN=Signer",
    );
    // As the reference tool makes them.
    let theirs = Draft { extensions: vec![authority(None)], ..alone.clone() };
    check(&theirs, accept, accepted);
    check(
        &theirs,
        |_, _| {},
        "untrusted: the certificate of CN=Alone is not meant for signing code",
    );
    check(&theirs, pin, "trusted: its fingerprint is pinned");
    // That is no licence for those which say what else they are meant for.
    let mail = Draft { extensions: vec![purpose(&[0x2b, 6, 1, 5, 5, 7, 3, 4])], ..alone };
    check(&mail, accept, "untrusted: the certificate of CN=Alone is not meant for signing code");
}

#[test]
fn signers_are_not_believed_for_a_reason() {
    let leaf = Draft::leaf("Signer", "Root");
    let with = |extensions: Vec<Vec<u8>>| Draft { extensions, ..leaf.clone() };
    let not_code = "untrusted: the certificate of CN=Signer is not meant for signing code";
    check(&with(vec![no_authority()]), |_, _| {}, not_code);
    check(&with(vec![purpose(&[0x2b, 6, 1, 5, 5, 7, 3, 1])]), |_, _| {}, not_code);
    let by_root = "trusted: its chain is trusted: CN=Signer ← CN=Root";
    check(&with(vec![]), |policy, _| policy.usage = Usage::Any, by_root);
    check(&with(vec![purpose(oid::ANY_USAGE)]), |_, _| {}, by_root);
    check(
        &with(vec![certificates_only()]),
        |_, _| {},
        "untrusted: the certificate of CN=Signer is not meant for signatures",
    );
    check(
        &with(vec![extension(&[0x2a, 3, 4], true, &[5, 0])]),
        |_, _| {},
        "untrusted: the certificate of CN=Signer has extension 1.2.3.4, which cannot be judged",
    );
    for (algorithm, name) in [(oid::SHA1_ECDSA, "SHA-1"), (oid::MD5_RSA, "MD5")] {
        let algorithm = Some(public_key::algorithm(algorithm, &[]));
        check(
            &Draft { algorithm, ..leaf.clone() },
            |_, _| {},
            &format!(
                "untrusted: the certificate of CN=Signer is signed in a way that is not believed: \
                 {name} is too weak to be believed"
            ),
        );
    }
    let dated = |from: i64, to: i64| Draft { days: (from, to), ..leaf.clone() };
    let expired = "untrusted: the certificate of CN=Signer expired on 2025-12-31 00:00:00 UTC";
    check(&dated(-3, -1), |_, _| {}, expired);
    let pin = |policy: &mut Policy, leaf: &Certificate| policy.pins = vec![leaf.fingerprint()];
    check(&dated(-3, -1), pin, expired);
    check(
        &dated(1, 3),
        |_, _| {},
        "untrusted: the certificate of CN=Signer is not valid before 2026-01-02 00:00:00 UTC",
    );
    let later = |policy: &mut Policy, _: &Certificate| {
        policy.now = Moment::from_seconds(NOW).plus_days(200);
    };
    check(
        &dated(-3, 300),
        later,
        "untrusted: the certificate of CN=Root expired on 2026-04-11 00:00:00 UTC",
    );
}

/// As many certificates of one name as there is room for, each signed by all others: a search without
/// a bound would not end.
#[test]
fn a_search_for_chains_ends() {
    let key = key(KeyKind::P256, 2);
    let others: Vec<_> = (0..60)
        .map(|serial| Draft { serial, ..Draft::authority("Loop", "Loop") }.sign(&key, &key))
        .collect();
    let leaf = Draft::leaf("Signer", "Loop").sign(&key, &key);
    let certificates: Vec<_> = [&leaf].into_iter().chain(&others).collect();
    let content = archive(b"x", b"");
    let bundle = loose(&content, &Data::new(&content, &key, &certificates).write());
    let told = told(&bundle, &policy(&[]));
    assert!(told.starts_with("AsStored; untrusted: "), "{told}");
}

/// As many extensions and attributes as there is room for, each another one.
#[test]
fn many_small_parts_take_no_long_time() {
    let started = std::time::Instant::now();
    let key = key(KeyKind::P256, 2);
    let odd = |number: u32| {
        let digits = [21, 14, 7, 0].map(|shift| u8::try_from(number >> shift & 0x7f).unwrap());
        [0x2a, 0x81, 0x80 | digits[0], 0x80 | digits[1], 0x80 | digits[2], digits[3]]
    };
    let extensions = (0..5_000).map(|number| extension(&odd(number), false, &[])).collect();
    let leaf = Draft { extensions, ..Draft::leaf("Signer", "Root") }.sign(&key, &key);
    let mut data = Data::new(&content(), &key, &[&leaf]);
    data.attributes.extend((0..70_000).map(|number| attribute(&odd(number), &[])));
    let told = told(&loose(&content(), &data.write()), &policy(&[]));
    assert!(told.starts_with("AsStored; untrusted: "), "{told}");
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn names_cannot_speak_to_the_terminal() {
    let key = key(KeyKind::P256, 2);
    let leaf = Draft::leaf("Red \u{1b}[31m\u{202e}", "X").sign(&key, &key);
    assert_eq!(leaf.subject(), "CN=Red \\u{1b}[31m\\u{202e}");
    assert_eq!(leaf.publisher(), "Red \\u{1b}[31m\\u{202e}");
}

/// A name of one part must not look like one of several, nor like a chain.
#[test]
fn names_cannot_speak_for_others() {
    let key = key(KeyKind::P256, 2);
    let leaf = Draft::leaf("Demo, O=Anthropic ← CN=\\Root", "X").sign(&key, &key);
    let long = Draft::leaf("ü".repeat(70_000).leak(), "X").sign(&key, &key);
    assert_eq!(long.subject(), format!("CN={}…", "ü".repeat(997)));
    assert_eq!(leaf.subject(), "CN=Demo\\, O\\=Anthropic \\← CN\\=\\\\Root");
}
