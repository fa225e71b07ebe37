//! The one time that goes into archives.

/// A moment in whole seconds since 1970-01-01 00:00 UTC: `SOURCE_DATE_EPOCH`, else the fixed
/// default. A value, never the clock.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Epoch(u64);

/// 2020-02-02 00:00:00 UTC: a date that every archive format and every distribution's checks take.
const DEFAULT: u64 = 1_580_601_600;
/// 1980-01-01 and 2107-12-31 23:59:58, the ends of what a zip archive can say.
const DOS: std::ops::RangeInclusive<u64> = 315_532_800..=4_354_819_198;

impl Default for Epoch {
    fn default() -> Self {
        Self(DEFAULT)
    }
}

impl Epoch {
    /// A moment by its seconds.
    #[must_use]
    pub fn from_seconds(seconds: u64) -> Self {
        Self(seconds)
    }

    /// The seconds since 1970.
    #[must_use]
    pub fn seconds(self) -> u64 {
        self.0
    }

    /// The moment as the time and date words of a zip header, in UTC, moved into 1980 to 2107.
    #[must_use]
    pub fn dos(self) -> (u16, u16) {
        let seconds = self.0.clamp(*DOS.start(), *DOS.end()).cast_signed();
        let (year, month, day) = civil(seconds / 86_400);
        let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
        let time = hour << 11 | minute << 5 | (second / 2);
        let date = (year - 1980) << 9 | month << 5 | day;
        (low16(time), low16(date))
    }
}

fn low16(word: i64) -> u16 {
    u16::try_from(word & 0xffff).unwrap_or_default()
}

/// Year, month and day of a day counted from 1970-01-01, by the proleptic Gregorian calendar:
/// years are taken from March, so that the leap day is the last of a year.
#[must_use]
pub fn civil(days: i64) -> (i64, i64, i64) {
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

    #[track_caller]
    fn check(seconds: u64, expect: (u64, u64, u64, u64, u64, u64)) {
        let (time, date) = Epoch::from_seconds(seconds).dos();
        let (time, date) = (u64::from(time), u64::from(date));
        let got = (
            (date >> 9) + 1980,
            date >> 5 & 15,
            date & 31,
            time >> 11,
            time >> 5 & 63,
            (time & 31) * 2,
        );
        assert_eq!(got, expect);
    }

    #[test]
    fn moments_become_dos_words() {
        check(Epoch::default().seconds(), (2020, 2, 2, 0, 0, 0));
        check(1_709_210_096, (2024, 2, 29, 12, 34, 56));
        check(951_868_799, (2000, 2, 29, 23, 59, 58));
    }

    #[test]
    fn moments_out_of_reach_move_to_the_nearest_one() {
        check(0, (1980, 1, 1, 0, 0, 0));
        check(u64::MAX, (2107, 12, 31, 23, 59, 58));
    }
}
