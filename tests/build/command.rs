//! The flags of `pyrel build`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::harness::case::Case;
use crate::harness::dist::Dist;

const SDIST: &str = "star_map-0.4.tar.gz";
const WHEEL: &str = "star_map-0.4-py3-none-any.whl";

fn package() -> Case {
    Case::new().backend("flit/package")
}

/// Every file below the project, with its bytes.
fn snapshot(case: &Case, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for name in case.list(folder) {
        let path = format!("{folder}/{name}");
        if case.path(&path).is_dir() {
            found.extend(snapshot(case, &path));
        } else {
            found.insert(path.clone(), fs::read(case.path(&path)).unwrap());
        }
    }
    found
}

#[test]
fn both_are_made_unless_one_is_asked_for() {
    for (arguments, expect) in [
        ("build", &[WHEEL, SDIST][..]),
        ("build -w -s", &[WHEEL, SDIST]),
        ("build --wheel", &[WHEEL]),
        ("build -s", &[SDIST]),
    ] {
        let case = package();
        case.run(arguments).success().stderr("");
        assert_eq!(case.list("dist"), expect, "{arguments}");
    }
}

#[test]
fn results_go_where_they_are_sent() {
    let case = package();
    let run = case.run("build --wheel -o out/put/here");
    run.success().stdout_contains("placed out/put/here/star_map-0.4-py3-none-any.whl (");
    assert_eq!(case.list("out/put/here"), [WHEEL]);
    assert_eq!(case.list("dist"), [""; 0]);
}

#[test]
fn a_dry_run_foretells_what_the_real_run_does_and_writes_nothing() {
    let case = package();
    let before = snapshot(&case, ".");
    let foretold = case.run("build --dry-run --json").success().json();
    let lines = case.run("build --dry-run").success().stdout.clone();
    assert_eq!(snapshot(&case, "."), before);
    assert_eq!(fs::read_dir(case.temporary()).unwrap().count(), 0);
    let done: String = case.run("build").success().stdout.clone();
    assert_eq!(lines.replace("would place", "placed"), done);
    let real = case.run("build --json").success().json();
    assert_eq!(foretold["plan"], real["done"]);
    assert_eq!(foretold["outputs"], real["outputs"]);
    for file in real["outputs"]["files"].as_array().unwrap() {
        let bytes = fs::read(case.path(file["path"].as_str().unwrap())).unwrap();
        assert_eq!(file["size"], bytes.len());
        assert_eq!(file["sha256"], sha256(&bytes));
    }
}

fn sha256(bytes: &[u8]) -> String {
    let digest = <sha2::Sha256 as sha2::Digest>::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_dry_run_is_refused_where_the_real_run_would_be() {
    let case = package().file("pyproject.toml", "[build-system]\nrequires = 1\n");
    let real = case.run("build");
    case.run("build --dry-run").failure(1).stderr(&real.failure(1).stderr);
    let run = Case::new().env("DRY_RUN", "perhaps").run("build");
    run.failure(2)
        .stderr_contains("error: `DRY_RUN` is `perhaps`, which means neither yes nor no\n");
}

/// Runs a command for show and for good: both are refused alike, and nothing is made.
#[track_caller]
fn impossible(case: &Case, command: &str, message: &str) {
    let before = snapshot(case, ".");
    for option in ["--dry-run", ""] {
        let run = case.run(&format!("{command} {option} --quiet"));
        run.failure(1).stdout("").stderr(message);
    }
    assert_eq!(snapshot(case, "."), before);
}

#[test]
fn a_place_that_cannot_be_had_is_refused_in_a_dry_run_as_well() {
    let file = |name| format!("error: cannot write into `{name}`: it is not a folder\n");
    let case = package().file("out.txt", "");
    impossible(&case, "build -o out.txt", &file("out.txt"));
    impossible(&case, "build -o out.txt/deep/er", &file("out.txt"));
    impossible(&case, "release --no-upload -o out.txt", &file("out.txt"));
    fs::create_dir_all(case.path("taken").join(WHEEL)).unwrap();
    let folder = format!("error: cannot write `taken/{WHEEL}`: it is a folder\n");
    impossible(&case, "build -o taken", &folder);
    impossible(&case, "release --no-upload -o taken", &folder);

    let case = Case::new().fixture("seed-like").file("out.txt", "");
    impossible(&case, "dxt pack src/deploy out.txt/x.mcpb", &file("out.txt"));
}

#[cfg(target_os = "linux")]
#[test]
fn the_folders_of_the_kernel_take_no_files() {
    let message = "error: cannot write into `/proc`\n  caused by: permission denied\n";
    impossible(&package(), "build -o /proc/there", message);
}

#[test]
fn what_is_built_from_is_never_overwritten() {
    let case = package();
    case.run("build -s -o .").success();
    let message = format!(
        "error: `{SDIST}` would be overwritten by what is made from it
hint: send the results elsewhere with `--out-dir`\n"
    );
    impossible(&case, &format!("build {SDIST} --sdist"), &message);
    impossible(&case, &format!("release {SDIST} --no-upload"), &message);
    case.run(&format!("build {SDIST} --sdist -o elsewhere")).success();
    assert_eq!(case.list("elsewhere"), [SDIST]);
}

#[test]
fn what_can_be_built_is_said() {
    for name in ["x.whl", "pyproject.toml"] {
        package().file("x.whl", "").run(&format!("build {name}")).failure(1).stderr(&format!(
            "error: `{name}` is neither the folder of a project nor an sdist
hint: name the folder that holds pyproject.toml, or a .tar.gz\n"
        ));
    }
}

#[test]
fn an_upload_of_nothing_says_so() {
    Case::new().run("upload --dry-run").failure(1).stderr(
        "error: there is no project here that would tell which files to upload
hint: name the files, as in `pyrel upload dist/*`\n",
    );
    let case = package();
    case.run("build").success();
    case.run("upload --repository local").success();
    let nothing = "there is nothing to upload\n";
    case.run("upload --repository local --dry-run").success().stdout(nothing);
}

#[test]
fn the_list_names_every_member_and_what_admitted_it() {
    let case = Case::new().backend("flit/sdist-include-only");
    case.run("build --list").success().stdout(
        "husk-1.tar.gz
  husk-1/PKG-INFO        generated for every sdist
  husk-1/d/a.pyc         tool.flit.sdist.include `d` (pyproject.toml:11)
  husk-1/d/e/b.pyc       tool.flit.sdist.include `d` (pyproject.toml:11)
  husk-1/husk.py         the module `husk`
  husk-1/n\u{ef}ce/\u{fc}.txt      tool.flit.sdist.include `n\u{ef}ce/*` (pyproject.toml:11)
  husk-1/pyproject.toml  pyproject.toml and the files it names
husk-1-py2.py3-none-any.whl
  husk.py                    the module `husk`
  husk-1.dist-info/METADATA  generated for every wheel
  husk-1.dist-info/WHEEL     generated for every wheel
  husk-1.dist-info/RECORD    made from the digests of all others
",
    );
    assert_eq!(case.list("."), ["d", "husk.py", "n\u{ef}ce", "pyproject.toml"]);
}

#[test]
fn the_list_is_what_is_built() {
    let case = package();
    let listed = case.run("build --list --json").success().json();
    case.run("build").success();
    for list in listed["outputs"]["members"].as_array().unwrap() {
        let dist = Dist::read(&case.path("dist").join(list["name"].as_str().unwrap()));
        let top = if list["kind"] == "sdist" { "star_map-0.4/" } else { "" };
        let names: Vec<String> = list["members"]
            .as_array()
            .unwrap()
            .iter()
            .map(|member| member["path"].as_str().unwrap().strip_prefix(top).unwrap().to_owned())
            .collect();
        let names: Vec<String> = BTreeSet::from_iter(names).into_iter().collect();
        assert_eq!(names, dist.members.keys().cloned().collect::<Vec<_>>());
    }
}

#[test]
fn a_file_says_why_it_goes_in() {
    let case = package();
    let draw = "star_map-0.4.tar.gz: star_map-0.4/star_map/draw.py: the module `star_map`
star_map-0.4-py3-none-any.whl: star_map/draw.py: the module `star_map`\n";
    case.run("build --why star_map/draw.py").success().stdout(draw);
    case.run("build --why ./star_map/draw.py").success().stdout(draw);
    let missing = "error: there is no file `star_map/nothing.py` in the project
hint: name it from the project's folder on, with `/`\n";
    case.run("build --why star_map/nothing.py").failure(1).stdout("").stderr(missing);
    case.write("star_map/draw.pyc", "");
    case.run("build --why star_map/draw.pyc").success().stdout(
        "star_map-0.4.tar.gz: `star_map/draw.pyc` is not in it: nothing admits it, or an exclusion keeps it out
star_map-0.4-py3-none-any.whl: `star_map/draw.pyc` is not in it: nothing admits it, or an exclusion keeps it out\n",
    );
    case.run("build --wheel --why LICENSE").success().stdout(
        "star_map-0.4-py3-none-any.whl: star_map-0.4.dist-info/licenses/LICENSE: a licence file\n",
    );
}

/// Builds a project with another version, and holds the tree against what it was before.
#[track_caller]
fn another_version(case: &Case, wheel: &str) {
    let before = snapshot(case, ".");
    let out = case.temporary().join("out");
    case.run(&format!("build --set-version 9.8rc1 -o {}", out.display())).success();
    assert_eq!(snapshot(case, "."), before, "the tree was touched");
    let built = Dist::read(&out.join(wheel));
    assert!(built.text(&built.dist_info("METADATA")).contains("\nVersion: 9.8rc1\n"));
}

#[test]
fn another_version_leaves_the_tree_as_it_is() {
    let of = |case: &str| Case::new().backend(case);
    another_version(&of("flit/package"), "star_map-9.8rc1-py3-none-any.whl");
    another_version(&of("flit/module-file"), "tiny_clock-9.8rc1-py2.py3-none-any.whl");
    another_version(&of("flit/version-files"), "layers-9.8rc1-py2.py3-none-any.whl");
    another_version(&of("setuptools/flat"), "flat_thing-9.8rc1-py3-none-any.whl");
    let attr = of("setuptools/dynamic-attr").file("src/attrib/about.py", "VERSION = '1'\n");
    another_version(&attr, "attrib-9.8rc1-py3-none-any.whl");
    another_version(&of("setuptools/dynamic-files"), "moved-9.8rc1-py3-none-any.whl");
}

#[test]
fn another_version_goes_into_the_module_that_states_it() {
    let case = Case::new().backend("flit/version-files");
    case.run("build --set-version 9.8").success();
    let wheel = Dist::read(&case.path("dist/layers-9.8-py2.py3-none-any.whl"));
    let text = "other = __version__ = \"9.8\"\n__version__ = \"4\"\n";
    assert_eq!(wheel.text("layers/version.py"), text);
}

#[test]
fn earlier_results_of_this_project_are_cleared_on_request_alone() {
    let case = package();
    for version in ["1.0", "2.0"] {
        case.run(&format!("build --set-version {version}")).success();
    }
    for stranger in ["notes.txt", "other-1.0.tar.gz", "star_map_two-1.0-py3-none-any.whl"] {
        case.write(&format!("dist/{stranger}"), "");
    }
    case.run("build --wheel --set-version 2.0 --clear --dry-run").success();
    assert_eq!(case.list("dist").len(), 7);
    let run = case.run("build --wheel --set-version 2.0 --clear");
    let removed = run.success().stdout.find("removed dist/star_map-1.0-py3-none-any.whl\n");
    assert!(removed > run.stdout.find("placed dist/"), "{}", run.stdout);
    assert_eq!(
        case.list("dist"),
        [
            "notes.txt",
            "other-1.0.tar.gz",
            "star_map-2.0-py3-none-any.whl",
            "star_map_two-1.0-py3-none-any.whl"
        ]
    );
}

#[test]
fn a_refused_build_clears_nothing() {
    let case = package();
    case.run("build").success();
    case.write("pyproject.toml", "[build-system]\nrequires = 1\n");
    case.run("build --clear").failure(1);
    assert_eq!(case.list("dist"), [WHEEL, SDIST]);
}

#[test]
fn a_wheel_that_would_differ_from_the_sdists_is_warned_about() {
    let case = Case::new().backend("flit/sdist-patterns");
    let message = "warning[wheel-differs]: the wheel is made from the sdist, and unlike one made from \
                   the tree it lacks `sieve/drop.me`, `sieve/private/a.py`, `sieve/private/deep/b.py`\n";
    case.run("build").success().stderr_contains(message);
    case.run("build --quiet").success().stderr("");
    // The project keeps what it tests patterns with.
    let others = "--ignore unmatched-pattern --ignore cache-file";
    case.run(&format!("build {others} --ignore wheel-differs")).success().stderr("");
    case.run(&format!("build {others} -w -s")).success().stderr("");
    fs::remove_dir_all(case.path("dist")).unwrap();
    let run = case.run(&format!("build {others} --strict"));
    run.failure(1).stderr_contains("error: nothing was done, since one error was found\n");
    assert_eq!(case.list("dist"), [""; 0]);
}

#[test]
fn the_rules_that_were_followed_are_said_on_request() {
    let said = |fixture: &str, rules: &str| {
        let line = format!("built by the rules of {rules}\n");
        Case::new().backend(fixture).run("build -v").success().stderr_contains(&line);
    };
    said("flit/package", "flit_core 4: the newest that `flit_core>=4` allows");
    said("flit/flit3-package", "flit_core 3.12: the newest that `flit_core<4,>=3.11` allows");
}
