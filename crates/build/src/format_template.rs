//! Templates of Python's `str.format`, of which the fields are known.

/// The template with each field replaced that is spelled like one of these, braces included; `None`
/// where there are other fields, or a brace that stands alone.
pub(crate) fn filled(template: &str, fields: &[(&str, &str)]) -> Option<String> {
    let mut text = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        let mut known = [("{{", "{"), ("}}", "}")].iter().chain(fields);
        let (field, value) = known.find(|(field, _)| from.starts_with(field))?;
        text.push_str(value);
        rest = from.get(field.len()..)?;
    }
    Some(text + rest)
}
