//! What goes into a bundle, and how large it is.

use std::fmt::Write as _;

use pyrel_dxt::{Bundle, FileSize, FolderSize, Sizes, Why};
use pyrel_release::Extension;
use pyrel_tree::{RelPath, Source};
use serde_json::{Value, json};

use crate::commands::bundle_file::MANIFEST;

pub(super) fn list(bundle: &Bundle) -> String {
    let width = bundle.map.iter().map(|(path, _)| path.as_str().chars().count()).max();
    let width = width.unwrap_or(0).min(60);
    let mut text = format!("{}\n", bundle.file_name);
    // Writing to a string cannot fail.
    for (path, entry) in bundle.map.iter() {
        let _ = writeln!(text, "  {:width$}  {}", path.as_str(), entry.origin);
    }
    if !bundle.ignored.is_empty() {
        text += "left out\n";
        for (path, origin) in &bundle.ignored {
            let _ = writeln!(text, "  {:width$}  {origin}", path.as_str());
        }
    }
    text
}

pub(super) fn members(bundle: &Bundle) -> Value {
    let members = bundle
        .map
        .iter()
        .map(|(path, entry)| json!({"path": path.as_str(), "why": entry.origin.to_string()}));
    Value::Array(members.collect())
}

/// The path may be that of the member or that of the file it is made from.
pub(super) fn why(extension: &Extension, path: &str) -> String {
    let name = &extension.bundle.file_name;
    let Ok(asked) = RelPath::new(path) else {
        return format!("{name}: `{path}` leads out of the folder\n");
    };
    let member = member_of(extension, &asked).unwrap_or(asked);
    match extension.bundle.why(&member) {
        Why::Absent => format!("{name}: there is no `{member}` to put in\n"),
        Why::Admitted(origin) => format!("{name}: {member}: {origin}\n"),
        Why::Dropped { path, origin } if *path == member => {
            format!("{name}: `{member}` stays out: {origin}\n")
        }
        Why::Dropped { path, origin } => {
            format!("{name}: `{member}` stays out with `{path}`: {origin}\n")
        }
    }
}

/// The member that a file becomes: for the extension of a project, a file of the project.
fn member_of(extension: &Extension, file: &RelPath) -> Option<RelPath> {
    let is_from = |path: &RelPath| extension.tree.read_from(path).unwrap_or(path) == file;
    let manifest = RelPath::root().child(MANIFEST);
    if is_from(&manifest) {
        return Some(manifest);
    }
    let mut members = extension.bundle.map.iter();
    let found = members.find(|(_, it)| matches!(&it.source, Source::File(path) if is_from(path)));
    found.and_then(|(path, _)| RelPath::new(path.as_str()).ok())
}

/// Folders below these are not told of one by one.
const DEPTH: usize = 2;
/// So many folders are told of to people.
const MOST: usize = 20;

/// The folders that make a bundle large.
pub(super) fn sizes(sizes: &Sizes) -> String {
    let mut text = format!("{:>12} {:>12} {:>7}\n", "packed", "unpacked", "files");
    let mut line = |size: FolderSize, path: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{:>12} {:>12} {:>7}  {path}", size.packed, size.len, size.files);
    };
    let largest = sizes.largest(DEPTH);
    largest.iter().take(MOST).for_each(|(path, size)| line(*size, &format!("{path}/")));
    line(sizes.whole, "all files");
    if largest.len() > MOST {
        let _ = writeln!(text, "and {} smaller folders", largest.len() - MOST);
    }
    text
}

/// The same for machines, with every folder.
pub(super) fn sizes_by_folder(sizes: &Sizes) -> Value {
    let folder = |(path, size): (&str, FolderSize)| json!({"path": path, "files": size.files, "len": size.len, "packed": size.packed});
    Value::Array(sizes.largest(usize::MAX).into_iter().map(folder).collect())
}

/// The files that make a bundle large.
pub(super) fn largest_files(files: &[(&str, FileSize)]) -> String {
    let mut text = format!("{:>12} {:>12}\n", "packed", "unpacked");
    for (path, FileSize { len, packed }) in files {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{packed:>12} {len:>12}  {path}");
    }
    text
}

/// The same for machines.
pub(super) fn sizes_by_file(files: &[(&str, FileSize)]) -> Value {
    let file = |(path, size): &(&str, FileSize)| json!({"path": path, "len": size.len, "packed": size.packed});
    Value::Array(files.iter().map(file).collect())
}
