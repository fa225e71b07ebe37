use super::*;

fn marker(text: &str) -> Marker {
    text.parse().unwrap()
}

#[track_caller]
fn check(written: &str, shown: &str) {
    assert_eq!(marker(written).to_string(), shown);
    assert_eq!(marker(shown), marker(written));
}

#[track_caller]
fn refused(written: &str, words: &str, at: std::ops::Range<usize>) {
    let error = written.parse::<Marker>().unwrap_err();
    assert_eq!((error.to_string().as_str(), error.range), (words, at));
}

#[test]
fn values_get_double_quotes_and_single_blanks() {
    check("python_version<'3'", "python_version < \"3\"");
    check("'3'  >python_version", "\"3\" > python_version");
    check("os_name == '\"'", "os_name == '\"'");
    check("python_version not  in '3.8 3.9'", "python_version not in \"3.8 3.9\"");
    check("os_name == 'a\\x62\\143'", "os_name == \"abc\"");
}

#[test]
fn order_is_kept_and_superfluous_parentheses_are_not() {
    check("((os_name=='a'))", "os_name == \"a\"");
    check(
        "(os_name=='a') and ((os_name=='b' or os_name=='c'))",
        "os_name == \"a\" and (os_name == \"b\" or os_name == \"c\")",
    );
    check("(os_name=='a' and os_name=='b')", "os_name == \"a\" and os_name == \"b\"");
    check(
        "(os_name=='a' and os_name=='b') or os_name=='c'",
        "(os_name == \"a\" and os_name == \"b\") or os_name == \"c\"",
    );
}

#[test]
fn aliases_are_rewritten_and_extras_normalised() {
    check("os.name=='a'", "os_name == \"a\"");
    check("sys.platform=='a'", "sys_platform == \"a\"");
    check("platform.machine=='a'", "platform_machine == \"a\"");
    check("platform.version=='a'", "platform_version == \"a\"");
    check("python_implementation=='a'", "platform_python_implementation == \"a\"");
    check("platform.python_implementation=='a'", "platform_python_implementation == \"a\"");
    check("extra=='X_y'", "extra == \"x-y\"");
    check("'X_y' in extras", "\"x-y\" in extras");
}

#[test]
fn an_extra_is_added_with_the_parentheses_that_are_needed() {
    let extra: ExtraName = "Dev_X".parse().unwrap();
    let with = |text: &str| marker(text).and_extra(&extra).to_string();
    assert_eq!(with("os_name=='a'"), "os_name == \"a\" and extra == \"dev-x\"");
    assert_eq!(
        with("os_name=='a' or os_name=='b'"),
        "(os_name == \"a\" or os_name == \"b\") and extra == \"dev-x\""
    );
    assert_eq!(
        with("os_name=='a' and os_name=='b'"),
        "(os_name == \"a\" and os_name == \"b\") and extra == \"dev-x\""
    );
    assert_eq!(Marker::extra(&extra).to_string(), "extra == \"dev-x\"");
    assert!(marker("(os_name == 'a' or extra == 'b') and os_name == 'c'").mentions_extra());
    assert!(!marker("os_name == 'extra'").mentions_extra());
}

#[test]
fn a_breach_is_named_with_its_place() {
    refused("python == '3'", "expected a marker variable or a quoted value, found `python`", 0..6);
    refused(
        "os_name = 'a'",
        "expected one of `==`, `!=`, `<`, `<=`, `>`, `>=`, `~=`, `===`, `in`, `not in`, found `=`",
        8..9,
    );
    refused("os_name == 'a' 'b'", "expected `and`, `or` or the end, found `'`", 15..16);
    refused("(os_name == 'a'", "expected `and`, `or` or `)`, found the end", 15..15);
    refused("os_name not 'a'", "expected `in` after `not`, found `'`", 12..13);
    refused(
        "os_name == 'a",
        "expected a quoted value with its closing quote, found an open quote",
        11..13,
    );
    refused("", "expected a marker variable or a quoted value, found the end", 0..0);
    refused("os_name == '\\x4'", "the quoted value is not a Python string", 11..16);
}

#[test]
fn a_value_that_would_break_its_line_is_refused() {
    refused("os_name == '\\n'", "the quoted value \"\\n\" cannot be written in a marker", 11..15);
    refused(
        "os_name == '\"\\x27'",
        "the quoted value \"\\\"'\" cannot be written in a marker",
        11..18,
    );
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| format!("{}os_name=='a'{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(marker(&nested(64)).to_string(), "os_name == \"a\"");
    refused(&nested(65), "more than 64 nested parentheses", 64..65);
    assert!(nested(1_000_000).parse::<Marker>().is_err());
}
