//! Words that must not stand where they do.

use std::collections::BTreeSet;

use super::nothing;
use super::product::product;
use super::tree::{File, files};

/// Lines of code outside of a place that contain one of some words; comments and tests
/// apart.
fn spoken(words: &[&str], except: &str) -> Vec<String> {
    let mut found = Vec::new();
    for read in product().iter().filter(|read| !read.path.starts_with(except)) {
        for (number, line) in read.source.code() {
            let small = line.to_ascii_lowercase();
            if words.iter().any(|word| small.contains(word)) {
                found.push(format!("{}:{number}: {}", read.path, line.trim()));
            }
        }
    }
    found
}

/// Lines of text that contain one of some words. The words are given in halves, so that
/// this file is none of those found.
fn written(halves: &[[&str; 2]], only: impl Fn(&File) -> bool) -> Vec<String> {
    let words: Vec<String> = halves.iter().map(|halves| halves.concat()).collect();
    let mut found = Vec::new();
    for file in files("").iter().filter(|file| only(file)) {
        for (at, line) in file.text().lines().enumerate() {
            if words.iter().any(|word| line.contains(word.as_str())) {
                found.push(format!("{}:{}: {}", file.path, at + 1, line.trim()));
            }
        }
    }
    found
}

#[test]
fn only_the_command_line_has_a_word_for_dry_runs() {
    let found = spoken(&["dry_run", "dry-run", "dryrun", "dry run"], "crates/cli/");
    nothing(&found, "the libraries must not know that there are dry runs");
}

/// `env` reads the mode and chooses by it where archives grow; one function asks it what to do.
#[test]
fn whether_to_act_is_asked_in_one_function() {
    let mut askers = BTreeSet::new();
    for read in product().iter().filter(|read| read.path != "crates/cli/env.rs") {
        let mut function = String::new();
        for (_, line) in read.source.code() {
            if let Some((_, rest)) = line.split_once("fn ") {
                rest.split('(').next().unwrap_or_default().clone_into(&mut function);
            }
            let asks = ["Mode::Show", "Mode::Perform"].iter().any(|mode| line.contains(mode));
            if asks {
                askers.insert(format!("{function} in {}", read.path));
            }
        }
    }
    assert_eq!(askers.into_iter().collect::<Vec<_>>(), ["act in crates/cli/session.rs"]);
}

/// One file reads literals with it, one folder follows scripts: each function there is about some
/// kind of expression or statement, and a tree of our own would be a copy of the parser's.
#[test]
fn the_python_parser_is_known_to_one_file_and_one_folder() {
    let words = ["ruff_python", "ruff_text"];
    let mut found = spoken(&words, "crates/python/src/source.rs");
    found.retain(|line| !line.starts_with("crates/python/src/evaluate/"));
    nothing(&found, "only `source.rs` and `evaluate` of crates/python know the Python parser");
}

/// What pyrel does it does by itself. A program that the user names is another thing; xtask is a tool of
/// developers.
#[test]
fn another_program_is_run_in_one_file() {
    let mut found = spoken(&["process::command", "process::{"], "crates/world/src/program.rs");
    found.retain(|line| !line.starts_with("crates/xtask/"));
    nothing(&found, "only `program.rs` of crates/world runs a program, the user's own");
    let file = super::tree::read("crates/world/src/program.rs");
    assert!(file.contains("Command::new(program.name())"), "the exception is gone");
}

#[test]
fn no_test_is_left_out_and_no_lint_is_allowed_in_silence() {
    let found = written(&[["#[ign", "ore"], ["#[all", "ow("], ["#![all", "ow("]], File::is_rust);
    nothing(&found, "tests that are not run, and lints allowed where `expect` would do");
}

#[test]
fn no_file_names_a_place_on_a_machine() {
    let found = written(&[["/wo", "rk/"], ["/ro", "ot/"], ["/ho", "me/"]], |_| true);
    nothing(&found, "absolute paths of some machine");
}

/// Which server packages come from is the machine's choice.
#[test]
fn no_lock_file_names_a_server_of_packages() {
    let lock = super::tree::read("Cargo.lock");
    let sources: BTreeSet<_> =
        lock.lines().filter_map(|line| line.strip_prefix("source = ")).collect();
    let usual = "\"registry+https://github.com/rust-lang/crates.io-index\"";
    assert_eq!(sources, BTreeSet::from([usual]));
    let hosts = [["\"reso", "lved\":"], ["index-", "url"], ["regis", "try="], ["[regis", "tries"]];
    let found = written(&hosts, |file| {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        file.path.starts_with("tests/peers/requirements/")
            || ["package-lock.json", "constraints.txt", ".npmrc", "config.toml"].contains(&name)
    });
    nothing(&found, "servers that packages come from");
}

#[test]
fn every_crate_begins_with_what_it_is_for_and_what_it_does_not_know() {
    let mut found = Vec::new();
    for name in super::tree::names("crates") {
        let lib = format!("crates/{name}/src/lib.rs");
        let Some(file) = files(&format!("crates/{name}")).into_iter().find(|file| file.path == lib)
        else {
            continue;
        };
        let page: Vec<_> = file.text().lines().map_while(|line| line.strip_prefix("//!")).collect();
        if page.len() < 3 {
            found.push(format!("{lib} does not begin with a page about the crate"));
        }
        if !page.iter().any(|line| line.starts_with(" *What this crate does not know*: ")) {
            found.push(format!("{lib} does not say what the crate does not know"));
        }
    }
    nothing(&found, "crates without their page");
}
