//! What held, rested and was broken from when to when.

use wasit_accord::{Breached, CommitmentStatus, State, Verdict};
use wasit_charts::{Span, SpanKind, Timeline};

use super::super::sections::{self, Section};
use super::super::table::{Cell, Table, number, text};
use super::span::{of_instant, of_moment, range};
use crate::accord::{AccordReport, Words, record};

/// Rows of the picture; the table has all.
const ROWS: usize = 60;

pub(super) fn section(report: &AccordReport<'_>, words: &Words<'_>) -> Section {
    let mut section = Section::new("time", "Over time", "Over time");
    if report.status.commitments.is_empty() {
        return section;
    }
    section.picture(sections::figure(
        "time",
        "What holds, rests and is broken",
        "A row for each commitment: when it is in effect, rests, and is broken, beside the accord's milestones.",
        &picture(report, words).specification(),
        &notes(report),
        table(report, words),
    ));
    section
}

fn notes(report: &AccordReport<'_>) -> Vec<&'static str> {
    let mut notes = vec!["Dotted lines are milestones; the strong line is the day of this report."];
    if report.status.commitments.len() > ROWS {
        notes.push("The picture shows the first sixty commitments; the table has all.");
    }
    notes
}

fn picture(report: &AccordReport<'_>, words: &Words<'_>) -> Timeline {
    let shown = range(report);
    let calendar = report.accord.calendar();
    let on = of_instant(calendar, report.status.on);
    let mut spans = Vec::new();
    let rows = titles(report, words);
    for (at, one) in report.status.commitments.iter().enumerate().take(ROWS) {
        spans_of(report, words, at, one, shown[1], &mut spans);
    }
    let milestones = report.accord.terms().milestones.iter().zip(&report.status.milestones);
    let mut days: Vec<(f64, String)> = milestones
        .filter_map(|(milestone, one)| Some((of_moment(one.day?), milestone.title.clone())))
        .collect();
    days.sort_by(|one, other| one.0.total_cmp(&other.0));
    Timeline {
        description: "When each commitment is in effect, rests and is broken.".to_owned(),
        range: shown,
        today: (on, words.instant(report.status.on)),
        rows,
        spans,
        days,
    }
}

/// Titles of commitments, made distinct by their names.
fn titles(report: &AccordReport<'_>, words: &Words<'_>) -> Vec<String> {
    let commitments = &report.accord.terms().commitments;
    let twice = |title: &str| commitments.iter().filter(|one| one.title == title).count() > 1;
    let title = |at: usize| match words.commitment(at) {
        title if twice(title) => format!("{title} ({})", commitments[at].name),
        title => title.to_owned(),
    };
    (0..commitments.len().min(ROWS)).map(title).collect()
}

fn spans_of(
    report: &AccordReport<'_>,
    words: &Words<'_>,
    at: usize,
    one: &CommitmentStatus,
    end: f64,
    to: &mut Vec<Span>,
) {
    let calendar = report.accord.calendar();
    let on = of_instant(calendar, report.status.on);
    let ended = one.ended.as_ref().map(|(moment, _)| of_moment(*moment));
    if let Some(from) = one.from {
        let first = of_moment(from);
        let last = [one.until.map(of_moment), ended].into_iter().flatten().fold(end, f64::min);
        let until = one.until.map_or_else(String::new, |until| format!(" until {until}"));
        let said = format!("{} from {from}{until}", State::InEffect.words());
        if first < last.min(on) {
            to.push(Span {
                row: at,
                from: first,
                to: last.min(on),
                kind: SpanKind::Holds,
                words: said.clone(),
            });
        }
        if last > on.max(first) {
            to.push(Span { row: at, from: on.max(first), to: last, kind: SpanKind::ToCome, words: said });
        }
    }
    for rest in &one.rests {
        let until = rest.to.map_or(on, |to| of_instant(calendar, to));
        let said = match rest.to {
            Some(to) => format!("rested from {} to {}", words.instant(rest.from), words.instant(to)),
            None => format!("rests since {}", words.instant(rest.from)),
        };
        let from = of_instant(calendar, rest.from);
        to.push(Span { row: at, from, to: until, kind: SpanKind::Rests, words: said });
    }
    for breach in &one.breaches {
        let until = breach.until.map_or(on, |until| of_instant(calendar, until));
        to.push(Span {
            row: at,
            from: of_instant(calendar, breach.from),
            to: until,
            kind: kind_of(breach),
            words: words.breach(at, breach),
        });
    }
}

/// What a breach is drawn as.
pub(super) fn kind_of(breach: &Breached) -> SpanKind {
    match breach.verdict {
        Verdict::Soft => SpanKind::Soft,
        Verdict::Violates { .. } => SpanKind::Violated,
        _ => SpanKind::Breached,
    }
}

fn table(report: &AccordReport<'_>, words: &Words<'_>) -> Table {
    let mut table = Table::new(
        "Commitments with their times",
        vec![
            text("Commitment"),
            number("From"),
            text("Until"),
            text("Rested"),
            text("Broken"),
            text("On record"),
        ],
    );
    let day =
        |moment: Option<wasit_accord::Moment>| moment.map_or_else(String::new, |moment| moment.to_string());
    for (at, one) in report.status.commitments.iter().enumerate() {
        let rests: Vec<String> = one
            .rests
            .iter()
            .map(|rest| {
                let to = rest.to.map_or_else(|| "on".to_owned(), |to| format!("to {}", words.instant(to)));
                format!("from {} {to}", words.instant(rest.from))
            })
            .collect();
        let broken: Vec<String> = one.breaches.iter().map(|breach| words.breach(at, breach)).collect();
        let until = match &one.ended {
            Some((moment, entry)) => format!("{moment}, ended by {entry}"),
            None => day(one.until),
        };
        table.push(
            words.commitment(at),
            vec![
                Cell::Number(day(one.from)),
                Cell::Text(until),
                Cell::Text(rests.join("; ")),
                Cell::Text(few(&broken)),
                Cell::Text(record(one.record()).to_owned()),
            ],
        );
    }
    table
}

/// A list that does not run over the page.
fn few(all: &[String]) -> String {
    const MOST: usize = 6;
    match all.len().checked_sub(MOST).filter(|more| *more > 0) {
        Some(more) => format!("{}; and {more} more", all[..MOST].join("; ")),
        None => all.join("; "),
    }
}
