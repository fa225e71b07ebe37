//! What the members of a zip archive really are: digests of their bytes, and the marks in them, all
//! made at once.

use std::io::{self, Read};

use pyrel_archive::Sha256;
use sha2::Digest;

use crate::archive::{is_absurd, unpacked_len};
use crate::marks::{self, Mark};
use crate::specimen::{Container, Member};
use crate::{Specimen, crew};

/// What the bytes of each member are, or why it has none.
#[derive(Debug, Default)]
pub(crate) struct Digests(Vec<Option<io::Result<Digested>>>);

/// What the bytes of a member are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Digested {
    /// Their digest.
    pub(crate) sha256: Sha256,
    /// How many they are.
    pub(crate) len: u64,
    /// What stands in them.
    pub(crate) mark: Option<Mark>,
}

/// Fewer bytes than this are done before a thread has begun.
const LITTLE: u64 = 256 << 10;
const AT_ONCE: usize = 64 << 10;

impl Digests {
    /// Reads all members of a zip archive, each once. Nothing is read from an archive that claims to
    /// hold absurdly much, nor from tar archives, which have no checksums to be compared.
    pub(crate) fn of(specimen: &Specimen) -> Self {
        let members = specimen.members();
        if !matches!(specimen.container(), Container::Zip(_)) {
            return Self::default();
        }
        if is_absurd(specimen) {
            let too_much = || io::Error::new(io::ErrorKind::InvalidData, "is too much to be read");
            return Self(members.iter().map(|_| Some(Err(too_much()))).collect());
        }
        // The largest first, so that no thread is left with one at the end.
        let mut order: Vec<usize> = (0..members.len()).collect();
        let len = |at: usize| members.get(at).map_or(0, |member| member.len);
        order.sort_by_key(|&at| std::cmp::Reverse(len(at)));
        let workers = match unpacked_len(specimen) < LITTLE {
            true => 1,
            false => specimen.workers(),
        };
        Self(crew::each(&order, workers, |number, buffer| {
            members.get(number).map(|member| digested(specimen, member, buffer))
        }))
    }

    /// That of a member; `None` where it was not made, or the machine failed.
    pub(crate) fn of_member(&self, member: &Member) -> Option<io::Result<Digested>> {
        match self.0.get(member.number)?.as_ref()? {
            Ok(digest) => Some(Ok(*digest)),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                Some(Err(io::Error::new(error.kind(), error.to_string())))
            }
            Err(_) => None,
        }
    }
}

/// Reads a member to the end, and as a whole if that may be necessary to see what stands in it.
pub(crate) fn digested(
    specimen: &Specimen,
    member: &Member,
    buffer: &mut Vec<u8>,
) -> io::Result<Digested> {
    let mut reader = specimen.reader(member)?;
    if marks::are_looked_for(member) {
        buffer.clear();
        // One more, so that the end is met, and with it the checksum.
        reader.take(member.len.saturating_add(1)).read_to_end(buffer)?;
        let sha256 = Sha256(sha2::Sha256::digest(&buffer).into());
        return Ok(Digested {
            sha256,
            len: buffer.len() as u64,
            mark: Mark::of(&member.path, buffer),
        });
    }
    let mut sha256 = sha2::Sha256::new();
    // One more, so that the end is met.
    let len = usize::try_from(member.len).unwrap_or(AT_ONCE).saturating_add(1);
    buffer.resize(len.min(AT_ONCE), 0);
    let mut len = 0;
    loop {
        let got = reader.read(buffer)?;
        let Some(bytes) = buffer.get(..got).filter(|bytes| !bytes.is_empty()) else { break };
        sha256.update(bytes);
        len += got as u64;
    }
    Ok(Digested { sha256: Sha256(sha256.finalize().into()), len, mark: None })
}
