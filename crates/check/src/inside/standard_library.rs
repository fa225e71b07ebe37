//! Modules that stand in the way of Python's own.

use super::contents::Contents;
use super::library::{Library, module_base};
use crate::findings::Findings;
use crate::{Check, Nature};

pub(super) static SHADOWS: Check = Check::of(
    Nature::Advice,
    "shadows-standard-library",
    "a module with the name of one of Python's own",
    "move it into the package, or rename it",
    "Python finds its own modules before those of site-packages, so a wheel's `secrets.py` at the top is \
     never imported; where site-packages comes first, it breaks everybody who wanted Python's. Modules \
     that Python has dropped, such as `cgi`, may be brought back by a wheel.",
);

/// The public modules of Python 3.10 to 3.15, as of 2026-11: `sys.stdlib_module_names`, without
/// those that Python 3.13 had dropped, and with those that came later.
const MODULES: &str = "abc annotationlib antigravity argparse array ast asyncio atexit base64 bdb \
    binascii bisect builtins bz2 cProfile calendar cmath cmd code codecs codeop collections colorsys \
    compileall compression concurrent configparser contextlib contextvars copy copyreg csv ctypes \
    curses dataclasses datetime dbm decimal difflib dis doctest email encodings ensurepip enum errno \
    faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt \
    getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib importlib \
    inspect io ipaddress itertools json keyword linecache locale logging lzma mailbox marshal math \
    mimetypes mmap modulefinder msvcrt multiprocessing netrc nt ntpath nturl2path numbers opcode \
    operator optparse os pathlib pdb pickle pickletools pkgutil platform plistlib poplib posix \
    posixpath pprint profile profiling pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat \
    queue quopri random re readline reprlib resource rlcompleter runpy sched secrets select selectors \
    shelve shlex shutil signal site smtplib socket socketserver sqlite3 ssl stat statistics string \
    stringprep struct subprocess symtable sys sysconfig syslog tabnanny tarfile tempfile termios \
    textwrap this threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc \
    tty turtle turtledemo types typing unicodedata unittest urllib uuid venv warnings wave weakref \
    webbrowser winreg winsound wsgiref xml xmlrpc zipapp zipfile zipimport zlib zoneinfo";

/// Looks at the top of the library.
pub(super) fn look(contents: &Contents<'_>, library: &Library<'_>, findings: &mut Findings) {
    let tops = library.tops();
    let shadows = tops.iter().filter(|top| {
        let module = if top.is_folder { Some(top.name) } else { module_base(top.name) };
        top.holds_modules && module.is_some_and(is_standard)
    });
    let shadows: Vec<&str> = shadows.map(|top| top.path).collect();
    findings.extend(contents.of_entries(&SHADOWS, &shadows, |paths| {
        format!("Python has modules of its own called like {paths}")
    }));
}

/// Whether Python has a module of this name.
pub(super) fn is_standard(module: &str) -> bool {
    MODULES.split_ascii_whitespace().any(|it| it == module)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_of_python_are_known() {
        for module in ["abc", "zoneinfo", "tomllib", "compression", "profiling"] {
            assert!(is_standard(module), "{module}");
        }
        for module in ["demo", "cgi", "imp", "", "abc zoneinfo"] {
            assert!(!is_standard(module), "{module}");
        }
    }
}
