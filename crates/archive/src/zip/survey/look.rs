//! All that a zip archive says, judged by nobody.

use std::io::{self, Read};
use std::sync::Arc;

use pyrel_tree::Slice;

use super::pass::{Pass, pass};
use super::records::{Header, LOCAL_LEN};
use super::view::{self, Member, View, view};
use crate::bytes::{Bytes, read_exact_at};
use crate::zip::directory::Fault;
use crate::zip::format::Method;
use crate::zip::read::MemberReader;
use crate::{Artifact, Error, Limits};

/// A zip archive, however broken: what two kinds of readers see of it.
#[derive(Clone, Debug)]
pub struct Survey {
    slice: Slice,
    /// Whether Python would take it for a zip archive at all.
    pub is_zip: bool,
    /// What is seen from its end, as installers look at it; or why they give up.
    pub view: Result<View, String>,
    /// What is seen from its first byte on, as readers of streams look at it.
    pub pass: Pass,
}

/// Looks through an archive from both ends, and judges nothing. `zip::Archive` is for whoever
/// unpacks what is there.
///
/// # Errors
/// When the file cannot be read.
pub fn survey(artifact: &Artifact, limits: &Limits) -> Result<Survey, Error> {
    let unreadable = |source| Error::Unreadable { path: artifact.name().to_owned(), source };
    let slice = artifact.slice();
    let is_zip = view::is_zip(&slice).map_err(unreadable)?;
    let view = match view(&slice, limits) {
        Ok(view) => Ok(view),
        Err(Fault::Why(why)) => Err(why),
        Err(Fault::Io(source)) => return Err(unreadable(source)),
    };
    let pass = pass(&slice, view.as_ref().ok(), limits).map_err(unreadable)?;
    Ok(Survey { slice, is_zip, view, pass })
}

/// Whether Python would take a file for a zip archive: its end leads to the beginning of a directory.
///
/// # Errors
/// When the file cannot be read.
pub fn is_zip(artifact: &Artifact) -> Result<bool, Error> {
    let is_zip = view::is_zip(&artifact.slice());
    is_zip.map_err(|source| Error::Unreadable { path: artifact.name().to_owned(), source })
}

impl Survey {
    /// The members that are seen from the end; none where there is nothing to be seen.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        self.view.as_ref().map_or(&[], |view| &view.members)
    }

    /// The bytes of a member. Reading fails at the end, with `InvalidData`, if they are not what
    /// the directory promised, and at once if there is no way to them.
    ///
    /// # Errors
    /// When there are no bytes to read where the directory says, or they are packed in a way that
    /// wheels do not know; of the kind `InvalidData` then.
    pub fn reader(&self, member: &Member) -> io::Result<impl Read + Send + use<>> {
        let lost = |text| io::Error::new(io::ErrorKind::InvalidData, text);
        let header = &member.central.header;
        if header.is_encrypted() {
            return Err(lost("is encrypted"));
        }
        let method = match header.method {
            0 => Method::Stored,
            8 => Method::Deflated,
            _ => return Err(lost("is packed by another method than deflate")),
        };
        let at = member.at.ok_or_else(|| lost("lies before the archive"))?;
        let begin = self.begin_of(at)?.ok_or_else(|| lost("has no header"))?;
        let end = begin.checked_add(member.packed).filter(|&end| end <= self.slice.len);
        end.ok_or_else(|| lost("is cut off"))?;
        let content = Arc::clone(&self.slice.content);
        let packed = Slice { content, offset: self.slice.offset + begin, len: member.packed };
        Ok(MemberReader::new(method, &packed, member.len, header.crc32))
    }

    /// Where the bytes behind a header begin.
    fn begin_of(&self, at: u64) -> io::Result<Option<u64>> {
        if at.checked_add(LOCAL_LEN as u64).is_none_or(|end| end > self.slice.len) {
            return Ok(None);
        }
        let fixed = read_exact_at(&self.slice, at, LOCAL_LEN)?;
        Ok(Header::fixed(&mut Bytes(&fixed))
            .map(|(_, name, extra)| at + (LOCAL_LEN + name + extra) as u64))
    }
}
