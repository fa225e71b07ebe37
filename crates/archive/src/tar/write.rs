//! Writing a tar.gz: one tar stream, cut into blocks that are deflated apart and joined into one
//! gzip member (RFC 1952). Never more members than one: some readers stop after the first.

use crc32fast::Hasher;
use pyrel_diag::{Event, Progress};
use pyrel_tree::Source;

use super::format::{Header, Kind, RECORD, UNIT};
use crate::block::{Block, Buffers, Cutter, PressedBlock};
use crate::crew::{Crew, Extent, Feeder, Halt};
use crate::deflate::{Deflater, Place};
use crate::member::{Member, Whole};
use crate::sink::Sink;
use crate::{Artifact, Error, Job, Mode, SealedEntry, Sha256};

/// Deflate, no flags, no time, no hint about the level, made on an unknown system (RFC 1952 §2.3).
const GZIP_HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];

/// Writes the archive of a job.
pub(crate) fn write(
    job: &Job<'_>,
    members: &[Member<'_>],
    progress: &dyn Progress,
) -> Result<Artifact, Error> {
    let buffers = Buffers::default();
    let mut sink = Sink::create(job.name, job.spool)?;
    sink.append(&GZIP_HEADER)?;
    let mut crc32 = Hasher::new();
    let mut len = 0_u64;
    let crew = Crew {
        extent: Extent::of(members),
        workers: job.workers,
        feed: |feeder: &Feeder<'_, _, _>| {
            let cutter = Cutter::new(&buffers);
            feed(job, members, progress, &mut Stream { feeder, cut: 0, cutter })
        },
        equip: || Deflater::new(job.level),
        work: |deflater: &mut Deflater, block| Ok(deflater.block(block)),
        take: |pressed: PressedBlock| {
            crc32.combine(&pressed.crc32);
            len += pressed.len;
            sink.append(&pressed.bytes)?;
            buffers.give_back(pressed.bytes);
            Ok(())
        },
    };
    crew.run()?;
    sink.append(&crc32.finalize().to_le_bytes())?;
    // The length modulo 2^32 (RFC 1952 §2.3.1).
    let [a, b, c, d, ..] = len.to_le_bytes();
    sink.append(&[a, b, c, d])?;
    sink.finish()
}

fn feed(
    job: &Job<'_>,
    members: &[Member<'_>],
    progress: &dyn Progress,
    stream: &mut Stream<'_, '_>,
) -> Result<(), Halt> {
    let mut sealed = Vec::new();
    for member in members {
        if let Some(sha256) = put_member(job, member, progress, stream)?.sha256 {
            sealed.push(SealedEntry { path: member.path.clone(), sha256, len: member.len });
        }
    }
    for (path, bytes) in job.last_members(&sealed)? {
        put_header(
            job,
            path.as_str(),
            Mode::Regular,
            Kind::File { len: bytes.len() as u64 },
            stream,
        )?;
        stream.put(&bytes)?;
        stream.pad(UNIT)?;
    }
    stream.end()
}

fn put_member(
    job: &Job<'_>,
    member: &Member<'_>,
    progress: &dyn Progress,
    stream: &mut Stream<'_, '_>,
) -> Result<Whole, Halt> {
    let path = member.path.as_str();
    if let Source::Link(target) = member.source {
        put_header(job, path, member.mode, Kind::Link { target }, stream)?;
        return Ok(Whole { sha256: Some(Sha256::of(&[])) });
    }
    let mut reading = member.read(job)?;
    let mut head = Vec::new();
    let got = reading.read(job.map.longest_start(), &mut head)?;
    progress.event(Event::Advanced(got as u64));
    let mode = job.map.mode(member.mode, &head);
    put_header(job, path, mode, Kind::File { len: member.len }, stream)?;
    stream.put(&head)?;
    while reading.left() > 0 {
        let got = reading.read(stream.make_room()?, stream.cutter.buffer())?;
        progress.event(Event::Advanced(got as u64));
    }
    stream.pad(UNIT)?;
    Ok(reading.finish()?)
}

fn put_header(
    job: &Job<'_>,
    name: &str,
    mode: Mode,
    kind: Kind<'_>,
    stream: &mut Stream<'_, '_>,
) -> Result<(), Halt> {
    let mut bytes = Vec::with_capacity(UNIT);
    Header { name, mode, time: job.epoch.seconds(), kind }.write(&mut bytes);
    stream.put(&bytes)
}

/// The tar stream, cut into blocks of one size wherever its members begin and end.
struct Stream<'a, 'b> {
    feeder: &'a Feeder<'b, Block, PressedBlock>,
    /// How many bytes were cut off and fed.
    cut: u64,
    cutter: Cutter<'a>,
}

impl Stream<'_, '_> {
    /// How many bytes fit into the block that is being filled: at least one.
    fn make_room(&mut self) -> Result<usize, Halt> {
        if self.cutter.room() == 0 {
            self.cut(Place::Within)?;
        }
        Ok(self.cutter.room())
    }

    fn put(&mut self, mut bytes: &[u8]) -> Result<(), Halt> {
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(self.make_room()?.min(bytes.len()));
            self.cutter.buffer().extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    /// Fills up with NULs to a multiple of some size.
    fn pad(&mut self, multiple: usize) -> Result<(), Halt> {
        let position = self.cut + self.cutter.filled() as u64;
        let gap = position.next_multiple_of(multiple as u64) - position;
        self.put(&vec![0; usize::try_from(gap).unwrap_or_default()])
    }

    /// Ends the archive: two empty units, and what fills the record.
    fn end(&mut self) -> Result<(), Halt> {
        self.put(&[0; 2 * UNIT])?;
        self.pad(RECORD)?;
        self.cut(Place::Last)
    }

    fn cut(&mut self, place: Place) -> Result<(), Halt> {
        self.cut += self.cutter.filled() as u64;
        Ok(self.feeder.push(self.cutter.cut(place))?)
    }
}
