//! Whether a token is right, what it says, and whether its authority is believed.

use super::info::StampInfo;
use super::reply::{self, Refusal};
use super::request::StampRequest;
use super::signing_certificate;
use crate::certificate::Certificate;
use crate::cms::{About, SignedData, SignerInfo};
use crate::der::NotDer;
use crate::digest::{Digest, Unfit};
use crate::moment::Moment;
use crate::trust::{Doubt, Policy, Trust, check_period};
use crate::verify::{Flaw, check_signature};
use crate::{Error, oid};

/// A time stamp that is right: the signature was there already when somebody else said so.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// When it was made, by the authority's clock.
    pub time: Moment,
    /// The last moment at which it can have been made, by what the authority says of its clock.
    pub latest: Moment,
    /// The authority's number for it, in hexadecimal digits.
    pub serial: String,
    /// The rules by which the authority works, as an object identifier.
    pub policy: String,
    /// The certificate of the authority.
    pub authority: Certificate,
    /// Whether the authority is believed.
    pub trust: Trust,
}

/// What is wrong with a time stamp, which then counts for nothing.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum StampFlaw {
    /// There are several.
    #[error("there is more than one, and so none counts")]
    Several,
    /// It is not well formed.
    #[error("it cannot be read: {0}")]
    Unreadable(&'static str),
    /// Its own signature is not right.
    #[error("its signature is not right: {0}")]
    Signature(Flaw),
    /// What it says is not what was signed.
    #[error("what it says was changed after it was signed")]
    Content,
    /// It does not say which certificate is its authority's.
    #[error("it does not say which certificate it was made with")]
    NoCertificate,
    /// It says that another certificate is.
    #[error("it was made with another certificate than the one that it brings")]
    OtherCertificate,
    /// The digest by which it names the signature is not taken.
    #[error("the digest in it is not taken: {0}")]
    Digest(Unfit),
    /// It is about something else.
    #[error("it is about something else than this signature")]
    Imprint,
    /// It answers another request.
    #[error("it answers another request")]
    Nonce,
}

impl From<NotDer> for StampFlaw {
    fn from(error: NotDer) -> Self {
        Self::Unreadable(error.0)
    }
}

impl Stamp {
    /// The moment at which the certificates of the signature must be valid: it was there by then. The
    /// clock of the authority may be ahead of the one here.
    #[must_use]
    pub fn moment(&self, now: Moment) -> Moment {
        self.latest.min(now)
    }
}

/// A token whose signature is right.
struct Token {
    info: StampInfo,
    authority: Certificate,
    certificates: Vec<Certificate>,
}

/// Judges the time stamp beside a signature; `None` where there is none.
pub(crate) fn judge(signer: &SignerInfo, policy: &Policy) -> Option<Result<Stamp, StampFlaw>> {
    let token = match signer.tokens.as_slice() {
        [] => return None,
        [token] => Token::read(token, &signer.signature),
        _ => Err(StampFlaw::Several),
    };
    Some(token.map(|token| token.judged(policy)))
}

/// Takes the token out of an authority's answer to a request about a signature.
pub(crate) fn of_reply(
    reply: &[u8],
    request: &StampRequest,
    signature: &[u8],
    now: Moment,
) -> Result<(Vec<u8>, Stamp), Error> {
    let token = match reply::read(reply) {
        Ok(Ok(token)) => token,
        Ok(Err(Refusal { status, reasons })) => {
            return Err(Error::StampRefused { status, reasons: reasons.join("; ") });
        }
        Err(why) => return Err(Error::NoStamp { why: why.to_string() }),
    };
    let read = Token::read(&token, signature).and_then(|read| read.answering(request));
    let read = read.map_err(|flaw| Error::Stamp { why: flaw.to_string() })?;
    let stamp = read.judged(&Policy::at(now));
    // Whom those who verify believe is theirs to say; what nobody believes is of no use.
    let policy = Policy::at(now).of_clocks();
    check_period(&stamp.authority, now)
        .and_then(|()| check_period(&stamp.authority, stamp.time))
        .and_then(|()| policy.check_signer(&stamp.authority))
        .map_err(|doubt| Error::Stamp { why: doubt.to_string() })?;
    Ok((token, stamp))
}

impl Token {
    /// Reads a token about a signature, and checks it.
    fn read(token: &[u8], signature: &[u8]) -> Result<Self, StampFlaw> {
        let data = SignedData::read(token, About::Stamp)?;
        let info = StampInfo::read(&data.content)?;
        let authority = data.signing_certificate();
        let digest = check_signature(&data, authority).map_err(StampFlaw::Signature)?;
        let authority = authority.ok_or(StampFlaw::Signature(Flaw::NoCertificate))?;
        let attributes = &data.signer.attributes;
        if attributes.message_digest.as_ref() != Some(&digest.of(&data.content)) {
            return Err(StampFlaw::Content);
        }
        match signing_certificate::names(attributes, authority)? {
            Some(true) => {}
            Some(false) => return Err(StampFlaw::OtherCertificate),
            None => return Err(StampFlaw::NoCertificate),
        }
        let imprinted = info.digest.clone().map_err(StampFlaw::Digest)?;
        if imprinted.of(signature) != info.imprint {
            return Err(StampFlaw::Imprint);
        }
        Ok(Self { info, authority: authority.clone(), certificates: data.certificates })
    }

    /// Whether it answers a request, and no other.
    fn answering(self, request: &StampRequest) -> Result<Self, StampFlaw> {
        if self.info.digest != Ok(Digest::Sha256) || self.info.imprint != request.imprint {
            return Err(StampFlaw::Imprint);
        }
        if self.info.nonce.as_ref() != Some(&request.nonce) {
            return Err(StampFlaw::Nonce);
        }
        Ok(self)
    }

    /// The authority must be valid now, since an old key of its could say anything about the past, and
    /// must have been when it spoke.
    fn judged(self, policy: &Policy) -> Stamp {
        let Self { info, authority, certificates } = self;
        let trust = match policy.of_clocks().judge(&authority, &certificates) {
            Trust::Trusted(reason) => match check_period(&authority, info.time) {
                Ok(()) => Trust::Trusted(reason),
                Err(doubt) => Trust::Untrusted(doubt),
            },
            Trust::Untrusted(doubt) => Trust::Untrusted(doubt),
        };
        let serial = info.serial.iter().map(|byte| format!("{byte:02x}")).collect();
        let policy = oid::dotted(&info.policy);
        Stamp { time: info.time, latest: info.latest, serial, policy, authority, trust }
    }
}

impl Stamp {
    /// Whether a certificate was valid when this was made; with one that was not, the stamp would do
    /// harm.
    pub(crate) fn ensure_covers(
        &self,
        certificate: &Certificate,
        now: Moment,
    ) -> Result<(), Doubt> {
        check_period(certificate, self.moment(now))
    }
}
