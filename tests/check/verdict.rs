//! What `pyrel check` makes of what it finds: words, weights, exit codes, and what is asked for to be
//! left unsaid.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::harness::case::{Case, PYREL, REPOSITORY};
use crate::harness::run::Run;

const LOCAL: &str = "dist/demo-1.0+cu118-py3-none-any.whl";

/// A folder whose `dist` has the artefacts of some cases of `fixtures/check`.
fn with(cases: &[&str]) -> Case {
    let case = Case::new();
    fs::create_dir(case.path("dist")).unwrap();
    for name in cases {
        for file in fs::read_dir(Path::new(REPOSITORY).join("fixtures/check").join(name)).unwrap() {
            let path = file.unwrap().path();
            if !path.ends_with("expect.txt") {
                let _ = fs::copy(&path, case.path("dist").join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    case
}

fn configured(case: Case, lines: &str) -> Case {
    let project = "[project]\nname = \"demo\"\nversion = \"1.0\"\n";
    case.file("pyproject.toml", &format!("{project}\n[tool.pyrel.check]\n{lines}\n"))
}

/// The severities that the report has, one for each finding.
#[track_caller]
fn severities(run: &Run) -> Vec<String> {
    let report = run.json();
    let findings = report["findings"].as_array().unwrap();
    findings.iter().map(|it| it["severity"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn sound_files_are_said_to_be_and_nothing_else() {
    let case = with(&["sound-release"]);
    let all =
        "dist/demo-1.0-py3-none-any.whl: sound\ndist/demo-1.0.tar.gz: sound\n2 files: all sound\n";
    case.run("check").success().stdout(all).stderr("");
    case.run("check --strict").success().stdout(all);
    case.run("check dist").success().stdout(all);
    let one = "check dist/demo-1.0.tar.gz dist/demo-1.0.tar.gz";
    case.run(one).success().stdout("dist/demo-1.0.tar.gz: sound\n");
}

#[test]
fn an_error_ends_with_one_and_a_warning_only_if_it_is_asked_for() {
    with(&["local-version"])
        .run("check")
        .failure(1)
        .stderr_contains("error: one error was found\n");
    let warned = with(&["secret-file-key"]);
    warned.run("check").success().stdout_contains("1 warning\n");
    warned.run("check --strict").failure(1);
    let advised = with(&["bytecode"]);
    advised.run("check --strict").success().stdout_contains("sound, 1 piece of advice\n");
}

/// What PyPI alone refuses is an error for PyPI, and advice for others.
#[test]
fn what_weighs_how_much_depends_on_where_the_file_goes() {
    let case = with(&["local-version"]);
    assert_eq!(severities(&case.run("check --json")), ["error"]);
    assert_eq!(severities(&case.run("check --json --target pypi")), ["error"]);
    assert_eq!(severities(&case.run("check --json --target generic")), ["advice"]);
    let case = configured(case, "target = \"generic\"");
    assert_eq!(severities(&case.run("check --json")), ["advice"]);
    assert_eq!(severities(&case.run("check --json --target pypi")), ["error"]);
}

#[test]
fn a_rule_is_ignored_by_its_id_or_by_its_code() {
    let case = with(&["local-version"]);
    let sound = format!("{LOCAL}: sound\n");
    case.run("check --ignore local-version").success().stdout(&sound).stderr("");
    let case = configured(case, "ignore = [\"local-version\"]");
    case.run("check").success().stdout(&sound).stderr("");
    let coded = with(&["bytecode"]);
    let sound = "dist/demo-1.0-py3-none-any.whl: sound\n";
    coded.run("check --ignore W001").success().stdout(sound).stderr("");
    let coded = configured(coded, "ignore = [\"W001\"]");
    coded.run("check").success().stdout(sound).stderr("");
}

/// One that is mistyped would silence nothing, and nobody would know.
#[test]
fn a_rule_that_is_not_there_cannot_be_ignored() {
    let case = with(&["local-version"]);
    case.run("check --ignore locl-version")
        .failure(2)
        .stderr_contains("there is no rule `locl-version`; did you mean `local-version`?");
    configured(case, "ignore = [\"locl-version\"]").run("check").failure(1).stderr(
        "error[unknown-rule]: there is no rule `locl-version`
 --> pyproject.toml:6:11
  |
6 | ignore = [\"locl-version\"]
  |           ^^^^^^^^^^^^^^
  |
  = hint: did you mean `local-version`?

",
    );
}

#[test]
fn what_is_configured_wrongly_is_shown_in_its_place() {
    for (lines, words) in [
        (
            "target = \"pypy\"",
            "error[not-a-choice]: `tool.pyrel.check.target` must be one of pypi, generic",
        ),
        ("targt = \"pypi\"", "error[unknown-key]: unknown key `tool.pyrel.check.targt`"),
        ("ignore = [3]", "error[wrong-type]: `tool.pyrel.check.ignore[0]` must be a string"),
    ] {
        let case = configured(with(&["sound-wheel"]), lines);
        case.run("check")
            .failure(1)
            .stderr_contains(words)
            .stderr_contains("--> pyproject.toml:6:");
    }
}

#[test]
fn every_rule_can_be_asked_about() {
    let case = Case::new();
    let explained = case.run("check --explain W004");
    explained.success().stdout_contains("module-not-importable: ").stdout_contains("`W004`");
    case.run("check --explain module-not-importable").success().stdout(&explained.stdout);
    case.run("check --explain local-versio")
        .failure(2)
        .stderr("error: there is no rule `local-versio`\nhint: did you mean `local-version`?\n");
}

#[test]
fn machines_are_told_the_same() {
    let case = with(&["local-version"]);
    let report = case.run("check --json").json();
    assert_eq!(report["ok"], false);
    let finding = &report["findings"][0];
    assert_eq!(finding["rule"], "local-version");
    assert_eq!(finding["label"], "refused by the index");
    assert_eq!(finding["note"], "The use of local versions in '1.0+cu118' is not allowed.");
    assert_eq!(finding["place"]["line"], 3);
    let file = &report["outputs"]["files"][0];
    assert_eq!((&file["path"], &file["errors"]), (&LOCAL.into(), &1.into()));
    case.run("check --format github").failure(1).stdout_contains(
        "::error file=dist/demo-1.0+cu118-py3-none-any.whl!demo-1.0+cu118.dist-info/METADATA,line=3,",
    );
    let sarif = case.run("check --format sarif").json();
    let run = &sarif["runs"][0];
    assert_eq!(run["results"][0]["ruleId"], "local-version");
    assert_eq!(run["results"][0]["level"], "error");
    assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "local-version");
    assert_eq!(run["invocations"][0]["exitCode"], 1);
}

/// It only looks, so that there is nothing to spare in a dry run, and it leaves nothing behind.
#[test]
fn nothing_is_changed_whether_the_run_is_dry_or_not() {
    let case = with(&["local-version", "sound-sdist"]);
    let before = (case.list("."), case.list("dist"));
    let run = case.run("check --json");
    let dry = case.run("check --json --dry-run");
    assert_eq!((run.status, &run.stdout), (dry.status, &dry.stdout));
    assert_eq!((case.list("."), case.list("dist")), before);
    assert!(fs::read_dir(case.temporary()).unwrap().next().is_none());
}

#[test]
fn help_shows_how_it_is_used() {
    let help = Case::new().run("check --help");
    for words in ["Examples:", "pyrel check --explain", "--target", "--ignore", "--strict"] {
        help.success().stdout_contains(words);
    }
}

/// The words of findings as a user meets them. `PYREL_BLESS=1` writes them again.
#[test]
fn findings_are_told_word_for_word() {
    let page = Path::new(REPOSITORY).join("tests/check/words.txt");
    let mut told = String::new();
    for case in TOLD {
        let folder = Path::new(REPOSITORY).join("fixtures/check").join(case);
        let mut command = Command::new(PYREL);
        let run = Run::of(command.current_dir(folder).env_clear().args(["check", "."]));
        told += &format!("=== {case}\n{}{}\n", run.stdout, run.stderr);
    }
    if std::env::var_os("PYREL_BLESS").is_some() {
        fs::write(&page, &told).unwrap();
    }
    let written = fs::read_to_string(page).unwrap();
    for (told, written) in told.split("=== ").zip(written.split("=== ")) {
        assert_eq!(told, written);
    }
    assert_eq!(told.len(), written.len());
}

/// Cases whose words are kept: of each family some of every form that a finding can have.
const TOLD: [&str; 42] = [
    "archive-file-and-folder",
    "archive-kind-sdist",
    "archive-member-broken",
    "archive-name-impossible",
    "archive-name-outside",
    "bytecode",
    "classifier-unknown",
    "data-folder-name",
    "dist-info-name",
    "entry-points-command",
    "entry-points-module",
    "entry-points-syntax-line",
    "file-name-twice",
    "leftover-file",
    "license-file-missing-sdist",
    "metadata-missing",
    "name-collision",
    "name-disagrees-wheel",
    "platform-tag-macos",
    "readme-directive",
    "readme-title",
    "record-algorithm-md5",
    "record-ghost",
    "record-hash",
    "record-missing",
    "record-own-digest",
    "record-path-above",
    "record-repeated",
    "record-row-columns",
    "record-size",
    "record-unlisted",
    "requirement-invalid",
    "root-is-purelib-missing",
    "sdist-pyproject-disagrees",
    "sdist-top-folder",
    "secret-file-env",
    "shadows-standard-library",
    "tar-duplicate",
    "top-level-common",
    "wheel-and-sdist-disagree",
    "wheel-tags-fewer",
    "zip-header-mismatch",
];
