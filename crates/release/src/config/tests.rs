use std::collections::BTreeMap;

use pyrel_diag::Explain;
use pyrel_tree::{Source, TreeEntry};

use super::*;
use crate::Error;

/// What the reading of a `[tool.pyrel]` table comes to.
fn read(table: &str) -> Result<Config, Error> {
    let text = format!("[project]\nname = \"demo\"\nversion = \"1.0\"\n{table}");
    let source = Source::Bytes(text.into_bytes().into());
    let entry = TreeEntry { source, executable: false };
    let path = RelPath::root().child("pyproject.toml");
    let tree = pyrel_tree::SourceTree::of_entries(None, BTreeMap::from([(path, entry)]));
    Ok(Config::read(&tree)?.value)
}

#[track_caller]
fn refuse(table: &str, expect: &[&str]) {
    let error = read(table).unwrap_err();
    let said: Vec<String> = error
        .findings()
        .iter()
        .map(|finding| format!("{finding} ({})", finding.advice().unwrap_or_default()))
        .collect();
    assert_eq!(said, expect);
}

#[test]
fn a_project_that_says_nothing_has_the_defaults() {
    for table in ["", "[tool.pyrel]\n", "[tool.pyrel.release]\n"] {
        let config = read(table).unwrap();
        assert_eq!(config.dist_dir.as_str(), "dist");
        assert_eq!(config.release.zip.value, "{name}-{version}-release.zip");
        assert!(config.repository.is_none() && config.dxt.is_none());
        assert!(config.release.files.is_empty());
    }
}

#[test]
fn every_key_is_read() {
    let config = read(
        "[tool.pyrel]\ndist-dir = \"out/d\"\nrepository = \"testpypi\"\n[tool.pyrel.check]\ntarget = \"generic\"\n\
         ignore = [\"a\"]\n[tool.pyrel.dxt]\nmanifest \
         = \"m.json\"\nassets = [\"a\", {from = \"b\", to = \"c\"}]\ninclude = [\"d\"]\nname = \
         \"n\"\nformat = \"dxt\"\n[tool.pyrel.release]\nzip = \"z.zip\"\nfiles = [\"README.md\"]\n",
    )
    .unwrap();
    assert_eq!(config.dist_dir.as_str(), "out/d");
    assert_eq!(config.repository.unwrap().value, "testpypi");
    assert_eq!(config.check.target, Some(Audience::Generic));
    assert_eq!(config.check.ignore[0].value, "a");
    let dxt = config.dxt.unwrap();
    assert_eq!(dxt.manifest.unwrap().value.as_str(), "m.json");
    let landings = |list: &[Landing]| -> Vec<String> {
        let to = |it: &Landing| it.to.as_ref().map_or("-".to_owned(), ToString::to_string);
        list.iter().map(|it| format!("{} {}", it.from.value, to(it))).collect()
    };
    assert_eq!(landings(&dxt.assets), ["a -", "b c"]);
    assert_eq!(landings(&dxt.include), ["d -"]);
    assert_eq!((dxt.name.unwrap().value.as_str(), dxt.format), ("n", BundleFormat::Dxt));
    assert_eq!(config.release.zip.value, "z.zip");
    assert_eq!(config.release.files[0].value.as_str(), "README.md");
}

#[test]
fn what_is_wrong_is_said_at_once_and_with_its_line() {
    refuse(
        "[tool.pyrel]\ndist_dir = \"x\"\nrepository = 1\n[tool.pyrel.dxt]\nassets = \"a\"\nformat = \
         \"zip\"\n[tool.pyrel.release]\nfiles = [\"../x\", 2]\n",
        &[
            "pyproject.toml:5:1: unknown key `tool.pyrel.dist_dir` (did you mean `dist-dir`?)",
            "pyproject.toml:6:14: `tool.pyrel.repository` must be a string, not an integer (write \
             the value in the type named)",
            "pyproject.toml:8:10: `tool.pyrel.dxt.assets` must be a list, not a string (write the \
             value in the type named)",
            "pyproject.toml:9:10: `tool.pyrel.dxt.format` must be one of mcpb, dxt (write one of \
             those named)",
            "pyproject.toml:11:10: `tool.pyrel.release.files[0]`: `../x` leads out of the project \
             (name a path inside the project, relative to pyproject.toml)",
            "pyproject.toml:11:18: `tool.pyrel.release.files[1]` must be a string, not an integer \
             (write the value in the type named)",
        ],
    );
}

#[test]
fn a_landing_is_a_path_or_a_table_with_from_and_to() {
    refuse(
        "[tool.pyrel.dxt]\ninclude = [1, {form = \"a\"}, {from = \"/a\"}]\n",
        &[
            "pyproject.toml:5:12: `tool.pyrel.dxt.include[0]` must be a path or a table with `from` \
             and `to`, not an integer (write the value in the type named)",
            "pyproject.toml:5:15: `tool.pyrel.dxt.include[1]` has no `from` (name what lands there: \
             `{ from = \"…\", to = \"…\" }`)",
            "pyproject.toml:5:16: unknown key `tool.pyrel.dxt.include[1].form` (did you mean \
             `from`?)",
            "pyproject.toml:5:37: `tool.pyrel.dxt.include[2].from`: `/a` is absolute, not relative \
             to the project (name a path inside the project, relative to pyproject.toml)",
        ],
    );
}

#[test]
fn names_of_files_are_names_and_nothing_else() {
    for name in ["../a", "a/b", "a\\\\b", ".", ""] {
        let table = format!("[tool.pyrel.dxt]\nname = \"{name}\"\n");
        let expect = format!(
            "pyproject.toml:5:8: `tool.pyrel.dxt.name`: `{}` is no file name (write a name without \
             folders that every system takes)",
            name.replace("\\\\", "\\")
        );
        refuse(&table, &[&expect]);
    }
    refuse(
        "[tool.pyrel.release]\nzip = \"../{name}.zip\"\n",
        &[
            "pyproject.toml:5:7: `tool.pyrel.release.zip`: `../{name}.zip` is no file name (write a name \
           without folders that every system takes)",
        ],
    );
    refuse(
        "[tool.pyrel.release]\nzip = \"{name}-{versoin}.zip\"\n",
        &[
            "pyproject.toml:5:7: `tool.pyrel.release.zip`: not all braces of `{name}-{versoin}.zip` are \
           known (`{name}` and `{version}` are those that are filled in)",
        ],
    );
    assert_eq!(read("[tool.pyrel.release]\nzip = \"\"\n").unwrap().release.zip.value, "");
}

/// The schema knows every setting and nothing else.
#[test]
fn the_schema_has_every_setting() {
    let schema = schema();
    for setting in SETTINGS {
        let (table, name) = setting.split();
        let properties = match table {
            None => &schema["properties"],
            Some(table) => &schema["properties"][table]["properties"],
        };
        let words = properties[name]["description"].as_str().unwrap_or_default();
        assert!(words.starts_with(setting.words), "{} is described otherwise", setting.key);
        assert!(page().contains(&format!("| `{}` |", setting.key)));
    }
    let count = |value: &serde_json::Value| value.as_object().unwrap().len();
    let properties = &schema["properties"];
    let tables = ["check", "dxt", "release"];
    let inner: usize = tables.map(|table| count(&properties[table]["properties"])).iter().sum();
    assert_eq!(count(properties) - tables.len() + inner, SETTINGS.len());
    assert_eq!(schema["additionalProperties"], false);
}
