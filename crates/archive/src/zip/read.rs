//! Reading a zip that somebody else made, believing nothing it says only once.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::Arc;

use crc32fast::Hasher;
use flate2::read::DeflateDecoder;
use pyrel_tree::Slice;

use super::directory::{Directory, Encoding, Fault, Record, check_local, directory, why};
use super::format::Method;
use crate::tangle::Tangle;
use crate::{ArchivePath, Artifact, Error, Limits, Mode};

/// A zip archive whose structure is sound: every byte belongs to one member or to the directory,
/// both say the same, names are portable and unique, and no more is unpacked than was allowed.
#[derive(Clone, Debug)]
pub struct Archive {
    name: Arc<str>,
    slice: Slice,
    members: Vec<Member>,
    folders: Vec<ArchivePath>,
    by_path: BTreeMap<ArchivePath, usize>,
}

/// A member that is no folder.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its path.
    pub path: ArchivePath,
    /// How many bytes it has.
    pub len: u64,
    /// Its permissions; without a Unix mode it is not executable.
    pub mode: Mode,
    /// What it is.
    pub kind: Kind,
    /// Whether nobody says that its name is UTF-8, as which it was read.
    pub is_name_assumed: bool,
    /// Where its packed bytes are.
    packed: Slice,
    method: Method,
    crc32: u32,
}

/// What a member is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A symbolic link; its bytes are the target, which nobody checked.
    Link,
}

impl Member {
    /// How many bytes it has as it is packed.
    #[must_use]
    pub fn packed_len(&self) -> u64 {
        self.packed.len
    }
}

impl Archive {
    /// Looks at the structure of an archive; the bytes of the members are not read yet.
    ///
    /// # Errors
    /// When it is no zip archive, is not sound, or exceeds the limits.
    pub fn open(artifact: &Artifact, limits: &Limits) -> Result<Self, Error> {
        Self::of_slice(artifact.name(), artifact.slice(), limits)
    }

    /// The same for a part of a file: what a known trailer follows, such as a signature.
    ///
    /// # Errors
    /// As [`Archive::open`].
    pub fn of_slice(name: &str, slice: Slice, limits: &Limits) -> Result<Self, Error> {
        Self::reading(name, slice, limits, Encoding::Said)
    }

    /// The same for an archive from which nothing is chosen by name: names that were written under
    /// Unix and are UTF-8 need not be said to be. [`Member::is_name_assumed`] tells which are not.
    ///
    /// # Errors
    /// As [`Archive::open`].
    pub(crate) fn assuming_utf8(name: &str, slice: Slice, limits: &Limits) -> Result<Self, Error> {
        Self::reading(name, slice, limits, Encoding::Assumed)
    }

    fn reading(
        name: &str,
        slice: Slice,
        limits: &Limits,
        encoding: Encoding,
    ) -> Result<Self, Error> {
        let members = directory(&slice, limits, encoding)
            .and_then(|directory| members(&slice, &directory, limits));
        let (members, folders) = members.map_err(|fault| match fault {
            Fault::Io(source) => Error::Unreadable { path: name.to_owned(), source },
            Fault::Why(why) => Error::Malformed { archive: name.to_owned(), why },
        })?;
        let paths = members.iter().enumerate();
        let by_path = paths.map(|(index, member)| (member.path.clone(), index)).collect();
        Ok(Self { name: Arc::from(name), slice, members, folders, by_path })
    }

    /// The members that are no folders, in the order of the directory.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The folders that it names, in the order of the directory; others come with their files.
    #[must_use]
    pub fn folders(&self) -> &[ArchivePath] {
        &self.folders
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The member at a path.
    #[must_use]
    pub fn member(&self, path: &str) -> Option<&Member> {
        let path = ArchivePath::new(path).ok()?;
        self.by_path.get(&path).and_then(|&index| self.members.get(index))
    }

    /// How many bytes the whole archive has.
    #[must_use]
    pub fn packed_len(&self) -> u64 {
        self.slice.len
    }

    /// The bytes of a member. Reading fails at the end if they are not what the archive promised.
    #[must_use]
    pub fn reader(&self, member: &Member) -> impl Read + Send + use<> {
        MemberReader::new(member.method, &member.packed, member.len, member.crc32)
    }

    /// Reads a member whole, if it has no more bytes than `most`.
    ///
    /// # Errors
    /// When the bytes are too many or not what the archive promised.
    pub fn read(&self, member: &Member, most: u64) -> Result<Vec<u8>, Error> {
        let malformed = |why| Error::Malformed { archive: self.name.to_string(), why };
        if member.len > most {
            let Member { path, len, .. } = member;
            return Err(malformed(format!("`{path}` has {len} bytes, more than {most}")));
        }
        let mut bytes = Vec::new();
        match self.reader(member).read_to_end(&mut bytes) {
            Ok(_) => Ok(bytes),
            Err(source) if source.kind() == io::ErrorKind::InvalidData => {
                Err(malformed(format!("`{}` {source}", member.path)))
            }
            Err(source) => Err(Error::Unreadable { path: self.name.to_string(), source }),
        }
    }
}

fn members(
    slice: &Slice,
    directory: &Directory,
    limits: &Limits,
) -> Result<(Vec<Member>, Vec<ArchivePath>), Fault> {
    let Directory { records, offset } = directory;
    let mut total = 0_u64;
    let mut tangle = Tangle::default();
    let mut stretches = Vec::with_capacity(records.len());
    let mut members = Vec::with_capacity(records.len());
    let mut folders = Vec::new();
    for record in records {
        total = total.saturating_add(record.len);
        if total > limits.bytes {
            return Err(Fault::Why(format!("it unpacks to more than {} bytes", limits.bytes)));
        }
        let (begin, end) = check_local(slice, record)?;
        stretches.push((record.offset, end));
        let fault = |text: &str| Fault::Why(format!("`{}` {text}", record.name.escape_debug()));
        if let Some(folder) = record.name.strip_suffix('/') {
            check_folder(slice, record, begin).map_err(fault)?;
            let folder = ArchivePath::new(folder)?;
            tangle.add_folder(&folder).map_err(fault)?;
            folders.push(folder);
            continue;
        }
        let path = ArchivePath::new(record.name.as_str())?;
        if !tangle.add_file(&path).map_err(fault)? {
            return Err(fault("is there twice"));
        }
        members.push(member(slice, record, path, begin).map_err(fault)?);
    }
    if let Some(path) = tangle.flaw() {
        return Err(Fault::Why(format!("`{path}` is both a file and a folder")));
    }
    check_stretches(stretches, *offset)?;
    Ok((members, folders))
}

/// A folder is nothing but its name: what else is written with it is seen by some readers only.
fn check_folder(slice: &Slice, record: &Record, begin: u64) -> Result<(), &'static str> {
    // Not all packers give a folder the mode of one.
    if ![0, 0o040_000, 0o100_000].contains(&(record.mode.unwrap_or_default() & 0o170_000)) {
        return Err("is a folder with the mode of something else");
    }
    let packed = packed(slice, record, begin);
    let is_empty = match (record.packed, record.method) {
        (0, _) => record.crc32 == 0,
        // The end of a stream is a stream of nothing.
        (_, Method::Deflated) => {
            let mut reader = MemberReader::new(record.method, &packed, record.len, record.crc32);
            reader.read(&mut [0]).is_ok_and(|got| got == 0)
        }
        (_, Method::Stored) => false,
    };
    match record.len == 0 && is_empty {
        true => Ok(()),
        false => Err("is a folder with bytes of its own"),
    }
}

fn packed(slice: &Slice, record: &Record, begin: u64) -> Slice {
    let content = Arc::clone(&slice.content);
    Slice { content, offset: slice.offset + begin, len: record.packed }
}

fn member(
    slice: &Slice,
    record: &Record,
    path: ArchivePath,
    begin: u64,
) -> Result<Member, &'static str> {
    let mode = record.mode.unwrap_or(0o100_644);
    let kind = match mode & 0o170_000 {
        0 | 0o100_000 => Kind::File,
        0o120_000 => Kind::Link,
        _ => return Err("is neither a file nor a link"),
    };
    if record.method == Method::Stored && record.packed != record.len {
        return Err("is stored with two lengths");
    }
    let packed = packed(slice, record, begin);
    let mode = Mode::of(mode & 0o111 != 0);
    let Record { len, method, crc32, is_name_assumed, .. } = *record;
    Ok(Member { path, len, mode, kind, is_name_assumed, packed, method, crc32 })
}

/// Every byte before the directory belongs to exactly one member: what lies between members,
/// before the first or in two at once is seen by some readers only.
fn check_stretches(mut stretches: Vec<(u64, u64)>, directory: u64) -> Result<(), Fault> {
    stretches.sort_unstable();
    let mut at = 0;
    for (begin, end) in stretches {
        if begin < at {
            return Err(why("its members overlap"));
        }
        if begin > at {
            return Err(why("it holds bytes that belong to no member"));
        }
        at = end;
    }
    if at == directory { Ok(()) } else { Err(why("it holds bytes that belong to no member")) }
}

/// The bytes of a member, and at their end an error if they are not what was promised.
pub(super) struct MemberReader {
    input: Input,
    packed: u64,
    left: u64,
    expect: u32,
    crc32: Hasher,
}

enum Input {
    Deflated(DeflateDecoder<Box<dyn Read + Send>>),
    Stored(Box<dyn Read + Send>),
}

impl Read for MemberReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let got = match &mut self.input {
            Input::Deflated(input) => input.read(buffer).map_err(broken)?,
            Input::Stored(input) => input.read(buffer)?,
        };
        let read = buffer.get(..got).unwrap_or_default();
        self.crc32.update(read);
        self.left = self.left.checked_sub(got as u64).ok_or_else(|| lies("has more bytes"))?;
        if got == 0 {
            self.check_end()?;
        }
        Ok(got)
    }
}

impl MemberReader {
    pub(super) fn new(method: Method, packed: &Slice, len: u64, crc32: u32) -> Self {
        let input = match method {
            Method::Deflated => Input::Deflated(DeflateDecoder::new(Box::new(packed.reader()))),
            Method::Stored => Input::Stored(Box::new(packed.reader())),
        };
        Self { input, packed: packed.len, left: len, expect: crc32, crc32: Hasher::new() }
    }

    fn check_end(&self) -> io::Result<()> {
        if self.left != 0 {
            return Err(lies("has fewer bytes"));
        }
        if let Input::Deflated(input) = &self.input
            && input.total_in() != self.packed
        {
            return Err(lies("has other packed bytes"));
        }
        if self.crc32.clone().finalize() != self.expect {
            return Err(lies("has another checksum"));
        }
        Ok(())
    }
}

fn lies(text: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("{text} than the archive says"))
}

/// A broken stream is the archive's fault, and so is one that ends early.
fn broken(error: io::Error) -> io::Error {
    let kind = error.kind();
    if [io::ErrorKind::InvalidInput, io::ErrorKind::UnexpectedEof].contains(&kind) {
        return io::Error::new(io::ErrorKind::InvalidData, "is not packed as the archive says");
    }
    error
}
