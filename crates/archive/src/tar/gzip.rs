//! The frame of gzip files (RFC 1952), which may be several one after the other.

use std::io::{self, BufRead};

use crc32fast::Hasher;
use flate2::{Decompress, FlushDecompress, Status};

/// How a tar archive is packed.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Gzip {
    /// How many gzip files there are one after the other; none where it is no gzip file.
    pub files: u64,
    /// The name that the first one gives.
    pub name: Option<Vec<u8>>,
    /// The time that the first one gives; 0 for none.
    pub time: u32,
    /// How many bytes follow that are none; NULs do not count.
    pub after: u64,
    /// Why nothing more could be unpacked.
    pub flaw: Option<&'static str>,
    /// Whether the bytes are not those that checksum and length were made of.
    pub is_corrupt: bool,
}

/// Unpacks gzip files; what was read of their frames is known at the end.
pub(super) struct Reader<R> {
    input: R,
    inflate: Decompress,
    crc32: Hasher,
    len: u32,
    state: State,
    pub(super) gzip: Gzip,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum State {
    Between,
    Inside,
    Done,
}

/// What ends the reading.
enum Stop {
    Flaw(&'static str),
    Io(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            return Self::Flaw("it is cut off");
        }
        Self::Io(error)
    }
}

/// A name of more bytes than this is none.
const MOST_NAME: usize = 64 << 10;

impl<R: BufRead> Reader<R> {
    pub(super) fn new(input: R) -> Self {
        Self {
            input,
            inflate: Decompress::new(false),
            crc32: Hasher::new(),
            len: 0,
            state: State::Between,
            gzip: Gzip::default(),
        }
    }

    /// Fills a buffer as far as it goes; 0 at the end, sound or not.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let got = match self.state {
                State::Done => return Ok(0),
                State::Between => self.begin().map(|()| 0),
                State::Inside => self.inflate(buffer),
            };
            match got {
                Ok(0) => {}
                Ok(got) => return Ok(got),
                Err(Stop::Flaw(flaw)) => {
                    self.gzip.flaw = Some(flaw);
                    self.state = State::Done;
                }
                Err(Stop::Io(error)) => return Err(error),
            }
        }
    }

    /// Goes past the next header (§2.3), if there is one.
    fn begin(&mut self) -> Result<(), Stop> {
        let mut between = 0;
        while self.gzip.files > 0 && self.input.fill_buf()?.first() == Some(&0) {
            between += 1;
            self.input.consume(1);
        }
        let start = self.input.fill_buf()?;
        if start.is_empty() && self.gzip.files > 0 {
            self.state = State::Done;
            return Ok(());
        }
        let mut fixed = [0; 10];
        if start.starts_with(&[0x1f]) && between == 0 {
            self.input.read_exact(&mut fixed)?;
        }
        let [0x1f, 0x8b, 8, flags, time @ .., _, _] = fixed else { return self.no_file() };
        let first = self.gzip.files == 0;
        if first {
            self.gzip.time = u32::from_le_bytes(time);
        }
        self.gzip.files += 1;
        self.skip_fields(flags, first)?;
        self.inflate.reset(false);
        self.crc32.reset();
        self.len = 0;
        self.state = State::Inside;
        Ok(())
    }

    fn no_file(&mut self) -> Result<(), Stop> {
        if self.gzip.files == 0 {
            return Err(Stop::Flaw("it is no gzip file"));
        }
        // What was taken for the beginning of a header counts as well.
        loop {
            let len = self.input.fill_buf()?.len();
            if len == 0 {
                break;
            }
            self.gzip.after += len as u64;
            self.input.consume(len);
        }
        self.gzip.after = self.gzip.after.max(1);
        self.state = State::Done;
        Ok(())
    }

    fn skip_fields(&mut self, flags: u8, first: bool) -> Result<(), Stop> {
        if flags & 4 != 0 {
            let mut len = [0; 2];
            self.input.read_exact(&mut len)?;
            let mut extra = vec![0; usize::from(u16::from_le_bytes(len))];
            self.input.read_exact(&mut extra)?;
        }
        if flags & 8 != 0 {
            let name = self.until_nul()?;
            self.gzip.name = if first { Some(name) } else { self.gzip.name.take() };
        }
        if flags & 16 != 0 {
            self.until_nul()?;
        }
        if flags & 2 != 0 {
            self.input.read_exact(&mut [0; 2])?;
        }
        Ok(())
    }

    fn until_nul(&mut self) -> Result<Vec<u8>, Stop> {
        let mut text = Vec::new();
        loop {
            let mut byte = [0];
            self.input.read_exact(&mut byte)?;
            match byte {
                [0] => return Ok(text),
                _ if text.len() >= MOST_NAME => return Err(Stop::Flaw("its name has no end")),
                [byte] => text.push(byte),
            }
        }
    }

    fn inflate(&mut self, buffer: &mut [u8]) -> Result<usize, Stop> {
        let input = self.input.fill_buf()?;
        let is_end = input.is_empty();
        let (before_in, before_out) = (self.inflate.total_in(), self.inflate.total_out());
        let status = self.inflate.decompress(input, buffer, FlushDecompress::None);
        let taken = self.inflate.total_in() - before_in;
        let made = self.inflate.total_out() - before_out;
        self.input.consume(usize::try_from(taken).unwrap_or_default());
        let made = usize::try_from(made).unwrap_or_default();
        self.crc32.update(buffer.get(..made).unwrap_or_default());
        self.len = self.len.wrapping_add(u32::try_from(made).unwrap_or_default());
        match status {
            Ok(Status::StreamEnd) => self.end().map(|()| made),
            Ok(_) if made > 0 => Ok(made),
            Ok(_) if is_end => Err(Stop::Flaw("it is cut off")),
            Ok(_) if taken > 0 => Ok(0),
            _ => Err(Stop::Flaw("it is not packed as gzip packs")),
        }
    }

    /// Checksum and length after the bytes (§2.3.1). A flaw is told once all bytes are handed out.
    fn end(&mut self) -> Result<(), Stop> {
        let mut trailer = [0; 8];
        let cut = match self.input.read_exact(&mut trailer) {
            Ok(()) => None,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Some("it is cut off"),
            Err(error) => return Err(error.into()),
        };
        let [a, b, c, d, len @ ..] = trailer;
        let crc32 = u32::from_le_bytes([a, b, c, d]);
        let is_same = (crc32, u32::from_le_bytes(len)) == (self.crc32.clone().finalize(), self.len);
        self.gzip.flaw = cut;
        self.gzip.is_corrupt |= cut.is_none() && !is_same;
        self.state = if cut.is_some() { State::Done } else { State::Between };
        Ok(())
    }
}
