//! Signing a bundle, and taking its signature off.

use pyrel_archive::{Artifact, Limits, Sink, SpoolFolder};
use pyrel_diag::{Event, Progress};

use crate::block::{self, Ending, Form, Located};
use crate::digest::{Digest, Hasher};
use crate::moment::Moment;
use crate::signer::Signer;
use crate::verify::stream;
use crate::{Bundle, Error, cms};

/// How a bundle is signed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner {
    /// How the signature is attached.
    pub form: Form,
    /// What to do about a signature that is there already.
    pub again: Again,
    /// The time that the signature says it was made at. Without one, the same bundle, key and
    /// certificates give the same bytes whenever it is signed.
    pub time: Option<Moment>,
}

/// What to do about a signature that is there already.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Again {
    /// It stays, and the bundle is not signed again.
    #[default]
    Refuse,
    /// It is taken off first.
    Replace,
}

/// What was left after a signature was to be taken off.
#[derive(Clone, Debug)]
pub enum Bare {
    /// The bundle without its signature.
    Peeled(Artifact),
    /// There was none.
    Unsigned,
}

/// Signs a bundle; the signed one is spooled, under the same name. The bundle is read once and not
/// held in memory.
///
/// # Errors
/// When it is no sound archive, is signed already, or cannot be read or written.
pub fn sign(
    bundle: &Bundle,
    signer: &Signer,
    manner: &Manner,
    (spool, limits, progress): (&SpoolFolder, &Limits, &dyn Progress),
) -> Result<Artifact, Error> {
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
    let digest = Some(signer.key().digest()).filter(|&digest| digest != Digest::Sha256);
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
    let block = block::write(&cms::write(signer, &content, manner.time)?)?;
    let comment = match manner.form {
        Form::Comment => block.len(),
        Form::Loose => 0,
    };
    let comment = u16::try_from(comment).map_err(|_| Error::TooLarge { len: comment })?;
    sink.append(&comment.to_le_bytes())?;
    sink.append(&block)?;
    Ok(sink.finish()?)
}

/// Takes the signature off a bundle, whatever it is worth: exactly one block, whose lengths are right.
///
/// # Errors
/// When what is behind the archive is no sound block, or something cannot be read or written.
pub fn unsign(bundle: &Bundle, spool: &SpoolFolder, limits: &Limits) -> Result<Bare, Error> {
    match block::locate(bundle, limits)? {
        Located::Unsigned(_) => Ok(Bare::Unsigned),
        Located::Malformed(why) => Err(malformed(bundle, why)),
        Located::Signed(block) => peel(bundle, block.at, spool).map(Bare::Peeled),
    }
}

/// Copies an archive up to its end, which then says how long its own comment is.
fn peel(bundle: &Bundle, ending: Ending, spool: &SpoolFolder) -> Result<Artifact, Error> {
    let mut sink = Sink::create(bundle.name(), spool)?;
    stream(bundle, ending.comment_len(), &mut |bytes| Ok(sink.append(bytes)?))?;
    let comment = block::read(&bundle.slice(), ending.comment_len() + 2, ending.end);
    let comment = comment.map_err(|source| bundle.unreadable(source))?;
    let len = u16::try_from(ending.own_comment()).unwrap_or_default();
    sink.append(&len.to_le_bytes())?;
    sink.append(&comment)?;
    Ok(sink.finish()?)
}

fn malformed(bundle: &Bundle, why: String) -> Error {
    Error::Malformed { bundle: bundle.name().to_owned(), why }
}
