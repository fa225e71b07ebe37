//! Manifests that cannot be read, in the project that they belong to.

use std::fs;

use super::{MANIFEST, project, refused};

const PACKERS: [&str; 3] =
    ["dxt pack", "dxt pack ext out/x.mcpb", "release --no-github --repository ./index"];

#[track_caller]
fn check(manifest: &[u8], place: &str, words: &str) {
    let case = project();
    fs::write(case.path("ext/manifest.json"), manifest).unwrap();
    for command in PACKERS {
        refused(&case, command)
            .stderr_contains(words)
            .stderr_contains(&format!("--> ext/manifest.json{place}"));
    }
}

#[test]
fn a_manifest_that_ends_too_early() {
    let case = project();
    for end in 0..MANIFEST.trim_end().len() {
        case.write("ext/manifest.json", &MANIFEST[..end]);
        let run = case.run("dxt pack");
        run.failure(1).stderr_contains("error[invalid-json]: not JSON: ");
        run.stderr_contains("--> ext/manifest.json:");
    }
    check(&MANIFEST.as_bytes()[..200], ":", "error[invalid-json]: ");
}

#[test]
fn a_manifest_that_is_huge_deep_or_no_text() {
    let mut huge = MANIFEST.as_bytes().to_vec();
    huge.resize((64 << 20) + 1, b' ');
    check(&huge, ":1:1", "the manifest has more than 16 MiB");
    let deep = format!("{}{}", "[".repeat(1 << 20), "]".repeat(1 << 20));
    check(deep.as_bytes(), ":", "error[");
    let inside = MANIFEST.replace("\"name\": \"demo\",", &format!("\"name\": {deep},"));
    check(inside.as_bytes(), ":", "error[");
    check(b"\0", ":1:1", "error[invalid-json]: ");
    check(b"", ":1:1", "error[invalid-json]: not JSON: an empty file");
    let wide = MANIFEST.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    check(&wide, ":1:", "error[invalid-json]: not JSON: a text in UTF-16");
}

#[test]
fn a_manifest_that_contradicts_itself() {
    for (from, to, place, words) in [
        (
            "\"0.3\"",
            "\"0.3\",\n\"dxt_version\": \"0.1\"",
            ":3:16",
            "`dxt_version` must be `0.3`, not `0.1`",
        ),
        ("\"0.3\"", "0.3", ":2:23", "`manifest_version` must be a string, not a number"),
        ("\"node\",\n", "\"uv\",\n", ":8:13", "not `uv`"),
        ("\"1.0.0\"", "\"{{ nothing }}\"", ":4:15", "unknown placeholder `nothing`"),
        ("\"name\": \"demo\",", "\"name\": \"demo\",,", ":3:", "not JSON"),
    ] {
        assert!(MANIFEST.contains(from), "{from}");
        check(MANIFEST.replacen(from, to, 1).as_bytes(), place, words);
    }
}

#[test]
fn bytes_that_are_not_utf8_are_warned_about_where_they_stand() {
    let case = project();
    let manifest = MANIFEST.replace("for tests", "f?r tests").replace('?', "\u{1}").into_bytes();
    let manifest: Vec<u8> =
        manifest.into_iter().map(|it| if it == 1 { 0xfc } else { it }).collect();
    fs::write(case.path("ext/manifest.json"), manifest).unwrap();
    let run = case.run("dxt pack ext out.mcpb");
    run.success()
        .stderr_contains("warning[not-utf8]: byte ")
        .stderr_contains("--> ext/manifest.json:5:20");
    refused(&case, "dxt pack ext out2.mcpb --strict");
}
