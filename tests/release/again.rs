//! A release that is run again: after a success, and after it broke off.

use serde_json::json;

use super::github::{Github, Release, asset};
use super::law::{deeds, hold, list, snapshot};
use super::{TOKEN, on_tag};
use crate::harness::case::Case;
use crate::harness::index::{Index, PASSWORD, USER};
use crate::upload::{SDIST, WHEEL};

fn case(github: &Github) -> Case {
    let case = on_tag(Case::new(), github, "v1.4.0").fixture("seed-like");
    case.env("TWINE_USERNAME", USER).env("TWINE_PASSWORD", PASSWORD)
}

#[test]
fn a_second_release_changes_nothing() {
    let (index, github) = (Index::start(), Github::start(TOKEN));
    let case = case(&github);
    let arguments = format!("release --skip-existing --repository-url {}", index.url());
    case.run(&arguments).success();
    let (files, changes) = (snapshot(&case), github.changes());
    let (_, real) = hold(&case, &arguments, || index.files());
    let report = real.json();
    assert_eq!(deeds(&list(&report, "done")), ["place"; 4]);
    assert_eq!(list(&report, "spared").len(), 2 + 6);
    assert_eq!(snapshot(&case), files);
    assert_eq!(github.changes(), changes);
    let url = "https://github.example/desk/weather-desk/releases/v1.4.0";
    assert_eq!(report["outputs"]["release-url"], url);
}

#[test]
fn a_release_that_broke_off_is_continued() {
    let (index, github) = (Index::start(), Github::start(TOKEN));
    let case = case(&github);
    let arguments = format!("release --skip-existing --repository-url {}", index.url());
    github.state().failing = Some((".mcpb", 500));
    let run = case.run(&format!("{arguments} --json"));
    let report = run.failure(3).json();
    run.stderr_contains("GitHub will not upload weather-desk-1.4.0.mcpb: 500 Server Error");
    assert_eq!(
        deeds(&list(&report, "done"))[..6],
        ["place", "place", "publish", "publish", "place", "place"]
    );
    assert_eq!(index.files(), [WHEEL, SDIST]);
    assert_eq!(github.state().releases[0].fields["draft"], true);
    assert_eq!(github.state().releases[0].names(), [SDIST, WHEEL]);

    let (_, real) = hold(&case, &arguments, || index.files());
    let report = real.json();
    let done = list(&report, "done");
    assert_eq!(deeds(&done)[4..], ["asset", "asset", "publish-release"]);
    assert_eq!(
        deeds(&list(&report, "spared")),
        ["publish", "publish", "draft-release", "asset", "asset"]
    );
    let state = github.state();
    assert_eq!(state.releases.len(), 1);
    assert_eq!(state.releases[0].fields["draft"], false);
    assert_eq!(state.releases[0].names().len(), 4);
}

#[test]
fn an_asset_that_broke_off_is_replaced() {
    let github = Github::start(TOKEN);
    let draft = json!({"id": 900, "tag_name": "v1.4.0", "draft": true});
    let broken = asset(901, WHEEL, "starter", b"");
    let other = asset(902, SDIST, "uploaded", b"an older build");
    github.state().releases.push(Release { fields: draft, assets: vec![broken, other] });
    let case = case(&github);
    case.run("release --no-upload").success();
    let changes = github.changes();
    let base = "/repos/desk/weather-desk/releases";
    assert_eq!(
        changes[..4],
        [
            format!("DELETE {base}/assets/902"),
            format!("POST {base}/uploads/900?name={SDIST}"),
            format!("DELETE {base}/assets/901"),
            format!("POST {base}/uploads/900?name={WHEEL}"),
        ]
    );
    assert_eq!(changes.last().unwrap(), &format!("PATCH {base}/900"));
}

#[test]
fn a_published_file_never_changes() {
    let github = Github::start(TOKEN);
    let case = case(&github);
    case.run("release --no-upload").success();
    let changes = github.changes();
    case.write("src/weather_desk/stations.json", "[]");
    let run = case.run("release --no-upload");
    run.failure(3).stderr_contains(&format!("the published release has another {SDIST}"));
    run.stderr_contains("hint: release another version: published files do not change");
    assert_eq!(github.changes(), changes);
}

#[test]
fn a_token_without_rights_is_told_what_it_lacks() {
    let github = Github::start("another");
    let run = case(&github).run("release --no-upload");
    run.failure(3).stderr_contains("401 Bad credentials").never_says(TOKEN);
    run.stderr_contains("hint: the token is wrong or has expired");
}

#[test]
fn a_tag_that_was_typed_needs_a_token_and_a_repository() {
    let case = Case::new().fixture("seed-like");
    let before = snapshot(&case);
    for more in ["", "--dry-run"] {
        case.run(&format!("release --tag v1.4.0 {more}"))
            .failure(1)
            .stderr_contains("the release of v1.4.0 needs a GitHub token");
    }
    let case = case.env("GH_TOKEN", TOKEN);
    case.run("release --tag v1.4.0")
        .failure(1)
        .stderr_contains("needs to know its repository on GitHub")
        .never_says(TOKEN);
    assert_eq!(snapshot(&case), before);
}
