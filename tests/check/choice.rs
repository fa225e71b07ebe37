//! Which files are looked at, and what becomes of those that cannot be.

use std::fs;

use crate::harness::case::Case;
use crate::upload::{SDIST, WHEEL, built};

#[test]
fn one_that_cannot_be_read_keeps_no_other_from_being_looked_at() {
    let case = built(Case::new());
    let run = case.run(&format!("check dist/gone-1.0.tar.gz dist/{WHEEL}"));
    run.failure(1).stdout(&format!("dist/{WHEEL}: sound\n")).stderr(
        "error[file-unreadable]: it cannot be read: No such file or directory (os error 2)
--> dist/gone-1.0.tar.gz
 = hint: name a file that is there and may be read, by a name in UTF-8

error: one error was found
",
    );
}

#[cfg(target_os = "linux")]
#[test]
fn neither_does_a_name_that_is_not_unicode() {
    use std::os::unix::ffi::OsStrExt as _;
    let case = built(Case::new());
    let name = std::ffi::OsStr::from_bytes(b"de\xffmo-1.0.tar.gz");
    fs::write(case.path("dist").join(name), "").unwrap();
    let run = case.run("check");
    run.failure(1)
        .stdout(&format!("dist/{WHEEL}: sound\ndist/{SDIST}: sound\n2 files: all sound\n"))
        .stderr_contains(
            "error[file-unreadable]: `dist/de\u{fffd}mo-1.0.tar.gz` has a name that is not UTF-8\n--> dist/de\u{fffd}mo-1.0.tar.gz\n",
        );
}

/// Otherwise a workflow that downloads its artefacts to the wrong place would be green.
#[test]
fn a_folder_called_like_a_wheel_is_nothing_to_check() {
    let case = Case::new();
    fs::create_dir_all(case.path("dist/demo-1.0-py3-none-any.whl")).unwrap();
    case.run("check").failure(1).stdout("").stderr_contains("nothing to check in `dist`\n");
}

#[test]
fn the_list_of_rules_stands_in_columns() {
    let list = Case::new().run("check --explain");
    let text = &list.success().stdout;
    let width = text.lines().filter_map(|line| line.find(' ')).max().unwrap();
    for line in text.lines() {
        let severity: String = line.chars().skip(width + 2).take(9).collect();
        assert!(["advice   ", "warning  ", "error    "].contains(&&*severity), "{line}");
    }
}

#[test]
fn names_of_files_and_members_steer_no_terminal() {
    let case = built(Case::new());
    let name = "de\u{1b}[31mmo\nerror: x-1.0-py3-none-any.whl";
    fs::rename(case.path("dist").join(WHEEL), case.path("dist").join(name)).unwrap();
    for colours in ["never", "always"] {
        let run = case.run(&format!("check --color {colours}"));
        run.failure(1).stderr_contains("dist/de\\u{1b}[31mmo\\nerror: x-1.0-py3-none-any.whl");
        assert!(!format!("{}{}", run.stdout, run.stderr).contains("\u{1b}[31mmo"));
        assert!(!run.stderr.lines().any(|line| line.starts_with("error: x")));
    }
    let run = case.run("check --format github");
    run.failure(1)
        .stdout_contains("::error file=dist/de\\u{1b}[31mmo%0Aerror%3A x-1.0-py3-none-any.whl");
    assert!(!run.stdout.contains('\u{1b}'));
}
