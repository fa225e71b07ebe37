//! Every kind of repository there is.

use std::path::Path;
use std::process::Command;

use pyrel_git::{Checkout, Standing};
use pyrel_tree::RelPath;
use tempfile::TempDir;

use crate::oracle::{compare, git, write};

fn repository() -> TempDir {
    let scratch = tempfile::tempdir().unwrap();
    git(scratch.path(), &["init", "-q"]);
    scratch
}

/// A repository with a file of each standing, all committed that can be.
fn filled() -> TempDir {
    let scratch = repository();
    fill(scratch.path());
    scratch
}

fn fill(root: &Path) {
    write(root, ".gitignore", "*.pyc\n/build/\n");
    for path in ["known.py", "kept.pyc", "pkg/known.py", "pkg/deep/known.py", "build/known.py"] {
        write(root, path, "");
    }
    git(root, &["add", "-f", "."]);
    git(root, &["commit", "-q", "-m", "all"]);
    for path in
        ["new.py", "new.pyc", "pkg/new.py", "pkg/new.pyc", "build/new.py", "pkg/deep/new.pyc"]
    {
        write(root, path, "");
    }
}

fn standing(folder: &Path, path: &str) -> Standing {
    let path = RelPath::new(path).unwrap();
    Checkout::discover(folder).unwrap().standing(&path).unwrap()
}

fn fault(folder: &Path) -> String {
    let checkout = Checkout::discover(folder).unwrap();
    let error = checkout.standing(&RelPath::root()).unwrap_err().to_string();
    error.replace(folder.canonicalize().unwrap().to_str().unwrap(), "FOLDER")
}

#[test]
fn files_stand_as_the_index_and_the_rules_have_it() {
    let scratch = filled();
    compare(scratch.path());
    let root = scratch.path();
    assert_eq!(standing(root, "known.py"), Standing::Tracked);
    assert_eq!(standing(root, "kept.pyc"), Standing::Tracked);
    assert_eq!(standing(root, "new.pyc"), Standing::Ignored);
    assert_eq!(standing(root, "new.py"), Standing::Unknown);
    assert_eq!(standing(root, "not-there.pyc"), Standing::Ignored);
    assert_eq!(standing(root, "build"), Standing::Tracked);
}

#[test]
fn a_folder_in_a_work_tree_is_seen_from_there() {
    let scratch = filled();
    for folder in ["pkg", "pkg/deep", "build"] {
        compare(&scratch.path().join(folder));
    }
}

#[test]
fn a_link_on_the_way_to_the_project_does_not_matter() {
    let scratch = filled();
    let links = tempfile::tempdir().unwrap();
    let link = links.path().join("project");
    std::os::unix::fs::symlink(scratch.path().join("pkg"), &link).unwrap();
    assert_eq!(standing(&link, "new.pyc"), Standing::Ignored);
    assert_eq!(standing(&link, "known.py"), Standing::Tracked);
}

#[test]
fn a_project_that_is_ignored_itself_is_seen() {
    let scratch = repository();
    write(scratch.path(), ".gitignore", "/vendor/\n/kept/\n");
    write(scratch.path(), "vendor/project/a.py", "");
    write(scratch.path(), "kept/a.py", "");
    git(scratch.path(), &["add", "-f", ".gitignore", "kept"]);
    let ignored = |folder: &str| {
        Checkout::discover(&scratch.path().join(folder)).unwrap().is_ignored_itself().unwrap()
    };
    assert!(ignored("vendor"));
    assert!(ignored("vendor/project"));
    assert!(!ignored("kept"), "something in it is tracked");
    assert!(!ignored(""));
}

#[test]
fn there_is_no_checkout_outside_of_work_trees() {
    let scratch = tempfile::tempdir().unwrap();
    assert!(Checkout::discover(scratch.path()).is_none());
    git(scratch.path(), &["init", "-q", "--bare", "bare"]);
    assert!(Checkout::discover(&scratch.path().join("bare")).is_none());
    git(scratch.path(), &["init", "-q", "tree"]);
    std::fs::create_dir(scratch.path().join("tree/empty")).unwrap();
    assert!(Checkout::discover(&scratch.path().join("tree/empty")).is_some());
    std::fs::create_dir_all(scratch.path().join("no/.git")).unwrap();
    assert!(Checkout::discover(&scratch.path().join("no")).is_none(), "an empty .git is none");
    assert!(Checkout::discover(&scratch.path().join("not/there")).is_none());
    for text in ["gitdir: /not/there\n", "nonsense\n", ""] {
        write(scratch.path(), "tree/copied/.git", text);
        assert!(Checkout::discover(&scratch.path().join("tree/copied")).is_none(), "{text}");
    }
}

#[test]
fn an_empty_repository_tracks_nothing() {
    let scratch = repository();
    write(scratch.path(), "new.py", "");
    compare(scratch.path());
}

#[test]
fn a_linked_worktree_has_its_own_index() {
    let scratch = filled();
    let other = tempfile::tempdir().unwrap();
    let path = other.path().join("linked");
    git(scratch.path(), &["worktree", "add", "-q", path.to_str().unwrap()]);
    write(&path, "new.py", "");
    write(&path, "new.pyc", "");
    write(scratch.path(), ".git/info/exclude", "excluded\n");
    write(&path, "excluded", "");
    git(&path, &["rm", "-q", "--cached", "known.py"]);
    compare(&path);
    compare(&path.join("pkg"));
    compare(scratch.path());
}

#[test]
fn a_submodule_is_its_own_work_tree() {
    let inner = filled();
    let outer = repository();
    git(outer.path(), &["submodule", "--quiet", "add", inner.path().to_str().unwrap(), "sub"]);
    write(outer.path(), ".gitignore", "*.log\n");
    write(outer.path(), "sub/new.py", "");
    write(outer.path(), "sub/new.pyc", "");
    write(outer.path(), "sub/new.log", "");
    compare(&outer.path().join("sub"));
    compare(outer.path());
    assert_eq!(standing(outer.path(), "sub/known.py"), Standing::Tracked);
    assert_eq!(standing(outer.path(), "sub/new.log"), Standing::Tracked);
}

#[test]
fn another_repository_below_is_not_looked_into() {
    let outer = repository();
    write(outer.path(), ".gitignore", "*.log\nignored\n");
    for folder in ["nested", "ignored"] {
        git(outer.path(), &["init", "-q", folder]);
        write(outer.path(), &format!("{folder}/new.log"), "");
    }
    compare(outer.path());
    assert_eq!(standing(outer.path(), "nested/new.log"), Standing::Unknown);
    assert_eq!(standing(outer.path(), "ignored/new.log"), Standing::Ignored);
}

#[test]
fn links_are_files() {
    let scratch = repository();
    let root = scratch.path();
    write(root, ".gitignore", "target/\nplain\n*.log\n");
    write(root, "real/a.log", "");
    for link in ["target", "plain", "tracked"] {
        std::os::unix::fs::symlink("real", root.join(link)).unwrap();
    }
    std::os::unix::fs::symlink("nowhere", root.join("dangling.log")).unwrap();
    git(root, &["add", "-f", "tracked"]);
    compare(root);
    assert_eq!(standing(root, "target/a.log"), Standing::Unknown);
    assert_eq!(standing(root, "plain/a.log"), Standing::Ignored);
    assert_eq!(standing(root, "tracked/a.log"), Standing::Tracked);
}

#[test]
fn an_ignore_file_that_is_no_file_says_nothing() {
    let scratch = repository();
    let root = scratch.path();
    write(root, "rules", "*\n");
    write(root, "a/.gitignore/b.py", "");
    write(root, "c/d.py", "");
    std::os::unix::fs::symlink("../rules", root.join("c/.gitignore")).unwrap();
    compare(root);
}

#[test]
fn a_rule_for_all_folders_is_none_for_the_root() {
    for rules in ["*/\n", "*\n!*.py\n", "/*/\n"] {
        let scratch = filled();
        write(scratch.path(), ".git/info/exclude", rules);
        compare(scratch.path());
    }
}

#[test]
fn indexes_of_all_versions_are_read() {
    for version in ["2", "3", "4"] {
        let scratch = filled();
        let root = scratch.path();
        write(root, "later.py", "");
        git(root, &["add", "--intent-to-add", "later.py"]);
        git(root, &["update-index", "--index-version", version]);
        compare(root);
    }
}

#[test]
fn a_split_index_is_put_together() {
    let scratch = filled();
    git(scratch.path(), &["update-index", "--split-index"]);
    write(scratch.path(), "later.py", "");
    git(scratch.path(), &["add", "later.py"]);
    git(scratch.path(), &["rm", "-q", "--cached", "known.py"]);
    compare(scratch.path());
}

#[test]
fn conflicting_entries_are_tracked() {
    let scratch = filled();
    let root = scratch.path();
    git(root, &["checkout", "-q", "-b", "other"]);
    write(root, "known.py", "other");
    git(root, &["commit", "-q", "-a", "-m", "other"]);
    git(root, &["checkout", "-q", "-"]);
    write(root, "known.py", "this");
    git(root, &["commit", "-q", "-a", "-m", "this"]);
    git(root, &["read-tree", "-m", "HEAD~", "HEAD", "other"]);
    assert_ne!(git(root, &["ls-files", "--unmerged"]), "");
    compare(root);
    assert_eq!(standing(root, "known.py"), Standing::Tracked);
}

#[test]
fn a_sparse_checkout_keeps_its_rules() {
    for mode in ["--sparse-index", "--no-sparse-index"] {
        let scratch = filled();
        let root = scratch.path();
        write(root, "pkg/.gitignore", "secret\n");
        write(root, "far/.gitignore", "hidden\n");
        write(root, "far/known.py", "");
        git(root, &["add", "pkg/.gitignore", "far"]);
        git(root, &["commit", "-q", "-m", "more"]);
        git(root, &["sparse-checkout", "set", "--cone", mode, "pkg/deep"]);
        write(root, "pkg/secret", "");
        assert!(!root.join("far").exists());
        compare(root);
        write(root, "far/known.py", "");
        assert_eq!(standing(root, "far/known.py"), Standing::Tracked, "{mode}");
        assert_eq!(standing(root, "far/new.py"), Standing::Unknown, "{mode}");
    }
}

#[test]
fn packed_objects_and_references_do_not_matter() {
    let scratch = filled();
    git(scratch.path(), &["gc", "-q"]);
    git(scratch.path(), &["pack-refs", "--all"]);
    git(scratch.path(), &["checkout", "-q", "--detach"]);
    compare(scratch.path());
}

#[test]
fn the_owner_does_not_matter() {
    let scratch = filled();
    let stranger = Some(65_534);
    for path in ["", ".git", ".git/config", ".git/index", ".git/HEAD"] {
        // Only the superuser can give files away; for others this tests nothing new.
        drop(std::os::unix::fs::chown(scratch.path().join(path), stranger, stranger));
    }
    compare(scratch.path());
}

#[test]
fn the_rules_that_the_repository_itself_configures_count() {
    let scratch = filled();
    let rules = scratch.path().join("rules");
    write(scratch.path(), "rules", "new.py\n");
    git(scratch.path(), &["config", "core.excludesFile", rules.to_str().unwrap()]);
    compare(scratch.path());
}

#[test]
fn what_cannot_be_read_says_why() {
    let scratch = filled();
    write(scratch.path(), ".git/index", "DIRC and no more");
    assert_eq!(
        fault(scratch.path()),
        "the git repository in `FOLDER` cannot be read: File is too small even for header with zero \
         entries and smallest hash"
    );
    write(scratch.path(), ".git/config", "[core\n");
    assert_eq!(
        fault(scratch.path()),
        "the git repository in `FOLDER` cannot be read: Repository configuration could not be \
         loaded: Could not parse configuration: Got an unexpected token on line 1 while trying to \
         parse a section header: '[core '"
    );
    let scratch = tempfile::tempdir().unwrap();
    git(scratch.path(), &["init", "-q", "--object-format=sha256"]);
    assert_eq!(
        fault(scratch.path()),
        "the git repository in `FOLDER` cannot be read: Repository configuration could not be \
         loaded: Object format is not enabled in this build, input=\"sha256\", \
         key=\"extensions.objectFormat\""
    );
}

/// Whoever opens a pipe waits for somebody to write into it.
#[test]
fn a_pipe_is_not_waited_for() {
    for part in ["HEAD", "index", "config", "shallow", "refs/heads/main"] {
        let scratch = filled();
        git(scratch.path(), &["branch", "-q", "-M", "main"]);
        let path = scratch.path().join(".git").join(part);
        drop(std::fs::remove_file(&path));
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        let expect = format!(
            "the git repository in `FOLDER` cannot be read: `FOLDER/.git/{part}` is no regular file"
        );
        assert_eq!(fault(scratch.path()), expect);
    }
}

/// Without a checksum, as `index.skipHash` writes them.
#[test]
fn an_index_that_lies_is_an_error_and_no_more() {
    for version in ["2", "4"] {
        let scratch = filled();
        git(scratch.path(), &["update-index", "--index-version", version]);
        let index = scratch.path().join(".git/index");
        let mut good = std::fs::read(&index).unwrap();
        let checksum = good.len() - 20;
        good[checksum..].fill(0);
        let ask = |bytes: &[u8]| {
            std::fs::write(&index, bytes).unwrap();
            let checkout = Checkout::discover(scratch.path()).unwrap();
            drop(checkout.standing(&RelPath::new("pkg/new.py").unwrap()));
        };
        for at in (0..checksum).step_by(3) {
            for byte in [0, 0x7f, 0xff] {
                let mut bad = good.clone();
                bad[at] = byte;
                ask(&bad);
            }
            ask(&[&good[..at], &[0; 20]].concat());
        }
        let claim = [&good[..8], &[0xff; 4], &good[12..]].concat();
        std::fs::write(&index, claim).unwrap();
        let fault = fault(scratch.path());
        assert!(fault.starts_with("the git repository in `FOLDER` cannot be read: "), "{fault}");
    }
}
