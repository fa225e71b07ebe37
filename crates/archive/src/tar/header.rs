//! The headers of tar archives as all kinds of tools write them: V7, `ustar`, pax and GNU.

use super::format::UNIT;

/// A header as it is written.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) name: Vec<u8>,
    /// What `ustar` writes before the name.
    pub(super) prefix: Vec<u8>,
    pub(super) target: Vec<u8>,
    pub(super) mode: u64,
    /// Numbers of user and group.
    pub(super) owner: (u64, u64),
    /// Names of user and group.
    pub(super) owner_name: (Vec<u8>, Vec<u8>),
    pub(super) time: u64,
    pub(super) len: u64,
    pub(super) flag: u8,
    /// Whether it is `ustar`, in which the prefix is one.
    pub(super) is_ustar: bool,
    /// GNU's own: whether more headers with the stretches of a sparse file follow.
    pub(super) goes_on: bool,
}

impl Header {
    /// Takes a header apart; an error says what is wrong with it.
    pub(super) fn parse(unit: &[u8; UNIT]) -> Result<Self, &'static str> {
        let field = |at: usize, len: usize| unit.get(at..at + len).unwrap_or_default();
        let sum = octal(field(148, 8)).ok_or("has a header without a checksum")?;
        if !sums(unit).contains(&sum) {
            return Err("has a header with a wrong checksum");
        }
        let owned = |at: usize, len: usize| text(field(at, len)).to_vec();
        Ok(Self {
            name: owned(0, 100),
            prefix: owned(345, 155),
            target: owned(157, 100),
            mode: octal(field(100, 8)).unwrap_or_default(),
            owner: (number_or_none(field(108, 8)), number_or_none(field(116, 8))),
            owner_name: (owned(265, 32), owned(297, 32)),
            time: number_or_none(field(136, 12)),
            len: number(field(124, 12)).ok_or("has a header without a size")?,
            flag: unit.get(156).copied().unwrap_or_default(),
            is_ustar: field(257, 8) == b"ustar\x0000",
            goes_on: unit.get(482).is_some_and(|&byte| byte != 0),
        })
    }

    /// The name with its prefix. GNU's own format keeps other things where `ustar` has that.
    pub(super) fn path(&self) -> Vec<u8> {
        match self.is_ustar && !self.prefix.is_empty() {
            true => [&*self.prefix, b"/", &self.name].concat(),
            false => self.name.clone(),
        }
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

fn number_or_none(field: &[u8]) -> u64 {
    number(field).unwrap_or_default()
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
    /// Takes in the records of a pax header.
    pub(super) fn parse(&mut self, records: &[u8]) -> Result<(), &'static str> {
        self::records(records).try_for_each(|record| {
            let (key, value) = record?;
            self.take(key, value)
        })
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

/// The records of a pax header: length, blank, key, equals sign, value, newline. What comes after a
/// broken one is not read.
pub(super) fn records(
    mut rest: &[u8],
) -> impl Iterator<Item = Result<(&[u8], &[u8]), &'static str>> {
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let taken = record(rest);
        rest = taken.map_or(&[], |(_, _, rest)| rest);
        Some(taken.map(|(key, value, _)| (key, value)).ok_or("has a broken pax header"))
    })
}

/// Key and value of the first record, and what follows it.
fn record(records: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let digits = records.iter().take(20).position(|&byte| byte == b' ')?;
    let len = usize::try_from(decimal(records.get(..digits)?)?).ok()?;
    let (record, rest) = records.split_at_checked(len)?;
    let record = record.get(digits + 1..)?.strip_suffix(b"\n")?;
    let equals = record.iter().position(|&byte| byte == b'=')?;
    let (key, value) = record.split_at(equals);
    Some((key, value.get(1..)?, rest))
}

pub(super) fn decimal(digits: &[u8]) -> Option<u64> {
    let is_plain = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    is_plain.then(|| std::str::from_utf8(digits).ok()?.parse().ok())?
}
