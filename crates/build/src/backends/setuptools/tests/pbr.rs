//! What pbr puts over a `setup.py`, and who has the last word. The version is told by an sdist.

use super::{Case, old_case};

/// A project that `setup.py` leaves to pbr; the text goes on in `setup.cfg`.
fn left_to_pbr(rest: &str) -> Case {
    old_case()
        .file("setup.py", "import setuptools\nsetuptools.setup(setup_requires=['pbr'], pbr=True)\n")
        .file("PKG-INFO", "Metadata-Version: 2.1\nName: demo\nVersion: 1.2\n")
        .file("setup.cfg", &format!("[metadata]\nname = demo\n{rest}"))
        .files(&["demo/__init__.py", "demo/tests/__init__.py"])
}

const PYPROJECT: &str = "[build-system]\nrequires = [\"pbr>=6.1.1\"]\nbuild-backend = \"pbr.build\"\n\
     [project]\nname = \"demo\"\ndynamic = [\"version\", \"dependencies\"]\n\
     [project.optional-dependencies]\nmore = [\"six\"]\n[tool.setuptools]\npackages = [\"demo\"]\n";

fn requirements(case: &Case) -> Vec<String> {
    let metadata = case.project().metadata;
    metadata.requires_dist.iter().map(ToString::to_string).collect()
}

#[test]
fn pyproject_toml_has_the_last_word() {
    let case = left_to_pbr("").file("requirements.txt", "attrs>=20 # MIT\n");
    assert_eq!(case.wheel(), "demo/__init__.py demo/tests/__init__.py");
    let case = case.file("pyproject.toml", PYPROJECT);
    assert_eq!(requirements(&case), ["attrs>=20", "six; extra == \"more\""]);
    assert_eq!(case.wheel(), "demo/__init__.py");
}

#[test]
fn an_sdist_has_the_script_that_setuptools_is_started_from() {
    let case = left_to_pbr("");
    assert_eq!(case.sdist(), "demo/__init__.py demo/tests/__init__.py setup.py");
    let case = case.file("pyproject.toml", PYPROJECT);
    assert_eq!(case.sdist(), "demo/__init__.py");
}

#[test]
fn wheels_keep_markers_and_sdists_are_refused_for_them() {
    let extras = "[extras]\nmore =\n  six>=1,!=2  # MIT\n  idna:sys_platform=='win32' # BSD\n";
    let case = left_to_pbr(extras).file("requirements.txt", "a;python_version<'3' # MIT\nb\n");
    assert_eq!(
        requirements(&case),
        [
            "a; python_version < \"3\"",
            "b",
            "six!=2,>=1; extra == \"more\"",
            "idna; sys_platform == \"win32\" and extra == \"more\"",
        ]
    );
    let project = case.project();
    let why: Vec<_> = project.no_sdist.iter().map(|finding| finding.message.clone()).collect();
    assert_eq!(
        why,
        [
            "but for wheels, pbr decides on the marker of `a; python_version<'3'` by the Python that \
             builds",
            "but for wheels, pbr decides on the marker of `idna; sys_platform=='win32'` by the Python \
             that builds",
        ]
    );
    assert!(project.editable.is_err());
}

#[test]
fn releases_whose_rules_are_not_known_are_refused() {
    let case = left_to_pbr("").file("pyproject.toml", &PYPROJECT.replace("pbr>=6.1.1", "pbr<7"));
    assert!(case.refused().iter().any(|why| why.contains("pbr")), "{:?}", case.refused());
}
