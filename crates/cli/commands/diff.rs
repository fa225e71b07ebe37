//! `pyrel diff`: what differs between finished files.

use std::path::{Path, PathBuf};

use pyrel_diag::{Explain, Finding, Kind, Rule, Severity};
use pyrel_inspect::{Likeness, Pair, Sides, Telling, compare, pairs};
use pyrel_world::files;
use serde_json::{Value, json};

use super::inspect::open;
use crate::flags::diff::Diff;
use crate::render::{Failure, visible};
use crate::session::{Outcome, Session};

/// Two files that are not the same.
static DIFFERS: Rule = Rule {
    id: "differs",
    severity: Severity::Error,
    words: "two files that are not the same by meaning",
    remedy: "",
};

/// Files in one of two folders that have no counterpart in the other.
static ALONE: Rule = Rule {
    id: "no-counterpart",
    severity: Severity::Error,
    words: "files that have nothing to be compared with",
    remedy: "",
};

/// The rules of this command.
pub(crate) static RULES: [&Rule; 2] = [&ALONE, &DIFFERS];

const SIDES: Sides<'_> = Sides { left: "the first", right: "the second" };

pub(super) fn run(session: &Session, flags: &Diff) -> Result<Outcome, Failure> {
    let mut outcome = Outcome::default();
    let mut compared = Vec::new();
    let telling = if flags.brief { Telling::Brief } else { Telling::Full };
    match (flags.left.is_dir(), flags.right.is_dir()) {
        (false, false) => {
            let [left, right] = [&flags.left, &flags.right];
            compared.push(couple(session, [left, right], telling, &mut outcome)?);
        }
        (true, true) => {
            let [old, new] = [distributions(&flags.left)?, distributions(&flags.right)?];
            let alone = Alone::among(&old, &new);
            for (left, right) in couples(&old, &new) {
                compared.push(couple(session, [left, right], telling, &mut outcome)?);
            }
            if compared.is_empty() && alone.count() == 0 {
                return Err(NothingToCompare.into());
            }
            alone.tell(flags, &mut outcome);
        }
        (left_is_folder, _) => {
            // What is not there is no file either, and that is to be said of it.
            drop(open(session, if left_is_folder { &flags.right } else { &flags.left })?);
            return Err(FileAndFolder.into());
        }
    }
    outcome.outputs.push(("compared".to_owned(), Value::Array(compared)));
    Ok(outcome)
}

/// A distribution of a folder.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) name: String,
    pub(super) path: PathBuf,
}

fn matched(old: &[Found], new: &[Found]) -> Vec<Pair> {
    let [old, new] =
        [old, new].map(|found| found.iter().map(|it| it.name.as_str()).collect::<Vec<_>>());
    pairs(&old, &new)
}

/// What of two folders belongs together.
fn couples<'a>(old: &'a [Found], new: &'a [Found]) -> Vec<(&'a Path, &'a Path)> {
    let both = |pair: &Pair| Some((old.get(pair.left?)?, new.get(pair.right?)?));
    let found = matched(old, new);
    found.iter().filter_map(both).map(|(old, new)| (&*old.path, &*new.path)).collect()
}

/// What only one of two folders has.
#[derive(Debug, Default)]
struct Alone {
    left: Vec<String>,
    right: Vec<String>,
}

impl Alone {
    fn among(old: &[Found], new: &[Found]) -> Self {
        let mut alone = Self::default();
        for pair in matched(old, new) {
            match (pair.left.and_then(|at| old.get(at)), pair.right.and_then(|at| new.get(at))) {
                (Some(found), None) => alone.left.push(found.name.clone()),
                (None, Some(found)) => alone.right.push(found.name.clone()),
                _ => {}
            }
        }
        alone
    }

    fn count(&self) -> usize {
        self.left.len() + self.right.len()
    }

    fn tell(self, flags: &Diff, outcome: &mut Outcome) {
        for (names, folder) in [(&self.left, &flags.left), (&self.right, &flags.right)] {
            let folder = folder.display().to_string();
            for name in names {
                outcome.text += &format!("only in {}: {}\n", visible(&folder), visible(name));
            }
            if !names.is_empty() {
                let message = match names.len() {
                    1 => "one file has no counterpart".to_owned(),
                    many => format!("{many} files have no counterpart"),
                };
                outcome.findings.push(Finding::new(&ALONE, message).in_file(folder));
            }
        }
        let only = json!({"left": self.left, "right": self.right});
        outcome.outputs.push(("only".to_owned(), only));
    }
}

/// The wheels, sdists and bundles in a folder by name.
pub(super) fn distributions(folder: &Path) -> Result<Vec<Found>, Failure> {
    let named = files::list(folder)?.into_iter().filter_map(|path| {
        let name = path.file_name()?.to_str()?.to_owned();
        Some(Found { name, path })
    });
    Ok(named.filter(|found| pyrel_inspect::Kind::of_name(&found.name).is_some()).collect())
}

fn couple(
    session: &Session,
    paths: [&Path; 2],
    telling: Telling,
    outcome: &mut Outcome,
) -> Result<Value, Failure> {
    let [left, right] = paths;
    let (mut old, mut new) = (open(session, left)?, open(session, right)?);
    let comparison = compare(&mut old, &mut new)?;
    let [old_name, new_name] = paths.map(|path| path.display().to_string());
    if !outcome.text.is_empty() {
        outcome.text.push('\n');
    }
    outcome.text += &format!("--- {}\n+++ {}\n", visible(&old_name), visible(&new_name));
    outcome.text += &comparison.to_text(SIDES, telling);
    outcome.text += &format!("{}\n", comparison.verdict());
    for opened in [&old, &new] {
        outcome.findings.extend_from_slice(opened.findings());
    }
    if comparison.likeness == Likeness::Different {
        let message = format!("not the same as `{old_name}`");
        outcome.findings.push(Finding::new(&DIFFERS, message).in_file(&*new_name));
    }
    let mut object = comparison.to_json();
    if let Value::Object(object) = &mut object {
        object.insert("left".to_owned(), json!(old_name));
        object.insert("right".to_owned(), json!(new_name));
    }
    Ok(object)
}

/// A file and a folder.
#[derive(Debug, thiserror::Error)]
#[error("a file cannot be compared with a folder")]
struct FileAndFolder;

/// Two folders without anything in them.
#[derive(Debug, thiserror::Error)]
#[error("there is neither a wheel nor an sdist nor a bundle in the folders")]
struct NothingToCompare;

impl Explain for FileAndFolder {
    fn kind(&self) -> Kind {
        Kind::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("name two files, or two folders".to_owned())
    }
}

impl Explain for NothingToCompare {
    fn kind(&self) -> Kind {
        Kind::User
    }
}
