//! The only place that reads the environment of the process: everybody else gets values.
#![expect(clippy::disallowed_methods, reason = "this is the place where the bans point to")]

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use pyrel_archive::Epoch;
use pyrel_diag::{Explain, Kind};
use pyrel_world::destination;

/// What surrounds the process, read once at its start.
#[derive(Clone)]
pub(crate) struct Environment {
    /// The variables. Bytes that are no UTF-8 are replaced.
    pub(crate) variables: BTreeMap<String, String>,
    /// The current folder.
    pub(crate) cwd: PathBuf,
    /// The user's own folder, where `.pypirc` lies.
    pub(crate) home: Option<PathBuf>,
    /// Where files may lie that nobody shall see.
    pub(crate) temp: PathBuf,
    /// The time, in seconds since 1970; it goes into archives nowhere but in versions that tell when
    /// a changed tree was built.
    pub(crate) now: u64,
    /// What standard error leads to. Results on standard output are the same everywhere.
    pub(crate) stderr: Stream,
    /// What standard input comes from.
    pub(crate) stdin: Stream,
}

/// Of variables the names alone: some hold secrets.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.variables.keys().collect();
        f.debug_struct("Environment").field("variables", &names).finish_non_exhaustive()
    }
}

/// What a standard stream leads to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Stream {
    /// A file, a pipe, or nothing.
    Pipe,
    /// A terminal of so many columns.
    Terminal {
        /// The columns.
        width: usize,
    },
}

/// Whether a command acts or only shows what it would do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Mode {
    /// Performs the plan.
    Perform,
    /// Shows the plan.
    Show,
}

/// A variable that cannot be understood. Whoever set it must mend it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub(crate) enum Error {
    /// `DRY_RUN` with a value of no known meaning: to guess could publish something.
    #[error("`DRY_RUN` is `{value}`, which means neither yes nor no")]
    DryRun {
        /// The value.
        value: String,
    },
    /// `SOURCE_DATE_EPOCH` is malformed; the specification asks for a refusal.
    #[error("`SOURCE_DATE_EPOCH` is `{value}`, which is not a number of seconds since 1970")]
    Epoch {
        /// The value.
        value: String,
    },
}

impl Environment {
    /// Looks around. A current folder that was removed shows itself when something is read there.
    pub(crate) fn current() -> Self {
        let text = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
        Self {
            variables: std::env::vars_os().map(|(name, value)| (text(name), text(value))).collect(),
            cwd: std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
            home: std::env::home_dir().filter(|home| home.is_absolute()),
            temp: std::env::temp_dir(),
            now: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()),
            stderr: stream(&io::stderr()),
            stdin: match io::stdin().is_terminal() {
                true => Stream::Terminal { width: 0 },
                false => Stream::Pipe,
            },
        }
    }

    /// A variable; one that is set to nothing counts as not set.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Whether the command acts: `--dry-run` wins, else `DRY_RUN` decides, else it does.
    ///
    /// # Errors
    /// When `DRY_RUN` has to decide and cannot be understood.
    pub(crate) fn mode(&self, flag: Option<Mode>) -> Result<Mode, Error> {
        let value = match (flag, self.variables.get("DRY_RUN")) {
            (Some(mode), _) => return Ok(mode),
            (None, None) => return Ok(Mode::Perform),
            (None, Some(value)) => value,
        };
        Mode::of_dry_run(value).ok_or_else(|| Error::DryRun { value: value.clone() })
    }

    /// The time that goes into archives: `SOURCE_DATE_EPOCH`, if it is set at all.
    ///
    /// # Errors
    /// When it is anything but decimal digits that fit 64 bits.
    pub(crate) fn epoch(&self) -> Result<Option<Epoch>, Error> {
        let Some(value) = self.variables.get("SOURCE_DATE_EPOCH") else { return Ok(None) };
        let digits = value.bytes().all(|byte| byte.is_ascii_digit());
        match value.parse() {
            Ok(seconds) if digits => Ok(Some(Epoch::from_seconds(seconds))),
            _ => Err(Error::Epoch { value: value.clone() }),
        }
    }

    /// Whether a runner of GitHub Actions reads what we print.
    pub(crate) fn is_github_actions(&self) -> bool {
        self.variable("GITHUB_ACTIONS") == Some("true")
    }

    /// The file with certificates (PEM) to trust instead of the system's: `SSL_CERT_FILE`, or
    /// `REQUESTS_CA_BUNDLE` as twine's users know it.
    pub(crate) fn authorities(&self) -> Option<PathBuf> {
        let names = ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"];
        names.iter().find_map(|name| self.variable(name)).map(PathBuf::from)
    }

    /// The file that a runner of GitHub Actions names in a variable and reads when we are done.
    pub(crate) fn runner_file(&self, name: &str) -> Option<PathBuf> {
        self.variable(name).filter(|_| self.is_github_actions()).map(PathBuf::from)
    }

    /// Where an archive for a folder grows. In a real run on the file system of its destination, so
    /// that it gets its place by a mere link: in the nearest folder on the way there that exists
    /// already. In a dry run nothing is made there, not even for a moment; nor where nothing can be
    /// made, which is told once it is known what would have to be.
    pub(crate) fn spool(&self, mode: Mode, destination: &Path) -> PathBuf {
        let destination = self.cwd.join(destination);
        match mode {
            Mode::Show => self.temp.clone(),
            Mode::Perform if destination::ensure_takes_files(&destination).is_err() => {
                self.temp.clone()
            }
            Mode::Perform => destination
                .ancestors()
                .find(|folder| folder.is_dir())
                .map_or_else(|| self.temp.clone(), Path::to_path_buf),
        }
    }
}

impl Mode {
    /// What a value of `DRY_RUN` or `--dry-run` means.
    pub(crate) fn of_dry_run(value: &str) -> Option<Self> {
        match value.to_ascii_lowercase().as_str() {
            "1" | "true" | "yes" | "on" => Some(Self::Show),
            "0" | "false" | "no" | "off" | "" => Some(Self::Perform),
            _ => None,
        }
    }
}

impl Explain for Error {
    fn kind(&self) -> Kind {
        Kind::Usage
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::DryRun { .. } => "set it to 1, true, yes, on, 0, false, no or off",
            Self::Epoch { .. } => "`git log -1 --format=%ct` prints such a number",
        };
        Some(hint.to_owned())
    }
}

#[cfg(unix)]
fn stream(stream: &(impl IsTerminal + std::os::fd::AsFd)) -> Stream {
    if !stream.is_terminal() {
        return Stream::Pipe;
    }
    let columns = rustix::termios::tcgetwinsize(stream).map_or(0, |size| size.ws_col);
    Stream::Terminal { width: if columns == 0 { 80 } else { usize::from(columns) } }
}

#[cfg(not(unix))]
fn stream(stream: &impl IsTerminal) -> Stream {
    if stream.is_terminal() { Stream::Terminal { width: 80 } } else { Stream::Pipe }
}

#[cfg(test)]
impl Environment {
    /// An environment of these variables alone.
    pub(crate) fn of<'a>(variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let variables = variables.into_iter();
        Self {
            variables: variables.map(|(k, v)| (k.to_owned(), v.to_owned())).collect(),
            cwd: PathBuf::from("/"),
            home: None,
            temp: PathBuf::from("/tmp"),
            now: 0,
            stderr: Stream::Pipe,
            stdin: Stream::Pipe,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_mode(flag: Option<Mode>, value: Option<&str>, expect: Option<Mode>) {
        let environment = Environment::of(value.map(|value| ("DRY_RUN", value)));
        assert_eq!(environment.mode(flag).ok(), expect);
    }

    #[test]
    fn dry_run_takes_four_words_for_each_side_in_any_letter_case() {
        for yes in ["1", "true", "yes", "on", "True", "ON"] {
            check_mode(None, Some(yes), Some(Mode::Show));
        }
        for no in ["0", "false", "no", "off", "", "FALSE"] {
            check_mode(None, Some(no), Some(Mode::Perform));
        }
        check_mode(None, None, Some(Mode::Perform));
        for unknown in ["2", "y", "maybe", " 1"] {
            check_mode(None, Some(unknown), None);
        }
    }

    #[test]
    fn the_option_wins_over_the_variable() {
        check_mode(Some(Mode::Perform), Some("1"), Some(Mode::Perform));
        check_mode(Some(Mode::Show), Some("0"), Some(Mode::Show));
        check_mode(Some(Mode::Show), Some("maybe"), Some(Mode::Show));
    }

    #[test]
    fn no_variable_is_shown_with_its_value() {
        let environment = Environment::of([("PYREL_PASSPHRASE", "geheim")]);
        let shown = format!("{environment:?}");
        assert_eq!(shown, "Environment { variables: [\"PYREL_PASSPHRASE\"], .. }");
    }

    #[test]
    fn an_unknown_dry_run_is_refused_by_name_and_value() {
        let error = Environment::of([("DRY_RUN", "maybe")]).mode(None).unwrap_err();
        assert_eq!(error.to_string(), "`DRY_RUN` is `maybe`, which means neither yes nor no");
        assert_eq!(error.kind(), Kind::Usage);
    }

    #[test]
    fn an_epoch_is_digits_and_nothing_else() {
        let epoch = |value| Environment::of([("SOURCE_DATE_EPOCH", value)]).epoch();
        assert_eq!(epoch("1700000000").unwrap(), Some(Epoch::from_seconds(1_700_000_000)));
        assert_eq!(Environment::of([]).epoch().unwrap(), None);
        for wrong in ["", "+1", "-1", "1.5", "99999999999999999999", "today"] {
            assert_eq!(
                epoch(wrong).unwrap_err().to_string(),
                format!(
                    "`SOURCE_DATE_EPOCH` is `{wrong}`, which is not a number of seconds since 1970"
                )
            );
        }
    }

    #[test]
    fn the_authorities_are_those_of_the_first_variable_that_is_set() {
        let authorities = |set: &[(&'static str, &'static str)]| {
            Environment::of(set.iter().copied()).authorities()
        };
        let (ssl, requests) = (("SSL_CERT_FILE", "a.pem"), ("REQUESTS_CA_BUNDLE", "b.pem"));
        assert_eq!(authorities(&[requests, ssl]), Some(PathBuf::from("a.pem")));
        assert_eq!(authorities(&[requests, ("SSL_CERT_FILE", "")]), Some(PathBuf::from("b.pem")));
        assert_eq!(authorities(&[]), None);
    }

    #[test]
    fn archives_grow_beside_their_destination_only_in_a_real_run() {
        let folder = tempfile::tempdir().unwrap();
        let environment = Environment { cwd: folder.path().to_owned(), ..Environment::of([]) };
        let spool = |mode| environment.spool(mode, Path::new("dist/deep"));
        assert_eq!(spool(Mode::Perform), folder.path());
        assert_eq!(spool(Mode::Show), environment.temp);
    }
}
