//! `pyrel check`: finished files, looked at with every rule there is.

mod choice;
mod distributions;
mod explain;
mod look;
mod verdict;

use crate::flags::check::Check;
use crate::render::Failure;
use crate::session::{Outcome, Session};

pub(crate) use choice::RULES;
pub(super) use distributions::{distributions, in_folder};

pub(super) fn run(session: &Session, flags: &Check) -> Result<Outcome, Failure> {
    match &flags.explain {
        Some(asked) => explain::explain(asked),
        None => look::look(session, flags),
    }
}
