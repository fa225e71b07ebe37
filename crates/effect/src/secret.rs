//! Secrets, and where they are kept.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// A secret: neither shown nor serialised, and wiped from memory when dropped.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes charge of a text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// The text, for the one header it goes into.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Where a secret is: what plans hold instead of it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum CredentialSource {
    /// None is needed.
    Anonymous,
    /// A key of a `.env` file.
    Dotenv {
        /// The file, as the user would name it.
        file: String,
        /// The key.
        name: String,
    },
    /// An environment variable.
    Env(String),
    /// An option of the command line.
    Flag(&'static str),
    /// A section of a `.pypirc` file.
    Pypirc {
        /// The file, as the user would name it.
        file: String,
        /// The section.
        section: String,
    },
    /// Granted by the index itself to this very CI job.
    TrustedPublishing {
        /// The upload address whose host grants it.
        index: String,
    },
}

impl fmt::Display for CredentialSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Anonymous => f.write_str("no credentials"),
            Self::Dotenv { file, name } => write!(f, "`{name}` in {file}"),
            Self::Env(name) => write!(f, "the environment variable `{name}`"),
            Self::Flag(name) => write!(f, "the option `{name}`"),
            Self::Pypirc { file, section } => write!(f, "the section [{section}] of {file}"),
            Self::TrustedPublishing { index } => write!(f, "Trusted Publishing with {index}"),
        }
    }
}
