//! Exceptions, by the names of their classes.

use std::rc::Rc;

use crate::evaluate::values::object::{Class, Object};

/// An exception.
#[derive(Clone, Debug)]
pub(crate) struct Exception {
    /// The name of its class; [`OPAQUE`] where anything could have been raised.
    pub(crate) class: Rc<str>,
    pub(crate) arguments: Vec<Object>,
    /// Its class, where that is the script's own.
    pub(crate) own: Option<Rc<Class>>,
    pub(crate) place: super::place::Place,
}

/// Some exception or other, of a class that is not known.
pub(crate) const OPAQUE: &str = "an exception";

/// Classes with what they are made from.
const PARENTS: &[(&str, &str)] = &[
    ("Exception", "BaseException"),
    ("GeneratorExit", "BaseException"),
    ("KeyboardInterrupt", "BaseException"),
    ("SystemExit", "BaseException"),
    ("ArithmeticError", "Exception"),
    ("AssertionError", "Exception"),
    ("AttributeError", "Exception"),
    ("BufferError", "Exception"),
    ("EOFError", "Exception"),
    ("ImportError", "Exception"),
    ("LookupError", "Exception"),
    ("MemoryError", "Exception"),
    ("NameError", "Exception"),
    ("OSError", "Exception"),
    ("RuntimeError", "Exception"),
    ("StopIteration", "Exception"),
    ("SyntaxError", "Exception"),
    ("TypeError", "Exception"),
    ("ValueError", "Exception"),
    ("Warning", "Exception"),
    ("BlockingIOError", "OSError"),
    ("ChildProcessError", "OSError"),
    ("ConnectionError", "OSError"),
    ("FileExistsError", "OSError"),
    ("FileNotFoundError", "OSError"),
    ("InterruptedError", "OSError"),
    ("IsADirectoryError", "OSError"),
    ("NotADirectoryError", "OSError"),
    ("PermissionError", "OSError"),
    ("ProcessLookupError", "OSError"),
    ("TimeoutError", "OSError"),
    ("DeprecationWarning", "Warning"),
    ("FutureWarning", "Warning"),
    ("ImportWarning", "Warning"),
    ("PendingDeprecationWarning", "Warning"),
    ("RuntimeWarning", "Warning"),
    ("SyntaxWarning", "Warning"),
    ("UserWarning", "Warning"),
    ("FloatingPointError", "ArithmeticError"),
    ("IndentationError", "SyntaxError"),
    ("IndexError", "LookupError"),
    ("KeyError", "LookupError"),
    ("ModuleNotFoundError", "ImportError"),
    ("NotImplementedError", "RuntimeError"),
    ("OverflowError", "ArithmeticError"),
    ("RecursionError", "RuntimeError"),
    ("UnboundLocalError", "NameError"),
    ("UnicodeDecodeError", "UnicodeError"),
    ("UnicodeEncodeError", "UnicodeError"),
    ("UnicodeError", "ValueError"),
    ("ZeroDivisionError", "ArithmeticError"),
    ("subprocess.SubprocessError", "Exception"),
    ("subprocess.CalledProcessError", "subprocess.SubprocessError"),
    ("json.JSONDecodeError", "ValueError"),
    ("json.decoder.JSONDecodeError", "ValueError"),
    ("configparser.Error", "Exception"),
    ("configparser.NoSectionError", "configparser.Error"),
    ("configparser.NoOptionError", "configparser.Error"),
];

/// The name that a class of exceptions goes by, if there is one of the name.
pub(crate) fn canonical(name: &str) -> Option<&'static str> {
    match name {
        "BaseException" => Some("BaseException"),
        "EnvironmentError" | "IOError" => Some("OSError"),
        _ => PARENTS.iter().find(|(class, _)| *class == name).map(|(class, _)| *class),
    }
}

/// Whether a class is another one or made from it.
pub(crate) fn is_a(class: &str, ancestor: &str) -> bool {
    let mut class = class;
    while class != ancestor {
        match PARENTS.iter().find(|(name, _)| *name == class) {
            Some((_, parent)) => class = parent,
            None => return false,
        }
    }
    true
}
