//! Samples of two programs, and how far apart they are.

/// What was measured in one program, sample by sample.
#[derive(Clone, Debug, Default)]
pub(super) struct Samples(pub(super) Vec<f64>);

impl Samples {
    /// The quantile `q` in [0, 1], between two samples in proportion; NaN without samples.
    fn quantile(&self, q: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
        let at = q * last as f64;
        let (below, above) = (at.floor() as usize, at.ceil() as usize);
        sorted[below] + (sorted[above] - sorted[below]) * (at - at.floor())
    }

    pub(super) fn median(&self) -> f64 {
        self.quantile(0.5)
    }

    fn quartiles(&self) -> (f64, f64) {
        (self.quantile(0.25), self.quantile(0.75))
    }
}

/// How many times as much the first takes as the second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ratio {
    /// Median over median.
    pub(super) middle: f64,
    /// The first's lower quartile over the second's upper one.
    pub(super) low: f64,
    /// The first's upper quartile over the second's lower one.
    pub(super) high: f64,
}

impl Ratio {
    pub(super) fn of(first: &Samples, second: &Samples) -> Self {
        let ((first_low, first_high), (second_low, second_high)) = (first.quartiles(), second.quartiles());
        Self {
            middle: first.median() / second.median(),
            low: first_low / second_high,
            high: first_high / second_low,
        }
    }
}

/// A number to three figures, with thin groups of three: `12,300`, `4.57`, `0.0210`.
pub(super) fn three_figures(number: f64) -> String {
    if !number.is_finite() || number == 0.0 {
        return number.to_string();
    }
    let magnitude = number.abs().log10().floor() as i32;
    let scale = 10_f64.powi(2 - magnitude);
    let rounded = (number * scale).round() / scale;
    // Rounding up may have added a digit: 9.996 is 10.0, not 10.00.
    let decimals = (2 - rounded.abs().log10().floor() as i32).max(0) as usize;
    let text = format!("{rounded:.decimals$}");
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), ""), |(whole, rest)| (whole, rest));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) && digit.is_ascii_digit() {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if fraction.is_empty() { grouped } else { format!("{grouped}.{fraction}") }
}

/// Seconds in the unit that fits: `4.57 ms`.
pub(super) fn seconds(number: f64) -> String {
    let (scale, unit) = match number {
        n if n >= 1.0 => (1.0, "s"),
        n if n >= 1e-3 => (1e3, "ms"),
        n if n >= 1e-6 => (1e6, "µs"),
        _ => (1e9, "ns"),
    };
    format!("{} {unit}", three_figures(number * scale))
}

/// Bytes in the unit that fits: `4.57 MiB`.
pub(super) fn bytes(number: f64) -> String {
    const MEBI: f64 = 1024.0 * 1024.0;
    if number >= 1024.0 * MEBI {
        format!("{} GiB", three_figures(number / (1024.0 * MEBI)))
    } else {
        format!("{} MiB", three_figures(number / MEBI))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_samples() {
        let samples = Samples(vec![4.0, 1.0, 2.0, 3.0]);
        assert_eq!(samples.median(), 2.5);
        assert_eq!(samples.quartiles(), (1.75, 3.25));
        assert_eq!(Samples(vec![7.0]).quartiles(), (7.0, 7.0));
        assert!(Samples::default().median().is_nan());
    }

    #[test]
    fn the_spread_of_a_ratio_is_its_worst_and_best_quartiles() {
        let slow = Samples(vec![100.0, 200.0, 300.0]);
        let fast = Samples(vec![1.0, 2.0, 3.0]);
        assert_eq!(Ratio::of(&slow, &fast), Ratio { middle: 100.0, low: 60.0, high: 250.0 / 1.5 });
    }

    #[test]
    fn numbers_have_three_figures_and_a_unit() {
        for (number, text) in [
            (12_345.0, "12,300"),
            (1_234_567.0, "1,230,000"),
            (999.6, "1,000"),
            (99.96, "100"),
            (9.996, "10.0"),
            (4.567, "4.57"),
            (0.020_99, "0.0210"),
            (123.4, "123"),
            (0.0, "0"),
        ] {
            assert_eq!(three_figures(number), text);
        }
        assert_eq!(seconds(0.004_567), "4.57 ms");
        assert_eq!(seconds(2.5e-6), "2.50 µs");
        assert_eq!(seconds(12.0), "12.0 s");
        assert_eq!(seconds(8.1e-9), "8.10 ns");
        assert_eq!(bytes(3.5 * 1024.0 * 1024.0), "3.50 MiB");
        assert_eq!(bytes(1.6 * 1024.0 * 1024.0 * 1024.0), "1.60 GiB");
    }
}
