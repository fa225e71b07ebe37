//! Manifests that are templates: `{{ version }}` and its like, filled before anything is checked.

use std::collections::BTreeMap;
use std::ops::Range;

use pyrel_diag::{Rule, Severity, nearest};

use crate::json;
use crate::manuscript::Manuscript;
use crate::misfit::{Misfit, shown};
use crate::revise::Edit;

/// What the placeholders of a template stand for.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Values {
    known: BTreeMap<String, String>,
    /// Names that are understood and have no value, each with the reason.
    lacking: BTreeMap<String, String>,
}

/// The placeholders that a text is taken for a template by.
const USUAL: [&str; 3] = ["description", "name", "version"];

pub(crate) static RULES: [&Rule; 4] =
    [&UNFILLED, &VALUES_MISSING, &UNKNOWN_PLACEHOLDER, &UNQUOTED_PLACEHOLDER];

static UNFILLED: Rule = Rule {
    id: "template-unfilled",
    severity: Severity::Warning,
    words: "a placeholder that stays in the manifest",
    remedy: "give values for the template, or write the value itself",
};

pub(crate) static UNKNOWN_PLACEHOLDER: Rule = Rule {
    id: "template-placeholder",
    severity: Severity::Error,
    words: "a placeholder of a template that stands for nothing",
    remedy: "",
};

pub(crate) static UNQUOTED_PLACEHOLDER: Rule = Rule {
    id: "template-unquoted",
    severity: Severity::Error,
    words: "a placeholder that is not inside a string",
    remedy: "put the placeholder in double quotes, so that the template is JSON itself",
};

pub(crate) static VALUES_MISSING: Rule = Rule {
    id: "template-without-values",
    severity: Severity::Error,
    words: "a template that nothing was given to fill with",
    remedy: "give values for the template, or write the value itself",
};

impl Values {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// These values and one more.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        self.lacking.remove(&name);
        self.known.insert(name, value.into());
        self
    }

    /// The same values, and a name that could have one and has none: why, in a few words.
    #[must_use]
    pub fn without(mut self, name: impl Into<String>, why: impl Into<String>) -> Self {
        self.lacking.insert(name.into(), why.into());
        self
    }
}

impl Values {
    fn may_mean(&self, name: &str) -> bool {
        let names = || self.known.keys().chain(self.lacking.keys()).map(String::as_str);
        names().any(|known| known == name) || nearest(name, names()).is_some()
    }
}

/// What becomes of placeholders that nothing was given for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Unfilled {
    /// They are an error: nobody wants them in a bundle.
    Refused,
    /// They are worth a warning: the reference tool takes them for text.
    Remarked,
}

/// A placeholder in a text.
struct Placeholder<'a> {
    name: &'a str,
    span: Range<usize>,
    quoted: bool,
}

/// What the placeholders of a text are replaced by: their values, written as JSON strings have them.
/// A text is a template once it holds a name that is known, or nearly so; without one, placeholders
/// stay in what is prose: prompts have placeholders of their own.
pub(crate) fn fill(text: &str, values: &Values) -> (Vec<Edit>, Vec<Misfit>) {
    let (mut edits, mut misfits) = (Vec::new(), Vec::new());
    let placeholders = placeholders(text);
    let is_template = placeholders.iter().any(|placeholder| values.may_mean(placeholder.name));
    let prose = if is_template { Vec::new() } else { prose(text) };
    let is_prose =
        |span: &Range<usize>| prose.iter().any(|it| it.start <= span.start && span.end <= it.end);
    misfits.extend(overloaded(text, values).into_iter().filter(|it| !is_prose(&it.span)));
    for placeholder in placeholders.into_iter().filter(|it| !is_prose(&it.span)) {
        match values.known.get(placeholder.name) {
            None => misfits.push(unknown(&placeholder, values)),
            Some(_) if !placeholder.quoted => misfits.push(unquoted(&placeholder)),
            Some(value) => edits.push(Edit { range: placeholder.span, text: escaped(value) }),
        }
    }
    (edits, misfits)
}

/// Where a manifest has texts for people and models.
fn prose(text: &str) -> Vec<Range<usize>> {
    let Ok(document) = json::parse(text) else { return Vec::new() };
    let keys = ["description", "long_description", "prompts", "tools"];
    keys.iter().filter_map(|key| document.root().member(key)).map(json::Node::span).collect()
}

/// The names of the placeholders of a text.
pub(crate) fn names(text: &str) -> impl Iterator<Item = &str> {
    placeholders(text).into_iter().map(|placeholder| placeholder.name)
}

/// Remarks on the placeholders of a text that is not to be filled. Only the usual names count:
/// prompts have placeholders of their own.
pub(crate) fn unfilled(manuscript: &Manuscript, unfilled: Unfilled) -> Vec<Misfit> {
    let rule = match unfilled {
        Unfilled::Refused => &VALUES_MISSING,
        Unfilled::Remarked => &UNFILLED,
    };
    let usual = placeholders(manuscript.text()).into_iter().filter(|p| USUAL.contains(&p.name));
    let message = |name| format!("`{{{{ {name} }}}}` has no value");
    usual.map(|p| Misfit::new(rule, p.span, message(p.name))).collect()
}

/// Whether a rule is about placeholders that stay, and can be read like any other text.
pub(crate) fn stays(rule: &Rule) -> bool {
    [&UNFILLED, &UNKNOWN_PLACEHOLDER, &VALUES_MISSING].contains(&rule)
}

/// What is found in a placeholder, weighed as for the reference tool, to which it is text.
pub(crate) fn as_text(misfit: Misfit) -> Misfit {
    match misfit.rule == &UNKNOWN_PLACEHOLDER {
        true => misfit.weighing(Severity::Warning),
        false => misfit,
    }
}

fn unknown(placeholder: &Placeholder<'_>, values: &Values) -> Misfit {
    if let Some(why) = values.lacking.get(placeholder.name) {
        let message = format!("`{{{{ {} }}}}` has no value: {why}", placeholder.name);
        return Misfit::new(&UNKNOWN_PLACEHOLDER, placeholder.span.clone(), message);
    }
    let known: Vec<&str> = values.known.keys().map(String::as_str).collect();
    let message = format!("unknown placeholder `{}`", shown(placeholder.name));
    let misfit = Misfit::new(&UNKNOWN_PLACEHOLDER, placeholder.span.clone(), message);
    match nearest(placeholder.name, known.iter().copied()) {
        Some(near) => misfit.advise(format!("did you mean `{near}`?")),
        None if known.is_empty() => misfit.advise("no values were given for the template"),
        None => {
            misfit.advise(format!("the placeholders with a value are `{}`", known.join("`, `")))
        }
    }
}

/// Filters and other words behind a name that has a value, as in `{{ version | upper }}`: whoever
/// wrote them did not mean them as text.
fn overloaded(text: &str, values: &Values) -> Vec<Misfit> {
    let mut misfits = Vec::new();
    for (at, _) in text.match_indices("{{") {
        let inside = text.get(at + 2..).unwrap_or_default();
        let end = inside.find(['{', '}', '"', '\n']).unwrap_or(inside.len());
        let (inside, rest) = inside.split_at(end);
        if !rest.starts_with("}}") {
            continue;
        }
        let inner = inside.trim_matches(['-', ' ', '\t']);
        let name = inner.split(|c| !is_name(c)).next().unwrap_or_default();
        if placeholder(&format!("{{{{{inside}}}}}")).is_none() && values.known.contains_key(name) {
            let message = format!("`{}` is more than a name", shown(&format!("{{{{{inside}}}}}")));
            let misfit = Misfit::new(&UNKNOWN_PLACEHOLDER, at..at + inside.len() + 4, message);
            misfits.push(misfit.advise(format!("write `{{{{ {name} }}}}`; there are no filters")));
        }
    }
    misfits
}

fn unquoted(placeholder: &Placeholder<'_>) -> Misfit {
    let message = format!("placeholder `{}` outside of a string", shown(placeholder.name));
    Misfit::new(&UNQUOTED_PLACEHOLDER, placeholder.span.clone(), message)
}

/// All `{{ name }}` of a text, blanks optional. The text need not be JSON.
fn placeholders(text: &str) -> Vec<Placeholder<'_>> {
    let mut found = Vec::new();
    let mut quoted = false;
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(next) = rest.find(['"', '\\', '{']) else { break };
        at += next;
        let rest = text.get(at..).unwrap_or_default();
        if let Some((name, len)) = placeholder(rest) {
            found.push(Placeholder { name, span: at..at + len, quoted });
            at += len;
        } else if rest.starts_with('\\') {
            // The next character may be of several bytes, none of which is looked for.
            at += if matches!(rest.as_bytes().get(1), Some(b'"' | b'\\')) { 2 } else { 1 };
        } else {
            quoted ^= rest.starts_with('"');
            at += 1;
        }
    }
    found
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_.-".contains(c)
}

/// The name and length of the placeholder that a text begins with.
fn placeholder(text: &str) -> Option<(&str, usize)> {
    let inside = text.strip_prefix("{{")?;
    let name = inside.trim_start_matches([' ', '\t']);
    let end = name.find(|c| !is_name(c)).filter(|end| *end > 0)?;
    let (name, rest) = name.split_at(end);
    let rest = rest.trim_start_matches([' ', '\t']).strip_prefix("}}")?;
    Some((name, text.len() - rest.len()))
}

/// A text as it stands between the quotes of a JSON string.
fn escaped(text: &str) -> String {
    let quoted = quoted(text);
    quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default().to_owned()
}

/// A text as a JSON string.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ManifestSource;
    use crate::misfit::into_findings;
    use crate::revise::revise;
    use pyrel_tree::RelPath;

    fn values() -> Values {
        Values::new().with("version", "1.2").with("name", "a\"b\\c\n")
    }

    fn fill(manuscript: &mut Manuscript, values: &Values) -> Vec<Misfit> {
        let source = ManifestSource::new(RelPath::new("m.json").unwrap());
        revise(manuscript, &source.filled_with(values.clone()), Unfilled::Refused)
    }

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let mut manuscript = Manuscript::new("m.json", text.to_owned());
        assert!(fill(&mut manuscript, &values()).is_empty());
        assert_eq!(manuscript.text(), expect);
    }

    #[track_caller]
    fn check_refused(text: &str, expect: &[(&str, &str)]) {
        let mut manuscript = Manuscript::new("m.json", text.to_owned());
        let misfits = fill(&mut manuscript, &values());
        let findings = into_findings(misfits, &manuscript);
        let found: Vec<_> = findings
            .iter()
            .map(|finding| (finding.to_string(), finding.advice().unwrap_or_default().to_owned()))
            .collect();
        let expect: Vec<_> =
            expect.iter().map(|(text, advice)| (text.to_string(), advice.to_string())).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn placeholders_are_filled_with_and_without_blanks() {
        check(r#"{"a": "{{ version }}", "b": "v{{version}}!"}"#, r#"{"a": "1.2", "b": "v1.2!"}"#);
        check(r#"["{{	version }}{{version}}"]"#, r#"["1.21.2"]"#);
    }

    #[test]
    fn values_are_escaped_as_json_strings_need_it() {
        check(r#"["{{ name }}"]"#, r#"["a\"b\\c\n"]"#);
    }

    #[test]
    fn what_only_looks_like_a_placeholder_stays() {
        for text in [r#"["{{ }}", "{{", "{{version}", "{ {version}}", "{{ver sion}}", "\""]"#, ""] {
            check(text, text);
        }
        check(r#"["\\", "\"{{version}}"]"#, r#"["\\", "\"1.2"]"#);
    }

    #[test]
    fn an_unknown_placeholder_is_named_with_its_place_and_the_nearest_name() {
        check_refused(
            "{\n  \"version\": \"{{ verson }}\",\n  \"x\": \"{{ author }}\"}",
            &[
                ("m.json:2:15: unknown placeholder `verson`", "did you mean `version`?"),
                (
                    "m.json:3:9: unknown placeholder `author`",
                    "the placeholders with a value are `name`, `version`",
                ),
            ],
        );
    }

    #[test]
    fn a_name_that_could_have_a_value_is_told_why_it_has_none() {
        let values = values().without("license", "the project states none");
        let mut manuscript = Manuscript::new("m.json", "[\"{{ license }}\"]".to_owned());
        let findings = into_findings(fill(&mut manuscript, &values), &manuscript);
        let expect = "m.json:1:3: `{{ license }}` has no value: the project states none";
        assert_eq!(findings[0].to_string(), expect);
    }

    #[test]
    fn placeholders_of_prompts_alone_make_no_template() {
        for text in [
            r#"{"prompts": [{"text": "{{ topic }}"}]}"#,
            r#"{"long_description": "{{user.mood}} {{ x }}"}"#,
        ] {
            check(text, text);
        }
        check_refused(
            r#"{"prompts": ["{{ topic }}"], "icon": "{{ topic }}"}"#,
            &[(
                "m.json:1:39: unknown placeholder `topic`",
                "the placeholders with a value are `name`, `version`",
            )],
        );
    }

    #[test]
    fn what_is_more_than_a_name_is_refused_where_the_name_has_a_value() {
        for inside in [" version | upper ", "version|upper", " version + 'x' ", "- version -"] {
            let text = format!("{{\"version\": \"{{{{{inside}}}}}\"}}");
            check_refused(
                &text,
                &[(
                    &format!("m.json:1:14: `{{{{{inside}}}}}` is more than a name"),
                    "write `{{ version }}`; there are no filters",
                )],
            );
        }
        for text in [
            r#"{"args": "{{ json . }} {{ versions | x }} {{ version | x } {{ version"}"#,
            r#"{"long_description": "{{ version | upper }}"}"#,
        ] {
            check(text, text);
        }
    }

    #[test]
    fn a_placeholder_outside_of_a_string_is_refused() {
        check_refused(
            "{\"version\": {{ version }}}",
            &[(
                "m.json:1:13: placeholder `version` outside of a string",
                "put the placeholder in double quotes, so that the template is JSON itself",
            )],
        );
    }

    #[test]
    fn places_behind_a_filled_placeholder_are_those_of_the_template() {
        let text = r#"["{{ version }}", "x", "{{name}}", "y"]"#;
        let mut manuscript = Manuscript::new("m.json", text.to_owned());
        assert!(fill(&mut manuscript, &values()).is_empty());
        for word in ["\"x\"", "\"y\""] {
            let at = manuscript.text().find(word).unwrap();
            let location = manuscript.locate(at..at + 3);
            assert_eq!(location.column, text.find(word).unwrap() + 1);
            assert_eq!(location.end_column, location.column + 3);
        }
        let whole = manuscript.locate(0..manuscript.text().len());
        assert_eq!((whole.column, whole.end_column), (1, text.len() + 1));
    }
}
