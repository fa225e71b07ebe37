//! The texts in other languages.

use pyrel_diag::{Rule, Severity};
use pyrel_tree::RelPath;

use crate::command::plain_path;
use crate::holdings::Held;
use crate::inspect::Subject;
use crate::json::{self, Kind, Node};
use crate::misfit::{Misfit, shown};

pub(crate) static RULES: [&Rule; 2] = [&MISSING, &NOT_JSON];

static MISSING: Rule = Rule {
    id: "localization-missing",
    severity: Severity::Error,
    words: "texts in other languages that are not in the bundle",
    remedy: "add a file for each language, or remove `localization`",
};

static NOT_JSON: Rule = Rule {
    id: "localization-not-json",
    severity: Severity::Error,
    words: "a file with texts in another language that is no JSON object",
    remedy: "correct the file",
};

/// More languages are not looked at.
const MOST: usize = 200;
/// The texts of a manifest have a few kilobytes.
const MOST_BYTES: u64 = 1 << 20;

pub(super) fn look(subject: &mut Subject<'_>) {
    let node = subject.root.member("localization").and_then(|it| it.member("resources"));
    let Some((node, text)) = node.and_then(|node| Some((node, node.text()?))) else { return };
    let Some((before, after)) = split(text) else { return };
    let holdings = subject.holdings;
    let is_one = |path: &RelPath| {
        let locale =
            path.as_str().strip_prefix(&*before).and_then(|rest| rest.strip_suffix(&*after));
        locale.is_some_and(|locale| !locale.is_empty() && !locale.contains('/'))
    };
    let found: Vec<(&RelPath, &Held)> =
        holdings.files().filter(|(path, _)| is_one(path)).take(MOST).collect();
    if found.is_empty() {
        let message = format!("no file in the bundle is `{}`", shown(text));
        subject.note(Misfit::new(&MISSING, node.span(), message));
    }
    for (path, held) in found {
        if let Some(why) = flaw(subject, held) {
            subject.note(Misfit::new(&NOT_JSON, node.span(), format!("`{path}` {why}")));
        }
    }
}

/// What stands before and behind the locale in the path of a file, as the bundle has it.
fn split(text: &str) -> Option<(String, String)> {
    let at = text.to_ascii_lowercase().find(LOCALE)?;
    let path = format!("{}{STAND_IN}{}", text.get(..at)?, text.get(at + LOCALE.len()..)?);
    let path = plain_path(&path)?;
    let (before, after) = path.as_str().split_once(STAND_IN)?;
    Some((before.to_owned(), after.to_owned()))
}

const LOCALE: &str = "${locale}";
/// A character that no path of a bundle has.
const STAND_IN: &str = "\u{1}";

fn flaw(subject: &Subject<'_>, held: &Held) -> Option<String> {
    let bytes = match subject.holdings.read(held, MOST_BYTES + 1) {
        Ok(bytes) if bytes.len() as u64 > MOST_BYTES => {
            return Some("has more than 1 MiB".to_owned());
        }
        Ok(bytes) => bytes,
        Err(why) => return Some(format!("cannot be read: {why}")),
    };
    match json::parse(&String::from_utf8_lossy(&bytes)) {
        Ok(document) if document.root().kind() == Kind::Object => None,
        Ok(document) => {
            Some(format!("is {} and not an object", Node::kind(document.root()).words()))
        }
        Err(flaw) => Some(format!("is not JSON: {}", flaw.reason)),
    }
}
