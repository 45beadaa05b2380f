use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeZone};
use jiff::civil::Date;
use rrule::{Frequency, RRule, RRuleSet, Tz, Unvalidated};

use crate::terms::{Calendar, Recurrence};

/// How many times a commitment may recur: daily for eighty years.
const TIMES_MAX: u16 = 30_000;

/// The days of one recurrence, kept from one question to the next: a rule costs more to read than its days.
#[derive(Clone, Debug, Default)]
pub(crate) struct Recurring {
    span: Option<(Date, Date)>,
    days: Vec<Date>,
}

impl Recurring {
    /// As [`Recurrence::days`]; none where the rule does not say when.
    pub(crate) fn days(
        &mut self,
        every: &Recurrence,
        calendar: &Calendar,
        from: Date,
        to: Date,
    ) -> impl Iterator<Item = Date> {
        if !self.span.is_some_and(|(first, last)| first == from && to <= last) {
            let ahead = to.checked_add(jiff::Span::new().days(400)).unwrap_or(Date::MAX);
            self.days = every.days(calendar, from, ahead).unwrap_or_default();
            self.span = Some((from, ahead));
        }
        self.days.iter().copied().take_while(move |day| *day <= to)
    }
}

/// A recurrence rule that does not say when.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{rule}` is no recurrence rule: {because}")]
pub struct RecurrenceError {
    rule: String,
    because: String,
}

impl Recurrence {
    /// The days on which it comes, from `from` on (which is the first where it is a length of time) to `to`, itself
    /// included.
    ///
    /// # Errors
    /// A rule that is none of RFC 5545.
    pub fn days(&self, calendar: &Calendar, from: Date, to: Date) -> Result<Vec<Date>, RecurrenceError> {
        match self {
            // Each from the start, so that the 31st comes back after a month of thirty days.
            Self::Every(length) => {
                Ok((0..i32::from(TIMES_MAX))
                    .map_while(|times| {
                        if times == 0 { Some(from) } else { calendar.later(from, length.times(times)?) }
                    })
                    .take_while(|day| *day <= to)
                    .collect())
            }
            Self::Rule(rule) => by_rule(rule, from, to),
        }
    }

    /// Whether it says when.
    ///
    /// # Errors
    /// A rule that is none of RFC 5545.
    pub fn check(&self) -> Result<(), RecurrenceError> {
        let first = jiff::civil::date(2024, 1, 1);
        match self {
            Self::Every(_) => Ok(()),
            Self::Rule(rule) => by_rule(rule, first, first).map(|_| ()),
        }
    }
}

/// Days have no zone: they are worked out in UTC.
fn by_rule(rule: &str, from: Date, to: Date) -> Result<Vec<Date>, RecurrenceError> {
    let wrong = |because: String| RecurrenceError { rule: rule.to_owned(), because };
    let midnight = |date: Date| {
        let day = NaiveDate::from_ymd_opt(
            date.year().into(),
            date.month().unsigned_abs().into(),
            date.day().unsigned_abs().into(),
        )?;
        Tz::UTC.from_local_datetime(&NaiveDateTime::from(day)).single()
    };
    let beyond = || wrong("the day lies beyond the calendar".to_owned());
    let (start, end) = (midnight(from).ok_or_else(beyond)?, midnight(to).ok_or_else(beyond)?);
    let parsed: RRule<Unvalidated> =
        rule.parse().map_err(|error: rrule::RRuleError| wrong(error.to_string()))?;
    if matches!(parsed.get_freq(), Frequency::Hourly | Frequency::Minutely | Frequency::Secondly) {
        return Err(wrong("it comes more often than once a day".to_owned()));
    }
    let set: RRuleSet = parsed.build(start).map_err(|error| wrong(error.to_string()))?;
    let found = set.before(end).all(TIMES_MAX);
    Ok(found
        .dates
        .iter()
        .filter_map(|when| {
            Date::new(
                when.year().try_into().ok()?,
                when.month().try_into().ok()?,
                when.day().try_into().ok()?,
            )
            .ok()
        })
        .filter(|day| *day <= to)
        .collect())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::terms::Length;

    fn days(recurrence: Recurrence, from: Date, to: Date) -> Vec<String> {
        let calendar = Calendar::plain(jiff::tz::TimeZone::UTC);
        recurrence.days(&calendar, from, to).expect("a rule").iter().map(Date::to_string).collect()
    }

    #[test]
    fn months_come_back_to_their_day() {
        let every = Recurrence::Every(Length::months(1));
        assert_eq!(
            days(every, date(2015, 10, 31), date(2016, 1, 1)),
            ["2015-10-31", "2015-11-30", "2015-12-31"]
        );
    }

    #[test]
    fn rules_of_the_calendar_standard() {
        let last_friday = Recurrence::Rule("FREQ=MONTHLY;BYDAY=-1FR".to_owned());
        assert_eq!(
            days(last_friday, date(2025, 1, 1), date(2025, 3, 31)),
            ["2025-01-31", "2025-02-28", "2025-03-28"]
        );
        let count = Recurrence::Rule("FREQ=YEARLY;COUNT=2".to_owned());
        assert_eq!(days(count, date(2025, 1, 16), date(2030, 1, 1)), ["2025-01-16", "2026-01-16"]);
        for wrong in ["FREQ=SOMETIMES", "FREQ=HOURLY", "FREQ=MINUTELY;COUNT=3"] {
            assert!(Recurrence::Rule(wrong.to_owned()).check().is_err(), "{wrong}");
        }
    }
}
