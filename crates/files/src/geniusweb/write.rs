//! Talks as GeniusWeb JSON: `domain.json`, and a profile for each party.
//!
//! Utilities are sums of shares of 1, as in GENIUS; the walk-away is the package whose utility comes next from above.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use wasit_model::{Party, Preferences, Talks, ValueIndex, Values};
use wasit_search::Side;

use super::ADDITIVE;
use crate::fields::cut;
use crate::foreign::Written;
use crate::shares::{Shares, affine};
use crate::{lost, naming};

/// Writes talks in GeniusWeb JSON.
pub(crate) fn write(talks: &Talks) -> Written {
    let mut lost = lost::of_the_table(talks);
    if talks.note.is_some() {
        lost.push("The note is left out.".into());
    }
    lost.extend(lost::of_days(talks));
    let names: Vec<&str> = talks.parties.iter().map(|party| party.name.as_str()).collect();
    let names = naming::file_names(&names, ".json", &["domain.json"]);
    lost.extend(lost::of_turns(talks, &names));
    let ranges: Vec<bool> = (0..talks.space.issues().len()).map(|issue| is_range(talks, issue)).collect();
    let domain = domain(talks, &ranges);
    let mut files = vec![("domain.json".to_owned(), text(&domain))];
    for (party, file) in talks.parties.iter().zip(names) {
        files.push((file, text(&profile(talks, party, &ranges, domain.clone(), &mut lost))));
    }
    Written { files, lost }
}

fn text(value: &Value) -> Vec<u8> {
    let mut text = format!("{value:#}");
    text.push('\n');
    text.into_bytes()
}

/// Whether an issue is written as a range: one of numbers, which every party values along a straight line.
fn is_range(talks: &Talks, issue: usize) -> bool {
    let values = &talks.space.issues()[issue].values;
    let numbers = matches!(values, Values::Integer { .. } | Values::Real { .. }) && values.len() > 1;
    numbers
        && talks
            .parties
            .iter()
            .all(|party| affine(&party.preferences.open_tables()[issue], party.preferences.grid()))
}

fn domain(talks: &Talks, ranges: &[bool]) -> Value {
    let mut issues = Map::new();
    for (at, (issue, range)) in talks.space.issues().iter().zip(ranges).enumerate() {
        let last = issue.values.len() - 1;
        let values = match (range, &issue.values) {
            (true, Values::Integer { step, .. }) => {
                json!({ "range": [value(talks, at, 0, true), value(talks, at, last, true), step] })
            }
            (true, Values::Real { step, .. }) => {
                json!({ "range": [value(talks, at, 0, true), value(talks, at, last, true), step] })
            }
            _ => {
                let all: Vec<Value> = (0..=last).map(|index| value(talks, at, index, false)).collect();
                json!({ "values": all })
            }
        };
        issues.insert(issue.name.clone(), values);
    }
    json!({ "name": talks.title, "issuesValues": issues })
}

/// A value as JSON: a number in a range, a text in a list.
fn value(talks: &Talks, issue: usize, index: usize, range: bool) -> Value {
    let values = &talks.space.issues()[issue].values;
    match values {
        Values::Integer { from, step, .. } if range => json!(from + step * index as i64),
        Values::Real { from, step, .. } if range => {
            // The label is the number without what adding steps has left behind the last digit.
            let label: Option<f64> = values.label(index as ValueIndex).parse().ok();
            json!(label.unwrap_or(from + step * index as f64))
        }
        _ => json!(values.label(index as ValueIndex)),
    }
}

fn profile(talks: &Talks, party: &Party, ranges: &[bool], domain: Value, lost: &mut Vec<String>) -> Value {
    let name = cut(&party.name);
    let preferences = &party.preferences;
    lost.extend(lost::of_bounds(party));
    if let Some(discount) = preferences.discount().filter(|discount| discount.factor < 1.0) {
        lost.push(format!("The discount of `{name}`, {}, is left out.", discount.factor));
    }
    if !preferences.factors().is_empty() {
        lost.push(format!(
            "What several issues are worth together to `{name}` is left out: GeniusWeb's profiles are sums over single \
             issues."
        ));
    }
    let sum = Shares::new(preferences.open_tables());
    let exact = sum.is_exact();
    let Shares { weights, shares, shift, scale } = sum;
    if !exact {
        let how = match shift {
            0.0 => format!("u / {scale}"),
            _ => format!("(u - {shift}) / {scale}"),
        };
        lost.push(format!(
            "Utilities in GeniusWeb lie from 0 to 1, and the best package's is 1: a utility u of `{name}`, its walk-away \
             too, is written as {how}."
        ));
    }
    let mut issue_weights = Map::new();
    let mut utilities = Map::new();
    for (at, issue) in talks.space.issues().iter().enumerate() {
        issue_weights.insert(issue.name.clone(), json!(weights[at]));
        let last = issue.values.len() - 1;
        let worths = match ranges[at] {
            true => json!({ "numberutils": {
                "lowValue": value(talks, at, 0, true),
                "lowUtility": shares[at][0],
                "highValue": value(talks, at, last, true),
                "highUtility": shares[at][last],
            } }),
            false => {
                let worth = |index: usize| {
                    (issue.values.label(index as ValueIndex).into_owned(), json!(shares[at][index]))
                };
                let all: Map<String, Value> = (0..=last).map(worth).collect();
                json!({ "discreteutils": { "valueUtilities": all } })
            }
        };
        utilities.insert(issue.name.clone(), worths);
    }
    let mut space = Map::new();
    space.insert("name".into(), json!(party.name));
    space.insert("domain".into(), domain);
    space.insert("issueUtilities".into(), Value::Object(utilities));
    space.insert("issueWeights".into(), Value::Object(issue_weights));
    if let Some(bid) = reservation(talks, party, ranges, lost) {
        space.insert("reservationBid".into(), json!({ "issuevalues": bid }));
    }
    json!({ ADDITIVE: space })
}

/// The package that is worth the walk-away, or as little more as can be.
fn reservation(
    talks: &Talks,
    party: &Party,
    ranges: &[bool],
    lost: &mut Vec<String>,
) -> Option<Map<String, Value>> {
    const NEAR: f64 = 1e-9;
    let walk_away = party.preferences.walk_away();
    if walk_away.start == f64::NEG_INFINITY {
        return None;
    }
    let name = cut(&party.name);
    let tables = party.preferences.open_tables().to_vec();
    let additive = Preferences::new(&talks.space, tables, Vec::new(), Vec::new(), walk_away, None).ok()?;
    let side = Side::new(Arc::new(talks.space.clone()), additive);
    let level = walk_away.start;
    let grid = party.preferences.grid();
    let found = side.worst_at_least(level - grid).or_else(|| side.best().cloned())?;
    let utility = side.utility(&found.package);
    if (utility - level).abs() > NEAR {
        let how = if utility > level { "the next package above is" } else { "the best package is" };
        lost.push(format!(
            "No package is worth exactly the walk-away of `{name}`, {level}; {how} written as its reservation bid, worth \
             {utility}."
        ));
    }
    let bid = found.package.iter().enumerate().map(|(issue, &index)| {
        let written = value(talks, issue, usize::from(index), ranges[issue]);
        (talks.space.issues()[issue].name.clone(), written)
    });
    Some(bid.collect())
}
