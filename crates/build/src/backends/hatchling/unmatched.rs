//! Paths and patterns that find nothing.

use pyrel_tree::RelPath;
use pyrel_tree::glob::{HatchSpec, Origin};

use super::Room;
use super::config::Target;
use super::sources::normal;
use crate::Error;
use crate::backends::matches::{Matches, Purpose, paths_of};
use crate::pyproject::{Located, Reader};

/// Says which options of both targets find nothing. Artifacts are not asked for: they are made
/// when there is something to make them.
pub(super) fn report(room: &Room, reader: &mut Reader) -> Result<(), Error> {
    let targets = [&room.config.wheel, &room.config.sdist];
    roots(room, targets, reader)?;
    // Hooks make files that patterns may be meant for.
    if targets.iter().all(|target| target.hooks.is_empty()) {
        patterns(room, targets, reader);
    }
    Ok(())
}

fn roots(room: &Room, targets: [&Target; 2], reader: &mut Reader) -> Result<(), Error> {
    let mut matches = Matches::new(Purpose::Include);
    for text in targets.iter().flat_map(|it| it.packages.iter().chain(&it.only_include).flatten()) {
        let is_there = match RelPath::new(&normal(&text.value)) {
            Ok(path) => room.tree.kind(&path)?.is_some(),
            Err(_) => true,
        };
        matches.note(text, is_there);
    }
    matches.report(&room.tree, reader);
    Ok(())
}

fn patterns(room: &Room, targets: [&Target; 2], reader: &mut Reader) {
    let includes = targets.iter().flat_map(|it| it.include.iter().flatten());
    let includes: Vec<&Located<String>> = includes.collect();
    let excludes: Vec<&Located<String>> = targets.iter().flat_map(|it| &it.exclude).collect();
    if includes.is_empty() && excludes.is_empty() {
        return;
    }
    let Some(paths) = paths_of(&room.tree) else { return };
    for (purpose, patterns) in [(Purpose::Include, includes), (Purpose::Exclude, excludes)] {
        let found = |pattern: &Located<String>| {
            let mut spec = HatchSpec::new();
            let line = pattern.value.trim_start_matches('!');
            // What is no pattern at all is reported elsewhere, or a comment.
            let is_one = spec.add(line, Origin::BuiltIn).is_ok() && !spec.is_empty();
            !is_one || paths.iter().any(|path| spec.matches(path))
        };
        Matches::of(purpose, patterns, found).report(&room.tree, reader);
    }
}
