//! What the texts of a command refer to, and the prompts' arguments.

use std::collections::BTreeSet;
use std::ops::Range;

use pyrel_diag::{Rule, Severity, nearest};

use crate::command::{KNOWN, Part, Word, invocations, references, setting};
use crate::inspect::Subject;
use crate::json::{Kind, Node};
use crate::misfit::{Misfit, shown};

pub(crate) static RULES: [&Rule; 6] = [
    &UNKNOWN_VARIABLE,
    &UNDEFINED_SETTING,
    &UNUSED_SETTING,
    &LIST_IN_TEXT,
    &NOT_REPLACED,
    &PROMPT_ARGUMENT,
];

static LIST_IN_TEXT: Rule = Rule {
    id: "list-in-text",
    severity: Severity::Warning,
    words: "a setting with several values inside of a longer text, where hosts leave `${…}` as it is",
    remedy: "make it an argument of its own: hosts then put one argument for each value",
};

static NOT_REPLACED: Rule = Rule {
    id: "variable-not-replaced",
    severity: Severity::Warning,
    words: "a variable outside of `server.mcp_config`, where no host is known to replace it",
    remedy: "write a path relative to the manifest",
};

static PROMPT_ARGUMENT: Rule = Rule {
    id: "prompt-argument",
    severity: Severity::Warning,
    words: "an argument of a prompt that is not declared, not used, or no name at all",
    remedy: "",
};

static UNDEFINED_SETTING: Rule = Rule {
    id: "undefined-setting",
    severity: Severity::Error,
    words: "a reference to a setting that `user_config` does not have",
    remedy: "add the setting to `user_config`",
};

static UNKNOWN_VARIABLE: Rule = Rule {
    id: "unknown-variable",
    severity: Severity::Error,
    words: "a variable that hosts do not know, and so hand to the server as it is written",
    remedy: "",
};

static UNUSED_SETTING: Rule = Rule {
    id: "unused-setting",
    severity: Severity::Warning,
    words: "a setting that users are asked for and the server never gets",
    remedy: "hand it to the server in `args` or `env` as `${user_config.…}`, or remove it",
};

pub(super) fn look(subject: &mut Subject<'_>) {
    let settings = subject.root.member("user_config");
    let mut used = BTreeSet::new();
    let invocations = invocations(subject.root);
    let words = invocations.iter().flat_map(|it| it.words.iter().map(move |word| (it, word)));
    for (invocation, word) in words {
        let is_code = invocation.is_code(word);
        for (name, range) in references(word.text) {
            let misfit = match setting(name) {
                Some(key) => {
                    used.insert(key);
                    reference(subject, settings, key, (word, range))
                }
                None if KNOWN.contains(&name) || (is_code && !is_slip(name)) => None,
                None => Some(unknown(subject, name, &word.key, span_in(subject, word.node, range))),
            };
            misfit.into_iter().for_each(|misfit| subject.note(misfit));
        }
    }
    unused(subject, settings, &used);
    defaults(subject);
    elsewhere(subject);
    prompts(subject);
}

/// Whether a name is one that only hosts have, misspelt.
fn is_slip(name: &str) -> bool {
    nearest(name, ["__dirname", "pathSeparator"]).is_some()
}

/// A reference to a setting: there must be one, and a list must stand alone.
fn reference(
    subject: &Subject<'_>,
    settings: Option<Node<'_>>,
    key: &str,
    (word, range): (&Word<'_>, Range<usize>),
) -> Option<Misfit> {
    let span = span_in(subject, word.node, range);
    let name = shown(key);
    let Some(option) = settings.and_then(|settings| settings.member(key)) else {
        let misfit = Misfit::new(
            &UNDEFINED_SETTING,
            span,
            format!("`{}` refers to the setting `{name}`, which is not defined", word.key),
        );
        let names = settings.into_iter().flat_map(Node::members).take(MOST).map(|(name, _)| name);
        return Some(match nearest(key, names) {
            Some(near) => misfit.advise(format!("did you mean `${{user_config.{near}}}`?")),
            None => misfit,
        });
    };
    let is_alone =
        matches!(word.part, Part::Argument(_)) && word.text == format!("${{user_config.{key}}}");
    if is_alone || !is_list(option) {
        return None;
    }
    let message =
        format!("`{}` has the setting `{name}`, a list, inside of a longer text", word.key);
    let message = match word.part {
        Part::Argument(_) => message,
        Part::Command | Part::Variable => {
            format!("`{}` has the setting `{name}`, a list, where one text is needed", word.key)
        }
    };
    Some(Misfit::new(&LIST_IN_TEXT, span, message))
}

/// More names are not searched for the nearest one.
const MOST: usize = 1_000;

/// Whether a setting has several values.
fn is_list(option: Node<'_>) -> bool {
    let is = |name, kind| option.member(name).is_some_and(|node| node.kind() == kind);
    is("default", Kind::Array) || option.member("multiple").is_some_and(Node::is_true)
}

fn unknown(subject: &Subject<'_>, name: &str, key: &str, span: Range<usize>) -> Misfit {
    let message = format!("`{key}` has the unknown variable `${{{}}}`", shown(name));
    let misfit = Misfit::new(&UNKNOWN_VARIABLE, span, message);
    let is_setting = |name: &str| {
        subject.root.member("user_config").is_some_and(|settings| settings.member(name).is_some())
    };
    let last = name.rsplit('.').next().unwrap_or(name);
    if is_setting(last) {
        return misfit.advise(format!("did you mean `${{user_config.{}}}`?", shown(last)));
    }
    match nearest(name, KNOWN) {
        Some(near) if name.len() > 2 => misfit.advise(format!("did you mean `${{{near}}}`?")),
        Some(_) | None => {
            let known = KNOWN.map(|name| format!("`${{{name}}}`")).join(", ");
            misfit.advise(format!("hosts know {known} and `${{user_config.…}}`"))
        }
    }
}

fn unused(subject: &mut Subject<'_>, settings: Option<Node<'_>>, used: &BTreeSet<&str>) {
    let has_command =
        subject.root.member("server").and_then(|it| it.member("mcp_config")).is_some();
    let Some(settings) = settings.filter(|_| has_command) else { return };
    for (name, node) in settings.members().filter(|(name, _)| !used.contains(name)).take(MOST) {
        let span = settings.name_span(name).unwrap_or_else(|| node.span());
        let message = format!("the setting `{}` is not used", shown(name));
        subject.note(Misfit::new(&UNUSED_SETTING, span, message));
    }
}

/// Defaults may name the folders of the user. Who sees another variable there can still correct it.
fn defaults(subject: &mut Subject<'_>) {
    let settings = subject.root.member("user_config").into_iter().flat_map(Node::members);
    for (setting, option) in settings.take(MOST) {
        let Some(default) = option.member("default") else { continue };
        let key = format!("user_config.{}.default", shown(setting));
        for node in std::iter::once(default).chain(default.items().take(MOST)) {
            for (name, range) in node.text().into_iter().flat_map(references) {
                if !KNOWN.contains(&name) {
                    let misfit = unknown(subject, name, &key, span_in(subject, node, range));
                    subject.note(misfit.weighing(Severity::Warning));
                }
            }
        }
    }
}

/// Variables in keys that hosts take as they are.
fn elsewhere(subject: &mut Subject<'_>) {
    let root = subject.root;
    let entry = root.member("server").and_then(|server| server.member("entry_point"));
    let entry = entry.map(|node| ("server.entry_point".to_owned(), node));
    let icons = root.member("icons").into_iter().flat_map(Node::items).enumerate();
    let icons =
        icons.filter_map(|(at, icon)| Some((format!("icons[{at}].src"), icon.member("src")?)));
    let screenshots = root.member("screenshots").into_iter().flat_map(Node::items).enumerate();
    let screenshots = screenshots.map(|(at, node)| (format!("screenshots[{at}]"), node));
    for (key, node) in entry.into_iter().chain(icons.take(MOST)).chain(screenshots.take(MOST)) {
        let found = node.text().and_then(|text| references(text).next());
        let Some((name, range)) = found else { continue };
        let message = format!("`{key}` has the variable `${{{}}}`", shown(name));
        let span = span_in(subject, node, range);
        subject.note(Misfit::new(&NOT_REPLACED, span, message));
    }
}

/// Prompts have arguments of their own.
fn prompts(subject: &mut Subject<'_>) {
    let prompts = subject.root.member("prompts").into_iter().flat_map(Node::items);
    for (at, prompt) in prompts.take(MOST).enumerate() {
        let Some((node, text)) = prompt.member("text").and_then(|it| Some((it, it.text()?))) else {
            continue;
        };
        let declared = || prompt.member("arguments").into_iter().flat_map(Node::items).take(MOST);
        let declared = || declared().filter_map(|node| Some((node.text()?, node)));
        let mut used = BTreeSet::new();
        for (name, range) in references(text) {
            let Some(name) = name.strip_prefix("arguments.") else { continue };
            if !name.chars().all(is_of_name) {
                used.extend(names_in(name));
                let message = format!("prompts[{at}] has `${{arguments.{}}}`", shown(name));
                let misfit = Misfit::new(&PROMPT_ARGUMENT, span_in(subject, node, range), message);
                subject.note(misfit.advise("write the name of an argument: nothing is computed"));
            } else if used.insert(name) && !declared().any(|(declared, _)| declared == name) {
                let message = format!("prompts[{at}] uses the argument `{}`", shown(name));
                let misfit = Misfit::new(&PROMPT_ARGUMENT, span_in(subject, node, range), message);
                subject.note(misfit.advise("add it to the prompt's `arguments`"));
            }
        }
        for (name, node) in declared().filter(|(name, _)| !used.contains(name)) {
            let message = format!("prompts[{at}] does not use its argument `{}`", shown(name));
            let misfit = Misfit::new(&PROMPT_ARGUMENT, node.span(), message);
            subject.note(misfit.advise("write it as `${arguments.NAME}` in the prompt's text"));
        }
    }
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

/// The arguments that an expression is made of.
fn names_in(expression: &str) -> impl Iterator<Item = &str> {
    let parts = expression.split("arguments.");
    parts.map(|part| part.split(|c| !is_of_name(c)).next().unwrap_or_default())
}

/// Where a part of a string stands; the whole string where it was written with escapes.
fn span_in(subject: &Subject<'_>, node: Node<'_>, range: Range<usize>) -> Range<usize> {
    let whole = node.span();
    let start = whole.start + 1;
    let written = subject.manuscript.text().get(start..whole.end.saturating_sub(1));
    if written.is_some() && written == node.text() {
        start + range.start..start + range.end
    } else {
        whole
    }
}
