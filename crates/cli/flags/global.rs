//! What all commands share.

use clap::{Args, ValueEnum};
use pyrel_diag::Explain;

use crate::env::Mode;
use crate::policy::{Policy, Warnings};
use crate::rules;

/// What all commands share.
#[derive(Args, Debug)]
#[command(next_help_heading = "Options of all commands")]
pub(crate) struct Global {
    /// Do everything but the last step, and show what that would change.
    #[arg(
        long = "dry-run",
        global = true,
        value_name = "BOOL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        value_parser = mode,
    )]
    pub(crate) mode: Option<Mode>,

    /// How results and findings are written.
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,

    /// Short for --format json.
    #[arg(long, global = true, conflicts_with = "format")]
    json: bool,

    /// Count warnings as errors.
    #[arg(long, global = true)]
    strict: bool,

    /// Drop the findings of a rule, by its id or its code in check-wheel-contents; can be given
    /// several times, and takes lists with commas.
    #[arg(long, global = true, value_name = "RULE", value_delimiter = ',', value_parser = rule)]
    ignore: Vec<Ids>,

    /// Show nothing but results and errors.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,

    /// Say which rules were taken and why, what changes nothing, and what servers were asked.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,

    /// When to use colours.
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub(crate) color: Color,
}

/// How results and findings are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Human,
    /// One JSON document on standard output.
    Json,
    /// Annotations of GitHub Actions.
    Github,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How much is said on standard error.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Loudness {
    /// Errors.
    Quiet,
    /// Warnings too, and progress on a terminal.
    Usual,
    /// Also advice, which rules were taken and why, and what servers were asked.
    Verbose,
}

impl Global {
    /// The form of the output, `--json` included.
    pub(crate) fn format(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }

    /// How much is said.
    pub(crate) fn loudness(&self) -> Loudness {
        match (self.quiet, self.verbose) {
            (true, _) => Loudness::Quiet,
            (false, 0) => Loudness::Usual,
            (false, _) => Loudness::Verbose,
        }
    }

    /// How findings are weighed.
    pub(crate) fn policy(&self) -> Policy {
        Policy {
            warnings: if self.strict { Warnings::Refuse } else { Warnings::Warn },
            ignored: self.ignore.iter().flat_map(|Ids(ids)| ids).cloned().collect(),
        }
    }
}

/// The ids that a name of a rule stands for: a code of another tool may be that of several.
#[derive(Clone, Debug)]
struct Ids(Vec<String>);

fn rule(text: &str) -> Result<Ids, String> {
    let ids = rules::ids(text).map_err(|error| match error.hint() {
        Some(hint) => format!("{error}; {hint}"),
        None => error.to_string(),
    })?;
    Ok(Ids(ids))
}

/// The same words as `DRY_RUN` takes.
fn mode(value: &str) -> Result<Mode, &'static str> {
    Mode::of_dry_run(value).ok_or("it means neither yes nor no")
}
