//! `pyrel dxt sign`, `verify` and `unsign`.

use std::fmt::Write as _;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use pyrel_archive::{Artifact, Limits, Sha256, Spooled};
use pyrel_diag::{Explain, Kind};
use pyrel_effect::Place;
use pyrel_signature::{
    Again, Bare, Certificate, Covers, Entropy, Judgement, KeyBytes, KeyFile, KeyKind, Manner,
    Moment, Passphrase, Policy, PrivateKey, SelfSigned, Signer, Trust, Usage, Verdict,
};
use pyrel_world::{files, random};
use serde_json::json;

use crate::exit::Exit;
use crate::flags::dxt::{KeyType, Sign, Unsign, Verify};
use crate::render::Failure;
use crate::session::{Outcome, Session};

/// Where the key of one's own is kept, below the folder of settings.
const OWN_KEY: &str = "pyrel/dxt-signing.pem";
/// No key needs more.
const MOST_INPUT: u64 = 1 << 20;

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
    let bundle = Artifact::existing(&flags.bundle)?;
    let signed = pyrel_signature::sign(&bundle, &signer, &manner, (&spool, &Limits::default()))?;
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
    let bundle = Artifact::existing(&flags.bundle)?;
    let mut outcome = Outcome::default();
    let bare = match pyrel_signature::unsign(&bundle, &spool, &Limits::default())? {
        Bare::Peeled(artifact) => artifact,
        Bare::Unsigned => {
            outcome.text = format!("{} is not signed\n", bundle.name());
            if flags.output.is_none() {
                return Ok(outcome);
            }
            bundle
        }
    };
    outcome.outputs.push(("path".to_owned(), json!(path.display().to_string())));
    outcome.outputs.push(("sha256".to_owned(), json!(bare.sha256().to_string())));
    outcome.plan.push(Place { path: path.clone(), artifact: bare });
    Ok(outcome)
}

pub(super) fn verify(session: &Session, flags: &Verify) -> Result<Outcome, Failure> {
    let policy = policy(session, flags)?;
    let bundle = Artifact::existing(&flags.bundle)?;
    let name = bundle.name();
    let verdict = pyrel_signature::verify(&bundle, &policy, &Limits::default())?;
    let mut outcome = Outcome::default();
    let exit = match &verdict {
        Verdict::Unsigned => {
            outcome.text = format!("{name} is not signed\n");
            Exit::Unsigned
        }
        Verdict::Malformed(why) => {
            outcome.text = format!("{name} is malformed: {why}\n");
            outcome.outputs.push(("why".to_owned(), json!(why)));
            Exit::Malformed
        }
        Verdict::Signed(judgement) => {
            outcome.text = format!("{name} is signed\n{}", told(judgement));
            tell(judgement, &mut outcome);
            match (&judgement.signature, &judgement.trust) {
                (Err(_), _) => Exit::BadSignature,
                (Ok(_), Trust::Untrusted(_)) => Exit::Untrusted,
                (Ok(_), Trust::Trusted(_)) => Exit::Success,
            }
        }
    };
    outcome.outputs.push(("verdict".to_owned(), json!(word(exit))));
    outcome.answer = Some(exit);
    Ok(outcome)
}

/// The verdict in one word.
fn word(exit: Exit) -> &'static str {
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
            line("covers", covered(*covers).to_owned());
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
    match &judgement.trust {
        Trust::Trusted(reason) => line("trusted", format!("yes: {reason}")),
        Trust::Untrusted(doubt) => line("trusted", format!("no: {doubt}")),
    }
    text
}

fn covered(covers: Covers) -> &'static str {
    match covers {
        Covers::BeforeComment => "the archive as it was before it was signed",
        Covers::AsStored => "the archive exactly as it is stored",
    }
}

/// The same for machines.
fn tell(judgement: &Judgement, outcome: &mut Outcome) {
    let mut put = |name: &str, value| outcome.outputs.push((name.to_owned(), value));
    match &judgement.signature {
        Ok(covers) => put("covers", json!(covered(*covers))),
        Err(flaw) => put("flaw", json!(flaw.to_string())),
    }
    if let Some(signer) = &judgement.signer {
        let (from, to) = signer.validity();
        put("signer", json!(signer.subject()));
        put("issuer", json!(signer.issuer()));
        put("valid_from", json!(from.to_string()));
        put("valid_to", json!(to.to_string()));
        put("fingerprint", json!(signer.fingerprint().to_string()));
    }
    let why = match &judgement.trust {
        Trust::Trusted(reason) => reason.to_string(),
        Trust::Untrusted(doubt) => doubt.to_string(),
    };
    put("why", json!(why));
}

fn policy(session: &Session, flags: &Verify) -> Result<Policy, Failure> {
    let mut policy = Policy::at(now(session));
    if flags.any_usage {
        policy.usage = Usage::Any;
    }
    for whom in &flags.trust {
        match whom.strip_prefix("pin=") {
            Some(hex) => policy.pins.push(fingerprint(hex)?),
            None if whom == "self-signed" => policy.self_signed = SelfSigned::Accepted,
            None => policy.anchors.extend(Certificate::read_all(&read(Path::new(whom))?)?),
        }
    }
    Ok(policy)
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

/// The key that was named, and the certificates with it and beside it.
fn named_key(session: &Session, flags: &Sign) -> Result<(PrivateKey, Vec<Certificate>), Failure> {
    let variable = |name: &str| session.environment.variable(name);
    let bytes = match (&flags.key_env, flags.key.as_deref()) {
        (Some(name), _) => {
            let value = variable(name).ok_or_else(|| NoVariable { name: name.clone() })?;
            KeyBytes::of_text(value)
        }
        (None, Some(path)) if path == Path::new("-") => KeyBytes::new(standard_input()?),
        (None, path) => KeyBytes::new(read(path.unwrap_or(Path::new("")))?),
    };
    let passphrase = variable(&flags.passphrase_env).map(Passphrase::new);
    let file = KeyFile::read(&bytes, passphrase.as_ref())?;
    let mut certificates = Vec::new();
    for path in flags.certificates.iter().chain(&flags.intermediates) {
        certificates.extend(Certificate::read_all(&read(path)?)?);
    }
    certificates.extend(file.certificates);
    Ok((file.key, certificates))
}

/// The key of one's own. The first time it is made, and kept when the plan is performed.
fn own_key(
    session: &Session,
    flags: &Sign,
    outcome: &mut Outcome,
) -> Result<(PrivateKey, Vec<Certificate>), Failure> {
    let path = settings(session).ok_or(NoSettings)?.join(OWN_KEY);
    if let Some(bytes) = files::read(&path)? {
        let file = KeyFile::read(&KeyBytes::new(bytes), None)?;
        return Ok((file.key, file.certificates));
    }
    let kind = match flags.key_type {
        KeyType::P256 => KeyKind::P256,
        KeyType::Rsa => KeyKind::Rsa,
    };
    let mut fill = random::fill;
    let mut entropy = Entropy::new(&mut fill);
    let name = "pyrel self-signed";
    let (key, certificate) = pyrel_signature::self_signed(name, kind, now(session), &mut entropy)?;
    outcome.plan.push(Place { artifact: spooled(session, &path, &key, &certificate)?, path });
    Ok((key, vec![certificate]))
}

/// Key and certificate in a file that only its owner may read.
fn spooled(
    session: &Session,
    path: &Path,
    key: &PrivateKey,
    certificate: &Certificate,
) -> Result<Artifact, Failure> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let unwritten = |source| pyrel_archive::Error::Spool { name: name.to_string(), source };
    let spooled = Spooled::create_private(&session.spool(folder_of(path))).map_err(unwritten)?;
    let pem = key.pem();
    spooled.write_at(pem.as_bytes(), 0).map_err(unwritten)?;
    spooled.write_at(certificate.pem().as_bytes(), pem.len() as u64).map_err(unwritten)?;
    Ok(Artifact::of_spooled(&name, spooled).map_err(unwritten)?)
}

/// The folder in which programs keep what they know of a user.
fn settings(session: &Session) -> Option<PathBuf> {
    let variable = |name: &str| {
        session.environment.variable(name).map(PathBuf::from).filter(|path| path.is_absolute())
    };
    let home = || session.environment.home.as_ref().map(|home| home.join(".config"));
    variable("XDG_CONFIG_HOME").or_else(|| variable("APPDATA")).or_else(home)
}

fn now(session: &Session) -> Moment {
    Moment::from_seconds(i64::try_from(session.environment.now).unwrap_or(i64::MAX))
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    Ok(files::read(path)?.ok_or_else(|| Missing { path: path.to_owned() })?)
}

fn standard_input() -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = io::stdin().take(MOST_INPUT).read_to_end(&mut bytes);
    read.map_err(|source| Unread { source })?;
    Ok(bytes)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}

/// A file that was named and is not there; who named it must name another.
#[derive(Debug, thiserror::Error)]
#[error("there is no file `{}`", path.display())]
struct Missing {
    path: PathBuf,
}

/// A variable that was named and is not set; who named it must set it.
#[derive(Debug, thiserror::Error)]
#[error("the variable `{name}` is not set")]
struct NoVariable {
    name: String,
}

/// A fingerprint that is none; who typed it must look again.
#[derive(Debug, thiserror::Error)]
#[error("`{text}` is no SHA-256 fingerprint of 64 hexadecimal digits")]
struct BadPin {
    text: String,
}

/// There is nowhere to keep a key; the owner of the machine must say where.
#[derive(Debug, thiserror::Error)]
#[error("there is no folder of settings to keep a key in")]
struct NoSettings;

/// Standard input cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read standard input")]
struct Unread {
    source: io::Error,
}

impl Explain for Missing {
    fn kind(&self) -> Kind {
        Kind::Usage
    }
}

impl Explain for NoVariable {
    fn kind(&self) -> Kind {
        Kind::Usage
    }
}

impl Explain for BadPin {
    fn kind(&self) -> Kind {
        Kind::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("`pyrel dxt verify` shows that of a bundle's signer".to_owned())
    }
}

impl Explain for NoSettings {
    fn kind(&self) -> Kind {
        Kind::User
    }

    fn hint(&self) -> Option<String> {
        Some("set `HOME`, or `XDG_CONFIG_HOME`".to_owned())
    }
}

impl Explain for Unread {
    fn kind(&self) -> Kind {
        Kind::User
    }
}
