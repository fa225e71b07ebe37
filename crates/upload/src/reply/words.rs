//! The words in an answer, wherever the index put them.

use pyrel_effect::http::Response;
use serde_json::Value;

/// More characters than this of an answer are not shown.
const SHOWN: usize = 600;
/// More bytes than this of a page are not looked at.
const LOOKED_AT: usize = 64 << 10;

/// What the index says, in one line: the JSON it was asked for, else its reason phrase if that is
/// more than the name of the status, else the text of its page.
pub(crate) fn words(response: &Response) -> Option<String> {
    let json = response.json().filter(Value::is_object);
    let told = json.as_ref().and_then(|json| in_json(json, response.status));
    let reason = Some(response.reason.as_str()).filter(|reason| !is_standard(reason));
    let page = || if json.is_some() { String::new() } else { plain(response) };
    let said = tidied(&told.or_else(|| reason.map(str::to_owned)).unwrap_or_else(page));
    (!said.is_empty()).then_some(said)
}

/// The body as text, without markup.
pub(super) fn plain(response: &Response) -> String {
    let body = response.body.get(..LOOKED_AT).unwrap_or(&response.body);
    let text = String::from_utf8_lossy(body);
    if text.trim_start().starts_with('<') { without_markup(&text) } else { text.into_owned() }
}

/// One line of printable characters, cut where it becomes too long: what a server says may hold
/// anything, terminal commands included.
pub(crate) fn tidied(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

/// Warehouse and devpi say it in `code`, behind the status; GitLab in `message`; Artifactory in
/// `errors[].message`.
fn in_json(json: &Value, status: u16) -> Option<String> {
    let code = json.get("code").and_then(Value::as_str);
    let code = code.map(|code| code.strip_prefix(&status.to_string()).unwrap_or(code).trim());
    if let Some(code) = code.filter(|code| !is_standard(code)) {
        return Some(code.to_owned());
    }
    if let Some(errors) = json.get("errors").and_then(Value::as_array) {
        let texts = errors.iter().filter_map(|error| {
            let text = error.get("message").or_else(|| error.get("description"));
            text.unwrap_or(error).as_str()
        });
        let texts: Vec<&str> = texts.collect();
        if !texts.is_empty() {
            return Some(texts.join("; "));
        }
    }
    ["message", "error", "detail"].iter().find_map(|key| match json.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Null => None,
        other @ (Value::Array(_) | Value::Bool(_) | Value::Number(_) | Value::Object(_)) => {
            Some(other.to_string())
        }
    })
}

/// The names of the statuses, which say nothing that the number does not say.
const STANDARD: [&str; 24] = [
    "",
    "bad gateway",
    "bad request",
    "conflict",
    "content too large",
    "error",
    "forbidden",
    "found",
    "gateway timeout",
    "gone",
    "internal server error",
    "method not allowed",
    "moved permanently",
    "not found",
    "ok",
    "payload too large",
    "permanent redirect",
    "request entity too large",
    "request timeout",
    "service unavailable",
    "temporary redirect",
    "too many requests",
    "unauthorized",
    "unprocessable entity",
];

fn is_standard(reason: &str) -> bool {
    STANDARD.binary_search(&reason.trim().to_lowercase().as_str()).is_ok()
}

/// Elements whose text is not for people who want to know what happened.
const SILENT: [&str; 3] = ["head", "script", "style"];

/// The text between the tags, in one pass.
fn without_markup(html: &str) -> String {
    let mut text = String::new();
    let mut silent: Option<&str> = None;
    let mut rest = html;
    while let Some((before, tail)) = rest.split_once('<') {
        if silent.is_none() {
            text.push_str(before);
        }
        let (tag, after) = tail.split_once('>').unwrap_or((tail, ""));
        let (closing, name) = match tag.strip_prefix('/') {
            Some(name) => (true, name),
            None => (false, tag),
        };
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        match silent {
            Some(open) if closing && name.eq_ignore_ascii_case(open) => silent = None,
            None if !closing => {
                silent = SILENT.into_iter().find(|tag| name.eq_ignore_ascii_case(tag));
            }
            Some(_) | None => {}
        }
        if silent.is_none() {
            text.push(' ');
        }
        rest = after;
    }
    if silent.is_none() {
        text.push_str(rest);
    }
    with_entities(&text)
}

fn with_entities(text: &str) -> String {
    let mut pieces = text.split('&');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece.char_indices().take(10).find(|(_, c)| *c == ';').map(|(at, _)| at);
        let entity = end.and_then(|end| piece.get(..end));
        match (entity.and_then(character), end) {
            (Some(character), Some(end)) => {
                out.push(character);
                out.push_str(piece.get(end + 1..).unwrap_or_default());
            }
            _ => {
                out.push('&');
                out.push_str(piece);
            }
        }
    }
    out
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "apos" => Some('\''),
        "gt" => Some('>'),
        "lt" => Some('<'),
        "nbsp" => Some(' '),
        "quot" => Some('"'),
        _ => {
            let number = entity.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}
