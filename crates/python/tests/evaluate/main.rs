//! What is made of scripts, each with what is to be made of it written below.
//!
//! `PYREL_BLESS=1 cargo test -p pyrel-python --test evaluate` writes down what is made of them today;
//! whether it is what Python makes of them is for `tests/setup_scripts.rs` of the workspace to say.

#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests read their data, and stop where it is not as promised"
)]

mod canonical;
mod host;
mod script;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use pyrel_python::{Error, Host, PythonSource, Refusal, SetupPy};
use pyrel_tree::{RelPath, Source, SourceTree, TreeEntry};

use canonical::canonical;
use host::Folder;
use script::{Script, scripts};

fn evaluated(script: &Script) -> String {
    let entry = |(path, text): &(String, String)| {
        let source = Source::Bytes(Arc::from(text.as_bytes()));
        (RelPath::new(path).unwrap(), TreeEntry { source, executable: false })
    };
    let entries: BTreeMap<_, _> = script.files.iter().map(entry).collect();
    let host = Folder::new(SourceTree::of_entries(None, entries), script.legacy);
    let path = RelPath::new("setup.py").unwrap();
    let source = match PythonSource::read(host.tree(), &path) {
        Ok(source) => source,
        Err(Error::Refused(finding)) => return format!("refused {finding}"),
        Err(Error::Tree(error)) => panic!("{error}"),
    };
    match SetupPy::evaluate(&source, &host) {
        Ok(call) => {
            let line = |text: String, keyword: &pyrel_python::Keyword| {
                text + &format!("{}: {}\n", keyword.name, canonical(&keyword.value))
            };
            call.keywords.iter().fold(String::new(), line)
        }
        Err(Refusal { words, location }) => {
            let file = if &*location.path == "setup.py" { "" } else { &location.path };
            let colon = if file.is_empty() { "" } else { ":" };
            format!("refused {file}{colon}{}:{} {words}", location.line, location.column)
        }
    }
}

#[test]
fn every_script_is_proved_or_refused_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evaluate/scripts");
    let mut scripts = scripts(&folder);
    let mut differing = String::new();
    for script in &mut scripts {
        let made = evaluated(script);
        if made.trim_end() != script.expect {
            let Script { group, name, expect, .. } = &*script;
            writeln!(differing, "{group}: {name}\n{expect}\nbut\n{made}").unwrap();
            made.trim_end().clone_into(&mut script.expect);
        }
    }
    if std::env::var_os("PYREL_BLESS").is_some() {
        bless(&folder, &scripts);
    } else {
        assert_eq!(differing, "", "what is made of scripts is not what they say");
    }
}

fn bless(folder: &Path, scripts: &[Script]) {
    let mut groups: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for script in scripts {
        let mut text = format!("=== {}\n", script.name);
        text += if script.legacy { "--- legacy\n" } else { "" };
        text += if script.endless { "--- endless\n" } else { "" };
        for (path, body) in &script.files {
            text += &format!("--- {path}\n{}", body.replace("\r\n", "\\r\n"));
        }
        text += &format!("--- expect\n{}\n", script.expect);
        groups.entry(&script.group).or_default().push(text);
    }
    for (group, texts) in groups {
        fs::write(folder.join(format!("{group}.txt")), texts.join("\n")).unwrap();
    }
}

#[test]
fn many_scripts_are_proved_and_many_refused() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/evaluate/scripts");
    let scripts = scripts(&folder);
    let refused = scripts.iter().filter(|script| script.proved().is_none()).count();
    let unknown = scripts.iter().filter(|script| script.expect.contains("\"unknown\"")).count();
    assert!(scripts.len() >= 120, "there are {} scripts", scripts.len());
    assert!(refused >= 30, "{refused} are refused, {unknown} in part");
}
