//! Zip archives record by record, so that they can lie.

use std::io::Write;

/// A member, told twice: before its bytes and in the directory.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) local: Header,
    pub(super) central: Header,
    pub(super) data: Vec<u8>,
    /// The upper half is the Unix mode.
    pub(super) attributes: u32,
    /// Where the directory says that it begins; then nothing is written there.
    pub(super) offset: Option<u32>,
}

/// What a header says.
#[derive(Clone)]
pub(super) struct Header {
    pub(super) name: Vec<u8>,
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) crc32: u32,
    pub(super) packed: u32,
    pub(super) len: u32,
    pub(super) extra: Vec<u8>,
}

/// A stored file.
pub(super) fn part(name: impl AsRef<[u8]>, content: &[u8]) -> Part {
    let name = name.as_ref();
    let mut crc = flate2::Crc::new();
    crc.update(content);
    let header = Header {
        name: name.to_vec(),
        flags: if name.is_ascii() { 0 } else { 1 << 11 },
        method: 0,
        crc32: crc.sum(),
        packed: u32::try_from(content.len()).unwrap(),
        len: u32::try_from(content.len()).unwrap(),
        extra: Vec::new(),
    };
    Part {
        local: header.clone(),
        central: header,
        data: content.to_vec(),
        attributes: 0o100_644 << 16,
        offset: None,
    }
}

/// A deflated file.
pub(super) fn deflated(name: &str, content: &[u8]) -> Part {
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content).unwrap();
    let data = encoder.finish().unwrap();
    let packed = u32::try_from(data.len()).unwrap();
    let deflated = part(name, content).both(|header| {
        header.method = 8;
        header.packed = packed;
    });
    Part { data, ..deflated }
}

/// A symbolic link.
pub(super) fn link(name: &str, target: &str) -> Part {
    part(name, target.as_bytes()).mode(0o120_777)
}

impl Part {
    /// The same with another Unix mode.
    pub(super) fn mode(self, mode: u32) -> Self {
        Self { attributes: mode << 16, ..self }
    }

    /// The header before the bytes, and the bytes.
    pub(super) fn written(&self) -> Vec<u8> {
        let mut out = b"PK\x03\x04".to_vec();
        out.extend(self.local.fields());
        out.extend(&self.local.name);
        out.extend(&self.local.extra);
        out.extend(&self.data);
        out
    }

    /// Changes both headers.
    pub(super) fn both(mut self, change: impl Fn(&mut Header)) -> Self {
        change(&mut self.local);
        change(&mut self.central);
        self
    }

    /// Changes the header before the bytes.
    pub(super) fn local(mut self, change: impl Fn(&mut Header)) -> Self {
        change(&mut self.local);
        self
    }

    /// Changes the record in the directory.
    pub(super) fn central(mut self, change: impl Fn(&mut Header)) -> Self {
        change(&mut self.central);
        self
    }
}

impl Header {
    fn fields(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for number in [20, self.flags, self.method, 0, 0x21] {
            out.extend(u16::to_le_bytes(number));
        }
        for number in [self.crc32, self.packed, self.len] {
            out.extend(number.to_le_bytes());
        }
        for len in [self.name.len(), self.extra.len()] {
            out.extend(u16::try_from(len).unwrap().to_le_bytes());
        }
        out
    }
}

/// The archive of some members.
pub(super) fn archive(parts: &[Part]) -> Vec<u8> {
    counting(parts, None)
}

/// The same with an end that counts otherwise.
pub(super) fn counting(parts: &[Part], counted: Option<u16>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut offsets = Vec::new();
    for part in parts {
        offsets.push(u32::try_from(out.len()).unwrap());
        if part.offset.is_none() {
            out.extend(part.written());
        }
    }
    let begin = out.len();
    for (part, offset) in parts.iter().zip(offsets) {
        out.extend(b"PK\x01\x02\x14\x03");
        out.extend(part.central.fields());
        out.extend([0; 6]); // comment, disk, internal attributes
        out.extend(part.attributes.to_le_bytes());
        out.extend(part.offset.unwrap_or(offset).to_le_bytes());
        out.extend(&part.central.name);
        out.extend(&part.central.extra);
    }
    let count = counted.unwrap_or(u16::try_from(parts.len()).unwrap_or(u16::MAX));
    let len = out.len() - begin;
    if parts.len() >= usize::from(u16::MAX) && counted.is_none() {
        out.extend(zip64_end(parts.len(), begin, len));
    }
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(u32::try_from(len).unwrap().to_le_bytes());
    out.extend(u32::try_from(begin).unwrap().to_le_bytes());
    out.extend([0; 2]);
    out
}

/// An archive with a second, wider end in front of its own.
pub(super) fn with_zip64_end(archive: &[u8], change: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    let (rest, end) = archive.split_at(archive.len() - 22);
    let number = |at: usize| u32::from_le_bytes(end[at..at + 4].try_into().unwrap()) as usize;
    let count = usize::from(u16::from_le_bytes(end[10..12].try_into().unwrap()));
    let mut ends = zip64_end(count, number(16), number(12));
    ends.extend(end);
    change(&mut ends);
    [rest, &ends].concat()
}

fn zip64_end(count: usize, begin: usize, len: usize) -> Vec<u8> {
    let mut out = b"PK\x06\x06".to_vec();
    out.extend(44_u64.to_le_bytes());
    out.extend([45, 3, 45, 0]);
    out.extend([0; 8]);
    for number in [count, count, len, begin] {
        out.extend((number as u64).to_le_bytes());
    }
    out.extend(b"PK\x06\x07\0\0\0\0");
    out.extend(((begin + len) as u64).to_le_bytes());
    out.extend(1_u32.to_le_bytes());
    out
}
