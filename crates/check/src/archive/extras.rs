//! The extra fields of zip archives, as PyPI looks at them in the headers before members.

use std::collections::BTreeSet;

use pyrel_archive::zip::survey::Header;

/// What is wrong with an extra field, and what PyPI calls it.
pub(super) struct Flaw {
    pub(super) message: String,
    pub(super) words: &'static str,
}

const ZIP64: u16 = 0x0001;
const UNICODE_PATH: u16 = 0x7075;
/// The version and checksum before a Unicode path (APPNOTE 4.6.9).
const BEFORE_PATH: usize = 5;

/// What is wrong with the extra fields of a header before a member.
pub(super) fn local(header: &Header) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut add = |message: String, words| flaws.push(Flaw { message, words });
    let (fields, rest) = header.extras();
    let mut seen = BTreeSet::new();
    for (kind, field) in fields {
        if [ZIP64, UNICODE_PATH].contains(&kind) && !seen.insert(kind) {
            let message = format!("it has the extra field {kind:#06x} twice");
            add(message, "Invalid duplicate extra in local file");
        }
        match kind {
            ZIP64 => {
                if let Some(message) = zip64(header, field.len()) {
                    add(message, "Malformed zip file");
                }
            }
            UNICODE_PATH => {
                let path = field.get(BEFORE_PATH..).unwrap_or_default();
                if has_control(path) {
                    let message = "its Unicode path holds control characters".to_owned();
                    add(message, "Invalid character in filename");
                } else if std::str::from_utf8(path).is_err() {
                    add("its Unicode path is not UTF-8".to_owned(), "Filename not valid UTF-8");
                }
            }
            _ => {}
        }
    }
    if !rest.is_empty() {
        add("its extra fields are cut off".to_owned(), "Malformed zip file");
    }
    flaws
}

/// Whether a Unicode path gives another name, for installers to believe.
pub(super) fn has_other_name(header: &Header) -> bool {
    let (fields, _) = header.extras();
    let mut paths = fields.iter().filter(|(kind, _)| *kind == UNICODE_PATH);
    paths.any(|(_, field)| {
        field.get(BEFORE_PATH..).is_some_and(|path| !path.is_empty() && path != header.name)
    })
}

/// What is wrong with a ZIP64 field of this length.
fn zip64(header: &Header, len: usize) -> Option<String> {
    let is_full = |number: u32| number == u32::MAX;
    match len {
        0 if is_full(header.packed) || is_full(header.len) => {
            Some("its ZIP64 field is empty, and its sizes are nowhere".to_owned())
        }
        8 if header.method != 0 => {
            Some("its ZIP64 field has one size, and it is not stored".to_owned())
        }
        0 | 8 | 16 | 24 | 28 => None,
        _ => Some(format!("its ZIP64 field has {len} bytes")),
    }
}

/// Whether there are bytes that PyPI takes for unprintable.
pub(super) fn has_control(bytes: &[u8]) -> bool {
    bytes.iter().any(u8::is_ascii_control)
}
