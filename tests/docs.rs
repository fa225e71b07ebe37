//! `docs/cli.md` says what `pyrel help` says.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::harness::case::{Case, REPOSITORY};

const PAGE: &str = "docs/cli.md";

/// The commands in the order of the page; the first is `pyrel` itself.
const COMMANDS: [&str; 20] = [
    "",
    "build",
    "check",
    "inspect",
    "diff",
    "metadata",
    "dxt",
    "dxt init",
    "dxt info",
    "dxt pack",
    "dxt unpack",
    "dxt clean",
    "dxt diff",
    "dxt validate",
    "dxt migrate",
    "dxt sign",
    "dxt unsign",
    "dxt verify",
    "upload",
    "release",
];

/// What all commands share is said once, for `pyrel` itself.
const SHARED: &str = "Options of all commands:";

fn help(command: &str) -> String {
    let run = Case::new().run(&format!("help {command}"));
    run.success().stderr("");
    let mut is_shared = false;
    let mut text = String::new();
    for line in run.stdout.lines().map(str::trim_end) {
        if !line.is_empty() && !line.starts_with(' ') {
            is_shared = line == SHARED && !command.is_empty();
        }
        if !is_shared {
            writeln!(text, "{line}").unwrap();
        }
    }
    text.trim_end().to_owned()
}

fn page() -> String {
    let mut page = String::from(
        "# Commands\n\nWhat `pyrel help` says; the options of all commands stand under the first \
         heading only. Made with\n`PYREL_BLESS=1 cargo test --test pyrel docs`.\n",
    );
    for command in COMMANDS {
        let title = format!("pyrel {command}");
        write!(page, "\n## `{}`\n\n```text\n{}\n```\n", title.trim_end(), help(command)).unwrap();
    }
    page
}

#[test]
fn the_page_of_commands_is_fresh() {
    let path = Path::new(REPOSITORY).join(PAGE);
    if std::env::var_os("PYREL_BLESS").is_some() {
        fs::write(&path, page()).unwrap();
    }
    let written = fs::read_to_string(path).unwrap_or_default();
    assert!(written == page(), "{PAGE} is stale; write it with PYREL_BLESS=1");
}

/// A command that the page does not know would be missing from it without a word.
#[test]
fn every_command_is_on_the_page() {
    for group in ["", "dxt"] {
        let help = help(group);
        let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
        for line in listed.take_while(|line| !line.is_empty()) {
            let name = line.split_whitespace().next().unwrap();
            let command = format!("{group} {name}");
            let known = name == "help" || COMMANDS.contains(&command.trim());
            assert!(known, "`{}` is not among the commands of {PAGE}", command.trim());
        }
    }
}
