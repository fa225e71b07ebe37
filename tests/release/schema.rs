//! The JSON Schema of `[tool.pyrel]`, held by a validator of others.

use std::path::Path;

use crate::harness::case::{Case, REPOSITORY};
use crate::harness::peers::peers;
use crate::harness::run::Run;

/// What the validator says of the table in the project of a case.
fn validate(case: &Case) -> Run {
    let script = "import json, tomllib; \
                  print(json.dumps(tomllib.load(open('pyproject.toml', 'rb'))['tool']['pyrel']))";
    let mut python = peers().python("lint");
    let run = Run::of(python.args(["-c", script]).current_dir(case.path("")));
    case.write("table.json", &run.success().stdout);
    let schema = Path::new(REPOSITORY).join("docs/pyrel.schema.json");
    let mut check = peers().tool("lint", "check-jsonschema");
    Run::of(check.arg("--schemafile").arg(schema).arg(case.path("table.json")))
}

#[test]
fn the_tables_of_the_fixtures_fit_the_schema() {
    for name in ["flit-uv", "seed-like"] {
        validate(&Case::new().fixture(name)).success();
    }
}

/// What pyrel refuses, editors refuse too.
#[test]
fn what_pyrel_refuses_does_not_fit() {
    for (from, to) in [
        ("dist-dir = \"dist\"", "dst-dir = \"dist\""),
        ("dist-dir = \"dist\"", "dist-dir = 1"),
        ("format = \"mcpb\"", "format = \"zip\""),
        ("assets = [\"src/deploy\"]", "assets = [{ form = \"src/deploy\" }]"),
        ("files = [", "file = ["),
    ] {
        let case = Case::new().fixture("seed-like");
        let toml = case.read("pyproject.toml");
        assert!(toml.contains(from), "no {from}");
        case.write("pyproject.toml", &toml.replace(from, to));
        validate(&case).failure(1);
        case.run("release --no-upload --dry-run").failure(1);
    }
}
