//! The rules about what a wheel puts where Python looks for modules.

use crate::{Check, Nature};

/// Names at the top that check-wheel-contents calls common, as of its release 0.6.3.
pub(super) const COMMON_NAMES: [&str; 18] = [
    ".eggs", ".nox", ".tox", ".venv", "app", "build", "cli", "data", "dist", "doc", "docs",
    "example", "examples", "lib", "scripts", "src", "test", "tests",
];

/// Python's keywords.
pub(super) const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

pub(super) static TWINS: Check = Check::of(
    Nature::Advice,
    "same-contents",
    "files with the same contents",
    "look whether one of them was meant to be left out",
    "Two files of the wheel hold the same bytes. Often a folder was packed twice, such as \
     `build/lib/demo` beside `demo`; sometimes it is on purpose, as with licence texts.",
)
.coded(&["W002"]);

pub(super) static STRAYS: Check = Check::of(
    Nature::Advice,
    "top-level-file",
    "a file at the top of site-packages that is no module",
    "move it into the package, or leave it out of the wheel",
    "The root of a wheel is copied to site-packages, which all projects share. A `README.md`, \
     `LICENSE` or `py.typed` there belongs to nobody, and the next wheel that has one overwrites it.",
)
.coded(&["W003"]);

pub(super) static ASTRAY: Check = Check::of(
    Nature::Advice,
    "module-not-importable",
    "a module that no import statement can name",
    "rename the file or its folder, or leave it out of the wheel",
    "A module is imported by the names of its folders and its own, which have to be identifiers. \
     `my-demo/cli.py` and `demo/class.py` cannot be imported. Scripts that are run by their path are \
     another matter.",
)
.coded(&["W004"]);

pub(super) static COMMON: Check = Check::of(
    Nature::Advice,
    "top-level-common",
    "something at the top of site-packages with a name that many use",
    "leave it out of the wheel, or move it into the package",
    "`tests`, `docs`, `examples`, `src` or `build` at the top of a wheel end up in site-packages, where \
     all projects meet: one overwrites the other's, and `import tests` finds somebody's. It happens \
     when packages are searched for without leaving these out.",
)
.coded(&["W005"]);

pub(super) static TOP_INIT: Check = Check::of(
    Nature::Advice,
    "top-level-init",
    "an `__init__.py` at the top of site-packages",
    "leave it out of the wheel",
    "`__init__.py` makes a package of its folder, and site-packages is none. It happens when the folder \
     above the package was packed instead of the package.",
)
.coded(&["W006"]);

pub(super) static NO_LIBRARY: Check = Check::of(
    Nature::Advice,
    "library-empty",
    "a wheel that installs no modules",
    "look whether the package was found when the wheel was built",
    "Nothing in the wheel goes where Python looks for modules. That is meant for wheels of scripts or \
     data; otherwise the package was not found, most often because it lies below `src`.",
)
.coded(&["W007"]);

pub(super) static EMPTY: Check = Check::of(
    Nature::Advice,
    "wheel-empty",
    "a wheel that installs nothing",
    "look whether the package was found when the wheel was built",
    "The wheel holds metadata and nothing else. That is meant for wheels that only have dependencies; \
     otherwise the package was not found when it was built.",
)
.coded(&["W008"]);

pub(super) static SEVERAL: Check = Check::of(
    Nature::Advice,
    "several-top-level-names",
    "a wheel that installs more than one thing",
    "look whether all of them were meant to be installed",
    "A wheel mostly installs one package or module, which is called like the project. Names that begin \
     with `_`, `.pth` files and folders of libraries, such as `demo.libs`, are not counted. With two \
     of them, such as `demo` and `benchmarks`, one may have got in by mistake.",
)
.coded(&["W009"]);

pub(super) static BARREN: Check = Check::of(
    Nature::Advice,
    "top-level-without-modules",
    "a folder at the top of site-packages without modules",
    "move it into the package, or leave it out of the wheel",
    "A folder of data at the top of a wheel ends up in site-packages under a name that belongs to \
     nobody. Data lies inside of a package, where `importlib.resources` finds it. Folders of stubs, \
     `demo-stubs`, are another matter.",
)
.coded(&["W010"]);
