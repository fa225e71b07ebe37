//! One report with everything in it, in all forms, verbatim.

use std::path::PathBuf;

use pyrel_archive::Sha256;
use pyrel_diag::{Explain, Kind, Location, Rule, Severity, SourceText};

use super::*;

static UNKNOWN_KEY: Rule = Rule {
    id: "unknown-key",
    severity: Severity::Error,
    words: "a key that the format does not know",
    remedy: "remove the key or correct its spelling",
};
static LARGE_FILE: Rule = Rule {
    id: "large-file",
    severity: Severity::Warning,
    words: "a member of unusual size",
    remedy: "",
};
static NO_README: Rule =
    Rule { id: "no-readme", severity: Severity::Advice, words: "no readme", remedy: "write one" };

const TOML: &str = "[project]\nnäme = \"demo\"\n";

fn location() -> Location {
    SourceText::new("a b/pyproject.toml", TOML).locate(10..15)
}

fn findings() -> Vec<Finding> {
    let words = "'1.0+x' is an invalid value: 100 %.";
    vec![
        Finding::new(&UNKNOWN_KEY, "unknown key `näme`")
            .at(location())
            .remedy("did you mean `name`?"),
        Finding::new(&LARGE_FILE, "100 % of it, or more: much")
            .in_entry("demo.whl", "demo/x,y.bin")
            .labelled("refused by the index")
            .note(words),
        Finding::new(&NO_README, "there is no readme").in_file("pyproject.toml"),
    ]
}

fn judged() -> Vec<Judged> {
    findings().iter().map(Judged::fatal).collect()
}

fn touches() -> Vec<Touch> {
    let sha256 = Sha256([0xab; 32]);
    let (index, file) = ("https://upload.pypi.org/legacy/".to_owned(), "demo.whl".to_owned());
    vec![
        Touch::Place { path: PathBuf::from("dist/demo.whl"), len: 1234, sha256 },
        Touch::Token { index: index.clone() },
        Touch::Publish { index, file, sha256 },
    ]
}

fn done() -> Done {
    let mut touches = touches();
    let publish = touches.remove(2);
    Done {
        felt: touches,
        spared: vec![(publish, "the index has this very file".to_owned())],
        outputs: vec![("project-url".to_owned(), "https://pypi.org/project/demo/".into())],
    }
}

#[derive(Debug, thiserror::Error)]
#[error("cannot write `dist`")]
struct Disk {
    source: std::io::Error,
}

impl Explain for Disk {
    fn kind(&self) -> Kind {
        Kind::User
    }

    fn hint(&self) -> Option<String> {
        Some("make room".to_owned())
    }
}

fn cause() -> Cause {
    let full = std::io::Error::other("no space left: 100 %");
    let inner = std::io::Error::other(Disk { source: full });
    Failure::from(Disk { source: inner }).cause()
}

fn style(format: Format) -> Style {
    Style { format, loudness: Loudness::Usual, paint: Paint::Plain, width: 80 }
}

fn verbose(format: Format) -> Style {
    Style { loudness: Loudness::Verbose, ..style(format) }
}

fn report() -> Report {
    Report { findings: judged(), exit: Exit::User, cause: Some(cause()), ..Report::new("build") }
}

#[track_caller]
fn check(report: &Report, style: Style, stdout: &str, stderr: &str) {
    let output = report.render(style);
    assert_eq!((output.stdout.as_str(), output.stderr.as_str()), (stdout, stderr));
}

const SHA: &str = "abababababababababababababababababababababababababababababababab";

const ERROR: &str = "error: cannot write `dist`
  caused by: no space left: 100 %
hint: make room
";

#[test]
fn people_see_the_line_a_caret_and_what_to_do() {
    let findings = r#"error[unknown-key]: unknown key `näme`
 --> a b/pyproject.toml:2:1
  |
2 | näme = "demo"
  | ^^^^
  |
  = hint: did you mean `name`?

warning[large-file]: 100 % of it, or more: much
--> demo.whl!demo/x,y.bin
 = note: refused by the index: "'1.0+x' is an invalid value: 100 %."

advice[no-readme]: there is no readme
--> pyproject.toml
 = hint: write one

"#;
    check(&report(), verbose(Format::Human), "", &format!("{findings}{ERROR}"));
}

#[test]
fn advice_is_for_those_who_want_to_hear_more() {
    for format in [Format::Human, Format::Github] {
        let heard = |style| {
            let output = report().render(style);
            (output.stdout + &output.stderr).matches("no-readme").count()
        };
        assert_eq!((heard(style(format)), heard(verbose(format))), (0, 1), "{format:?}");
    }
}

#[test]
fn a_sort_and_a_quotation_can_stand_alone() {
    let quoted = Finding::new(&NO_README, "odd").note("no readme").remedy("");
    let sorted = Finding::new(&NO_README, "odd").labelled("contradicts itself").remedy("");
    let findings = vec![Judged::fatal(&quoted), Judged::fatal(&sorted)];
    let report = Report { findings, ..Report::new("check") };
    let expect = "advice[no-readme]: odd\n |\n = note: \"no readme\"\n\n\
                  advice[no-readme]: odd\n |\n = note: contradicts itself\n\n";
    check(&report, verbose(Format::Human), "", expect);
}

#[test]
fn findings_that_made_an_error_stand_for_it() {
    let cause = Cause { told_by_findings: true, ..cause() };
    let findings = vec![Judged::fatal(&Finding::new(&UNKNOWN_KEY, "x").remedy("y"))];
    let report = Report { findings, cause: Some(cause), ..report() };
    let expect = "error[unknown-key]: x\n |\n = hint: y\n\nhint: make room\n";
    check(&report, style(Format::Human), "", expect);
    check(&report, style(Format::Github), "::error title=unknown-key::x%0Ahint: y\n", "");
}

#[test]
fn a_quiet_run_tells_only_errors() {
    let findings = judged().split_off(1);
    let report = Report { findings, ..report() };
    let quiet = |format| Style { loudness: Loudness::Quiet, ..style(format) };
    check(&report, quiet(Format::Human), "", ERROR);
    let error = "::error title=pyrel build::cannot write `dist`%0Acaused by: no space left: 100 %25\
         %0Ahint: make room\n";
    check(&report, quiet(Format::Github), error, "");
}

#[test]
fn colours_are_only_for_those_who_want_them() {
    let style = Style { paint: Paint::Styled, ..style(Format::Human) };
    let styled = report().render(style).stderr;
    assert!(styled.contains("\u{1b}[1m\u{1b}[91merror\u{1b}[0m: cannot write"), "{styled:?}");
    let plain = anstream::adapter::strip_str(&styled).to_string();
    assert_eq!(plain, report().render(Style { paint: Paint::Plain, ..style }).stderr);
}

#[test]
fn a_line_too_long_to_show_is_still_named() {
    let text = SourceText::new("m.json", format!("{}!", "x".repeat(10_000)));
    let place = text.locate(10_000..10_001);
    let findings = vec![Judged::fatal(&Finding::new(&NO_README, "odd").at(place))];
    let report = Report { findings, ..Report::new("dxt validate") };
    let expect = "advice[no-readme]: odd\n--> m.json:1:10001\n = hint: write one\n\n";
    check(&report, verbose(Format::Human), "", expect);
}

#[test]
fn a_long_line_is_cut_around_its_place() {
    let text = SourceText::new("m.json", format!("{}!{}", "x".repeat(500), "y".repeat(500)));
    let findings = vec![Judged::fatal(&Finding::new(&NO_README, "odd").at(text.locate(500..501)))];
    let report = Report { findings, ..Report::new("dxt validate") };
    let expect = format!(
        "advice[no-readme]: odd
 --> m.json:1:501
  |
1 | ...{}!{}...
  | {}^
  |
  = hint: write one

",
        "x".repeat(34),
        "y".repeat(35),
        " ".repeat(37)
    );
    check(&report, verbose(Format::Human), "", &expect);
}

#[test]
fn a_dry_run_says_what_would_be_done() {
    let acts = Acts::Planned(touches());
    let text = "2 files\n".to_owned();
    let report = Report { acts, text, ..Report::new("upload") };
    let expect = format!(
        "2 files
would place dist/demo.whl (1234 bytes, sha256 {SHA})
would mint an upload token of https://upload.pypi.org/legacy/, and burn it when it has served
would publish demo.whl to https://upload.pypi.org/legacy/ (sha256 {SHA})
"
    );
    check(&report, style(Format::Human), &expect, "");
}

fn done_lines() -> String {
    format!(
        "placed dist/demo.whl (1234 bytes, sha256 {SHA})
minted an upload token of https://upload.pypi.org/legacy/, and burnt it
no need to publish demo.whl to https://upload.pypi.org/legacy/ (sha256 {SHA}): \
the index has this very file
project-url: https://pypi.org/project/demo/
"
    )
}

#[test]
fn a_real_run_says_what_was_done_and_what_was_not_needed() {
    let report = Report { acts: Acts::Done(done()), ..Report::new("upload") };
    check(&report, style(Format::Human), &done_lines(), "");
}

#[test]
fn machines_get_one_document() {
    let outputs = vec![("files".to_owned(), serde_json::json!(["demo.whl"]))];
    let report = Report { acts: Acts::Done(done()), outputs, ..report() };
    check(&report, style(Format::Json), include_str!("tests/report.json"), ERROR);
}

#[test]
fn the_document_of_a_dry_run_has_a_plan() {
    let report = Report { acts: Acts::Planned(touches().split_off(1)), ..Report::new("upload") };
    let expect = format!(
        r#"{{
  "command": "upload",
  "ok": true,
  "findings": [],
  "plan": [
    {{
      "do": "token",
      "index": "https://upload.pypi.org/legacy/"
    }},
    {{
      "do": "publish",
      "index": "https://upload.pypi.org/legacy/",
      "file": "demo.whl",
      "sha256": "{SHA}"
    }}
  ],
  "outputs": {{}}
}}
"#
    );
    check(&report, style(Format::Json), &expect, "");
}

#[test]
fn github_gets_annotations_and_nothing_else_that_looks_like_one() {
    let text = "  ::error::x\n".to_owned();
    let report = Report { acts: Acts::Done(done()), text, ..report() };
    let expect = "\
::error file=a b/pyproject.toml,line=2,col=1,endColumn=5,title=unknown-key::\
unknown key `näme`%0Ahint: did you mean `name`?
::warning file=demo.whl,title=large-file::demo/x,y.bin: 100 %25 of it, or more: much\
%0Anote: refused by the index: \"'1.0+x' is an invalid value: 100 %25.\"
::notice file=pyproject.toml,title=no-readme::there is no readme%0Ahint: write one
::error title=pyrel build::cannot write `dist`%0Acaused by: no space left: 100 %25%0Ahint: make room
|   ::error::x
";
    check(&report, verbose(Format::Github), &format!("{expect}{}", done_lines()), "");
}

#[test]
fn properties_of_annotations_are_escaped() {
    let finding = Finding::new(&NO_README, "a\r\nb").in_file("x,y:z%.toml").remedy("");
    let report = Report { findings: vec![Judged::fatal(&finding)], ..Report::new("build") };
    let expect = "::notice file=x%2Cy%3Az%25.toml,title=no-readme::a%0D%0Ab\n";
    check(&report, verbose(Format::Github), expect, "");
}

#[test]
fn every_line_of_a_secret_is_masked() {
    assert_eq!(mask("a%b\n\nc\n"), "::add-mask::a%25b\n::add-mask::c\n");
}

/// Checked by hand, and with the schema of the standard, when it was written.
#[test]
fn sarif_has_the_shape_of_the_standard() {
    let expect = include_str!("tests/report.sarif");
    let expect = expect.replace("\"VERSION\"", concat!("\"", env!("CARGO_PKG_VERSION"), "\""));
    check(&report(), style(Format::Sarif), &expect, ERROR);
    let report = Report { acts: Acts::Done(done()), ..Report::new("upload") };
    assert_eq!(report.render(style(Format::Sarif)).stderr, done_lines());
}

#[test]
fn paths_are_seen_from_the_current_folder() {
    let check = |base: &str, expect: &str| {
        let found = Finding::new(&NO_README, "x");
        assert_eq!(rebased(found.at(location()), base).to_string(), format!("{expect}:2:1: x"));
    };
    check("packages/a/", "packages/a/a b/pyproject.toml");
    check(".", "a b/pyproject.toml");
    check("", "a b/pyproject.toml");
    let absolute = Finding::new(&NO_README, "x").in_file("/etc/pypirc");
    assert_eq!(rebased(absolute, "packages").to_string(), "/etc/pypirc: x");
}

#[test]
fn the_steps_after_this_one_get_every_output() {
    let files = serde_json::json!([{"name": "demo.whl", "sha256": SHA}]);
    let outputs = vec![
        ("name".to_owned(), "demo".into()),
        ("version".to_owned(), "1.0".into()),
        ("note".to_owned(), "a\nEND\nb".into()),
        ("files".to_owned(), files),
    ];
    let done = Done { outputs: vec![("release-url".to_owned(), "https://x/r".into())], ..done() };
    let report = Report { acts: Acts::Done(done), outputs, ..Report::new("release") };
    let handover = report.handover();
    assert_eq!(
        handover.outputs,
        format!(
            "name<<END\ndemo\nEND\nversion<<END\n1.0\nEND\nnote<<END_\na\nEND\nb\nEND_\n\
             files<<END\n[{{\"name\":\"demo.whl\",\"sha256\":\"{SHA}\"}}]\nEND\n\
             release-url<<END\nhttps://x/r\nEND\ndry-run<<END\nfalse\nEND\n"
        )
    );
    assert_eq!(
        handover.summary,
        format!(
            "### [demo 1.0](https://x/r)\n\n| file | sha256 |\n|---|---|\n| `demo.whl` | `{SHA}` |\n"
        )
    );
    let report = Report { acts: Acts::Planned(touches()), ..report };
    assert!(report.handover().summary.starts_with("### demo 1.0 (dry run)\n\n| file"));
    assert!(report.handover().outputs.ends_with("dry-run<<END\ntrue\nEND\n"));
    assert_eq!(Report::new("build").handover().summary, "");
}

#[test]
fn the_page_of_a_release_that_failed_says_why() {
    let report = Report { command: "release", ..report() };
    let message = report.cause.as_ref().unwrap().message.clone();
    assert_eq!(report.handover().summary, format!("### The release failed\n\n    {message}\n"));
}
