//! Python's library, as far as it is followed; [`native`] and [`modules`] say what else there is.

pub(super) mod builtins;
pub(super) mod environment;
pub(super) mod file;
pub(super) mod functions;
pub(super) mod gathering;
pub(super) mod json;
pub(super) mod modules;
pub(super) mod native;
pub(super) mod paths;
pub(super) mod search;
pub(super) mod system;
pub(super) mod types;
