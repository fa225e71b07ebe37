use std::collections::BTreeMap;

use pyrel_build::{Project, Surroundings};
use pyrel_diag::Explain;
use pyrel_tree::{RelPath, Source, SourceTree, TreeEntry};

use super::*;
use crate::Error;

fn tree(files: &[(&str, &str)]) -> SourceTree {
    let entry =
        |text: &str| TreeEntry { source: Source::Bytes(text.as_bytes().into()), executable: false };
    let files = files.iter().map(|(path, text)| (RelPath::new(path).unwrap(), entry(text)));
    SourceTree::of_entries(None, files.collect::<BTreeMap<_, _>>())
}

fn python(project: &str) -> Facts {
    let project = read(project);
    Facts::of_python(&project.metadata, project.entry_points.as_ref())
}

fn read(project: &str) -> Project {
    let text = format!(
        "[build-system]\nrequires = [\"flit_core >=3.12\"]\nbuild-backend = \"flit_core.buildapi\"\n\
         [project]\nname = \"demo_x\"\nversion = \"1.0rc1\"\ndescription = \"d\"\n{project}"
    );
    let tree = tree(&[("pyproject.toml", &text), ("demo_x.py", "")]);
    pyrel_build::read(&tree, &Surroundings::none()).unwrap().value
}

fn node(text: &str) -> Result<Option<Facts>, Error> {
    Facts::of_node(&tree(&[("package.json", text)]), &RelPath::root())
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn a_python_project_states_what_its_metadata_has() {
    let facts = python(
        "license = \"MIT\"\nkeywords = [\"a\", \"b\"]\nrequires-python = \">=3.11\"\n\
         authors = [{name = \"Doe, Ann\", email = \"a@b.c\"}, {name = \"Bob\"}]\n\
         [project.urls]\n\"Home Page\" = \"https://a.b\"\nGitHub = \"https://a.b/s\"\n\
         Docs = \"https://a.b/d\"\n\"Bug-Tracker\" = \"https://a.b/i\"\n\
         [project.scripts]\ndemo = \"demo_x:main\"\n",
    );
    let expect = Facts {
        language: Some(Language::Python),
        name: some("demo_x"),
        project_version: some("1.0rc1"),
        version: Some(SemanticVersion::as_written("1.0.0-rc.1")),
        description: some("d"),
        license: some("MIT"),
        author: Some(Person { name: some("Doe, Ann"), email: some("a@b.c"), url: None }),
        homepage: some("https://a.b"),
        repository: some("https://a.b/s"),
        documentation: some("https://a.b/d"),
        support: some("https://a.b/i"),
        keywords: vec!["a".to_owned(), "b".to_owned()],
        runtime: some(">=3.11"),
        commands: vec![("demo".to_owned(), "demo_x:main".to_owned())],
        main: None,
    };
    assert_eq!(facts, expect);
}

#[test]
fn the_text_of_a_licence_is_not_its_name() {
    let license = |text: &str| {
        let mut metadata = read("").metadata;
        metadata.license = some(text);
        Facts::of_python(&metadata, None).license
    };
    assert_eq!(license("MIT License"), some("MIT License"));
    assert_eq!(license("Permission is\nhereby granted"), None);
    assert_eq!(license(&"Permission ".repeat(10)), None);
}

#[test]
fn a_name_in_one_header_and_an_address_in_the_other_are_one_person() {
    let ann = python("authors = [{name = \"Ann\"}, {email = \"a@b.c\"}]\n").author;
    assert_eq!(ann, Some(Person { name: some("Ann"), email: some("a@b.c"), url: None }));
    let maintainer = python("maintainers = [{name = \"Bob\"}]\n").author.unwrap();
    assert_eq!(maintainer.name, some("Bob"));
    assert_eq!(python("").author, None);
}

#[test]
fn a_package_json_states_what_npm_reads() {
    let facts = node(
        r#"{"name": "@s/demo", "version": "1.2.3", "description": "d", "license": "MIT",
            "author": "Ann <a@b.c> (https://a.b)", "homepage": "https://a.b", "main": "i.js",
            "repository": {"type": "git", "url": "git+https://github.com/s/demo.git"},
            "bugs": {"url": "https://a.b/i"}, "bin": "./cli.js", "keywords": ["a", 1, ""],
            "engines": {"node": ">=18"}}"#,
    );
    let expect = Facts {
        language: Some(Language::Node),
        name: some("@s/demo"),
        project_version: some("1.2.3"),
        version: Some(SemanticVersion::as_written("1.2.3")),
        description: some("d"),
        license: some("MIT"),
        author: Some(Person { name: some("Ann"), email: some("a@b.c"), url: some("https://a.b") }),
        homepage: some("https://a.b"),
        repository: some("https://github.com/s/demo"),
        documentation: None,
        support: some("https://a.b/i"),
        keywords: vec!["a".to_owned()],
        runtime: some(">=18"),
        commands: vec![("demo".to_owned(), "./cli.js".to_owned())],
        main: some("i.js"),
    };
    assert_eq!(facts_of(facts), expect);
}

#[test]
fn other_spellings_of_a_package_are_read_and_odd_values_are_passed_over() {
    let facts = facts_of(node(
        r#"{"license": {"type": "ISC"}, "author": {"name": "Ann"}, "bin": {"a": "a.js", "b": 1},
            "bugs": "mail@b.c", "repository": "s/demo", "keywords": "x", "version": 1}"#,
    ));
    assert_eq!((facts.license, facts.repository), (some("ISC"), some("https://github.com/s/demo")));
    assert_eq!(facts.author.unwrap().name, some("Ann"));
    assert_eq!(facts.commands, [("a".to_owned(), "a.js".to_owned())]);
    assert_eq!((facts.support, facts.version, facts.keywords.len()), (None, None, 0));
}

#[test]
fn a_package_json_that_is_none_is_told_with_its_place() {
    let told = |text| node(text).unwrap_err().findings()[0].to_string();
    assert_eq!(told("{\n \"a\": }"), "package.json:2:7: expected value");
    assert_eq!(told("[]"), "package.json:1:1: it is no object");
    assert_eq!(told(""), "package.json:1:1: EOF while parsing a value");
    assert!(node("\u{feff}{}").unwrap().is_some(), "npm overlooks a byte order mark");
    assert!(Facts::of_node(&tree(&[("x", "")]), &RelPath::root()).unwrap().is_none());
}

#[test]
fn what_is_not_stated_has_no_value() {
    let all = python("license = \"MIT\"\n").values();
    let expect = Values::new()
        .with("description", "d")
        .with("license", "MIT")
        .with("name", "demo_x")
        .with("project_version", "1.0rc1")
        .with("version", "1.0.0-rc.1");
    let lacking = ["author", "author_email", "author_url", "documentation", "homepage"];
    let lacking = lacking.into_iter().chain(["repository", "support"]);
    let expect = lacking.fold(expect, |it, name| it.without(name, "the project states none"));
    assert_eq!(all, expect);
}

fn facts_of(read: Result<Option<Facts>, Error>) -> Facts {
    read.unwrap().unwrap()
}
