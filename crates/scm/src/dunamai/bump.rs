//! The version to come.

use super::Version;
use crate::Refusal;

/// Which number of the release goes up.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Bump {
    /// From the left beginning with 0, or from the right beginning with -1.
    pub index: i64,
}

impl Default for Bump {
    fn default() -> Self {
        Self { index: -1 }
    }
}

impl Bump {
    /// The version to come after a tag (`bump(smart=True)`); on the tag it is its own.
    ///
    /// # Errors
    /// When the release has no such number.
    pub fn next(self, version: &Version) -> Result<Version, Refusal> {
        match version.distance {
            0 => Ok(version.clone()),
            _ => Ok(Version { is_next: true, ..self.up(version)? }),
        }
    }

    /// The version that is one higher: the pre-release, where it is one.
    ///
    /// # Errors
    /// As [`Bump::next`].
    pub fn up(self, version: &Version) -> Result<Version, Refusal> {
        let mut bumped = version.clone();
        match (&version.stage, version.revision) {
            (None, _) => bumped.base = bumped_base(&version.base, self.index, 1)?,
            (Some(_), revision) => {
                bumped.revision = Some(revision.unwrap_or(1).saturating_add(1));
            }
        }
        Ok(bumped)
    }
}

/// `bump_version`: a number of the release goes up, and those after it begin anew.
pub(super) fn bumped_base(base: &str, index: i64, increment: i64) -> Result<String, Refusal> {
    let wrong = |why: &str| Refusal::new(format!("the release `{base}` {why}")).option("bump");
    let numbers: Option<Vec<i64>> = base.split('.').map(number).collect();
    let mut numbers = numbers.ok_or_else(|| wrong("is not made of numbers"))?;
    let length = i64::try_from(numbers.len()).unwrap_or(i64::MAX);
    let at = if index < 0 { index.saturating_add(length) } else { index };
    let at = usize::try_from(at).ok().filter(|at| *at < numbers.len());
    let at = at.ok_or_else(|| wrong(&format!("has no number at {index}")))?;
    for (place, number) in numbers.iter_mut().enumerate().skip(at) {
        let raised = number.checked_add(increment).ok_or_else(|| wrong("is too large"))?;
        *number = if place == at { raised } else { 0 };
    }
    Ok(numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join("."))
}

fn number(part: &str) -> Option<i64> {
    part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok())?
}
