//! What moves the answer, and what it would help to know.

use wasit_charts::{
    Asking as Questions, Curve as Picture, CurvePoint, CurvePoints, Effects as Groups, GroupEffect, Question,
    Swing, SwingEnd, Tornado as Bars,
};
use wasit_explain::{
    Ask, Asking, Bar, Curve, Decision, Effects, Estimate, Kind, Measure, Swaps, Tornado, words as explained,
};

use super::{DRAWN, Part, ROWS, Section, drawn, figure, percent};
use crate::SimulationReport;
use crate::html::embed::Figure;
use crate::html::table::{Cell, Table, number, text};
use crate::words::sentence;

/// Inputs with a curve of their own.
const CURVES: usize = 8;

pub(super) fn section(report: &SimulationReport<'_>) -> Section {
    let mut section = Section::new("drives", "What moves the answer", "What moves it");
    if report.sample.columns().inputs.is_empty() {
        return section;
    }
    let found = report.explanations;
    section.heading("Input by input");
    section.known(&found.tornado, |section, tornado| {
        section.said(tornado.words());
        section.picture(bars(
            "tornado",
            "From one end of each belief to the other",
            tornado,
            &tornado.inputs,
        ));
        if tornado.groups.len() > 1 {
            section.picture(bars("tornado-groups", "Group by group", tornado, &tornado.groups));
        }
    });
    section.known(&found.curves, |section, curves| {
        let shown: Vec<&Curve> = ordered(report, curves).into_iter().take(CURVES).collect();
        section.said(shown.iter().take(3).flat_map(|curve| curve.words()).collect());
        let base = found.outcomes.first().map_or(f64::NAN, |first| first.in_force.value);
        section.parts.push(Part::Small(shown.iter().map(|curve| small(report, curve, base)).collect()));
    });
    section.heading("Group by group, with what they do together");
    section.known(&found.effects, |section, both| {
        if let Some(Ok(swaps)) = report.swaps {
            section.said(swaps.words());
            section.picture(taken_over(swaps));
        } else {
            section.known(&both.outcome, |section, effects| {
                section.said(effects.words());
                section.picture(groups(effects));
            });
        }
        section.said(both.margin.words());
        section.picture(groups(&both.margin));
    });
    section
}

/// The curves, those of the longest bars first.
fn ordered<'a>(report: &SimulationReport<'_>, curves: &'a [Curve]) -> Vec<&'a Curve> {
    let mut curves: Vec<&Curve> = curves.iter().collect();
    if let Ok(tornado) = &report.explanations.tornado {
        let place = |curve: &Curve| tornado.inputs.iter().position(|bar| bar.index == curve.input);
        curves.sort_by_key(|curve| place(curve).unwrap_or(usize::MAX));
    }
    curves
}

fn bars(id: &str, title: &str, tornado: &Tornado, each: &[Bar]) -> Figure {
    let grouped = id != "tornado";
    let end = |answer: Estimate, at: &str| SwingEnd {
        answer: drawn(answer),
        at: at.to_owned(),
        words: format!("in force: {}", explained::percent(answer)),
    };
    let ends = if grouped {
        ["All its inputs unfavourable", "All its inputs favourable"]
    } else {
        ["Input low: one in ten is lower", "Input high: one in ten is higher"]
    };
    let picture = Bars {
        description: "The probability of a deal in force where an input is low and where it is high.".into(),
        unit: "Probability of a deal in force".into(),
        ends: ends.map(str::to_owned),
        judged: grouped,
        base: tornado.overall.value,
        swings: each
            .iter()
            .take(DRAWN)
            .map(|bar| Swing {
                title: sentence(&bar.name),
                ends: [end(bar.low, &bar.low_at), end(bar.high, &bar.high_at)],
            })
            .collect(),
    };
    let mut table = Table::new(
        format!("In force over all draws: {}", explained::percent(tornado.overall)),
        vec![
            text(if grouped { "Group" } else { "Input" }),
            text("Low"),
            number("In force there"),
            text("High"),
            number("In force there"),
            number("Difference"),
        ],
    );
    for bar in each.iter().take(ROWS) {
        let cells = vec![
            Cell::Text(bar.low_at.clone()),
            percent(bar.low),
            Cell::Text(bar.high_at.clone()),
            percent(bar.high),
            Cell::Number(explained::percentage_points(bar.swing)),
        ];
        table.push(bar.name.clone(), cells);
    }
    let mut notes =
        vec!["The upright line is the probability over all draws; lines on the bars’ ends are intervals."];
    if tornado.together {
        notes.push(
            "What goes together with an input, its world and what it is linked with, moves along with it.",
        );
    }
    if each.len() > DRAWN {
        notes.push("The longest bars are drawn; the table has more.");
    }
    figure(id, title, &picture.description, &picture.specification(), &notes, table)
}

fn small(report: &SimulationReport<'_>, curve: &Curve, base: f64) -> Figure {
    let input = &report.sample.columns().inputs[curve.input];
    let words = |point: &wasit_explain::CurvePoint| {
        let place = match &point.label {
            Some(label) => label.clone(),
            None => format!(
                "{} to {}",
                explained::value(point.low, ""),
                explained::value(point.high, &curve.unit)
            ),
        };
        format!("{place}: {}", explained::percent(point.share))
    };
    let at =
        |point: &wasit_explain::CurvePoint| CurvePoint { answer: drawn(point.share), words: words(point) };
    let over = if input.kind == Kind::Number {
        CurvePoints::Numbers(curve.points.iter().map(|point| (point.middle, at(point))).collect())
    } else {
        let label = |point: &wasit_explain::CurvePoint| {
            point.label.clone().unwrap_or_else(|| explained::value(point.middle, ""))
        };
        CurvePoints::Labels(curve.points.iter().map(|point| (label(point), at(point))).collect())
    };
    let titled =
        if curve.unit.is_empty() { curve.path.clone() } else { format!("{} ({})", curve.path, curve.unit) };
    let picture = Picture {
        description: format!("The probability of a deal in force, given {}.", curve.path),
        input: titled.clone(),
        answer: "In force".into(),
        base,
        percentiles: (input.kind == Kind::Number).then(|| percentiles(&input.values)).flatten(),
        over,
    };
    let mut table = Table::new(
        format!("In force, given {}", curve.path),
        vec![text(titled), number("Draws"), number("In force")],
    );
    for point in curve.points.iter().take(ROWS) {
        let place = words(point);
        let place = place.split(": ").next().unwrap_or_default().to_owned();
        table.push(place, vec![Cell::Number(point.draws.to_string()), percent(point.share)]);
    }
    let notes: &[&str] = if input.kind == Kind::Number {
        &["Shaded: 80 of 100 draws. Dashed: all draws."]
    } else {
        &["Dashed: all draws."]
    };
    let id = format!("curve-{}", curve.input);
    figure(id, curve.path.clone(), &picture.description, &picture.specification(), notes, table)
}

fn percentiles(values: &[f64]) -> Option<[f64; 3]> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let last = sorted.len().checked_sub(1)?;
    Some([0.1, 0.5, 0.9].map(|p| sorted[(p * last as f64).round() as usize]))
}

fn groups(effects: &Effects) -> Figure {
    let (id, unit, title) = match effects.measure {
        Measure::Outcome => (
            "effects-outcome",
            "Share of what is unknown about a deal in force",
            "On whether there is a deal in force",
        ),
        Measure::Margin => (
            "effects-margin",
            "Share of what is unknown about the margin",
            "On the margin: how far from a deal",
        ),
    };
    let picture = Groups {
        description: "What share of what is unknown each group of inputs drives, by itself and with others."
            .into(),
        unit: unit.into(),
        groups: effects
            .groups
            .iter()
            .take(DRAWN)
            .map(|effect| GroupEffect {
                title: sentence(&effect.name),
                shapley: drawn(effect.shapley),
                total: Some(drawn(effect.total)),
                words: format!(
                    "Shapley effect {}\ntotal effect {}",
                    explained::percent(effect.shapley),
                    explained::percent(effect.total)
                ),
            })
            .collect(),
    };
    let mut table = Table::new(
        title,
        vec![text("Group"), number("Shapley effect"), number("Alone"), number("Total effect")],
    );
    for effect in &effects.groups {
        table.push(
            sentence(&effect.name),
            vec![percent(effect.shapley), percent(effect.first), percent(effect.total)],
        );
    }
    table.push_strong("Accounted for", vec![percent(effects.explained)]);
    let notes = [
        "Shapley effects share out what groups do together, and sum to what is accounted for. Total effects count it \
                  in full for each group, and may sum to more than the whole.",
    ];
    figure(id, title, &picture.description, &picture.specification(), &notes, table)
}

/// What each group does to the outcome, by talks between pairs of draws.
fn taken_over(swaps: &Swaps) -> Figure {
    let title = "On whether there is a deal in force";
    let picture = Groups {
        description: "What share of what is unknown about a deal in force each group of inputs drives."
            .into(),
        unit: "Share of what is unknown about a deal in force".into(),
        groups: swaps
            .groups
            .iter()
            .take(DRAWN)
            .map(|effect| GroupEffect {
                title: sentence(&effect.name),
                shapley: drawn(effect.shapley),
                total: None,
                words: format!("Shapley effect {}", explained::percent(effect.shapley)),
            })
            .collect(),
    };
    let mut table = Table::new(title, vec![text("Group"), number("Shapley effect")]);
    for effect in &swaps.groups {
        table.push(sentence(&effect.name), vec![percent(effect.shapley)]);
    }
    let notes = ["Shapley effects share out what groups do together, and sum to the whole."];
    figure("effects-outcome", title, &picture.description, &picture.specification(), &notes, table)
}

pub(super) fn asking(report: &SimulationReport<'_>) -> Section {
    let mut section = Section::new("asking", "What to ask first", "What to ask first");
    if report.sample.columns().inputs.is_empty() {
        return section;
    }
    section.known(&report.explanations.asking, |section, asking| {
        section.said(asking.words());
        section.picture(questions(asking));
        if let Some(decision) = &asking.decision {
            section.table(decided(decision));
        }
    });
    section
}

fn questions(asking: &Asking) -> Figure {
    let question = |ask: &Ask| Question {
        title: ask.name.clone(),
        gone: drawn(ask.gain),
        words: format!("{} of what is unknown would be gone", explained::percent(ask.gain)),
    };
    let picture = Questions {
        description: "How much of what is unknown about the answer would be gone if an input were known."
            .into(),
        questions: asking.inputs.iter().take(DRAWN).map(question).collect(),
    };
    let mut table = Table::new(
        "What learning it alone would take away, on average, of what is unknown about a deal in force",
        vec![text("Input or group"), number("Taken away")],
    );
    for ask in asking.groups.iter().take(ROWS) {
        table.push_strong(format!("{}, all of it", sentence(&ask.name)), vec![percent(ask.gain)]);
    }
    for ask in asking.inputs.iter().take(ROWS) {
        table.push(ask.name.clone(), vec![percent(ask.gain)]);
    }
    figure("asking", "Input by input", &picture.description, &picture.specification(), &[], table)
}

fn decided(decision: &Decision) -> Table {
    let mut table = Table::new(
        format!(
            "What learning is worth to the choice: by how much the probability in force would rise above {} (with {}) if \
             it were known before choosing",
            explained::percent(decision.now),
            decision.best
        ),
        vec![text("If this were known"), number("In force would rise by")],
    );
    table.push_strong("everything", vec![Cell::Number(explained::percentage_points(decision.all))]);
    for ask in decision.inputs.iter().take(DRAWN) {
        table.push(ask.name.clone(), vec![Cell::Number(explained::percentage_points(ask.gain))]);
    }
    table
}
