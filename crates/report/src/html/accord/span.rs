use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use wasit_accord::{Calendar, Moment};

use crate::accord::AccordReport;

/// A moment in milliseconds, its civil time taken for UTC: pictures show the accord's days wherever they are looked at.
pub(super) fn of_moment(moment: Moment) -> f64 {
    of_civil(moment.date.to_datetime(moment.time.unwrap_or(Time::midnight())))
}

/// An instant in milliseconds, as the accord's calendar has it.
pub(super) fn of_instant(calendar: &Calendar, at: Timestamp) -> f64 {
    of_civil(calendar.zone.to_datetime(at))
}

fn of_civil(civil: DateTime) -> f64 {
    civil.to_zoned(TimeZone::UTC).map_or(0.0, |zoned| zoned.timestamp().as_millisecond() as f64)
}

const DAY: f64 = 86_400_000.0;

/// From when to when pictures of a report reach: all that has happened, and a part of what will.
pub(super) fn range(report: &AccordReport<'_>) -> [f64; 2] {
    let calendar = report.accord.calendar();
    let on = of_instant(calendar, report.status.on);
    let starts = report.status.commitments.iter().filter_map(|one| one.from.map(of_moment));
    let days = report.status.milestones.iter().filter_map(|one| one.day.map(of_moment));
    let first = starts.chain(days).fold(on, f64::min);
    let ends = report.status.commitments.iter().filter_map(|one| one.until.map(of_moment));
    let last = ends.fold(on, f64::max);
    // What is far off would push together what has happened.
    let ahead = (0.35 * (on - first)).max(60.0 * DAY);
    let end = last.min(on + ahead).max(on + 0.04 * ahead);
    let room = 0.015 * (end - first);
    [first - room, end + room]
}
