//! Programs and compiled modules in the bundle, and the systems that they run on.

use std::collections::BTreeSet;

use pyrel_diag::{Rule, Severity};

use crate::command::invocations;
use crate::holdings::Found;
use crate::inspect::Subject;
use crate::json::Node;
use crate::misfit::Misfit;
use crate::structure::PLATFORMS;

pub(crate) static RULES: [&Rule; 2] = [&MODULES, &PROGRAM];

static MODULES: Rule = Rule {
    id: "modules-for-one-system",
    severity: Severity::Warning,
    words: "compiled modules for some systems only, in an extension for others as well",
    remedy: "name the systems in `compatibility.platforms`, and make one bundle for each",
};

static PROGRAM: Rule = Rule {
    id: "program-for-one-system",
    severity: Severity::Warning,
    words: "a program for one system, in an extension for others as well",
    remedy: "name the system in `compatibility.platforms`, or add `platform_overrides`",
};

pub(super) fn look(subject: &mut Subject<'_>) {
    let declared = declared(subject.root);
    modules(subject, &declared);
    programs(subject, &declared);
}

/// The systems that the extension says to run on: all, where it says nothing.
fn declared(root: Node<'_>) -> BTreeSet<&str> {
    let platforms = root.member("compatibility").and_then(|node| node.member("platforms"));
    let named = platforms.into_iter().flat_map(Node::items).take(MOST).filter_map(Node::text);
    let named: BTreeSet<_> = named.collect();
    if named.is_empty() { PLATFORMS.into_iter().collect() } else { named }
}

/// Three are known.
const MOST: usize = 100;

/// Python's names for compiled modules tell the system (PEP 3149).
fn modules(subject: &mut Subject<'_>, declared: &BTreeSet<&str>) {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let mut example = None;
    for (path, _) in subject.holdings.files() {
        if let Some(system) = system_of_module(path.file_name()) {
            known.insert(system);
            example.get_or_insert(path);
        }
    }
    let missing: Vec<_> = declared.iter().filter(|name| !known.contains(*name)).copied().collect();
    let Some(example) = example.filter(|_| !missing.is_empty()) else { return };
    let message = format!(
        "compiled modules such as `{example}` are for {}, and the extension is for {} as well",
        list(known),
        list(missing)
    );
    let span = place(subject.root);
    subject.note(Misfit::new(&MODULES, span, message));
}

fn system_of_module(name: &str) -> Option<&'static str> {
    let (_, tag) = name.split_once('.')?;
    match tag {
        _ if tag.ends_with("-darwin.so") => Some("darwin"),
        _ if tag.ends_with(".pyd") && tag.contains("-win") => Some("win32"),
        _ if tag.ends_with(".so") && tag.contains("-linux-") => Some("linux"),
        _ => None,
    }
}

/// A command in the bundle, looked at for the first bytes that each system's programs have.
fn programs(subject: &mut Subject<'_>, declared: &BTreeSet<&str>) {
    let invocations = invocations(subject.root);
    let Some(common) = invocations.first() else { return };
    let overridden = |system: &&&str| {
        invocations.iter().any(|it| it.platform == Some(**system) && it.command().is_some())
    };
    let others: Vec<&str> = declared.iter().filter(|system| !overridden(system)).copied().collect();
    let found = common.command().and_then(|word| {
        let path = pyrel_tree::RelPath::new(&word.path()?).ok()?;
        let Found::File(held) = subject.holdings.find(&path) else { return None };
        let system = system_of_program(&subject.holdings.read(held, 4).ok()?)?;
        Some((word, system))
    });
    let Some((word, system)) = found else { return };
    let missing: Vec<&str> = others.into_iter().filter(|other| *other != system).collect();
    if missing.is_empty() {
        return;
    }
    let message = format!(
        "`{}` is a program for `{system}`, and is started on {} as well",
        word.key,
        list(missing)
    );
    subject.note(Misfit::new(&PROGRAM, word.node.span(), message));
}

fn system_of_program(head: &[u8]) -> Option<&'static str> {
    match head {
        b"\x7fELF" => Some("linux"),
        [b'M', b'Z', ..] => Some("win32"),
        b"\xfe\xed\xfa\xce" | b"\xfe\xed\xfa\xcf" | b"\xce\xfa\xed\xfe" | b"\xcf\xfa\xed\xfe"
        | b"\xca\xfe\xba\xbe" => Some("darwin"),
        _ => None,
    }
}

/// Where the systems are named, or the server is.
fn place(root: Node<'_>) -> std::ops::Range<usize> {
    let platforms = root.member("compatibility").and_then(|node| node.name_span("platforms"));
    platforms.or_else(|| root.name_span("server")).unwrap_or(0..1)
}

fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
