//! `pyrel dxt sign` and `unsign`.

use std::path::Path;

use pyrel_archive::{Artifact, Limits};
use pyrel_diag::Progress;
use pyrel_effect::Place;
use pyrel_signature::{Again, Bare, Bundle, Manner, Moment, Signer, Usage};
use serde_json::json;

use super::keys::{named_key, own_key};
use crate::flags::dxt::{Sign, Unsign};
use crate::render::Failure;
use crate::session::{Outcome, Session};

pub(super) fn sign(session: &Session, flags: &Sign) -> Result<Outcome, Failure> {
    let usage = if flags.any_usage { Usage::Any } else { Usage::CodeSigning };
    let mut outcome = Outcome::default();
    let (key, certificates) = match flags.self_signed {
        true => own_key(session, flags, &mut outcome)?,
        false => named_key(session, flags)?,
    };
    let now = now(session);
    let signer = Signer::new(key, certificates, now, usage)?;
    let manner = Manner {
        again: if flags.force { Again::Replace } else { Again::Refuse },
        time: flags.timestamp.then_some(now),
        ..Manner::default()
    };
    let path = flags.output.as_ref().unwrap_or(&flags.bundle);
    let spool = session.spool(folder_of(path));
    let bundle = Bundle::existing(&flags.bundle)?;
    let room = (&spool, &Limits::default(), &*session.progress as &dyn Progress);
    let signed = pyrel_signature::sign(&bundle, &signer, &manner, room)?;
    let certificate = signer.certificate();
    outcome.text += &format!("signed by {}\n", certificate.subject());
    outcome.text += &format!("  fingerprint {}\n", certificate.fingerprint());
    outcome.outputs.push(("path".to_owned(), json!(path.display().to_string())));
    outcome.outputs.push(("sha256".to_owned(), json!(signed.sha256().to_string())));
    outcome.outputs.push(("signer".to_owned(), json!(certificate.subject())));
    let fingerprint = certificate.fingerprint().to_string();
    outcome.outputs.push(("fingerprint".to_owned(), json!(fingerprint)));
    outcome.plan.push(Place { path: path.clone(), artifact: signed });
    Ok(outcome)
}

pub(super) fn unsign(session: &Session, flags: &Unsign) -> Result<Outcome, Failure> {
    let path = flags.output.as_ref().unwrap_or(&flags.bundle);
    let spool = session.spool(folder_of(path));
    let bundle = Bundle::existing(&flags.bundle)?;
    let mut outcome = Outcome::default();
    let bare = match pyrel_signature::unsign(&bundle, &spool, &Limits::default())? {
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
    outcome.plan.push(Place { path: path.clone(), artifact: bare });
    Ok(outcome)
}

/// The moment at which certificates must be valid.
pub(super) fn now(session: &Session) -> Moment {
    Moment::from_seconds(i64::try_from(session.environment.now).unwrap_or(i64::MAX))
}

/// Where a file lies.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}
