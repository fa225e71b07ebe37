//! Dates and times of the proleptic Gregorian calendar.

use std::fmt;

/// A day. The parts are in order, so that days compare as they follow each other.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Date {
    year: u32,
    month: u32,
    day: u32,
}

/// A day and a time of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Moment {
    date: Date,
    hour: u32,
    minute: u32,
    second: u32,
}

const SECONDS_OF_DAY: i64 = 86_400;

impl Date {
    /// A day, if the calendar has it.
    #[must_use]
    pub fn new(year: u32, month: u32, day: u32) -> Option<Self> {
        let is_leap =
            year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 if is_leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let is_there = (1..=9999).contains(&year) && (1..=days).contains(&day);
        is_there.then_some(Self { year, month, day })
    }

    /// The day of a moment in seconds since 1970-01-01 00:00 UTC.
    #[must_use]
    pub fn of_seconds(seconds: i64) -> Self {
        // Years are taken from March, so that the leap day is the last of a year.
        let shifted = seconds.div_euclid(SECONDS_OF_DAY) + 719_468;
        let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let part = |number: i64| u32::try_from(number).unwrap_or_default();
        Self { year: part(year), month: part(month), day: part(day) }
    }

    /// `date.fromisoformat`, as far as `YYYY-MM-DD` goes.
    #[must_use]
    pub fn from_iso(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let mut part = |digits: usize| {
            let part = parts.next()?;
            let is_number = part.len() == digits && part.bytes().all(|it| it.is_ascii_digit());
            is_number.then(|| part.parse().ok())?
        };
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        parts.next().is_none().then(|| Self::new(year, month, day))?
    }

    /// The year with two digits or four.
    pub(crate) fn year(self, digits: usize) -> String {
        match digits {
            2 => format!("{:02}", self.year % 100),
            _ => format!("{:04}", self.year),
        }
    }

    /// `MM` and `DD`.
    pub(crate) fn month_and_day(self) -> (String, String) {
        (format!("{:02}", self.month), format!("{:02}", self.day))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Moment {
    /// A moment, if there is such a time of the day.
    #[must_use]
    pub fn new(date: Date, hour: u32, minute: u32, second: u32) -> Option<Self> {
        let is_there = hour < 24 && minute < 60 && second < 60;
        is_there.then_some(Self { date, hour, minute, second })
    }

    /// The moment in UTC that lies so many seconds after 1970-01-01 00:00.
    #[must_use]
    pub fn of_seconds(seconds: i64) -> Self {
        let date = Date::of_seconds(seconds);
        let of_day = u32::try_from(seconds.rem_euclid(SECONDS_OF_DAY)).unwrap_or_default();
        Self { date, hour: of_day / 3600, minute: of_day / 60 % 60, second: of_day % 60 }
    }

    /// The seconds since 1970-01-01 00:00, where the moment is in UTC.
    pub(crate) fn seconds(self) -> i64 {
        let Date { year, month, day } = self.date;
        let year = i64::from(year) - i64::from(month <= 2);
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let from_march = i64::from((month + 9) % 12);
        let of_year = (153 * from_march + 2) / 5 + i64::from(day) - 1;
        let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
        let of_day = self.hour * 3600 + self.minute * 60 + self.second;
        days * SECONDS_OF_DAY + i64::from(of_day)
    }

    /// Its day.
    #[must_use]
    pub fn date(self) -> Date {
        self.date
    }

    /// `YYYYMMDD`.
    pub(crate) fn day_digits(self) -> String {
        self.date.to_string().replace('-', "")
    }

    /// `HHMMSS`.
    pub(crate) fn time_digits(self) -> String {
        format!("{:02}{:02}{:02}", self.hour, self.minute, self.second)
    }

    /// Python's `strftime`, as far as numbers go.
    ///
    /// # Errors
    /// The directive that is not known.
    pub(crate) fn strftime(self, format: &str) -> Result<String, String> {
        let (month, day) = self.date.month_and_day();
        let mut text = String::new();
        let mut letters = format.chars();
        while let Some(letter) = letters.next() {
            if letter != '%' {
                text.push(letter);
                continue;
            }
            match letters.next() {
                Some('Y') => text += &self.date.year(4),
                Some('y') => text += &self.date.year(2),
                Some('m') => text += &month,
                Some('d') => text += &day,
                Some('H') => text += &format!("{:02}", self.hour),
                Some('M') => text += &format!("{:02}", self.minute),
                Some('S') => text += &format!("{:02}", self.second),
                Some('%') => text.push('%'),
                other => return Err(other.map_or("%".to_owned(), |it| format!("%{it}"))),
            }
        }
        Ok(text)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { date, hour, minute, second } = self;
        write!(f, "{date} {hour:02}:{minute:02}:{second:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_the_calendar() {
        let check = |seconds: i64, expect: &str| {
            let moment = Moment::of_seconds(seconds);
            assert_eq!((moment.to_string().as_str(), moment.seconds()), (expect, seconds));
        };
        check(0, "1970-01-01 00:00:00");
        check(951_782_399, "2000-02-28 23:59:59");
        check(951_782_400, "2000-02-29 00:00:00");
        check(1_700_000_000, "2023-11-14 22:13:20");
        check(-1, "1969-12-31 23:59:59");
    }

    #[test]
    fn days_that_are_not_in_the_calendar_are_none() {
        assert_eq!(Date::new(2023, 2, 29), None);
        assert_eq!(Date::new(2024, 2, 29), Date::from_iso("2024-02-29"));
        for text in ["2024-13-01", "2024-1-01", "2024-01-01-", "20240101", "2024-01-+1"] {
            assert_eq!(Date::from_iso(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_of_a_moment_are_formatted() {
        let moment = Moment::of_seconds(1_700_000_000);
        assert_eq!(moment.strftime("%y.%m.%d %H%M%S%%").as_deref(), Ok("23.11.14 221320%"));
        assert_eq!(moment.strftime("%A"), Err("%A".to_owned()));
        assert_eq!(moment.day_digits() + &moment.time_digits(), "20231114221320");
    }
}
