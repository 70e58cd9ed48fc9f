//! Times as texts.

use alloc::string::String;
use alloc::vec::Vec;
use nats_web_core::codec::encode::write_u64;

/// Returns the time that is so many nanoseconds after the beginning of 1970, as RFC 3339 has it, in UTC.
pub(crate) fn rfc3339(nanos: u64) -> String {
    let seconds = nanos / NANOS;
    let (year, month, day) = date(seconds / DAY);
    let second = seconds % DAY;
    let mut out = String::new();
    for (number, width, mark) in [
        (year, 4, '-'),
        (month, 2, '-'),
        (day, 2, 'T'),
        (second / 3_600, 2, ':'),
        (second / 60 % 60, 2, ':'),
        (second % 60, 2, '.'),
        (nanos % NANOS, 9, 'Z'),
    ] {
        let mut digits = Vec::new();
        write_u64(&mut digits, number);
        out.extend(core::iter::repeat_n('0', usize::saturating_sub(width, digits.len())));
        out.extend(digits.into_iter().map(char::from));
        out.push(mark);
    }
    out
}

/// Returns year, month and day of the day that is so many days after the first of 1970. Years are counted from March on, so
/// that a leap day is a year's last one.
fn date(days: u64) -> (u64, u64, u64) {
    let days = days + DAYS_TO_1970;
    let (era, day) = (days / DAYS_OF_400_YEARS, days % DAYS_OF_400_YEARS);
    let leap_days = day / 1_460 + day / 146_096;
    let year = (day - leap_days + day / 36_524) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let is_next = month >= 10;
    (era * 400 + year + u64::from(is_next), if is_next { month - 9 } else { month + 3 }, day)
}

const NANOS: u64 = 1_000_000_000;
/// Seconds.
const DAY: u64 = 86_400;
/// From the first of March of the year 0.
const DAYS_TO_1970: u64 = 719_468;
const DAYS_OF_400_YEARS: u64 = 146_097;

#[cfg(test)]
mod tests {
    use super::{DAY, NANOS, date, rfc3339};

    #[test]
    fn moments_are_said_to_the_nanosecond() {
        for (nanos, text) in [
            (0, "1970-01-01T00:00:00.000000000Z"),
            (951_782_399_999_999_999, "2000-02-28T23:59:59.999999999Z"),
            (951_782_400_000_000_000, "2000-02-29T00:00:00.000000000Z"),
            (1_700_000_000_000_000_001, "2023-11-14T22:13:20.000000001Z"),
            (u64::MAX, "2554-07-21T23:34:33.709551615Z"),
        ] {
            assert_eq!(rfc3339(nanos), text);
        }
    }

    #[test]
    fn every_day_is_the_one_after_the_last() {
        let mut expected = (1970, 1, 1);
        for day in 0..u64::MAX / NANOS / DAY {
            assert_eq!(date(day), expected);
            let (year, month, of_month) = expected;
            let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let most = match month {
                2 => 28 + u64::from(is_leap),
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            expected = match (of_month < most, month < 12) {
                (true, _) => (year, month, of_month + 1),
                (false, true) => (year, month + 1, 1),
                (false, false) => (year + 1, 1, 1),
            };
        }
    }
}
