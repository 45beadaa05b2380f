//! Hard bounds: packages beyond them are refused whatever else they give.

use wasit_model::belief::{Bounds, LinePart, LinePlace};
use wasit_model::{RedLine, ValueIndex, ValueSet};

use crate::collector::{Collector, Span, in_words};
use crate::fields::{self, Fields};
use crate::talks::issues::Issues;
use crate::talks::{Budget, SET_ENTRIES_PER_CELL, parties, selection};
use crate::tree::{Content, Drawn, Node};

const BOUNDS: [&str; 4] = ["never", "only", "at_least", "at_most"];

/// A red line, and the strictest that it may be.
pub(super) struct Line {
    pub(super) part: LinePart,
    pub(super) strictest: RedLine,
}

/// Reads the value of `red_lines`: those that may hold.
pub(super) fn read(
    node: &Node,
    issues: &Issues,
    budget: &mut Budget,
    collector: &mut Collector,
) -> Option<Vec<Line>> {
    let items = fields::list(node, "`red_lines`", false, collector)?;
    let before = collector.count();
    let mut lines = Vec::with_capacity(items.len());
    let mut strictest = Vec::with_capacity(items.len());
    for item in items {
        if let Some(Some(line)) = read_line(item, issues, budget, collector) {
            strictest.push((line.strictest.clone(), item.span, line.part.is_drawn()));
            lines.push(line);
        }
    }
    let sound = collector.count() == before;
    (!parties::leaves_nothing(&strictest, issues, collector) && sound).then_some(lines)
}

/// Reads a red line; the inner `None` where it never holds.
fn read_line(
    node: &Node,
    issues: &Issues,
    budget: &mut Budget,
    collector: &mut Collector,
) -> Option<Option<Line>> {
    let keys = [
        "issue",
        "never",
        "only",
        "at_least",
        "at_most",
        "never_together",
        "holds",
        "words",
        "why",
        "source",
        "confidence",
    ];
    let fields = Fields::read(node, "a red line", &keys, None, collector)?;
    let why = fields.words("why", collector);
    // Read for their faults only: what is drawn says why.
    fields.text("source", collector);
    fields.text("confidence", collector);
    let holds = read_holds(&fields, collector);
    let (place, words) = match (fields.get("issue"), fields.get("never_together")) {
        (Some(_), None) => read_single(&fields, node.span, issues, budget, collector)?,
        (None, Some(_)) => read_combination(&fields, issues, budget, collector)?,
        (None, None) => {
            collector
                .wrong(node.span, "the red line does not say what it is about")
                .help("write `{ issue: price, at_most: 200 }` or `{ never_together: { price: 100, delivery: may } }`");
            return None;
        }
        (Some(_), Some(second)) => {
            collector
                .wrong(second.key.span, "a red line is on one issue or on a combination, and this is on both")
                .help("write two red lines");
            return None;
        }
    };
    let own = fields.words("words", collector);
    let (place, strictest) = match place {
        Place::Known(clauses) => {
            let words = own.unwrap_or(words);
            let words = why.map_or_else(|| words.clone(), |why| format!("{words} ({why})"));
            let line = RedLine { clauses, words };
            (LinePlace::Known(line.clone()), line)
        }
        Place::Bounds(bounds, beyond) => {
            let strictest = RedLine { clauses: vec![(bounds.issue, beyond)], words };
            (LinePlace::Bounds(Bounds { words: own, why, ..bounds }), strictest)
        }
    };
    Some(match holds? {
        Holds::Always => Some(Line { part: LinePart { place, holds: None }, strictest }),
        Holds::Sometimes(column) => Some(Line { part: LinePart { place, holds: Some(column) }, strictest }),
        Holds::Never => None,
    })
}

/// Whether a red line holds.
enum Holds {
    Always,
    /// The column that says it.
    Sometimes(usize),
    Never,
}

fn read_holds(fields: &Fields<'_>, collector: &mut Collector) -> Option<Holds> {
    if fields.get("holds").is_none() {
        return Some(Holds::Always);
    }
    let node = fields.value("holds", collector)?;
    if let &Content::Drawn(Drawn::Chance { column }) = node.content.as_ref() {
        return Some(Holds::Sometimes(column));
    }
    let what = if let Content::Mapping(_) = node.content.as_ref() {
        "`holds` is a probability, and cannot be uncertain itself"
    } else {
        match fields::number(node, "`holds`", collector)? {
            1.0 => return Some(Holds::Always),
            0.0 => return Some(Holds::Never),
            _ => "`holds` is a probability, from 0 to 1",
        }
    };
    collector.wrong(node.span, what).help("such as `holds: 0.8`: in eight draws of ten the line is there");
    None
}

/// Where a line lies: the same in every draw, or by bounds, with the values beyond them at their strictest.
enum Place {
    Known(Vec<(usize, ValueSet)>),
    Bounds(Bounds, ValueSet),
}

fn read_single(
    fields: &Fields<'_>,
    span: Span,
    issues: &Issues,
    budget: &mut Budget,
    collector: &mut Collector,
) -> Option<(Place, String)> {
    let bounds = fields.present(&BOUNDS);
    let node = fields.value("issue", collector)?;
    let name = fields::text(node, "an issue's name", collector)?;
    let issue = issues.find(name, node.span, collector)?;
    let values = issues.values(issue)?;
    if !budget.spend(values.len().div_ceil(SET_ENTRIES_PER_CELL), span, collector) {
        return None;
    }
    let beyond = match bounds.as_slice() {
        [] => {
            collector
                .wrong(span, format!("the red line on `{name}` does not say where it lies"))
                .help("write `never: [..]`, `only: [..]`, `at_least: ..` or `at_most: ..`");
            return None;
        }
        ["never"] => {
            selection::read_values(fields.value("never", collector)?, issue, values, issues, collector)?
        }
        ["only"] => {
            selection::read_values(fields.value("only", collector)?, issue, values, issues, collector)?
                .into_iter()
                .map(|only| !only)
                .collect()
        }
        ["at_least" | "at_most"] | ["at_least", "at_most"] => {
            let drawn =
                |key| matches!(fields.get(key).map(|entry| &*entry.value.content), Some(Content::Drawn(_)));
            if drawn("at_least") || drawn("at_most") {
                let (bounds, beyond) = selection::read_drawn_bounds(fields, issue, issues, collector)?;
                return Some((Place::Bounds(bounds, beyond), name.to_owned()));
            }
            selection::read_bounds(fields, issue, issues, collector)?
        }
        several => {
            let second = fields.get(several[1]).map_or(span, |entry| entry.key.span);
            collector
                .wrong(
                    second,
                    format!("a red line is drawn in one way, and here are {}", in_words(several, "and")),
                )
                .help("write two red lines; only `at_least` and `at_most` go together");
            return None;
        }
    };
    let words: Vec<String> = bounds
        .iter()
        .map(|bound| {
            let value = match *bound {
                "never" => chosen(&beyond, issue, issues),
                "only" => chosen(&beyond.iter().map(|beyond| !beyond).collect(), issue, issues),
                _ => fields.text(bound, collector).unwrap_or_default().trim().to_owned(),
            };
            format!("{} {value}", bound.replace('_', " "))
        })
        .collect();
    let words = format!("{name} {}", words.join(" and "));
    Some((Place::Known(vec![(issue, beyond)]), words))
}

fn read_combination(
    fields: &Fields<'_>,
    issues: &Issues,
    budget: &mut Budget,
    collector: &mut Collector,
) -> Option<(Place, String)> {
    let beside = fields.present(&BOUNDS);
    if let Some(entry) = beside.first().and_then(|key| fields.get(key)) {
        collector
            .wrong(
                entry.key.span,
                format!("`{}` belongs to a red line on one issue, with `issue`", entry.key.text),
            )
            .help("write two red lines");
        return None;
    }
    let node = fields.value("never_together", collector)?;
    let clauses = selection::read_clauses(node, "`never_together`", issues, budget, collector)?;
    if let [(issue, _)] = clauses.as_slice() {
        collector
            .wrong(node.span, "a combination is of two issues or more")
            .help(format!("for one, write `{{ issue: {}, never: [..] }}`", issues.name(*issue)));
        return None;
    }
    let words: Vec<String> = clauses
        .iter()
        .map(|(issue, set)| format!("{} {}", issues.name(*issue), chosen(set, *issue, issues)))
        .collect();
    Some((Place::Known(clauses), format!("never {}", words.join(" with "))))
}

/// The chosen values in words: `a, b or c`.
pub(crate) fn chosen(set: &ValueSet, issue: usize, issues: &Issues) -> String {
    let Some(values) = issues.values(issue) else { return String::new() };
    let labels: Vec<_> = set
        .iter()
        .enumerate()
        .filter(|(_, chosen)| **chosen)
        .map(|(at, _)| values.label(at as ValueIndex))
        .collect();
    match labels.as_slice() {
        [] => "nothing".into(),
        [one] => one.to_string(),
        [first, .., last] if labels.len() > 6 => format!("{first} … {last}"),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}
