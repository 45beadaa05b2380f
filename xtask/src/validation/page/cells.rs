//! How figures are written.

use super::super::figures::Interval;
use super::super::mixture::Mixture;
use super::super::words::Kind;

/// In the place of a figure that there is none of.
pub(super) const NOTHING: &str = "–";

/// `97.6 %`, `18.98` or `0.964`.
pub(super) fn plain(number: f64, kind: Kind) -> String {
    match kind {
        Kind::Percent => format!("{:.1} %", 100.0 * number),
        Kind::Points => format!("{number:.2}"),
        Kind::Share => format!("{number:.3}"),
    }
}

/// `97.6 % (96.5 to 98.4)`.
pub(super) fn cell(found: Option<Interval>, kind: Kind) -> String {
    let Some(Interval { mean, low, high }) = found else { return NOTHING.to_owned() };
    let mean = plain(mean, kind);
    match kind {
        Kind::Percent => format!("{mean} ({:.1} to {:.1})", 100.0 * low, 100.0 * high),
        Kind::Points => format!("{mean} ({low:.2} to {high:.2})"),
        Kind::Share => format!("{mean} ({low:.3} to {high:.3})"),
    }
}

/// `+1.4 (0.0 to +2.8)`: of percentages, in points of a hundred.
pub(super) fn change(found: Option<Interval>, kind: Kind) -> String {
    let Some(Interval { mean, low, high }) = found else { return NOTHING.to_owned() };
    let signed = |number: f64| match kind {
        Kind::Percent => sign(format!("{:+.1}", 100.0 * number)),
        Kind::Points => sign(format!("{number:+.2}")),
        Kind::Share => sign(format!("{number:+.3}")),
    };
    format!("{} ({} to {})", signed(mean), signed(low), signed(high))
}

/// A true minus, and no sign before nothing.
fn sign(text: String) -> String {
    let zero = text.chars().all(|character| matches!(character, '+' | '-' | '0' | '.'));
    if zero { text[1..].to_owned() } else { text.replace('-', "−") }
}

/// `` 80 % `micro`, 20 % `tough` ``.
pub(super) fn mixture_words(mixture: &Mixture) -> String {
    let parts: Vec<String> =
        mixture.hundredths.iter().map(|(behaviour, share)| format!("{share} % `{behaviour}`")).collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_with_their_intervals() {
        let found = Some(Interval { mean: -0.0264, low: -0.03, high: 0.000_01 });
        assert_eq!(change(found, Kind::Percent), "−2.6 (−3.0 to 0.0)");
        assert_eq!(change(found, Kind::Share), "−0.026 (−0.030 to 0.000)");
        assert_eq!(change(None, Kind::Share), NOTHING);
        let found = Some(Interval { mean: 0.976, low: 0.965, high: 0.984 });
        assert_eq!(cell(found, Kind::Percent), "97.6 % (96.5 to 98.4)");
        assert_eq!(cell(found, Kind::Points), "0.98 (0.96 to 0.98)");
    }
}
