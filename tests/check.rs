//! `pyrel check`: finished files, looked at before an index does.

mod fixtures;
