//! What a party wants, and what it refuses.

use wasit_model::{
    Discount, DiscountPer, Drift, Factor, Preferences, RedLine, TableFactor, ValueIndex, ValueSet, Values,
    WalkAway,
};

use super::text::Fit;
use super::yaml::{Yaml, map};
use super::{bounds, selection, without_gap};
use crate::talks::issues::Issues;
use crate::talks::{pressure, red_lines};

/// Adds the keys of a party that say what it wants.
pub(super) fn write(
    entries: &mut Vec<(String, Yaml)>,
    preferences: &Preferences,
    name: &str,
    dated: bool,
    issues: &Issues,
    short: bool,
    fit: &mut Fit,
) {
    let mut add = |key: &str, value: Yaml| entries.push((key.to_owned(), value));
    add("walk_away", write_walk_away(preferences, name, fit));
    match preferences.discount() {
        Some(discount) if discount.per == DiscountPer::Day && !dated => {
            fit.lost.push(format!(
                "the discount of `{name}` for each day: no round has a date, so it costs nothing"
            ));
        }
        Some(discount) => add("discount", write_discount(&discount)),
        None => {}
    }
    write_wanted(entries, preferences, issues, short, fit);
}

/// Adds the keys of a ratifier that say what it wants.
pub(super) fn write_at_home(
    entries: &mut Vec<(String, Yaml)>,
    preferences: &Preferences,
    name: &str,
    issues: &Issues,
    short: bool,
    fit: &mut Fit,
) {
    let WalkAway { start, drift } = preferences.walk_away();
    if drift.is_some() || preferences.discount().is_some() {
        fit.lost.push(format!("how the threshold of `{name}` changes with time, which no vote depends on"));
    }
    let threshold =
        if start == f64::NEG_INFINITY { Yaml::Text("none".to_owned()) } else { Yaml::number(start) };
    entries.push(("threshold".to_owned(), threshold));
    write_wanted(entries, preferences, issues, short, fit);
}

fn write_wanted(
    entries: &mut Vec<(String, Yaml)>,
    preferences: &Preferences,
    issues: &Issues,
    short: bool,
    fit: &mut Fit,
) {
    let mut add = |key: &str, value: Yaml| entries.push((key.to_owned(), value));
    // Worths have their weights in them.
    add("scale_weights", Yaml::Text("false".to_owned()));
    let wants = write_wants(preferences, issues, short);
    if !wants.is_empty() {
        add("wants", Yaml::Map(wants));
    }
    let together: Vec<Yaml> = preferences
        .factors()
        .iter()
        .map(|factor| match factor {
            Factor::Table(factor) => write_table(factor, issues),
            Factor::Box(factor) => {
                map([("when", clauses(&factor.clauses, issues)), ("adds", Yaml::number(factor.utility))])
            }
        })
        .collect();
    if !together.is_empty() {
        add("together", Yaml::List(together));
    }
    let lines: Vec<Yaml> =
        preferences.red_lines().iter().map(|line| write_red_line(line, issues, fit)).collect();
    if !lines.is_empty() {
        add("red_lines", Yaml::List(lines));
    }
}

fn write_walk_away(preferences: &Preferences, name: &str, fit: &mut Fit) -> Yaml {
    let walk_away = preferences.walk_away();
    let best = preferences.at_most();
    if pressure::least(&walk_away) > best && best.is_finite() {
        fit.lost.push(format!(
            "the walk-away of `{name}` lies above its best package at all times, which a talks file refuses: it is the \
             best package's"
        ));
        return Yaml::number(best);
    }
    if walk_away.start == f64::NEG_INFINITY {
        return Yaml::Text("none".to_owned());
    }
    let WalkAway { start, drift } = walk_away;
    let drifting = |key, by| map([("start", Yaml::number(start)), (key, Yaml::number(by))]);
    match drift {
        None => Yaml::number(start),
        Some(Drift::To(to)) => drifting("end", to),
        Some(Drift::PerDay(by)) => drifting("per_day", by),
        Some(Drift::PerLeg(by)) => drifting("per_leg", by),
    }
}

fn write_discount(discount: &Discount) -> Yaml {
    let per = match discount.per {
        DiscountPer::Day => "per_day",
        DiscountPer::Leg => "per_leg",
        DiscountPer::Talks => "per_talks",
    };
    let mut entries = vec![(per, Yaml::number(discount.factor))];
    if !discount.walk_away_too {
        entries.push(("walk_away_too", Yaml::Text("false".to_owned())));
    }
    map(entries)
}

/// What single issues are worth; of issues that are worth nothing only the first, where there is nothing else.
fn write_wants(preferences: &Preferences, issues: &Issues, short: bool) -> Vec<(String, Yaml)> {
    let tables = preferences.open_tables();
    let nothing = |table: &[f64]| table.iter().all(|&worth| worth == 0.0);
    let all_nothing = tables.iter().all(|table| nothing(table)) && preferences.factors().is_empty();
    tables
        .iter()
        .enumerate()
        .filter(|(issue, table)| !nothing(table) || all_nothing && *issue == 0)
        .filter_map(|(issue, table)| {
            let values = issues.values(issue)?;
            let linear = if short { straight(table, values, preferences.grid()) } else { None };
            let want = match linear {
                Some((slope, bias)) => {
                    let mut line = vec![("slope", Yaml::number(slope))];
                    if bias != 0.0 {
                        line.push(("bias", Yaml::number(bias)));
                    }
                    ("linear", map(line))
                }
                None => {
                    ("values", Yaml::Map(labelled(values, table.iter().map(|&worth| Yaml::number(worth)))))
                }
            };
            Some((issues.name(issue).to_owned(), map([want])))
        })
        .collect()
}

/// Slope and bias of a long table that is a straight line, to the grid.
fn straight(table: &[f64], values: &Values, grid: f64) -> Option<(f64, f64)> {
    const LISTED_MAX: usize = 8;
    if table.len() <= LISTED_MAX || !values.is_numeric() {
        return None;
    }
    let number = |at: usize| values.number(at as ValueIndex);
    let (low, high) = (number(0)?, number(table.len() - 1)?);
    if low == high {
        return None;
    }
    let slope = (table[table.len() - 1] - table[0]) / (high - low);
    let bias = table[0] - slope * low;
    let on_it = |(at, &worth): (usize, &f64)| {
        number(at).is_some_and(|number| ((slope * number + bias) / grid).round() == (worth / grid).round())
    };
    table.iter().enumerate().all(on_it).then_some((slope, bias))
}

fn labelled(values: &Values, each: impl Iterator<Item = Yaml>) -> Vec<(String, Yaml)> {
    each.enumerate().map(|(at, yaml)| (values.label(at as ValueIndex).into_owned(), yaml)).collect()
}

fn clauses(clauses: &[(usize, ValueSet)], issues: &Issues) -> Yaml {
    Yaml::Map(
        clauses
            .iter()
            .map(|(issue, set)| (issues.name(*issue).to_owned(), selection(*issue, set, issues)))
            .collect(),
    )
}

/// A table over several issues: in full, or, where most is 0 or many issues stand in it, its other cells one by one.
fn write_table(factor: &TableFactor, issues: &Issues) -> Yaml {
    const NESTED_MAX: usize = 8;
    let scope = Yaml::texts(factor.scope.iter().map(|&issue| issues.name(issue)));
    let filled = factor.table.iter().filter(|&&worth| worth != 0.0).count();
    let table = if filled * 4 < factor.table.len() || factor.scope.len() > NESTED_MAX {
        let cells = factor.table.iter().enumerate().filter(|(_, worth)| **worth != 0.0);
        Yaml::List(
            cells
                .map(|(at, &worth)| map([("when", cell(factor, at, issues)), ("worth", Yaml::number(worth))]))
                .collect(),
        )
    } else {
        nested(&factor.scope, &factor.table, issues)
    };
    map([("issues", scope), ("table", table)])
}

fn nested(scope: &[usize], table: &[f64], issues: &Issues) -> Yaml {
    let Some((&issue, rest)) = scope.split_first() else {
        return Yaml::number(table.first().copied().unwrap_or_default());
    };
    let Some(values) = issues.values(issue) else { return Yaml::Map(Vec::new()) };
    let parts = table.chunks(table.len() / values.len());
    Yaml::Map(labelled(values, parts.map(|part| nested(rest, part, issues))))
}

/// The values of a table's cell.
fn cell(factor: &TableFactor, mut at: usize, issues: &Issues) -> Yaml {
    let mut entries = Vec::with_capacity(factor.scope.len());
    for &issue in factor.scope.iter().rev() {
        let Some(values) = issues.values(issue) else { continue };
        let label = values.label((at % values.len()) as ValueIndex).into_owned();
        entries.push((issues.name(issue).to_owned(), Yaml::Text(label)));
        at /= values.len();
    }
    entries.reverse();
    Yaml::Map(entries)
}

/// A red line in the way that gives the words that it has, or with the words beside it.
fn write_red_line(line: &RedLine, issues: &Issues, fit: &mut Fit) -> Yaml {
    let ways = ways(line, issues);
    for (entries, words) in &ways {
        if let Some(rest) = line.words.strip_prefix(words) {
            let why = rest.strip_prefix(" (").and_then(|rest| rest.strip_suffix(')'));
            let mut entries = entries.clone();
            match why.filter(|why| !why.is_empty() && why.trim() == *why) {
                Some(why) => fit.words(&mut entries, "why", "the reason of a red line", why),
                None if rest.is_empty() => {}
                None => continue,
            }
            return Yaml::Map(entries);
        }
    }
    let mut entries = ways.into_iter().next().map(|(entries, _)| entries).unwrap_or_default();
    fit.words(&mut entries, "words", "the words of a red line", &line.words);
    Yaml::Map(entries)
}

type Way = (Vec<(String, Yaml)>, String);

/// The ways to write a red line, each with the words that it gives.
fn ways(line: &RedLine, issues: &Issues) -> Vec<Way> {
    let [(issue, beyond)] = line.clauses.as_slice() else {
        let words: Vec<String> = line
            .clauses
            .iter()
            .map(|(issue, set)| format!("{} {}", issues.name(*issue), red_lines::chosen(set, *issue, issues)))
            .collect();
        let entries = vec![("never_together".to_owned(), clauses(&line.clauses, issues))];
        return vec![(entries, format!("never {}", words.join(" with ")))];
    };
    let name = issues.name(*issue);
    let Some(values) = issues.values(*issue) else { return Vec::new() };
    let within: ValueSet = beyond.iter().map(|beyond| !beyond).collect();
    let list = |set: &ValueSet| {
        let chosen = set.iter().enumerate().filter(|(_, chosen)| **chosen);
        Yaml::texts(chosen.map(|(at, _)| values.label(at as ValueIndex).into_owned()))
    };
    let way = |said: Vec<(&str, Yaml)>, words: String| -> Way {
        let mut entries = vec![("issue".to_owned(), Yaml::Text(name.to_owned()))];
        entries.extend(said.into_iter().map(|(key, yaml)| (key.to_owned(), yaml)));
        (entries, format!("{name} {words}"))
    };
    let mut ways = Vec::new();
    // Listed numbers need not be in the order in which bounds take them.
    let in_order = !matches!(values, Values::Categorical(_)) || !values.is_numeric();
    if let Some((first, last)) = without_gap(&within).filter(|_| in_order && beyond.contains(&true)) {
        let bounds = bounds(values, first, last);
        let words: Vec<String> =
            bounds.iter().map(|(key, text)| format!("{} {text}", key.replace('_', " "))).collect();
        ways.push(way(
            bounds.into_iter().map(|(key, text)| (key, Yaml::Text(text))).collect(),
            words.join(" and "),
        ));
    }
    let chosen = |set: &ValueSet| red_lines::chosen(set, *issue, issues);
    if within.contains(&true) {
        ways.push(way(vec![("only", list(&within))], format!("only {}", chosen(&within))));
    }
    let never = way(vec![("never", list(beyond))], format!("never {}", chosen(beyond)));
    // The shorter list is said first, where words do not decide.
    let few = beyond.iter().filter(|beyond| **beyond).count() * 2 <= beyond.len();
    ways.insert(
        if few && !matches!(values, Values::Integer { .. } | Values::Real { .. }) { 0 } else { ways.len() },
        never,
    );
    ways
}
