use super::*;
use crate::constraint::Reading;

#[track_caller]
fn check(written: &str, shown: &str) {
    let marker = Simplify::new(Reading::Canonical).read_text(written).unwrap();
    assert_eq!(marker.to_string(), shown, "{written}");
}

#[test]
fn markers_are_simplified_as_poetry_does() {
    for (written, shown) in [
        ("python_version >= '3.9' and python_version < '3.10'", "python_version == \"3.9\""),
        ("python_version > '3.8' and python_version < '3.9'", "<empty>"),
        ("python_version == '3.8' or python_version >= '3.9'", "python_version >= \"3.8\""),
        ("python_version < '3.8' or python_version >= '3.8'", ""),
        ("python_version < '3.9' and python_full_version < '3.9.5'", "python_version < \"3.9\""),
        ("sys_platform == 'win32' and sys_platform != 'linux'", "sys_platform == \"win32\""),
        ("os_name == 'a' and (os_name == 'a' or python_version > '3')", "os_name == \"a\""),
        (
            "(sys_platform == 'a' or sys_platform == 'b') and os_name == 'nt'",
            "(sys_platform == \"a\" or sys_platform == \"b\") and os_name == \"nt\"",
        ),
        (
            "os_name == 'nt' and sys_platform == 'a' or os_name == 'nt' and sys_platform == 'b'",
            "os_name == \"nt\" and (sys_platform == \"a\" or sys_platform == \"b\")",
        ),
        ("'x' in platform_release", "\"x\" in platform_release"),
    ] {
        check(written, shown);
    }
}

#[test]
fn extras_do_not_exclude_each_other() {
    check("extra == 'a' and extra == 'b'", "extra == \"a\" and extra == \"b\"");
    check("extra == 'a' and extra != 'a'", "<empty>");
}

#[test]
fn what_poetry_does_not_understand_is_said() {
    let said = |text: &str| match Simplify::new(Reading::Canonical).read_text(text) {
        Err(Fault::Words(words)) => words,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        said("'3.8' <= python_version"),
        "the comparison of `python_version` with `3.8` by `<=` is not understood by poetry-core"
    );
    assert_eq!(said("'a' == 'b'"), "a comparison needs one variable and one value");
    let old = Simplify::new(Reading::Old);
    let mut old = old;
    let marker = old.read_text("python_version >= '3.9' and python_version < '3.10'").unwrap();
    assert_eq!(
        old.checked(marker),
        Err(Fault::Words(
            "poetry-core before 2.0 simplifies this marker by rules that are not rebuilt"
                .to_owned()
        ))
    );
}
