//! How packages, seats and figures are put into words.

use wasit_model::{Space, Talks, ValueIndex};
use wasit_protocol::Seat;

/// `Stockpile ceiling 300 kg, Inspection short notice`: titles and units, in the issues' order.
#[must_use]
pub fn package(space: &Space, package: &[ValueIndex]) -> String {
    settled(space, package).map(|(title, value)| format!("{title} {value}")).collect::<Vec<_>>().join(", ")
}

/// Each issue's title with the value that `package` gives it.
pub fn settled<'a>(
    space: &'a Space,
    package: &'a [ValueIndex],
) -> impl Iterator<Item = (&'a str, String)> + 'a {
    space
        .issues()
        .iter()
        .zip(package)
        .enumerate()
        .map(move |(at, (issue, &index))| (issue.title.as_str(), value(space, at, index)))
}

/// A value with its unit: `300 kg`.
#[must_use]
pub fn value(space: &Space, issue: usize, index: ValueIndex) -> String {
    let issue = &space.issues()[issue];
    let label = issue.values.label(index);
    match &issue.unit {
        Some(unit) => format!("{label} {unit}"),
        None => label.into_owned(),
    }
}

/// A seat's title.
#[must_use]
pub fn seat(talks: &Talks, seat: Seat) -> &str {
    match seat {
        Seat::Party(party) => &talks.parties[party].title,
        Seat::Mediator => &talks.mediator.title,
    }
}

/// A utility, to three digits after the point; `none` for −∞, which is what lies beyond a red line.
#[must_use]
pub fn utility(utility: f64) -> String {
    if utility == f64::NEG_INFINITY {
        return "none".to_owned();
    }
    let shown = format!("{utility:.3}");
    if shown == "-0.000" { "0.000".to_owned() } else { shown.replace('-', "−") }
}

/// [`utility`], rounded down: for bounds that must still hold when they are read off.
#[must_use]
pub fn utility_down(bound: f64) -> String {
    const ROUNDING: f64 = 1e-6;
    utility((bound * 1000.0 + ROUNDING).floor() / 1000.0)
}

/// What is to be said of a number whose bound is not 0: `approximate`, and within what where that is known.
#[must_use]
pub fn approximate(bound: f64) -> String {
    if !bound.is_finite() {
        return "approximate".to_owned();
    }
    format!("approximate, within {}", utility((bound * 1000.0).ceil() / 1000.0))
}

/// `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}
