//! Where unpacked files are kept until they get their names.

use std::collections::BTreeMap;
use std::io;

use pyrel_tree::Content;

use crate::zip::Member;
use crate::{SpoolFolder, Spooled};

/// Unpacked files without names: large ones each by itself, so that nothing has to be copied, and all
/// others in a row. To copy one costs a quarter of what unpacking it again would.
#[derive(Debug)]
pub(super) struct Shelf {
    single: BTreeMap<usize, Spooled>,
    row: Spooled,
    /// Where in the row each member begins.
    begins: Vec<u64>,
}

/// A file of this size is large.
pub(super) const LARGE: u64 = 1 << 20;
/// As many files are open at once.
const MOST_SINGLE: usize = 64;

impl Shelf {
    /// Room for the bytes of all members.
    pub(super) fn new(members: &[Member], spool: &SpoolFolder) -> io::Result<Self> {
        let mut large: Vec<(u64, usize)> = members
            .iter()
            .enumerate()
            .filter(|(_, member)| member.len >= LARGE)
            .map(|(at, member)| (member.len, at))
            .collect();
        large.sort_unstable_by(|a, b| b.cmp(a));
        let single = large.into_iter().take(MOST_SINGLE);
        let single = single.map(|(_, at)| Ok((at, Spooled::create(spool)?)));
        let single = single.collect::<io::Result<BTreeMap<_, _>>>()?;
        let mut end = 0_u64;
        let begins = members.iter().enumerate().map(|(at, member)| {
            let begin = end;
            end += if single.contains_key(&at) { 0 } else { member.len };
            begin
        });
        let begins = begins.collect();
        Ok(Self { single, row: Spooled::create(spool)?, begins })
    }

    /// Takes some bytes of a member; where it is no file of its own, those of the members behind it may
    /// follow.
    pub(super) fn put(&self, at: usize, bytes: &[u8], offset: u64) -> io::Result<()> {
        match self.single.get(&at) {
            Some(single) => single.write_at(bytes, offset),
            None => self.row.write_at(bytes, self.begin(at) + offset),
        }
    }

    /// The member as a file of its own.
    pub(super) fn single(&self, at: usize) -> Option<&Spooled> {
        self.single.get(&at)
    }

    /// Reads so many bytes that begin with those of a member that is no file of its own.
    pub(super) fn read<'a>(
        &self,
        at: usize,
        len: usize,
        room: &'a mut Vec<u8>,
    ) -> io::Result<&'a [u8]> {
        room.resize(len, 0);
        let mut done = 0;
        while let Some(rest) = room.get_mut(done..).filter(|rest| !rest.is_empty()) {
            match self.row.read_at(rest, self.begin(at) + done as u64)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                got => done += got,
            }
        }
        Ok(room)
    }

    /// Gives the bytes of a member that is no file of its own, as many at once as there is room for.
    pub(super) fn pour(
        &self,
        at: usize,
        len: u64,
        buffer: &mut [u8],
        mut put: impl FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut done = 0;
        while done < len {
            let most = usize::try_from(len - done).unwrap_or(usize::MAX).min(buffer.len());
            let part = buffer.get_mut(..most).unwrap_or_default();
            let got = self.row.read_at(part, self.begin(at) + done)?;
            if got == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            put(part.get(..got).unwrap_or_default())?;
            done += got as u64;
        }
        Ok(())
    }

    fn begin(&self, at: usize) -> u64 {
        self.begins.get(at).copied().unwrap_or_default()
    }
}
