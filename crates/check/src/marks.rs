//! What stands in a member that nobody may miss: private keys, and code that an index refuses.

use memchr::memmem;

use crate::specimen::Member;

/// What the bytes of a member tell.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Mark {
    /// A private key.
    PrivateKey,
    /// Code that PyArmor has encrypted.
    PyArmor,
    /// Code that SourceDefender has encrypted.
    SourceDefender,
}

/// Of larger members nobody looks at the bytes: PyPI stops at the same size.
const LARGEST: u64 = 5 << 20;
/// What `ssh-keygen` calls private keys.
const KEYS: [&str; 4] = ["id_dsa", "id_ecdsa", "id_ed25519", "id_rsa"];

/// Whether the bytes of a member are looked at, by its name and size.
pub(crate) fn are_looked_for(member: &Member) -> bool {
    member.len <= LARGEST && (is_code(&member.path) || is_key(&member.path))
}

impl Mark {
    /// The mark of a member that is looked at.
    pub(crate) fn of(path: &str, bytes: &[u8]) -> Option<Self> {
        if is_key(path) && is_private_key(bytes) {
            Some(Self::PrivateKey)
        } else if !is_code(path) {
            None
        } else if is_pyarmor(bytes) {
            Some(Self::PyArmor)
        } else if is_sourcedefender(bytes) {
            Some(Self::SourceDefender)
        } else {
            None
        }
    }
}

/// What PyPI looks for obfuscators in.
fn is_code(path: &str) -> bool {
    is_ending(path, &["py", "pye"])
}

/// Whether a file may hold a private key, by its name.
fn is_key(path: &str) -> bool {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    KEYS.contains(&name) || is_ending(name, &["key", "p8", "pem", "ppk"])
}

fn is_ending(path: &str, endings: &[&str]) -> bool {
    let end = path.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    end.is_some_and(|end| endings.contains(&end.as_str()))
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
    fn what_an_index_refuses_is_known_by_the_marks_that_it_looks_for() {
        for (path, text, expect) in [
            ("a.py", "__pyarmor__(__name__, __file__, b'x')", Some(Mark::PyArmor)),
            ("a.py", "__pyarmor___(__pyarmor_bcc__", Some(Mark::PyArmor)),
            ("a.py", "__pyarmor__(__name__, $path, b'x')", None),
            ("a.txt", "__pyarmor_enter__", None),
            ("a.PYE", "---BEGIN PYE FILE---\n---END PYE FILE---", Some(Mark::SourceDefender)),
            ("a.py", "---BEGIN PYE FILE---", None),
            ("a.key", "-----BEGIN RSA PRIVATE KEY-----", Some(Mark::PrivateKey)),
            ("a.pem", "-----BEGIN CERTIFICATE-----", None),
            ("id_ed25519", "-----BEGIN OPENSSH PRIVATE KEY-----", Some(Mark::PrivateKey)),
            ("id_rsa.pub", "-----BEGIN RSA PRIVATE KEY-----", None),
        ] {
            assert_eq!(Mark::of(path, text.as_bytes()), expect, "{path} {text}");
        }
    }
}
