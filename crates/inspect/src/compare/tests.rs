use super::*;
use crate::specimens::{Files, METADATA, SDIST, WHEEL, bytes, file, open, sdist, wheel};
use crate::{Sides, Telling};

const SIDES: Sides<'_> = Sides { left: "A", right: "B" };
const INFO: &str = "demo-1.0.dist-info";

fn compared(left: &pyrel_archive::Artifact, right: &pyrel_archive::Artifact) -> Comparison {
    compare(&mut open(left), &mut open(right)).unwrap()
}

/// How alike the wheel is to a changed one, and what differs.
#[track_caller]
fn check(files: &Files, likeness: Likeness, text: &str) {
    let found = compared(&wheel().wheel(WHEEL), &files.wheel(WHEEL));
    let told: Vec<_> = found
        .differences
        .iter()
        // Where something differs, RECORD does as well.
        .filter(|it| it.aspect != Aspect::Record && it.aspect != Aspect::Archive)
        .map(|it| it.to_text(SIDES, Telling::Full))
        .collect();
    assert_eq!((found.likeness, told.concat().as_str()), (likeness, text));
}

#[track_caller]
fn check_sdist(files: &Files, likeness: Likeness, text: &str) {
    let found = compared(&sdist().tar(SDIST), &files.tar(SDIST));
    assert_eq!((found.likeness, found.to_text(SIDES, Telling::Full).as_str()), (likeness, text));
}

fn info(name: &str) -> String {
    format!("{INFO}/{name}")
}

#[test]
fn the_same_bytes_are_the_same() {
    check(&wheel(), Likeness::Bytes, "");
    let copy = compared(&wheel().wheel(WHEEL), &wheel().wheel("copy.whl"));
    assert_eq!(copy.likeness, Likeness::Bytes);
    assert_eq!(copy.verdict(), "equal bytes");
    let told = "(in bytes) the name of the file\n  - demo-1.0-py3-none-any.whl\n  + copy.whl\n";
    assert_eq!(copy.to_text(SIDES, Telling::Full), told);
}

#[test]
fn a_name_that_says_something_else_is_a_difference() {
    let found = compared(&wheel().wheel(WHEEL), &wheel().wheel("demo-1.0-py2-none-any.whl"));
    assert_eq!(found.likeness, Likeness::Different);
}

#[test]
fn files_of_a_package_are_compared_by_their_bytes() {
    let text = "demo/__init__.py\n  @@ -1 +1 @@\n  -v = 1\n  +v = 2\n";
    check(&wheel().with("demo/__init__.py", "v = 2\n"), Likeness::Different, text);
    let text = "only in B: demo/x.py\n  + 1 byte, sha256 2d711642b726…\n";
    check(&wheel().with("demo/x.py", "x"), Likeness::Different, text);
    let found = compared(&wheel().wheel(WHEEL), &wheel().without("demo/__init__.py").wheel(WHEEL));
    let told = found.to_text(SIDES, Telling::Brief);
    assert!(told.starts_with("only in A: demo/__init__.py\n"), "{told}");
    let text = "demo-1.0.data/scripts/run: permissions\n  - executable\n  + not executable\n";
    let files = wheel().with("demo-1.0.data/scripts/run", "#!python\n");
    check(&files, Likeness::Different, text);
}

#[test]
fn metadata_is_compared_by_field_and_meaning() {
    let path = info("METADATA");
    let other = "Metadata-Version: 2.4\r\nName: demo\r\nVersion: 1.0\r\nSummary: A demo\r\n\
        Keywords: a,b\r\nClassifier: X :: Z\r\nClassifier: X :: Y\r\nRequires-Python: <4, >=3.8\r\n\
        Requires-Dist: baz\r\nRequires-Dist: foo[a, b] (<2,>=1.0) ; (\"nt\" == os_name)\r\n\
        Provides-Extra: Some_Extra\r\nLicense-File: LICENSE\r\n\
        Description-Content-Type: text/markdown\r\n\r\n# Demo\r\n\r\nBody";
    let text = format!("(in form) {path}: it says the same in another way\n");
    check(&wheel().with(&path, other), Likeness::Meaning, &text);
    for (from, to, expect) in [
        ("A demo", "Demo", "Summary\n  - A demo\n  + Demo"),
        ("Requires-Dist: baz\n", "", "Requires-Dist\n  - baz"),
        (
            "'nt'",
            "'posix'",
            "Requires-Dist\n  - foo[a,b]<2,>=1.0 ; os_name == \"nt\"\n  + foo[a,b]<2,>=1.0 ; os_name == \"posix\"",
        ),
        ("Metadata-Version: 2.4", "Metadata-Version: 2.1", "Metadata-Version\n  - 2.4\n  + 2.1"),
        ("Body", "Bodies", "Description\n  @@ -1,3 +1,3 @@\n   # Demo\n   \n  -Body\n  +Bodies"),
    ] {
        let text = format!("{path}: {expect}\n");
        check(&wheel().replace(&path, from, to), Likeness::Different, &text);
    }
}

#[test]
fn the_other_files_of_a_wheel_are_compared_by_meaning() {
    let (points, file, top) = (info("entry_points.txt"), info("WHEEL"), info("top_level.txt"));
    let text = format!("(in form) {points}: it says the same in another way\n");
    check(
        &wheel().with(&points, "\n[console_scripts]\ndemo=demo:main\n[empty]\n"),
        Likeness::Meaning,
        &text,
    );
    let text = format!(
        "{points}\n  - [console_scripts] demo = demo:main\n  + [console_scripts] demo = demo:run\n"
    );
    check(&wheel().replace(&points, "main", "run"), Likeness::Different, &text);
    let text = format!("(in form) {file}: Generator\n  - x 1\n  + y 2\n");
    check(&wheel().replace(&file, "x 1", "y 2"), Likeness::Meaning, &text);
    let text = format!("{file}: Root-Is-Purelib\n  - true\n  + false\n");
    check(&wheel().replace(&file, "true", "false"), Likeness::Different, &text);
    let text = format!("{file}: Tag\n  + py2-none-any\n");
    check(&wheel().replace(&file, "py3-", "py2.py3-"), Likeness::Different, &text);
    check(
        &wheel().replace(&file, "any\n", "any\n\nTag: py2-none-any\n"),
        Likeness::Different,
        &format!(
            "{file}\n  @@ -2,3 +2,5 @@\n   Generator: x 1\n   Root-Is-Purelib: true\n   \
             Tag: py3-none-any\n  +\n  +Tag: py2-none-any\n"
        ),
    );
    let text = format!("(in form) {top}: it lists the same in another order\n");
    check(&wheel().with(&top, "other\ndemo\n"), Likeness::Meaning, &text);
    let text = format!("{top}\n  @@ -1,2 +1 @@\n   demo\n  -other\n");
    check(&wheel().with(&top, "demo\n"), Likeness::Different, &text);
}

#[test]
fn what_follows_from_other_files_is_none_in_record() {
    let changed = wheel().with("demo/__init__.py", "v = 2\n").wheel(WHEEL);
    let found = compared(&wheel().wheel(WHEEL), &changed);
    let record = found.differences.iter().find(|it| it.aspect == Aspect::Record).unwrap();
    let text = format!("(in form) {INFO}/RECORD: it follows from the other members\n");
    assert_eq!((record.weight, record.to_text(SIDES, Telling::Full)), (Weight::Spelling, text));
}

#[test]
fn what_is_wrong_in_record_is_a_difference() {
    let record = info("RECORD");
    let wrong = wheel().with(&record, "demo/__init__.py,,\n").zip(WHEEL);
    let found = compared(&wheel().wheel(WHEEL), &wrong);
    let text = found.to_text(SIDES, Telling::Full);
    assert_eq!(found.likeness, Likeness::Different);
    assert!(text.contains("  + does not list itself\n"), "{text}");
    assert!(text.contains("  + has no digest for `demo/__init__.py`\n"), "{text}");
}

#[test]
fn another_version_is_compared_file_by_file() {
    let mut files = wheel();
    for name in ["licenses/LICENSE", "entry_points.txt", "top_level.txt", "METADATA", "WHEEL"] {
        let path = info(name);
        let other = path.replace("1.0", "1.1");
        let text = bytes_of(&files, &path);
        files = files.without(&path).with(&other, &text);
    }
    let found = compared(&wheel().wheel(WHEEL), &files.wheel("demo-1.1-py3-none-any.whl"));
    let text = found.to_text(SIDES, Telling::Brief);
    assert!(text.starts_with("the name of the file\nthe name of the folder\n(in "), "{text}");
}

fn bytes_of(files: &Files, path: &str) -> String {
    let mut opened = open(&files.wheel(WHEEL));
    let member = opened.member(path).unwrap().clone();
    String::from_utf8(opened.read(&member, 1_000).unwrap().unwrap()).unwrap()
}

#[test]
fn what_setuptools_adds_to_an_sdist_means_nothing() {
    let text = "(in form) demo-1.0/setup.cfg: setuptools has written it anew, to the same end\n";
    let other = sdist().with("demo-1.0/setup.cfg", "# own\n[metadata]\nname=demo\n");
    check_sdist(&other, Likeness::Meaning, text);
    let without = sdist().without("demo-1.0/demo.egg-info/PKG-INFO");
    let expect = "(in form) only in A: demo-1.0/demo.egg-info/PKG-INFO\n";
    let found = compared(&sdist().tar(SDIST), &without.tar(SDIST));
    assert_eq!(
        (found.likeness, found.to_text(SIDES, Telling::Brief).as_str()),
        (Likeness::Meaning, expect)
    );
}

#[test]
fn sdists_are_compared_below_their_folder() {
    check_sdist(&sdist(), Likeness::Bytes, "");
    check_sdist(
        &sdist().with("demo-1.0/pyproject.toml", "[y]\n"),
        Likeness::Different,
        "demo-1.0/pyproject.toml\n  @@ -1 +1 @@\n  -[x]\n  +[y]\n",
    );
    check_sdist(
        &sdist().with("demo-1.0/PKG-INFO", &METADATA.replace("A demo", "B")),
        Likeness::Different,
        "demo-1.0/PKG-INFO: Summary\n  - A demo\n  + B\n",
    );
    check_sdist(
        &sdist().executable("demo-1.0/demo/__init__.py"),
        Likeness::Different,
        "demo-1.0/demo/__init__.py: permissions\n  - not executable\n  + executable\n",
    );
}

#[test]
fn a_manifest_is_compared_by_pointer() {
    let bundle = Files::of(&[
        ("manifest.json", r#"{"name": "demo", "server": {"args": ["a", "b"]}}"#),
        ("main.js", "x"),
    ]);
    let spelled = bundle.with("manifest.json", r#"{"server":{"args":["a","b"]},"name":"demo"}"#);
    let found = compared(&bundle.zip("a.mcpb"), &spelled.zip("b.mcpb"));
    assert_eq!(found.likeness, Likeness::Meaning);
    let other = bundle.with("manifest.json", r#"{"name": "demo", "server": {"args": ["a"]}}"#);
    let found = compared(&bundle.zip("a.mcpb"), &other.zip("a.mcpb"));
    let text = "manifest.json: /server/args/1\n  - \"b\"\n";
    assert_eq!(found.likeness, Likeness::Different);
    assert_eq!(found.to_text(SIDES, Telling::Full), text);
}

#[test]
fn a_signature_is_a_difference() {
    let bundle = Files::of(&[("manifest.json", "{}")]).zip("a.mcpb");
    let block = |der: &[u8]| {
        [b"MCPB_SIG_V1".as_slice(), &3_u32.to_le_bytes(), der, b"MCPB_SIG_END"].concat()
    };
    let signed = |der| file("a.mcpb", &[bytes(&bundle), block(der)].concat());
    let found = compared(&bundle, &signed(b"abc"));
    let text = "the signature\n  + a signature block of 30 bytes (mcpb)\n";
    assert_eq!(
        (found.likeness, found.to_text(SIDES, Telling::Full).as_str()),
        (Likeness::Different, text)
    );
    assert_eq!(compared(&signed(b"abc"), &signed(b"xyz")).likeness, Likeness::Different);
}

#[test]
fn files_that_cannot_be_read_are_never_equal() {
    let found = compared(&file(WHEEL, b"no zip"), &file(WHEEL, b"nor this"));
    let text = "the files: not everything can be read, and so not be compared\n";
    assert_eq!(
        (found.likeness, found.to_text(SIDES, Telling::Full).as_str()),
        (Likeness::Different, text)
    );
}

#[test]
fn files_of_two_kinds_are_not_compared() {
    let error = compare(&mut open(&wheel().wheel(WHEEL)), &mut open(&sdist().tar(SDIST)));
    assert_eq!(
        error.unwrap_err().to_string(),
        "`demo-1.0-py3-none-any.whl` is a wheel and `demo-1.0.tar.gz` is an sdist"
    );
}

#[test]
fn the_json_has_everything() {
    let other = wheel().replace(&info("WHEEL"), "x 1", "y 2").with("demo/__init__.py", "v = 2\n");
    let json = compared(&wheel().wheel(WHEEL), &other.wheel(WHEEL)).to_json();
    assert_eq!(json["likeness"], "differs");
    assert_eq!(json["differences"][0]["entry"], "demo/__init__.py");
    assert_eq!(json["differences"][0]["diff"], "@@ -1 +1 @@\n-v = 1\n+v = 2\n");
    assert_eq!(json["differences"][0]["left"]["size"], 6);
    let generator =
        json["differences"].as_array().unwrap().iter().find(|it| it["field"] == "Generator");
    assert_eq!(generator.unwrap()["right"], serde_json::json!(["y 2"]));
}
