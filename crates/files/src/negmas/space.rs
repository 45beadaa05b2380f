//! The outcome space.

use std::collections::HashMap;

use wasit_model::{Issue, Space, Values};

use super::record::Record;
use crate::collector::{Collector, Span};
use crate::fields::{self, cut, grouped};
use crate::tree::{Content, Node};

/// How many values NegMAS takes of a continuous issue that does not say so.
const LEVELS: u32 = 10;

/// Reads the space: its name, where it has one, and the issues. `sides` is how many will want something of it.
pub(super) fn read(
    root: &Node,
    sides: usize,
    assumed: &mut Vec<String>,
    collector: &mut Collector,
) -> Option<(Option<String>, Space)> {
    let what = "the outcome space";
    let record = Record::read(root, what, &["name", "issues"], assumed, collector)?;
    let (kind, kind_at) = record.kind(what, root, collector)?;
    if !matches!(kind, "DiscreteCartesianOutcomeSpace" | "CartesianOutcomeSpace") {
        collector
            .wrong(kind_at.span, format!("outcome spaces of the type `{}` are not read", cut(kind)))
            .label("not known")
            .help("the issues must be free of one another: `DiscreteCartesianOutcomeSpace` or `CartesianOutcomeSpace`");
        return None;
    }
    let name = match record.get("name") {
        Some(node) => Some(fields::text(node, "`name`", collector)?.trim().to_owned()),
        None => None,
    };
    let node = record.need("issues", what, root, collector)?;
    let items = fields::list(node, "`issues`", false, collector)?;
    if items.is_empty() || items.len() > Space::MAX_ISSUES {
        let count = grouped(items.len() as u64);
        collector
            .wrong(
                node.span,
                format!("an outcome space has from 1 to 1,000 issues, and this one has {count}"),
            )
            .help("such as `- { name: price, type: ContiguousIssue, values: [1, 10] }`");
        return None;
    }
    let mut first: HashMap<String, Span> = HashMap::with_capacity(items.len());
    let issues: Vec<Option<Issue>> = items
        .iter()
        .map(|item| {
            let issue = read_issue(item, assumed, collector)?;
            if let Some(before) = first.insert(issue.name.clone(), item.span) {
                let line = collector.line(before);
                collector
                    .wrong(
                        item.span,
                        format!("the issue `{}` stands twice, first in line {line}", cut(&issue.name)),
                    )
                    .help("give this one another name");
            }
            Some(issue)
        })
        .collect();
    let issues = issues.into_iter().collect::<Option<Vec<_>>>()?;
    let width: usize = issues.iter().map(|issue| issue.values.len()).sum();
    if super::too_many(width, sides) {
        collector
            .wrong(node.span, "the issues ask for more than the 4,000,000 numbers that preferences may hold")
            .help("that is values of all issues times utility functions: take fewer values");
        return None;
    }
    if !collector.is_empty() {
        return None;
    }
    crate::talks::said(Space::new(issues), node.span, collector).map(|space| (name, space))
}

fn read_issue(node: &Node, assumed: &mut Vec<String>, collector: &mut Collector) -> Option<Issue> {
    let what = "an issue";
    let record = Record::read(node, what, &["name", "values", "n_levels"], assumed, collector)?;
    let name = record.need("name", what, node, collector).and_then(|name| {
        let text = fields::text(name, "an issue's name", collector)?;
        fields::name(text, name.span, "an issue's name", collector)
    });
    let (kind, kind_at) = record.kind(what, node, collector)?;
    let values = record.need("values", what, node, collector)?;
    let values = match kind {
        "CategoricalIssue"
        | "DiscreteOrdinalIssue"
        | "DiscreteCardinalIssue"
        | "OrdinalIssue"
        | "CardinalIssue" => read_listed(values, collector),
        "ContiguousIssue" => read_contiguous(values, collector),
        "ContinuousIssue" => {
            let levels = match record.get("n_levels") {
                Some(node) => fields::count(node, "`n_levels`", Values::MAX as u32, collector)?,
                None => LEVELS,
            };
            let read = read_continuous(values, levels, collector);
            if let Some(name) = name {
                assumed.push(format!(
                    "the issue `{}` is continuous, and is taken to have {levels} values, evenly spaced",
                    cut(name)
                ));
            }
            read
        }
        _ => {
            collector
                .wrong(kind_at.span, format!("issues of the type `{}` are not read", cut(kind)))
                .label("not known")
                .help(
                    "an issue needs a first and a last value or a list: `CategoricalIssue`, `DiscreteOrdinalIssue`, \
                     `DiscreteCardinalIssue`, `ContiguousIssue` or `ContinuousIssue`",
                );
            None
        }
    };
    let name = name?.to_owned();
    Some(Issue { title: name.clone(), name, unit: None, description: None, values: values? })
}

fn read_listed(node: &Node, collector: &mut Collector) -> Option<Values> {
    let items = fields::list(node, "`values`", false, collector)?;
    let mut first: HashMap<&str, Span> = HashMap::with_capacity(items.len());
    let mut sound = true;
    let mut labels = Vec::with_capacity(items.len().min(Values::MAX));
    for item in items {
        let label = fields::text(item, "a value", collector)
            .and_then(|text| fields::name(text, item.span, "a value", collector));
        let Some(label) = label else {
            sound = false;
            continue;
        };
        if let Some(before) = first.insert(label, item.span) {
            let line = collector.line(before);
            collector
                .wrong(item.span, format!("the value `{}` stands twice, first in line {line}", cut(label)))
                .label("the second")
                .help("keep one of the two");
            sound = false;
        }
        labels.push(label.to_owned());
    }
    if !sound {
        return None;
    }
    crate::talks::said(Values::categorical(labels), node.span, collector)
}

/// `[first, last]`, both included, or a number `n` for 0 to n - 1.
fn read_contiguous(node: &Node, collector: &mut Collector) -> Option<Values> {
    let whole = |node: &Node, collector: &mut Collector| {
        let number = fields::number(node, "the end of a range", collector)?;
        if number.fract() == 0.0 {
            return Some(number as i64);
        }
        collector
            .wrong(node.span, format!("a `ContiguousIssue` is of whole numbers, and `{number}` is none"))
            .help("take whole numbers, or a `ContinuousIssue`");
        None
    };
    let (from, to) = match node.content.as_ref() {
        Content::Sequence(ends) if ends.len() == 2 => {
            let (from, to) = (whole(&ends[0], collector), whole(&ends[1], collector));
            (from?, to?)
        }
        Content::Scalar { .. } => (0, whole(node, collector)? - 1),
        _ => {
            collector
                .wrong(node.span, "a `ContiguousIssue` has its first and its last value, and no more")
                .help("such as `values: [1, 10]`; a list of values belongs to a `CategoricalIssue`");
            return None;
        }
    };
    crate::talks::said(Values::integers(from, to, 1), node.span, collector)
}

fn read_continuous(node: &Node, levels: u32, collector: &mut Collector) -> Option<Values> {
    let ends = fields::list(node, "`values`", false, collector)?;
    let [from, to] = ends else {
        collector
            .wrong(node.span, "a `ContinuousIssue` has its least and its greatest value, and no more")
            .help("such as `values: [0.0, 1.0]`");
        return None;
    };
    let (from_at, to_at) = (from, to);
    let from = fields::number(from_at, "the end of a range", collector);
    let to = fields::number(to_at, "the end of a range", collector);
    let (from, to) = (from?, to?);
    let step = if levels > 1 { (to - from) / f64::from(levels - 1) } else { 1.0 };
    if to > from && step < 1e-9_f64.max(1e-12 * from.abs().max(to.abs())) {
        collector
            .wrong(to_at.span, "the ends lie too near one another to tell the values between them apart")
            .help("take another unit");
        return None;
    }
    let to = if levels > 1 { to } else { from };
    let values = if from == to { Values::reals(from, to, 1.0) } else { Values::reals(from, to, step) };
    crate::talks::said(values, node.span, collector)
}
