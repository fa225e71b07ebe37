//! Signing a bundle, and taking its signature off.

use std::io;

use pyrel_archive::{Artifact, Limits, SpoolFolder, Spooled};

use crate::block::{self, Ending, Form, Located};
use crate::digest::Hasher;
use crate::moment::Moment;
use crate::signer::Signer;
use crate::verify::stream;
use crate::{Error, cms};

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
    bundle: &Artifact,
    signer: &Signer,
    manner: &Manner,
    (spool, limits): (&SpoolFolder, &Limits),
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
    let mut hasher = Hasher::new(signer.key().digest());
    let spooled = copy(bundle, ending, spool, &mut |bytes| hasher.update(bytes))?;
    let block = block::write(&cms::write(signer, &hasher.finish(), manner.time)?)?;
    let put = |bytes: &[u8], at: u64| {
        spooled.write_at(bytes, at).map_err(|source| not_written(bundle, source))
    };
    put(&block, ending.end)?;
    if manner.form == Form::Comment {
        let len = u16::try_from(block.len()).map_err(|_| Error::TooLarge { len: block.len() })?;
        put(&len.to_le_bytes(), ending.comment_len())?;
    }
    Artifact::of_spooled(bundle.name(), spooled).map_err(|source| not_written(bundle, source))
}

/// Takes the signature off a bundle, whatever it is worth: exactly one block, whose lengths are right.
///
/// # Errors
/// When what is behind the archive is no sound block, or something cannot be read or written.
pub fn unsign(bundle: &Artifact, spool: &SpoolFolder, limits: &Limits) -> Result<Bare, Error> {
    match block::locate(bundle, limits)? {
        Located::Unsigned(_) => Ok(Bare::Unsigned),
        Located::Malformed(why) => Err(malformed(bundle, why)),
        Located::Signed(block) => {
            let spooled = copy(bundle, block.at, spool, &mut |_| {})?;
            let bare = Artifact::of_spooled(bundle.name(), spooled);
            bare.map(Bare::Peeled).map_err(|source| not_written(bundle, source))
        }
    }
}

/// Copies an archive up to its end, which then says how long its own comment is.
fn copy(
    bundle: &Artifact,
    ending: Ending,
    spool: &SpoolFolder,
    seen: &mut dyn FnMut(&[u8]),
) -> Result<Spooled, Error> {
    let unread = |source| block::unreadable(bundle, source);
    let spooled = Spooled::create(spool).map_err(|source| not_written(bundle, source))?;
    let slice = bundle.slice();
    let mut at = 0;
    let mut failed = None;
    let mut put = |bytes: &[u8]| {
        seen(bytes);
        let put = spooled.write_at(bytes, at).map_err(|source| failed.insert(source).kind());
        at += bytes.len() as u64;
        put.map_err(io::Error::from)
    };
    let streamed = stream(&slice, ending.comment_len(), &mut put);
    let rest = block::read(&slice, ending.comment_len() + 2, ending.end).map_err(unread)?;
    let len = u16::try_from(ending.own_comment()).unwrap_or_default();
    let streamed = streamed.and_then(|()| put(&[&len.to_le_bytes(), &rest[..]].concat()));
    match (streamed, failed) {
        (_, Some(source)) => Err(not_written(bundle, source)),
        (Err(source), None) => Err(unread(source)),
        (Ok(()), None) => Ok(spooled),
    }
}

fn malformed(bundle: &Artifact, why: String) -> Error {
    Error::Malformed { bundle: bundle.name().to_owned(), why }
}

fn not_written(bundle: &Artifact, source: io::Error) -> Error {
    Error::Spool { name: bundle.name().to_owned(), source }
}
