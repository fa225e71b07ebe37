//! A folder, an overlay and a tree of entries with the same files give the same answers.
#![cfg(test)]
#![expect(clippy::disallowed_methods, reason = "the tests make the folders they read")]

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use pyrel_tree::{Descend, RelPath, Source, SourceTree, TreeEntry, walk};

type Files = BTreeMap<RelPath, Vec<u8>>;

/// Files whose names do not take each other's folders.
fn files() -> impl Strategy<Value = Files> {
    let name = "[ab](/[a-c._-]{1,2}x){0,3}/[f-h]";
    let content = proptest::collection::vec(any::<u8>(), 0..20);
    proptest::collection::btree_map(
        name.prop_map(|name| RelPath::new(&name).unwrap()),
        content,
        0..12,
    )
}

fn on_disk(files: &Files) -> (tempfile::TempDir, SourceTree) {
    let root = tempfile::tempdir().unwrap();
    for (path, content) in files {
        let path = root.path().join(path.as_str());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    let tree = SourceTree::folder(root.path()).unwrap();
    (root, tree)
}

fn of_bytes(files: &Files) -> SourceTree {
    let entries = files.iter().map(|(path, content)| {
        let source = Source::Bytes(Arc::from(content.as_slice()));
        (path.clone(), TreeEntry { source, executable: false })
    });
    SourceTree::of_entries(None, entries.collect())
}

/// The entries of a tree, each read from that tree.
fn of_another(tree: &SourceTree, files: &Files) -> SourceTree {
    let entries = files.keys().map(|path| {
        (path.clone(), TreeEntry { source: Source::File(path.clone()), executable: false })
    });
    SourceTree::of_entries(Some(tree.clone()), entries.collect())
}

/// Some files lie below, the others over them; one of those below is stale.
fn overlaid(files: &Files) -> SourceTree {
    let mut below = Files::new();
    let mut over = BTreeMap::new();
    for (number, (path, content)) in files.iter().enumerate() {
        match number % 3 {
            0 => {
                below.insert(path.clone(), content.clone());
            }
            1 => {
                over.insert(path.clone(), Arc::from(content.as_slice()));
            }
            _ => {
                below.insert(path.clone(), b"stale".to_vec());
                over.insert(path.clone(), Arc::from(content.as_slice()));
            }
        }
    }
    of_bytes(&below).overlaid(over)
}

/// Links between those files, and out of the tree, to nothing, and in circles.
fn links() -> impl Strategy<Value = BTreeMap<RelPath, String>> {
    let targets = [
        ".",
        "..",
        "../..",
        "/etc",
        "f",
        "g",
        "l",
        "m",
        "n",
        "nowhere",
        "../a",
        "../b",
        "../b/f",
        "../b/l",
        "../a/m/f",
        "nowhere/../f",
        "ax",
        "../ax",
        "f/x",
        "f/../g",
    ];
    let name = "[ab](/[a-c]x){0,2}/[l-n]";
    let target = proptest::sample::select(targets.to_vec()).prop_map(str::to_owned);
    proptest::collection::btree_map(name.prop_map(|it| RelPath::new(&it).unwrap()), target, 0..6)
}

#[cfg(unix)]
fn link_on_disk(root: &std::path::Path, links: &BTreeMap<RelPath, String>) {
    for (path, target) in links {
        let path = root.join(path.as_str());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(target, path).unwrap();
    }
}

fn with_links(files: &Files, links: &BTreeMap<RelPath, String>) -> SourceTree {
    let bytes = |bytes: &Vec<u8>| Source::Bytes(Arc::from(bytes.as_slice()));
    let files = files.iter().map(|(path, content)| (path.clone(), bytes(content)));
    let link = |target: &String| Source::Link(target.as_str().into());
    let links = links.iter().map(|(path, target)| (path.clone(), link(target)));
    let entry = |source| TreeEntry { source, executable: false };
    let entries = files.chain(links).map(|(path, source)| (path, entry(source)));
    SourceTree::of_entries(None, entries.collect())
}

/// All that can be asked of a tree with links, and of what lies behind them. Why something cannot
/// be read depends on what is there out of the tree, of which only a folder knows.
fn linked_answers(tree: &SourceTree, paths: &[RelPath]) -> Vec<String> {
    let mut answers = Vec::new();
    for path in paths {
        let behind = [path.child("f"), path.child("ax").child("g"), path.child("l")];
        for path in behind.iter().chain([path]) {
            answers.push(format!("{path}: {:?}", tree.item(path).ok().flatten()));
            answers.push(format!("{path}: {:?}", tree.list(path).ok()));
            answers.push(format!("{path}: {:?}", tree.read(path).ok()));
        }
    }
    let walked = walk(tree, &RelPath::root(), &mut |_| Descend::Into);
    answers.push(format!("{:?}", walked.map_err(|error| error.to_string())));
    answers
}

/// All that can be asked of a tree.
fn answers(tree: &SourceTree, files: &Files) -> Vec<String> {
    let mut answers = Vec::new();
    let mut asked: Vec<RelPath> = files.keys().cloned().collect();
    for path in files.keys() {
        asked.push(path.child("x"));
        asked.extend(std::iter::successors(path.parent(), RelPath::parent));
    }
    asked.push(RelPath::new("nothing/here").unwrap());
    for path in asked {
        answers.push(format!("{path}: {:?}", tree.item(&path).unwrap()));
        answers.push(format!("{:?}", tree.list(&path).map_err(|error| error.to_string())));
        answers.push(format!("{:?}", tree.read(&path).map_err(|error| error.to_string())));
    }
    let walked = walk(tree, &RelPath::root(), &mut |_| Descend::Into).unwrap();
    answers.extend(walked.iter().map(|item| format!("{item:?}")));
    answers
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

    #[test]
    fn all_kinds_of_trees_give_the_same_answers(files in files()) {
        let (_root, disk) = on_disk(&files);
        let expect = answers(&disk, &files);
        prop_assert_eq!(&answers(&of_bytes(&files), &files), &expect);
        prop_assert_eq!(&answers(&of_another(&disk, &files), &files), &expect);
        prop_assert_eq!(&answers(&overlaid(&files), &files), &expect);
    }

    #[test]
    #[cfg(unix)]
    fn links_mean_the_same_in_all_kinds_of_trees(files in files(), links in links()) {
        let (root, _) = on_disk(&files);
        link_on_disk(root.path(), &links);
        let disk = SourceTree::folder(root.path()).unwrap();
        let paths: Vec<_> = files.keys().chain(links.keys()).cloned().collect();
        let expect = linked_answers(&disk, &paths);
        let entries = with_links(&files, &links);
        prop_assert_eq!(&linked_answers(&entries, &paths), &expect);
        prop_assert_eq!(&linked_answers(&entries.overlaid(BTreeMap::new()), &paths), &expect);
        prop_assert_eq!(&linked_answers(&disk.overlaid(BTreeMap::new()), &paths), &expect);
    }
}

#[test]
fn what_is_hidden_is_not_there_nor_anything_below_it() {
    let folder = tempfile::tempdir().unwrap();
    for path in ["a/x", "a/y", "b/c/z", "top"] {
        let full = folder.path().join(path);
        std::fs::create_dir_all(full.parent().unwrap()).unwrap();
        std::fs::write(full, path).unwrap();
    }
    let path = |text: &str| pyrel_tree::RelPath::new(text).unwrap();
    let tree = pyrel_tree::SourceTree::folder(folder.path()).unwrap();
    let less = tree.without([path("a/x"), path("b")].into());
    let names = |folder: &str| -> Vec<String> {
        less.list(&path(folder)).unwrap().iter().map(|item| item.path.to_string()).collect()
    };
    assert_eq!(names(""), ["a", "top"]);
    assert_eq!(names("a"), ["a/y"]);
    assert_eq!(less.item(&path("b/c/z")).unwrap(), None);
    assert_eq!(less.list(&path("b/c")).unwrap_err().to_string(), "`b/c` does not exist");
    assert_eq!(less.read(&path("a/x")).unwrap_err().to_string(), "`a/x` does not exist");
    assert_eq!(less.read(&path("a/y")).unwrap(), b"a/y");
}
