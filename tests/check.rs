//! `pyrel check`: finished files, looked at before an index does.

mod choice;
mod fixtures;
mod fuzz_corpus;
mod hostile;
mod libraries;
mod linters;
mod verdict;
