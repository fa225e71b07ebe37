//! Moments, as certificates tell them.

use std::fmt;

use crate::der::{NotDer, Reader, tag, value};

/// A moment in whole seconds since 1970-01-01 00:00 UTC. A value, never the clock.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Moment(i64);

const DAY: i64 = 86_400;
/// 1950-01-01 and 2050-01-01: between them a moment is written with two digits of its year (RFC 5280
/// §4.1.2.5).
const SHORT_YEARS: std::ops::Range<i64> = -631_152_000..2_524_608_000;
/// 0000-01-01 and 9999-12-31 23:59:59, the ends of what can be written.
const WRITABLE: std::ops::RangeInclusive<i64> = -62_167_219_200..=253_402_300_799;

impl Moment {
    /// A moment by its seconds, moved into the years 0 to 9999.
    #[must_use]
    pub fn from_seconds(seconds: i64) -> Self {
        Self(seconds.clamp(*WRITABLE.start(), *WRITABLE.end()))
    }

    /// The seconds since 1970.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// The moment so many days later.
    #[must_use]
    pub fn plus_days(self, days: u32) -> Self {
        Self::from_seconds(self.0 + i64::from(days) * DAY)
    }

    /// A Time (RFC 5280 §4.1.2.5): UTCTime or GeneralizedTime with seconds and in UTC.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, NotDer> {
        let node = reader.next()?;
        let broken = NotDer("a time is not written as it must be");
        let digits = node.content.strip_suffix(b"Z").ok_or(broken)?;
        let (year, rest) = match (node.tag, digits.len()) {
            (tag::UTC_TIME, 12) => {
                let (year, rest) = digits.split_at(2);
                let year = number(year).ok_or(broken)?;
                (if year < 50 { 2000 + year } else { 1900 + year }, rest)
            }
            (tag::GENERALIZED_TIME, 14) => {
                let (year, rest) = digits.split_at(4);
                (number(year).ok_or(broken)?, rest)
            }
            _ => return Err(broken),
        };
        let mut parts = rest.chunks(2).map(number);
        let mut part = |most: i64| parts.next().flatten().filter(|part| *part <= most);
        let mut read = || Some((part(12)?, part(31)?, part(23)?, part(59)?, part(59)?));
        let (month, day, hour, minute, second) = read().ok_or(broken)?;
        let days = days_of(year, month, day).ok_or(broken)?;
        Ok(Self(days * DAY + hour * 3600 + minute * 60 + second))
    }

    /// The moment as a Time.
    pub(crate) fn write(self) -> Vec<u8> {
        let (year, month, day) = civil(self.0.div_euclid(DAY));
        let second = self.0.rem_euclid(DAY);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        let rest = format!("{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
        if SHORT_YEARS.contains(&self.0) {
            value(tag::UTC_TIME, format!("{:02}{rest}", year % 100).as_bytes())
        } else {
            value(tag::GENERALIZED_TIME, format!("{year:04}{rest}").as_bytes())
        }
    }
}

/// The date and the time of day in UTC.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = civil(self.0.div_euclid(DAY));
        let second = self.0.rem_euclid(DAY);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC")
    }
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |number, digit| {
        digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0'))
    })
}

/// The day of a date, counted from 1970-01-01; `None` where there is no such date.
fn days_of(year: i64, month: i64, day: i64) -> Option<i64> {
    let from_march = (month + 9) % 12;
    let year_from_march = year - i64::from(month <= 2);
    let era = year_from_march.div_euclid(400);
    let year_of_era = year_from_march.rem_euclid(400);
    let day_of_year = (153 * from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = era * 146_097 + day_of_era - 719_468;
    (civil(days) == (year, month, day)).then_some(days)
}

/// Year, month and day of a day, by the proleptic Gregorian calendar: years are taken from March, so
/// that the leap day is the last of a year.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for seconds in [0, -1, 951_782_400, 2_524_607_999, 2_524_608_000, 253_402_300_799, -1 << 30]
        {
            let moment = Moment::from_seconds(seconds);
            assert_eq!(Moment::read(&mut Reader(&moment.write())), Ok(moment));
        }
        assert_eq!(Moment::from_seconds(951_782_400).to_string(), "2000-02-29 00:00:00 UTC");
    }

    #[test]
    fn no_other_form_of_time_is_taken() {
        let refused = |tag: u8, text: &str| {
            Moment::read(&mut Reader(&value(tag, text.as_bytes()))).unwrap_err();
        };
        refused(tag::UTC_TIME, "2601010000Z");
        refused(tag::UTC_TIME, "260101000000+0100");
        refused(tag::UTC_TIME, "260230000000Z");
        refused(tag::UTC_TIME, "260001000000Z");
        refused(tag::UTC_TIME, "26010100000xZ");
        refused(tag::GENERALIZED_TIME, "20260101000000.5Z");
        refused(tag::GENERALIZED_TIME, "20260101240000Z");
        refused(tag::OCTET_STRING, "20260101000000Z");
    }
}
