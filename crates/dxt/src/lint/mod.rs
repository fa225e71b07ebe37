//! What works, and is worth a remark all the same.

mod compiled;
mod identity;
mod launch;
mod offer;
mod ranges;
mod secrets;
mod semver;
mod size;

use pyrel_diag::Rule;

use crate::inspect::Subject;

pub(crate) use ranges::{Fault, fault, ranges};
pub use secrets::exposed;

/// The rules of this level.
pub(crate) static RULES: [&[&Rule]; 7] = [
    &identity::RULES,
    &ranges::RULES,
    &offer::RULES,
    &launch::RULES,
    &secrets::RULES,
    &compiled::RULES,
    &size::RULES,
];

/// Looks at everything of this level.
pub(crate) fn look(subject: &mut Subject<'_>) {
    identity::look(subject);
    ranges::look(subject);
    offer::look(subject);
    launch::look(subject);
    secrets::look(subject);
    compiled::look(subject);
    size::look(subject);
}
