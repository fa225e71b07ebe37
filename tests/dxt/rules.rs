//! What a bundle leaves out, and how to ask for it.

use std::fs;

use serde_json::json;

use super::{demo, demo_with, names, packed};
use crate::harness::case::Case;
use crate::harness::peers::peers;
use crate::harness::run::Run;

/// What the reference tool never packs, at the top and deeper.
const NEVER: [&str; 26] = [
    ".DS_Store",
    "Thumbs.db",
    ".gitignore",
    ".git/config",
    "debug.log",
    ".env",
    ".env.local",
    ".npm/x",
    ".npmrc",
    ".yarnrc",
    ".yarn/x",
    ".eslintrc",
    ".editorconfig",
    ".prettierrc",
    ".prettierignore",
    ".eslintignore",
    ".nycrc",
    ".babelrc",
    ".pnp.cjs",
    "index.js.map",
    "package-lock.json",
    "yarn.lock",
    "old.mcpb",
    "types.d.ts",
    "x.tsbuildinfo",
    "tsconfig.json",
];

/// What the reference tool packs and no extension needs.
const OURS: [&str; 13] = [
    "node_modules/.package-lock.json",
    ".tox/x",
    ".nox/x",
    "old.mcpb.sha256",
    "node_modules/.cache/x",
    "__pycache__/m.cpython-312.pyc",
    "m.pyc",
    ".venv/bin/x",
    ".pytest_cache/x",
    ".mypy_cache/x",
    ".ruff_cache/x",
    "old.dxt",
    ".dxtignore",
];

/// What looks similar and is needed.
const ALWAYS: [&str; 11] = [
    "m.py",
    "alone.pyc",
    "lib/Iterator.prototype.map/index.js",
    "node_modules/a/node_modules/.bin/x",
    "venv/x",
    "uv.lock",
    ".eslintrc.js",
    "tsconfig.build.json",
    "map",
    "environment",
    "a.json",
];

fn sorted(mut names: Vec<String>) -> Vec<String> {
    names.sort();
    names
}

#[test]
fn what_no_extension_needs_stays_out_at_every_depth() {
    for prefix in ["", "deep/er/"] {
        let files: Vec<String> = NEVER
            .iter()
            .chain(&OURS)
            .chain(&ALWAYS)
            .map(|name| format!("{prefix}{name}"))
            .collect();
        let case = demo_with(&files.iter().map(String::as_str).collect::<Vec<_>>());
        let mut expect: Vec<_> = ALWAYS.iter().map(|name| format!("{prefix}{name}")).collect();
        expect.extend(["manifest.json".to_owned(), "server/index.js".to_owned()]);
        assert_eq!(sorted(packed(&case)), sorted(expect));
    }
    let case = demo_with(&["node_modules/.bin/x", "node_modules/.cache/x", "FOO.LOG"]);
    assert_eq!(packed(&case), ["manifest.json", "server/index.js"]);
}

/// The files that a matrix of ignore files is tried on.
const FILES: [&str; 16] = [
    "docs/a.md",
    "docs/b.txt",
    "sub/docs/a.md",
    "x.tmp",
    "important.tmp",
    "sub/x.tmp",
    "x1.dat",
    "x3.dat",
    "{a,b}.tmp",
    "#hash",
    "!bang",
    "TEST.TXT",
    "keep/one/x.md",
    "keep/two/y.md",
    "node_modules/foo/i.js",
    "node_modules/bar/i.js",
];

/// The reference tool's rules are the standard for `.mcpbignore`.
#[test]
fn mcpbignore_means_what_it_means_to_the_reference_tool() {
    for rules in [
        "docs",
        "docs/",
        "/docs",
        "./docs",
        "*.tmp\n!important.tmp",
        "!*.log\n*.tmp\r\n",
        "node_modules/*\n!node_modules/foo",
        "node_modules\n!node_modules/foo/i.js",
        "**/docs/*.md",
        "sub/**",
        "keep/*/x.md",
        "x[12].dat\n  x?.tmp  ",
        "{a,b}.tmp",
        "\\#hash\n\\!bang",
        "test.txt",
        "\u{feff}docs\n# comment\n\n",
        "*\n!manifest.json\n!docs",
        "[",
        "/\n../x",
    ] {
        let case = demo_with(&FILES);
        case.write("ext/.mcpbignore", rules);
        Run::of(peers().mcpb().args(["pack", "ext", "theirs.mcpb"]).current_dir(case.path(".")))
            .success();
        case.run("dxt pack ext ours.mcpb").success();
        let ours = sorted(names(&case.path("ours.mcpb")));
        assert_eq!(ours, sorted(names(&case.path("theirs.mcpb"))), "{rules:?}");
    }
}

#[test]
fn the_older_name_counts_as_well_and_the_newer_one_last() {
    let case = demo_with(&["a.txt", "b.txt"]);
    case.write("ext/.dxtignore", "*.txt\n");
    assert_eq!(packed(&case), ["manifest.json", "server/index.js"]);
    case.write("ext/.mcpbignore", "!b.txt\n");
    assert_eq!(packed(&case), ["manifest.json", "b.txt", "server/index.js"]);
    // Only those of the folder itself.
    let case = demo_with(&["sub/a.txt"]);
    case.write("ext/sub/.mcpbignore", "*\n");
    assert_eq!(packed(&case), ["manifest.json", "server/index.js", "sub/a.txt"]);
}

#[test]
fn no_rule_drops_the_manifest() {
    for rules in ["manifest.json", "*", "**", "/manifest.json\n*.json"] {
        let case = demo();
        case.write("ext/.mcpbignore", rules);
        let names = packed(&case);
        assert_eq!(names[0], "manifest.json", "{rules}");
        let again = case.run("dxt validate out.mcpb --level schema");
        again.success();
    }
}

#[test]
fn an_icon_that_the_rules_drop_is_warned_about() {
    let case = demo().file("ext/.mcpbignore", "*.png\n");
    fs::write(case.path("ext/icon.png"), b"\x89PNG\r\n\x1a\n").unwrap();
    let manifest =
        super::MANIFEST.replace("\"server\": {", "\"icon\": \"icon.png\",\n  \"server\": {");
    case.write("ext/manifest.json", &manifest);
    let run = case.run("dxt pack ext");
    run.success().stderr_contains("warning[image-missing]: `icon` `icon.png` is not in the bundle");
    run.stderr_contains("--> ext/manifest.json:7:11");
    run.stderr_contains("hint: `icon.png` is left out by the rule `*.png` (.mcpbignore:1)");
}

#[test]
fn a_list_shows_what_goes_in_and_what_stays_out_and_why() {
    let case = demo_with(&["x.log", "docs/a.md", ".git/config", "keep.log"]);
    case.write("ext/.mcpbignore", "docs\n!keep.log\n");
    let run = case.run("dxt pack ext --list");
    run.success().stderr("").stdout(
        "demo-server-1.0.0.mcpb\n  \
         manifest.json    the manifest\n  \
         keep.log         the rule `!keep.log` (.mcpbignore:2)\n  \
         server/index.js  the folder\n\
         left out\n  \
         .git             the built-in rule `.git`\n  \
         .mcpbignore      the built-in rule `.mcpbignore`\n  \
         docs             the rule `docs` (.mcpbignore:1)\n  \
         x.log            the built-in rule `*.log`\n",
    );
    let members = &case.run("dxt pack ext --list --json").json()["outputs"]["members"];
    assert_eq!(
        members[1],
        json!({"path": "keep.log", "why": "the rule `!keep.log` (.mcpbignore:2)"})
    );
    assert_eq!(case.list("."), ["ext"]);
}

#[test]
fn why_explains_one_path() {
    let case = demo_with(&["x.log", "docs/a.md"]);
    case.write("ext/.mcpbignore", "docs\n");
    for (path, expect) in [
        ("manifest.json", "manifest.json: the manifest"),
        ("server/index.js", "server/index.js: the folder"),
        ("./server//index.js", "server/index.js: the folder"),
        ("x.log", "`x.log` stays out: the built-in rule `*.log`"),
        ("docs/a.md", "`docs/a.md` stays out with `docs`: the rule `docs` (.mcpbignore:1)"),
        ("nothing", "there is no `nothing` to put in"),
        ("../x", "`../x` leads out of the folder"),
    ] {
        let run = case.run(&format!("dxt pack ext --why {path}"));
        run.success().stderr("").stdout(&format!("demo-server-1.0.0.mcpb: {expect}\n"));
    }
    case.run("dxt pack ext --why x --list").failure(2);
    assert_eq!(case.list("."), ["ext"]);
}

#[test]
fn in_a_project_one_may_ask_by_member_or_by_file() {
    let case = Case::new().fixture("seed-like");
    for (path, expect) in [
        ("server/weather_desk/server.py", "server/weather_desk/server.py: the folder"),
        ("src/weather_desk/server.py", "server/weather_desk/server.py: the folder"),
        ("src/deploy/icon.png", "icon.png: the folder"),
        ("src/deploy/manifest.json", "manifest.json: the manifest"),
        ("pyproject.toml", "there is no `pyproject.toml` to put in"),
    ] {
        let run = case.run(&format!("dxt pack --why {path}"));
        run.success().stdout(&format!("weather-desk-1.4.0.mcpb: {expect}\n"));
    }
}
