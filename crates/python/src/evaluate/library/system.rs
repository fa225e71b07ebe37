//! `os`, `glob` and `sys`: folders, the import path.

use std::rc::Rc;

use pyrel_tree::{EntryKind, RelPath};

use crate::evaluate::flow::arguments::Arguments;
use crate::evaluate::flow::choices::{ROOT, is_placed, place_doubt};
use crate::evaluate::flow::exception::Exception;
use crate::evaluate::flow::machine::{Machine, raise};
use crate::evaluate::flow::place::{Place, Stop};
use crate::evaluate::values::object::{Object, Order};

impl Machine<'_> {
    /// Functions of `os`, `glob` and `sys`.
    pub(crate) fn system(
        &mut self,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        let given = || arguments.clone().only(place);
        Ok(Some(match name {
            "os.getcwd" | "os.getcwdu" if arguments.is_empty() => Object::text(ROOT),
            "os.chdir" => {
                let folder = self.inside(&given()?, place);
                match folder {
                    Ok(folder) if folder.is_root() => Object::None,
                    _ => return Err(place.refuse("changes the current folder")),
                }
            }
            "os.fspath" => Object::Str(self.path_text(&given()?, place)?),
            "os.listdir" => {
                let folder = match arguments.is_empty() {
                    true => Object::text("."),
                    false => given()?,
                };
                let names = self.list_folder(&folder, place)?;
                Object::list_in(names.iter().map(Object::text).collect(), Order::Any)
            }
            _ => return self.walking(name, arguments, place),
        }))
    }

    /// Those that look through folders.
    fn walking(
        &mut self,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        Ok(Some(match name {
            "os.walk" => return self.walk(arguments.clone(), place).map(Some),
            "glob.glob" | "glob.iglob" | "setuptools.glob.glob" => {
                let mut given = arguments.clone().bind(["pathname", "recursive"], place)?;
                let pattern = self.path_text(&given.need(0, place)?, place)?;
                let recursive = match given.take(1) {
                    None => false,
                    Some(value) => self.truth(&value, place)?,
                };
                let found = self.glob(&pattern, recursive, place)?;
                Object::list_in(found.iter().map(Object::text).collect(), Order::Any)
            }
            _ => return self.of_sys(name, arguments, place),
        }))
    }

    /// Those of `sys`.
    fn of_sys(
        &mut self,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        Ok(Some(match name {
            "os.umask" | "sys.setrecursionlimit" | "sys.path_importer_cache.clear" => Object::None,
            "sys.exit" | "os._exit" => {
                return Err(exit(arguments.positional.clone(), place));
            }
            "sys.path.insert" => {
                let [at, path] = &*arguments.positional else { return Ok(None) };
                let first = matches!(at, Object::Int(0 | 1));
                self.add_root(path, first, place)?;
                Object::None
            }
            _ => return self.of_sys_path(name, arguments, place),
        }))
    }

    /// Those that lengthen or shorten the import path.
    fn of_sys_path(
        &mut self,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        let given = || arguments.clone().only(place);
        Ok(Some(match name {
            "sys.path.append" => {
                self.add_root(&given()?, false, place)?;
                Object::None
            }
            "sys.path.pop" | "sys.path.remove" => {
                // What was put there may be taken away again; modules found there stay.
                self.first_roots.truncate(usize::from(self.host.imports_own_modules()));
                self.last_roots.clear();
                Object::None
            }
            _ => return self.environment(name, arguments, place),
        }))
    }

    /// Takes a folder for one that modules are imported from.
    pub(crate) fn add_root(
        &mut self,
        path: &Object,
        first: bool,
        place: Place,
    ) -> Result<(), Stop> {
        let folder = match self.inside(path, place) {
            Ok(folder) => folder,
            Err(Stop::Unknown(doubt)) => return Err(Stop::Refused(doubt)),
            Err(other) => return Err(other),
        };
        if first {
            self.first_roots.insert(0, folder);
        } else {
            self.last_roots.push(folder);
        }
        Ok(())
    }

    /// The names in a folder. What building itself leaves there is none of them.
    pub(crate) fn list_folder(
        &mut self,
        folder: &Object,
        place: Place,
    ) -> Result<Vec<String>, Stop> {
        let inside = self.inside(folder, place)?;
        if inside.is_root() {
            return Err(place.unknown("lists a folder that building adds to"));
        }
        if self.imported {
            return Err(place.unknown("lists a folder where Python may have put its caches"));
        }
        if !self.is_folder(&inside, place)? {
            return Err(raise("FileNotFoundError", inside.as_str(), place));
        }
        Ok(self.entries(&inside, place)?.into_iter().map(|(name, _)| name).collect())
    }

    fn entries(
        &mut self,
        folder: &RelPath,
        place: Place,
    ) -> Result<Vec<(String, EntryKind)>, Stop> {
        let broken = |_| place.unknown("lists a folder that cannot be listed");
        let items = self.host.tree().list(folder).map_err(broken)?;
        self.spend(items.len() * 64, place)?;
        if items.iter().any(|item| item.path.file_name() == "__pycache__") {
            return Err(place.unknown("lists a folder where Python has put its caches"));
        }
        if items.iter().any(|item| item.kind == EntryKind::Other) {
            return Err(place.unknown("lists a folder with a link that cannot be followed"));
        }
        if items.iter().any(|item| item.path.file_name().ends_with(".egg-info")) {
            return Err(place.unknown("lists a folder that building adds to"));
        }
        self.listed.insert(folder.clone());
        Ok(items.into_iter().map(|item| (item.path.file_name().to_owned(), item.kind)).collect())
    }

    /// `os.walk`, all at once.
    fn walk(&mut self, arguments: Arguments, place: Place) -> Result<Object, Stop> {
        let mut given = arguments.bind(["top"], place)?;
        let top = given.need(0, place)?;
        let text = self.path_text(&top, place)?;
        let folder = match self.inside(&top, place) {
            Err(Stop::Raised(_)) => return Ok(Object::iterator(Vec::new(), Order::Kept)),
            other => other?,
        };
        if !self.is_folder(&folder, place)? {
            return Ok(Object::iterator(Vec::new(), Order::Kept));
        }
        if folder.is_root() {
            return Err(place.unknown("lists a folder that building adds to"));
        }
        if self.imported {
            return Err(place.unknown("lists a folder where Python may have put its caches"));
        }
        let mut rounds = Vec::new();
        let mut open = vec![(text.to_string(), folder)];
        while let Some((shown, folder)) = open.pop() {
            let entries = self.entries(&folder, place)?;
            let mut names = [Vec::new(), Vec::new()];
            for (name, kind) in entries {
                let below = folder.child(&name);
                let linked = self
                    .host
                    .tree()
                    .item(&below)
                    .is_ok_and(|it| it.is_some_and(|item| item.link.is_some()));
                let [folders, files] = &mut names;
                match kind {
                    EntryKind::Folder => {
                        folders.push(Object::text(&name));
                        if !linked {
                            let slash = if shown.ends_with('/') { "" } else { "/" };
                            open.push((format!("{shown}{slash}{name}"), below));
                        }
                    }
                    EntryKind::File { .. } | EntryKind::Other => files.push(Object::text(&name)),
                }
            }
            let [folders, files] = names;
            // Taking folders out of the list, which would keep it from going there, loses it.
            let folders = Object::tuple_in(folders, Order::Any);
            let files = Object::list_in(files, Order::Any);
            rounds.push(Object::tuple(vec![Object::text(shown), folders, files]));
        }
        let order = if rounds.len() > 1 { Order::Any } else { Order::Kept };
        Ok(Object::iterator(rounds, order))
    }

    /// `glob.glob`.
    pub(crate) fn glob(
        &mut self,
        pattern: &str,
        recursive: bool,
        place: Place,
    ) -> Result<Vec<String>, Stop> {
        let (start, rest) = match pattern.strip_prefix(ROOT) {
            Some(rest) => (format!("{ROOT}/"), rest.trim_start_matches('/')),
            None => (String::new(), pattern),
        };
        if rest.starts_with('/') || is_placed(rest) {
            return Err(place.unknown("looks for files outside of the project"));
        }
        let parts: Vec<&str> = rest.split('/').collect();
        if parts.len() > 60 {
            return Err(place.unknown("is a pattern that is not followed"));
        }
        let mut search = Search { found: Vec::new(), recursive, place };
        self.glob_below(&mut search, &start, &parts)?;
        let mut seen = std::collections::BTreeSet::new();
        search.found.retain(|path| seen.insert(path.clone()));
        Ok(search.found)
    }

    fn glob_below(
        &mut self,
        search: &mut Search,
        before: &str,
        parts: &[&str],
    ) -> Result<(), Stop> {
        let (recursive, place) = (search.recursive, search.place);
        self.spend_steps(1, place)?;
        let Some((part, rest)) = parts.split_first() else { return Ok(()) };
        let last = rest.is_empty();
        if !part.contains(['*', '?', '[']) {
            let path = format!("{before}{part}");
            if last {
                let there = match part.is_empty() {
                    true => self.is_folder_at(&Object::text(before), place)?,
                    false => self.exists(&Object::text(&path), place)?,
                };
                search.found.extend(there.then_some(path));
                return Ok(());
            }
            return self.glob_below(search, &format!("{path}/"), rest);
        }
        let shown = if before.is_empty() { "." } else { before };
        let folder = match self.inside(&Object::text(shown), place) {
            Err(Stop::Raised(_)) => return Ok(()),
            other => other?,
        };
        if *part == "**" && recursive {
            self.glob_below(search, before, rest)?;
            if last {
                return Err(place.unknown("is a pattern that is not followed"));
            }
        }
        if !self.is_folder(&folder, place)? {
            return Ok(());
        }
        let every = *part == "**" && recursive;
        let matched = if every { "*" } else { part };
        if folder.is_root() && MADE.iter().any(|name| fnmatch(matched, name) && !every) {
            return Err(place.unknown("lists a folder that building adds to"));
        }
        for (name, kind) in self.entries_for_glob(&folder, place)? {
            let hidden = name.starts_with('.') && !part.starts_with('.');
            if hidden || !fnmatch(matched, &name) {
                continue;
            }
            let path = format!("{before}{name}");
            let below = kind == EntryKind::Folder;
            if every {
                if below {
                    self.glob_below(search, &format!("{path}/"), parts)?;
                }
            } else if last {
                search.found.push(path);
            } else if below {
                self.glob_below(search, &format!("{path}/"), rest)?;
            }
        }
        Ok(())
    }

    /// The entries of a folder for a pattern: at the top those that building makes do not count.
    fn entries_for_glob(
        &mut self,
        folder: &RelPath,
        place: Place,
    ) -> Result<Vec<(String, EntryKind)>, Stop> {
        if !folder.is_root() {
            return self.entries(folder, place);
        }
        let broken = |_| place.unknown("lists a folder that cannot be listed");
        let items = self.host.tree().list(folder).map_err(broken)?;
        self.spend(items.len() * 64, place)?;
        let made = |name: &str| {
            matches!(name, "build" | "dist" | "__pycache__") || name.ends_with(".egg-info")
        };
        let named = items.into_iter().map(|item| (item.path.file_name().to_owned(), item.kind));
        Ok(named.filter(|(name, _)| !made(name)).collect())
    }

    pub(crate) fn native_element(
        &mut self,
        name: &str,
        key: &Object,
        place: Place,
    ) -> Result<Object, Stop> {
        match (name, key) {
            ("os.environ", _) => self.variable_or_raise(key, place),
            ("sys.path", Object::Int(0)) => match self.first_roots.first() {
                Some(root) if root.is_root() => Ok(Object::text(ROOT)),
                _ => Err(place.unknown("depends on where Python runs")),
            },
            _ => Err(place.unknown("is not understood")),
        }
    }

    pub(crate) fn native_contains(
        &mut self,
        name: &str,
        item: &Object,
        place: Place,
    ) -> Result<bool, Stop> {
        match (name, item) {
            ("os.environ", _) => Ok(self.variable(item, place)?.is_some()),
            ("sys.modules", Object::Str(module)) if &**module == "setuptools" => Ok(true),
            ("sys.path", Object::Str(path)) if is_placed(path) => {
                Err(Stop::Unknown(place_doubt(place)))
            }
            _ => Err(place.unknown("is not understood")),
        }
    }
}

/// A pattern of `glob` that is being followed.
#[derive(Debug)]
struct Search {
    found: Vec<String>,
    recursive: bool,
    place: Place,
}

/// Names that building adds at the top.
const MADE: [&str; 5] = ["build", "dist", "a.egg-info", "a_b.egg-info", "__pycache__"];

pub(crate) fn exit(arguments: Vec<Object>, place: Place) -> Stop {
    Stop::Raised(Rc::new(Exception { class: Rc::from("SystemExit"), arguments, own: None, place }))
}

/// Whether a name matches a pattern of `fnmatch`.
fn fnmatch(pattern: &str, name: &str) -> bool {
    pyrel_tree::glob::Fnmatch::new(pattern).matches(name)
}
