//! Talks as a folder of NegMAS.

use wasit_model::{Factor, Issue, Preferences, Talks, ValueIndex, ValueSet, Values};

use crate::collector::in_words;
use crate::fields::cut;
use crate::foreign::Written;
use crate::lost;
use crate::naming::file_names;
use crate::talks::write::yaml::{Yaml, file, map};

/// More ranges than this make a file that nobody reads.
const RANGES_MAX: usize = 100_000;

/// Writes talks as NegMAS reads them: a file for the outcome space, one for each party.
///
/// Utilities are exact: single issues as tables with weight 1; what several issues give together as hyper-rectangles.
pub(crate) fn write(talks: &Talks) -> Written {
    let mut lost = lost::of_the_table(talks);
    lost.extend(talks.note.is_some().then(|| "The note is left out.".to_owned()));
    lost.extend(lost::of_days(talks));
    let names: Vec<&str> = talks.parties.iter().map(|party| party.name.as_str()).collect();
    let names = in_turn(&names);
    let mut files = vec![("domain.yml".to_owned(), write_space(talks).into_bytes())];
    for (party, name) in talks.parties.iter().zip(names) {
        lost.extend(lost::of_bounds(party));
        lost.extend(lost::of_any_discount(party));
        let side = write_side(&party.preferences, &party.name, talks, &mut lost);
        files.push((name, side.into_bytes()));
    }
    Written { files, lost }
}

/// File names for the parties that come in the order of the parties when they are sorted, as NegMAS does: with a
/// number before them where they would not. Names that start with `_` are not for parties there.
fn in_turn(parties: &[&str]) -> Vec<String> {
    let names = file_names(parties, ".yml", &["domain.yml"]);
    let in_order = names.windows(2).all(|pair| pair[0].to_lowercase() < pair[1].to_lowercase());
    if in_order && names.iter().all(|name| !name.starts_with('_')) {
        return names;
    }
    names.into_iter().enumerate().map(|(at, name)| format!("{:02}-{name}", at + 1)).collect()
}

fn write_space(talks: &Talks) -> String {
    let issues = talks.space.issues().iter().map(|issue| {
        let (kind, values) = match &issue.values {
            Values::Integer { from, step: 1, count } => {
                let to = from + i64::from(*count) - 1;
                ("ContiguousIssue", Yaml::List(vec![number(*from as f64), number(to as f64)]))
            }
            Values::Integer { .. } => ("DiscreteCardinalIssue", Yaml::List(all_values(issue))),
            _ if are_numbers(&issue.values) => ("DiscreteOrdinalIssue", Yaml::List(all_values(issue))),
            _ => ("CategoricalIssue", Yaml::List(all_values(issue))),
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

/// A value as NegMAS knows it: a number where all of the issue are, else a text.
fn value(issue: &Issue, at: usize) -> Yaml {
    let label = issue.values.label(at as ValueIndex);
    if are_numbers(&issue.values) { Yaml::Text(label.into_owned()) } else { Yaml::marked(&label) }
}

/// Whether all values are numbers to every reader of YAML, and no two the same.
fn are_numbers(values: &Values) -> bool {
    let Values::Categorical(labels) = values else { return !matches!(values, Values::Dates(_)) };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = |label: &String| {
        let (whole, rest) = label.split_once('.').map_or((label.as_str(), None), |(a, b)| (a, Some(b)));
        let whole = whole.strip_prefix('-').unwrap_or(whole);
        digits(whole) && (whole == "0" || !whole.starts_with('0')) && rest.is_none_or(digits)
    };
    let mut numbers: Vec<f64> = labels.iter().filter_map(|label| label.parse().ok()).collect();
    numbers.sort_by(f64::total_cmp);
    labels.iter().all(plain) && numbers.windows(2).all(|pair| pair[0] < pair[1])
}

/// A number as YAML 1.1 knows numbers: with a point before an exponent, and a sign in it.
fn number(number: f64) -> Yaml {
    let Yaml::Text(text) = Yaml::number(number) else { unreachable!("a number is a text") };
    let Some((digits, exponent)) = text.split_once('e') else { return Yaml::Text(text) };
    let point = if digits.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with('-') { "" } else { "+" };
    Yaml::Text(format!("{digits}{point}e{sign}{exponent}"))
}

fn write_side(preferences: &Preferences, name: &str, talks: &Talks, lost: &mut Vec<String>) -> String {
    let walk_away = preferences.walk_away();
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
            ranges(preferences, talks, name, lost).into_iter().unzip();
        entries.push(("type", Yaml::text("HyperRectangleUtilityFunction")));
        entries.push(("outcome_ranges", Yaml::List(ranges)));
        entries.push(("utilities", Yaml::List(utilities)));
    }
    let entries: Vec<(String, Yaml)> =
        entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    file(&entries, &["values", "outcome_ranges"])
}

/// Everything as ranges and what each adds.
fn ranges(preferences: &Preferences, talks: &Talks, name: &str, lost: &mut Vec<String>) -> Vec<(Yaml, Yaml)> {
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
                        "What {} give together to `{}` is left out: more than {RANGES_MAX} ranges would say it.",
                        in_words(names, "and"),
                        cut(name)
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
