use wasit_arena::{Estimate, Summary};

use super::names::Names;
use super::result::ROWS;
use super::table::{Bar, Cell, Table, number, text};
use crate::{RunReport, words};

/// Many talks over seeds.
pub(super) struct Many {
    pub(super) headline: String,
    pub(super) tables: Vec<Table>,
}

pub(super) fn view(report: &RunReport<'_>, summary: &Summary, names: &Names) -> Many {
    let mut tables = vec![measures(report, summary, names), endings(summary)];
    tables.extend(agreements(report, summary));
    Many {
        headline: format!(
            "{} talks were held with the same seats, from seed {}. {} agreed.",
            summary.talks,
            summary.seed,
            shares(&summary.agreed)
        ),
        tables,
    }
}

fn shares(estimate: &Estimate) -> String {
    format!("{} ({} to {})", percent(estimate.mean), percent(estimate.low), percent(estimate.high))
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

/// A row with the mean, its interval in words, and the interval as a bar over `low..high`.
fn row(
    table: &mut Table,
    title: &str,
    estimate: &Estimate,
    (low, high): (f64, f64),
    party: usize,
    share: bool,
) {
    let show = |value: f64| if share { percent(value) } else { words::utility(value) };
    let place = |value: f64| if high > low { 100.0 * (value - low) / (high - low) } else { 0.0 };
    let bar = Bar {
        text: String::new(),
        whole: 100.0,
        from: place(estimate.low),
        to: place(estimate.high),
        tick: Some(place(estimate.mean)),
        party,
    };
    table.push(
        title,
        vec![
            Cell::Number(show(estimate.mean)),
            Cell::Number(format!("{} to {}", show(estimate.low), show(estimate.high))),
            Cell::Bar(bar),
        ],
    );
}

fn measures(report: &RunReport<'_>, summary: &Summary, names: &Names) -> Table {
    let head = vec![text("Measure"), number("Mean"), number("95 % interval"), text("Interval and mean")];
    let mut table = Table::new("What the talks came to", head);
    row(&mut table, "Share that agreed", &summary.agreed, (0.0, 1.0), 2, true);
    for (party, estimate) in summary.utilities.iter().enumerate() {
        let best = report.outlook.sides[party].best().map_or(estimate.high, |found| found.utility);
        let title = format!("Utility of {}", names.party(party));
        row(&mut table, &title, estimate, (0.0_f64.min(estimate.low), best.max(estimate.high)), party, false);
    }
    let most = f64::from(report.talks.legs()).max(summary.legs.high);
    row(&mut table, "Legs used", &summary.legs, (0.0, most), 7, false);
    for (title, estimate) in [
        ("Distance of agreements to the frontier", &summary.frontier_distance),
        ("Distance of agreements to the nearest Nash point", &summary.nash_distance),
    ] {
        if let Some(estimate) = estimate {
            row(&mut table, title, estimate, (0.0, estimate.high.max(1.0)), 7, false);
        }
    }
    let sure = if summary.exact { "" } else { " Distances are approximate: the frontier is." };
    table.foot = Some(format!(
        "Intervals cover the sampling error over seeds and nothing else; utilities count talks without a deal \
         too.{sure}"
    ));
    table
}

fn endings(summary: &Summary) -> Table {
    let mut table = Table::new("How the talks ended", vec![text("End"), number("Talks"), number("Share")]);
    for &(word, count) in &summary.ended {
        let title = match word {
            "agreed" => "Agreed",
            "deadline" => "Time used up",
            "walked_out" => "A seat walked out",
            "not_ratified" => "Signed, not ratified",
            _ => "Closed by the mediator",
        };
        let share = if summary.talks == 0 { 0.0 } else { count as f64 / summary.talks as f64 };
        table.push(title, vec![Cell::Number(count.to_string()), Cell::Number(percent(share))]);
    }
    table
}

fn agreements(report: &RunReport<'_>, summary: &Summary) -> Option<Table> {
    if summary.agreements.is_empty() {
        return None;
    }
    let mut table =
        Table::new("The most frequent agreements", vec![text("No."), text("Package"), number("Talks")]);
    for (at, (package, count)) in summary.agreements.iter().take(ROWS).enumerate() {
        let described = words::package(&report.talks.space, package);
        table.push((at + 1).to_string(), vec![Cell::Text(described), Cell::Number(count.to_string())]);
    }
    Some(table)
}
