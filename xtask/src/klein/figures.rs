//! Means with their 95 % intervals.

use std::fmt;

/// A mean and half the width of its 95 % interval (normal; sampling error only).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Figure {
    pub(super) mean: f64,
    pub(super) half: f64,
}

impl Figure {
    /// The lower end of the interval.
    #[cfg(test)]
    pub(super) fn low(&self) -> f64 {
        self.mean - self.half
    }
}

/// `0.812 ± 0.010`; with a sign where the format asks for one.
impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.sign_plus() {
            write!(f, "{:+.3} ± {:.3}", self.mean, self.half)
        } else {
            write!(f, "{:.3} ± {:.3}", self.mean, self.half)
        }
    }
}

/// The mean of two or more numbers.
pub(super) fn mean(numbers: impl Iterator<Item = f64>) -> Figure {
    let numbers: Vec<f64> = numbers.collect();
    let n = numbers.len() as f64;
    let mean = numbers.iter().sum::<f64>() / n;
    let variance = numbers.iter().map(|number| (number - mean).powi(2)).sum::<f64>() / (n - 1.0);
    Figure { mean, half: 1.96 * (variance / n).sqrt() }
}

/// The mean of `a - b`, pair by pair.
pub(super) fn difference(a: &[f64], b: &[f64]) -> Figure {
    mean(a.iter().zip(b).map(|(a, b)| a - b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_that_of_the_mean() {
        // Mean 5, variance 32 / 7, and 1.96 × √(32 / 7 / 8) = 1.4816.
        let figure = mean([2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0].into_iter());
        assert_eq!(figure.to_string(), "5.000 ± 1.482");
        assert_eq!(format!("{:+}", difference(&[1.0, 2.0, 3.0], &[1.0, 1.0, 1.0])), "+1.000 ± 1.132");
    }
}
