//! What an editable wheel of hatchling's holds in place of the package files.

use std::collections::BTreeMap;

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::Requirement;
use pyrel_tree::RelPath;

use super::Room;
use super::files::Wheel;
use super::selection::Picked;
use super::sources::normal;
use crate::Editable;
use crate::pyproject::INVALID_VALUE;

pub(super) static REWRITTEN: Rule = Rule {
    id: "rewritten-sources",
    severity: Severity::Error,
    words: "an editable installation cannot give modules other names than their files have",
    remedy: "name the folders in `dev-mode-dirs`",
};

/// What hatchling's editable wheels need at run time where they show single packages.
const EDITABLES: &str = "editables~=0.3";

/// The folders that are named, or those of the packages that the wheel would hold.
pub(super) fn editable(room: &Room, wheel: &Wheel) -> Result<Editable, Vec<Finding>> {
    let target = &room.config.wheel;
    let name = room.project.name.value.escaped();
    let mut editable = Editable {
        files: wheel.forced.clone(),
        data: wheel.data.clone(),
        path_file: format!("_{name}.pth"),
        ..Editable::default()
    };
    if !target.dev_mode_dirs.is_empty() {
        editable.paths = named(room)?;
        return Ok(editable);
    }
    editable.path_file = format!("_editable_impl_{name}.pth");
    let packages = packages(&wheel.selected, room)?;
    if target.dev_mode_exact {
        check_alone(&packages, room)?;
        editable.requires = EDITABLES.parse::<Requirement>().into_iter().collect();
        editable.modules = packages.into_iter().collect();
    } else {
        // A folder stands there once for each of its packages; once is enough.
        for (_, path) in packages {
            let folder = path.parent().unwrap_or_else(RelPath::root);
            if !editable.paths.contains(&folder) {
                editable.paths.push(folder);
            }
        }
    }
    Ok(editable)
}

/// Shown alone can be packages and modules at the top only.
fn check_alone(packages: &[(String, RelPath)], room: &Room) -> Result<(), Vec<Finding>> {
    let is_file = |path: &RelPath| room.tree.is_file(path).unwrap_or(false);
    let wrong = packages.iter().find(|(name, path)| {
        name.contains('.') || !(is_file(path) || is_file(&path.child("__init__.py")))
    });
    let Some((name, _)) = wrong else { return Ok(()) };
    let message = format!("`{name}` is no package that could be shown alone");
    Err(vec![Finding::new(&REWRITTEN, message).at(room.project.location.clone())])
}

fn named(room: &Room) -> Result<Vec<RelPath>, Vec<Finding>> {
    let mut paths = Vec::new();
    let mut wrong = Vec::new();
    for folder in &room.config.wheel.dev_mode_dirs {
        match RelPath::new(&normal(&folder.value)) {
            Ok(path) if !folder.value.starts_with('/') => paths.push(path),
            _ => {
                let message = format!("`{}` lies outside of the project", folder.value);
                let finding = Finding::new(&INVALID_VALUE, message);
                wrong.push(finding.at(folder.location.clone()));
            }
        }
    }
    paths.sort();
    if wrong.is_empty() { Ok(paths) } else { Err(wrong) }
}

/// The modules and packages at the top of the wheel, in the order in which they are met, and where
/// they lie.
fn packages(selected: &[Picked], room: &Room) -> Result<Vec<(String, RelPath)>, Vec<Finding>> {
    let mut order = Vec::new();
    let mut found: BTreeMap<String, RelPath> = BTreeMap::new();
    for file in selected.iter().filter(|file| file.item.path.as_str().ends_with(".py")) {
        let (module, path) = match (file.path.split_once('/'), file.place.split('/').next()) {
            (None, _) => (file.path.trim_end_matches(".py").to_owned(), Some(file.path.clone())),
            (Some((root, _)), _) if file.place == file.path => {
                (root.to_owned(), Some(root.to_owned()))
            }
            (Some(_), top) => {
                let top = top.unwrap_or_default();
                let before = file.path.find(&file.place).and_then(|at| file.path.get(..at));
                (top.to_owned(), before.map(|before| format!("{before}{top}")))
            }
        };
        let Some(path) = path.and_then(|path| RelPath::new(&path).ok()) else {
            let message = format!("`{}` becomes `{}` in the wheel", file.path, file.place);
            let finding = Finding::new(&REWRITTEN, message).at(room.project.location.clone());
            return Err(vec![finding]);
        };
        if found.insert(module.clone(), path).is_none() {
            order.push(module);
        }
    }
    let place = |module: String| found.remove(&module).map(|path| (module, path));
    Ok(order.into_iter().filter_map(place).collect())
}
