//! The action with the real `pyrel` inside, a real index, and a fake of GitHub.

use std::fs;

use super::{FOLDER, perform};
use crate::harness::action::{Action, Done, GITHUB_TOKEN, Performed};
use crate::harness::case::Case;
use crate::harness::index::{Index, PASSWORD, USER};
use crate::release::github::Github;
use crate::release::law::snapshot;
use crate::release::on_tag;
use crate::upload::trusted::{TOKEN, Trusted, identity};
use crate::upload::{SDIST, WHEEL, base64};

const BUNDLE: &str = "weather-desk-1.4.0.mcpb";
const ZIP: &str = "weather-desk-mcp-1.4.0-release.zip";
const PAGE: &str = "https://github.example/desk/weather-desk/releases/v1.4.0";

/// The fixture on a runner. The token is not among the variables: the action passes it on.
fn case(github: &Github) -> Case {
    on_tag(Case::new(), github, "v1.4.0").env("GITHUB_TOKEN", "").fixture("seed-like")
}

fn run(case: &Case, inputs: &[(&str, &str)]) -> Performed {
    perform(Action::read(FOLDER), case, inputs)
}

/// The action said what the release made.
#[track_caller]
fn check_outputs(case: &Case, performed: &Performed) {
    assert_eq!(performed.outputs["version"], "1.4.0");
    assert_eq!(performed.outputs["release-url"], PAGE);
    let files: serde_json::Value = serde_json::from_str(&performed.outputs["files"]).unwrap();
    let paths = files.as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap());
    let paths: Vec<_> = paths.collect();
    assert_eq!(paths, [SDIST, WHEEL, BUNDLE, ZIP].map(|name| format!("dist/{name}")));
    assert!(paths.iter().all(|path| case.path(path).is_file()));
    assert!(performed.summary.starts_with(&format!("### [weather-desk-mcp 1.4.0]({PAGE})\n")));
    assert_eq!(performed.summary.matches("| `weather").count(), 4);
    let Done::Used { action, with } = performed.done("Keep the files") else {
        panic!("the files were not kept");
    };
    assert!(action.starts_with("actions/upload-artifact@"), "{action}");
    assert_eq!((with["name"].as_str(), with["path"].as_str()), ("release-1.4.0", "dist"));
}

#[test]
fn a_token_publishes_and_releases() {
    let index =
        crate::harness::scripted::Scripted::http(|_| crate::harness::scripted::Reply::empty(200));
    let github = Github::start(GITHUB_TOKEN);
    let case = case(&github);
    let url = format!("{}/legacy/", index.url());
    let inputs = [("pypi-repository-url", url.as_str()), ("pypi-token", "pypi-of-the-action")];
    let performed = run(&case, &inputs);
    performed.success();
    performed.step("Release").never_says("pypi-of-the-action").never_says(GITHUB_TOKEN);
    check_outputs(&case, &performed);
    let basic = format!("Basic {}", base64::standard("__token__:pypi-of-the-action"));
    let heard = index.heard();
    assert_eq!(heard.len(), 2);
    assert!(heard.iter().all(|heard| heard.header("authorization") == basic));
    assert_eq!(github.state().releases[0].names(), [SDIST, WHEEL, BUNDLE, ZIP]);
    assert_eq!(github.state().releases[0].fields["draft"], false);
}

#[test]
fn without_a_token_the_job_publishes_in_its_own_name() {
    let (index, github) = (Trusted::start(), Github::start(GITHUB_TOKEN));
    let case = index.environment(case(&github));
    let performed = run(&case, &[("pypi-repository-url", &index.url())]);
    performed.success();
    check_outputs(&case, &performed);
    assert_eq!(
        index.lines()[2..],
        ["POST /_/oidc/mint-token", "POST /legacy/", "POST /legacy/", "POST /_/oidc/burn-token"]
    );
    let log = performed.step("Release");
    let masks = format!("::add-mask::{}\n::add-mask::{TOKEN}\n", identity());
    assert!(log.stderr.contains(&masks), "{log:?}");
    assert!(!log.stdout.contains(TOKEN));
}

#[test]
fn a_dry_run_changes_nothing_anywhere() {
    let (index, github) = (Trusted::start(), Github::start(GITHUB_TOKEN));
    let case = index.environment(case(&github));
    let before = snapshot(&case);
    let performed = run(&case, &[("pypi-repository-url", &index.url()), ("dry-run", "true")]);
    performed.success();
    assert_eq!((index.lines(), github.lines()), (Vec::new(), Vec::new()));
    let mut after = snapshot(&case);
    after.retain(|path, _| !path.starts_with("tmp/runner"));
    assert_eq!(after, before);
    let log = performed.step("Release");
    log.stdout_contains(&format!("would publish {WHEEL} to {}", index.url()));
    log.stdout_contains("would publish the release of v1.4.0 in desk/weather-desk");
    assert!(matches!(performed.done("Keep the files"), Done::Skipped));
    assert_eq!(performed.outputs["version"], "1.4.0");
    assert_eq!(performed.outputs["release-url"], "");
    assert!(performed.summary.starts_with("### weather-desk-mcp 1.4.0 (dry run)\n"));
}

#[test]
fn what_is_there_is_an_error_unless_it_may_be() {
    let (index, github) = (Index::start(), Github::start(GITHUB_TOKEN));
    let case = case(&github).env("PYREL_USERNAME", USER).env("PYREL_PASSWORD", PASSWORD);
    let inputs = [("pypi-repository-url", index.url()), ("skip-existing", "false")];
    run(&case, &inputs).success();
    let changes = github.changes();

    let performed = run(&case, &inputs);
    let log = performed.step("Release");
    log.failure(3).stdout_contains("::error title=pyrel release::").never_says(PASSWORD);
    // A failure late in a release leaves files behind that may be published already.
    assert!(matches!(performed.done("Keep the files"), Done::Used { .. }));
    assert!(performed.summary.contains("### weather-desk-mcp 1.4.0 failed\n"));

    let performed = run(&case, &[inputs[0], ("skip-existing", "true")]);
    performed.success();
    check_outputs_after(&performed);
    assert_eq!(github.changes(), changes);
    assert_eq!(index.files(), [WHEEL, SDIST]);
}

/// The summary page grows from run to run here; the outputs are those of the last one.
#[track_caller]
fn check_outputs_after(performed: &Performed) {
    assert_eq!(performed.outputs["release-url"], PAGE);
    performed.step("Release").stdout_contains(&format!("no need to publish {WHEEL}"));
}

/// The version of the tag, where the project states another one.
#[test]
fn another_version_is_released_as_asked() {
    let github = Github::start(GITHUB_TOKEN);
    let case = case(&github).env("GITHUB_REF_NAME", "v1.5.0.dev3");
    let ix = case.path("ix");
    let inputs = [("pypi-repository-url", ix.to_str().unwrap()), ("package-version", "1.5.0.dev3")];
    let performed = run(&case, &inputs);
    performed.success();
    assert_eq!(performed.outputs["version"], "1.5.0.dev3");
    assert_eq!(github.state().releases[0].fields["tag_name"], "v1.5.0.dev3");
    assert_eq!(github.state().releases[0].fields["prerelease"], true);
    assert_eq!(case.list("ix/simple/weather-desk-mcp").len(), 4);
}

/// An extension that no host would take keeps the distributions back as well.
#[test]
fn an_invalid_extension_publishes_nothing() {
    let (index, github) = (Index::start(), Github::start(GITHUB_TOKEN));
    let case = case(&github).env("PYREL_USERNAME", USER).env("PYREL_PASSWORD", PASSWORD);
    fs::remove_file(case.path("src/deploy/icon.png")).unwrap();
    let performed = run(&case, &[("pypi-repository-url", index.url())]);
    performed.step("Release").failure(1).stdout_contains("::error file=src/deploy/manifest.json");
    assert_eq!(index.files(), [""; 0]);
    assert_eq!(github.lines(), [""; 0]);
}
