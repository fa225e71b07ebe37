//! What a program answered, with the questions a test asks of it.

use std::process::{Command, Stdio};

/// A finished run. Every question returns the run, so that they can be chained, and shows all of it
/// when it fails.
#[derive(Debug)]
pub(crate) struct Run {
    /// The exit code; -1 after a signal.
    pub(crate) status: i32,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

impl Run {
    /// Runs `command` to its end, without standard input.
    pub(crate) fn of(command: &mut Command) -> Self {
        Self::fed(command, Stdio::null())
    }

    /// The same with something to read on standard input.
    pub(crate) fn fed(command: &mut Command, input: impl Into<Stdio>) -> Self {
        let output = command
            .stdin(input)
            .output()
            .unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
        Self {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// It ended with 0.
    #[track_caller]
    pub(crate) fn success(&self) -> &Self {
        self.ended_with(0)
    }

    /// It ended with `code`, which is not 0.
    #[track_caller]
    pub(crate) fn failure(&self, code: i32) -> &Self {
        assert_ne!(code, 0, "0 is no failure");
        self.ended_with(code)
    }

    /// Standard output is `text`, to the last byte.
    #[track_caller]
    pub(crate) fn stdout(&self, text: &str) -> &Self {
        assert_eq!(self.stdout, text, "unexpected standard output\n{}", self.shown());
        self
    }

    /// Standard error is `text`, to the last byte.
    #[track_caller]
    pub(crate) fn stderr(&self, text: &str) -> &Self {
        assert_eq!(self.stderr, text, "unexpected standard error\n{}", self.shown());
        self
    }

    /// `text` stands somewhere on standard output.
    #[track_caller]
    pub(crate) fn stdout_contains(&self, text: &str) -> &Self {
        assert!(self.stdout.contains(text), "no `{text}` on standard output\n{}", self.shown());
        self
    }

    /// `text` stands somewhere on standard error.
    #[track_caller]
    pub(crate) fn stderr_contains(&self, text: &str) -> &Self {
        assert!(self.stderr.contains(text), "no `{text}` on standard error\n{}", self.shown());
        self
    }

    /// `secret` stands nowhere. The failure does not repeat it either.
    #[track_caller]
    pub(crate) fn never_says(&self, secret: &str) -> &Self {
        let said = self.stdout.contains(secret) || self.stderr.contains(secret);
        assert!(!said, "a secret was printed\n{}", self.shown().replace(secret, "<the secret>"));
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("standard output is no JSON: {error}\n{}", self.shown()))
    }

    #[track_caller]
    fn ended_with(&self, code: i32) -> &Self {
        assert_eq!(self.status, code, "unexpected exit code\n{}", self.shown());
        self
    }

    fn shown(&self) -> String {
        format!(
            "exit code {}\n--- standard output\n{}\n--- standard error\n{}",
            self.status, self.stdout, self.stderr
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Run {
        Run::of(Command::new("sh").args(["-c", script]))
    }

    #[test]
    fn a_run_keeps_both_streams_and_the_exit_code() {
        shell("echo out; echo err >&2; exit 3").failure(3).stdout("out\n").stderr("err\n");
        shell("echo '{\"a\": 1}'").success().stdout_contains("\"a\"").never_says("b");
        assert_eq!(shell("echo '{\"a\": 1}'").json()["a"], 1);
        shell("echo one two >&2").stderr_contains("two");
    }
}
