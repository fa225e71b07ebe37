//! Desktop extensions: manifests judged as the reference tool judges them, and folders laid out
//! as bundles.
//!
//! [`validate()`] reads a manifest from a tree, fills it where it is a template, and holds it against
//! the [`schema()`] of its [`Version`]; its [`Verdict`] has every finding with file, line and
//! column, and the typed [`Manifest`] where the manifest is valid. The accept set is exactly that of
//! `@anthropic-ai/mcpb` 2.1.2.
//!
//! *What this crate does not know*: Python packaging, how archives are written, and anything
//! outside of the tree it is given.

mod error;
mod icon;
mod json;
mod manifest;
mod manuscript;
mod misfit;
mod schema;
mod template;
mod validate;

pub use error::Error;
pub use manifest::{Manifest, Reference, Server, ServerKind};
pub use schema::{Version, schema};
pub use template::Values;
pub use validate::{ManifestSource, Verdict, validate};
