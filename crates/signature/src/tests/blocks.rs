//! Where signatures are found, made and taken off.

use pyrel_archive::{Artifact, Limits};
use pyrel_diag::{Progress, Silent};

use super::builder::{
    Data, Draft, NOW, any_usage, archive, block, bytes, content, key, loose, patched, policy, rsa,
    spool, told,
};
use crate::certificate::Certificate;
use crate::moment::Moment;
use crate::open::open;
use crate::private_key::{KeyKind, PrivateKey};
use crate::sign::{Again, Bare, Manner, sign, unsign};
use crate::signer::Signer;
use crate::trust::{Policy, Usage};
use crate::{Error, Form, SignatureBlock};

fn alone(key: &PrivateKey) -> Certificate {
    Draft::leaf("Alone", "Alone").sign(key, key)
}

fn signer(key: &PrivateKey) -> Signer {
    let now = Moment::from_seconds(NOW);
    Signer::new(key.clone(), vec![alone(key)], now, Usage::CodeSigning).unwrap()
}

fn signed(bundle: &[u8], manner: &Manner) -> Result<Vec<u8>, Error> {
    let signer = signer(&key(KeyKind::P256, 1));
    let limits = Limits::default();
    sign(&super::builder::bundle(bundle), &signer, manner, (&spool(), &limits, &Silent))
        .map(|it| bytes(&it))
}

fn bare(bundle: &[u8]) -> Result<Option<Vec<u8>>, Error> {
    Ok(match unsign(&super::builder::bundle(bundle), &spool(), &Limits::default())? {
        Bare::Peeled(artifact) => Some(bytes(&artifact)),
        Bare::Unsigned => None,
    })
}

fn trusted() -> Policy {
    policy(&[&alone(&key(KeyKind::P256, 1))])
}

const GOOD: &str = "trusted: its chain is trusted: CN=Alone";

#[test]
fn what_is_signed_is_verified_and_unsigned_again() {
    for form in [Form::Comment, Form::Loose] {
        let manner = Manner { form, ..Manner::default() };
        let signed = signed(&content(), &manner).unwrap();
        let covers = if form == Form::Comment { "BeforeComment" } else { "AsStored" };
        assert_eq!(told(&signed, &trusted()), format!("{covers}; {GOOD}"));
        assert_eq!(bare(&signed).unwrap(), Some(content()));
    }
    assert_eq!(bare(&content()).unwrap(), None);
}

#[test]
fn the_same_bundle_gets_the_same_bytes() {
    let first = signed(&content(), &Manner::default()).unwrap();
    assert_eq!(signed(&content(), &Manner::default()).unwrap(), first);
    let time = Some(Moment::from_seconds(NOW));
    let later = signed(&content(), &Manner { time, ..Manner::default() }).unwrap();
    assert_ne!(later, first);
    assert_eq!(told(&later, &trusted()), format!("BeforeComment; {GOOD}"));
}

#[test]
fn a_signed_bundle_is_signed_again_only_if_told() {
    let first = signed(&content(), &Manner::default()).unwrap();
    let error = signed(&first, &Manner::default()).unwrap_err();
    assert_eq!(error.to_string(), "`demo.mcpb` is signed already");
    let again = Manner { again: Again::Replace, ..Manner::default() };
    assert_eq!(signed(&first, &again).unwrap(), first);
    let loose = signed(&content(), &Manner { form: Form::Loose, ..Manner::default() }).unwrap();
    assert_eq!(signed(&loose, &again).unwrap(), first);
    let commented = signed(&archive(b"x", b"a comment"), &Manner::default()).unwrap_err();
    let expect = "`demo.mcpb` has a comment of its own, which a signature would have to replace";
    assert_eq!(commented.to_string(), expect);
    let text = signed(b"this is no archive", &Manner::default()).unwrap_err().to_string();
    assert!(text.starts_with("`demo.mcpb` is malformed: it is no zip archive"), "{text}");
}

/// A block with a length that an archive's comment cannot have.
#[test]
fn too_many_certificates_are_refused() {
    let key = key(KeyKind::P256, 1);
    let others = (0..=255).map(|number| {
        Draft { serial: number, ..Draft::authority("Filler", "Filler") }.sign(&key, &key)
    });
    let certificates = [alone(&key)].into_iter().chain(others).collect();
    let now = Moment::from_seconds(NOW);
    let signer = Signer::new(key, certificates, now, Usage::CodeSigning).unwrap();
    let limits = Limits::default();
    let room = (&spool(), &limits, &Silent as &dyn Progress);
    let error = sign(&super::builder::bundle(&content()), &signer, &Manner::default(), room);
    let error = error.unwrap_err().to_string();
    assert!(error.ends_with("and 65,535 are the most that an archive can carry"), "{error}");
}

fn data() -> Vec<u8> {
    let key = key(KeyKind::P256, 1);
    Data::new(&content(), &key, &[&alone(&key)]).write()
}

#[test]
fn blocks_of_other_makers_are_read() {
    let sound = data();
    assert_eq!(told(&loose(&content(), &sound), &trusted()), format!("AsStored; {GOOD}"));
    assert_eq!(told(&patched(&content(), &sound), &trusted()), format!("BeforeComment; {GOOD}"));
    // Under its first name.
    let len = u32::try_from(sound.len()).unwrap().to_le_bytes();
    let dxt = [&content()[..], b"DXT_SIG_V1", &len, &sound, b"DXT_SIG_END"].concat();
    assert_eq!(told(&dxt, &trusted()), format!("AsStored; {GOOD}"));
    assert_eq!(bare(&dxt).unwrap(), Some(content()));
    // With the comment's length written before signing, as was proposed once.
    let key = key(KeyKind::P256, 1);
    let len = u16::try_from(block(&sound).len()).unwrap().to_le_bytes();
    for guess in 0..8_u16 {
        // The length of a signature of this kind varies by a few bytes.
        let mut before = content();
        let at = before.len() - 2;
        let len = (u16::from_le_bytes(len) - 4 + guess).to_le_bytes();
        before[at..].copy_from_slice(&len);
        let der = Data::new(&before, &key, &[&alone(&key)]).write();
        if block(&der).len() == usize::from(u16::from_le_bytes(len)) {
            let bundle = [before, block(&der)].concat();
            assert_eq!(told(&bundle, &trusted()), format!("AsStored; {GOOD}"));
            assert_eq!(bare(&bundle).unwrap(), Some(content()));
            return;
        }
    }
    panic!("no length was met");
}

/// An archive with a comment of its own, as mcpb signs it.
#[test]
fn a_comment_is_kept_where_the_block_follows_it() {
    let key = key(KeyKind::P256, 1);
    for comment in [&b"a comment"[..], b"MCPB_SIG_V0", b"PK\x05\x06"] {
        let content = archive(b"x", comment);
        let der = Data::new(&content, &key, &[&alone(&key)]).write();
        let bundle = loose(&content, &der);
        assert_eq!(told(&bundle, &trusted()), format!("AsStored; {GOOD}"));
        assert_eq!(bare(&bundle).unwrap(), Some(content));
    }
}

/// Readers of archives need not know of signatures.
#[test]
fn a_signed_bundle_is_opened_in_every_form() {
    let members = |bundle: &[u8]| {
        let archive = open(&super::builder::bundle(bundle), &Limits::default())?;
        Ok(archive.members().iter().map(|it| it.path.to_string()).collect::<Vec<_>>())
    };
    let plain = members(&content()).map_err(|it: pyrel_archive::Error| it.to_string()).unwrap();
    for bundle in [loose(&content(), &data()), patched(&content(), &data())] {
        assert_eq!(members(&bundle).unwrap(), plain);
    }
    let broken = [&loose(&content(), &data())[..], b"x"].concat();
    assert!(members(&broken).unwrap_err().to_string().contains("something follows its end"));
}

/// Who only says that there is a signature sees it where whoever verifies it does.
#[test]
fn a_block_is_seen_where_it_is_verified() {
    let find = |bytes: &[u8]| {
        let artifact = Artifact::of_bytes("demo.mcpb", bytes, &spool()).unwrap();
        let (block, archive) = SignatureBlock::find(&artifact).unwrap();
        (block, archive.len)
    };
    let whole = |bytes: &[u8]| bytes.len() as u64;
    for (bundle, form) in
        [(loose(&content(), &data()), Form::Loose), (patched(&content(), &data()), Form::Comment)]
    {
        let (block, archive) = find(&bundle);
        let block = block.unwrap();
        assert_eq!((block.marker.as_str(), block.form), ("mcpb", form));
        assert_eq!((block.offset, block.der_len), (whole(&content()), whole(&data())));
        assert_eq!(block.offset + block.len, whole(&bundle));
        let expect = if form == Form::Loose { whole(&content()) } else { whole(&bundle) };
        assert_eq!(archive, expect);
    }
    let good = loose(&content(), &data());
    for other in [
        content(),
        archive(&block(&data()), b""),
        archive(b"x", &[b"a comment ", &block(&data())[..]].concat()),
        good[..good.len() - 1].to_vec(),
        [&good[..], b"x"].concat(),
        [&good[..], &block(&data())].concat(),
        b"MCPB_SIG_V1\x03\0\0\0derMCPB_SIG_END".to_vec(),
        Vec::new(),
    ] {
        let (block, archive) = find(&other);
        assert!(block.is_none(), "{block:?}");
        assert_eq!(archive, whole(&other));
        assert!(!told(&other, &trusted()).contains("trusted: "));
    }
}

#[test]
fn markers_within_a_bundle_mean_nothing() {
    let inner = block(&data());
    for content in [
        archive(&inner, b""),
        archive(b"MCPB_SIG_V1 and MCPB_SIG_END", b""),
        archive(b"x", b"a comment with MCPB_SIG_END"),
        archive(&content(), b""),
    ] {
        assert_eq!(told(&content, &trusted()), "unsigned");
        assert_eq!(bare(&content).unwrap(), None);
    }
    let members = archive(&inner, b"");
    let signed = signed(&members, &Manner::default()).unwrap();
    assert_eq!(told(&signed, &trusted()), format!("BeforeComment; {GOOD}"));
    assert_eq!(bare(&signed).unwrap(), Some(members));
}

#[track_caller]
fn malformed(bundle: &[u8], why: &str) {
    assert_eq!(told(bundle, &trusted()), format!("malformed: {why}"));
    let error = bare(bundle).unwrap_err().to_string();
    assert_eq!(error, format!("`demo.mcpb` is malformed: {why}"));
}

#[test]
fn broken_blocks_are_malformed() {
    let sound = data();
    let good = loose(&content(), &sound);
    malformed(&good[..good.len() - 1], "the signature block does not end where its length says");
    malformed(&good[..good.len() - 30], "the signature block is cut off");
    malformed(&good[..content().len() + 12], "the signature block is cut off");
    malformed(&good[..content().len() + 5], "5 bytes follow the archive that are no signature");
    let cut = "it is no zip archive, or something follows its end";
    malformed(&good[..content().len() - 3], cut);
    malformed(&[&good[..], b"\n"].concat(), "1 bytes follow the signature block");
    let twice = [&good[..], &block(&sound)].concat();
    malformed(&twice, "a second signature block follows the first");
    for change in [-1_i64, 1] {
        let mut wrong = good.clone();
        let at = content().len() + 11;
        let len = i64::try_from(sound.len()).unwrap() + change;
        wrong[at..at + 4].copy_from_slice(&u32::try_from(len).unwrap().to_le_bytes());
        malformed(&wrong, "the signature block does not end where its length says");
    }
    let mut huge = good.clone();
    huge[content().len() + 11..content().len() + 15].copy_from_slice(&[0xff; 4]);
    malformed(&huge, "the signature block is cut off");
    let mut mixed = good;
    let at = mixed.len() - 12;
    mixed.splice(at.., *b"DXT_SIG_END");
    malformed(&mixed, "the signature block does not end where its length says");
}

#[test]
fn what_follows_a_bundle_in_the_later_form_is_malformed() {
    let good = patched(&content(), &data());
    for broken in [&good[..good.len() - 1], &[&good[..], b"x"].concat()] {
        assert!(told(broken, &trusted()).starts_with("malformed: "));
    }
    let mut longer = patched(&content(), &data());
    longer.push(0);
    let at = content().len() - 2;
    let len = u16::from_le_bytes([longer[at], longer[at + 1]]) + 1;
    longer[at..at + 2].copy_from_slice(&len.to_le_bytes());
    malformed(&longer, "1 bytes follow the signature block");
}

/// What readers would see that look from the end of the file.
#[test]
fn a_second_archive_is_malformed_wherever_it_hides() {
    let good = loose(&content(), &data());
    let second = archive(b"evil", b"");
    let told_of = |bundle: &[u8]| told(bundle, &trusted());
    let appended = [&good[..], &second].concat();
    assert!(told_of(&appended).starts_with("malformed: "), "{}", told_of(&appended));
    // With its places moved, so that it is sound by itself.
    let mut moved = second.clone();
    let end = moved.len() - 22;
    let shift = u32::try_from(good.len()).unwrap();
    for at in [end + 16, end - 47 + 42] {
        let place = u32::from_le_bytes(moved[at..at + 4].try_into().unwrap()) + shift;
        moved[at..at + 4].copy_from_slice(&place.to_le_bytes());
    }
    let appended = [&good[..], &moved].concat();
    assert!(told_of(&appended).starts_with("malformed: "), "{}", told_of(&appended));
    // Within the block, where the signature does not reach: as a further certificate or an attribute
    // that nobody signed.
    let key = key(KeyKind::P256, 1);
    let mut data = Data::new(&content(), &key, &[&alone(&key)]);
    data.unsigned = crate::der::value(
        0xa1,
        &super::builder::attribute(&[0x2a, 3, 4], &crate::der::value(4, &second)),
    );
    for bundle in [loose(&content(), &data.write()), patched(&content(), &data.write())] {
        assert!(told_of(&bundle).starts_with("malformed: "), "{}", told_of(&bundle));
    }
}

#[test]
fn changed_content_is_bad_in_every_form() {
    let mut other = content();
    other[33] ^= 1;
    for bundle in [loose(&other, &data()), patched(&other, &data())] {
        let expect = format!("bad: the archive was changed after it was signed; {GOOD}");
        assert_eq!(told(&bundle, &trusted()), expect);
    }
}

/// Thousands of changed bundles: none of them panics, and none is right but for what the signature
/// does not cover.
#[test]
fn no_change_is_taken_for_the_signed_bundle() {
    let key = rsa();
    let root = alone(&key);
    let sound = Data::new(&content(), &key, &[&root]).write();
    let policy = any_usage(&[&root]);
    let good = patched(&content(), &sound);
    assert!(told(&good, &policy).starts_with("BeforeComment; trusted"));
    let mut seed = 7_u64;
    let mut next = |most: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(seed >> 33).unwrap() % most
    };
    let mut right = 0;
    for round in 0..1500 {
        let mut bundle = good.clone();
        match round % 5 {
            0 => bundle.truncate(next(good.len())),
            1 => {
                bundle.remove(next(good.len()));
            }
            2 => bundle.insert(next(good.len()), 0x30),
            _ => {
                let at = next(good.len());
                bundle[at] ^= 1 << next(8);
            }
        }
        let told = told(&bundle, &policy);
        if !told.contains("bad: ") && !told.starts_with("malformed: ") && told != "unsigned" {
            right += 1;
            let holds = |part: &[u8]| bundle.windows(part.len()).any(|window| window == part);
            assert!(bundle.starts_with(&good[..content().len()]), "{told}");
            assert!(holds(&good[good.len() - 12 - 384..]), "{told}");
            assert!(!told.contains("; trusted: ") || holds(root.der()), "{told}");
        }
    }
    // Names, dates and the signature of the certificate are not covered by that of the bundle; the
    // certificate is then another one, and not believed.
    assert!(right < 700, "{right}");
}
