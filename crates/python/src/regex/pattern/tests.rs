use super::*;

/// The groups of the first match: what Python 3.11 answers, whole match first.
#[track_caller]
fn check(pattern: &str, flags: Flags, text: &str, expect: Option<&[Option<&str>]>) {
    let regex = PythonRegex::new(pattern, flags).unwrap();
    let found = regex.search(text).unwrap();
    let groups: Option<Vec<Option<&str>>> = found.map(|found| {
        (0..=regex.groups()).map(|number| found.group(number).map(|(_, text)| text)).collect()
    });
    assert_eq!(groups.as_deref(), expect, "{pattern} in {text:?}");
}

#[track_caller]
fn refused(pattern: &str, why: &str) {
    assert_eq!(PythonRegex::new(pattern, Flags::NONE).unwrap_err(), why, "{pattern}");
}

#[test]
fn versions_are_found_as_backends_look_for_them() {
    let pattern = r#"(?i)^(__version__|VERSION)(?: ?\: ?str)? *= *(['"])v?(?P<version>.+?)\2"#;
    let regex = PythonRegex::new(pattern, Flags::MULTILINE).unwrap();
    let text = "import x\n__VERSION__: str = 'v1.2'  # 'x'\n";
    let found = regex.search(text).unwrap().unwrap();
    assert_eq!(found.named("version"), Some((30..33, "1.2")));
    assert_eq!(found.group(3), found.named("version"));
    assert_eq!((regex.groups(), found.named("other"), found.group(4)), (3, None, None));
    check(
        r"^v(\d+(\.\d+)*)$",
        Flags::MULTILINE,
        "x\nv1.20.3\n",
        Some(&[Some("v1.20.3"), Some("1.20.3"), Some(".3")]),
    );
}

#[test]
fn what_python_spells_otherwise_means_the_same() {
    let none = Flags::NONE;
    check("a$", none, "a\n", Some(&[Some("a")]));
    check(r"a\Z", none, "a\n", None);
    check("^b", none, "a\nb", None);
    check("x{,2}y{z{}", none, "xxxy{z{}", Some(&[Some("xxy{z{}")]));
    check(r"(?P<a>.)(?P=a)\1", none, "abbb", Some(&[Some("bbb"), Some("b")]));
    check(r"(?#never mind)\x41\101\0[\61-3]", none, "AA\0\u{32}", Some(&[Some("AA\0\u{32}")]));
    check("[a&&b[]+", none, "&a[b", Some(&[Some("&a[b")]));
    check("[]a]+[^]]", none, "a]x", Some(&[Some("a]x")]));
    check("(?x) a # one \n [ #] ", none, "a #a ", Some(&[Some("a ")]));
    check(r"(?s-m:^.b)", Flags::MULTILINE, "\nb\nb", Some(&[Some("\nb")]));
    check(r"\w+", none, "\u{300}é²_", Some(&[Some("é²_")]));
    check(r"(?a)\w+", none, "éa", Some(&[Some("a")]));
    check(r"\s+", none, "a\u{1c}\u{a0}b", Some(&[Some("\u{1c}\u{a0}")]));
    check("(?i)[i-k]s", none, "İſ", Some(&[Some("İſ")]));
    check(r"\bv(?<!ov)(?=\d)", none, "_v1 ov2 v3", Some(&[Some("v")]));
    check("(a)|b", none, "b", Some(&[Some("b"), None]));
}

#[test]
fn what_means_another_thing_is_refused_with_its_reason() {
    refused("a)", "a parenthesis is closed that is not open");
    refused("(a", "a parenthesis is not closed");
    refused("(?", "a group is not finished");
    refused("(?#", "a comment has no end");
    refused("[a", "a set of characters is not closed");
    refused("[z-a]", "a range of characters has no order");
    refused(r"[\d-a]", "a range of characters has no order");
    refused("a**", "a quantifier follows another");
    refused("*a", "there is nothing to repeat");
    refused("^*", "there is nothing to repeat");
    refused("a{3,2}", "a quantifier has a maximum below its minimum");
    refused("a{4294967295}", "a quantifier is too large");
    refused("(?:a*)*", "it repeats what can be empty");
    refused("(?=a){2}", "it repeats what only looks ahead or behind");
    refused("a++", "possessive quantifiers are not known to each Python");
    refused("(?>a)", "atomic groups are not known to each Python");
    refused("(a)(?(1)b|c)", "conditional groups are not rebuilt");
    refused(r"\Ba", r"`\B` does not mean the same to each Python");
    refused(r"\ha", r"`\h` is no escape of Python's");
    refused(r"\N{DIGIT ONE}", r"`\N{…}` names a character");
    refused(r"\x4", "a hexadecimal escape is no character");
    refused(r"\ud800", "a hexadecimal escape is no character");
    refused(r"\400", r"the octal escape `\400` is above `\377`");
    refused("\\", "it ends with a backslash");
    refused(r"\1(a)", "it refers to group 1 before there is one");
    refused(r"(a\1)", "it refers to group 1 inside of it");
    refused(r"(?i)(a)\1", "it refers to a group where that is not rebuilt");
    refused("(?P=a)", "it has no group `a`");
    refused("(?P>a)", "`(?P` begins no group of Python's");
    refused("(?<a>b)", "`(?<` begins no group of Python's");
    refused("(?P<1>a)", "`1` is no name of a group");
    refused("(?P<a", "the name of a group has no end");
    refused("(?P<a>b)(?P<a>c)", "two groups are named `a`");
    refused("(?<=a+)b", "it looks behind for what has no fixed length");
    refused("a(?i)", "flags are not at its start");
    refused("(?au)", "its flags contradict each other");
    refused("(?i-i:a)", "the flags of a group contradict each other");
    refused("(?L:a)", "`L` is no flag of a group");
    refused("(?i)é", "it ignores the case of letters beyond ASCII");
    refused(&"(".repeat(60), "its groups lie too deep in each other");
    refused("(?:(?:a{999}){999}){999}", "it is beyond the engine that would search");
}

#[test]
fn a_search_without_end_is_given_up() {
    let regex = PythonRegex::new(r"(?=(a+)+b)\1c", Flags::NONE).unwrap();
    let text = format!("{}c", "a".repeat(60));
    assert!(regex.search(&text).unwrap().is_none());
    let regex = PythonRegex::new(r"^(?:(a|aa)(?!x))+$", Flags::NONE).unwrap();
    let text = format!("{}b", "a".repeat(60));
    assert_eq!(regex.search(&text).unwrap_err(), "the search takes too long");
}

#[test]
fn every_match_is_replaced_as_python_replaces_it() {
    let check = |pattern: &str, replacement: &str, text: &str, expect: Result<&str, &str>| {
        let regex = PythonRegex::new(pattern, Flags::NONE).unwrap();
        let got = regex.replace_all(replacement, text);
        assert_eq!(got.as_deref().map_err(String::as_str), expect, "{pattern} {replacement}");
    };
    check("x*", "-", "abxd", Ok("-a-b--d-"));
    check("|a", "-", "a", Ok("---"));
    check("(?m)^", "> ", "a\n\nb\n", Ok("> a\n> \n> b\n> "));
    check(r"(?<=a)|b", "<>", "ab", Ok("a<><>"));
    check(r"#(\d+)", r"[#\1](u/\g<1>\g<0>)", "a #12.", Ok("a [#12](u/12#12)."));
    check(r"(?P<n>b)|(a)", r"<\g<n>\2>\.\\\n", "ab", Ok("<a>\\.\\\n<b>\\.\\\n"));
    check("a", r"\0\07\101", "a", Ok("\0\u{7}A"));
    check("(a)", r"\18", "a", Err("there is no group 18"));
    check("a", r"\1", "a", Err("there is no group 1"));
    check("a", r"\400", "a", Err("an octal escape is beyond `\\377`"));
    check("a", r"\q", "a", Err(r"`\q` is no escape"));
    check("a", "\\", "a", Err("it ends with a backslash"));
    check("a", r"\g<n>", "a", Err("there is no group `n`"));
    check("a", r"\g", "a", Err(r"`\g` needs the name of a group in `<…>`"));
}
