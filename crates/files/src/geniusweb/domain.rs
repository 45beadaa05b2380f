//! What can be settled, and how: a domain, in a file of its own or inside of a profile.

use std::collections::HashMap;

use wasit_model::{Issue, IssueError, Space, ValueIndex, Values};

use super::fields as any_fields;
use crate::collector::{Collector, Span, in_words};
use crate::fields::{self, cut, grouped};
use crate::talks::values_in_words;
use crate::tree::{Content, Node};

/// A domain as it is written; its issues could all be read.
pub(super) struct WrittenDomain {
    pub(super) name: Option<String>,
    span: Span,
    issues: Vec<WrittenIssue>,
    by_name: HashMap<String, usize>,
}

struct WrittenIssue {
    name: String,
    span: Span,
    values: Values,
    /// Where listed values stand.
    labels: HashMap<String, ValueIndex>,
}

pub(super) fn read_domain(node: &Node, collector: &mut Collector) -> Option<WrittenDomain> {
    let fields = any_fields(node, "a domain", collector)?;
    let name = match fields.get("name") {
        Some(_) => fields.words("name", collector),
        None => None,
    };
    let Some(entry) = fields.get("issuesValues") else {
        collector
            .wrong(node.span, "this domain has no `issuesValues`")
            .help("write `\"issuesValues\": { \"price\": { \"values\": [\"low\", \"high\"] } }`");
        return None;
    };
    let entries = fields::mapping(&entry.value, "`issuesValues`", collector)?;
    if entries.is_empty() {
        collector
            .wrong(entry.value.span, "talks need at least one issue")
            .help("such as `\"price\": { \"values\": [\"low\", \"high\"] }`");
        return None;
    }
    if let Some(beyond) = entries.get(Space::MAX_ISSUES) {
        let count = grouped(entries.len() as u64);
        collector
            .wrong(beyond.key.span, format!("{count} issues are more than the 1,000 that talks may have"))
            .label("the first that is too many");
        return None;
    }
    let mut issues = Vec::with_capacity(entries.len());
    for entry in entries {
        let name = fields::key_name(&entry.key, "an issue's name", collector);
        let values = read_values(&entry.value, &entry.key.text, collector);
        if let (Some(name), Some(values)) = (name, values) {
            let labels = match &values {
                Values::Categorical(labels) => {
                    labels.iter().enumerate().map(|(at, label)| (label.clone(), at as ValueIndex)).collect()
                }
                _ => HashMap::new(),
            };
            issues.push(WrittenIssue { name: name.to_owned(), span: entry.key.span, values, labels });
        }
    }
    if issues.len() < entries.len() {
        return None;
    }
    let by_name = issues.iter().enumerate().map(|(at, issue)| (issue.name.clone(), at)).collect();
    Some(WrittenDomain { name, span: entry.key.span, issues, by_name })
}

fn read_values(node: &Node, issue: &str, collector: &mut Collector) -> Option<Values> {
    let fields = any_fields(node, "an issue", collector)?;
    match (fields.get("values"), fields.get("range")) {
        (Some(values), None) => read_list(&values.value, issue, collector),
        (None, Some(range)) => read_range(&range.value, collector),
        (Some(_), Some(range)) => {
            collector
                .wrong(range.key.span, format!("`{}` has `values`, and a `range` too", cut(issue)))
                .help("keep the one that says what can be agreed");
            None
        }
        (None, None) => {
            collector
                .wrong(node.span, format!("`{}` does not say how it can be settled", cut(issue)))
                .help("write `{ \"values\": [\"low\", \"high\"] }`, or `{ \"range\": [0, 10, 1] }`: from, to and step");
            None
        }
    }
}

fn read_list(node: &Node, issue: &str, collector: &mut Collector) -> Option<Values> {
    let items = fields::list(node, "`values`", false, collector)?;
    let mut first: HashMap<&str, Span> = HashMap::with_capacity(items.len());
    let mut labels = Vec::with_capacity(items.len());
    for item in items {
        let label = fields::text(item, "a value", collector)
            .and_then(|text| fields::name(text, item.span, "a value", collector));
        let Some(label) = label else { continue };
        match first.insert(label, item.span) {
            Some(before) => {
                let line = collector.line(before);
                collector
                    .wrong(
                        item.span,
                        format!("the value `{}` stands twice, first in line {line}", cut(label)),
                    )
                    .label("the second")
                    .help("keep one of the two");
            }
            None => labels.push(label.to_owned()),
        }
    }
    if items.is_empty() {
        collector
            .wrong(node.span, format!("`{}` has no value", cut(issue)))
            .help("list at least one: `\"values\": [\"low\", \"high\"]`");
        return None;
    }
    if labels.len() < items.len() {
        return None;
    }
    known(Values::categorical(labels), node.span, collector)
}

/// `[from, to, step]`, or a mapping of `low`, `high` and `step`.
fn read_range(node: &Node, collector: &mut Collector) -> Option<Values> {
    const EXAMPLE: &str = "such as `\"range\": [0, 10, 1]`: from, to and step";
    let nodes: Vec<&Node> = match node.content.as_ref() {
        Content::Sequence(items) => items.iter().collect(),
        Content::Mapping(_) => {
            let fields = any_fields(node, "a range", collector)?;
            let found = ["low", "high", "step"].map(|key| fields.get(key).map(|entry| &entry.value));
            found.into_iter().flatten().collect()
        }
        Content::Scalar { .. } | Content::Drawn(_) => Vec::new(),
    };
    let [low, high, step] = nodes.as_slice() else {
        collector.wrong(node.span, "a range is three numbers: from, to and step").help(EXAMPLE);
        return None;
    };
    let from = fields::number(low, "the lower bound", collector);
    let to = fields::number(high, "the upper bound", collector);
    let by = fields::number(step, "the step", collector);
    let (from, to, by) = (from?, to?, by?);
    if by > 0.0 && by < 1e-9_f64.max(1e-12 * from.abs().max(to.abs())) {
        collector
            .wrong(step.span, "the step is too fine to tell neighbours apart")
            .help("take another unit, so that the step is 1e-9 or more and 1e-12 of the ends or more");
        return None;
    }
    let whole = [from, to, by].iter().all(|number| number.fract() == 0.0);
    let values = match whole {
        true => Values::integers(from as i64, to as i64, by as i64),
        false => Values::reals(from, to, by),
    };
    match values {
        Err(IssueError::Step) => {
            collector.wrong(step.span, "the step must be greater than zero").help(EXAMPLE);
            None
        }
        Err(IssueError::Backwards) => {
            collector.wrong(high.span, "the range ends before it starts").help(EXAMPLE);
            None
        }
        values => known(values, node.span, collector),
    }
}

fn known(values: Result<Values, IssueError>, span: Span, collector: &mut Collector) -> Option<Values> {
    match values {
        Ok(values) => Some(values),
        Err(IssueError::TooMany(count)) => {
            let count = grouped(count);
            collector
                .wrong(span, format!("{count} values are more than the 65,535 that an issue may have"))
                .help("take fewer values, or a wider step");
            None
        }
        Err(error) => {
            collector.wrong(span, error.to_string());
            None
        }
    }
}

impl WrittenDomain {
    /// The space of these issues.
    pub(super) fn space(&self, collector: &mut Collector) -> Option<Space> {
        let issue = |issue: &WrittenIssue| Issue {
            name: issue.name.clone(),
            title: issue.name.clone(),
            unit: None,
            description: None,
            values: issue.values.clone(),
        };
        match Space::new(self.issues.iter().map(issue).collect()) {
            Ok(space) => Some(space),
            Err(error) => {
                collector.wrong(self.span, error.to_string());
                None
            }
        }
    }

    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The issue of that name; one that is not there is reported.
    pub(super) fn find_told(&self, name: &str, span: Span, collector: &mut Collector) -> Option<usize> {
        let found = self.find(name);
        if found.is_none() {
            let names = || self.issues.iter().map(|issue| issue.name.as_str());
            let help = collector
                .hint(name, names(), || format!("the issues of the domain are {}", in_words(names(), "and")));
            collector.wrong(span, format!("the domain has no issue called `{}`", cut(name))).help(help);
        }
        found
    }

    /// The value of `issue` that `text` names; one that is not there is reported.
    pub(super) fn find_value(
        &self,
        issue: usize,
        text: &str,
        span: Span,
        collector: &mut Collector,
    ) -> Option<ValueIndex> {
        let written = &self.issues[issue];
        let found = self.value(issue, text);
        if found.is_none() {
            let help = match &written.values {
                Values::Categorical(labels) => {
                    collector
                        .hint(text, labels.iter().map(String::as_str), || values_in_words(&written.values))
                }
                values => values_in_words(values),
            };
            collector
                .wrong(span, format!("`{}` is not a value of `{}`", cut(text), cut(&written.name)))
                .help(help);
        }
        found
    }

    fn value(&self, issue: usize, text: &str) -> Option<ValueIndex> {
        let issue = &self.issues[issue];
        match &issue.values {
            Values::Categorical(_) => issue.labels.get(text).copied(),
            values => values.find(text),
        }
    }

    /// Reports where this domain, of a profile, is another than that of the talks.
    pub(super) fn compare(&self, talks: &Self, collector: &mut Collector) {
        let mut strangers = 0;
        for own in &self.issues {
            let Some(issue) = talks.find_told(&own.name, own.span, collector) else {
                strangers += 1;
                continue;
            };
            let values = &talks.issues[issue].values;
            let label = |at: usize| own.values.label(at as ValueIndex);
            let other = (0..own.values.len()).find(|&at| talks.value(issue, &label(at)).is_none());
            let told = match other {
                Some(at) => {
                    format!("`{}` is a value of `{}` here, and not in the domain", label(at), cut(&own.name))
                }
                None if own.values.len() < values.len() => {
                    format!("`{}` has more values in the domain than here", cut(&own.name))
                }
                None => continue,
            };
            collector.wrong(own.span, told).help(values_in_words(values));
        }
        let missing: Vec<&str> = talks
            .issues
            .iter()
            .map(|issue| issue.name.as_str())
            .filter(|name| self.find(name).is_none())
            .collect();
        if missing.len() > strangers {
            let are = if missing.len() == 1 { "is" } else { "are" };
            collector
                .wrong(self.span, format!("{} of the domain {are} missing here", in_words(&missing, "and")))
                .help("the profiles of a scenario have one domain");
        }
    }
}
