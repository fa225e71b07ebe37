//! What is said about the project.

use super::{DEMO, project};

#[track_caller]
fn requires(constraint: &str, expected: &str) {
    let project = project(&format!("{DEMO}[tool.poetry.dependencies]\nx = {constraint}\n"));
    let requirements: Vec<String> =
        project.metadata.requires_dist.iter().map(ToString::to_string).collect();
    assert_eq!(requirements.join(" | "), expected, "{constraint}");
}

#[test]
fn constraints_become_ranges() {
    for (constraint, expected) in [
        ("^1.2.3", "x<2.0.0,>=1.2.3"),
        ("^0.2.3", "x<0.3.0,>=0.2.3"),
        ("^0.0.3", "x<0.0.4,>=0.0.3"),
        ("^0", "x<1,>=0"),
        ("^1.2.3.4", "x<2.0.0.0,>=1.2.3.4"),
        ("^1.2.3-beta.1", "x<2.0.0,>=1.2.3b1"),
        ("~1.2", "x<1.3,>=1.2"),
        ("~1", "x<2,>=1"),
        ("~=1.4.5", "x<1.5.0,>=1.4.5"),
        ("*", "x"),
        ("1.2.*", "x==1.2.*"),
        ("=1.2", "x==1.2"),
        (">=1.0 <2.0", "x<2.0,>=1.0"),
        (">= 1.2, < 3, != 1.5", "x!=1.5,<3,>=1.2"),
        ("!=1.5.*", "x!=1.5.*"),
        (">=1 || >=2", "x>=1"),
    ] {
        requires(&format!("\"{constraint}\""), expected);
    }
}

#[test]
fn tables_become_markers() {
    for (table, expected) in [
        (
            "{version = '1', python = '^3.9'}",
            "python_version >= \"3.9\" and python_version < \"4.0\"",
        ),
        ("{version = '1', python = '<=3.10'}", "python_full_version <= \"3.10.0\""),
        ("{version = '1', python = '~3.9'}", "python_version == \"3.9\""),
        (
            "{version = '1', platform = 'darwin || linux'}",
            "sys_platform == \"darwin\" or sys_platform == \"linux\"",
        ),
        (
            "{version = '1', markers = \"os_name == 'nt'\", platform = '!=win32'}",
            "os_name == \"nt\" and sys_platform != \"win32\"",
        ),
    ] {
        requires(table, &format!("x==1; {expected}"));
    }
}

#[test]
fn a_repository_is_named_by_its_address() {
    requires(
        "{git = 'git@example.org:a/b.git', rev = 'abc', extras = ['Z_z', 'a']}",
        "x[a,z-z] @ git+ssh://git@example.org/a/b.git@abc",
    );
    requires("{url = 'https://example.org/x.zip'}", "x @ https://example.org/x.zip");
}

#[track_caller]
fn interpreters(python: &str, requires_python: Option<&str>, classifiers: usize, tag: &str) {
    let project = project(&format!("{DEMO}[tool.poetry.dependencies]\npython = \"{python}\"\n"));
    assert_eq!(project.metadata.requires_python.as_deref(), requires_python, "{python}");
    assert_eq!(
        project.metadata.classifiers.len(),
        classifiers,
        "{:?}",
        project.metadata.classifiers
    );
    assert_eq!(project.tags.pythons().join("."), tag);
}

#[test]
fn interpreters_become_a_range_and_classifiers() {
    interpreters("^3.9", Some(">=3.9,<4.0"), 8, "py3");
    interpreters(">=3.6.2", Some(">=3.6.2"), 10, "py3");
    interpreters("3.9", Some(">=3.9,<3.10"), 2, "py3");
    interpreters("3.9.2", Some("==3.9.2"), 1, "py3");
    interpreters("*", None, 15, "py2.py3");
    interpreters(
        "~2.7 || >=3.12",
        Some(
            ">=2.7, !=3.0.*, !=3.1.*, !=3.2.*, !=3.3.*, !=3.4.*, !=3.5.*, !=3.6.*, !=3.7.*, \
             !=3.8.*, !=3.9.*, !=3.10.*, !=3.11.*",
        ),
        7,
        "py2.py3",
    );
}

#[test]
fn licences_are_known_by_identifier_and_by_name() {
    let check = |license: &str, text: &str, classifier: &str| {
        let project = project(&format!("{DEMO}license = \"{license}\"\n"));
        assert_eq!(project.metadata.license.as_deref(), Some(text));
        assert_eq!(project.metadata.classifiers.first().unwrap(), classifier, "{license}");
    };
    check("mit", "MIT", "License :: OSI Approved :: MIT License");
    check("MIT License", "MIT", "License :: OSI Approved :: MIT License");
    check("ISC", "ISC", "License :: OSI Approved");
    check("Proprietary", "Proprietary", "License :: Other/Proprietary License");
    check("Our own", "Our own", "License :: Other/Proprietary License");
    check("CC0-1.0", "CC0-1.0", "License :: CC0 1.0 Universal (CC0 1.0) Public Domain Dedication");
}

#[test]
fn extras_gather_optional_requirements() {
    let tables = "[tool.poetry.dependencies]\na = {version = \"1\", optional = true}\n\
                  b = {version = \"1\", optional = true, markers = \"os_name == 'nt' or os_name == 'x'\"}\n\
                  c = {version = \"1\", optional = true}\n\
                  [tool.poetry.extras]\nOne_x = [\"a\", \"B\"]\ntwo = [\"a\", \"absent\"]\n";
    let metadata = project(&format!("{DEMO}{tables}")).metadata;
    let shown: Vec<String> = metadata.requires_dist.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "a==1; extra == \"one-x\" or extra == \"two\"",
            "b==1; (os_name == \"nt\" or os_name == \"x\") and extra == \"one-x\"",
        ]
    );
    assert_eq!(
        metadata.provides_extra.iter().map(|it| it.as_str()).collect::<Vec<_>>(),
        ["one-x", "two"]
    );
}

#[test]
fn the_first_author_counts() {
    let metadata = project(&format!("{DEMO}authors = [\"Ann Bé <a@b.c>\", \"Second\"]\n")).metadata;
    assert_eq!(metadata.author.as_deref(), Some("Ann Bé"));
    assert_eq!(metadata.author_email.as_deref(), Some("a@b.c"));
}

#[test]
fn the_standard_table_comes_first() {
    let tables = "[project]\nname = \"demo\"\nversion = \"2\"\nrequires-python = \">=3.9\"\n\
                  dependencies = [\"c~=1.2\", \"d>1,!=1.5,<2\"]\nlicense = \"mit\"\n\
                  [tool.poetry]\nversion = \"1\"\n[tool.poetry.dependencies]\nother = \"^1\"\n";
    let metadata = project(tables).metadata;
    let shown: Vec<String> = metadata.requires_dist.iter().map(ToString::to_string).collect();
    assert_eq!(metadata.version.to_string(), "2");
    assert_eq!(shown, ["c<2.0,>=1.2", "d!=1.5,<2,>1"]);
    assert_eq!(metadata.license_expression.unwrap().as_str(), "MIT");
}

#[test]
fn poetry_brings_the_backend_that_it_was_made_with() {
    let rules = |system: &str| {
        let text = format!("[build-system]\n{system}\n{DEMO}");
        let tree = super::tree(&text, &[("demo/__init__.py", "")]);
        crate::read(&tree, &crate::Surroundings::none()).unwrap().value.rules
    };
    let old = "build-backend = \"poetry.masonry.api\"\nrequires = [\"poetry>=0.12";
    let newest = rules(&format!("{old}\"]"));
    assert_eq!(newest.name, "poetry-core 2.5");
    assert_eq!(newest.because, "the newest that `poetry>=0.12` allows");
    assert_eq!(rules(&format!("{old},<2\"]")).name, "poetry-core 1.9");
    let both = "build-backend = \"poetry.core.masonry.api\"\nrequires = [\"poetry-core~=2.3.0\"]";
    assert_eq!(rules(both).name, "poetry-core 2.4");
}
