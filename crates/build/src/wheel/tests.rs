//! Editable wheels of projects in memory.

use std::collections::BTreeMap;
use std::path::Path;

use pyrel_diag::Finding;
use pyrel_tree::{RelPath, Source, SourceTree, TreeEntry};

use crate::{Editable, Error, Layout, Project, Surroundings, editable_wheel, read};

fn tree(files: &[(&str, &str)]) -> SourceTree {
    let entry = |text: &str| {
        let source = match text.strip_prefix("-> ") {
            Some(target) => Source::Link(target.into()),
            None => Source::Bytes(text.as_bytes().into()),
        };
        TreeEntry { source, executable: false }
    };
    let files = files.iter().map(|(path, text)| (RelPath::new(path).unwrap(), entry(text)));
    SourceTree::of_entries(None, files.collect())
}

const FILES: &[(&str, &str)] = &[
    (
        "pyproject.toml",
        "[build-system]\nrequires = [\"flit_core>=4\"]\nbuild-backend = \"flit_core.buildapi\"\n\
         [project]\nname = \"de.mo\"\nversion = \"1.0+l\"\ndescription = \"d\"\n\
         [tool.flit.module]\nname = \"demo\"\n",
    ),
    ("demo.py", ""),
    ("pkg/__init__.py", ""),
    ("pkg/m.py", ""),
    ("ns/x.py", ""),
    ("far/__init__.py", ""),
    ("link", "-> pkg"),
];

fn project(tree: &SourceTree) -> Project {
    read(tree, &Surroundings::none()).unwrap().value
}

/// An editable wheel that finds these names.
fn finding(names: &[(&str, &str)]) -> Editable {
    let modules = names.iter().map(|(name, at)| (name.to_string(), RelPath::new(at).unwrap()));
    Editable {
        path_file: "demo.pth".to_owned(),
        modules: modules.collect::<BTreeMap<_, _>>(),
        ..Editable::default()
    }
}

fn made(editable: Editable, place: &str) -> Result<Layout, Error> {
    let tree = tree(FILES);
    let project = Project { editable: Ok(editable), ..project(&tree) };
    editable_wheel(&project, &tree, Path::new(place))
}

#[track_caller]
fn text(layout: &Layout, member: &str) -> String {
    let found = layout.map.iter().find(|(path, _)| path.as_str() == member);
    let source = &found.unwrap_or_else(|| panic!("no {member}")).1.source;
    let Source::Bytes(bytes) = source else { panic!("{source:?}") };
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[track_caller]
fn refusal(made: Result<Layout, Error>) -> Vec<String> {
    let shown = |found: &Finding| format!("{}: {found}", found.rule.id);
    match made {
        Err(Error::Refused(findings)) => findings.iter().map(shown).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn folders_are_lines_and_nothing_else_is_in_the_wheel() {
    let tree = tree(FILES);
    let layout = editable_wheel(&project(&tree), &tree, Path::new("/x y/\u{fc}")).unwrap();
    assert_eq!(layout.name, "de_mo-1.0+l-0.editable-py2.py3-none-any.whl");
    assert_eq!(text(&layout, "demo.pth"), "/x y/\u{fc}");
    let members: Vec<_> = layout.map.iter().map(|(path, _)| path.to_string()).collect();
    let dist_info = ["METADATA", "WHEEL"].map(|name| format!("de_mo-1.0+l.dist-info/{name}"));
    assert_eq!(members[0], "demo.pth");
    assert_eq!(members[1..], dist_info);
}

#[test]
fn what_is_found_one_by_one_has_a_finder() {
    let names =
        [("pkg", "pkg"), ("demo", "demo.py"), ("ns", "ns"), ("a.b.c", "far"), ("linked", "link")];
    let layout = made(finding(&names), "/pro\"j").unwrap();
    assert_eq!(
        text(&layout, "demo.pth"),
        "import __editable___de_mo_1_0_l_finder; __editable___de_mo_1_0_l_finder.install()"
    );
    let finder = text(&layout, "__editable___de_mo_1_0_l_finder.py");
    let tables = "\
PACKAGES = {
    \"a.b.c\": \"/pro\\\"j/far\",
    \"linked\": \"/pro\\\"j/pkg\",
    \"ns\": \"/pro\\\"j/ns\",
    \"pkg\": \"/pro\\\"j/pkg\",
}
MODULES = {
    \"demo\": \"/pro\\\"j/demo.py\",
}
NAMESPACES = {
    \"a\": [],
    \"a.b\": [],
    \"ns\": [\"/pro\\\"j/ns\"],
}
MARK = \"__editable__.de_mo-1.0+l.finder.__path_hook__\"
";
    assert!(finder.contains(tables), "{finder}");
}

#[test]
fn a_folder_may_come_to_be_later() {
    let paths = ["later", "link"].map(|path| RelPath::new(path).unwrap()).to_vec();
    let layout = made(Editable { paths, ..finding(&[]) }, "/p").unwrap();
    assert_eq!(text(&layout, "demo.pth"), "/p/later\n/p/pkg");
}

#[test]
fn requirements_of_the_installation_are_added() {
    let editable = Editable {
        requires: vec!["editables~=0.3".parse().unwrap()],
        ..finding(&[("pkg", "pkg")])
    };
    let layout = made(editable, "/p").unwrap();
    let metadata = text(&layout, "de_mo-1.0+l.dist-info/METADATA");
    assert!(metadata.contains("Requires-Dist: editables~=0.3\n"), "{metadata}");
}

#[test]
fn a_place_that_is_no_line_is_refused() {
    let tree = tree(FILES);
    for (place, shown) in [("/a\nb", "/a\\nb"), ("/a ", "/a "), ("/a\u{85}b", "/a\\u{85}b")] {
        let refused = editable_wheel(&project(&tree), &tree, Path::new(place));
        assert_eq!(
            refusal(refused),
            [format!("unfit-place: \"{shown}\" cannot be a line of a path configuration file")]
        );
    }
    made(finding(&[("pkg", "pkg")]), "/a\nb").unwrap();
}

#[test]
fn a_backend_that_makes_none_says_so() {
    let tree = tree(FILES);
    let project = Project { editable: Err(Vec::new()), ..project(&tree) };
    assert_eq!(
        refusal(editable_wheel(&project, &tree, Path::new("/p"))),
        ["no-editable: no editable wheel is made by the rules of flit_core 4"]
    );
}
