//! The scripts below `scripts`: each with the files beside it and what is to be made of it.
//!
//! A file holds several, each below a line `=== NAME`. A line `--- PATH` begins a file, `--- legacy`
//! says that the project's own modules can be imported, `--- endless` that running it would not end,
//! and below `--- expect` stands either
//! `refused LINE:COLUMN words`, with the file before it unless that is `setup.py`, or one line for
//! each keyword: `name: JSON`. In it `{"unknown": …}` is what cannot be proved.

use std::fs;
use std::path::Path;

/// The variables of the environment that scripts see, besides those that nothing is said about.
pub(crate) const VARIABLES: [(&str, &str); 3] =
    [("FLAVOUR", "vanilla"), ("NOTHING", ""), ("SOURCE_DATE_EPOCH", "1577836800")];

/// A script.
#[derive(Debug)]
pub(crate) struct Script {
    pub(crate) group: String,
    pub(crate) name: String,
    pub(crate) legacy: bool,
    pub(crate) endless: bool,
    pub(crate) files: Vec<(String, String)>,
    pub(crate) expect: String,
}

/// All scripts of a folder, in the order of its files.
pub(crate) fn scripts(folder: &Path) -> Vec<Script> {
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut scripts = Vec::new();
    for path in paths {
        let group = path.file_stem().unwrap().to_str().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        scripts.extend(text.split("=== ").skip(1).map(|text| Script::parse(group, text)));
    }
    scripts
}

impl Script {
    fn parse(group: &str, text: &str) -> Self {
        let (name, rest) = text.split_once('\n').unwrap();
        let mut script = Self {
            group: group.to_owned(),
            name: name.to_owned(),
            legacy: false,
            endless: false,
            files: Vec::new(),
            expect: String::new(),
        };
        for part in rest.split("--- ").skip(1) {
            let (head, body) = part.split_once('\n').unwrap();
            match head {
                "legacy" => script.legacy = true,
                "endless" => script.endless = true,
                "expect" => body.trim_end().clone_into(&mut script.expect),
                // A line end that is none to `git` is written as `\r`.
                _ => script.files.push((head.to_owned(), body.replace("\\r\n", "\r\n"))),
            }
        }
        script
    }

    /// What is expected of each keyword that can be proved; `None` where all is refused.
    pub(crate) fn proved(&self) -> Option<Vec<(&str, &str)>> {
        if self.expect.starts_with("refused ") {
            return None;
        }
        let lines = self.expect.lines().map(|line| line.split_once(": ").unwrap());
        Some(lines.filter(|(_, value)| !value.contains("{\"unknown\": ")).collect())
    }
}
