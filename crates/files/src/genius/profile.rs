//! What one side wants, from its profile.

use wasit_model::{Discount, DiscountPer, Factor, Preferences, ValueIndex, Values, WalkAway};

use super::assumed::{Assumed, Topic};
use super::issues::{self, Body, Domain, Item, WrittenIssue};
use super::weights::Level;
use super::xml::Element;
use super::{boxes, evaluators};
use crate::collector::{Collector, Span, in_words};
use crate::fields::cut;
use crate::scenario::Evaluations;
use crate::talks::Budget;

/// What a profile adds up from: what single issues are worth, weights multiplied in, and boxes over several.
pub(super) struct Worths {
    pub(super) tables: Vec<Vec<f64>>,
    pub(super) factors: Vec<Factor>,
}

/// What reading a profile goes by.
pub(super) struct Reading<'a> {
    pub(super) party: &'a str,
    pub(super) domain: &'a Domain,
    pub(super) evaluations: Evaluations,
    pub(super) assumed: &'a mut Assumed,
    pub(super) budget: &'a mut Budget,
}

/// Reads a `<utility_space>`; what is wrong with it is reported.
pub(super) fn read(
    root: &Element<'_>,
    mut reading: Reading<'_>,
    collector: &mut Collector,
) -> Option<Preferences> {
    let level = Level::read(root, collector);
    let functions: Vec<&Element<'_>> = std::iter::once(root)
        .chain(root.children("objective"))
        .flat_map(|holder| holder.children("utility"))
        .collect();
    let walk_away = read_reservation(root, &mut reading, collector);
    let discount = read_discount(root, &mut reading, collector);
    if !reading.budget.spend(
        (0..reading.domain.space.issues().len()).map(|issue| reading.domain.space.width(issue)).sum(),
        root.span,
        collector,
    ) {
        return None;
    }
    let worths = match functions.as_slice() {
        [] => read_additive(root, level, &mut reading, collector),
        [function] if !level.is_weighed() => boxes::read(function, level, &mut reading, collector),
        [function] => {
            collector
                .wrong(function.span, "this profile has weights, and hyper-rectangles too")
                .help("keep one of them: with hyper-rectangles a profile is not a weighted sum");
            None
        }
        [_, second, ..] => {
            collector
                .wrong(second.span, "a second `<utility>` stands here")
                .help("put all `<ufun>` into the first");
            None
        }
    };
    let (Worths { tables, factors }, walk_away, discount) = (worths?, walk_away?, discount?);
    if !collector.is_empty() {
        return None;
    }
    let walk_away = WalkAway { start: walk_away, drift: None };
    match Preferences::new(&reading.domain.space, tables, factors, Vec::new(), walk_away, discount) {
        Ok(preferences) => Some(preferences),
        Err(error) => {
            collector.wrong(root.span, error.to_string());
            None
        }
    }
}

fn read_reservation(root: &Element<'_>, reading: &mut Reading<'_>, collector: &mut Collector) -> Option<f64> {
    let Some(element) = root.child("reservation") else {
        let (topic, value) = match reading.evaluations {
            Evaluations::Normalised => (Topic::NoReservation, 0.0),
            Evaluations::Raw => (Topic::NoReservationRaw, f64::NEG_INFINITY),
        };
        reading.assumed.of(topic, reading.party);
        return Some(value);
    };
    issues::number(element, "value", "<reservation value=\"0.5\"/>", collector)
}

/// The discount, or none; the outer option is empty where it could not be read.
fn read_discount(
    root: &Element<'_>,
    reading: &mut Reading<'_>,
    collector: &mut Collector,
) -> Option<Option<Discount>> {
    let Some(element) = root.child("discount_factor") else {
        reading.assumed.of(Topic::NoDiscount, reading.party);
        return Some(None);
    };
    let factor = issues::number(element, "value", "<discount_factor value=\"0.9\"/>", collector)?;
    match factor {
        0.0 => {
            reading.assumed.of(Topic::DiscountZero, reading.party);
            Some(None)
        }
        1.0 => Some(None),
        _ if factor > 0.0 && factor < 1.0 => {
            Some(Some(Discount { factor, per: DiscountPer::Talks, walk_away_too: true }))
        }
        _ => {
            let span = element.attribute("value").map_or(element.span, |attribute| attribute.span);
            collector.wrong(span, format!("a discount factor lies from 0 to 1, and this is {factor}")).help(
                "1 stands for no discount; 0.9 for a deal that is worth nine tenths at the end of the talks",
            );
            None
        }
    }
}

fn read_additive(
    root: &Element<'_>,
    level: Level<'_, '_>,
    reading: &mut Reading<'_>,
    collector: &mut Collector,
) -> Option<Worths> {
    let weights = level.weights(reading.evaluations, reading.party, reading.assumed, collector);
    let unread = level.unread();
    let written = level.into_issues();
    let matched = match_issues(root, &written, unread, reading.domain, collector);
    let unsaid = |issue: &WrittenIssue<'_, '_>| match &issue.body {
        Body::Listed(items) => items.iter().all(|item| item.evaluation.is_none()),
        Body::Range { .. } => issue.element.child("evaluator").is_none(),
    };
    if !written.is_empty() && written.iter().all(unsaid) {
        collector
            .wrong(root.span, "nothing in this profile says what anything is worth")
            .help("write an evaluation for each item: `<item index=\"1\" value=\"yes\" evaluation=\"3\"/>`");
        return None;
    }
    let mut tables: Vec<Option<Vec<f64>>> = vec![None; reading.domain.space.issues().len()];
    for (at, (written, issue)) in written.iter().zip(&matched).enumerate() {
        let Some(issue) = *issue else { continue };
        let weight = weights.as_ref().map(|weights| weights[at]);
        let worths = match &written.body {
            Body::Listed(items) => read_items(items, written, issue, reading, collector),
            Body::Range { real, from, to, span } => {
                read_range(written, (*real, *from, *to, *span), issue, reading, collector)
            }
        };
        tables[issue] = weight
            .zip(worths)
            .map(|(weight, worths)| worths.into_iter().map(|worth| weight * worth).collect());
    }
    let tables = tables.into_iter().collect::<Option<Vec<_>>>()?;
    Some(Worths { tables, factors: Vec::new() })
}

/// For each written issue the issue of the domain that it is; those that are missing are reported.
pub(super) fn match_issues(
    root: &Element<'_>,
    written: &[WrittenIssue<'_, '_>],
    unread: usize,
    domain: &Domain,
    collector: &mut Collector,
) -> Vec<Option<usize>> {
    let mut first: Vec<Option<Span>> = vec![None; domain.space.issues().len()];
    let mut strangers = unread;
    let matched = written
        .iter()
        .map(|issue| {
            let Some(found) = domain.find(issue, collector) else {
                strangers += 1;
                return None;
            };
            if let Some(before) = first[found] {
                let line = collector.line(before);
                collector
                    .wrong(
                        issue.span,
                        format!("the issue `{}` stands twice, first in line {line}", cut(&issue.name)),
                    )
                    .label("the second")
                    .help("keep one of the two");
                return None;
            }
            first[found] = Some(issue.span);
            Some(found)
        })
        .collect();
    let missing: Vec<&str> =
        (0..first.len()).filter(|&issue| first[issue].is_none()).map(|issue| domain.name(issue)).collect();
    // An issue that is missing is most likely one that is written otherwise, which was said at its place.
    if missing.len() > strangers {
        let are = if missing.len() == 1 { "is" } else { "are" };
        let what = format!("{} of the domain {are} missing in this profile", in_words(&missing, "and"));
        collector
            .wrong(root.span, what)
            .help("a profile says of every issue what it is worth; what is worth nothing weighs 0");
    }
    matched
}

fn read_items(
    items: &[Item],
    written: &WrittenIssue<'_, '_>,
    issue: usize,
    reading: &mut Reading<'_>,
    collector: &mut Collector,
) -> Option<Vec<f64>> {
    let domain = reading.domain;
    let mut worths: Vec<Option<f64>> = vec![None; domain.space.width(issue)];
    let mut strangers = 0;
    let mut unsaid: Vec<&str> = Vec::new();
    for item in items {
        match domain.find_value(issue, &item.label, item.span, collector) {
            Some(value) => {
                if item.evaluation.is_none() {
                    unsaid.push(&item.label);
                }
                worths[usize::from(value)] = Some(item.evaluation.unwrap_or(0.0));
            }
            None => strangers += 1,
        }
    }
    let missing = || worths.iter().enumerate().filter(|(_, worth)| worth.is_none()).map(|(at, _)| at);
    if missing().count() > strangers {
        let labels = missing().map(|at| domain.values(issue).label(at as ValueIndex));
        let what = format!("the evaluation of {} is missing", in_words(labels, "and"));
        collector
            .wrong(written.span, what)
            .help("write an `<item>` with an `evaluation` for every value of the domain");
        return None;
    }
    let mut worths = worths.into_iter().collect::<Option<Vec<f64>>>()?;
    if !unsaid.is_empty() {
        let (party, name) = (reading.party, cut(domain.name(issue)));
        let labels = in_words(&unsaid, "and");
        reading
            .assumed
            .say(format!("`{party}` gives no evaluation to {labels} of `{name}`: that counts as 0."));
    }
    if reading.evaluations == Evaluations::Raw {
        return Some(worths);
    }
    let greatest = worths.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if greatest > 0.0 {
        if (greatest - 1.0).abs() > 1e-9 {
            reading.assumed.of(Topic::Shares, reading.party);
        }
        worths.iter_mut().for_each(|worth| *worth /= greatest);
    } else if worths.iter().all(|&worth| worth == 0.0) {
        let (party, name) = (reading.party, cut(domain.name(issue)));
        reading
            .assumed
            .say(format!("All evaluations that `{party}` gives `{name}` are 0: it is worth nothing."));
    } else {
        collector
            .wrong(written.span, format!("no evaluation of `{}` is above 0", cut(domain.name(issue))))
            .help("evaluations are shares of the greatest, which must be above 0; or read them raw");
        return None;
    }
    Some(worths)
}

fn read_range(
    written: &WrittenIssue<'_, '_>,
    (real, from, to, span): (bool, f64, f64, Span),
    issue: usize,
    reading: &mut Reading<'_>,
    collector: &mut Collector,
) -> Option<Vec<f64>> {
    let domain = reading.domain;
    let name = cut(domain.name(issue));
    let values = domain.values(issue);
    let number = |at: usize| values.number(at as ValueIndex);
    let Some(numbers) = (0..values.len()).map(number).collect::<Option<Vec<f64>>>() else {
        collector
            .wrong(span, format!("`{name}` is a range here, and a list of words in the domain"))
            .help(crate::talks::values_in_words(values));
        return None;
    };
    let ends = (numbers[0], numbers[numbers.len() - 1]);
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-6 * (to - from).abs().max(1.0);
    // A list of numbers may leave some of the range out.
    let fits = matches!(values, Values::Categorical(_)) || (near(ends.0, from) && near(ends.1, to));
    if !fits {
        collector
            .wrong(span, format!("`{name}` runs from {from} to {to} here, and otherwise in the domain"))
            .help(crate::talks::values_in_words(values));
        return None;
    }
    let Some(evaluator) = written.element.child("evaluator") else {
        let kind = if real { "real" } else { "integer" };
        collector.wrong(written.span, format!("nothing says what the numbers of `{name}` are worth")).help(
            format!(
                "an {kind} issue has an evaluator: `<evaluator ftype=\"linear\" offset=\"0\" slope=\"0.1\"/>`"
            ),
        );
        return None;
    };
    let shape = evaluators::read(evaluator, from, collector)?;
    let mut worths: Vec<f64> = numbers.iter().map(|&number| shape.at(number)).collect();
    if reading.evaluations == Evaluations::Normalised {
        if worths.iter().any(|&worth| !(-1e-6..=1.0 + 1e-6).contains(&worth)) {
            let party = reading.party;
            reading.assumed.say(format!(
                "What `{party}` makes of `{name}` passes 0 or 1; it is kept within, as evaluations of numbers are in GENIUS."
            ));
        }
        worths.iter_mut().for_each(|worth| *worth = worth.clamp(0.0, 1.0));
    }
    Some(worths)
}
