//! What can go wrong before anything is sent.

use pyrel_diag::{Explain, Finding, Kind, Place};

/// What can go wrong before anything is sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A finished file cannot be read as an archive; it must be built again.
    #[error(transparent)]
    Archive(#[from] pyrel_archive::Error),
    /// A text that should be an address is none; whoever wrote it must mend it.
    #[error("{origin} holds no address that files can be sent to: {why}")]
    BadAddress {
        /// Where it is written.
        origin: String,
        /// What is wrong with it.
        why: String,
    },
    /// Files that no index would take, or that contradict themselves; they must be built again.
    #[error("{} cannot be published", files_of(findings))]
    Distributions {
        /// What is wrong with them.
        findings: Vec<Finding>,
    },
    /// An option that chooses the repository and says nothing: a variable in a script may be unset,
    /// and whoever wrote it did not mean PyPI.
    #[error("`{flag}` is empty")]
    EmptyFlag {
        /// The option.
        flag: &'static str,
    },
    /// The project's owner must mend the `.env` file.
    #[error("`{file}` cannot be read: {}", lines_of(findings))]
    Dotenv {
        /// The file.
        file: String,
        /// What is wrong, by line.
        findings: Vec<Finding>,
    },
    /// The finished file could not be read.
    #[error("cannot read `{name}`")]
    Io {
        /// The file name.
        name: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A section of `.pypirc` lacks its address.
    #[error("the section [{name}] of {file} (line {line}) has no `repository`")]
    NoAddress {
        /// The file.
        file: String,
        /// The line of the section.
        line: usize,
        /// The section.
        name: String,
    },
    /// Nobody said in whose name to publish.
    #[error("no credentials for {index}: there is nothing in {}", looked.join(", "))]
    NoCredentials {
        /// The index.
        index: String,
        /// Where credentials were looked for.
        looked: Vec<String>,
        /// What to do.
        remedy: String,
    },
    /// The dist folder holds nothing of this version.
    #[error("there are no distributions of {name} {version} in `{folder}`{}", others_of(others))]
    NoDistributions {
        /// The project.
        name: String,
        /// Its version.
        version: String,
        /// The folder, as the user would name it.
        folder: String,
        /// Other distributions that lie there.
        others: Vec<String>,
    },
    /// No file was given.
    #[error("there are no files to publish")]
    NothingToPublish,
    /// A secret would travel in plain text.
    #[error("credentials are not sent to {url} in plain text")]
    PlainText {
        /// The address.
        url: String,
    },
    /// The user must mend the `.pypirc` file.
    #[error("{file} cannot be read: {}", lines_of(findings))]
    Pypirc {
        /// The file.
        file: String,
        /// What is wrong, by line.
        findings: Vec<Finding>,
    },
    /// A token says in whose name to publish, and so does a user name or password.
    #[error("`--token` is given beside `{other}`")]
    TokenAndLogin {
        /// The other option.
        other: &'static str,
    },
    /// The tree could not be read.
    #[error(transparent)]
    Tree(#[from] pyrel_tree::Error),
    /// A name that nothing defines.
    #[error("the repository `{name}` of {origin} is not known")]
    UnknownRepository {
        /// The name.
        name: String,
        /// Where it is written.
        origin: String,
        /// A known name that may be meant.
        near: Option<String>,
        /// All known names.
        known: Vec<String>,
    },
}

impl Explain for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::BadAddress { .. }
            | Self::EmptyFlag { .. }
            | Self::TokenAndLogin { .. }
            | Self::UnknownRepository { .. } => Kind::Usage,
            Self::Archive(error) => error.kind(),
            Self::Tree(error) => error.kind(),
            Self::Distributions { .. }
            | Self::Dotenv { .. }
            | Self::Io { .. }
            | Self::NoAddress { .. }
            | Self::NoCredentials { .. }
            | Self::NoDistributions { .. }
            | Self::NothingToPublish
            | Self::PlainText { .. }
            | Self::Pypirc { .. } => Kind::User,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Archive(error) => error.hint(),
            Self::Tree(error) => error.hint(),
            Self::BadAddress { .. }
            | Self::Distributions { .. }
            | Self::Dotenv { .. }
            | Self::Io { .. }
            | Self::Pypirc { .. } => None,
            Self::NoAddress { .. } => {
                Some("add the line `repository = https://…` with its upload address".to_owned())
            }
            Self::EmptyFlag { flag } => {
                Some(format!("give `{flag}` a value, or leave it away for the default"))
            }
            Self::NoCredentials { remedy, .. } => Some(remedy.clone()),
            Self::NoDistributions { .. } | Self::NothingToPublish => {
                Some("run `pyrel build` first".to_owned())
            }
            Self::PlainText { .. } => Some("use an address that begins with `https://`".to_owned()),
            Self::TokenAndLogin { other } => Some(format!("leave `{other}` away")),
            Self::UnknownRepository { name, near, known, .. } => {
                Some(define(name, near.as_deref(), known))
            }
        }
    }

    fn findings(&self) -> &[Finding] {
        match self {
            Self::Distributions { findings }
            | Self::Dotenv { findings, .. }
            | Self::Pypirc { findings, .. } => findings,
            Self::Archive(_)
            | Self::BadAddress { .. }
            | Self::EmptyFlag { .. }
            | Self::Io { .. }
            | Self::NoAddress { .. }
            | Self::NoCredentials { .. }
            | Self::NoDistributions { .. }
            | Self::NothingToPublish
            | Self::PlainText { .. }
            | Self::TokenAndLogin { .. }
            | Self::Tree(_)
            | Self::UnknownRepository { .. } => &[],
        }
    }
}

fn define(name: &str, near: Option<&str>, known: &[String]) -> String {
    let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    format!(
        "{near}known are {}; define `{name}` in `~/.pypirc` by a section [{name}] with the line \
         `repository = https://…`, or give its address with `--repository-url`",
        known.join(", ")
    )
}

fn lines_of(findings: &[Finding]) -> String {
    let lines = findings.iter().filter_map(|finding| match &finding.place {
        Some(Place::Text(at)) => Some(at.line.to_string()),
        Some(Place::Entry { .. } | Place::File(_)) | None => None,
    });
    let lines: Vec<String> = lines.collect();
    let word = if lines.len() == 1 { "line" } else { "lines" };
    format!("{word} {}", lines.join(", "))
}

fn files_of(findings: &[Finding]) -> String {
    let mut files: Vec<String> = findings
        .iter()
        .filter_map(|finding| match &finding.place {
            Some(Place::Entry { archive, .. } | Place::File(archive)) => {
                Some(format!("`{archive}`"))
            }
            Some(Place::Text(_)) | None => None,
        })
        .collect();
    files.sort_unstable();
    files.dedup();
    files.join(", ")
}

fn others_of(others: &[String]) -> String {
    match others {
        [] => String::new(),
        others => format!(", only {}", others.join(", ")),
    }
}
