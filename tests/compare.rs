//! `pyrel build --compare`: a maintainer can switch with proof.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::harness::case::Case;
use crate::harness::fixture::Fixture;
use crate::harness::peers::peers;

/// A fixture, and in `../old` what its real backend makes of it.
fn with_old(name: &str) -> Case {
    let case = Case::new().backend(name).env("SOURCE_DATE_EPOCH", "1577836800");
    let fixture = Fixture::all().into_iter().find(|fixture| fixture.name == name).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let make = ["sdist", "wheel-from-sdist"];
    let job = json!({"project": case.path(""), "out": elsewhere.path(), "make": make});
    let made = peers().hooks(&fixture.environment(), &[job]);
    fs::create_dir(case.path("../old")).unwrap();
    for what in make {
        let path = Path::new(made[0][what].as_str().unwrap());
        fs::copy(path, case.path("../old").join(path.file_name().unwrap())).unwrap();
    }
    case
}

#[test]
fn what_the_real_backends_built_is_what_we_build() {
    for name in [
        "flit/package",
        "hatchling/metadata",
        "pdm/defaults",
        "poetry/dynamic-versioning",
        "setuptools/src-metadata",
    ] {
        let case = with_old(name);
        let run = case.run("build --compare ../old -q");
        run.success();
        let verdicts = run.stdout.lines().filter(|line| line.contains(": equal by meaning: "));
        assert_eq!(verdicts.count(), 2, "{name}\n{}", run.stdout);
        assert_eq!(case.list("dist").len(), 2, "{name}");
        // What is built now is the same to the last byte.
        let run = case.run("build --compare dist -o again");
        run.success();
        assert_eq!(run.stdout.matches(": equal bytes\n").count(), 2, "{name}\n{}", run.stdout);
    }
}

#[test]
fn nothing_is_placed_where_it_differs() {
    let case = with_old("flit/package");
    let names = case.list("../old");
    let text = case.read("pyproject.toml");
    case.write(
        "pyproject.toml",
        &text.replace("requires-python = \">=3.9\"", "requires-python = \">=3.8\""),
    );
    assert_ne!(case.read("pyproject.toml"), text);
    for more in ["", " --dry-run"] {
        let run = case.run(&format!("build --wheel --compare ../old{more}"));
        let wheel = &names[0];
        run.failure(1)
            .stdout_contains(&format!("{wheel}: differs: 1 difference\n"))
            .stdout_contains("METADATA: Requires-Python\n    - >=3.9\n    + >=3.8\n")
            .stderr(&format!(
                "error[compare-differs]: `Requires-Python` is not as in `../old/{wheel}` (origin: \
                 generated for every wheel)
--> {wheel}!star_map-0.4.dist-info/METADATA
 = hint: mend the project, or accept it with `--ignore compare-differs` if it is wanted

error: nothing was done, since one error was found
"
            ));
        assert_eq!(case.list("dist"), [""; 0]);
    }
    let json = case.run("build --wheel --compare ../old --json").failure(1).json();
    let compared = &json["outputs"]["compared"][0];
    assert_eq!(compared["likeness"], "differs");
    assert_eq!(compared["differences"][0]["field"], "Requires-Python");
    assert_eq!(compared["differences"][0]["why"], "generated for every wheel");
    case.run("build --wheel --compare ../old --ignore compare-differs").success();
    assert_eq!(case.list("dist").len(), 1);
}

/// Hatchling packs whatever lies in the project and is not ignored.
#[test]
fn a_folder_of_old_distributions_that_is_packed_as_well_is_said() {
    let case = with_old("hatchling/metadata");
    fs::rename(case.path("../old"), case.path("old")).unwrap();
    let sdist = case.list("old").into_iter().find(|name| name.ends_with(".tar.gz")).unwrap();
    let run = case.run("build --sdist --compare old --ignore compare-differs");
    run.stderr_contains(
        "warning[compare-packed]: one of the distributions to compare with is packed as well\n",
    )
    .stderr_contains(&format!("--> {sdist}!{}/old/", sdist.trim_end_matches(".tar.gz")));
}

#[test]
fn a_missing_counterpart_is_said() {
    let case = with_old("flit/package");
    let names = case.list("../old");
    fs::remove_file(case.path("../old").join(&names[1])).unwrap();
    let run = case.run("build --compare ../old");
    run.success().stderr(&format!(
        "warning[compare-missing]: `../old` has nothing to compare `{}` with
 |
 = hint: build it with the other tool as well, or build only what that has built

",
        names[1]
    ));
    case.run("build --compare ../old --strict").failure(1);
    fs::create_dir(case.path("empty")).unwrap();
    for folder in ["empty", "gone"] {
        case.run(&format!("build --compare {folder}")).failure(1).stdout("").stderr(&format!(
            "error: `{folder}` has nothing that could be compared with what is built
hint: name the folder that the other tool has put its wheel and sdist into
"
        ));
    }
}
