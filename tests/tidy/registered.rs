//! Nothing lies about that no test looks at.

use super::nothing;
use super::tree::{File, files, names};

#[test]
fn every_file_of_tests_is_part_of_the_binary() {
    // What is fuzzed is built by a package of its own.
    let is_ours = |file: &File| file.is_rust() && !file.path.starts_with("tests/fuzz/");
    let files: Vec<_> = files("tests").into_iter().filter(is_ours).collect();
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.path != "tests/main.rs") {
        let (folder, module) = module_of(&file.path);
        let indexes = match folder {
            "tests" => ["tests/main.rs".to_owned(), String::new()],
            _ => [format!("{folder}/mod.rs"), format!("{folder}.rs")],
        };
        let index = files.iter().find(|file| indexes.contains(&file.path));
        let line = format!("mod {module};");
        if !index.is_some_and(|index| index.text().lines().any(|it| it.ends_with(&line))) {
            found.push(file.path.clone());
        }
    }
    nothing(&found, "files of tests that are not compiled");
}

/// The folder of the file that declares a module, and the module's name.
fn module_of(path: &str) -> (&str, &str) {
    let path = path.strip_suffix("/mod.rs").or(path.strip_suffix(".rs")).unwrap_or(path);
    path.rsplit_once('/').unwrap()
}

#[test]
fn every_fixture_is_visited_by_a_test() {
    // `Case` copies whatever it is asked for, and so visits nothing by itself.
    let tests: Vec<_> = files("")
        .into_iter()
        .filter(|file| File::is_rust(file) && file.path != "tests/harness/case.rs")
        .collect();
    let mut found = Vec::new();
    for kind in names("fixtures") {
        for name in names(&format!("fixtures/{kind}")) {
            let ways = [
                format!(".fixture(\"{name}\")"),
                format!("fixtures/{kind}/{name}"),
                // A test that walks all of a kind.
                format!("fixtures/{kind}\""),
            ];
            let visited = |file: &File| ways.iter().any(|way| file.text().contains(way.as_str()));
            if !tests.iter().any(visited) {
                found.push(format!("fixtures/{kind}/{name}"));
            }
        }
    }
    nothing(&found, "fixtures that no test visits");
}
