//! What Python's `zipfile`, and so every installer, sees of an archive: what its end leads to.

use std::io;

use pyrel_tree::Slice;

use super::records::{
    CENTRAL, CENTRAL_LEN, Central, END, END_LEN, End, LOCATOR_LEN, ZIP64_END, ZIP64_END_LEN,
    Zip64End, locator,
};
use crate::Limits;
use crate::bytes::{Bytes, read_exact_at};
use crate::zip::directory::{Fault, MOST_DIRECTORY, why};

/// An archive as it is found from its end.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct View {
    /// The members, in the order of the directory; a name may come again.
    pub members: Vec<Member>,
    /// The comment of the archive.
    pub comment: Vec<u8>,
    /// Where the directory begins.
    pub begin: u64,
    /// Where the end begins: the ZIP64 one, if there is one.
    pub end: u64,
    /// By how much all offsets are wrong, because something was put before the archive.
    pub shift: i64,
    /// How many bytes follow the end with its comment.
    pub after: u64,
    /// Whether there are more members than were looked at.
    pub is_overlong: bool,
}

/// A member as the directory describes it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Member {
    /// The record, as it is written.
    pub central: Central,
    /// The name as Python has it: up to a NUL, and what a Unicode path says where there is one.
    pub name: String,
    /// How many bytes it has in the archive.
    pub packed: u64,
    /// How many bytes it stands for.
    pub len: u64,
    /// Where its header begins, if that is in the archive.
    pub at: Option<u64>,
}

/// Python reads no later version of the format, 6.3.
const MOST_VERSION: u16 = 63;

/// Reads what the end of an archive leads to. What is wrong is what makes Python give up.
pub(super) fn view(slice: &Slice, limits: &Limits) -> Result<View, Fault> {
    let Found { end, at, after } = find(slice)?;
    let begin = at.checked_sub(end.len).ok_or_else(|| why("its directory has no beginning"))?;
    let shift = i128::from(begin) - i128::from(end.offset);
    let shift =
        i64::try_from(shift).map_err(|_| why("its directory does not lie where its end says"))?;
    let (members, is_overlong) = members(slice, &end, begin, shift, limits)?;
    Ok(View { members, comment: end.comment, begin, end: at, shift, after, is_overlong })
}

/// Whether Python takes a file for a zip archive: its end leads to the beginning of a directory, or
/// says that there is none.
pub(super) fn is_zip(slice: &Slice) -> io::Result<bool> {
    let Found { end, at, .. } = match find(slice) {
        Ok(found) => found,
        Err(Fault::Io(error)) => return Err(error),
        Err(Fault::Why(_)) => return Ok(false),
    };
    if (end.members, end.len, end.offset) == (0, 0, 0) {
        return Ok(true);
    }
    let begin = at.checked_sub(end.len).filter(|_| end.disks.0 == end.disks.1);
    let Some(begin) = begin.filter(|_| end.len >= CENTRAL_LEN as u64) else { return Ok(false) };
    Ok(read_exact_at(slice, begin, 4)?.starts_with(CENTRAL))
}

/// The end of an archive, with the numbers of ZIP64 if there are such.
struct Found {
    end: End,
    /// Where it begins: the ZIP64 one, if there is one.
    at: u64,
    /// How many bytes follow.
    after: u64,
}

fn find(slice: &Slice) -> Result<Found, Fault> {
    let found = find_end(slice)?.ok_or_else(|| why("it has no end of a zip archive"))?;
    let (end, at, after) = found;
    let Some((wide, at)) = zip64_end(slice, at)? else { return Ok(Found { end, at, after }) };
    let disk = |number: u32| u16::try_from(number).unwrap_or(u16::MAX);
    let end = End {
        disks: (disk(wide.disks.0), disk(wide.disks.1)),
        members: wide.members,
        members_here: wide.members_here,
        len: wide.len,
        offset: wide.offset,
        ..end
    };
    Ok(Found { end, at, after })
}

/// The end, its place, and how many bytes follow it.
fn find_end(slice: &Slice) -> io::Result<Option<(End, u64, u64)>> {
    let most = slice.len.min((END_LEN + usize::from(u16::MAX)) as u64);
    let begin = slice.len - most;
    let bytes = read_exact_at(slice, begin, usize::try_from(most).unwrap_or_default())?;
    // One without a comment that ends the file is preferred to any other.
    let plain = bytes.len().checked_sub(END_LEN).filter(|&at| {
        bytes.get(at..).is_some_and(|end| end.starts_with(END) && end.ends_with(b"\0\0"))
    });
    let last = || bytes.windows(4).rposition(|window| window == END);
    let Some(at) = plain.or_else(last) else { return Ok(None) };
    let mut rest = Bytes(bytes.get(at..).unwrap_or_default());
    let Some(end) = End::parse(&mut rest) else { return Ok(None) };
    Ok(Some((end, begin + at as u64, rest.0.len() as u64)))
}

/// The ZIP64 end that a locator before the end leads to, and where it is.
fn zip64_end(slice: &Slice, end: u64) -> Result<Option<(Zip64End, u64)>, Fault> {
    let Some(locator_at) = end.checked_sub(LOCATOR_LEN as u64) else { return Ok(None) };
    let bytes = read_exact_at(slice, locator_at, LOCATOR_LEN)?;
    let Some((disk, said, disks)) = locator(&mut Bytes(&bytes)) else { return Ok(None) };
    if disk != 0 || disks > 1 {
        return Err(why("it is one part of several"));
    }
    let nearest = locator_at
        .checked_sub(ZIP64_END_LEN as u64)
        .filter(|&nearest| said <= nearest)
        .ok_or_else(|| why("its ZIP64 end does not lie where its locator says"))?;
    let mut at = said;
    let mut record = read_exact_at(slice, at, ZIP64_END_LEN)?;
    if !record.starts_with(ZIP64_END) && said != nearest {
        at = nearest;
        record = read_exact_at(slice, at, ZIP64_END_LEN)?;
    }
    let parsed = Zip64End::parse(&mut Bytes(&record));
    let found = parsed.ok_or_else(|| why("its ZIP64 end does not lie where its locator says"))?;
    let size = locator_at - at - 12;
    if found.offset.checked_add(found.len) != Some(said) || found.size != size {
        return Err(why("its ZIP64 end is broken"));
    }
    Ok(Some((found, at)))
}

/// The members, and whether there are more.
fn members(
    slice: &Slice,
    end: &End,
    begin: u64,
    shift: i64,
    limits: &Limits,
) -> Result<(Vec<Member>, bool), Fault> {
    if end.len > MOST_DIRECTORY {
        return Ok((Vec::new(), true));
    }
    let len = usize::try_from(end.len).unwrap_or_default();
    let bytes = read_exact_at(slice, begin, len)?;
    let mut rest = Bytes(&bytes);
    let mut members = Vec::new();
    while !rest.0.is_empty() {
        if members.len() as u64 >= limits.members {
            return Ok((members, true));
        }
        let is_cut = rest.0.len() < CENTRAL_LEN;
        let central = Central::clipped(&mut rest).ok_or_else(|| match is_cut {
            true => why("its directory is cut off"),
            false => why("its directory is broken"),
        })?;
        members.push(member(central, shift)?);
    }
    Ok((members, false))
}

fn member(central: Central, shift: i64) -> Result<Member, Fault> {
    let header = &central.header;
    let shown = || header.text().escape_debug().to_string();
    let fault = |text: &str| Fault::Why(format!("`{}` {text}", shown()));
    let version = header.needed & 0xff;
    if version > MOST_VERSION {
        let (major, minor) = (version / 10, version % 10);
        return Err(fault(&format!("needs version {major}.{minor} of the format")));
    }
    let (mut len, mut packed) = (u64::from(header.len), u64::from(header.packed));
    let mut offset = u64::from(central.offset);
    let mut name = until_nul(header.text());
    let (fields, rest) = header.extras();
    if rest.len() >= 4 {
        return Err(fault("has an extra field that is cut off"));
    }
    for (kind, bytes) in fields {
        let mut bytes = Bytes(bytes);
        match kind {
            1 => {
                let full = u64::from(u32::MAX);
                for number in [&mut len, &mut packed, &mut offset] {
                    if *number == full {
                        let wide = bytes.u64();
                        *number = wide.ok_or_else(|| fault("has a size that is nowhere"))?;
                    }
                }
            }
            0x7075 => {
                let second = second_name(bytes, &header.name);
                name = second.map_err(fault)?.unwrap_or(name);
            }
            _ => {}
        }
    }
    let at = offset.checked_add_signed(shift);
    Ok(Member { central, name, packed, len, at })
}

/// The name that a Unicode path gives, if it is one for this name (§4.6.9).
fn second_name(mut bytes: Bytes<'_>, name: &[u8]) -> Result<Option<String>, &'static str> {
    let mut fields = || Some((*bytes.take(1)?.first()?, bytes.u32()?));
    let (version, crc32) = fields().ok_or("has a Unicode path that is cut off")?;
    if version != 1 || crc32 != crc32fast::hash(name) {
        return Ok(None);
    }
    let text = std::str::from_utf8(bytes.0).map_err(|_| "has a Unicode path that is not UTF-8")?;
    Ok((!text.is_empty()).then(|| until_nul(text.to_owned())))
}

fn until_nul(mut name: String) -> String {
    if let Some(end) = name.find('\0') {
        name.truncate(end);
    }
    name
}
