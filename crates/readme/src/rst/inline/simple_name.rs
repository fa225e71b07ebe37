//! Simple reference names.

use crate::text::is_alphanumeric;

/// Where a simple name ends that begins at `start`: letters and digits, with single `-`, `.`, `_`,
/// `+` or `:` in between.
pub(crate) fn simple_name(text: &[char], start: usize) -> Option<usize> {
    let mut end = word(text, start)?;
    while matches!(text.get(end), Some('-' | '.' | '_' | '+' | ':'))
        && let Some(next) = word(text, end + 1)
    {
        end = next;
    }
    Some(end)
}

fn word(text: &[char], start: usize) -> Option<usize> {
    let length = text.get(start..)?.iter().take_while(|c| is_alphanumeric(**c)).count();
    (length > 0).then_some(start + length)
}
