//! The README's first steps do what it says.

use std::fs;
use std::path::Path;

use crate::harness::case::{Case, REPOSITORY};
use crate::harness::peers::peers;
use crate::harness::run::Run;

/// The rest of the one line in a block of the README that begins like this.
fn command(beginning: &str) -> String {
    let readme = fs::read_to_string(Path::new(REPOSITORY).join("README.md")).unwrap();
    let mut lines = readme.lines().filter_map(|line| line.strip_prefix(beginning));
    let command = lines.next().unwrap_or_else(|| panic!("no line begins with `{beginning}`"));
    assert_eq!(lines.next(), None, "two lines begin with `{beginning}`");
    command.to_owned()
}

/// A folder that is like a checkout, as far as the README goes.
fn checkout() -> Case {
    let project = "fixtures/projects/seed-like";
    let case = Case::new().fixture("seed-like");
    let inside = case.path(project);
    fs::create_dir_all(inside.parent().unwrap()).unwrap();
    fs::create_dir(&inside).unwrap();
    for name in case.list(".").iter().filter(|name| *name != "fixtures") {
        fs::rename(case.path(name), inside.join(name)).unwrap();
    }
    case
}

#[test]
fn the_first_command_makes_a_release_that_the_second_installs() {
    let case = checkout();
    case.run(&command("cargo run --release -- ")).success();
    assert_eq!(
        case.list("target/demo"),
        [
            "index",
            "weather-desk-1.4.0.mcpb",
            "weather-desk-mcp-1.4.0-release.zip",
            "weather_desk_mcp-1.4.0-py3-none-any.whl",
            "weather_desk_mcp-1.4.0.tar.gz",
        ]
    );
    assert_eq!(case.list("fixtures/projects/seed-like/dist"), [""; 0]);

    let root = case.path(".").canonicalize().unwrap();
    let mut python = peers().python("publish");
    python.args(["-m"]).args(command("python3 -m ").split_whitespace());
    Run::of(python.current_dir(&root)).success();
    let pip = "target/demo/venv/bin/pip ";
    let install = command(pip).replace("$PWD", root.to_str().unwrap()).replace('"', "");
    let mut installer = case.command(root.join(pip.trim()).to_str().unwrap());
    installer.args(install.split_whitespace()).env("PIP_CONFIG_FILE", "/dev/null");
    Run::of(&mut installer).success();
    let script = "target/demo/venv/bin/weather-desk ";
    let mut installed = case.command(root.join(script.trim()).to_str().unwrap());
    let run = Run::of(installed.args(command(script).split_whitespace()));
    run.success().stdout("weather-desk 1.4.0\n");
}

/// A checkout has several binaries: without this, `cargo run` asks which one is meant.
#[test]
fn cargo_runs_pyrel_without_being_told_so() {
    let manifest = fs::read_to_string(Path::new(REPOSITORY).join("Cargo.toml")).unwrap();
    let manifest: toml_edit::DocumentMut = manifest.parse().unwrap();
    assert_eq!(manifest["package"]["default-run"].as_str(), Some("pyrel"));
}

/// The bytes are the same on every machine, so the page can be held to their digests.
#[test]
fn the_dry_run_that_is_shown_is_a_real_one() {
    let readme = fs::read_to_string(Path::new(REPOSITORY).join("README.md")).unwrap();
    let (_, block) = readme.split_once("$ DRY_RUN=1 pyrel build\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let run = Case::new().fixture("seed-like").env("DRY_RUN", "1").run("build");
    let shortened = |line: &str| {
        let (before, digest) = line.split_once("sha256 ").unwrap();
        format!("{before}sha256 {}…)\n", &digest[..8])
    };
    assert_eq!(run.success().stdout.lines().map(shortened).collect::<String>(), block);
}

#[test]
fn what_a_dry_run_shows_is_what_the_real_run_does() {
    let case = Case::new().fixture("flit-uv");
    let acts = |option: &str, before: &str| {
        let run = case.run(&format!("release --repository local {option}"));
        let lines = run.success().stdout.lines().filter_map(|line| line.strip_prefix(before));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let shown = acts("--dry-run", "would place ");
    assert_eq!(case.list("dist"), [""; 0]);
    assert_eq!(case.list("local-index"), [""; 0]);
    let done = acts("", "placed ");
    assert_eq!(shown, done);
    assert!(done.iter().any(|act| act.starts_with("dist/tide_table-")), "{done:?}");
}
