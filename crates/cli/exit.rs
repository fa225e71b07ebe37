//! How the process ends.

use std::io::{self, Write};
use std::process::ExitCode;

use pyrel_diag::Kind;

/// What the caller learns from the exit code. Documented in `--help`; never renumbered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Exit {
    /// 0: all is done, or a dry run has shown that it could be.
    Success,
    /// 1: the project, a file or the machine has to be mended.
    User,
    /// 2: the command line or the environment is wrong.
    Usage,
    /// 3: a server refused or could not be reached.
    Remote,
    /// 10: a bundle is not signed.
    Unsigned,
    /// 11: a bundle's signature is not right.
    BadSignature,
    /// 12: it is right, and its signer is not trusted.
    Untrusted,
    /// 13: what is behind a bundle is no sound signature.
    Malformed,
    /// 70: pyrel itself is wrong (`EX_SOFTWARE` of sysexits.h).
    Bug,
}

impl Exit {
    /// The number.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::User => 1,
            Self::Usage => 2,
            Self::Remote => 3,
            Self::Unsigned => 10,
            Self::BadSignature => 11,
            Self::Untrusted => 12,
            Self::Malformed => 13,
            Self::Bug => 70,
        }
    }
}

impl From<Kind> for Exit {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Bug => Self::Bug,
            Kind::Remote => Self::Remote,
            Kind::Usage => Self::Usage,
            Kind::User => Self::User,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Makes a panic, on whatever thread, a short plea and exit code 70. It ends the process at once:
/// nothing half-made has a name yet, so there is nothing to tidy up.
pub(crate) fn report_bugs() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let text = plea(panic.payload_as_str().unwrap_or("no message"), &place);
        // If even this cannot be written, the exit code has to say it alone.
        drop(io::stderr().write_all(text.as_bytes()));
        #[expect(clippy::exit, clippy::disallowed_methods, reason = "a panic cannot return")]
        std::process::exit(i32::from(Exit::Bug.code()));
    }));
}

fn plea(message: &str, place: &str) -> String {
    format!(
        "error: this is a bug in pyrel, not in your project\n  \
         caused by: {message} ({place})\n\
         hint: please report it with the command you ran: {}/issues\n",
        env!("CARGO_PKG_REPOSITORY"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_error_has_its_number() {
        let code = |kind| Exit::from(kind).code();
        assert_eq!([Kind::User, Kind::Usage, Kind::Remote, Kind::Bug].map(code), [1, 2, 3, 70]);
        assert_eq!(Exit::Success.code(), 0);
    }

    #[test]
    fn a_panic_becomes_a_plea() {
        assert_eq!(
            plea("index out of bounds", "crates/x.rs:1:2"),
            "error: this is a bug in pyrel, not in your project
  caused by: index out of bounds (crates/x.rs:1:2)
hint: please report it with the command you ran: https://github.com/pyrel/pyrel/issues
"
        );
    }
}
