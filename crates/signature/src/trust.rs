//! Whether a certificate is believed, and why (RFC 5280 §6).

use std::fmt;

use pyrel_archive::Sha256;

use crate::certificate::Certificate;
use crate::extensions::Authority;
use crate::moment::Moment;
use crate::oid;

/// What is believed, and at which moment.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Certificates that are believed whatever they say of themselves, such as roots. Those of the
    /// system come in here as well: this library reads no files.
    pub anchors: Vec<Certificate>,
    /// Certificates that are believed to vouch for those who make time stamps, whatever they say of
    /// themselves; `None` for the anchors. Neither a pin nor speaking for oneself makes anyone believed
    /// about the time.
    pub clocks: Option<Vec<Certificate>>,
    /// Fingerprints of certificates that are believed as signers.
    pub pins: Vec<Sha256>,
    /// Whether signers are believed who speak for themselves.
    pub self_signed: SelfSigned,
    /// For what a certificate must be meant.
    pub usage: Usage,
    /// The moment at which certificates must be valid, unless somebody who is believed says when the
    /// signature was there already. A time within the signature is the signer's own word and decides
    /// nothing.
    pub now: Moment,
}

/// What to do about signers who speak for themselves.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum SelfSigned {
    /// They are not believed.
    #[default]
    Refused,
    /// They are.
    Accepted,
}

/// For what a signer's certificate must be meant.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Usage {
    /// For signing code.
    #[default]
    CodeSigning,
    /// For making time stamps and for nothing else, as all must heed (RFC 3161 §2.3).
    TimeStamping,
    /// For anything.
    Any,
}

/// Whether a signer is believed, and why.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Trust {
    /// Yes.
    Trusted(Reason),
    /// No.
    Untrusted(Doubt),
}

/// Why a signer is believed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Reason {
    /// A chain of certificates leads to one that is believed: their subjects, the signer's first.
    Anchor(Vec<String>),
    /// The certificate is pinned.
    Pinned,
    /// It speaks for itself, and that was said to do.
    SelfSigned,
}

/// Why a signer is not believed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Doubt {
    /// The certificate of this subject is not valid any more, since then.
    Expired(String, Moment),
    /// Nobody who is believed vouches for it: the name that nothing was found for.
    NoIssuer(String),
    /// No certificate in the block belongs to the signer.
    NoCertificate,
    /// A certificate in the chain may not do what it does: its subject, and what is wrong.
    NotAllowed(String, String),
    /// The certificate of this subject is not valid before then.
    NotYetValid(String, Moment),
    /// It speaks for itself.
    SelfSigned(String),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anchor(chain) => write!(f, "its chain is trusted: {}", chain.join(" ← ")),
            Self::Pinned => f.write_str("its fingerprint is pinned"),
            Self::SelfSigned => f.write_str("it is self-signed, and such are accepted"),
        }
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expired(subject, when) => {
                write!(f, "the certificate of {subject} expired on {when}")
            }
            Self::NoIssuer(issuer) => write!(f, "nothing trusted is known of its issuer {issuer}"),
            Self::NoCertificate => f.write_str("the signature holds no certificate of its signer"),
            Self::NotAllowed(subject, why) => write!(f, "the certificate of {subject} {why}"),
            Self::NotYetValid(subject, when) => {
                write!(f, "the certificate of {subject} is not valid before {when}")
            }
            Self::SelfSigned(subject) => write!(f, "the certificate of {subject} is self-signed"),
        }
    }
}

impl Usage {
    /// Whether a signer's certificate says that it is meant for this.
    pub(crate) fn is_allowed_to(self, certificate: &Certificate) -> bool {
        let extensions = &certificate.extensions;
        let purposes = extensions.purposes.as_deref().unwrap_or_default();
        match self {
            Self::Any => true,
            Self::CodeSigning => names(purposes, oid::CODE_SIGNING),
            Self::TimeStamping => {
                extensions.purposes_are_critical && *purposes == [oid::TIME_STAMPING]
            }
        }
    }

    /// Whether an authority may vouch for such: one that says nothing about purposes may.
    fn is_passed_on_by(self, authority: &Certificate) -> bool {
        let Some(purposes) = authority.extensions.purposes.as_deref() else { return true };
        match self {
            Self::Any => true,
            Self::CodeSigning => names(purposes, oid::CODE_SIGNING),
            Self::TimeStamping => names(purposes, oid::TIME_STAMPING),
        }
    }

    /// What is said of a certificate that is meant for something else.
    fn missed(self) -> &'static str {
        match self {
            Self::CodeSigning | Self::Any => "is not meant for signing code",
            Self::TimeStamping => "is not meant for making time stamps",
        }
    }
}

fn names(purposes: &[Vec<u8>], purpose: &[u8]) -> bool {
    purposes.iter().any(|it| [purpose, oid::ANY_USAGE].contains(&it.as_slice()))
}

/// The longest chain, and the most signatures that are looked at to find one.
const MOST_LINKS: usize = 8;
const MOST_SIGNATURES: usize = 100;

impl Policy {
    /// Believes nobody at a moment.
    #[must_use]
    pub fn at(now: Moment) -> Self {
        Self {
            anchors: Vec::new(),
            clocks: None,
            pins: Vec::new(),
            self_signed: SelfSigned::default(),
            usage: Usage::default(),
            now,
        }
    }

    /// The same at another moment.
    pub(crate) fn at_moment(&self, now: Moment) -> Self {
        Self { now, ..self.clone() }
    }

    /// The policy by which those are judged who make time stamps.
    pub(crate) fn of_clocks(&self) -> Self {
        let anchors = self.clocks.as_ref().unwrap_or(&self.anchors).clone();
        Self { anchors, usage: Usage::TimeStamping, ..Self::at(self.now) }
    }

    /// Judges a signer's certificate by the others that came with it.
    pub(crate) fn judge(&self, signer: &Certificate, others: &[Certificate]) -> Trust {
        let pinned = self.pins.contains(&signer.fingerprint());
        if let Err(doubt) = self.check_period(signer) {
            return Trust::Untrusted(doubt);
        }
        // Whoever names this very certificate has decided what it may be used for.
        if pinned {
            return Trust::Trusted(Reason::Pinned);
        }
        if let Err(doubt) = self.check_signer(signer) {
            return Trust::Untrusted(doubt);
        }
        let mut search = Search { policy: self, others, signatures: MOST_SIGNATURES, doubt: None };
        if let Some(chain) = search.from(&mut vec![signer]) {
            return Trust::Trusted(Reason::Anchor(chain));
        }
        let alone = signer.is_self_signed();
        if alone && self.self_signed == SelfSigned::Accepted {
            return Trust::Trusted(Reason::SelfSigned);
        }
        let unknown = || Doubt::NoIssuer(signer.issuer());
        Trust::Untrusted(match search.doubt {
            _ if alone => Doubt::SelfSigned(signer.subject()),
            doubt => doubt.unwrap_or_else(unknown),
        })
    }

    fn check_period(&self, certificate: &Certificate) -> Result<(), Doubt> {
        check_period(certificate, self.now)
    }

    /// What the signer's own certificate must allow.
    pub(crate) fn check_signer(&self, signer: &Certificate) -> Result<(), Doubt> {
        check_understood(signer)?;
        let refuse = |why: &str| Err(Doubt::NotAllowed(signer.subject(), why.to_owned()));
        if signer.extensions.key_usage.is_some_and(|usage| !usage.signs) {
            return refuse("is not meant for signatures");
        }
        // The reference tool makes self-signed certificates that do not say what they are meant for.
        let silent = self.usage == Usage::CodeSigning
            && signer.extensions.purposes.is_none()
            && self.self_signed == SelfSigned::Accepted
            && signer.issuer == signer.subject;
        if !silent && !self.usage.is_allowed_to(signer) {
            return refuse(self.usage.missed());
        }
        Ok(())
    }

    /// What a certificate must allow that another one of the chain was signed with; `between` are
    /// those that stand between it and the signer's (§6.1.4).
    fn check_authority(&self, authority: &Certificate, between: usize) -> Result<(), Doubt> {
        self.check_period(authority)?;
        check_understood(authority)?;
        let refuse = |why: &str| Err(Doubt::NotAllowed(authority.subject(), why.to_owned()));
        let extensions = &authority.extensions;
        match extensions.authority {
            Authority::None => return refuse("may not sign other certificates"),
            Authority::UpTo(most) if between as u64 > most => {
                return refuse("allows fewer certificates below it");
            }
            Authority::Any | Authority::UpTo(_) => {}
        }
        if extensions.key_usage.is_some_and(|usage| !usage.certifies) {
            return refuse("may not sign other certificates");
        }
        if !self.usage.is_passed_on_by(authority) {
            return refuse(self.usage.missed());
        }
        Ok(())
    }
}

/// Whether a certificate is valid at a moment.
pub(crate) fn check_period(certificate: &Certificate, at: Moment) -> Result<(), Doubt> {
    let subject = || certificate.subject();
    if at < certificate.not_before {
        return Err(Doubt::NotYetValid(subject(), certificate.not_before));
    }
    if at > certificate.not_after {
        return Err(Doubt::Expired(subject(), certificate.not_after));
    }
    Ok(())
}

fn check_understood(certificate: &Certificate) -> Result<(), Doubt> {
    match certificate.extensions.not_understood.first() {
        None => Ok(()),
        Some(what) => {
            let why = format!("has {what}, which cannot be judged");
            Err(Doubt::NotAllowed(certificate.subject(), why))
        }
    }
}

/// A search for a chain from a signer to an anchor.
struct Search<'a> {
    policy: &'a Policy,
    others: &'a [Certificate],
    /// How many signatures may still be looked at.
    signatures: usize,
    /// Why the first way that was tried leads nowhere.
    doubt: Option<Doubt>,
}

impl<'a> Search<'a> {
    /// Goes upward from the last certificate of a chain; the subjects of a whole one.
    fn from(&mut self, chain: &mut Vec<&'a Certificate>) -> Option<Vec<String>> {
        let policy = self.policy;
        let last = *chain.last()?;
        if policy.anchors.contains(last) {
            return Some(chain.iter().map(|certificate| certificate.subject()).collect());
        }
        if chain.len() >= MOST_LINKS {
            return None;
        }
        for above in policy.anchors.iter().chain(self.others) {
            if !last.names_issuer(above) || chain.contains(&above) {
                continue;
            }
            if let Err(doubt) = self.check_link(last, above, chain.len() - 1) {
                self.doubt.get_or_insert(doubt);
                continue;
            }
            chain.push(above);
            if let Some(found) = self.from(chain) {
                return Some(found);
            }
            chain.pop();
        }
        self.doubt.get_or_insert_with(|| Doubt::NoIssuer(last.issuer()));
        None
    }

    fn check_link(
        &mut self,
        below: &Certificate,
        above: &Certificate,
        between: usize,
    ) -> Result<(), Doubt> {
        let refuse = |why: String| Err(Doubt::NotAllowed(below.subject(), why));
        self.signatures = match self.signatures.checked_sub(1) {
            Some(left) => left,
            None => return refuse("leads into too many chains".to_owned()),
        };
        match below.is_signed_by(above) {
            Ok(true) => self.policy.check_authority(above, between),
            Ok(false) => refuse(format!("was not signed by {}", above.subject())),
            Err(unfit) => refuse(format!("is signed in a way that is not believed: {unfit}")),
        }
    }
}
