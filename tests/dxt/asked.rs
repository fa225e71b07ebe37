//! What `pyrel dxt pack` is asked for besides a folder: other values, fewer files, limits.

use serde_json::json;

use super::{MANIFEST, demo, demo_with, names};
use crate::harness::case::Case;
use crate::harness::dist::Dist;
use crate::harness::run::Run;

#[track_caller]
fn check(case: &Case, arguments: &str, expect: &[&str]) {
    case.run(&format!("dxt pack ext out.mcpb {arguments}")).success().stderr("");
    assert_eq!(names(&case.path("out.mcpb"))[1..], *expect, "{arguments}");
}

#[test]
fn the_digest_beside_a_bundle_is_one_that_sha256sum_checks() {
    let case = demo();
    let report = case.run("dxt pack ext new/ --json").json();
    let bundle = "demo-server-1.0.0.mcpb";
    let digest = report["outputs"]["sha256"].as_str().unwrap();
    assert_eq!(case.read(&format!("new/{bundle}.sha256")), format!("{digest}  {bundle}\n"));
    let mut command = case.command("sha256sum");
    let check = command.args(["--check", &format!("{bundle}.sha256")]);
    Run::of(check.current_dir(case.path("new"))).success();
    case.run("dxt pack ext a.zip --no-sha256").success();
    assert_eq!(case.list("."), ["a.zip", "ext", "new"]);
    // What is no digest keeps its place, and the bundle is not made either.
    case.write("ext/b.mcpb.sha256", "my notes\n");
    case.run("dxt pack ext ext/b.mcpb").failure(2).stderr_contains(
        "`ext/b.mcpb.sha256` cannot become a bundle: it is a file of the extension",
    );
    assert!(!case.path("ext/b.mcpb").exists());
}

#[test]
fn a_digest_in_the_folder_itself_is_never_packed() {
    for out in ["ext/out.mcpb", "ext/out.zip"] {
        let case = demo();
        case.run(&format!("dxt pack ext {out}")).success();
        let first = std::fs::read(case.path(out)).unwrap();
        case.run(&format!("dxt pack ext {out}")).success();
        assert!(std::fs::read(case.path(out)).unwrap() == first, "{out}");
    }
}

#[test]
fn other_values_reach_the_bundle_and_its_name() {
    let case = demo();
    case.run("dxt pack ext --set version=2.0.0 --set name=Other --set keywords=[\"a=b\"]")
        .success();
    let bundle = Dist::read(&case.path("other-2.0.0.mcpb"));
    let manifest: serde_json::Value = serde_json::from_str(bundle.text("manifest.json")).unwrap();
    assert_eq!(manifest["version"], "2.0.0");
    assert_eq!(manifest["keywords"], json!(["a=b"]));
}

#[test]
fn a_key_without_a_place_stops_everything() {
    let case = demo();
    let run = case.run("dxt pack ext --set server.mcp_config.env.A=b");
    run.failure(1).stdout("").stderr_contains(
        "error[setting-without-place]: there is no `server.mcp_config.env.A` to set in the manifest",
    );
    case.run("dxt pack ext --set server.mcp_config.env={\"A\":\"b\"}").success();
    for (argument, words) in [("version", "there is no `=` in it"), ("=x", "there is no key")] {
        case.run(&format!("dxt pack ext --set {argument}")).failure(2).stderr_contains(words);
    }
    // What is set is checked like what is written.
    case.run("dxt pack ext --set homepage=nowhere").failure(1).stderr_contains("[invalid-url]");
}

#[test]
fn a_template_without_a_project_can_be_filled_by_hand() {
    let case = Case::new()
        .file("ext/manifest.json", &MANIFEST.replace("1.0.0", "{{ version }}"))
        .file("ext/server/index.js", "");
    case.run("dxt pack ext").failure(1).stderr_contains("[template-without-values]");
    case.run("dxt pack ext --set version=3.1.4").success();
    assert_eq!(case.list(".")[0], "demo-server-3.1.4.mcpb");
}

#[test]
fn an_allow_list_lets_in_what_it_names_and_nothing_else() {
    let case = demo_with(&["lib/a.js", "lib/b.ts", "notes.md", "lib/x.log", "README.md"]);
    check(&case, "--include server", &["server/index.js"]);
    check(
        &case,
        "--include *.js --include README.md",
        &["README.md", "lib/a.js", "server/index.js"],
    );
    check(
        &case,
        "--include /lib/** --include server/",
        &["lib/a.js", "lib/b.ts", "server/index.js"],
    );
    let why = case.run("dxt pack ext --include server --why notes.md");
    why.success()
        .stdout_contains("`notes.md` stays out: `--include`, whose patterns do not match it\n");
    let why = case.run("dxt pack ext --include server --why server/index.js");
    why.success().stdout_contains("server/index.js: `--include server`\n");
    // What the rules drop does not come back, and what matches nothing is a mistake.
    for pattern in ["*.log", "nothing", "src/"] {
        let run = case.run(&format!("dxt pack ext --include server --include {pattern}"));
        let words = format!(
            "error[include-unmatched]: `--include {pattern}` matches no file that may go in"
        );
        run.failure(1).stdout("").stderr_contains(&words);
    }
    let run = case.run("dxt pack ext --include [");
    run.failure(1).stderr_contains("error[include-pattern]: `[` is not a valid pattern");
}

#[test]
fn gitignore_files_count_at_every_depth_where_that_is_asked_for() {
    let case =
        demo_with(&["a.tmp", "sub/a.tmp", "sub/keep.tmp", "build/x", "sub/build/x", "A.TMP2"]);
    case.write("ext/.gitignore", "*.tmp\n/build\n");
    case.write("ext/sub/.gitignore", "!keep.tmp\nbuild/\n");
    check(
        &case,
        "",
        &[
            "A.TMP2",
            "a.tmp",
            "build/x",
            "server/index.js",
            "sub/a.tmp",
            "sub/build/x",
            "sub/keep.tmp",
        ],
    );
    check(&case, "--gitignore", &["A.TMP2", "server/index.js", "sub/keep.tmp"]);
    let why = case.run("dxt pack ext --gitignore --why sub/build/x");
    why.success()
        .stdout_contains("stays out with `sub/build`: the rule `build/` (sub/.gitignore:2)\n");
    // The extension's own rules have the last word.
    case.write("ext/.mcpbignore", "!build\n*.tmp\n");
    check(&case, "--gitignore", &["A.TMP2", "build/x", "server/index.js", "sub/build/x"]);
}

/// `git add` never takes `.git`, whatever `!*` says, and what is tracked need not be packed.
#[test]
fn what_gitignore_files_take_back_stays_out_by_the_built_in_rules() {
    let case =
        demo_with(&[".git/config", ".nycrc", "lib/.venv/x.py", "lib/a.py", "lib/a.map", "b.c"]);
    case.write("ext/.gitignore", "*\n!*/\n!*.js\n!lib/*\n!.*\n");
    check(&case, "--gitignore", &["lib/a.py", "server/index.js"]);
    // The extension's own rules may.
    case.write("ext/.mcpbignore", "!.nycrc\n");
    check(&case, "--gitignore", &[".nycrc", "lib/a.py", "server/index.js"]);
}

/// What git itself ignores in the same folder.
#[test]
fn gitignore_files_mean_what_they_mean_to_git() {
    let files =
        ["a.tmp", "A.tmp", "sub/a.tmp", "sub/deep/b", "sub/deep/c.o", "out/x", "out/keep", "tr x"];
    for (top, sub) in [
        ("*.tmp\n", "!a.tmp\n"),
        ("out/*\n!out/keep\n", "deep/*.o\n"),
        ("out\n!out/keep\n", "/b\n"),
        ("sub/**/b\ntr\\ x\n", "*\n!deep/\n"),
        ("!a.tmp\n*.tmp\n#x\n", "deep\n!deep/b\n"),
        ("[ab].tmp\n/sub/*\n!/sub/deep\n", ""),
    ] {
        let case = Case::new().file("ext/manifest.json", MANIFEST).file("ext/server/index.js", "");
        // Letter cases differ on disks as here.
        for file in files.iter().filter(|file| **file != "A.tmp") {
            case.write(&format!("ext/{file}"), "");
        }
        case.write("ext/.gitignore", top);
        case.write("ext/sub/.gitignore", sub);
        let git = |arguments: &[&str]| {
            Run::of(case.command("git").arg("-C").arg("ext").args(arguments))
                .success()
                .stdout
                .clone()
        };
        git(&["init", "--quiet"]);
        let theirs = git(&["ls-files", "--others", "--exclude-standard"]);
        let mut theirs: Vec<&str> = theirs.lines().filter(|it| !it.ends_with("ignore")).collect();
        theirs.sort_unstable();
        case.run("dxt pack ext out.mcpb --gitignore").success();
        let mut ours = names(&case.path("out.mcpb"));
        ours.sort_unstable();
        assert_eq!(ours, theirs, "{top:?} {sub:?}");
    }
}

#[test]
fn a_bundle_above_its_limit_is_refused_with_the_folders_that_make_it_large() {
    let case = demo();
    std::fs::write(case.path("ext/server/noise.bin"), super::noise(40_000)).unwrap();
    let run = case.run("dxt pack ext out.mcpb --max-size 40kB");
    run.failure(1).stdout("");
    run.stderr_contains("error[bundle-too-large]: the bundle has ");
    run.stderr_contains(" bytes, ").stderr_contains(" more than the 40000 that it may have\n");
    run.stderr_contains("or raise `--max-size`: `server` has 40006\n");
    assert_eq!(case.list("."), ["ext"]);
    for size in ["41kB", "41 KB", "40KiB", "1MB", "41000", "1g"] {
        let size = size.replace(' ', "");
        case.run(&format!("dxt pack ext out.mcpb --max-size {size}")).success();
    }
    for size in ["40XB", "-1", "1.5MB", "", "99999999999999999999"] {
        case.run(&format!("dxt pack ext --max-size={size}")).failure(2);
    }
}

#[test]
fn sizes_are_told_by_folder() {
    let case = demo_with(&["node_modules/a/x.js"]);
    case.write("ext/node_modules/b/y.js", &"y".repeat(5000));
    let run = case.run("dxt pack ext out.mcpb --sizes");
    run.success()
        .stdout_contains(" unpacked   files\n")
        .stdout_contains("5000       2  node_modules/\n");
    run.stdout_contains("  all files\nplaced out.mcpb (");
    let outputs = &case.run("dxt pack ext out.mcpb --json").json()["outputs"];
    let folder = outputs["folders"].as_array().unwrap();
    let folder = folder.iter().find(|it| it["path"] == "node_modules/b").unwrap();
    assert_eq!((&folder["files"], &folder["len"]), (&json!(1), &json!(5000)));
    assert_eq!(outputs["size"], std::fs::metadata(case.path("out.mcpb")).unwrap().len());
    assert_eq!(outputs["files"], 4);
}

#[test]
fn the_largest_files_are_told_by_what_they_take_in_the_bundle() {
    let case = demo();
    std::fs::write(case.path("ext/noise.bin"), super::noise(3000)).unwrap();
    case.write("ext/long.txt", &"y".repeat(50_000));
    let run = case.run("dxt pack ext out.mcpb --top 1");
    run.success().stdout_contains("        3000         3000  noise.bin\nplaced out.mcpb (");
    let outputs = &case.run("dxt pack ext out.mcpb --top 2 --json").json()["outputs"];
    let largest = outputs["largest"].as_array().unwrap();
    assert_eq!(largest[0], json!({"path": "noise.bin", "len": 3000, "packed": 3000}));
    assert_eq!(largest.len(), 2);
}

#[test]
fn the_folder_of_the_bundle_can_be_named_alone() {
    let case = demo();
    case.run("dxt pack ext --out-dir new/deep --no-sha256 --kind dxt").success();
    assert_eq!(case.list("new/deep"), ["demo-server-1.0.0.dxt"]);
    case.run("dxt pack ext out.mcpb -o new").failure(2);
}

#[test]
fn whoever_wants_it_smaller_or_sooner_gets_the_same_files() {
    let case = demo();
    let text: String =
        (0..3_000).map(|at| format!("word{} of {}\n", at * at % 97, at % 13)).collect();
    case.write("ext/server/text.txt", &text);
    let mut sizes = Vec::new();
    for level in ["1", "5", "max"] {
        let out = format!("{level}.mcpb");
        case.run(&format!("dxt pack ext {out} --compress {level} --check")).success();
        let bundle = Dist::read(&case.path(&out));
        assert_eq!(bundle.text("server/text.txt"), text, "{level}");
        sizes.push(std::fs::metadata(case.path(&out)).unwrap().len());
    }
    assert!(sizes[0] > sizes[1] && sizes[1] > sizes[2], "{sizes:?}");
    for level in ["0", "10", "best", ""] {
        case.run(&format!("dxt pack ext --compress={level}")).failure(2);
    }
}

/// Secrets are made up of parts, so that nobody finds them in this file.
fn token() -> String {
    format!("{}_{}", "ghp", "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA1cD9")
}

#[test]
fn nothing_is_packed_with_a_secret_in_it_unless_somebody_says_that_it_is_none() {
    for (path, text, rule) in [
        ("ext/server/index.js", format!("const token = '{}'\n", token()), "secret-in-file"),
        ("ext/keys/id_rsa", "x".to_owned(), "secret-file"),
        (
            "ext/manifest.json",
            MANIFEST
                .replace("\"args\"", &format!("\"env\": {{ \"T\": \"{}\" }}, \"args\"", token())),
            "secret-in-manifest",
        ),
    ] {
        let case = demo();
        case.write(path, &text);
        let run = case.run("dxt pack ext out.mcpb");
        run.failure(1).stderr_contains(&format!("error[{rule}]: ")).never_says(&token());
        run.stderr_contains(&format!("give `--ignore {rule}`"));
        assert_eq!(case.list("."), ["ext"], "{path}");
        case.run("dxt pack ext --list").success();
        case.run(&format!("dxt pack ext out.mcpb --ignore {rule}")).success();
        // What stays out may hold what it likes.
        if path != "ext/manifest.json" {
            case.write("ext/.mcpbignore", path.strip_prefix("ext").unwrap());
            case.run("dxt pack ext out.mcpb").success();
        }
    }
}

#[test]
fn a_release_does_not_pack_secrets_either() {
    let case = Case::new().fixture("seed-like");
    case.write("src/weather_desk/id_rsa", "x");
    for command in ["dxt pack", "release --dry-run"] {
        let run = case.run(command);
        run.failure(1)
            .stderr_contains("error[secret-file]")
            .stderr_contains("src/weather_desk/id_rsa");
    }
}

/// Where pip puts packages is one folder deeper than where npm does.
#[test]
fn sizes_are_told_as_deep_as_most_of_the_bundle_lies() {
    let case = demo_with(&["server/lib/a/x.py"]);
    let numbers = (0..9_000).map(|it| (it * it).to_string()).collect::<String>();
    case.write("ext/server/lib/b/c/y.py", &numbers);
    let run = case.run("dxt pack ext out.mcpb --sizes");
    run.success().stdout_contains("  server/lib/b/\n").stdout_contains("  server/lib/a/\n");
    assert!(
        !case
            .run("dxt pack ext out.mcpb --sizes --include manifest.json --include server/index.js")
            .stdout
            .contains("lib")
    );
}
