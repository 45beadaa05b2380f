//! Talks as a folder of NegoLog.

use serde_json::{Map, Number, Value};
use wasit_model::{Factor, Preferences, Talks, ValueIndex, Values};

use crate::collector::in_words;
use crate::fields::cut;
use crate::foreign::Written;
use crate::lost;

/// Writes talks of two parties as NegoLog reads them: `profileA.json` and `profileB.json`.
///
/// An issue's weight is the most that it gives, and its worths are shares of that.
pub(crate) fn write(talks: &Talks) -> Written {
    let mut lost = lost::of_the_table(talks);
    lost.extend(talks.note.is_some().then(|| "The note is left out.".to_owned()));
    if let Some(others) = talks.parties.get(2..).filter(|others| !others.is_empty()) {
        let names = others.iter().map(|party| party.name.as_str());
        lost.push(format!("A folder has two profiles: {} left out.", are(names.collect())));
    }
    lost.extend(lost::of_days(talks));
    for issue in talks.space.issues() {
        if let Values::Integer { .. } | Values::Real { .. } = issue.values {
            lost.push(format!("The numbers of `{}` become plain texts.", cut(&issue.name)));
        }
    }
    let mut files = Vec::new();
    for (party, name) in talks.parties.iter().zip(["profileA", "profileB"]) {
        if party.name != name {
            lost.push(format!("`{}` is called `{name}`, after its file.", cut(&party.name)));
        }
        lost.extend(lost::of_bounds(party));
        lost.extend(lost::of_any_discount(party));
        let profile = profile(talks, &party.preferences, &party.name, &mut lost);
        let text =
            serde_json::to_string_pretty(&profile).expect("a value of texts and numbers can be written");
        files.push((format!("{name}.json"), (text + "\n").into_bytes()));
    }
    Written { files, lost }
}

fn profile(talks: &Talks, preferences: &Preferences, name: &str, lost: &mut Vec<String>) -> Value {
    let walk_away = preferences.walk_away();
    let together = preferences.factors().iter().map(|factor| match factor {
        Factor::Table(factor) => factor.scope.clone(),
        Factor::Box(factor) => factor.clauses.iter().map(|clause| clause.0).collect(),
    });
    for scope in together {
        let names = scope.iter().map(|&issue| talks.space.issues()[issue].name.as_str());
        let together = in_words(names, "and");
        lost.push(format!("What {together} give together to `{}` is left out.", cut(name)));
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

/// Names with their verb.
fn are(names: Vec<&str>) -> String {
    let verb = if names.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", in_words(names, "and"))
}

fn number(number: f64) -> Value {
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}
