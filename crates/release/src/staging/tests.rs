use pyrel_diag::Explain;

use super::*;
use crate::Config;

/// A tree of these files, each holding its own path; those that end in `.sh` are executable.
fn tree(table: &str, files: &[&str]) -> SourceTree {
    let toml = format!("[project]\nname = \"demo\"\nversion = \"1.0\"\n[tool.pyrel.dxt]\n{table}");
    let entry = |path: &str, text: &str| {
        let source = Source::Bytes(text.as_bytes().into());
        (RelPath::new(path).unwrap(), TreeEntry { source, executable: path.ends_with(".sh") })
    };
    let files = files.iter().map(|path| entry(path, path));
    SourceTree::of_entries(None, files.chain([entry("pyproject.toml", &toml)]).collect())
}

fn merged(table: &str, files: &[&str]) -> Result<Vec<String>, Error> {
    let tree = tree(table, files);
    let config = Config::read(&tree).unwrap().value.dxt.unwrap();
    let merged = merge(&tree, &config)?;
    let mut found = Vec::new();
    for item in walk(&merged, &RelPath::root(), &mut |_| Descend::Into).unwrap() {
        let content = String::from_utf8(merged.read(&item.path).unwrap()).unwrap();
        let content = if content.starts_with('[') { "pyproject.toml" } else { &content };
        let executable = matches!(item.kind, EntryKind::File { executable: true, .. });
        let mark = if executable { " +x" } else { "" };
        found.push(format!("{} < {content}{mark}", item.path));
    }
    found.sort();
    Ok(found)
}

#[track_caller]
fn check(table: &str, files: &[&str], expect: &[&str]) {
    assert_eq!(merged(table, files).unwrap(), expect);
}

#[track_caller]
fn refuse(table: &str, files: &[&str], expect: &[&str]) {
    let error = merged(table, files).unwrap_err();
    let said: Vec<String> = error.findings().iter().map(ToString::to_string).collect();
    assert_eq!(said, expect);
}

#[test]
fn assets_land_at_the_root_and_includes_at_their_own_path() {
    check(
        "assets = [\"deploy\"]\ninclude = [\"src/demo\", \"LICENSE\"]\n",
        &["deploy/manifest.json", "deploy/bin/run.sh", "src/demo/a.py", "LICENSE", "README.md"],
        &[
            "LICENSE < LICENSE",
            "bin/run.sh < deploy/bin/run.sh +x",
            "manifest.json < deploy/manifest.json",
            "src/demo/a.py < src/demo/a.py",
        ],
    );
}

#[test]
fn anything_can_land_elsewhere() {
    check(
        "assets = [{ from = \"art\", to = \"assets\" }]\ninclude = [{ from = \"src/demo\", to = \
         \"server/demo\" }, { from = \"LICENSE\", to = \"legal/LICENCE\" }]\n",
        &["art/icon.png", "src/demo/a.py", "LICENSE"],
        &[
            "assets/icon.png < art/icon.png",
            "legal/LICENCE < LICENSE",
            "server/demo/a.py < src/demo/a.py",
        ],
    );
}

#[test]
fn the_template_takes_the_place_of_the_manifest() {
    check(
        "manifest = \"deploy/template.json\"\nassets = [\"deploy\"]\n",
        &["deploy/template.json", "deploy/icon.png"],
        &["icon.png < deploy/icon.png", "manifest.json < deploy/template.json"],
    );
}

#[test]
fn one_file_that_lands_twice_at_one_place_is_no_clash() {
    check(
        "assets = [\"deploy\"]\ninclude = [{ from = \"deploy/a\", to = \"a\" }]\n",
        &["deploy/a"],
        &["a < deploy/a"],
    );
}

#[test]
fn everything_that_is_missing_or_clashes_is_said_at_once() {
    refuse(
        "manifest = \"no.json\"\nassets = [\"deploy\", \"nowhere\", \"LICENSE\"]\ninclude = [{ from \
         = \"LICENSE\", to = \"a\" }, \"none\"]\n",
        &["deploy/a", "LICENSE"],
        &[
            "pyproject.toml:5:12: there is no file or folder `no.json`",
            "pyproject.toml:6:21: there is no folder `nowhere`",
            "pyproject.toml:6:32: there is no folder `LICENSE`",
            "pyproject.toml:7:21: both `deploy/a` and `LICENSE` land at `a`",
            "pyproject.toml:7:44: there is no file or folder `none`",
        ],
    );
}

#[test]
fn a_file_where_others_need_a_folder_is_a_clash() {
    refuse(
        "assets = [\"deploy\"]\ninclude = [{ from = \"src/demo\", to = \"server/demo\" }, { from = \
         \"LICENSE\", to = \"server\" }]\n",
        &["deploy/icon.png", "src/demo/a.py", "src/demo/b.py", "LICENSE"],
        &["pyproject.toml:6:64: `LICENSE` lands at `server`, where `src/demo/a.py` needs a folder"],
    );
}
