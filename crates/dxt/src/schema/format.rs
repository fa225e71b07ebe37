//! The two text formats of a manifest, as the reference tool checks them.

use super::direction::in_one_direction;

/// Whether a text is a URL in the eyes of the WHATWG standard, and so of `new URL()`: any scheme
/// will do, blanks around it do not count.
#[must_use]
pub fn is_url(text: &str) -> bool {
    let url = url::Url::parse(text).or_else(|_| url::Url::parse(&in_one_direction(text)));
    url.is_ok_and(|url| SPECIAL.contains(&url.scheme()) || has_host_or_none(text))
}

/// Schemes that the parser has rules of their own for (URL standard, 4.2).
const SPECIAL: [&str; 6] = ["file", "ftp", "http", "https", "ws", "wss"];

/// Whether a host follows where an `@` promises one, and no backslash is in it: for other schemes
/// the parser lets both through (URL standard, 4.4, "authority state" and "port state").
fn has_host_or_none(text: &str) -> bool {
    let text = text.trim_matches(|c: char| c <= ' ').replace(['\t', '\n', '\r'], "");
    let authority = text.split_once(':').and_then(|(_, rest)| rest.strip_prefix("//"));
    let Some(authority) = authority.and_then(|rest| rest.split(['/', '?', '#']).next()) else {
        return true;
    };
    match authority.rsplit_once('@') {
        Some((_, host)) => !host.is_empty() && !host.contains('\\'),
        None => !authority.contains('\\'),
    }
}

/// Whether a text is an e-mail address in the eyes of zod 3: ASCII letters, digits and `_'+-.`
/// before the `@`, no dot at the start or the end or twice in a row, no `'` at the end; then labels
/// that start with a letter or digit, and a last one of two or more letters.
#[must_use]
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let Some((labels, last)) = domain.rsplit_once('.') else { return false };
    let is_local = |b: u8| b.is_ascii_alphanumeric() || b"_'+-.".contains(&b);
    let is_label = |label: &str| {
        label.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    local.bytes().all(is_local)
        && !local.starts_with('.')
        && !local.contains("..")
        && local.bytes().last().is_some_and(|b| b != b'.' && b != b'\'')
        && labels.split('.').all(is_label)
        && last.len() >= 2
        && last.bytes().all(|b| b.is_ascii_alphabetic())
}
