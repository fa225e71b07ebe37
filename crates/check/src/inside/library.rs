//! What a wheel puts where Python looks for modules, and what check-wheel-contents says of it.
//!
//! Its checks W101, W102, W201 and W202 compare with a source tree or with a list of names, which
//! this crate does not know.

use std::collections::{BTreeMap, BTreeSet};

use pyrel_archive::Sha256;
use pyrel_diag::Finding;
use sha2::Digest as _;

use super::contents::Contents;
use super::library_rules as rules;
use super::scan::Seen;
use super::words::listing;
use crate::findings::Findings;

/// The files that are installed where Python looks for modules: those of the root of the wheel, and
/// those of the one folder in `.data` that goes to the other such place.
#[derive(Debug, Default)]
pub(super) struct Library<'a> {
    /// Of both trees, each path as it is in the wheel and as it is below the tree.
    trees: [Vec<(&'a str, &'a str)>; 2],
    /// All modules, dotted, and all packages.
    modules: BTreeSet<String>,
}

/// Nothing that is imported lies deeper.
const DEEPEST: usize = 64;

impl<'a> Library<'a> {
    pub(super) fn of(contents: &Contents<'a>, root_is_purelib: bool) -> Self {
        let mut library = Self::default();
        let other = if root_is_purelib { "platlib" } else { "purelib" };
        for &path in contents.files.keys() {
            let (top, rest) = path.split_once('/').unwrap_or((path, ""));
            if top.ends_with(".dist-info") {
                continue;
            }
            let [root, data] = &mut library.trees;
            let below = if !top.ends_with(".data") || rest.is_empty() {
                root.push((path, path));
                path
            } else if let Some(below) = rest.strip_prefix(other).and_then(|it| it.strip_prefix('/'))
            {
                data.push((path, below));
                below
            } else {
                continue;
            };
            library.add_modules(below);
        }
        library
    }

    fn add_modules(&mut self, below: &str) {
        let (folders, name) = below.rsplit_once('/').unwrap_or(("", below));
        let mut dotted = String::new();
        for folder in folders.split('/').filter(|it| !it.is_empty()).take(DEEPEST) {
            dotted.push_str(folder);
            if !self.modules.contains(&dotted) {
                self.modules.insert(dotted.clone());
            }
            dotted.push('.');
        }
        if let Some(base) = module_base(name) {
            self.modules.insert(dotted + base);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.trees.iter().all(Vec::is_empty)
    }

    /// Whether there is a module or a package of this dotted name, or what may show one: a `.pth`
    /// file leads anywhere.
    pub(super) fn has_module(&self, dotted: &str) -> bool {
        self.modules.contains(dotted) || self.files().any(|(_, below)| is_pth(below))
    }

    fn files(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.trees.iter().flatten().copied()
    }

    /// What stands at the top: the name, a path in the wheel to show, whether it is a folder, and
    /// whether a module is in it.
    pub(super) fn tops(&self) -> Vec<Top<'a>> {
        let mut tops = Vec::new();
        for tree in &self.trees {
            let mut names: BTreeMap<&str, Top<'a>> = BTreeMap::new();
            for &(path, below) in tree {
                let (name, rest) = below.split_once('/').unwrap_or((below, ""));
                let cut = if rest.is_empty() { 0 } else { rest.len() };
                let shown = path.get(..path.len() - cut).unwrap_or(path);
                let base = below.rsplit_once('/').map_or(below, |(_, base)| base);
                let holds_modules = module_base(base).is_some();
                let top = Top { name, path: shown, is_folder: cut > 0, holds_modules };
                let entry = names.entry(name).or_insert(top);
                entry.holds_modules |= holds_modules;
            }
            tops.extend(names.into_values());
        }
        tops
    }
}

/// Something at the top of the library.
#[derive(Clone, Copy, Debug)]
pub(super) struct Top<'a> {
    pub(super) name: &'a str,
    /// Its path in the wheel, with a slash after a folder.
    pub(super) path: &'a str,
    pub(super) is_folder: bool,
    pub(super) holds_modules: bool,
}

/// Looks at the library.
pub(super) fn look(
    contents: &Contents<'_>,
    library: &Library<'_>,
    seen: &BTreeMap<&str, Seen>,
    findings: &mut Findings,
) {
    let tops: Vec<Top<'_>> = library.tops().into_iter().filter(|it| !is_grafted(it.name)).collect();
    let of_tops = |fits: &dyn Fn(&Top<'_>) -> bool| -> Vec<&str> {
        tops.iter().filter(|top| fits(top)).map(|top| top.path).collect()
    };
    let strays = of_tops(&|top| !top.is_folder && !is_pth(top.name) && !top.holds_modules);
    let astray: Vec<&str> =
        library.files().filter(|(_, below)| is_astray(below)).map(|(path, _)| path).collect();
    let common = of_tops(&|top| rules::COMMON_NAMES.contains(&top.name));
    let init = of_tops(&|top| top.name == "__init__.py" && !top.is_folder);
    let barren = of_tops(&|top| top.is_folder && !top.holds_modules && !is_stubs(top.name));
    for (check, paths, words) in [
        (&rules::STRAYS, strays, "at the top of site-packages, and no module"),
        (&rules::ASTRAY, astray, "not where Python could import a module from"),
        (&rules::COMMON, common, "at the top of site-packages, under a name that others use"),
        (&rules::TOP_INIT, init, "at the top of site-packages, where it is no package's"),
        (&rules::BARREN, barren, "at the top of site-packages, without any module"),
    ] {
        let verb = if paths.len() == 1 { "is" } else { "are" };
        findings
            .extend(contents.of_entries(check, &paths, |paths| format!("{paths} {verb} {words}")));
    }
    let is_all_metadata = contents
        .files
        .keys()
        .all(|path| path.split_once('/').is_some_and(|(top, _)| top.ends_with(".dist-info")));
    if library.is_empty() {
        findings.push(contents.of_whole(&rules::NO_LIBRARY, "it installs no module"));
    }
    if is_all_metadata {
        findings.push(contents.of_whole(&rules::EMPTY, "it holds metadata and nothing else"));
    }
    let several =
        of_tops(&|top| !top.name.starts_with('_') && (top.is_folder || !is_pth(top.name)));
    if several.len() > 1 {
        let message = format!("it installs {}", listing(several.iter().copied()));
        findings.push(contents.of_whole(&rules::SEVERAL, message));
    }
    findings.extend(twins(contents, seen));
}

/// Files with the same bytes, but for those that everybody has: empty ones and the like.
fn twins(contents: &Contents<'_>, seen: &BTreeMap<&str, Seen>) -> Option<Finding> {
    const COMMON: [&str; 6] = [
        "",
        "\n",
        "\r\n",
        "# -*- coding: utf-8 -*-",
        "# -*- coding: utf-8 -*-\n",
        "# -*- coding: utf-8 -*-\n\r",
    ];
    let common = COMMON.map(|text| sha2::Sha256::digest(text).into());
    let record = contents.in_dist_info("RECORD");
    let mut groups: BTreeMap<[u8; 32], Vec<&str>> = BTreeMap::new();
    for (path, seen) in seen.iter().filter(|(path, _)| **path != record) {
        if let Some(Sha256(digest)) = seen.sha256.filter(|digest| !common.contains(&digest.0)) {
            groups.entry(digest).or_default().push(path);
        }
    }
    let mut groups: Vec<Vec<&str>> = groups.into_values().filter(|it| it.len() > 1).collect();
    groups.sort_unstable();
    let first = groups.first()?;
    let more = match groups.len() {
        1 => String::new(),
        count => format!(", and so it is with {} more groups of files", count - 1),
    };
    contents.of_entries(&rules::TWINS, first, |paths| format!("{paths} hold the same bytes{more}"))
}

/// A module's name without its ending, if a file's name is that of a module.
pub(super) fn module_base(name: &str) -> Option<&str> {
    let (stem, end) = name.rsplit_once('.')?;
    let of_tag = |tag: &str| {
        !tag.is_empty() && tag.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    };
    let base = match end {
        "py" => stem,
        "pyd" | "so" => match stem.rsplit_once('.') {
            Some((base, tag)) if !base.is_empty() && of_tag(tag) => base,
            _ => stem,
        },
        _ => return None,
    };
    (!base.is_empty()).then_some(base)
}

/// Whether a path is that of a compiled module.
pub(super) fn is_extension(path: &str) -> bool {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    module_base(name).is_some() && !name.ends_with(".py")
}

/// Whether a path is that of a module, but not one that an import statement could name.
fn is_astray(below: &str) -> bool {
    if below.split_once('/').is_some_and(|(top, _)| is_grafted(top)) {
        return false;
    }
    let (folders, name) = below.rsplit_once('/').unwrap_or(("", below));
    module_base(name).is_some_and(|base| {
        let folders = folders.split('/').filter(|folder| !folder.is_empty());
        !folders.chain([base]).all(is_importable)
    })
}

/// Whether an import statement can name it.
fn is_importable(word: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || c == '_';
    word.chars().all(fits)
        && !word.starts_with(|c: char| c.is_numeric())
        && !rules::KEYWORDS.contains(&word)
}

/// Whether a folder at the top is where auditwheel and delvewheel put the libraries that the modules
/// of a wheel are linked with. check-wheel-contents complains of each of them.
fn is_grafted(folder: &str) -> bool {
    folder.strip_suffix(".libs").is_some_and(|name| !name.is_empty())
}

fn is_pth(name: &str) -> bool {
    name.strip_suffix(".pth").is_some_and(|stem| !stem.is_empty() && !stem.contains('/'))
}

fn is_stubs(folder: &str) -> bool {
    folder.strip_suffix("-stubs").is_some_and(|base| !base.is_empty() && is_importable(base))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_known_by_the_end_of_its_name() {
        for (name, base) in [
            ("a.py", Some("a")),
            ("a.cpython-312-x86_64-linux-gnu.so", Some("a")),
            ("a.b.c.so", Some("a.b")),
            ("a.pyd", Some("a")),
            (".py", None),
            (".x.so", Some(".x")),
            ("a.pyi", None),
            ("a.PY", None),
            ("py", None),
        ] {
            assert_eq!(module_base(name), base, "{name}");
        }
        assert!(is_extension("a/b.abi3.so") && !is_extension("a.py") && !is_extension("so"));
    }

    #[test]
    fn an_import_statement_cannot_name_everything() {
        for path in ["a/b.py", "_a/ä.py", "a/b.cp312-win_amd64.pyd", "a-b/c.txt", "a.libs/b-1.so"]
        {
            assert!(!is_astray(path), "{path}");
        }
        for path in [
            "a-b/c.py",
            "a/b-c.py",
            "1a.py",
            "a/class/b.py",
            "a/import.py",
            "a/b.c.py",
            ".libs/b-1.so",
        ] {
            assert!(is_astray(path), "{path}");
        }
        assert!(is_stubs("demo-stubs") && !is_stubs("-stubs") && !is_stubs("class-stubs"));
        assert!(is_pth("a.pth") && !is_pth(".pth") && !is_pth("a/b.pth"));
    }
}
