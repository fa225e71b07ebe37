//! Holds a document against a schema and says in our own words what does not fit.

use std::ops::Range;
use std::sync::OnceLock;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, ValidationError, Validator};
use pyrel_diag::{Rule, Severity, nearest};

use super::{Record, Shape, Version, format, record, schema};
use crate::Error;
use crate::json::{Document, Kind, Node, Step};
use crate::misfit::{self, Misfit, shown};

pub(crate) static RULES: [&Rule; 6] =
    [&MISSING_KEY, &UNKNOWN_KEY, &WRONG_TYPE, &WRONG_VALUE, &INVALID_URL, &INVALID_EMAIL];

static INVALID_EMAIL: Rule = Rule {
    id: "invalid-email",
    severity: Severity::Error,
    words: "an e-mail address that hosts refuse",
    remedy: "write a plain address such as `name@example.com`",
};

pub(crate) static INVALID_URL: Rule = Rule {
    id: "invalid-url",
    severity: Severity::Error,
    words: "a text that is not a URL",
    remedy: "write the whole address, such as `https://example.com/page`",
};

pub(crate) static MISSING_KEY: Rule = Rule {
    id: "missing-key",
    severity: Severity::Error,
    words: "a key that the manifest must have",
    remedy: "add the key",
};

pub(crate) static UNKNOWN_KEY: Rule = Rule {
    id: "unknown-key",
    severity: Severity::Error,
    words: "a key that this manifest version does not know",
    remedy: "remove the key, or move it below `_meta`",
};

pub(crate) static WRONG_TYPE: Rule = Rule {
    id: "wrong-type",
    severity: Severity::Error,
    words: "a value of another type than the key takes",
    remedy: "",
};

pub(crate) static WRONG_VALUE: Rule = Rule {
    id: "wrong-value",
    severity: Severity::Error,
    words: "a value that the key does not take",
    remedy: "",
};

/// No schema looks deeper than eight levels; what lies below them is anything.
const DEEPEST_LOOK: usize = 10;

/// More are neither shown nor counted: a hostile manifest can have a million.
const MOST_MISFITS: usize = 5 * misfit::MOST;

/// Lists of known keys longer than this help nobody.
const MOST_KNOWN_KEYS: usize = 9;

/// What people write for the platforms that Node.js knows under other names.
const OTHER_NAMES: [(&str, &str); 4] =
    [("windows", "win32"), ("macos", "darwin"), ("osx", "darwin"), ("mac", "darwin")];

/// All that does not fit a version of the manifest, in the order of the document.
///
/// # Errors
/// When the schema itself is wrong, which is our mistake.
pub(crate) fn check(document: &Document, version: Version) -> Result<Vec<Misfit>, Error> {
    let checkable = document.root().to_checkable(DEEPEST_LOOK);
    let judge = Judge { document, version, shape: Shape::Record(record(version)) };
    let errors = validator(version)?.iter_errors(&checkable);
    let misfits = errors.flat_map(|error| judge.misfits(&error)).take(MOST_MISFITS);
    let mut misfits: Vec<Misfit> = misfits.collect();
    misfits.sort_by_key(|misfit| misfit.span.start);
    Ok(misfits)
}

fn validator(version: Version) -> Result<&'static Validator, Error> {
    static BUILT: [OnceLock<Result<Validator, String>>; 4] = [const { OnceLock::new() }; 4];
    let build = || {
        let options = jsonschema::options().with_draft(Draft::Draft7).should_validate_formats(true);
        let options = options.with_format("uri", format::is_url);
        let options = options.with_format("email", format::is_email);
        options.build(&schema(version)).map_err(|error| error.to_string())
    };
    let built = BUILT.get(version as usize).map(|built| built.get_or_init(build));
    let unsound = |why: &str| Error::Schema { version, why: why.to_owned() };
    match built {
        Some(built) => built.as_ref().map_err(|why| unsound(why)),
        None => Err(unsound("no such version")),
    }
}

struct Judge<'a> {
    document: &'a Document,
    version: Version,
    shape: Shape,
}

/// The value that an error is about.
struct Subject<'a> {
    steps: Vec<Step>,
    node: Node<'a>,
}

impl<'a> Judge<'a> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the schemas use a few keywords only")]
    fn misfits(&self, error: &ValidationError<'_>) -> Vec<Misfit> {
        let Some((steps, node)) = self.document.follow(error.instance_path().as_str()) else {
            return Vec::new();
        };
        let subject = Subject { steps, node };
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                let names = unexpected.iter().take(MOST_MISFITS);
                names.map(|name| self.unknown_key(&subject, name)).collect()
            }
            // Only the manifest as a whole has alternatives: it must name a version, and whoever
            // chose the schema has looked for it.
            ValidationErrorKind::AnyOf { .. } => Vec::new(),
            ValidationErrorKind::Format { .. } => vec![self.wrong_format(&subject)],
            ValidationErrorKind::Required { property } => {
                vec![self.missing_key(&subject, property.as_str().unwrap_or_default())]
            }
            ValidationErrorKind::Type { .. } => vec![self.wrong_value(&WRONG_TYPE, &subject)],
            _ => vec![self.wrong_value(&WRONG_VALUE, &subject)],
        }
    }

    fn unknown_key(&self, subject: &Subject<'a>, name: &str) -> Misfit {
        let at = place(&subject.steps);
        let message = match at.as_str() {
            "" => format!("unknown key `{}`", shown(name)),
            at => format!("unknown key `{}` in `{at}`", shown(name)),
        };
        let span = subject.node.name_span(name).unwrap_or_else(|| subject.node.span());
        Misfit {
            remedy: self.instead_of(subject, name),
            ..Misfit::new(&UNKNOWN_KEY, span, message)
        }
    }

    fn instead_of(&self, subject: &Subject<'a>, name: &str) -> Option<String> {
        let newer = Version::ALL.into_iter().filter(|version| *version > self.version);
        let knows = |version: &Version| {
            let shape = Shape::Record(record(*version));
            record_at(&shape, &subject.steps).is_some_and(|r| r.names().any(|n| n == name))
        };
        if let Some(version) = newer.into_iter().find(knows) {
            return Some(self.newer(version, "this key"));
        }
        let record = record_at(&self.shape, &subject.steps)?;
        let near = (name.len() <= LONGEST_NAME).then(|| nearest(name, record.names())).flatten();
        if let Some(near) = near {
            return Some(format!("did you mean `{near}`?"));
        }
        let known: Vec<_> = record.names().collect();
        if known.len() <= MOST_KNOWN_KEYS {
            return Some(format!("remove it; the known keys are `{}`", known.join("`, `")));
        }
        // The rule's own remedy names a key that this version does not have.
        (!known.contains(&"_meta")).then(|| "remove the key".to_owned())
    }

    /// How to get what a newer version has.
    fn newer(&self, version: Version, what: &str) -> String {
        match self.document.root().member("manifest_version") {
            Some(_) => format!("set `manifest_version` to `{version}`, which knows {what}"),
            None => {
                format!("version `{version}` knows {what}: run `pyrel dxt migrate --to {version}`")
            }
        }
    }

    fn missing_key(&self, subject: &Subject<'a>, name: &str) -> Misfit {
        let mut steps = subject.steps.clone();
        steps.push(Step::Name(name.to_owned()));
        let is_uv = subject.node.member("type").and_then(Node::text) == Some("uv");
        let remedy = (name == "mcp_config" && is_uv).then(|| {
            "add it: newer tools take a server of type `uv` without it, but those that people \
             have installed refuse the bundle"
                .to_owned()
        });
        let message = format!("`{}` is missing", place(&steps));
        Misfit { remedy, ..Misfit::new(&MISSING_KEY, self.head(subject), message) }
    }

    /// Where an object is named, or begins.
    fn head(&self, subject: &Subject<'a>) -> Range<usize> {
        let start = subject.node.span().start;
        let Some((Step::Name(name), above)) = subject.steps.split_last() else {
            return start..start + 1;
        };
        let parent = above.iter().try_fold(self.document.root(), |node, step| match step {
            Step::Index(index) => node.item(*index),
            Step::Name(name) => node.member(name),
        });
        parent.and_then(|parent| parent.name_span(name)).unwrap_or(start..start + 1)
    }

    fn wrong_format(&self, subject: &Subject<'a>) -> Misfit {
        let email = matches!(self.shape.follow(&subject.steps), Some(Shape::Email));
        let rule = if email { &INVALID_EMAIL } else { &INVALID_URL };
        self.wrong_value(rule, subject)
    }

    fn wrong_value(&self, rule: &'static Rule, subject: &Subject<'a>) -> Misfit {
        let shape = self.shape.follow(&subject.steps);
        let wanted = shape.map_or_else(|| "another value".to_owned(), Shape::words);
        let found = match (rule == &WRONG_TYPE, subject.node.text()) {
            (false, Some(text)) => format!("`{}`", shown(text)),
            _ => subject.node.kind().words().to_owned(),
        };
        let message = match place(&subject.steps).as_str() {
            "" => format!("the manifest must be {wanted}, not {found}"),
            at => format!("`{at}` must be {wanted}, not {found}"),
        };
        let remedy = self.better_value(shape, subject);
        Misfit { remedy, ..Misfit::new(rule, subject.node.span(), message) }
    }

    fn better_value(&self, shape: Option<&Shape>, subject: &Subject<'a>) -> Option<String> {
        let text = subject.node.text().filter(|text| text.len() <= LONGEST_NAME);
        match (shape?, text) {
            (Shape::Choice(choices), Some(text)) => {
                let newer = Version::ALL.into_iter().filter(|version| *version > self.version);
                let allows = |version: &Version| {
                    let shape = Shape::Record(record(*version));
                    let shape = shape.follow(&subject.steps);
                    matches!(shape, Some(Shape::Choice(choices)) if choices.contains(&text))
                };
                if let Some(version) = newer.into_iter().find(allows) {
                    return Some(self.newer(version, "it"));
                }
                let other = OTHER_NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
                let other = other.map(|(_, node)| *node).filter(|node| choices.contains(node));
                let near = other.or_else(|| nearest(text, choices.iter().copied()))?;
                Some(format!("did you mean `{near}`?"))
            }
            (Shape::Text, None) if subject.node.kind() == Kind::Number => {
                Some("write it in double quotes".to_owned())
            }
            (Shape::Literal(version), _) => {
                Some(format!("write `{version}`, or leave one of the two version keys out"))
            }
            (Shape::Record(record), Some(_)) => {
                let names: Vec<_> = record.names().collect();
                Some(format!("write an object with the keys `{}`", names.join("`, `")))
            }
            _ => None,
        }
    }
}

/// Longer texts are no slips of the pen.
const LONGEST_NAME: usize = 100;

fn record_at<'s>(shape: &'s Shape, steps: &[Step]) -> Option<&'s Record> {
    let Shape::Record(record) = shape.follow(steps)? else { return None };
    Some(record)
}

/// A place in the manifest as people write it: `server.mcp_config.args[0]`.
fn place(steps: &[Step]) -> String {
    let mut text = String::new();
    for step in steps {
        match step {
            Step::Index(index) => text.push_str(&format!("[{index}]")),
            Step::Name(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(&shown(name));
            }
        }
    }
    text
}
