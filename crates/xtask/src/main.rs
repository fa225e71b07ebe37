//! Chores of developers: `cargo xtask docs` writes the generated pages below `docs`.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a tool for this repository alone: it writes its files and talks to its developers"
)]

mod docs;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use docs::Page;

const USAGE: &str = "\
Usage: cargo xtask docs           write the generated pages
       cargo xtask docs --check   fail where one of them is stale";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["docs"] => write(),
        ["docs", "--check"] => check(),
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn write() -> ExitCode {
    let root = repository();
    for page in docs::stale(&root) {
        if let Err(error) = save(&root, &page) {
            eprintln!("error: cannot write {}: {error}", page.path);
            return ExitCode::FAILURE;
        }
        println!("{}", page.path);
    }
    ExitCode::SUCCESS
}

fn check() -> ExitCode {
    let stale = docs::stale(&repository());
    for page in &stale {
        eprintln!("error: {} is stale; run `cargo xtask docs`", page.path);
    }
    if stale.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn save(root: &Path, page: &Page) -> std::io::Result<()> {
    let path = root.join(&page.path);
    let Some(text) = &page.text else { return std::fs::remove_file(path) };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text)
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generated_pages_are_fresh() {
        let stale: Vec<_> = docs::stale(&repository()).into_iter().map(|page| page.path).collect();
        assert!(stale.is_empty(), "stale: {}; run `cargo xtask docs`", stale.join(", "));
    }
}
