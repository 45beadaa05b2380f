use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// The years whose midnights are kept once they were asked for; others are worked out each time.
const YEARS: std::ops::Range<i16> = 1900..2200;
const DAY: i64 = 86_400;

/// A time zone that remembers when days begin in it: a fold asks for the same days again and again.
#[derive(Clone)]
pub struct Zone {
    zone: TimeZone,
    /// By year: when its days begin, and the first of the next year's, in seconds since 1970.
    midnights: Arc<[OnceLock<Box<[i64]>>]>,
}

impl From<TimeZone> for Zone {
    fn from(zone: TimeZone) -> Self {
        Self { zone, midnights: YEARS.map(|_| OnceLock::new()).collect() }
    }
}

impl Deref for Zone {
    type Target = TimeZone;

    fn deref(&self) -> &TimeZone {
        &self.zone
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.zone.fmt(to)
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.zone == other.zone
    }
}

impl Zone {
    /// The instant of a civil time; where it comes twice the first, where it is left out so much later.
    pub(crate) fn instant(&self, date: Date, time: Time) -> Timestamp {
        let Some([begins, ends]) = self.day(date) else { return self.worked_out(date, time) };
        let into = time.duration_since(Time::midnight());
        if ends - begins != DAY && !into.is_zero() {
            return self.worked_out(date, time);
        }
        // Within a day of 24 hours civil time runs evenly.
        let into_nanos = into.subsec_nanos();
        Timestamp::new(begins + into.as_secs(), into_nanos).unwrap_or(Timestamp::MAX)
    }

    /// The civil time of an instant.
    pub(crate) fn civil(&self, at: Timestamp) -> DateTime {
        self.kept_civil(at).unwrap_or_else(|| self.zone.to_datetime(at))
    }

    fn kept_civil(&self, at: Timestamp) -> Option<DateTime> {
        let seconds = at.as_second() - i64::from(at.subsec_nanosecond() < 0);
        let guess =
            jiff::civil::date(1970, 1, 1).checked_add(Span::new().days(seconds.div_euclid(DAY))).ok()?;
        for date in [guess, guess.tomorrow().ok()?, guess.yesterday().ok()?] {
            let [begins, ends] = self.day(date)?;
            if (begins..ends).contains(&seconds) && ends - begins == DAY {
                let nanos = at.as_nanosecond() - i128::from(begins) * 1_000_000_000;
                let time = Time::midnight().checked_add(Span::new().nanoseconds(i64::try_from(nanos).ok()?));
                return Some(date.to_datetime(time.ok()?));
            }
        }
        None
    }

    /// When a day begins and ends.
    fn day(&self, date: Date) -> Option<[i64; 2]> {
        let year = self.midnights.get(usize::try_from(date.year() - YEARS.start).ok()?)?;
        let midnights = year.get_or_init(|| self.midnights_of(date.year()));
        let day = usize::try_from(date.day_of_year()).ok()?;
        Some([*midnights.get(day - 1)?, *midnights.get(day)?])
    }

    fn midnights_of(&self, year: i16) -> Box<[i64]> {
        let first = jiff::civil::date(year, 1, 1);
        (0..=i64::from(first.days_in_year()))
            .map(|day| {
                let date = first.saturating_add(Span::new().days(day));
                self.worked_out(date, Time::midnight()).as_second()
            })
            .collect()
    }

    fn worked_out(&self, date: Date, time: Time) -> Timestamp {
        // The first day and the last of the calendar may lie beyond it in UTC.
        let beyond = if date.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
        self.zone.to_ambiguous_timestamp(date.to_datetime(time)).compatible().unwrap_or(beyond)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Zones with summer time on both halves of the globe, by half an hour, at midnight, twice a year around Ramadan; one that left
    /// out a day, and one that never changes.
    const ZONES: [&str; 9] = [
        "Europe/Vienna",
        "America/New_York",
        "Australia/Lord_Howe",
        "America/Sao_Paulo",
        "Asia/Beirut",
        "Africa/Casablanca",
        "Pacific/Apia",
        "Asia/Tehran",
        "UTC",
    ];

    fn zone(name: &str) -> Zone {
        jiff::tz::db().get(name).expect("the zone is bundled").into()
    }

    #[test]
    fn every_hour_of_some_years_is_as_worked_out() {
        for name in ZONES {
            let zone = zone(name);
            for year in [1948, 2011, 2018, 2024, 2037] {
                let first = jiff::civil::date(year, 1, 1);
                for day in 0..i64::from(first.days_in_year()) {
                    let date = first.saturating_add(Span::new().days(day));
                    for hour in [0, 1, 2, 3, 12, 23] {
                        let time = jiff::civil::time(hour, 30 * (hour % 2), 0, 0);
                        let at = zone.worked_out(date, time);
                        assert_eq!(zone.instant(date, time), at, "{name} {date} {time}");
                        assert_eq!(zone.civil(at), zone.to_datetime(at), "{name} {at}");
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn instants_come_back(name in proptest::sample::select(&ZONES[..]), seconds in -4_000_000_000_i64..8_000_000_000, nanos in 0_i32..1_000_000_000) {
            let zone = zone(name);
            let at = Timestamp::new(seconds, nanos).expect("within the calendar");
            prop_assert_eq!(zone.civil(at), zone.to_datetime(at));
            let civil = zone.civil(at);
            prop_assert_eq!(zone.instant(civil.date(), civil.time()), zone.worked_out(civil.date(), civil.time()));
        }
    }
}
