//! How much the values of single issues are worth to a party.

use wasit_model::belief::{Amount, Form, Worths};
use wasit_model::{PreferenceError, ValueFunction, ValueIndex, Values};

use crate::collector::{Collector, Span, in_words};
use crate::fields::{self, Fields, cut};
use crate::talks::figure::{self, Figure};
use crate::talks::issues::{self, Issues};
use crate::tree::{Content, Entry, Node};

/// What one issue is worth, before weights are scaled.
pub(super) struct Want {
    pub(super) issue: usize,
    /// `None` where the entry does not say it.
    pub(super) weight: Option<Figure>,
    pub(super) worths: Worths,
    /// Where the entry says the weight.
    pub(super) weight_span: Option<Span>,
}

/// The keys that say what values are worth; a want has one.
const HOW: [&str; 6] = ["values", "rising", "falling", "peak", "points", "linear"];

/// Reads the value of `wants`.
pub(super) fn read(node: &Node, issues: &Issues, collector: &mut Collector) -> Option<Vec<Want>> {
    let entries = fields::mapping(node, "`wants`", collector)?;
    let wants: Vec<Option<Want>> = entries.iter().map(|entry| read_want(entry, issues, collector)).collect();
    wants.into_iter().collect()
}

fn read_want(entry: &Entry, issues: &Issues, collector: &mut Collector) -> Option<Want> {
    const KEYS: [&str; 7] = ["weight", "values", "rising", "falling", "peak", "points", "linear"];
    let issue = issues.find(&entry.key.text, entry.key.span, collector);
    if entry.value.is_nothing() {
        says_nothing(entry.key.span, &entry.key.text, collector);
        return None;
    }
    let fields = Fields::read(&entry.value, "an entry of `wants`", &KEYS, None, collector)?;
    let weight_span = fields.get("weight").map(|entry| entry.key.span);
    let weight = match weight_span {
        Some(_) => fields.value("weight", collector).and_then(|node| read_weight(node, collector)).map(Some),
        None => Some(None),
    };
    let how = match fields.present(&HOW).as_slice() {
        [] => {
            says_nothing(entry.key.span, &entry.key.text, collector);
            None
        }
        [one] => Some(*one),
        several => {
            let second = fields.get(several[1]).map_or(entry.key.span, |entry| entry.key.span);
            let what = format!("worth is said in one way, and here are {}", in_words(several, "and"));
            collector.wrong(second, what).help("keep one of them");
            None
        }
    }?;
    let key = fields.get(how)?.key.span;
    let node = fields.value(how, collector)?;
    let issue = issue?;
    let values = issues.values(issue)?;
    let said = read_function(how, node, issue, values, issues, collector)?;
    match said.worths(values) {
        Ok(worths) => Some(Want { issue, weight: weight?, worths, weight_span }),
        Err(PreferenceError::NotNumeric) => {
            collector
                .wrong(
                    key,
                    format!(
                        "`{how}` needs numbers or days, and the values of `{}` are words",
                        issues.name(issue)
                    ),
                )
                .help(format!("say what each is worth: `{}`", example(values)));
            None
        }
        Err(error) => super::said(Err(error), key, collector),
    }
}

fn says_nothing(span: Span, issue: &str, collector: &mut Collector) {
    collector.wrong(span, format!("nothing says what the values of `{}` are worth", cut(issue))).help(
        "write one of `values: { … }`, `rising: true`, `falling: true`, `peak: 10`, `points: { 0: 0, 10: 1 }` or \
         `linear: { slope: 0.1 }`",
    );
}

/// A weight: a number of at least 0.
pub(super) fn read_weight(node: &Node, collector: &mut Collector) -> Option<Figure> {
    let weight = figure::read(node, "`weight`", collector)?;
    if weight.low < 0.0 {
        let why = "a weight cannot be less than 0";
        let help = "turn the worths round instead: `falling: true`, or lower numbers for what is liked less";
        if weight.is_drawn() {
            figure::outside(&weight, node.span, 0.0, why, help, collector);
        } else {
            collector.wrong(node.span, why).help(help);
        }
        return None;
    }
    Some(weight)
}

/// What is said of an issue's values.
enum Said {
    Table(Vec<Amount>),
    Plain(ValueFunction),
    Form(Form),
}

impl Said {
    fn worths(self, values: &Values) -> Result<Worths, PreferenceError> {
        match self {
            Self::Table(amounts) if amounts.iter().any(|amount| amount.is_drawn()) => {
                Ok(Worths::Table(amounts))
            }
            Self::Table(amounts) => {
                let known = amounts.iter().map(|amount| amount.of(&[])).collect();
                ValueFunction::Table(known).tabulate(values).map(Worths::Known)
            }
            Self::Plain(function) => function.tabulate(values).map(Worths::Known),
            Self::Form(form) if form.is_drawn() => {
                let numbers = (0..values.len()).map(|at| values.number(at as ValueIndex));
                let numbers = numbers.collect::<Option<_>>().ok_or(PreferenceError::NotNumeric)?;
                Ok(Worths::Function { form, numbers })
            }
            Self::Form(form) => form.function(&[]).tabulate(values).map(Worths::Known),
        }
    }
}

fn read_function(
    how: &str,
    node: &Node,
    issue: usize,
    values: &Values,
    issues: &Issues,
    collector: &mut Collector,
) -> Option<Said> {
    match how {
        "values" => read_table(node, issue, values, issues, collector).map(Said::Table),
        "rising" | "falling" => {
            let what = format!("`{how}`");
            if !fields::truth(node, &what, collector)? {
                let other = if how == "rising" { "falling" } else { "rising" };
                collector
                    .wrong(node.span, format!("`{how}: false` says nothing about what values are worth"))
                    .help(format!("write `{how}: true` or `{other}: true`"));
                return None;
            }
            Some(Said::Plain(if how == "rising" { ValueFunction::Rising } else { ValueFunction::Falling }))
        }
        "peak" => read_peak(node, issue, values, issues, collector).map(Said::Form),
        "points" => read_points(node, issue, values, issues, collector).map(Said::Form),
        _ => {
            let fields = Fields::read(node, "`linear`", &["slope", "bias"], None, collector)?;
            if fields.get("slope").is_none() {
                collector
                    .wrong(node.span, "`slope` is missing: what each unit is worth")
                    .help("such as `linear: { slope: 0.1, bias: 0.2 }`");
                return None;
            }
            let slope = figure::of(&fields, "slope", collector);
            let bias = match fields.get("bias") {
                Some(_) => figure::of(&fields, "bias", collector),
                None => Some(Figure::known(0.0)),
            };
            Some(Said::Form(Form::Affine { slope: slope?.amount, bias: bias?.amount }))
        }
    }
}

fn read_table(
    node: &Node,
    issue: usize,
    values: &Values,
    issues: &Issues,
    collector: &mut Collector,
) -> Option<Vec<Amount>> {
    let entries = fields::mapping(node, "`values`", collector)?;
    let mut worths: Vec<Option<Amount>> = vec![None; values.len()];
    let mut named = vec![false; values.len()];
    let mut sound = true;
    // A value that is missing is most likely one that was misspelt, which is said at its place.
    let mut strangers = 0;
    for Entry { key, value } in entries {
        let worth = figure::read(value, &format!("the worth of `{}`", cut(&key.text)), collector);
        let Some(at) = issues.find_value(issue, &key.text, key.span, collector) else {
            strangers += 1;
            sound = false;
            continue;
        };
        let at = usize::from(at);
        if named[at] {
            let label = values.label(at as ValueIndex);
            collector
                .wrong(
                    key.span,
                    format!("`{}` is the value `{label}`, which stands here already", cut(&key.text)),
                )
                .help("keep one of the two");
            sound = false;
        }
        named[at] = true;
        worths[at] = worth.map(|worth| worth.amount);
        sound &= worth.is_some();
    }
    let missing = || (0..values.len()).filter(|&at| !named[at]).map(|at| values.label(at as ValueIndex));
    let count = missing().count();
    if count > strangers {
        let what = format!("the worth of {} is missing", in_words(missing(), "and"));
        let help = if count > 8 && values.is_numeric() {
            "for long ranges `rising`, `falling`, `peak`, `points` or `linear` are shorter"
        } else {
            "write a number for every value; 0 for what is worth nothing"
        };
        collector.wrong(node.span, what).help(help);
        return None;
    }
    if sound { worths.into_iter().collect() } else { None }
}

fn read_peak(
    node: &Node,
    issue: usize,
    values: &Values,
    issues: &Issues,
    collector: &mut Collector,
) -> Option<Form> {
    if !values.is_numeric() {
        // Said by whoever tabulates it.
        return Some(Form::Triangular(Amount::Known(0.0)));
    }
    let (peak, text) = match node.content.as_ref() {
        Content::Drawn(_) => (figure::read(node, "`peak`", collector)?, ""),
        _ => {
            let text = fields::text(node, "`peak`", collector)?;
            (Figure::known(number_of(text, node.span, "`peak`", values, collector)?), text)
        }
    };
    let numbers = (0..values.len()).filter_map(|at| values.number(at as ValueIndex));
    let (low, high) = numbers
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), number| (low.min(number), high.max(number)));
    if peak.low < low || peak.high > high {
        let name = issues.name(issue);
        if peak.is_drawn() {
            let why = format!("the peak lies within `{name}`");
            figure::outside(&peak, node.span, low, &why, &issues::said(values), collector);
            return None;
        }
        collector
            .wrong(node.span, format!("the peak `{}` lies outside `{name}`", cut(text)))
            .help(issues::said(values));
        return None;
    }
    Some(Form::Triangular(peak.amount))
}

fn read_points(
    node: &Node,
    issue: usize,
    values: &Values,
    issues: &Issues,
    collector: &mut Collector,
) -> Option<Form> {
    let entries = fields::mapping(node, "`points`", collector)?;
    if entries.is_empty() {
        collector
            .wrong(node.span, format!("`points` says nothing of `{}`", issues.name(issue)))
            .help("write numbers and what they are worth: `points: { 0: 0, 10: 0.8, 30: 1 }`");
        return None;
    }
    if !values.is_numeric() {
        return Some(Form::Piecewise(vec![(0.0, Amount::Known(0.0))]));
    }
    let mut corners: Vec<(f64, Amount)> = Vec::with_capacity(entries.len());
    let mut sound = true;
    for Entry { key, value } in entries {
        let at = number_of(&key.text, key.span, "a point", values, collector);
        let worth = figure::read(value, &format!("the worth of `{}`", cut(&key.text)), collector);
        let (Some(at), Some(worth)) = (at, worth.map(|worth| worth.amount)) else {
            sound = false;
            continue;
        };
        corners.push((at, worth));
    }
    corners.sort_by(|a, b| a.0.total_cmp(&b.0));
    if let Some(pair) = corners.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        collector
            .wrong(node.span, format!("two points stand at the same number, {}", pair[0].0))
            .help("keep one of the two");
        return None;
    }
    sound.then_some(Form::Piecewise(corners))
}

/// The number that a text means on an issue of numbers or days.
pub(super) fn number_of(
    text: &str,
    span: Span,
    what: &str,
    values: &Values,
    collector: &mut Collector,
) -> Option<f64> {
    if let Values::Dates(_) = values {
        let number = fields::parse_date(text.trim()).and_then(|_| values.number_of(text));
        if number.is_none() {
            collector
                .wrong(span, format!("{what} must be a day here, and `{}` is none", cut(text)))
                .help("write year, month and day: `2025-04-12`");
        }
        return number;
    }
    fields::number_in(text, span, what, collector)
}

/// How a table of worths is written for these values.
fn example(values: &Values) -> String {
    let some: Vec<String> =
        (0..values.len().min(2)).map(|at| format!("{}: {at}", values.label(at as ValueIndex))).collect();
    let rest = if values.len() > 2 { ", …" } else { "" };
    format!("values: {{ {}{rest} }}", some.join(", "))
}
