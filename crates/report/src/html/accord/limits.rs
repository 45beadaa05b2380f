//! What was observed, beside limits and their steps.

use std::collections::{BTreeMap, HashSet};

use jiff::civil::{Date, Weekday};
use jiff::{Span as Length, Timestamp};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use wasit_accord::{Body, Declaration, Entry, Measure, Operator, Per, Quantity, Reason};
use wasit_charts::{ReadingPoint, Readings};

use super::super::embed::{Figure, thinned};
use super::super::sections::{self, Part, Section};
use super::super::table::{Cell, Table, number, text};
use super::span::{of_instant, of_moment, range};
use super::timeline::kind_of;
use super::until;
use crate::accord::{AccordReport, Words};
use crate::words::list;

/// Pictures; more of them are no glance.
const PICTURES: usize = 40;
/// Marks of a picture.
const POINTS: usize = 400;
/// Rows of a picture's table, the latest.
const ROWS: usize = 200;

pub(super) fn section(report: &AccordReport<'_>, words: &Words<'_>) -> Section {
    let mut section = Section::new("limits", "What was seen, beside the limits", "Limits");
    let commitments = &report.accord.terms().commitments;
    let seen = Seen::of(report);
    let (mut figures, mut unseen) = (Vec::new(), Vec::new());
    for (at, commitment) in commitments.iter().enumerate() {
        let Some(measure) = commitment.measure.as_ref().filter(|_| commitment.is_continuing()) else {
            continue;
        };
        if measure.quantity == Quantity::Presence || report.status.commitments[at].from.is_none() {
            continue;
        }
        if !seen.by_commitment.contains_key(&at) {
            unseen.push(words.commitment(at).to_owned());
        } else if figures.len() < PICTURES {
            figures.push(figure(report, words, at, measure, &seen));
        }
    }
    if !figures.is_empty() {
        section.parts.push(Part::Small(figures));
        section.said(vec![
            "The strong line is the limit, a dotted one what the tolerance adds. Shaded times are those in which it was not kept; the colours are those above."
                .to_owned(),
        ]);
    }
    if !unseen.is_empty() {
        section.said(vec![format!("Nothing was observed yet of {}.", list(&unseen))]);
    }
    section
}

/// The observations that count: known, of the time, and not withdrawn.
struct Seen<'a> {
    by_commitment: BTreeMap<usize, Vec<&'a Entry>>,
}

impl<'a> Seen<'a> {
    fn of(report: &AccordReport<'a>) -> Self {
        let known = report.status.as_known_on;
        let calendar = report.accord.calendar();
        let entries = || report.entries.iter().filter(|entry| entry.known <= known);
        let withdrawn: HashSet<&str> = entries()
            .filter_map(|entry| match entry.declaration()? {
                Declaration::Withdraws { entry } => Some(&**entry),
                _ => None,
            })
            .collect();
        let mut by_commitment: BTreeMap<usize, Vec<&Entry>> = BTreeMap::new();
        for entry in entries().filter(|entry| !withdrawn.contains(&*entry.id)) {
            let Body::Observed(observation) = &entry.body else { continue };
            if calendar.begins(entry.at) > report.status.on {
                continue;
            }
            if let Some(at) = report.accord.commitment(&observation.commitment) {
                by_commitment.entry(at).or_default().push(entry);
            }
        }
        for entries in by_commitment.values_mut() {
            entries.sort_by_key(|entry| (calendar.begins(entry.at), entry.known));
        }
        Self { by_commitment }
    }
}

/// One mark, with what its row in the table says.
struct Mark {
    point: ReadingPoint,
    row: (String, Vec<Cell>),
}

fn figure(
    report: &AccordReport<'_>,
    words: &Words<'_>,
    at: usize,
    measure: &Measure,
    seen: &Seen<'_>,
) -> Figure {
    let one = &report.status.commitments[at];
    let calendar = report.accord.calendar();
    let shown = range(report);
    let limits = limits(report, at);
    let entries = seen.by_commitment.get(&at).map_or(&[][..], Vec::as_slice);
    let marks = match measure.quantity {
        Quantity::Flow(per) => flows(report, words, at, measure, per, entries, &limits),
        _ => readings(report, words, at, measure, entries, &limits),
    };
    let count = marks.len();
    let rows = count.min(ROWS);
    let mut table = Table::new(
        format!("{}: what was seen", words.commitment(at)),
        vec![text("When"), number("Seen"), number("Limit"), text("Known on"), text("Entry")],
    );
    for mark in &marks[count - rows..] {
        let (head, cells) = &mark.row;
        let cells = cells
            .iter()
            .map(|cell| match cell {
                Cell::Number(number) => Cell::Number(number.clone()),
                Cell::Text(text) => Cell::Text(text.clone()),
                Cell::Bar(_) => Cell::Text(String::new()),
            })
            .collect();
        table.push(head.clone(), cells);
    }
    if count > rows {
        table.foot = Some(format!("The latest {rows} of {count}."));
    }
    let excesses = one.breaches.iter().map(|breach| {
        let last = breach.until.unwrap_or(report.status.on);
        (
            of_instant(calendar, breach.from),
            of_instant(calendar, until(last, report.status.on)),
            kind_of(breach),
        )
    });
    let unit = match measure.unit.as_str() {
        "" | "1" => measure.what.clone(),
        unit => format!("{} ({unit})", measure.what),
    };
    let tolerance = match measure.operator {
        Operator::AtLeast => -measure.tolerance,
        _ => measure.tolerance,
    };
    let picture = Readings {
        description: format!("{} over time, beside its limit.", words.commitment(at)),
        unit,
        range: shown,
        today: of_instant(calendar, report.status.on),
        stays: !matches!(measure.quantity, Quantity::Flow(_)),
        limits: limits
            .iter()
            .map(|(from, value)| (from.map_or(shown[0], |from| of_instant(calendar, from)), plain(*value)))
            .collect(),
        tolerance: plain(tolerance),
        points: thinned(marks.into_iter().map(|mark| mark.point).collect(), POINTS),
        excesses: excesses.collect(),
    };
    let specification = picture.specification();
    let name = &report.accord.terms().commitments[at].name;
    sections::figure(
        format!("limit-{at}-{name}"),
        words.commitment(at),
        &picture.description,
        &specification,
        &[],
        table,
    )
}

/// The limit from its days on, as far as they are known.
fn limits(report: &AccordReport<'_>, at: usize) -> Vec<(Option<Timestamp>, Decimal)> {
    let calendar = report.accord.calendar();
    let start = report.status.commitments[at].from.map(|from| calendar.begins(from));
    let mut limits: Vec<(Option<Timestamp>, Decimal)> = report.reasons[at]
        .iter()
        .filter_map(|reason| match reason {
            Reason::Limit { value, from: None } => Some((start, *value)),
            Reason::Limit { value, from: Some(day) } => Some((Some(calendar.begins(day.day?)), *value)),
            _ => None,
        })
        .collect();
    limits.sort_by_key(|(from, _)| *from);
    limits
}

fn limit_at(limits: &[(Option<Timestamp>, Decimal)], at: Timestamp) -> Option<Decimal> {
    limits.iter().rev().find(|(from, _)| from.is_none_or(|from| from <= at)).map(|(_, value)| *value)
}

fn readings(
    report: &AccordReport<'_>,
    words: &Words<'_>,
    at: usize,
    measure: &Measure,
    entries: &[&Entry],
    limits: &[(Option<Timestamp>, Decimal)],
) -> Vec<Mark> {
    let calendar = report.accord.calendar();
    let mark = |entry: &&Entry| {
        let (value, off) = value_of(report, measure, entry)?;
        let when = calendar.begins(entry.at);
        let limit = limit_at(limits, when);
        let beyond = limit.and_then(|limit| measure.operator.beyond(value, limit, measure.tolerance));
        let said =
            format!("{}: {}, known on {}", entry.at, words.amount(at, value), calendar.date(entry.known));
        Some(Mark {
            point: ReadingPoint {
                at: of_moment(entry.at),
                value: plain(value),
                off: plain(off),
                beyond: beyond.is_some(),
                words: said,
            },
            row: row(
                words,
                at,
                entry.at.to_string(),
                value,
                limit,
                &calendar.date(entry.known).to_string(),
                &words.cited(&entry.id),
            ),
        })
    };
    entries.iter().filter_map(mark).collect()
}

fn row(
    words: &Words<'_>,
    at: usize,
    when: String,
    value: Decimal,
    limit: Option<Decimal>,
    known: &str,
    entry: &str,
) -> (String, Vec<Cell>) {
    let limit = limit.map_or_else(String::new, |limit| words.limit(at, limit));
    let cells = vec![
        Cell::Number(words.amount(at, value)),
        Cell::Number(limit),
        Cell::Text(known.to_owned()),
        Cell::Text(entry.to_owned()),
    ];
    (when, cells)
}

/// What each period adds up to.
fn flows(
    report: &AccordReport<'_>,
    words: &Words<'_>,
    at: usize,
    measure: &Measure,
    per: Per,
    entries: &[&Entry],
    limits: &[(Option<Timestamp>, Decimal)],
) -> Vec<Mark> {
    let calendar = report.accord.calendar();
    let mut periods: BTreeMap<Date, (Decimal, Vec<&Entry>)> = BTreeMap::new();
    for entry in entries {
        let Body::Observed(observation) = &entry.body else { continue };
        let Some((value, _)) = value_of(report, measure, entry) else { continue };
        let first = first_of(per, observation.period.unwrap_or(entry.at.date));
        let (sum, all) = periods.entry(first).or_default();
        *sum += value;
        all.push(entry);
    }
    let mark = |(first, (sum, all)): (Date, (Decimal, Vec<&Entry>))| {
        let next = next_of(per, first);
        let when = calendar.begins(first.into());
        let limit = limit_at(limits, when);
        // A period that still runs may yet come up to what it must.
        let over = calendar.begins(next.into()) <= report.status.on;
        let beyond = limit.and_then(|limit| measure.operator.beyond(sum, limit, measure.tolerance));
        let beyond = beyond.is_some() && (over || measure.operator == Operator::AtMost);
        let so_far = if over { "" } else { ", so far" };
        let known = all.iter().map(|entry| entry.known).max();
        let known = known.map_or_else(String::new, |known| calendar.date(known).to_string());
        let names: Vec<&str> = all.iter().map(|entry| &*entry.id).collect();
        let names = if names.len() > 4 { format!("{} entries", names.len()) } else { names.join(", ") };
        Mark {
            point: ReadingPoint {
                at: f64::midpoint(of_moment(first.into()), of_moment(next.into())),
                value: plain(sum),
                off: 0.0,
                beyond,
                words: format!("{} from {first}: {}{so_far}", per.word(), words.amount(at, sum)),
            },
            row: row(words, at, format!("{} from {first}{so_far}", per.word()), sum, limit, &known, &names),
        }
    };
    periods.into_iter().map(mark).collect()
}

fn first_of(per: Per, day: Date) -> Date {
    match per {
        Per::Day => day,
        Per::Week => {
            let back = i64::from(day.weekday().since(Weekday::Monday));
            day.checked_sub(Length::new().days(back)).unwrap_or(day)
        }
        Per::Month => day.first_of_month(),
        Per::Quarter => {
            let first = (day.month() - 1) / 3 * 3 + 1;
            Date::new(day.year(), first, 1).unwrap_or(day)
        }
        Per::Year => day.first_of_year(),
    }
}

fn next_of(per: Per, first: Date) -> Date {
    let length = match per {
        Per::Day => Length::new().days(1),
        Per::Week => Length::new().weeks(1),
        Per::Month => Length::new().months(1),
        Per::Quarter => Length::new().months(3),
        Per::Year => Length::new().years(1),
    };
    first.checked_add(length).unwrap_or(first)
}

/// What an entry observes and how far that may be off, in the measure's unit.
fn value_of(report: &AccordReport<'_>, measure: &Measure, entry: &Entry) -> Option<(Decimal, Decimal)> {
    let Body::Observed(observation) = &entry.body else { return None };
    let convert = |value| match &observation.unit {
        Some(unit) => report.accord.terms().units.convert(value, unit, &measure.unit).ok(),
        None => Some(value),
    };
    Some((convert(observation.value)?, observation.uncertainty.map_or(Some(Decimal::ZERO), convert)?))
}

/// As pictures take it.
fn plain(value: Decimal) -> f64 {
    value.to_f64().unwrap_or_default()
}
