//! The keys that bundles are signed with, from where they are kept.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use pyrel_archive::{Artifact, Spooled};
use pyrel_diag::{Explain, Kind};
use pyrel_effect::Place;
use pyrel_signature::{
    Certificate, Entropy, KeyBytes, KeyFile, KeyKind, Moment, Passphrase, PrivateKey, Signer, Usage,
};
use pyrel_world::{files, random};

use super::sign::{folder_of, now};
use crate::flags::dxt::{KeyType, Sign};
use crate::render::Failure;
use crate::session::{Outcome, Session};

/// Where the key of one's own is kept, below the folder of settings.
const OWN_KEY: &str = "pyrel/dxt-signing.pem";
/// No key needs more.
const MOST_INPUT: usize = 1 << 20;

/// The key that was named, and the certificates with it and beside it.
pub(super) fn named_key(
    session: &Session,
    flags: &Sign,
) -> Result<(PrivateKey, Vec<Certificate>), Failure> {
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
    let file = KeyFile::read(&bytes, passphrase.as_ref()).map_err(|source| {
        let place = match (&flags.key_env, flags.key.as_deref()) {
            (Some(name), _) => format!("the key in the variable `{name}`"),
            (None, Some(path)) if path == Path::new("-") => "the key on standard input".to_owned(),
            (None, path) => format!("the key in `{}`", path.unwrap_or(Path::new("")).display()),
        };
        Unusable { place, passphrase_env: flags.passphrase_env.clone(), source }
    })?;
    let mut certificates = named_certificates(flags)?;
    certificates.extend(file.certificates);
    if certificates.is_empty() {
        return Err(NoCertificate.into());
    }
    Ok((file.key, certificates))
}

/// The certificates that were named.
pub(super) fn named_certificates(flags: &Sign) -> Result<Vec<Certificate>, Failure> {
    let mut certificates = Vec::new();
    for path in flags.certificates.iter().chain(&flags.intermediates) {
        certificates.extend(self::certificates(path)?);
    }
    Ok(certificates)
}

/// A key of one's own, and where it is kept.
pub(super) struct OwnKey {
    path: PathBuf,
    key: PrivateKey,
    certificates: Vec<Certificate>,
}

/// Who signs with it.
pub(super) fn own_signer(own: OwnKey, now: Moment, usage: Usage) -> Result<Signer, Failure> {
    let OwnKey { path, key, certificates } = own;
    let signer = Signer::new(key, certificates, now, usage);
    Ok(signer.map_err(|source| UnusableOwn { path, source })?)
}

/// The key of one's own. The first time it is made, and kept when the plan is performed.
pub(super) fn own_key(
    session: &Session,
    flags: &Sign,
    outcome: &mut Outcome,
) -> Result<OwnKey, Failure> {
    let path = settings(session).ok_or(NoSettings)?.join(OWN_KEY);
    let kind = flags.key_type.map(|kind| match kind {
        KeyType::P256 => KeyKind::P256,
        KeyType::Rsa => KeyKind::Rsa,
    });
    if let Some(bytes) = files::read(&path)? {
        let file = KeyFile::read(&KeyBytes::new(bytes), None);
        let file = file.map_err(|source| UnusableOwn { path: path.clone(), source })?;
        if kind.is_some_and(|kind| file.key.kind() != Some(kind)) {
            return Err(OtherKind { path }.into());
        }
        outcome.text += &format!("with the key of your own in {}\n", path.display());
        return Ok(OwnKey { path, key: file.key, certificates: file.certificates });
    }
    let kind = kind.unwrap_or_default();
    let mut fill = random::fill;
    let mut entropy = Entropy::new(&mut fill);
    let name = "pyrel self-signed";
    let (key, certificate) = pyrel_signature::self_signed(name, kind, now(session), &mut entropy)?;
    outcome.text += &format!(
        "a new key of your own, to be kept in {}; until it is, each run makes another\n",
        path.display()
    );
    let artifact = spooled(session, &path, &key, &certificate)?;
    outcome.plan.push(Place { artifact, path: path.clone() });
    Ok(OwnKey { path, key, certificates: vec![certificate] })
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

/// The certificates in a file that was named.
pub(super) fn certificates(path: &Path) -> Result<Vec<Certificate>, Failure> {
    let certificates = Certificate::read_all(&read(path)?);
    Ok(certificates.map_err(|source| {
        let place = format!("the certificates in `{}`", path.display());
        Unusable { place, passphrase_env: String::new(), source }
    })?)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    Ok(files::read(path)?.ok_or_else(|| Missing { path: path.to_owned() })?)
}

fn standard_input() -> Result<Vec<u8>, Failure> {
    // Room for all of it, so that no copy of a key is left where it grew.
    let mut bytes = Vec::with_capacity(MOST_INPUT + 1);
    let read = io::stdin().take(MOST_INPUT as u64).read_to_end(&mut bytes);
    read.map_err(|source| Unread { source })?;
    Ok(bytes)
}

/// A key or a certificate cannot be used; its owner must bring it into another form.
#[derive(Debug, thiserror::Error)]
#[error("cannot use {place}")]
struct Unusable {
    place: String,
    /// The variable that a passphrase was looked for in.
    passphrase_env: String,
    source: pyrel_signature::Error,
}

/// The key of one's own cannot be used any more.
#[derive(Debug, thiserror::Error)]
#[error("cannot use the key of your own in `{}`", path.display())]
struct UnusableOwn {
    path: PathBuf,
    source: pyrel_signature::Error,
}

/// A key without a certificate; who signs must name it.
#[derive(Debug, thiserror::Error)]
#[error("there is no certificate for the key: its file holds no certificate, and none is named")]
struct NoCertificate;

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

/// The key that is kept is of another kind; who wants another must put it elsewhere first.
#[derive(Debug, thiserror::Error)]
#[error("the key in `{}` is of another kind", path.display())]
struct OtherKind {
    path: PathBuf,
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

impl Explain for Unusable {
    fn kind(&self) -> Kind {
        self.source.kind()
    }

    fn hint(&self) -> Option<String> {
        match (&self.source, self.passphrase_env.as_str()) {
            (pyrel_signature::Error::NeedsPassphrase, variable) => Some(format!(
                "put it into the variable `{variable}`, or name another one: `--passphrase-env`"
            )),
            (source, _) => source.hint(),
        }
    }
}

impl Explain for UnusableOwn {
    fn kind(&self) -> Kind {
        self.source.kind()
    }

    fn hint(&self) -> Option<String> {
        Some("move it elsewhere, and another one is made".to_owned())
    }
}

impl Explain for NoCertificate {
    fn kind(&self) -> Kind {
        Kind::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("name its certificate: `--cert FILE`".to_owned())
    }
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

impl Explain for OtherKind {
    fn kind(&self) -> Kind {
        Kind::User
    }

    fn hint(&self) -> Option<String> {
        Some("move it elsewhere, and another one is made; or leave out `--key-type`".to_owned())
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
