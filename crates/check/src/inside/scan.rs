//! One reading of the members, on all cores: their digests, and what only their bytes tell.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use memchr::memmem;
use pyrel_archive::Sha256;
use sha2::Digest;

use super::contents::Contents;
use super::secret::is_key_name;
use crate::specimen::{Kind, Member, Unread};
use crate::{Error, Specimen};

/// What was seen of a member.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// The digest; none in an sdist, which has nothing to compare it with.
    pub(super) sha256: Option<Sha256>,
    /// How many bytes there are.
    pub(super) len: u64,
    /// What is in it.
    pub(super) holds: Holds,
}

/// What the bytes of a member tell that no rule may miss.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Holds {
    Nothing,
    PrivateKey,
    PyArmor,
    SourceDefender,
}

/// Larger members are digested as they come. It is also where PyPI stops to look for obfuscators.
const WHOLE: u64 = 5 << 20;
/// Less than this is read faster than threads begin.
const LITTLE: u64 = 2 << 20;

/// Reads the members that there is a reason to read. What cannot be read is not there.
pub(super) fn scan<'a>(contents: &Contents<'a>) -> Result<BTreeMap<&'a str, Seen>, Error> {
    let kind = contents.kind();
    let wanted = |member: &Member| kind == Kind::Wheel || is_wanted(member);
    let jobs: Vec<&'a Member> =
        contents.files.values().copied().filter(|member| wanted(member)).collect();
    let bytes = jobs.iter().fold(0_u64, |sum, member| sum.saturating_add(member.len));
    let cores = match bytes {
        0..LITTLE => 1,
        _ => thread::available_parallelism().map_or(1, NonZeroUsize::get).min(jobs.len()),
    };
    let (next, done) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    let work = || -> Result<(), Error> {
        while let Some(member) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Some(seen) = look(contents.specimen, member)? {
                let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                done.insert(member.path.as_str(), seen);
            }
        }
        Ok(())
    };
    if cores < 2 {
        work()?;
    } else {
        thread::scope(|scope| {
            let others: Vec<_> = (1..cores).map(|_| scope.spawn(work)).collect();
            let mut result = work();
            for other in others {
                result = result.and(other.join().unwrap_or(Ok(())));
            }
            result
        })?;
    }
    Ok(done.into_inner().unwrap_or_else(PoisonError::into_inner))
}

fn is_wanted(member: &Member) -> bool {
    member.len <= WHOLE && (is_code(&member.path) || is_key_name(&member.path))
}

/// What PyPI looks for obfuscators in.
fn is_code(path: &str) -> bool {
    let end = path.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    end.is_some_and(|end| end == "py" || end == "pye")
}

fn look(specimen: &Specimen, member: &Member) -> Result<Option<Seen>, Error> {
    if member.len > WHOLE {
        return match specimen.digest(member) {
            Ok((sha256, len)) => {
                Ok(Some(Seen { sha256: Some(sha256), len, holds: Holds::Nothing }))
            }
            Err(Unread::Broken(_)) => Ok(None),
            Err(Unread::Machine(error)) => Err(error),
        };
    }
    let bytes = match specimen.read(member, WHOLE) {
        Ok(bytes) => bytes,
        Err(Unread::Broken(_)) => return Ok(None),
        Err(Unread::Machine(error)) => return Err(error),
    };
    let is_wheel = specimen.kind() == Kind::Wheel;
    let sha256 = is_wheel.then(|| Sha256(sha2::Sha256::digest(&bytes).into()));
    Ok(Some(Seen { sha256, len: bytes.len() as u64, holds: holds(&member.path, &bytes) }))
}

fn holds(path: &str, bytes: &[u8]) -> Holds {
    if is_key_name(path) && is_private_key(bytes) {
        Holds::PrivateKey
    } else if !is_code(path) {
        Holds::Nothing
    } else if is_pyarmor(bytes) {
        Holds::PyArmor
    } else if is_sourcedefender(bytes) {
        Holds::SourceDefender
    } else {
        Holds::Nothing
    }
}

/// PEM, in whichever format the key is, and PuTTY's own.
fn is_private_key(bytes: &[u8]) -> bool {
    memmem::find(bytes, b"PRIVATE KEY-----").is_some() || bytes.starts_with(b"PuTTY-User-Key-File-")
}

/// Warehouse's rule `pyarmor_encrypted`, as of 2026-08-21: any of these.
fn is_pyarmor(bytes: &[u8]) -> bool {
    let ends: [&[u8]; 5] = [b"_(__name__, __file__,", b"enter__", b"exit__", b"assert__", b"bcc__"];
    memmem::find_iter(bytes, b"__pyarmor_").any(|at| {
        let after = bytes.get(at + b"__pyarmor_".len()..).unwrap_or_default();
        ends.iter().any(|end| after.starts_with(end))
    })
}

/// Warehouse's rule `sourcedefender_encrypted`, as of 2026-08-21: both of these.
fn is_sourcedefender(bytes: &[u8]) -> bool {
    let marks = [b"---BEGIN PYE FILE---".as_slice(), b"---END PYE FILE---"];
    marks.iter().all(|mark| memmem::find(bytes, mark).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn obfuscators_are_known_by_the_marks_that_the_index_looks_for() {
        for (path, text, expect) in [
            ("a.py", "__pyarmor__(__name__, __file__, b'x')", Holds::PyArmor),
            ("a.py", "__pyarmor___(__pyarmor_bcc__", Holds::PyArmor),
            ("a.py", "__pyarmor__(__name__, $path, b'x')", Holds::Nothing),
            ("a.txt", "__pyarmor_enter__", Holds::Nothing),
            ("a.PYE", "---BEGIN PYE FILE---\n---END PYE FILE---", Holds::SourceDefender),
            ("a.py", "---BEGIN PYE FILE---", Holds::Nothing),
            ("a.key", "-----BEGIN RSA PRIVATE KEY-----", Holds::PrivateKey),
            ("a.pem", "-----BEGIN CERTIFICATE-----", Holds::Nothing),
            ("id_ed25519", "-----BEGIN OPENSSH PRIVATE KEY-----", Holds::PrivateKey),
        ] {
            assert_eq!(holds(path, text.as_bytes()), expect, "{path} {text}");
        }
    }
}
