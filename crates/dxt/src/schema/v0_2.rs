//! Manifest version 0.2: privacy policies.

use super::shape::{Record, Shape, optional};

/// The changes over version 0.1.
pub(super) fn over(manifest: Record) -> Record {
    let policies = Shape::list(Shape::Url);
    manifest.with("license", optional("privacy_policies", policies, "What is done with data."))
}
