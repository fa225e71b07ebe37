//! What people read about their manifests, word by word.

#![expect(clippy::unwrap_used, reason = "a test stops where its own data is wrong")]

use std::sync::Arc;

use pyrel_dxt::{Error, ManifestSource, Values, validate};
use pyrel_tree::{RelPath, Source, SourceTree, TreeEntry};

fn tree(files: &[(&str, &[u8])]) -> SourceTree {
    let entries = files.iter().map(|(path, bytes)| {
        let source = Source::Bytes(Arc::from(*bytes));
        (RelPath::new(path).unwrap(), TreeEntry { source, executable: false })
    });
    SourceTree::of_entries(None, entries.collect())
}

fn source() -> ManifestSource {
    ManifestSource::new(RelPath::new("manifest.json").unwrap())
}

/// The lines `place: message` and `  advice` of all findings.
fn lines(bytes: &[u8], source: &ManifestSource) -> Vec<String> {
    let tree = tree(&[("manifest.json", bytes), ("logo.png", b"x"), ("a.svg", b"<svg/>")]);
    let findings = validate(&tree, source).unwrap().findings;
    let advice = |f: &pyrel_diag::Finding| f.advice().map(|advice| format!("  {advice}"));
    findings.iter().flat_map(|f| [Some(f.to_string()), advice(f)]).flatten().collect()
}

#[track_caller]
fn check(bytes: &[u8], expect: &[&str]) {
    assert_eq!(lines(bytes, &source()), expect);
}

/// A sound manifest of version 0.3 with some lines added at the end.
fn with(lines: &str) -> Vec<u8> {
    format!(
        r#"{{"manifest_version": "0.3", "name": "n", "version": "1", "description": "d",
"author": {{"name": "a"}},
"server": {{"type": "node", "entry_point": "x", "mcp_config": {{"command": "node"}}}},
{lines}}}"#
    )
    .into_bytes()
}

#[test]
fn all_findings_come_at_once_in_the_order_of_the_document() {
    check(
        br#"{
  "manifest_version": "0.3",
  "nmae": "demo",
  "version": 1,
  "author": {"name": "a", "email": "nobody"},
  "server": {
    "type": "uv",
    "entry_point": "main.py",
    "mcp_config": {"comand": "node", "env": {"PORT": 1}, "args": ["x", null]}
  },
  "homepage": "example.com",
  "compatibility": {"platforms": ["windows", "linxu"]}
}"#,
        &[
            "manifest.json:1:1: `name` is missing",
            "  add the key",
            "manifest.json:1:1: `description` is missing",
            "  add the key",
            "manifest.json:3:3: unknown key `nmae`",
            "  did you mean `name`?",
            "manifest.json:4:14: `version` must be a string, not a number",
            "  write it in double quotes",
            "manifest.json:5:36: `author.email` must be an e-mail address, not `nobody`",
            "  write a plain address such as `name@example.com`",
            "manifest.json:7:13: `server.type` must be `python`, `node` or `binary`, not `uv`",
            "  set `manifest_version` to `0.4`, which knows it",
            "manifest.json:9:5: `server.mcp_config.command` is missing",
            "  add the key",
            "manifest.json:9:20: unknown key `comand` in `server.mcp_config`",
            "  did you mean `command`?",
            "manifest.json:9:54: `server.mcp_config.env.PORT` must be a string, not a number",
            "  write it in double quotes",
            "manifest.json:9:72: `server.mcp_config.args[1]` must be a string, not null",
            "manifest.json:11:15: `homepage` must be a URL, not `example.com`",
            "  write the whole address, such as `https://example.com/page`",
            "manifest.json:12:35: `compatibility.platforms[0]` must be `darwin`, `win32` or \
             `linux`, not `windows`",
            "  did you mean `win32`?",
            "manifest.json:12:46: `compatibility.platforms[1]` must be `darwin`, `win32` or \
             `linux`, not `linxu`",
            "  did you mean `linux`?",
        ],
    );
}

#[test]
fn unknown_keys_come_with_the_nearest_known_one_or_the_version_that_knows_them() {
    check(
        &with(r#""keyword": [], "tools": [{"name": "t", "inputSchema": {}}], "zebra": 1"#),
        &[
            "manifest.json:4:1: unknown key `keyword`",
            "  did you mean `keywords`?",
            "manifest.json:4:40: unknown key `inputSchema` in `tools[0]`",
            "  remove it; the known keys are `name`, `description`",
            "manifest.json:4:61: unknown key `zebra`",
            "  remove the key, or move it below `_meta`",
        ],
    );
    let old = String::from_utf8(with(r#""icons": [], "privacy_policies": []"#)).unwrap();
    check(
        old.replace("0.3", "0.1").as_bytes(),
        &[
            "manifest.json:4:1: unknown key `icons`",
            "  set `manifest_version` to `0.3`, which knows this key",
            "manifest.json:4:14: unknown key `privacy_policies`",
            "  set `manifest_version` to `0.2`, which knows this key",
        ],
    );
    check(
        old.replace("0.3", "0.1")
            .replace("manifest_version", "dxt_version")
            .replace("\"icons\"", "\"zebra\"")
            .as_bytes(),
        &[
            "manifest.json:4:1: unknown key `zebra`",
            "  remove the key",
            "manifest.json:4:14: unknown key `privacy_policies`",
            "  version `0.2` knows this key: run `pyrel dxt migrate --to 0.2`",
        ],
    );
}

#[test]
fn a_bundle_with_another_name_is_told_as_such() {
    check(
        b"PK\x03\x04\x14\0\0\0\x08\0\xff",
        &[
            "manifest.json:1:1: not JSON: a zip archive",
            "  call it `.mcpb` or `.dxt` to have it opened as a bundle",
        ],
    );
}

#[test]
fn a_uv_server_without_configuration_is_told_what_newer_tools_do() {
    check(
        br#"{"manifest_version": "0.4", "name": "n", "version": "1", "description": "d",
"author": {"name": "a"}, "server": {"type": "uv", "entry_point": "x"}}"#,
        &[
            "manifest.json:2:26: `server.mcp_config` is missing",
            "  add it: newer tools take a server of type `uv` without it, but those that people \
             have installed refuse the bundle",
        ],
    );
}

#[test]
fn values_out_of_shape_are_told_what_they_must_be() {
    check(
        &with(
            r#""icons": [{"src": "a", "size": "16", "theme": ""}],
"localization": {"resources": "x", "default_locale": "e"},
"user_config": {"k": {"type": "txt", "title": "t", "description": "d", "default": {}}},
"repository": "https://example.com",
"tools": {}, "dxt_version": "0.1""#,
        ),
        &[
            "manifest.json:4:32: `icons[0].size` must be a width and a height such as `16x16`, \
             not `16`",
            "manifest.json:4:47: `icons[0].theme` must be a string that is not empty, not ``",
            "manifest.json:5:31: `localization.resources` must be a path with `${locale}` in it, \
             not `x`",
            "manifest.json:5:54: `localization.default_locale` must be a locale such as `en-US`, \
             not `e`",
            "manifest.json:6:31: `user_config.k.type` must be `string`, `number`, `boolean`, \
             `directory` or `file`, not `txt`",
            "manifest.json:6:83: `user_config.k.default` must be a string, a number, a boolean or \
             an array of strings, not an object",
            "manifest.json:7:15: `repository` must be an object, not a string",
            "  write an object with the keys `type`, `url`",
            "manifest.json:8:10: `tools` must be an array, not an object",
            "manifest.json:8:29: `dxt_version` must be `0.3`, not `0.1`",
            "  write `0.3`, or leave one of the two version keys out",
        ],
    );
}

#[test]
fn the_version_of_the_format_must_be_a_known_one() {
    let one = |text: &str| {
        let manifest = String::from_utf8(with(r#""x_y": 1"#)).unwrap();
        let all =
            lines(manifest.replace(r#""manifest_version": "0.3", "#, text).as_bytes(), &source());
        assert_eq!(all[2], "manifest.json:4:1: unknown key `x_y`");
        (all[0].clone(), all[1].clone())
    };
    let versions = "`0.1`, `0.2`, `0.3`, `0.4`";
    let write = format!("  write one of {versions}, in double quotes");
    assert_eq!(
        one(r#""manifest_version": 0.3, "#),
        (
            "manifest.json:1:22: `manifest_version` must be a string, not a number".to_owned(),
            write.clone()
        )
    );
    assert_eq!(
        one(r#""dxt_version": "9", "#),
        ("manifest.json:1:17: `dxt_version` `9` is unknown".to_owned(), write)
    );
    assert_eq!(
        one(""),
        (
            "manifest.json:1:1: `manifest_version` is missing".to_owned(),
            format!("  add it; the known versions are {versions}")
        )
    );
    check(b"\n [1]", &["manifest.json:2:2: the manifest must be an object, not an array"]);
}

#[test]
fn a_key_given_twice_is_a_warning() {
    check(
        &with("\"license\": 5,\n\"license\": \"MIT\""),
        &[
            "manifest.json:5:1: `license` is given twice; that of line 4 is ignored",
            "  keep one of the two",
        ],
    );
}

#[test]
fn text_that_is_not_json_is_told_why_and_where() {
    check(
        b"{\n  \"name\": \"x\",\n}",
        &[
            "manifest.json:2:14: not JSON: a comma before the closing bracket",
            "  remove the comma: JSON has no trailing ones",
        ],
    );
    check(b"", &["manifest.json:1:1: not JSON: an empty file"]);
    check(b"{\"name\": \"x", &["manifest.json:1:10: not JSON: a string that does not end"]);
    check(
        b"\xff\xfe{\0}\0",
        &[
            "manifest.json:1:1: byte 0 of the manifest is not UTF-8",
            "  save the file as UTF-8",
            "manifest.json:1:1: not JSON: a text in UTF-16",
            "  save the file as UTF-8 without a byte order mark",
        ],
    );
}

#[test]
fn icons_are_judged_with_their_file() {
    for (icon, message, advice) in [
        ("logo.pgn", "does not exist", "did you mean `logo.png`?"),
        ("no/such.png", "does not exist", "add the file, or remove the key"),
        ("a.svg", "is not a PNG file", "convert the icon to PNG, 512 pixels wide and high"),
        (
            "/x.png",
            "has an absolute path",
            "copy the icon into the bundle and name it relative to the manifest",
        ),
        (
            "${__dirname}/x.png",
            "has a placeholder in its path",
            "name the icon relative to the manifest, such as `icon.png`",
        ),
        (
            "https://example.com/x.png",
            "is not in the bundle",
            "put the icon into the bundle: Claude Desktop shows no other",
        ),
        ("../x.png", "lies outside of the bundle", "copy the icon into the bundle"),
    ] {
        check(
            &with(&format!("\"icon\": \"{icon}\"")),
            &[&format!("manifest.json:4:9: the icon `{icon}` {message}"), &format!("  {advice}")],
        );
    }
}

#[test]
fn a_template_is_filled_before_it_is_judged() {
    let manifest = with("\"license\": \"{{ version }}\", \"homepage\": \"{{ name }}\"");
    check(
        &manifest,
        &[
            "manifest.json:4:13: `{{ version }}` has no value",
            "  give values for the template, or write the value itself",
            "manifest.json:4:41: `homepage` must be a URL, not `{{ name }}`",
            "  write the whole address, such as `https://example.com/page`",
            "manifest.json:4:42: `{{ name }}` has no value",
            "  give values for the template, or write the value itself",
        ],
    );
    let values = Values::new().with("version", "1.0").with("name", "no url");
    assert_eq!(
        lines(&manifest, &source().filled_with(values)),
        [
            "manifest.json:4:41: `homepage` must be a URL, not `no url`",
            "  write the whole address, such as `https://example.com/page`",
        ]
    );
    let values = Values::new().with("version", "\"1\"\n").with("name", "https://example.com");
    let tree = tree(&[("manifest.json", &manifest)]);
    let verdict = validate(&tree, &source().filled_with(values)).unwrap();
    let shipped = String::from_utf8(verdict.manifest.unwrap().bytes().to_vec()).unwrap();
    assert!(shipped.ends_with(r#""license": "\"1\"\n", "homepage": "https://example.com"}"#));
}

#[test]
fn hostile_manifests_are_answered_briefly() {
    let keys: String = (0..200_000).map(|at| format!("\"k{at}\":0,")).collect();
    let all = lines(&with(&format!("{keys}\"z\": \"\"")), &source());
    assert_eq!(all[0], "manifest.json:4:1: unknown key `k0`");
    assert_eq!(
        all[all.len() - 2],
        "manifest.json: more than 200 findings; the others are not shown"
    );
    let same = "\"k\":0,".repeat(200_000);
    assert_eq!(lines(&with(&format!("{same}\"k\": 1")), &source()).len(), 402);
    let escape = format!("\"\\u001b[0m{}\": 0", "x".repeat(100));
    let cut = format!("`\\u{{1b}}[0m{}…`", "x".repeat(56));
    assert_eq!(
        lines(&with(&escape), &source())[0],
        format!("manifest.json:4:1: unknown key {cut}")
    );
}

#[test]
fn a_huge_manifest_is_refused_before_it_is_read_whole() {
    let mut huge = vec![b' '; 17 << 20];
    huge[0] = b'{';
    check(&huge, &["manifest.json:1:1: the manifest has more than 16 MiB"]);
}

#[test]
fn a_missing_manifest_is_an_error() {
    let error = validate(&tree(&[]), &source()).unwrap_err();
    assert!(matches!(error, Error::Tree(_)));
    assert_eq!(error.to_string(), "`manifest.json` does not exist");
}
