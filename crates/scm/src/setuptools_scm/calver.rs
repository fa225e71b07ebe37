//! The scheme `calver-by-date`: versions that are dates.

use super::options::Options;
use super::release::Release;
use super::scm_version::ScmVersion;
use super::tag::{self, TagVersion};
use crate::Refusal;
use crate::calendar::Date;

/// What the scheme makes of a version.
pub(super) enum Guess {
    /// All of it.
    Whole(String),
    /// What a `.devN` comes after.
    Base(String),
}

/// A version that is a date, taken apart.
struct DateVersion<'a> {
    prefix: &'a str,
    /// How many digits the year has.
    year_digits: usize,
    date: [&'a str; 3],
    patch: Option<&'a str>,
}

pub(super) fn guess(version: &ScmVersion, options: &Options) -> Result<Guess, Refusal> {
    if version.is_exact() {
        return Ok(Guess::Whole(version.tag.text.clone()));
    }
    if let Some(branch) = version.branch.as_ref().filter(|it| it.starts_with("release-")) {
        let last = branch.rsplit('-').next().unwrap_or_default();
        let named = tag::parts(last, options)?.map(|parts| parts.version);
        if let Some(named) = named.filter(|named| DateVersion::of(named, options.release).is_some())
        {
            return Ok(Guess::Whole(named));
        }
    }
    let head = version.node_date.unwrap_or_else(|| version.time.date());
    let (patch, prefix, year_digits) = match DateVersion::of(&version.tag.text, options.release) {
        Some(dated) => {
            let patch = match dated.day()? == head {
                true => dated.next_patch()?,
                false => 0,
            };
            (patch, dated.prefix, dated.year_digits)
        }
        None => {
            check_today(version, head, options.release)?;
            (0, "", 2)
        }
    };
    let (month, day) = head.month_and_day();
    let text = format!("{prefix}{}.{month}.{day}.{patch}", head.year(year_digits));
    let next = TagVersion::new(&text, options.normalize);
    let next = next.ok_or_else(|| Refusal::new(format!("`{text}` is no version")))?;
    Ok(Guess::Base(next.text))
}

/// Before 9.0 a tag that is no date counts as one of today, which 7.1 asks the clock for.
fn check_today(version: &ScmVersion, head: Date, release: Release) -> Result<(), Refusal> {
    let is_known = release >= Release::V8_0 && head != version.time.date();
    if release >= Release::V9 || is_known {
        return Ok(());
    }
    let words =
        format!("the tag `{}` is no date, and the version depends on the day", version.tag.text);
    Err(Refusal::new(words).option("version_scheme"))
}

impl<'a> DateVersion<'a> {
    /// As a release reads it: 7.1 allows for no letter before the year.
    fn of(text: &'a str, release: Release) -> Option<Self> {
        Self::read(text).filter(|it| release > Release::V7 || it.prefix.is_empty())
    }

    /// `[v]YY.M.D[.PATCH]`, or the same with four digits of the year.
    fn read(text: &'a str) -> Option<Self> {
        // The pattern ends with a dollar sign, which allows for a line feed.
        let text = text.strip_suffix('\n').unwrap_or(text);
        let numbers = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let prefix = text.get(..text.len() - numbers.len())?;
        let parts: Vec<&str> = numbers.split('.').collect();
        let (date, patch) = match parts[..] {
            [year, month, day] => ([year, month, day], None),
            [year, month, day, patch] => ([year, month, day], Some(patch)),
            _ => return None,
        };
        let is_number = |part: &str| part.bytes().all(|it| it.is_ascii_digit());
        let [year, month, day] = date;
        let fits = matches!(year.len(), 2 | 4)
            && matches!(month.len(), 1 | 2)
            && matches!(day.len(), 1 | 2)
            && parts.iter().all(|part| is_number(part));
        fits.then_some(Self { prefix, year_digits: year.len(), date, patch })
    }

    /// Its day. Years of two digits are those around 2000, as `strptime` has it.
    fn day(&self) -> Result<Date, Refusal> {
        let [year, month, day] = self.date.map(str::parse::<u32>);
        let century = |year: u32| match (self.year_digits, year) {
            (2, 69..) => year + 1900,
            (2, _) => year + 2000,
            _ => year,
        };
        let day = match (year, month, day) {
            (Ok(year), Ok(month), Ok(day)) => Date::new(century(year), month, day),
            _ => None,
        };
        day.ok_or_else(|| {
            let words = format!("the tag `{}` is no day of the calendar", self.date.join("."));
            Refusal::new(words).option("version_scheme")
        })
    }

    fn next_patch(&self) -> Result<u64, Refusal> {
        let patch = self.patch.filter(|patch| !patch.is_empty()).unwrap_or("0");
        let next = patch.parse::<u64>().ok().and_then(|patch| patch.checked_add(1));
        next.ok_or_else(|| Refusal::new(format!("`{patch}` is too large to be counted up")))
    }
}
