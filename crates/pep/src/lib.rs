//! Python's packaging standards as types.
//!
//! The texts of dependencies are read as leniently as their standards allow, kept as their authors
//! wrote them, and shown exactly as the `packaging` library shows them: [`PackageName`],
//! [`Version`], [`VersionSpecifiers`], [`Marker`], [`Requirement`] and [`LicenseExpression`].
//!
//! The files of a distribution are values with a `write` and a `read`, and what is written is read
//! again as the same value: [`Metadata`], with [`PeopleHeaders`] and [`ContentType`] for what goes
//! into it, [`EntryPoints`] and [`Record`]. [`WheelName`], with its [`TagSet`], and [`SdistName`]
//! are the names of the distributions themselves.
//!
//! A text that breaks its standard is an [`Error`] with the bytes it is about, so that whoever
//! knows where the text came from can point at them; files name their lines.
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

pub mod content_type;
mod cursor;
pub mod entry_points;
pub mod error;
pub mod license;
pub mod marker;
pub mod metadata;
pub mod name;
pub mod people;
pub mod record;
pub mod requirement;
pub mod sdist_name;
pub mod specifier;
pub mod tag;
pub mod version;
mod version_text;
pub mod wheel_name;

pub use content_type::ContentType;
pub use entry_points::{EntryPoints, ObjectReference};
pub use error::{Error, Problem};
pub use license::LicenseExpression;
pub use marker::Marker;
pub use metadata::{Metadata, MetadataVersion, VersionSpelling};
pub use name::{ExtraName, PackageName, normalize};
pub use people::{PeopleHeaders, Person, check_email, phrase};
pub use record::{Digest, Record};
pub use requirement::{Origin, Requirement};
pub use sdist_name::SdistName;
pub use specifier::{Operator, VersionSpecifier, VersionSpecifiers};
pub use tag::{Tag, TagSet};
pub use version::Version;
pub use wheel_name::{BuildTag, WheelName, WheelParts};
