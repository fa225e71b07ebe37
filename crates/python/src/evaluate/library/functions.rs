//! Functions of Python's library that are followed.

use std::rc::Rc;

use ruff_python_ast::{Expr, Stmt, UnaryOp};

use super::file::File;
use super::json;
use super::modules;
use crate::evaluate::flow::arguments::Arguments;
use crate::evaluate::flow::assign::namespace;
use crate::evaluate::flow::frame::{Frame, Locals};
use crate::evaluate::flow::machine::{Machine, raise};
use crate::evaluate::flow::place::{Place, Stop};
use crate::evaluate::values::mapping::Mapping;
use crate::evaluate::values::method::empty_dict;
use crate::evaluate::values::object::{Dict, Making, Module, Object, Order};

/// Commands of git that only answer.
const OF_GIT: &[&str] = &[
    "--version",
    "branch",
    "describe",
    "diff",
    "diff-index",
    "for-each-ref",
    "log",
    "ls-files",
    "name-rev",
    "rev-list",
    "rev-parse",
    "show",
    "status",
    "symbolic-ref",
];

/// How many files are remembered that code was read from.
const MOST_READ: usize = 100;

impl Machine<'_> {
    pub(crate) fn library_function(
        &mut self,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        if name.starts_with("subprocess.") {
            return self.program(name, arguments, place);
        }
        if let Some(stop) = arguments.unknown() {
            return Err(stop);
        }
        let only = || arguments.clone().only(place);
        Ok(Some(match name {
            "io.open" => return self.open(false, arguments.clone(), place).map(Some),
            "codecs.open" => {
                // From Python 3.14 on it warns, and reads as before.
                return self.open(true, arguments.clone(), place).map(Some);
            }
            "io.StringIO" => match only()? {
                Object::Str(text) => Object::File(Rc::new(File::of_text("", text))),
                _ => return Ok(None),
            },
            "ast.literal_eval" => self.literal_eval(&only()?, place)?,
            "json.loads" => match only()? {
                Object::Str(text) => self.json(&text, place)?,
                _ => return Ok(None),
            },
            "json.load" => match only()? {
                Object::File(file) => {
                    let text = self.file_method(&file, "read", &Arguments::default(), place)?;
                    match text {
                        Object::Str(text) => self.json(&text, place)?,
                        _ => return Ok(None),
                    }
                }
                _ => return Ok(None),
            },
            "collections.OrderedDict" => self.ordered_dict(arguments, place)?,
            "collections.defaultdict" => match &*arguments.positional {
                [factory] if arguments.named.is_empty() => empty_dict(Some(factory.clone())),
                _ => return Ok(None),
            },
            "itertools.chain" if arguments.named.is_empty() => {
                self.chained(&arguments.positional, place)?
            }
            "itertools.chain.from_iterable" => {
                let lists = self.ordered(&only()?, place)?;
                self.chained(&lists, place)?
            }
            "functools.reduce" => return self.reduce(arguments, place),
            "textwrap.dedent" => match only()? {
                Object::Str(text) => Object::text(dedented(&text)),
                _ => return Ok(None),
            },
            "platform.system" => Object::text(self.platform(place)[2]),
            "platform.python_version_tuple" => {
                let minor = self.python(place).to_string();
                let micro = Object::Unknown(place.doubt("depends on the Python release"));
                Object::tuple(vec![Object::text("3"), Object::text(minor), micro])
            }
            "platform.python_implementation" => Object::text("CPython"),
            "distutils.util.convert_path" | "os.fsdecode" => match only()? {
                Object::Str(path) => Object::Str(path),
                _ => return Ok(None),
            },
            "importlib.import_module" => match only()? {
                Object::Str(name) => self.module(&name, place)?,
                _ => return Ok(None),
            },
            "logging.getLogger" => Object::native("logging.logger"),
            _ => return self.loader(name, arguments, place),
        }))
    }

    fn ordered_dict(&mut self, arguments: &Arguments, place: Place) -> Result<Object, Stop> {
        let ordered = Dict::with_missing(Mapping::default(), Some(Object::None));
        let made = self.builtin("dict", arguments, place)?;
        self.update_dict(&ordered, &made.unwrap_or(Object::None), place)?;
        Ok(Object::Dict(ordered))
    }

    /// The ways to load a module from a file.
    fn loader(
        &mut self,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        match name {
            "importlib.util.spec_from_file_location"
            | "importlib.machinery.SourceFileLoader"
            | "importlib.util.spec_from_loader" => Ok(Some(Object::Made(Rc::new(Making {
                class: Rc::from(name),
                arguments: arguments.positional.clone(),
                keywords: arguments.named.clone(),
                place,
            })))),
            "importlib.util.module_from_spec" | "types.ModuleType" => {
                let (file, module) = match &*arguments.positional {
                    [Object::Made(spec)] => match &*spec.arguments {
                        [Object::Str(name), path] => (Some(path.clone()), Rc::clone(name)),
                        _ => return Ok(None),
                    },
                    [Object::Str(name)] => (None, Rc::clone(name)),
                    _ => return Ok(None),
                };
                let file = match file {
                    Some(Object::Str(path) | Object::Path(path)) => Some(path),
                    _ => None,
                };
                let globals = namespace(&module, file.as_deref());
                Ok(Some(Object::Module(Rc::new(Module { name: module, globals }))))
            }
            "imp.load_source" => match &*arguments.positional {
                [Object::Str(name), path] => self.load(name, path, place).map(Some),
                _ => Ok(None),
            },
            _ => Ok(None),
        }
    }

    /// Loads a module from a file.
    pub(crate) fn load(
        &mut self,
        name: &Rc<str>,
        path: &Object,
        place: Place,
    ) -> Result<Object, Stop> {
        let shown = self.path_text(path, place)?;
        let globals = namespace(name, Some(&shown));
        let module = Rc::new(Module { name: Rc::clone(name), globals: Rc::clone(&globals) });
        self.exec_into(path, &module, place)?;
        Ok(Object::Module(module))
    }

    /// `loader.exec_module(module)`.
    pub(crate) fn exec_into(
        &mut self,
        path: &Object,
        module: &Rc<Module>,
        place: Place,
    ) -> Result<(), Stop> {
        let file = match self.inside(path, place) {
            Err(Stop::Unknown(doubt)) => return Err(Stop::Refused(doubt)),
            other => other?,
        };
        if self.kind(&file, place)?.is_none() {
            return Err(raise("FileNotFoundError", file.as_str(), place));
        }
        self.imported = true;
        self.run_file(&file, &module.globals, place)
    }

    fn program(
        &mut self,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        let words: Vec<Object> = match arguments.positional.first() {
            Some(list @ (Object::List(_) | Object::Tuple(_))) => self.items(list, place)?.0,
            Some(Object::Str(line)) => line.split(' ').map(Object::text).collect(),
            _ => return Ok(None),
        };
        let word = |at: usize| match words.get(at) {
            Some(Object::Str(word)) => &**word,
            _ => "",
        };
        let runs = matches!(
            name,
            "subprocess.check_output"
                | "subprocess.run"
                | "subprocess.Popen"
                | "subprocess.call"
                | "subprocess.check_call"
                | "subprocess.getoutput"
        );
        let plain = words.iter().all(|it| match it {
            Object::Str(it) => !it.contains([';', '|', '&', '>', '<', '`', '$']),
            Object::Unknown(_) => false,
            _ => true,
        });
        if runs && plain && word(0) == "git" && OF_GIT.contains(&word(1)) {
            return Err(place.unknown("runs a program"));
        }
        Ok(None)
    }

    fn chained(&mut self, lists: &[Object], place: Place) -> Result<Object, Stop> {
        let mut items = Vec::new();
        let mut order = Order::Kept;
        for list in lists {
            let (more, of) = self.items(list, place)?;
            items.extend(more);
            order = order.and(of);
        }
        self.spend(items.len() * size_of::<Object>(), place)?;
        Ok(Object::iterator(items, order))
    }

    fn reduce(&mut self, arguments: &Arguments, place: Place) -> Result<Option<Object>, Stop> {
        let (function, over, start) = match &*arguments.positional {
            [function, over] => (function, over, None),
            [function, over, start] => (function, over, Some(start.clone())),
            _ => return Ok(None),
        };
        let mut items = self.ordered(over, place)?.into_iter();
        let Some(mut total) = start.or_else(|| items.next()) else {
            return Err(raise("TypeError", "reduce() of empty iterable", place));
        };
        for item in items {
            total = self.call(function, Arguments::of(vec![total, item]), place)?;
        }
        Ok(Some(total))
    }

    /// `ast.literal_eval(text)`.
    fn literal_eval(&mut self, text: &Object, place: Place) -> Result<Object, Stop> {
        let Object::Str(text) = text else {
            return Err(place.unknown("is called in a way that is not understood"));
        };
        let trimmed: Rc<str> = Rc::from(text.trim_start_matches([' ', '\t']));
        let (source, expression) = self.expression_of(&trimmed, place)?;
        if !is_literal(expression, 0) {
            return Err(raise("ValueError", "malformed node or string", place));
        }
        let frame = Frame { source, globals: namespace("", None), locals: Locals::Module };
        self.eval(&frame, expression)
    }

    pub(crate) fn expression_of(
        &mut self,
        text: &Rc<str>,
        place: Place,
    ) -> Result<(&'static crate::PythonSource, &'static Expr), Stop> {
        let wrong = || raise("SyntaxError", "invalid syntax", place);
        let source = match self.parse("<string>", text, place) {
            Err(Stop::Refused(_)) => return Err(place.unknown("cannot be parsed")),
            other => other?,
        };
        match source.suite() {
            [Stmt::Expr(expression)] => Ok((source, &*expression.value)),
            _ => Err(wrong()),
        }
    }

    fn json(&mut self, text: &str, place: Place) -> Result<Object, Stop> {
        self.spend(text.len() * 8, place)?;
        json::parse(text).ok_or_else(|| place.unknown("is JSON that is not understood"))
    }

    /// What a name of a module stands for.
    pub(crate) fn library_member(
        &mut self,
        module: &Rc<str>,
        name: &str,
        place: Place,
    ) -> Result<Object, Stop> {
        let full = format!("{module}.{name}");
        let missing = || raise("AttributeError", format!("no attribute '{name}'"), place);
        if let Some(releases) = modules::member(&full)
            && !releases.has(self.python(place))
        {
            return Err(missing());
        }
        let known = modules::is_of_setuptools(&full) || modules::OF_SETUPTOOLS.contains(&name);
        if &**module == "setuptools" && !known {
            let why = || place.doubt("depends on the release of setuptools");
            return match self.choices.once(&full, 2, why) {
                0 => Ok(Object::Foreign(Rc::from(full))),
                _ => Err(missing()),
            };
        }
        match &*full {
            "distutils.core.setup" => Ok(Object::native("setuptools.setup")),
            _ if full.starts_with("codecs.BOM") => Err(place.unknown("is not followed")),
            _ => Ok(Object::native(full)),
        }
    }

    /// Takes down where code was read from.
    pub(crate) fn remember(&mut self, path: &str, text: &Rc<str>) {
        if path.ends_with(".py") && self.read.len() < MOST_READ {
            self.read.push((path.to_owned(), Rc::clone(text)));
        }
    }
}

/// Whether an expression is one that `ast.literal_eval` takes.
fn is_literal(expression: &Expr, depth: usize) -> bool {
    let all = |items: &[Expr]| items.iter().all(|item| is_literal(item, depth + 1));
    if depth > 200 {
        return false;
    }
    match expression {
        Expr::NoneLiteral(_)
        | Expr::BooleanLiteral(_)
        | Expr::NumberLiteral(_)
        | Expr::StringLiteral(_)
        | Expr::EllipsisLiteral(_)
        | Expr::BytesLiteral(_) => true,
        Expr::List(it) => all(&it.elts),
        Expr::Tuple(it) => all(&it.elts),
        Expr::Set(it) => all(&it.elts),
        Expr::Dict(it) => it.items.iter().all(|item| {
            item.key.as_ref().is_some_and(|key| is_literal(key, depth + 1))
                && is_literal(&item.value, depth + 1)
        }),
        Expr::UnaryOp(it) => {
            matches!(it.op, UnaryOp::USub | UnaryOp::UAdd)
                && matches!(&*it.operand, Expr::NumberLiteral(_))
        }
        _ => false,
    }
}

/// `textwrap.dedent(text)`.
fn dedented(text: &str) -> String {
    let blank = |line: &str| line.trim_matches([' ', '\t']).is_empty();
    let mut margin: Option<&str> = None;
    for line in text.split('\n').filter(|line| !blank(line)) {
        let end = line.len() - line.trim_start_matches([' ', '\t']).len();
        let indent = line.get(..end).unwrap_or_default();
        margin = Some(match margin {
            None => indent,
            Some(margin) => {
                let pairs = margin.bytes().zip(indent.bytes());
                let shared = pairs.take_while(|(a, b)| a == b).count();
                margin.get(..shared).unwrap_or_default()
            }
        });
    }
    let margin = margin.unwrap_or_default();
    let lines = text
        .split('\n')
        .map(|line| if blank(line) { "" } else { line.strip_prefix(margin).unwrap_or(line) });
    lines.collect::<Vec<_>>().join("\n")
}
