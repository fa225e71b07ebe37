//! The headers of a tar archive: `ustar`, with `pax` records only where `ustar` has no room
//! (POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header").

use crate::Mode;

/// Tar archives are made of blocks of this size.
pub(crate) const UNIT: usize = 512;
/// The end is filled up to a multiple of this, which is what `tar` and Python write and expect.
pub(crate) const RECORD: usize = 10_240;
/// What eleven octal digits hold: the largest size and the latest time of a plain header.
const OCTAL11: u64 = 0o77_777_777_777;

/// What a member is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind<'a> {
    File { len: u64 },
    Link { target: &'a str },
}

/// What the header says about a member. No owner is named: user and group are 0 and nameless.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header<'a> {
    pub(crate) name: &'a str,
    pub(crate) mode: Mode,
    /// Seconds; what lies beyond the year 2242 is moved there.
    pub(crate) time: u64,
    pub(crate) kind: Kind<'a>,
}

impl Header<'_> {
    /// The header, after its pax header if it needs one.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let records = self.records();
        if !records.is_empty() {
            let len = records.len() as u64;
            let fields =
                Fields { name: b"././@PaxHeader", mode: 0o644, len, flag: b'x', ..self.fields() };
            fields.write(out);
            out.extend_from_slice(&records);
            pad(out, UNIT);
        }
        self.fields().write(out);
    }

    /// The pax records for whatever the plain header cannot hold.
    fn records(&self) -> Vec<u8> {
        let mut records = Vec::new();
        if !self.name.is_ascii() || split(self.name.as_bytes()).is_none() {
            put_record("path", self.name, &mut records);
        }
        match self.kind {
            Kind::Link { target } if !target.is_ascii() || target.len() > 100 => {
                put_record("linkpath", target, &mut records);
            }
            Kind::File { len } if len > OCTAL11 => {
                put_record("size", &len.to_string(), &mut records);
            }
            Kind::File { .. } | Kind::Link { .. } => {}
        }
        records
    }

    fn fields(&self) -> Fields<'_> {
        let name = self.name.as_bytes();
        let (prefix, name) = split(name).unwrap_or((b"", name.get(..100).unwrap_or(name)));
        let (len, flag, target, mode) = match self.kind {
            Kind::File { len } => (len, b'0', "", self.mode.bits()),
            Kind::Link { target } => (0, b'2', target, 0o777),
        };
        let target = target.as_bytes();
        let target = target.get(..100).unwrap_or(target);
        Fields { prefix, name, mode, len, time: self.time, flag, target }
    }
}

/// The fields of a plain header that differ from member to member.
struct Fields<'a> {
    prefix: &'a [u8],
    name: &'a [u8],
    mode: u32,
    len: u64,
    time: u64,
    flag: u8,
    target: &'a [u8],
}

impl Fields<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        let begin = out.len();
        put_text(self.name, 100, out);
        put_octal(u64::from(self.mode), 8, out);
        put_octal(0, 8, out); // user
        put_octal(0, 8, out); // group
        put_octal(self.len.min(OCTAL11), 12, out);
        put_octal(self.time.min(OCTAL11), 12, out);
        let checksum_at = out.len();
        out.extend_from_slice(b"        ");
        out.push(self.flag);
        put_text(self.target, 100, out);
        out.extend_from_slice(b"ustar\x0000");
        put_text(b"", 32, out); // user name
        put_text(b"", 32, out); // group name
        put_octal(0, 8, out); // device
        put_octal(0, 8, out);
        put_text(self.prefix, 155, out);
        put_text(b"", 12, out);
        // The sum is taken with blanks in its own place, and ends in NUL and blank.
        let sum = out.get(begin..).unwrap_or_default().iter().map(|&byte| u64::from(byte)).sum();
        let mut checksum = Vec::with_capacity(8);
        put_octal(sum, 7, &mut checksum);
        if let Some(place) = out.get_mut(checksum_at..checksum_at + checksum.len()) {
            place.copy_from_slice(&checksum);
        }
    }
}

/// Prefix and name, where a path of more than 100 bytes can be cut at a slash so that both fit.
fn split(name: &[u8]) -> Option<(&[u8], &[u8])> {
    if name.len() <= 100 {
        return Some((b"", name));
    }
    let slash = name.iter().take(156).rposition(|&byte| byte == b'/')?;
    let (prefix, rest) = (name.get(..slash)?, name.get(slash + 1..)?);
    (rest.len() <= 100).then_some((prefix, rest))
}

/// A pax record counts its own length, digits and all.
fn put_record(key: &str, value: &str, out: &mut Vec<u8>) {
    let bare = key.len() + value.len() + 3; // blank, equals sign, newline
    let mut len = bare + 1;
    while bare + len.to_string().len() != len {
        len += 1;
    }
    out.extend_from_slice(format!("{len} {key}={value}\n").as_bytes());
}

/// Text and the NULs that fill its field. What is not ASCII is in a pax record as well.
fn put_text(text: &[u8], width: usize, out: &mut Vec<u8>) {
    out.extend(text.iter().map(|&byte| if byte.is_ascii() { byte } else { b'_' }));
    out.extend(std::iter::repeat_n(0, width.saturating_sub(text.len())));
}

fn put_octal(number: u64, width: usize, out: &mut Vec<u8>) {
    let digits = width - 1;
    out.extend_from_slice(format!("{number:0digits$o}\0").as_bytes());
}

/// Fills up with NULs to a multiple of some size.
pub(crate) fn pad(out: &mut Vec<u8>, multiple: usize) {
    out.resize(out.len().next_multiple_of(multiple), 0);
}
