use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Result<Pypirc, Error> {
    Pypirc::parse(&ConfigText { name: "~/.pypirc".to_owned(), text: text.to_owned() })
}

#[track_caller]
fn check(text: &str, expect: (Option<&str>, Option<&str>, Option<&str>)) {
    let file = read(text).unwrap();
    assert_eq!((file.repository("x"), file.username("x"), file.password("x")), expect, "{text}");
}

#[track_caller]
fn refuse(text: &str, expect: &[&str]) {
    let error = read(text).unwrap_err();
    let Error::Pypirc { findings, .. } = &error else { panic!("{error:?}") };
    assert_eq!(findings.iter().map(Finding::to_string).collect::<Vec<_>>(), expect);
    assert!(!format!("{error:?} {error}").contains("hidden"), "{error:?}");
}

#[test]
fn keys_are_read_as_python_reads_them() {
    let all = (Some("https://i/"), Some("u"), Some("p"));
    check("[x]\nrepository = https://i/\nusername=u\npassword=p\n", all);
    check("[x]\r\nRepository: https://i/\r\nUSERNAME : u\r\npassWord=p\r\n", all);
    check(
        "\u{feff}# note\n[x] trailing words\n  repository=https://i/\n  username=u\n  password=p",
        all,
    );
    check("[DEFAULT]\nusername=u\n[DEFAULT]\n[x]\nrepository=https://i/\npassword=p\n", all);
    check("[server-login]\nusername=u\npassword=p\n[x]\nrepository=https://i/\n", all);
}

#[test]
fn values_are_taken_as_they_are() {
    check("[x]\npassword = 100%(a)s;b#c \"q\"\n", (None, None, Some("100%(a)s;b#c \"q\"")));
    check("[x]\npassword = a=b:c\n", (None, None, Some("a=b:c")));
    check("[x]\nusername =\npassword = p\n\n  more\n; no\n", (None, None, Some("p\nmore")));
}

#[test]
fn a_section_name_has_its_letter_case() {
    check("[X]\npassword = p\n", (None, None, None));
}

#[test]
fn servers_are_listed_in_distutils() {
    let file = read("[distutils]\nindex-servers =\n  pypi\n  mine\n[mine]\n[other]\n").unwrap();
    assert_eq!(file.names().collect::<Vec<_>>(), ["mine", "other"]);
    assert!(file.is_listed("mine") && file.is_listed("pypi"));
    assert!(!file.is_listed("other") && !file.is_listed("testpypi"));
    assert!(read("").unwrap().is_listed("testpypi"));
    assert_eq!(file.line_of("other"), Some(6));
}

#[test]
fn all_broken_lines_are_named_and_none_is_shown() {
    refuse(
        "hidden = 1\n[x]\nhidden\n= hidden\npassword = hidden\nPassword = hidden\n[x]\n\
         hidden = 1\nhidden = 2\n",
        &[
            "~/.pypirc:1:1: a line before the first `[section]`",
            "~/.pypirc:3:1: a line without `=`",
            "~/.pypirc:4:1: a line without a key before its `=`",
            "~/.pypirc:6:1: the key `password` stands twice in the section [x]",
            "~/.pypirc:7:1: the section [x] stands on line 2 already",
            "~/.pypirc:9:1: a key stands twice in the section [x]",
        ],
    );
}

#[test]
fn nothing_shows_a_value() {
    let file = read("[x]\nusername = hidden\npassword = hidden\n").unwrap();
    let shown = "Pypirc { file: \"~/.pypirc\", sections: [\"x\"] }";
    assert_eq!(format!("{file:?}"), shown);
}

proptest! {
    #[test]
    fn no_text_is_too_much(text in "(\\[[a-z]\\]|[a-z]+ ?[=:] ?|\\PC|[ \t\r\n]){0,60}") {
        drop(read(&text));
    }

    #[test]
    fn what_is_written_is_read(password in "[!-~]([ -~]{0,20}[!-~])?", user in "[a-z]{1,9}") {
        let text = format!("[x]\nusername = {user}\npassword = {password}\n");
        let file = read(&text).unwrap();
        prop_assert_eq!(file.username("x"), Some(user.as_str()));
        prop_assert_eq!(file.password("x"), Some(password.as_str()));
    }
}
