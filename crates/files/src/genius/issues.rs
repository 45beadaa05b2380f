//! Issues as domains and profiles write them down, and the space that a domain's make.

use std::collections::HashMap;

use wasit_model::{Issue, IssueError, Space, ValueIndex, Values};

use super::xml::{Attribute, Element};
use crate::collector::{Collector, Span, in_words};
use crate::fields::{self, cut, grouped};

/// How many steps the range of a real issue is cut into.
pub(super) const REAL_STEPS: u32 = 100;

/// An `<issue>` as it is written.
pub(super) struct WrittenIssue<'e, 't> {
    pub(super) name: String,
    /// Where its name stands.
    pub(super) span: Span,
    /// The number by which weights and hyper-rectangles name it.
    pub(super) index: Option<i64>,
    pub(super) body: Body,
    pub(super) element: &'e Element<'t>,
}

/// How an issue can be settled.
pub(super) enum Body {
    Listed(Vec<Item>),
    Range { real: bool, from: f64, to: f64, span: Span },
}

/// An `<item>` as it is written.
pub(super) struct Item {
    pub(super) label: String,
    pub(super) span: Span,
    /// What it is worth, where that is said.
    pub(super) evaluation: Option<f64>,
}

/// An attribute's number; one that is missing is reported with what would be right.
pub(super) fn number(
    element: &Element<'_>,
    name: &str,
    example: &str,
    collector: &mut Collector,
) -> Option<f64> {
    let attribute = required(element, name, example, collector)?;
    number_of(attribute, collector)
}

pub(super) fn number_of(attribute: &Attribute<'_>, collector: &mut Collector) -> Option<f64> {
    fields::number_in(&attribute.value, attribute.span, &format!("`{}`", cut(attribute.name)), collector)
}

pub(super) fn required<'e, 't>(
    element: &'e Element<'t>,
    name: &str,
    example: &str,
    collector: &mut Collector,
) -> Option<&'e Attribute<'t>> {
    let attribute = element.attribute(name);
    if attribute.is_none() {
        collector
            .wrong(element.span, format!("this `<{}>` has no `{name}`", cut(element.name)))
            .help(format!("such as `{example}`"));
    }
    attribute
}

/// A whole number that names an issue; what is none is reported.
pub(super) fn index(element: &Element<'_>, collector: &mut Collector) -> Option<i64> {
    let attribute = element.attribute("index")?;
    let index = attribute.value.parse().ok();
    if index.is_none() {
        collector
            .wrong(attribute.span, format!("`index` must be a whole number, not `{}`", cut(&attribute.value)))
            .help("such as `index=\"1\"`");
    }
    index
}

pub(super) fn read_issue<'e, 't>(
    element: &'e Element<'t>,
    collector: &mut Collector,
) -> Option<WrittenIssue<'e, 't>> {
    let example = "<issue index=\"1\" name=\"price\" type=\"discrete\">";
    let name = required(element, "name", example, collector);
    let index = index(element, collector);
    let body = read_body(element, collector);
    let name = name?;
    let text = fields::name(&name.value, name.span, "an issue's name", collector)?.to_owned();
    Some(WrittenIssue { name: text, span: name.span, index, body: body?, element })
}

fn read_body(element: &Element<'_>, collector: &mut Collector) -> Option<Body> {
    let range = element.child("range");
    let bounds = range.or(Some(element)).filter(|holder| holder.attribute("lowerbound").is_some());
    let kind = ["type", "etype", "vtype"].into_iter().find_map(|name| element.attribute(name));
    if element.child("item").is_some() {
        return read_items(element, collector).map(Body::Listed);
    }
    let Some(holder) = bounds.or(range) else {
        collector.wrong(element.span, "this issue does not say how it can be settled").help(
            "write `<item index=\"1\" value=\"yes\"/>` for each value, or for numbers \
             `<range lowerbound=\"0\" upperbound=\"10\"/>`",
        );
        return None;
    };
    let example = "<range lowerbound=\"0\" upperbound=\"10\"/>";
    let from = number(holder, "lowerbound", example, collector);
    let to = number(holder, "upperbound", example, collector);
    let (from, to) = (from?, to?);
    let real = match kind.map(|kind| kind.value.to_lowercase()).as_deref() {
        Some("real") => true,
        Some("integer") => false,
        Some("discrete") => {
            collector
                .wrong(element.span, "this issue is called discrete, and has no `<item>`")
                .help("write `<item index=\"1\" value=\"yes\"/>` for each value, or `type=\"integer\"`");
            return None;
        }
        _ => from.fract() != 0.0 || to.fract() != 0.0,
    };
    for (name, bound) in [("lowerbound", from), ("upperbound", to)] {
        if !real && bound.fract() != 0.0 {
            let span = holder.attribute(name).map_or(holder.span, |attribute| attribute.span);
            collector
                .wrong(span, format!("`{bound}` is not a whole number, and the issue is of the type integer"))
                .help("write whole numbers, or `type=\"real\"`");
            return None;
        }
    }
    if to < from {
        let span = holder.attribute("upperbound").map_or(holder.span, |attribute| attribute.span);
        collector.wrong(span, "the range ends before it starts").help("the upper bound is the greater one");
        return None;
    }
    Some(Body::Range { real, from, to, span: holder.span })
}

fn read_items(element: &Element<'_>, collector: &mut Collector) -> Option<Vec<Item>> {
    let mut items: Vec<Item> = Vec::with_capacity(element.children.len());
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut sound = true;
    for item in element.children("item") {
        let example = "<item index=\"1\" value=\"yes\" evaluation=\"3\"/>";
        let evaluation = item.attribute("evaluation").map(|attribute| number_of(attribute, collector));
        let label = required(item, "value", example, collector).and_then(|value| {
            Some((fields::name(&value.value, value.span, "a value", collector)?, value.span))
        });
        let (Some((label, span)), false) = (label, evaluation == Some(None)) else {
            sound = false;
            continue;
        };
        let evaluation = evaluation.flatten();
        match first.get(label) {
            // Twice the same says nothing new.
            Some(&before) if items[before].evaluation == evaluation => {}
            Some(&before) => {
                let line = collector.line(items[before].span);
                collector
                    .wrong(
                        span,
                        format!(
                            "`{}` stands twice, first in line {line}, with another evaluation",
                            cut(label)
                        ),
                    )
                    .label("the second")
                    .help("keep one of the two");
                sound = false;
            }
            None => {
                first.insert(label.to_owned(), items.len());
                items.push(Item { label: label.to_owned(), span, evaluation });
            }
        }
    }
    if let Some(beyond) = items.get(Values::MAX) {
        let count = grouped(items.len() as u64);
        collector
            .wrong(beyond.span, format!("{count} values are more than the 65,535 that an issue may have"))
            .label("the first that is too many");
        return None;
    }
    sound.then_some(items)
}

/// The issues of a domain, which profiles speak of by name.
pub(super) struct Domain {
    pub(super) space: Space,
    /// For each issue of listed values, where each stands.
    labels: Vec<HashMap<String, ValueIndex>>,
    names: HashMap<String, usize>,
    /// The names of real issues: their values are a choice of the reader.
    pub(super) reals: Vec<String>,
}

impl Domain {
    /// The space of what is written; what is wrong with it is reported.
    pub(super) fn new(written: &[WrittenIssue<'_, '_>], collector: &mut Collector) -> Option<Self> {
        let mut issues = Vec::with_capacity(written.len());
        let mut reals = Vec::new();
        let mut names: HashMap<String, usize> = HashMap::new();
        for issue in written {
            if let Some(&before) = names.get(&issue.name) {
                let line = collector.line(written[before].span);
                collector
                    .wrong(
                        issue.span,
                        format!("the issue `{}` stands twice, first in line {line}", cut(&issue.name)),
                    )
                    .label("the second")
                    .help("keep one of the two, or give this one another name");
                continue;
            }
            names.insert(issue.name.clone(), names.len());
            if matches!(issue.body, Body::Range { real: true, .. }) {
                reals.push(issue.name.clone());
            }
            if let Some(values) = values_of(issue, collector) {
                let name = issue.name.clone();
                issues.push(Issue { title: name.clone(), name, unit: None, description: None, values });
            }
        }
        if let Some(beyond) = written.get(Space::MAX_ISSUES) {
            let count = grouped(written.len() as u64);
            collector
                .wrong(beyond.span, format!("{count} issues are more than the 1,000 that talks may have"))
                .label("the first that is too many");
            return None;
        }
        if issues.len() < written.len() {
            return None;
        }
        let space = Space::new(issues).ok()?;
        let labels = space.issues().iter().map(|issue| labels_of(&issue.values)).collect();
        Some(Self { space, labels, names, reals })
    }

    /// The issue of that name; one that is not there is reported.
    pub(super) fn find(&self, issue: &WrittenIssue<'_, '_>, collector: &mut Collector) -> Option<usize> {
        let found = self.names.get(&issue.name).copied();
        if found.is_none() {
            let names = || self.space.issues().iter().map(|issue| issue.name.as_str());
            let help = collector.hint(&issue.name, names(), || {
                format!("the issues of the domain are {}", in_words(names(), "and"))
            });
            collector
                .wrong(issue.span, format!("the domain has no issue called `{}`", cut(&issue.name)))
                .help(help);
        }
        found
    }

    pub(super) fn values(&self, issue: usize) -> &Values {
        &self.space.issues()[issue].values
    }

    pub(super) fn name(&self, issue: usize) -> &str {
        &self.space.issues()[issue].name
    }

    /// The value of `issue` of that label; one that is not there is reported.
    pub(super) fn find_value(
        &self,
        issue: usize,
        label: &str,
        span: Span,
        collector: &mut Collector,
    ) -> Option<ValueIndex> {
        let values = self.values(issue);
        let found = match values {
            Values::Categorical(_) => self.labels[issue].get(label).copied(),
            _ => values.find(label),
        };
        if found.is_none() {
            let help = match values {
                Values::Categorical(labels) => {
                    collector.hint(label, labels.iter().map(String::as_str), || {
                        crate::talks::values_in_words(values)
                    })
                }
                _ => crate::talks::values_in_words(values),
            };
            collector
                .wrong(span, format!("`{}` is not a value of `{}`", cut(label), cut(self.name(issue))))
                .help(help);
        }
        found
    }
}

fn labels_of(values: &Values) -> HashMap<String, ValueIndex> {
    match values {
        Values::Categorical(labels) => {
            labels.iter().enumerate().map(|(at, label)| (label.clone(), at as ValueIndex)).collect()
        }
        _ => HashMap::new(),
    }
}

fn values_of(issue: &WrittenIssue<'_, '_>, collector: &mut Collector) -> Option<Values> {
    let (values, span) = match &issue.body {
        Body::Listed(items) => {
            (Values::categorical(items.iter().map(|item| item.label.clone()).collect()), issue.span)
        }
        Body::Range { real: false, from, to, span } => (Values::integers(*from as i64, *to as i64, 1), *span),
        Body::Range { from, to, span, .. } => {
            let step = (to - from) / f64::from(REAL_STEPS);
            // A range of one number has no step, and any will do.
            let step = if step > 0.0 { step } else { 1.0 };
            (Values::reals(*from, *to, step), *span)
        }
    };
    match values {
        Ok(values) => Some(values),
        Err(IssueError::TooMany(count)) => {
            let count = grouped(count);
            collector
                .wrong(span, format!("{count} values are more than the 65,535 that an issue may have"))
                .help("take another unit, so that the range has fewer whole numbers");
            None
        }
        Err(error) => {
            collector.wrong(span, error.to_string());
            None
        }
    }
}
