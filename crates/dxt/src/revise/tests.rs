use pyrel_tree::RelPath;

use super::*;
use crate::misfit::into_findings;

const TEXT: &str = r#"{
  "version": "{{ version }}",
  "private": false,
  "server": { "args": ["a", "b"], "env": {} },
  "size": 1
}"#;

fn source(settings: &[(&str, &str)]) -> ManifestSource {
    let own = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    let source = ManifestSource::new(RelPath::new("m.json").unwrap());
    source.with_settings(settings.iter().map(own).collect())
}

#[track_caller]
fn check(text: &str, settings: &[(&str, &str)], expect: &str) {
    let mut manuscript = Manuscript::new("m.json", text.to_owned());
    let misfits = revise(&mut manuscript, &source(settings), Unfilled::Refused);
    assert!(misfits.is_empty(), "{misfits:?}");
    assert_eq!(manuscript.text(), expect);
}

#[track_caller]
fn check_refused(settings: &[(&str, &str)], expect: &[&str]) {
    let mut manuscript = Manuscript::new("m.json", TEXT.replace("{{ version }}", "1"));
    let misfits = revise(&mut manuscript, &source(settings), Unfilled::Refused);
    let findings = into_findings(misfits, &manuscript);
    let told = findings
        .iter()
        .map(|found| format!("{found} ({})", found.advice().unwrap_or_default()))
        .collect::<Vec<_>>();
    assert_eq!(told, expect);
    assert!(!manuscript.is_filled(), "something was set all the same");
}

#[test]
fn a_placeholder_of_this_name_comes_before_a_key() {
    check(TEXT, &[("version", "2\"")], &TEXT.replace("{{ version }}", r#"2\""#));
    let expect = TEXT.replace("{{ version }}", "2");
    check(&TEXT.replace("{{ version }}", "1"), &[("version", "2")], &expect);
}

#[test]
fn what_is_no_text_takes_json() {
    let text = TEXT.replace("{{ version }}", "1");
    let expect = text.replace("false", "true").replace(r#"["a", "b"]"#, "[]");
    check(&text, &[("private", "true"), ("server.args", " [] ")], &expect);
    check(&text, &[("server.args.1", "c")], &text.replace("\"b\"", "\"c\""));
    check_refused(
        &[("private", "maybe")],
        &[
            "m.json:3:14: `private` is a boolean, and `maybe` is no JSON (give the value as JSON has it)",
        ],
    );
}

#[test]
fn a_key_that_is_not_there_yet_is_added_in_the_formatting_of_the_others() {
    let text = TEXT.replace("{{ version }}", "1");
    let expect = text.replace(
        "\"size\": 1\n",
        "\"size\": 1,\n  \"license\": \"MIT\",\n  \"tools_generated\": true\n",
    );
    check(&text, &[("tools_generated", "true"), ("license", "MIT")], &expect);
    let expect = text.replace("{}", "{\"A\": \"1\"}");
    check(&text, &[("server.env.A", "1")], &expect);
    let expect = text.replace("{} }", "{}, \"type\": \"node\" }");
    check(&text, &[("server.type", "node")], &expect);
}

/// `false` may be a description, and 3 may be a limit.
#[test]
fn what_is_added_becomes_what_the_schema_has_there() {
    let text = r#"{"manifest_version": "0.3", "user_config": {"n": {"type": "number"}, "s": {"type": "string"}}}"#;
    for (key, value, json) in [
        ("description", "true", r#""true""#),
        ("long_description", "[1] x", r#""[1] x""#),
        ("license", "{}", r#""{}""#),
        ("version", "1", r#""1""#),
        ("tools_generated", "true", "true"),
        ("keywords", r#" ["a"] "#, r#"["a"]"#),
        ("compatibility", r#"{"platforms": []}"#, r#"{"platforms": []}"#),
        ("something", "true", "true"),
        ("something", "1", r#""1""#),
    ] {
        let mut expect = text.to_owned();
        expect.insert_str(text.len() - 1, &format!(", \"{key}\": {json}"));
        check(text, &[(key, value)], &expect);
    }
    for (key, value, json) in [
        ("n.min", "-3.5", "-3.5"),
        ("n.default", "8080", "8080"),
        ("n.default", "x", r#""x""#),
        ("n.title", "5", r#""5""#),
        ("n.required", "false", "false"),
        ("s.default", "8080", r#""8080""#),
        ("s.default", "true", r#""true""#),
        ("s.default", r#"["a"]"#, r#"["a"]"#),
    ] {
        let (option, name) = key.split_once('.').unwrap();
        let before = if option == "n" { r#""type": "number""# } else { r#""type": "string""# };
        let expect = text.replace(before, &format!("{before}, \"{name}\": {json}"));
        check(text, &[(&format!("user_config.{key}"), value)], &expect);
    }
    check_refused(
        &[("keywords", "a"), ("tools_generated", "yes"), ("user_config", "x=y")],
        &[
            "m.json:1:1: `keywords` must be an array, and `a` is no JSON (give the value as JSON has it)",
            "m.json:1:1: `tools_generated` must be `true` or `false`, and `yes` is no JSON (give the value as JSON has it)",
            "m.json:1:1: `user_config` must be an object, and `x=y` is no JSON (give the value as JSON has it)",
        ],
    );
}

#[test]
fn two_keys_in_an_empty_object_are_both_added() {
    let text = TEXT.replace("{{ version }}", "1");
    let expect = text.replace("{}", "{\"A\": \"1\", \"B\": \"2\"}");
    check(&text, &[("server.env.A", "1"), ("server.env.B", "2")], &expect);
}

#[test]
fn a_key_without_a_place_is_told_with_the_one_that_may_be_meant() {
    let usual = NO_PLACE.remedy;
    check_refused(
        &[("sever.args", "x"), ("size.x", "1"), ("", "x"), ("server.args.2", "x")],
        &[
            &format!("m.json:1:1: there is no `` to set in the manifest ({usual})"),
            "m.json:1:1: there is no `sever.args` to set in the manifest (did you mean `server.args`?)",
            &format!("m.json:4:23: there is no `server.args.2` to set in the manifest ({usual})"),
            &format!("m.json:5:11: there is no `size.x` to set in the manifest ({usual})"),
        ],
    );
    check_refused(
        &[("server", "{}"), ("server.args", "[]")],
        &[&format!(
            "m.json:4:23: `server.args` and a key that holds it cannot both be set ({usual})"
        )],
    );
}

#[test]
fn what_is_set_needs_no_filling_and_other_placeholders_still_do() {
    let text = r#"{"name": "{{ name }}", "version": "{{version}}-x"}"#;
    let mut manuscript = Manuscript::new("m.json", text.to_owned());
    let settings = [("name", "n")];
    let misfits = revise(&mut manuscript, &source(&settings), Unfilled::Refused);
    let findings = into_findings(misfits, &manuscript);
    assert_eq!(findings[0].to_string(), "m.json:1:36: unknown placeholder `version`");
}

#[test]
fn places_are_those_of_the_author_afterwards() {
    let mut manuscript = Manuscript::new("m.json", TEXT.replace("{{ version }}", "1"));
    let settings = [("version", "10000"), ("license", "MIT")];
    assert!(revise(&mut manuscript, &source(&settings), Unfilled::Refused).is_empty());
    let at = manuscript.text().find("\"size\"").unwrap();
    let place = manuscript.locate(at..at + 6);
    assert_eq!((place.line, place.column), (5, 3));
}
