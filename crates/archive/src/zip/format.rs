//! The records of a zip archive (PKWARE's APPNOTE 6.3), as few kinds of them as readers need.
//!
//! No data descriptors, no comments, and no extra fields but ZIP64 where a number does not fit:
//! the Python Package Index refuses the first two, and everything else is a place for differences.

use crate::Mode;

/// Version 2.0 of the format, which has deflate; written under Unix, so modes count (§4.4.2).
const MADE_BY: u16 = 3 << 8 | 20;
const NEEDED: u16 = 20;
const NEEDED_ZIP64: u16 = 45;
/// The name is UTF-8 (§4.4.4, bit 11).
const UTF8: u16 = 1 << 11;
/// The type of a regular file in Unix modes.
const REGULAR: u32 = 0o100_000;
/// In place of a number that is found in the ZIP64 field or record.
const FULL16: u16 = u16::MAX;
const FULL32: u32 = u32::MAX;
const ZIP64: u16 = 1;

/// How the bytes of a member are kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Method {
    Deflated,
    Stored,
}

/// What the headers say about a member.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header<'a> {
    pub(crate) name: &'a str,
    pub(crate) mode: Mode,
    /// Time and date.
    pub(crate) dos: (u16, u16),
    pub(crate) method: Method,
    pub(crate) crc32: u32,
    /// How many bytes it has in the archive.
    pub(crate) packed: u64,
    /// How many bytes it stands for.
    pub(crate) len: u64,
}

impl Header<'_> {
    /// Whether the sizes may need more than 32 bits. The header of a member deflated in blocks is
    /// laid out before its packed size is known, so the answer depends on the length alone, with
    /// room for what deflate adds where it cannot shrink.
    fn is_zip64(&self) -> bool {
        self.len >= u64::from(FULL32) - (16 << 20)
    }

    /// The header before the member's bytes (§4.3.7).
    pub(crate) fn write_local(&self, out: &mut Vec<u8>) {
        put32(out, 0x0403_4b50);
        self.write_shared(out, self.is_zip64());
        if self.is_zip64() {
            put32(out, FULL32);
            put32(out, FULL32);
            put16(out, len16(self.name.len()));
            put16(out, 20);
            out.extend_from_slice(self.name.as_bytes());
            put_zip64(out, &[self.len, self.packed]);
        } else {
            put32(out, low32(self.packed));
            put32(out, low32(self.len));
            put16(out, len16(self.name.len()));
            put16(out, 0);
            out.extend_from_slice(self.name.as_bytes());
        }
    }

    /// The record in the central directory (§4.3.12).
    pub(crate) fn write_central(&self, offset: u64, out: &mut Vec<u8>) {
        let mut large = Vec::new();
        if self.is_zip64() {
            large.extend([self.len, self.packed]);
        }
        let far = offset >= u64::from(FULL32);
        if far {
            large.push(offset);
        }
        put32(out, 0x0201_4b50);
        put16(out, MADE_BY);
        self.write_shared(out, !large.is_empty());
        put32(out, if self.is_zip64() { FULL32 } else { low32(self.packed) });
        put32(out, if self.is_zip64() { FULL32 } else { low32(self.len) });
        put16(out, len16(self.name.len()));
        put16(out, if large.is_empty() { 0 } else { len16(4 + 8 * large.len()) });
        put16(out, 0); // comment
        put16(out, 0); // disk
        put16(out, 0); // internal attributes
        put32(out, (REGULAR | self.mode.bits()) << 16);
        put32(out, if far { FULL32 } else { low32(offset) });
        out.extend_from_slice(self.name.as_bytes());
        put_zip64(out, &large);
    }

    /// The fields that both headers have, in the same order.
    fn write_shared(&self, out: &mut Vec<u8>, zip64: bool) {
        put16(out, if zip64 { NEEDED_ZIP64 } else { NEEDED });
        put16(out, if self.name.is_ascii() { 0 } else { UTF8 });
        put16(out, if self.method == Method::Deflated { 8 } else { 0 });
        put16(out, self.dos.0);
        put16(out, self.dos.1);
        put32(out, self.crc32);
    }
}

/// The end of an archive whose central directory begins at `offset` and has `len` bytes.
pub(crate) fn write_end(members: u64, offset: u64, len: u64, out: &mut Vec<u8>) {
    let zip64 =
        members >= u64::from(FULL16) || offset >= u64::from(FULL32) || len >= u64::from(FULL32);
    if zip64 {
        write_zip64_end(members, offset, len, out);
    }
    let count = if zip64 { u16::try_from(members).unwrap_or(FULL16) } else { low16(members) };
    put32(out, 0x0605_4b50); // §4.3.16
    put32(out, 0); // disks
    put16(out, count);
    put16(out, count);
    put32(out, u32::try_from(len).unwrap_or(FULL32));
    put32(out, u32::try_from(offset).unwrap_or(FULL32));
    put16(out, 0); // comment
}

/// The ZIP64 end and its locator (§4.3.14, §4.3.15).
fn write_zip64_end(members: u64, offset: u64, len: u64, out: &mut Vec<u8>) {
    put32(out, 0x0606_4b50);
    put64(out, 44); // what follows of this record
    put16(out, 3 << 8 | NEEDED_ZIP64);
    put16(out, NEEDED_ZIP64);
    put64(out, 0); // disks
    put64(out, members);
    put64(out, members);
    put64(out, len);
    put64(out, offset);
    put32(out, 0x0706_4b50);
    put32(out, 0); // disk
    put64(out, offset + len);
    put32(out, 1); // disks
}

fn put_zip64(out: &mut Vec<u8>, numbers: &[u64]) {
    if !numbers.is_empty() {
        put16(out, ZIP64);
        put16(out, len16(8 * numbers.len()));
        numbers.iter().for_each(|&number| put64(out, number));
    }
}

fn put16(out: &mut Vec<u8>, number: u16) {
    out.extend_from_slice(&number.to_le_bytes());
}

fn put32(out: &mut Vec<u8>, number: u32) {
    out.extend_from_slice(&number.to_le_bytes());
}

fn put64(out: &mut Vec<u8>, number: u64) {
    out.extend_from_slice(&number.to_le_bytes());
}

/// `ArchivePath` has no more bytes than 16 bits count, and our own fields have few.
fn len16(len: usize) -> u16 {
    u16::try_from(len).unwrap_or(FULL16)
}

fn low16(number: u64) -> u16 {
    u16::try_from(number).unwrap_or(FULL16)
}

fn low32(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(FULL32)
}
