//! Every key of every table with values of every type.

use std::fmt::Write as _;

use serde_json::Value;

use crate::harness::case::Case;

/// A value, and what it is.
const VALUES: [(&str, &str); 12] = [
    ("text", "\"x\""),
    ("integer", "1"),
    ("float", "1.5"),
    ("boolean", "true"),
    ("date", "1979-05-27"),
    ("empty", "[]"),
    ("texts", "[\"x\"]"),
    ("integers", "[1]"),
    ("lists", "[[\"x\"]]"),
    ("tables", "[{ x = 1 }]"),
    ("table", "{ x = \"y\" }"),
    ("odd table", "{ x = 1 }"),
];

const TEXT: &[&str] = &["text"];
const TEXTS: &[&str] = &["empty", "texts"];
const TABLE: &[&str] = &["table"];
const BOOLEAN: &[&str] = &["boolean"];

/// A table, its keys, and of which of the types above a value may be.
type Table = (&'static str, &'static [(&'static str, &'static [&'static str])]);

/// The tables that every backend reads.
const COMMON: [Table; 2] = [
    ("build-system", &[("requires", TEXTS), ("build-backend", TEXT), ("backend-path", TEXTS)]),
    (
        "project",
        &[
            ("name", TEXT),
            ("version", TEXT),
            ("description", TEXT),
            ("readme", &["text", "table", "odd table"]),
            ("requires-python", TEXT),
            ("license", &["text", "table", "odd table"]),
            ("authors", &["empty"]),
            ("maintainers", &["empty"]),
            ("keywords", TEXTS),
            ("classifiers", TEXTS),
            ("urls", TABLE),
            ("scripts", TABLE),
            ("gui-scripts", TABLE),
            ("entry-points", &[]),
            ("dependencies", TEXTS),
            ("optional-dependencies", &[]),
            ("dynamic", TEXTS),
        ],
    ),
];

/// What all but hatchling take for licence files, and what hatchling does.
const LICENSE_FILES: [Table; 1] = [("project", &[("license-files", TEXTS)])];
const DRAFT_LICENSE_FILES: [Table; 1] =
    [("project", &[("license-files", &["empty", "texts", "table", "odd table"])])];

const FLIT: [Table; 3] = [
    ("tool.flit.module", &[("name", TEXT)]),
    ("tool.flit.sdist", &[("include", TEXTS), ("exclude", TEXTS)]),
    ("tool.flit.external-data", &[("directory", TEXT)]),
];

const HATCHLING: [Table; 5] = [
    (
        "tool.hatch.build",
        &[
            ("include", TEXTS),
            ("exclude", TEXTS),
            ("artifacts", TEXTS),
            ("packages", TEXTS),
            ("only-include", TEXTS),
            ("force-include", TABLE),
            ("sources", &["empty", "texts", "table"]),
            ("only-packages", BOOLEAN),
            ("ignore-vcs", BOOLEAN),
            ("skip-excluded-dirs", BOOLEAN),
            ("strict-naming", BOOLEAN),
            ("dev-mode-dirs", TEXTS),
            ("dev-mode-exact", BOOLEAN),
            ("hooks", &[]),
            ("targets", &["table", "odd table"]),
        ],
    ),
    (
        "tool.hatch.build.targets.wheel",
        &[
            ("include", TEXTS),
            ("sources", &["empty", "texts", "table"]),
            ("core-metadata-version", TEXT),
            ("shared-data", TABLE),
            ("shared-scripts", TABLE),
            ("extra-metadata", TABLE),
            ("sbom-files", TEXTS),
            ("bypass-selection", BOOLEAN),
        ],
    ),
    ("tool.hatch.build.targets.sdist", &[("exclude", TEXTS), ("support-legacy", BOOLEAN)]),
    (
        "tool.hatch.metadata",
        &[
            ("allow-direct-references", BOOLEAN),
            ("allow-ambiguous-features", BOOLEAN),
            ("hooks", &[]),
        ],
    ),
    (
        "tool.hatch.version",
        &[
            ("source", TEXT),
            ("path", TEXT),
            ("pattern", TEXT),
            ("expression", TEXT),
            ("variable", TEXT),
        ],
    ),
];

const PDM: [Table; 2] = [
    (
        "tool.pdm.build",
        &[
            ("includes", TEXTS),
            ("excludes", TEXTS),
            ("source-includes", TEXTS),
            ("package-dir", TEXT),
            ("wheel-data", &[]),
            ("editable-backend", TEXT),
            ("is-purelib", BOOLEAN),
            ("run-setuptools", BOOLEAN),
            ("custom-hook", &[]),
        ],
    ),
    ("tool.pdm.version", &[("source", TEXT), ("path", TEXT), ("pattern", TEXT)]),
];

const POETRY: [Table; 1] = [(
    "tool.poetry",
    &[
        ("package-mode", BOOLEAN),
        ("name", TEXT),
        ("version", TEXT),
        ("description", TEXT),
        ("license", TEXT),
        ("authors", TEXTS),
        ("maintainers", TEXTS),
        ("readme", &["text", "empty", "texts"]),
        ("homepage", TEXT),
        ("repository", TEXT),
        ("documentation", TEXT),
        ("urls", TABLE),
        ("keywords", TEXTS),
        ("classifiers", TEXTS),
        ("packages", &["empty"]),
        ("include", TEXTS),
        ("exclude", TEXTS),
        ("dependencies", TABLE),
        ("extras", &[]),
        ("scripts", TABLE),
        ("plugins", &[]),
        ("build", &[]),
    ],
)];

const SETUPTOOLS: [Table; 3] = [
    (
        "tool.setuptools",
        &[
            ("packages", TEXTS),
            ("py-modules", TEXTS),
            ("package-dir", TABLE),
            ("package-data", &[]),
            ("exclude-package-data", &[]),
            ("include-package-data", BOOLEAN),
            ("zip-safe", BOOLEAN),
            ("license-files", TEXTS),
            ("data-files", &[]),
            ("script-files", TEXTS),
            ("namespace-packages", TEXTS),
            ("platforms", TEXTS),
        ],
    ),
    (
        "tool.setuptools.packages.find",
        &[("where", TEXTS), ("include", TEXTS), ("exclude", TEXTS), ("namespaces", BOOLEAN)],
    ),
    ("tool.setuptools.dynamic", &[("version", &[]), ("readme", &[]), ("dependencies", &[])]),
];

const PYREL: [Table; 3] = [
    ("tool.pyrel", &[("dist-dir", TEXT), ("repository", TEXT)]),
    (
        "tool.pyrel.dxt",
        &[
            ("manifest", TEXT),
            ("assets", TEXTS),
            ("include", TEXTS),
            ("name", TEXT),
            ("format", TEXT),
        ],
    ),
    ("tool.pyrel.release", &[("zip", TEXT), ("files", TEXTS)]),
];

/// The distribution that provides a backend.
fn distribution(backend: &str) -> &str {
    match backend.split('.').next().unwrap_or_default() {
        "pdm" => "pdm-backend",
        "poetry" => "poetry-core",
        other => other,
    }
}

/// The lines of a sound project by table.
fn sound(backend: &str) -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let requires = format!("[\"{}\"]", distribution(backend));
    vec![
        ("build-system", vec![("requires", requires), ("build-backend", format!("\"{backend}\""))]),
        (
            "project",
            vec![
                ("name", "\"demo\"".to_owned()),
                ("version", "\"1\"".to_owned()),
                ("description", "\"d\"".to_owned()),
            ],
        ),
    ]
}

/// A project where one key has this value, and the line on which it stands.
fn with(backend: &str, table: &'static str, key: &'static str, value: &str) -> (String, u64) {
    let mut tables = sound(backend);
    if !tables.iter().any(|(name, _)| *name == table) {
        tables.push((table, Vec::new()));
    }
    let lines = tables.iter_mut().find(|(name, _)| *name == table).unwrap();
    lines.1.retain(|(name, _)| *name != key);
    lines.1.push((key, value.to_owned()));
    let (mut text, mut line, mut at) = (String::new(), 0, 0);
    for (name, lines) in &tables {
        writeln!(text, "[{name}]").unwrap();
        line += 1;
        for (own, value) in lines {
            writeln!(text, "{own} = {value}").unwrap();
            line += 1;
            if (*name, *own) == (table, key) {
                at = line;
            }
        }
    }
    (text, at)
}

/// Tries all values of all keys and returns what was not refused where it stands.
fn misjudged(backend: &str, command: &str, tables: &[Table]) -> Vec<String> {
    let case = Case::new().file("demo.py", "").file("dist/old", "old");
    let mut found = Vec::new();
    for (table, keys) in tables {
        for (key, right) in *keys {
            for (kind, value) in VALUES {
                let (text, line) = with(backend, table, key, value);
                case.write("pyproject.toml", &text);
                let run = case.run(command);
                let is_right = right.contains(&kind);
                // What is of the right type may be wrong for another reason.
                let lines = lines(&run.json());
                let is_refused = run.status == 1 && lines.contains(&line);
                let is_fine = if is_right { run.status <= 1 } else { is_refused };
                if !is_fine {
                    let told = run.stderr.lines().next().unwrap_or_default().to_owned();
                    found.push(format!(
                        "[{table}] {key} = {value}: {}, lines {lines:?}: {told}",
                        run.status
                    ));
                }
                assert_eq!(case.list("dist"), ["old"]);
            }
        }
    }
    found
}

/// The lines of `pyproject.toml` that the findings are about.
fn lines(report: &Value) -> Vec<u64> {
    let findings = report["findings"].as_array().unwrap().iter();
    let errors = findings.filter(|it| it["severity"] == "error");
    let places = errors.map(|it| &it["place"]).filter(|it| it["path"] == "pyproject.toml");
    places.filter_map(|it| it["line"].as_u64()).collect()
}

#[track_caller]
fn check(backend: &str, command: &str, tables: &[Table]) {
    let found = misjudged(backend, command, tables);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn of_the_standard_tables_with_flit() {
    check("flit_core.buildapi", "build --dry-run --json", &COMMON);
    check("flit_core.buildapi", "build --dry-run --json", &LICENSE_FILES);
}

#[test]
fn of_the_standard_tables_with_hatchling() {
    check("hatchling.build", "build --dry-run --json", &COMMON);
    check("hatchling.build", "build --dry-run --json", &DRAFT_LICENSE_FILES);
}

#[test]
fn of_the_standard_tables_with_setuptools() {
    check("setuptools.build_meta", "build --dry-run --json", &COMMON);
    check("setuptools.build_meta", "build --dry-run --json", &LICENSE_FILES);
}

#[test]
fn of_flits_own_tables() {
    check("flit_core.buildapi", "build --dry-run --json", &FLIT);
}

#[test]
fn of_hatchlings_own_tables() {
    check("hatchling.build", "build --dry-run --json", &HATCHLING);
}

#[test]
fn of_setuptools_own_tables() {
    check("setuptools.build_meta", "build --dry-run --json", &SETUPTOOLS);
}

#[test]
fn of_pdm_backends_own_tables() {
    check("pdm.backend", "build --dry-run --json", &PDM);
}

#[test]
fn of_poetry_cores_own_table() {
    check("poetry.core.masonry.api", "build --dry-run --json", &POETRY);
}

#[test]
fn of_our_own_tables() {
    let command = "release --no-github --no-upload --dry-run --json";
    check("flit_core.buildapi", command, &PYREL);
}
