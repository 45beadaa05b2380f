//! What a talks file says that a party wants, spelled out as the table takes it: values by their labels.

use serde_json::{Map, Value, json};
use wasit_model::{Factor, Party, Talks, ValueSet};

/// More conditions than this are not spelled out.
const TOGETHER_MAX: usize = 5_000;

/// The wants of a party; `None` where they have too many conditions.
pub(super) fn of(talks: &Talks, party: &Party) -> Option<Value> {
    let preferences = &party.preferences;
    let issues = talks.space.issues();
    let worths = issues.iter().zip(preferences.open_tables()).map(|(issue, table)| {
        let labels = (0..).map(|at| issue.values.label(at).into_owned());
        let worths = labels.zip(table).map(|(label, worth)| (label, json!(worth)));
        (issue.name.clone(), Value::Object(worths.collect::<Map<_, _>>()))
    });
    let clauses = |clauses: &[(usize, ValueSet)]| {
        let clause = |(issue, set): &(usize, ValueSet)| {
            let values = &issues[*issue].values;
            let inside = (0..).take(values.len()).filter(|at| set[usize::from(*at)]);
            (issues[*issue].name.clone(), inside.map(|at| values.label(at).into_owned()).collect::<Value>())
        };
        Value::Object(clauses.iter().map(clause).collect::<Map<_, _>>())
    };
    let mut together = Vec::new();
    for factor in preferences.factors() {
        match factor {
            Factor::Box(inside) => {
                together.push(json!({ "when": clauses(&inside.clauses), "adds": inside.utility }));
            }
            Factor::Table(table) => {
                for (cell, &adds) in table.table.iter().enumerate().filter(|(_, adds)| **adds != 0.0) {
                    let mut rest = cell;
                    let mut when = Map::new();
                    for &issue in table.scope.iter().rev() {
                        let values = &issues[issue].values;
                        let at = u16::try_from(rest % values.len()).ok()?;
                        rest /= values.len();
                        when.insert(issues[issue].name.clone(), json!([values.label(at)]));
                    }
                    together.push(json!({ "when": when, "adds": adds }));
                    if together.len() > TOGETHER_MAX {
                        return None;
                    }
                }
            }
        }
    }
    let red_lines = preferences.red_lines().iter();
    let red_lines = red_lines.map(|line| json!({ "never": clauses(&line.clauses), "words": line.words }));
    let walk_away = preferences.walk_away().start;
    Some(json!({
        "issues": Value::Object(worths.collect::<Map<_, _>>()),
        "together": together,
        "red_lines": red_lines.collect::<Value>(),
        "walk_away": if walk_away.is_finite() { json!(walk_away) } else { json!("none") },
    }))
}
