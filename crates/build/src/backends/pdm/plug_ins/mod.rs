//! What other distributions add to pdm-backend. It runs whatever is installed, so that it is
//! `build-system.requires` that is judged.

mod lock_file;
pub(super) mod locked;
pub(super) mod table;

pub(super) use locked::{Locked, add_locked};
pub(super) use table::{PLUG_INS, check};
