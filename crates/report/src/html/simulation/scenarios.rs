//! Where the talks mostly fail, and where they mostly succeed: boxes as range bars, and a tree's leaves.

use wasit_charts::{Discovered, InputBound};
use wasit_explain::{Bound, Condition, Input, Kind, Scenario, Scenarios, words as explained};

use super::{Part, Section, figure, percent};
use crate::SimulationReport;
use crate::html::embed::Figure;
use crate::html::table::{Cell, Table, number, text};

pub(super) fn section(report: &SimulationReport<'_>) -> Section {
    let mut section = Section::new("scenarios", "Where it fails, and where it succeeds", "Scenarios");
    if report.sample.columns().inputs.is_empty() {
        return section;
    }
    for (title, found, id) in [
        ("Where no deal comes into force most often", &report.explanations.failures, "failure"),
        ("Where one comes into force most often", &report.explanations.successes, "success"),
    ] {
        section.heading(title);
        section.known(found, |section, scenarios| {
            section.said(scenarios.words());
            let inputs = &report.sample.columns().inputs;
            let boxes = scenarios.boxes.iter().enumerate();
            let figures: Vec<Figure> =
                boxes.map(|(at, found)| range_bars(id, at, found, scenarios, inputs)).collect();
            if !figures.is_empty() {
                section.parts.push(Part::Small(figures));
            }
            if !scenarios.leaves.is_empty() {
                section.table(leaves(scenarios));
            }
        });
    }
    section
}

fn range_bars(id: &str, at: usize, found: &Scenario, all: &Scenarios, inputs: &[Input]) -> Figure {
    let bounds = found.conditions.iter().map(|condition| bound(condition, &inputs[condition.input]));
    let picture = Discovered {
        description: format!("The draws of one scenario, in which {} lie.", explained::percent(found.mass)),
        coverage: found.coverage.value,
        density: found.density.value,
        base: base(all, at),
        among: if at == 0 { "all draws" } else { "draws left" }.into(),
        bounds: bounds.collect(),
    };
    let mut table = Table::new(
        "What belongs to the scenario",
        vec![text("Input"), text("Where"), number("Of all draws"), number("Found again")],
    );
    for condition in &found.conditions {
        table.push(
            condition.path.clone(),
            vec![
                Cell::Text(label(&condition.bound, &condition.unit)),
                Cell::Number(explained::bare_percent(condition.share)),
                Cell::Number(explained::bare_percent(condition.found_again)),
            ],
        );
    }
    let so = if all.success { "a deal in force" } else { "no deal in force" };
    for (head, share) in [
        (format!("Density: {so}, of the draws in it"), found.density),
        (format!("Coverage: in it, of all draws with {so}"), found.coverage),
        ("Draws in it".to_owned(), found.mass),
    ] {
        table.push(head, vec![Cell::Text(String::new()), percent(share)]);
    }
    let note = format!(
        "Dark: what belongs to the scenario, of the whole range that was drawn. A box much like it is found again in {} of \
         redrawn samples.",
        explained::bare_percent(found.found_again)
    );
    let title = match at {
        0 => "Scenario 1".to_owned(),
        _ => format!("Scenario {}, of the draws that those before it leave", at + 1),
    };
    figure(format!("{id}-{}", at + 1), title, &picture.description, &picture.specification(), &[&note], table)
}

/// How likely what is sought is among the draws that are left to box `at`.
fn base(all: &Scenarios, at: usize) -> f64 {
    let before = &all.boxes[..at];
    let covered: f64 = before.iter().map(|found| found.coverage.value).sum();
    let taken: f64 = before.iter().map(|found| found.mass.value).sum();
    (all.overall.value * (1.0 - covered) / (1.0 - taken).max(1e-9)).clamp(0.0, 1.0)
}

/// A condition, with what of the input's whole range it keeps.
fn bound(condition: &Condition, input: &Input) -> InputBound {
    let label = label(&condition.bound, &condition.unit);
    let labels: Option<Vec<String>> = match &input.kind {
        Kind::Number => None,
        Kind::Label(labels) => Some(labels.clone()),
        Kind::YesNo => Some(vec!["no".into(), "yes".into()]),
    };
    let (kept, whole) = match (labels, &condition.bound) {
        (Some(labels), bound) => {
            let part = 1.0 / labels.len().max(1) as f64;
            let inside = |(at, label): (usize, &String)| holds(bound, at, label);
            let places = labels.iter().enumerate().filter(|&place| inside(place));
            let kept = places.map(|(at, _)| (part * at as f64, part * (at + 1) as f64)).collect();
            let end = |label: Option<&String>| label.cloned().unwrap_or_default();
            (kept, (end(labels.first()), end(labels.last())))
        }
        (None, bound) => {
            let ends = input.values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &value| {
                (low.min(value), high.max(value))
            });
            let place = |value: f64| {
                if ends.1 > ends.0 { ((value - ends.0) / (ends.1 - ends.0)).clamp(0.0, 1.0) } else { 0.5 }
            };
            let kept = match bound {
                Bound::AtLeast(least) => (place(*least), 1.0),
                Bound::AtMost(most) => (0.0, place(*most)),
                Bound::Between(least, most) => (place(*least), place(*most)),
                Bound::Among(_) => (0.0, 1.0),
            };
            (vec![kept], (explained::value(ends.0, ""), explained::value(ends.1, "")))
        }
    };
    let words = format!("{label}; {} of all draws", explained::bare_percent(condition.share));
    InputBound { title: condition.path.clone(), kept, label, whole, words }
}

/// Whether a label, or the number that stands for it, is within a bound.
fn holds(bound: &Bound, at: usize, label: &String) -> bool {
    let at = at as f64;
    match bound {
        Bound::AtLeast(least) => at >= *least,
        Bound::AtMost(most) => at <= *most,
        Bound::Between(least, most) => (*least..=*most).contains(&at),
        Bound::Among(labels) => labels.contains(label),
    }
}

/// A bound in short: `at least 45 points`.
fn label(bound: &Bound, unit: &str) -> String {
    match bound {
        Bound::AtLeast(least) => format!("at least {}", explained::value(*least, unit)),
        Bound::AtMost(most) => format!("at most {}", explained::value(*most, unit)),
        Bound::Between(least, most) => {
            format!("{} to {}", explained::value(*least, ""), explained::value(*most, unit))
        }
        Bound::Among(labels) => explained::list(labels),
    }
}

fn leaves(scenarios: &Scenarios) -> Table {
    let so = if scenarios.success { "In force there" } else { "Not in force there" };
    let mut table = Table::new(
        "A shallow tree: every draw is in one of these",
        vec![text("Where"), number("Of all draws"), number(so)],
    );
    for leaf in &scenarios.leaves {
        let conditions: Vec<String> = leaf.conditions.iter().map(Condition::words).collect();
        let place = if conditions.is_empty() { "everywhere".to_owned() } else { conditions.join("; ") };
        table.push(place, vec![percent(leaf.mass), percent(leaf.share)]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasit_explain::Estimate;

    /// Six of ten draws fail; the first box takes three of them with one other, so that three of six are left.
    #[test]
    fn a_later_box_is_held_against_what_is_left() {
        let found = |mass: f64, coverage: f64| Scenario {
            conditions: vec![],
            mass: Estimate::exact(mass),
            coverage: Estimate::exact(coverage),
            density: Estimate::exact(0.75),
            found_again: 1.0,
        };
        let all = Scenarios {
            success: false,
            overall: Estimate::exact(0.6),
            boxes: vec![found(0.4, 0.5), found(0.2, 0.2)],
            leaves: vec![],
        };
        assert!((base(&all, 0) - 0.6).abs() < 1e-12);
        assert!((base(&all, 1) - 0.5).abs() < 1e-12);
    }
}
