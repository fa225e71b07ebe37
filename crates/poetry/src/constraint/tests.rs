use super::*;

fn read(text: &str) -> Constraint {
    Reading::Canonical.read(text, Use::Requirement).unwrap()
}

#[test]
fn a_constraint_is_shown_as_poetry_shows_it() {
    for (written, shown) in [
        ("*", "*"),
        ("^1.2 || >=3", ">=1.2,<2.0 || >=3"),
        (">=1 !=2", ">=1,!=2"),
        ("<2 || >2", "<2 || >2"),
        ("!=2", "!=2"),
        ("!=2.*", "!=2.*"),
        (">2,<1", "<empty>"),
        ("1 || 1.0", "1.0"),
        ("<=1 || >1", "*"),
    ] {
        assert_eq!(read(written).to_string(), shown, "{written}");
    }
    let before = Reading::Written.read("<2 || >2", Use::Requirement).unwrap();
    assert_eq!(before.to_string(), "!=2");
}

#[test]
fn sets_are_put_together() {
    let check = |a: &str, b: &str, both: &str, either: &str| {
        assert_eq!(read(a).intersect(&read(b)).to_string(), both, "{a} and {b}");
        assert_eq!(read(a).union(&read(b)).to_string(), either, "{a} or {b}");
    };
    check(">=1,<3", ">=2", ">=2,<3", ">=1");
    check("<1", ">2", "<empty>", "<1 || >2");
    check(">1", "1.post1", "<empty>", ">1 || 1.post1");
    check("1", ">=1", "1", ">=1");
}

#[test]
fn a_set_covers_its_parts() {
    assert!(read(">=3.8").allows_all(&read("^3.9")));
    assert!(!read(">=3.8,!=3.9.*").allows_all(&read("^3.8")));
    assert!(read("~2.7 || >=3.4").allows_any(&read("<3")));
    assert!(!read("<2").allows_any(&read("2.0a1")));
}
