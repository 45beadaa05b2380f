//! Talks as a folder of NegMAS.

use wasit_model::{Factor, Issue, Preferences, Talks, ValueIndex, ValueSet, Values};

use crate::foreign::{Written, file_names, lost_with_the_frame};
use crate::talks::write::yaml::{Yaml, file, map};

/// More ranges than this make a file that nobody reads.
const RANGES_MAX: usize = 100_000;

/// Writes talks as NegMAS reads them: a file for the outcome space, one for each party.
///
/// Utilities are exact: single issues as tables with weight 1; what several issues give together as hyper-rectangles.
pub(crate) fn write(talks: &Talks) -> Written {
    let mut lost = lost_with_the_frame(talks);
    for issue in talks.space.issues() {
        if matches!(issue.values, Values::Dates(_)) {
            lost.push(format!("that the values of `{}` are days: they are words", issue.name));
        }
    }
    let names: Vec<&str> = talks.parties.iter().map(|party| party.name.as_str()).collect();
    let names = file_names(&names, "domain", ".yml");
    let mut files = vec![("domain.yml".to_owned(), write_space(talks).into_bytes())];
    for (party, name) in talks.parties.iter().zip(names) {
        let what = format!("`{}`", party.name);
        let side = write_side(&party.preferences, &party.name, talks, &what, &mut lost);
        files.push((name, side.into_bytes()));
    }
    Written { files, lost }
}

fn write_space(talks: &Talks) -> String {
    let issues = talks.space.issues().iter().map(|issue| {
        let (kind, values) = match &issue.values {
            Values::Integer { from, step: 1, count } => {
                let to = from + i64::from(*count) - 1;
                ("ContiguousIssue", Yaml::List(vec![number(*from as f64), number(to as f64)]))
            }
            Values::Categorical(_) | Values::Dates(_) => ("CategoricalIssue", Yaml::List(all_values(issue))),
            Values::Integer { .. } => ("DiscreteCardinalIssue", Yaml::List(all_values(issue))),
            Values::Real { .. } => ("DiscreteOrdinalIssue", Yaml::List(all_values(issue))),
        };
        map([("name", Yaml::marked(&issue.name)), ("type", Yaml::text(kind)), ("values", values)])
    });
    let entries = [
        ("issues", Yaml::List(issues.collect())),
        ("name", Yaml::marked(&talks.title)),
        ("type", Yaml::text("DiscreteCartesianOutcomeSpace")),
    ];
    file(&entries.map(|(key, value)| (key.to_owned(), value)), &["issues"])
}

fn all_values(issue: &Issue) -> Vec<Yaml> {
    (0..issue.values.len()).map(|at| value(issue, at)).collect()
}

/// A value as NegMAS knows it: numbers of ranges as numbers, all else as texts.
fn value(issue: &Issue, at: usize) -> Yaml {
    let label = issue.values.label(at as ValueIndex);
    match issue.values {
        Values::Integer { .. } | Values::Real { .. } => Yaml::Text(label.into_owned()),
        Values::Categorical(_) | Values::Dates(_) => Yaml::marked(&label),
    }
}

/// A number as YAML 1.1 knows numbers: with a point before an exponent, and a sign in it.
fn number(number: f64) -> Yaml {
    let Yaml::Text(text) = Yaml::number(number) else { unreachable!("a number is a text") };
    let Some((digits, exponent)) = text.split_once('e') else { return Yaml::Text(text) };
    let point = if digits.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with('-') { "" } else { "+" };
    Yaml::Text(format!("{digits}{point}e{sign}{exponent}"))
}

fn write_side(
    preferences: &Preferences,
    name: &str,
    talks: &Talks,
    what: &str,
    lost: &mut Vec<String>,
) -> String {
    let walk_away = preferences.walk_away();
    if walk_away.drift.is_some() {
        lost.push(format!("how the walk-away of {what} changes: it stays what it is at the start"));
    }
    if preferences.discount().is_some() {
        lost.push(format!("what time costs {what}"));
    }
    if !preferences.red_lines().is_empty() {
        lost.push(format!("the red lines of {what}, {} in number", preferences.red_lines().len()));
    }
    let reserved =
        if walk_away.start == f64::NEG_INFINITY { Yaml::text("-.inf") } else { number(walk_away.start) };
    let mut entries = vec![("name", Yaml::marked(name)), ("reserved_value", reserved)];
    if preferences.factors().is_empty() {
        entries.push(("type", Yaml::text("LinearAdditiveUtilityFunction")));
        let functions = talks.space.issues().iter().zip(preferences.open_tables()).map(|(issue, table)| {
            let mapping = table.iter().enumerate().map(|(at, &worth)| (value(issue, at), number(worth)));
            map([("mapping", Yaml::Table(mapping.collect())), ("type", Yaml::text("TableFun"))])
        });
        entries.push(("values", Yaml::List(functions.collect())));
        let weights = vec![Yaml::text("1.0"); talks.space.issues().len()];
        entries.push(("weights", Yaml::List(weights)));
    } else {
        let (ranges, utilities): (Vec<Yaml>, Vec<Yaml>) =
            ranges(preferences, talks, what, lost).into_iter().unzip();
        entries.push(("type", Yaml::text("HyperRectangleUtilityFunction")));
        entries.push(("outcome_ranges", Yaml::List(ranges)));
        entries.push(("utilities", Yaml::List(utilities)));
    }
    let entries: Vec<(String, Yaml)> =
        entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    file(&entries, &["values", "outcome_ranges"])
}

/// Everything as ranges and what each adds.
fn ranges(preferences: &Preferences, talks: &Talks, what: &str, lost: &mut Vec<String>) -> Vec<(Yaml, Yaml)> {
    let issues = talks.space.issues();
    let mut ranges = Vec::new();
    for (issue, table) in preferences.open_tables().iter().enumerate() {
        for (at, &worth) in table.iter().enumerate().filter(|(_, worth)| **worth != 0.0) {
            let mut set = vec![false; table.len()];
            set[at] = true;
            ranges.push((region(&[(issue, set)], issues), number(worth)));
        }
    }
    for factor in preferences.factors() {
        match factor {
            Factor::Box(factor) => ranges.push((region(&factor.clauses, issues), number(factor.utility))),
            Factor::Table(factor) => {
                let filled = factor.table.iter().filter(|worth| **worth != 0.0).count();
                if ranges.len() + filled > RANGES_MAX {
                    let names: Vec<&str> =
                        factor.scope.iter().map(|&issue| issues[issue].name.as_str()).collect();
                    lost.push(format!(
                        "what {} are worth together to {what}: more than {RANGES_MAX} ranges would say it",
                        names.join(", ")
                    ));
                    continue;
                }
                for (at, &worth) in factor.table.iter().enumerate().filter(|(_, worth)| **worth != 0.0) {
                    let mut rest = at;
                    let mut clauses: Vec<(usize, ValueSet)> = Vec::with_capacity(factor.scope.len());
                    for &issue in factor.scope.iter().rev() {
                        let width = issues[issue].values.len();
                        let mut set = vec![false; width];
                        set[rest % width] = true;
                        rest /= width;
                        clauses.push((issue, set));
                    }
                    clauses.reverse();
                    ranges.push((region(&clauses, issues), number(worth)));
                }
            }
        }
    }
    ranges
}

/// A region: for each issue one value, or a list of them. Two numbers in a list would be an open range to NegMAS, so
/// the second is written twice.
fn region(clauses: &[(usize, ValueSet)], issues: &[Issue]) -> Yaml {
    let clause = |(issue, set): &(usize, ValueSet)| {
        let issue_at = &issues[*issue];
        let chosen = set.iter().enumerate().filter(|(_, inside)| **inside);
        let mut values: Vec<Yaml> = chosen.map(|(at, _)| value(issue_at, at)).collect();
        let values = match values.as_slice() {
            [_] => values.remove(0),
            [_, second] => {
                let twice = second.clone();
                values.push(twice);
                Yaml::List(values)
            }
            _ => Yaml::List(values),
        };
        (Yaml::Text(issue.to_string()), values)
    };
    Yaml::Table(clauses.iter().map(clause).collect())
}
