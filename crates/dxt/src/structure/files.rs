//! The entry point, the command, and the files that its arguments name.

use pyrel_archive::Mode;
use pyrel_diag::{Rule, Severity};
use pyrel_tree::{NotRelative, RelPath};

use crate::command::{Invocation, LAUNCHERS, Part, Word, invocations};
use crate::executable::in_bundle;
use crate::holdings::Found;
use crate::inspect::Subject;
use crate::json::Node;
use crate::layout::ENTRY_POINT_MISSING;
use crate::misfit::{Misfit, shown};

pub(crate) static RULES: [&Rule; 6] =
    [&ENTRY_POINT_TYPE, &COMMAND_MISSING, &PATH_MISSING, &OUTSIDE, &NOT_EXECUTABLE, &UV_PROJECT];

static COMMAND_MISSING: Rule = Rule {
    id: "command-missing",
    severity: Severity::Error,
    words: "a program or script to start that is not in the bundle",
    remedy: "build it first, or correct the path",
};

static ENTRY_POINT_TYPE: Rule = Rule {
    id: "entry-point-type",
    severity: Severity::Warning,
    words: "an entry point that another type of server has",
    remedy: "correct the type or the entry point",
};

static NOT_EXECUTABLE: Rule = Rule {
    id: "not-executable",
    severity: Severity::Warning,
    words: "a program in a bundle that may not be executed",
    remedy: "pack the bundle again with `pyrel dxt pack`, which marks it on every system",
};

static OUTSIDE: Rule = Rule {
    id: "outside-bundle",
    severity: Severity::Error,
    words: "a path that leads out of the bundle, to what only one machine has",
    remedy: "put the file into the bundle and name it relative to it",
};

static PATH_MISSING: Rule = Rule {
    id: "path-missing",
    severity: Severity::Warning,
    words: "a path below `${__dirname}` that is not in the bundle",
    remedy: "add it, correct the path, or leave it out if the server makes it itself",
};

static UV_PROJECT: Rule = Rule {
    id: "uv-project-missing",
    severity: Severity::Warning,
    words: "a server of type `uv` without the project that uv installs",
    remedy: "add `pyproject.toml` with the dependencies of the server",
};

pub(super) fn look(subject: &mut Subject<'_>) {
    let invocations = invocations(subject.root);
    let told = entry_point(subject, &invocations);
    for invocation in &invocations {
        for word in &invocation.words {
            let misfit = path_misfit(subject, invocation, word, told.as_ref());
            misfit.into_iter().for_each(|misfit| subject.note(misfit));
        }
    }
    uv_project(subject);
}

/// Looks for the entry point; returns its path where it was found wanting.
fn entry_point(subject: &mut Subject<'_>, invocations: &[Invocation<'_>]) -> Option<RelPath> {
    let server = subject.root.member("server")?;
    let node = server.member("entry_point")?;
    let text = node.text()?;
    entry_point_type(subject, server, node);
    if is_elsewhere(text, invocations) {
        return None;
    }
    let misfit = |rule, what: &str| {
        Misfit::new(rule, node.span(), format!("`server.entry_point` `{}` {what}", shown(text)))
    };
    let found = match entry_path(text) {
        Ok(path) => path,
        Err(NotRelative::Absolute(_) | NotRelative::Climbs(_)) => {
            subject.note(misfit(&OUTSIDE, "lies outside of the bundle"));
            return None;
        }
        Err(NotRelative::Nul(_)) => RelPath::root(),
    };
    let (what, remedy) = absence(subject, &found)?;
    let mut programs = invocations.iter().filter_map(Invocation::program);
    if programs.any(|program| is_run_as(subject, &program, &found)) {
        return None;
    }
    let mut missing = misfit(&ENTRY_POINT_MISSING, what);
    missing.remedy = remedy;
    let severity =
        if is_started(&found, invocations) { Severity::Error } else { Severity::Warning };
    subject.note(missing.weighing(severity));
    Some(found)
}

fn entry_path(text: &str) -> Result<RelPath, NotRelative> {
    in_bundle(text).map_or_else(|| RelPath::new(&text.replace('\\', "/")), Ok)
}

/// Whether an entry point is no file of the bundle: a program that the machine has, or the name of
/// a script that a launcher looks for.
fn is_elsewhere(text: &str, invocations: &[Invocation<'_>]) -> bool {
    let is_name = !text.is_empty() && !text.contains(['/', '\\', '.']);
    is_name && invocations.iter().flat_map(|it| &it.words).any(|word| word.text == text)
}

/// Whether a command runs what lies at a path: then the server cannot start without it.
fn is_started(path: &RelPath, invocations: &[Invocation<'_>]) -> bool {
    let Some(common) = invocations.first() else { return true };
    let is_launched = common
        .program()
        .is_some_and(|program| LAUNCHERS.iter().any(|(launcher, _)| *launcher == program));
    let words = invocations.iter().flat_map(|it| &it.words);
    let mut words = words.filter(|word| word.part != Part::Variable);
    !is_launched || words.any(|word| below_bundle(word).as_ref() == Some(path))
}

/// The path that a word of a command stands for, be it written below `${__dirname}` or, for launchers
/// that are told the folder, without it.
fn below_bundle(word: &Word<'_>) -> Option<RelPath> {
    let path = word.path().unwrap_or_else(|| word.text.replace('\\', "/"));
    RelPath::new(&path).ok()
}

/// Why a path leads to no file of the bundle, and what to do about it.
fn absence(subject: &Subject<'_>, path: &RelPath) -> Option<(&'static str, Option<String>)> {
    match subject.holdings.find(path) {
        Found::File(_) => None,
        Found::Folder if path.is_root() => Some(("names no file", None)),
        Found::Folder => Some(("is a folder", None)),
        Found::Dropped(path, origin) => {
            let remedy = format!("`{path}` is left out by {origin}");
            Some(("is not in the bundle", Some(remedy)))
        }
        Found::Absent => {
            let near = subject.holdings.similar(path);
            Some(("is not in the bundle", near.map(|near| format!("did you mean `{near}`?"))))
        }
    }
}

/// A word of a command that names a path of the bundle which is not there.
fn path_misfit(
    subject: &Subject<'_>,
    invocation: &Invocation<'_>,
    word: &Word<'_>,
    told: Option<&RelPath>,
) -> Option<Misfit> {
    let text = word.path()?;
    let misfit = |rule, what: &str| {
        let message = format!("`{}` `{}` {what}", word.key, shown(word.text));
        Misfit::new(rule, word.node.span(), message)
    };
    let Ok(path) = RelPath::new(&text) else {
        return Some(misfit(&OUTSIDE, "leads out of the bundle"));
    };
    if told == Some(&path) {
        return None;
    }
    let is_script = invocation.script().is_some_and(|script| script.part == word.part);
    let is_program = word.part == Part::Command || is_script;
    let with_ending = format!("{path}.exe");
    let found = match subject.holdings.find(&path) {
        Found::File(held) => {
            let is_refused = word.part == Part::Command && held.mode == Some(Mode::Regular);
            return is_refused.then(|| misfit(&NOT_EXECUTABLE, "may not be executed"));
        }
        Found::Folder if !is_program => return None,
        Found::Absent if word.part == Part::Command => {
            // Windows adds the ending itself.
            RelPath::new(&with_ending).ok().map(|path| subject.holdings.find(&path))
        }
        Found::Absent | Found::Dropped(..) | Found::Folder => None,
    };
    let program = invocation.program().filter(|_| is_script);
    if matches!(found, Some(Found::File(_)))
        || program.is_some_and(|program| is_run_as(subject, &program, &path))
    {
        return None;
    }
    let (what, remedy) = absence(subject, &path)?;
    let rule = if is_program { &COMMAND_MISSING } else { &PATH_MISSING };
    Some(Misfit { remedy, ..misfit(rule, what) })
}

/// What interpreters look for where a path is no file: a script with an ending, and what a folder
/// is started by (<https://nodejs.org/api/modules.html#all-together>,
/// <https://docs.python.org/3/using/cmdline.html#cmdoption-arg-script>).
const STAND_INS: [(&[&str], &[&str]); 2] = [
    (&["node", "bun"], &[".js", ".json", ".node", "/package.json", "/index.js"]),
    (&["python", "python3", "py"], &["/__main__.py"]),
];

/// Whether a program runs something for a path at which there is no file.
fn is_run_as(subject: &Subject<'_>, program: &str, path: &RelPath) -> bool {
    let stand_ins = STAND_INS.iter().filter(|(programs, _)| programs.contains(&program));
    stand_ins.flat_map(|(_, endings)| *endings).any(|ending| {
        let path = RelPath::new(format!("{path}{ending}").trim_start_matches('/'));
        path.is_ok_and(|path| matches!(subject.holdings.find(&path), Found::File(_)))
    })
}

/// The endings of scripts, and the types of servers that run them.
const SCRIPTS: [(&str, &[&str]); 5] = [
    (".py", &["python", "uv"]),
    (".js", &["node"]),
    (".mjs", &["node"]),
    (".cjs", &["node"]),
    (".ts", &["node"]),
];

fn entry_point_type(subject: &mut Subject<'_>, server: Node<'_>, node: Node<'_>) {
    let (Some(text), Some(kind)) = (node.text(), server.member("type").and_then(Node::text)) else {
        return;
    };
    let script = SCRIPTS.iter().find(|(ending, _)| text.ends_with(ending));
    let Some((ending, types)) = script.filter(|(_, types)| !types.contains(&kind)) else { return };
    if !["binary", "node", "python", "uv"].contains(&kind) {
        return;
    }
    let message = format!("`server.entry_point` ends in `{ending}`, and `server.type` is `{kind}`");
    let remedy =
        format!("set `server.type` to `{}`, or correct the entry point", types.join("` or `"));
    subject.note(Misfit::new(&ENTRY_POINT_TYPE, node.span(), message).advise(remedy));
}

/// uv installs what `pyproject.toml` asks for, or what the script itself asks for (PEP 723).
fn uv_project(subject: &mut Subject<'_>) {
    let Some(node) = subject.root.member("server").and_then(|server| server.member("type")) else {
        return;
    };
    let has = |name: &str| {
        let path = RelPath::root().child(name);
        matches!(subject.holdings.find(&path), Found::File(_))
    };
    let is_fetched = |it: &Invocation<'_>| it.program().is_some_and(|program| program == "uvx");
    if node.text() != Some("uv")
        || has("pyproject.toml")
        || is_self_contained(subject)
        || invocations(subject.root).first().is_some_and(is_fetched)
    {
        return;
    }
    let message = "`server.type` is `uv`, and there is no `pyproject.toml` in the bundle";
    subject.note(Misfit::new(&UV_PROJECT, node.span(), message));
}

fn is_self_contained(subject: &Subject<'_>) -> bool {
    let entry = subject.root.member("server").and_then(|server| server.member("entry_point"));
    let path = entry.and_then(Node::text).and_then(in_bundle);
    let Some(Found::File(held)) = path.as_ref().map(|path| subject.holdings.find(path)) else {
        return false;
    };
    let head = subject.holdings.read(held, 64 << 10).unwrap_or_default();
    String::from_utf8_lossy(&head).lines().any(|line| line.trim_end() == "# /// script")
}
