//! One pass over the headers of a tar archive as Python's `tarfile` understands them.

use std::io;

use pyrel_tree::Slice;

use super::format::UNIT;
use super::gzip::Gzip;
use super::header::{self, Header};
use super::survey::{Ending, Kind, Member, Survey};
use crate::Limits;
use crate::bytes::read_exact_at;

/// A name or a pax header with more bytes than this is not read.
const MOST_OF_A_NAME: u64 = 1 << 20;
/// The most bytes of names and pax headers that are kept.
const MOST_TEXT: u64 = 128 << 20;
/// No file is longer anywhere.
const MOST_BYTES: u64 = i64::MAX as u64;
const AT_ONCE: u64 = 256 << 10;

pub(super) struct Scan<'a> {
    limits: &'a Limits,
    at: u64,
    headers: u64,
    text: u64,
    /// What the headers before the next member said of it.
    ahead: Ahead,
    /// Whether there were any: then a member has to follow.
    is_within: bool,
    survey: Survey,
}

#[derive(Default)]
struct Ahead {
    path: Option<Vec<u8>>,
    target: Option<Vec<u8>>,
    pax: Vec<(Vec<u8>, Vec<u8>)>,
    flaw: Option<&'static str>,
}

/// What ends the pass.
enum Stop {
    Ending(Ending),
    Io(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl<'a> Scan<'a> {
    pub(super) fn new(whole: Slice, limits: &'a Limits, gzip: Gzip) -> Self {
        let (members, globals) = (Vec::new(), Vec::new());
        let ending = Ending::Unmarked;
        let survey =
            Survey { whole, gzip, members, globals, ending, has_more: false, is_overlong: false };
        Self {
            limits,
            at: 0,
            headers: 0,
            text: 0,
            ahead: Ahead::default(),
            is_within: false,
            survey,
        }
    }

    pub(super) fn run(mut self) -> io::Result<Survey> {
        loop {
            match self.step() {
                Ok(()) => {}
                Err(Stop::Ending(ending)) => {
                    let is_cut = self.is_within && ending != Ending::Overlong;
                    self.survey.ending = if is_cut { Ending::Cut } else { ending };
                    return Ok(self.survey);
                }
                Err(Stop::Io(error)) => return Err(error),
            }
        }
    }

    fn step(&mut self) -> Result<(), Stop> {
        let at = self.at;
        let left = self.survey.whole.len.saturating_sub(at);
        if left < UNIT as u64 {
            return Err(Stop::Ending(match self.has_more()? {
                true => Ending::Broken("has a header that is cut off"),
                false => Ending::Unmarked,
            }));
        }
        let unit: [u8; UNIT] =
            self.stretch(UNIT as u64)?.try_into().map_err(|_| Stop::Ending(Ending::Cut))?;
        if unit.iter().all(|&byte| byte == 0) {
            self.survey.has_more = self.has_more()?;
            return Err(Stop::Ending(Ending::Marked));
        }
        self.headers += 1;
        // A member may have up to four headers: both GNU names, a pax header and its own.
        let most = self.limits.members.saturating_mul(4);
        if self.headers > most || self.text > MOST_TEXT {
            return Err(Stop::Ending(Ending::Overlong));
        }
        let header = Header::parse(&unit).map_err(|text| Stop::Ending(Ending::Broken(text)))?;
        self.take(header, at)
    }

    /// The next bytes, with the fill up to a whole unit skipped.
    fn stretch(&mut self, len: u64) -> Result<Vec<u8>, Stop> {
        let begin = self.at;
        self.skip(len)?;
        let len = usize::try_from(len).unwrap_or(usize::MAX);
        Ok(read_exact_at(&self.survey.whole, begin, len)?)
    }

    fn skip(&mut self, len: u64) -> Result<(), Stop> {
        let end =
            self.at.checked_add(len).and_then(|end| end.checked_next_multiple_of(UNIT as u64));
        let end = end.filter(|&end| end <= self.survey.whole.len);
        self.at = end.ok_or(Stop::Ending(Ending::Cut))?;
        Ok(())
    }

    /// Whether something that is not fill follows.
    fn has_more(&mut self) -> Result<bool, Stop> {
        while self.at < self.survey.whole.len {
            let len = (self.survey.whole.len - self.at).min(AT_ONCE);
            let len = usize::try_from(len).unwrap_or(usize::MAX);
            let bytes = read_exact_at(&self.survey.whole, self.at, len)?;
            self.at += len as u64;
            if bytes.iter().any(|&byte| byte != 0) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn take(&mut self, header: Header, at: u64) -> Result<(), Stop> {
        match header.flag {
            b'x' | b'X' | b'g' => {
                let records = self.name_of(&header)?;
                let mut found = Vec::new();
                for record in header::records(&records) {
                    match record {
                        Ok((key, value)) => found.push((key.to_vec(), value.to_vec())),
                        Err(flaw) => self.ahead.flaw = Some(flaw),
                    }
                }
                if header.flag == b'g' {
                    self.survey.globals.extend(found);
                } else {
                    self.ahead.pax.extend(found);
                }
            }
            b'L' => self.ahead.path = Some(until_nul(self.name_of(&header)?)),
            b'K' => self.ahead.target = Some(until_nul(self.name_of(&header)?)),
            _ => {
                self.is_within = false;
                return self.take_member(header, at);
            }
        }
        self.is_within = true;
        Ok(())
    }

    fn name_of(&mut self, header: &Header) -> Result<Vec<u8>, Stop> {
        self.text = self.text.saturating_add(header.len);
        if header.len > MOST_OF_A_NAME {
            self.ahead.flaw = Some("has a name of more than a MiB");
            self.skip(header.len)?;
            return Ok(Vec::new());
        }
        self.stretch(header.len)
    }

    fn take_member(&mut self, header: Header, at: u64) -> Result<(), Stop> {
        if self.survey.members.len() as u64 >= self.limits.members {
            return Err(Stop::Ending(Ending::Overlong));
        }
        if header.flag == b'S' && header.goes_on {
            self.skip_holes()?;
        }
        let ahead = std::mem::take(&mut self.ahead);
        let pax = |key: &[u8]| {
            let all = ahead.pax.iter().rev().chain(self.survey.globals.iter().rev());
            all.into_iter().find(|(found, _)| found == key).map(|(_, value)| value.clone())
        };
        let said = pax(b"size");
        let size = said.as_deref().and_then(header::decimal).filter(|&size| size <= MOST_BYTES);
        let is_no_size = said.is_some() && size.is_none();
        let len = size.unwrap_or(header.len);
        let name = pax(b"GNU.sparse.name").or_else(|| pax(b"path")).or(ahead.path);
        let target = pax(b"linkpath").or(ahead.target);
        let name = name.unwrap_or_else(|| with_prefix(&header));
        self.text += name.len() as u64;
        let member = Member {
            at,
            name,
            flag: header.flag,
            target: target.unwrap_or(header.target),
            mode: header.mode,
            owner: header.owner,
            owner_name: header.owner_name,
            time: header.time,
            len,
            begin: self.at,
            pax: ahead.pax,
            flaw: ahead.flaw.or(is_no_size.then_some("has a size that is no number")),
        };
        let has_bytes = matches!(member.kind(), Kind::File | Kind::Sparse | Kind::Unknown);
        let skipped = if has_bytes { len } else { 0 };
        self.survey.members.push(member);
        self.skip(skipped)
    }

    /// GNU's sparse files have further headers with their stretches.
    fn skip_holes(&mut self) -> Result<(), Stop> {
        while self.stretch(UNIT as u64)?.get(504).is_some_and(|&byte| byte != 0) {}
        Ok(())
    }
}

/// Python takes the prefix for one whatever the format, but with sparse files.
fn with_prefix(header: &Header) -> Vec<u8> {
    match header.prefix.is_empty() || header.flag == b'S' {
        true => header.name.clone(),
        false => [&*header.prefix, b"/", &header.name].concat(),
    }
}

fn until_nul(mut name: Vec<u8>) -> Vec<u8> {
    if let Some(end) = name.iter().position(|&byte| byte == 0) {
        name.truncate(end);
    }
    name
}
