use std::collections::BTreeSet;

use jiff::civil::{Date, Time, Weekday};
use jiff::{Span, Timestamp, ToSpan};

use super::Zone;

/// How the days of an accord are counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    /// The zone in which days begin and end.
    pub zone: Zone,
    /// Whether the day from which a time runs is its first day.
    pub first_day_counts: bool,
    /// When a day on which something is due is over; `None` at its end.
    pub cut_off: Option<Time>,
    /// The zone of the cut-off, where it is another than that of the days.
    pub cut_off_zone: Option<Zone>,
    /// Where a month has no such day.
    pub months: MonthRule,
    /// Days of the week on which nobody works.
    pub weekend: Vec<Weekday>,
    /// Other days on which nobody works.
    pub holidays: BTreeSet<Date>,
    /// Where something is due on a day on which nobody works.
    pub due_on_holidays: HolidayRule,
}

/// What becomes of the 31st in a month of thirty days, and of 29 February in a common year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MonthRule {
    /// The last day of the month.
    #[default]
    Last,
    /// The first day of the next month.
    Next,
}

/// What becomes of a day on which nobody works, where something falls due on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HolidayRule {
    /// It stays due on that day.
    #[default]
    Stays,
    /// It is due on the next working day.
    NextWorkingDay,
}

/// A length of time that an accord states: so many years, then months, then days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Length {
    /// Whole years.
    pub years: i16,
    /// Whole months.
    pub months: i16,
    /// Whole days.
    pub days: i32,
    /// Whether the days are working days.
    pub working: bool,
}

/// A day, and the time of that day where it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// The day in the accord's zone.
    pub date: Date,
    /// The time of that day in the accord's zone; `None` where the day alone is known.
    pub time: Option<Time>,
}

impl Length {
    /// So many days.
    #[must_use]
    pub fn days(days: i32) -> Self {
        Self { days, ..Self::default() }
    }

    /// So many working days.
    #[must_use]
    pub fn working_days(days: i32) -> Self {
        Self { days, working: true, ..Self::default() }
    }

    /// So many months.
    #[must_use]
    pub fn months(months: i16) -> Self {
        Self { months, ..Self::default() }
    }

    /// So many years.
    #[must_use]
    pub fn years(years: i16) -> Self {
        Self { years, ..Self::default() }
    }

    /// Whether it is no time at all.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.years == 0 && self.months == 0 && self.days == 0
    }

    /// So many times as long; `None` where that is more than a calendar holds.
    #[must_use]
    pub fn times(self, many: i32) -> Option<Self> {
        Some(Self {
            years: i16::try_from(i32::from(self.years).checked_mul(many)?).ok()?,
            months: i16::try_from(i32::from(self.months).checked_mul(many)?).ok()?,
            days: self.days.checked_mul(many)?,
            working: self.working,
        })
    }
}

impl std::fmt::Display for Length {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut parts = Vec::new();
        let mut part = |count: i32, one: &str| {
            if count != 0 {
                parts.push(format!("{count} {one}{}", if matches!(count, 1 | -1) { "" } else { "s" }));
            }
        };
        part(self.years.into(), "year");
        part(self.months.into(), "month");
        part(self.days, if self.working { "working day" } else { "day" });
        to.write_str(&if parts.is_empty() { "no time".to_owned() } else { parts.join(" ") })
    }
}

impl From<Date> for Moment {
    fn from(date: Date) -> Self {
        Self { date, time: None }
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.time {
            Some(time) => write!(to, "{} {}", self.date, time.strftime("%H:%M")),
            None => write!(to, "{}", self.date),
        }
    }
}

impl Calendar {
    /// Calendar days in `zone`; the day from which a time runs does not count; days end at midnight.
    #[must_use]
    pub fn plain(zone: impl Into<Zone>) -> Self {
        Self {
            zone: zone.into(),
            first_day_counts: false,
            cut_off: None,
            cut_off_zone: None,
            months: MonthRule::Last,
            weekend: vec![Weekday::Saturday, Weekday::Sunday],
            holidays: BTreeSet::new(),
            due_on_holidays: HolidayRule::Stays,
        }
    }

    /// Whether people work on that day.
    #[must_use]
    pub fn is_working(&self, date: Date) -> bool {
        !self.weekend.contains(&date.weekday()) && !self.holidays.contains(&date)
    }

    /// The day so long after `from`, by the month rule and the rule on first days; before it where the length is
    /// negative. `None` beyond the year 9999.
    #[must_use]
    pub fn after(&self, from: Date, by: Length) -> Option<Date> {
        // Where the first day counts, the last of n days is one earlier.
        let counts = self.first_day_counts && (!by.working || self.is_working(from));
        let first = if counts { by.days.signum() } else { 0 };
        self.later(from, Length { days: by.days - first, ..by })
    }

    /// The day so long after another, whether or not first days count: a time that already runs is made longer so, and
    /// what recurs comes back so. `None` beyond the year 9999.
    #[must_use]
    pub fn later(&self, from: Date, by: Length) -> Option<Date> {
        let moved = self.months_after(from, i32::from(by.years) * 12 + i32::from(by.months))?;
        if !by.working {
            return moved.checked_add(Span::new().try_days(by.days).ok()?).ok();
        }
        let mut date = moved;
        let mut left = by.days.unsigned_abs();
        while left > 0 {
            date = if by.days > 0 { date.tomorrow() } else { date.yesterday() }.ok()?;
            left -= u32::from(self.is_working(date));
        }
        Some(date)
    }

    fn months_after(&self, from: Date, months: i32) -> Option<Date> {
        let count = i32::from(from.year()) * 12 + i32::from(from.month()) - 1 + months;
        let year = i16::try_from(count.div_euclid(12)).ok()?;
        let month = i8::try_from(count.rem_euclid(12) + 1).ok()?;
        let first = Date::new(year, month, 1).ok()?;
        let last = first.days_in_month();
        match (from.day() <= last, self.months) {
            (true, _) => Date::new(year, month, from.day()).ok(),
            (false, MonthRule::Last) => Date::new(year, month, last).ok(),
            (false, MonthRule::Next) => first.checked_add(1.month()).ok(),
        }
    }

    /// The day on which what falls on `date` is due.
    #[must_use]
    pub fn due(&self, date: Date) -> Date {
        let mut due = date;
        while self.due_on_holidays == HolidayRule::NextWorkingDay && !self.is_working(due) {
            match due.tomorrow() {
                Ok(next) => due = next,
                Err(_) => return date,
            }
        }
        due
    }

    /// The first instant of a moment: its time, or the beginning of its day. A time that comes twice is the earlier, one
    /// that clocks leave out is as long after the gap's beginning.
    #[must_use]
    pub fn begins(&self, moment: Moment) -> Timestamp {
        self.instant(moment.date, moment.time.unwrap_or(Time::midnight()))
    }

    /// The instant from which on what is due at a moment is late: its time, or the cut-off of its day.
    #[must_use]
    pub fn ends(&self, moment: Moment) -> Timestamp {
        match (moment.time, self.cut_off) {
            (Some(time), _) => self.instant(moment.date, time),
            (None, Some(time)) => self.cut_off_zone.as_ref().unwrap_or(&self.zone).instant(moment.date, time),
            (None, None) => match moment.date.tomorrow() {
                Ok(next) => self.instant(next, Time::midnight()),
                Err(_) => Timestamp::MAX,
            },
        }
    }

    /// The last moment of a day on which something is due: the cut-off where there is one, in the accord's zone.
    #[must_use]
    pub fn deadline(&self, date: Date) -> Moment {
        match self.cut_off {
            Some(_) => self.moment(self.ends(date.into())),
            None => date.into(),
        }
    }

    /// The last instant of a day, to the nanosecond: what is known and due on it is asked at it.
    #[must_use]
    pub fn last_instant(&self, date: Date) -> Timestamp {
        let next = date.tomorrow().map_or(Timestamp::MAX, |next| self.instant(next, Time::midnight()));
        next.checked_sub(1.nanosecond()).unwrap_or(next)
    }

    /// The moment at an instant.
    #[must_use]
    pub fn moment(&self, at: Timestamp) -> Moment {
        let civil = self.zone.civil(at);
        Moment { date: civil.date(), time: Some(civil.time()) }
    }

    /// The day of an instant.
    #[must_use]
    pub fn date(&self, at: Timestamp) -> Date {
        self.zone.civil(at).date()
    }

    fn instant(&self, date: Date, time: Time) -> Timestamp {
        self.zone.instant(date, time)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn new_york() -> Calendar {
        Calendar::plain(jiff::tz::db().get("America/New_York").expect("the zone is bundled"))
    }

    #[test]
    fn date_vectors() {
        let calendar = new_york();
        let after = |from, by| calendar.after(from, by).expect("within the calendar");
        assert_eq!(after(date(2015, 7, 20), Length::days(90)), date(2015, 10, 18));
        assert_eq!(after(date(2015, 10, 18), Length::years(8)), date(2023, 10, 18));
        assert_eq!(after(date(2015, 10, 18), Length::years(10)), date(2025, 10, 18));
        assert_eq!(after(date(2025, 8, 28), Length::days(30)), date(2025, 9, 27));
        assert_eq!(after(date(2024, 2, 29), Length::years(1)), date(2025, 2, 28));
        assert_eq!(after(date(2015, 10, 31), Length::months(1)), date(2015, 11, 30));
        let next = Calendar { months: MonthRule::Next, ..new_york() };
        assert_eq!(next.after(date(2024, 2, 29), Length::years(1)), Some(date(2025, 3, 1)));
        assert_eq!(next.after(date(2015, 10, 31), Length::months(1)), Some(date(2015, 12, 1)));
        assert_eq!(next.after(date(2015, 12, 31), Length::months(2)), Some(date(2016, 3, 1)));
    }

    #[test]
    fn the_first_day_counts_where_it_is_said_to() {
        let counts = Calendar { first_day_counts: true, ..new_york() };
        assert_eq!(counts.after(date(2025, 8, 28), Length::days(30)), Some(date(2025, 9, 26)));
        assert_eq!(counts.after(date(2025, 8, 28), Length::days(1)), Some(date(2025, 8, 28)));
        assert_eq!(counts.after(date(2025, 8, 28), Length::months(1)), Some(date(2025, 9, 28)));
        // What runs already is made longer by the whole length.
        assert_eq!(counts.later(date(2025, 8, 28), Length::days(30)), Some(date(2025, 9, 27)));
    }

    #[test]
    fn lengths_beyond_the_calendar_are_no_day() {
        for by in [
            Length::days(i32::MAX),
            Length::days(i32::MIN),
            Length::working_days(i32::MIN),
            Length::years(9000),
        ] {
            assert_eq!(new_york().after(date(2025, 8, 28), by), None, "{by}");
        }
    }

    #[test]
    fn working_days_leave_out_weekends_and_holidays() {
        let mut calendar = new_york();
        calendar.holidays.insert(date(2025, 4, 21));
        // From a Thursday: Friday 18, Tuesday 22, Wednesday 23.
        assert_eq!(calendar.after(date(2025, 4, 17), Length::working_days(3)), Some(date(2025, 4, 23)));
        assert_eq!(calendar.after(date(2025, 4, 23), Length::working_days(-3)), Some(date(2025, 4, 17)));
        assert_eq!(calendar.due(date(2025, 4, 19)), date(2025, 4, 19));
        calendar.due_on_holidays = HolidayRule::NextWorkingDay;
        assert_eq!(calendar.due(date(2025, 4, 19)), date(2025, 4, 22));
    }

    #[test]
    fn a_cut_off_is_an_instant() {
        let calendar = Calendar { cut_off: Some(jiff::civil::time(20, 0, 0, 0)), ..new_york() };
        let ends = calendar.ends(date(2025, 9, 27).into());
        assert_eq!(ends, "2025-09-28T00:00:00Z".parse().expect("a timestamp"));
        assert_eq!(calendar.begins(date(2025, 9, 27).into()), "2025-09-27T04:00:00Z".parse().expect("one"));
        // The same cut-off, for days of another zone.
        let vienna = jiff::tz::db().get("Europe/Vienna").expect("the zone is bundled");
        let other = Calendar {
            zone: vienna.into(),
            cut_off_zone: Some(new_york().zone),
            cut_off: calendar.cut_off,
            ..new_york()
        };
        assert_eq!(other.ends(date(2025, 9, 27).into()), ends);
        assert_eq!(other.deadline(date(2025, 9, 27)).to_string(), "2025-09-28 02:00");
    }

    proptest! {
        /// Zones name the same instants otherwise.
        #[test]
        fn two_zones_give_the_same_instants(seconds in 1_300_000_000_i64..2_000_000_000) {
            let at = Timestamp::from_second(seconds).expect("within range");
            for zone in ["America/New_York", "Asia/Muscat", "UTC", "Asia/Tehran"] {
                let calendar = Calendar::plain(jiff::tz::db().get(zone).expect("the zone is bundled"));
                let back = calendar.begins(calendar.moment(at));
                // In the hour that comes twice the earlier is meant.
                prop_assert!(back == at || (at.as_second() - back.as_second()) == 3600, "{zone} {at} {back}");
            }
        }

        /// Months and years go forth and back where every month has the day.
        #[test]
        fn months_add_up(year in 1950_i16..2080, month in 1_i8..=12, day in 1_i8..=28, by in -300_i16..300) {
            let calendar = new_york();
            let from = Date::new(year, month, day).expect("a day");
            let there = calendar.after(from, Length::months(by)).expect("within the calendar");
            prop_assert_eq!(calendar.after(there, Length::months(-by)), Some(from));
            prop_assert_eq!(there.day(), day);
        }
    }
}
