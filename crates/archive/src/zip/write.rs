//! Writing a zip: small members in groups, large ones in blocks, all in order.

use crc32fast::Hasher;
use pyrel_diag::{Event, Progress};
use pyrel_tree::{Source, SourceTree};

use super::format::{Header, Method, write_end};
use crate::crew::{Crew, Feeder, Halt};
use crate::deflate::{BLOCK, Deflater, Place, WINDOW};
use crate::member::Member;
use crate::sink::Sink;
use crate::{Artifact, Error, Job, Mode, SealedEntry, Sha256};

/// So many small members at most are deflated in one task. Members are grouped until their bytes fill a block or they are this many.
const GROUP: usize = 64;

/// Writes the archive of a job.
pub(crate) fn write(
    job: &Job<'_>,
    members: &[Member<'_>],
    progress: &dyn Progress,
) -> Result<Artifact, Error> {
    if let Some(link) = members.iter().find(|member| matches!(member.source, Source::Link(_))) {
        return Err(Error::Link { path: link.path.clone() });
    }
    let mut writer = Writer {
        sink: Sink::create(job.name, job.spool)?,
        dos: job.epoch.dos(),
        central: Vec::new(),
        sealed: Vec::with_capacity(members.len()),
        open: None,
    };
    press(job, members, progress, &mut writer)?;
    let last = job.last_members(&writer.sealed)?;
    let last: Vec<_> =
        last.into_iter().map(|(path, bytes)| (path, Source::Bytes(bytes.into()))).collect();
    let last: Vec<_> = last
        .iter()
        .map(|(path, source)| Member {
            path,
            source,
            mode: Mode::Regular,
            len: if let Source::Bytes(bytes) = source { bytes.len() as u64 } else { 0 },
        })
        .collect();
    press(job, &last, progress, &mut writer)?;
    writer.finish()
}

fn press(
    job: &Job<'_>,
    members: &[Member<'_>],
    progress: &dyn Progress,
    writer: &mut Writer,
) -> Result<(), Error> {
    if members.is_empty() {
        return Ok(());
    }
    let crew = Crew {
        workers: job.workers,
        feed: |feeder: &Feeder<'_, _, _>| feed(members, job.tree, progress, feeder),
        equip: || Worker {
            deflater: Deflater::new(job.level),
            raw: Vec::new(),
            tree: job.tree,
            dos: job.epoch.dos(),
            progress,
        },
        work: Worker::work,
        take: |pressed| writer.take(pressed),
    };
    crew.run()
}

/// Something to deflate.
enum Task<'a> {
    Block(Block<'a>),
    Group(&'a [Member<'a>]),
}

/// A stretch of a large member.
struct Block<'a> {
    member: Member<'a>,
    /// The end of the stretch before it; empty for the first one.
    before: Vec<u8>,
    raw: Vec<u8>,
    /// The digest of the whole member, with its last stretch.
    last: Option<Sha256>,
}

/// Something deflated.
enum Pressed<'a> {
    Block {
        member: Member<'a>,
        bytes: Vec<u8>,
        crc32: Hasher,
        is_first: bool,
        last: Option<Sha256>,
    },
    Group(Group<'a>),
}

/// Finished members one after the other, headers and all.
struct Group<'a> {
    bytes: Vec<u8>,
    members: Vec<Finished<'a>>,
}

struct Finished<'a> {
    member: Member<'a>,
    sha256: Sha256,
    header: Header<'a>,
    /// Where it begins in the bytes of its group.
    at: usize,
}

fn feed<'a>(
    members: &'a [Member<'a>],
    tree: &SourceTree,
    progress: &dyn Progress,
    feeder: &Feeder<'_, Task<'a>, Pressed<'a>>,
) -> Result<(), Halt> {
    let mut rest = members;
    while let Some(member) = rest.first() {
        if is_large(member) {
            feed_blocks(member, tree, progress, feeder)?;
            rest = rest.get(1..).unwrap_or_default();
        } else {
            let (count, bytes) = group(rest);
            let (group, others) = rest.split_at(count);
            feeder.push(2 * bytes, Task::Group(group))?;
            rest = others;
        }
    }
    Ok(())
}

fn is_large(member: &Member<'_>) -> bool {
    member.len > BLOCK as u64
}

/// How many of the next members make a group, and how many bytes they have.
fn group(members: &[Member<'_>]) -> (usize, usize) {
    let mut bytes = 0;
    let mut count = 0;
    for member in members.iter().take(GROUP).take_while(|member| !is_large(member)) {
        let len = usize::try_from(member.len).unwrap_or(BLOCK);
        if count > 0 && bytes + len > BLOCK {
            break;
        }
        bytes += len;
        count += 1;
    }
    (count, bytes)
}

fn feed_blocks<'a>(
    member: &Member<'a>,
    tree: &SourceTree,
    progress: &dyn Progress,
    feeder: &Feeder<'_, Task<'a>, Pressed<'a>>,
) -> Result<(), Halt> {
    let mut reading = member.read(tree)?;
    let mut before = Vec::new();
    while reading.left() > BLOCK as u64 {
        let mut raw = Vec::new();
        let got = reading.read(BLOCK, &mut raw)?;
        progress.event(Event::Advanced(got as u64));
        let next = raw.get(raw.len().saturating_sub(WINDOW)..).unwrap_or_default().to_vec();
        feeder.push(2 * BLOCK, Task::Block(Block { member: *member, before, raw, last: None }))?;
        before = next;
    }
    let mut raw = Vec::new();
    let got = reading.read(BLOCK, &mut raw)?;
    progress.event(Event::Advanced(got as u64));
    let last = Some(reading.finish()?);
    feeder.push(2 * BLOCK, Task::Block(Block { member: *member, before, raw, last }))?;
    Ok(())
}

/// What deflates.
struct Worker<'a> {
    deflater: Deflater,
    raw: Vec<u8>,
    tree: &'a SourceTree,
    dos: (u16, u16),
    progress: &'a dyn Progress,
}

impl Worker<'_> {
    fn work<'a>(&mut self, task: Task<'a>) -> Result<Pressed<'a>, Error> {
        match task {
            Task::Block(block) => Ok(self.press_block(block)),
            Task::Group(members) => self.press_group(members).map(Pressed::Group),
        }
    }

    fn press_block<'a>(&mut self, block: Block<'a>) -> Pressed<'a> {
        let Block { member, before, raw, last } = block;
        let mut crc32 = Hasher::new();
        crc32.update(&raw);
        let place = if last.is_some() { Place::Last } else { Place::Within };
        let mut bytes = Vec::with_capacity(raw.len());
        self.deflater.block(&before, &raw, place, &mut bytes);
        Pressed::Block { member, bytes, crc32, is_first: before.is_empty(), last }
    }

    fn press_group<'a>(&mut self, members: &'a [Member<'a>]) -> Result<Group<'a>, Error> {
        let mut group = Group { bytes: Vec::new(), members: Vec::with_capacity(members.len()) };
        let mut advanced = 0;
        for member in members {
            self.raw.clear();
            let mut reading = member.read(self.tree)?;
            reading.read(BLOCK, &mut self.raw)?;
            let sha256 = reading.finish()?;
            advanced += member.len;
            let packed = self.deflater.whole(&self.raw);
            let header = Header {
                name: member.path.as_str(),
                mode: member.mode,
                dos: self.dos,
                method: packed.map_or(Method::Stored, |_| Method::Deflated),
                crc32: crc32fast::hash(&self.raw),
                packed: packed.unwrap_or(&self.raw).len() as u64,
                len: member.len,
            };
            let at = group.bytes.len();
            header.write_local(&mut group.bytes);
            group.bytes.extend_from_slice(packed.unwrap_or(&self.raw));
            group.members.push(Finished { member: *member, sha256, header, at });
        }
        self.progress.event(Event::Advanced(advanced));
        Ok(group)
    }
}

/// What puts the finished pieces one after the other.
struct Writer {
    sink: Sink,
    dos: (u16, u16),
    central: Vec<u8>,
    sealed: Vec<SealedEntry>,
    open: Option<Open>,
}

/// A large member, some blocks of which are written.
struct Open {
    at: u64,
    header_len: u64,
    crc32: Hasher,
}

impl Writer {
    fn take(&mut self, pressed: Pressed<'_>) -> Result<(), Error> {
        match pressed {
            Pressed::Group(group) => self.take_group(&group),
            Pressed::Block { member, bytes, crc32, is_first, last } => {
                if is_first {
                    self.begin(&member)?;
                }
                self.sink.append(&bytes)?;
                if let Some(open) = &mut self.open {
                    open.crc32.combine(&crc32);
                }
                last.map_or(Ok(()), |sha256| self.end(&member, sha256))
            }
        }
    }

    fn take_group(&mut self, group: &Group<'_>) -> Result<(), Error> {
        let begin = self.sink.position();
        self.sink.append(&group.bytes)?;
        for Finished { member, sha256, header, at } in &group.members {
            header.write_central(begin + *at as u64, &mut self.central);
            self.seal(member, *sha256);
        }
        Ok(())
    }

    /// Leaves room for the header of a large member, which is written when all is known.
    fn begin(&mut self, member: &Member<'_>) -> Result<(), Error> {
        let mut header = Vec::new();
        self.header(member, 0, 0).write_local(&mut header);
        let at = self.sink.position();
        self.sink.keep_patchable();
        self.sink.append(&header)?;
        self.open = Some(Open { at, header_len: header.len() as u64, crc32: Hasher::new() });
        Ok(())
    }

    fn end(&mut self, member: &Member<'_>, sha256: Sha256) -> Result<(), Error> {
        let Some(Open { at, header_len, crc32 }) = self.open.take() else { return Ok(()) };
        let packed = self.sink.position() - at - header_len;
        let header = self.header(member, packed, crc32.finalize());
        let mut bytes = Vec::new();
        header.write_local(&mut bytes);
        header.write_central(at, &mut self.central);
        self.sink.patch(&bytes, at)?;
        self.sink.settle()?;
        self.seal(member, sha256);
        Ok(())
    }

    fn header<'a>(&self, member: &Member<'a>, packed: u64, crc32: u32) -> Header<'a> {
        Header {
            name: member.path.as_str(),
            mode: member.mode,
            dos: self.dos,
            method: Method::Deflated,
            crc32,
            packed,
            len: member.len,
        }
    }

    fn seal(&mut self, member: &Member<'_>, sha256: Sha256) {
        let path = member.path.clone();
        self.sealed.push(SealedEntry { path, sha256, len: member.len });
    }

    fn finish(mut self) -> Result<Artifact, Error> {
        let offset = self.sink.position();
        let len = self.central.len() as u64;
        write_end(self.sealed.len() as u64, offset, len, &mut self.central);
        self.sink.append(&self.central)?;
        self.sink.finish()
    }
}
