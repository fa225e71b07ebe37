//! Whether an e-mail address is one that PyPI takes: what the library email-validator refuses, in its
//! words, without asking any server.
//!
//! International domains are judged by their dots and lengths only: what IDNA makes of a label is
//! not asked.

/// Domains that are set aside, so that nobody has an address there (RFC 6761 and its kin).
const SPECIAL: [&str; 6] = ["arpa", "invalid", "local", "localhost", "onion", "test"];

/// Bytes of an address, of its domain and of a label.
const LONGEST: usize = 254;
const LONGEST_DOMAIN: usize = 253;
const LONGEST_LABEL: usize = 63;

/// Checks an address without a name.
///
/// # Errors
/// What email-validator says.
pub(super) fn check(address: &str) -> Result<(), String> {
    let (local, domain) = parted(address)?;
    check_local(local)?;
    check_domain(domain)?;
    if address.len() > LONGEST {
        let reason = too_many(address.chars().count().saturating_sub(LONGEST).max(1));
        return Err(format!("The email address is too long {reason}."));
    }
    Ok(())
}

fn refuse(words: &str) -> Result<(), String> {
    Err(words.to_owned())
}

fn too_many(count: usize) -> String {
    format!("({count} character{} too many)", if count > 1 { "s" } else { "" })
}

/// The parts before and after the first `@` that does not stand in quotes.
fn parted(address: &str) -> Result<(&str, &str), String> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    for (at, c) in address.char_indices() {
        match c {
            '@' if !is_quoted => {
                let (local, domain) = address.split_at(at);
                return Ok((local, domain.strip_prefix('@').unwrap_or(domain)));
            }
            '<' if !is_quoted => {
                let words = "A display name and angle brackets around the email address are not \
                             permitted here.";
                return Err(words.to_owned());
            }
            '"' if !is_escaped => is_quoted = !is_quoted,
            _ => {}
        }
        is_escaped = is_quoted && c == '\\' && !is_escaped;
    }
    Err("An email address must have an @-sign.".to_owned())
}

fn check_local(local: &str) -> Result<(), String> {
    if local.is_empty() {
        return refuse("There must be something before the @-sign.");
    }
    if local.starts_with('"') {
        return refuse("Quoting the part before the @-sign is not allowed here.");
    }
    let fits =
        |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || "._!#$%&'*+-/=?^`{|}~".contains(c);
    check_characters(
        local,
        fits,
        "The email address contains invalid characters before the @-sign",
    )?;
    check_periods(local, "An email address cannot start with a period.", |what| {
        format!("An email address cannot have a {what} immediately before the @-sign.")
    })?;
    check_characters(local, is_safe, "The email address contains unsafe characters")
}

fn check_domain(written: &str) -> Result<(), String> {
    if written.is_empty() {
        return refuse("There must be something after the @-sign.");
    }
    let fits = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || c == '-' || c == '.';
    check_characters(written, fits, "The part after the @-sign contains invalid characters")?;
    check_characters(written, is_safe, "The email address contains unsafe characters")?;
    // The other full stops of the world separate labels as well.
    let domain = written.to_lowercase().replace(['\u{3002}', '\u{ff0e}', '\u{ff61}'], ".");
    check_periods(
        &domain,
        "An email address cannot have a period immediately after the @-sign.",
        |what| format!("An email address cannot end with a {what}."),
    )?;
    check_hyphens(&domain)?;
    check_lengths(&domain)?;
    check_top(&domain)
}

fn check_characters(text: &str, fits: impl Fn(char) -> bool, words: &str) -> Result<(), String> {
    let mut odd: Vec<String> = text.chars().filter(|c| !fits(*c)).take(100).map(named).collect();
    odd.sort();
    odd.dedup();
    if odd.is_empty() { Ok(()) } else { Err(format!("{words}: {}.", odd.join(", "))) }
}

fn named(c: char) -> String {
    match c {
        '\\' => "\"\\\"".to_owned(),
        ' ' => "SPACE".to_owned(),
        c if c.is_control() || c.is_whitespace() => format!("U+{:04X}", u32::from(c)),
        c => super::words::repr(c.encode_utf8(&mut [0; 4])),
    }
}

fn is_safe(c: char) -> bool {
    !(c.is_control() || c.is_whitespace())
}

fn check_periods(text: &str, starts: &str, ends: impl Fn(&str) -> String) -> Result<(), String> {
    if text.ends_with('.') {
        return Err(ends("period"));
    }
    if text.starts_with('.') {
        return refuse(starts);
    }
    if text.contains("..") {
        return refuse("An email address cannot have two periods in a row.");
    }
    Ok(())
}

fn check_hyphens(domain: &str) -> Result<(), String> {
    if domain.ends_with('-') {
        return refuse("An email address cannot end with a hyphen.");
    }
    if domain.starts_with('-') {
        return refuse("An email address cannot have a hyphen immediately after the @-sign.");
    }
    if domain.contains(".-") || domain.contains("-.") {
        return refuse("An email address cannot have a period and a hyphen next to each other.");
    }
    let is_reserved = |label: &str| {
        let mut after = label.chars().skip(2);
        (after.next(), after.next()) == (Some('-'), Some('-')) && !label.starts_with("xn")
    };
    if domain.split('.').any(is_reserved) {
        return refuse(
            "An email address cannot have two letters followed by two dashes immediately after \
             the @-sign or after a period, except Punycode.",
        );
    }
    Ok(())
}

fn check_lengths(domain: &str) -> Result<(), String> {
    if domain.is_ascii() && domain.len() > LONGEST_DOMAIN {
        let reason = too_many(domain.len() - LONGEST_DOMAIN);
        return Err(format!("The email address is too long after the @-sign {reason}."));
    }
    let long = domain.split('.').find(|label| label.is_ascii() && label.len() > LONGEST_LABEL);
    match long {
        Some(label) => Err(format!(
            "After the @-sign, periods cannot be separated by so many characters {}.",
            too_many(label.len() - LONGEST_LABEL)
        )),
        None => Ok(()),
    }
}

fn check_top(domain: &str) -> Result<(), String> {
    let Some((_, top)) = domain.rsplit_once('.') else {
        return refuse("The part after the @-sign is not valid. It should have a period.");
    };
    if top.is_ascii() && !top.ends_with(|c: char| c.is_ascii_alphabetic()) {
        return refuse(
            "The part after the @-sign is not valid. It is not within a valid top-level domain.",
        );
    }
    if SPECIAL.contains(&top) {
        return refuse(
            "The part after the @-sign is a special-use or reserved name that cannot be used with \
             email.",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_people_have_are_taken() {
        for address in [
            "a@b.co",
            "a.b+c_d@d-e.org",
            "jane@example.com",
            "jürgen@bücher.example",
            "a@xn--bcher-kva.example",
            "a@B.ORG",
        ] {
            assert_eq!(check(address), Ok(()), "{address}");
        }
    }

    #[test]
    fn others_are_refused_in_the_words_of_the_library() {
        let special = "The part after the @-sign is a special-use or reserved name that cannot be \
                       used with email.";
        for (address, words) in [
            ("jane", "An email address must have an @-sign."),
            ("@b.co", "There must be something before the @-sign."),
            ("a@", "There must be something after the @-sign."),
            ("a@x.test", special),
            ("a@mail.local", special),
            ("a@localhost", "The part after the @-sign is not valid. It should have a period."),
            (
                "a@127.0.0.1",
                "The part after the @-sign is not valid. It is not within a valid top-level domain.",
            ),
            ("a b@c.de", "The email address contains invalid characters before the @-sign: SPACE."),
            ("a.@c.de", "An email address cannot have a period immediately before the @-sign."),
            ("a@c..de", "An email address cannot have two periods in a row."),
            ("a@-c.de", "An email address cannot have a hyphen immediately after the @-sign."),
            ("a@c_d.de", "The part after the @-sign contains invalid characters: '_'."),
            ("\"a\"@c.de", "Quoting the part before the @-sign is not allowed here."),
        ] {
            assert_eq!(check(address), Err(words.to_owned()), "{address}");
        }
    }
}
