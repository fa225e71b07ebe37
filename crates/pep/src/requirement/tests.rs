use super::*;

#[track_caller]
fn check(written: &str, shown: &str) {
    let requirement: Requirement = written.parse().unwrap();
    assert_eq!(requirement.to_string(), shown);
    assert_eq!(requirement.as_written(), written);
    assert_eq!(shown.parse::<Requirement>().unwrap(), requirement);
}

#[track_caller]
fn refused(written: &str, words: &str, at: std::ops::Range<usize>) {
    let error = written.parse::<Requirement>().unwrap_err();
    assert_eq!((error.to_string().as_str(), error.range), (words, at));
}

#[test]
fn a_requirement_is_shown_as_packaging_shows_it() {
    check("a[b,A_c]>=1.0,<2 ; python_version < '3'", "a[A_c,b]<2,>=1.0; python_version < \"3\"");
    check("Foo.Bar >= 1.0.0", "Foo.Bar>=1.0.0");
    check("a (>=1)", "a>=1");
    check("a()", "a");
    check("a [ ]", "a");
    check("requests [security , Socks] >= 2.0 , < 3", "requests[Socks,security]<3,>=2.0");
    check(" a ", "a");
    check("a>=1,", "a>=1");
    check("a;os_name=='nt'", "a; os_name == \"nt\"");
}

#[test]
fn an_address_keeps_its_blank_before_the_marker() {
    check("x@https://e.org/x.zip", "x @ https://e.org/x.zip");
    check(
        "x[e] @ https://e.org/x;y ; os_name=='nt'",
        "x[e] @ https://e.org/x;y ; os_name == \"nt\"",
    );
    check("x @ https://e.org/x;os_name=='nt'", "x @ https://e.org/x;os_name=='nt'");
}

#[test]
fn an_extra_is_added_to_the_marker() {
    let extra: ExtraName = "Dev_Extra".parse().unwrap();
    let with = |text: &str| text.parse::<Requirement>().unwrap().with_extra(&extra);
    assert_eq!(with("b>=1").to_string(), "b>=1; extra == \"dev-extra\"");
    assert_eq!(
        with("b; os_name=='a' or os_name=='b'").to_string(),
        "b; (os_name == \"a\" or os_name == \"b\") and extra == \"dev-extra\""
    );
    assert_eq!(with("b").as_written(), "b; extra == \"dev-extra\"");
}

#[test]
fn a_breach_is_named_with_its_place() {
    refused("", "expected a package name, found the end", 0..0);
    refused("-x", "expected a package name, found `-`", 0..1);
    refused("a b", "expected a version specifier, `;` with a marker, or the end, found `b`", 2..3);
    refused(
        "a>=1 b",
        "expected `,` with another version specifier, `;` with a marker, or the end, found `b`",
        5..6,
    );
    refused("a>=1.*", "the suffix `.*` fits `==` and `!=` with a plain release only", 1..5);
    refused("a[b c]", "expected `,` or `]` after the name of an extra, found `c`", 4..5);
    refused("a[b,]", "expected the name of an extra, found `]`", 4..5);
    refused("a (>=1", "expected a version specifier or `)`, found the end", 6..6);
    refused("a @ ", "expected an address after `@`, found the end", 4..4);
    refused("a @ u x", "expected ` ;` with a marker, or the end, found `x`", 6..7);
    refused("a; ", "expected a marker variable or a quoted value, found the end", 3..3);
    refused("a===1,b", "expected a version specifier such as `>=1.0`, found `b`", 6..7);
}
