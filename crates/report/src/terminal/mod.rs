//! Transcripts for a terminal: pure text of a given width, with or without colours and other glyphs than ASCII.
//!
//! Text from files is cleaned of control characters, so that no title can move a cursor.

mod agreement;
mod analysis;
mod bars;
mod glimpse;
pub(crate) mod ink;
mod legs;
mod simulation;
mod summary;
mod tournament;

use wasit_arena::Outcome;
use wasit_model::Talks;
use wasit_protocol::Seat;

use crate::RunReport;
use crate::words::list;
use bars::Scale;
use ink::wrap;

pub use analysis::analysis;
pub use glimpse::glimpse;
pub use ink::{Style, clean};
pub use simulation::simulation;
pub use summary::summary;
pub use tournament::tournament;

/// The course of a run, round by round, and what came of it.
#[must_use]
pub fn run(report: &RunReport<'_>, style: &Style) -> String {
    let mut out = heading(report.talks, style);
    wrap(&mut out, style, "", 0, &who_sits_where(report, style));
    out.push('\n');
    let scales = Scale::of_parties(report);
    legs::write(&mut out, report, &scales, style);
    agreement::write(&mut out, report, style);
    out
}

/// `first` and `text`, broken between words; lines from the second on start `hang` columns in.
#[must_use]
pub fn wrapped(first: &str, hang: usize, text: &str, style: &Style) -> String {
    let mut out = String::new();
    wrap(&mut out, style, first, hang, text);
    out
}

fn heading(talks: &Talks, style: &Style) -> String {
    let mut out = String::new();
    wrap(&mut out, style, "", 0, &style.bold(&clean(&talks.title)));
    if let Some(note) = &talks.note {
        wrap(&mut out, style, "", 0, &style.dim(&clean(note)));
    }
    out.push('\n');
    out
}

fn who_sits_where(report: &RunReport<'_>, style: &Style) -> String {
    let RunReport { talks, course, .. } = report;
    let seated = |(at, strategy): (usize, &String)| {
        format!("{} ({})", style.party(at, &clean(&talks.parties[at].title)), clean(strategy))
    };
    let parties: Vec<String> = course.parties.iter().enumerate().map(seated).collect();
    let table = match &course.mediator {
        Some(strategy) => format!("{} ({}) goes between them", clean(&talks.mediator.title), clean(strategy)),
        None => "they face each other".to_owned(),
    };
    format!("{}; {table}. Seed {}.", list(&parties), course.seed)
}

/// The title of a seat, in its colour.
fn seat(talks: &Talks, seat: Seat, style: &Style) -> String {
    match seat {
        Seat::Party(party) => style.party(party, &clean(&talks.parties[party].title)),
        Seat::Mediator => clean(&talks.mediator.title),
    }
}

/// How talks without an agreement ended, in a sentence.
fn ending(talks: &Talks, outcome: &Outcome, direct: bool, style: &Style) -> String {
    match outcome {
        Outcome::Agreed(_) => "All accepted the same package.".to_owned(),
        Outcome::Deadline if direct => "The steps were used up.".to_owned(),
        Outcome::Deadline => "The legs of all rounds were used up.".to_owned(),
        Outcome::Closed => format!("{} closed the talks.", seat(talks, Seat::Mediator, style)),
        Outcome::NotRatified(_) => "What all accepted was not ratified.".to_owned(),
        Outcome::WalkedOut { seat: who, reason } => {
            format!("{} walked out: {}.", seat(talks, *who, style), clean(reason).trim_end_matches('.'))
        }
        Outcome::Faulted(fault) => {
            let what = clean(&fault.what);
            format!("{} failed at its seat: {}.", seat(talks, fault.seat, style), what.trim_end_matches('.'))
        }
    }
}

/// `300 kg`: a value with its unit.
fn value_text(talks: &Talks, issue: usize, value: wasit_model::ValueIndex) -> String {
    let issue = &talks.space.issues()[issue];
    let label = issue.values.label(value);
    match &issue.unit {
        Some(unit) if !label.ends_with(unit.as_str()) => clean(&format!("{label} {unit}")),
        _ => clean(&label),
    }
}

/// `Round 2 · 19 April 2025 · Rome`.
fn round_heading(talks: &Talks, round: usize, style: &Style) -> String {
    let mut parts = vec![style.bold(&format!("Round {}", round + 1))];
    if let Some(round) = talks.rounds.get(round) {
        parts.extend(round.date.map(|date| date.strftime("%-d %B %Y").to_string()));
        parts.extend(round.venue.as_deref().map(clean));
    }
    parts.join(style.dot())
}

/// `1 leg`, `2 legs`.
fn counted(count: u64, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}
