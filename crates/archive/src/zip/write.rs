//! Writing a zip: small members in groups, large ones in blocks, all in order.

use crc32fast::Hasher;
use pyrel_diag::{Event, Progress};
use pyrel_tree::Source;

use super::format::{Header, Method, write_end};
use crate::block::{Block, Buffers, Cutter, PressedBlock};
use crate::crew::{Crew, Extent, Feeder, GROUP, Halt};
use crate::deflate::{BLOCK, Deflater, Place};
use crate::member::{Member, Whole};
use crate::sink::Sink;
use crate::{Artifact, Error, Job, Mode, SealedEntry};

/// Writes the archive of a job.
pub(crate) fn write(
    job: &Job<'_>,
    members: &[Member<'_>],
    progress: &dyn Progress,
) -> Result<Artifact, Error> {
    if let Some(link) = members.iter().find(|member| matches!(member.source, Source::Link(_))) {
        return Err(Error::Link { path: link.path.clone() });
    }
    let buffers = Buffers::default();
    let mut writer = Writer {
        sink: Sink::create(job.name, job.spool)?,
        buffers: &buffers,
        dos: job.epoch.dos(),
        central: Vec::new(),
        members: 0,
        sealed: Vec::new(),
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
    writer: &mut Writer<'_>,
) -> Result<(), Error> {
    if members.is_empty() {
        return Ok(());
    }
    let buffers = writer.buffers;
    let intake = Intake { job, progress, buffers };
    let crew = Crew {
        extent: Extent::of(members),
        workers: job.workers,
        feed: |feeder: &Feeder<'_, _, _>| intake.feed(members, feeder),
        equip: || Worker {
            deflater: Deflater::new(job.level),
            raw: Vec::new(),
            job,
            progress,
            buffers,
        },
        work: Worker::work,
        take: |pressed| writer.take(pressed),
    };
    crew.run()
}

/// Something to deflate.
enum Task<'a> {
    Group(&'a [Member<'a>]),
    Stretch(Stretch<'a, Block>),
}

/// Something deflated.
enum Pressed<'a> {
    Group(Group<'a>),
    Stretch(Stretch<'a, PressedBlock>),
}

/// A stretch of a large member.
struct Stretch<'a, B> {
    member: Member<'a>,
    block: B,
    is_first: bool,
    /// What is known of the member with its last stretch.
    last: Option<Whole>,
}

/// Finished members one after the other, headers and all.
struct Group<'a> {
    bytes: Vec<u8>,
    members: Vec<Finished<'a>>,
}

struct Finished<'a> {
    member: Member<'a>,
    whole: Whole,
    header: Header<'a>,
    /// Where it begins in the bytes of its group.
    at: usize,
}

/// What feeds the members of an archive.
#[derive(Clone, Copy)]
struct Intake<'a> {
    job: &'a Job<'a>,
    progress: &'a dyn Progress,
    buffers: &'a Buffers,
}

impl<'a> Intake<'a> {
    fn feed(
        self,
        members: &'a [Member<'a>],
        feeder: &Feeder<'_, Task<'a>, Pressed<'a>>,
    ) -> Result<(), Halt> {
        let mut rest = members;
        while let Some(member) = rest.first() {
            let (now, later) = rest.split_at(group(rest).max(1));
            if is_large(member) {
                self.feed_stretches(*member, feeder)?;
            } else {
                feeder.push(Task::Group(now))?;
            }
            rest = later;
        }
        Ok(())
    }

    fn feed_stretches(
        self,
        mut member: Member<'a>,
        feeder: &Feeder<'_, Task<'a>, Pressed<'a>>,
    ) -> Result<(), Halt> {
        let mut reading = member.read(self.job)?;
        let mut cutter = Cutter::new(self.buffers);
        let mut is_first = true;
        loop {
            let got = reading.read(cutter.room(), cutter.buffer())?;
            if is_first {
                member.mode = self.job.map.mode(member.mode, cutter.buffer());
            }
            self.progress.event(Event::Advanced(got as u64));
            if reading.left() == 0 {
                break;
            }
            let block = cutter.cut(Place::Within);
            feeder.push(Task::Stretch(Stretch { member, block, is_first, last: None }))?;
            is_first = false;
        }
        let (block, last) = (cutter.cut(Place::Last), Some(reading.finish()?));
        Ok(feeder.push(Task::Stretch(Stretch { member, block, is_first, last }))?)
    }
}

fn is_large(member: &Member<'_>) -> bool {
    member.len > BLOCK as u64
}

/// How many of the next members make a group, whose bytes fit into a block; 0 if the next one is
/// large.
fn group(members: &[Member<'_>]) -> usize {
    let mut bytes = 0;
    let fits = |member: &&Member<'_>| {
        bytes += member.len;
        bytes <= BLOCK as u64
    };
    members.iter().take(GROUP).take_while(fits).count()
}

/// What deflates.
struct Worker<'a> {
    deflater: Deflater,
    raw: Vec<u8>,
    job: &'a Job<'a>,
    progress: &'a dyn Progress,
    buffers: &'a Buffers,
}

impl Worker<'_> {
    fn work<'a>(&mut self, task: Task<'a>) -> Result<Pressed<'a>, Error> {
        match task {
            Task::Group(members) => self.press_group(members).map(Pressed::Group),
            Task::Stretch(Stretch { member, block, is_first, last }) => {
                let block = self.deflater.block(block);
                Ok(Pressed::Stretch(Stretch { member, block, is_first, last }))
            }
        }
    }

    fn press_group<'a>(&mut self, members: &'a [Member<'a>]) -> Result<Group<'a>, Error> {
        let mut group =
            Group { bytes: self.buffers.take(), members: Vec::with_capacity(members.len()) };
        let mut advanced = 0;
        for member in members {
            self.raw.clear();
            let mut reading = member.read(self.job)?;
            reading.read(BLOCK, &mut self.raw)?;
            let whole = reading.finish()?;
            advanced += member.len;
            let packed = self.deflater.whole(&self.raw);
            let header = Header {
                name: member.path.as_str(),
                mode: self.job.map.mode(member.mode, &self.raw),
                dos: self.job.epoch.dos(),
                method: packed.map_or(Method::Stored, |_| Method::Deflated),
                crc32: crc32fast::hash(&self.raw),
                packed: packed.unwrap_or(&self.raw).len() as u64,
                len: member.len,
            };
            let at = group.bytes.len();
            header.write_local(&mut group.bytes);
            group.bytes.extend_from_slice(packed.unwrap_or(&self.raw));
            group.members.push(Finished { member: *member, whole, header, at });
        }
        self.progress.event(Event::Advanced(advanced));
        Ok(group)
    }
}

/// What puts the finished pieces one after the other.
struct Writer<'a> {
    sink: Sink,
    buffers: &'a Buffers,
    dos: (u16, u16),
    central: Vec<u8>,
    members: u64,
    /// What the trailer builds on.
    sealed: Vec<SealedEntry>,
    open: Option<Open>,
}

/// A large member, some blocks of which are written.
struct Open {
    at: u64,
    header_len: u64,
    crc32: Hasher,
}

impl Writer<'_> {
    fn take(&mut self, pressed: Pressed<'_>) -> Result<(), Error> {
        match pressed {
            Pressed::Group(group) => self.take_group(group),
            Pressed::Stretch(stretch) => self.take_stretch(stretch),
        }
    }

    fn take_stretch(&mut self, stretch: Stretch<'_, PressedBlock>) -> Result<(), Error> {
        if stretch.is_first {
            self.begin(&stretch.member)?;
        }
        self.sink.append(&stretch.block.bytes)?;
        self.buffers.give_back(stretch.block.bytes);
        if let Some(open) = &mut self.open {
            open.crc32.combine(&stretch.block.crc32);
        }
        stretch.last.map_or(Ok(()), |whole| self.end(&stretch.member, whole))
    }

    fn take_group(&mut self, group: Group<'_>) -> Result<(), Error> {
        let begin = self.sink.position();
        self.sink.append(&group.bytes)?;
        self.buffers.give_back(group.bytes);
        for Finished { member, whole, header, at } in &group.members {
            header.write_central(begin + *at as u64, &mut self.central);
            self.seal(member, *whole);
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

    fn end(&mut self, member: &Member<'_>, whole: Whole) -> Result<(), Error> {
        let Some(Open { at, header_len, crc32 }) = self.open.take() else { return Ok(()) };
        let packed = self.sink.position() - at - header_len;
        let header = self.header(member, packed, crc32.finalize());
        let mut bytes = Vec::new();
        header.write_local(&mut bytes);
        header.write_central(at, &mut self.central);
        self.sink.patch(&bytes, at)?;
        self.sink.settle()?;
        self.seal(member, whole);
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

    fn seal(&mut self, member: &Member<'_>, whole: Whole) {
        self.members += 1;
        if let Some(sha256) = whole.sha256 {
            let path = member.path.clone();
            self.sealed.push(SealedEntry { path, sha256, len: member.len });
        }
    }

    fn finish(mut self) -> Result<Artifact, Error> {
        let offset = self.sink.position();
        let len = self.central.len() as u64;
        write_end(self.members, offset, len, &mut self.central);
        self.sink.append(&self.central)?;
        self.sink.finish()
    }
}
