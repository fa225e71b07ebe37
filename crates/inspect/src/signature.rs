//! The signature of a bundle: a block behind the zip archive.
//!
//! `mcpb sign` writes a mark, the length of a PKCS#7 structure in four bytes, the structure, and
//! another mark; its older self, `dxt`, the same with other marks. What is signed is everything
//! before the block. Later versions make the block the archive's comment, by two bytes that they
//! change *after* signing; readers that do not know that would refuse the archive otherwise.
//!
//! Nothing is verified here: this only finds the block and the archive before it.

use std::io;
use std::sync::Arc;

use pyrel_archive::{Artifact, Error};
use pyrel_tree::{Content, Slice};

/// A signature block: where it is and what it looks like. That it is there proves nothing.
#[derive(Clone, Debug)]
pub struct SignatureBlock {
    /// Whose marks it has.
    pub format: SignatureFormat,
    /// Where it begins: as many bytes are signed.
    pub offset: u64,
    /// How many bytes it has with its marks.
    pub len: u64,
    /// The PKCS#7 structure, in DER.
    pub der: Slice,
    /// Whether the archive counts the block as its comment, which it did not when it was signed.
    pub is_comment: bool,
}

/// Whose marks a signature block has.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SignatureFormat {
    /// `DXT_SIG_V1`.
    Dxt,
    /// `MCPB_SIG_V1`.
    Mcpb,
}

/// The block has to fit into the comment of a zip archive, of 65,535 bytes; older ones were not
/// bound to that, but no chain of certificates is anywhere as long.
const LONGEST: u64 = 1 << 20;

/// The length of the record that ends a zip archive, without its comment.
const END_RECORD: u64 = 22;

impl SignatureFormat {
    const ALL: [Self; 2] = [Self::Dxt, Self::Mcpb];

    /// What the format is called.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dxt => "dxt",
            Self::Mcpb => "mcpb",
        }
    }

    fn marks(self) -> (&'static [u8], &'static [u8]) {
        match self {
            Self::Dxt => (b"DXT_SIG_V1", b"DXT_SIG_END"),
            Self::Mcpb => (b"MCPB_SIG_V1", b"MCPB_SIG_END"),
        }
    }
}

impl SignatureBlock {
    /// The block at the end of a file, if there is one, and the archive before it.
    ///
    /// # Errors
    /// When the machine cannot read the file.
    pub fn find(artifact: &Artifact) -> Result<(Option<Self>, Slice), Error> {
        let path = artifact.name().to_owned();
        let found = find(&artifact.slice());
        let found = found.map_err(|source| Error::Unreadable { path, source })?;
        Ok(found.map_or((None, artifact.slice()), |(block, archive)| (Some(block), archive)))
    }
}

/// Finds the block at the end of a file, and the archive as it was when it was signed.
fn find(whole: &Slice) -> io::Result<Option<(SignatureBlock, Slice)>> {
    let len = whole.len.min(LONGEST);
    let tail = read_at(whole, whole.len - len, len)?;
    let found = SignatureFormat::ALL.into_iter().find_map(|it| Some((it, block(&tail, it)?)));
    let Some((format, (begin, der))) = found else { return Ok(None) };
    let offset = whole.len - len + begin as u64;
    let der_offset = whole.len - len + der.start as u64;
    let (archive, is_comment) = archive_before(whole, offset)?;
    let block = SignatureBlock {
        format,
        offset,
        len: whole.len - offset,
        der: part(whole, der_offset, der.len() as u64),
        is_comment,
    };
    Ok(Some((block, archive)))
}

/// Where in the end of a file a block begins, and where its structure lies: the mark, the length
/// and the end have to fit each other, so that a file which only speaks of the marks is none.
fn block(tail: &[u8], format: SignatureFormat) -> Option<(usize, std::ops::Range<usize>)> {
    let (begin, end) = format.marks();
    let rest = tail.strip_suffix(end)?;
    // A block has one beginning only, and the structure holds no other but by an accident that the
    // length tells apart.
    let starts =
        (0..rest.len()).rev().filter(|&at| rest.get(at..).is_some_and(|it| it.starts_with(begin)));
    starts.into_iter().find_map(|at| {
        let (len, der) = rest.get(at + begin.len()..)?.split_first_chunk::<4>()?;
        let len = usize::try_from(u32::from_le_bytes(*len)).ok()?;
        (der.len() == len).then(|| (at, rest.len() - len..rest.len()))
    })
}

/// What lies before the block, with the comment's length as it was when that was signed.
fn archive_before(whole: &Slice, offset: u64) -> io::Result<(Slice, bool)> {
    let archive = part(whole, 0, offset);
    let Some(end) = offset.checked_sub(END_RECORD) else { return Ok((archive, false)) };
    let record = read_at(&archive, end, END_RECORD)?;
    let comment = record.last_chunk::<2>().map_or(0, |len| u16::from_le_bytes(*len));
    if u64::from(comment) != whole.len - offset {
        return Ok((archive, false));
    }
    let content = Arc::new(WithoutComment { archive, at: offset - 2 });
    Ok((Slice { content, offset: 0, len: offset }, true))
}

/// An archive whose comment has no length.
#[derive(Debug)]
struct WithoutComment {
    archive: Slice,
    at: u64,
}

impl Content for WithoutComment {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let left = self.archive.len.saturating_sub(offset);
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let Some(buffer) = buffer.get_mut(..most) else { return Ok(0) };
        let got = self.archive.content.read_at(buffer, self.archive.offset + offset)?;
        for at in [self.at, self.at + 1] {
            let place = at.checked_sub(offset).and_then(|at| usize::try_from(at).ok());
            if let Some(byte) = place.filter(|&at| at < got).and_then(|at| buffer.get_mut(at)) {
                *byte = 0;
            }
        }
        Ok(got)
    }
}

fn part(whole: &Slice, offset: u64, len: u64) -> Slice {
    Slice { content: Arc::clone(&whole.content), offset: whole.offset + offset, len }
}

fn read_at(whole: &Slice, offset: u64, len: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut part(whole, offset, len).reader(), &mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Bytes(Vec<u8>);

    impl Content for Bytes {
        fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
            let rest = self.0.get(usize::try_from(offset).unwrap()..).unwrap_or_default();
            let got = rest.len().min(buffer.len());
            buffer[..got].copy_from_slice(&rest[..got]);
            Ok(got)
        }
    }

    fn slice(bytes: &[u8]) -> Slice {
        Slice { content: Arc::new(Bytes(bytes.to_vec())), offset: 0, len: bytes.len() as u64 }
    }

    /// The end record of an empty archive.
    fn archive(comment: u16) -> Vec<u8> {
        let mut bytes = b"PK\x05\x06".to_vec();
        bytes.resize(20, 0);
        bytes.extend(comment.to_le_bytes());
        bytes
    }

    fn block_of(begin: &[u8], der: &[u8], end: &[u8]) -> Vec<u8> {
        let len = u32::try_from(der.len()).unwrap().to_le_bytes();
        [begin, &len, der, end].concat()
    }

    #[test]
    fn a_block_is_found_with_the_archive_that_was_signed() {
        for (format, begin, end) in [
            (SignatureFormat::Mcpb, b"MCPB_SIG_V1".as_slice(), b"MCPB_SIG_END".as_slice()),
            (SignatureFormat::Dxt, b"DXT_SIG_V1", b"DXT_SIG_END"),
        ] {
            let block = block_of(begin, b"0\x80der", end);
            for (comment, is_comment) in [(0, false), (u16::try_from(block.len()).unwrap(), true)] {
                let file = [archive(comment), block.clone()].concat();
                let (found, before) = find(&slice(&file)).unwrap().unwrap();
                assert_eq!(
                    (found.format, found.offset, found.is_comment),
                    (format, 22, is_comment)
                );
                assert_eq!(found.len, block.len() as u64);
                assert_eq!(read_at(&found.der, 0, found.der.len).unwrap(), b"0\x80der");
                assert_eq!(read_at(&before, 0, before.len).unwrap(), archive(0));
            }
        }
    }

    #[test]
    fn a_file_that_only_speaks_of_the_marks_has_no_signature() {
        for text in [
            b"MCPB_SIG_V1 and MCPB_SIG_END".as_slice(),
            b"MCPB_SIG_V1\x03\0\0\0derMCPB_SIG_END and more",
            b"MCPB_SIG_V1\xff\xff\xff\xffderMCPB_SIG_END",
            b"MCPB_SIG_END",
            b"",
        ] {
            assert!(find(&slice(text)).unwrap().is_none(), "{text:?}");
        }
    }
}
