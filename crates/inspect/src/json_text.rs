//! What differs between two JSON documents, by JSON pointer (RFC 6901).

use std::collections::BTreeSet;

use serde_json::Value;

/// A value that differs: its pointer and what each document has there, if anything.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Differing {
    pub(crate) pointer: String,
    pub(crate) left: Option<String>,
    pub(crate) right: Option<String>,
}

/// As many characters of a value are told.
const VALUE: usize = 400;
/// As many values are told.
const MOST: usize = 1_000;

/// What differs; `None` where one of the texts is no JSON.
pub(crate) fn differing(left: &[u8], right: &[u8]) -> Option<Vec<Differing>> {
    let left: Value = serde_json::from_slice(left).ok()?;
    let right: Value = serde_json::from_slice(right).ok()?;
    let mut found = Vec::new();
    walk(String::new(), Some(&left), Some(&right), &mut found);
    Some(found)
}

fn walk(pointer: String, left: Option<&Value>, right: Option<&Value>, found: &mut Vec<Differing>) {
    if found.len() >= MOST {
        return;
    }
    match (left, right) {
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
            for key in keys {
                let token = key.replace('~', "~0").replace('/', "~1");
                walk(format!("{pointer}/{token}"), old.get(key), new.get(key), found);
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) => {
            for at in 0..old.len().max(new.len()) {
                walk(format!("{pointer}/{at}"), old.get(at), new.get(at), found);
            }
        }
        (Some(left), Some(right)) if is_same(left, right) => {}
        (left, right) => {
            let [left, right] = [left, right].map(|value| value.map(shown));
            found.push(Differing { pointer, left, right });
        }
    }
}

/// Numbers are those of JavaScript, which does not tell `1` from `1.0`.
fn is_same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => left.as_f64() == right.as_f64(),
        (left, right) => left == right,
    }
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(VALUE) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_named_by_their_pointers() {
        let left = br#"{"a": 1, "b": {"c/d": [1, 2]}, "e": null}"#;
        let right = br#"{"b": {"c/d": [1, "2", 3]}, "a": 1.0}"#;
        let found = differing(left, right).unwrap();
        let shown: Vec<_> = found
            .iter()
            .map(|it| (it.pointer.as_str(), it.left.as_deref(), it.right.as_deref()))
            .collect();
        assert_eq!(
            shown,
            [
                ("/b/c~1d/1", Some("2"), Some("\"2\"")),
                ("/b/c~1d/2", None, Some("3")),
                ("/e", Some("null"), None),
            ]
        );
        assert_eq!(differing(b"{", b"{}"), None);
        assert_eq!(differing("[".repeat(100_000).as_bytes(), b"{}"), None);
    }
}
