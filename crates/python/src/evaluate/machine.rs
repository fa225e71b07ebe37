//! One path through a script, and the bounds that it keeps to.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use pyrel_tree::RelPath;

use super::choices::{Choices, PLATFORMS, PYTHONS};
use super::exception::{Exception, OPAQUE};
use super::host::Host;
use super::object::{Module, Object, Order};
use super::place::{Doubt, Place, Stop};
use super::value::SetupCall;
use crate::PythonSource;

/// Who follows the script.
pub(super) struct Machine<'h> {
    pub(super) host: &'h dyn Host,
    pub(super) choices: Choices,
    pub(super) library: &'h Library,
    budget: Budget,
    depth: usize,
    /// How many `try` with handlers are open: there, whether something raises decides.
    pub(super) tries: usize,
    /// How many loops are open that go through items in any order.
    pub(super) loose: usize,
    pub(super) call: Option<SetupCall>,
    pub(super) modules: BTreeMap<RelPath, Rc<Module>>,
    /// Folders that modules are looked for in before and after everything that is installed.
    pub(super) first_roots: Vec<RelPath>,
    pub(super) last_roots: Vec<RelPath>,
    /// Exceptions that are being handled.
    pub(super) handled: Vec<Rc<Exception>>,
    /// Where own modules were imported, and where a folder was listed: what Python leaves behind
    /// would be listed as well.
    pub(super) imported: bool,
    pub(super) listed: BTreeSet<RelPath>,
    /// Python files that were read, with their texts.
    pub(super) read: Vec<(String, Rc<str>)>,
    /// Whether what is evaluated next is gone through at once, so that what happens in it happens
    /// now.
    pub(super) at_once: bool,
    /// How many functions of the script are being called.
    pub(super) calls: usize,
    /// Variables of the environment that the script has set.
    pub(super) changed: BTreeSet<Rc<str>>,
}

/// What is left of the bounds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    steps: u64,
    bytes: usize,
}

/// Files that were parsed and variables that were asked for, on all paths through the script.
#[derive(Debug, Default)]
pub(super) struct Library {
    pub(super) asked: RefCell<BTreeSet<String>>,
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
pub(super) const LONGEST: usize = 8 << 20;
/// How deep expressions, statements and calls may lie in each other. On the stack that parsing
/// has as well, a level may take a few thousand bytes many times over.
const DEEPEST: usize = 900;
/// How many texts may be parsed.
const MOST_PARSED: usize = 300;

impl Budget {
    pub(super) fn new() -> Self {
        Self { steps: STEPS, bytes: BYTES }
    }
}

impl<'h> Machine<'h> {
    pub(super) fn new(
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

    pub(super) fn budget(&self) -> Budget {
        self.budget
    }

    /// Goes one level deeper and comes back.
    pub(super) fn deeper<T>(
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

    pub(super) fn spend_steps(&mut self, steps: usize, place: Place) -> Result<(), Stop> {
        match self.budget.steps.checked_sub(steps as u64) {
            Some(left) => {
                self.budget.steps = left;
                Ok(())
            }
            None => Err(place.refuse("takes too many steps to be followed")),
        }
    }

    /// Pays for a text or list of this length.
    pub(super) fn spend(&mut self, bytes: usize, place: Place) -> Result<(), Stop> {
        self.spend_steps(bytes >> 10, place)?;
        match self.budget.bytes.checked_sub(bytes) {
            Some(left) if bytes <= LONGEST => {
                self.budget.bytes = left;
                Ok(())
            }
            _ => Err(place.refuse("is larger than can be followed")),
        }
    }

    pub(super) fn text(&mut self, text: impl AsRef<str>, place: Place) -> Result<Object, Stop> {
        self.spend(text.as_ref().len(), place)?;
        Ok(Object::text(text))
    }

    pub(super) fn list(
        &mut self,
        items: Vec<Object>,
        order: Order,
        place: Place,
    ) -> Result<Object, Stop> {
        self.spend(items.len() * size_of::<Object>(), place)?;
        Ok(Object::list_in(items, order))
    }

    /// A value that is not known; inside of `try` it may just as well be an exception.
    pub(super) fn doubt(&mut self, doubt: Rc<Doubt>) -> Result<Object, Stop> {
        if self.tries > 0 && self.choices.each(2, || Rc::clone(&doubt)) == 1 {
            return Err(raise_opaque(doubt.place));
        }
        Ok(Object::Unknown(doubt))
    }

    /// Decides between two for which nothing speaks.
    pub(super) fn either(&mut self, doubt: &Rc<Doubt>) -> bool {
        self.choices.each(2, || Rc::clone(doubt)) == 0
    }

    /// The minor release of Python 3.
    pub(super) fn python(&mut self, place: Place) -> i64 {
        let why = || place.doubt("depends on the Python release");
        let index = self.choices.once("python", PYTHONS.len(), why);
        PYTHONS.get(index).copied().unwrap_or_default()
    }

    /// The platform as `sys.platform`, `os.name` and `platform.system()` have it.
    pub(super) fn platform(&mut self, place: Place) -> [&'static str; 3] {
        let why = || place.doubt("depends on the platform");
        let index = self.choices.once("platform", PLATFORMS.len(), why);
        PLATFORMS.get(index).copied().unwrap_or_default()
    }

    /// Parses a text once for all paths; an error is that of Python's compiler.
    pub(super) fn parse(
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
pub(super) fn keep(path: &str, text: &str) -> Result<&'static PythonSource, Rc<str>> {
    match PythonSource::parse(path, text) {
        Ok(source) => Ok(Box::leak(Box::new(source))),
        Err(error) => Err(Rc::from(error.to_string())),
    }
}

/// An exception of a class of Python's.
pub(super) fn raise(class: &str, message: impl AsRef<str>, place: Place) -> Stop {
    let arguments = vec![Object::text(message)];
    Stop::Raised(Rc::new(Exception { class: Rc::from(class), arguments, own: None, place }))
}

fn raise_opaque(place: Place) -> Stop {
    let class = Rc::from(OPAQUE);
    Stop::Raised(Rc::new(Exception { class, arguments: Vec::new(), own: None, place }))
}
