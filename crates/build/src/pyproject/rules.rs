//! What can be wrong with a `pyproject.toml` whatever the backend.

use pyrel_diag::{Rule, Severity};

pub(crate) static MISSING_PYPROJECT: Rule = Rule {
    id: "missing-pyproject",
    severity: Severity::Error,
    words: "the folder is no Python project",
    remedy: "name the folder that holds pyproject.toml, or write one with a [project] table",
};

pub(crate) static TOML_SYNTAX: Rule = Rule {
    id: "toml-syntax",
    severity: Severity::Error,
    words: "the file is not TOML",
    remedy: "correct the syntax at the place shown",
};

pub(crate) static WRONG_TYPE: Rule = Rule {
    id: "wrong-type",
    severity: Severity::Error,
    words: "a value has another type than its key wants",
    remedy: "write the value in the type named",
};

pub(crate) static MISSING_KEY: Rule = Rule {
    id: "missing-key",
    severity: Severity::Error,
    words: "a required key is missing",
    remedy: "add the key",
};

/// A key that its table does not have.
pub static UNKNOWN_KEY: Rule = Rule {
    id: "unknown-key",
    severity: Severity::Error,
    words: "a key that the table does not have",
    remedy: "remove the key or correct its spelling",
};

pub(crate) static PASSED_OVER_KEY: Rule = Rule {
    id: "passed-over-key",
    severity: Severity::Warning,
    words: "a key that the table does not have, and that the backend passes over",
    remedy: "remove the key or correct its spelling",
};

pub(crate) static INVALID_VALUE: Rule = Rule {
    id: "invalid-value",
    severity: Severity::Error,
    words: "a value that its standard does not allow",
    remedy: "correct the value",
};

pub(crate) static MISSING_FILE: Rule = Rule {
    id: "missing-file",
    severity: Severity::Error,
    words: "a file that a key names is not there",
    remedy: "add the file or correct the name",
};

pub(crate) static STATIC_AND_DYNAMIC: Rule = Rule {
    id: "static-and-dynamic",
    severity: Severity::Error,
    words: "a field has a value and is listed in `dynamic`",
    remedy: "keep the value or the entry in `dynamic`, not both",
};
