//! Times as texts.

/// A time in nanoseconds since 1970 as a server says it.
pub(super) fn text_of(time: u64) -> String {
    let (year, month, day) = days().nth((time / DAY).saturating_sub(FIRST) as usize).unwrap_or_default();
    let second = time % DAY / NANOS;
    let (hours, minutes) = (second / 3_600, second / 60 % 60);
    let fraction = format!(".{:09}", time % NANOS);
    let fraction = fraction.trim_end_matches('0').trim_end_matches('.');
    format!("{year}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{:02}{fraction}Z", second % 60)
}

/// The time that a client says, in nanoseconds since 1970.
pub(super) fn time_of(text: &str) -> u64 {
    let numbers: Vec<u64> = text.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    let [year, month, day, hours, minutes, seconds, ref rest @ ..] = numbers[..] else { return 0 };
    let fraction = text.split_once('.').map_or("", |(_, fraction)| fraction.trim_end_matches('Z'));
    let nanos = rest.first().map_or(0, |number| number * 10_u64.pow(9 - fraction.len().min(9) as u32));
    let day = days().take(MOST_DAYS).position(|date| date == (year, month, day)).unwrap_or(0) as u64;
    (FIRST + day) * DAY + (hours * 3_600 + minutes * 60 + seconds) * NANOS + nanos
}

/// The days from the first one of all runs on.
fn days() -> impl Iterator<Item = (u64, u64, u64)> {
    std::iter::successors(Some((2023, 11, 14)), |&(year, month, day)| {
        let most = match month {
            2 => 28 + u64::from(year % 4 == 0),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        Some(match (day < most, month < 12) {
            (true, _) => (year, month, day + 1),
            (false, true) => (year, month + 1, 1),
            (false, false) => (year + 1, 1, 1),
        })
    })
}

const NANOS: u64 = 1_000_000_000;
const DAY: u64 = 86_400 * NANOS;
/// The first day of all runs, from that of 1970 on.
const FIRST: u64 = 19_675;
/// The longest run.
const MOST_DAYS: usize = 36_500;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_the_time_that_it_was_made_of() {
        assert_eq!(text_of(1_700_000_000_000_000_000), "2023-11-14T22:13:20Z");
        assert_eq!(text_of(1_709_210_096_050_000_000), "2024-02-29T12:34:56.05Z");
        for time in [1_700_000_000_000_000_001, 1_709_210_096_050_000_000, 1_735_689_599_999_999_999] {
            assert_eq!(time_of(&text_of(time)), time);
        }
    }
}
