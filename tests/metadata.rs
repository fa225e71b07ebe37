//! `pyrel metadata` says what the wheel would say.

use std::fs;

use serde_json::json;

use crate::harness::case::Case;
use crate::harness::dist::Dist;
use crate::harness::fixture::Fixture;
use crate::harness::peers::peers;
use crate::harness::run::Run;

fn package() -> Case {
    Case::new().backend("flit/metadata")
}

#[test]
fn it_prints_the_metadata_of_the_wheel() {
    for fixture in Fixture::all() {
        let case = Case::new().backend(&fixture.name);
        case.run("build --wheel --quiet").success();
        let names = case.list("dist");
        let wheel = Dist::read(&case.path("dist").join(&names[0]));
        fs::remove_dir_all(case.path("dist")).unwrap();
        let run = case.run("metadata");
        run.success().stdout(wheel.text(&wheel.dist_info("METADATA")));
        assert_eq!(case.list("dist"), [""; 0]);
    }
}

/// `importlib.metadata` makes the same JSON of the same text, as far as it knows the fields.
#[test]
fn the_json_is_what_python_makes_of_the_text() {
    const SCRIPT: &str = "
import json, sys
from importlib.metadata import PathDistribution
from pathlib import Path
found = PathDistribution(Path(sys.argv[1])).metadata.json
print(json.dumps(found))
";
    for fixture in ["flit/metadata", "flit/package", "setuptools/src-metadata"] {
        let case = Case::new().backend(fixture);
        let mut ours = case.run("metadata --json").success().json()["outputs"]["metadata"].clone();
        case.write("x.dist-info/METADATA", &case.run("metadata").success().stdout);
        let mut python = peers().python("build");
        let run = Run::of(python.args(["-c", SCRIPT]).arg(case.path("x.dist-info")));
        let mut theirs = run.success().json();
        let (ours, theirs) = (ours.as_object_mut().unwrap(), theirs.as_object_mut().unwrap());
        // It knows nothing of licence files and import names, and parts keywords at blanks.
        for key in ["license_file", "import_name", "import_namespace", "keywords"] {
            let first = ours.remove(key);
            assert_eq!(first.is_some(), theirs.remove(key).is_some(), "{fixture}: {key}");
        }
        assert_eq!(ours, theirs, "{fixture}");
    }
}

#[test]
fn a_field_is_printed_alone() {
    let case = Case::new().backend("flit/package");
    case.run("metadata --field version").success().stdout("0.4\n");
    case.run("metadata -F Requires_Python").success().stdout(">=3.9\n");
    case.run("metadata -F license-file").success().stdout_contains("LICENSE\nNOTICE.txt\n");
    case.run("metadata -F obsoletes").success().stdout("");
    case.run("metadata -F version --set-version 1.0RC1").success().stdout("1.0rc1\n");
    let json = case.run("metadata -F name --json").success().json();
    assert_eq!(json["outputs"]["metadata"], json!({"name": "star-map"}));
    case.run("metadata -F licence-file").failure(2).stdout("").stderr(
        "error: core metadata has no field `licence-file`\nhint: did you mean `license-file`?\n",
    );
    case.run("metadata -F colour").failure(2).stderr(
        "error: core metadata has no field `colour`
hint: name a header of METADATA, such as `version` or `requires-dist`\n",
    );
}

#[test]
fn what_a_build_would_miss_may_be_missing() {
    let toml = "[build-system]\nrequires = [\"setuptools\"]\nbuild-backend = \"setuptools.build_meta\"\n\
        [project]\nname = \"demo\"\nversion = \"1\"\n\
        [tool.setuptools]\npackages = [\"gone\"]\nscript-files = [\"gone.sh\"]\n";
    let case = Case::new().file("pyproject.toml", toml);
    case.run("build").failure(1);
    case.run("metadata -F name").success().stdout("demo\n");
    let run = case.run("metadata -v -F version");
    run.success()
        .stderr("read by the rules of setuptools 84: the newest that `setuptools` allows\n");
}

#[test]
fn an_sdist_says_the_same_as_its_folder() {
    let case = package();
    let text = case.run("metadata").success().stdout.clone();
    case.run("build --sdist --quiet").success();
    let sdist = case.list("dist").remove(0);
    case.run(&format!("metadata dist/{sdist}")).success().stdout(&text);
}

#[test]
fn wrong_metadata_is_refused_at_its_place() {
    let case = package();
    case.write("pyproject.toml", "[build-system]\nrequires = 1\n");
    let run = case.run("metadata");
    run.failure(1).stdout("").stderr_contains(" --> pyproject.toml:2:12\n");
}
