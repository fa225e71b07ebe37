//! All that a tar archive says, however broken it is, judged by nobody: what [`survey()`] finds.

use std::io::{self, Read};
use std::sync::Arc;

use pyrel_tree::{Content, Slice};

use super::format::UNIT;
use super::gzip;
pub use super::gzip::Gzip;
use super::header::Header;
use super::scan::Scan;
use crate::{Artifact, Error, Limits, SpoolFolder, Spooled};

/// A tar archive in gzip files, however broken.
#[derive(Clone, Debug)]
pub struct Survey {
    pub(super) whole: Slice,
    /// How it is packed.
    pub gzip: Gzip,
    /// Its members as they are written, in their order; a name may come again.
    pub members: Vec<Member>,
    /// What the archive says of all members: keys and values of its global pax headers.
    pub globals: Vec<(Vec<u8>, Vec<u8>)>,
    /// How it ends.
    pub ending: Ending,
    /// Whether something that is not NUL follows the end.
    pub has_more: bool,
}

/// A member as it is written.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Member {
    /// Where its own header begins, unpacked.
    pub at: u64,
    /// Its name: that of its header with the prefix, or what a header before it says.
    pub name: Vec<u8>,
    /// The type flag.
    pub flag: u8,
    /// What a link leads to.
    pub target: Vec<u8>,
    /// Its permissions, as many bits as there are.
    pub mode: u64,
    /// Numbers of user and group.
    pub owner: (u64, u64),
    /// Names of user and group.
    pub owner_name: (Vec<u8>, Vec<u8>),
    /// Seconds since 1970, as far as they are whole and not before.
    pub time: u64,
    /// How many bytes it has in the archive.
    pub len: u64,
    /// Keys and values of the pax header before it.
    pub pax: Vec<(Vec<u8>, Vec<u8>)>,
    /// What is wrong with the headers before it.
    pub flaw: Option<&'static str>,
    /// Where its bytes begin, unpacked.
    pub(super) begin: u64,
}

/// How an archive ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ending {
    /// With a header that is none.
    Broken(&'static str),
    /// In the middle of a member or header.
    Cut,
    /// With NULs, as it should.
    Marked,
    /// There is too much of everything for a sound archive.
    Overlong,
    /// After a member, where the file ends.
    Unmarked,
}

/// What a member is to Python's `tarfile`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// A device or a pipe.
    Device,
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// Another name of an earlier member.
    HardLink,
    /// A file with holes.
    Sparse,
    /// A symbolic link.
    SymbolicLink,
    /// Something that nobody knows, with bytes.
    Unknown,
}

const AT_ONCE: usize = 256 << 10;

/// Unpacks an archive into a spool file and looks through it, judging nothing. [`read`](super::read())
/// is for whoever wants what is there.
///
/// # Errors
/// When the file cannot be read or spooled.
pub fn survey(artifact: &Artifact, limits: &Limits, folder: &SpoolFolder) -> Result<Survey, Error> {
    let name = || artifact.name().to_owned();
    let spooled =
        Spooled::create(folder).map_err(|source| Error::Spool { name: name(), source })?;
    let mut input = gzip::Reader::new(io::BufReader::with_capacity(AT_ONCE, artifact.reader()));
    // The headers are not counted by whoever sets limits: half as much again is for them.
    let most = limits.bytes.saturating_add(limits.bytes / 2).saturating_add(1 << 20);
    let mut buffer = vec![0; AT_ONCE];
    let mut len = 0;
    loop {
        let got = input.read(&mut buffer);
        let got = got.map_err(|source| Error::Unreadable { path: name(), source })?;
        let Some(bytes) = buffer.get(..got).filter(|bytes| !bytes.is_empty()) else { break };
        let wrote = spooled.write_at(bytes, len);
        wrote.map_err(|source| Error::Spool { name: name(), source })?;
        len += got as u64;
        if len > most {
            input.gzip.flaw = Some("it unpacks to more than there may be");
            break;
        }
    }
    let content: Arc<dyn Content> = Arc::new(spooled);
    let whole = Slice { content, offset: 0, len };
    let scan = Scan::new(whole, limits, input.gzip).run();
    scan.map_err(|source| Error::Unreadable { path: name(), source })
}

/// Whether Python would take a file for a tar archive, packed by gzip or not at all: its first
/// header is one.
///
/// # Errors
/// When the file cannot be read.
pub fn is_tar(artifact: &Artifact) -> Result<bool, Error> {
    let unreadable = |source| Error::Unreadable { path: artifact.name().to_owned(), source };
    let mut unit = [0; UNIT];
    let plain = artifact.reader().read_exact(&mut unit);
    if plain.is_ok() && is_first(&unit) {
        return Ok(true);
    }
    let mut packed = gzip::Reader::new(io::BufReader::new(artifact.reader()));
    let mut filled = 0;
    while let Some(room) = unit.get_mut(filled..).filter(|room| !room.is_empty()) {
        match packed.read(room).map_err(unreadable)? {
            0 => return Ok(false),
            got => filled += got,
        }
    }
    Ok(is_first(&unit))
}

/// An archive without members begins with its end.
fn is_first(unit: &[u8; UNIT]) -> bool {
    unit.iter().all(|&byte| byte == 0) || Header::parse(unit).is_ok()
}

impl Survey {
    /// How many bytes the archive has, unpacked.
    #[must_use]
    pub fn unpacked_len(&self) -> u64 {
        self.whole.len
    }

    /// The bytes of a member. They may end early, where the archive does.
    ///
    /// # Errors
    /// When they are not all there, one after the other; of the kind `InvalidData` then.
    pub fn reader(&self, member: &Member) -> io::Result<impl Read + Send + use<>> {
        let lost = |text| io::Error::new(io::ErrorKind::InvalidData, text);
        if member.kind() == Kind::Sparse {
            return Err(lost("is sparse"));
        }
        let end = member.begin.checked_add(member.len).filter(|&end| end <= self.whole.len);
        end.ok_or_else(|| lost("is cut off"))?;
        let content = Arc::clone(&self.whole.content);
        Ok(Slice { content, offset: member.begin, len: member.len }.reader())
    }
}

impl Member {
    /// What it is to Python.
    #[must_use]
    pub fn kind(&self) -> Kind {
        if self.is_pax_sparse() {
            return Kind::Sparse;
        }
        match self.flag {
            b'S' => Kind::Sparse,
            b'1' => Kind::HardLink,
            b'2' => Kind::SymbolicLink,
            b'3' | b'4' | b'6' => Kind::Device,
            b'5' => Kind::Folder,
            // As old tools wrote them.
            0 if self.name.ends_with(b"/") => Kind::Folder,
            0 | b'0' | b'7' => Kind::File,
            _ => Kind::Unknown,
        }
    }

    /// Whether it is a sparse file in one of the three ways of GNU tar to say so in a pax header.
    fn is_pax_sparse(&self) -> bool {
        let has = |key: &[u8]| self.pax.iter().any(|(found, _)| found == key);
        let is = |key: &[u8], due: &[u8]| {
            let last = self.pax.iter().rev().find(|(found, _)| found == key);
            last.is_some_and(|(_, value)| value == due)
        };
        has(b"GNU.sparse.map")
            || has(b"GNU.sparse.size")
            || (is(b"GNU.sparse.major", b"1") && is(b"GNU.sparse.minor", b"0"))
    }

    /// The name as text, replacement characters for what is not UTF-8, without the slash after a
    /// folder's.
    #[must_use]
    pub fn text(&self) -> String {
        let text = String::from_utf8_lossy(&self.name);
        match self.kind() {
            Kind::Folder => text.trim_end_matches('/').to_owned(),
            Kind::Device
            | Kind::File
            | Kind::HardLink
            | Kind::Sparse
            | Kind::SymbolicLink
            | Kind::Unknown => text.into_owned(),
        }
    }
}
