//! How a server is started: what is fetched then, and what depends on the machine.

use pyrel_diag::{Rule, Severity};
use pyrel_tree::RelPath;

use crate::command::{Invocation, LAUNCHERS, Part, Word, invocations, left_empty};
use crate::holdings::Found;
use crate::inspect::Subject;
use crate::misfit::{Misfit, shown};

use super::identity::has_policies;

pub(crate) static RULES: [&Rule; 5] = [&LATEST, &UNPINNED, &ONE_MACHINE, &WITHOUT_VALUE, &PRIVACY];

static LATEST: Rule = Rule {
    id: "launcher-latest",
    severity: Severity::Warning,
    words: "a server that is another one with every start",
    remedy: "name the version that this bundle was tried with",
};

static ONE_MACHINE: Rule = Rule {
    id: "command-of-one-machine",
    severity: Severity::Warning,
    words: "a program or script at a place where other machines may not have it",
    remedy: "name a program alone, or put it into the bundle and begin its path with `${__dirname}/`",
};

static PRIVACY: Rule = Rule {
    id: "privacy-policy-missing",
    severity: Severity::Advice,
    words: "a server somewhere else, without a word on what becomes of the data",
    remedy: "add `privacy_policies` with the address of the policy",
};

static UNPINNED: Rule = Rule {
    id: "launcher-unpinned",
    severity: Severity::Advice,
    words: "a package that is fetched when the server starts, in whatever version is the newest",
    remedy: "name the version that this bundle was tried with",
};

static WITHOUT_VALUE: Rule = Rule {
    id: "setting-without-value",
    severity: Severity::Advice,
    words: "a setting that may stay empty, so that the server gets `${user_config.…}` itself",
    remedy: "give it a default, such as an empty text, or make it required",
};

pub(super) fn look(subject: &mut Subject<'_>) {
    let invocations = invocations(subject.root);
    for invocation in &invocations {
        unpinned(subject, invocation);
        one_machine(subject, invocation);
        adrift(subject, invocation);
    }
    without_value(subject);
    privacy(subject, &invocations);
}

/// The package that a launcher fetches: its first argument that is no option or an option's value.
fn package<'a, 'b>(invocation: &'b Invocation<'a>) -> Option<&'b Word<'a>> {
    let program = invocation.program()?;
    let (_, between) = LAUNCHERS.iter().find(|(launcher, _)| *launcher == program)?;
    let mut arguments = invocation.arguments();
    let mut between = between.iter();
    let mut next = between.next();
    while let Some(word) = arguments.next() {
        let text = word.text;
        if ["--from", "--package", "-p", "--spec"].contains(&text) {
            return arguments.next();
        }
        if let Some(name) = next {
            if text != *name {
                return None;
            }
            next = between.next();
        } else if VALUED.contains(&text) {
            arguments.next();
        } else if !text.starts_with('-') {
            return Some(word);
        }
    }
    None
}

/// Options of launchers that have a value of their own.
const VALUED: [&str; 9] = [
    "--python",
    "--with",
    "--index",
    "--index-url",
    "--default-index",
    "--directory",
    "--project",
    "--registry",
    "--extra-index-url",
];

fn unpinned(subject: &mut Subject<'_>, invocation: &Invocation<'_>) {
    let Some(word) = package(invocation) else { return };
    let text = word.text;
    if text.contains("${")
        || text.starts_with(['.', '/'])
        || text.ends_with(".ts")
        || text.ends_with(".js")
    {
        return;
    }
    let message = |what: &str| format!("`{}` `{}` {what}", word.key, shown(text));
    // The name of a scope begins with `@` itself.
    let version = text.get(1..).and_then(|rest| rest.split_once('@')).map(|(_, version)| version);
    let is_source = text.contains("://");
    let misfit = match version {
        Some("latest" | "next" | "*") => {
            Misfit::new(&LATEST, word.node.span(), message("is always the newest version"))
        }
        // Behind the `@` of an address stands a user, or a commit.
        Some(_) => return,
        None if ["==", "<", "~=", "==="].iter().any(|it| text.contains(it)) => return,
        None if is_source => Misfit::new(&UNPINNED, word.node.span(), message("names no commit")),
        None => Misfit::new(&UNPINNED, word.node.span(), message("names no version")),
    };
    subject.note(misfit);
}

fn one_machine(subject: &mut Subject<'_>, invocation: &Invocation<'_>) {
    let Some(word) = invocation.command() else { return };
    let text = word.text;
    let is_drive = text.as_bytes().get(1) == Some(&b':');
    let message = |what: &str| format!("`{}` `{}` {what}", word.key, shown(text));
    // These are where every system of the kind has them.
    let is_usual =
        ["/bin/sh", "/bin/bash", "/usr/bin/env", "/bin/zsh", "/usr/bin/osascript"].contains(&text);
    let is_absolute = text.starts_with(['/', '\\']) || is_drive;
    let what = if is_absolute && !is_usual {
        "is a place that not every machine has"
    } else if text.contains(['/', '\\']) && !text.starts_with("${") && !is_absolute {
        ADRIFT
    } else {
        return;
    };
    subject.note(Misfit::new(&ONE_MACHINE, word.node.span(), message(what)));
}

const ADRIFT: &str = "is looked for in whatever folder the host runs";

/// A script of the bundle that is named as if the host ran there.
fn adrift(subject: &mut Subject<'_>, invocation: &Invocation<'_>) {
    let Some(word) = invocation.script() else { return };
    let text = word.text;
    let path = RelPath::new(&text.replace('\\', "/"));
    if !path.is_ok_and(|path| matches!(subject.holdings.find(&path), Found::File(_))) {
        return;
    }
    let message = format!("`{}` `{}` {ADRIFT}", word.key, shown(text));
    let misfit = Misfit::new(&ONE_MACHINE, word.node.span(), message);
    subject.note(misfit.advise(format!("write `${{__dirname}}/{}`", shown(text))));
}

fn without_value(subject: &mut Subject<'_>) {
    for (name, span) in left_empty(subject.root) {
        let message = format!("the setting `{}` is optional and has no default", shown(name));
        subject.note(Misfit::new(&WITHOUT_VALUE, span, message));
    }
}

/// A bridge to a server elsewhere, known by its name and an address among its arguments.
fn privacy(subject: &mut Subject<'_>, invocations: &[Invocation<'_>]) {
    let policies = subject.root.member("privacy_policies");
    if !has_policies(subject.version) || policies.is_some_and(|node| node.item(0).is_some()) {
        return;
    }
    let words = || invocations.iter().flat_map(|it| &it.words);
    let is_bridge = words().any(|word| word.text.contains("mcp-remote"));
    let address = words()
        .find(|word| matches!(word.part, Part::Argument(_)) && word.text.starts_with("https://"));
    if let (true, Some(word)) = (is_bridge, address) {
        let message = format!("`{}` is a server elsewhere", shown(word.text));
        subject.note(Misfit::new(&PRIVACY, word.node.span(), message));
    }
}
