//! A simulation as one HTML file: what it rests on, then what it says, each picture with its data.

mod before;
mod blocked;
mod deals;
mod drives;
mod home;
mod outcomes;
mod scenarios;

use super::sections::{Head, Part, Section, drawn, figure, page, percent, plain};
use crate::SimulationReport;
use crate::simulation::made;

/// Rows of a picture; a table has more.
const DRAWN: usize = 15;
/// Rows of a table.
const ROWS: usize = 200;

/// The report of a simulation as the text of one HTML file.
#[must_use]
pub fn simulation_html(report: &SimulationReport<'_>) -> String {
    let sections = [
        before::section(report),
        outcomes::section(report),
        deals::section(report),
        drives::section(report),
        scenarios::section(report),
        blocked::section(report),
        home::section(report),
        drives::asking(report),
        blocked::inverse(report),
        outcomes::forecasts(report),
        before::limits(),
        before::again(report),
    ];
    let head = Head {
        kind: "Will there be a deal?",
        title: report.title,
        note: report.note,
        headline: &outcomes::headline(report),
        made: &made(report),
        version: report.version,
    };
    page(&head, sections)
}
