//! The files that belong into archives.

use std::path::Path;

use pyrel_git::Checkout;

use crate::oracle::{git, write};

fn tracked(folder: &Path) -> Vec<String> {
    let tracked = Checkout::discover(folder).unwrap().tracked().unwrap();
    tracked.iter().map(|path| path.as_str().to_owned()).collect()
}

#[test]
fn files_folders_and_submodules_are_kept_out_by_their_attribute() {
    let scratch = tempfile::tempdir().unwrap();
    let root = scratch.path().join("outer");
    let inner = scratch.path().join("inner");
    for folder in [&inner, &root] {
        git(scratch.path(), &["init", "-q", folder.to_str().unwrap()]);
        for path in ["a.py", "b.txt", "docs/c.py", "src/d.py", "src/deep/e.py"] {
            write(folder, path, "");
        }
        git(folder, &["add", "."]);
        git(folder, &["commit", "-q", "-m", "m"]);
    }
    git(&root, &["submodule", "-q", "add", inner.to_str().unwrap(), "sub"]);
    write(&root, "new", "");
    let all = [
        ".gitmodules",
        "a.py",
        "b.txt",
        "docs/c.py",
        "src/d.py",
        "src/deep/e.py",
        "sub/a.py",
        "sub/b.txt",
        "sub/docs/c.py",
        "sub/src/d.py",
        "sub/src/deep/e.py",
    ];
    assert_eq!(tracked(&root), all);
    assert_eq!(tracked(&root.join("src")), ["d.py", "deep/e.py"]);
    assert_eq!(
        Checkout::discover(&root.join("src/deep")).unwrap().below_top().unwrap().as_str(),
        "src/deep"
    );
    write(&root, ".gitattributes", "*.txt export-ignore\ndocs export-ignore\nsub/ export-ignore\n");
    write(
        &root,
        "src/.gitattributes",
        "[attr]unheard export-ignore\ndeep/ export-ignore\nd.py unheard\n",
    );
    assert_eq!(tracked(&root), [".gitmodules", "a.py", "src/d.py"]);
    write(
        &root,
        ".git/info/attributes",
        "/a.py export-ignore\nsub -export-ignore\nsub/ !export-ignore\n",
    );
    assert_eq!(tracked(&root.join("src")), ["d.py"]);
    assert!(!tracked(&root).contains(&"a.py".to_owned()));
    assert!(tracked(&root).contains(&"sub/a.py".to_owned()));
}
