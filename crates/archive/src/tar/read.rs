//! Reading a tar.gz that somebody else made.
//!
//! It is unpacked once, into a spool file; the members are stretches of that file.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::sync::Arc;

use flate2::bufread::MultiGzDecoder;
use pyrel_tree::{Content, Slice, Source};

use super::format::UNIT;
use super::header::{Header, Pax};
use crate::tangle::Tangle;
use crate::{ArchivePath, Error, Limits, Mode, SpoolFolder, Spooled};

/// What a tar archive holds.
#[derive(Clone, Debug)]
pub struct Contents {
    /// The files and links, in the order of the archive. A member that came twice is where it came
    /// last, as every unpacking leaves it.
    pub members: Vec<Member>,
    /// The paths of members that came more than once.
    pub replaced: Vec<ArchivePath>,
}

/// A file or a link.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its path.
    pub path: ArchivePath,
    /// Its bytes, or the target of a symbolic link; the target lies inside the archive.
    pub source: Source,
    /// How many bytes it has.
    pub len: u64,
    /// Its permissions.
    pub mode: Mode,
}

/// A name or a pax header with more bytes than this is not read.
const MOST_OF_A_NAME: u64 = 1 << 20;
const AT_ONCE: usize = 256 << 10;

/// Unpacks an archive; `name` is its file name in messages.
///
/// # Errors
/// When it is no tar.gz, is broken or exceeds the limits, when a member leaves the archive's folder
/// or is neither file, folder nor link, and when it cannot be read or spooled.
pub fn read(
    name: &str,
    packed: impl Read,
    limits: &Limits,
    folder: &SpoolFolder,
) -> Result<Contents, Error> {
    let spooled = unpack(packed, limits, folder).and_then(|(spooled, len)| {
        let content: Arc<dyn Content> = Arc::new(spooled);
        Scan::new(Slice { content, offset: 0, len }, limits).run()
    });
    spooled.map_err(|fault| match fault {
        Fault::Read(source) => Error::Unreadable { path: name.to_owned(), source },
        Fault::Spool(source) => Error::Spool { name: name.to_owned(), source },
        Fault::Why(why) => Error::Malformed { archive: name.to_owned(), why },
    })
}

/// What is wrong with an archive.
enum Fault {
    Read(io::Error),
    Spool(io::Error),
    Why(String),
}

fn why(text: impl Into<String>) -> Fault {
    Fault::Why(text.into())
}

fn unpack(
    packed: impl Read,
    limits: &Limits,
    folder: &SpoolFolder,
) -> Result<(Spooled, u64), Fault> {
    let spooled = Spooled::create(folder).map_err(Fault::Spool)?;
    let mut input = MultiGzDecoder::new(io::BufReader::with_capacity(AT_ONCE, packed));
    let mut buffer = vec![0; AT_ONCE];
    let mut len = 0;
    loop {
        let got = match input.read(&mut buffer) {
            Ok(0) => return Ok((spooled, len)),
            Ok(got) => got,
            Err(error) if is_broken(&error) => return Err(why("it is no whole gzip file")),
            Err(error) => return Err(Fault::Read(error)),
        };
        spooled.write_at(buffer.get(..got).unwrap_or_default(), len).map_err(Fault::Spool)?;
        len += got as u64;
        // The headers are not counted by whoever sets limits: half as much again is for them.
        if len > limits.bytes.saturating_add(limits.bytes / 2).saturating_add(1 << 20) {
            return Err(why(format!("it unpacks to more than {} bytes", limits.bytes)));
        }
    }
}

fn is_broken(error: &io::Error) -> bool {
    let kinds =
        [io::ErrorKind::InvalidInput, io::ErrorKind::InvalidData, io::ErrorKind::UnexpectedEof];
    kinds.contains(&error.kind())
}

/// One pass over the headers.
struct Scan<'a> {
    whole: Slice,
    at: u64,
    limits: &'a Limits,
    headers: u64,
    taken: u64,
    bytes: u64,
    tangle: Tangle,
    members: BTreeMap<ArchivePath, (u64, Member)>,
    replaced: BTreeSet<ArchivePath>,
    /// What the headers before the next member said of it.
    ahead: Pax,
}

impl<'a> Scan<'a> {
    fn new(whole: Slice, limits: &'a Limits) -> Self {
        Self {
            whole,
            at: 0,
            limits,
            headers: 0,
            taken: 0,
            bytes: 0,
            tangle: Tangle::default(),
            members: BTreeMap::new(),
            replaced: BTreeSet::new(),
            ahead: Pax::default(),
        }
    }

    fn run(mut self) -> Result<Contents, Fault> {
        if self.whole.len == 0 {
            return Err(why("it holds no tar archive"));
        }
        while let Some(unit) = self.next_unit()? {
            if unit.iter().all(|&byte| byte == 0) {
                self.check_rest()?;
                break;
            }
            self.headers += 1;
            // A member may have up to four headers: both GNU names, a pax header and its own.
            if self.headers > self.limits.members.saturating_mul(4) {
                return Err(why(format!("it has more than {} members", self.limits.members)));
            }
            let header = Header::parse(&unit).map_err(|text| why(format!("it {text}")))?;
            self.take(header)?;
        }
        self.finish()
    }

    fn finish(self) -> Result<Contents, Fault> {
        if let Some(path) = self.tangle.flaw() {
            return Err(why(format!("`{path}` is both a file and a folder")));
        }
        let mut members: Vec<_> = self.members.into_values().collect();
        members.sort_by_key(|(number, _)| *number);
        let members = members.into_iter().map(|(_, member)| member).collect();
        Ok(Contents { members, replaced: self.replaced.into_iter().collect() })
    }

    fn next_unit(&mut self) -> Result<Option<[u8; UNIT]>, Fault> {
        if self.at >= self.whole.len {
            return Ok(None);
        }
        let bytes = self.stretch(UNIT as u64)?;
        Ok(bytes.try_into().ok())
    }

    /// The next bytes, with the fill up to a whole unit skipped.
    fn stretch(&mut self, len: u64) -> Result<Vec<u8>, Fault> {
        let begin = self.skip(len)?;
        let len = usize::try_from(len).unwrap_or(usize::MAX);
        crate::bytes::read_exact_at(&self.whole, begin, len).map_err(Fault::Read)
    }

    /// Goes past some bytes and their fill; where they began.
    fn skip(&mut self, len: u64) -> Result<u64, Fault> {
        let begin = self.at;
        let end = begin.checked_add(len).filter(|&end| end <= self.whole.len);
        let end = end.ok_or_else(|| why("it ends in the middle of a member"))?;
        self.at = end.next_multiple_of(UNIT as u64);
        Ok(begin)
    }

    /// After the end there is nothing but fill: what comes later, some readers see and some do not.
    fn check_rest(&mut self) -> Result<(), Fault> {
        while self.at < self.whole.len {
            let bytes = self.stretch((self.whole.len - self.at).min(AT_ONCE as u64))?;
            if bytes.iter().any(|&byte| byte != 0) {
                return Err(why("something follows its end"));
            }
        }
        Ok(())
    }

    fn take(&mut self, header: Header) -> Result<(), Fault> {
        match header.flag {
            b'x' => {
                let records = self.name_of(&header)?;
                self.ahead.parse(&records).map_err(|text| why(format!("a member {text}")))
            }
            b'g' => {
                let records = self.name_of(&header)?;
                let mut global = Pax::default();
                global.parse(&records).map_err(|text| why(format!("it {text}")))?;
                match global {
                    Pax { path: None, target: None, len: None } => Ok(()),
                    Pax { .. } => Err(why("it gives all members one name or size")),
                }
            }
            b'L' => {
                self.ahead.path = Some(until_nul(self.name_of(&header)?));
                Ok(())
            }
            b'K' => {
                self.ahead.target = Some(until_nul(self.name_of(&header)?));
                Ok(())
            }
            _ => self.take_member(header),
        }
    }

    fn name_of(&mut self, header: &Header) -> Result<Vec<u8>, Fault> {
        if header.len > MOST_OF_A_NAME {
            return Err(why("it has a name of more than a MiB"));
        }
        self.stretch(header.len)
    }

    fn take_member(&mut self, header: Header) -> Result<(), Fault> {
        let ahead = std::mem::take(&mut self.ahead);
        let name = utf8(ahead.path.unwrap_or_else(|| header.path()))?;
        let target = utf8(ahead.target.unwrap_or(header.target))?;
        let len = ahead.len.unwrap_or(header.len);
        let fault = |text: &str| why(format!("`{}` {text}", name.escape_debug()));
        let path = plain(&name);
        self.count_member()?;
        if !is_file(header.flag) && len != 0 {
            // Readers disagree on whether bytes follow.
            return Err(fault("has bytes though it is no file"));
        }
        if header.flag == b'5' || (len == 0 && is_file(header.flag) && name.ends_with('/')) {
            let folder = if path.is_empty() { None } else { Some(portable(path)?) };
            return folder.map_or(Ok(()), |folder| self.tangle.add_folder(&folder).map_err(fault));
        }
        let path = portable(path)?;
        let source = match header.flag {
            flag if is_file(flag) => self.file(len)?,
            b'1' => self.same_as(plain(&target))?,
            b'2' if stays_inside(&path, &target) => Some((Source::Link(target.into()), 0)),
            b'2' => return Err(fault("is a link that leads out of the archive")),
            b'S' => return Err(fault("is sparse")),
            _ => return Err(fault("is neither a file, a folder nor a link")),
        };
        let source = source.ok_or_else(|| fault("is a link to no earlier file"))?;
        self.insert(path, source, Mode::of(header.mode & 0o111 != 0)).map_err(fault)
    }

    fn count_member(&mut self) -> Result<(), Fault> {
        self.taken += 1;
        if self.taken > self.limits.members {
            return Err(why(format!("it has more than {} members", self.limits.members)));
        }
        Ok(())
    }

    fn count(&mut self, len: u64) -> Result<(), Fault> {
        self.bytes = self.bytes.saturating_add(len);
        if self.bytes > self.limits.bytes {
            return Err(why(format!("it unpacks to more than {} bytes", self.limits.bytes)));
        }
        Ok(())
    }

    fn file(&mut self, len: u64) -> Result<Option<(Source, u64)>, Fault> {
        self.count(len)?;
        let offset = self.skip(len)?;
        let content = Arc::clone(&self.whole.content);
        Ok(Some((Source::Slice(Slice { content, offset, len }), len)))
    }

    /// A hard link is its target once more; `None` where that is no file.
    fn same_as(&mut self, target: &str) -> Result<Option<(Source, u64)>, Fault> {
        let found = self.members.get(target).map(|(_, member)| (member.source.clone(), member.len));
        let found = found.filter(|(source, _)| matches!(source, Source::Slice(_)));
        self.count(found.as_ref().map_or(0, |(_, len)| *len))?;
        Ok(found)
    }

    fn insert(
        &mut self,
        path: ArchivePath,
        (source, len): (Source, u64),
        mode: Mode,
    ) -> Result<(), &'static str> {
        if !self.tangle.add_file(&path)? {
            self.replaced.insert(path.clone());
        }
        let member = Member { path: path.clone(), source, len, mode };
        self.members.insert(path, (self.headers, member));
        Ok(())
    }
}

/// Regular files, among them contiguous ones, which no system tells from others any more.
fn is_file(flag: u8) -> bool {
    matches!(flag, b'0' | 0 | b'7')
}

fn until_nul(mut name: Vec<u8>) -> Vec<u8> {
    if let Some(end) = name.iter().position(|&byte| byte == 0) {
        name.truncate(end);
    }
    name
}

fn utf8(name: Vec<u8>) -> Result<String, Fault> {
    String::from_utf8(name).map_err(|error| {
        let shown = String::from_utf8_lossy(error.as_bytes()).escape_debug().to_string();
        why(format!("the name `{shown}` is not UTF-8"))
    })
}

/// Without the `./` that `tar .` writes before every name, and the slash after a folder's.
fn plain(name: &str) -> &str {
    let mut plain = name;
    while let Some(rest) = plain.strip_prefix("./") {
        plain = rest;
    }
    plain.strip_suffix('/').map_or(if plain == "." { "" } else { plain }, |plain| plain)
}

fn portable(path: &str) -> Result<ArchivePath, Fault> {
    ArchivePath::new(path).map_err(|error| why(error.to_string()))
}

/// Whether a link's target lies inside the archive, whatever other links there are: it climbs no
/// higher than the archive's own folder, and only at its beginning, where no link can mislead it.
fn stays_inside(path: &ArchivePath, target: &str) -> bool {
    let target = target.strip_suffix('/').unwrap_or(target);
    let mut parts = target.split('/').filter(|part| *part != ".").peekable();
    let mut climbs = 0;
    while parts.next_if_eq(&"..").is_some() {
        climbs += 1;
    }
    let rest: Vec<&str> = parts.collect();
    climbs <= path.as_str().matches('/').count() && ArchivePath::new(rest.join("/")).is_ok()
}
