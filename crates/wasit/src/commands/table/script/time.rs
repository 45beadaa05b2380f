//! Times as scripts write them.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// When something is done: at a time, or some time after what was done before.
#[derive(Clone, Copy, Debug)]
pub(crate) enum When {
    /// At this time.
    At(Timestamp),
    /// So long after.
    After(Span),
}

/// What a time may look like, for messages.
pub(crate) const TIMES: &str = "write `2025-04-12 10:00` in the zone of the talks, `2025-04-12T06:00:00Z`, or `+20m`, `+3h`, `+2d` after the act before";

impl When {
    /// Reads a time; civil ones are of `zone`.
    pub(crate) fn read(text: &str, zone: &TimeZone) -> Option<Self> {
        let text = text.trim();
        if let Some(after) = text.strip_prefix('+') {
            let span: Span = after.parse().ok()?;
            return (!span.is_negative()).then_some(Self::After(span));
        }
        // What begins like a date is one; jiff would take more.
        if !text.starts_with(|first: char| first.is_ascii_digit()) || !text.contains('-') {
            return None;
        }
        if let Ok(at) = text.parse::<Timestamp>() {
            return Some(Self::At(at));
        }
        let zoned = text.contains(['Z', '[', '+']);
        let civil: DateTime = text.parse().ok().filter(|_| !zoned)?;
        Some(Self::At(civil.to_zoned(zone.clone()).ok()?.timestamp()))
    }

    /// The time, where what was done before was done at `before`; `None` beyond the calendar.
    pub(crate) fn since(self, before: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Self::At(at) => Some(at),
            Self::After(span) => Some(before.to_zoned(zone.clone()).checked_add(span).ok()?.timestamp()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_people_write_them() {
        let zone = TimeZone::get("Asia/Muscat").unwrap();
        let before: Timestamp = "2025-04-12T06:00:00Z".parse().unwrap();
        for (text, expect) in [
            ("2025-04-12 10:30", Some("2025-04-12T06:30:00Z")),
            ("2025-04-12T10:30", Some("2025-04-12T06:30:00Z")),
            ("2025-04-12", Some("2025-04-11T20:00:00Z")),
            ("2025-04-12T10:30:00Z", Some("2025-04-12T10:30:00Z")),
            ("2025-04-12T10:30:00+02:00", Some("2025-04-12T08:30:00Z")),
            ("+20m", Some("2025-04-12T06:20:00Z")),
            ("+1h 30m", Some("2025-04-12T07:30:00Z")),
            ("+1d", Some("2025-04-13T06:00:00Z")),
            ("+-1d", None),
            ("+20", None),
            ("10:30", None),
            ("tomorrow", None),
            ("2025-02-30 10:00", None),
        ] {
            let read = When::read(text, &zone).and_then(|when| when.since(before, &zone));
            assert_eq!(read.map(|at| at.to_string()), expect.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn a_day_is_one_of_the_calendar() {
        let rome = TimeZone::get("Europe/Rome").unwrap();
        let before: Timestamp = "2025-03-29T11:00:00Z".parse().unwrap();
        let after = |text| When::read(text, &rome).unwrap().since(before, &rome).unwrap().to_string();
        assert_eq!(after("+1d"), "2025-03-30T10:00:00Z");
        assert_eq!(after("+24h"), "2025-03-30T11:00:00Z");
    }
}
