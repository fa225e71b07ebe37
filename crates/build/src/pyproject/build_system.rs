//! `[build-system]` (PEP 517, PEP 518).

use pyrel_diag::Location;
use pyrel_pep::{Requirement, Version};

use super::{Located, Pyproject, Reader, Table, UNKNOWN_KEY};

/// Who builds the project.
#[derive(Clone, Debug)]
pub struct BuildSystem {
    /// `build-backend`, or what installers use in its absence.
    pub backend: String,
    /// Where the backend is named; the beginning of the file where it is not.
    pub location: Location,
    /// `requires`.
    pub requires: Vec<Located<Requirement>>,
    /// Where `backend-path` is, if it is there.
    pub backend_path: Option<Location>,
    /// The project's own version, where the project is the backend and builds itself.
    pub own_version: Option<Version>,
}

/// What PEP 517 prescribes where `build-backend` is missing.
const LEGACY: &str = "setuptools.build_meta:__legacy__";

impl BuildSystem {
    /// Reads the table; a missing one, or one without `build-backend`, means setuptools.
    pub fn read(pyproject: &Pyproject, reader: &mut Reader) -> Self {
        let table = pyproject.root().get("build-system").and_then(|value| reader.table(&value));
        let Some(table) = table else {
            return Self::legacy(pyproject.source().locate(0..0), Vec::new());
        };
        reader.report_all(
            table.unknown_keys(&["requires", "build-backend", "backend-path"], &UNKNOWN_KEY),
        );
        let requires = requirements(&table, reader);
        let backend_path = table.get("backend-path").map(|value| value.key_location());
        match reader.text_of(&table, "build-backend") {
            Some(backend) => Self {
                backend: backend.value,
                location: backend.location,
                requires,
                backend_path,
                own_version: None,
            },
            None => Self { backend_path, ..Self::legacy(table.location(), requires) },
        }
    }

    fn legacy(location: Location, requires: Vec<Located<Requirement>>) -> Self {
        Self {
            backend: LEGACY.to_owned(),
            location,
            requires,
            backend_path: None,
            own_version: None,
        }
    }
}

fn requirements(table: &Table<'_>, reader: &mut Reader) -> Vec<Located<Requirement>> {
    let items = reader.list_of(table, "requires").unwrap_or_default();
    items.iter().filter_map(|item| reader.parse(item)).collect()
}
