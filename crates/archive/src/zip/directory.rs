//! What a zip archive says of itself, said twice: in its central directory and in the header
//! before each member. Where the two differ, different readers see different archives.

use std::io;

use pyrel_tree::Slice;

use super::format::Method;
use super::survey::{Central, DESCRIPTOR, ENCRYPTED, Header, UTF8};
use crate::bytes::{Bytes, read_exact_at};
use crate::{Limits, NotPortable};

/// What is wrong with an archive.
#[derive(Debug)]
pub(super) enum Fault {
    /// It could not be read.
    Io(io::Error),
    /// It does what no honest archive does.
    Why(String),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            why("it ends early")
        } else {
            Self::Io(error)
        }
    }
}

impl From<NotPortable> for Fault {
    fn from(error: NotPortable) -> Self {
        Self::Why(error.to_string())
    }
}

pub(super) fn why(text: &str) -> Fault {
    Fault::Why(text.to_owned())
}

/// A record of the central directory.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) name: String,
    pub(super) method: Method,
    pub(super) flags: u16,
    pub(super) crc32: u32,
    pub(super) packed: u64,
    pub(super) len: u64,
    /// Where its local header begins.
    pub(super) offset: u64,
    /// The Unix mode, if it was written under Unix.
    pub(super) mode: Option<u32>,
    /// Whether nobody says in which encoding its name is.
    pub(super) is_name_assumed: bool,
}

/// What is made of names that are neither ASCII nor said to be UTF-8.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Encoding {
    /// They are refused, since they mean something else to every reader.
    Said,
    /// Those that were written under Unix and are UTF-8 are taken for it, as Info-ZIP does, whose `zip`
    /// does not say so on all systems.
    Assumed,
}

/// The end of the archive.
struct End {
    members: u64,
    len: u64,
    offset: u64,
    /// Where the end record begins, or the ZIP64 one before it.
    at: u64,
}

impl End {
    /// The ZIP64 end, if the end that older readers stop at says nothing else: numbers that fit into
    /// it are the same, or are left open as those are that do not.
    fn agreeing(self, narrow: (u16, u16, u32, u32)) -> Result<Self, Fault> {
        let (members_here, members, len, offset) = narrow;
        let mut counts = [members_here, members].into_iter();
        let counts = counts.all(|it| it == u16::MAX || u64::from(it) == self.members);
        let mut places = [(len, self.len), (offset, self.offset)].into_iter();
        let places = places.all(|(it, own)| it == u32::MAX || u64::from(it) == own);
        match counts && places {
            true => Ok(self),
            false => Err(why("its end and its ZIP64 end say different things")),
        }
    }
}

const END_LEN: usize = 22;
const LOCATOR_LEN: u64 = 20;
const ZIP64_END_LEN: u64 = 56;
/// A central directory larger than this is not read into memory.
pub(super) const MOST_DIRECTORY: u64 = 64 << 20;

/// The central directory.
pub(super) struct Directory {
    pub(super) records: Vec<Record>,
    /// Where it begins.
    pub(super) offset: u64,
}

/// Reads the central directory.
pub(super) fn directory(
    slice: &Slice,
    limits: &Limits,
    encoding: Encoding,
) -> Result<Directory, Fault> {
    let end = find_end(slice)?;
    if end.members > limits.members {
        return Err(Fault::Why(format!("it has {} members", end.members)));
    }
    if end.offset.checked_add(end.len) != Some(end.at) {
        return Err(why("its directory does not lie where its end says"));
    }
    if end.len > MOST_DIRECTORY {
        return Err(Fault::Why(format!("its directory has {} bytes", end.len)));
    }
    let len = usize::try_from(end.len).unwrap_or_default();
    let bytes = read_exact_at(slice, end.offset, len)?;
    let mut rest = Bytes(&bytes);
    let mut records = Vec::new();
    while !rest.0.is_empty() {
        records.push(record(&mut rest, encoding)?);
    }
    if records.len() as u64 != end.members {
        let (found, said) = (records.len(), end.members);
        return Err(Fault::Why(format!("its end counts {said} members, its directory {found}")));
    }
    Ok(Directory { records, offset: end.offset })
}

/// The end record with its comment reaches to the very end. If a comment holds another end that
/// does so too, there are two archives in one.
fn find_end(slice: &Slice) -> Result<End, Fault> {
    let most = slice.len.min((END_LEN + usize::from(u16::MAX)) as u64);
    let begin = slice.len - most;
    let bytes = read_exact_at(slice, begin, usize::try_from(most).unwrap_or_default())?;
    let mut ends = bytes.windows(END_LEN).enumerate().filter(|(at, end)| {
        let comment = end.last_chunk().map_or(0, |len| usize::from(u16::from_le_bytes(*len)));
        end.starts_with(b"PK\x05\x06") && at + end.len() + comment == bytes.len()
    });
    match (ends.next(), ends.next()) {
        (Some((at, end)), None) => {
            let mut rest = Bytes(end.get(4..).unwrap_or_default());
            parse_end(&mut rest, slice, begin + at as u64)
                .ok_or_else(|| why("its end is cut off"))?
        }
        (Some(_), Some(_)) => Err(why("it has more than one end")),
        (None, _) => Err(why("it is no zip archive, or something follows its end")),
    }
}

fn parse_end(rest: &mut Bytes<'_>, slice: &Slice, at: u64) -> Option<Result<End, Fault>> {
    let (disk, directory_disk) = (rest.u16()?, rest.u16()?);
    let (members_here, members) = (rest.u16()?, rest.u16()?);
    let (len, offset) = (rest.u32()?, rest.u32()?);
    if let Some(locator_at) = at.checked_sub(LOCATOR_LEN)
        && let Ok(locator) = read_exact_at(slice, locator_at, 20)
        && locator.starts_with(b"PK\x06\x07")
    {
        let narrow = (members_here, members, len, offset);
        return Some(
            find_zip64_end(slice, &locator, locator_at).and_then(|end| end.agreeing(narrow)),
        );
    }
    if (disk, directory_disk) != (0, 0) || members_here != members {
        return Some(Err(why("it is one part of several")));
    }
    Some(Ok(End { members: members.into(), len: len.into(), offset: offset.into(), at }))
}

fn find_zip64_end(slice: &Slice, locator: &[u8], locator_at: u64) -> Result<End, Fault> {
    let mut rest = Bytes(locator.get(4..).unwrap_or_default());
    let (disk, at, disks) = (rest.u32(), rest.u64(), rest.u32());
    let at = at.ok_or_else(|| why("its end is cut off"))?;
    if disk != Some(0) || disks > Some(1) {
        return Err(why("it is one part of several"));
    }
    if at.checked_add(ZIP64_END_LEN) != Some(locator_at) {
        return Err(why("its ZIP64 end does not lie where its locator says"));
    }
    let record = read_exact_at(slice, at, 56)?;
    let mut rest = Bytes(&record);
    let mut parse =
        || {
            let (signature, size) = (rest.u32()?, rest.u64()?);
            rest.take(4)?; // versions
            let disks = rest.u64()?;
            let (here, members) = (rest.u64()?, rest.u64()?);
            let (len, offset) = (rest.u64()?, rest.u64()?);
            (signature == 0x0606_4b50 && size == 44 && disks == 0 && here == members)
                .then_some(End { members, len, offset, at })
        };
    parse().ok_or_else(|| why("its ZIP64 end is broken"))
}

fn record(rest: &mut Bytes<'_>, encoding: Encoding) -> Result<Record, Fault> {
    let is_record = rest.0.starts_with(b"PK\x01\x02") || rest.0.len() < 46;
    let central = Central::parse(rest).ok_or_else(|| match is_record {
        true => why("its directory is cut off"),
        false => why("its directory is broken"),
    })?;
    let raw = &central.header;
    let is_assumable = encoding == Encoding::Assumed && central.is_of_unix();
    let (name, is_name_assumed) = text(&raw.name, raw.flags, is_assumable)?;
    let fault = |text: &str| Fault::Why(format!("`{}` {text}", name.escape_debug()));
    if raw.is_encrypted() {
        return Err(fault("is encrypted"));
    }
    let method = match raw.method {
        0 => Method::Stored,
        8 => Method::Deflated,
        other => return Err(fault(&format!("is packed by method {other}"))),
    };
    if central.disk != 0 {
        return Err(fault("is on another disk"));
    }
    let extra = Extra::parse(&raw.extra, name.as_bytes()).map_err(|text| fault(&text))?;
    let mut large = Bytes(extra.zip64);
    let mut wide = |narrow: u32| match narrow {
        u32::MAX => large.u64().ok_or_else(|| fault("has a size that is nowhere")),
        narrow => Ok(u64::from(narrow)),
    };
    let (len, packed, offset) = (wide(raw.len)?, wide(raw.packed)?, wide(central.offset)?);
    if !large.0.is_empty() && !extra.agrees(&[len, packed, offset]) {
        return Err(fault("has a ZIP64 field with other sizes"));
    }
    let mode = central.mode();
    let (flags, crc32) = (raw.flags, raw.crc32);
    Ok(Record { name, method, flags, crc32, packed, len, offset, mode, is_name_assumed })
}

/// Names that are neither ASCII nor said to be UTF-8 mean something else to every reader.
/// Whether it was assumed what they mean comes with them.
fn text(name: &[u8], flags: u16, is_assumable: bool) -> Result<(String, bool), Fault> {
    let shown = || String::from_utf8_lossy(name).escape_debug().to_string();
    match std::str::from_utf8(name) {
        Ok(text) if text.is_ascii() || flags & UTF8 != 0 => Ok((text.to_owned(), false)),
        Ok(text) if is_assumable => Ok((text.to_owned(), true)),
        _ => Err(Fault::Why(format!("the name `{}` is not said to be UTF-8", shown()))),
    }
}

/// The extra fields that matter.
struct Extra<'a> {
    zip64: &'a [u8],
}

impl<'a> Extra<'a> {
    fn parse(extra: &'a [u8], name: &[u8]) -> Result<Self, String> {
        let mut rest = Bytes(extra);
        let mut zip64 = None;
        while rest.0.len() >= 4 {
            let (Some(kind), Some(len)) = (rest.u16(), rest.u16()) else { break };
            let field = rest.take(len.into()).ok_or("has an extra field that is cut off")?;
            match kind {
                1 if zip64.is_some() => return Err("has two ZIP64 fields".to_owned()),
                1 => zip64 = Some(field),
                // The name once more, in UTF-8, after a version and a checksum.
                0x7075 if field.get(5..) != Some(name) => {
                    return Err("has a second name".to_owned());
                }
                _ => {}
            }
        }
        Ok(Self { zip64: zip64.unwrap_or_default() })
    }
}

impl Extra<'_> {
    /// Whether a ZIP64 field that holds more than is looked up in it holds the same numbers once more,
    /// or none: there are readers that look up all of it.
    fn agrees(&self, numbers: &[u64]) -> bool {
        let mut rest = Bytes(self.zip64);
        numbers.iter().all(|number| rest.u64().is_none_or(|said| said == 0 || said == *number))
    }
}

/// Compares the header before a member with its record; where the member's bytes begin and where
/// all that belongs to it ends.
pub(super) fn check_local(slice: &Slice, record: &Record) -> Result<(u64, u64), Fault> {
    let fault = |text: &str| Fault::Why(format!("`{}` {text}", record.name.escape_debug()));
    let fixed = read_exact_at(slice, record.offset, 30)?;
    let fields = Header::fixed(&mut Bytes(&fixed)).ok_or_else(|| fault("has no header"))?;
    let (Header { flags, method, crc32, packed, len, .. }, name, extra) = fields;
    let rest = read_exact_at(slice, record.offset + 30, name + extra)?;
    let (name, extra) = rest.split_at_checked(name).ok_or_else(|| fault("has no header"))?;
    if name != record.name.as_bytes() {
        return Err(fault("has another name in its header"));
    }
    let same_method = method == if record.method == Method::Deflated { 8 } else { 0 };
    if !same_method || (flags ^ record.flags) & (ENCRYPTED | DESCRIPTOR | UTF8) != 0 {
        return Err(fault("is described differently in its header"));
    }
    let extra = Extra::parse(extra, name).map_err(|text| fault(&text))?;
    check_sizes(record, (crc32, packed, len), &extra)
        .ok_or_else(|| fault("has other sizes in its header"))?;
    let begin = record.offset + 30 + rest.len() as u64;
    let end = begin.checked_add(record.packed).ok_or_else(|| fault("has no end"))?;
    if flags & DESCRIPTOR == 0 {
        return Ok((begin, end));
    }
    let descriptor = descriptor_len(slice, record.crc32, (record.packed, record.len), end)?;
    Ok((begin, end + descriptor.ok_or_else(|| fault("has other sizes after it"))?))
}

/// Checksum, packed size and length before the member; all may be 0 when they follow it instead.
fn check_sizes(record: &Record, sizes: (u32, u32, u32), extra: &Extra<'_>) -> Option<()> {
    let (crc32, packed, len) = sizes;
    let deferred = record.flags & DESCRIPTOR != 0;
    let mut large = Bytes(extra.zip64);
    let mut wide = |narrow: u32| match narrow {
        u32::MAX => large.u64(),
        narrow => Some(u64::from(narrow)),
    };
    let (len, packed) = (wide(len)?, wide(packed)?);
    if !large.0.is_empty() && !extra.agrees(&[record.len, record.packed]) {
        return None;
    }
    let same = |said: u64, known: u64| said == known || (deferred && said == 0);
    (same(crc32.into(), record.crc32.into())
        && same(packed, record.packed)
        && same(len, record.len))
    .then_some(())
}

/// How long the data descriptor is (§4.3.9): with or without a signature, with sizes of 4 or 8
/// bytes; `None` where what it says is not what the directory says.
pub(super) fn descriptor_len(
    slice: &Slice,
    crc32: u32,
    (packed, len): (u64, u64),
    at: u64,
) -> io::Result<Option<u64>> {
    let most = usize::try_from(slice.len.saturating_sub(at).min(24)).unwrap_or_default();
    let bytes = read_exact_at(slice, at.min(slice.len), most)?;
    let mut expected = Vec::new();
    for signature in [&b"PK\x07\x08"[..], b""] {
        for wide in [false, true] {
            let mut descriptor = signature.to_vec();
            descriptor.extend(crc32.to_le_bytes());
            for size in [packed, len] {
                let size = size.to_le_bytes();
                descriptor.extend(size.get(..if wide { 8 } else { 4 }).unwrap_or_default());
            }
            expected.push(descriptor);
        }
    }
    // The longest first: an empty member has the shorter ones at the beginning of the longer ones.
    let found = expected.iter().rev().find(|descriptor| bytes.starts_with(descriptor));
    Ok(found.map(|descriptor| descriptor.len() as u64))
}
