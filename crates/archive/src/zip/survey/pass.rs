//! What a reader of streams sees of an archive: one record after the other from the first byte on,
//! as an index reads it as well.

use std::collections::BTreeMap;
use std::io;

use pyrel_tree::Slice;

use super::records::{
    CENTRAL, CENTRAL_LEN, Central, END, END_LEN, End, Header, LOCAL, LOCAL_LEN, LOCATOR,
    LOCATOR_LEN, Local, Record, ZIP64_END, ZIP64_END_LEN, Zip64End, locator,
};
use super::view::{Member, View};
use crate::Limits;
use crate::bytes::Bytes;
use crate::zip::directory::descriptor_len;
use crate::zip::window::Window;

/// All records of an archive, from its first byte on.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Pass {
    /// The records, each with its place.
    pub records: Vec<(u64, Record)>,
    /// Where the pass ended; after the end of the file, if something said that it reaches there.
    pub end: u64,
    /// Why it ended there.
    pub ending: Ending,
}

/// Why a pass over records ended.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Ending {
    /// The archive is cut off there: inside a record, or before there was an end.
    #[default]
    Cut,
    /// There was an end.
    End,
    /// There is too much of everything for a sound archive.
    Overlong,
}

/// The most bytes of names, extra fields and comments that are kept.
const MOST_TEXT: u64 = 128 << 20;
/// So much is read at once: headers with names, and not much of a member.
const WINDOW: usize = 4096;

/// Goes through an archive. `view` tells where records begin after what is none.
pub(super) fn pass(slice: &Slice, view: Option<&View>, limits: &Limits) -> io::Result<Pass> {
    let mut walk = Walk {
        window: Window::new(slice, WINDOW),
        known: Known::of(view),
        text: 0,
        pass: Pass::default(),
    };
    // Each member has two records, and junk may be between all.
    let most = limits.members.saturating_mul(4).saturating_add(8);
    while walk.pass.ending == Ending::Cut && walk.step()? {
        if walk.pass.records.len() as u64 > most || walk.text > MOST_TEXT {
            walk.pass.ending = Ending::Overlong;
        }
    }
    Ok(walk.pass)
}

struct Walk<'a> {
    window: Window<'a>,
    known: Known<'a>,
    text: u64,
    pass: Pass,
}

/// What an end leads to.
struct Known<'a> {
    by_place: BTreeMap<u64, &'a Member>,
    by_name: BTreeMap<&'a [u8], &'a Member>,
    /// Where the directory and the end begin.
    marks: Vec<u64>,
}

impl<'a> Known<'a> {
    fn of(view: Option<&'a View>) -> Self {
        let members = || view.into_iter().flat_map(|view| &view.members);
        Self {
            by_place: members().filter_map(|member| Some((member.at?, member))).collect(),
            by_name: members().map(|member| (&*member.central.header.name, member)).collect(),
            marks: view.map_or_else(Vec::new, |view| vec![view.begin, view.end]),
        }
    }

    /// The next place after this one where something is known to begin.
    fn after(&self, at: u64) -> Option<u64> {
        let member = self.by_place.range(at + 1..).next().map(|(at, _)| *at);
        let marks = self.marks.iter().copied().filter(|&mark| mark > at);
        member.into_iter().chain(marks).min()
    }
}

impl Walk<'_> {
    /// Takes one record; whether there was a whole one.
    fn step(&mut self) -> io::Result<bool> {
        let at = self.pass.end;
        let Some(signature) = self.window.read(at, 4)?.and_then(|bytes| bytes.first_chunk()) else {
            return Ok(false);
        };
        let taken = match signature {
            CENTRAL => self.central(at)?,
            END => self.end(at)?,
            LOCAL => self.local(at)?,
            LOCATOR => self.fixed(at, LOCATOR_LEN, |bytes| {
                locator(bytes).map(|(_, offset, _)| Record::Locator { offset })
            })?,
            ZIP64_END => self.zip64_end(at)?,
            _ => {
                let end = self.known.after(at).unwrap_or(u64::MAX).min(self.window.slice().len);
                Some((Record::Junk { len: end - at }, end))
            }
        };
        let Some((record, end)) = taken else { return Ok(false) };
        if matches!(record, Record::End(_)) {
            self.pass.ending = Ending::End;
        }
        self.pass.records.push((at, record));
        self.pass.end = end;
        Ok(end <= self.window.slice().len)
    }

    fn fixed(
        &mut self,
        at: u64,
        len: usize,
        parse: impl FnOnce(&mut Bytes<'_>) -> Option<Record>,
    ) -> io::Result<Option<(Record, u64)>> {
        let bytes = self.window.read(at, len)?;
        let record = bytes.and_then(|bytes| parse(&mut Bytes(bytes)));
        Ok(record.map(|record| (record, at + len as u64)))
    }

    fn central(&mut self, at: u64) -> io::Result<Option<(Record, u64)>> {
        let Some(fixed) = self.window.read(at, CENTRAL_LEN)? else { return Ok(None) };
        let lens = [28, 30, 32].map(|at| len16(fixed, at));
        let len = CENTRAL_LEN + lens.iter().sum::<usize>();
        self.text += lens.iter().sum::<usize>() as u64;
        self.fixed(at, len, |bytes| Central::parse(bytes).map(Record::Central))
    }

    /// It may have more bytes than those that are known, if it says so and its locator follows.
    fn zip64_end(&mut self, at: u64) -> io::Result<Option<(Record, u64)>> {
        let bytes = self.window.read(at, ZIP64_END_LEN)?;
        let Some(end) = bytes.and_then(|bytes| Zip64End::parse(&mut Bytes(bytes))) else {
            return Ok(None);
        };
        let said = at.saturating_add(12).saturating_add(end.size);
        let shortest = at + ZIP64_END_LEN as u64;
        let follows = self.window.read(said, 4)?.is_some_and(|bytes| bytes == LOCATOR);
        let is_longer = said > shortest && follows;
        Ok(Some((Record::Zip64End(end), if is_longer { said } else { shortest })))
    }

    fn end(&mut self, at: u64) -> io::Result<Option<(Record, u64)>> {
        let Some(fixed) = self.window.read(at, END_LEN)? else { return Ok(None) };
        // A comment may be cut off, which the place where the pass ends shows.
        let end = at + (END_LEN + len16(fixed, 20)) as u64;
        let there = usize::try_from(end.min(self.window.slice().len) - at).unwrap_or(END_LEN);
        let record = self.fixed(at, there, |bytes| End::parse(bytes).map(Record::End))?;
        Ok(record.map(|(record, _)| (record, end)))
    }

    fn local(&mut self, at: u64) -> io::Result<Option<(Record, u64)>> {
        let Some(fixed) = self.window.read(at, LOCAL_LEN)? else { return Ok(None) };
        let lens = [26, 28].map(|at| len16(fixed, at));
        let len = LOCAL_LEN + lens.iter().sum::<usize>();
        self.text += lens.iter().sum::<usize>() as u64;
        let header = self.window.read(at, len)?.and_then(|bytes| Header::local(&mut Bytes(bytes)));
        let Some(header) = header else { return Ok(None) };
        let begin = at + len as u64;
        let (packed, len) = streamed_sizes(&header);
        let mut local = Local { header, packed, len, descriptor: 0 };
        let end = self.end_of(&mut local, at, begin)?;
        Ok(Some((Record::Local(local), end)))
    }

    /// Where all that belongs to a member ends. If the header and the directory differ, that of the
    /// two is right after which there is a record.
    fn end_of(&mut self, local: &mut Local, at: u64, begin: u64) -> io::Result<u64> {
        let name: &[u8] = &local.header.name;
        let known = self.known.by_place.get(&at).or_else(|| self.known.by_name.get(name)).copied();
        let said = begin.saturating_add(local.packed);
        if local.header.has_descriptor() {
            let Some(known) = known else { return Ok(said) };
            local.packed = known.packed;
            local.len = known.len;
            let end = begin.saturating_add(known.packed);
            let crc32 = known.central.header.crc32;
            let descriptor =
                descriptor_len(self.window.slice(), crc32, (known.packed, known.len), end)?;
            local.descriptor = descriptor.unwrap_or(0);
            return Ok(end.saturating_add(local.descriptor));
        }
        let other = known.map(|known| begin.saturating_add(known.packed)).filter(|&it| it != said);
        match other {
            Some(other) if !self.is_record(said)? && self.is_record(other)? => Ok(other),
            _ => Ok(said),
        }
    }

    fn is_record(&mut self, at: u64) -> io::Result<bool> {
        let bytes = self.window.read(at, 4)?;
        Ok(bytes.is_some_and(|it| [CENTRAL, END, LOCAL, ZIP64_END].iter().any(|s| *s == it)))
    }
}

fn len16(bytes: &[u8], at: usize) -> usize {
    let chunk = bytes.get(at..).and_then(|bytes| bytes.first_chunk());
    chunk.map_or(0, |chunk| u16::from_le_bytes(*chunk).into())
}

/// The sizes that a reader of streams takes from a header and its ZIP64 field.
fn streamed_sizes(header: &Header) -> (u64, u64) {
    let (mut packed, mut len) = (u64::from(header.packed), u64::from(header.len));
    let (fields, _) = header.extras();
    for (_, field) in fields.into_iter().filter(|(kind, _)| *kind == 1) {
        let mut field = Bytes(field);
        let Some(first) = field.u64() else { continue };
        if len == u64::from(u32::MAX) {
            len = first;
        }
        packed = field.u64().unwrap_or(first);
    }
    (packed, len)
}
