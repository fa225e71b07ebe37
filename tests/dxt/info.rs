//! `pyrel dxt info`: what a bundle is.

use std::fs;

use super::demo;
use super::zip_parts::{archive, part};
use crate::harness::case::Case;
use crate::harness::peers::peers;
use crate::harness::run::Run;

const FULL: &str = r#"{
  "manifest_version": "0.3",
  "name": "full",
  "display_name": "Everything",
  "version": "2.1.0",
  "description": "One line.\nAnother.",
  "author": { "name": "Ann", "email": "ann@example.com" },
  "homepage": "https://example.com",
  "repository": { "type": "git", "url": "https://example.com/git" },
  "server": {
    "type": "python",
    "entry_point": "server/main.py",
    "mcp_config": {
      "command": "python",
      "args": ["${__dirname}/server/main.py"],
      "env": { "TOKEN": "${user_config.token}" },
      "platform_overrides": { "win32": { "command": "py" } }
    }
  },
  "tools": [{ "name": "look", "description": "looks" }, { "name": "run" }],
  "tools_generated": true,
  "prompts": [{ "name": "ask", "text": "ask" }],
  "license": "MIT",
  "compatibility": {
    "claude_desktop": ">=1.0",
    "platforms": ["darwin", "win32"],
    "runtimes": { "python": ">=3.10" }
  },
  "user_config": {
    "token": { "type": "string", "title": "Token", "description": "t", "required": true, "sensitive": true },
    "depth": { "type": "number", "title": "Depth", "description": "d", "default": 3 }
  }
}
"#;

fn full() -> Case {
    Case::new()
        .file("ext/manifest.json", FULL)
        .file("ext/server/main.py", "main()\n")
        .file("ext/server/lib/a.py", "a\n")
}

const FACTS: &str = "Everything (full) 2.1.0\n\
    One line.\n\
    Another.\n\
    \n\
    author         Ann, ann@example.com\n\
    license        MIT\n\
    homepage       https://example.com\n\
    repository     https://example.com/git\n\
    server         python, server/main.py\n\
    command        python ${__dirname}/server/main.py\n\
    variables      TOKEN\n\
    overridden     win32\n\
    platforms      darwin, win32\n\
    needs          python >=3.10\n\
    \x20              claude_desktop >=1.0\n\
    tools          look: looks\n\
    \x20              run\n\
    \x20              others when the server runs\n\
    prompts        ask\n\
    settings       token: string, required, secret, Token\n\
    \x20              depth: number, default 3, Depth\n\
    manifest       version 0.3\n";

#[test]
fn a_folder_is_told_with_the_files_that_would_go_into_its_bundle() {
    let case = full();
    case.write("ext/debug.log", "");
    let files = "bundle         full-2.1.0.mcpb, 3 files, 1,133 bytes\n\
        \n\
        files\n  \
        server/  2 files, 9 bytes\n    \
        lib/  1 file, 2 bytes\n    \
        main.py  7\n  \
        manifest.json  1,124\n";
    case.run("dxt info ext").success().stdout(&format!("{FACTS}{files}"));
}

#[test]
fn a_bundle_is_told_with_its_size_and_signature() {
    let case = full();
    case.run("dxt pack ext a.mcpb").success();
    let run = case.run("dxt info a.mcpb");
    run.success().stderr("").stdout_contains("signature      none\n");
    assert!(run.stdout.starts_with(FACTS), "{}", run.stdout);
    let mut signed = fs::read(case.path("a.mcpb")).unwrap();
    signed.extend(b"MCPB_SIG_V1\x03\0\0\0derMCPB_SIG_END");
    fs::write(case.path("b.mcpb"), signed).unwrap();
    case.run("dxt info b.mcpb --depth 1")
        .success()
        .stdout_contains("signature      cannot be judged: its signature is broken: ");
}

/// Every state of a signature, told by the same verdict as `dxt verify` gives and with its words.
#[test]
fn a_signature_is_verified() {
    let case = full();
    case.run("dxt pack ext a.mcpb --no-sha256").success();
    case.run("dxt sign a.mcpb --self-signed -o right.mcpb").success();
    let right = "signature      right, and covers the archive as it was before it was signed\n\
        \x20              by CN=pyrel self-signed\n\
        \x20              not trusted: the certificate of CN=pyrel self-signed is self-signed\n";
    case.run("dxt info right.mcpb").success().stderr("").stdout_contains(right);
    let mut bytes = fs::read(case.path("right.mcpb")).unwrap();
    bytes[10] ^= 1; // the time of the first member, twice
    let directory = bytes.windows(4).position(|it| it == b"PK\x01\x02").unwrap();
    bytes[directory + 12] ^= 1;
    fs::write(case.path("bad.mcpb"), bytes).unwrap();
    case.run("dxt info bad.mcpb")
        .success()
        .stdout_contains("signature      not right: the archive was changed after it was signed\n");
    let mut mcpb = peers().mcpb();
    fs::copy(case.path("a.mcpb"), case.path("loose.mcpb")).unwrap();
    Run::of(mcpb.args(["sign", "loose.mcpb", "--self-signed"]).current_dir(case.path(".")))
        .success();
    case.run("dxt info loose.mcpb")
        .success()
        .stdout_contains("signature      right, and covers the archive exactly as it is stored\n")
        .stdout_contains("strict readers refuse the file, whose end does not count it\n");
    for (bundle, verdict) in
        [("a", "unsigned"), ("right", "untrusted"), ("bad", "bad"), ("loose", "untrusted")]
    {
        let signature =
            case.run(&format!("dxt info {bundle}.mcpb --json")).success().json()["outputs"]
                ["signature"]
                .clone();
        let verified = case.run(&format!("dxt verify {bundle}.mcpb --json")).json();
        assert_eq!(verified["outputs"]["verdict"], verdict);
        if bundle == "a" {
            assert_eq!(signature, serde_json::Value::Null);
            continue;
        }
        for (name, value) in verified["outputs"].as_object().unwrap() {
            assert_eq!(signature[name], *value, "{bundle}: {name}");
        }
        assert!(signature["size"].as_u64() > Some(1000) && signature["format"] == "mcpb");
    }
}

/// That nobody signed a bundle is no mistake, and who is trusted is not asked here.
#[test]
fn a_signature_that_does_harm_is_found_when_a_bundle_is_checked() {
    let case = demo();
    case.run("dxt pack ext a.mcpb --no-sha256").success();
    case.run("dxt sign a.mcpb --self-signed -o right.mcpb").success();
    for sound in ["a", "right"] {
        case.run(&format!("check {sound}.mcpb"))
            .success()
            .stdout(&format!("{sound}.mcpb: sound\n"));
        case.run(&format!("dxt validate {sound}.mcpb --strict")).success().stderr("");
    }
    let mut bytes = fs::read(case.path("right.mcpb")).unwrap();
    bytes[10] ^= 1;
    let directory = bytes.windows(4).position(|it| it == b"PK\x01\x02").unwrap();
    bytes[directory + 12] ^= 1;
    fs::write(case.path("bad.mcpb"), bytes).unwrap();
    for command in ["check bad.mcpb", "dxt validate bad.mcpb"] {
        case.run(command).failure(1).stderr_contains(
            "error[signature-wrong]: the signature is not right: the archive was changed after it \
             was signed\n",
        );
    }
    let mut mcpb = peers().mcpb();
    fs::copy(case.path("a.mcpb"), case.path("loose.mcpb")).unwrap();
    Run::of(mcpb.args(["sign", "loose.mcpb", "--self-signed"]).current_dir(case.path(".")))
        .success();
    for command in ["check loose.mcpb", "dxt validate loose.mcpb"] {
        case.run(command).success().stderr_contains("warning[signature-behind-end]");
    }
    // What the reference tool judges has nothing to do with signatures.
    for bundle in ["bad", "loose"] {
        case.run(&format!("dxt validate {bundle}.mcpb --level schema")).success().stderr("");
    }
}

#[test]
fn a_machine_gets_all_of_it() {
    let case = full();
    case.run("dxt pack ext a.mcpb").success();
    let json = case.run("dxt info a.mcpb --format json").success().json();
    let extension = &json["outputs"]["extension"];
    assert_eq!(extension["name"], "full");
    assert_eq!(extension["platforms"], serde_json::json!(["darwin", "win32"]));
    assert_eq!(extension["user_config"][0]["sensitive"], true);
    assert_eq!(extension["tools"]["generated"], true);
    assert_eq!(json["outputs"]["totals"]["files"], 3);
    assert_eq!(json["outputs"]["signature"], serde_json::Value::Null);
    let folder = case.run("dxt info ext --json").success().json();
    assert_eq!(folder["outputs"]["extension"], *extension);
    assert_eq!(folder["outputs"]["files"].as_array().unwrap().len(), 3);
}

#[test]
fn what_is_no_bundle_is_said_to_be_none() {
    let case = Case::new().file("a.mcpb", "hello").file("folder/x", "");
    case.run("dxt info a.mcpb").failure(1).stderr_contains("it is no zip archive");
    case.run("dxt info folder").failure(1).stderr_contains("there is no manifest.json in `folder`");
    fs::write(case.path("b.mcpb"), archive(&[part("x", b"")])).unwrap();
    case.run("dxt info b.mcpb").failure(1).stderr_contains("no `manifest.json`");
    case.run("dxt info gone.mcpb").failure(1);
}

#[test]
fn what_others_wrote_steers_no_terminal() {
    let case = demo();
    let manifest = FULL.replace("One line.", "\\u001b[2Jone\\u202eline");
    let parts = [part("manifest.json", manifest.as_bytes())];
    fs::write(case.path("a.mcpb"), archive(&parts)).unwrap();
    let run = case.run("dxt info a.mcpb");
    run.success().stdout_contains("\\u{1b}[2Jone\\u{202e}line");
    assert!(!run.stdout.contains('\u{1b}'));
}

#[test]
fn the_digest_of_each_file_is_shown_where_it_is_asked_for() {
    let case = demo();
    case.run("dxt pack ext out.mcpb --no-sha256").success();
    let run = case.run("dxt info out.mcpb --digests");
    let (_, digests) = run.success().stdout.split_once("\n\n").unwrap();
    case.write("ext/sums", digests.rsplit("\n\n").next().unwrap());
    let mut command = case.command("sha256sum");
    Run::of(command.args(["--check", "sums"]).current_dir(case.path("ext")))
        .success()
        .stdout("manifest.json: OK\nserver/index.js: OK\n");
    let report = case.run("dxt info out.mcpb --digests --json").json();
    let first = &report["outputs"]["files"][0];
    assert!(digests.contains(&format!("{}  manifest.json\n", first["sha256"].as_str().unwrap())));
}
