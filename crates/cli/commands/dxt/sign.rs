//! `pyrel dxt sign` and `unsign`.

use std::path::{Path, PathBuf};

use pyrel_archive::{Artifact, Limits, SpoolFolder};
use pyrel_diag::{Explain, Kind, Progress};
use pyrel_effect::http::Endpoint;
use pyrel_effect::{Place, Program};
use pyrel_signature::{Again, Bare, Bundle, Draft, Identity, Manner, Moment, Signer, Usage};
use pyrel_world::random;
use serde_json::json;

use super::keys::{named_certificates, named_key, own_key, own_signer};
use super::outside::{Clock, SignOutside, Unfinished};
use super::pack::{checksum_of, checksum_path, is_checksum};
use crate::commands::bundle_file::is_replaceable;
use crate::flags::dxt::{Sign, Unsign};
use crate::render::Failure;
use crate::session::{Outcome, Session};

pub(super) fn sign(session: &Session, flags: &Sign) -> Result<Outcome, Failure> {
    let path = flags.output.as_ref().unwrap_or(&flags.bundle);
    ensure_replaceable(path, &flags.bundle)?;
    let mut outcome = Outcome::default();
    let now = now(session);
    let hand = hand(session, flags, &mut outcome)?;
    let manner = Manner {
        again: if flags.force { Again::Replace } else { Again::Refuse },
        time: flags.timestamp.then_some(now),
        ..Manner::default()
    };
    let spool = session.spool(folder_of(path));
    let bundle = Bundle::existing(&flags.bundle)?;
    let room = (&spool, &LIMITS, &*session.progress as &dyn Progress);
    let draft = Draft::new(&bundle, hand.identity(), &manner, room)?;
    tell(hand.identity(), path, &mut outcome);
    let bundle = match hand {
        Hand::Here(signer) => {
            let signed = draft.sign(&signer)?;
            if flags.timestamp_server.is_none() {
                let signed = signed.finish()?;
                outcome.outputs.push(("sha256".to_owned(), json!(signed.sha256().to_string())));
                place(&mut outcome, path, signed, &spool)?;
                return Ok(outcome);
            }
            Unfinished::Signed(signed)
        }
        Hand::Outside(_, program) => Unfinished::Draft(draft, program),
    };
    let clock = flags.timestamp_server.clone().map(clock).transpose()?;
    let checksum = Some(checksum_path(path)).filter(|beside| is_checksum(beside));
    let path = path.clone();
    outcome.plan.push(SignOutside { bundle, clock, now, path, checksum, spool });
    Ok(outcome)
}

/// Who signs.
enum Hand {
    /// A key that is here.
    Here(Signer),
    /// A program that has the key.
    Outside(Identity, Program),
}

impl Hand {
    fn identity(&self) -> &Identity {
        match self {
            Self::Here(signer) => signer.identity(),
            Self::Outside(identity, _) => identity,
        }
    }
}

fn hand(session: &Session, flags: &Sign, outcome: &mut Outcome) -> Result<Hand, Failure> {
    let usage = if flags.any_usage { Usage::Any } else { Usage::CodeSigning };
    let now = now(session);
    if let Some(program) = &flags.signer {
        let identity = Identity::new(named_certificates(flags)?, now, usage)?;
        return Ok(Hand::Outside(identity, program.clone()));
    }
    Ok(Hand::Here(match flags.self_signed {
        true => own_signer(own_key(session, flags, outcome)?, now, usage)?,
        false => {
            let (key, certificates) = named_key(session, flags)?;
            Signer::new(key, certificates, now, usage)?
        }
    }))
}

fn clock(address: Endpoint) -> Result<Clock, Failure> {
    let mut nonce = [0; 16];
    random::fill(&mut nonce).map_err(|_| pyrel_signature::Error::Entropy)?;
    Ok(Clock { address, nonce })
}

fn tell(identity: &Identity, path: &Path, outcome: &mut Outcome) {
    let certificate = identity.certificate();
    let (subject, fingerprint) = (certificate.subject(), certificate.fingerprint().to_string());
    outcome.text += &format!("signed by {subject}\n  fingerprint {fingerprint}\n");
    outcome.outputs.push(("path".to_owned(), json!(path.display().to_string())));
    outcome.outputs.push(("signer".to_owned(), json!(subject)));
    outcome.outputs.push(("fingerprint".to_owned(), json!(fingerprint)));
}

pub(super) fn unsign(session: &Session, flags: &Unsign) -> Result<Outcome, Failure> {
    let path = flags.output.as_ref().unwrap_or(&flags.bundle);
    ensure_replaceable(path, &flags.bundle)?;
    let spool = session.spool(folder_of(path));
    let bundle = Bundle::existing(&flags.bundle)?;
    let mut outcome = Outcome::default();
    let bare = match pyrel_signature::unsign(&bundle, &spool, &LIMITS)? {
        Bare::Peeled(artifact) => artifact,
        Bare::Unsigned => {
            outcome.text = format!("{} is not signed\n", bundle.name());
            if flags.output.is_none() {
                return Ok(outcome);
            }
            Artifact::existing(&flags.bundle)?
        }
    };
    outcome.outputs.push(("path".to_owned(), json!(path.display().to_string())));
    outcome.outputs.push(("sha256".to_owned(), json!(bare.sha256().to_string())));
    place(&mut outcome, path, bare, &spool)?;
    Ok(outcome)
}

/// Plans where a bundle goes. A digest that lies beside that place goes with it: it would be that of
/// another bundle.
pub(super) fn place(
    outcome: &mut Outcome,
    path: &Path,
    artifact: Artifact,
    spool: &SpoolFolder,
) -> Result<(), Failure> {
    let beside = checksum_path(path);
    let checksum = match is_checksum(&beside) {
        true => Some(checksum_of(&artifact, beside, spool)?),
        false => None,
    };
    outcome.plan.push(Place { path: path.to_owned(), artifact });
    checksum.into_iter().for_each(|checksum| outcome.plan.push(checksum));
    Ok(())
}

/// A bundle takes the place of another bundle, and of no other file: of no key, for example, that
/// stands in the same line.
pub(super) fn ensure_replaceable(path: &Path, bundle: &Path) -> Result<(), Failure> {
    match path == bundle || !path.is_file() || is_replaceable(path) {
        true => Ok(()),
        false => Err(NoBundle { path: path.to_owned() }.into()),
    }
}

/// What stands where a bundle is to go is none; who named it must name another place.
#[derive(Debug, thiserror::Error)]
#[error("`{}` is no bundle, and so is not replaced by one", path.display())]
struct NoBundle {
    path: PathBuf,
}

impl Explain for NoBundle {
    fn kind(&self) -> Kind {
        Kind::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("name another place, or move that file".to_owned())
    }
}

/// Nothing is unpacked where signatures are made, looked at or taken off.
pub(super) const LIMITS: Limits = Limits { members: 200_000, bytes: u64::MAX };

/// The moment at which certificates must be valid.
pub(super) fn now(session: &Session) -> Moment {
    Moment::from_seconds(i64::try_from(session.environment.now).unwrap_or(i64::MAX))
}

/// Where a file lies.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}
