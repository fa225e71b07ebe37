//! Publishing to a Python package index.
//!
//! - [`Repository::choose`]: which index or folder is meant, from [`Inputs`]: the command line,
//!   the environment, `.pypirc` and the project, all of them values.
//! - [`Credential::find`]: in whose name. A [`Credential`] says where a secret is and never holds
//!   it; [`read_secret`] is for the real world to call, once, while the plan is performed.
//! - [`existing()`] finds the files of a version in a dist folder, [`Distribution`] reads what
//!   they say about themselves, [`read_all`] reads a whole batch and puts it in order.
//! - [`plan()`] makes the one step that sends them all. It mints and burns the token of Trusted
//!   Publishing, fills the legacy form, and reads what some dozen kinds of index answer.
//!   [`folder::plan`] does the same for a folder that is an index.
//!
//! ```
//! use pyrel_upload::{Inputs, Repository};
//!
//! let mut inputs = Inputs::default();
//! inputs.env.insert("TWINE_REPOSITORY".to_owned(), "testpypi".to_owned());
//! let Repository::Index(index) = Repository::choose(&inputs, None)?.value else { panic!() };
//! assert_eq!(index.url.as_str(), "https://test.pypi.org/legacy/");
//! # Ok::<(), pyrel_upload::Error>(())
//! ```
//!
//! *What this crate does not know*: how files are built, files and sockets, and how a secret is
//! asked for.

mod credential;
mod distribution;
mod dotenv;
mod error;
mod existing;
mod file_name;
pub mod folder;
mod form;
mod inputs;
mod listing;
mod member;
mod oidc;
mod plan;
mod publish;
mod pypirc;
mod reply;
mod repository;
mod rules;
mod upload_url;

pub use credential::{Credential, read_secret};
pub use distribution::{Distribution, batch, read_all};
pub use dotenv::DOTENV_KEYS;
pub use error::Error;
pub use existing::existing;
pub use file_name::Kind;
pub use inputs::{ConfigText, Flags, Inputs};
pub use plan::plan;
pub use publish::IfExists;
pub use pypirc::Pypirc;
pub use repository::{Index, LOCAL_FOLDER, Repository};
pub use rules::RULES;
pub use upload_url::{UploadUrl, Warehouse};
