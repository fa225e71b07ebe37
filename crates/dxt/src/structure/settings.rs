//! What users can set: whether each setting makes sense in itself.

use pyrel_diag::{Rule, Severity};

use crate::inspect::Subject;
use crate::json::{Kind, Node};
use crate::misfit::{Misfit, shown};

pub(crate) static RULES: [&Rule; 6] =
    [&DEFAULT_TYPE, &RANGE, &OUT_OF_RANGE, &PASSED_OVER, &SENSITIVE, &REQUIRED_DEFAULT];

static DEFAULT_TYPE: Rule = Rule {
    id: "setting-default",
    severity: Severity::Warning,
    words: "a default of another type than its setting",
    remedy: "",
};

static OUT_OF_RANGE: Rule = Rule {
    id: "setting-out-of-range",
    severity: Severity::Warning,
    words: "a default that its own setting does not allow",
    remedy: "correct the default, or `min` and `max`",
};

static PASSED_OVER: Rule = Rule {
    id: "setting-passed-over",
    severity: Severity::Warning,
    words: "a key that counts for settings of another type only",
    remedy: "remove the key, or correct the type",
};

static RANGE: Rule = Rule {
    id: "setting-range",
    severity: Severity::Error,
    words: "a setting that no number fits",
    remedy: "exchange `min` and `max`",
};

static REQUIRED_DEFAULT: Rule = Rule {
    id: "setting-required-default",
    severity: Severity::Advice,
    words: "a setting that users must make although it has a default",
    remedy: "leave one of the two out: hosts ask for the value all the same",
};

static SENSITIVE: Rule = Rule {
    id: "setting-sensitive",
    severity: Severity::Warning,
    words: "a secret that is no string, or has a value that everybody can read",
    remedy: "",
};

/// More settings fill no screen.
const MOST: usize = 1_000;

pub(super) fn look(subject: &mut Subject<'_>) {
    let settings = subject.root.member("user_config").into_iter().flat_map(Node::members);
    for (name, option) in settings.take(MOST) {
        let name = shown(name);
        let kind = option.member("type").and_then(Node::text).unwrap_or_default();
        let found = [
            default(option, kind, &name),
            range(option, kind, &name),
            passed_over(option, kind, &name),
            sensitive(option, kind, &name),
            required(option, &name),
        ];
        found.into_iter().flatten().for_each(|misfit| subject.note(misfit));
    }
}

fn default(option: Node<'_>, kind: &str, name: &str) -> Option<Misfit> {
    let node = option.member("default")?;
    let is_multiple = option.member("multiple").is_some_and(Node::is_true);
    let (wanted, expect) = match kind {
        "boolean" => ("`true` or `false`", Kind::Bool),
        "number" => ("a number", Kind::Number),
        "directory" | "file" | "string" => ("a string", Kind::String),
        _ => return None,
    };
    let is_path = matches!(kind, "directory" | "file");
    if node.kind() == expect || (node.kind() == Kind::Array && (is_path || is_multiple)) {
        if node.kind() == Kind::Array && !is_multiple {
            let message =
                format!("the default of `{name}` is a list, and only one value is asked for");
            return Some(Misfit::new(&DEFAULT_TYPE, node.span(), message).advise("set `multiple`"));
        }
        return None;
    }
    // The schema refuses these.
    if matches!(node.kind(), Kind::Null | Kind::Object) {
        return None;
    }
    let found = node.kind().words();
    let message = format!("the default of `{name}` is {found}, and its type is `{kind}`");
    Some(Misfit::new(&DEFAULT_TYPE, node.span(), message).advise(format!("write {wanted}")))
}

fn range(option: Node<'_>, kind: &str, name: &str) -> Option<Misfit> {
    let number = |key| option.member(key).and_then(|node| Some((node, node.number()?)));
    let (min, max) = (number("min"), number("max"));
    if let (Some((node, min)), Some((_, max))) = (min, max)
        && min > max
    {
        let message = format!("the least value of `{name}` is greater than its greatest");
        return Some(Misfit::new(&RANGE, node.span(), message));
    }
    let (node, value) = number("default").filter(|_| kind == "number")?;
    let (side, bound) = match (min, max) {
        (Some((_, min)), _) if value < min => ("less than its least", min),
        (_, Some((_, max))) if value > max => ("greater than its greatest", max),
        _ => return None,
    };
    let message = format!("the default of `{name}` is {side} value {bound}");
    Some(Misfit::new(&OUT_OF_RANGE, node.span(), message))
}

fn passed_over(option: Node<'_>, kind: &str, name: &str) -> Option<Misfit> {
    let (key, types) = if option.member("multiple").is_some_and(Node::is_true)
        && matches!(kind, "boolean" | "number" | "string")
    {
        ("multiple", "`directory` and `file`")
    } else if kind != "number" {
        (["min", "max"].into_iter().find(|key| option.member(key).is_some())?, "`number`")
    } else {
        return None;
    };
    let span = option.name_span(key)?;
    let message = format!("`{key}` of `{name}` counts for settings of type {types} only");
    Some(Misfit::new(&PASSED_OVER, span, message))
}

fn sensitive(option: Node<'_>, kind: &str, name: &str) -> Option<Misfit> {
    let node = option.member("sensitive").filter(|node| node.is_true())?;
    if ["boolean", "number", "directory", "file"].contains(&kind) {
        let message = format!("`{name}` is sensitive, and its type is `{kind}`");
        let misfit = Misfit::new(&SENSITIVE, node.span(), message);
        return Some(misfit.advise("only strings are kept secret; make it a string"));
    }
    let default = option.member("default")?;
    if default.text().is_none_or(str::is_empty) {
        return None;
    }
    let message = format!("`{name}` is sensitive, and its default stands in the manifest");
    let misfit = Misfit::new(&SENSITIVE, default.span(), message);
    Some(misfit.advise("remove the default, or `sensitive`"))
}

fn required(option: Node<'_>, name: &str) -> Option<Misfit> {
    let node = option.member("required").filter(|node| node.is_true())?;
    let default = option.member("default")?;
    if default.text().is_some_and(str::is_empty) {
        return None;
    }
    let message = format!("`{name}` is required and has a default");
    Some(Misfit::new(&REQUIRED_DEFAULT, node.span(), message))
}
