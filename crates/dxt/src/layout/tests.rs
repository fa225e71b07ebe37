use std::sync::Arc;

use pyrel_diag::Explain;
use pyrel_tree::TreeEntry;

use super::*;

const NODE: &str = r#"{
"manifest_version": "0.3", "name": "My Demo", "version": "1.0.0", "description": "d",
"author": {"name": "a"},
"server": {"type": "node", "entry_point": "server/index.js",
"mcp_config": {"command": "node", "args": ["${__dirname}/server/index.js"]}}
}"#;

const BINARY: &str = r#"{
"manifest_version": "0.3", "name": "bin", "version": "1.0.0", "description": "d",
"author": {"name": "a"},
"server": {"type": "binary", "entry_point": "server/run",
"mcp_config": {"command": "${__dirname}/server/run",
"platform_overrides": {"win32": {"command": "server\\run.exe"}}}}
}"#;

fn path(text: &str) -> RelPath {
    RelPath::new(text).unwrap()
}

/// A tree of files with their texts; `-> x` is a link to `x`, `+x` at the end an executable file.
fn tree(files: &[(&str, &str)]) -> SourceTree {
    let entries = files.iter().map(|(name, text)| {
        let executable = name.ends_with("+x");
        let source = match text.strip_prefix("-> ") {
            Some(target) => Source::Link(Arc::from(target)),
            None => Source::Bytes(Arc::from(text.as_bytes())),
        };
        (path(name.trim_end_matches("+x")), TreeEntry { source, executable })
    });
    SourceTree::of_entries(None, entries.collect())
}

/// The node demo with these files besides, all of them empty.
fn demo(files: &[&str]) -> Vec<(&'static str, &'static str)> {
    let mut all = vec![("manifest.json", NODE), ("server/index.js", "")];
    // Test data lives as long as the test program.
    all.extend(files.iter().map(|name| (&*Box::leak(Box::<str>::from(*name)), "")));
    all
}

fn lay(files: &[(&str, &str)]) -> Warned<Bundle> {
    layout(&tree(files), &PackOptions::default()).unwrap()
}

fn members(bundle: &Bundle) -> Vec<&str> {
    bundle.map.iter().map(|(path, _)| path.as_str()).collect()
}

fn texts(findings: &[Finding]) -> Vec<String> {
    let text = |f: &Finding| format!("{f} ({})", f.advice().unwrap_or_default());
    findings.iter().map(text).collect()
}

#[track_caller]
fn check_refused(files: &[(&str, &str)], expect: &[&str]) {
    let error = layout(&tree(files), &PackOptions::default()).unwrap_err();
    assert_eq!(texts(error.findings()), expect, "{error}");
}

#[test]
fn the_manifest_is_first_and_the_rest_in_the_order_of_its_bytes() {
    let bundle = lay(&demo(&["a", "Y", "10", "2", "server/a", "server-x", "z/manifest.json"]));
    let expect = [
        "manifest.json",
        "10",
        "2",
        "Y",
        "a",
        "server-x",
        "server/a",
        "server/index.js",
        "z/manifest.json",
    ];
    assert_eq!(members(&bundle.value), expect);
    assert_eq!(bundle.value.file_name, "my-demo-1.0.0.mcpb");
    assert!(bundle.findings.is_empty(), "{:?}", bundle.findings);
}

#[test]
fn what_nobody_needs_stays_out() {
    let dropped = [
        ".DS_Store",
        "a/Thumbs.DB",
        ".gitignore",
        ".git/config",
        ".mcpbignore",
        ".dxtignore",
        "FOO.LOG",
        ".env",
        "a/.env.local",
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
        "node_modules/.cache/x",
        "node_modules/.bin/x",
        "a.js.map",
        "npm-debug.log.1",
        "yarn-error.log",
        "node_modules/a/package-lock.json",
        "yarn.lock",
        "old.mcpb",
        "old.dxt",
        "a/x.d.ts",
        "x.tsbuildinfo",
        "tsconfig.json",
        "__pycache__/x.pyc",
        "a/__pycache__/x",
        "x.pyc",
        "a/.tox/x",
        ".nox/x",
        ".coverage",
        ".hypothesis/x",
        "server/node_modules/.cache/x",
        "old.mcpb.sha256",
        ".venv/bin/python",
        ".pytest_cache/x",
        ".mypy_cache/x",
        ".ruff_cache/x",
    ];
    let kept = [
        ".eslintrc.js",
        ".vscode/x",
        "node_modules/a/.bin/x",
        "tsconfig.build.json",
        "uv.lock",
        "pnpm-lock.yaml",
        "x.egg-info/PKG-INFO",
        "venv/x",
        "x.py",
        "alone.pyc",
        ".environments/x",
    ];
    let bundle = lay(&demo(&[&dropped[..], &kept[..]].concat())).value;
    for name in dropped {
        assert!(matches!(bundle.why(&path(name)), Why::Dropped { .. }), "{name}");
    }
    for name in kept {
        assert!(matches!(bundle.why(&path(name)), Why::Admitted(_)), "{name}");
    }
}

#[test]
fn a_rule_for_files_eats_no_folder_unless_the_author_wrote_it() {
    let names = ["Iterator.prototype.map/index.js", "types.d.ts/x", "a.map", "x.log/y"];
    let mut files = demo(&names);
    assert_eq!(
        members(&lay(&files).value)[1..],
        ["Iterator.prototype.map/index.js", "server/index.js", "types.d.ts/x", "x.log/y"]
    );
    files.push((".mcpbignore", "*.map"));
    let bundle = lay(&files).value;
    assert_eq!(members(&bundle)[1..], ["server/index.js", "types.d.ts/x", "x.log/y"]);
}

/// What was observed of the reference tool, pattern by pattern.
#[test]
fn ignore_files_mean_what_they_mean_to_the_reference_tool() {
    for (rules, dropped, kept) in [
        ("docs", &["docs/x", "a/docs/x"][..], &["docs2"][..]),
        ("docs/", &["docs/x", "a/docs/x"], &["b/docs"]),
        ("/docs", &["docs/x"], &["a/docs/x"]),
        ("./docs\n../x\n/", &[], &["docs/x", "x"]),
        ("*.tmp\n!important.tmp", &["a.tmp"], &["important.tmp"]),
        (
            "!*.d.ts\n!package-lock.json\n!.env.example",
            &[],
            &["a.d.ts", "package-lock.json", ".env.example"],
        ),
        ("node_modules/*\n!node_modules/foo", &["node_modules/b/i.js"], &["node_modules/foo/i.js"]),
        ("node_modules\n!node_modules/foo/i.js", &["node_modules/foo/i.js"], &[]),
        ("**/docs/*.md\nsub/**", &["docs/a.md", "a/docs/b.md", "sub/x"], &["docs/x/a.md"]),
        ("keep/*/x.md\nx[12].dat\ny?.dat", &["keep/a/x.md", "x1.dat", "yy.dat"], &["x3.dat"]),
        ("{a,b}.tmp", &["{a,b}.tmp"], &["a.tmp", "b.tmp"]),
        ("\\#hash\n\\!bang\n# hash", &["#hash", "!bang"], &["hash"]),
        ("test.txt", &["TEST.TXT"], &[]),
        ("\u{feff}first\r\n  second\t\n", &["first", "second"], &[]),
        ("*\n!manifest.json\n", &["x", "a/b"], &[]),
        ("manifest.json\n**", &["x", "server/index.js"], &[]),
        ("[\nx", &["x"], &["["]),
    ] {
        let mut files = demo(&[dropped, kept].concat());
        files.push((".mcpbignore", rules));
        let bundle = lay(&files).value;
        assert_eq!(members(&bundle)[0], "manifest.json", "{rules:?}");
        for name in dropped {
            assert!(matches!(bundle.why(&path(name)), Why::Dropped { .. }), "{rules:?} {name}");
        }
        for name in kept {
            assert!(matches!(bundle.why(&path(name)), Why::Admitted(_)), "{rules:?} {name}");
        }
    }
}

#[test]
fn both_ignore_files_count_and_the_newer_one_last() {
    let mut files = demo(&["a.txt", "b.txt"]);
    files.extend([(".dxtignore", "*.txt"), (".mcpbignore", "!b.txt")]);
    assert_eq!(members(&lay(&files).value)[1..], ["b.txt", "server/index.js"]);
}

#[test]
fn the_rule_that_decided_about_a_path_can_be_asked_for() {
    let mut files = demo(&["docs/a/b.md", "x.d.ts", "y.map", "z.tmp"]);
    files.push((".mcpbignore", "# none\ndocs\n  !*.d.ts\n*.tmp"));
    let bundle = lay(&files).value;
    let why = |name| match bundle.why(&path(name)) {
        Why::Absent => "absent".to_owned(),
        Why::Admitted(origin) => format!("in: {origin}"),
        Why::Dropped { path, origin } => format!("out: {path} by {origin}"),
    };
    assert_eq!(why("docs/a/b.md"), "out: docs by the rule `docs` (.mcpbignore:2)");
    assert_eq!(why("x.d.ts"), "in: the rule `!*.d.ts` (.mcpbignore:3)");
    assert_eq!(why("y.map"), "out: y.map by the built-in rule `*.map`");
    assert_eq!(why("server/index.js"), "in: the folder");
    assert_eq!(why("manifest.json"), "in: the manifest");
    assert_eq!(why("nowhere"), "absent");
    let Why::Dropped { origin, .. } = bundle.why(&path("z.tmp")) else { panic!() };
    let location = origin.location.as_ref().unwrap();
    assert_eq!((location.line, location.column, &*location.excerpt), (4, 1, "*.tmp"));
}

#[test]
fn ignore_files_with_faults_are_told_of_and_no_bundle_is_made_without_one() {
    let mut files = demo(&[]);
    files.push((".mcpbignore", "ok\na[b\n"));
    let malformed = ".mcpbignore:2:1: `a[b` is not a valid pattern: `[` is never closed (byte 1) \
                     (correct the pattern, or remove it)";
    assert_eq!(texts(&lay(&files).findings), [malformed]);
    files.push((".dxtignore/x", ""));
    let refused = layout(&tree(&files), &PackOptions::default()).unwrap_err();
    let unreadable = ".dxtignore: not a regular file (make it a regular file that can be read)";
    assert_eq!(texts(refused.findings()), [unreadable, malformed]);
}

#[test]
fn files_are_executable_by_bit_first_line_or_role() {
    let elf = "\u{7f}ELF";
    let files = [
        ("manifest.json", BINARY),
        ("server/run", ""),
        ("server/run.exe", ""),
        ("lib.so", elf),
        ("script", "#!/bin/sh\n"),
        ("tool+x", ""),
        ("text", "#"),
        ("empty", ""),
    ];
    let executable = |manifest: &'static str| {
        let mut files = files;
        files[0].1 = manifest;
        let bundle = lay(&files).value;
        let head = |name: &str| files.iter().find(|file| file.0 == name).map_or("", |file| file.1);
        let mode = |path: &str, entry: &Entry| bundle.map.mode(entry.mode, head(path).as_bytes());
        let found = bundle.map.iter();
        let found = found.filter(|(path, entry)| mode(path.as_str(), entry) == Mode::Executable);
        found.map(|(path, _)| path.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(executable(BINARY), ["lib.so", "script", "server/run", "server/run.exe", "tool"]);
    assert_eq!(executable(NODE), ["script", "tool"]);
}

#[test]
fn an_entry_point_outside_of_the_bundle_is_a_warning_with_its_reason() {
    let check = |files: &[(&str, &str)], expect: &[&str]| {
        assert_eq!(texts(&lay(files).findings), expect);
    };
    let place = "manifest.json:4:43: `server.entry_point` `server/index.js` is not in the bundle";
    check(&[("manifest.json", NODE)], &[&format!("{place} (build it first, or correct the path)")]);
    check(
        &[("manifest.json", NODE), ("server/indx.js", "")],
        &[&format!("{place} (did you mean `server/indx.js`?)")],
    );
    let mut files = demo(&[]);
    files.push((".mcpbignore", "server"));
    check(
        &files,
        &[&format!("{place} (`server` is left out by the rule `server` (.mcpbignore:1))")],
    );
    let uvx = BINARY.replace("server/run", "uvx").replace("${__dirname}/", "");
    check(&[("manifest.json", &uvx)], &[]);
    let other = BINARY.replace("\"server/run\"", "\"main.py\"");
    check(
        &[("manifest.json", &other)],
        &["manifest.json:4:43: `server.entry_point` `main.py` is not in the bundle \
           (build it first, or correct the path)"
            .replace("4:43", "4:45")
            .as_str()],
    );
}

#[test]
fn images_that_the_rules_drop_are_warned_about() {
    let manifest = NODE.replace(
        "\"server\"",
        "\"icon\": \"i.png\", \"screenshots\": [\"s.png\", \"https://example.com/x.png\"],\n\"server\"",
    );
    let mut files = demo(&[]);
    files[0].1 = &manifest;
    files.extend([("i.png", "\u{89}PNG"), (".mcpbignore", "*.png")]);
    let png = b"\x89PNG\r\n\x1a\n";
    let tree = tree(&files).overlaid(BTreeMap::from([(path("i.png"), Arc::from(&png[..]))]));
    let bundle = layout(&tree, &PackOptions::default()).unwrap();
    assert_eq!(
        texts(&bundle.findings),
        [
            "manifest.json:4:9: `icon` `i.png` is not in the bundle \
             (`i.png` is left out by the rule `*.png` (.mcpbignore:1))",
            "manifest.json:4:34: `screenshots` `s.png` is not in the bundle \
             (add the file, or remove it from the manifest)",
        ]
    );
}

#[test]
fn an_invalid_manifest_is_an_error_with_its_findings() {
    let manifest = NODE.replace("\"name\": \"My Demo\", ", "");
    let error = layout(&tree(&[("manifest.json", &manifest)]), &PackOptions::default());
    let error = error.unwrap_err();
    assert_eq!(error.to_string(), "`manifest.json` is not a valid manifest");
    assert_eq!(texts(error.findings()), ["manifest.json:1:1: `name` is missing (add the key)"]);
    let error = layout(&tree(&[("a", "")]), &PackOptions::default()).unwrap_err();
    assert_eq!(error.to_string(), "`manifest.json` does not exist");
}

#[test]
fn twins_and_names_that_are_not_portable_are_refused_together() {
    check_refused(
        &demo(&["README.md", "Readme.md", "a\\b", "c\u{7}", "manifest.JSON"]),
        &[
            "a\\b: not a name for a bundle: it holds a backslash, which Windows takes for a \
             separator (rename the file, or add it to `.mcpbignore`)",
            "c\\u{7}: not a name for a bundle: it holds a control character (rename the file, or \
             add it to `.mcpbignore`)",
            "Readme.md: differs from `README.md` by letter case or accents only (rename one of \
             them)",
            "manifest.json: differs from `manifest.JSON` by letter case or accents only (rename \
             one of them)",
        ],
    );
}

#[test]
fn links_inside_the_tree_are_followed_and_others_refused() {
    let mut files = demo(&[]);
    files.extend([("lib/a.js", "x"), ("link.js", "-> lib/a.js"), ("more", "-> lib")]);
    let names = ["lib/a.js", "link.js", "more/a.js", "server/index.js"];
    assert_eq!(members(&lay(&files).value)[1..], names);
    files.push(("gone", "-> nowhere"));
    check_refused(
        &files,
        &["gone: a symbolic link to `nowhere`, which is no file (remove it, or add it to \
           `.mcpbignore`)"],
    );
    files.push((".mcpbignore", "gone"));
    assert_eq!(members(&lay(&files).value)[1..], names);
}

#[test]
fn a_link_to_a_folder_above_is_refused_where_it_is() {
    let mut files = demo(&[]);
    files.extend([("a/up", "-> .."), ("a/b/here", "-> ../b"), ("a/c/x", "")]);
    files.push(("a/b/side", "-> ../../a/c"));
    let finding = |link| {
        format!(
            "{link}: a symbolic link to a folder that it lies in (remove the link, or add it to \
             `.mcpbignore`)"
        )
    };
    check_refused(&files, &[&finding("a/b/here"), &finding("a/up")]);
    let mut files = demo(&[]);
    files.extend([("d/back", "-> ../e"), ("e/forth", "-> ../d")]);
    check_refused(&files, &[&finding("d/back/forth")]);
}

#[test]
fn the_manifest_may_lie_elsewhere_and_be_a_template() {
    let template = NODE.replace("1.0.0", "{{ version }}");
    let files = [
        ("src/deploy/manifest.json.j2", &*template),
        ("src/deploy/server/index.js", ""),
        ("src/deploy/manifest.json", "{}"),
        ("other", ""),
    ];
    let mut options = PackOptions {
        folder: path("src/deploy"),
        format: BundleFormat::Dxt,
        manifest: Some(path("src/deploy/manifest.json.j2")),
        ..PackOptions::default()
    };
    let error = layout(&tree(&files), &options).unwrap_err();
    assert_eq!(
        texts(error.findings()),
        ["src/deploy/manifest.json.j2:2:59: `{{ version }}` has no value (give values for the \
          template, or write the value itself)"]
    );
    options.values = Some(Values::new().with("version", "2.0"));
    let bundle = layout(&tree(&files), &options).unwrap().value;
    assert_eq!(bundle.file_name, "my-demo-2.0.dxt");
    assert_eq!(members(&bundle), ["manifest.json", "server/index.js"]);
    let (_, entry) = bundle.map.iter().next().unwrap();
    let Source::Bytes(bytes) = &entry.source else { panic!() };
    assert_eq!(std::str::from_utf8(bytes).unwrap(), template.replace("{{ version }}", "2.0"));
    assert_eq!(entry.origin.to_string(), "the manifest `src/deploy/manifest.json.j2`");
    let Why::Dropped { origin, .. } = bundle.why(&path("manifest.json.j2")) else { panic!() };
    assert_eq!(origin.to_string(), "the manifest itself, which goes in as `manifest.json`");
    assert!(matches!(bundle.why(&path("manifest.json")), Why::Admitted(_)));
    options.name = Some("mine.zip".to_owned());
    assert_eq!(layout(&tree(&files), &options).unwrap().value.file_name, "mine.zip");
}

#[test]
fn the_layout_is_the_same_wherever_the_folder_lies() {
    let mut files = demo(&["a.log", "b/c"]);
    files.push((".mcpbignore", "/b"));
    let here = lay(&files).value;
    let below: Vec<_> =
        files.iter().map(|(name, text)| (format!("x.map/.venv/{name}"), *text)).collect();
    let below: Vec<_> = below.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    let options = PackOptions { folder: path("x.map/.venv"), ..PackOptions::default() };
    let there = layout(&tree(&below), &options).unwrap().value;
    assert_eq!(members(&here), members(&there));
    let names = |bundle: &Bundle| bundle.ignored.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&here), names(&there));
}
