//! `pyrel inspect` shows what is inside, however broken it is.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::case::Case;
use crate::harness::dist::{Dist, Member};
use crate::harness::peers::peers;
use crate::harness::run::Run;
use crate::upload::{SDIST, WHEEL, built};

/// Has Python write archives that no tool would.
pub(crate) fn python(case: &Case, script: &str) {
    let mut python = peers().python("build");
    Run::of(python.current_dir(case.path("")).args(["-c", script])).success();
}

fn sha256(line: &str) -> bool {
    line.strip_prefix("sha256 ").is_some_and(|digest| digest.len() == 64)
}

#[test]
fn a_wheel_is_shown_with_its_metadata_and_files() {
    let case = built(Case::new());
    let run = case.run(&format!("inspect dist/{WHEEL}"));
    run.success().stderr("");
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert!(lines[0].starts_with(&format!("{WHEEL}: wheel, ")), "{}", run.stdout);
    assert!(sha256(lines[1]), "{}", run.stdout);
    for part in [
        "\n\nMetadata-Version          2.4\nName                      weather-desk-mcp\n",
        "\nDescription               text/markdown, 382 bytes, 11 lines\n",
        "\nTag                       py3-none-any\nRoot-Is-Purelib           true\n",
        "\n\n[console_scripts]\nweather-desk = weather_desk.server:main\n\n11 files, ",
        "  weather_desk/server.py\n",
    ] {
        run.stdout_contains(part);
    }
    let metadata = case.run(&format!("inspect --metadata dist/{WHEEL}"));
    assert!(!metadata.success().stdout.contains("11 files"), "{}", metadata.stdout);
    let files = case.run(&format!("inspect --files --sort size dist/{WHEEL} dist/{SDIST}"));
    files.success().stdout_contains("\n\nweather_desk_mcp-1.4.0.tar.gz: sdist, ");
    assert!(!files.stdout.contains("Metadata-Version"), "{}", files.stdout);
    let sizes =
        files.stdout.lines().filter_map(|line| line.strip_prefix("  ")?.trim().split(' ').next());
    let sizes: Vec<u64> = sizes.map(|size| size.replace(',', "").parse().unwrap()).collect();
    assert!(sizes[..11].is_sorted_by(|a, b| a >= b), "{sizes:?}");
}

/// Another library's eyes see the same files, and Python the same fields.
#[test]
fn the_json_is_what_others_see() {
    let case = built(Case::new());
    let run = case.run(&format!("inspect --json dist/{WHEEL} dist/{SDIST}"));
    let artifacts = run.success().json()["outputs"]["artifacts"].clone();
    for (name, artifact) in [WHEEL, SDIST].iter().zip(artifacts.as_array().unwrap()) {
        let dist = Dist::read(&case.path("dist").join(name));
        let top = if *name == SDIST { "weather_desk_mcp-1.4.0/" } else { "" };
        let listed: BTreeMap<String, &Value> = artifact["files"]
            .as_array()
            .unwrap()
            .iter()
            .map(|file| {
                (file["path"].as_str().unwrap().strip_prefix(top).unwrap().to_owned(), file)
            })
            .collect();
        assert_eq!(listed.keys().collect::<Vec<_>>(), dist.members.keys().collect::<Vec<_>>());
        for (path, member) in &dist.members {
            let Member::File { mode, bytes } = member else { panic!("{path} is a link") };
            assert_eq!(listed[path]["size"], bytes.len());
            assert_eq!(listed[path]["executable"], *mode == 0o755);
        }
        assert_eq!(artifact["size"], fs::metadata(case.path("dist").join(name)).unwrap().len());
        assert_eq!(artifact["name"], "weather-desk-mcp");
        assert_eq!(artifact["version"], "1.4.0");
    }
    let metadata = case.run("metadata --json").success().json()["outputs"]["metadata"].clone();
    for artifact in artifacts.as_array().unwrap() {
        let mut found = artifact["metadata"].clone();
        let mut expect = metadata.clone();
        for object in [&mut found, &mut expect] {
            object.as_object_mut().unwrap().remove("dynamic");
        }
        assert_eq!(found, expect);
    }
    assert_eq!(artifacts[0]["wheel"]["tags"], json!(["py3-none-any"]));
}

#[test]
fn a_bundle_is_shown_with_its_manifest() {
    let manifest = r#"{"manifest_version": "0.3", "name": "demo", "version": "1.0.0",
        "description": "A demo", "author": {"name": "A"},
        "server": {"type": "node", "entry_point": "main.js", "mcp_config": {"command": "node"}}}"#;
    let case = Case::new().file("x/manifest.json", manifest).file("x/main.js", "run()\n");
    case.run("dxt pack x demo.mcpb").success();
    let run = case.run("inspect demo.mcpb");
    run.success().stdout_contains(
        "
Signature  none

manifest_version  0.3
name              demo
version           1.0.0
description       A demo
author            name: A
server            type: node
                  entry_point: main.js
                  mcp_config: {\"command\":\"node\"}
",
    );
    let json = case.run("inspect demo.mcpb --json").success().json();
    let artifact = &json["outputs"]["artifacts"][0];
    assert_eq!((&artifact["kind"], &artifact["summary"]), (&json!("bundle"), &json!("A demo")));
    assert_eq!(artifact["manifest"]["server"]["type"], "node");
}

/// The block that the reference tool appends, which it cannot verify itself.
#[test]
fn a_signed_bundle_is_shown_with_its_signature() {
    let manifest = r#"{"manifest_version": "0.3", "name": "demo", "version": "1.0.0",
        "description": "d", "author": {"name": "A"},
        "server": {"type": "node", "entry_point": "main.js", "mcp_config": {"command": "node"}}}"#;
    let case = Case::new().file("x/manifest.json", manifest).file("x/main.js", "run()\n");
    case.run("dxt pack x demo.mcpb").success();
    fs::copy(case.path("demo.mcpb"), case.path("plain.mcpb")).unwrap();
    let mut mcpb = peers().mcpb();
    Run::of(mcpb.current_dir(case.path("")).args(["sign", "--self-signed", "demo.mcpb"])).success();
    let run = case.run("inspect demo.mcpb --json");
    let artifact = run.success().json()["outputs"]["artifacts"][0].clone();
    let signature = &artifact["signature"];
    assert_eq!(signature["format"], "mcpb");
    assert_eq!(signature["offset"], fs::metadata(case.path("plain.mcpb")).unwrap().len());
    assert!(signature["pkcs7_size"].as_u64().unwrap() > 1_000, "{signature}");
    assert_eq!(artifact["totals"]["files"], 2);
    let run = case.run("diff plain.mcpb demo.mcpb");
    run.failure(1).stdout_contains("\nthe signature\n  + a signature block of ");
}

#[test]
fn what_is_no_archive_is_said_and_measured() {
    let case = Case::new().file("demo-1.0.tar.gz", "no archive").file("a.whl", "");
    let run = case.run("inspect demo-1.0.tar.gz");
    run.failure(1)
        .stdout_contains("demo-1.0.tar.gz: sdist, 10 bytes\nsha256 ")
        .stdout_contains("\n0 files, 0 bytes\n")
        .stderr(
            "error[unreadable-file]: it is no zip archive, or something follows its end
--> demo-1.0.tar.gz
 = hint: build or download it anew

error: one error was found
",
        );
    case.run("inspect a.whl").failure(1).stderr_contains("--> a.whl\n");
    let case = case.file("notes.txt", "no archive");
    case.run("inspect notes.txt").failure(2).stdout("").stderr(
        "error: `notes.txt` is neither a wheel nor an sdist nor a bundle
hint: name a file that ends in `.whl`, `.tar.gz`, `.mcpb` or `.dxt`
",
    );
    let run = case.run("inspect gone.whl");
    run.failure(1).stdout("").stderr_contains("error: cannot read `gone.whl`\n");
}

#[test]
fn names_of_others_steer_no_terminal() {
    let case = Case::new();
    python(
        &case,
        "
import zipfile
with zipfile.ZipFile('demo-1.0-py3-none-any.whl', 'w') as zip:
    zip.writestr('a\\x1b[31m\\u202eb.py', 'x')
    zip.writestr('../up.py', 'y')
    zip.writestr('demo-1.0.dist-info/METADATA', 'Name: a\\x1b[2Jb\\nVersion: 1\\n')
    zip.writestr('demo-1.0.dist-info/METADATA', 'Name: twice\\n')
",
    );
    let run = case.run("inspect demo-1.0-py3-none-any.whl");
    run.failure(1)
        .stdout_contains("a\\u{1b}[31m\\u{202e}b.py\n")
        .stdout_contains(" ../up.py\n")
        .stdout_contains("Name  twice\n");
    assert!(!run.stdout.contains('\u{1b}') && !run.stderr.contains('\u{1b}'), "{run:?}");
}

/// What a broken file costs is bounded: it has as many members as it likes, all of the same bytes.
#[test]
fn many_members_and_bombs_take_little_time() {
    let case = Case::new();
    python(
        &case,
        "
import io, tarfile, zipfile
with zipfile.ZipFile('many-1.0-py3-none-any.whl', 'w') as zip:
    for at in range(100_000):
        zip.writestr(f'many/{at}.py', '')
with zipfile.ZipFile('bomb-1.0-py3-none-any.whl', 'w', zipfile.ZIP_DEFLATED) as zip:
    zip.writestr('a.py', bytes(100_000_000))
    # A thousand members that are the first one.
    for at in range(1_000):
        other = zipfile.ZipInfo(f'b{at}.py')
        first = zip.filelist[0]
        for key in ('header_offset', 'CRC', 'compress_size', 'file_size', 'compress_type'):
            setattr(other, key, getattr(first, key))
        zip.filelist.append(other)
with tarfile.open('many-1.0.tar.gz', 'w:gz') as tar:
    for at in range(20_000):
        tar.addfile(tarfile.TarInfo(f'many-1.0/{at}.py'))
",
    );
    for (file, status) in
        [("many-1.0-py3-none-any.whl", 1), ("bomb-1.0-py3-none-any.whl", 1), ("many-1.0.tar.gz", 1)]
    {
        let began = Instant::now();
        case.run(&format!("inspect {file}")).failure(status);
        let took = began.elapsed();
        assert!(took < Duration::from_secs(30), "{file} took {took:?}");
    }
    assert!(Path::new(&case.path("many-1.0.tar.gz")).exists());
}
