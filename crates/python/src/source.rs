//! Static reading of Python source: docstrings and literals, never execution.
//!
//! The only file beside the evaluator that knows the parser, whose interface is not stable yet.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the parser's enums have dozens of variants, and all but a few mean code"
)]

use std::fmt;
use std::mem::ManuallyDrop;
use std::ops::Range;

use pyrel_diag::{Finding, Location, Rule, Severity, SourceText};
use pyrel_tree::{RelPath, SourceTree};
use ruff_python_ast::visitor::{Visitor, walk_except_handler, walk_expr, walk_pattern, walk_stmt};
use ruff_python_ast::{CmpOp, ExceptHandler, Expr, ModModule, Number, Pattern, Stmt, UnaryOp};
use ruff_python_parser::{ParseError, Parsed, parse_module};
use ruff_text_size::Ranged;

use crate::Error;

/// A parsed Python file.
pub struct PythonSource {
    source: SourceText,
    // Dropping the tree of a hostile file, nested a hundred thousand deep, would overflow the
    // stack, and a build reads no more than a handful of files: so it is never dropped.
    module: ManuallyDrop<Parsed<ModModule>>,
}

/// What a module assigns to a name.
#[derive(Clone, Debug, PartialEq)]
pub enum Assigned {
    /// A literal.
    Literal {
        /// The value.
        value: Literal,
        /// Byte range of the literal in the file.
        range: Range<usize>,
        /// Its place.
        location: Location,
    },
    /// Something that only running the module would tell.
    Code(Location),
}

/// What a `setup.py` does.
#[derive(Clone, Debug, PartialEq)]
pub enum SetupScript {
    /// It calls `setup()` without arguments and does nothing else.
    Bare,
    /// It does nothing at all.
    NoCall,
    /// It does more; where that begins.
    Logic(Location),
}

/// A literal as `ast.literal_eval` takes it, as far as metadata is made from it.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `True` or `False`.
    Bool(bool),
    /// A float or complex number, or bytes: as written.
    Other(String),
    /// An integer, in decimal.
    Int(String),
    /// A list, tuple or set.
    Items(Vec<Self>),
    /// `None`.
    None,
    /// A string.
    Text(String),
}

/// Python files larger than this are not read: no version needs them.
const LARGEST: usize = 4 << 20;
/// How deep brackets may nest; CPython refuses more than 200.
const DEEPEST: usize = 200;
/// How many words that open an operand may stand in one logical line. CPython gives up at about
/// 6,000 levels; the parser used here would overflow the stack instead.
const MOST_PREFIXES: usize = 3000;
/// Room for that many levels, even without optimisation. Only what is used is ever touched.
const STACK: usize = 512 << 20;

/// All rules of this crate.
pub static RULES: [&Rule; 1] = [&PYTHON_SYNTAX];

static PYTHON_SYNTAX: Rule = Rule {
    id: "python-syntax",
    severity: Severity::Error,
    words: "a Python file that metadata is read from cannot be parsed",
    remedy: "correct the file, or write the value into pyproject.toml",
};

impl PythonSource {
    /// Reads and parses a file of the tree.
    ///
    /// # Errors
    /// When it cannot be read, is in another encoding than UTF-8, or is not Python.
    pub fn read(tree: &SourceTree, path: &RelPath) -> Result<Self, Error> {
        let bytes = tree.read(path)?;
        let refuse = |why: String| {
            Err(Error::refused(Finding::new(&PYTHON_SYNTAX, why).in_file(path.as_str())))
        };
        if bytes.len() > LARGEST {
            return refuse(format!("the file has {} bytes, more than are parsed", bytes.len()));
        }
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                return refuse(format!("the file is not UTF-8 (byte {at})"));
            }
        };
        Self::parse(path.as_str(), text.strip_prefix('\u{feff}').unwrap_or(&text))
    }

    /// Parses a text.
    ///
    /// # Errors
    /// When it is not Python, or nested deeper than CPython allows.
    pub fn parse(path: &str, text: &str) -> Result<Self, Error> {
        let source = SourceText::new(path, text);
        let refuse = |why: String, range: Range<usize>| {
            Error::refused(Finding::new(&PYTHON_SYNTAX, why).at(source.locate(range)))
        };
        // CPython compiles none that holds one, wherever it stands.
        let null = text.find('\0').map(|at| ("source code cannot contain null bytes", at));
        if let Some((why, at)) = null.or_else(|| too_deep(text)) {
            return Err(refuse(why.to_owned(), at..at + 1));
        }
        match parse_on_large_stack(text) {
            Some(Ok(module)) => Ok(Self { source, module: ManuallyDrop::new(module) }),
            Some(Err(error)) => Err(refuse(error.error.to_string(), error.location.into())),
            None => Err(refuse("the parser gave up".to_owned(), 0..0)),
        }
    }

    /// The statements of the module.
    pub(crate) fn suite(&self) -> &[Stmt] {
        self.module.suite()
    }

    /// The module's docstring as it is written.
    pub(crate) fn raw_docstring(&self) -> Option<&str> {
        match self.module.suite().first() {
            Some(Stmt::Expr(statement)) => match &*statement.value {
                Expr::StringLiteral(text) => Some(text.value.to_str()),
                _ => None,
            },
            _ => None,
        }
    }

    /// The module's docstring, dedented as `inspect.cleandoc` does.
    #[must_use]
    pub fn docstring(&self) -> Option<String> {
        self.raw_docstring().map(clean_docstring)
    }

    /// What the first top-level statement assigns that has the bare name among its targets.
    /// Assignments to tuples, and those inside `if` or `try`, do not count.
    #[must_use]
    pub fn first_assignment(&self, name: &str) -> Option<Assigned> {
        self.assignments(name).next()
    }

    /// All top-level assignments to a bare name, in order.
    pub fn assignments(&self, name: &str) -> impl Iterator<Item = Assigned> {
        self.module.suite().iter().filter_map(move |statement| {
            assigned_value(statement, name).map(|value| self.assigned(value))
        })
    }

    /// What the one top-level assignment to a name assigns, if nothing in the file could bind the
    /// name otherwise: what it is worth after the file has run.
    #[must_use]
    pub fn only_assignment(&self, name: &str) -> Option<Assigned> {
        let mut bindings = Bindings { name, count: 0 };
        for statement in self.module.suite() {
            bindings.visit_stmt(statement);
        }
        self.first_assignment(name).filter(|_| bindings.count == 1)
    }

    /// What the file does as a `setup.py`. Imports of setuptools and of Python's own library,
    /// strings, and a guard around the call are nothing.
    #[must_use]
    pub fn setup_script(&self) -> SetupScript {
        let mut calls = 0;
        for statement in self.module.suite() {
            match setup_step(statement) {
                Some(more) => calls += more,
                None => return SetupScript::Logic(self.source.locate(statement.range().into())),
            }
        }
        if calls == 0 { SetupScript::NoCall } else { SetupScript::Bare }
    }

    /// Its name and text.
    #[must_use]
    pub fn source(&self) -> &SourceText {
        &self.source
    }

    fn assigned(&self, value: &Expr) -> Assigned {
        let range: Range<usize> = value.range().into();
        let location = self.source.locate(range.clone());
        match literal(value, self.source.text()) {
            Some(value) => Assigned::Literal { value, range, location },
            None => Assigned::Code(location),
        }
    }
}

impl fmt::Debug for PythonSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PythonSource").field("path", &self.source.path()).finish_non_exhaustive()
    }
}

/// A Python string literal of a text, for rewriting a version.
#[must_use]
pub fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Counts what binds a name, or could do so unseen.
struct Bindings<'n> {
    name: &'n str,
    count: usize,
}

/// Names whose mere mention means that a module may change itself.
const REFLECTION: &[&str] =
    &["__dict__", "delattr", "exec", "globals", "locals", "setattr", "vars"];

impl Bindings<'_> {
    fn bind(&mut self, name: &str) {
        self.count += usize::from(name == self.name);
    }

    fn import(&mut self, alias: &ruff_python_ast::Alias) {
        let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
        let bound = if name == "*" { self.name } else { name.split('.').next().unwrap_or(name) };
        self.bind(bound);
    }
}

impl<'a> Visitor<'a> for Bindings<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => self.bind(function.name.as_str()),
            Stmt::ClassDef(class) => self.bind(class.name.as_str()),
            Stmt::Global(global) => global.names.iter().for_each(|it| self.bind(it.as_str())),
            Stmt::Import(import) => import.names.iter().for_each(|it| self.import(it)),
            Stmt::ImportFrom(import) => import.names.iter().for_each(|it| self.import(it)),
            _ => {}
        }
        walk_stmt(self, statement);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Name(name) if REFLECTION.contains(&name.id.as_str()) => self.count += 2,
            Expr::Name(name) if !name.ctx.is_load() => self.bind(name.id.as_str()),
            Expr::Attribute(member) if REFLECTION.contains(&member.attr.as_str()) => {
                self.count += 2;
            }
            Expr::Attribute(member) if !member.ctx.is_load() => self.bind(member.attr.as_str()),
            _ => {}
        }
        walk_expr(self, expression);
    }

    fn visit_except_handler(&mut self, handler: &'a ExceptHandler) {
        let ExceptHandler::ExceptHandler(inner) = handler;
        if let Some(name) = &inner.name {
            self.bind(name.as_str());
        }
        walk_except_handler(self, handler);
    }

    fn visit_pattern(&mut self, pattern: &'a Pattern) {
        let name = match pattern {
            Pattern::MatchAs(found) => found.name.as_ref(),
            Pattern::MatchStar(found) => found.name.as_ref(),
            Pattern::MatchMapping(found) => found.rest.as_ref(),
            _ => None,
        };
        if let Some(name) = name {
            self.bind(name.as_str());
        }
        walk_pattern(self, pattern);
    }
}

fn assigned_value<'a>(statement: &'a Stmt, name: &str) -> Option<&'a Expr> {
    let is_name = |target: &Expr| matches!(target, Expr::Name(found) if found.id.as_str() == name);
    match statement {
        Stmt::Assign(assign) => assign.targets.iter().any(is_name).then_some(&*assign.value),
        Stmt::AnnAssign(assign) if is_name(&assign.target) => assign.value.as_deref(),
        _ => None,
    }
}

/// Modules whose import alone changes nothing that setuptools does.
const HARMLESS_IMPORTS: &[&str] = &[
    "__future__",
    "codecs",
    "glob",
    "io",
    "os",
    "pathlib",
    "platform",
    "re",
    "setuptools",
    "sys",
    "typing",
];

/// How many bare calls of `setup` a statement makes; `None` where it does anything else.
fn setup_step(statement: &Stmt) -> Option<usize> {
    let harmless = |module: &str| {
        let root = module.split('.').next().unwrap_or(module);
        HARMLESS_IMPORTS.contains(&root)
    };
    match statement {
        Stmt::Pass(_) => Some(0),
        Stmt::Import(import) => {
            import.names.iter().all(|alias| harmless(alias.name.as_str())).then_some(0)
        }
        Stmt::ImportFrom(import) => {
            let module = import.module.as_ref().map_or("", |module| module.as_str());
            (import.level == 0 && harmless(module)).then_some(0)
        }
        Stmt::Expr(expression) => match &*expression.value {
            Expr::StringLiteral(_) => Some(0),
            Expr::Call(call) => {
                let bare = call.arguments.args.is_empty() && call.arguments.keywords.is_empty();
                (bare && is_setup(&call.func)).then_some(1)
            }
            _ => None,
        },
        Stmt::If(guard) if guard.elif_else_clauses.is_empty() && is_main_guard(&guard.test) => {
            guard.body.iter().map(setup_step).sum()
        }
        _ => None,
    }
}

/// `setup` or `setuptools.setup`.
fn is_setup(function: &Expr) -> bool {
    let is = |value: &Expr, name| matches!(value, Expr::Name(found) if found.id.as_str() == name);
    match function {
        Expr::Attribute(member) => {
            member.attr.as_str() == "setup" && is(&member.value, "setuptools")
        }
        other => is(other, "setup"),
    }
}

/// `__name__ == "__main__"`, which is true where setuptools runs the file.
fn is_main_guard(test: &Expr) -> bool {
    let Expr::Compare(compare) = test else { return false };
    let (Expr::Name(name), [CmpOp::Eq], [Expr::StringLiteral(text)]) =
        (&*compare.left, &*compare.ops, &*compare.comparators)
    else {
        return false;
    };
    name.id.as_str() == "__name__" && text.value.to_str() == "__main__"
}

fn literal(value: &Expr, text: &str) -> Option<Literal> {
    let other =
        || Literal::Other(text.get(Range::from(value.range())).unwrap_or_default().to_owned());
    let items = |items: &[Expr]| {
        items.iter().map(|item| literal(item, text)).collect::<Option<Vec<_>>>().map(Literal::Items)
    };
    match value {
        Expr::StringLiteral(found) => Some(Literal::Text(found.value.to_str().to_owned())),
        Expr::BooleanLiteral(found) => Some(Literal::Bool(found.value)),
        Expr::NoneLiteral(_) => Some(Literal::None),
        Expr::NumberLiteral(found) => match &found.value {
            Number::Int(number) => {
                Some(number.as_u64().map_or_else(other, |number| Literal::Int(number.to_string())))
            }
            Number::Complex { .. } | Number::Float(_) => Some(other()),
        },
        Expr::UnaryOp(negated) if negated.op == UnaryOp::USub => {
            matches!(&*negated.operand, Expr::NumberLiteral(_)).then(other)
        }
        Expr::BytesLiteral(_) => Some(other()),
        Expr::List(found) => items(&found.elts),
        Expr::Tuple(found) => items(&found.elts),
        Expr::Set(found) => items(&found.elts),
        _ => None,
    }
}

fn parse_on_large_stack(text: &str) -> Option<Result<Parsed<ModModule>, ParseError>> {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(STACK);
        builder.spawn_scoped(scope, || parse_module(text)).ok()?.join().ok()
    })
}

/// Where, and in what way, the text nests deeper than a parser should be asked to follow. What is
/// in strings and comments counts too: nobody's version file comes near these bounds.
fn too_deep(text: &str) -> Option<(&'static str, usize)> {
    let mut brackets = 0usize;
    let mut prefixes = 0usize;
    let mut word = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => brackets += 1,
            b')' | b']' | b'}' => brackets = brackets.saturating_sub(1),
            b'-' | b'+' | b'~' | b'*' => prefixes += 1,
            b'\n' if brackets == 0 && !text[..at].ends_with('\\') => prefixes = 0,
            _ => {}
        }
        if !byte.is_ascii_alphanumeric() && byte != b'_' {
            let opens = ["not", "lambda", "if", "else", "await", "for", "async"];
            prefixes += usize::from(opens.contains(&text.get(word..at).unwrap_or_default()));
            word = at + 1;
        }
        if brackets > DEEPEST {
            return Some(("brackets are nested more than 200 deep", at));
        }
        if prefixes > MOST_PREFIXES {
            return Some(("one line has more operators than can be followed", at));
        }
    }
    None
}

/// `inspect.cleandoc`: tabs are expanded, the indent common to all lines but the first goes, and
/// so do empty lines at both ends.
fn clean_docstring(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(expand_tabs).collect();
    let indent = |line: &String| line.len() - line.trim_start().len();
    let rest = lines.iter().skip(1).filter(|line| !line.trim().is_empty());
    let margin = rest.map(indent).min().unwrap_or(0);
    let mut cleaned: Vec<&str> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| match at {
            0 => line.trim_start(),
            _ => line.get(margin..).unwrap_or(""),
        })
        .collect();
    while cleaned.last().is_some_and(|line| line.is_empty()) {
        cleaned.pop();
    }
    let blank = cleaned.iter().take_while(|line| line.is_empty()).count();
    cleaned.split_off(blank).join("\n")
}

fn expand_tabs(line: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for letter in line.chars() {
        let width = if letter == '\t' { 8 - column % 8 } else { 1 };
        if letter == '\t' {
            out.extend(std::iter::repeat_n(' ', width));
        } else {
            out.push(letter);
        }
        column += width;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn version(text: &str, expect: Option<&str>) {
        let got = PythonSource::parse("m.py", text).unwrap().first_assignment("__version__");
        let got = got.map(|assigned| match assigned {
            Assigned::Literal { value: Literal::Text(text), .. } => text,
            Assigned::Literal { value, .. } => format!("{value:?}"),
            Assigned::Code(location) => format!("code in line {}", location.line),
        });
        assert_eq!(got.as_deref(), expect, "{text}");
    }

    #[test]
    fn literals_are_read_and_code_is_not_run() {
        version("__version__ = '1.0'\n", Some("1.0"));
        version("__version__: str = ('1.' \"0\")\n", Some("1.0"));
        version("a = __version__ = r'1'\n", Some("1"));
        version("__version__ = (1, 2)\n", Some("Items([Int(\"1\"), Int(\"2\")])"));
        version("\n__version__ = '1' + '2'\n", Some("code in line 2"));
        version("__version__ = f'{x}'\n", Some("code in line 1"));
        version("if True:\n    __version__ = '1'\n", None);
        version("__version__, x = '1', 2\n", None);
        version("__version__ = '1'\n__version__ = '2'\n", Some("1"));
    }

    #[test]
    fn a_setup_script_that_only_calls_setup_does_nothing() {
        let check = |text: &str, expect: &str| {
            let script = PythonSource::parse("setup.py", text).unwrap().setup_script();
            let got = match script {
                SetupScript::Logic(location) => format!("logic in line {}", location.line),
                other => format!("{other:?}"),
            };
            assert_eq!(got, expect, "{text}");
        };
        check("\"\"\"Doc.\"\"\"\nfrom setuptools import setup\n\n# why\nsetup()\n", "Bare");
        check(
            "import setuptools, sys\nif __name__ == '__main__':\n    setuptools.setup()\n",
            "Bare",
        );
        check("import setuptools\n", "NoCall");
        check("from setuptools import setup\nsetup(name='x')\n", "logic in line 2");
        check("from setuptools import setup\nx = 1\nsetup()\n", "logic in line 2");
        check("import versioneer\n", "logic in line 1");
        check("from .build import setup\nsetup()\n", "logic in line 1");
        check("if __name__ == '__main__':\n    setup()\nelse:\n    x()\n", "logic in line 1");
        check("if __name__ != '__main__':\n    setup()\n", "logic in line 1");
    }

    #[test]
    fn a_name_that_is_bound_once_has_that_value_in_the_end() {
        let check = |text: &str, expect: bool| {
            let source = PythonSource::parse("m.py", text).unwrap();
            let found = source.only_assignment("v");
            assert_eq!(matches!(found, Some(Assigned::Literal { .. })), expect, "{text}");
        };
        check("import os\nv = '1'\ndef f(v):\n    return v\n", true);
        for more in [
            "v = '2'",
            "v += '2'",
            "del v",
            "from x import *",
            "from x import v",
            "import v.w",
            "import w as v",
            "def v(): pass",
            "class v: pass",
            "def f():\n    global v\n    w = 1",
            "if True:\n    v = '2'",
            "for v in x: pass",
            "with x as v: pass",
            "try: pass\nexcept E as v: pass",
            "match x:\n    case [v]: pass",
            "(v := '2')",
            "m.v = '2'",
            "globals()['v'] = '2'",
            "sys.modules['m'].__dict__['v'] = '2'",
            "setattr(m, 'v', '2')",
            "exec('v = 2')",
        ] {
            check(&format!("v = '1'\n{more}\n"), false);
        }
        check("if True:\n    v = '1'\n", false);
        check("v = w = '1'\n", true);
        check("v = f()\n", false);
    }

    #[test]
    fn docstrings_are_dedented() {
        let check = |text: &str, expect: Option<&str>| {
            let source = PythonSource::parse("m.py", text).unwrap();
            assert_eq!(source.docstring().as_deref(), expect);
        };
        check("\"\"\"One.\n\n    Two.\n      Three.\n    \"\"\"\n", Some("One.\n\nTwo.\n  Three."));
        check("'a' 'b'\n", Some("ab"));
        check("x = 1\n'no'\n", None);
        check("# only a comment\n", None);
    }

    #[test]
    fn broken_source_is_refused_with_its_place() {
        let error = PythonSource::parse("m.py", "x = (\n").unwrap_err();
        let Error::Refused(finding) = &error else { panic!("{error}") };
        assert!(finding.to_string().starts_with("m.py:"), "{finding}");
    }

    #[test]
    fn hostile_nesting_is_survived() {
        let deep = "(".repeat(100_000);
        assert!(PythonSource::parse("m.py", &deep).is_err());
        for text in ["-", "not ", "lambda: ", "x if y else ", "1 + ", "a.", "await "] {
            drop(PythonSource::parse("m.py", &format!("x = {}1\n", text.repeat(50_000))));
        }
        let long = format!("x = {}\n__version__ = '3'\n", "a.".repeat(200_000) + "b");
        version(&long, Some("3"));
    }
}
