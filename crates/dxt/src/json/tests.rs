use super::*;

#[track_caller]
fn check(text: &str, expect: &serde_json::Value) {
    assert_eq!(&parse(text).unwrap().root().to_checkable(99), expect, "{text}");
}

#[track_caller]
fn check_flaw(text: &str, span: Range<usize>, reason: &str, remedy: Option<&str>) {
    let flaw = parse(text).unwrap_err();
    assert_eq!((flaw.span, &*flaw.reason, flaw.remedy), (span, reason, remedy), "{text}");
}

#[test]
fn every_kind_of_value_is_read() {
    check(
        r#" {"a": [null, true, false, -0.5e1, "x"], "b": {}, "": []} "#,
        &serde_json::json!({"a": [null, true, false, -5.0, "x"], "b": {}, "": []}),
    );
}

#[test]
fn escapes_become_characters_and_lone_surrogates_the_replacement_character() {
    check(r#""\"\\\/\b\f\n\r\t\u00e4""#, &"\"\\/\u{8}\u{c}\n\r\tä".into());
    check(
        r#""\ud83d\ude00 \ud800 \udc00 \ud800\ud83d\ude00""#,
        &"😀 \u{fffd} \u{fffd} \u{fffd}😀".into(),
    );
}

#[test]
fn a_number_beyond_all_floats_is_a_number() {
    assert_eq!(parse("1e999").unwrap().root().kind(), Kind::Number);
    check("1e999", &f64::MAX.into());
    check("-1e999", &f64::MIN.into());
}

#[test]
fn the_last_of_two_members_counts_and_the_first_is_reported() {
    let document = parse(r#"{"a": 1, "b": 2, "\u0061": 3}"#).unwrap();
    let names: Vec<_> = document.root().members().map(|(name, node)| (name, node.span())).collect();
    assert_eq!(names, [("a", 27..28), ("b", 14..15)]);
    assert_eq!(document.root().member("a").unwrap().span(), 27..28);
    assert_eq!(document.replaced, [Replaced { name: "a".to_owned(), first: 1..4, last: 17..25 }]);
}

#[test]
fn two_surrogates_alone_are_two_names() {
    let document = parse(r#"{"\ud800": 1, "\ud801": 2, "\udc00x": 3}"#).unwrap();
    assert!(document.replaced.is_empty());
    let names: Vec<_> = document.root().members().map(|(name, _)| name).collect();
    assert_eq!(names, [r"\ud800", r"\ud801", r"\udc00x"]);
}

#[test]
fn values_are_found_by_pointer_with_their_places() {
    let text = r#"{"": {"a/b": [{"~": 7}]}, "0": 8}"#;
    let document = parse(text).unwrap();
    let place = |pointer| document.follow(pointer).map(|(_, node)| &text[node.span()]);
    assert_eq!(place("//a~1b/0/~0"), Some("7"));
    assert_eq!(place("/0"), Some("8"));
    assert_eq!(place(""), Some(text));
    assert_eq!(place("//a~1b/1"), None);
    let (steps, _) = document.follow("//a~1b/0").unwrap();
    let name = |text: &str| Step::Name(text.to_owned());
    assert_eq!(steps, [name(""), name("a/b"), Step::Index(0)]);
    assert_eq!(document.root().name_span("0"), Some(26..29));
}

#[test]
fn depth_exhausts_no_stack() {
    for (open, inner, close) in [("[", "", "]"), ("{\"a\":", "1", "}")] {
        let text = format!("{}{inner}{}", open.repeat(300_000), close.repeat(300_000));
        let document = parse(&text).unwrap();
        assert!(document.root().to_checkable(3).to_string().len() < 30);
        drop(document);
    }
    assert!(parse(&"[".repeat(300_000)).is_err());
}

#[test]
fn flaws_are_told_in_plain_words_at_their_place() {
    check_flaw("", 0..0, "an empty file", None);
    check_flaw(" \n", 2..2, "an empty file", None);
    check_flaw("{\n \"a\": [1,", 11..11, "the file ends inside the array of line 2", None);
    check_flaw("{", 1..1, "the file ends inside the object of line 1", None);
    check_flaw("\"abc", 0..4, "a string that does not end", None);
    check_flaw("[1] 2", 4..5, "expected the end of the file, found `2`", None);
    check_flaw("[NaN]", 1..4, "expected a value, found `NaN`", None);
    check_flaw("{a: 1}", 1..2, "expected a key in double quotes or `}`, found `a`", None);
    check_flaw("{\"a\" 1}", 5..6, "expected `:` after the key, found `1`", None);
    check_flaw("{\"a\": 1 \"b\"}", 8..9, "expected `,` or `}`, found `\\\"`", None);
    check_flaw("[01]", 1..2, "a number that starts with 0", None);
    check_flaw("[1.]", 1..3, "an incomplete number", None);
    check_flaw("[\"\\u12\"]", 2..4, "an escape `\\u` without four hexadecimal digits", None);
}

#[test]
fn common_flaws_come_with_their_remedy() {
    let comma = Some("remove the comma: JSON has no trailing ones");
    check_flaw("[1,]", 2..3, "a comma before the closing bracket", comma);
    check_flaw("{\"a\": 1,\n}", 7..8, "a comma before the closing bracket", comma);
    let comment = Some("remove the comment: JSON has none");
    check_flaw("// x\n{}", 0..1, "a comment", comment);
    check_flaw("{} /* x */", 3..4, "a comment", comment);
    check_flaw("{'a': 1}", 1..2, "a single quote", Some("use double quotes"));
    let utf8 = Some("save the file as UTF-8 without a byte order mark");
    check_flaw("\u{feff}{}", 0..3, "a byte order mark at the start", utf8);
    check_flaw("\u{fffd}\u{fffd}{\0", 0..1, "a text in UTF-16", utf8);
    check_flaw("{\0}\0", 0..1, "a text in UTF-16", utf8);
    let backslash = Some("write a backslash in a string as `\\\\`");
    check_flaw("\"C:\\x\"", 3..5, "an escape that JSON does not know", backslash);
    let tab = Some("write it as an escape, such as `\\t`");
    check_flaw("\"a\tb\"", 2..3, "a raw control character U+0009 in a string", tab);
    let line = Some("close the string, or write a line break in it as `\\n`");
    check_flaw("[\"a,\n1]", 1..4, "a string that does not end on its line", line);
}

mod laws {
    use proptest::prelude::*;

    use super::*;

    /// A reader of another maker, strict about surrogates and overflow where JavaScript is not.
    fn oracle(text: &str) -> Option<serde_json::Value> {
        serde_json::from_str(text).ok()
    }

    /// Numbers as floats, as JavaScript has them.
    fn floats(value: serde_json::Value) -> serde_json::Value {
        match value {
            serde_json::Value::Number(number) => number.as_f64().into(),
            serde_json::Value::Array(items) => items.into_iter().map(floats).collect(),
            serde_json::Value::Object(members) => {
                members.into_iter().map(|(name, value)| (name, floats(value))).collect()
            }
            serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::String(_) => {
                value
            }
        }
    }

    proptest! {
        #[test]
        fn texts_made_of_json_tokens_are_read_as_by_another_reader(
            tokens in prop::collection::vec(
                prop::sample::select(vec![
                    "{", "}", "[", "]", ",", ":", "\"a\"", "\"\\n\"", "\"\\u0041\"", "1", "-0.5e1",
                    "0", "true", "null", " ", "\n", "\"", "\\", "'", "//", "-", ".", "e", "ä",
                ]),
                0..12,
            )
        ) {
            let text = tokens.concat();
            let ours = parse(&text).ok().map(|document| document.root().to_checkable(99));
            prop_assert_eq!(ours, oracle(&text).map(floats), "{}", text);
        }

        #[test]
        fn any_text_is_read_or_refused_at_a_place_inside_of_it(text in "\\PC{0,40}|[\\[\\]{}\",:0-9eE\\\\u.+ -]{0,40}") {
            match parse(&text) {
                Ok(document) => prop_assert!(text.get(document.root().span()).is_some()),
                Err(flaw) => prop_assert!(flaw.span.start <= text.len(), "{:?}", flaw),
            }
        }

        #[test]
        fn what_another_writer_writes_is_read_as_it_was(
            value in prop::collection::btree_map(".{0,6}", prop::option::of(any::<f64>().prop_filter("finite", |f| f.is_finite())), 0..6)
        ) {
            let value = serde_json::to_value(&value).unwrap();
            let text = serde_json::to_string_pretty(&value).unwrap();
            let read = parse(&text).unwrap().root().to_checkable(9);
            prop_assert_eq!(read.to_string(), value.to_string());
        }
    }
}
