//! What several issues are worth together.

use wasit_model::belief::{Amount, BoxPart};

use crate::collector::{Collector, Span, in_words};
use crate::fields::{self, Fields, cut};
use crate::talks::figure::{self, Figure};
use crate::talks::issues::Issues;
use crate::talks::{Budget, selection, wants};
use crate::tree::{Content, Entry, Node};

/// Factors over several issues: tables with their weights, not yet scaled, and what boxes add.
#[derive(Default)]
pub(super) struct Together {
    pub(super) tables: Vec<Table>,
    pub(super) boxes: Vec<BoxPart>,
}

/// A table over several issues.
pub(super) struct Table {
    /// Its place among the entries, from 1.
    pub(super) number: usize,
    /// `None` where the entry does not say it.
    pub(super) weight: Option<Figure>,
    pub(super) weight_span: Option<Span>,
    /// The issues, rising.
    pub(super) scope: Vec<usize>,
    pub(super) worths: Vec<Amount>,
}

/// Reads the value of `together`.
pub(super) fn read(
    node: &Node,
    issues: &Issues,
    budget: &mut Budget,
    collector: &mut Collector,
) -> Option<Together> {
    let items = fields::list(node, "`together`", false, collector)?;
    let mut together = Together::default();
    let mut sound = true;
    for (at, item) in items.iter().enumerate() {
        let keys = ["issues", "weight", "table", "when", "adds"];
        let Some(fields) = Fields::read(item, "an entry of `together`", &keys, None, collector) else {
            sound = false;
            continue;
        };
        let table = !fields.present(&["issues", "weight", "table"]).is_empty();
        let inside = !fields.present(&["when", "adds"]).is_empty();
        let read = match (table, inside) {
            (true, false) => read_table(&fields, (at + 1, item.span), issues, budget, collector)
                .map(|factor| together.tables.push(factor)),
            (false, true) => read_box(&fields, item.span, issues, budget, collector)
                .map(|factor| together.boxes.push(factor)),
            _ => {
                collector
                    .wrong(
                        item.span,
                        "an entry of `together` is either a table or a condition that adds something",
                    )
                    .help("write `{ issues: [a, b], table: … }` or `{ when: { a: …, b: … }, adds: 0.2 }`");
                None
            }
        };
        sound &= read.is_some();
    }
    sound.then_some(together)
}

fn read_box(
    fields: &Fields<'_>,
    span: Span,
    issues: &Issues,
    budget: &mut Budget,
    collector: &mut Collector,
) -> Option<BoxPart> {
    let missing: Vec<&str> = ["when", "adds"].into_iter().filter(|key| fields.get(key).is_none()).collect();
    if !missing.is_empty() {
        collector
            .wrong(span, format!("{} is missing here", in_words(&missing, "and")))
            .help("write `{ when: { price: 100, delivery: may }, adds: 0.2 }`");
    }
    let clauses = fields
        .value("when", collector)
        .and_then(|node| selection::read_clauses(node, "`when`", issues, budget, collector));
    let adds = figure::of(fields, "adds", collector);
    Some(BoxPart { clauses: clauses?, adds: adds?.amount })
}

fn read_table(
    fields: &Fields<'_>,
    (number, span): (usize, Span),
    issues: &Issues,
    budget: &mut Budget,
    collector: &mut Collector,
) -> Option<Table> {
    let missing: Vec<&str> =
        ["issues", "table"].into_iter().filter(|key| fields.get(key).is_none()).collect();
    if !missing.is_empty() {
        collector
            .wrong(span, format!("{} is missing here", in_words(&missing, "and")))
            .help("write `{ issues: [a, b], table: { a1: { b1: 0, b2: 1 }, a2: { b1: 1, b2: 0 } } }`");
    }
    let weight_span = fields.get("weight").map(|entry| entry.key.span);
    let weight = match weight_span {
        Some(_) => {
            fields.value("weight", collector).and_then(|node| wants::read_weight(node, collector)).map(Some)
        }
        None => Some(None),
    };
    let scope = fields.value("issues", collector).and_then(|node| read_scope(node, issues, collector));
    let table = fields.value("table", collector)?;
    let scope = scope?;
    let widths: Vec<usize> = scope
        .iter()
        .map(|&issue| issues.values(issue).map(wasit_model::Values::len))
        .collect::<Option<_>>()?;
    let size = widths.iter().fold(1_usize, |size, &width| size.saturating_mul(width));
    if !budget.spend(size, table.span, collector) {
        return None;
    }
    let mut cells = Cells { issues, scope: &scope, widths: &widths, worths: vec![None; size], sound: true };
    match table.content.as_ref() {
        Content::Sequence(items) => {
            items.iter().for_each(|item| cells.read_case(item, budget, collector));
            // What no case names is worth nothing.
            cells.worths.iter_mut().for_each(|worth| *worth = worth.or(Some(Amount::Known(0.0))));
        }
        _ => {
            cells.read_nested(table, table.span, 0, 0, collector);
            if cells.sound {
                cells.tell_missing(table.span, collector);
            }
        }
    }
    let sound = cells.sound;
    let worths = cells.worths.into_iter().collect::<Option<Vec<Amount>>>().filter(|_| sound)?;
    let (scope, worths) = in_order(scope, &widths, &worths);
    Some(Table { number, weight: weight?, weight_span, scope, worths })
}

fn read_scope(node: &Node, issues: &Issues, collector: &mut Collector) -> Option<Vec<usize>> {
    let items = fields::list(node, "`issues`", false, collector)?;
    let mut scope = Vec::with_capacity(items.len());
    let mut sound = true;
    for item in items {
        let name = fields::text(item, "an issue's name", collector);
        match name.and_then(|name| issues.find(name, item.span, collector)) {
            Some(issue) if scope.contains(&issue) => {
                collector
                    .wrong(item.span, format!("`{}` stands twice here", issues.name(issue)))
                    .help("name each issue once");
                sound = false;
            }
            Some(issue) => scope.push(issue),
            None => sound = false,
        }
    }
    if sound && scope.len() < 2 {
        collector
            .wrong(node.span, "a table is over two issues or more")
            .help("what one issue is worth belongs into `wants`");
        return None;
    }
    sound.then_some(scope)
}

/// A table that is being filled, row-major in the order in which the file names the issues.
struct Cells<'a> {
    issues: &'a Issues,
    scope: &'a [usize],
    widths: &'a [usize],
    worths: Vec<Option<Amount>>,
    sound: bool,
}

impl Cells<'_> {
    /// Reads a mapping of the values of the issue at `depth`, each to the mapping of the next or to a worth.
    fn read_nested(&mut self, node: &Node, span: Span, depth: usize, at: usize, collector: &mut Collector) {
        let Some(&issue) = self.scope.get(depth) else {
            match figure::read(node, "a worth", collector) {
                Some(worth) => self.set(at, worth.amount, span, collector),
                None => self.sound = false,
            }
            return;
        };
        let what = format!("the table's part for `{}`", self.issues.name(issue));
        let Some(entries) = fields::mapping(node, &what, collector) else {
            self.sound = false;
            return;
        };
        for Entry { key, value } in entries {
            match self.issues.find_value(issue, &key.text, key.span, collector) {
                Some(found) => {
                    let next = at * self.widths[depth] + usize::from(found);
                    self.read_nested(value, key.span, depth + 1, next, collector);
                }
                None => self.sound = false,
            }
        }
    }

    /// Reads `{ when: { … }, worth: 0.3 }`.
    fn read_case(&mut self, node: &Node, budget: &mut Budget, collector: &mut Collector) {
        let sound = self.sound;
        self.sound = false;
        let Some(fields) = Fields::read(node, "a table's case", &["when", "worth"], None, collector) else {
            return;
        };
        let missing: Vec<&str> =
            ["when", "worth"].into_iter().filter(|key| fields.get(key).is_none()).collect();
        if !missing.is_empty() {
            collector
                .wrong(node.span, format!("{} is missing here", in_words(&missing, "and")))
                .help("write `{ when: { a: a1, b: [b1, b2] }, worth: 0.3 }`");
            return;
        }
        let worth = figure::of(&fields, "worth", collector).map(|worth| worth.amount);
        let Some(when) = fields.value("when", collector) else { return };
        let Some(clauses) = selection::read_clauses(when, "`when`", self.issues, budget, collector) else {
            return;
        };
        if let Some((foreign, _)) = clauses.iter().find(|(issue, _)| !self.scope.contains(issue)) {
            let name = self.issues.name(*foreign);
            collector.wrong(when.span, format!("`{}` is not an issue of this table", cut(name))).help(
                format!(
                    "its issues are {}",
                    in_words(self.scope.iter().map(|&issue| self.issues.name(issue)), "and")
                ),
            );
            return;
        }
        let Some(worth) = worth else { return };
        let chosen: Vec<Vec<usize>> = (0..self.scope.len())
            .map(|depth| {
                let set = clauses.iter().find(|(issue, _)| *issue == self.scope[depth]).map(|(_, set)| set);
                (0..self.widths[depth]).filter(|&value| set.is_none_or(|set| set[value])).collect()
            })
            .collect();
        let covered = chosen.iter().fold(1_usize, |covered, values| covered.saturating_mul(values.len()));
        if !budget.spend(covered, when.span, collector) {
            return;
        }
        self.sound = sound;
        let mut cells = vec![0_usize];
        for (depth, values) in chosen.iter().enumerate() {
            let width = self.widths[depth];
            cells =
                cells.iter().flat_map(|&at| values.iter().map(move |&value| at * width + value)).collect();
        }
        for at in cells {
            if self.worths[at].is_some() {
                collector
                    .wrong(when.span, "a case further up covers some of this already")
                    .help("let the cases not overlap, so that every combination has one worth");
                self.sound = false;
                return;
            }
            self.worths[at] = Some(worth);
        }
    }

    fn set(&mut self, at: usize, worth: Amount, span: Span, collector: &mut Collector) {
        if self.worths[at].replace(worth).is_some() {
            collector.wrong(span, "this combination stands in the table already").help("keep one of the two");
            self.sound = false;
        }
    }

    fn tell_missing(&mut self, span: Span, collector: &mut Collector) {
        let missing =
            || self.worths.iter().enumerate().filter(|(_, worth)| worth.is_none()).map(|(at, _)| at);
        if missing().next().is_none() {
            return;
        }
        let names = missing().map(|at| self.label(at));
        collector
            .wrong(span, format!("the worth of {} is missing", in_words(names, "and")))
            .help("write a number for every combination, or a list of cases `{ when: { … }, worth: … }`, the rest being 0");
        self.sound = false;
    }

    /// A cell in words.
    fn label(&self, mut at: usize) -> String {
        let mut parts = Vec::with_capacity(self.scope.len());
        for (&issue, &width) in self.scope.iter().zip(self.widths).rev() {
            let value = at % width;
            at /= width;
            let label = self.issues.values(issue).map(|values| values.label(value as u16).into_owned());
            parts.push(label.unwrap_or_default());
        }
        parts.reverse();
        parts.join(" with ")
    }
}

/// The table with its issues in rising order, as the model wants it.
fn in_order(scope: Vec<usize>, widths: &[usize], worths: &[Amount]) -> (Vec<usize>, Vec<Amount>) {
    let mut order: Vec<usize> = (0..scope.len()).collect();
    order.sort_by_key(|&depth| scope[depth]);
    let mut strides = vec![1_usize; scope.len()];
    for depth in (0..scope.len().saturating_sub(1)).rev() {
        strides[depth] = strides[depth + 1] * widths[depth + 1];
    }
    let mut cells = vec![0_usize];
    for &depth in &order {
        let stride = strides[depth];
        cells =
            cells.iter().flat_map(|&at| (0..widths[depth]).map(move |value| at + value * stride)).collect();
    }
    let scope = order.iter().map(|&depth| scope[depth]).collect();
    (scope, cells.into_iter().map(|at| worths[at]).collect())
}
