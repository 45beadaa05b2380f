//! Moments and lengths as texts: `2015-07-14`, `2015-07-14T20:00`, `90 days`, `8 years 6 months`, `10 working days`.

use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Length, Moment};

/// A text that is no moment or no length.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WordsError {
    /// No day, and no time of one.
    #[error("`{0}` is no day: write YYYY-MM-DD, or YYYY-MM-DDTHH:MM for a time of it in the accord's zone")]
    Moment(String),
    /// No length of time.
    #[error(
        "`{0}` is no length of time: write such as `90 days`, `10 working days`, `8 years`, `1 year 6 months`"
    )]
    Length(String),
}

impl FromStr for Moment {
    type Err = WordsError;

    fn from_str(text: &str) -> Result<Self, WordsError> {
        let no = || WordsError::Moment(text.to_owned());
        if text.len() <= 10 {
            return text.parse::<Date>().map(Self::from).map_err(|_| no());
        }
        // A time is of the accord's zone: an offset would say otherwise.
        let has_offset = text.get(10..).is_none_or(|time| time.contains(['+', '-', 'Z', 'z', '[']));
        if has_offset {
            return Err(no());
        }
        let when: DateTime = text.parse().map_err(|_| no())?;
        Ok(Self { date: when.date(), time: Some(when.time()) })
    }
}

impl FromStr for Length {
    type Err = WordsError;

    fn from_str(text: &str) -> Result<Self, WordsError> {
        let no = || WordsError::Length(text.to_owned());
        let mut length = Self::default();
        let mut words = text.split_whitespace();
        let mut last = 0;
        while let Some(count) = words.next() {
            let count: i32 = count.parse().map_err(|_| no())?;
            let mut unit = words.next().ok_or_else(no)?;
            let working = unit == "working";
            if working {
                unit = words.next().ok_or_else(no)?;
            }
            let small = || i16::try_from(count).map_err(|_| no());
            let rank = match unit {
                "year" | "years" if !working => {
                    length.years = small()?;
                    1
                }
                "month" | "months" if !working => {
                    length.months = small()?;
                    2
                }
                "week" | "weeks" if !working => {
                    length.days = count.checked_mul(7).ok_or_else(no)?;
                    3
                }
                "day" | "days" => {
                    length.days = length.days.checked_add(count).ok_or_else(no)?;
                    length.working = working;
                    4
                }
                _ => return Err(no()),
            };
            // Each unit once, from the greatest to the least; weeks are of calendar days.
            if rank <= last || working && last == 3 {
                return Err(no());
            }
            last = rank;
        }
        if last == 0 { Err(no()) } else { Ok(length) }
    }
}

macro_rules! as_text {
    ($type:ty) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.written())
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

as_text!(Moment);
as_text!(Length);

impl Moment {
    /// As files write it.
    fn written(&self) -> String {
        match self.time {
            Some(time) => self.date.to_datetime(time).to_string(),
            None => self.date.to_string(),
        }
    }
}

impl Length {
    /// As files write it.
    fn written(&self) -> String {
        if self.is_nothing() { "0 days".to_owned() } else { self.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lengths_are_read() {
        let read = |text: &str| text.parse::<Length>().ok();
        assert_eq!(read("90 days"), Some(Length::days(90)));
        assert_eq!(read("10 working days"), Some(Length::working_days(10)));
        assert_eq!(read("1 year 6 months"), Some(Length { years: 1, months: 6, ..Length::default() }));
        assert_eq!(read("2 weeks 1 day"), Some(Length::days(15)));
        assert_eq!(read("-3 months"), Some(Length::months(-3)));
        for wrong in [
            "",
            "90",
            "days",
            "3 fortnights",
            "1 day 1 day",
            "1 month 1 year",
            "2 working months",
            "1 week 2 working days",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn moments_are_read() {
        let read = |text: &str| text.parse::<Moment>().map(|moment| moment.to_string()).ok();
        assert_eq!(read("2015-07-14").as_deref(), Some("2015-07-14"));
        assert_eq!(read("2025-09-27T20:00").as_deref(), Some("2025-09-27 20:00"));
        for wrong in [
            "",
            "14.7.2015",
            "2015-02-30",
            "2015-07-14T25:00",
            "yesterday",
            "2015-07-14T12:00Z",
            "2015-07-14T12:00+02:00",
            "2015-07-14T12:00-05:00",
            "2015-07-14T12:00[Europe/Vienna]",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(years in -50_i16..50, months in -50_i16..50, days in -900_i32..900, working: bool) {
            let length = Length { years, months, days, working: working && days != 0 };
            prop_assert_eq!(length.written().parse::<Length>(), Ok(length));
        }
    }
}
