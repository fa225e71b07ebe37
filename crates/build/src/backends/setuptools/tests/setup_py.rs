//! Projects that are described in setup.py.

use super::{Case, case, old_case};

fn script(keywords: &str) -> Case {
    let text = format!("from setuptools import setup, find_packages\nsetup(\n{keywords})\n");
    old_case().package().file("setup.py", &text)
}

/// The same with a name and a version.
fn demo(keywords: &str) -> Case {
    script(&format!("name='demo', version='1',\n{keywords}"))
}

#[test]
fn keywords_become_metadata_that_is_dynamic() {
    let case = demo(
        "description='d', author='A', keywords='x, y z', install_requires='b>=1\\n# no\\nc', \
         extras_require={'E_f:os_name==\"nt\"': ['g']}, python_requires='>=3',\n",
    );
    let metadata = case.project().metadata;
    let dynamic = "author keywords provides-extra requires-dist requires-python summary";
    assert_eq!(metadata.dynamic.join(" "), dynamic);
    assert_eq!(metadata.keywords, ["x", "y z"]);
    let requires: Vec<String> = metadata.requires_dist.iter().map(ToString::to_string).collect();
    assert_eq!(requires, ["b>=1", "c", "g; os_name == \"nt\" and extra == \"e-f\""]);
}

#[test]
fn packages_are_found_and_data_is_taken_by_package() {
    let case = demo(
        "packages=find_packages(exclude=['b']), package_data={'': ['*.txt'], '*': ['*.x']},\n",
    );
    let case = case.files(&["b/__init__.py", "a/d.txt", "a/d.x"]);
    assert_eq!(case.wheel(), "a/__init__.py a/d.txt a/m.py");
}

#[test]
fn what_cannot_be_proved_matters_where_nobody_else_says_it() {
    let code =
        "import time\nfrom setuptools import setup\nsetup(keywords=str(time.time()), name='x')\n";
    let refused = old_case().package().file("setup.py", code).refused();
    assert!(refused[0].starts_with("setup-py-logic: setup.py:3:"), "{refused:?}");
    let settled = case("keywords = [\"k\"]\n").package().file("setup.py", code);
    assert_eq!(settled.project().metadata.keywords, ["k"]);
}

#[test]
fn values_that_setuptools_fails_on_are_refused() {
    let refused = |keywords: &str| demo(keywords).refused();
    assert_eq!(
        refused("classifiers='X',\n"),
        ["wrong-type: setup.py:4:13: `classifiers` must be a list of strings"]
    );
    assert_eq!(refused("extras_require={'a': None},\n").len(), 1);
    assert_eq!(refused("keywords=None,\n").len(), 1);
    assert_eq!(refused("ext_modules=[1],\n").len(), 1);
    assert_eq!(
        refused("author='a\\nb',\n"),
        ["line-break: setup.py:4:8: `author` has several lines"]
    );
}

#[test]
fn commands_without_a_part_in_a_build_may_be_code() {
    assert_eq!(demo("cmdclass={'upload': object},\n").wheel(), "a/__init__.py a/m.py");
    assert_eq!(
        demo("cmdclass={'sdist': object},\n").refused(),
        ["setup-py-logic: setup.py:4:10: the command `sdist` is code of the project"]
    );
    assert_eq!(
        demo("nope=1,\n").noticed(),
        ["unknown-keyword: setup.py:4:6: `setup()` has no keyword `nope`"]
    );
}

#[test]
fn setup_cfg_fills_what_setup_py_leaves_open() {
    let case = demo("author='A', keywords=[],\n");
    let case = case.file("setup.cfg", "[metadata]\nauthor = B\nkeywords = k\n");
    let metadata = case.project().metadata;
    assert_eq!((metadata.author.as_deref(), metadata.keywords), (Some("A"), vec!["k".to_owned()]));
    assert_eq!(metadata.dynamic, ["author"]);
}

#[test]
fn python_versions_of_setup_py_stand_above_those_of_the_project_table() {
    let both = case("requires-python = \">=3.9\"\n").package();
    let both =
        both.file("setup.py", "from setuptools import setup\nsetup(python_requires='>=3')\n");
    let metadata = both.project().metadata;
    assert_eq!(metadata.requires_python.as_deref(), Some(">=3"));
    assert_eq!(metadata.dynamic, ["requires-python"]);
}

#[test]
fn a_version_that_only_code_tells_is_taken_from_an_sdists_own_metadata() {
    let code =
        "import time\nfrom setuptools import setup\nsetup(name='demo', version=str(time.time()))\n";
    let case = old_case().package().file("setup.py", code);
    assert_eq!(case.refused().len(), 1);
    let info = "Metadata-Version: 2.4\nName: demo\nVersion: 3.1\n";
    let project = case.file("PKG-INFO", info).project();
    assert_eq!(project.metadata.version.to_string(), "3.1");
    assert_eq!(
        project.rules.notes,
        ["the version 3.1 is from `PKG-INFO`, since only running code would tell it"]
    );
}

#[test]
fn an_sdist_tells_what_only_code_would_describe() {
    let code = "import time\nfrom setuptools import setup\n\
                setup(name='demo', version='1', description=str(time.time()), classifiers=[str(time.time())])\n";
    let case = old_case().package().file("setup.py", code);
    assert_eq!(case.refused().len(), 2);
    let info = "Metadata-Version: 2.4\nName: demo\nVersion: 1\nSummary: s\nClassifier: a\n\
                Classifier: b\nDynamic: classifier\nDynamic: summary\n";
    let metadata = case.clone().file("PKG-INFO", info).project().metadata;
    assert_eq!(metadata.summary.as_deref(), Some("s"));
    assert_eq!(metadata.classifiers, ["a", "b"]);
    assert_eq!(metadata.dynamic, ["classifier", "summary"]);
    // Before 2.2, and for another project, nothing can be relied on.
    let old = info.replace("2.4", "2.1");
    assert_eq!(case.clone().file("PKG-INFO", &old).refused().len(), 2);
    let other = info.replace("Name: demo", "Name: other");
    assert_eq!(case.clone().file("PKG-INFO", &other).refused().len(), 2);
    let refused = |script: &str| {
        let case = case.clone().file("setup.py", script).file("PKG-INFO", info);
        let refused = case.refused().into_iter();
        refused.filter(|text| !text.starts_with("from-pkg-info: ")).collect::<Vec<_>>()
    };
    // What an installation depends on is not taken, and neither is what is wrong.
    let requires = refused(&code.replace("description=", "install_requires="));
    assert!(requires[0].contains("`install_requires` cannot be proved"), "{requires:?}");
    let wrong = refused(&code.replace("description=str(time.time())", "description=5"));
    assert!(wrong[0].contains("`description` must be a string"), "{wrong:?}");
}

#[test]
fn variables_that_the_script_asks_for_are_named() {
    let code = "import os\nfrom setuptools import setup\n\
                setup(name='demo', version='1.2' + os.environ.get('SUFFIX', ''))\n";
    let project = old_case().package().file("setup.py", code).project();
    assert_eq!(project.metadata.version.to_string(), "1.2");
    assert_eq!(project.rules.notes, ["setup.py asks for the variable `SUFFIX`, which is not set"]);
}

#[test]
fn another_version_is_put_where_the_script_has_it() {
    let check = |text: &str, expect: &str| {
        let tree = old_case().package().file("setup.py", text).tree();
        let place = crate::version_place(&tree, &crate::Surroundings::none()).unwrap();
        assert_eq!(place.with(&"2.0".parse().unwrap()), expect);
    };
    check(
        "from setuptools import setup\nsetup(name='x', version='1.0')\n",
        "from setuptools import setup\nsetup(name='x', version=\"2.0\")\n",
    );
    check(
        "from setuptools import setup\nV = '1'\nsetup(name='x', version=V)\n",
        "from setuptools import setup\nV = \"2.0\"\nsetup(name='x', version=V)\n",
    );
}
