//! Data files of packages, scripts, and data outside of packages.

use pyrel_tree::Source;

use super::{Case, case, names};
use crate::Scheme;

/// A package with data in every corner.
fn with_data(rest: &str) -> Case {
    let case = case(&format!("[tool.setuptools]\npackages = [\"a\"]\n{rest}")).package();
    case.executable("a/d/y.txt", "1").files(&[
        "a/x.txt",
        "a/.hid.txt",
        "a/d/.h/z.txt",
        "a/d/e/z.dat",
        "a/py.typed",
        "a/k.pyi",
        "a/d/k.pyi",
    ])
}

#[test]
fn type_information_is_data_without_being_asked_for() {
    assert_eq!(with_data("").wheel(), "a/__init__.py a/k.pyi a/m.py a/py.typed");
}

#[test]
fn patterns_stay_in_their_folder_and_skip_dot_files() {
    let of =
        |patterns: &str| with_data(&format!("[tool.setuptools.package-data]\n{patterns}")).wheel();
    assert_eq!(
        of("a = [\"**/*.txt\"]\n"),
        "a/__init__.py a/d/y.txt* a/k.pyi a/m.py a/py.typed a/x.txt"
    );
    assert_eq!(
        of("\"*\" = [\"*.txt\", \"./d//*\"]\n"),
        "a/__init__.py a/d/k.pyi a/d/y.txt* a/k.pyi a/m.py a/py.typed a/x.txt"
    );
    assert_eq!(
        of("a = [\"**\"]\nother = [\".hid.txt\"]\n"),
        "a/__init__.py a/d/e/z.dat a/d/k.pyi a/d/y.txt* a/k.pyi a/m.py a/py.typed a/x.txt"
    );
    assert_eq!(of("a = [\".*.txt\"]\n"), "a/.hid.txt a/__init__.py a/k.pyi a/m.py a/py.typed");
}

#[test]
fn exclusions_cross_folders_but_spare_modules() {
    let excluded = with_data(
        "[tool.setuptools.package-data]\na = [\"**\"]\n\
         [tool.setuptools.exclude-package-data]\na = [\"*.txt\", \"*.py\"]\n\"*\" = [\"py.typed\"]\n",
    );
    assert_eq!(excluded.wheel(), "a/__init__.py a/d/e/z.dat a/d/k.pyi a/k.pyi a/m.py");
}

#[test]
fn files_of_the_sdist_inside_a_package_are_data() {
    let graft = |rest| with_data(rest).files(&["a/sub/__init__.py", "a/bad-name.py"]);
    let graft = |rest| graft(rest).file("MANIFEST.in", "graft a\nglobal-exclude *.dat\n");
    assert_eq!(
        graft("").wheel(),
        "a/.hid.txt a/__init__.py a/bad-name.py a/d/.h/z.txt a/d/k.pyi a/d/y.txt* a/k.pyi a/m.py \
         a/py.typed a/sub/__init__.py a/x.txt"
    );
    assert_eq!(
        graft("include-package-data = false\n").wheel(),
        "a/__init__.py a/bad-name.py a/k.pyi a/m.py a/py.typed"
    );
}

#[test]
fn modules_lose_the_executable_bit_and_data_keep_it() {
    let case = case("").executable("a/__init__.py", "#!x").executable("a/run.sh", "x");
    let case = case.file("MANIFEST.in", "graft a");
    assert_eq!(case.wheel(), "a/__init__.py a/run.sh*");
    assert_eq!(case.sdist(), "MANIFEST.in a/__init__.py* a/run.sh*");
}

#[test]
fn scripts_get_a_bare_shebang_and_the_executable_bit() {
    let case = case("[tool.setuptools]\nscript-files = [\"bin/run.py\", \"bin/sh.sh\"]\n");
    let case = case.package().file("bin/run.py", "#!/usr/bin/env python3 -E\r\nprint()\r\n");
    let case = case.file("bin/sh.sh", "#!/bin/sh\nls\n");
    let project = case.project();
    let scripts = &project.data[&Scheme::Scripts];
    assert_eq!(names(scripts), "run.py* sh.sh*");
    let sources: Vec<&Source> = scripts.iter().map(|(_, entry)| &entry.source).collect();
    assert!(matches!(sources[0], Source::Bytes(text) if **text == *b"#!python -E\nprint()\n"));
    assert!(matches!(sources[1], Source::File(path) if path.as_str() == "bin/sh.sh"));
    assert_eq!(case.sdist(), "a/__init__.py a/m.py bin/run.py bin/sh.sh");
    let case = case.file("bin/sh.sh", "");
    assert_eq!(case.refused(), ["empty-script: pyproject.toml:8:31: `bin/sh.sh` is empty"]);
}

#[test]
fn data_files_lie_flat_in_their_folder() {
    let case = case(
        "[tool.setuptools]\npackages = [\"a\"]\n[tool.setuptools.data-files]\n\
         \"share/x\" = [\"d/*.txt\", \"e/z.sh\"]\n\"\" = [\"d/**/*.cfg\"]\n",
    );
    let case =
        case.package().files(&["d/b.txt", "d/a.txt", "d/q/w/y.cfg"]).executable("e/z.sh", "");
    let project = case.project();
    assert_eq!(
        names(&project.data[&Scheme::Data]),
        "share/x/a.txt share/x/b.txt share/x/z.sh* y.cfg"
    );
    assert_eq!(case.sdist(), "a/__init__.py a/m.py d/a.txt d/b.txt d/q/w/y.cfg e/z.sh*");
}

#[test]
fn patterns_out_of_the_project_are_refused() {
    let climbing = with_data("[tool.setuptools.package-data]\na = [\"../x\"]\n");
    assert_eq!(
        climbing.refused(),
        [
            "invalid-value: pyproject.toml:10:6: `../x`: `../x` is not a valid pattern: `..` must not be used (byte 0)"
        ]
    );
    let absolute = with_data(
        "[tool.setuptools.data-files]\n\"../etc\" = [\"a/x.txt\"]\nx = [\"none\", \"a/d*\"]\n",
    );
    assert_eq!(
        absolute.refused(),
        [
            "invalid-value: pyproject.toml:10:13: `../etc`: `../etc` leads out of the project",
            "missing-file: pyproject.toml:11:6: `tool.setuptools.data-files`: there is no file `none`",
            "invalid-value: pyproject.toml:11:14: `a/d*`: `a/d` is no regular file",
        ]
    );
}

#[test]
fn data_for_an_absolute_folder_lies_at_the_root_of_the_wheel() {
    let case = with_data("[tool.setuptools.data-files]\n\"/etc/x\" = [\"a/x.txt\"]\n");
    assert!(case.wheel().ends_with(" etc/x/x.txt"), "{}", case.wheel());
    assert_eq!(
        case.noticed(),
        [
            "absolute-data-folder: pyproject.toml:10:13: `/etc/x` would be `etc/x` among the packages"
        ]
    );
}
