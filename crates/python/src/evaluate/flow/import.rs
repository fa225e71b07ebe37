//! Imports: Python's library and setuptools by name, the project's modules by following them, and
//! other people's as what may be there or not.

use std::rc::Rc;

use pyrel_tree::RelPath;
use ruff_python_ast::{StmtImport, StmtImportFrom};

use super::assign::namespace;
use super::choices::ROOT;
use super::frame::{Frame, Locals};
use super::machine::{Machine, raise};
use super::place::{Place, Stop};
use crate::evaluate::library::file::Newlines;
use crate::evaluate::library::modules;
use crate::evaluate::values::object::{Dict, Module, Object};

/// Where the folder is remembered that a module was found in.
const ROOT_NAME: &str = "*root";
/// How many modules may import each other.
const MOST_MODULES: usize = 100;

impl Machine<'_> {
    pub(crate) fn import(&mut self, frame: &Frame, it: &'static StmtImport) -> Result<(), Stop> {
        for alias in &it.names {
            let place = frame.place(alias);
            let full = alias.name.as_str();
            let module = self.module(full, place)?;
            match &alias.asname {
                Some(name) => frame.bind(name.as_str(), module),
                None => {
                    let top = full.split('.').next().unwrap_or(full);
                    let module = if top == full { module } else { self.module(top, place)? };
                    frame.bind(top, module);
                }
            }
        }
        Ok(())
    }

    pub(crate) fn import_from(
        &mut self,
        frame: &Frame,
        it: &'static StmtImportFrom,
    ) -> Result<(), Stop> {
        let place = frame.place(it);
        let name = it.module.as_ref().map_or("", |module| module.as_str());
        if it.level == 0 && name == "__future__" {
            return Ok(());
        }
        let module = match it.level {
            0 => self.module(name, place)?,
            level => self.relative_module(frame, level, name, place)?,
        };
        for alias in &it.names {
            let member = alias.name.as_str();
            if member == "*" {
                self.import_all(frame, &module, place)?;
                continue;
            }
            let value = self.member(&module, member, frame.place(alias))?;
            frame.bind(alias.asname.as_ref().unwrap_or(&alias.name).as_str(), value);
        }
        Ok(())
    }

    /// What `from module import name` finds.
    fn member(&mut self, module: &Object, name: &str, place: Place) -> Result<Object, Stop> {
        match module {
            Object::Module(own) => {
                if let Some(value) = own.globals.name(name) {
                    return Ok(value);
                }
                let below = format!("{}.{name}", own.name);
                match self.own_module(&root_of(&own.globals), &below, place)? {
                    Some(module) => Ok(module),
                    None if own.globals.name("*").is_some() => {
                        Err(place.unknown("may be of another module"))
                    }
                    None => {
                        let message = format!("cannot import name '{name}'");
                        Err(raise("ImportError", message, place))
                    }
                }
            }
            _ => match self.attribute(module, name, place) {
                Err(Stop::Raised(raised)) if &*raised.class == "AttributeError" => {
                    let message = format!("cannot import name '{name}'");
                    Err(raise("ImportError", message, place))
                }
                Err(Stop::Unknown(doubt)) => Ok(Object::Unknown(doubt)),
                other => other,
            },
        }
    }

    fn import_all(&mut self, frame: &Frame, module: &Object, place: Place) -> Result<(), Stop> {
        match module {
            Object::Module(own) => self.import_names(frame, own, place)?,
            Object::Native(name) if &**name == "setuptools" || &**name == "distutils.core" => {
                for member in modules::OF_SETUPTOOLS {
                    frame.bind(member, Object::native(format!("setuptools.{member}")));
                }
                frame.globals.bind("*", Object::None);
            }
            _ => frame.globals.bind("*", Object::None),
        }
        Ok(())
    }

    /// The names of a module of the project that `*` stands for.
    fn import_names(&mut self, frame: &Frame, own: &Module, place: Place) -> Result<(), Stop> {
        let all = match own.globals.name("__all__") {
            Some(all) => Some(self.items(&all, place)?.0),
            None => None,
        };
        let names: Vec<(Object, Object)> = own.globals.map.borrow().pairs().cloned().collect();
        for (name, value) in names {
            let Object::Str(name) = &name else { continue };
            let listed = match &all {
                None => !name.starts_with('_') || &**name == "*",
                Some(all) => all.iter().any(|it| matches!(it, Object::Str(it) if it == name)),
            };
            if listed {
                frame.bind(name, value);
            }
        }
        Ok(())
    }

    fn relative_module(
        &mut self,
        frame: &Frame,
        level: u32,
        name: &str,
        place: Place,
    ) -> Result<Object, Stop> {
        let orphan =
            || raise("ImportError", "attempted relative import with no known parent", place);
        let Some(Object::Str(package)) = frame.globals.name("__package__") else {
            return Err(orphan());
        };
        let mut parts: Vec<&str> = package.split('.').filter(|it| !it.is_empty()).collect();
        for _ in 1..level {
            parts.pop().ok_or_else(orphan)?;
        }
        if parts.is_empty() {
            return Err(orphan());
        }
        parts.extend(name.split('.').filter(|it| !it.is_empty()));
        let full = parts.join(".");
        match self.own_module(&root_of(&frame.globals), &full, place)? {
            Some(module) => Ok(module),
            None => Err(raise("ModuleNotFoundError", full, place)),
        }
    }

    /// A module by its dotted name.
    pub(crate) fn module(&mut self, full: &str, place: Place) -> Result<Object, Stop> {
        let top = full.split('.').next().unwrap_or(full);
        let missing = || {
            let message = format!("No module named '{full}'");
            raise("ModuleNotFoundError", message, place)
        };
        if let Some(release) = modules::standard(top) {
            let shadowed = self.first_roots.iter().any(|root| {
                let tree = self.host.tree();
                let file = tree.is_file(&root.child(&format!("{top}.py")));
                let folder = tree.is_file(&root.child(top).child("__init__.py"));
                !matches!((file, folder), (Ok(false), Ok(false)))
            });
            if shadowed && !modules::is_loaded_already(top) {
                return Err(place.refuse("may be a module of the project or one of Python's"));
            }
            if !release.is_always() && !release.has(self.python(place)) {
                return Err(missing());
            }
            return Ok(Object::native(full));
        }
        if matches!(top, "setuptools" | "distutils") {
            return self.module_of_setuptools(full, place);
        }
        for root in self.first_roots.clone() {
            if let Some(module) = self.own_module(&root, full, place)? {
                return Ok(module);
            }
        }
        if modules::is_gone(top) {
            return Err(missing());
        }
        if !modules::is_beside_setuptools(top) {
            for root in self.last_roots.clone() {
                if let Some(module) = self.own_module(&root, full, place)? {
                    return Ok(module);
                }
            }
        }
        let why = || place.doubt("depends on what is installed");
        match self.choices.once(&format!("import {top}"), 2, why) {
            0 => Ok(Object::Foreign(Rc::from(full))),
            _ => Err(missing()),
        }
    }

    fn module_of_setuptools(&mut self, full: &str, place: Place) -> Result<Object, Stop> {
        if modules::is_of_setuptools(full) {
            return Ok(Object::native(full));
        }
        let why = || place.doubt("depends on the release of setuptools");
        match self.choices.once(&format!("import {full}"), 2, why) {
            0 => Ok(Object::Foreign(Rc::from(full))),
            _ => Err(raise("ModuleNotFoundError", format!("No module named '{full}'"), place)),
        }
    }

    /// A module of the project with the packages that it lies in, if it is below a folder.
    fn own_module(
        &mut self,
        root: &RelPath,
        full: &str,
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        let mut folder = root.clone();
        let mut name = String::new();
        let mut outer: Option<Rc<Module>> = None;
        for part in full.split('.') {
            if part.is_empty() || part.contains(['/', '\0']) || part == ".." {
                return Ok(None);
            }
            name = if name.is_empty() { part.to_owned() } else { format!("{name}.{part}") };
            let below = folder.child(part);
            let init = below.child("__init__.py");
            let file = folder.child(&format!("{part}.py"));
            let module = if self.is_file(&init, place)? {
                self.run_module(&init, [&name, &name], root, place)?
            } else if self.is_file(&file, place)? {
                let package = name.rsplit_once('.').map_or("", |(package, _)| package).to_owned();
                self.run_module(&file, [&name, &package], root, place)?
            } else if self.is_folder(&below, place)? {
                self.namespace_package(&below, &name, root)
            } else {
                return Ok(None);
            };
            if let Some(outer) = outer {
                outer.globals.bind(part, Object::Module(Rc::clone(&module)));
            }
            outer = Some(module);
            folder = below;
        }
        Ok(outer.map(Object::Module))
    }

    fn namespace_package(&mut self, folder: &RelPath, name: &str, root: &RelPath) -> Rc<Module> {
        if let Some(module) = self.modules.get(folder) {
            return Rc::clone(module);
        }
        let globals = namespace(name, None);
        globals.bind("__package__", Object::text(name));
        globals.bind(ROOT_NAME, Object::text(root.as_str()));
        let module = Rc::new(Module { name: Rc::from(name), globals });
        self.modules.insert(folder.clone(), Rc::clone(&module));
        module
    }

    fn run_module(
        &mut self,
        file: &RelPath,
        [name, package]: [&str; 2],
        root: &RelPath,
        place: Place,
    ) -> Result<Rc<Module>, Stop> {
        if let Some(module) = self.modules.get(file) {
            return Ok(Rc::clone(module));
        }
        if self.modules.len() >= MOST_MODULES {
            return Err(place.refuse("imports more modules than can be followed"));
        }
        let globals = namespace(name, Some(&format!("{ROOT}/{file}")));
        globals.bind("__package__", Object::text(package));
        globals.bind(ROOT_NAME, Object::text(root.as_str()));
        let module = Rc::new(Module { name: Rc::from(name), globals: Rc::clone(&globals) });
        self.modules.insert(file.clone(), Rc::clone(&module));
        self.imported = true;
        match self.run_file(file, &globals, place) {
            Ok(()) => Ok(module),
            Err(stop) => {
                self.modules.remove(file);
                Err(stop)
            }
        }
    }

    /// Follows a file of the project in a namespace.
    pub(crate) fn run_file(
        &mut self,
        file: &RelPath,
        globals: &Rc<Dict>,
        place: Place,
    ) -> Result<(), Stop> {
        let path = Object::text(file.as_str());
        let text = match self.read_text(&path, None, Newlines::Universal, place) {
            Err(Stop::Unknown(doubt)) => return Err(Stop::Refused(doubt)),
            other => other?,
        };
        self.run_text(file.as_str(), &text, (globals, Locals::Module), place)
    }

    /// Follows code in a namespace.
    pub(crate) fn run_text(
        &mut self,
        path: &str,
        text: &Rc<str>,
        (globals, locals): (&Rc<Dict>, Locals),
        place: Place,
    ) -> Result<(), Stop> {
        if !is_read_as_utf8(text) {
            return Err(place.refuse("reads code in an encoding that is not followed"));
        }
        let bare = text.strip_prefix('\u{feff}').map_or_else(|| Rc::clone(text), Rc::from);
        let source = self.parse(path, &bare, place)?;
        if let (Some(docstring), Locals::Module) = (source.raw_docstring(), &locals) {
            globals.bind("__doc__", Object::text(docstring));
        }
        let frame = Frame { source, globals: Rc::clone(globals), locals };
        self.deeper(place, |machine| match machine.block(&frame, source.suite()) {
            Err(Stop::Return(_) | Stop::Break | Stop::Continue) => {
                Err(place.refuse("reads code that cannot be parsed"))
            }
            other => other,
        })
    }

    /// `__import__("name")` and `importlib.import_module("name")`.
    pub(crate) fn dunder_import(&mut self, name: &Object, place: Place) -> Result<Object, Stop> {
        match name {
            Object::Str(name) => {
                let top = name.split('.').next().unwrap_or_default().to_owned();
                self.module(name, place)?;
                self.module(&top, place)
            }
            _ => Err(place.refuse("imports something that is not known")),
        }
    }
}

/// Whether Python reads a source as UTF-8 as well: it may say otherwise in its first two lines.
pub(crate) fn is_read_as_utf8(text: &str) -> bool {
    let mut lines = text.lines().take(2).filter(|line| line.trim_start().starts_with('#'));
    let named = lines.find_map(|line| {
        let (_, rest) = line.split_once("coding")?;
        let rest = rest.strip_prefix([':', '='])?.trim_start();
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c));
        Some(rest.get(..end.unwrap_or(rest.len())).unwrap_or_default().to_ascii_lowercase())
    });
    let is_like_ascii = |name: &str| {
        ["ascii", "us-ascii", "latin", "iso-8859-", "cp125"].iter().any(|it| name.starts_with(it))
    };
    named.is_none_or(|name| {
        matches!(&*name, "utf-8" | "utf8" | "utf_8") || text.is_ascii() && is_like_ascii(&name)
    })
}

fn root_of(globals: &Dict) -> RelPath {
    match globals.name(ROOT_NAME) {
        Some(Object::Str(root)) => RelPath::new(&root).unwrap_or_else(|_| RelPath::root()),
        _ => RelPath::root(),
    }
}
