//! Headers and a body, as `METADATA`, `PKG-INFO` and `WHEEL` have them, however broken.

/// A text of headers, each as it was written but for the blanks around it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Headers {
    /// Names and values; folded values still have their line ends.
    pub(crate) fields: Vec<(String, String)>,
    /// What follows the first empty line, or the first one that is no header.
    pub(crate) body: String,
}

impl Headers {
    /// Reads a text; bytes that are not UTF-8 are replaced.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n").replace('\r', "\n");
        let mut rest = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let mut fields: Vec<(String, String)> = Vec::new();
        while !rest.is_empty() {
            let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
            match (fields.last_mut(), line.split_once(':')) {
                _ if line.is_empty() => {
                    rest = after;
                    break;
                }
                (Some((_, value)), _) if line.starts_with([' ', '\t']) => {
                    value.push('\n');
                    value.push_str(line);
                }
                (_, Some((name, value))) => {
                    fields.push((name.trim().to_owned(), value.trim().to_owned()));
                }
                (_, None) => break,
            }
            rest = after;
        }
        Self { fields, body: rest.to_owned() }
    }

    /// The values of a field.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let found = self.fields.iter().filter(move |(field, _)| field.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The first value of a field.
    pub(crate) fn one(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }
}

/// A value of several lines without what its lines are indented by.
pub(crate) fn unfolded(value: &str) -> String {
    let lines: Vec<&str> = value.split('\n').map(|line| unbarred(line).trim()).collect();
    lines.join("\n").trim().to_owned()
}

/// Old tools indented by seven blanks and a bar.
fn unbarred(line: &str) -> &str {
    line.strip_prefix("       |").unwrap_or(line)
}

/// A value with every stretch of blanks and line ends as one blank.
pub(crate) fn squeezed(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_was_written_is_read() {
        let read =
            Headers::read(b"\xef\xbb\xbfName: a\r\nLicense: x\r\n  y\r\nbroken\r\nVersion: 1\n");
        let expect = [("Name", "a"), ("License", "x\n  y")];
        assert_eq!(read.fields, expect.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(read.body, "broken\nVersion: 1\n");
        assert_eq!(Headers::read(b"A: 1\n\nbody\n").body, "body\n");
        assert_eq!(Headers::read(b"A: \xff").one("a"), Some("\u{fffd}"));
        assert_eq!(Headers::read(b" folded: first").fields.len(), 1);
    }

    #[test]
    fn folds_are_taken_off() {
        assert_eq!(unfolded("a\n       |b\n       |\n        c"), "a\nb\n\nc");
        assert_eq!(squeezed(" a\n  b\tc "), "a b c");
    }
}
