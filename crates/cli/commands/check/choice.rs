//! Which files are looked at.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use pyrel_diag::{Explain, Finding, Kind, Rule, Severity};
use pyrel_world::files;

use crate::render::Failure;

/// The rules about files that are none of those looked for.
pub(crate) static RULES: [&Rule; 3] = [&FILE_UNREADABLE, &FOLDER_FOR_FILE, &NOT_A_DISTRIBUTION];

/// A file that nothing can be said about.
pub(super) static FILE_UNREADABLE: Rule = Rule {
    id: "file-unreadable",
    severity: Severity::Error,
    words: "a file that cannot be read",
    remedy: "name a file that is there and may be read, by a name in UTF-8",
};

/// A folder where a file should be.
static FOLDER_FOR_FILE: Rule = Rule {
    id: "folder-for-file",
    severity: Severity::Advice,
    words: "a folder that is called like a distribution",
    remedy: "move the file out of it: other tools do not find it there",
};

/// A file of no kind that is known.
pub(super) static NOT_A_DISTRIBUTION: Rule = Rule {
    id: "not-a-distribution",
    severity: Severity::Error,
    words: "a file that is neither a wheel nor an sdist nor an extension",
    remedy: "name files that end in `.whl`, `.tar.gz`, `.mcpb` or `.dxt`",
};

/// The files to look at.
#[derive(Debug, Default)]
pub(super) struct Choice {
    /// Those that are looked at, in order.
    pub(super) files: Vec<Chosen>,
    /// What was noticed while they were chosen.
    pub(super) findings: Vec<Finding>,
    /// What lies in a folder and is not looked at.
    pub(super) passed_over: Vec<String>,
}

/// A file to look at.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Chosen {
    /// Where it is, as the user would name it.
    pub(super) path: PathBuf,
    /// Whose rules it has to keep.
    pub(super) what: What,
}

/// Whose rules a file has to keep.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum What {
    /// Those of wheels and sdists.
    Distribution,
    /// Those of desktop extensions.
    Extension,
}

/// What was named, else what lies in the dist folder.
pub(super) fn choose(named: &[PathBuf], folder: &Path) -> Result<Choice, Failure> {
    let mut choice = Choice::default();
    if named.is_empty() {
        choice.look_into(folder, Depth::Top)?;
    }
    for path in named {
        match path.is_dir() {
            true => choice.look_into(path, Depth::All)?,
            false => choice.look_at(path),
        }
    }
    // What is named twice, as a folder and a file in it, is one file.
    let mut seen = BTreeSet::new();
    choice.files.retain(|file| seen.insert(file.path.clone()));
    let refused = choice.findings.iter().any(|it| it.rule.severity == Severity::Error);
    if choice.files.is_empty() && !refused {
        return Err(Nothing { folder: named.first().map_or(folder, |it| it).to_owned() }.into());
    }
    Ok(choice)
}

/// Which files in a folder are meant.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Depth {
    /// Those in folders below it as well, as downloads of CI artefacts lie.
    All,
    /// Those in the folder itself.
    Top,
}

impl Choice {
    /// A file that was named is looked at whatever it is; but what belongs to another file, as
    /// `dist/*` names it as well, has nothing to be looked at.
    fn look_at(&mut self, path: &Path) {
        let shown = path.display().to_string();
        match What::of(path) {
            Some(what) => self.files.push(Chosen { path: path.to_owned(), what }),
            None if is_companion(path) => {
                self.passed_over.push(format!("`{shown}` belongs to another file"));
            }
            None => {
                let message = "nothing is known about files of this kind";
                self.findings.push(Finding::new(&NOT_A_DISTRIBUTION, message).in_file(shown));
            }
        }
    }

    fn look_into(&mut self, folder: &Path, depth: Depth) -> Result<(), Failure> {
        let inner = folder.file_name().map(|name| folder.join(name)).filter(|it| it.is_file());
        if What::of(folder).is_some() {
            let around = match inner {
                Some(_) => "this is a folder around the file of its name",
                None => "this is a folder, not a file",
            };
            let shown = folder.display().to_string();
            self.findings.push(Finding::new(&FOLDER_FOR_FILE, around).in_file(shown));
        }
        for path in files::list(folder)? {
            match What::of(&path) {
                Some(_) if path.is_dir() => self.look_into(&path, depth)?,
                None if depth == Depth::All && is_folder(&path) => self.look_into(&path, depth)?,
                Some(what) if !is_other_zip(&path) => self.files.push(Chosen { path, what }),
                _ => {
                    let shown = path.display();
                    self.passed_over.push(format!(
                        "`{shown}` is passed over: it is neither a wheel nor an sdist nor an extension"
                    ));
                }
            }
        }
        Ok(())
    }
}

impl What {
    /// What a file is by the end of its name.
    fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
        let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        if ends(&[".whl", ".tar.gz", ".zip"]) {
            return Some(Self::Distribution);
        }
        ends(&[".mcpb", ".dxt"]).then_some(Self::Extension)
    }
}

/// A folder that is looked into: neither hidden nor a link, which could lead anywhere.
fn is_folder(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.is_dir() && !path.is_symlink() && !name.starts_with('.')
}

/// A zip archive in a dist folder is more often a release's own than an sdist of old.
fn is_other_zip(path: &Path) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case("zip"))
}

/// Signatures and attestations lie beside what they are about.
fn is_companion(path: &Path) -> bool {
    let endings = ["asc", "attestation", "sig", "sigstore"];
    let ending = path.extension().map(|it| it.to_string_lossy().to_ascii_lowercase());
    ending.is_some_and(|ending| endings.contains(&ending.as_str()))
}

/// No file to look at; who wants one looked at must build it or name it.
#[derive(Debug, thiserror::Error)]
#[error("there is nothing to check in `{}`", folder.display())]
struct Nothing {
    folder: PathBuf,
}

impl Explain for Nothing {
    fn kind(&self) -> Kind {
        Kind::User
    }

    fn hint(&self) -> Option<String> {
        Some("run `pyrel build` first, or name files: `pyrel check FILES…`".to_owned())
    }
}
