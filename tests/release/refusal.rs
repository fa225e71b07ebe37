//! What stands in the way of a release is found before anything is done.

use super::github::Github;
use super::law::snapshot;
use super::{TOKEN, on_tag};
use crate::harness::case::Case;
use crate::harness::scripted::{Reply, Scripted};

/// The fixture after one change; the release of it must end with 1 and say this.
#[track_caller]
fn refused(path: &str, from: &str, to: &str, expect: &[&str]) {
    let (github, index) = (Github::start(TOKEN), Scripted::http(|_| Reply::empty(200)));
    let case = on_tag(Case::new(), &github, "v1.4.0").fixture("seed-like");
    let text = case.read(path);
    assert!(text.contains(from), "{path} has no {from}");
    case.write(path, &text.replace(from, to));
    let before = snapshot(&case);
    for more in ["", "--dry-run"] {
        let run = case.run(&format!("release --repository-url {} {more}", index.url()));
        run.failure(1);
        for expect in expect {
            run.stderr_contains(expect);
        }
        assert_eq!(snapshot(&case), before);
    }
    assert_eq!((github.lines(), index.lines()), (Vec::new(), Vec::new()));
}

const TOML: &str = "pyproject.toml";
const MANIFEST: &str = "src/deploy/manifest.json";

#[test]
fn unknown_keys_come_with_near_names() {
    refused(
        TOML,
        "dist-dir =",
        "dst-dir =",
        &[
            "error[unknown-key]: unknown key `tool.pyrel.dst-dir`",
            "--> pyproject.toml:",
            "did you mean `dist-dir`?",
        ],
    );
    refused(
        TOML,
        "assets = [\"src/deploy\"]",
        "asset = [\"src/deploy\"]",
        &["unknown key `tool.pyrel.dxt.asset`", "did you mean `assets`?"],
    );
    refused(TOML, "zip =", "zap =", &["unknown key `tool.pyrel.release.zap`"]);
    refused(TOML, "[tool.pyrel.release]", "[tool.pyrel.realese]", &["did you mean `release`?"]);
}

#[test]
fn all_that_is_wrong_in_the_table_is_said_at_once() {
    refused(
        TOML,
        "format = \"mcpb\"",
        "format = \"zip\"\nicon = 1\n[tool.pyrel.x]\n",
        &[
            "must be one of mcpb, dxt",
            "unknown key `tool.pyrel.dxt.icon`",
            "unknown key `tool.pyrel.x`",
        ],
    );
}

#[test]
fn what_shall_go_in_must_be_there() {
    refused(
        TOML,
        "[\"src/deploy\"]",
        "[\"src/deplay\", \"more\"]",
        &[
            "error[missing-asset]: there is no folder `src/deplay`",
            "there is no folder `more`",
            "pyproject.toml:",
        ],
    );
    refused(
        TOML,
        "\"LICENSE\"]\nname",
        "\"LICENCE\"]\nname",
        &["there is no file or folder `LICENCE`"],
    );
    refused(
        TOML,
        "files = [\"README.md\"",
        "files = [\"README.rst\"",
        &["there is no file `README.rst`"],
    );
    refused(TOML, "[\"src/deploy\"]", "[\"../deploy\"]", &["error[path-outside]"]);
}

#[test]
fn two_files_do_not_land_at_one_place() {
    refused(
        TOML,
        "\"LICENSE\"]\nname",
        "{ from = \"LICENSE\", to = \"README.md\" }]\nname",
        &["error[landing-clash]: both `src/deploy/README.md` and `LICENSE` land at `README.md`"],
    );
}

#[test]
fn what_is_made_stays_in_its_folder_and_apart() {
    let zip = "{name}-{version}-release.zip";
    refused(
        TOML,
        zip,
        "../{name}.zip",
        &["error[not-a-file-name]", "`../{name}.zip` is no file name"],
    );
    refused(TOML, zip, "{nmae}.zip", &["error[unknown-placeholder]"]);
    refused(
        TOML,
        zip,
        "weather-desk-{version}.mcpb",
        &["error[same-file-name]", "`weather-desk-1.4.0.mcpb`"],
    );
    refused(TOML, "name = \"weather-desk\"", "name = \"../desk\"", &["`../desk` is no file name"]);
    refused(
        TOML,
        "\"LICENSE\"]\nname",
        "{ from = \"LICENSE\", to = \"server\" }]\nname",
        &["error[landing-clash]: `LICENSE` lands at `server`"],
    );
}

#[test]
fn a_template_asks_only_for_what_there_is() {
    refused(MANIFEST, "{{ version }}", "{{ versoin }}", &["versoin", MANIFEST]);
}

#[test]
fn an_invalid_manifest_keeps_everything_back() {
    refused(MANIFEST, "\"display_name\"", "\"dispaly_name\"", &["dispaly_name", MANIFEST]);
    refused(MANIFEST, "\"icon\": \"icon.png\"", "\"icon\": \"ikon.png\"", &["ikon.png", MANIFEST]);
    refused(MANIFEST, "\"manifest_version\": \"0.3\",", "", &["manifest_version"]);
}

#[test]
fn the_token_is_not_sent_in_plain_text() {
    let case = on_tag(Case::new(), &Github::start(TOKEN), "v1.4.0").fixture("seed-like");
    let case = case.env("GITHUB_API_URL", "http://192.0.2.2");
    for more in ["", "--dry-run"] {
        case.run(&format!("release --no-upload {more}"))
            .failure(2)
            .stderr_contains("the token is not sent to the API at `http://192.0.2.2`: it would");
        assert!(!case.path("dist").exists());
    }
}

#[test]
fn a_tag_and_the_version_must_agree() {
    let (github, index) = (Github::start(TOKEN), Scripted::http(|_| Reply::empty(200)));
    let case = on_tag(Case::new(), &github, "v2").fixture("seed-like");
    let arguments = format!("release --repository-url {}", index.url());
    for more in ["", "--dry-run"] {
        case.run(&format!("{arguments} {more}"))
            .failure(1)
            .stderr_contains("error[tag-version]: the tag is `v2`, and the version is 1.4.0");
    }
    assert_eq!((github.lines(), index.lines()), (Vec::new(), Vec::new()));
    case.run(&format!("{arguments} --dry-run --ignore tag-version")).success();
}

#[test]
fn repositories_and_tags_are_read_before_anything_else() {
    let case = on_tag(Case::new(), &Github::start(TOKEN), "v1.4.0").fixture("seed-like");
    for (wrong, expect) in [
        ("--github nonsense", "`nonsense` is no repository on GitHub"),
        ("--github a/b/../c", "`a/b/../c` is no repository on GitHub"),
        ("--tag ../v1", "`../v1` is no tag that git can have"),
        ("--repository-url=", "`--repository-url` is empty"),
    ] {
        case.run(&format!("release --dry-run {wrong}")).failure(2).stderr_contains(expect);
    }
}

#[test]
fn a_version_that_is_none_is_a_wrong_command() {
    let run = Case::new().fixture("seed-like").run("release --set-version one");
    run.failure(2).stderr_contains("`--set-version one` is no version");
}
