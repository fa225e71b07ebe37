//! Where to publish: which index or folder is meant.
//!
//! The first of these decides: `--repository-url`, `--repository`, `PYREL_REPOSITORY_URL`,
//! `PYREL_REPOSITORY`, `UV_PUBLISH_URL`, `TWINE_REPOSITORY_URL`, `TWINE_REPOSITORY`,
//! `PYPI_PUBLISH_URL`, the project's own configuration, `pypi`. Each may be a name (`pypi`,
//! `testpypi`, `local`, a section of `.pypirc`), an address, or a folder (`./index`,
//! `/srv/index`, `file:///srv/index`). `UV_PUBLISH_CHECK_URL` says where an index lists its files.

use std::path::PathBuf;

use pyrel_diag::{Finding, Rule, Severity, Warned, nearest};
use pyrel_effect::CredentialSource;

use crate::pypirc::veiled;
use crate::upload_url::{Userinfo, percent_decoded};
use crate::{Error, Inputs, Pypirc, UploadUrl, Warehouse};

/// Where files are published.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Repository {
    /// A folder that holds a static index; see [`folder`](crate::folder).
    Folder(PathBuf),
    /// A server.
    Index(Index),
}

/// An index that files are sent to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Index {
    /// The name by which it was chosen, if it was.
    pub name: Option<String>,
    /// Where files are sent to.
    pub url: UploadUrl,
    /// Where its files are listed by the Simple API, where that is known.
    pub check_url: Option<String>,
    /// Where its address was found, if the address itself says in whose name to publish.
    pub(crate) userinfo: Option<CredentialSource>,
    /// The section of `.pypirc` that its credentials are in.
    pub(crate) section: Option<String>,
}

/// The folder that the name `local` stands for where no section of `.pypirc` says otherwise.
pub const LOCAL_FOLDER: &str = "local-index";

/// A section that Python's tools would not see.
pub(crate) static PYPIRC_UNLISTED: Rule = Rule {
    id: "pypirc-unlisted",
    severity: Severity::Advice,
    words: "a section of `.pypirc` that `index-servers` does not list",
    remedy: "add its name to `index-servers` in the section [distutils]: other tools need it",
};

/// Where the index lists its files, for indexes that are not known.
const CHECK_URL: &str = "UV_PUBLISH_CHECK_URL";

const BUILT_IN: [&str; 3] = ["pypi", "testpypi", "local"];

/// The environment variables that say where to publish.
pub(crate) const VARIABLES: [&str; 6] = [
    "PYREL_REPOSITORY_URL",
    "PYREL_REPOSITORY",
    "UV_PUBLISH_URL",
    "TWINE_REPOSITORY_URL",
    "TWINE_REPOSITORY",
    "PYPI_PUBLISH_URL",
];

impl Repository {
    /// Finds out which repository is meant. `pypirc` is the parsed `.pypirc` of the inputs.
    ///
    /// # Errors
    /// A name that nothing defines, a text that is no address, and an option without a text.
    pub fn choose(inputs: &Inputs, pypirc: Option<&Pypirc>) -> Result<Warned<Self>, Error> {
        let (text, origin) = said(inputs)?;
        let mut findings = Vec::new();
        let mut repository = match Place::of(text) {
            Place::Address => Self::Index(Index::at(text, &origin)?),
            Place::Folder(path) => Self::Folder(path),
            Place::Name => named(text, &origin, pypirc, &mut findings)?,
            Place::Unclear => {
                let why = "it has no scheme: write `https://…`, or `./…` for a folder".to_owned();
                return Err(Error::BadAddress { origin: origin.to_string(), why });
            }
        };
        if let Self::Index(index) = &mut repository
            && let (None, Some(text)) = (&index.check_url, inputs.variable(CHECK_URL))
        {
            let origin = CHECK_URL.to_owned();
            let (url, _) =
                UploadUrl::parse(text).map_err(|why| Error::BadAddress { origin, why })?;
            index.check_url = Some(url.to_string());
        }
        Ok(Warned { value: repository, findings })
    }
}

impl Index {
    /// One of the two indexes of the Python Packaging Authority.
    #[must_use]
    pub fn of(warehouse: Warehouse) -> Option<Self> {
        let (url, _) = UploadUrl::parse(warehouse.upload_url()).ok()?;
        Some(Self::new(url))
    }

    /// How the user knows it: its name, else its address.
    #[must_use]
    pub fn title(&self) -> &str {
        match self.url.warehouse() {
            Some(warehouse) => warehouse.title(),
            None => self.name.as_deref().unwrap_or(self.url.as_str()),
        }
    }

    fn new(url: UploadUrl) -> Self {
        let check_url = url.warehouse().map(|known| format!("{}/simple/", known.site()));
        Self { name: None, url, check_url, userinfo: None, section: None }
    }

    fn at(text: &str, origin: &CredentialSource) -> Result<Self, Error> {
        let (url, userinfo) = UploadUrl::parse(text)
            .map_err(|why| Error::BadAddress { origin: origin.to_string(), why })?;
        Ok(Self { userinfo: userinfo.map(|_| origin.clone()), ..Self::new(url) })
    }
}

/// Finds the user information of an address again, which no value holds.
pub(crate) fn userinfo(
    inputs: &Inputs,
    pypirc: Option<&Pypirc>,
    index: &Index,
) -> Option<Userinfo> {
    let text = match index.userinfo.as_ref()? {
        CredentialSource::Pypirc { section, .. } => pypirc?.repository(section)?,
        CredentialSource::Env(name) => inputs.variable(name)?,
        CredentialSource::Flag("--repository-url") => inputs.flags.repository_url.as_deref()?,
        CredentialSource::Flag(CONFIG) => inputs.config.as_deref()?,
        CredentialSource::Flag(_) => inputs.flags.repository.as_deref()?,
        CredentialSource::Anonymous
        | CredentialSource::Dotenv { .. }
        | CredentialSource::TrustedPublishing { .. } => return None,
    };
    UploadUrl::parse(text).ok()?.1
}

/// How the project's own configuration is called among the places where a choice can stand.
pub(crate) const CONFIG: &str = "repository";

/// The text that decides and where it stands. A variable that is set to nothing is not set; an
/// option that was typed without a text is a slip that must not end on PyPI.
fn said(inputs: &Inputs) -> Result<(&str, CredentialSource), Error> {
    let flags = &inputs.flags;
    for (flag, text) in
        [("--repository-url", &flags.repository_url), ("--repository", &flags.repository)]
    {
        match text.as_deref().map(str::trim) {
            None => {}
            Some("") => return Err(Error::EmptyFlag { flag }),
            Some(text) => return Ok((text, CredentialSource::Flag(flag))),
        }
    }
    for name in VARIABLES {
        if let Some(text) = inputs.variable(name) {
            return Ok((text.trim(), CredentialSource::Env(name.to_owned())));
        }
    }
    let config = inputs.config.as_deref().map(str::trim).filter(|text| !text.is_empty());
    Ok((config.unwrap_or("pypi"), CredentialSource::Flag(CONFIG)))
}

enum Place {
    Address,
    Folder(PathBuf),
    Name,
    Unclear,
}

impl Place {
    fn of(text: &str) -> Self {
        if let Some(rest) = strip_scheme(text, "file:") {
            let path = rest.strip_prefix("//localhost").or(rest.strip_prefix("//"));
            let path = percent_decoded(path.unwrap_or(rest));
            let drive = path.strip_prefix('/').filter(|path| is_drive(path));
            return Self::Folder(PathBuf::from(drive.unwrap_or(&path)));
        }
        if text.contains("://") {
            return Self::Address;
        }
        if text.starts_with(['/', '.', '\\']) || is_drive(text) {
            return Self::Folder(PathBuf::from(text));
        }
        if text.contains(['/', '\\', ':', '@']) { Self::Unclear } else { Self::Name }
    }
}

fn strip_scheme<'a>(text: &'a str, scheme: &str) -> Option<&'a str> {
    let head = text.get(..scheme.len())?;
    head.eq_ignore_ascii_case(scheme).then(|| text.get(scheme.len()..)).flatten()
}

fn is_drive(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && bytes.next() == Some(b':')
        && matches!(bytes.next(), Some(b'/' | b'\\'))
}

fn named(
    name: &str,
    origin: &CredentialSource,
    pypirc: Option<&Pypirc>,
    findings: &mut Vec<Finding>,
) -> Result<Repository, Error> {
    if let Some(pypirc) = pypirc
        && let Some(line) = pypirc.line_of(name)
    {
        if !pypirc.is_listed(name) && !BUILT_IN.contains(&name) {
            let message = format!("the section [{name}] is not listed in `index-servers`");
            let at = veiled(pypirc.file(), line);
            findings.push(Finding::new(&PYPIRC_UNLISTED, message).at(at));
        }
        if let Some(text) = pypirc.repository(name) {
            return in_section(name, text, pypirc);
        }
        if !BUILT_IN.contains(&name) {
            let (file, name) = (pypirc.file().to_owned(), name.to_owned());
            return Err(Error::NoAddress { file, line, name });
        }
    }
    let known = match name {
        "pypi" => Some(Warehouse::Pypi),
        "testpypi" => Some(Warehouse::TestPypi),
        "local" => return Ok(Repository::Folder(PathBuf::from(LOCAL_FOLDER))),
        _ => None,
    };
    match known.and_then(Index::of) {
        Some(mut index) => {
            index.name = Some(name.to_owned());
            index.section = pypirc.and_then(|file| file.line_of(name)).map(|_| name.to_owned());
            Ok(Repository::Index(index))
        }
        None => Err(unknown(name, origin, pypirc)),
    }
}

fn in_section(name: &str, text: &str, pypirc: &Pypirc) -> Result<Repository, Error> {
    let (file, section) = (pypirc.file().to_owned(), name.to_owned());
    let origin = CredentialSource::Pypirc { file, section };
    match Place::of(text) {
        Place::Folder(path) => Ok(Repository::Folder(path)),
        Place::Address | Place::Name | Place::Unclear => {
            let mut index = Index::at(text, &origin)?;
            index.name = Some(name.to_owned());
            index.section = Some(name.to_owned());
            Ok(Repository::Index(index))
        }
    }
}

fn unknown(name: &str, origin: &CredentialSource, pypirc: Option<&Pypirc>) -> Error {
    let mut known: Vec<String> = BUILT_IN.map(str::to_owned).into();
    for section in pypirc.into_iter().flat_map(Pypirc::names) {
        if !BUILT_IN.contains(&section) {
            known.push(section.to_owned());
        }
    }
    let near = nearest(name, known.iter().map(String::as_str)).map(str::to_owned);
    let origin = origin.to_string();
    Error::UnknownRepository { name: name.to_owned(), origin, near, known }
}

#[cfg(test)]
mod tests;
