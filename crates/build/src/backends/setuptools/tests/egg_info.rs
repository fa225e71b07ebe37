//! The egg-info folder, and `setup.cfg` as every sdist has it.

use super::case;

#[test]
fn the_texts_are_those_of_setuptools() {
    let case = case(
        "dependencies = [\"zlib-x>=1\", \"B; python_version<'3'\", \"c [q,W] >=1,<2; os_name=='nt'\", \"B\",\n\
         \"b @ https://x.org/a.zip\", \"zz;python_version<'3'\"]\n\
         [project.scripts]\nzed = \"a:m\"\nabc = \"a.m:n [x]\"\n\
         [project.entry-points.\"x.y\"]\nb = \"a:b\"\n[project.entry-points.empty]\n\
         [project.optional-dependencies]\n\
         Dev_Tools = [\"pytest\", \"tomli; python_version<'3.11' or os_name=='nt'\", \"pytest\"]\naa = []\n\
         [tool.setuptools]\nzip-safe = false\neager-resources = [\"x\", \"y\"]\n",
    );
    let case = case.package();
    assert_eq!(
        case.text("demo.egg-info/requires.txt"),
        "zlib-x>=1\nB\nb@ https://x.org/a.zip\n\n[:os_name == \"nt\"]\nc[W,q]<2,>=1\n\n\
         [:python_version < \"3\"]\nB\nzz\n\n[Dev_Tools]\npytest\n\n\
         [Dev_Tools:python_version < \"3.11\" or os_name == \"nt\"]\ntomli\n\n[aa]\n"
            .replace("b@", "b @")
    );
    assert_eq!(
        case.text("demo.egg-info/entry_points.txt"),
        "[console_scripts]\nabc = a.m:n [x]\nzed = a:m\n\n[x.y]\nb = a:b\n"
    );
    assert_eq!(case.text("demo.egg-info/dependency_links.txt"), "\n");
    assert_eq!(case.text("demo.egg-info/top_level.txt"), "a\n");
    assert_eq!(case.text("demo.egg-info/not-zip-safe"), "\n");
    assert_eq!(case.text("demo.egg-info/eager_resources.txt"), "x\ny\n");
    assert!(case.text("demo.egg-info/PKG-INFO").starts_with("Metadata-Version: 2.4\nName: demo\n"));
    assert_eq!(
        case.text("demo.egg-info/SOURCES.txt"),
        "pyproject.toml\na/__init__.py\na/m.py\ndemo.egg-info/PKG-INFO\ndemo.egg-info/SOURCES.txt\n\
         demo.egg-info/dependency_links.txt\ndemo.egg-info/eager_resources.txt\n\
         demo.egg-info/entry_points.txt\ndemo.egg-info/not-zip-safe\ndemo.egg-info/requires.txt\n\
         demo.egg-info/top_level.txt"
    );
    assert_eq!(case.dist_info(), "eager_resources.txt top_level.txt");
}

#[test]
fn a_zip_safe_project_says_so_in_dist_info() {
    let case = case("[tool.setuptools]\nzip-safe = true\n").package();
    assert_eq!(case.dist_info(), "top_level.txt zip-safe");
    assert_eq!(case.text("demo.egg-info/zip-safe"), "\n");
}

#[test]
fn the_folder_lies_where_packages_do_and_keeps_the_name_as_typed() {
    let text = "[build-system]\nrequires = [\"setuptools\"]\nbuild-backend = \"setuptools.build_meta\"\n\
                [project]\nname = \"My--Weird_.Name\"\nversion = \"1.0\"\n";
    let case = case("").file("pyproject.toml", text).files(&["src/a/__init__.py"]);
    assert_eq!(case.text("src/My__Weird_.Name.egg-info/top_level.txt"), "a\n");
}

#[test]
fn strays_are_carried_along_and_leftovers_are_not() {
    let case = case("").package().files(&[
        "demo.egg-info/stray.txt",
        "demo.egg-info/requires.txt",
        "demo.egg-info/zip-safe",
        "demo.egg-info/namespace_packages.txt",
        "demo.egg-info/sub/PKG-INFO",
        "demo.egg-info/sub/y",
    ]);
    assert_eq!(case.dist_info(), "stray.txt sub/y top_level.txt");
    assert_eq!(
        super::names(&case.project().sdist),
        "a/__init__.py a/m.py demo.egg-info/PKG-INFO demo.egg-info/SOURCES.txt \
         demo.egg-info/dependency_links.txt demo.egg-info/stray.txt demo.egg-info/sub/PKG-INFO \
         demo.egg-info/sub/y demo.egg-info/top_level.txt pyproject.toml setup.cfg"
    );
}

#[test]
fn an_sdist_without_the_list_still_holds_it() {
    let case = case("").package().file("MANIFEST.in", "global-exclude *.txt\n");
    assert_eq!(
        case.text("demo.egg-info/SOURCES.txt"),
        "MANIFEST.in\npyproject.toml\na/__init__.py\na/m.py\ndemo.egg-info/PKG-INFO"
    );
}

#[test]
fn setup_cfg_is_rewritten_for_the_sdist() {
    let fixed = "[egg_info]\ntag_build = \ntag_date = 0\n\n";
    assert_eq!(case("").package().text("setup.cfg"), fixed);
    let written = "# c\n[flake8]\nmax=1\nlist =\n   a\n   # x\n   b\n\n[tool:pytest]\nopt = %%x\n";
    assert_eq!(
        case("").package().file("setup.cfg", written).text("setup.cfg"),
        format!("[flake8]\nmax = 1\nlist = \n\ta\n\tb\n\n[tool:pytest]\nopt = %%x\n\n{fixed}")
    );
}

#[test]
fn the_wheel_from_the_sdist_is_the_wheel_from_the_tree() {
    let case = case("")
        .package()
        .file("a/d.json", "{}")
        .file("MANIFEST.in", "graft a\nexclude MANIFEST.in\n");
    let tree = case.tree();
    let sdist = crate::sdist(&case.project(), &tree).unwrap().as_tree();
    let again = crate::read(&sdist, &crate::Surroundings::none()).unwrap().value;
    assert_eq!(super::names(&again.wheel), "a/__init__.py a/d.json a/m.py");
    assert_eq!(super::names(&again.sdist), super::names(&case.project().sdist));
}

#[test]
fn a_requirement_stands_once_in_its_section_however_it_is_spelled() {
    let case = case(
        "dependencies = [\"A\", \"a\"]\noptional-dependencies.x = [\"B_c>=1.0\", \"b-c>=1\", \"b-c\"]\n",
    );
    assert_eq!(case.package().text("demo.egg-info/requires.txt"), "A\na\n\n[x]\nB_c>=1.0\nb-c\n");
}
