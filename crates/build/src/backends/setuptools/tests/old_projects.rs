//! What projects have that are described in `setup.cfg` or `setup.py`, and what earlier builds left.

use super::{Case, case, names};
use crate::Scheme;

const HEAD: &str = "[build-system]\nrequires = [\"setuptools\"]\n";

/// A project that `setup.cfg` describes; the text goes on below `[options]`.
fn configured(options: &str) -> Case {
    let text = format!("[metadata]\nname = demo\nversion = 1.0\n[options]\n{options}");
    Case { entries: super::BTreeMap::new() }.file("pyproject.toml", HEAD).file("setup.cfg", &text)
}

/// A project that `setup.py` describes; the text goes on in the call.
fn scripted(keywords: &str) -> Case {
    let text = format!(
        "from setuptools import setup\nsetup(\n    name='demo',\n    version='1.0',\n{keywords})\n"
    );
    Case { entries: super::BTreeMap::new() }.file("pyproject.toml", HEAD).file("setup.py", &text)
}

#[test]
fn the_option_that_is_read_last_counts() {
    let tags =
        |case: Case| case.project().tags.expand().map(|tag| tag.to_string()).collect::<Vec<_>>();
    let universal = "    py_modules=['m'],\n    options={'bdist_wheel': {'universal': True}},\n";
    assert_eq!(tags(scripted(universal).file("m.py", "")), ["py2-none-any", "py3-none-any"]);
    let undone = scripted(universal).file("setup.cfg", "[bdist_wheel]\nuniversal = 0\n");
    assert_eq!(tags(undone.file("m.py", "")), ["py3-none-any"]);
    let tagged =
        "[tool.distutils.bdist_wheel]\npython-tag = \"py36.py37\"\nplat-name = \"Linux-x86.64\"\n";
    let expect = ["py36-none-linux_x86_64", "py37-none-linux_x86_64"];
    assert_eq!(tags(case(tagged).package()), expect);
}

#[test]
fn tags_that_are_none_are_refused() {
    let tagged = case("[tool.distutils.bdist_wheel]\npython-tag = \"36\"\n").package();
    assert_eq!(
        tagged.refused(),
        [
            "invalid-value: pyproject.toml:8:1: `tool.distutils.bdist_wheel.python-tag` makes no tag: \
             `36` is not an interpreter tag: it begins with a letter"
        ]
    );
    let ended = case("[tool.distutils.egg_info]\ntag-build = \"what\"\n").package();
    assert_eq!(
        ended.refused(),
        [
            "invalid-value: pyproject.toml:8:1: `tag_build` makes `1.0what` of the version, which is none"
        ]
    );
}

#[test]
fn a_version_gets_its_end_once() {
    let check = |version: &str, tag: &str, expect: &str| {
        let case = configured("py_modules = m\n").file("m.py", "");
        let text = format!(
            "[metadata]\nname = demo\nversion = {version}\n[options]\npy_modules = m\n\
             [egg_info]\ntag_build = {tag}\ntag_date = 0\n"
        );
        let case = case.file("setup.cfg", &text);
        assert_eq!(case.project().metadata.version.to_string(), expect, "{version} {tag}");
        assert!(case.text("setup.cfg").contains(&format!("\ntag_build = {tag}\ntag_date = 0\n")));
    };
    check("1.0", ".dev3", "1.0.dev3");
    check("1.0.dev3", "dev3", "1.0.dev3");
    check("1.0.dev3", "-DEV-3", "1.0.dev3");
    check("1.0", "b", "1.0b0");
}

#[test]
fn egg_info_may_lie_elsewhere() {
    let text =
        "[tool.setuptools]\npackages = [\"a\"]\n[tool.distutils.egg_info]\negg-base = \"meta\"\n";
    let case = case(text).package().files(&["meta/x"]);
    assert_eq!(case.text("meta/demo.egg-info/top_level.txt"), "a\n");
    let case = super::case(text).package();
    assert_eq!(
        case.refused(),
        ["invalid-value: pyproject.toml:10:1: `meta`: `egg_base` must be a folder that is there"]
    );
}

#[test]
fn setup_py_is_no_module_of_the_package_at_the_root_where_it_is_run() {
    let case = scripted("    packages=['top'],\n    package_dir={'top': ''},\n").files(&["m.py"]);
    assert_eq!(case.wheel(), "top/m.py");
    let pyproject = format!("{HEAD}build-backend = \"setuptools.build_meta\"\n");
    let case = case.file("pyproject.toml", &pyproject);
    assert_eq!(case.wheel(), "top/m.py top/setup.py");
}

#[test]
fn data_files_of_setup_py_are_no_patterns() {
    let files = "    py_modules=['m'],\n    headers=['include/m.h'],\n    \
                 data_files=['x.cfg', ('share/x', ['d/[a].txt', 'd/b.txt'])],\n";
    let case = scripted(files).files(&["m.py", "x.cfg", "d/[a].txt", "d/a.txt", "d/b.txt"]);
    let case = case.executable("include/m.h", "");
    let project = case.project();
    assert_eq!(names(&project.data[&Scheme::Data]), "share/x/[a].txt share/x/b.txt x.cfg");
    assert_eq!(names(&project.data[&Scheme::Headers]), "m.h*");
    assert_eq!(case.sdist(), "d/[a].txt d/b.txt m.py setup.py x.cfg");
    let missing = scripted("    py_modules=['m'],\n    headers=['m.h'],\n").file("m.py", "");
    assert_eq!(
        missing.refused(),
        ["missing-file: setup.py:6:13: `headers`: there is no file `m.h`"]
    );
}

#[test]
fn namespaces_are_left_out_and_made_by_a_path_file() {
    let declared = "__import__('pkg_resources').declare_namespace(__name__)\n";
    let case = configured("packages = ns, ns.sub, ns.sub.own\nnamespace_packages = ns.sub\n")
        .file("ns/__init__.py", declared)
        .file("ns/sub/__init__.py", declared)
        .files(&["ns/sub/own/__init__.py", "ns/m.py"]);
    assert_eq!(case.wheel(), "demo-1.0-py3.13-nspkg.pth ns/m.py ns/sub/own/__init__.py");
    assert_eq!(case.dist_info(), "namespace_packages.txt top_level.txt");
    let project = case.project();
    let (_, entry) = project.wheel.iter().next().unwrap();
    let pyrel_tree::Source::Bytes(bytes) = &entry.source else { panic!("it is generated") };
    let lines = String::from_utf8(bytes.to_vec()).unwrap();
    let [first, second] = lines.lines().collect::<Vec<_>>()[..] else { panic!("{lines}") };
    assert_eq!(
        first,
        "import sys, types, os;p = os.path.join(sys._getframe(1).f_locals['sitedir'], *('ns',));\
         importlib = __import__('importlib.util');__import__('importlib.machinery');\
         m = sys.modules.setdefault('ns', importlib.util.module_from_spec(\
         importlib.machinery.PathFinder.find_spec('ns', [os.path.dirname(p)])));\
         m = m or sys.modules.setdefault('ns', types.ModuleType('ns'));\
         mp = (m or []) and m.__dict__.setdefault('__path__',[]);(p not in mp) and mp.append(p)"
    );
    assert!(second.ends_with(";m and setattr(sys.modules['ns'], 'sub', m)"), "{second}");
    assert!(second.contains("*('ns', 'sub'));"), "{second}");
    assert!(project.editable.is_err());
}

#[test]
fn namespaces_must_be_there_and_declared() {
    let case = configured("packages = ns, other\nnamespace_packages = ns, gone\n");
    let case = case.files(&["ns/__init__.py", "other/__init__.py"]);
    assert_eq!(
        case.refused(),
        [
            "namespace-without-declaration: setup.cfg:6:22: `ns/__init__.py` does not call \
             `declare_namespace()`",
            "invalid-value: setup.cfg:6:26: `gone`: no package and no module is in this namespace",
        ]
    );
}

#[test]
fn an_earlier_list_is_read_and_what_is_stale_in_it_told() {
    let list = "a/x.txt\n./loose.txt\n# comment\ngone.txt\n";
    let case = case("").package().files(&["a/x.txt", "loose.txt", "other.txt"]);
    let case = case.file("demo.egg-info/SOURCES.txt", list);
    assert_eq!(case.wheel(), "a/__init__.py a/m.py a/x.txt");
    assert_eq!(case.sdist(), "a/__init__.py a/m.py a/x.txt loose.txt");
    assert_eq!(
        case.noticed(),
        [
            "stale-sources: demo.egg-info/SOURCES.txt: it names `gone.txt`, which no longer exist",
            "stale-sources: demo.egg-info/SOURCES.txt: nothing else puts `a/x.txt`, `loose.txt` into \
             the sdist",
        ]
    );
    let notes = case.project().rules.notes;
    assert_eq!(notes, ["files of an earlier build are taken from `demo.egg-info/SOURCES.txt`"]);
    let unpacked = case.file("PKG-INFO", "Metadata-Version: 2.1\nName: demo\nVersion: 1.0\n");
    assert!(!unpacked.noticed().iter().any(|it| it.starts_with("stale-sources")));
}

#[test]
fn what_egg_info_is_written_over_keeps_its_mode() {
    let case = case("").package().executable("demo.egg-info/top_level.txt", "");
    let case = case.executable("demo.egg-info/PKG-INFO", "");
    assert_eq!(case.dist_info(), "top_level.txt*");
    let sdist = names(&case.project().sdist);
    assert!(sdist.contains("PKG-INFO ") && sdist.contains("top_level.txt*"), "{sdist}");
}
