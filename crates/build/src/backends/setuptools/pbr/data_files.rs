//! `[files] data_files` and `package_data`: folders or packages, and what belongs to them.

use std::collections::BTreeMap;

use pyrel_tree::{Descend, EntryKind, RelPath, SourceTree, walk};

use super::super::describe::distribution::DataFiles;
use super::refused;
use crate::Error;
use crate::pyproject::{Located, Reader};

/// `target = source …`, over several lines, by target.
pub(super) fn by_target(
    value: &Located<String>,
    reader: &mut Reader,
) -> BTreeMap<String, Vec<Located<String>>> {
    let mut found: BTreeMap<String, Vec<Located<String>>> = BTreeMap::new();
    let mut target = None;
    for line in super::dialect::items(value) {
        if line.value.contains(['"', '\'', '\\']) {
            let message = format!("the quotes in `{}` are not taken apart", line.value);
            reader.report(refused(message, line.location));
            return found;
        }
        let rest = match line.value.split_once('=') {
            Some((name, rest)) => {
                target = Some(name.trim().to_owned());
                found.entry(name.trim().to_owned()).or_default();
                rest
            }
            None => line.value.as_str(),
        };
        let Some(target) = target.as_ref().filter(|target| !target.contains(char::is_whitespace))
        else {
            let message = format!("`{}` belongs to nothing", line.value);
            reader.report(refused(message, line.location));
            return found;
        };
        let names = rest
            .split_whitespace()
            .map(|name| Located { value: name.to_owned(), location: line.location.clone() });
        found.entry(target.clone()).or_default().extend(names);
    }
    found
}

/// Folders below the environment's prefix with their files; a star at the end of a line stands for
/// all that lies in a folder.
pub(super) fn data_files(
    value: &Located<String>,
    tree: &SourceTree,
    reader: &mut Reader,
) -> Result<Vec<DataFiles>, Error> {
    let mut plain = Vec::new();
    let mut found: BTreeMap<String, Vec<Located<String>>> = BTreeMap::new();
    for line in super::dialect::items(value) {
        let starred = line.value.split_once('=').filter(|_| line.value.ends_with('*'));
        let Some((target, source)) = starred else {
            plain.push(line.value);
            continue;
        };
        let source = source.trim().trim_end_matches('*');
        let is_odd = line.value.contains(['"', '\'', '\\']) || !source.ends_with('/');
        let Some(root) = RelPath::new(source).ok().filter(|_| !is_odd) else {
            let message = format!("`{}` is not taken apart", line.value);
            reader.report(refused(message, line.location));
            continue;
        };
        let target = target.trim().trim_end_matches('/');
        for item in walk(tree, &root, &mut |_| Descend::Into)? {
            let below = item.path.below(&root).and_then(|below| below.parent());
            let (EntryKind::File { .. }, Some(below)) = (&item.kind, below) else { continue };
            let folder =
                if below.is_root() { target.to_owned() } else { format!("{target}/{below}") };
            let file =
                Located { value: item.path.as_str().to_owned(), location: line.location.clone() };
            found.entry(folder).or_default().push(file);
        }
    }
    let plain = Located { value: plain.join("\n"), location: value.location.clone() };
    for (target, files) in by_target(&plain, reader) {
        found.entry(target.trim_end_matches('/').to_owned()).or_default().extend(files);
    }
    let sorted = found.into_iter();
    Ok(sorted.map(|(folder, files)| DataFiles { folder, files, patterns: false }).collect())
}
