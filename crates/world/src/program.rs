//! Programs of the user's own: the only place where another program is run.
//!
//! What pyrel does it does by itself. A key that must not leave its card, or a service that signs, is
//! reached by a program that the user names, and that is run when the user asks for it and nothing
//! else.
#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the user has asked for this program to be run"
)]

use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use pyrel_effect::{Error, Program};

/// How long somebody may look for a card and its number.
const PATIENCE: Duration = Duration::from_secs(600);
/// How often it is looked whether a program has ended that prints nothing any more.
const LOOK: Duration = Duration::from_millis(5);
/// No signature is longer.
const MOST: u64 = 64 << 10;

/// Runs a program with something to read; what it printed. What it says on standard error goes to
/// whoever reads ours.
pub(super) fn run(program: &Program, input: &[u8]) -> Result<Vec<u8>, Error> {
    run_within(program, input, PATIENCE)
}

fn run_within(program: &Program, input: &[u8], patience: Duration) -> Result<Vec<u8>, Error> {
    let failed = |why: String| Error::Step { message: format!("`{program}` {why}"), hint: None };
    let mut command = Command::new(program.name());
    command.args(program.arguments()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|source| Error::Step {
        message: format!("cannot run `{program}`: {source}"),
        hint: Some("it is looked for on PATH, and no shell is between".to_owned()),
    })?;
    let until = Instant::now() + patience;
    let printed = talk(&mut child, input, patience);
    let ended = match &printed {
        Ok(Some(_)) => wait(&mut child, until),
        Ok(None) | Err(_) => Ok(None),
    };
    let Ok(Some(status)) = ended else {
        // It is gone already, or will be.
        drop(child.kill());
        drop(child.wait());
        return Err(match (printed, ended) {
            (Err(source), _) | (_, Err(source)) => failed(format!("cannot be read: {source}")),
            (Ok(_), Ok(_)) => failed(format!("did not end within {} seconds", patience.as_secs())),
        });
    };
    match printed {
        // What it printed beyond that met a closed pipe, which may be why it failed.
        Ok(Some(bytes)) if bytes.len() as u64 > MOST => {
            Err(failed(format!("printed more than {MOST} bytes")))
        }
        Ok(Some(bytes)) if status.success() => Ok(bytes),
        Ok(_) | Err(_) => Err(failed(format!("failed: {status}"))),
    }
}

/// Hands it what it shall read, and takes what it prints; `None` where that takes too long.
fn talk(child: &mut Child, input: &[u8], patience: Duration) -> io::Result<Option<Vec<u8>>> {
    if let Some(mut pipe) = child.stdin.take() {
        // Who does not want all of it says so with what it prints.
        drop(pipe.write_all(input));
    }
    let Some(pipe) = child.stdout.take() else { return Ok(Some(Vec::new())) };
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = pipe.take(MOST + 1).read_to_end(&mut bytes);
        // Nobody waits any more when it took too long.
        drop(sender.send(read.map(|_| bytes)));
    });
    match receiver.recv_timeout(patience) {
        Ok(read) => read.map(Some),
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Ok(None),
    }
}

fn wait(child: &mut Child, until: Instant) -> io::Result<Option<ExitStatus>> {
    loop {
        match child.try_wait()? {
            None if Instant::now() < until => thread::sleep(LOOK),
            ended => return Ok(ended),
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Result<Vec<u8>, String> {
        let program: Program = format!("sh -c '{script}'").parse().unwrap();
        run_within(&program, b"hello", Duration::from_secs(60)).map_err(|error| error.to_string())
    }

    #[test]
    fn a_program_reads_and_prints() {
        assert_eq!(shell("cat; printf x"), Ok(b"hellox".to_vec()));
        assert_eq!(shell(":"), Ok(Vec::new()));
    }

    #[test]
    fn what_fails_is_told_without_the_arguments() {
        assert_eq!(shell("cat; exit 3"), Err("`sh` failed: exit status: 3".to_owned()));
        let much = "head -c 70000 /dev/zero";
        assert_eq!(shell(much), Err("`sh` printed more than 65536 bytes".to_owned()));
        let nothing: Program = "/nowhere/sign --pin 1234".parse().unwrap();
        let error = run(&nothing, b"").unwrap_err().to_string();
        assert!(error.starts_with("cannot run `/nowhere/sign`: "), "{error}");
        assert!(!error.contains("1234"), "{error}");
    }

    #[test]
    fn a_program_that_does_not_end_is_stopped() {
        let late = |script: &str| {
            let program: Program = format!("sh -c '{script}'").parse().unwrap();
            run_within(&program, b"", Duration::from_millis(50)).unwrap_err().to_string()
        };
        let words = "`sh` did not end within 0 seconds";
        assert_eq!(late("exec sleep 60"), words);
        assert_eq!(late("exec sleep 60 >&-"), words);
    }
}
