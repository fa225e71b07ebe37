//! [flit_scm](https://gitlab.com/WillDaSilva/flit_scm): flit_core, once setuptools-scm has written
//! the version into a file of the module.
//!
//! It passes its table on to `get_version`, and flit_core reads the version out of the module as
//! ever.

use crate::Error;
use crate::backends::newest_allowed;
use crate::backends::{Band, Input, OptionRow, PlugInKind, PlugInRow, PlugInVerdict};
use crate::pyproject::{Reader, Table};
use crate::setuptools_scm::rows::scm_rows;
use crate::setuptools_scm::{FromGit, Settings, get_version, release_of};

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

/// Whether the version comes from elsewhere than a file of the project.
pub(super) fn is_asked(input: &Input<'_>) -> bool {
    table(input).is_some_and(|table| table.get("write_to").is_some())
}

fn table<'a>(input: &Input<'a>) -> Option<Table<'a>> {
    let is_chosen = input.build_system.backend == ENTRY_POINT;
    input.pyproject.table(&["tool", "setuptools_scm"]).filter(|_| is_chosen)
}

/// Finds the version and writes it, where flit_scm is asked to.
pub(super) fn act(input: &Input<'_>, reader: &mut Reader) -> Result<Option<FromGit>, Error> {
    let Some(table) = table(input) else { return Ok(None) };
    newest_allowed(input.build_system, "flit_scm", BANDS)?;
    let release = release_of(input.build_system, &[])?;
    let around = (input.surroundings, reader);
    get_version(Settings::of(&table), (table.location(), release), input.tree, around)
}
