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
    format!("approximate, within {}", small(bound))
}

/// A bound, rounded up: to a thousandth, or to one digit where it is less.
fn small(bound: f64) -> String {
    if bound >= 0.001 {
        return utility((bound * 1000.0).ceil() / 1000.0);
    }
    let power = bound.log10().floor() as i32;
    let digit = (bound / 10_f64.powi(power)).ceil() as u32;
    let (digit, power) = if digit == 10 { (1, power + 1) } else { (digit.max(1), power) };
    if power < -4 {
        format!("{digit}·10^{power}")
    } else {
        format!("{:.*}", -power as usize, f64::from(digit) * 10_f64.powi(power))
    }
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

/// A gain or a loss, with its sign, to three digits after the point.
#[must_use]
pub fn signed(gain: f64) -> String {
    let shown = utility(gain);
    if gain > 0.0 && shown != "0.000" { format!("+{shown}") } else { shown }
}

/// A correlation, to two digits after the point.
#[must_use]
pub fn correlation(at: f64) -> String {
    let shown = format!("{at:.2}");
    if shown == "-0.00" { "0.00".to_owned() } else { shown.replace('-', "−") }
}

/// `1,234,567`.
#[must_use]
pub fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// A number of packages that may be astronomically great: whole up to a thousand million, then `2.5e12`.
#[must_use]
pub fn great(number: f64) -> String {
    const WHOLE: f64 = 1e9;
    if number < WHOLE { grouped(number.round() as u128) } else { format!("{number:.2e}") }
}

/// A share in per cent; what is not nothing is not shown as nothing, and what is not all not as all.
#[must_use]
pub fn percent(share: f64) -> String {
    match share {
        share if share > 0.0 && share < 0.0005 => "under 0.1 %".to_owned(),
        share if share < 1.0 && share > 0.9995 => "over 99.9 %".to_owned(),
        share => format!("{:.1} %", 100.0 * share),
    }
}

/// A sentence as it begins: with a great letter, unless it begins with a path or is a setting (`mediator = courier`).
#[must_use]
pub fn sentence(text: &str) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    let path = first.trim_end_matches('.').contains(['.', '_', '=']) || text.contains(" = ");
    let mut letters = text.chars();
    match letters.next() {
        Some(letter) if !path => letter.to_uppercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_begin_with_a_great_letter() {
        assert_eq!(sentence("the walk-away of Iran."), "The walk-away of Iran.");
        assert_eq!(sentence("iran.walk_away is low."), "iran.walk_away is low.");
        assert_eq!([sentence(""), sentence("so."), sentence("mediator = a")], ["", "So.", "mediator = a"]);
    }

    #[test]
    fn numbers_in_words() {
        assert_eq!([signed(0.25), signed(-0.5), signed(0.0001)], ["+0.250", "−0.500", "0.000"]);
        assert_eq!([grouped(7), grouped(1234), grouped(1_234_567)], ["7", "1,234", "1,234,567"]);
        assert_eq!([great(1e12), great(12_345.0)], ["1.00e12", "12,345"]);
        assert_eq!(
            [percent(0.0), percent(1e-9), percent(0.5), percent(1.0)],
            ["0.0 %", "under 0.1 %", "50.0 %", "100.0 %"]
        );
    }
}
