//! What other distributions add to poetry-core.

mod dynamic_versioning;
pub(super) mod pyproject_text;
mod substitution;

use crate::backends::{PlugInKind, PlugInRow, PlugInVerdict};

pub(super) use dynamic_versioning::{BACKEND, apply, is_enabled};

/// All known plug-ins.
pub(super) const PLUG_INS: &[PlugInRow] = &[PlugInRow {
    distribution: "poetry-dynamic-versioning",
    kind: PlugInKind::Backend,
    name: BACKEND,
    verdict: PlugInVerdict::Rebuilt,
}];
