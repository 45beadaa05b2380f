//! Talks as a folder of NegoLog.

use serde_json::{Map, Number, Value};
use wasit_model::{Factor, Preferences, Talks, ValueIndex, Values};

use crate::foreign::{Written, lost_with_the_frame};

/// Writes talks of two parties as NegoLog reads them: `profileA.json` and `profileB.json`.
///
/// An issue's weight is the most that it gives, and its worths are shares of that.
pub(crate) fn write(talks: &Talks) -> Written {
    let mut lost = lost_with_the_frame(talks);
    if let [_, _, others @ ..] = talks.parties.as_slice()
        && !others.is_empty()
    {
        let names: Vec<String> = others.iter().map(|party| format!("`{}`", party.name)).collect();
        lost.push(format!("all parties but the first two: {}", names.join(", ")));
    }
    for issue in talks.space.issues() {
        let what = match issue.values {
            Values::Dates(_) => "days",
            Values::Integer { .. } | Values::Real { .. } => "numbers",
            Values::Categorical(_) => continue,
        };
        lost.push(format!("that the values of `{}` are {what}: they are words", issue.name));
    }
    let mut files = Vec::new();
    for (party, name) in talks.parties.iter().zip(["profileA", "profileB"]) {
        if party.name != name {
            lost.push(format!("the name of `{}`: it is called {name}", party.name));
        }
        let profile = profile(talks, &party.preferences, &party.name, &mut lost);
        let text =
            serde_json::to_string_pretty(&profile).expect("a value of texts and numbers can be written");
        files.push((format!("{name}.json"), (text + "\n").into_bytes()));
    }
    Written { files, lost }
}

fn profile(talks: &Talks, preferences: &Preferences, name: &str, lost: &mut Vec<String>) -> Value {
    let walk_away = preferences.walk_away();
    if walk_away.drift.is_some() {
        lost.push(format!("how the walk-away of `{name}` changes: it stays what it is at the start"));
    }
    if preferences.discount().is_some() {
        lost.push(format!("what time costs `{name}`"));
    }
    if !preferences.red_lines().is_empty() {
        lost.push(format!("the red lines of `{name}`, {} in number", preferences.red_lines().len()));
    }
    let together = preferences.factors().iter().map(|factor| match factor {
        Factor::Table(factor) => factor.scope.clone(),
        Factor::Box(factor) => factor.clauses.iter().map(|clause| clause.0).collect(),
    });
    for scope in together {
        let names: Vec<String> =
            scope.iter().map(|&issue| format!("`{}`", talks.space.issues()[issue].name)).collect();
        lost.push(format!("what {} give together to `{name}`", names.join(", ")));
    }
    let tables = preferences.open_tables();
    // JSON has no infinite number: any deal is as good as none where none is worth as little as the worst.
    let least = || tables.iter().map(|table| table.iter().copied().fold(f64::INFINITY, f64::min)).sum();
    let reserved = if walk_away.start.is_finite() { walk_away.start } else { least() };
    let (mut weights, mut issues) = (Map::new(), Map::new());
    for (issue, table) in talks.space.issues().iter().zip(tables) {
        let most = table.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weight = if most > 0.0 { most } else { 1.0 };
        weights.insert(issue.name.clone(), number(weight));
        let worths = table
            .iter()
            .enumerate()
            .map(|(at, &worth)| (issue.values.label(at as ValueIndex).into_owned(), number(worth / weight)));
        issues.insert(issue.name.clone(), Value::Object(worths.collect()));
    }
    let entries = [
        ("reservationValue", number(reserved)),
        ("issueWeights", Value::Object(weights)),
        ("issues", Value::Object(issues)),
    ];
    Value::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn number(number: f64) -> Value {
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}
