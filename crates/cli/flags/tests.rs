//! What can be typed, and what cannot.

use clap::CommandFactory;
use pyrel_effect::Program;

use super::*;
use crate::env::Mode;
use crate::flags::global::{Color, Format, Loudness};
use crate::policy::Warnings;

fn parse(line: &str) -> Cli {
    try_parse(line).unwrap()
}

fn try_parse(line: &str) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(std::iter::once("pyrel").chain(line.split(' ')))
}

#[track_caller]
fn check_mode(line: &str, expect: Option<Mode>) {
    assert_eq!(parse(line).global.mode, expect);
}

#[track_caller]
fn check_refused(line: &str, expect: &str) {
    let error = try_parse(line).unwrap_err();
    assert_eq!(error.exit_code(), 2);
    let text = error.to_string();
    assert_eq!(text.lines().next(), Some(expect));
}

#[test]
fn the_flags_are_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn long_help_says_more_than_short_help() {
    let mut build = Cli::command().find_subcommand("build").unwrap().clone();
    assert!(build.render_long_help().to_string().contains("None of it is run"));
    assert!(build.render_help().to_string().starts_with("Build a wheel and an sdist\n"));
}

#[test]
fn dry_run_takes_a_value_only_after_an_equals_sign() {
    check_mode("build", None);
    check_mode("build --dry-run", Some(Mode::Show));
    check_mode("--dry-run build", Some(Mode::Show));
    check_mode("build --dry-run=yes", Some(Mode::Show));
    check_mode("build --dry-run=off", Some(Mode::Perform));
    check_mode("build --dry-run=", Some(Mode::Perform));
    check_mode("build --dry-run=TRUE", Some(Mode::Show));
    let Command::Build(build) = parse("build --dry-run src").command else { panic!() };
    assert_eq!(build.source.to_str(), Some("src"));
    check_refused(
        "build --dry-run=maybe",
        "error: invalid value 'maybe' for '--dry-run[=<BOOL>]': it means neither yes nor no",
    );
}

#[test]
fn json_is_short_for_a_format() {
    assert_eq!(parse("build").global.format(), Format::Human);
    assert_eq!(parse("build --json").global.format(), Format::Json);
    assert_eq!(parse("--format sarif build").global.format(), Format::Sarif);
    check_refused(
        "build --json --format human",
        "error: the argument '--json' cannot be used with '--format <FORMAT>'",
    );
}

#[test]
fn loudness_goes_one_way_only() {
    assert_eq!(parse("build").global.loudness(), Loudness::Usual);
    assert_eq!(parse("-q build").global.loudness(), Loudness::Quiet);
    assert_eq!(parse("build -vv").global.loudness(), Loudness::Verbose);
    check_refused(
        "build -q -v",
        "error: the argument '--quiet' cannot be used with '--verbose...'",
    );
}

#[test]
fn the_policy_is_made_of_strict_and_ignore() {
    let global =
        parse("build --strict --ignore no-module,no-package --ignore same-file-name --color never")
            .global;
    assert_eq!(global.color, Color::Never);
    let policy = global.policy();
    assert_eq!(policy.warnings, Warnings::Refuse);
    assert_eq!(
        policy.ignored.into_iter().collect::<Vec<_>>(),
        ["no-module", "no-package", "same-file-name"]
    );
}

#[test]
fn secrets_of_the_command_line_are_not_shown() {
    let cli = parse("upload --token pypi-AgEI");
    assert!(!format!("{cli:?}").contains("AgEI"));
    let Command::Upload(upload) = cli.command else { panic!() };
    assert_eq!(upload.index.token.unwrap().expose(), "pypi-AgEI");
}

#[test]
fn one_index_and_one_kind_of_credentials() {
    check_refused(
        "upload --repository pypi --repository-url https://x/",
        "error: the argument '--repository <NAME>' cannot be used with '--repository-url <URL>'",
    );
    check_refused(
        "upload --token x --password y",
        "error: the argument '--token <TOKEN>' cannot be used with '--password <PASSWORD>'",
    );
}

#[test]
fn files_to_upload_stand_against_a_folder() {
    let Command::Upload(upload) = parse("upload a.whl b.tar.gz").command else { panic!() };
    assert_eq!(upload.files.len(), 2);
    check_refused(
        "upload a.whl --dist-dir out",
        "error: the argument '[FILES]...' cannot be used with '--dist-dir <DIR>'",
    );
}

#[test]
fn numbers_of_bytes_may_have_units() {
    for (text, expect) in
        [("17", 17), ("2GiB", 2 << 30), ("64 MiB", 64 << 20), ("3kb", 3_000), ("5M", 5_000_000)]
    {
        assert_eq!(text.parse(), Ok(dxt::ByteSize(expect)), "{text}");
    }
    for text in ["", "G", "1.5M", "-1", "1T", "99999999999G"] {
        assert!(text.parse::<dxt::ByteSize>().is_err(), "{text}");
    }
}

#[test]
fn every_command_has_examples_that_parse() {
    fn examples(command: &clap::Command, found: &mut Vec<String>) {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let lines = help.lines().filter_map(|line| line.trim().strip_prefix("pyrel "));
        let before = found.len();
        found.extend(lines.map(|line| line.split("  ").next().unwrap_or_default().to_owned()));
        let has_some = found.len() > before || command.has_subcommands();
        assert!(has_some, "no examples for `{}`", command.get_name());
        command.get_subcommands().for_each(|command| examples(command, found));
    }
    let mut found = Vec::new();
    examples(&Cli::command(), &mut found);
    for line in found {
        // As a shell parts it.
        let program: Program = format!("pyrel {line}").parse().unwrap();
        let words =
            std::iter::once(program.name()).chain(program.arguments().iter().map(String::as_str));
        assert!(Cli::try_parse_from(words).is_ok(), "`pyrel {line}` does not parse");
    }
}
