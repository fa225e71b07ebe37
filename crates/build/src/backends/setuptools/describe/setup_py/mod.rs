//! `setup.py`: the keywords that it passes to `setup()`, proved and never run.
//!
//! <https://setuptools.pypa.io/en/latest/references/keywords.html>

pub(in crate::backends::setuptools) mod evaluate;
mod host;
pub(in crate::backends::setuptools) mod keywords;
mod metadata;
mod module;
mod value;

pub(crate) use evaluate::apply;
pub(crate) use keywords::report_unknown;
pub(crate) use module::computed_version;
