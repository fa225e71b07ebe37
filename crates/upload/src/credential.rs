//! In whose name to publish.
//!
//! The first password found decides: `--token`, `--password`, the address itself, then in the
//! environment `PYREL_TOKEN`, `PYREL_PASSWORD`, `UV_PUBLISH_TOKEN`, `UV_PUBLISH_PASSWORD`,
//! `TWINE_PASSWORD`, then the same names in `.env` and, for the index they are named after,
//! `PYPI_TOKEN` and `TESTPYPI_TOKEN`, then the section of `.pypirc`, then Trusted Publishing where
//! a GitHub Actions job may ask for an identity. The user name is the one beside the password,
//! else the first one found, else `__token__`. This machine's own indexes need neither.

use std::collections::BTreeMap;
use std::fmt;

use pyrel_diag::{Finding, Rule, Severity, Warned};
use pyrel_effect::{CredentialSource, Secret};

use crate::{Error, Index, Inputs, Pypirc, Warehouse, dotenv, repository};

/// In whose name to publish, and where the secret is. `Debug` shows no user name: some indexes
/// take their token there.
#[derive(Clone, Eq, PartialEq)]
pub struct Credential {
    /// The user name.
    pub user: String,
    /// Where the password or token is.
    pub source: CredentialSource,
    /// Where a job asks for its identity, for Trusted Publishing.
    pub(crate) identity_url: Option<String>,
}

/// A token that does not look like one.
pub(crate) static TOKEN_SHAPE: Rule = Rule {
    id: "token-shape",
    severity: Severity::Warning,
    words: "a token that does not look like one",
    remedy: "make a token at the index and copy it whole, with its beginning `pypi-`",
};

/// A user name where only tokens are taken.
pub(crate) static TOKEN_USER: Rule = Rule {
    id: "token-user",
    severity: Severity::Warning,
    words: "a user name other than `__token__` for an index that takes tokens only",
    remedy: "give an API token and leave the user name away",
};

/// What stands for the user when the password is a token.
pub(crate) const TOKEN_USER_NAME: &str = "__token__";

/// Where a GitHub Actions job asks for its identity, and what it shows when it does. Both are
/// there only if the job has the permission `id-token: write`.
const IDENTITY_URL: &str = "ACTIONS_ID_TOKEN_REQUEST_URL";
pub(crate) const IDENTITY_TOKEN: &str = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

/// The names of the user and of the secret, in the order in which they count.
const NAMES: [(Option<&str>, &str); 5] = [
    (None, "PYREL_TOKEN"),
    (Some("PYREL_USERNAME"), "PYREL_PASSWORD"),
    (None, "UV_PUBLISH_TOKEN"),
    (Some("UV_PUBLISH_USERNAME"), "UV_PUBLISH_PASSWORD"),
    (Some("TWINE_USERNAME"), "TWINE_PASSWORD"),
];

impl Credential {
    /// Finds out in whose name to publish on an index. `pypirc` is the parsed `.pypirc` of the
    /// inputs.
    ///
    /// # Errors
    /// When there are no credentials, or two kinds on the command line, or `.env` is broken.
    pub fn find(
        inputs: &Inputs,
        pypirc: Option<&Pypirc>,
        index: &Index,
    ) -> Result<Warned<Self>, Error> {
        one_kind(inputs)?;
        let layers = Layers::read(inputs, pypirc, index)?;
        let Some(found) = layers.secret() else {
            return without_secret(inputs, index, &layers).map(Warned::silent);
        };
        let findings = doubts(&found, index);
        let (user, source) = (found.user, found.source);
        Ok(Warned { value: Self { user, source, identity_url: None }, findings })
    }

    /// Nobody's name, for an index that asks for none.
    #[must_use]
    pub fn anonymous() -> Self {
        Self { user: String::new(), source: CredentialSource::Anonymous, identity_url: None }
    }
}

/// In whose name, for people to read: where the secret is, and never the secret. A user name is
/// shown only if it is the one that stands for a token.
impl fmt::Display for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let user = if self.user == TOKEN_USER_NAME { TOKEN_USER_NAME } else { "***" };
        match &self.source {
            CredentialSource::Anonymous | CredentialSource::TrustedPublishing { .. } => {
                self.source.fmt(f)
            }
            CredentialSource::Dotenv { .. }
            | CredentialSource::Env(_)
            | CredentialSource::Flag(_)
            | CredentialSource::Pypirc { .. } => {
                write!(f, "user `{user}` with password *** from {}", self.source)
            }
        }
    }
}

/// Fetches a secret from where a plan says it is: what the real world calls.
///
/// # Errors
/// When it is not there, which is no news for the sources that have none.
pub fn read_secret(
    source: &CredentialSource,
    inputs: &Inputs,
) -> Result<Secret, pyrel_effect::Error> {
    let gone = || pyrel_effect::Error::NoSecret(source.to_string());
    let text = match source {
        CredentialSource::Anonymous | CredentialSource::TrustedPublishing { .. } => None,
        CredentialSource::Flag("--token") => inputs.flags.token.clone(),
        CredentialSource::Flag("--password") => inputs.flags.password.clone(),
        CredentialSource::Flag("--repository-url") => {
            in_address(inputs.flags.repository_url.as_deref())
        }
        CredentialSource::Flag(repository::CONFIG) => in_address(inputs.config.as_deref()),
        CredentialSource::Flag(_) => in_address(inputs.flags.repository.as_deref()),
        CredentialSource::Env(name) if repository::VARIABLES.contains(&name.as_str()) => {
            in_address(inputs.variable(name))
        }
        CredentialSource::Env(name) => inputs.variable(name).map(Secret::new),
        CredentialSource::Dotenv { name, .. } => {
            let file = inputs.dotenv.as_ref().ok_or_else(gone)?;
            dotenv::parse(file).map_err(|_| gone())?.remove(name).map(Secret::new)
        }
        CredentialSource::Pypirc { section, .. } => {
            let file = inputs.pypirc.as_ref().ok_or_else(gone)?;
            let file = Pypirc::parse(file).map_err(|_| gone())?;
            let password = file.password(section).map(Secret::new);
            password.or_else(|| in_address(file.repository(section)))
        }
    };
    text.map(|secret| trimmed(&secret)).ok_or_else(gone)
}

/// The secret in an address: its password, else its user, which is how some indexes take tokens.
fn in_address(text: Option<&str>) -> Option<Secret> {
    let userinfo = crate::UploadUrl::parse(text?).ok()?.1?;
    Some(userinfo.password.unwrap_or_else(|| Secret::new(userinfo.user)))
}

/// Line ends and blanks around a secret come from the file it was copied out of.
fn trimmed(secret: &Secret) -> Secret {
    Secret::new(secret.expose().trim())
}

fn one_kind(inputs: &Inputs) -> Result<(), Error> {
    let flags = &inputs.flags;
    let other = match (&flags.token, &flags.username, &flags.password) {
        (Some(_), Some(_), _) => "--username",
        (Some(_), None, Some(_)) => "--password",
        (Some(_), None, None) | (None, _, _) => return Ok(()),
    };
    Err(Error::TokenAndLogin { other })
}

/// A place where a user name, a secret or both may be.
struct Layer {
    user: Option<String>,
    secret: Option<(CredentialSource, Secret)>,
}

struct Layers {
    layers: Vec<Layer>,
    looked: Vec<String>,
}

struct Found {
    user: String,
    source: CredentialSource,
    secret: Secret,
}

impl Layers {
    fn read(inputs: &Inputs, pypirc: Option<&Pypirc>, index: &Index) -> Result<Self, Error> {
        let mut layers = Self { layers: Vec::new(), looked: Vec::new() };
        layers.flags(inputs);
        layers.address(inputs, pypirc, index);
        layers.environment(inputs);
        layers.dotenv(inputs, index)?;
        layers.pypirc(pypirc, index);
        Ok(layers)
    }

    fn flags(&mut self, inputs: &Inputs) {
        self.looked.push("the options `--token` and `--password`".to_owned());
        let flags = &inputs.flags;
        let flag = |name, secret: &Secret| (CredentialSource::Flag(name), secret.clone());
        let token = flags.token.as_ref().map(|secret| flag("--token", secret));
        self.layers.push(Layer { user: None, secret: token });
        let password = flags.password.as_ref().map(|secret| flag("--password", secret));
        self.layers.push(Layer { user: flags.username.clone(), secret: password });
    }

    fn address(&mut self, inputs: &Inputs, pypirc: Option<&Pypirc>, index: &Index) {
        let Some(userinfo) = repository::userinfo(inputs, pypirc, index) else { return };
        let Some(source) = index.userinfo.clone() else { return };
        let layer = match userinfo.password {
            Some(secret) => Layer { user: Some(userinfo.user), secret: Some((source, secret)) },
            None if userinfo.user.starts_with("pypi-") => {
                Layer { user: None, secret: Some((source, Secret::new(userinfo.user))) }
            }
            None => Layer { user: Some(userinfo.user), secret: None },
        };
        self.layers.push(layer);
    }

    fn environment(&mut self, inputs: &Inputs) {
        let names: Vec<String> = NAMES.iter().map(|(_, name)| format!("`{name}`")).collect();
        self.looked.push(format!("{} of the environment", names.join(", ")));
        for (user, name) in NAMES {
            let secret = inputs.variable(name);
            self.layers.push(Layer {
                user: user.and_then(|user| inputs.variable(user)).map(str::to_owned),
                secret: secret
                    .map(|text| (CredentialSource::Env(name.to_owned()), Secret::new(text))),
            });
        }
    }

    fn dotenv(&mut self, inputs: &Inputs, index: &Index) -> Result<(), Error> {
        let Some(file) = &inputs.dotenv else {
            self.looked.push("`.env` (no such file)".to_owned());
            return Ok(());
        };
        self.looked.push(format!("`{}`", file.name));
        let mut values: BTreeMap<String, String> = dotenv::parse(file)?;
        let own = match index.url.warehouse() {
            Some(Warehouse::Pypi) => Some((None, "PYPI_TOKEN")),
            Some(Warehouse::TestPypi) => Some((None, "TESTPYPI_TOKEN")),
            None => None,
        };
        for (user, name) in NAMES.into_iter().chain(own) {
            let source =
                CredentialSource::Dotenv { file: file.name.clone(), name: name.to_owned() };
            self.layers.push(Layer {
                user: user.and_then(|user| values.remove(user)),
                secret: values.remove(name).map(|text| (source, Secret::new(text))),
            });
        }
        Ok(())
    }

    fn pypirc(&mut self, pypirc: Option<&Pypirc>, index: &Index) {
        let Some(pypirc) = pypirc else {
            self.looked.push("`~/.pypirc` (no such file)".to_owned());
            return;
        };
        let Some(section) = &index.section else {
            self.looked.push(format!("{} (no section for this index)", pypirc.file()));
            return;
        };
        self.looked.push(format!("the section [{section}] of {}", pypirc.file()));
        let (file, name) = (pypirc.file().to_owned(), section.clone());
        let source = CredentialSource::Pypirc { file, section: name };
        self.layers.push(Layer {
            user: pypirc.username(section).map(str::to_owned),
            secret: pypirc.password(section).map(|text| (source, Secret::new(text))),
        });
    }

    fn secret(&self) -> Option<Found> {
        let at = self.layers.iter().position(|layer| layer.secret.is_some())?;
        let layer = self.layers.get(at)?;
        let (source, secret) = layer.secret.clone()?;
        let is_token = names_a_token(&source) || secret.expose().trim().starts_with("pypi-");
        let before = || self.layers.iter().find_map(|layer| layer.user.clone());
        let other = || before().filter(|_| !is_token).unwrap_or_else(|| TOKEN_USER_NAME.to_owned());
        let user = layer.user.clone().unwrap_or_else(other);
        Some(Found { user, source, secret: trimmed(&secret) })
    }
}

fn names_a_token(source: &CredentialSource) -> bool {
    match source {
        CredentialSource::Flag(name) => *name == "--token",
        CredentialSource::Dotenv { name, .. } | CredentialSource::Env(name) => {
            name.ends_with("_TOKEN")
        }
        CredentialSource::Anonymous
        | CredentialSource::Pypirc { .. }
        | CredentialSource::TrustedPublishing { .. } => false,
    }
}

fn without_secret(inputs: &Inputs, index: &Index, layers: &Layers) -> Result<Credential, Error> {
    let on_github = inputs.variable("GITHUB_ACTIONS") == Some("true");
    let (url, token) = (inputs.variable(IDENTITY_URL), inputs.variable(IDENTITY_TOKEN));
    if on_github && let (Some(url), Some(_)) = (url, token) {
        let source = CredentialSource::TrustedPublishing { index: index.url.to_string() };
        let user = TOKEN_USER_NAME.to_owned();
        return Ok(Credential { user, source, identity_url: Some(url.to_owned()) });
    }
    if index.url.is_loopback() {
        return Ok(Credential::anonymous());
    }
    let mut looked = layers.looked.clone();
    looked.push(if on_github {
        "Trusted Publishing (the job has no permission `id-token: write`)".to_owned()
    } else {
        "Trusted Publishing (this is no GitHub Actions job)".to_owned()
    });
    let remedy = if on_github { PERMISSIONS.to_owned() } else { give_a_token(index) };
    Err(Error::NoCredentials { index: index.title().to_owned(), looked, remedy })
}

const PERMISSIONS: &str = "to publish without a stored token, add these lines to the job:\n\n    \
     permissions:\n      id-token: write\n      contents: read\n\nand register the workflow as a \
     trusted publisher of the project; a workflow that runs for a pull request from a fork never \
     gets this permission";

fn give_a_token(index: &Index) -> String {
    match index.url.warehouse() {
        Some(known) => format!(
            "make an API token at {}/manage/account/token/ and set `PYREL_TOKEN` to it",
            known.site()
        ),
        None => "set `PYREL_USERNAME` and `PYREL_PASSWORD`, or `PYREL_TOKEN`".to_owned(),
    }
}

/// What PyPI would refuse in the end.
fn doubts(found: &Found, index: &Index) -> Vec<Finding> {
    let Some(known) = index.url.warehouse() else { return Vec::new() };
    let (source, title) = (&found.source, known.title());
    let mut findings = Vec::new();
    if found.user != TOKEN_USER_NAME {
        let message = format!("{title} takes tokens only, and {source} comes with a user name");
        findings.push(Finding::new(&TOKEN_USER, message));
    } else if !found.secret.expose().starts_with("pypi-") {
        let message =
            format!("the token from {source} does not begin with `pypi-`, as those of {title} do");
        findings.push(Finding::new(&TOKEN_SHAPE, message));
    } else if found.secret.expose().contains(|c: char| c.is_whitespace() || c.is_control()) {
        let message = format!("the token from {source} has white space inside");
        findings.push(Finding::new(&TOKEN_SHAPE, message));
    }
    findings
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").field("source", &self.source).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
