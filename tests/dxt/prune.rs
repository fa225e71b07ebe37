//! `pyrel dxt pack --prune`: what production does not need stays out, by npm's lock file.

use serde_json::{Value, json};

use super::{demo, names};
use crate::harness::case::Case;

/// Folders of packages, each with its version and the marks that the lock file has for it.
const PACKAGES: [(&str, &str); 9] = [
    ("node_modules/@s/dev", "dev"),
    ("node_modules/@s/need", ""),
    ("node_modules/both", "devOptional"),
    ("node_modules/dev", "dev"),
    ("node_modules/dev/node_modules/need", "dev"),
    ("node_modules/need", ""),
    ("node_modules/need/node_modules/inner", ""),
    ("node_modules/need/node_modules/inner-dev", "dev"),
    ("node_modules/peer", "peer"),
];

const NEEDED: [&str; 5] = ["@s/need", "both", "need", "need/node_modules/inner", "peer"];

fn locked() -> Value {
    let mut packages = json!({"": {"name": "demo", "version": "1.0.0"}});
    for (folder, mark) in PACKAGES {
        packages[folder] = json!({"version": "1.0.0"});
        if !mark.is_empty() {
            packages[folder][mark] = json!(true);
        }
    }
    packages
}

/// A demo with all packages, one that no lock file has, and a lock file.
fn case(lock: &str, content: &Value) -> Case {
    let case = demo();
    let extraneous = ("node_modules/extraneous", "");
    for (folder, _) in PACKAGES.iter().chain([&extraneous]) {
        case.write(&format!("ext/{folder}/package.json"), r#"{"version": "1.0.0"}"#);
        case.write(&format!("ext/{folder}/lib/x/y.js"), "");
    }
    case.write(&format!("ext/{lock}"), &content.to_string());
    case
}

#[track_caller]
fn check(case: &Case) {
    case.run("dxt pack ext out.mcpb --prune").success().stderr("");
    let names = names(&case.path("out.mcpb"));
    let mut found: Vec<_> = names
        .iter()
        .filter_map(|name| name.strip_prefix("node_modules/")?.strip_suffix("/package.json"))
        .collect();
    found.sort_unstable();
    assert_eq!(found, NEEDED);
    assert!(names.contains(&"node_modules/need/lib/x/y.js".to_owned()));
}

#[test]
fn packages_stay_out_that_the_lock_file_has_for_development_or_has_not() {
    let lock = json!({"lockfileVersion": 3, "packages": locked()});
    for name in ["package-lock.json", "npm-shrinkwrap.json", "node_modules/.package-lock.json"] {
        check(&case(name, &lock));
    }
    let case = case("package-lock.json", &lock);
    let why = |path: &str| case.run(&format!("dxt pack ext --prune --why {path}")).stdout.clone();
    assert!(why("node_modules/dev/lib/x/y.js").contains(
        "stays out with `node_modules/dev`: `--prune`: only development needs it, says \
         `package-lock.json`\n"
    ));
    assert!(why("node_modules/extraneous/package.json").contains(
        "stays out with `node_modules/extraneous`: `--prune`: `package-lock.json` does not have it\n"
    ));
    case.run("dxt pack ext out.mcpb").success();
    let all = names(&case.path("out.mcpb"));
    assert!(all.contains(&"node_modules/dev/package.json".to_owned()), "nobody asked for less");
}

#[test]
fn the_first_version_of_lock_files_is_read_as_well() {
    let package = |mark: &str| match mark {
        "" => json!({"version": "1.0.0"}),
        mark => json!({"version": "1.0.0", mark: true}),
    };
    let mut lock = json!({"lockfileVersion": 1, "dependencies": {}});
    for (folder, mark) in PACKAGES {
        let folder = folder.strip_prefix("node_modules/").unwrap();
        match folder.split_once("/node_modules/") {
            None => lock["dependencies"][folder] = package(mark),
            Some((outer, inner)) => {
                lock["dependencies"][outer]["dependencies"][inner] = package(mark);
            }
        }
    }
    check(&case("package-lock.json", &lock));
}

#[test]
fn a_server_in_a_folder_of_its_own_has_its_own_lock_file() {
    let case = demo();
    let lock = json!({"packages": {"node_modules/dev": {"version": "1.0.0", "dev": true}}});
    case.write("ext/server/package-lock.json", &lock.to_string());
    case.write("ext/server/node_modules/dev/index.js", "");
    case.run("dxt pack ext out.mcpb --prune").success();
    assert_eq!(names(&case.path("out.mcpb")), ["manifest.json", "server/index.js"]);
}

/// What npm 10 writes for a workspace of which `a` needs another `x` than the others: members are
/// links, and what they have for themselves lies below them.
#[test]
fn members_of_a_workspace_are_pruned_by_the_lock_file_of_the_whole() {
    let case = demo();
    let package = |dev: bool| json!({"version": "1.0.0", "dev": dev});
    let lock = json!({"lockfileVersion": 3, "packages": {
        "": {"workspaces": ["packages/*"]},
        "node_modules/a": {"resolved": "packages/a", "link": true},
        "node_modules/x": package(false),
        "packages/a": {"version": "1.0.0"},
        "packages/a/node_modules/x": package(false),
        "packages/a/node_modules/dev": package(true),
    }});
    case.write("ext/package-lock.json", &lock.to_string());
    for folder in ["node_modules/x", "packages/a/node_modules/x", "packages/a/node_modules/dev"] {
        case.write(&format!("ext/{folder}/package.json"), r#"{"version": "1.0.0"}"#);
    }
    case.write("ext/packages/a/node_modules/extraneous/i.js", "");
    case.write("ext/packages/a/i.js", "");
    #[cfg(unix)]
    {
        use crate::harness::case::symlink;
        symlink("../packages/a".as_ref(), &case.path("ext/node_modules/a"));
        // What npm makes to start a package goes with the package.
        std::fs::create_dir(case.path("ext/packages/a/node_modules/.bin")).unwrap();
        let bin = case.path("ext/packages/a/node_modules/.bin/dev");
        symlink("../dev/package.json".as_ref(), &bin);
    }
    case.run("dxt pack ext out.mcpb --prune").success().stderr("");
    let member =
        |folder: &str| [format!("{folder}/i.js"), format!("{folder}/node_modules/x/package.json")];
    let mut expect = vec!["manifest.json".to_owned()];
    if cfg!(unix) {
        expect.extend(member("node_modules/a"));
    }
    expect.push("node_modules/x/package.json".to_owned());
    expect.extend(member("packages/a"));
    expect.push("server/index.js".to_owned());
    assert_eq!(names(&case.path("out.mcpb")), expect);
    // A folder that is no member needs a lock file of its own.
    case.write("ext/other/node_modules/x/i.js", "");
    let run = case.run("dxt pack ext out.mcpb --prune");
    run.failure(1).stderr_contains("error[lock-missing]: it has no lock file of npm\n");
    run.stderr_contains("--> ext/other/node_modules\n");
}

#[test]
fn without_a_lock_file_that_tells_nothing_is_guessed() {
    let lock = json!({"packages": locked()});
    let refused = |case: &Case, words: &str| {
        let run = case.run("dxt pack ext out.mcpb --prune");
        run.failure(1).stdout("").stderr_contains(words);
        assert!(!case.path("out.mcpb").exists());
    };
    let case = case("package-lock.json", &lock);
    case.write("ext/node_modules/need/package.json", r#"{"version": "2.0.0"}"#);
    refused(
        &case,
        "error[lock-stale]: version 2.0.0 is installed, and `package-lock.json` has 1.0.0\n",
    );
    case.write("ext/package-lock.json", "{");
    refused(&case, "error[lock-unreadable]: it is no JSON\n");
    case.write("ext/package-lock.json", "{}");
    refused(&case, "error[lock-unreadable]: it names no packages\n");
    std::fs::remove_file(case.path("ext/package-lock.json")).unwrap();
    refused(&case, "error[lock-missing]: it has no lock file of npm\n");
    case.write("ext/yarn.lock", "");
    refused(&case, "error[lock-missing]: yarn made it, whose lock file is not read\n");
    case.write("ext/node_modules/.pnpm/lock.yaml", "");
    refused(&case, "error[lock-missing]: pnpm made it, whose lock file is not read\n");
    // A lock file says nothing of a layout of links.
    case.write("ext/package-lock.json", &lock.to_string());
    refused(&case, "error[lock-missing]: pnpm made it, whose lock file is not read\n");
    std::fs::remove_dir_all(case.path("ext/node_modules/.pnpm")).unwrap();
    case.write("ext/node_modules/.store/x/node_modules/x/package.json", "{}");
    refused(
        &case,
        "error[lock-missing]: npm made it with `install-strategy=linked`, which its lock file does \
         not show\n",
    );
    // Where there is nothing to prune there need be no lock file.
    demo().run("dxt pack ext out.mcpb --prune").success().stderr("");
}
