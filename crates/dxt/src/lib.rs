//! Desktop extensions: manifests judged as the reference tool judges them, and folders laid out
//! as bundles.
//!
//! - [`validate()`] reads a manifest from a tree, fills it where it is a template ([`Values`]), and
//!   holds it against the [`schema()`] of its [`Version`]. Its [`Verdict`] has every finding with
//!   file, line and column, and the typed [`Manifest`] where the manifest is valid. The accept set
//!   is that of `@anthropic-ai/mcpb` 2.1.2.
//! - [`inspect()`] looks closer, [`Level`] by level: whether what a manifest names is in the bundle and
//!   whole, whether variables and settings are known, what is worth a remark, and what single hosts
//!   ([`Client`]) are known to refuse. All rules stand in [`CHAPTERS`].
//! - [`migrate()`] brings a manifest to another version of the format, changing as few characters as
//!   it takes.
//! - [`clean()`] takes out of a manifest the keys that its version does not have.
//! - [`layout()`] walks the folder, heeds the ignore rules, decides what is executable, and returns
//!   a [`Bundle`]: a file map ready to be sealed, with the rule that admitted or dropped each path.
//!
//! ```
//! use pyrel_dxt::{PackOptions, Why, layout};
//! use pyrel_tree::{RelPath, Source, SourceTree, TreeEntry};
//!
//! let manifest = r#"{
//!   "manifest_version": "0.3", "name": "Demo", "version": "1.0.0", "description": "d",
//!   "author": {"name": "a"},
//!   "server": {"type": "node", "entry_point": "main.js", "mcp_config": {"command": "node"}}
//! }"#;
//! let file = |path: &str, text: &str| {
//!     let source = Source::Bytes(text.as_bytes().into());
//!     (RelPath::new(path).unwrap(), TreeEntry { source, executable: false })
//! };
//! let files = [file("manifest.json", manifest), file("main.js", ""), file("debug.log", "")];
//! let tree = SourceTree::of_entries(None, files.into());
//! let bundle = layout(&tree, &PackOptions::default())?.value;
//! assert_eq!(bundle.file_name, "demo-1.0.0.mcpb");
//! assert_eq!(bundle.map.len(), 2);
//! assert!(matches!(bundle.why(&RelPath::new("debug.log").unwrap()), Why::Dropped { .. }));
//! # Ok::<(), pyrel_dxt::Error>(())
//! ```
//!
//! *What this crate does not know*: Python packaging, how archives are written, and anything
//! outside of the tree it is given. It writes nothing.

mod clean;
mod client;
mod command;
mod contents;
mod error;
mod executable;
mod file_name;
mod holdings;
mod icon;
mod ignore;
mod image;
mod inspect;
mod json;
mod layout;
mod lint;
mod manifest;
mod manuscript;
mod migrate;
mod misfit;
mod needed;
mod prune;
mod revise;
mod rules;
mod schema;
mod selection;
mod sizes;
mod structure;
mod template;
mod validate;
mod zip64;

pub use clean::{Cleaned, clean};
pub use error::Error;
pub use file_name::BundleFormat;
pub use inspect::{
    Client, Inspection, Level, inspect, inspect_archive, inspect_bundle, inspect_packed,
};
pub use layout::{Bundle, PackOptions, Why, layout};
pub use manifest::{Manifest, Reference, Server, ServerKind};
pub use migrate::{Migrated, migrate};
pub use rules::{CHAPTERS, Chapter, rules};
pub use schema::{Version, is_email, is_url, schema};
pub use selection::{BadLinks, Gitignore, Prune, Selection};
pub use sizes::{FileSize, FolderSize, Sizes, largest_files};
pub use template::Values;
pub use validate::{ManifestSource, Verdict, validate};
pub use zip64::Zip64;
