//! The form that an index receives, taken apart (RFC 7578).

use crate::harness::scripted::Heard;

/// One part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// The name of the field.
    pub(crate) name: String,
    /// The name of the file, for a file.
    pub(crate) file: Option<String>,
    /// The type, if it says one.
    pub(crate) kind: Option<String>,
    /// What it holds.
    pub(crate) bytes: Vec<u8>,
}

/// The parts of the form in a request, in order.
#[track_caller]
pub(crate) fn parts(heard: &Heard) -> Vec<Part> {
    let content_type = heard.header("content-type");
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=");
    let boundary = boundary.unwrap_or_else(|| panic!("no form, but {content_type}"));
    let boundary = boundary.trim_matches('"');
    let mut parts = Vec::new();
    let mut rest = heard.body.as_slice();
    rest =
        rest.strip_prefix(format!("--{boundary}").as_bytes()).expect("it begins with a boundary");
    let end = format!("\r\n--{boundary}");
    while let Some(after) = rest.strip_prefix(b"\r\n".as_slice()) {
        let head_ends = find(after, b"\r\n\r\n");
        let head = std::str::from_utf8(&after[..head_ends]).unwrap();
        let body = &after[head_ends + 4..];
        let body_ends = find(body, end.as_bytes());
        parts.push(part(head, &body[..body_ends]));
        rest = &body[body_ends + end.len()..];
    }
    assert_eq!(rest, b"--\r\n", "the form is not closed");
    parts
}

/// The texts of the form as `name=value`, in order.
pub(crate) fn texts(parts: &[Part]) -> Vec<String> {
    let texts = parts.iter().filter(|part| part.file.is_none());
    texts
        .map(|part| format!("{}={}", part.name, String::from_utf8(part.bytes.clone()).unwrap()))
        .collect()
}

fn part(head: &str, bytes: &[u8]) -> Part {
    let mut part = Part { name: String::new(), file: None, kind: None, bytes: bytes.to_vec() };
    for line in head.split("\r\n") {
        let (field, value) = line.split_once(": ").unwrap();
        match field.to_ascii_lowercase().as_str() {
            "content-disposition" => {
                let mut words = value.split("; ");
                assert_eq!(words.next(), Some("form-data"));
                for word in words {
                    let (name, text) = word.split_once('=').unwrap();
                    let text = text.trim_matches('"').to_owned();
                    match name {
                        "name" => part.name = text,
                        "filename" => part.file = Some(text),
                        _ => panic!("unknown parameter {word}"),
                    }
                }
            }
            "content-type" => part.kind = Some(value.to_owned()),
            _ => panic!("unknown field {line}"),
        }
    }
    part
}

fn find(haystack: &[u8], needle: &[u8]) -> usize {
    let found = haystack.windows(needle.len()).position(|window| window == needle);
    found.expect("the form goes on")
}
