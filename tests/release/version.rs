//! `--set-version`: another version in everything, and in no file of the project.

use std::fs::File;
use std::io::Read;

use super::github::Github;
use super::law::{hold, snapshot};
use super::{TOKEN, on_tag};
use crate::harness::case::Case;
use crate::harness::dist::Dist;

/// A member of a zip archive, as text.
fn member(case: &Case, archive: &str, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(File::open(case.path(archive)).unwrap()).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn another_version_is_in_everything_and_the_tree_stays() {
    let github = Github::start(TOKEN);
    let case = on_tag(Case::new(), &github, "v2.0.0rc1").fixture("seed-like");
    let before = snapshot(&case);
    let (_, real) = hold(&case, "release --set-version v2.0.0-rc.1", || github.lines());
    assert_eq!(real.json()["outputs"]["version"], "2.0.0rc1");

    let mut after = snapshot(&case);
    after.retain(|path, _| {
        !path.starts_with("project/dist") && !path.starts_with("project/local-index")
    });
    assert_eq!(after, before);

    let wheel = Dist::read(&case.path("dist/weather_desk_mcp-2.0.0rc1-py3-none-any.whl"));
    assert!(wheel.text(&wheel.dist_info("METADATA")).contains("\nVersion: 2.0.0rc1\n"));
    let sdist = Dist::read(&case.path("dist/weather_desk_mcp-2.0.0rc1.tar.gz"));
    assert!(sdist.text("PKG-INFO").contains("\nVersion: 2.0.0rc1\n"));
    let manifest = member(&case, "dist/weather-desk-2.0.0-rc.1.mcpb", "manifest.json");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!(manifest["version"], "2.0.0-rc.1");
    assert_eq!(manifest["server"]["mcp_config"]["env"]["WEATHER_DESK_VERSION"], "2.0.0-rc.1");
    let zip = "dist/weather-desk-mcp-2.0.0rc1-release.zip";
    assert!(member(&case, zip, "README.md").starts_with("# "));
    let archive = zip::ZipArchive::new(File::open(case.path(zip)).unwrap()).unwrap();
    let mut names: Vec<_> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    names.sort_unstable();
    assert_eq!(names, ["README.md", "check-prereqs.sh", "weather-desk-2.0.0-rc.1.mcpb"]);
    // A pre-release is marked as one.
    assert_eq!(github.state().releases[0].fields["prerelease"], true);
}

#[test]
fn a_version_that_code_states_is_another_one_too() {
    let case = Case::new().fixture("flit-uv");
    let before = case.read("src/tide_table/__init__.py");
    hold(&case, "release --set-version 9.1 --repository ./ix", || ());
    assert_eq!(
        case.list("dist"),
        [
            "tide-table-9.1-release.zip",
            "tide-table-9.1.0.mcpb",
            "tide_table-9.1-py3-none-any.whl",
            "tide_table-9.1.tar.gz"
        ]
    );
    assert_eq!(case.read("src/tide_table/__init__.py"), before);
    let wheel = Dist::read(&case.path("dist/tide_table-9.1-py3-none-any.whl"));
    assert!(wheel.text("tide_table/__init__.py").contains("9.1"));
    // The sdist builds the same wheel again, without a word about versions.
    case.run("build dist/tide_table-9.1.tar.gz -o again").success();
    let again = Dist::read(&case.path("again/tide_table-9.1-py3-none-any.whl"));
    assert_eq!(again.listing(), wheel.listing());
}
