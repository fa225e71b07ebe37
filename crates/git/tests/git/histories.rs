//! Commits and tags, as git tells of them.

use std::fmt::Write as _;
use std::path::Path;

use pyrel_git::{Checkout, Describe, History};

use crate::oracle::{feed, git, says, write};
use crate::random::Dice;

fn history(folder: &Path) -> History {
    Checkout::discover(folder).unwrap().history().unwrap()
}

/// A stream for `git fast-import`: commits with random parents at random times, and tags.
fn stream(dice: &mut Dice, commits: usize) -> String {
    let mut stream = String::new();
    let mut time = 1_600_000_000;
    for number in 1..=commits {
        time = time + dice.roll(500) - [0, 0, 0, 2_000][dice.roll(4)];
        let _ = writeln!(stream, "commit refs/heads/b{number}\nmark :{number}");
        let _ = writeln!(stream, "author A <a@example.org> {} +0100", time - 7);
        let _ = writeln!(stream, "committer C <c@example.org> {time} -0730");
        let message = dice.pick(&["m", "two\nlines\n\nbody\n", "\n\nlate\n", "ä\n\nb\n\nc"]);
        let _ = writeln!(stream, "data {}\n{message}", message.len());
        for (at, how) in [("from", 9), ("merge", 3)] {
            if number > 1 && dice.roll(10) < how {
                let parent = number - 1 - dice.roll((number - 1).min(6));
                let _ = writeln!(stream, "{at} :{parent}");
            }
        }
        let _ = writeln!(stream, "M 100644 inline a\ndata {}\n{number}", number.to_string().len());
    }
    for tag in 0..dice.roll(20) {
        let commit = 1 + dice.roll(commits);
        let name = format!("{}{tag}.{}", dice.pick(&["v", "", "a/b-"]), dice.roll(9));
        if dice.roll(2) == 0 {
            let _ = writeln!(stream, "reset refs/tags/{name}\nfrom :{commit}\n");
        } else {
            let time = 1_600_000_000 + dice.roll(3);
            let _ = writeln!(stream, "tag {name}\nfrom :{commit}");
            let _ = writeln!(stream, "tagger T <t@example.org> {time} +0000\ndata 1\nt");
        }
    }
    stream
}

/// Compares all that git tells with what we do.
fn compare(folder: &Path) {
    let history = history(folder);
    let head = history.head().unwrap();
    assert_eq!(head.id.to_string(), git(folder, &["rev-parse", "HEAD"]).trim());
    assert_eq!(
        history.abbreviated(head.id).unwrap(),
        git(folder, &["rev-parse", "--short", "HEAD"]).trim()
    );
    assert_eq!(history.branch().unwrap_or(""), git(folder, &["branch", "--show-current"]).trim());
    let shallow = git(folder, &["rev-parse", "--is-shallow-repository"]);
    assert_eq!(history.is_shallow().to_string(), shallow.trim());
    let count = git(folder, &["rev-list", "--count", "HEAD"]);
    assert_eq!(history.count().unwrap().to_string(), count.trim());
    compare_log(folder, &history);
    compare_tags(folder, &history);
    for arguments in [
        "",
        "--tags",
        "--tags --first-parent",
        "--tags --match=v*",
        "--match=*[0-9]* --exclude=*.1",
        "--tags --exclude=v* --match=a* --match=[0-9].*",
    ] {
        compare_description(folder, &history, arguments);
    }
}

fn compare_log(folder: &Path, history: &History) {
    let shown = git(folder, &["log", "-z", "--format=%H|%P|%an|%ae|%ct|%s|%b"]);
    let commits = history.commits().unwrap();
    let ours: Vec<_> = commits
        .iter()
        .map(|commit| {
            let parents: Vec<_> = commit.parents.iter().map(ToString::to_string).collect();
            let (parents, author) = (parents.join(" "), &commit.author);
            let time = commit.committer.time.seconds;
            assert_eq!(commit.committer.time.offset, -(7 * 60 + 30) * 60);
            let (subject, body) = (&commit.subject, commit.body.trim_end());
            let (id, name, email) = (commit.id, &author.name, &author.email);
            format!("{id}|{parents}|{name}|{email}|{time}|{subject}|{body}")
        })
        .collect();
    let theirs: Vec<_> = shown.split_terminator('\0').map(str::trim_end).collect();
    assert_eq!(ours, theirs);
}

fn compare_tags(folder: &Path, history: &History) {
    let format = "--format=%(refname:strip=2) %(objecttype) %(creatordate:unix)";
    let shown = git(folder, &["for-each-ref", format, "refs/tags"]);
    let tags = history.tags().unwrap();
    let ours: Vec<_> = tags
        .iter()
        .map(|tag| {
            let kind = if tag.annotated { "tag" } else { "commit" };
            format!("{} {kind} {}", tag.name, tag.time.seconds)
        })
        .collect();
    assert_eq!(ours, shown.lines().collect::<Vec<_>>());
    for tag in tags {
        let range = format!("refs/tags/{}..HEAD", tag.name);
        let since = git(folder, &["rev-list", "--count", &range]);
        assert_eq!(history.commits_since(tag).unwrap().to_string(), since.trim(), "{range}");
    }
}

fn compare_description(folder: &Path, history: &History, arguments: &str) {
    let words: Vec<_> = arguments.split_whitespace().collect();
    let theirs = says(folder, &[&["describe", "--long"], &*words].concat());
    let all = |option: &str| {
        let values = words.iter().filter_map(|word| word.strip_prefix(option));
        values.map(ToOwned::to_owned).collect()
    };
    let asked = Describe {
        matching: all("--match="),
        excluding: all("--exclude="),
        lightweight: words.contains(&"--tags"),
        first_parent: words.contains(&"--first-parent"),
    };
    let ours = history.describe(&asked).unwrap().map(|found| {
        let head = history.abbreviated(history.head().unwrap().id).unwrap();
        format!("{}-{}-g{head}", found.tag.name, found.distance)
    });
    assert_eq!(ours.as_deref(), theirs.as_deref().map(str::trim), "{arguments}");
}

#[test]
fn random_histories_are_told_as_git_tells_them() {
    for seed in 1..=10_u64 {
        let scratch = tempfile::tempdir().unwrap();
        let root = scratch.path().join("whole");
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        // Shown where the test fails.
        println!("seed {seed}");
        git(scratch.path(), &["init", "-q", "whole"]);
        let commits = [1, 5, 20, 60][dice.roll(4)];
        feed(&root, &["fast-import", "--quiet"], &stream(&mut dice, commits));
        git(&root, &["checkout", "-q", &format!("b{commits}")]);
        compare(&root);
        git(&root, &["commit-graph", "write", "--reachable"]);
        git(&root, &["checkout", "-q", "--detach"]);
        compare(&root);
        git(&root, &["gc", "-q"]);
        git(&root, &["worktree", "add", "-q", "--detach", "../beside"]);
        compare(&scratch.path().join("beside"));
        let whole = format!("file://{}", root.display());
        git(scratch.path(), &["clone", "-q", "--depth", "3", &whole, "shallow"]);
        compare(&scratch.path().join("shallow"));
        git(scratch.path(), &["clone", "-q", "--shared", "whole", "borrowing"]);
        compare(&scratch.path().join("borrowing"));
    }
}

#[test]
fn an_empty_repository_has_a_branch_and_no_commit() {
    let scratch = tempfile::tempdir().unwrap();
    git(scratch.path(), &["init", "-q", "-b", "trunk"]);
    let history = history(scratch.path());
    assert_eq!(history.head(), None);
    assert_eq!(history.branch(), Some("trunk"));
    assert_eq!(history.count().unwrap(), 0);
    assert_eq!(history.commits().unwrap(), []);
    assert_eq!(history.tags().unwrap(), []);
    assert_eq!(history.describe(&Describe::default()).unwrap(), None);
}

/// By name, lightweight or annotated: which of several tags of one commit it is.
#[test]
fn the_newest_annotated_tag_of_a_commit_describes_it() {
    let scratch = tempfile::tempdir().unwrap();
    let root = scratch.path();
    git(root, &["init", "-q"]);
    git(root, &["commit", "-q", "--allow-empty", "-m", "m"]);
    let told = |expect: &str| {
        let asked = Describe { lightweight: true, ..Describe::default() };
        let found = history(root).describe(&asked).unwrap().unwrap();
        assert_eq!(format!("{}-{}", found.tag.name, found.distance), expect);
        compare_description(root, &history(root), "--tags");
    };
    git(root, &["tag", "b1"]);
    git(root, &["tag", "a1"]);
    told("a1-0");
    git(root, &["-c", "user.name=x", "tag", "-a", "-m", "m", "c1"]);
    told("c1-0");
    git(root, &["update-ref", "refs/tags/known-as", "refs/tags/c1"]);
    git(root, &["tag", "-d", "c1"]);
    told("c1-0");
    write(root, "a", "");
    git(root, &["tag", "tree", "HEAD^{tree}"]);
    assert_eq!(history(root).tags().unwrap().len(), 3);
}
