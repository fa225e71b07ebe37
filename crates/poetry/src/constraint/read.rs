//! Reading constraints: `^1.2`, `>=1,<2 || ~3.1`.

use pyrel_pep::Version;

use super::{Bound, Constraint, Range, Tops};
use crate::releases::{Part, first_dev, next, next_breaking, of_release};

/// How a release of poetry-core reads constraints.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Reading {
    /// 2.5: `<2` is bound below the pre-releases of 2 once and for all, save in markers; and `~=`
    /// raises the last number but one.
    Canonical,
    /// Before: the bound stays as it is written, and every comparison looks below it.
    Written,
    /// Before 2.0: the same, and markers are simplified by rules that are not rebuilt.
    Old,
}

/// What a constraint is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Use {
    /// The versions of a requirement.
    Requirement,
    /// The versions of the interpreter in a marker, which has no pre-releases.
    Marker,
}

/// The characters after which a comma or a blank separates nothing.
const OPEN: &[char] = &['^', '~', '=', '>', '<', '-'];

impl Reading {
    /// Reads a constraint.
    ///
    /// # Errors
    /// The part that is none.
    pub fn read(self, text: &str, what: Use) -> Result<Constraint, String> {
        if text.trim() == "*" {
            return Ok(Constraint::of(self.any()));
        }
        let mut ranges = Vec::new();
        for alternative in text.trim().replace("||", "|").split('|') {
            let mut all = Constraint::of(self.any());
            for part in parts(alternative.trim().trim_end_matches(',').trim_end())? {
                let one = self.single(part, what)?;
                all = if all.is_any() { one } else { all.intersect(&one) };
            }
            ranges.extend(all.ranges().iter().cloned());
        }
        Ok(Constraint::union_of(ranges))
    }

    fn tops(self) -> Tops {
        match self {
            Self::Canonical => Tops::Bound,
            Self::Written | Self::Old => Tops::BeforePreReleases,
        }
    }

    fn any(self) -> Range {
        Range::new(None, None, self.tops())
    }

    fn between(self, min: Option<(Version, bool)>, max: Option<(Version, bool)>) -> Range {
        let bound = |(version, inclusive)| Bound { version, inclusive };
        Range::new(min.map(bound), max.map(bound), self.tops())
    }

    /// The bound of everything below a version.
    fn below(self, version: &Version, what: Use) -> Version {
        let raw = self != Self::Canonical || what == Use::Marker || version.is_prerelease();
        if raw { version.clone() } else { first_dev(version) }
    }

    fn single(self, text: &str, what: Use) -> Result<Constraint, String> {
        let wrong = || format!("`{text}` is not a constraint on versions");
        if is_all(text) {
            return Ok(Constraint::of(self.any()));
        }
        let (operator, written) = cut_operator(text);
        if let Some(release) =
            wildcard(written).filter(|_| matches!(operator, "" | "=" | "==" | "!="))
        {
            let version: Version = release.parse().map_err(|_| wrong())?;
            return Ok(self.series(&version, operator, what));
        }
        // What a comparison with order makes of `.*` is nothing.
        let written = match operator {
            "<" | "<=" | ">" | ">=" => written.strip_suffix(".*").unwrap_or(written),
            _ => written,
        };
        let version: Version = written.parse().map_err(|_| wrong())?;
        let up_to = |end: Version| {
            self.between(Some((version.clone(), true)), Some((self.below(&end, what), false)))
        };
        Ok(Constraint::of(match operator {
            "~" if version.release().len() == 1 => up_to(next(&version, Part::Major)),
            "~" => up_to(next(&version, Part::Minor)),
            "~=" => up_to(self.compatible(&version)),
            "^" => up_to(next_breaking(&version)),
            "<" => self.between(None, Some((self.below(&version, what), false))),
            "<=" => self.between(None, Some((version, true))),
            ">" => self.between(Some((version, false)), None),
            ">=" => self.between(Some((version, true)), None),
            "!=" => {
                let below = self.between(None, Some((version.clone(), false)));
                let above = self.between(Some((version, false)), None);
                return Ok(Constraint::union_of(vec![below, above]));
            }
            "" | "=" | "==" => Range::exactly(&version, self.tops()),
            _ => return Err(wrong()),
        }))
    }

    /// What `~=` stays below.
    fn compatible(self, version: &Version) -> Version {
        let release = version.release();
        let part = match (self, release.len()) {
            (Self::Canonical, 0 | 1) | (Self::Written | Self::Old, 2) => Part::Major,
            (Self::Written | Self::Old, _) => Part::Minor,
            (Self::Canonical, len) => {
                let kept = release.get(..len - 1).unwrap_or_default();
                let mut raised = next(&of_release(version, kept), Part::Last).release().to_vec();
                raised.push(0);
                return of_release(version, &raised);
            }
        };
        next(version, part)
    }

    /// `1.2.*`, or all but that.
    fn series(self, version: &Version, operator: &str, what: Use) -> Constraint {
        let (mut first, mut end) = (version.clone(), next(version, Part::Last));
        if what == Use::Requirement {
            (first, end) = (first_dev(&first), first_dev(&end));
        }
        if operator == "!=" {
            let below = self.between(None, Some((first, false)));
            let above = self.between(Some((end, true)), None);
            return Constraint::union_of(vec![below, above]);
        }
        Constraint::of(self.between(Some((first, true)), Some((end, false))))
    }
}

/// The parts that must all hold, between commas or blanks.
fn parts(text: &str) -> Result<Vec<&str>, String> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut rest = 0;
    while let Some(at) = text.get(rest..).and_then(|tail| tail.find([',', ' '])) {
        let at = rest + at;
        let tail = text.get(at..).unwrap_or_default();
        let after = tail.trim_start_matches([',', ' ']);
        let end = text.len() - after.len();
        let gap = text.get(at..end).unwrap_or_default();
        if gap.matches(',').count() > 1 {
            return Err(format!("`{text}` has nothing between two commas"));
        }
        let before = text.get(start..at).unwrap_or_default();
        rest = end;
        if !before.is_empty() && !before.ends_with(OPEN) && !after.starts_with('-') {
            found.push(before);
            start = end;
        }
    }
    found.push(text.get(start..).unwrap_or_default());
    Ok(found)
}

fn is_all(text: &str) -> bool {
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    !text.is_empty() && text.split('.').all(|part| matches!(part, "x" | "X" | "*"))
}

fn cut_operator(text: &str) -> (&str, &str) {
    const OPERATORS: [&str; 10] = ["~=", "!=", ">=", "<=", "==", "^", "~", ">", "<", "="];
    let found =
        OPERATORS.iter().find_map(|operator| Some((*operator, text.strip_prefix(operator)?)));
    let (operator, rest) = found.unwrap_or(("", text));
    (operator, rest.trim_start())
}

/// The release before `.*`, which may be there several times.
fn wildcard(text: &str) -> Option<&str> {
    let mut release = text.strip_suffix(".*")?;
    while let Some(shorter) = release.strip_suffix(".*") {
        release = shorter;
    }
    let release = release.strip_prefix('v').unwrap_or(release);
    let plain = release.split('.').all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    plain.then_some(release)
}
