use pyrel_archive::Artifact;

use super::plain::{grouped, plain};
use super::{Part, SortBy};
use crate::specimens::{Files, SDIST, WHEEL, bytes, file, open, sdist, wheel};
use crate::{Digests, Inspection, inspect};

fn inspected(artifact: &Artifact) -> Inspection {
    inspect(&mut open(artifact), Digests::Taken).unwrap()
}

/// The text without the digest, and without the sizes that the compressor decides.
#[track_caller]
fn check(artifact: &Artifact, parts: &[Part], expect: &str) {
    let text = inspected(artifact).to_text(parts, SortBy::Name);
    let (first, rest) = text.split_once('\n').unwrap();
    assert!(first.starts_with(&format!("{}: ", artifact.name())), "{first}");
    assert!(rest.starts_with("sha256 "), "{rest}");
    assert_eq!(rest.split_once('\n').unwrap().1, expect);
}

#[test]
fn a_wheel_shows_what_it_states() {
    let expect = "
Metadata-Version          2.4
Name                      demo
Version                   1.0
Summary                   A demo
Description-Content-Type  text/markdown
Keywords                  a,b
License-File              LICENSE
Classifier                X :: Y
                          X :: Z
Requires-Dist             Foo[b,a]>=1.0,<2; os_name == 'nt'
                          baz
Requires-Python           >=3.8,<4
Provides-Extra            some-extra
Description               text/markdown, 13 bytes, 3 lines
Tag                       py3-none-any
Root-Is-Purelib           true
Wheel-Version             1.0
Generator                 x 1

[console_scripts]
demo = demo:main
";
    check(&wheel().wheel(WHEEL), &[Part::Metadata], expect);
}

#[test]
fn an_sdist_lists_its_files() {
    let expect = "
5 files, 694 bytes
  311  demo-1.0/PKG-INFO
  311  demo-1.0/demo.egg-info/PKG-INFO
    6 *demo-1.0/demo/__init__.py
    4  demo-1.0/pyproject.toml
   62  demo-1.0/setup.cfg
";
    let artifact = sdist().executable("demo-1.0/demo/__init__.py").tar(SDIST);
    let text = inspected(&artifact).to_text(&[Part::Files], SortBy::Name);
    let tail = text.splitn(3, '\n').nth(2).unwrap();
    assert_eq!(tail, expect);
    let text = inspected(&artifact).to_text(&[Part::Files], SortBy::Size);
    let last = "    4  demo-1.0/pyproject.toml\n";
    assert!(text.ends_with(last), "{text}");
}

#[test]
fn a_bundle_shows_its_manifest_and_whether_it_is_signed() {
    let manifest = r#"{"manifest_version": "0.3", "name": "demo", "author": {"name": "A", "url": "u"},
        "tools": [{"name": "one"}, {"name": "two", "description": "x"}], "keywords": []}"#;
    let bundle = Files::of(&[("manifest.json", manifest)]).zip("demo.mcpb");
    let expect = "
Signature  none

manifest_version  0.3
name              demo
author            name: A
                  url: u
tools             one
                  two
";
    check(&bundle, &[Part::Metadata], expect);
    let block = [b"MCPB_SIG_V1".as_slice(), &[3, 0, 0, 0], b"derMCPB_SIG_END"].concat();
    let signed = inspected(&file("demo.mcpb", &[bytes(&bundle), block].concat()));
    let text = signed.to_text(&[Part::Metadata], SortBy::Archive);
    let row = "\nSignature  a block of 30 bytes (mcpb), not verified; strict readers refuse the \
        archive, since its comment does not count it\n";
    assert!(text.contains(row), "{text}");
    assert_eq!(signed.to_json()["signature"]["pkcs7_size"], 3);
    assert_eq!(signed.findings, []);
}

#[test]
fn what_cannot_be_read_is_said_beside_the_rest() {
    let words = |artifact: &Artifact| {
        let findings = inspected(artifact).findings;
        findings.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        words(&file(WHEEL, b"no zip")),
        [format!("{WHEEL}: it is no zip archive, or something follows its end")]
    );
    let missing = wheel().without("demo-1.0.dist-info/METADATA").wheel(WHEEL);
    assert_eq!(words(&missing), [format!("{WHEEL}: has no `METADATA` in a `.dist-info` folder")]);
    let manifest = Files::of(&[("manifest.json", "{")]).zip("a.dxt");
    assert_eq!(
        words(&manifest),
        ["a.dxt!manifest.json: is no JSON: EOF while parsing an object at line 1 column 1"]
    );
    let points = wheel().with("demo-1.0.dist-info/entry_points.txt", "[a]\nb\n").wheel(WHEEL);
    assert_eq!(
        words(&points),
        [format!(
            "{WHEEL}!demo-1.0.dist-info/entry_points.txt: cannot be understood: line 2: neither `[group]` nor `name = value`"
        )]
    );
}

#[test]
fn an_archive_that_is_not_sound_is_shown_as_far_as_it_can_be() {
    let sound = wheel().wheel(WHEEL);
    let mut broken = bytes(&sound);
    let front = b"more before the archive";
    broken.splice(0..0, front.iter().copied());
    let inspection = inspected(&file(WHEEL, &broken));
    assert_eq!(inspection.files.len(), 8);
    assert_eq!(inspection.one(pyrel_pep::metadata::Field::Name), Some("demo"));
    assert_eq!(inspection.findings.len(), 1);
    let cut = inspected(&file(SDIST, &bytes(&sdist().tar(SDIST))[..200]));
    assert_eq!(cut.findings[0].to_string(), format!("{SDIST}: it is no whole gzip file"));
}

#[test]
fn the_json_is_complete() {
    let json = inspected(&wheel().wheel(WHEEL)).to_json();
    assert_eq!(json["kind"], "wheel");
    assert_eq!(json["metadata"]["classifier"], serde_json::json!(["X :: Y", "X :: Z"]));
    assert_eq!(json["metadata"]["keywords"], serde_json::json!(["a", "b"]));
    assert_eq!(json["metadata"]["description"], "# Demo\n\nBody\n");
    assert_eq!(json["wheel"]["tags"], serde_json::json!(["py3-none-any"]));
    assert_eq!(json["entry_points"]["console_scripts"]["demo"], "demo:main");
    assert_eq!(json["totals"]["files"], 8);
    let script = json["files"].as_array().unwrap().iter().find(|it| it["executable"] == true);
    assert_eq!(script.unwrap()["path"], "demo-1.0.data/scripts/run");
    let empty = inspected(&file("a.mcpb", b"")).to_json();
    assert_eq!(
        (&empty["metadata"], &empty["files"]),
        (&serde_json::Value::Null, &serde_json::json!([]))
    );
}

#[test]
fn nothing_of_others_steers_a_terminal() {
    assert_eq!(plain("a\u{1b}[31m\u{202e}\n\t\u{200f}"), "a\\u{1b}[31m\\u{202e}\\n\\t\\u{200f}");
    assert!(plain(&"x".repeat(100_000)).len() < 3_000);
    assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    let wild = wheel().replace("demo-1.0.dist-info/METADATA", "A demo", "A \u{1b}[2J demo");
    let text = inspected(&wild.wheel(WHEEL)).to_text(&[], SortBy::Archive);
    assert!(!text.contains('\u{1b}'));
}
