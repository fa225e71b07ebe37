//! `pyrel dxt verify`.

use std::fmt::Write as _;
use std::path::Path;

use pyrel_archive::Sha256;
use pyrel_diag::{Explain, Kind, Progress};
use pyrel_signature::{
    Bundle, Certificate, Covers, Form, Judgement, Policy, SelfSigned, Stamp, StampFlaw, Trust,
    Usage, Verdict,
};
use pyrel_world::roots;
use serde_json::{Value, json};

use super::keys::certificates;
use super::sign::{LIMITS, now};
use crate::exit::Exit;
use crate::flags::dxt::Verify;
use crate::render::Failure;
use crate::session::{Outcome, Session};

pub(super) fn verify(session: &Session, flags: &Verify) -> Result<Outcome, Failure> {
    let verdict = judge(session, flags)?;
    let name = flags.bundle.file_name().unwrap_or_default().to_string_lossy();
    let mut outcome = Outcome::default();
    match &verdict {
        Verdict::Unsigned => outcome.text = format!("{name} is not signed\n"),
        Verdict::Malformed(why) => {
            outcome.text = format!("{name} is malformed: {why}\n");
            outcome.outputs.push(("why".to_owned(), json!(why)));
        }
        Verdict::Signed(judgement) => {
            outcome.text = format!("{name} is signed\n{}", told(judgement));
            outcome.outputs = facts(judgement);
        }
    }
    let exit = answer(&verdict);
    outcome.outputs.push(("verdict".to_owned(), json!(word(exit))));
    outcome.answer = Some(exit);
    Ok(outcome)
}

/// What the signature of a bundle is worth to those who trust so.
pub(super) fn judge(session: &Session, flags: &Verify) -> Result<Verdict, Failure> {
    let policy = policy(session, flags)?;
    let bundle = Bundle::existing(&flags.bundle)?;
    let watched = (&LIMITS, &*session.progress as &dyn Progress);
    Ok(pyrel_signature::verify(&bundle, &policy, watched)?)
}

/// The verdict as an exit code.
pub(super) fn answer(verdict: &Verdict) -> Exit {
    match verdict {
        Verdict::Unsigned => Exit::Unsigned,
        Verdict::Malformed(_) => Exit::Malformed,
        Verdict::Signed(judgement) => match (&judgement.signature, &judgement.trust) {
            (Err(_), _) => Exit::BadSignature,
            (Ok(_), Trust::Untrusted(_)) => Exit::Untrusted,
            (Ok(_), Trust::Trusted(_)) => Exit::Success,
        },
    }
}

/// The verdict in one word.
pub(super) fn word(exit: Exit) -> &'static str {
    match exit {
        Exit::Unsigned => "unsigned",
        Exit::BadSignature => "bad",
        Exit::Untrusted => "untrusted",
        Exit::Success => "trusted",
        Exit::Malformed | Exit::User | Exit::Usage | Exit::Remote | Exit::Bug => "malformed",
    }
}

fn told(judgement: &Judgement) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "  {name:9}  {value}");
    };
    match &judgement.signature {
        Ok(covers) => {
            line("signature", "right".to_owned());
            let bytes = judgement.len;
            line(
                "covers",
                format!("{}: all {bytes} bytes in front of the signature", covered(*covers)),
            );
        }
        Err(flaw) => line("signature", format!("not right: {flaw}")),
    }
    if let Some(signer) = &judgement.signer {
        line("signer", format!("{} ({})", signer.subject(), signer.key_kind()));
        line("issuer", signer.issuer());
        let (from, to) = signer.validity();
        line("valid", format!("from {from} to {to}"));
        line("sha256", signer.fingerprint().to_string());
    }
    if let Some(time) = judgement.signing_time {
        line("time", format!("{time}, by the signer's own word"));
    }
    if let Some(stamp) = &judgement.stamp {
        line("timestamp", stamped(stamp));
    }
    let counts = counting(judgement).map(|_| format!(" as of {}", judgement.moment));
    let when = counts.unwrap_or_default();
    match &judgement.trust {
        Trust::Trusted(reason) => line("trusted", format!("yes{when}: {reason}")),
        Trust::Untrusted(doubt) => line("trusted", format!("no{when}: {doubt}")),
    }
    text
}

/// The time stamp by which the certificates were judged.
fn counting(judgement: &Judgement) -> Option<&Stamp> {
    let stamp = judgement.stamp.as_ref()?.as_ref().ok()?;
    matches!(stamp.trust, Trust::Trusted(_)).then_some(stamp)
}

/// What is said of a time stamp. Nobody but its authority has signed it, so one that is wrong is no flaw
/// of the signature beside it.
fn stamped(stamp: &Result<Stamp, StampFlaw>) -> String {
    let stamp = match stamp {
        Ok(stamp) => stamp,
        Err(flaw) => return format!("not right, and counts for nothing: {flaw}"),
    };
    let said = format!("{}, says {}", stamp.time, stamp.authority.subject());
    match &stamp.trust {
        Trust::Trusted(reason) => format!("{said}, and is trusted: {reason}"),
        Trust::Untrusted(doubt) => {
            format!("{said}, and is not trusted, so that it counts for nothing: {doubt}")
        }
    }
}

pub(super) fn covered(covers: Covers) -> &'static str {
    match covers {
        Covers::BeforeComment => "the archive as it was before it was signed",
        Covers::AsStored => "the archive exactly as it is stored",
    }
}

/// The same for machines.
pub(super) fn facts(judgement: &Judgement) -> Vec<(String, Value)> {
    let mut facts = Vec::new();
    let mut put = |name: &str, value| facts.push((name.to_owned(), value));
    match &judgement.signature {
        Ok(covers) => {
            put("signature", json!("right"));
            put("covers", json!(covered(*covers)));
            put("covered_bytes", json!(judgement.len));
        }
        Err(flaw) => {
            put("signature", json!("not right"));
            put("flaw", json!(flaw.to_string()));
        }
    }
    put("marker", json!(judgement.marker.as_str()));
    put("is_comment", json!(judgement.form == Form::Comment));
    if let Some(signer) = &judgement.signer {
        let (from, to) = signer.validity();
        put("signer", json!(signer.subject()));
        put("issuer", json!(signer.issuer()));
        put("valid_from", json!(from.to_string()));
        put("valid_to", json!(to.to_string()));
        put("fingerprint", json!(signer.fingerprint().to_string()));
    }
    if let Some(time) = judgement.signing_time {
        put("signing_time", json!(time.to_string()));
    }
    if let Some(stamp) = &judgement.stamp {
        put("timestamp", stamp_to_json(stamp));
    }
    let (trusted, why) = plainly(&judgement.trust);
    put("trusted", json!(trusted));
    if counting(judgement).is_some() {
        put("trusted_as_of", json!(judgement.moment.to_string()));
    }
    put("why", json!(why));
    facts
}

fn plainly(trust: &Trust) -> (bool, String) {
    match trust {
        Trust::Trusted(reason) => (true, reason.to_string()),
        Trust::Untrusted(doubt) => (false, doubt.to_string()),
    }
}

fn stamp_to_json(stamp: &Result<Stamp, StampFlaw>) -> Value {
    let stamp = match stamp {
        Ok(stamp) => stamp,
        Err(flaw) => return json!({"right": false, "flaw": flaw.to_string()}),
    };
    let (trusted, why) = plainly(&stamp.trust);
    json!({
        "right": true,
        "time": stamp.time.to_string(),
        "serial": stamp.serial,
        "policy": stamp.policy,
        "authority": stamp.authority.subject(),
        "authority_fingerprint": stamp.authority.fingerprint().to_string(),
        "trusted": trusted,
        "why": why,
    })
}

fn policy(session: &Session, flags: &Verify) -> Result<Policy, Failure> {
    let mut policy = Policy::at(now(session));
    if flags.any_usage {
        policy.usage = Usage::Any;
    }
    for whom in &flags.trust {
        match (whom.as_str(), whom.strip_prefix("pin=")) {
            (_, Some(hex)) => policy.pins.push(fingerprint(hex)?),
            ("self-signed", _) => policy.self_signed = SelfSigned::Accepted,
            ("system", _) => policy.anchors.extend(system(session)?),
            (path, _) => policy.anchors.extend(certificates(Path::new(path))?),
        }
    }
    if flags.trust.is_empty() {
        // Where a system trusts nobody, nobody is trusted, and the verdict says so.
        match system(session) {
            Ok(roots) => policy.anchors = roots,
            Err(nobody) => session.note(&nobody.to_string()),
        }
    }
    for whom in &flags.trust_timestamp {
        policy.clocks.get_or_insert_default().extend(match whom.as_str() {
            "system" => system(session)?,
            path => certificates(Path::new(path))?,
        });
    }
    Ok(policy)
}

/// The certificates that the system trusts. Some systems have odd ones among them, which can lead
/// nowhere.
fn system(session: &Session) -> Result<Vec<Certificate>, NoSystem> {
    let instead = session.environment.authorities();
    let roots = roots::read(instead.as_deref()).map_err(|source| NoSystem { source })?;
    let readable = roots.iter().filter_map(|der| Certificate::read_all(der).ok()).flatten();
    Ok(readable.collect())
}

/// 64 hexadecimal digits, with or without colons between the bytes.
fn fingerprint(text: &str) -> Result<Sha256, Failure> {
    let digits: String = text.chars().filter(|&letter| letter != ':').collect();
    let wrong = || BadPin { text: text.to_owned() };
    if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return Err(wrong().into());
    }
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        let pair = digits.get(2 * at..2 * at + 2).unwrap_or_default();
        *byte = u8::from_str_radix(pair, 16).map_err(|_| wrong())?;
    }
    Ok(Sha256(bytes))
}

/// A fingerprint that is none; who typed it must look again.
#[derive(Debug, thiserror::Error)]
#[error("`{text}` is no SHA-256 fingerprint of 64 hexadecimal digits")]
struct BadPin {
    text: String,
}

impl Explain for BadPin {
    fn kind(&self) -> Kind {
        Kind::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("`pyrel dxt verify` shows that of a bundle's signer".to_owned())
    }
}

/// The system's certificates are nowhere; who verifies must say whom to trust.
#[derive(Debug, thiserror::Error)]
#[error("it is not known whom this system trusts")]
struct NoSystem {
    source: roots::NoRoots,
}

impl Explain for NoSystem {
    fn kind(&self) -> Kind {
        Kind::User
    }

    fn hint(&self) -> Option<String> {
        Some("name a file with the certificates that you trust: `--trust FILE`".to_owned())
    }
}
