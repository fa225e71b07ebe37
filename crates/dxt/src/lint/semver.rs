//! Semantic versions (2.0.0), and what a Python version becomes as one.

/// Whether a text is a semantic version (2, 9 and 10 of the specification).
pub(super) fn is_version(text: &str) -> bool {
    let (text, build) = split(text, '+');
    let (core, pre) = split(text, '-');
    let numbers: Vec<&str> = core.split('.').collect();
    numbers.len() == 3
        && numbers.iter().all(|number| is_number(number))
        && pre.is_none_or(|pre| {
            let is_numeric = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
            pre.split('.').all(|part| is_identifier(part) && (!is_numeric(part) || is_number(part)))
        })
        && build.is_none_or(|build| build.split('.').all(is_identifier))
}

fn split(text: &str, at: char) -> (&str, Option<&str>) {
    text.split_once(at).map_or((text, None), |(before, after)| (before, Some(after)))
}

fn is_number(text: &str) -> bool {
    let is_digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    is_digits && (text == "0" || !text.starts_with('0'))
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// The semantic version that was perhaps meant: a `v` is taken away, missing numbers are zero, and
/// what other versions have behind their numbers becomes a pre-release.
pub(super) fn instead_of(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches(['v', 'V', '=']);
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (numbers, rest) = text.split_at(end);
    let (numbers, behind) =
        (numbers.trim_end_matches('.'), rest.trim_start_matches(['.', '-', '_']));
    let numbers: Vec<String> = numbers
        .split('.')
        .map(|number| number.parse::<u64>().map(|number| number.to_string()))
        .collect::<Result<_, _>>()
        .ok()?;
    if numbers.is_empty() || numbers.len() > 3 || behind.contains('+') || text.len() > 60 {
        return None;
    }
    let core = [&*numbers, &vec!["0".to_owned(); 3 - numbers.len()]].concat().join(".");
    let version = match pre_release(behind)? {
        pre if pre.is_empty() => core,
        pre => format!("{core}-{pre}"),
    };
    is_version(&version).then_some(version)
}

/// `rc1` becomes `rc.1`, `dev3` becomes `dev.3`.
fn pre_release(text: &str) -> Option<String> {
    let at = text.find(|c: char| c.is_ascii_digit());
    let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-');
    let word = at.and_then(|at| Some((text.get(..at)?, text.get(at..)?)));
    match word.filter(|_| is_plain) {
        _ if text.is_empty() => Some(String::new()),
        Some((word, number)) if number.bytes().all(|b| b.is_ascii_digit()) => {
            let number = number.trim_start_matches('0');
            let number = if number.is_empty() { "0" } else { number };
            match word.trim_end_matches(['.', '-']) {
                "" => Some(number.to_owned()),
                "a" => Some(format!("alpha.{number}")),
                "b" => Some(format!("beta.{number}")),
                "c" => Some(format!("rc.{number}")),
                // A later version sorts before its own base as a pre-release.
                "post" => None,
                word => Some(format!("{word}.{number}")),
            }
        }
        Some(_) | None => is_plain.then(|| text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn semantic_versions_are_told_from_others() {
        for text in
            ["1.0.0", "0.6.9-dev.3", "1.0.0-alpha+001", "1.0.0+a.b", "1.0.0-0.x-y.z", "1.2.3--"]
        {
            assert!(is_version(text), "{text}");
        }
        for text in [
            "",
            "1",
            "1.0",
            "01.0.0",
            "1.0.0.0",
            "v1.0.0",
            "1.0.0-",
            "1.0.0-01",
            "1.0.0+",
            "1.0.0-ä",
            "1.0.0 ",
            "1.0.0-a..b",
        ] {
            assert!(!is_version(text), "{text}");
        }
    }

    #[test]
    fn the_version_that_was_meant_is_named() {
        for (text, expect) in [
            ("v1.2.3", "1.2.3"),
            ("1.2", "1.2.0"),
            ("0.6.9.dev3", "0.6.9-dev.3"),
            ("1.0rc1", "1.0.0-rc.1"),
            ("2.0a01", "2.0.0-alpha.1"),
            ("1.0.0-rc.1", "1.0.0-rc.1"),
            ("01.2.0", "1.2.0"),
        ] {
            assert_eq!(instead_of(text).as_deref(), Some(expect), "{text}");
        }
        for text in ["", "x", "1.0.post1", "1.2.3.4", "1.0+local", "{{ version }}", "1.0 beta"] {
            assert_eq!(instead_of(text), None, "{text}");
        }
    }
}
