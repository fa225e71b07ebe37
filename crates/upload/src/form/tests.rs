use std::io::Read;

use proptest::prelude::*;

use super::*;
use crate::distribution::tests::{artifact, distribution};

const METADATA: &str = "Metadata-Version: 2.4
Name: My.Demo
Version: 1.0
Dynamic: Requires-Dist
Platform: any
Summary: it does
Description-Content-Type: text/markdown
Keywords: a, b
Home-page: https://h/
Download-URL: https://d/
Author: Ann
Author-email: ann@example.org
Maintainer: Bob
Maintainer-email: bob@example.org
License-Expression: MIT
License-File: LICENSE
License-File: sub/NOTICE
Classifier: A :: B
Classifier: C :: D
Requires-Dist: x (>=1)
Requires-Dist: y; extra == \"e\"
Requires-Python: >=3.9
Requires-External: libz
Project-URL: Docs, https://docs/
Provides-Extra: e
Provides-Dist: p
Obsoletes-Dist: o

# Demo
é
";

/// What another reader makes of a body: names, file names, content types and values.
type Field = (String, Option<String>, Option<String>, Vec<u8>);

/// A parser of `multipart/form-data` that knows nothing of ours.
fn parse(content_type: &str, body: &[u8]) -> Option<Vec<Field>> {
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=")?;
    let mark = format!("\r\n--{boundary}").into_bytes();
    let all = [b"\r\n", body].concat();
    let at: Vec<usize> = (0..all.len()).filter(|at| all[*at..].starts_with(&mark)).collect();
    if at.first() != Some(&0) || &all[*at.last()? + mark.len()..] != b"--\r\n" {
        return None;
    }
    at.windows(2)
        .map(|pair| part(all[pair[0] + mark.len()..pair[1]].strip_prefix(b"\r\n")?))
        .collect()
}

fn part(bytes: &[u8]) -> Option<Field> {
    let split = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..split]).ok()?;
    let (disposition, content_type) = match head.split_once("\r\nContent-Type: ") {
        Some((before, content_type)) => (before, Some(content_type.to_owned())),
        None => (head, None),
    };
    let rest = disposition.strip_prefix("Content-Disposition: form-data; name=\"")?;
    let rest = rest.strip_suffix('"')?;
    let (name, file) = match rest.split_once("\"; filename=\"") {
        Some((name, file)) => (name, Some(plain(file))),
        None => (rest, None),
    };
    Some((plain(name), file, content_type, bytes[split + 4..].to_vec()))
}

fn plain(text: &str) -> String {
    text.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")
}

fn sent(form: &Multipart) -> Vec<Field> {
    let (content_type, body) = form.encode();
    let mut bytes = Vec::new();
    body.reader().read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes.len() as u64, body.len());
    parse(&content_type, &bytes).unwrap()
}

#[track_caller]
fn check(name: &str, metadata: &str, expect: &[(&str, &str)]) {
    let form = form(&distribution(name, b"content", metadata)).value;
    let fields = sent(&form);
    let texts: Vec<(String, String)> = fields
        .iter()
        .map(|(name, _, _, value)| (name.clone(), String::from_utf8(value.clone()).unwrap()))
        .collect();
    let texts: Vec<(&str, &str)> = texts.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(texts, expect);
    let (_, file, content_type, _) = fields.last().unwrap();
    assert_eq!(file.as_deref(), Some(name));
    assert_eq!(content_type.as_deref(), Some("application/octet-stream"));
    assert!(fields.iter().rev().skip(1).all(|(_, file, kind, _)| file.is_none() && kind.is_none()));
}

const SHA256: &str = "ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73";
const BLAKE2: &str = "2d49316473cb68324b3f807c6d88c5618f6a422801f52ee3f6b3c29784504fc0";

#[test]
fn a_wheel_is_sent_with_all_its_fields_in_a_fixed_order() {
    check(
        "my_demo-1.0-py2.py3-none-any.whl",
        METADATA,
        &[
            (":action", "file_upload"),
            ("protocol_version", "1"),
            ("sha256_digest", SHA256),
            ("blake2_256_digest", BLAKE2),
            ("filetype", "bdist_wheel"),
            ("pyversion", "py2.py3"),
            ("metadata_version", "2.4"),
            ("name", "My.Demo"),
            ("version", "1.0"),
            ("dynamic", "Requires-Dist"),
            ("platform", "any"),
            ("summary", "it does"),
            ("description", "# Demo\né\n"),
            ("description_content_type", "text/markdown"),
            ("keywords", "a,b"),
            ("home_page", "https://h/"),
            ("download_url", "https://d/"),
            ("author", "Ann"),
            ("author_email", "ann@example.org"),
            ("maintainer", "Bob"),
            ("maintainer_email", "bob@example.org"),
            ("license_expression", "MIT"),
            ("license_file", "LICENSE"),
            ("license_file", "sub/NOTICE"),
            ("classifiers", "A :: B"),
            ("classifiers", "C :: D"),
            ("requires_dist", "x (>=1)"),
            ("requires_dist", "y; extra == \"e\""),
            ("requires_python", ">=3.9"),
            ("requires_external", "libz"),
            ("project_urls", "Docs, https://docs/"),
            ("provides_extra", "e"),
            ("provides_dist", "p"),
            ("obsoletes_dist", "o"),
            ("content", "content"),
        ],
    );
}

#[test]
fn an_sdist_is_sent_as_source() {
    check(
        "my_demo-1.0.tar.gz",
        "Metadata-Version: 2.5\nName: my-demo\nVersion: 1.0\nImport-Name: my\nImport-Namespace: m\n",
        &[
            (":action", "file_upload"),
            ("protocol_version", "1"),
            ("sha256_digest", SHA256),
            ("blake2_256_digest", BLAKE2),
            ("filetype", "sdist"),
            ("pyversion", "source"),
            ("metadata_version", "2.5"),
            ("name", "my-demo"),
            ("version", "1.0"),
            ("requires_python", ""),
            ("import_name", "my"),
            ("import_namespace", "m"),
            ("content", "content"),
        ],
    );
}

#[test]
fn fields_newer_than_the_metadata_version_are_left_away_with_a_warning() {
    let text = "Metadata-Version: 2.1\nName: d\nVersion: 1\nLicense-File: L\nLicense-File: M\n\
                Dynamic: Summary\nSummary: s\n";
    let warned = form(&distribution("d-1.tar.gz", b"", text));
    let keys: Vec<&str> = warned.value.texts().map(|(key, _)| key).collect();
    assert!(keys.contains(&"summary") && !keys.contains(&"license_file"), "{keys:?}");
    assert_eq!(
        warned.findings.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "d-1.tar.gz: `Dynamic` came with metadata version 2.2, and this is 2.1",
            "d-1.tar.gz: `License-File` came with metadata version 2.4, and this is 2.1",
        ]
    );
}

proptest! {
    #[test]
    fn another_reader_finds_what_was_put_in(
        texts in prop::collection::vec(("[a-z_:\"\r\n]{0,9}", any::<String>()), 0..6),
        name in "[a-z\"\r\n-]{1,9}",
        bytes in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let mut form = Multipart::new();
        for (key, value) in &texts {
            form.text(key, value);
        }
        let artifact = artifact("file", &bytes);
        form.file("content", &name, "application/octet-stream", artifact.slice());
        let mut expect: Vec<Field> = texts
            .iter()
            .map(|(key, value)| (key.clone(), None, None, value.clone().into_bytes()))
            .collect();
        let kind = Some("application/octet-stream".to_owned());
        expect.push(("content".to_owned(), Some(name), kind, bytes));
        prop_assert_eq!(sent(&form), expect);
    }
}
