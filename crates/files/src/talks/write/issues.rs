//! Issues and their values.

use jiff::{Span, ToSpan};
use wasit_model::{Issue, Space, ValueIndex, Values};

use super::text::Fit;
use super::yaml::{Yaml, map};

/// The space with names, and listed values, as a talks file may hold them.
pub(super) fn fitted(space: &Space, fit: &mut Fit) -> Space {
    let issue = |issue: &Issue| {
        let mut issue = issue.clone();
        issue.name = fit.name("the issue", &issue.name, false);
        if let Values::Categorical(labels) = &mut issue.values {
            for label in labels {
                *label = fit.name("the value", label, false);
            }
        }
        issue
    };
    let issues = space.issues().iter().map(issue).collect();
    // Names that became the same are found when the file is read again.
    Space::new(issues).unwrap_or_else(|_| space.clone())
}

/// The value of `issues`; with `short`, ranges end at a number that is shown and not at one that was reckoned.
pub(super) fn write(space: &Space, fitted: &Space, short: bool, fit: &mut Fit) -> Yaml {
    let issues = space.issues().iter().zip(fitted.issues()).map(|(issue, fitted)| {
        let name = &fitted.name;
        let mut entries = Vec::new();
        if issue.title != *name {
            fit.words(&mut entries, "title", &format!("the title of `{name}`"), &issue.title);
        }
        if let Some(unit) = &issue.unit {
            fit.words(&mut entries, "unit", &format!("the unit of `{name}`"), unit);
        }
        if let Some(description) = &issue.description {
            fit.words(&mut entries, "description", &format!("the description of `{name}`"), description);
        }
        let (key, values) = write_values(&fitted.values, name, short, fit);
        entries.push((key.to_owned(), values));
        (name.clone(), Yaml::Map(entries))
    });
    Yaml::Map(issues.collect())
}

fn write_values(values: &Values, name: &str, short: bool, fit: &mut Fit) -> (&'static str, Yaml) {
    let last = (values.len() - 1) as ValueIndex;
    match values {
        Values::Categorical(labels) => ("values", Yaml::texts(labels)),
        Values::Integer { from, step, .. } => {
            let to = from + step * i64::from(last);
            let mut range = vec![("from", Yaml::Text(from.to_string())), ("to", Yaml::Text(to.to_string()))];
            if *step != 1 {
                range.push(("step", Yaml::Text(step.to_string())));
            }
            ("range", map(range))
        }
        Values::Real { from, step, .. } => {
            let to = from + step * f64::from(last);
            let shown = if short { Yaml::Text(values.label(last).into_owned()) } else { Yaml::number(to) };
            let whole = [*from, to, *step].iter().all(|number| number.fract() == 0.0);
            let mut range = vec![("from", Yaml::number(*from)), ("to", shown), ("step", Yaml::number(*step))];
            if whole {
                range.push(("type", Yaml::Text("real".to_owned())));
            }
            ("range", map(range))
        }
        Values::Dates(days) => {
            let (first, to) = (days[0], days[days.len() - 1]);
            let Some(step) = step_of(days) else {
                fit.lost
                    .push(format!("the days of `{name}` are of no one distance, and are written as words"));
                return ("values", Yaml::texts(days.iter().map(ToString::to_string)));
            };
            let range = [("from", first.to_string()), ("to", to.to_string()), ("step", step)];
            ("dates", map(range.map(|(key, text)| (key, Yaml::Text(text)))))
        }
    }
}

/// The step that leads from the first day to all the others.
fn step_of(days: &[jiff::civil::Date]) -> Option<String> {
    let &[first, second, ..] = days else { return Some("1 day".to_owned()) };
    let last = days[days.len() - 1];
    let fits = |step: Span| {
        Values::dates(first, last, step).is_ok_and(|values| values == Values::Dates(days.to_vec()))
    };
    let in_words = |count: i32, unit: &str| {
        if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
    };
    let months = (i32::from(second.year()) - i32::from(first.year())) * 12
        + (i32::from(second.month()) - i32::from(first.month()));
    if months > 0 && fits(months.months()) {
        return Some(if months % 12 == 0 {
            in_words(months / 12, "year")
        } else {
            in_words(months, "month")
        });
    }
    let apart = first.until(second).ok()?.get_days();
    (apart > 0 && fits(apart.days()))
        .then(|| if apart % 7 == 0 { in_words(apart / 7, "week") } else { in_words(apart, "day") })
}
