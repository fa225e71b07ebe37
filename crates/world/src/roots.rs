//! The certificates that the system trusts.

use std::path::Path;

use rustls_native_certs::{load_certs_from_paths, load_native_certs};

/// There are no such certificates where they usually are.
#[derive(Debug, thiserror::Error)]
#[error("no certificates were found{}", why.as_ref().map(|why| format!(": {why}")).unwrap_or_default())]
pub struct NoRoots {
    /// What the first of the places answered.
    why: Option<String>,
}

/// The certificates that the system trusts, each in DER: those of a file of PEM where one is named
/// instead of them, else those that the system keeps.
///
/// # Errors
/// When there are none.
pub fn read(instead: Option<&Path>) -> Result<Vec<Vec<u8>>, NoRoots> {
    let found = match instead {
        Some(file) => load_certs_from_paths(Some(file), None),
        None => load_native_certs(),
    };
    if found.certs.is_empty() {
        return Err(NoRoots { why: found.errors.first().map(ToString::to_string) });
    }
    Ok(found.certs.iter().map(|der| der.to_vec()).collect())
}
