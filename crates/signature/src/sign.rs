//! Signing a bundle, and taking its signature off.

use pyrel_archive::{Artifact, Limits, Sink, SpoolFolder};
use pyrel_diag::Progress;

use crate::block::{self, Ending, Form, Located};
use crate::draft::Draft;
use crate::moment::Moment;
use crate::signer::Signer;
use crate::verify::stream;
use crate::{Bundle, Error};

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
    room: (&SpoolFolder, &Limits, &dyn Progress),
) -> Result<Artifact, Error> {
    Draft::new(bundle, signer.identity(), manner, room)?.sign(signer)?.finish()
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

pub(crate) fn malformed(bundle: &Bundle, why: String) -> Error {
    Error::Malformed { bundle: bundle.name().to_owned(), why }
}
