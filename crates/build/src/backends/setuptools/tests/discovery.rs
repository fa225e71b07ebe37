//! Which packages and modules are distributed.

use super::case;

#[test]
fn at_the_root_one_package_is_taken_and_reserved_names_are_not() {
    let flat = case("").package().files(&[
        "a/tests/test_x.py",
        "tests/test_a.py",
        "docs/conf.py",
        "_private/x.py",
        "a/sub/deep/x.py",
        "tools/x.py",
        "conftest.py",
        "noxfile.py",
    ]);
    assert_eq!(flat.wheel(), "a/__init__.py a/m.py a/sub/deep/x.py a/tests/test_x.py");
}

#[test]
fn stubs_beside_the_one_package_are_taken_too() {
    let stubs = case("").package().files(&["a-stubs/__init__.pyi"]);
    assert_eq!(stubs.wheel(), "a-stubs/__init__.pyi a/__init__.py a/m.py");
    let only = case("").files(&["a-stubs/__init__.pyi", "m.py"]);
    assert_eq!(only.wheel(), "a-stubs/__init__.pyi m.py");
}

#[test]
fn a_single_module_is_taken_where_there_is_no_package() {
    let module = case("").files(&["m.py", "conftest.py", "_p.py", "SConstruct.py", "x-y.py"]);
    let module = module.file("setup.py", "from setuptools import setup\nsetup()\n");
    assert_eq!(module.wheel(), "m.py");
}

#[test]
fn more_than_one_package_or_module_at_the_root_is_refused() {
    assert_eq!(
        case("").package().files(&["b/x.py"]).refused(),
        ["multiple-top-level: pyproject.toml:4:1: more than one top-level package: `a`, `b`"]
    );
    assert_eq!(
        case("").files(&["m.py", "n.py"]).refused(),
        ["multiple-top-level: pyproject.toml:4:1: more than one top-level module: `m`, `n`"]
    );
}

#[test]
fn what_setuptools_would_pass_over_silently_is_refused() {
    assert_eq!(
        case("").files(&["lt.py", "assets/LICENSE"]).refused(),
        [
            "hidden-modules: pyproject.toml:4:1: the folder `assets` holds no Python file, but makes \
          setuptools pass over `lt.py`"
        ]
    );
    assert_eq!(
        case("").package().files(&["src/x.c"]).refused(),
        ["hidden-modules: pyproject.toml:4:1: the folder `src` holds no Python file, but makes \
          setuptools pass over `a`"]
    );
}

#[test]
fn a_folder_src_decides_by_being_there() {
    let src = case("").files(&[
        "src/a/__init__.py",
        "src/a/n/m.py",
        "src/not-ident/x.py",
        "src/a.b/x.py",
        "src/top.py",
        "src/x-y.py",
        "src/a/__pycache__/m.py",
        "src/ez_setup/x.py",
        "beside/__init__.py",
    ]);
    assert_eq!(src.wheel(), "a/__init__.py a/n/m.py not-ident/x.py top.py");
}

#[test]
fn packages_are_found_in_the_folders_named() {
    let find = |rest: &str| case(&format!("[tool.setuptools.packages.find]\n{rest}"));
    let two = find("where = [\"lib\", \"lib2\"]\n").files(&["lib/a/__init__.py", "lib2/b/c/x.py"]);
    assert_eq!(two.wheel(), "a/__init__.py b/c/x.py");
    let excluded = find("namespaces = false\nexclude = [\"a.t*\"]\n").package().files(&[
        "a/tests/__init__.py",
        "a/tests/sub/__init__.py",
        "a/ns/inner/__init__.py",
        "tests/__init__.py",
        "n/x.py",
    ]);
    assert_eq!(excluded.wheel(), "a/__init__.py a/m.py tests/__init__.py");
    let included = find("include = [\"a*\"]\nexclude = [\"a.b\"]\n").package();
    let included = included.files(&["a/b/__init__.py", "a/b/c/__init__.py", "z/x.py"]);
    assert_eq!(included.wheel(), "a/__init__.py a/b/c/__init__.py a/m.py");
}

#[test]
fn package_dir_moves_packages() {
    let mapped = case(
        "[tool.setuptools]\npackages = [\"a\", \"a.b\", \"c\"]\n\
         [tool.setuptools.package-dir]\n\"a.b\" = \"x/y\"\n\"\" = \"lib\"\n",
    );
    let mapped = mapped.files(&["lib/a/__init__.py", "x/y/__init__.py", "x/y/z.py", "lib/c/q.py"]);
    assert_eq!(mapped.wheel(), "a/__init__.py a/b/__init__.py a/b/z.py c/q.py");
    let explicit = case("[tool.setuptools.package-dir]\nfoo = \"impl\"\n");
    let explicit = explicit.files(&["impl/__init__.py", "impl/sub/x.py", "other/x.py"]);
    assert_eq!(explicit.wheel(), "foo/__init__.py foo/sub/x.py");
    let root = case("[tool.setuptools]\npackages = [\"q\"]\npackage-dir = {q = \".\"}\n");
    let root = root.files(&["__init__.py", "m.py"]);
    assert_eq!(root.wheel(), "q/__init__.py q/m.py");
}

#[test]
fn single_modules_bring_the_init_of_their_package() {
    let modules = case("[tool.setuptools]\npy-modules = [\"m\", \"a.m\"]\n").package();
    assert_eq!(modules.files(&["m.py", "n.py"]).wheel(), "a/__init__.py a/m.py m.py");
}

#[test]
fn what_is_named_and_not_there_is_refused() {
    let missing =
        case("[tool.setuptools]\npackages = [\"a\", \"q\"]\npy-modules = [\"z\"]\n").package();
    assert_eq!(
        missing.refused(),
        [
            "missing-module: pyproject.toml: there is no file `z.py` for the module `z`",
            "missing-package: pyproject.toml: there is no folder `q` for the package `q`",
        ]
    );
    assert_eq!(
        case("[tool.setuptools]\npackages = [\"a/b\"]\n").refused(),
        ["invalid-value: pyproject.toml:8:13: `a/b`: this is no name of a package or module"]
    );
}
