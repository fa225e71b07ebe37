//! What a manifest may ask the project for.

use std::fs;

use super::{FLIT, MANIFEST};
use crate::harness::case::Case;
use crate::harness::dist::Dist;

/// A manifest that asks for everything.
fn template(kind: &str) -> String {
    let manifest = MANIFEST.replace("\"node\",", &format!("\"{kind}\","));
    let manifest = manifest.replace("server/index.js", entry_point(kind));
    let asking = r#""name": "{{ name }}", "version": "{{ version }}", "license": "{{ license }}",
  "homepage": "{{ homepage }}", "repository": { "type": "git", "url": "{{ repository }}" },
  "support": "{{ support }}", "long_description": "{{ project_version }} by {{ author }}""#;
    let own = "\"name\": \"Demo Server\",\n  \"version\": \"1.0.0\"";
    manifest.replace(own, asking).replace("for tests", "{{ description }}")
}

fn entry_point(kind: &str) -> &'static str {
    if kind == "python" { "server/main.py" } else { "server/index.js" }
}

const PACKAGE: &str = r#"{"name": "from-node", "version": "3.2.1", "description": "of npm",
"license": "ISC", "author": "Nora <n@o.de>", "homepage": "https://n.example",
"repository": "github:n/node", "bugs": "https://n.example/bugs"}"#;

fn python() -> String {
    FLIT.replace("2.5", "0.6.9.dev3").replace("flit_core >=3.2", "flit_core >=3.12")
        + "license = \"MIT\"\nauthors = [{name = \"Ann\", email = \"a@p.example\"}]\n[project.urls]\n\
           Homepage = \"https://p.example\"\nSource = \"https://p.example/src\"\n\
           Issues = \"https://p.example/bugs\"\n"
}

#[track_caller]
fn check(case: &Case, expect: &[(&str, &str)]) {
    case.run("dxt pack ext out.mcpb").success().stderr("");
    let bundle = Dist::read(&case.path("out.mcpb"));
    let manifest: serde_json::Value = serde_json::from_str(bundle.text("manifest.json")).unwrap();
    for (pointer, text) in expect {
        assert_eq!(manifest.pointer(pointer).unwrap(), text, "{pointer}");
    }
}

fn case(kind: &str) -> Case {
    let entry_point = format!("ext/{}", entry_point(kind));
    Case::new().file("ext/manifest.json", &template(kind)).file(&entry_point, "")
}

const OF_PYTHON: [(&str, &str); 7] = [
    ("/name", "x"),
    ("/version", "0.6.9-dev.3"),
    ("/license", "MIT"),
    ("/homepage", "https://p.example"),
    ("/repository/url", "https://p.example/src"),
    ("/support", "https://p.example/bugs"),
    ("/long_description", "0.6.9.dev3 by Ann"),
];

const OF_NODE: [(&str, &str); 8] = [
    ("/name", "from-node"),
    ("/version", "3.2.1"),
    ("/description", "of npm"),
    ("/license", "ISC"),
    ("/homepage", "https://n.example"),
    ("/repository/url", "https://github.com/n/node"),
    ("/support", "https://n.example/bugs"),
    ("/long_description", "3.2.1 by Nora"),
];

#[test]
fn facts_come_from_a_python_project() {
    let case = case("python").file("pyproject.toml", &python()).file("x.py", "");
    check(&case, &OF_PYTHON);
}

#[test]
fn facts_come_from_a_package_json() {
    check(&case("node").file("ext/package.json", PACKAGE), &OF_NODE);
    check(&case("node").file("package.json", PACKAGE), &OF_NODE);
}

#[test]
fn where_both_are_there_the_kind_of_the_server_decides() {
    let both = |kind| {
        let case = case(kind).file("ext/package.json", PACKAGE);
        case.file("ext/pyproject.toml", &python()).file("ext/x.py", "")
    };
    check(&both("node"), &OF_NODE);
    check(&both("python"), &OF_PYTHON);
}

#[test]
fn what_the_project_does_not_state_is_an_error_where_it_is_asked_for() {
    let case = case("node").file("package.json", r#"{"name": "n", "version": "1.0.0"}"#);
    let run = case.run("dxt pack ext out.mcpb");
    run.failure(1).stdout("").stderr_contains(
        "error[template-placeholder]: `{{ license }}` has no value: the project states none\n",
    );
    run.stderr_contains("`{{ author }}` has no value: the project states none\n");
}

#[test]
fn a_package_beside_a_manifest_makes_no_template_of_it() {
    let prompt = r#""prompts": [{ "name": "p", "text": "Hello {{ user }}" }], "server": {"#;
    let case = Case::new()
        .file("ext/manifest.json", &MANIFEST.replace("\"server\": {", prompt))
        .file("ext/server/index.js", "")
        .file("ext/package.json", PACKAGE);
    check(&case, &[("/prompts/0/text", "Hello {{ user }}"), ("/version", "1.0.0")]);
}

#[test]
fn a_broken_package_json_is_told_where_a_template_needs_it_and_nowhere_else() {
    let case = case("node").file("ext/package.json", "{");
    case.run("dxt pack ext out.mcpb").failure(1).stderr_contains(
        "error: the manifest is a template, and the project to fill it from cannot be read\n  \
         caused by: EOF while parsing an object\nhint: correct the package.json\n",
    );
    fs::write(case.path("ext/manifest.json"), MANIFEST).unwrap();
    case.run("dxt pack ext out.mcpb").success().stderr("");
}

#[test]
fn a_version_whose_order_is_lost_is_warned_about() {
    let text = FLIT.replace("2.5", "2.5.post1");
    let template = MANIFEST.replace("1.0.0", "{{ version }}");
    let case = Case::new()
        .file("ext/manifest.json", &template)
        .file("ext/server/index.js", "")
        .file("pyproject.toml", &text)
        .file("x.py", "");
    case.run("dxt pack ext").success().stderr_contains(
        "warning[version-order-lost]: 2.5.post1 becomes 2.5.0+post.1, which hosts take for the same \
         as 2.5.0\n",
    );
    assert!(case.path("demo-server-2.5.0+post.1.mcpb").exists());
    // A version of the extension's own is nobody else's.
    case.write("ext/manifest.json", MANIFEST);
    case.run("dxt pack ext").success().stderr("");
}
