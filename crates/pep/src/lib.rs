//! Python's packaging standards as types.
//!
//! Each type reads a text strictly where its standard is strict and leniently where it is lenient,
//! keeps what its author wrote, and is shown exactly as the `packaging` library shows it:
//! [`PackageName`], [`Version`], [`VersionSpecifiers`], [`Marker`] and [`Requirement`]. A text that
//! breaks its standard is an [`Error`] with the bytes it is about, so that whoever knows where the
//! text came from can point at them.
//!
//! ```
//! use pyrel_pep::Requirement;
//!
//! let requirement: Requirement = "Requests [socks] >= 2.0, <3 ; os.name == 'nt'".parse()?;
//! assert_eq!(requirement.to_string(), "Requests[socks]<3,>=2.0; os_name == \"nt\"");
//! # Ok::<(), pyrel_pep::Error>(())
//! ```
//!
//! *What this crate does not know*: files, TOML, archives, backends, and the network.

mod cursor;
pub mod error;
pub mod license;
pub mod marker;
pub mod metadata;
pub mod name;
pub mod people;
pub mod requirement;
pub mod specifier;
pub mod version;
mod version_text;

pub use error::{Error, Problem};
pub use license::LicenseExpression;
pub use marker::Marker;
pub use metadata::{Metadata, MetadataVersion};
pub use name::{ExtraName, PackageName};
pub use people::{PeopleHeaders, Person};
pub use requirement::{Origin, Requirement};
pub use specifier::{Operator, VersionSpecifier, VersionSpecifiers};
pub use version::Version;
