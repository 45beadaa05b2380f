//! The clocks of disputes, and of powers that wait for a vote.

use wasit_accord::{Dispute, Exertion, PowerStanding, RungRun};
use wasit_charts::{Span, SpanKind, Timeline};

use super::super::sections::{self, Section};
use super::super::table::{Cell, Table, text};
use super::span::{of_instant, of_moment};
use crate::accord::{AccordReport, Words};
use crate::words::sentence;

pub(super) fn section(report: &AccordReport<'_>, words: &Words<'_>) -> Section {
    let mut section = Section::new("disputes", "Disputes and powers, and their clocks", "Disputes");
    let status = report.status;
    let said = |text: String| sentence(&format!("{text}."));
    let disputes = status.disputes.iter().map(|dispute| said(words.dispute(dispute)));
    let powers = status.exertions.iter().map(|exertion| {
        let who: Vec<&str> = words
            .disputers(&exertion.entry, status.on, status.as_known_on)
            .map(|by| words.member(by))
            .collect();
        let contested =
            if who.is_empty() { String::new() } else { format!("; disputed by {}", who.join(", ")) };
        said(format!("{}{contested}", words.exertion(exertion)))
    });
    section.said(disputes.chain(powers).collect());
    let rows = rows(report, words);
    if !rows.is_empty() {
        section.picture(sections::figure(
            "clocks",
            "How long each step has",
            "A row for each step of each dispute and each vote: from when to when its time runs, and what it was made longer by.",
            &picture(report, words, &rows).specification(),
            &["The strong line is the day of this report."],
            table(&rows),
        ));
    }
    section
}

/// A time that runs or ran.
struct Row {
    title: String,
    from: f64,
    /// Its end as it was first, where it was made longer.
    first: Option<f64>,
    end: f64,
    what: String,
}

fn rows(report: &AccordReport<'_>, words: &Words<'_>) -> Vec<Row> {
    let disputes = report.status.disputes.iter().enumerate().flat_map(|(number, dispute)| {
        let said = words.rungs(dispute);
        dispute
            .rungs
            .iter()
            .zip(said)
            .map(move |(run, what)| rung(report, number, dispute, run, what))
            .collect::<Vec<_>>()
    });
    let votes = report.status.exertions.iter().filter_map(|exertion| vote(report, words, exertion));
    disputes.chain(votes).collect()
}

fn rung(report: &AccordReport<'_>, number: usize, dispute: &Dispute, run: &RungRun, what: String) -> Row {
    let terms = report.accord.terms();
    let rung = &terms.pathways[dispute.pathway].rungs[run.rung];
    let over = run.over.map(|(at, _)| of_moment(at));
    let deadline = of_moment(run.deadline);
    let first = run.extended.first().and_then(|_| {
        let calendar = report.accord.calendar();
        let last = calendar.after(run.from.date, rung.within)?;
        Some(of_moment(calendar.due(last).into()))
    });
    Row {
        title: format!("{}. {}: {}", number + 1, terms.commitments[dispute.commitment].title, rung.name),
        from: of_moment(run.from),
        first,
        end: over.unwrap_or(deadline),
        what,
    }
}

fn vote(report: &AccordReport<'_>, words: &Words<'_>, exertion: &Exertion) -> Option<Row> {
    let by = exertion.vote_by?;
    let power = &report.accord.terms().powers[exertion.power];
    let end = match (&exertion.standing, exertion.takes_effect) {
        (PowerStanding::InEffect, Some(at)) => of_moment(at),
        _ => of_moment(by),
    };
    Some(Row {
        title: format!("{}: vote ({})", power.title, exertion.entry),
        from: of_moment(exertion.at),
        first: None,
        end,
        what: words.exertion(exertion),
    })
}

fn picture(report: &AccordReport<'_>, words: &Words<'_>, rows: &[Row]) -> Timeline {
    let on = of_instant(report.accord.calendar(), report.status.on);
    let first = rows.iter().map(|row| row.from).fold(on, f64::min);
    let last = rows.iter().map(|row| row.end).fold(on, f64::max);
    let room = 0.03 * (last - first).max(86_400_000.0);
    let mut spans = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let span = |from: f64, to: f64, kind| Span { row: at, from, to, kind, words: row.what.clone() };
        match row.first.filter(|first| *first < row.end) {
            Some(first) => {
                spans.push(span(row.from, first, SpanKind::Time));
                spans.push(span(first, row.end, SpanKind::Longer));
            }
            None => spans.push(span(row.from, row.end, SpanKind::Time)),
        }
    }
    Timeline {
        description: "How long each step of each dispute, and each vote, has.".to_owned(),
        range: [first - room, last + room],
        today: (on, words.instant(report.status.on)),
        rows: rows.iter().map(|row| row.title.clone()).collect(),
        spans,
        days: Vec::new(),
    }
}

fn table(rows: &[Row]) -> Table {
    let mut table = Table::new("Steps and votes", vec![text("Step"), text("What became of it")]);
    for row in rows {
        table.push(row.title.clone(), vec![Cell::Text(row.what.clone())]);
    }
    table
}
