//! What the surroundings say, as values.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use pyrel_effect::Secret;

/// A configuration file that may hold secrets, with its name. `Debug` shows the name alone.
#[derive(Clone)]
pub struct ConfigText {
    /// The file, as the user would name it.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// What the command line says about where to publish and in whose name.
#[derive(Clone, Default)]
pub struct Flags {
    /// `--repository`: a name, an address or a folder.
    pub repository: Option<String>,
    /// `--repository-url`: an address or a folder.
    pub repository_url: Option<String>,
    /// `--token`.
    pub token: Option<Secret>,
    /// `--username`.
    pub username: Option<String>,
    /// `--password`.
    pub password: Option<Secret>,
}

/// Everything around the project that decides where to publish and in whose name. `Debug` shows
/// no value, since most of them are secrets or can hold one.
#[derive(Clone, Default)]
pub struct Inputs {
    /// The current folder.
    pub cwd: PathBuf,
    /// The command line.
    pub flags: Flags,
    /// The environment.
    pub env: BTreeMap<String, String>,
    /// The project's `.env` file: it supplies credentials and nothing else.
    pub dotenv: Option<ConfigText>,
    /// The user's `.pypirc` file.
    pub pypirc: Option<ConfigText>,
    /// The repository that the project itself names: a name, an address or a folder.
    pub config: Option<String>,
}

impl Inputs {
    /// An environment variable; one that is empty is as good as none.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        self.env.get(name).map(String::as_str).filter(|value| !value.trim().is_empty())
    }
}

impl fmt::Debug for ConfigText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfigText").field("name", &self.name).finish_non_exhaustive()
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flags")
            .field("repository", &self.repository.is_some())
            .field("repository_url", &self.repository_url.is_some())
            .field("token", &self.token.is_some())
            .field("username", &self.username.is_some())
            .field("password", &self.password.is_some())
            .finish()
    }
}

impl fmt::Debug for Inputs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inputs")
            .field("flags", &self.flags)
            .field("env", &self.env.len())
            .field("dotenv", &self.dotenv)
            .field("pypirc", &self.pypirc)
            .finish_non_exhaustive()
    }
}
