//! `os.path` and `pathlib`, as they are on POSIX: on Windows the same names lead to the same files.

use std::rc::Rc;

use super::file::Newlines;
use crate::evaluate::flow::arguments::Arguments;
use crate::evaluate::flow::choices::{ROOT, is_placed, place_doubt};
use crate::evaluate::flow::machine::Machine;
use crate::evaluate::flow::place::{Place, Stop};
use crate::evaluate::values::object::{Object, Order};

impl Machine<'_> {
    /// Functions of `os.path`.
    pub(crate) fn os_path(
        &mut self,
        function: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        if let Some(stop) = arguments.unknown() {
            return Err(stop);
        }
        if function == "join" && arguments.named.is_empty() {
            return self.join(&arguments.positional, place).map(Some);
        }
        if function == "relpath" {
            return self.relative_path(arguments.clone(), place).map(Some);
        }
        if function == "commonprefix" || function == "commonpath" || function == "samefile" {
            return Ok(None);
        }
        let Ok(object) = arguments.clone().only(place) else { return Ok(None) };
        let path = self.path_text(&object, place)?;
        Ok(Some(match function {
            "dirname" => Object::text(self.parent_of(&path, place)?),
            "basename" => Object::text(self.name_of(&path, place)?),
            "split" => {
                let parent = self.parent_of(&path, place)?;
                let name = self.name_of(&path, place)?;
                Object::tuple(vec![Object::text(parent), Object::text(name)])
            }
            "splitext" => {
                let at = extension_at(&path);
                let (root, extension) = path.split_at(at);
                Object::tuple(vec![Object::text(root), Object::text(extension)])
            }
            "abspath" => {
                let path = absolute(&path);
                Object::text(self.normalised(&path, place)?)
            }
            // Links among the folders above are those of the machine.
            "realpath" => {
                let path = absolute(&path);
                let path = self.normalised(&path, place)?;
                self.without_links(&path, place)?;
                Object::text(path)
            }
            "normpath" => Object::text(self.normalised(&path, place)?),
            "normcase" | "expanduser" if !path.starts_with('~') => Object::Str(path),
            "expandvars" if !path.contains(['$', '%']) => Object::Str(path),
            "isabs" => Object::Bool(path.starts_with('/')),
            "exists" | "lexists" => Object::Bool(self.exists(&object, place)?),
            "isfile" => Object::Bool(self.is_file_at(&object, place)?),
            "isdir" => Object::Bool(self.is_folder_at(&object, place)?),
            _ => return Ok(None),
        }))
    }

    fn without_links(&mut self, path: &str, place: Place) -> Result<(), Stop> {
        let inside = self.inside(&Object::text(path), place)?;
        let mut next = Some(inside);
        while let Some(path) = next.filter(|path| !path.is_root()) {
            match self.host.tree().item(&path) {
                Ok(item) if item.as_ref().is_none_or(|item| item.link.is_none()) => {}
                _ => return Err(place.unknown("follows a symbolic link")),
            }
            next = path.parent();
        }
        Ok(())
    }

    pub(crate) fn exists(&mut self, path: &Object, place: Place) -> Result<bool, Stop> {
        self.look(path, place, |machine, path| Ok(machine.kind(path, place)?.is_some()))
    }

    fn is_file_at(&mut self, path: &Object, place: Place) -> Result<bool, Stop> {
        self.look(path, place, |machine, path| machine.is_file(path, place))
    }

    pub(crate) fn is_folder_at(&mut self, path: &Object, place: Place) -> Result<bool, Stop> {
        self.look(path, place, |machine, path| machine.is_folder(path, place))
    }

    /// Looks at a path; one that leads through what is no folder is not there.
    fn look(
        &mut self,
        path: &Object,
        place: Place,
        look: impl FnOnce(&mut Self, &pyrel_tree::RelPath) -> Result<bool, Stop>,
    ) -> Result<bool, Stop> {
        let text = self.path_text(path, place)?;
        if text.is_empty() {
            return Ok(false);
        }
        match self.inside(path, place) {
            Err(Stop::Raised(_)) => Ok(false),
            Err(other) => Err(other),
            // A source distribution holds neither, whatever a work tree has.
            Ok(path) if path.components().next().is_some_and(|it| it.starts_with(".git")) => {
                Err(place.unknown("depends on whether this is a work tree"))
            }
            Ok(path) => look(self, &path),
        }
    }

    pub(crate) fn join(&mut self, parts: &[Object], place: Place) -> Result<Object, Stop> {
        let mut path = String::new();
        for (at, part) in parts.iter().enumerate() {
            let part = self.path_text(part, place)?;
            if part.starts_with('/') || at == 0 {
                path = part.to_string();
            } else {
                if !path.is_empty() && !path.ends_with('/') {
                    path.push('/');
                }
                path.push_str(&part);
            }
        }
        self.text(path, place)
    }

    /// `os.path.normpath`.
    fn normalised(&mut self, path: &str, place: Place) -> Result<String, Stop> {
        let absolute = path.starts_with('/');
        let double = path.starts_with("//") && !path.starts_with("///");
        let mut parts: Vec<&str> = Vec::new();
        for part in path.split('/') {
            match (part, parts.last()) {
                ("" | ".", _) => {}
                ("..", Some(last)) if is_placed(last) => {
                    return Err(Stop::Unknown(place_doubt(place)));
                }
                ("..", Some(last)) if *last != ".." => {
                    parts.pop();
                }
                ("..", None) if absolute => {}
                _ => parts.push(part),
            }
        }
        let start = if double {
            "//"
        } else if absolute {
            "/"
        } else {
            ""
        };
        let path = format!("{start}{}", parts.join("/"));
        Ok(if path.is_empty() { ".".to_owned() } else { path })
    }

    fn parent_of(&mut self, path: &str, place: Place) -> Result<String, Stop> {
        let at = path.rfind('/').map_or(0, |at| at + 1);
        let (parent, name) = path.split_at(at);
        if is_placed(name) {
            return Err(Stop::Unknown(place_doubt(place)));
        }
        let trimmed = parent.trim_end_matches('/');
        Ok(if trimmed.is_empty() { parent } else { trimmed }.to_owned())
    }

    fn name_of(&mut self, path: &str, place: Place) -> Result<String, Stop> {
        let name = path.rsplit('/').next().unwrap_or_default();
        if is_placed(name) {
            return Err(Stop::Unknown(place_doubt(place)));
        }
        Ok(name.to_owned())
    }

    fn relative_path(&mut self, arguments: Arguments, place: Place) -> Result<Object, Stop> {
        let mut given = arguments.bind(["path", "start"], place)?;
        let path = given.need(0, place)?;
        let start = given.take(1).unwrap_or_else(|| Object::text("."));
        let mut both = [String::new(), String::new()];
        for (full, part) in both.iter_mut().zip([path, start]) {
            let text = self.path_text(&part, place)?;
            *full = self.normalised(&absolute(&text), place)?;
        }
        let [path, start] = both;
        let unclear = || Stop::Unknown(place_doubt(place));
        if !path.starts_with(ROOT) || !start.starts_with(ROOT) {
            return Err(unclear());
        }
        let parts = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
        let (path, start) = (parts(&path), parts(&start));
        let shared = path.iter().zip(&start).take_while(|(a, b)| a == b).count();
        let up = start.iter().skip(shared).map(|_| "..".to_owned());
        let relative: Vec<String> = up.chain(path.iter().skip(shared).cloned()).collect();
        Ok(Object::text(if relative.is_empty() { ".".to_owned() } else { relative.join("/") }))
    }

    /// Functions and classes of `pathlib`.
    pub(crate) fn pathlib(
        &mut self,
        function: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        if let Some(stop) = arguments.unknown() {
            return Err(stop);
        }
        match function {
            "Path" | "PurePath" | "PosixPath" | "PurePosixPath" if arguments.named.is_empty() => {
                let joined = self.join(&arguments.positional, place)?;
                let text = self.path_text(&joined, place)?;
                Ok(Some(path(&text)))
            }
            _ => Ok(None),
        }
    }

    pub(crate) fn join_paths(
        &mut self,
        left: &Object,
        right: &Object,
        place: Place,
    ) -> Result<Object, Stop> {
        let joined = self.join(&[left.clone(), right.clone()], place)?;
        let text = self.path_text(&joined, place)?;
        Ok(path(&text))
    }

    pub(crate) fn path_attribute(
        &mut self,
        text: &Rc<str>,
        name: &str,
        place: Place,
    ) -> Result<Object, Stop> {
        Ok(match name {
            "parent" if &**text == "." || &**text == "/" => Object::Path(Rc::clone(text)),
            "parent" => path(&self.parent_of(text, place)?),
            "parents" => {
                let mut parents = Vec::new();
                let mut current = Rc::clone(text);
                while !matches!(&*current, "." | "/") {
                    let parent = match self.parent_of(&current, place) {
                        Ok(parent) => path(&parent),
                        Err(Stop::Unknown(doubt)) => {
                            parents.push(Object::Unknown(doubt));
                            break;
                        }
                        Err(other) => return Err(other),
                    };
                    parents.push(parent.clone());
                    current = self.path_text(&parent, place)?;
                }
                Object::tuple(parents)
            }
            _ => return self.name_attribute(text, name, place),
        })
    }

    /// Attributes of the last part, and the rest.
    fn name_attribute(&mut self, text: &Rc<str>, name: &str, place: Place) -> Result<Object, Stop> {
        let own_name = |machine: &mut Self| machine.name_of(text, place);
        Ok(match name {
            "name" => Object::text(if &**text == "." { String::new() } else { own_name(self)? }),
            "stem" | "suffix" if &**text == "." => Object::text(""),
            "stem" | "suffix" => {
                let own = own_name(self)?;
                let at = own.rfind('.').filter(|at| *at > 0 && at + 1 < own.len());
                let (stem, suffix) = own.split_at(at.unwrap_or(own.len()));
                Object::text(if name == "stem" { stem } else { suffix })
            }
            "parts" if !is_placed(text) && !text.starts_with('/') && &**text != "." => {
                Object::tuple(text.split('/').map(Object::text).collect())
            }
            "parts" | "suffixes" | "root" | "drive" | "anchor" => {
                return Err(place.unknown("is an attribute that is not followed"));
            }
            _ => Object::Method(Rc::new((Object::Path(Rc::clone(text)), Rc::from(name)))),
        })
    }

    pub(crate) fn path_method(
        &mut self,
        text: &Rc<str>,
        name: &str,
        arguments: Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let own = Object::Path(Rc::clone(text));
        match name {
            "read_text" => {
                let mut given = arguments.bind(["encoding", "errors"], place)?;
                let encoding = given.take(0);
                if given.take(1).is_some() {
                    return Err(place.unknown("is called in a way that is not understood"));
                }
                self.read_text(&own, encoding.as_ref(), Newlines::Universal, place).map(Object::Str)
            }
            "open" => {
                let mut arguments = arguments;
                arguments.positional.insert(0, own);
                self.open(false, arguments, place)
            }
            _ => self.join_method(text, name, arguments, place),
        }
    }

    /// Methods that lead to another path, or change files.
    fn join_method(
        &mut self,
        text: &Rc<str>,
        name: &str,
        arguments: Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let own = Object::Path(Rc::clone(text));
        match name {
            "joinpath" => {
                let parts: Vec<Object> = [own].into_iter().chain(arguments.positional).collect();
                let joined = self.join(&parts, place)?;
                let text = self.path_text(&joined, place)?;
                Ok(path(&text))
            }
            "with_name" | "with_suffix" | "relative_to" | "match" | "as_posix" | "glob"
            | "rglob" | "iterdir" | "is_absolute" => {
                self.pure_path_method(text, name, &arguments, place)
            }
            "write_text" | "write_bytes" | "mkdir" | "unlink" | "rename" | "replace" | "touch"
            | "rmdir" | "chmod" | "symlink_to" | "hardlink_to" => {
                Err(place.refuse("changes files"))
            }
            _ => self.look_method(text, name, &arguments, place),
        }
    }

    /// Methods that look at what is there.
    fn look_method(
        &mut self,
        text: &Rc<str>,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let own = Object::Path(Rc::clone(text));
        match name {
            _ if !arguments.is_empty() => {
                Err(place.unknown("is called in a way that is not understood"))
            }
            "read_bytes" => self.read_bytes(&own, place).map(Object::Bytes),
            "exists" => self.exists(&own, place).map(Object::Bool),
            "is_file" => self.is_file_at(&own, place).map(Object::Bool),
            "is_dir" => self.is_folder_at(&own, place).map(Object::Bool),
            "absolute" => Ok(path(&absolute(text))),
            "resolve" => {
                let full = absolute(text);
                let full = self.normalised(&full, place)?;
                self.without_links(&full, place)?;
                Ok(path(&full))
            }
            _ => Err(place.unknown("is a method that is not followed")),
        }
    }

    fn pure_path_method(
        &mut self,
        text: &Rc<str>,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        match (name, &*arguments.positional) {
            ("as_posix", []) => Ok(Object::Str(Rc::clone(text))),
            ("is_absolute", []) => Ok(Object::Bool(text.starts_with('/'))),
            ("relative_to", [Object::Str(base) | Object::Path(base)]) => {
                let base = path(base);
                let base = self.path_text(&base, place)?;
                let rest = match text.strip_prefix(&*base) {
                    _ if &*base == "." && !text.starts_with('/') => Some(&**text),
                    Some("") => Some("."),
                    Some(rest) => rest.strip_prefix('/'),
                    None => None,
                };
                let rest = rest.ok_or_else(|| place.unknown("is not understood"))?;
                Ok(path(rest))
            }
            _ => self.list_method_of_path(text, name, arguments, place),
        }
    }

    /// Methods that list folders.
    fn list_method_of_path(
        &mut self,
        text: &Rc<str>,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let own = Object::Path(Rc::clone(text));
        match (name, &*arguments.positional) {
            ("glob" | "rglob", [Object::Str(pattern)]) => {
                let below = if name == "rglob" { "**/" } else { "" };
                let full = format!("{text}/{below}{pattern}");
                let found = self.glob(&full, true, place)?;
                let found = found.iter().map(|text| path(text)).collect();
                Ok(Object::iterator(found, Order::Any))
            }
            ("iterdir", []) => {
                let names = self.list_folder(&own, place)?;
                let found = names.iter().map(|name| path(&format!("{text}/{name}"))).collect();
                Ok(Object::iterator(found, Order::Any))
            }
            _ => self.rename_method(text, name, arguments, place),
        }
    }

    /// Methods that make another name.
    fn rename_method(
        &mut self,
        text: &Rc<str>,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        match (name, &*arguments.positional) {
            ("with_suffix", [Object::Str(suffix)])
                if !is_placed(text) && (suffix.is_empty() || suffix.starts_with('.')) =>
            {
                let at = extension_at(text);
                Ok(path(&format!("{}{suffix}", text.get(..at).unwrap_or_default())))
            }
            ("with_name", [Object::Str(name)]) => {
                let parent = self.parent_of(text, place)?;
                let joined =
                    if parent.is_empty() { name.to_string() } else { format!("{parent}/{name}") };
                Ok(path(&joined))
            }
            _ => Err(place.unknown("is a method that is not followed")),
        }
    }
}

/// Where the extension of a path begins, as `os.path.splitext` sees it.
fn extension_at(path: &str) -> usize {
    let name = path.rfind('/').map_or(0, |at| at + 1);
    let file = path.get(name..).unwrap_or_default();
    let first = file.len() - file.trim_start_matches('.').len();
    match file.rfind('.') {
        Some(dot) if dot >= first && first < file.len() && dot > 0 => name + dot,
        _ => path.len(),
    }
}

fn absolute(path: &str) -> String {
    if path.starts_with('/') {
        path.to_owned()
    } else if path.is_empty() || path == "." {
        ROOT.to_owned()
    } else {
        format!("{ROOT}/{path}")
    }
}

/// A path as `pathlib` normalises it: single slashes, no dots, but for those that lead upwards.
pub(crate) fn path(text: &str) -> Object {
    let parts: Vec<&str> =
        text.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    let start = if text.starts_with('/') { "/" } else { "" };
    let joined = format!("{start}{}", parts.join("/"));
    Object::Path(Rc::from(if joined.is_empty() { "." } else { joined.as_str() }))
}
