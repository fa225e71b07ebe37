//! The headers of tar archives as all kinds of tools write them: V7, `ustar`, pax and GNU.

use super::format::UNIT;

/// A header as it is written.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) name: Vec<u8>,
    pub(super) target: Vec<u8>,
    pub(super) mode: u64,
    pub(super) len: u64,
    pub(super) flag: u8,
}

impl Header {
    /// Takes a header apart; an error says what is wrong with it.
    pub(super) fn parse(unit: &[u8; UNIT]) -> Result<Self, &'static str> {
        let field = |at: usize, len: usize| unit.get(at..at + len).unwrap_or_default();
        let sum = octal(field(148, 8)).ok_or("has a header without a checksum")?;
        if !sums(unit).contains(&sum) {
            return Err("has a header with a wrong checksum");
        }
        let mut name = text(field(0, 100)).to_vec();
        // GNU's own format keeps other things where `ustar` has the prefix.
        if field(257, 8) == b"ustar\x0000" && !text(field(345, 155)).is_empty() {
            name = [text(field(345, 155)), b"/", &name].concat();
        }
        Ok(Self {
            name,
            target: text(field(157, 100)).to_vec(),
            mode: octal(field(100, 8)).unwrap_or_default(),
            len: number(field(124, 12)).ok_or("has a header without a size")?,
            flag: unit.get(156).copied().unwrap_or_default(),
        })
    }
}

/// The sum of all bytes, its own place taken as blanks; some old tools took bytes as signed.
fn sums(unit: &[u8; UNIT]) -> [u64; 2] {
    let bytes = || {
        let masked = |(at, byte): (usize, &u8)| if (148..156).contains(&at) { b' ' } else { *byte };
        unit.iter().enumerate().map(masked)
    };
    let signed: i64 = bytes().map(|byte| i64::from(byte.cast_signed())).sum();
    [bytes().map(u64::from).sum(), u64::try_from(signed).unwrap_or(u64::MAX)]
}

/// What comes before the first NUL.
fn text(field: &[u8]) -> &[u8] {
    field.split(|&byte| byte == 0).next().unwrap_or_default()
}

fn octal(field: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(text(field)).ok()?.trim_matches(' ');
    if text.is_empty() { None } else { u64::from_str_radix(text, 8).ok() }
}

/// Octal digits, or GNU's binary form for what does not fit into them.
fn number(field: &[u8]) -> Option<u64> {
    match field.split_first()? {
        (0x80, rest) => {
            let (high, low) = rest.split_at_checked(3)?;
            let low = u64::from_be_bytes(low.try_into().ok()?);
            high.iter().all(|&byte| byte == 0).then_some(low)
        }
        _ => octal(field),
    }
}

/// What a pax header says that this reader heeds.
#[derive(Debug, Default)]
pub(super) struct Pax {
    pub(super) path: Option<Vec<u8>>,
    pub(super) target: Option<Vec<u8>>,
    pub(super) len: Option<u64>,
}

impl Pax {
    /// Takes in the records of a pax header: length, blank, key, equals sign, value, newline.
    pub(super) fn parse(&mut self, mut records: &[u8]) -> Result<(), &'static str> {
        const BROKEN: &str = "has a broken pax header";
        while !records.is_empty() {
            let digits = records.iter().position(|&byte| byte == b' ').ok_or(BROKEN)?;
            let len = records.get(..digits).and_then(decimal).ok_or(BROKEN)?;
            let len = usize::try_from(len).map_err(|_| BROKEN)?;
            let (record, rest) = records.split_at_checked(len).ok_or(BROKEN)?;
            let record = record.get(digits + 1..).and_then(|record| record.strip_suffix(b"\n"));
            let record = record.ok_or(BROKEN)?;
            let equals = record.iter().position(|&byte| byte == b'=').ok_or(BROKEN)?;
            let (key, value) = record.split_at(equals);
            self.take(key, value.get(1..).unwrap_or_default())?;
            records = rest;
        }
        Ok(())
    }

    fn take(&mut self, key: &[u8], value: &[u8]) -> Result<(), &'static str> {
        match key {
            b"path" => self.path = Some(value.to_vec()),
            b"linkpath" => self.target = Some(value.to_vec()),
            b"size" => self.len = Some(decimal(value).ok_or("has a broken pax header")?),
            _ if key.starts_with(b"GNU.sparse.") => return Err("is sparse"),
            _ => {}
        }
        Ok(())
    }
}

fn decimal(digits: &[u8]) -> Option<u64> {
    let is_plain = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    is_plain.then(|| std::str::from_utf8(digits).ok()?.parse().ok())?
}
