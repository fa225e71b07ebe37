//! Versions as pbr understands them.
//!
//! <https://docs.openstack.org/pbr/latest/user/semver.html>

use std::cmp::Ordering;
use std::fmt;

/// A semantic version. Two are the same when they are in all parts.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct SemanticVersion {
    major: u64,
    minor: u64,
    patch: u64,
    pre: Option<(String, u64)>,
    /// Commits since the release before; 0 is none.
    dev: u64,
    local: Option<String>,
}

/// What a commit asks for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Increment {
    pub minor: bool,
    pub major: bool,
}

impl SemanticVersion {
    /// What is taken for the tag before the first one.
    pub(super) fn zero() -> Self {
        Self { major: 0, minor: 0, patch: 0, pre: None, dev: 0, local: None }
    }

    /// Reads what any release of pbr ever wrote, and much more.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim_start_matches(['v', 'V']);
        let (main, local) = text.split_once('+').unwrap_or((text, ""));
        if !text.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let mut input: Vec<&str> = main.split('.').collect();
        let mut parts: Vec<&str> = input.iter().copied().filter(|part| is_number(part)).collect();
        let mut digits = parts.len();
        if digits == 0 {
            return None;
        }
        if digits < 3 {
            if let Some(mixed) = input.get(digits).copied()
                && mixed.chars().next()?.is_ascii_digit()
            {
                // `1.2.0a1`: a number that ends within its part.
                let end = mixed.find(|c: char| !c.is_ascii_digit()).unwrap_or(mixed.len());
                let (number, rest) = mixed.split_at(end);
                parts.push(number);
                input.splice(digits..=digits, [number, rest]);
                digits += 1;
            }
            parts.extend(std::iter::repeat_n("0", 3_usize.saturating_sub(digits)));
        }
        parts.extend(input.get(digits..)?);
        let [major, minor, patch, rest @ ..] = parts.as_slice() else { return None };
        let (pre, dev, post) = Self::read_rest(rest)?;
        let mut version = Self {
            major: major.parse().ok()?,
            minor: minor.parse().ok()?,
            patch: patch.parse().ok()?,
            pre,
            dev,
            local: Some(local).filter(|local| !local.is_empty()).map(ToOwned::to_owned),
        };
        if post > 0 {
            if dev > 0 {
                return None;
            }
            version = version.incremented(Increment::default()).to_dev(post);
        }
        Some(version)
    }

    /// What follows the three numbers: a pre-release, commits since a release, and those after one.
    #[expect(clippy::type_complexity, reason = "three parts, taken apart at once")]
    fn read_rest(mut rest: &[&str]) -> Option<(Option<(String, u64)>, u64, u64)> {
        let (mut pre, mut dev, mut post) = (None, 0, 0);
        // `0.1.2.3.g1234`, as it was once written.
        if let Some(count) = rest.first().and_then(|first| first.parse().ok()).filter(|it| *it > 0)
        {
            return Some((None, count, 0));
        }
        if let [first, more @ ..] = rest {
            let begins = first.chars().next()?;
            if matches!(begins, '0' | 'a' | 'b' | 'r') {
                let text = first.trim_start_matches(|c: char| c.is_ascii_digit());
                let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
                let (kind, number) = text.split_at(end);
                let number = number.parse().ok()?;
                pre = Some((kind.to_owned(), number)).filter(|(kind, _)| !kind.is_empty());
                rest = more;
            }
        }
        for part in rest {
            if let Some(count) = part.strip_prefix("dev") {
                dev = count.parse().ok()?;
            } else {
                post = part.strip_prefix("post")?.parse().ok()?;
                dev = 0;
            }
        }
        Some((pre, dev, post))
    }

    /// The next one.
    pub(super) fn incremented(&self, by: Increment) -> Self {
        let mut next = Self { dev: 0, local: None, ..self.clone() };
        match &mut next.pre {
            Some((_, number)) => *number += 1,
            None => next.patch += 1,
        }
        if by.minor {
            next = Self { minor: self.minor + 1, patch: 0, pre: None, ..next };
        }
        if by.major {
            next = Self { major: self.major + 1, minor: 0, patch: 0, pre: None, ..next };
        }
        next
    }

    /// What comes some commits after the release before it.
    pub(super) fn to_dev(&self, dev: u64) -> Self {
        Self { dev, local: None, ..self.clone() }
    }

    /// How two follow each other; none where pbr itself cannot tell.
    pub(super) fn compared(&self, other: &Self) -> Option<Ordering> {
        Some(self.key()?.cmp(&other.key()?))
    }

    /// Whether this is later, as pbr asks it: not the same, and not earlier.
    pub(super) fn is_after(&self, other: &Self) -> Option<bool> {
        Some(self != other && self.compared(other)? != Ordering::Less)
    }

    fn key(&self) -> Option<(u64, u64, u64, bool, u8, u64, u64)> {
        let (kind, number) = match &self.pre {
            Some((kind, number)) => match kind.as_str() {
                "a" => (0, *number),
                "b" => (1, *number),
                "rc" => (2, *number),
                _ => return None,
            },
            None => (3, 0),
        };
        let is_plain_dev = self.dev > 0 && self.pre.is_none();
        let dev = if self.dev == 0 { u64::MAX } else { self.dev };
        Some((self.major, self.minor, self.patch, !is_plain_dev, kind, number, dev))
    }
}

/// `1.2.3.0rc1.dev4`
impl fmt::Display for SemanticVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { major, minor, patch, pre, dev, local } = self;
        write!(f, "{major}.{minor}.{patch}")?;
        if let Some((kind, number)) = pre {
            write!(f, ".0{kind}{number}")?;
        }
        if *dev > 0 {
            write!(f, ".dev{dev}")?;
        }
        match local {
            Some(local) => write!(f, "+{local}"),
            None => Ok(()),
        }
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `SemanticVersion.from_pip_string` of pbr 7.1.3 reads, and how it is written again.
    #[test]
    fn versions_are_read_as_pbr_reads_them() {
        for (text, expect) in [
            ("1", Some("1.0.0")),
            ("1.2", Some("1.2.0")),
            ("v1.2.3", Some("1.2.3")),
            ("1.2.3.4", Some("1.2.3.dev4")),
            ("1.2.0a1", Some("1.2.0.0a1")),
            ("1.2.0.0a1", Some("1.2.0.0a1")),
            ("1.2rc1", Some("1.2.0.0rc1")),
            ("1.2.3.0b2.dev4", Some("1.2.3.0b2.dev4")),
            ("1.2.3.post4", Some("1.2.4.dev4")),
            ("1.2.3.post4.dev5", None),
            ("0.1.2.3.g1234", Some("0.1.2.dev3")),
            ("1.2.3+local", Some("1.2.3+local")),
            ("1.2.b4", Some("1.2.0.0b4")),
            ("", None),
            ("v", None),
            ("1.2.3.x", None),
            ("2a2", None),
            ("1.2.3.0", None),
            ("1..2", None),
            ("01.02.03", Some("1.2.3")),
            ("1.2.3.rc", None),
            ("1.2.3alpha1", Some("1.2.3.0alpha1")),
            ("V1.0.dev3", Some("1.0.0.dev3")),
        ] {
            let read = SemanticVersion::read(text).map(|version| version.to_string());
            assert_eq!(read.as_deref(), expect, "{text}");
        }
    }

    #[test]
    fn versions_are_raised_as_pbr_raises_them() {
        for (text, minor, major, expect) in [
            ("1.2.3", false, false, "1.2.4"),
            ("1.2.3", true, false, "1.3.0"),
            ("1.2.3", true, true, "2.0.0"),
            ("1.2.3.0rc1", false, false, "1.2.3.0rc2"),
            ("1.2.3.0rc1", true, false, "1.3.0"),
            ("1.2.3.dev4", false, false, "1.2.4"),
        ] {
            let version = SemanticVersion::read(text).unwrap();
            let raised = version.incremented(Increment { minor, major });
            assert_eq!(raised.to_string(), expect, "{text}");
        }
    }

    #[test]
    fn releases_come_after_what_leads_to_them() {
        let in_order =
            ["1.2.2", "1.2.3.dev1", "1.2.3.0a1.dev1", "1.2.3.0a1", "1.2.3.0rc1", "1.2.3"];
        for pair in in_order.windows(2) {
            let [earlier, later] = [0, 1].map(|at| SemanticVersion::read(pair[at]).unwrap());
            assert_eq!(later.is_after(&earlier), Some(true), "{pair:?}");
            assert_eq!(earlier.is_after(&later), Some(false), "{pair:?}");
        }
        let odd = SemanticVersion::read("1.2.3alpha1").unwrap();
        assert_eq!(odd.is_after(&SemanticVersion::zero()), None);
    }
}
