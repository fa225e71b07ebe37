//! What a bundle's signature is worth, in separate answers.

use std::io::{self, Read};

use pyrel_archive::Limits;
use pyrel_diag::{Event, Progress};
use pyrel_tree::Slice;

use crate::block::{self, Block, Form, Located, Marker};
use crate::certificate::Certificate;
use crate::cms::{About, SignedData};
use crate::digest::{Digest, Hasher, Unfit};
use crate::moment::Moment;
use crate::timestamp::{self, Stamp, StampFlaw};
use crate::trust::{Doubt, Policy, Trust};
use crate::{Bundle, Error};

/// What was found behind a bundle.
#[derive(Clone, Debug)]
pub enum Verdict {
    /// Nothing.
    Unsigned,
    /// Something that is no sound signature, and why.
    Malformed(String),
    /// A signature that can be judged.
    Signed(Box<Judgement>),
}

/// What a signature is worth.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// Which name the format had when it was made.
    pub marker: Marker,
    /// How it is attached.
    pub form: Form,
    /// Whether it is mathematically right, and if so, which bytes it covers.
    pub signature: Result<Covers, Flaw>,
    /// How many bytes that is about: all in front of the block.
    pub len: u64,
    /// Whether the signer is believed.
    pub trust: Trust,
    /// The moment at which the certificates had to be valid for that: now, or an earlier one for which
    /// there is a time stamp of somebody who is believed.
    pub moment: Moment,
    /// The time stamp beside it, or what is wrong with that. Nobody but its authority has signed it, so
    /// it makes no signature wrong.
    pub stamp: Option<Result<Stamp, StampFlaw>>,
    /// The certificate of the signer.
    pub signer: Option<Certificate>,
    /// All certificates that came with it.
    pub certificates: Vec<Certificate>,
    /// When it was made, by the signer's own word.
    pub signing_time: Option<Moment>,
    /// The digest that it rests on.
    pub digest: Option<Digest>,
}

/// Which bytes a signature covers: in every form the whole archive in front of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Covers {
    /// The archive as it was before it was signed, without the length of its comment, which was
    /// written after signing.
    BeforeComment,
    /// The archive exactly as it stands in the file.
    AsStored,
}

/// What is wrong with a signature.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Flaw {
    /// No certificate in the block belongs to the signer.
    #[error("no certificate in it belongs to its signer")]
    NoCertificate,
    /// The digest is not taken.
    #[error("its digest is not taken: {0}")]
    Digest(Unfit),
    /// The kind of signature is not taken.
    #[error("its algorithm is not taken: {0}")]
    Algorithm(Unfit),
    /// The signer's key is not taken.
    #[error("the key of its signer is not taken: {0}")]
    Key(Unfit),
    /// The digest beside the signature is not the one within its algorithm, or not announced.
    #[error("it names two digests")]
    TwoDigests,
    /// It does not say which content it is about.
    #[error("its attributes lack the {0}")]
    Lacks(&'static str),
    /// It is about another kind of content.
    #[error("its attributes speak of another kind of content")]
    OtherContentType,
    /// The archive is not the one that was signed.
    #[error("the archive was changed after it was signed")]
    Content,
    /// The attributes were not signed with the key of the certificate.
    #[error("it was not made with the key of its certificate")]
    Mathematics,
}

/// Looks at a bundle's signature.
///
/// # Errors
/// When the bundle cannot be read.
pub fn verify(
    bundle: &Bundle,
    policy: &Policy,
    (limits, progress): (&Limits, &dyn Progress),
) -> Result<Verdict, Error> {
    let block = match block::locate(bundle, limits)? {
        Located::Unsigned(_) => return Ok(Verdict::Unsigned),
        Located::Malformed(why) => return Ok(Verdict::Malformed(why)),
        Located::Signed(block) => block,
    };
    let data = match SignedData::read(&block.der, About::Archive) {
        Ok(data) => data,
        Err(why) => return Ok(Verdict::Malformed(format!("its signature is broken: {why}"))),
    };
    let signer = data.signing_certificate().cloned();
    let signature = match check_signature(&data, signer.as_ref()) {
        Ok(digest) => {
            let what = format!("verifying {}", bundle.name());
            progress.event(Event::Started { what: &what, bytes: block.at.end });
            let checked = check_content((bundle, &block), &data, digest, progress);
            progress.event(Event::Finished);
            checked?
        }
        Err(flaw) => Err(flaw),
    };
    let stamp = timestamp::judge(&data.signer, policy);
    let moment = match &stamp {
        Some(Ok(stamp)) if matches!(stamp.trust, Trust::Trusted(_)) => stamp.moment(policy.now),
        Some(_) | None => policy.now,
    };
    let trust = match &signer {
        Some(signer) if moment == policy.now => policy.judge(signer, &data.certificates),
        Some(signer) => policy.at_moment(moment).judge(signer, &data.certificates),
        None => Trust::Untrusted(Doubt::NoCertificate),
    };
    Ok(Verdict::Signed(Box::new(Judgement {
        marker: block.marker,
        form: block.form,
        len: block.at.end,
        signature,
        trust,
        moment,
        stamp,
        signer,
        signing_time: data.signer.attributes.signing_time,
        digest: data.signer.digest.ok(),
        certificates: data.certificates,
    })))
}

/// Whether the attributes were signed with the signer's key; the digest that the content must have.
pub(crate) fn check_signature(
    data: &SignedData,
    signer: Option<&Certificate>,
) -> Result<Digest, Flaw> {
    let info = &data.signer;
    let signer = signer.ok_or(Flaw::NoCertificate)?;
    let digest = info.digest.clone().map_err(Flaw::Digest)?;
    let scheme = info.scheme.clone().map_err(Flaw::Algorithm)?;
    let key = signer.key.as_ref().map_err(|unfit| Flaw::Key(unfit.clone()))?;
    let expected = scheme.digest().unwrap_or(Digest::Sha512);
    // Ed25519 has SHA-512 for the content (RFC 8419 §3.1). Readers that hash before they have come to
    // the signer know only what is announced.
    if expected != digest || !data.digests.iter().any(|oid| oid == digest.oid()) {
        return Err(Flaw::TwoDigests);
    }
    match info.attributes.content_type.as_deref() {
        Some(kind) if kind == data.about.kind() => {}
        Some(_) => return Err(Flaw::OtherContentType),
        None => return Err(Flaw::Lacks("kind of the content")),
    }
    if info.attributes.message_digest.is_none() {
        return Err(Flaw::Lacks("digest of the content"));
    }
    if !key.verifies(scheme, &info.signed, &info.signature) {
        return Err(Flaw::Mathematics);
    }
    Ok(digest)
}

/// Whether the content is the one that was signed, in either of the forms that are about.
fn check_content(
    (bundle, block): (&Bundle, &Block),
    data: &SignedData,
    digest: Digest,
    progress: &dyn Progress,
) -> Result<Result<Covers, Flaw>, Error> {
    let expect = data.signer.attributes.message_digest.as_deref();
    let (stored, before) = digests(bundle, block, digest, progress)?;
    if before.as_deref().is_some_and(|before| Some(before) == expect) {
        return Ok(Ok(Covers::BeforeComment));
    }
    Ok(if Some(stored.as_slice()) == expect { Ok(Covers::AsStored) } else { Err(Flaw::Content) })
}

/// The digests of the archive as it is stored and, where the block is its comment, with the length
/// of that comment set back to nothing. It is read once.
fn digests(
    bundle: &Bundle,
    block: &Block,
    digest: Digest,
    progress: &dyn Progress,
) -> Result<(Vec<u8>, Option<Vec<u8>>), Error> {
    let mut hasher = Hasher::new(digest);
    let at = block.at;
    stream(bundle, at.comment_len(), &mut |bytes| {
        hasher.update(bytes);
        progress.event(Event::Advanced(bytes.len() as u64));
        Ok(())
    })?;
    let before = (block.form == Form::Comment).then(|| {
        let mut hasher = hasher.clone();
        hasher.update(&[0, 0]);
        hasher.finish()
    });
    let rest = block::read(&bundle.slice(), at.comment_len(), at.end);
    hasher.update(&rest.map_err(|source| bundle.unreadable(source))?);
    Ok((hasher.finish(), before))
}

/// How much is read at once.
const AT_ONCE: usize = 256 << 10;

/// Hands on the first bytes of a bundle, piece by piece.
pub(crate) fn stream(
    bundle: &Bundle,
    len: u64,
    to: &mut dyn FnMut(&[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut reader = Slice { len, ..bundle.slice() }.reader();
    let mut buffer = vec![0; AT_ONCE];
    let mut left = len;
    while left > 0 {
        let got = reader.read(&mut buffer).map_err(|source| bundle.unreadable(source))?;
        let bytes = buffer.get(..got).filter(|bytes| !bytes.is_empty());
        let bytes = bytes.ok_or_else(|| bundle.unreadable(io::ErrorKind::UnexpectedEof.into()))?;
        left = left.saturating_sub(got as u64);
        to(bytes)?;
    }
    Ok(())
}
