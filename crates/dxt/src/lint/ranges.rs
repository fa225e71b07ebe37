//! Ranges of versions, as npm's `semver` reads them: comparators with blanks between them, hyphen
//! ranges, and `||` between alternatives.

use pyrel_diag::{Rule, Severity};

use crate::inspect::Subject;
use crate::json::Node;
use crate::misfit::{Misfit, shown};

pub(crate) static RULES: [&Rule; 2] = [&COMMA, &INVALID];

pub(crate) static COMMA: Rule = Rule {
    id: "range-comma",
    severity: Severity::Warning,
    words: "a range of versions as Python writes it, which hosts read by the rules of npm",
    remedy: "put blanks where the commas are, and write the operators of npm",
};

static INVALID: Rule = Rule {
    id: "range-invalid",
    severity: Severity::Warning,
    words: "a range of versions that hosts cannot read",
    remedy: "write comparators with blanks between them, such as `>=3.10 <3.14`",
};

/// What is wrong with a range.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Fault {
    Invalid,
    /// It is one of Python's, and this is the same for npm where there is such a thing.
    Python(Option<String>),
}

pub(super) fn look(subject: &mut Subject<'_>) {
    for (key, node, text) in ranges(subject.root) {
        let misfit = |rule, what: &str| {
            Misfit::new(rule, node.span(), format!("`{key}` `{}` {what}", shown(text)))
        };
        match fault(text) {
            None => {}
            Some(Fault::Invalid) => subject.note(misfit(&INVALID, "is no range of versions")),
            Some(Fault::Python(instead)) => {
                let misfit = misfit(&COMMA, "is a range as Python writes it");
                subject.note(match instead {
                    Some(instead) => misfit.advise(format!("write `{instead}`")),
                    None => misfit,
                });
            }
        }
    }
}

/// The ranges of a manifest, with their keys.
pub(crate) fn ranges(root: Node<'_>) -> impl Iterator<Item = (&'static str, Node<'_>, &str)> {
    let compatibility = root.member("compatibility");
    let runtimes = compatibility.and_then(|node| node.member("runtimes"));
    let all = [
        ("compatibility.claude_desktop", compatibility.and_then(|it| it.member("claude_desktop"))),
        ("compatibility.runtimes.python", runtimes.and_then(|it| it.member("python"))),
        ("compatibility.runtimes.node", runtimes.and_then(|it| it.member("node"))),
    ];
    all.into_iter().filter_map(|(key, node)| Some((key, node?, node?.text()?)))
}

/// What is wrong with a range.
pub(crate) fn fault(text: &str) -> Option<Fault> {
    if text.split("||").all(is_alternative) {
        return None;
    }
    let is_python = text.contains(',') || ["~=", "!=", "=="].iter().any(|it| text.contains(it));
    if !is_python {
        return Some(Fault::Invalid);
    }
    let comparators: Option<Vec<String>> =
        text.split(',').map(|part| translated(part.trim())).collect();
    let instead = comparators.map(|all| all.join(" ")).filter(|text| is_alternative(text));
    Some(Fault::Python(instead))
}

/// One comparator of Python's for npm.
fn translated(comparator: &str) -> Option<String> {
    let plain = comparator.replace(' ', "");
    if let Some(version) = plain.strip_prefix("~=") {
        // `~=3.10` is `>=3.10, ==3.*`; `~=3.10.1` is `>=3.10.1, ==3.10.*`.
        return match version.split('.').count() {
            2 => Some(format!("^{version}")),
            3 => Some(format!("~{version}")),
            _ => None,
        };
    }
    if let Some(version) = plain.strip_prefix("===").or_else(|| plain.strip_prefix("==")) {
        return Some(version.to_owned());
    }
    (!plain.starts_with("!=") && !plain.is_empty()).then_some(plain)
}

/// Comparators with blanks between them, or two versions with ` - ` between them.
fn is_alternative(text: &str) -> bool {
    let text = text.trim();
    if let Some((low, high)) = text.split_once(" - ") {
        return is_partial(low.trim()) && is_partial(high.trim());
    }
    // A blank may stand between an operator and its version.
    let mut wants_version = false;
    for word in text.split_whitespace() {
        let version = word.trim_start_matches(['<', '>', '=', '~', '^']);
        let operator = word.get(..word.len() - version.len()).unwrap_or_default();
        let is_operator = ["", "<", "<=", ">", ">=", "=", "~", "~>", "^"].contains(&operator);
        if !is_operator || (wants_version && !operator.is_empty()) {
            return false;
        }
        wants_version = version.is_empty();
        if !wants_version && !is_partial(version) {
            return false;
        }
    }
    !wants_version
}

/// A version of which numbers may be missing or be `x`.
fn is_partial(text: &str) -> bool {
    let text = text.strip_prefix(['v', '=']).unwrap_or(text);
    let (text, _build) = text.split_once('+').unwrap_or((text, ""));
    let (core, pre) = text.split_once('-').map_or((text, None), |(core, pre)| (core, Some(pre)));
    let numbers: Vec<&str> = core.split('.').collect();
    let is_number = |number: &&str| {
        let is_digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        ["x", "X", "*"].contains(number)
            || is_digits && (*number == "0" || !number.starts_with('0'))
    };
    let is_pre = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    numbers.len() <= 3
        && numbers.iter().all(is_number)
        && pre.is_none_or(|pre| !pre.is_empty() && pre.chars().all(is_pre))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_npm_reads_is_a_range() {
        for text in [
            "",
            "*",
            "x",
            ">=3.10",
            ">=3.10 <3.14",
            ">= 22",
            "^1.2.3",
            "~1.2",
            "~>1",
            "1.x || >=2.5.0 || 5.0.0 - 7.2.3",
            "1.2.3",
            "=1.2.3",
            "v1.2.3",
            ">=1.0.0-rc.1",
            ">=3.8.0 <4",
            "  >=1  ",
        ] {
            assert_eq!(fault(text), None, "{text}");
        }
    }

    #[test]
    fn what_it_does_not_read_is_none() {
        for text in [
            "latest",
            ">=",
            "> = 1",
            ">=01",
            "1.2.3.4",
            ">>1",
            ">=3.10 and <4",
            "1 -2.x.y",
            "3.10+ or so",
        ] {
            assert_eq!(fault(text), Some(Fault::Invalid), "{text}");
        }
    }

    #[test]
    fn pythons_ranges_are_recognised_and_translated() {
        let python = |text| match fault(text) {
            Some(Fault::Python(instead)) => instead,
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(python(">=3.10,<3.15").as_deref(), Some(">=3.10 <3.15"));
        assert_eq!(python(">=3.10, <4").as_deref(), Some(">=3.10 <4"));
        assert_eq!(python("~=3.10").as_deref(), Some("^3.10"));
        assert_eq!(python("~=3.10.1").as_deref(), Some("~3.10.1"));
        assert_eq!(python("==3.12.*").as_deref(), Some("3.12.*"));
        assert_eq!(python(">=3.10,!=3.11.0"), None);
    }
}
