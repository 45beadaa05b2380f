//! Numbers as they stand in a sentence.

use crate::Estimate;

/// A share as percent with its interval: “62 % (60 to 64)”.
#[must_use]
pub fn percent(share: Estimate) -> String {
    let scaled = share.scaled(100.0);
    let digits = digits(scaled);
    let show = |number: f64| plain(number, digits);
    format!("{} % ({} to {})", show(scaled.value), show(scaled.low), show(scaled.high))
}

/// A difference of shares in percentage points with its interval: “+3.1 percentage points (2.0 to 4.2)”.
#[must_use]
pub fn percentage_points(difference: Estimate) -> String {
    let scaled = difference.scaled(100.0);
    let digits = digits(scaled);
    let show = |number: f64| plain(number, digits);
    let sign = if show(scaled.value).starts_with(['-', '−', '0']) { "" } else { "+" };
    format!("{sign}{} percentage points ({} to {})", show(scaled.value), show(scaled.low), show(scaled.high))
}

/// A number with its interval: “4.2 (3.9 to 4.5)”.
#[must_use]
pub fn number(estimate: Estimate) -> String {
    let digits = digits_of(estimate.half_width());
    let show = |number: f64| plain(number, digits);
    format!("{} ({} to {})", show(estimate.value), show(estimate.low), show(estimate.high))
}

/// A share as percent, bare: “62 %”.
#[must_use]
pub fn bare_percent(share: f64) -> String {
    let percent = share * 100.0;
    let digits = usize::from(percent > 0.0 && percent < 9.95 && percent.fract() != 0.0);
    format!("{} %", plain(percent, digits))
}

/// A value with its unit, at three significant digits: “47.2 points”.
#[must_use]
pub fn value(value: f64, unit: &str) -> String {
    let number = significant(value, 3);
    if unit.is_empty() { number } else { format!("{number} {unit}") }
}

/// What a concession costs, to a tenth of a point: “2.6 points”; what rounds to none is “less than 0.1 points”.
#[must_use]
pub fn cost(points: f64) -> String {
    match points {
        0.0 => "0 points".to_owned(),
        points if points < 0.05 => "less than 0.1 points".to_owned(),
        points if points < 9.95 => format!("{} points", plain(points, 1)),
        points => format!("{} points", plain(points, 0)),
    }
}

/// At so many significant digits, without zeros at the end; never with an exponent between 0.0001 and a million.
#[must_use]
pub fn significant(number: f64, digits: usize) -> String {
    if number == 0.0 || !number.is_finite() {
        return plain(number, 0);
    }
    let magnitude = number.abs().log10().floor() as i32;
    if !(-4..=9).contains(&magnitude) {
        return format!("{number:.*e}", digits.saturating_sub(1));
    }
    let decimals = (digits as i32 - 1 - magnitude).max(0) as usize;
    let text = plain(number, decimals);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// Names in a row: “a, b and c”.
#[must_use]
pub fn list<S: AsRef<str>>(names: &[S]) -> String {
    match names {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [firsts @ .., last] => {
            let firsts: Vec<&str> = firsts.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", firsts.join(", "), last.as_ref())
        }
    }
}

/// A count with its word, in the plural where it is not one.
#[must_use]
pub fn count(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// With a capital at its start, as a sentence has it.
#[must_use]
pub fn sentence(said: &str) -> String {
    let mut letters = said.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn plain(number: f64, digits: usize) -> String {
    if number == f64::NEG_INFINITY {
        return "−∞".to_owned();
    }
    let text = format!("{number:.digits$}");
    // No negative zero in a sentence; a true minus sign else.
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|letter| matches!(letter, '0' | '.')) => rest.to_owned(),
        Some(rest) => format!("−{rest}"),
        None => text,
    }
}

/// Decimals of a percentage that its interval carries.
fn digits(percent: Estimate) -> usize {
    digits_of(percent.half_width()).min(2)
}

fn digits_of(half: f64) -> usize {
    if !half.is_finite() || half >= 0.95 {
        0
    } else if half >= 0.095 {
        1
    } else if half >= 0.009_5 {
        2
    } else {
        3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(value: f64, low: f64, high: f64) -> Estimate {
        Estimate { value, low, high }
    }

    #[test]
    fn digits_follow_the_interval() {
        assert_eq!(percent(estimate(0.6213, 0.6, 0.641)), "62 % (60 to 64)");
        assert_eq!(percent(estimate(0.6213, 0.6193, 0.6233)), "62.1 % (61.9 to 62.3)");
        assert_eq!(percentage_points(estimate(0.031, 0.02, 0.042)), "+3 percentage points (2 to 4)");
        assert_eq!(percentage_points(estimate(-0.031, -0.042, -0.02)), "−3 percentage points (−4 to −2)");
        assert_eq!(number(estimate(4.21, 3.9, 4.52)), "4.2 (3.9 to 4.5)");
        assert_eq!(value(47.234, "points"), "47.2 points");
        assert_eq!(value(-0.000_4, ""), "−0.0004");
        assert_eq!(value(120_000.0, "km²"), "120000 km²");
        assert_eq!(
            [0.0, 0.000_472, 0.05, 2.64, 9.96, 11.3].map(cost),
            ["0 points", "less than 0.1 points", "0.1 points", "2.6 points", "10 points", "11 points"]
        );
        assert_eq!(bare_percent(0.0725), "7.2 %");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    }
}
