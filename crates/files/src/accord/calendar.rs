//! How days are counted, and which units convert.

use std::collections::BTreeSet;

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use wasit_accord::{Calendar, HolidayRule, MonthRule, Units, UnitsError};

use crate::accord::words::{decimal, one_of, truth_of, word_of};
use crate::collector::Collector;
use crate::fields::{self, Fields};
use crate::tree::{Content, Entry, Key, Node};

const KEYS: [&str; 8] = [
    "zone",
    "first_day_counts",
    "cut_off",
    "cut_off_zone",
    "months",
    "weekend",
    "holidays",
    "due_on_holidays",
];

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// Reads `calendar`; without it days are those of UTC.
pub(super) fn read(fields: &Fields<'_>, collector: &mut Collector) -> Option<Calendar> {
    if fields.get("calendar").is_none() {
        return Some(Calendar::plain(TimeZone::UTC));
    }
    let node = fields.value("calendar", collector)?;
    let fields = Fields::read(node, "`calendar`", &KEYS, Some("x-"), collector)?;
    // All are read before any is asked for, so that all slips are told.
    let zone = zone(&fields, "zone", collector);
    let cut_off_zone = self::zone(&fields, "cut_off_zone", collector);
    let cut_off = match fields.value("cut_off", collector) {
        Some(node) => time(node, collector).map(Some),
        None => Some(None),
    };
    let months = [("last", MonthRule::Last), ("next", MonthRule::Next)];
    let months = word_of(&fields, "months", &months, MonthRule::Last, collector);
    let weekend = fields.value("weekend", collector).map(|node| weekend(node, collector));
    let holidays = fields.value("holidays", collector).map(|node| holidays(node, collector));
    let due = [("stays", HolidayRule::Stays), ("next_working_day", HolidayRule::NextWorkingDay)];
    let due_on_holidays = word_of(&fields, "due_on_holidays", &due, HolidayRule::Stays, collector);
    let first_day_counts = truth_of(&fields, "first_day_counts", false, collector);
    let plain = Calendar::plain(zone?.unwrap_or(TimeZone::UTC));
    Some(Calendar {
        first_day_counts: first_day_counts?,
        cut_off: cut_off?,
        cut_off_zone: cut_off_zone?.map(Into::into),
        months: months?,
        weekend: weekend.unwrap_or_else(|| Some(plain.weekend.clone()))?,
        holidays: holidays.unwrap_or_else(|| Some(BTreeSet::new()))?,
        due_on_holidays: due_on_holidays?,
        ..plain
    })
}

fn weekend(node: &Node, collector: &mut Collector) -> Option<Vec<Weekday>> {
    let items = fields::list(node, "`weekend`", true, collector)?;
    let days: Vec<Weekday> =
        items.iter().filter_map(|day| one_of(day, "weekend", &WEEKDAYS, collector)).collect();
    (days.len() == items.len()).then_some(days)
}

fn holidays(node: &Node, collector: &mut Collector) -> Option<BTreeSet<Date>> {
    let items = fields::list(node, "`holidays`", true, collector)?;
    let days: Vec<Date> = items.iter().filter_map(|day| fields::date(day, "a holiday", collector)).collect();
    (days.len() == items.len()).then(|| days.into_iter().collect())
}

fn zone(fields: &Fields<'_>, key: &str, collector: &mut Collector) -> Option<Option<TimeZone>> {
    if fields.get(key).is_none() {
        return Some(None);
    }
    let node = fields.value(key, collector)?;
    let name = fields::text(node, &format!("`{key}`"), collector)?;
    if let Ok(zone) = jiff::tz::db().get(name.trim()) {
        return Some(Some(zone));
    }
    collector
        .wrong(node.span, format!("there is no time zone `{}`", fields::cut(name)))
        .help("write its name in the IANA database, such as `Europe/Vienna`, `America/New_York` or `UTC`");
    None
}

fn time(node: &Node, collector: &mut Collector) -> Option<Time> {
    let text = fields::text(node, "`cut_off`", collector)?;
    let time = Time::strptime("%H:%M", text.trim()).ok();
    if time.is_none() {
        collector
            .wrong(node.span, format!("`{}` is no time of a day", fields::cut(text)))
            .help("write hours and minutes, such as `\"20:00\"`");
    }
    time
}

/// Reads `units`: `t: 1000 kg`.
pub(super) fn units(fields: &Fields<'_>, collector: &mut Collector) -> Option<Units> {
    let mut units = Units::default();
    if fields.get("units").is_none() {
        return Some(units);
    }
    let node = fields.value("units", collector)?;
    let mut right = true;
    for Entry { key, value } in fields::mapping(node, "`units`", collector)? {
        right &= declare(key, value, &mut units, collector).is_some();
    }
    right.then_some(units)
}

fn declare(key: &Key, value: &Node, units: &mut Units, collector: &mut Collector) -> Option<()> {
    let text = fields::text(value, "how much a unit is", collector)?;
    let Some((many, of)) = text.trim().split_once(char::is_whitespace) else {
        collector
            .wrong(value.span, format!("`{}` does not say how many of which unit", fields::cut(text)))
            .help("such as `t: 1000 kg`: one t is 1000 kg");
        return None;
    };
    let number = Node {
        span: value.span,
        content: std::rc::Rc::new(Content::Scalar { text: many.to_owned(), plain: true }),
    };
    let many = decimal(&number, &key.text, collector)?;
    if let Err(error) = units.declare(&key.text, many, of.trim()) {
        let help = match error {
            UnitsError::NotPositive(_) => "such as `t: 1000 kg`: one t is 1000 kg",
            _ => "declare each unit once, in one that does not lead back to it",
        };
        collector.wrong(key.span, error.to_string()).help(help);
        return None;
    }
    Some(())
}
