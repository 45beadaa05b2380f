//! What came of the draws, under each choice; and how earlier forecasts came out.

use wasit_charts::{Difference, Differences, OutcomeBar, OutcomeClass, OutcomeShare, OutcomeShares};
use wasit_explain::{Class, Comparison, Outcomes, words as explained};

use super::{Section, drawn, figure, percent};
use crate::html::embed::Figure;
use crate::html::reliability;
use crate::html::table::{Cell, Table, number, text};
use crate::words::sentence;
use crate::{Earlier, SimulationReport};

/// The answer in a sentence.
pub(super) fn headline(report: &SimulationReport<'_>) -> String {
    let first = report.explanations.outcomes.first();
    first.map_or_else(String::new, |first| {
        format!("A deal is in force with a probability of {}.", explained::percent(first.in_force))
    })
}

pub(super) fn section(report: &SimulationReport<'_>) -> Section {
    let mut section = Section::new("outcomes", "Will there be a deal?", "Outcomes");
    let found = report.explanations;
    let Some(first) = found.outcomes.first() else { return section };
    section.said(first.words());
    section.picture(shares(&found.outcomes));
    section.table(margins(first));
    if !found.comparisons.is_empty() {
        section.heading("What another choice changes");
        section.said(found.comparisons.iter().flat_map(Comparison::words).collect());
        section.picture(differences(&found.comparisons));
        section.parts.extend(utilities(&found.comparisons).map(super::Part::Table));
    }
    section
}

fn class(class: OutcomeClass) -> Class {
    match class {
        OutcomeClass::InForce => Class::InForce,
        OutcomeClass::NotRatified => Class::NotRatified,
        OutcomeClass::Missed => Class::Missed,
        OutcomeClass::BlockedAtHome => Class::BlockedAtHome,
        OutcomeClass::NoPossibleDeal => Class::NoPossibleDeal,
    }
}

fn shares(variants: &[Outcomes]) -> Figure {
    let share = |outcomes: &Outcomes, of: OutcomeClass| outcomes.classes[class(of).index()].1;
    let bar = |outcomes: &Outcomes| OutcomeBar {
        title: sentence(&outcomes.variant),
        shares: OutcomeClass::ALL.map(|of| {
            let share = share(outcomes, of);
            OutcomeShare { share: drawn(share), words: explained::percent(share) }
        }),
    };
    let picture = OutcomeShares {
        description: "How often the draws came out in each of five ways, one bar a choice.".into(),
        bars: variants.iter().map(bar).collect(),
    };
    let mut head = vec![text("Choice")];
    head.extend(OutcomeClass::ALL.map(|of| number(of.title())));
    let mut table = Table::new("How the talks came out: share of all holdings, with the 95 % interval", head);
    for outcomes in variants {
        table.push(
            sentence(&outcomes.variant),
            OutcomeClass::ALL.map(|of| percent(share(outcomes, of))).into(),
        );
    }
    let notes = [
        "No possible deal: red lines and walk-aways leave no package. Blocked at home: there are packages for the table, \
         none that every home body would ratify. Missed: there was a package, and the talks did not find it.",
        "A line below a bar is the interval of the piece that ends there; where none is drawn, it is narrower than one \
         percentage point.",
    ];
    figure(
        "outcome-shares",
        "How the talks come out",
        &picture.description,
        &picture.specification(),
        &notes,
        table,
    )
}

fn margins(first: &Outcomes) -> Table {
    let mut table = Table::new(
        "The margin: the greatest surplus that every side could have together; below 0 there is no possible deal",
        vec![text(""), number("5 %"), number("25 %"), number("50 %"), number("75 %"), number("95 %")],
    );
    let spread = first.margin;
    let each = [spread.p5, spread.p25, spread.p50, spread.p75, spread.p95];
    table.push(
        "Of the draws, so many lie below",
        each.map(|at| Cell::Number(explained::value(at, ""))).into(),
    );
    table
}

fn differences(comparisons: &[Comparison]) -> Figure {
    let picture = Differences {
        description: "What each choice changes in the probability of a deal in force, draw by draw.".into(),
        unit: "Change of the probability in force, in percentage points".into(),
        differences: comparisons
            .iter()
            .map(|comparison| Difference {
                title: sentence(&comparison.variant),
                by: drawn(comparison.difference.scaled(100.0)),
                words: explained::percentage_points(comparison.difference),
            })
            .collect(),
    };
    let mut head = vec![text("Choice"), number("In force"), number("Change")];
    head.extend(OutcomeClass::ALL[1..].iter().map(|of| number(of.title())));
    let base = comparisons.first().map_or("", |comparison| comparison.base.as_str());
    let mut table =
        Table::new(format!("Against {base}, on the same draws: differences in percentage points"), head);
    for comparison in comparisons {
        let mut cells = vec![
            percent(comparison.in_force),
            Cell::Number(explained::percentage_points(comparison.difference)),
        ];
        cells.extend(
            OutcomeClass::ALL[1..].iter().map(|&of| {
                Cell::Number(explained::percentage_points(comparison.classes[class(of).index()].1))
            }),
        );
        table.push(sentence(&comparison.variant), cells);
    }
    let note = "Every choice was held on the same draws and the same chance, so that differences are surer than the two \
                probabilities. A hollow mark cannot be told from no change.";
    figure(
        "differences",
        format!("Against {base}"),
        &picture.description,
        &picture.specification(),
        &[note],
        table,
    )
}

/// What each choice gives each party; `None` where that was not kept.
fn utilities(comparisons: &[Comparison]) -> Option<Table> {
    let parties = &comparisons.first()?.utilities;
    if parties.is_empty() {
        return None;
    }
    let mut head = vec![text("Choice")];
    head.extend(parties.iter().map(|(party, _)| number(party.clone())));
    let mut table = Table::new("Change of each party’s mean utility, no deal included", head);
    for comparison in comparisons {
        let cells = comparison.utilities.iter().map(|(_, by)| super::plain(*by));
        table.push(sentence(&comparison.variant), cells.collect());
    }
    Some(table)
}

/// What leads to a reliability diagram, for those who have none.
const KEEPING: &str = "“wasit forecast record SAMPLE” writes a forecast down with its day and its hashes, “wasit forecast \
                       resolve NAME OUTCOME” says what came of it; from ten on, a picture here shows how often they came true.";

pub(super) fn forecasts(report: &SimulationReport<'_>) -> Section {
    let mut section = Section::new("forecasts", "How earlier forecasts came out", "Earlier forecasts");
    match report.earlier {
        Earlier::NotKept => {
            section.said(vec![format!("No ledger of forecasts lies beside the talks file. {KEEPING}")]);
        }
        Earlier::Unreadable { ledger, why } => {
            section.said(vec![format!("The ledger of forecasts {ledger} cannot be read: {why}.")]);
        }
        Earlier::Kept { ledger, scores: Ok(scores) } => {
            let mut said = vec![format!("Of all forecasts in the ledger {ledger} whose outcome is known:")];
            said.extend(scores.words());
            section.said(said);
            section.picture(reliability::figure(scores));
        }
        Earlier::Kept { ledger, scores: Err(few) } => {
            section.said(vec![format!("In the ledger {ledger} there are {few}. {KEEPING}")]);
        }
    }
    section
}
