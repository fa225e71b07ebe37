//! `pyrel build --editable`. What Python finds through it is judged in `parity::editable`.

use std::fs;

use crate::harness::case::Case;
use crate::harness::dist::Dist;

const WHEEL: &str = "star_map-0.4-0.editable-py3-none-any.whl";

fn package() -> Case {
    Case::new().backend("flit/package")
}

#[test]
fn one_wheel_is_made_that_names_the_place_of_the_files() {
    let case = package();
    let run = case.run("build --editable");
    run.success().stderr("").stdout_contains(&format!("placed dist/{WHEEL} ("));
    assert_eq!(case.list("dist"), [WHEEL]);
    let wheel = Dist::read(&case.path("dist").join(WHEEL));
    let here = fs::canonicalize(case.path("")).unwrap();
    assert_eq!(wheel.text("star_map.pth"), here.to_str().unwrap());
    assert!(!wheel.members.contains_key("star_map/__init__.py"));
    let usual = case.run("build --wheel").success().stdout.clone();
    assert!(!usual.contains("editable") && case.list("dist").len() == 2);
}

#[test]
fn it_is_the_same_wherever_it_is_made_from() {
    let case = package();
    let from = |arguments: &str, folder: &str| {
        let mut command = case.command(crate::harness::case::PYREL);
        command.args(arguments.split_whitespace()).current_dir(case.path(folder));
        crate::harness::run::Run::of(&mut command).success();
        fs::read(case.path("dist").join(WHEEL)).unwrap()
    };
    let first = from("build -e", ".");
    assert_eq!(from("build -e ..", "star_map"), first);
    assert_eq!(from("build -e ./star_map/..", "."), first);
}

#[test]
fn it_can_be_listed_explained_and_foretold() {
    let case = package();
    case.run("build --editable --list").success().stdout(&format!(
        "{WHEEL}
  star_map.pth                                 names the folders of an editable install
  star_map-0.4.dist-info/METADATA              generated for every wheel
  star_map-0.4.dist-info/WHEEL                 generated for every wheel
  star_map-0.4.dist-info/licenses/AUTHORS      a licence file
  star_map-0.4.dist-info/licenses/COPYING.md   a licence file
  star_map-0.4.dist-info/licenses/LICENCE.old  a licence file
  star_map-0.4.dist-info/licenses/LICENSE      a licence file
  star_map-0.4.dist-info/licenses/NOTICE.txt   a licence file
  star_map-0.4.dist-info/RECORD                made from the digests of all others
"
    ));
    let why = format!(
        "{WHEEL}: `star_map/draw.py` is not in it: nothing admits it, or an exclusion keeps it out\n"
    );
    case.run("build --editable --why star_map/draw.py").success().stdout(&why);
    let foretold = case.run("build --editable --dry-run --json").success().json();
    assert_eq!(case.list("dist"), [""; 0]);
    let done = case.run("build --editable --json").success().json();
    assert_eq!(foretold["outputs"], done["outputs"]);
    assert_eq!(done["outputs"]["files"][0]["name"], WHEEL);
    case.run("build --editable -v")
        .success()
        .stderr_contains("built by the rules of flit_core 4: ");
}

#[test]
fn another_version_is_in_its_metadata_alone() {
    let case = package();
    case.run("build --editable --set-version 9 --clear").success();
    assert_eq!(case.list("dist"), ["star_map-9-0.editable-py3-none-any.whl"]);
    case.run("build --editable --clear").success();
    assert_eq!(case.list("dist"), [WHEEL]);
}

#[test]
fn what_lies_nowhere_cannot_be_edited() {
    let case = package();
    case.run("build --sdist").success();
    case.run("build --editable dist/star_map-0.4.tar.gz").failure(1).stdout("").stderr(
        "error: an editable wheel cannot be made of an sdist: none of its files lies anywhere to be \
         edited\nhint: unpack it, and name its folder\n",
    );
    let run = case.run("build --editable --sdist");
    run.failure(2).stderr_contains("'--editable' cannot be used with '--sdist'");
}

#[test]
fn it_is_never_published() {
    let case = package();
    case.run("build --editable").success();
    let nothing = "there are no distributions of star-map 0.4 in `dist`";
    case.run("upload --repository ./index").failure(1).stderr_contains(nothing);
    case.run(&format!("upload --repository ./index dist/{WHEEL}")).failure(1).stderr_contains(
        "error[upload-file-editable]: this wheel points to a folder of one machine\n",
    );
    assert_eq!(case.list("index"), [""; 0]);
}

#[cfg(unix)]
#[test]
fn a_place_that_cannot_be_written_down_is_refused() {
    let case = package();
    fs::create_dir(case.path("odd\nname")).unwrap();
    for name in ["pyproject.toml", "README.md", "LICENSE", "star_map"] {
        fs::rename(case.path(name), case.path("odd\nname").join(name)).unwrap();
    }
    let mut command = case.command(crate::harness::case::PYREL);
    let run = crate::harness::run::Run::of(command.args(["build", "--editable", "odd\nname"]));
    run.failure(1).stderr_contains("error[unfit-place]: ");
    assert_eq!(case.list("odd\nname/dist"), [""; 0]);
}
