//! Where a bundle keeps its signature: in a block behind the archive.
//!
//! `MCPB_SIG_V1`, the length of the DER in four bytes, the DER, `MCPB_SIG_END`. The block is found by
//! reading the archive: it stands where the archive ends, whatever its members hold. Two forms are
//! about. In the older one the block merely follows the archive, which strict readers refuse; in the
//! later one it is the archive's comment, whose length is written into the end of the archive after
//! signing.

use std::io;

use pyrel_archive::zip::Archive;
use pyrel_archive::{Artifact, Error as ArchiveError, Limits};
use pyrel_tree::Slice;

use crate::{Bundle, Error};

/// Which name the format had when the block was made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Marker {
    /// `MCPB_SIG_V1`.
    Mcpb,
    /// `DXT_SIG_V1`, of the format's first year.
    Dxt,
}

/// How the block is attached.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Form {
    /// It is the archive's comment, as the archive itself says. Every reader takes that.
    #[default]
    Comment,
    /// It follows the archive, which knows nothing of it. Strict readers refuse that, and some hosts
    /// with them.
    Loose,
}

/// A signature block: where it is and what it looks like. That it is there proves nothing.
#[derive(Clone, Debug)]
pub struct SignatureBlock {
    /// Whose marks it has.
    pub marker: Marker,
    /// How it is attached.
    pub form: Form,
    /// Where it begins.
    pub offset: u64,
    /// How many bytes it has with its marks.
    pub len: u64,
    /// How many of them are the CMS structure.
    pub der_len: u64,
}

/// A block, and where it is.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) marker: Marker,
    pub(crate) form: Form,
    pub(crate) at: Ending,
    pub(crate) der: Vec<u8>,
}

/// Where an archive ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Ending {
    /// Where its end record begins.
    pub(crate) record: u64,
    /// The first byte behind it and its own comment.
    pub(crate) end: u64,
}

impl Ending {
    /// Where the length of the comment is written.
    pub(crate) fn comment_len(self) -> u64 {
        self.record + END - 2
    }

    /// How long the archive's own comment is.
    pub(crate) fn own_comment(self) -> u64 {
        self.end - self.record - END
    }
}

/// What is behind an archive.
pub(crate) enum Located {
    Unsigned(Ending),
    Signed(Box<Block>),
    /// Something that is neither nothing nor a block, and why.
    Malformed(String),
}

const END: u64 = 22;
const END_SIGNATURE: &[u8] = b"PK\x05\x06";
/// A block may be no larger. What an archive can have as its comment is far less.
const MOST_BLOCK: u64 = 1 << 20;
/// So many ends of archives are looked at; an honest bundle has one.
const MOST_ENDS: usize = 8;

impl Marker {
    const ALL: [Self; 2] = [Self::Mcpb, Self::Dxt];

    /// What the format is called.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dxt => "dxt",
            Self::Mcpb => "mcpb",
        }
    }

    pub(crate) fn header(self) -> &'static [u8] {
        match self {
            Self::Mcpb => b"MCPB_SIG_V1",
            Self::Dxt => b"DXT_SIG_V1",
        }
    }

    pub(crate) fn footer(self) -> &'static [u8] {
        match self {
            Self::Mcpb => b"MCPB_SIG_END",
            Self::Dxt => b"DXT_SIG_END",
        }
    }
}

impl SignatureBlock {
    /// The block behind an archive, if there is one, and what is to be read as the archive: without a
    /// block that it does not count as its comment. Whether that is sound is for its reader to find out.
    ///
    /// # Errors
    /// When the machine cannot read the file.
    pub fn find(artifact: &Artifact) -> Result<(Option<Self>, Slice), ArchiveError> {
        let whole = artifact.slice();
        let tail = read_tail(&whole).map_err(|source| {
            let path = artifact.name().to_owned();
            ArchiveError::Unreadable { path, source }
        })?;
        let begin = whole.len - tail.len() as u64;
        let Some(block) = (Tail { begin, bytes: &tail }).block() else { return Ok((None, whole)) };
        let archive = match block.form {
            Form::Comment => whole.clone(),
            Form::Loose => Slice { len: block.at.end, ..whole.clone() },
        };
        let found = Self {
            marker: block.marker,
            form: block.form,
            offset: block.at.end,
            len: whole.len - block.at.end,
            der_len: block.der.len() as u64,
        };
        Ok((Some(found), archive))
    }
}

/// Looks for the block of a bundle.
pub(crate) fn locate(bundle: &Bundle, limits: &Limits) -> Result<Located, Error> {
    let slice = bundle.slice();
    let tail = read_tail(&slice).map_err(|source| bundle.unreadable(source))?;
    let tail = Tail { begin: slice.len - tail.len() as u64, bytes: &tail };
    // Nothing here is chosen by a name.
    match Archive::assuming_utf8(bundle.name(), slice.clone(), limits) {
        Ok(_) => Ok(tail.in_comment()),
        Err(ArchiveError::Malformed { why, .. }) => {
            let endings = tail.sound_endings(bundle, &slice, limits)?;
            Ok(match *endings {
                [] => Located::Malformed(why),
                [ending] => tail.behind(ending),
                _ => Located::Malformed("it can be read as more than one archive".to_owned()),
            })
        }
        Err(error) => Err(error.into()),
    }
}

/// Reads as much of the end of a file as a block and the end of an archive can have.
fn read_tail(slice: &Slice) -> io::Result<Vec<u8>> {
    let most = END + u64::from(u16::MAX) + MOST_BLOCK;
    read(slice, slice.len.saturating_sub(most), slice.len)
}

/// Reads a stretch of a file.
pub(crate) fn read(slice: &Slice, begin: u64, end: u64) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(end - begin).map_err(io::Error::other)?];
    let mut done = 0;
    while let Some(rest) = bytes.get_mut(done..).filter(|rest| !rest.is_empty()) {
        let got = slice.content.read_at(rest, slice.offset + begin + done as u64)?;
        if got == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        done += got;
    }
    Ok(bytes)
}

/// The last bytes of a file.
struct Tail<'a> {
    begin: u64,
    bytes: &'a [u8],
}

impl Tail<'_> {
    /// End records: where each begins within the tail, and how long it says its comment is.
    fn ends(&self) -> impl DoubleEndedIterator<Item = (usize, usize)> {
        let windows = self.bytes.windows(22).enumerate();
        windows.filter(|(_, end)| end.starts_with(END_SIGNATURE)).map(|(at, end)| {
            let len = end.last_chunk().map_or(0, |len| usize::from(u16::from_le_bytes(*len)));
            (at, len)
        })
    }

    /// The only block that there is, by what the ends of archives say of themselves.
    fn block(&self) -> Option<Block> {
        let signed = |located| match located {
            Located::Signed(block) => Some(*block),
            Located::Unsigned(_) | Located::Malformed(_) => None,
        };
        if self.last_end().is_some() {
            return signed(self.in_comment());
        }
        let ends = self.ends().filter(|&(at, _)| self.is_plausible(at)).take(MOST_ENDS);
        let mut blocks = ends.filter_map(|end| signed(self.behind(self.ending(end))));
        blocks.next().filter(|_| blocks.next().is_none())
    }

    /// Where the end record begins whose comment reaches to the end of the file.
    fn last_end(&self) -> Option<usize> {
        let len = self.bytes.len();
        self.ends().find(|(at, comment)| at + 22 + comment == len).map(|(at, _)| at)
    }

    fn ending(&self, (at, comment): (usize, usize)) -> Ending {
        let record = self.begin + at as u64;
        Ending { record, end: record + END + comment as u64 }
    }

    /// The comment of an archive that reaches to the end of the file, as the reader of archives has
    /// found; it has seen to it that there is one such end.
    fn in_comment(&self) -> Located {
        let len = self.bytes.len();
        let Some(at) = self.last_end() else {
            return Located::Malformed("its end is nowhere".to_owned());
        };
        let comment = self.bytes.get(at + 22..).unwrap_or_default();
        let record = self.begin + at as u64;
        let signed = Marker::ALL.iter().any(|marker| comment.starts_with(marker.header()));
        if !signed {
            return Located::Unsigned(Ending { record, end: self.begin + len as u64 });
        }
        parse(comment, Form::Comment, Ending { record, end: record + END })
    }

    /// Where the file could be cut so that a sound archive is left.
    fn sound_endings(
        &self,
        bundle: &Bundle,
        slice: &Slice,
        limits: &Limits,
    ) -> Result<Vec<Ending>, Error> {
        let mut found = Vec::new();
        let mut tried = 0;
        for (at, comment) in self.ends() {
            if at + 22 + comment >= self.bytes.len() || !self.is_plausible(at) {
                continue;
            }
            tried += 1;
            if tried > MOST_ENDS {
                break;
            }
            let ending = self.ending((at, comment));
            let archive = Slice { len: ending.end, ..slice.clone() };
            match Archive::assuming_utf8(bundle.name(), archive, limits) {
                Ok(_) => found.push(ending),
                Err(ArchiveError::Malformed { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(found)
    }

    /// Whether the directory ends where the record begins, or a ZIP64 locator does.
    fn is_plausible(&self, at: usize) -> bool {
        let word = |from: usize| {
            let bytes = self.bytes.get(at + from..)?.first_chunk()?;
            Some(u64::from(u32::from_le_bytes(*bytes)))
        };
        let ends = word(12).zip(word(16)).map(|(len, offset)| len + offset);
        let locator = at.checked_sub(20).and_then(|from| self.bytes.get(from..));
        ends == Some(self.begin + at as u64)
            || locator.is_some_and(|locator| locator.starts_with(b"PK\x06\x07"))
    }

    fn behind(&self, ending: Ending) -> Located {
        let from = usize::try_from(ending.end - self.begin).unwrap_or(usize::MAX);
        parse(self.bytes.get(from..).unwrap_or_default(), Form::Loose, ending)
    }
}

/// Takes bytes that must be exactly one block.
fn parse(bytes: &[u8], form: Form, at: Ending) -> Located {
    match parse_block(bytes) {
        Ok((marker, der)) => {
            Located::Signed(Box::new(Block { marker, form, at, der: der.to_vec() }))
        }
        Err(why) => Located::Malformed(why),
    }
}

fn parse_block(bytes: &[u8]) -> Result<(Marker, &[u8]), String> {
    let found = Marker::ALL
        .into_iter()
        .find_map(|marker| bytes.strip_prefix(marker.header()).map(|rest| (marker, rest)));
    let Some((marker, rest)) = found else {
        return Err(format!("{} bytes follow the archive that are no signature", bytes.len()));
    };
    let (len, rest) = rest.split_first_chunk().ok_or("the signature block is cut off")?;
    let len = usize::try_from(u32::from_le_bytes(*len)).unwrap_or(usize::MAX);
    let (der, rest) = rest.split_at_checked(len).ok_or("the signature block is cut off")?;
    let after = rest
        .strip_prefix(marker.footer())
        .ok_or("the signature block does not end where its length says")?;
    match after {
        [] if der.windows(4).any(|window| window == END_SIGNATURE) => {
            // Readers that look for an archive from the end of the file would find another one here.
            Err("the signature block holds the end of another archive".to_owned())
        }
        [] => Ok((marker, der)),
        after if Marker::ALL.iter().any(|marker| after.starts_with(marker.header())) => {
            Err("a second signature block follows the first".to_owned())
        }
        after => Err(format!("{} bytes follow the signature block", after.len())),
    }
}

/// A block of the present name.
pub(crate) fn write(der: &[u8]) -> Result<Vec<u8>, Error> {
    let marker = Marker::Mcpb;
    let len = u32::try_from(der.len()).map_err(|_| Error::TooLarge { len: der.len() })?;
    let block = [marker.header(), &len.to_le_bytes(), der, marker.footer()].concat();
    if block.len() > usize::from(u16::MAX) {
        return Err(Error::TooLarge { len: block.len() });
    }
    // It would be refused on reading; with other certificates it is another block.
    if der.windows(4).any(|window| window == END_SIGNATURE) {
        return Err(Error::Signing);
    }
    Ok(block)
}
