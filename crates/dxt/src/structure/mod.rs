//! Whether what a manifest names is in the bundle, and what it refers to is known.

mod files;
mod images;
mod locales;
mod platforms;
mod settings;
mod variables;

use pyrel_diag::Rule;

use crate::inspect::Subject;

pub(crate) use platforms::PLATFORMS;

/// The rules of this level.
pub(crate) static RULES: [&[&Rule]; 6] = [
    &files::RULES,
    &images::RULES,
    &locales::RULES,
    &variables::RULES,
    &settings::RULES,
    &platforms::RULES,
];

/// Looks at everything of this level.
pub(crate) fn look(subject: &mut Subject<'_>) {
    files::look(subject);
    images::look(subject);
    locales::look(subject);
    variables::look(subject);
    settings::look(subject);
    platforms::look(subject);
}
