//! How a belief is written in the place of a number or a text.

use wasit_model::belief::{Expert, Family, FamilyError, Note};

use crate::collector::{Collector, Span, in_words};
use crate::fields::{self, Fields, NUMBER_MAX, cut};
use crate::talks::parties::short;
use crate::tree::{Content, Entry, Node};

/// What is believed of a number or a text.
#[derive(Clone, Debug)]
pub(super) struct Belief {
    pub(super) law: Law,
    pub(super) note: Note,
}

/// One of two kinds of law.
#[derive(Clone, Debug)]
pub(super) enum Law {
    Number(Family),
    /// Texts with their probabilities, which sum to one.
    Labels(Vec<(String, f64)>),
}

/// What a place takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    Numbers,
    Texts,
    /// Numbers, or else texts.
    Either,
}

/// The ways to say a belief: the first key of each tells it, and all its keys.
const WAYS: [(&str, &[&str]); 9] = [
    ("dist", &["dist"]),
    ("range", &["range"]),
    ("p10", PERCENTILES),
    ("p50", PERCENTILES),
    ("p90", PERCENTILES),
    ("experts", &["experts"]),
    ("any_of", &["any_of"]),
    ("value", &["value"]),
    ("low", &["low", "likely", "high"]),
];
/// How many texts or numbers a belief may choose among.
pub(super) const CHOICES_MAX: usize = 256;
/// How many experts a belief may have.
const EXPERTS_MAX: usize = 64;
const PERCENTILES: &[&str] = &["p10", "p50", "p90", "min", "max"];
const NOTE: [&str; 3] = ["why", "source", "confidence"];
/// The laws that `dist` names, each with the keys that must and those that may be there.
const LAWS: [(&str, &[&str], &[&str]); 6] = [
    ("uniform", &["low", "high"], &[]),
    ("triangular", &["low", "likely", "high"], &[]),
    ("pert", &["low", "likely", "high"], &[]),
    ("beta", &["a", "b"], &["min", "max"]),
    ("normal", &["mean", "sd"], &["min", "max"]),
    ("log_normal", &["mean", "sd"], &["min", "max"]),
];

/// All keys that say a belief.
pub(super) fn keys() -> impl Iterator<Item = &'static str> {
    let first = |at: &usize| WAYS[..*at].iter().all(|way| way.1 != WAYS[*at].1);
    (0..WAYS.len()).filter(first).flat_map(|at| WAYS[at].1.iter().copied())
}

/// Reads a belief, which is a mapping.
pub(super) fn read(node: &Node, takes: Takes, collector: &mut Collector) -> Option<Belief> {
    read_beside(node, takes, &[], collector)
}

/// [`read`], with `beside` being keys that stand there too.
fn read_beside(node: &Node, takes: Takes, beside: &[&str], collector: &mut Collector) -> Option<Belief> {
    let entries = fields::mapping(node, "a belief", collector)?;
    let lenient = Fields::lenient(entries);
    let mut ways: Vec<(&str, &[&str])> = Vec::new();
    for (key, keys) in WAYS {
        let there =
            lenient.get(key).is_some() || key == "low" && !lenient.present(&["likely", "high"]).is_empty();
        let of_dist = key == "low" && lenient.get("dist").is_some();
        if there && !of_dist && !ways.iter().any(|way| way.1 == keys) {
            ways.push((key, keys));
        }
    }
    let known = |keys: &[&'static str]| -> Vec<&str> {
        keys.iter().copied().chain(NOTE).chain(beside.iter().copied()).collect()
    };
    let way = match ways.as_slice() {
        [] => {
            let all: Vec<&'static str> = keys().collect();
            let before = collector.count();
            Fields::read(node, "a belief", &known(&all), None, collector);
            if collector.count() == before {
                collector.wrong(node.span, "this says nothing of what may be").help(example(takes));
            }
            return None;
        }
        [one] => one.0,
        [first, second, ..] => {
            let span = lenient.get(second.0).map_or(node.span, |entry| entry.key.span);
            let what =
                format!("a belief is said in one way, and here are {}", in_words([first.0, second.0], "and"));
            collector
                .wrong(span, what)
                .help("keep one of them; several people's beliefs are written with `experts`");
            return None;
        }
    };
    if way == "dist" {
        return read_named(node, &lenient, takes, beside, collector);
    }
    let what = match way {
        "range" => "a range",
        "low" => "a belief by `low`, `likely` and `high`",
        "p10" | "p50" | "p90" => "a belief by percentiles",
        "any_of" => "a choice",
        _ => "a belief",
    };
    let fields = Fields::read(node, what, &known(ways[0].1), None, collector)?;
    let note = read_note(&fields, collector);
    if takes == Takes::Texts && !matches!(way, "any_of" | "experts" | "value") {
        let key = fields.get(way).map_or(node.span, |entry| entry.key.span);
        collector.wrong(key, format!("`{way}` is for numbers, and here stands a text")).help(example(takes));
        return None;
    }
    let law = match way {
        "range" => Law::Number(read_range(&fields, collector)?),
        "low" => {
            let numbers = required(&fields, &["low", "likely", "high"], node.span, collector)?;
            Law::Number(said(
                Family::pert(numbers[0], numbers[1], numbers[2]),
                &fields,
                node.span,
                collector,
            )?)
        }
        "p10" | "p50" | "p90" => {
            let n = required(&fields, PERCENTILES, node.span, collector)?;
            Law::Number(said(
                Family::percentiles(n[0], n[1], n[2], n[3], n[4]),
                &fields,
                node.span,
                collector,
            )?)
        }
        "experts" => read_experts(&fields, takes, collector)?,
        "any_of" => read_choice(&fields, takes, collector)?,
        _ => read_one(fields.value("value", collector)?, takes, collector)?,
    };
    Some(Belief { law: bounded(law, node.span, collector)?, note })
}

/// How a belief is written at a place that takes these.
fn example(takes: Takes) -> &'static str {
    match takes {
        Takes::Texts => "write which texts, with weights: `{ any_of: { A: 2, B: 1 } }`",
        _ => {
            "write a number, or such as `{ range: [35, 50] }`, `{ low: 35, likely: 40, high: 55 }` or \
             `{ p10: 36, p50: 41, p90: 52, min: 0, max: 100 }`"
        }
    }
}

/// Why something is believed.
pub(super) fn read_note(fields: &Fields<'_>, collector: &mut Collector) -> Note {
    let mut words = |key| fields.get(key).and_then(|_| fields.words(key, collector));
    Note { why: words("why"), source: words("source"), confidence: words("confidence") }
}

/// The numbers of all `keys`, of which none may be missing.
fn required(fields: &Fields<'_>, keys: &[&str], span: Span, collector: &mut Collector) -> Option<Vec<f64>> {
    let missing: Vec<&&str> = keys.iter().filter(|key| fields.get(key).is_none()).collect();
    if !missing.is_empty() {
        let are = if missing.len() == 1 { "is" } else { "are" };
        collector
            .wrong(span, format!("{} {are} missing here", in_words(missing, "and")))
            .help(format!("this belief has {}", in_words(keys, "and")));
        keys.iter().filter(|key| fields.get(key).is_some()).for_each(|key| {
            fields.number(key, collector);
        });
        return None;
    }
    let numbers: Vec<Option<f64>> = keys.iter().map(|key| fields.number(key, collector)).collect();
    numbers.into_iter().collect()
}

/// What the model makes of numbers; what it refuses is reported at the number that is wrong.
fn said(
    family: Result<Family, FamilyError>,
    fields: &Fields<'_>,
    span: Span,
    collector: &mut Collector,
) -> Option<Family> {
    match family {
        Ok(family) => Some(family),
        Err(error) => {
            let at = error.what().and_then(|key| fields.get(key)).map_or(span, |entry| entry.value.span);
            collector.wrong(at, error.to_string());
            None
        }
    }
}

fn read_range(fields: &Fields<'_>, collector: &mut Collector) -> Option<Family> {
    let node = fields.value("range", collector)?;
    let help = "write the two ends, the lower first: `range: [35, 50]`";
    let Content::Sequence(items) = node.content.as_ref() else {
        collector.wrong(node.span, "a range is a list of its two ends").help(help);
        return None;
    };
    let ends: Vec<Option<f64>> =
        items.iter().map(|item| fields::number(item, "an end of a range", collector)).collect();
    let ends: Vec<f64> = ends.into_iter().collect::<Option<_>>()?;
    let &[low, high] = ends.as_slice() else {
        collector.wrong(node.span, format!("a range has two ends, and here are {}", ends.len())).help(help);
        return None;
    };
    if low == high {
        collector
            .wrong(node.span, format!("both ends of this range are {low}"))
            .help(format!("write the number alone: `{low}`"));
        return None;
    }
    if low > high {
        collector
            .wrong(node.span, format!("this range goes from {low} down to {high}"))
            .help(format!("write the lower end first: `range: [{high}, {low}]`"));
        return None;
    }
    said(Family::uniform(low, high), fields, node.span, collector)
}

/// A law by its name.
fn read_named(
    node: &Node,
    lenient: &Fields<'_>,
    takes: Takes,
    beside: &[&str],
    collector: &mut Collector,
) -> Option<Belief> {
    let name = lenient.value("dist", collector)?;
    let text = fields::text(name, "`dist`", collector)?.trim();
    let Some((law, must, may)) = LAWS.into_iter().find(|(law, ..)| *law == text) else {
        let help = collector.hint(text, LAWS.iter().map(|(law, ..)| *law), || {
            format!("there are {}", in_words(LAWS.iter().map(|(law, ..)| law), "and"))
        });
        collector.wrong(name.span, format!("there is no distribution called `{}`", cut(text))).help(help);
        return None;
    };
    let known: Vec<&str> =
        [&["dist"], must, may, &NOTE, beside].into_iter().flat_map(|keys| keys.iter().copied()).collect();
    let fields = Fields::read(node, &format!("the distribution `{law}`"), &known, None, collector)?;
    let note = read_note(&fields, collector);
    if takes == Takes::Texts {
        collector.wrong(name.span, "`dist` is for numbers, and here stands a text").help(example(takes));
        return None;
    }
    let n = required(&fields, must, node.span, collector)?;
    let mut optional = |key: &str| match fields.get(key) {
        Some(_) => fields.number(key, collector).map(Some),
        None => Some(None),
    };
    let (min, max) = (optional("min")?, optional("max")?);
    let family = match law {
        "uniform" => Family::uniform(n[0], n[1]),
        "triangular" => Family::triangular(n[0], n[1], n[2]),
        "pert" => Family::pert(n[0], n[1], n[2]),
        "beta" => Family::beta(n[0], n[1], min.unwrap_or(0.0), max.unwrap_or(1.0)),
        "normal" => Family::normal(n[0], n[1], min, max),
        _ => Family::log_normal(n[0], n[1], min, max),
    };
    let family = said(family, &fields, node.span, collector)?;
    Some(Belief { law: bounded(Law::Number(family), node.span, collector)?, note })
}

/// A number or a text that is certain.
fn read_one(node: &Node, takes: Takes, collector: &mut Collector) -> Option<Law> {
    let text = fields::text(node, "`value`", collector)?.trim();
    match fields::parse_number(text) {
        None if takes != Takes::Numbers => Some(Law::Labels(vec![(text.to_owned(), 1.0)])),
        _ if takes == Takes::Texts => Some(Law::Labels(vec![(text.to_owned(), 1.0)])),
        _ => {
            let number = fields::number_in(text, node.span, "`value`", collector)?;
            super::super::said(Family::constant(number), node.span, collector).map(Law::Number)
        }
    }
}

/// One of several, each with a weight.
fn read_choice(fields: &Fields<'_>, takes: Takes, collector: &mut Collector) -> Option<Law> {
    let node = fields.value("any_of", collector)?;
    let mut options: Vec<(String, Span, f64)> = Vec::new();
    let mut sound = true;
    match node.content.as_ref() {
        Content::Mapping(entries) => {
            for Entry { key, value } in entries {
                match read_weight(value, &key.text, collector) {
                    Some(weight) => options.push((key.text.trim().to_owned(), key.span, weight)),
                    None => sound = false,
                }
            }
        }
        Content::Sequence(items) => {
            for item in items {
                match fields::text(item, "a choice", collector) {
                    Some(text) => options.push((text.trim().to_owned(), item.span, 1.0)),
                    None => sound = false,
                }
            }
        }
        _ => {
            collector
                .wrong(node.span, "`any_of` is a list, or a group with a weight for each")
                .help("write `any_of: { A: 2, B: 1 }`, or `any_of: [A, B]` where both are as likely");
            return None;
        }
    }
    if options.len() > CHOICES_MAX {
        collector
            .wrong(node.span, format!("{} are more than the {CHOICES_MAX} to choose among", options.len()))
            .help("leave out what is least likely, or write a range of numbers");
        return None;
    }
    if options.is_empty() && sound {
        collector
            .wrong(node.span, "there is nothing to choose from")
            .help("name at least one, such as `any_of: [A, B]`");
        return None;
    }
    for (at, (text, span, _)) in options.iter().enumerate() {
        if options[..at].iter().any(|earlier| earlier.0 == *text) {
            collector.wrong(*span, format!("`{}` stands twice here", cut(text))).help("keep one of the two");
            sound = false;
        }
    }
    if !sound {
        return None;
    }
    let sum: f64 = options.iter().map(|option| option.2).sum();
    if sum <= 0.0 {
        collector
            .wrong(node.span, "the weights sum to nothing, so none would be chosen")
            .help("give at least one a weight greater than 0; they are scaled to sum to one");
        return None;
    }
    let numbers: Vec<Option<f64>> = options.iter().map(|(text, ..)| fields::parse_number(text)).collect();
    if takes == Takes::Texts || takes == Takes::Either && numbers.iter().any(Option::is_none) {
        return Some(Law::Labels(
            options.into_iter().map(|(text, _, weight)| (text, weight / sum)).collect(),
        ));
    }
    let mut all = Vec::with_capacity(options.len());
    for (text, span, weight) in options {
        let number = fields::number_in(&text, span, "a choice", collector);
        match number.map(Family::constant) {
            Some(Ok(family)) => all.push(Expert { name: text, weight, family }),
            _ => sound = false,
        }
    }
    if !sound {
        return None;
    }
    pooled(all, node.span, collector)
}

/// A mixture; of one alone, that one.
fn pooled(mut all: Vec<Expert>, span: Span, collector: &mut Collector) -> Option<Law> {
    all.retain(|expert| expert.weight > 0.0);
    if let [_] = all.as_slice() {
        return all.pop().map(|expert| Law::Number(expert.family));
    }
    super::super::said(Family::pool(all), span, collector).map(Law::Number)
}

fn read_weight(node: &Node, of: &str, collector: &mut Collector) -> Option<f64> {
    let weight = fields::number(node, &format!("the weight of `{}`", cut(of)), collector)?;
    if weight < 0.0 {
        collector
            .wrong(node.span, "a weight cannot be less than 0")
            .help("0 leaves it out; twice the weight is twice as likely");
        return None;
    }
    Some(weight)
}

/// What several people believe, each with a weight.
fn read_experts(fields: &Fields<'_>, takes: Takes, collector: &mut Collector) -> Option<Law> {
    let node = fields.value("experts", collector)?;
    let entries = fields::mapping(node, "`experts`", collector)?;
    if entries.is_empty() {
        collector
            .wrong(node.span, "no expert is named")
            .help("such as `experts: { anna: { weight: 2, range: [30, 40] }, badr: 45 }`");
        return None;
    }
    if entries.len() > EXPERTS_MAX {
        collector
            .wrong(
                node.span,
                format!("{} experts are more than the {EXPERTS_MAX} that a belief may have", entries.len()),
            )
            .help("put those together who believe the same, with the sum of their weights");
        return None;
    }
    let mut laws: Vec<(&str, Law, f64)> = Vec::new();
    for Entry { key, value } in entries {
        let read = match value.content.as_ref() {
            Content::Mapping(_) => read_expert(value, takes, collector),
            _ if value.is_nothing() => {
                collector
                    .wrong(key.span, format!("nothing says what `{}` believes", cut(&key.text)))
                    .help(example(takes));
                None
            }
            _ => read_one(value, takes, collector).map(|law| (law, 1.0)),
        };
        laws.extend(read.map(|(law, weight)| (key.text.as_ref(), law, weight)));
    }
    if laws.len() < entries.len() {
        return None;
    }
    if laws.iter().all(|(.., weight)| *weight <= 0.0) {
        collector
            .wrong(node.span, "the experts' weights sum to nothing")
            .help("give at least one expert a weight greater than 0");
        return None;
    }
    let all: f64 = laws.iter().map(|(.., weight)| weight).sum();
    if laws.iter().any(|(_, law, _)| matches!(law, Law::Labels(_))) {
        let mut labels: Vec<(String, f64)> = Vec::new();
        for (_, law, weight) in laws {
            let Law::Labels(own) = law else {
                collector
                    .wrong(node.span, "some experts speak of numbers here, and others of texts")
                    .help(example(Takes::Texts));
                return None;
            };
            for (text, p) in own {
                let share = p * weight / all;
                match labels.iter_mut().find(|(known, _)| *known == text) {
                    Some((_, sum)) => *sum += share,
                    None => labels.push((text, share)),
                }
            }
        }
        return Some(Law::Labels(labels));
    }
    let experts = laws.into_iter().filter_map(|(name, law, weight)| match law {
        Law::Number(family) => Some(Expert { name: name.to_owned(), weight, family }),
        Law::Labels(_) => None,
    });
    pooled(experts.collect(), node.span, collector)
}

fn read_expert(node: &Node, takes: Takes, collector: &mut Collector) -> Option<(Law, f64)> {
    let Content::Mapping(entries) = node.content.as_ref() else { return None };
    let weight = match entries.iter().find(|entry| entry.key.text.as_ref() == "weight") {
        Some(entry) => read_weight(&entry.value, "this expert", collector),
        None => Some(1.0),
    };
    if let Some(inside) = entries.iter().find(|entry| entry.key.text.as_ref() == "experts") {
        collector
            .wrong(inside.key.span, "experts stand in one list, and not in one another")
            .help("write them all beside each other, with their weights");
        return None;
    }
    let belief = read_beside(node, takes, &["weight"], collector);
    Some((belief?.law, weight?))
}

/// Refuses numbers without ends, or beyond what can be reckoned with.
fn bounded(law: Law, span: Span, collector: &mut Collector) -> Option<Law> {
    let Law::Number(family) = &law else { return Some(law) };
    let (low, high) = family.support();
    let (which, key) = match (low >= -NUMBER_MAX, high <= NUMBER_MAX) {
        (true, true) => return Some(law),
        (false, _) => ("lower", "min"),
        (true, false) => ("upper", "max"),
    };
    let end = if key == "min" { low } else { high };
    if end.is_infinite() {
        collector
            .wrong(span, format!("this belief has no {which} end, and no number of a file goes on for ever"))
            .help(format!("say where it ends: `{key}: …`"));
    } else {
        collector
            .wrong(span, format!("this belief goes to {}, and that is too large", short(end)))
            .help("numbers lie between -1,000,000,000,000 and 1,000,000,000,000 (1e12)");
    }
    None
}
