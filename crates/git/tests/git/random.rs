//! Random work trees with random ignore files.

use std::path::Path;

use crate::oracle::{compare, git, write};

/// A reproducible source of small numbers.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % below
    }

    pub(crate) fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }

    fn path(&mut self) -> String {
        let folders = (0..self.roll(4)).map(|_| self.pick(&FOLDERS)).collect::<Vec<_>>();
        let mut path = folders.join("/");
        if !path.is_empty() {
            path.push('/');
        }
        path + self.pick(&FILES)
    }

    fn ignore_file(&mut self) -> String {
        let lines = (0..=self.roll(4)).map(|_| self.line()).collect::<Vec<_>>();
        lines.join(self.pick(&["\n", "\n", "\r\n"])) + self.pick(&["\n", ""])
    }

    fn line(&mut self) -> String {
        let mut line = self.pick(&["", "", "", "!", "/", "!/", "**/"]).to_owned();
        for at in 0..=self.roll(3) {
            if at > 0 {
                line.push('/');
            }
            line += self.pick(&PARTS);
        }
        line + self.pick(&["", "", "/", "/", "/**", "/*", " ", "\\ ", "\t"])
    }
}

const FOLDERS: [&str; 7] = ["a", "b", "A", "c d", ".x", "build", "ä"];
const FILES: [&str; 9] = ["a", "b.py", "B.py", "c.pyc", ".env", "#x", "!y", "z ", "ä.txt"];
/// Where case is folded, git takes the `**` of `a**` for folders, once it has cut off the `a`, and
/// does not fold a letter after a backslash. Nobody relies on either, so neither is here.
const PARTS: [&str; 25] = [
    "a",
    "b",
    "A",
    "*",
    "**",
    "?",
    "*.py",
    "*.pyc",
    "b.*",
    "[ab]",
    "[!a]",
    "[a-c]*",
    ".x",
    ".*",
    "build",
    "c d",
    "ä",
    "?.txt",
    "\\#x",
    "\\!y",
    "z",
    "[[:upper:]]",
    "[",
    "[]a]",
    "**b",
];

fn work_tree(root: &Path, dice: &mut Dice) {
    git(root, &["init", "-q"]);
    for _ in 0..30 {
        let path = dice.path();
        // A name that is a folder already cannot be a file as well.
        if !root.join(&path).is_dir() && !through_a_file(root, &path) {
            write(root, &path, "");
        }
    }
    git(root, &["add", "-f", "--", "."]);
    let kept = dice.roll(3);
    if kept < 2 {
        git(
            root,
            &[
                "rm",
                "-r",
                "-q",
                "--cached",
                "--ignore-unmatch",
                dice.pick(&FOLDERS),
                dice.pick(&FILES),
            ],
        );
        git(root, &["rm", "-r", "-q", "--cached", "--ignore-unmatch", "*.py", "*/a"]);
    }
    if kept < 1 {
        git(root, &["rm", "-r", "-q", "--cached", "."]);
    }
    write(root, ".gitignore", &dice.ignore_file());
    for _ in 0..dice.roll(4) {
        let folder = dice.pick(&FOLDERS);
        if !root.join(folder).is_file() {
            write(root, &format!("{folder}/.gitignore"), &dice.ignore_file());
        }
    }
    if dice.roll(3) == 0 {
        write(root, ".git/info/exclude", &dice.ignore_file());
    }
    if dice.roll(8) == 0 {
        git(root, &["config", "core.ignoreCase", "true"]);
    }
}

fn through_a_file(root: &Path, path: &str) -> bool {
    Path::new(path).ancestors().skip(1).any(|folder| root.join(folder).is_file())
}

#[test]
fn random_work_trees_stand_as_git_says() {
    for seed in 1..=15_u64 {
        let scratch = tempfile::tempdir().unwrap();
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        // Shown where the test fails.
        println!("seed {seed}");
        work_tree(scratch.path(), &mut dice);
        compare(scratch.path());
        for folder in FOLDERS {
            if scratch.path().join(folder).is_dir() {
                compare(&scratch.path().join(folder));
            }
        }
    }
}
