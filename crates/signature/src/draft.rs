//! A bundle between its reading and its signature: all that is known before somebody signs.

use pyrel_archive::{Artifact, Limits, Sink, SpoolFolder};
use pyrel_diag::{Event, Progress};

use crate::block::{self, Form, Located};
use crate::der::{self, tag};
use crate::digest::{Digest, Hasher};
use crate::moment::Moment;
use crate::sign::{Again, Manner, malformed};
use crate::signer::{Identity, Signer};
use crate::timestamp::{self, Stamp, StampRequest};
use crate::verify::stream;
use crate::{Bundle, Error, cms};

/// A bundle that is ready to be signed: it is read and spooled, and only the signature is missing.
#[derive(Debug)]
pub struct Draft {
    sink: Sink,
    identity: Identity,
    form: Form,
    /// What is signed, without its own tag.
    attributes: Vec<u8>,
}

/// A bundle with its signature, to which a time stamp can be added.
#[derive(Debug)]
pub struct Signed {
    draft: Draft,
    signature: Vec<u8>,
    token: Option<Vec<u8>>,
}

impl Draft {
    /// Reads a bundle, once, and does not hold it in memory.
    ///
    /// # Errors
    /// When it is no sound archive, is signed already, or cannot be read or written.
    pub fn new(
        bundle: &Bundle,
        identity: &Identity,
        manner: &Manner,
        (spool, limits, progress): (&SpoolFolder, &Limits, &dyn Progress),
    ) -> Result<Self, Error> {
        let ending = match block::locate(bundle, limits)? {
            Located::Unsigned(ending) => ending,
            Located::Signed(block) if manner.again == Again::Replace => block.at,
            Located::Signed(_) => {
                return Err(Error::AlreadySigned { bundle: bundle.name().to_owned() });
            }
            Located::Malformed(why) => return Err(malformed(bundle, why)),
        };
        // Readers could not tell the comment from the signature.
        if ending.own_comment() != 0 {
            return Err(Error::Comment { bundle: bundle.name().to_owned() });
        }
        // The file is hashed with SHA-256 anyway.
        let digest = Some(identity.key()?.digest()).filter(|&digest| digest != Digest::Sha256);
        let mut hasher = digest.map(Hasher::new);
        let mut sink = Sink::create(bundle.name(), spool)?;
        let what = format!("signing {}", bundle.name());
        progress.event(Event::Started { what: &what, bytes: ending.end });
        stream(bundle, ending.comment_len(), &mut |bytes| {
            hasher.iter_mut().for_each(|hasher| hasher.update(bytes));
            progress.event(Event::Advanced(bytes.len() as u64));
            Ok(sink.append(bytes)?)
        })?;
        progress.event(Event::Finished);
        // What is signed is the archive without a comment.
        let content = match hasher {
            Some(mut hasher) => {
                hasher.update(&[0, 0]);
                hasher.finish()
            }
            None => sink.sha256_with(&[0, 0])?.0.to_vec(),
        };
        let attributes = cms::attributes(&content, manner.time);
        Ok(Self { sink, identity: identity.clone(), form: manner.form, attributes })
    }

    /// What is to be signed, before any digest: the signed attributes as DER (RFC 5652 §5.4).
    #[must_use]
    pub fn message(&self) -> Vec<u8> {
        der::value(tag::SET, &self.attributes)
    }

    /// Takes a signature over the message that was made elsewhere.
    ///
    /// # Errors
    /// When it was not made with the key of the certificate, in the way that goes with such keys.
    pub fn signed(self, signature: Vec<u8>) -> Result<Signed, Error> {
        let key = self.identity.key()?;
        let is_right =
            key.scheme().is_some_and(|scheme| key.verifies(scheme, &self.message(), &signature));
        if !is_right {
            let subject = self.identity.certificate().subject();
            return Err(Error::Stranger { subject, way: key.way() });
        }
        Ok(Signed { draft: self, signature, token: None })
    }

    /// Signs with the key of the certificate.
    ///
    /// # Errors
    /// When the library that signs does not.
    pub fn sign(self, signer: &Signer) -> Result<Signed, Error> {
        let signature = signer.key().sign(&self.message())?;
        Ok(Signed { draft: self, signature, token: None })
    }
}

impl Signed {
    /// A request for a time stamp about the signature.
    #[must_use]
    pub fn stamp_request(&self, nonce: [u8; 16]) -> StampRequest {
        StampRequest::about(&self.signature, nonce)
    }

    /// Adds the time stamp that was answered to a request.
    ///
    /// # Errors
    /// When the answer is a refusal, or a token that nobody would believe, or one from a time at which
    /// the certificate was not valid.
    pub fn stamp(
        &mut self,
        reply: &[u8],
        request: &StampRequest,
        now: Moment,
    ) -> Result<Stamp, Error> {
        let (token, stamp) = timestamp::of_reply(reply, request, &self.signature, now)?;
        stamp
            .ensure_covers(self.draft.identity.certificate(), now)
            .map_err(|doubt| Error::Stamp { why: format!("by its time, {doubt}") })?;
        self.token = Some(token);
        Ok(stamp)
    }

    /// The signed bundle.
    ///
    /// # Errors
    /// When the signature is larger than what an archive can carry, or cannot be written.
    pub fn finish(self) -> Result<Artifact, Error> {
        let Self { draft: Draft { mut sink, identity, form, attributes }, signature, token } = self;
        let der = cms::write(&identity, &attributes, &signature, token.as_deref())?;
        let block = block::write(&der)?;
        let comment = match form {
            Form::Comment => block.len(),
            Form::Loose => 0,
        };
        let comment = u16::try_from(comment).map_err(|_| Error::TooLarge { len: comment })?;
        sink.append(&comment.to_le_bytes())?;
        sink.append(&block)?;
        Ok(sink.finish()?)
    }
}
