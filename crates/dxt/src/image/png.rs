//! PNG (third edition), decoded as far as it takes to know that every pixel is there.

use std::io::Read;

use pyrel_archive::{crc32, inflate};

use super::{Flaw, Size, be32, damaged};

/// The first eight bytes of every PNG file (5.2).
pub(super) const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// What the header says (11.2.1).
struct Header {
    size: Size,
    /// Bits of one pixel.
    depth: u64,
    /// Whether pixels are numbers of colours in a palette.
    has_palette: bool,
    interlaced: bool,
}

/// A chunk (5.3).
struct Chunk<'a> {
    kind: [u8; 4],
    data: &'a [u8],
}

/// Looks at a file that has the signature.
pub(super) fn look(bytes: &[u8]) -> Result<Size, Flaw> {
    let mut at = SIGNATURE.len();
    let first = chunk(bytes, &mut at)?;
    if first.kind != *b"IHDR" {
        return Err(damaged("it does not begin with its header"));
    }
    let header = header(first.data)?;
    header.size.bounded()?;
    let mut packed = Vec::new();
    let mut has_palette = false;
    loop {
        let Chunk { kind, data } = chunk(bytes, &mut at)?;
        match &kind {
            b"PLTE" => has_palette = true,
            b"IDAT" if header.has_palette && !has_palette => {
                return Err(damaged("it has no palette before its pixels"));
            }
            b"IDAT" => packed.push(data),
            b"IEND" => break,
            b"IHDR" => return Err(damaged("it has two headers")),
            _ => {}
        }
    }
    pixels(&header, packed)?;
    Ok(header.size)
}

/// The next chunk, with its checksum compared.
fn chunk<'a>(bytes: &'a [u8], at: &mut usize) -> Result<Chunk<'a>, Flaw> {
    let cut = || damaged("it is cut off");
    let len = be32(bytes, *at).and_then(|len| usize::try_from(len).ok()).ok_or_else(cut)?;
    let start = *at + 8;
    let end = start.checked_add(len).ok_or_else(cut)?;
    let kind: [u8; 4] =
        bytes.get(*at + 4..start).and_then(|kind| kind.try_into().ok()).ok_or_else(cut)?;
    let data = bytes.get(start..end).ok_or_else(cut)?;
    let expect = be32(bytes, end).ok_or_else(cut)?;
    // Decoders pass over a damaged part that they need not understand (5.4, 13.1).
    let is_needed = kind.first().is_some_and(u8::is_ascii_uppercase);
    if is_needed && crc32(&[&kind, data]) != expect {
        let name = String::from_utf8_lossy(&kind).escape_debug().to_string();
        return Err(damaged(format!("the checksum of its part `{name}` is wrong")));
    }
    *at = end + 4;
    Ok(Chunk { kind, data })
}

fn header(data: &[u8]) -> Result<Header, Flaw> {
    let wrong = || damaged("its header is not one of PNG");
    let (Some(width), Some(height)) = (be32(data, 0), be32(data, 4)) else { return Err(wrong()) };
    let Some(&[bits, colour, 0, 0, interlace @ (0 | 1)]) = data.get(8..) else {
        return Err(wrong());
    };
    // Table 12: channels, and the depths that they may have.
    let (channels, depths): (u64, &[u8]) = match colour {
        0 => (1, &[1, 2, 4, 8, 16]),
        2 => (3, &[8, 16]),
        3 => (1, &[1, 2, 4, 8]),
        4 => (2, &[8, 16]),
        6 => (4, &[8, 16]),
        _ => return Err(wrong()),
    };
    if !depths.contains(&bits) {
        return Err(wrong());
    }
    let size = Size { width, height };
    let depth = channels * u64::from(bits);
    Ok(Header { size, depth, has_palette: colour == 3, interlaced: interlace == 1 })
}

/// The seven passes of an interlaced picture: where the first pixel is and how far the next (8.2).
const PASSES: [[u32; 4]; 7] = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
];

/// Inflates the pixels, row by row, and counts them.
fn pixels(header: &Header, packed: Vec<&[u8]>) -> Result<(), Flaw> {
    let Size { width, height } = header.size;
    let mut stream = inflate(Parts { parts: packed.into_iter(), current: &[] });
    if header.interlaced {
        for [left, top, right, down] in PASSES {
            let (columns, rows) = (
                width.saturating_sub(left).div_ceil(right),
                height.saturating_sub(top).div_ceil(down),
            );
            pass(&mut stream, header.depth, Size { width: columns, height: rows })?;
        }
    } else {
        pass(&mut stream, header.depth, header.size)?;
    }
    // The end has the checksum, and only who reads to the end compares it.
    match stream.read(&mut [0]) {
        Ok(0) => Ok(()),
        Ok(_) => Err(damaged("it has more pixels than its header says")),
        Err(error) => Err(damaged(format!("its pixels cannot be inflated: {error}"))),
    }
}

fn pass(stream: &mut impl Read, depth: u64, size: Size) -> Result<(), Flaw> {
    if size.width == 0 || size.height == 0 {
        return Ok(());
    }
    let len = 1 + (u64::from(size.width) * depth).div_ceil(8);
    let mut row = vec![0; usize::try_from(len).map_err(|_| Flaw::Huge(size))?];
    for _ in 0..size.height {
        stream.read_exact(&mut row).map_err(|error| {
            if error.kind() == std::io::ErrorKind::UnexpectedEof {
                return damaged("it has fewer pixels than its header says");
            }
            damaged(format!("its pixels cannot be inflated: {error}"))
        })?;
        // Five filters are known (9.2).
        if row.first().is_none_or(|filter| *filter > 4) {
            return Err(damaged("a row of its pixels has an unknown filter"));
        }
    }
    Ok(())
}

/// The stretches of a stream that several chunks hold.
struct Parts<'a> {
    parts: std::vec::IntoIter<&'a [u8]>,
    current: &'a [u8],
}

impl Read for Parts<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.current.is_empty() {
            match self.parts.next() {
                Some(next) => self.current = next,
                None => return Ok(0),
            }
        }
        self.current.read(buffer)
    }
}
