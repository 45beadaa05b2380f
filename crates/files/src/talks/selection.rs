//! Which values of an issue are meant: one, several, or those within bounds.

use wasit_model::belief::{Bound as DrawnBound, Bounds};
use wasit_model::{ValueIndex, ValueSet, Values};

use crate::collector::{Collector, Span};
use crate::fields::{self, Fields, cut};
use crate::talks::issues::Issues;
use crate::talks::{Budget, SET_ENTRIES_PER_CELL, wants};
use crate::tree::{Content, Drawn, Entry, Node};

/// A bound on the values of an issue.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Bound {
    AtLeast,
    AtMost,
}

impl Bound {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::AtLeast => "at_least",
            Self::AtMost => "at_most",
        }
    }
}

/// Reads a mapping of issues to selections, as clauses in the order of the issues.
pub(crate) fn read_clauses(
    node: &Node,
    what: &str,
    issues: &Issues,
    budget: &mut Budget,
    collector: &mut Collector,
) -> Option<Vec<(usize, ValueSet)>> {
    let entries = fields::mapping(node, what, collector)?;
    if entries.is_empty() {
        collector
            .wrong(node.span, format!("{what} names no issue"))
            .help("write issues and their values: `{ price: 100, delivery: [may, june] }`");
        return None;
    }
    let mut clauses = Vec::with_capacity(entries.len());
    for Entry { key, value } in entries {
        let issue = issues.find(&key.text, key.span, collector);
        if value.is_nothing() {
            collector
                .wrong(key.span, format!("nothing stands behind `{}`", cut(&key.text)))
                .help("write a value, a list of values, or `{ at_least: …, at_most: … }`");
            continue;
        }
        let set = issue.and_then(|issue| read(value, issue, issues, budget, collector));
        if let (Some(issue), Some(set)) = (issue, set) {
            clauses.push((issue, set));
        }
    }
    clauses.sort_by_key(|clause| clause.0);
    (clauses.len() == entries.len()).then_some(clauses)
}

/// Reads one value, a list of values, or `{ at_least, at_most }`.
pub(super) fn read(
    node: &Node,
    issue: usize,
    issues: &Issues,
    budget: &mut Budget,
    collector: &mut Collector,
) -> Option<ValueSet> {
    let values = issues.values(issue)?;
    if !budget.spend(values.len().div_ceil(SET_ENTRIES_PER_CELL), node.span, collector) {
        return None;
    }
    if let Content::Mapping(_) = node.content.as_ref() {
        let fields = Fields::read(node, "a condition", &["at_least", "at_most"], None, collector)?;
        if fields.present(&["at_least", "at_most"]).is_empty() {
            collector
                .wrong(node.span, "the condition has no bound")
                .help("write `{ at_least: 5, at_most: 15 }`, or one of them");
            return None;
        }
        let outside = read_bounds(&fields, issue, issues, collector)?;
        let inside: ValueSet = outside.into_iter().map(|outside| !outside).collect();
        if !inside.contains(&true) {
            let name = issues.name(issue);
            collector
                .wrong(node.span, format!("no value of `{name}` lies within these bounds"))
                .help(super::issues::said(values));
            return None;
        }
        return Some(inside);
    }
    read_values(node, issue, values, issues, collector)
}

/// Reads one value or a list of values.
pub(super) fn read_values(
    node: &Node,
    issue: usize,
    values: &Values,
    issues: &Issues,
    collector: &mut Collector,
) -> Option<ValueSet> {
    let items = fields::list(node, "a choice of values", true, collector)?;
    if items.is_empty() {
        collector
            .wrong(node.span, format!("no value of `{}` is named", issues.name(issue)))
            .help(super::issues::said(values));
        return None;
    }
    let mut set = vec![false; values.len()];
    let mut sound = true;
    for item in items {
        let found = fields::text(item, "a value", collector)
            .and_then(|text| issues.find_value(issue, text, item.span, collector));
        match found {
            Some(at) => set[usize::from(at)] = true,
            None => sound = false,
        }
    }
    sound.then_some(set)
}

/// The values *outside* the bounds `at_least` and `at_most`, of which at least one is there.
pub(super) fn read_bounds(
    fields: &Fields<'_>,
    issue: usize,
    issues: &Issues,
    collector: &mut Collector,
) -> Option<ValueSet> {
    let values = issues.values(issue)?;
    let mut outside = vec![false; values.len()];
    let mut sound = true;
    for bound in [Bound::AtLeast, Bound::AtMost] {
        if fields.get(bound.key()).is_none() {
            continue;
        }
        let more = fields.value(bound.key(), collector).and_then(|node| {
            let text = fields::text(node, &format!("`{}`", bound.key()), collector)?;
            read_bound(bound, text, node.span, issue, values, issues, collector)
        });
        match more {
            Some(more) => outside.iter_mut().zip(more).for_each(|(outside, more)| *outside |= more),
            None => sound = false,
        }
    }
    sound.then_some(outside)
}

/// The bounds `at_least` and `at_most` where one of them is drawn, and the values beyond both at their strictest.
pub(super) fn read_drawn_bounds(
    fields: &Fields<'_>,
    issue: usize,
    issues: &Issues,
    collector: &mut Collector,
) -> Option<(Bounds, ValueSet)> {
    let values = issues.values(issue)?;
    let level = |at: usize| values.number(at as ValueIndex).unwrap_or(at as f64);
    let mut strictest = [None; 2];
    let mut read = [Bound::AtLeast, Bound::AtMost].map(|bound| {
        fields.get(bound.key())?;
        let node = fields.value(bound.key(), collector)?;
        let (read, strict) = read_drawn_bound(bound, node, issue, values, issues, collector)?;
        strictest[bound as usize] = Some(strict);
        Some(read)
    });
    let count = fields.present(&["at_least", "at_most"]).len();
    if read.iter().flatten().count() < count {
        return None;
    }
    let bounds = Bounds {
        issue,
        name: issues.name(issue).to_owned(),
        levels: (0..values.len()).map(level).collect(),
        slack: slack(values),
        at_least: read[0].take(),
        at_most: read[1].take(),
        words: None,
        why: None,
    };
    let beyond = bounds.beyond(strictest[0], strictest[1]);
    Some((bounds, beyond))
}

/// A bound that may be drawn, and the level at which it refuses most.
fn read_drawn_bound(
    bound: Bound,
    node: &Node,
    issue: usize,
    values: &Values,
    issues: &Issues,
    collector: &mut Collector,
) -> Option<(DrawnBound, f64)> {
    let what = format!("`{}`", bound.key());
    let level_of = |text: &str, collector: &mut Collector| {
        if values.is_numeric() {
            wants::number_of(text, node.span, &what, values, collector)
        } else {
            issues.find_value(issue, text, node.span, collector).map(f64::from)
        }
    };
    let strict = |levels: &mut dyn Iterator<Item = f64>| match bound {
        Bound::AtLeast => levels.fold(f64::NEG_INFINITY, f64::max),
        Bound::AtMost => levels.fold(f64::INFINITY, f64::min),
    };
    match node.content.as_ref() {
        &Content::Drawn(Drawn::Number { column, low, high, .. }) => {
            if !values.is_numeric() {
                let name = issues.name(issue);
                collector
                    .wrong(
                        node.span,
                        format!("the values of `{name}` are words, and this belief is on numbers"),
                    )
                    .help("write which of them, with weights: `{ any_of: { A: 2, B: 1 } }`");
                return None;
            }
            Some((DrawnBound::Drawn(column), strict(&mut [low, high].into_iter())))
        }
        Content::Drawn(Drawn::Label { column, options, .. }) => {
            let levels: Option<Vec<f64>> =
                options.iter().map(|option| level_of(&option.text, collector)).collect();
            let levels = levels?;
            let possible = levels.iter().zip(options.iter()).filter(|(_, option)| option.possible);
            let most = strict(&mut possible.map(|(level, _)| *level));
            let options = levels.into_iter().zip(options.iter().map(|option| option.text.clone())).collect();
            Some((DrawnBound::OneOf { column: *column, options }, most))
        }
        Content::Drawn(_) => None,
        _ => {
            let text = fields::text(node, &what, collector)?;
            let level = level_of(text, collector)?;
            Some((DrawnBound::Known { level, text: text.trim().to_owned() }, level))
        }
    }
}

/// How far beyond a bound still counts as on it: real values are reckoned from the first one, and a bound that equals
/// one in the file must not miss it by a hair.
fn slack(values: &Values) -> f64 {
    if let Values::Real { step, .. } = values { 1e-6 * step } else { 0.0 }
}

/// The values beyond a bound: by their numbers or days, or for words by the order of the list.
fn read_bound(
    bound: Bound,
    text: &str,
    span: Span,
    issue: usize,
    values: &Values,
    issues: &Issues,
    collector: &mut Collector,
) -> Option<ValueSet> {
    if !values.is_numeric() {
        let limit = issues.find_value(issue, text, span, collector)?;
        let beyond = |at: ValueIndex| if bound == Bound::AtLeast { at < limit } else { at > limit };
        return Some((0..values.len()).map(|at| beyond(at as ValueIndex)).collect());
    }
    let limit = wants::number_of(text, span, &format!("`{}`", bound.key()), values, collector)?;
    let slack = slack(values);
    let beyond = |number: f64| match bound {
        Bound::AtLeast => number < limit - slack,
        Bound::AtMost => number > limit + slack,
    };
    Some((0..values.len()).map(|at| values.number(at as ValueIndex).is_some_and(beyond)).collect())
}
