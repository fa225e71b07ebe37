//! [flit_scm](https://gitlab.com/WillDaSilva/flit_scm): flit_core, once setuptools-scm has written
//! the version into a file of the module.
//!
//! It passes its table on to `get_version`, and flit_core reads the version out of the module as
//! ever.

use std::collections::BTreeMap;
use std::sync::Arc;

use pyrel_tree::RelPath;

use crate::Error;
use crate::backends::newest_allowed;
use crate::backends::{Band, Input, OptionRow, PlugInKind, PlugInRow, PlugInVerdict};
use crate::pyproject::{Reader, Table};
use crate::setuptools_scm::rows::scm_rows;
use crate::setuptools_scm::{Caller, Configured, Settings, check_release, written_files};

/// The value of `build-system.build-backend` that means it.
pub(super) const ENTRY_POINT: &str = "flit_scm:buildapi";

/// The options of setuptools-scm that it passes on.
pub(super) const OPTIONS: &[OptionRow] = scm_rows!("tool.setuptools_scm.");

/// What it is to flit_core.
pub(super) const PLUG_INS: &[PlugInRow] = &[PlugInRow {
    distribution: "flit_scm",
    kind: PlugInKind::Backend,
    name: ENTRY_POINT,
    verdict: PlugInVerdict::Rebuilt,
}];

const BANDS: &[Band<()>] =
    &[Band { name: "flit_scm 1.7", first: "1.7.0", last: "1.7.0", profile: &() }];

/// What it has done before flit_core begins.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub files: BTreeMap<RelPath, Arc<[u8]>>,
    /// A sentence about where the version is from.
    pub note: Option<String>,
}

/// Whether the version comes from elsewhere than a file of the project.
pub(super) fn is_asked(input: &Input<'_>) -> bool {
    table(input).is_some_and(|table| table.get("write_to").is_some())
}

fn table<'a>(input: &Input<'a>) -> Option<Table<'a>> {
    let is_chosen = input.build_system.backend == ENTRY_POINT;
    input.pyproject.table(&["tool", "setuptools_scm"]).filter(|_| is_chosen)
}

/// Finds the version and writes it, where flit_scm is asked to.
pub(super) fn act(input: &Input<'_>, reader: &mut Reader) -> Result<Written, Error> {
    let Some(table) = table(input) else { return Ok(Written::default()) };
    newest_allowed(input.build_system, "flit_scm", BANDS)?;
    check_release(input.build_system)?;
    let (settings, location) = (Settings::of(&table), table.location());
    let mut own = Reader::new();
    let around = (input.surroundings, &mut own);
    let configured = Configured::read(settings, Caller::GetVersion, None, location, around)?;
    let is_wrong = own.has_errors();
    reader.report_all(own.findings());
    if is_wrong {
        return Ok(Written::default());
    }
    let found = match configured.find(input.tree, input.surroundings) {
        Ok(found) => found,
        Err(finding) => {
            reader.report(finding);
            return Ok(Written::default());
        }
    };
    let around = (input.surroundings, reader);
    let files = written_files(&configured, &found, input.tree, around)?;
    Ok(Written { files, note: Some(found.to_string()) })
}
