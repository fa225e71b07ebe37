//! The records of a zip archive as they are written (PKWARE's APPNOTE 6.3), taken apart and not
//! judged.

use crate::bytes::Bytes;

/// A record that begins with its signature.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Record {
    /// The header of a member in the central directory (§4.3.12).
    Central(Central),
    /// The end of the central directory (§4.3.16), which ends the archive.
    End(End),
    /// Bytes that are no record, up to the next place where something is known to begin.
    Junk {
        /// How many.
        len: u64,
    },
    /// The header before a member (§4.3.7), with the member's bytes.
    Local(Local),
    /// Where the ZIP64 end is (§4.3.15).
    Locator {
        /// Where it says that it is.
        offset: u64,
    },
    /// The end of the central directory with wider numbers (§4.3.14).
    Zip64End(Zip64End),
}

/// What both headers of a member say.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Header {
    /// The version that is needed, times ten.
    pub needed: u16,
    /// The general purpose bits.
    pub flags: u16,
    /// How the member is packed.
    pub method: u16,
    /// Time and date as DOS has them.
    pub dos: (u16, u16),
    /// The checksum of its bytes.
    pub crc32: u32,
    /// How many bytes it has in the archive; all bits set where an extra field says it.
    pub packed: u32,
    /// How many bytes it stands for; all bits set where an extra field says it.
    pub len: u32,
    /// Its name.
    pub name: Vec<u8>,
    /// Its extra fields, one after the other.
    pub extra: Vec<u8>,
}

/// The header before a member.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Local {
    /// What it says.
    pub header: Header,
    /// The packed size that a reader of streams takes it to have.
    pub packed: u64,
    /// The length in the same sense.
    pub len: u64,
    /// How long the data descriptor after the bytes is; 0 where there is none.
    pub descriptor: u64,
}

/// The header of a member in the central directory.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Central {
    /// What it says.
    pub header: Header,
    /// Which version, and in the upper byte which system, made it.
    pub made_by: u16,
    /// Its comment.
    pub comment: Vec<u8>,
    /// The number of the disk that it is on.
    pub disk: u16,
    /// The attributes; their upper half is the Unix mode where a Unix made it.
    pub attributes: u32,
    /// Where the header before the member begins; all bits set where an extra field says it.
    pub offset: u32,
}

/// The end of the central directory.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct End {
    /// The number of this disk, and of that with the directory.
    pub disks: (u16, u16),
    /// How many members are on this disk.
    pub members_here: u64,
    /// How many members there are.
    pub members: u64,
    /// How many bytes the directory has.
    pub len: u64,
    /// Where the directory begins.
    pub offset: u64,
    /// The comment of the archive.
    pub comment: Vec<u8>,
}

/// The ZIP64 end of the central directory.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Zip64End {
    /// How long the record says that it is, without its first 12 bytes.
    pub size: u64,
    /// The number of this disk, and of that with the directory.
    pub disks: (u32, u32),
    /// How many members are on this disk.
    pub members_here: u64,
    /// How many members there are.
    pub members: u64,
    /// How many bytes the directory has.
    pub len: u64,
    /// Where the directory begins.
    pub offset: u64,
}

/// General purpose bits (§4.4.4): the member is encrypted, in one way or another.
pub(in crate::zip) const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
/// The checksum and the sizes follow the bytes.
pub(in crate::zip) const DESCRIPTOR: u16 = 1 << 3;
/// The name is UTF-8.
pub(in crate::zip) const UTF8: u16 = 1 << 11;

/// What a record before a member begins with.
pub(super) const LOCAL: &[u8; 4] = b"PK\x03\x04";
/// What a record of the central directory begins with.
pub(super) const CENTRAL: &[u8; 4] = b"PK\x01\x02";
/// What the end begins with.
pub(super) const END: &[u8; 4] = b"PK\x05\x06";
/// What the ZIP64 end begins with.
pub(super) const ZIP64_END: &[u8; 4] = b"PK\x06\x06";
/// What its locator begins with.
pub(super) const LOCATOR: &[u8; 4] = b"PK\x06\x07";

/// How long the fixed parts are, signatures included.
pub(super) const LOCAL_LEN: usize = 30;
pub(super) const CENTRAL_LEN: usize = 46;
pub(super) const END_LEN: usize = 22;
pub(super) const ZIP64_END_LEN: usize = 56;
pub(super) const LOCATOR_LEN: usize = 20;

impl Header {
    /// Whether the name is said to be UTF-8.
    #[must_use]
    pub fn is_utf8(&self) -> bool {
        self.flags & UTF8 != 0
    }

    /// Whether the member is encrypted.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.flags & ENCRYPTED != 0
    }

    /// Whether the checksum and the sizes follow the bytes.
    #[must_use]
    pub fn has_descriptor(&self) -> bool {
        self.flags & DESCRIPTOR != 0
    }

    /// The name, decoded as Python does it: IBM's code page 437, unless it is said to be UTF-8.
    #[must_use]
    pub fn text(&self) -> String {
        match self.is_utf8() || self.name.is_ascii() {
            true => String::from_utf8_lossy(&self.name).into_owned(),
            false => self.name.iter().map(|&byte| super::cp437::character(byte)).collect(),
        }
    }

    /// The extra fields: identifier and bytes of each, then whatever is left over and no field.
    #[must_use]
    pub fn extras(&self) -> (Vec<(u16, &[u8])>, &[u8]) {
        let mut rest = Bytes(&self.extra);
        let mut fields = Vec::new();
        loop {
            let before = rest.0;
            let mut field = || {
                let (kind, len) = (rest.u16()?, rest.u16()?);
                Some((kind, rest.take(len.into())?))
            };
            match field() {
                Some(field) => fields.push(field),
                None => return (fields, before),
            }
        }
    }

    /// Reads what both have in common, and how long name and extra fields are.
    fn shared(fields: &mut Bytes<'_>) -> Option<(Self, usize, usize)> {
        let needed = fields.u16()?;
        let (flags, method) = (fields.u16()?, fields.u16()?);
        let dos = (fields.u16()?, fields.u16()?);
        let (crc32, packed, len) = (fields.u32()?, fields.u32()?, fields.u32()?);
        let (name_len, extra_len) = (fields.u16()?.into(), fields.u16()?.into());
        let (name, extra) = (Vec::new(), Vec::new());
        let header = Self { needed, flags, method, dos, crc32, packed, len, name, extra };
        Some((header, name_len, extra_len))
    }

    /// Reads the part of a header before a member that each of them has, and how long name and
    /// extra fields are.
    pub(in crate::zip) fn fixed(bytes: &mut Bytes<'_>) -> Option<(Self, usize, usize)> {
        (bytes.take(4)? == LOCAL).then_some(())?;
        Self::shared(bytes)
    }

    /// Reads a header before a member; `None` where the bytes are none, or end early.
    pub(in crate::zip) fn local(bytes: &mut Bytes<'_>) -> Option<Self> {
        let (mut header, name, extra) = Self::fixed(bytes)?;
        header.name = bytes.take(name)?.to_vec();
        header.extra = bytes.take(extra)?.to_vec();
        Some(header)
    }
}

impl Central {
    /// Reads a record; `None` where the bytes are none, or end early.
    pub(in crate::zip) fn parse(bytes: &mut Bytes<'_>) -> Option<Self> {
        let (central, lens) = Self::fixed(bytes)?;
        let texts = lens.map(|len| bytes.take(len));
        let [Some(name), Some(extra), Some(comment)] = texts else { return None };
        Some(central.with(name, extra, comment))
    }

    /// The same, but name, extra fields and comment may be cut off by the end, as Python has it.
    pub(super) fn clipped(bytes: &mut Bytes<'_>) -> Option<Self> {
        let (central, lens) = Self::fixed(bytes)?;
        let [name, extra, comment] =
            lens.map(|len| bytes.take(len.min(bytes.0.len())).unwrap_or_default());
        Some(central.with(name, extra, comment))
    }

    /// The part that each record has, and how long name, extra fields and comment are.
    fn fixed(bytes: &mut Bytes<'_>) -> Option<(Self, [usize; 3])> {
        (bytes.take(4)? == CENTRAL).then_some(())?;
        let made_by = bytes.u16()?;
        let (header, name, extra) = Header::shared(bytes)?;
        let comment = bytes.u16()?.into();
        let disk = bytes.u16()?;
        bytes.take(2)?; // internal attributes
        let (attributes, offset) = (bytes.u32()?, bytes.u32()?);
        let central = Self { header, made_by, comment: Vec::new(), disk, attributes, offset };
        Some((central, [name, extra, comment]))
    }

    fn with(mut self, name: &[u8], extra: &[u8], comment: &[u8]) -> Self {
        self.header.name = name.to_vec();
        self.header.extra = extra.to_vec();
        self.comment = comment.to_vec();
        self
    }

    /// The Unix mode, if a Unix made it.
    #[must_use]
    pub fn mode(&self) -> Option<u32> {
        self.is_of_unix().then_some(self.attributes >> 16).filter(|&mode| mode != 0)
    }

    /// Whether it was written under Unix.
    pub(in crate::zip) fn is_of_unix(&self) -> bool {
        matches!(self.made_by >> 8, 3 | 19)
    }
}

impl End {
    /// Reads a record; `None` where the bytes are none, or end early. A comment may be cut off.
    pub(in crate::zip) fn parse(bytes: &mut Bytes<'_>) -> Option<Self> {
        (bytes.take(4)? == END).then_some(())?;
        let disks = (bytes.u16()?, bytes.u16()?);
        let (members_here, members) = (bytes.u16()?.into(), bytes.u16()?.into());
        let (len, offset) = (bytes.u32()?.into(), bytes.u32()?.into());
        let comment = usize::from(bytes.u16()?).min(bytes.0.len());
        let comment = bytes.take(comment)?.to_vec();
        Some(Self { disks, members_here, members, len, offset, comment })
    }
}

impl Zip64End {
    /// Reads a record; `None` where the bytes are none, or end early.
    pub(in crate::zip) fn parse(bytes: &mut Bytes<'_>) -> Option<Self> {
        (bytes.take(4)? == ZIP64_END).then_some(())?;
        let size = bytes.u64()?;
        bytes.take(4)?; // versions
        let disks = (bytes.u32()?, bytes.u32()?);
        let (members_here, members) = (bytes.u64()?, bytes.u64()?);
        let (len, offset) = (bytes.u64()?, bytes.u64()?);
        Some(Self { size, disks, members_here, members, len, offset })
    }
}

/// Where a locator says that the ZIP64 end is, and on how many disks.
pub(in crate::zip) fn locator(bytes: &mut Bytes<'_>) -> Option<(u32, u64, u32)> {
    (bytes.take(4)? == LOCATOR).then_some(())?;
    Some((bytes.u32()?, bytes.u64()?, bytes.u32()?))
}
