//! Manifest version 0.4: servers that the host runs with uv.

use super::shape::Record;

/// The changes over version 0.3.
pub(super) fn over(mut manifest: Record) -> Record {
    manifest.amend("server", |server| server.amend("type", |types| types.allow("uv")));
    manifest
}
