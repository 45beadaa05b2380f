//! What can be settled, and how.

use std::collections::HashMap;

use jiff::{Span as Days, ToSpan};
use wasit_model::{Issue, IssueError, Space, ValueIndex, Values};

use crate::collector::{Collector, Span, in_words};
use crate::fields::{self, Fields, cut, grouped};
use crate::tree::{Entry, Node};

/// The issues of a file, as far as they could be read: what else is wrong with it is still said.
#[derive(Default)]
pub(crate) struct Issues {
    entries: Vec<IssueEntry>,
    by_name: HashMap<String, usize>,
}

/// An issue that is named in the file.
struct IssueEntry {
    name: String,
    issue: Option<Issue>,
    lookup: Lookup,
}

/// Finds listed values without walking through the list.
#[derive(Default)]
struct Lookup {
    texts: HashMap<String, ValueIndex>,
    numbers: HashMap<u64, ValueIndex>,
}

impl Lookup {
    fn new(values: &Values) -> Self {
        let mut lookup = Self::default();
        if let Values::Categorical(labels) = values {
            for (at, label) in labels.iter().enumerate() {
                lookup.texts.insert(label.clone(), at as ValueIndex);
                if let Some(number) = fields::parse_number(label) {
                    lookup.numbers.entry((number + 0.0).to_bits()).or_insert(at as ValueIndex);
                }
            }
        }
        lookup
    }

    fn find(&self, text: &str) -> Option<ValueIndex> {
        let number =
            || fields::parse_number(text).and_then(|number| self.numbers.get(&(number + 0.0).to_bits()));
        self.texts.get(text).or_else(number).copied()
    }
}

impl Issues {
    /// Reads the value of the key `issues`.
    pub(super) fn read(node: &Node, collector: &mut Collector) -> Option<Self> {
        let entries = fields::mapping(node, "`issues`", collector)?;
        if entries.is_empty() {
            collector
                .wrong(node.span, "talks need at least one issue")
                .help("such as `issues: { price: { range: { from: 100, to: 200 } } }`");
        }
        if let Some(beyond) = entries.get(Space::MAX_ISSUES) {
            collector
                .wrong(
                    beyond.key.span,
                    format!(
                        "{} issues are more than the 1,000 that talks may have",
                        grouped(entries.len() as u64)
                    ),
                )
                .label("the first that is too many");
            return None;
        }
        let entries: Vec<IssueEntry> = entries.iter().map(|entry| read_issue(entry, collector)).collect();
        let by_name = entries.iter().enumerate().map(|(at, entry)| (entry.name.clone(), at)).collect();
        Some(Self { entries, by_name })
    }

    /// The issues of a space, to look names and values up in.
    pub(crate) fn of(space: &Space) -> Self {
        let entry = |issue: &Issue| IssueEntry {
            name: issue.name.clone(),
            lookup: Lookup::new(&issue.values),
            issue: Some(issue.clone()),
        };
        let entries: Vec<IssueEntry> = space.issues().iter().map(entry).collect();
        let by_name = entries.iter().enumerate().map(|(at, entry)| (entry.name.clone(), at)).collect();
        Self { entries, by_name }
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn name(&self, issue: usize) -> &str {
        &self.entries[issue].name
    }

    /// What all issues are called, in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.name.as_str())
    }

    /// The values of an issue; `None` where they could not be read, which was said.
    pub(crate) fn values(&self, issue: usize) -> Option<&Values> {
        self.entries[issue].issue.as_ref().map(|issue| &issue.values)
    }

    /// How many values all issues have together.
    pub(crate) fn width_in_all(&self) -> usize {
        (0..self.len()).filter_map(|issue| self.values(issue)).map(Values::len).sum()
    }

    /// All issues, where every one could be read.
    pub(super) fn into_space(self) -> Option<Vec<Issue>> {
        self.entries.into_iter().map(|entry| entry.issue).collect()
    }

    /// The space of the issues, where every one could be read.
    pub(crate) fn space(&self) -> Option<Space> {
        let issues = self.entries.iter().map(|entry| entry.issue.clone()).collect::<Option<Vec<_>>>()?;
        Space::new(issues).ok()
    }

    /// The issue called `name`; one that is not there is reported.
    pub(crate) fn find(&self, name: &str, span: Span, collector: &mut Collector) -> Option<usize> {
        if let Some(&issue) = self.by_name.get(name) {
            return Some(issue);
        }
        if self.entries.is_empty() {
            return None;
        }
        let names = || self.entries.iter().map(|entry| entry.name.as_str());
        let help = collector.hint(name, names(), || match self.entries.len() {
            1 => format!("the one issue is `{}`", self.name(0)),
            _ => format!("the issues are {}", in_words(names(), "and")),
        });
        collector.wrong(span, format!("there is no issue called `{}`", cut(name))).help(help);
        None
    }

    /// The value of `issue` that `text` names; one that is not there is reported.
    pub(crate) fn find_value(
        &self,
        issue: usize,
        text: &str,
        span: Span,
        collector: &mut Collector,
    ) -> Option<ValueIndex> {
        let values = self.values(issue)?;
        let found = match values {
            Values::Categorical(_) => self.entries[issue].lookup.find(text),
            Values::Dates(_) => fields::parse_date(text).and_then(|_| values.find(text)),
            _ => fields::parse_number(text).and_then(|_| values.find(text)),
        };
        if found.is_none() {
            let help = match values {
                Values::Categorical(labels) => {
                    collector.hint(text, labels.iter().map(String::as_str), || said(values))
                }
                _ => said(values),
            };
            collector
                .wrong(span, format!("`{}` is not a value of `{}`", cut(text), self.name(issue)))
                .help(help);
        }
        found
    }
}

/// The values of an issue in a sentence.
pub(crate) fn said(values: &Values) -> String {
    let label = |at: usize| values.label(at as ValueIndex);
    let last = values.len() - 1;
    match values {
        Values::Categorical(labels) if labels.len() == 1 => format!("its one value is `{}`", labels[0]),
        Values::Categorical(labels) => format!("its values are {}", in_words(labels, "and")),
        Values::Integer { .. } | Values::Real { .. } if last > 0 => {
            let step = match values {
                Values::Integer { step, .. } => step.to_string(),
                Values::Real { step, .. } => step.to_string(),
                _ => unreachable!("only numbers come here"),
            };
            format!("its values run from {} to {} in steps of {step}", label(0), label(last))
        }
        Values::Dates(_) if last > 1 => {
            format!("its days are {}, {}, and so on to {}", label(0), label(1), label(last))
        }
        _ => format!("its values are {}", in_words((0..=last).map(label), "and")),
    }
}

fn read_issue(entry: &Entry, collector: &mut Collector) -> IssueEntry {
    let name = entry.key.text.to_string();
    let named = fields::key_name(&entry.key, "an issue's name", collector).is_some();
    let issue = if named { read_body(entry, &name, collector) } else { None };
    let lookup = issue.as_ref().map(|issue| Lookup::new(&issue.values)).unwrap_or_default();
    IssueEntry { name, issue, lookup }
}

fn read_body(entry: &Entry, name: &str, collector: &mut Collector) -> Option<Issue> {
    const HOW: [&str; 3] = ["values", "range", "dates"];
    const KEYS: [&str; 6] = ["title", "unit", "description", "values", "range", "dates"];
    if entry.value.is_nothing() {
        no_values(entry.key.span, name, collector);
        return None;
    }
    let fields = Fields::read(&entry.value, "an issue", &KEYS, None, collector)?;
    let title = fields.words("title", collector);
    let unit = fields.words("unit", collector);
    let description = fields.words("description", collector);
    let values = match fields.present(&HOW).as_slice() {
        [] => {
            no_values(entry.key.span, name, collector);
            None
        }
        ["values"] => fields.value("values", collector).and_then(|node| read_values(node, name, collector)),
        ["range"] => fields.value("range", collector).and_then(|node| read_range(node, collector)),
        ["dates"] => fields.value("dates", collector).and_then(|node| read_dates(node, collector)),
        several => {
            let second = fields.get(several[1]).map_or(entry.key.span, |entry| entry.key.span);
            collector
                .wrong(
                    second,
                    format!("`{name}` has {}, and an issue has one of them", in_words(several, "and")),
                )
                .help("keep the one that says what can be agreed");
            None
        }
    }?;
    let title = title.unwrap_or_else(|| name.to_owned());
    Some(Issue { name: name.to_owned(), title, unit, description, values })
}

fn no_values(span: Span, name: &str, collector: &mut Collector) {
    collector.wrong(span, format!("`{name}` does not say how it can be settled")).help(
        "give it one of `values: [low, high]`, `range: { from: 5, to: 25, step: 5 }` or \
         `dates: { from: 2026-01-01, to: 2027-01-01, step: 1 month }`",
    );
}

fn read_values(node: &Node, issue: &str, collector: &mut Collector) -> Option<Values> {
    let items = fields::list(node, "`values`", false, collector)?;
    if items.is_empty() {
        collector
            .wrong(node.span, format!("`{issue}` has no value"))
            .help("list at least one: `values: [low, high]`");
        return None;
    }
    if let Some(beyond) = items.get(Values::MAX) {
        let count = grouped(items.len() as u64);
        collector
            .wrong(beyond.span, format!("{count} values are more than the 65,535 that an issue may have"))
            .label("the first that is too many");
        return None;
    }
    let mut first: HashMap<&str, Span> = HashMap::with_capacity(items.len());
    let mut labels = Vec::with_capacity(items.len());
    let mut sound = true;
    for item in items {
        let label = fields::text(item, "a value", collector)
            .and_then(|text| fields::name(text, item.span, "a value", collector));
        let Some(label) = label else {
            sound = false;
            continue;
        };
        match first.get(label) {
            Some(&before) => {
                let line = collector.line(before);
                collector
                    .wrong(
                        item.span,
                        format!("the value `{}` stands twice, first in line {line}", cut(label)),
                    )
                    .label("the second")
                    .help("keep one of the two");
                sound = false;
            }
            None => {
                first.insert(label, item.span);
                labels.push(label.to_owned());
            }
        }
    }
    if !sound {
        return None;
    }
    super::said(Values::categorical(labels), node.span, collector)
}

fn read_range(node: &Node, collector: &mut Collector) -> Option<Values> {
    let fields = Fields::read(node, "a range", &["from", "to", "step", "type"], None, collector)?;
    let ends = ends(&fields, node, "range: { from: 5, to: 25, step: 5 }", collector);
    let step = fields.get("step").map(|_| fields.text("step", collector));
    let kind = match fields.get("type").map(|_| fields.text("type", collector)) {
        Some(Some(kind @ ("integer" | "real"))) => Some(kind),
        Some(Some(other)) => {
            let span = fields.get("type").map_or(node.span, |entry| entry.value.span);
            collector
                .wrong(span, format!("a range is of the type `integer` or `real`, not `{}`", cut(other)))
                .help("most often `type` can be left out");
            return None;
        }
        Some(None) => return None,
        None => None,
    };
    let ((from, from_at), (to, to_at)) = ends?;
    let step = match step {
        Some(step) => Some((step?, fields.get("step").map_or(node.span, |entry| entry.value.span))),
        None => None,
    };
    let whole = |text: &str| text.trim().replace('_', "").parse::<i64>().is_ok();
    let all_whole = whole(from) && whole(to) && step.is_none_or(|(step, _)| whole(step));
    let written = [Some((from, from_at)), Some((to, to_at)), step];
    let integer = match kind {
        Some("integer") if !all_whole => {
            for &(text, span) in written.iter().flatten().filter(|(text, _)| !whole(text)) {
                collector
                    .wrong(
                        span,
                        format!(
                            "`{}` is not a whole number, and the range is of the type `integer`",
                            cut(text)
                        ),
                    )
                    .help("write whole numbers, or `type: real`");
            }
            return None;
        }
        Some(kind) => kind == "integer",
        None => all_whole,
    };
    let values = if integer {
        let mut whole = |text: &str, span: Span, what: &str| {
            // Within the bounds of numbers no integer loses anything on its way through a float.
            fields::number_in(text, span, what, collector).map(|number| number as i64)
        };
        let (from, to) = (whole(from, from_at, "`from`"), whole(to, to_at, "`to`"));
        let step = step.map_or(Some(1), |(step, span)| whole(step, span, "`step`"));
        Values::integers(from?, to?, step?)
    } else {
        let from = fields::number_in(from, from_at, "`from`", collector);
        let to = fields::number_in(to, to_at, "`to`", collector);
        let Some((step, step_at)) = step else {
            if from.is_some() && to.is_some() {
                collector
                    .wrong(node.span, "a range of numbers with a decimal point needs a `step`")
                    .help("such as `range: { from: 0, to: 1, step: 0.05 }`");
            }
            return None;
        };
        let step = fields::number_in(step, step_at, "`step`", collector)?;
        let (from, to) = (from?, to?);
        if step > 0.0 && step < 1e-9_f64.max(1e-12 * from.abs().max(to.abs())) {
            collector
                .wrong(step_at, "the step is too fine to tell neighbours apart")
                .help("take another unit, so that the step is 1e-9 or more and 1e-12 of the ends or more");
            return None;
        }
        Values::reals(from, to, step)
    };
    let step_at = step.map_or(node.span, |(_, span)| span);
    values.map_err(|error| range_problem(&error, from_at, to_at, step_at, collector)).ok()
}

fn read_dates(node: &Node, collector: &mut Collector) -> Option<Values> {
    let fields = Fields::read(node, "a timeline", &["from", "to", "step"], None, collector)?;
    ends(&fields, node, "dates: { from: 2026-01-01, to: 2027-01-01, step: 1 month }", collector)?;
    let mut day = |key: &str| {
        let node = fields.value(key, collector)?;
        fields::date(node, &format!("`{key}`"), collector).map(|day| (day, node.span))
    };
    let (from, to) = (day("from"), day("to"));
    let Some(step_node) = fields.value("step", collector) else {
        if fields.get("step").is_none() {
            collector
                .wrong(node.span, "a timeline needs a `step`")
                .help("such as `step: 1 month`, `90 days`, `2 weeks` or `1 year`");
        }
        return None;
    };
    let step = fields::text(step_node, "`step`", collector)?;
    let Some(days) = parse_step(step) else {
        collector.wrong(step_node.span, format!("`{}` is not a step in time", cut(step))).help(
            "write a whole number of days, weeks, months or years: `90 days`, `2 weeks`, `1 month`, `1 year`",
        );
        return None;
    };
    let ((from, from_at), (to, to_at)) = (from?, to?);
    Values::dates(from, to, days)
        .map_err(|error| range_problem(&error, from_at, to_at, step_node.span, collector))
        .ok()
}

type Ends<'n> = ((&'n str, Span), (&'n str, Span));

/// The texts of `from` and `to`; what is missing is reported.
fn ends<'n>(fields: &Fields<'n>, node: &Node, example: &str, collector: &mut Collector) -> Option<Ends<'n>> {
    let missing: Vec<&str> = ["from", "to"].into_iter().filter(|key| fields.get(key).is_none()).collect();
    if !missing.is_empty() {
        collector
            .wrong(node.span, format!("{} is missing here", in_words(&missing, "and")))
            .help(format!("such as `{example}`"));
        return None;
    }
    let mut end = |key: &str| {
        let node = fields.value(key, collector)?;
        fields::text(node, &format!("`{key}`"), collector).map(|text| (text, node.span))
    };
    let (from, to) = (end("from"), end("to"));
    Some((from?, to?))
}

fn range_problem(error: &IssueError, from: Span, to: Span, step: Span, collector: &mut Collector) {
    if let IssueError::TooMany(count) = error {
        // A timeline is counted no further than the first day that is too many.
        let count = grouped(*count);
        collector
            .wrong(
                step,
                format!("these are {count} values or more, and 65,535 is the most that an issue may have"),
            )
            .help("take a wider step");
        return;
    }
    let (span, help) = match error {
        IssueError::Step => (step, "such as `step: 1`"),
        IssueError::Backwards => (to, "put the least value behind `from` and the greatest behind `to`"),
        IssueError::Bounds => (from, "take a larger unit"),
        _ => (step, "take a wider step"),
    };
    collector.wrong(span, error.to_string()).help(help);
}

/// `90 days`, `2 weeks`, `1 month`, `1 year`.
fn parse_step(text: &str) -> Option<Days> {
    let text = text.trim();
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    let number: i32 = number.parse().ok().filter(|number| (1..=100_000).contains(number))?;
    match unit.trim() {
        "day" | "days" => 0.days().try_days(number).ok(),
        "week" | "weeks" => 0.days().try_weeks(number).ok(),
        "month" | "months" => 0.days().try_months(number).ok(),
        "year" | "years" => 0.days().try_years(number).ok(),
        _ => None,
    }
}
