//! `pyrel`: from a Python source tree to a published release.
//!
//! The table of contents of the binary. [`flags`] says what was typed and [`mod@env`] what surrounds
//! the process; a [`session`] is opened; a command of [`commands`] makes a plan; the session shows
//! or performs it through the real [world](pyrel_world); [`render`] turns the report into text, and [`exit`]
//! into a number. Formats and standards are the business of the libraries below.

mod commands;
mod env;
mod exit;
mod flags;
mod policy;
mod progress;
mod render;
mod rules;
mod session;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use crate::env::Environment;
use crate::exit::Exit;
use crate::flags::Cli;
use crate::render::{Failure, Output, Paint, Report, Style};
use crate::session::Session;

fn main() -> ExitCode {
    exit::report_bugs();
    let exit = match Cli::try_parse() {
        Ok(cli) => run(&cli),
        Err(told) => tell(&told),
    };
    exit.into()
}

fn run(cli: &Cli) -> Exit {
    let environment = Environment::current();
    let style = Style::new(&cli.global, &environment);
    let runner = ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"].map(|it| environment.runner_file(it));
    let about = commands::about(&cli.command);
    let report = match Session::begin(environment, &cli.global) {
        Err(error) => Report::of_failure(&about, &Failure::from(error)),
        Ok(session) => {
            let result = commands::run(&session, &cli.command);
            session.finish(&about, result)
        }
    };
    let told = hand_over(&report, runner);
    match told.and(write(&report.render(style), style.paint)) {
        Ok(()) => report.exit,
        Err(error) => unwritten(&error, report.exit),
    }
}

/// What the argument parser has to say: help, the version, or a usage error.
fn tell(told: &clap::Error) -> Exit {
    let exit = if told.use_stderr() { Exit::Usage } else { Exit::Success };
    match told.print() {
        Ok(()) => exit,
        Err(error) => unwritten(&error, exit),
    }
}

/// Tells the steps after this one, if a runner named the files to do so.
fn hand_over(report: &Report, [outputs, summary]: [Option<PathBuf>; 2]) -> io::Result<()> {
    if outputs.is_none() && summary.is_none() {
        return Ok(());
    }
    let handover = report.handover();
    for (file, text) in [(outputs, handover.outputs), (summary, handover.summary)] {
        if let Some(file) = file.filter(|_| !text.is_empty()) {
            pyrel_world::files::append(&file, &text)?;
        }
    }
    Ok(())
}

fn write(output: &Output, paint: Paint) -> io::Result<()> {
    let choice = match paint {
        Paint::Plain => anstream::ColorChoice::Never,
        Paint::Styled => anstream::ColorChoice::Always,
    };
    // Results go first, so that on a terminal the reason of a failure is what is read last.
    let mut stdout = io::stdout().lock();
    let handed = stdout.write_all(output.stdout.as_bytes()).and_then(|()| stdout.flush());
    let mut stderr = anstream::AutoStream::new(io::stderr(), choice);
    handed.and(stderr.write_all(output.stderr.as_bytes()))
}

/// A reader that has seen enough, as `head`, is no mistake. A full disk is.
fn unwritten(error: &io::Error, exit: Exit) -> Exit {
    match (error.kind(), exit) {
        (io::ErrorKind::BrokenPipe, exit) => exit,
        (_, Exit::Success) => {
            drop(writeln!(io::stderr(), "error: the results cannot be written: {error}"));
            Exit::User
        }
        (_, exit) => exit,
    }
}
