//! Every path through a script, and what all that build have in common.

use std::rc::Rc;

use super::flow::assign::namespace;
use super::flow::choices::{Choices, ROOT};
use super::flow::exception::OPAQUE;
use super::flow::frame::{Frame, Locals};
use super::flow::import::is_read_as_utf8;
use super::flow::machine::{Budget, Library, Machine, keep};
use super::flow::place::{Doubt, Stop};
use super::host::Host;
use super::value::{Keyword, Refusal, SetupCall, Value};
use super::values::object::Object;
use crate::PythonSource;

/// A `setup.py`.
#[derive(Debug)]
pub struct SetupPy;

/// Room for expressions and calls that lie in each other. Only what is used is ever touched.
const STACK: usize = 512 << 20;
/// How many paths are followed.
const MOST_PATHS: usize = 3000;
/// How many decisions there may be on one of them.
const MOST_CHOICES: usize = 400;

impl SetupPy {
    /// What the script passes to `setup()` wherever it builds: on every platform, with every Python
    /// that setuptools supports, for each command that a front end calls. Paths are taken as POSIX
    /// writes them, text without a named encoding as UTF-8.
    ///
    /// # Errors
    /// When that cannot be told without running it, or when it does more than call `setup()`.
    pub fn evaluate(source: &PythonSource, host: &dyn Host) -> Result<SetupCall, Refusal> {
        let outcome = std::thread::scope(|scope| {
            let builder = std::thread::Builder::new().stack_size(STACK);
            builder.spawn_scoped(scope, || explore(source, host)).ok()?.join().ok()
        });
        outcome.unwrap_or_else(|| Err(refusal(source, "setup.py cannot be followed")))
    }
}

/// How a path through a script ends.
#[derive(Debug)]
enum Ending {
    Called(SetupCall),
    /// It does not build: others do.
    Failed(Refusal),
}

fn explore(source: &PythonSource, host: &dyn Host) -> Result<SetupCall, Refusal> {
    if !is_read_as_utf8(source.source().text()) {
        return Err(refusal(source, "setup.py names an encoding that is not followed"));
    }
    let text = as_executed(source.source().text());
    let kept = keep(source.source().path(), &text);
    let source = kept.map_err(|why| refusal(source, &why))?;
    let library = Library::default();
    let mut budget = Budget::new();
    let mut choices = Choices::default();
    let mut joined: Option<(SetupCall, Choices)> = None;
    let mut failed = None;
    for _ in 0..MOST_PATHS {
        let mut machine = Machine::new(host, &library, choices, budget);
        let ending = follow(&mut machine, source)?;
        budget = machine.budget();
        choices = machine.choices;
        if choices.len() > MOST_CHOICES {
            return Err(refusal(source, "setup.py depends on too much to be followed"));
        }
        let next = choices.next();
        match ending {
            Ending::Failed(why) => drop(failed.get_or_insert(why)),
            Ending::Called(call) => match &mut joined {
                None => joined = Some((call, choices)),
                Some((first, of)) => {
                    if let Some(why) = of.difference(&choices) {
                        join(first, call, &why);
                    }
                }
            },
        }
        match next {
            Some(next) => choices = next,
            None => {
                let none = || refusal(source, "setup.py never calls `setup()`");
                let variables = library.asked.take();
                let called = joined.map(|(call, _)| SetupCall { variables, ..call });
                return called.ok_or_else(|| failed.unwrap_or_else(none));
            }
        }
    }
    Err(refusal(source, "setup.py depends on too much to be followed"))
}

/// The text as setuptools executes it: with line feeds at the ends of lines, and, by an old slip,
/// with each carriage return gone that is written as an escape before a line feed.
fn as_executed(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace(r"\r\n", r"\n")
}

fn follow(machine: &mut Machine<'_>, source: &'static PythonSource) -> Result<Ending, Refusal> {
    let globals = namespace("__main__", Some(&format!("{ROOT}/setup.py")));
    if let Some(docstring) = source.raw_docstring() {
        globals.bind("__doc__", Object::text(docstring));
    }
    let frame = Frame { source, globals, locals: Locals::Module };
    let result = machine.block(&frame, source.suite());
    let called = machine.call.take();
    match (result, called) {
        (Err(Stop::Refused(doubt) | Stop::Unknown(doubt)), _) => Err(doubt.refusal()),
        (Err(Stop::Raised(raised)), called) => {
            let class = if &*raised.class == OPAQUE { "an exception" } else { &raised.class };
            let leaves = class == "SystemExit" && leaves_in_peace(raised.arguments.first());
            match called {
                Some(call) if leaves => Ok(Ending::Called(call)),
                _ => {
                    let words = match class {
                        "SystemExit" => "ends setup.py before it has built anything".to_owned(),
                        _ => format!("raises {class}"),
                    };
                    Ok(Ending::Failed(raised.place.doubt(&words).refusal()))
                }
            }
        }
        (_, Some(call)) => Ok(Ending::Called(call)),
        (_, None) => Ok(Ending::Failed(refusal(source, "setup.py never calls `setup()`"))),
    }
}

/// Whether `SystemExit` with this code means that all is well.
fn leaves_in_peace(code: Option<&Object>) -> bool {
    matches!(code, None | Some(Object::None | Object::Int(0) | Object::Bool(false)))
}

fn refusal(source: &PythonSource, words: &str) -> Refusal {
    Refusal { words: words.to_owned(), location: source.source().locate(0..0) }
}

/// Keeps of the first call what another path calls `setup()` with as well.
fn join(first: &mut SetupCall, other: SetupCall, why: &Rc<Doubt>) {
    let SetupCall { keywords, .. } = other;
    for keyword in &mut first.keywords {
        match keywords.iter().find(|other| other.name == keyword.name) {
            Some(other) => join_values(&mut keyword.value, &other.value, why),
            None => keyword.value = Value::Unknown(why.refusal()),
        }
    }
    for Keyword { name, location, .. } in keywords {
        if first.keyword(&name).is_none() {
            let value = Value::Unknown(why.refusal());
            first.keywords.push(Keyword { name, value, location });
        }
    }
}

fn join_values(first: &mut Value, other: &Value, why: &Rc<Doubt>) {
    let unknown = |value: &Value| matches!(value, Value::Unknown(_));
    match (&mut *first, other) {
        (a, _) if unknown(a) => {}
        (_, b) if unknown(b) => *first = other.clone(),
        (Value::Dict(a), Value::Dict(b)) if a.len() == b.len() => {
            let same = a.iter().zip(b).all(|((a, _), (b, _))| a == b);
            if same {
                for ((_, a), (_, b)) in a.iter_mut().zip(b) {
                    join_values(a, b, why);
                }
            } else {
                *first = Value::Unknown(why.refusal());
            }
        }
        (a, b) if a == b => {}
        _ => *first = Value::Unknown(why.refusal()),
    }
}
