//! Hard bounds: packages beyond them are refused whatever else they give.

use wasit_model::{RedLine, ValueIndex, ValueSet};

use crate::collector::{Collector, Span, in_words};
use crate::fields::{self, Fields};
use crate::talks::issues::Issues;
use crate::talks::{Budget, SET_ENTRIES_PER_CELL, parties, selection};
use crate::tree::Node;

const BOUNDS: [&str; 4] = ["never", "only", "at_least", "at_most"];

/// Reads the value of `red_lines`.
pub(super) fn read(
    node: &Node,
    issues: &Issues,
    budget: &mut Budget,
    collector: &mut Collector,
) -> Option<Vec<RedLine>> {
    let items = fields::list(node, "`red_lines`", false, collector)?;
    let read: Vec<Option<(RedLine, Span)>> = items
        .iter()
        .map(|item| read_line(item, issues, budget, collector).map(|line| (line, item.span)))
        .collect();
    let known: Vec<(RedLine, Span)> = read.iter().flatten().cloned().collect();
    if parties::leaves_nothing(&known, issues, collector) || known.len() < items.len() {
        return None;
    }
    Some(known.into_iter().map(|(line, _)| line).collect())
}

fn read_line(
    node: &Node,
    issues: &Issues,
    budget: &mut Budget,
    collector: &mut Collector,
) -> Option<RedLine> {
    let keys = ["issue", "never", "only", "at_least", "at_most", "never_together", "words", "why"];
    let fields = Fields::read(node, "a red line", &keys, None, collector)?;
    let why = fields.words("why", collector);
    let (clauses, words) = match (fields.get("issue"), fields.get("never_together")) {
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
    let words = fields.words("words", collector).unwrap_or(words);
    let words = why.map_or_else(|| words.clone(), |why| format!("{words} ({why})"));
    Some(RedLine { clauses, words })
}

type Line = (Vec<(usize, ValueSet)>, String);

fn read_single(
    fields: &Fields<'_>,
    span: Span,
    issues: &Issues,
    budget: &mut Budget,
    collector: &mut Collector,
) -> Option<Line> {
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
    Some((vec![(issue, beyond)], words))
}

fn read_combination(
    fields: &Fields<'_>,
    issues: &Issues,
    budget: &mut Budget,
    collector: &mut Collector,
) -> Option<Line> {
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
    Some((clauses, format!("never {}", words.join(" with "))))
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
