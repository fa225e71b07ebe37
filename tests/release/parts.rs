//! Every command that changes something: the plan is what is done.

use std::fs;

use super::github::Github;
use super::law::{deeds, hold, list};
use super::{TOKEN, on_tag};
use crate::harness::case::Case;
use crate::harness::index::{Index, PASSWORD, USER};
use crate::upload::{SDIST, WHEEL, built};

/// The file names that touches speak of, in order.
fn names(touches: &[serde_json::Value]) -> Vec<String> {
    let name = |touch: &serde_json::Value| {
        let name = ["path", "file", "name", "tag"].iter().find_map(|key| touch[key].as_str());
        name.unwrap().to_owned()
    };
    touches.iter().map(name).collect()
}

#[test]
fn a_build_places_two_files() {
    let case = Case::new().fixture("seed-like");
    let (plan, _) = hold(&case, "build", || ());
    assert_eq!(names(&plan), [format!("dist/{SDIST}"), format!("dist/{WHEEL}")]);
    hold(&case, "build -o deep/er", || ());
    assert_eq!(
        fs::read(case.path("dist").join(WHEEL)).unwrap(),
        fs::read(case.path("deep/er").join(WHEEL)).unwrap()
    );
}

#[test]
fn a_build_that_clears_removes_earlier_ones() {
    let case = Case::new().fixture("seed-like").file("dist/notes.txt", "stay");
    case.run("build --set-version 1.3.0").success();
    let (plan, _) = hold(&case, "build --clear", || ());
    assert_eq!(deeds(&plan), ["place", "place", "remove", "remove"]);
    assert_eq!(case.list("dist"), ["notes.txt", WHEEL, SDIST]);
}

#[test]
fn a_packed_extension_has_its_digest_beside_it() {
    let case = Case::new().fixture("seed-like");
    let (plan, _) = hold(&case, "dxt pack", || ());
    let bundle = "dist/weather-desk-1.4.0.mcpb";
    assert_eq!(names(&plan), [bundle, "dist/weather-desk-1.4.0.mcpb.sha256"]);
    let (plan, _) = hold(&case, "dxt pack --no-sha256", || ());
    assert_eq!(names(&plan), [bundle]);
}

#[test]
fn an_upload_places_or_publishes() {
    let index = Index::start();
    let case = built(Case::new().env("TWINE_USERNAME", USER).env("TWINE_PASSWORD", PASSWORD));
    let to_index = format!("upload --repository-url {}", index.url());
    let (plan, _) = hold(&case, &to_index, || index.files());
    assert_eq!(names(&plan), [WHEEL, SDIST]);
    let (plan, _) = hold(&case, &format!("{to_index} --skip-existing"), || index.files());
    assert_eq!(deeds(&plan), ["publish", "publish"]);
    let (plan, _) = hold(&case, "upload --repository local", || ());
    assert_eq!(deeds(&plan), ["place"; 6]);
    let (plan, _) = hold(&case, "upload --repository local", || ());
    assert_eq!(plan.len(), 0);
}

#[test]
fn a_release_does_everything_in_order() {
    let (index, github) = (Index::start(), Github::start(TOKEN));
    let case = on_tag(Case::new(), &github, "v1.4.0").fixture("seed-like");
    let case = case.env("TWINE_USERNAME", USER).env("TWINE_PASSWORD", PASSWORD);
    let arguments = format!("release --repository-url {}", index.url());
    let servers = || (index.files(), github.lines());
    let (plan, real) = hold(&case, &arguments, servers);
    let (bundle, zip) = ("weather-desk-1.4.0.mcpb", "weather-desk-mcp-1.4.0-release.zip");
    assert_eq!(
        deeds(&plan),
        [
            "place",
            "place",
            "publish",
            "publish",
            "place",
            "place",
            "draft-release",
            "asset",
            "asset",
            "asset",
            "asset",
            "publish-release"
        ]
    );
    assert_eq!(
        names(&plan),
        [
            &format!("dist/{SDIST}"),
            &format!("dist/{WHEEL}"),
            WHEEL,
            SDIST,
            &format!("dist/{bundle}"),
            &format!("dist/{zip}"),
            "v1.4.0",
            SDIST,
            WHEEL,
            bundle,
            zip,
            "v1.4.0"
        ]
    );
    let report = real.json();
    let files = list(&report["outputs"], "files");
    assert_eq!(names(&files), [SDIST, WHEEL, bundle, zip].map(|name| format!("dist/{name}")));
    // Every byte of GitHub's came from the dist folder, and the draft was there first.
    let changes = github.changes();
    assert!(changes[0].starts_with("POST ") && changes[5].starts_with("PATCH "), "{changes:?}");
    let state = github.state();
    let release = &state.releases[0];
    assert_eq!(release.fields["draft"], false);
    assert_eq!(release.fields["prerelease"], false);
    assert_eq!(release.fields["name"], "weather-desk-mcp 1.4.0");
    for file in &files {
        let name = file["name"].as_str().unwrap();
        let digest = format!("sha256:{}", file["sha256"].as_str().unwrap());
        assert_eq!(release.digest(name), digest);
        assert!(
            release.fields["body"].as_str().unwrap().contains(file["sha256"].as_str().unwrap())
        );
    }
}

#[test]
fn a_release_without_an_extension_is_the_distributions() {
    let case = Case::new().fixture("seed-like");
    let toml = case.read("pyproject.toml");
    case.write("pyproject.toml", &toml[..toml.find("[tool.pyrel]").unwrap()]);
    let (plan, _) = hold(&case, "release --no-upload", || ());
    assert_eq!(names(&plan), [format!("dist/{SDIST}"), format!("dist/{WHEEL}")]);
}

#[test]
fn a_project_of_flit_is_released_too() {
    let github = Github::start(TOKEN);
    let case = on_tag(Case::new(), &github, "v0.3.0").fixture("flit-uv");
    let (plan, _) = hold(&case, "release --repository ./ix", || github.lines());
    assert_eq!(plan.len(), 2 + 6 + 2 + 6);
    assert_eq!(
        github.state().releases[0].names(),
        [
            "tide_table-0.3.0.tar.gz",
            "tide_table-0.3.0-py3-none-any.whl",
            "tide-table-0.3.0.mcpb",
            "tide-table-0.3.0-release.zip"
        ]
    );
}

#[test]
fn parts_can_be_left_away() {
    let github = Github::start(TOKEN);
    let case = on_tag(Case::new(), &github, "v1.4.0").fixture("seed-like");
    let (plan, _) = hold(&case, "release --no-upload --no-github -o out", || github.lines());
    assert_eq!(deeds(&plan), ["place"; 4]);
    assert!(!case.path("dist").exists());
    assert_eq!(github.lines(), [""; 0]);
    // A branch is no tag.
    let case = case.env("GITHUB_REF_TYPE", "branch");
    let (plan, _) = hold(&case, "release --no-upload", || github.lines());
    assert_eq!(deeds(&plan), ["place"; 4]);
}
