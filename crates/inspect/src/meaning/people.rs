//! People in `Author-email` and `Maintainer-email`: addresses with or without names (RFC 5322,
//! section 3.4).

/// The people in one spelling each, sorted: whether a name is quoted means nothing.
pub(super) fn one_spelling(text: &str) -> String {
    let mut people: Vec<String> = parted(text).iter().map(|person| of_person(person)).collect();
    people.retain(|person| !person.is_empty());
    people.sort();
    people.join(", ")
}

/// The text at its commas, those in quotes, angles and comments apart.
fn parted(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let (mut quoted, mut escaped, mut depth) = (false, false, 0_usize);
    for char in text.chars() {
        let ends = char == ',' && !quoted && depth == 0;
        match char {
            _ if escaped => escaped = false,
            '\\' if quoted || depth > 0 => escaped = true,
            '"' => quoted = !quoted,
            '<' | '(' if !quoted => depth += 1,
            '>' | ')' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if ends {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(char);
        }
    }
    parts
}

fn of_person(text: &str) -> String {
    let text = text.trim();
    let Some((name, address)) = text.strip_suffix('>').and_then(|text| text.rsplit_once('<'))
    else {
        return unquoted(text);
    };
    let (name, address) = (unquoted(name.trim()), address.trim());
    if name.is_empty() { address.to_owned() } else { format!("{name} <{address}>") }
}

/// A phrase without its quotes and with its blanks squeezed.
fn unquoted(phrase: &str) -> String {
    let mut plain = String::with_capacity(phrase.len());
    let mut chars = phrase.chars();
    while let Some(char) = chars.next() {
        match char {
            '"' => {}
            '\\' => plain.extend(chars.next()),
            _ => plain.push(char),
        }
    }
    super::headers::squeezed(&plain)
}

#[cfg(test)]
mod tests {
    use super::one_spelling;

    #[test]
    fn quotes_and_order_mean_nothing() {
        assert_eq!(
            one_spelling("\"Doe, J.\" <j@e.org>,  b@e.org"),
            one_spelling("b@e.org, \"Doe, J.\"  <j@e.org>")
        );
        assert_eq!(one_spelling("\"A B\" <a@b>"), one_spelling("A  B <a@b>"));
        assert_ne!(one_spelling("A <a@b>"), one_spelling("B <a@b>"));
        assert_eq!(one_spelling("\"A\\\"B\" <a@b>"), "A\"B <a@b>");
        assert_eq!(one_spelling(""), "");
    }
}
