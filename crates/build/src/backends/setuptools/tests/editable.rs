use super::case;

/// What an editable install shows: folders, then names with their places.
#[track_caller]
fn check(tables: &str, files: &[&str], expect: &[&str]) {
    let read = case(tables).files(files).read().unwrap().value;
    let editable = read.editable.unwrap();
    assert_eq!(editable.path_file, "__editable__.demo-1.0.pth");
    let folders = editable.paths.iter().map(|path| format!("/{path}"));
    let names = editable.modules.iter().map(|(name, path)| format!("{name}: {path}"));
    assert_eq!(folders.chain(names).collect::<Vec<_>>(), expect, "{tables}");
}

#[test]
fn a_folder_that_holds_all_packages_is_shown_as_it_is() {
    check("", &["src/a/__init__.py", "src/a/b/__init__.py"], &["/src"]);
    check("", &["src/a.py"], &["/src"]);
    check("[tool.setuptools]\npackage-dir = {\"\" = \".\"}\n", &["a/__init__.py"], &["/"]);
}

#[test]
fn at_the_root_packages_are_found_one_by_one() {
    check("", &["a/__init__.py", "a/b/__init__.py"], &["a: a"]);
    check("", &["one.py"], &["one: one.py"]);
    let named = "[tool.setuptools]\npackages = [\"a\", \"a.b\"]\npackage-dir = {\"a.b\" = \"x\"}\n";
    check(named, &["a/__init__.py", "x/__init__.py"], &["a: a", "a.b: x"]);
}

#[test]
fn packages_with_dots_alone_do_not_make_a_folder_simple() {
    let find = |include: &str| {
        format!("[tool.setuptools.packages.find]\nwhere = [\"src\"]\ninclude = [{include}]\n")
    };
    let files = ["src/ns/a/__init__.py", "src/ns/b/__init__.py", "src/x/y/__init__.py"];
    check(&find("\"ns.*\""), &files, &["ns.a: src/ns/a", "ns.b: src/ns/b"]);
    check(&find("\"ns.a\", \"x.y\""), &files, &["/src"]);
    check(&find("\"ns\", \"ns.*\""), &files, &["/src"]);
}

#[test]
fn modules_in_packages_show_the_package() {
    let modules = "[tool.setuptools]\npy-modules = [\"p.q\", \"one\", \"two\"]\n";
    let files = ["p/__init__.py", "p/q.py", "one.py", "two.py", "two/__init__.py"];
    check(modules, &files, &["one: one.py", "p: p", "two: two"]);
}

#[test]
fn scripts_are_copied_and_data_files_are_not() {
    let tables = "[tool.setuptools]\nscript-files = [\"run\"]\ndata-files = {share = [\"x\"]}\n";
    let project = case(tables).package().file("run", "#!/bin/sh\n").files(&["x"]).read().unwrap();
    let data = project.value.editable.unwrap().data;
    let shown = data.iter().map(|(scheme, files)| format!("{scheme}: {}", files.len()));
    assert_eq!(shown.collect::<Vec<_>>(), ["scripts: 1"]);
}
