//! What one side wants, from its profile.

use wasit_model::{Preferences, Space, ValueIndex, WalkAway};

use super::domain::WrittenDomain;
use super::{Profile, fields as any_fields, is_null};
use crate::collector::{Collector, in_words};
use crate::fields::{self, Fields, cut};
use crate::talks::{Budget, values_in_words};
use crate::tree::{Entry, Node};

/// Reads a profile over `space`; what is wrong with it is reported.
pub(super) fn read(
    profile: &Profile<'_>,
    party: &str,
    domain: &WrittenDomain,
    space: &Space,
    budget: &mut Budget,
    assumed: &mut Vec<String>,
    collector: &mut Collector,
) -> Option<Preferences> {
    let cells = (0..space.issues().len()).map(|issue| space.width(issue)).sum();
    if !budget.spend(cells, profile.span, collector) {
        return None;
    }
    let weights = read_weights(profile, party, domain, space, assumed, collector);
    let worths = read_utilities(profile, domain, space, collector);
    let (weights, worths) = (weights?, worths?);
    let tables: Vec<Vec<f64>> = worths
        .into_iter()
        .zip(weights)
        .map(|(table, weight)| table.into_iter().map(|worth| weight * worth).collect())
        .collect();
    let walk_away = read_reservation(profile, party, domain, &tables, assumed, collector)?;
    if !collector.is_empty() {
        return None;
    }
    let walk_away = WalkAway { start: walk_away, drift: None };
    match Preferences::new(space, tables, Vec::new(), Vec::new(), walk_away, None) {
        Ok(preferences) => Some(preferences),
        Err(error) => {
            collector.wrong(profile.span, error.to_string());
            None
        }
    }
}

/// The entries of a mapping from issues, for each issue of the domain and in its order; what is missing is reported.
fn by_issue<'n>(
    profile: &Profile<'n>,
    key: &str,
    example: &str,
    domain: &WrittenDomain,
    space: &Space,
    collector: &mut Collector,
) -> Option<Vec<Option<&'n Entry>>> {
    let Some(holder) = profile.fields.get(key) else {
        collector
            .wrong(profile.span, format!("this profile has no `{key}`"))
            .help(format!("such as `{example}`"));
        return None;
    };
    let entries = fields::mapping(&holder.value, &format!("`{key}`"), collector)?;
    let mut found: Vec<Option<&Entry>> = vec![None; space.issues().len()];
    let mut strangers = 0;
    for entry in entries {
        match domain.find_told(&entry.key.text, entry.key.span, collector) {
            Some(issue) => found[issue] = Some(entry),
            None => strangers += 1,
        }
    }
    let missing: Vec<&str> = (0..found.len())
        .filter(|&issue| found[issue].is_none())
        .map(|issue| space.issues()[issue].name.as_str())
        .collect();
    if missing.len() > strangers {
        let are = if missing.len() == 1 { "is" } else { "are" };
        collector
            .wrong(holder.key.span, format!("{} {are} missing in `{key}`", in_words(&missing, "and")))
            .help(format!("such as `{example}`"));
    }
    Some(found)
}

fn read_weights(
    profile: &Profile<'_>,
    party: &str,
    domain: &WrittenDomain,
    space: &Space,
    assumed: &mut Vec<String>,
    collector: &mut Collector,
) -> Option<Vec<f64>> {
    let example = "\"issueWeights\": { \"price\": 0.4, \"delivery\": 0.6 }";
    let entries = by_issue(profile, "issueWeights", example, domain, space, collector)?;
    let mut weights = Vec::with_capacity(entries.len());
    for entry in entries.iter().flatten() {
        let weight =
            fields::number(&entry.value, &format!("the weight of `{}`", cut(&entry.key.text)), collector);
        if weight.is_some_and(|weight| weight < 0.0) {
            collector
                .wrong(entry.value.span, "a weight cannot be less than 0")
                .help("turn the utilities round instead: lower numbers for what is liked less");
        }
        weights.extend(weight.filter(|&weight| weight >= 0.0));
    }
    if weights.len() < entries.len() {
        return None;
    }
    let sum: f64 = weights.iter().sum();
    if (sum - 1.0).abs() > 1e-6 {
        let sum = (sum * 1e6).round() / 1e6;
        assumed
            .push(format!("The weights of `{party}` sum to {sum}, not to 1; they are taken as they stand."));
    }
    Some(weights)
}

fn read_utilities(
    profile: &Profile<'_>,
    domain: &WrittenDomain,
    space: &Space,
    collector: &mut Collector,
) -> Option<Vec<Vec<f64>>> {
    let example = "\"issueUtilities\": { \"price\": { \"discreteutils\": { \"valueUtilities\": { \"low\": 1, \"high\": 0 } } } }";
    let entries = by_issue(profile, "issueUtilities", example, domain, space, collector)?;
    let tables: Vec<Option<Vec<f64>>> = entries
        .iter()
        .enumerate()
        .map(|(issue, entry)| {
            let entry = (*entry)?;
            let fields = any_fields(&entry.value, "an entry of `issueUtilities`", collector)?;
            match (fields.get("discreteutils"), fields.get("numberutils")) {
                (Some(discrete), None) => read_discrete(&discrete.value, issue, domain, space, collector),
                (None, Some(numbers)) => read_numbers(numbers, issue, space, collector),
                _ => {
                    let name = cut(&entry.key.text);
                    collector
                        .wrong(entry.key.span, format!("nothing, or more than one thing, says what the values of `{name}` are worth"))
                        .help(
                            "write either `{ \"discreteutils\": { \"valueUtilities\": { … } } }`, or `{ \"numberutils\": { \
                             \"lowValue\": 0, \"lowUtility\": 0, \"highValue\": 10, \"highUtility\": 1 } }`",
                        );
                    None
                }
            }
        })
        .collect();
    tables.into_iter().collect()
}

fn read_discrete(
    node: &Node,
    issue: usize,
    domain: &WrittenDomain,
    space: &Space,
    collector: &mut Collector,
) -> Option<Vec<f64>> {
    let fields = any_fields(node, "`discreteutils`", collector)?;
    let Some(holder) = fields.get("valueUtilities") else {
        collector
            .wrong(node.span, "`valueUtilities` is missing here")
            .help("write `{ \"valueUtilities\": { \"low\": 1, \"high\": 0 } }`");
        return None;
    };
    let entries = fields::mapping(&holder.value, "`valueUtilities`", collector)?;
    let mut worths: Vec<Option<f64>> = vec![None; space.width(issue)];
    let mut named = vec![false; worths.len()];
    let mut strangers = 0;
    for Entry { key, value } in entries {
        let worth = fields::number(value, &format!("the utility of `{}`", cut(&key.text)), collector);
        match domain.find_value(issue, &key.text, key.span, collector) {
            Some(at) => {
                named[usize::from(at)] = true;
                worths[usize::from(at)] = worth;
            }
            None => strangers += 1,
        }
    }
    let values = &space.issues()[issue].values;
    let missing = || (0..named.len()).filter(|&at| !named[at]).map(|at| values.label(at as ValueIndex));
    if missing().count() > strangers {
        collector
            .wrong(holder.key.span, format!("the utility of {} is missing", in_words(missing(), "and")))
            .help("write a number for every value; 0 for what is worth nothing");
        return None;
    }
    worths.into_iter().collect()
}

fn read_numbers(entry: &Entry, issue: usize, space: &Space, collector: &mut Collector) -> Option<Vec<f64>> {
    let fields = any_fields(&entry.value, "`numberutils`", collector)?;
    let [low, low_worth, high, high_worth] = ["lowValue", "lowUtility", "highValue", "highUtility"]
        .map(|key| number(&fields, key, entry, collector));
    let (low, low_worth, high, high_worth) = (low?, low_worth?, high?, high_worth?);
    let name = cut(&space.issues()[issue].name);
    let values = &space.issues()[issue].values;
    let number = |at: usize| values.number(at as ValueIndex);
    let Some(numbers) = (0..values.len()).map(number).collect::<Option<Vec<f64>>>() else {
        collector
            .wrong(
                entry.key.span,
                format!("`numberutils` needs numbers, and the values of `{name}` are words"),
            )
            .help(values_in_words(values));
        return None;
    };
    if high < low || (high == low && numbers.len() > 1) {
        collector
            .wrong(entry.value.span, "`highValue` must be greater than `lowValue`")
            .help("utilities run along a straight line from the one to the other");
        return None;
    }
    let at = |number: f64| match high == low {
        true => low_worth,
        false => low_worth + (high_worth - low_worth) * (number - low) / (high - low),
    };
    Some(numbers.into_iter().map(at).collect())
}

fn number(fields: &Fields<'_>, key: &str, entry: &Entry, collector: &mut Collector) -> Option<f64> {
    if fields.get(key).is_none() {
        collector
            .wrong(entry.key.span, format!("`{key}` is missing in this `numberutils`"))
            .help("it has `lowValue`, `lowUtility`, `highValue` and `highUtility`");
        return None;
    }
    fields.number(key, collector)
}

/// The utility of the reservation bid: what no deal is worth.
fn read_reservation(
    profile: &Profile<'_>,
    party: &str,
    domain: &WrittenDomain,
    tables: &[Vec<f64>],
    assumed: &mut Vec<String>,
    collector: &mut Collector,
) -> Option<f64> {
    let Some(bid) = profile.fields.get("reservationBid").filter(|entry| !is_null(&entry.value)) else {
        assumed.push(format!("`{party}` has no reservation bid: any deal is better than none."));
        return Some(f64::NEG_INFINITY);
    };
    let example = "\"reservationBid\": { \"issuevalues\": { \"price\": \"low\" } }";
    let fields = any_fields(&bid.value, "`reservationBid`", collector)?;
    let Some(values) = fields.get("issuevalues") else {
        collector
            .wrong(bid.key.span, "`issuevalues` is missing in this bid")
            .help(format!("write `{example}`"));
        return None;
    };
    let entries = fields::mapping(&values.value, "`issuevalues`", collector)?;
    let mut utility = 0.0;
    let mut sound = true;
    for Entry { key, value } in entries {
        let issue = domain.find_told(&key.text, key.span, collector);
        let text = fields::text(value, &format!("the value of `{}`", cut(&key.text)), collector);
        let at = issue
            .zip(text)
            .and_then(|(issue, text)| Some((issue, domain.find_value(issue, text, value.span, collector)?)));
        match at {
            Some((issue, at)) => utility += tables[issue][usize::from(at)],
            None => sound = false,
        }
    }
    if sound && entries.len() < tables.len() {
        assumed.push(format!(
            "The reservation bid of `{party}` leaves issues open; they count as 0 in what no deal is worth."
        ));
    }
    sound.then_some(utility)
}
