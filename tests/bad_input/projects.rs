//! `pyproject.toml` that cannot be read, or contradicts itself.

use std::fs;

use super::{COMMANDS, FLIT, project, refused};

/// All commands refuse the project with these words.
#[track_caller]
fn check(pyproject: &[u8], words: &[&str]) {
    let case = project();
    fs::write(case.path("pyproject.toml"), pyproject).unwrap();
    for command in COMMANDS {
        let run = refused(&case, command);
        for words in words {
            assert!(
                run.stderr.contains(words) || run.stdout.contains(words),
                "no `{words}` from {command}:\n{}\n{}",
                run.stdout,
                run.stderr
            );
        }
    }
}

#[test]
fn a_file_that_is_no_text() {
    check(b"[project]\nname = \"d\xe4mo\"\n", &["`pyproject.toml` is not UTF-8"]);
    check(&FLIT.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(), &["pyproject.toml"]);
    check(b"\0\0\0\0", &["pyproject.toml"]);
}

#[test]
fn a_file_that_is_none() {
    let case = project();
    fs::remove_file(case.path("pyproject.toml")).unwrap();
    refused(&case, "build").stderr_contains("pyproject.toml");
    fs::create_dir(case.path("pyproject.toml")).unwrap();
    refused(&case, "build").stderr_contains("pyproject.toml");
    refused(&case, "build nothing").stderr_contains("cannot read `nothing`");
    refused(&case, "build demo.py").stderr_contains("demo.py");
    refused(&case, "build nothing.tar.gz").stderr_contains("cannot read `nothing.tar.gz`");
    case.write("bad.tar.gz", "no archive");
    refused(&case, "build bad.tar.gz").stderr_contains("`bad.tar.gz` is not a sound archive");
}

#[test]
#[cfg(unix)]
fn a_file_that_is_a_link_or_a_pipe() {
    use std::path::Path;

    use crate::harness::case::symlink;
    use crate::harness::run::Run;
    for (points_at, words) in [
        ("nothing", "`pyproject.toml`"),
        ("pyproject.toml", "`pyproject.toml` is part of a loop of symbolic links"),
        ("/etc/passwd", "`pyproject.toml` is a symbolic link that leads out of the project"),
    ] {
        let case = project();
        fs::remove_file(case.path("pyproject.toml")).unwrap();
        symlink(Path::new(points_at), &case.path("pyproject.toml"));
        refused(&case, "build").stderr_contains(words);
    }
    let case = project();
    fs::remove_file(case.path("pyproject.toml")).unwrap();
    Run::of(case.command("mkfifo").arg("pyproject.toml")).success();
    for command in ["build", "release --no-github --no-upload"] {
        refused(&case, command).stderr_contains("pyproject.toml");
    }
}

#[test]
fn a_file_that_is_huge() {
    let case = project();
    let file = fs::File::create(case.path("pyproject.toml")).unwrap();
    file.set_len((64 << 20) + 1).unwrap();
    for command in COMMANDS {
        let run = refused(&case, command);
        run.stderr_contains(
            "`pyproject.toml` has 67108865 bytes, more than the 67108864 that are read",
        );
    }
}

#[test]
fn a_file_that_nests_without_end() {
    let deep = 100_000;
    let dots = vec!["a"; deep].join(".");
    for (line, place) in [
        (format!("x = {}", "[".repeat(deep)), "pyproject.toml:8:"),
        (format!("x = {}", "{a=".repeat(deep)), "pyproject.toml:8:"),
        (format!("{dots} = 1"), "pyproject.toml:"),
        (format!("[{dots}]"), "pyproject.toml:"),
        (format!("[[{dots}]]"), "pyproject.toml:"),
    ] {
        let case = project();
        case.write("pyproject.toml", &format!("{FLIT}{line}\n"));
        refused(&case, "build").stderr_contains("error[toml-syntax]: ").stderr_contains(place);
    }
}

#[test]
fn a_file_that_ends_too_early() {
    let case = crate::harness::case::Case::new().fixture("seed-like");
    let whole = case.read("pyproject.toml");
    for end in (0..whole.len() - 1).step_by(17) {
        case.write("pyproject.toml", &whole[..end]);
        let before = crate::harness::footprint::footprint(&case);
        let run = case.run("build -o out");
        assert!(run.status == 0 || run.status == 1, "cut at {end}: {}", run.stderr);
        if run.status == 1 {
            assert!(run.stderr.contains("pyproject.toml"), "cut at {end}: {}", run.stderr);
            let after = crate::harness::footprint::footprint(&case);
            assert!(after == before, "cut at {end}: something is left");
        } else {
            fs::remove_dir_all(case.path("out")).unwrap();
        }
    }
}

#[test]
fn lines_that_contradict_each_other() {
    for (lines, place, words) in [
        (
            "dynamic = [\"version\"]",
            "8:12",
            "`project.version` has a value and is listed in `dynamic`",
        ),
        ("dynamic = [\"name\"]", "8:12", "`name` cannot be dynamic"),
        ("dynamic = [\"foo\"]", "8:12", "there is no field `foo`"),
        ("version = \"2\"", "8:1", "duplicate key"),
        ("[project]", "8:2", "duplicate key"),
        ("[build-system]", "8:2", "duplicate key"),
        (
            "license = { file = \"L\", text = \"x\" }",
            "8:11",
            "`project.license` has both `file` and `text`",
        ),
        (
            "license = \"MIT\"\nclassifiers = [\"License :: OSI Approved :: MIT License\"]",
            "9:16",
            "a licence classifier cannot stand beside a license expression",
        ),
        (
            "license = { text = \"MIT\" }\nlicense-files = [\"demo.py\"]",
            "8:",
            "`project.license-files` cannot stand beside a license table",
        ),
        (
            "readme = { file = \"R\", text = \"x\", content-type = \"text/plain\" }",
            "8:10",
            "`project.readme` has both `file` and `text`",
        ),
        ("[project.entry-points.console_scripts]\na = \"b:c\"", "8:1", "scripts are declared in"),
        ("scripts = { a = \"b c\" }", "8:", "expected `module:attribute`, found `b c`"),
        ("[tool.pyrel.dxt]\nassets = [\"ext\"]\nasets = []", "10:1", "asets"),
    ] {
        let case = project();
        case.write("pyproject.toml", &format!("{FLIT}{lines}\n"));
        let command = if lines.contains("pyrel") { "dxt pack" } else { "build" };
        let run = refused(&case, command);
        run.stderr_contains(words).stderr_contains(&format!("--> pyproject.toml:{place}"));
    }
    for (from, place, words) in [
        ("version = \"1\"", "4:1", "`project.version` is missing"),
        ("name = \"demo\"", "4:1", "`project.name` is missing"),
    ] {
        let case = project();
        case.write("pyproject.toml", &FLIT.replace(&format!("{from}\n"), ""));
        let run = refused(&case, "build");
        run.stderr_contains(words).stderr_contains(&format!("pyproject.toml:{place}"));
    }
}

#[test]
#[cfg(unix)]
fn modules_and_packages_that_lie_elsewhere() {
    use std::path::Path;

    use crate::harness::case::{Case, symlink};
    for (link, points_at, is_wanted) in [
        ("src/demo/mod.py", "/etc/hostname", true),
        ("src/demo/sub", "/etc", true),
        ("src/other", "/etc", true),
        ("src/demo/data.txt", "/etc/hostname", true),
        ("README.md", "/etc/hostname", true),
        ("LICENSE", "/etc/hostname", true),
        // What nobody wants does no harm.
        ("result", "/etc", false),
        ("src/demo/data.bin", "/etc/hostname", false),
        ("notes.py", "/etc/hostname", false),
    ] {
        let case = Case::new()
            .file(
                "pyproject.toml",
                "[build-system]\nrequires = [\"setuptools\"]\n\
                 build-backend = \"setuptools.build_meta\"\n\
                 [project]\nname = \"demo\"\nversion = \"1\"\n\
                 [tool.setuptools.package-data]\n\"*\" = [\"*.txt\"]\n",
            )
            .file("src/demo/__init__.py", "");
        symlink(Path::new(points_at), &case.path(link));
        if is_wanted {
            let words = format!("`{link}` is a symbolic link that leads out of the project");
            refused(&case, "build").stderr_contains(&words);
        } else {
            case.run("build --ignore unmatched-pattern").success().stderr("");
        }
    }
}
