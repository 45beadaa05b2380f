//! An accord on a day as one HTML file: where it stands, over time and beside its limits, what is due, in dispute, and held
//! otherwise by each member.

mod clocks;
mod limits;
mod sections;
mod span;
mod timeline;

use jiff::Timestamp;
use wasit_accord::State;

use super::sections::{Head, page};
use crate::accord::{AccordReport, Words};
use crate::words::list;

/// The report of an accord as the text of one HTML file.
#[must_use]
pub fn accord_html(report: &AccordReport<'_>) -> String {
    let words = Words::new(report.accord).citing(report.entries);
    let terms = report.accord.terms();
    let known = report.status.as_known_on;
    let entries = report.entries.iter().filter(|entry| entry.known <= known).count();
    let head = Head {
        kind: "Accord",
        title: &terms.title,
        note: Some(terms.note.as_str()).filter(|note| !note.is_empty()),
        headline: &headline(report, &words),
        made: &format!(
            "{}. Made from {} and {}.",
            words.when(report.status.on, known),
            report.file,
            wasit_explain::words::count(entries, "entry of its journal", "entries of its journal"),
        ),
        version: report.version,
    };
    page(
        &head,
        [
            sections::standing(report, &words),
            timeline::section(report, &words),
            limits::section(report, &words),
            sections::due(report, &words),
            clocks::section(report, &words),
            sections::held(report, &words),
            sections::why(report, &words),
            sections::milestones(report, &words),
            sections::scores(report),
            sections::journal(report, &words),
        ],
    )
}

/// The answer in a sentence or two.
fn headline(report: &AccordReport<'_>, words: &Words<'_>) -> String {
    let all = report.status.commitments.len();
    let violated: Vec<String> = report
        .status
        .commitments
        .iter()
        .enumerate()
        .filter(|(_, one)| one.state == State::Violated)
        .map(|(at, _)| words.commitment(at).to_owned())
        .collect();
    let first = match violated.as_slice() {
        [] => {
            format!("None of {} is violated", wasit_explain::words::count(all, "commitment", "commitments"))
        }
        few if few.len() < 5 => format!("Violated: {}", list(few)),
        many => format!("{} of {all} commitments are violated", many.len()),
    };
    let late = report.due.iter().filter(|due| due.is_late).count();
    let mut more = Vec::new();
    if late > 0 {
        more.push(format!("{late} {} late", if late == 1 { "thing is" } else { "things are" }));
    }
    let open = report.status.disputes.iter().filter(|dispute| dispute.is_open()).count();
    if open > 0 {
        more.push(wasit_explain::words::count(open, "open dispute", "open disputes"));
    }
    if !report.status.held.is_empty() {
        let who: Vec<String> =
            report.status.held.iter().map(|held| words.member(&held.by).to_owned()).collect();
        more.push(format!("{} {} otherwise", list(&who), if who.len() == 1 { "holds" } else { "hold" }));
    }
    if let Some(next) = report.due.iter().find(|due| !due.is_late) {
        more.push(format!("next on {}: {}", next.moment, words.due(next)));
    }
    std::iter::once(first).chain(more).collect::<Vec<_>>().join("; ") + "."
}

/// The end of what is known at an instant that may be the end of time.
fn until(at: Timestamp, on: Timestamp) -> Timestamp {
    at.min(on)
}
