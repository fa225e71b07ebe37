//! Python projects to wheels and sdists, in the manner of their own build backend, without running
//! a line of Python.
//!
//! ```text
//! tree ─ read ─> Project ─ sdist / wheel ─> Layout ─ seal ─> Artifact
//! ```
//!
//! [`read`] finds the backend that `pyproject.toml` declares and has its room understand the
//! project: what it answers with is a [`Project`], neutral and resolved. [`sdist()`] and [`wheel()`]
//! lay it out, [`Layout::seal`] makes the file; [`metadata()`] reads no more than what it is named
//! after. [`dists()`] does what front ends do: the sdist from
//! the tree, and the wheel from the tree that the sdist's own entries make up. [`with_version`]
//! puts another version over the tree without touching it, and [`editable()`] makes the one wheel that
//! depends on where the tree lies.
//!
//! [`Workspace`] is what uv gathers several projects in. Every mistake is a finding with its place in `pyproject.toml`; what would need running code is
//! refused and never guessed.
//!
//! *What this crate does not know*: networks, uploads, desktop extensions, the command line, the
//! environment, and how to run Python.

pub mod backends;
mod clashing_names;
mod dists;
mod dunamai;
mod error;
mod format_template;
mod import_name;
mod layout;
mod license_files;
mod member;
mod metadata;
mod named_file;
mod pkg_info;
mod project;
pub mod pyproject;
mod requirement_lines;
mod rules;
mod sdist;
mod setuptools_scm;
mod shebang;
mod surroundings;
mod toml_pretty;
mod tomli_w;
mod version_place;
mod warnings;
mod wheel;
mod workspace;
mod written_files;

use pyrel_diag::Warned;
use pyrel_tree::SourceTree;

pub use dists::{Dists, Formats, dists, editable};
pub use error::Error;
pub use layout::{Kind, Layout};
pub use project::{Editable, Project, Rules, Scheme, Stated};
pub use rules::rules;
pub use sdist::sdist;
pub use surroundings::{FileAbove, Surroundings};
pub use version_place::{Spelling, VersionPlace, version_place, with_version};
pub use warnings::{WARNINGS, WarningRow};
pub use wheel::{editable_wheel, wheel};
pub use workspace::{Member, Workspace, is_member, is_workspace};

use backends::{Backend, Input, backend};
use pyproject::{PASSED_OVER_KEY, Pyproject, Reader};

/// Understands the project of a tree in its surroundings.
///
/// # Errors
/// When the project is wrong, or wants what cannot be done without running code; the error holds
/// all findings.
pub fn read(tree: &SourceTree, surroundings: &Surroundings) -> Result<Warned<Project>, Error> {
    with_backend(tree, surroundings, |backend, input| backend.read(input))
}

/// Understands what the project of a tree states about itself: the metadata that its wheel would
/// have, for which not everything that goes into the wheel need be there.
///
/// # Errors
/// As [`read`], as far as the metadata goes.
pub fn metadata(tree: &SourceTree, surroundings: &Surroundings) -> Result<Warned<Stated>, Error> {
    let mut stated = with_backend(tree, surroundings, |backend, input| backend.metadata(input))?;
    stated.findings.extend(warnings::of_metadata(&stated.value.metadata, tree));
    Ok(stated)
}

fn with_backend<T>(
    tree: &SourceTree,
    surroundings: &Surroundings,
    read: impl FnOnce(&dyn Backend, &Input<'_>) -> Result<Warned<T>, Error>,
) -> Result<Warned<T>, Error> {
    let pyproject = Pyproject::read(tree)?;
    let mut reader = Reader::new();
    let chosen = backend(&pyproject, tree, surroundings, &mut reader);
    reader.report_all(pyproject.root().unknown_keys(pyproject::TABLES, &PASSED_OVER_KEY));
    let mut findings = reader.finish()?;
    let (backend, build_system) = chosen?;
    let input = Input { pyproject: &pyproject, build_system: &build_system, tree, surroundings };
    let value = read(backend, &input)?.collect_into(&mut findings);
    Ok(Warned { value, findings })
}
