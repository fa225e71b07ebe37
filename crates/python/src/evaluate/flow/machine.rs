//! One path through a script, and the bounds that it keeps to.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use pyrel_tree::RelPath;

use super::choices::{Choices, PLATFORMS, PYTHONS};
use super::exception::{Exception, OPAQUE};
use super::place::{Doubt, Place, Stop};
use crate::PythonSource;
use crate::evaluate::host::Host;
use crate::evaluate::value::SetupCall;
use crate::evaluate::values::object::{Module, Object, Order};

/// Who follows the script.
pub(crate) struct Machine<'h> {
    pub(crate) host: &'h dyn Host,
    pub(crate) choices: Choices,
    pub(crate) library: &'h Library,
    budget: Budget,
    depth: usize,
    /// How many `try` with handlers are open: there, whether something raises decides.
    pub(crate) tries: usize,
    /// How many loops are open that go through items in any order.
    pub(crate) loose: usize,
    pub(crate) call: Option<SetupCall>,
    pub(crate) modules: BTreeMap<RelPath, Rc<Module>>,
    /// Folders that modules are looked for in before and after everything that is installed.
    pub(crate) first_roots: Vec<RelPath>,
    pub(crate) last_roots: Vec<RelPath>,
    /// Exceptions that are being handled.
    pub(crate) handled: Vec<Rc<Exception>>,
    /// Where own modules were imported, and where a folder was listed: what Python leaves behind
    /// would be listed as well.
    pub(crate) imported: bool,
    pub(crate) listed: BTreeSet<RelPath>,
    /// Python files that were read, with their texts.
    pub(crate) read: Vec<(String, Rc<str>)>,
    /// Whether what is evaluated next is gone through at once, so that what happens in it happens
    /// now.
    pub(crate) at_once: bool,
    /// How many functions of the script are being called.
    pub(crate) calls: usize,
    /// Variables of the environment that the script has set.
    pub(crate) changed: BTreeSet<Rc<str>>,
}

/// What is left of the bounds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    steps: u64,
    bytes: usize,
}

/// Files that were parsed and variables that were asked for, on all paths through the script.
#[derive(Debug, Default)]
pub(crate) struct Library {
    pub(crate) asked: RefCell<BTreeSet<String>>,
    parsed: RefCell<BTreeMap<(String, Rc<str>), Parsed>>,
}

/// A file that was parsed, or why it could not be.
#[derive(Clone, Debug)]
struct Parsed(Result<&'static PythonSource, Rc<str>>);

/// How many expressions and statements are followed in all.
const STEPS: u64 = 1_000_000;
/// How many bytes may be made in all.
const BYTES: usize = 128 << 20;
/// How long a text or a list may be.
pub(crate) const LONGEST: usize = 8 << 20;
/// How deep expressions, statements and calls may lie in each other. On the stack that parsing
/// has as well, a level may take a few thousand bytes many times over.
const DEEPEST: usize = 900;
/// How many texts may be parsed.
const MOST_PARSED: usize = 300;

impl Budget {
    pub(crate) fn new() -> Self {
        Self { steps: STEPS, bytes: BYTES }
    }
}

impl<'h> Machine<'h> {
    pub(crate) fn new(
        host: &'h dyn Host,
        library: &'h Library,
        choices: Choices,
        budget: Budget,
    ) -> Self {
        let own = host.imports_own_modules().then(RelPath::root);
        Self {
            host,
            choices,
            library,
            budget,
            depth: 0,
            tries: 0,
            loose: 0,
            call: None,
            modules: BTreeMap::new(),
            first_roots: own.into_iter().collect(),
            last_roots: Vec::new(),
            handled: Vec::new(),
            imported: false,
            listed: BTreeSet::new(),
            read: Vec::new(),
            at_once: false,
            calls: 0,
            changed: BTreeSet::new(),
        }
    }

    pub(crate) fn budget(&self) -> Budget {
        self.budget
    }

    /// Goes one level deeper and comes back.
    pub(crate) fn deeper<T>(
        &mut self,
        place: Place,
        work: impl FnOnce(&mut Self) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        self.spend_steps(1, place)?;
        if self.depth >= DEEPEST {
            return Err(place.refuse("is nested too deep to be followed"));
        }
        self.depth += 1;
        let result = work(self);
        self.depth -= 1;
        result
    }

    pub(crate) fn spend_steps(&mut self, steps: usize, place: Place) -> Result<(), Stop> {
        match self.budget.steps.checked_sub(steps as u64) {
            Some(left) => {
                self.budget.steps = left;
                Ok(())
            }
            None => Err(place.refuse("takes too many steps to be followed")),
        }
    }

    /// Pays for a text or list of this length.
    pub(crate) fn spend(&mut self, bytes: usize, place: Place) -> Result<(), Stop> {
        self.spend_steps(bytes >> 10, place)?;
        match self.budget.bytes.checked_sub(bytes) {
            Some(left) if bytes <= LONGEST => {
                self.budget.bytes = left;
                Ok(())
            }
            _ => Err(place.refuse("is larger than can be followed")),
        }
    }

    pub(crate) fn text(&mut self, text: impl AsRef<str>, place: Place) -> Result<Object, Stop> {
        self.spend(text.as_ref().len(), place)?;
        Ok(Object::text(text))
    }

    pub(crate) fn list(
        &mut self,
        items: Vec<Object>,
        order: Order,
        place: Place,
    ) -> Result<Object, Stop> {
        self.spend(items.len() * size_of::<Object>(), place)?;
        Ok(Object::list_in(items, order))
    }

    /// A value that is not known; inside of `try` it may just as well be an exception.
    pub(crate) fn doubt(&mut self, doubt: Rc<Doubt>) -> Result<Object, Stop> {
        if self.tries > 0 && self.choices.each(2, || Rc::clone(&doubt)) == 1 {
            return Err(raise_opaque(doubt.place));
        }
        Ok(Object::Unknown(doubt))
    }

    /// Decides between two for which nothing speaks.
    pub(crate) fn either(&mut self, doubt: &Rc<Doubt>) -> bool {
        self.choices.each(2, || Rc::clone(doubt)) == 0
    }

    /// The minor release of Python 3.
    pub(crate) fn python(&mut self, place: Place) -> i64 {
        let why = || place.doubt("depends on the Python release");
        let index = self.choices.once("python", PYTHONS.len(), why);
        PYTHONS.get(index).copied().unwrap_or_default()
    }

    /// The platform as `sys.platform`, `os.name` and `platform.system()` have it.
    pub(crate) fn platform(&mut self, place: Place) -> [&'static str; 3] {
        let why = || place.doubt("depends on the platform");
        let index = self.choices.once("platform", PLATFORMS.len(), why);
        PLATFORMS.get(index).copied().unwrap_or_default()
    }

    /// Parses a text once for all paths; an error is that of Python's compiler.
    pub(crate) fn parse(
        &mut self,
        path: &str,
        text: &Rc<str>,
        place: Place,
    ) -> Result<&'static PythonSource, Stop> {
        self.spend_steps(text.len() >> 6, place)?;
        let key = (path.to_owned(), Rc::clone(text));
        let known = self.library.parsed.borrow().get(&key).cloned();
        let parsed = match known {
            Some(parsed) => parsed,
            None => {
                if self.library.parsed.borrow().len() >= MOST_PARSED {
                    return Err(place.refuse("reads more code than can be followed"));
                }
                let parsed = Parsed(keep(path, text));
                self.library.parsed.borrow_mut().insert(key, parsed.clone());
                parsed
            }
        };
        parsed.0.map_err(|why| place.refuse(&format!("reads code that cannot be parsed: {why}")))
    }
}

/// Parses a text for good: like its tree, which would overflow the stack if it were dropped.
pub(crate) fn keep(path: &str, text: &str) -> Result<&'static PythonSource, Rc<str>> {
    match PythonSource::parse(path, text) {
        Ok(source) => Ok(Box::leak(Box::new(source))),
        Err(error) => Err(Rc::from(error.to_string())),
    }
}

/// An exception of a class of Python's.
pub(crate) fn raise(class: &str, message: impl AsRef<str>, place: Place) -> Stop {
    let arguments = vec![Object::text(message)];
    Stop::Raised(Rc::new(Exception { class: Rc::from(class), arguments, own: None, place }))
}

fn raise_opaque(place: Place) -> Stop {
    let class = Rc::from(OPAQUE);
    Stop::Raised(Rc::new(Exception { class, arguments: Vec::new(), own: None, place }))
}
