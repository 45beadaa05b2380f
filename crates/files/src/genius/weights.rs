//! How much each issue of a profile weighs: objectives, which may stand in one another, and the weights in them.

use super::assumed::Assumed;
use super::issues::{self, WrittenIssue, read_issue};
use super::xml::Element;
use crate::collector::{Collector, Span, in_words};
use crate::fields::cut;
use crate::scenario::Evaluations;

/// An objective, or what stands in for one: issues and objectives, and their weights by number.
#[derive(Default)]
pub(super) struct Level<'e, 't> {
    entries: Vec<Entry<'e, 't>>,
    weights: Vec<Weight>,
    /// The numbers of the objectives whose content this is.
    own: Vec<i64>,
    /// How many issues could not be read, which was said.
    unread: usize,
    /// Whether some weight could not be read, which was said.
    unread_weight: bool,
}

enum Entry<'e, 't> {
    Issue(WrittenIssue<'e, 't>),
    Objective(i64, Level<'e, 't>),
}

struct Weight {
    index: Option<i64>,
    value: f64,
    span: Span,
}

impl<'e, 't> Level<'e, 't> {
    /// Reads what is in `element`, a utility space or an objective.
    pub(super) fn read(element: &'e Element<'t>, collector: &mut Collector) -> Self {
        let mut level = Self::default();
        level.gather(element, collector);
        level
    }

    fn gather(&mut self, element: &'e Element<'t>, collector: &mut Collector) {
        let weighed = |index: i64| {
            element.children("weight").any(|weight| {
                weight.attribute("index").and_then(|attribute| attribute.value.parse().ok()) == Some(index)
            })
        };
        for child in &element.children {
            match child.name.to_ascii_lowercase().as_str() {
                "issue" => match read_issue(child, collector) {
                    Some(issue) => self.entries.push(Entry::Issue(issue)),
                    None => self.unread += 1,
                },
                "weight" => match read_weight(child, collector) {
                    Some(weight) => self.weights.push(weight),
                    None => self.unread_weight = true,
                },
                "objective" => {
                    let index = issues::index(child, collector);
                    match index.filter(|&index| element.name != "utility_space" && weighed(index)) {
                        Some(index) => {
                            self.entries.push(Entry::Objective(index, Self::read(child, collector)));
                        }
                        // An objective without a weight groups issues, and no more.
                        None => {
                            self.own.extend(index);
                            self.gather(child, collector);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// The issues in the order of the file.
    pub(super) fn into_issues(self) -> Vec<WrittenIssue<'e, 't>> {
        let issues = |entry| match entry {
            Entry::Issue(issue) => vec![issue],
            Entry::Objective(_, level) => level.into_issues(),
        };
        self.entries.into_iter().flat_map(issues).collect()
    }

    /// How many issues could not be read.
    pub(super) fn unread(&self) -> usize {
        let within = |entry: &Entry<'_, '_>| match entry {
            Entry::Issue(_) => 0,
            Entry::Objective(_, level) => level.unread(),
        };
        self.unread + self.entries.iter().map(within).sum::<usize>()
    }

    /// Whether something is weighed here.
    pub(super) fn is_weighed(&self) -> bool {
        !self.weights.is_empty()
    }

    /// The weight of each issue, in the order of [`Level::into_issues`]; under GENIUS's reading those of a level sum
    /// to what the level weighs.
    pub(super) fn weights(
        &self,
        evaluations: Evaluations,
        party: &str,
        assumed: &mut Assumed,
        collector: &mut Collector,
    ) -> Option<Vec<f64>> {
        if self.unread_weight {
            return None;
        }
        let own = self.own_weights(party, assumed, collector)?;
        let sum: f64 = own.iter().sum();
        let scale = match evaluations {
            Evaluations::Raw => 1.0,
            Evaluations::Normalised if sum > 0.0 => sum,
            Evaluations::Normalised => {
                let span = self.weights.first().map_or_else(Span::default, |weight| weight.span);
                collector
                    .wrong(span, "the weights sum to 0, so that nothing would be worth anything")
                    .help("give a weight above 0 to at least one issue");
                return None;
            }
        };
        if (scale - 1.0).abs() > 1e-6 {
            let shown = (scale * 1e6).round() / 1e6;
            assumed.say(format!(
                "The weights of `{party}` sum to {shown}; they are scaled to sum to 1, as GENIUS does."
            ));
        }
        let mut all = Vec::with_capacity(own.len());
        for (entry, weight) in self.entries.iter().zip(own) {
            let weight = weight / scale;
            match entry {
                Entry::Issue(_) => all.push(weight),
                Entry::Objective(_, level) => {
                    assumed.say(format!(
                        "Objectives of `{party}` stand in one another: an issue weighs its own weight times that of \
                         its objective."
                    ));
                    let within = level.weights(evaluations, party, assumed, collector)?;
                    all.extend(within.into_iter().map(|own| own * weight));
                }
            }
        }
        Some(all)
    }

    /// A weight for each entry: by number, or by order where the numbers are of another count.
    fn own_weights(&self, party: &str, assumed: &mut Assumed, collector: &mut Collector) -> Option<Vec<f64>> {
        let index = |entry: &Entry<'_, '_>| match entry {
            Entry::Issue(issue) => issue.index,
            Entry::Objective(index, _) => Some(*index),
        };
        let is_entry = |weight: &&Weight| {
            weight.index.is_some() && self.entries.iter().any(|entry| index(entry) == weight.index)
        };
        // An objective's weight may stand in the objective itself, where it says nothing.
        let is_own = |weight: &Weight| weight.index.is_some_and(|index| self.own.contains(&index));
        let others: Vec<&Weight> =
            self.weights.iter().filter(|weight| is_entry(weight) || !is_own(weight)).collect();
        let of = |entry: &Entry<'_, '_>| {
            let index = index(entry)?;
            others.iter().find(|weight| weight.index == Some(index)).map(|weight| weight.value)
        };
        if let Some(weights) = self.entries.iter().map(&of).collect::<Option<Vec<f64>>>() {
            self.tell_twice(&others, collector)?;
            let strangers: Vec<String> = others
                .iter()
                .filter(|weight| !is_entry(weight))
                .map(|weight| weight.index.map_or_else(|| "?".to_owned(), |index| index.to_string()))
                .collect();
            if !strangers.is_empty() {
                let numbers = in_words(&strangers, "and");
                assumed.say(format!(
                    "`{party}` weighs {numbers}, which no issue bears as its index; that is left out."
                ));
            }
            return Some(weights);
        }
        if others.len() == self.entries.len() {
            assumed.say(format!(
                "The weights of `{party}` bear other indexes than its issues; they are taken in the order of the file."
            ));
            return Some(others.iter().map(|weight| weight.value).collect());
        }
        for entry in &self.entries {
            if let (None, Entry::Issue(issue)) = (of(entry), entry) {
                let index = issue.index.map_or_else(|| "…".to_owned(), |index| index.to_string());
                collector
                    .wrong(issue.span, format!("the issue `{}` has no weight", cut(&issue.name)))
                    .help(format!("write `<weight index=\"{index}\" value=\"0.25\"/>` beside the issues"));
            }
        }
        None
    }

    fn tell_twice(&self, weights: &[&Weight], collector: &mut Collector) -> Option<()> {
        for (at, weight) in weights.iter().enumerate() {
            let before = weights[..at].iter().find(|before| before.index == weight.index);
            if let Some(before) = before.filter(|before| before.value != weight.value) {
                let line = collector.line(before.span);
                let index = weight.index.map_or_else(|| "?".to_owned(), |index| index.to_string());
                collector
                    .wrong(weight.span, format!("issue {index} is weighed twice, first in line {line}"))
                    .label("the second")
                    .help("keep one of the two");
                return None;
            }
        }
        Some(())
    }
}

fn read_weight(element: &Element<'_>, collector: &mut Collector) -> Option<Weight> {
    let index = element.attribute("index").map(|_| issues::index(element, collector));
    let value = issues::number(element, "value", "<weight index=\"1\" value=\"0.25\"/>", collector)?;
    if value < 0.0 {
        let span = element.attribute("value").map_or(element.span, |attribute| attribute.span);
        collector
            .wrong(span, "a weight cannot be less than 0")
            .help("turn the evaluations round instead: lower numbers for what is liked less");
        return None;
    }
    match index {
        Some(None) => None,
        index => Some(Weight { index: index.flatten(), value, span: element.span }),
    }
}
