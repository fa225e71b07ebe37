//! `pyrel diff` says what differs, and how much that matters.

use std::fs;
use std::time::{Duration, Instant};

use crate::harness::case::Case;
use crate::inspect::python;
use crate::upload::{SDIST, WHEEL, built};

/// The fixture, built twice: into `dist`, and into `new` after some words were replaced.
fn built_twice(file: &str, from: &str, to: &str) -> Case {
    let case = built(Case::new());
    let text = case.read(file);
    assert!(text.contains(from), "{text}");
    case.write(file, &text.replace(from, to));
    case.run("build -o new").success();
    case
}

#[test]
fn the_same_file_is_equal_to_the_last_byte() {
    let case = built(Case::new());
    let run = case.run(&format!("diff dist/{WHEEL} dist/{WHEEL}"));
    run.success().stderr("").stdout(&format!("--- dist/{WHEEL}\n+++ dist/{WHEEL}\nequal bytes\n"));
}

#[test]
fn what_differs_is_shown_line_by_line_and_field_by_field() {
    let case = built_twice("pyproject.toml", "Station forecasts", "Forecasts");
    let run = case.run(&format!("diff dist/{WHEEL} new/{WHEEL}"));
    run.failure(1)
        .stdout_contains(&format!(
            "--- dist/{WHEEL}
+++ new/{WHEEL}
weather_desk_mcp-1.4.0.dist-info/METADATA: Summary
  - Station forecasts for language models, served over MCP
  + Forecasts for language models, served over MCP
(in form) weather_desk_mcp-1.4.0.dist-info/RECORD: it follows from the other members
"
        ))
        .stdout_contains("\ndiffers: 1 difference\n")
        .stderr(&format!(
            "error[differs]: not the same as `dist/{WHEEL}`
--> new/{WHEEL}

error: one error was found
"
        ));
    let run = case.run(&format!("diff --brief dist/{SDIST} new/{SDIST}"));
    run.failure(1)
        .stdout_contains("\nweather_desk_mcp-1.4.0/PKG-INFO: Summary\n")
        .stdout_contains("\nweather_desk_mcp-1.4.0/pyproject.toml\n")
        .stdout_contains("\ndiffers: 2 differences\n");
    case.run(&format!("diff dist/{WHEEL} new/{WHEEL} --ignore differs")).success();
    let json = case.run(&format!("diff dist/{WHEEL} new/{WHEEL} --json")).failure(1).json();
    let compared = &json["outputs"]["compared"][0];
    assert_eq!(compared["likeness"], "differs");
    assert_eq!(compared["left"], format!("dist/{WHEEL}"));
    assert_eq!(compared["differences"][0]["field"], "Summary");
}

#[test]
fn archives_of_the_same_content_differ_in_bytes_only() {
    let case = built(Case::new());
    python(
        &case,
        "
import glob, os, tarfile, zipfile
os.mkdir('new')
(wheel,), (sdist,) = glob.glob('dist/*.whl'), glob.glob('dist/*.tar.gz')
with zipfile.ZipFile(wheel) as old, zipfile.ZipFile('new/' + os.path.basename(wheel), 'w') as new:
    for item in reversed(old.infolist()):
        item.date_time = (2001, 1, 1, 0, 0, 0)
        new.writestr(item, old.read(item), zipfile.ZIP_STORED)
with tarfile.open(sdist) as old, tarfile.open('new/' + os.path.basename(sdist), 'w:gz') as new:
    for item in old.getmembers():
        item.mtime = 1
        new.addfile(item, old.extractfile(item))
",
    );
    case.run("diff dist new").success().stderr("").stdout(&format!(
        "--- dist/{WHEEL}
+++ new/{WHEEL}
(in bytes) the archive: the order of the members
(in bytes) the archive: how the members are packed
equal content

--- dist/{SDIST}
+++ new/{SDIST}
(in bytes) the archive: dates, permissions that mean nothing, or entries for folders
equal content
"
    ));
}

#[test]
fn files_without_a_counterpart_are_a_difference() {
    let case = built(Case::new());
    fs::create_dir(case.path("new")).unwrap();
    fs::copy(case.path("dist").join(WHEEL), case.path("new").join(WHEEL)).unwrap();
    let run = case.run("diff dist new");
    run.failure(1)
        .stdout(&format!("--- dist/{WHEEL}\n+++ new/{WHEEL}\nequal bytes\nonly in dist: {SDIST}\n"))
        .stderr(
            "error[no-counterpart]: one file has no counterpart
--> dist

error: one error was found
",
        );
    let json = case.run("diff dist new --json").failure(1).json();
    assert_eq!(json["outputs"]["only"], serde_json::json!({"left": [SDIST], "right": []}));
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let case = built(Case::new());
    case.run(&format!("diff dist/{WHEEL} dist/{SDIST}")).failure(2).stdout("").stderr(&format!(
        "error: `{WHEEL}` is a wheel and `{SDIST}` is an sdist\nhint: name two files of one kind\n"
    ));
    case.run(&format!("diff dist/{WHEEL} dist")).failure(2).stderr(
        "error: a file cannot be compared with a folder\nhint: name two files, or two folders\n",
    );
    case.run("diff gone dist")
        .failure(1)
        .stderr("error: cannot read `gone`\n  caused by: No such file or directory (os error 2)\n");
    case.run("diff src src")
        .failure(1)
        .stderr("error: there is neither a wheel nor an sdist nor a bundle in the folders\n");
}

#[test]
fn large_and_many_differences_take_little_time() {
    let case = Case::new();
    python(
        &case,
        "
import os, random, zipfile
random.seed(1)
for folder in ('a', 'b'):
    os.mkdir(folder)
    with zipfile.ZipFile(f'{folder}/long-1.0-py3-none-any.whl', 'w') as zip:
        zip.writestr('long-1.0.dist-info/METADATA', 'Name: long\\nVersion: 1.0\\n')
        zip.writestr('one_line.txt', folder * 2_000_000)
        zip.writestr('short_lines.txt', ''.join(random.choice('xyz') + '\\n' for _ in range(300_000)))
        zip.writestr('esc.txt', f'{folder}\\x1b[31m\\n')
        for at in range(100_000):
            zip.writestr(f'{at}.txt', f'{folder} {at}\\n')
",
    );
    let began = Instant::now();
    let run = case.run("diff a b");
    run.failure(1).stdout_contains("\ndiffers: 100,003 differences\n");
    let took = began.elapsed();
    assert!(took < Duration::from_secs(120), "{took:?}");
    assert!(!run.stdout.contains('\u{1b}'));
    assert!(run.stdout.len() < 40_000_000, "{}", run.stdout.len());
}
