//! A smooth bounded law through three percentiles.

use super::incomplete::At;
use super::{FamilyError, normal};

/// The bounded Johnson quantile-parameterised law (*J-QPD-B*) through the 10th, 50th and 90th percentiles.
///
/// Source: Hadlock & Bickel, "Johnson Quantile-Parameterized Distributions", Decision Analysis 14 (2017), §3.2:
/// `Q(p) = min + (max − min) Φ(ξ + λ sinh(δ (Φ⁻¹(p) + n c)))`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Johnson {
    min: f64,
    span: f64,
    /// The score that is the argument of Φ, as a function of the score of `p`.
    bend: Bend,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Bend {
    /// Where the median lies in the middle of the scores of the percentiles.
    None {
        middle: f64,
        slope: f64,
    },
    Sinh {
        xi: f64,
        lambda: f64,
        delta: f64,
        shift: f64,
    },
}

impl Johnson {
    /// `min < p10 < p50 < p90 < max`.
    pub(super) fn new(percentiles: [f64; 3], min: f64, max: f64) -> Result<Self, FamilyError> {
        let [p10, p50, p90] = percentiles;
        for (lower, upper) in [
            (("min", min), ("max", max)),
            (("p10", p10), ("p50", p50)),
            (("p50", p50), ("p90", p90)),
            (("min", min), ("p10", p10)),
            (("p90", p90), ("max", max)),
        ] {
            super::family::below(lower, upper)?;
        }
        let span = max - min;
        // The nearer end keeps the digits.
        let score = |x: f64| {
            if x - min < max - x {
                normal::quantile((x - min) / span)
            } else {
                -normal::quantile((max - x) / span)
            }
        };
        let [low, middle, high] = percentiles.map(score);
        let c = normal::quantile(0.9);
        let (left, right) = (middle - low, high - middle);
        let short = left.min(right);
        if !(short > 0.0 && low.is_finite() && high.is_finite()) {
            return Err(FamilyError::TooNear);
        }
        let delta = libm::acosh((0.5 * (high - low) / short).max(1.0)) / c;
        let bend = if delta < 1e-5 {
            Bend::None { middle, slope: (high - low) / (2.0 * c) }
        } else {
            let (xi, shift) = if right > left { (low, c) } else { (high, -c) };
            Bend::Sinh { xi, lambda: (high - low) / libm::sinh(2.0 * delta * c), delta, shift }
        };
        Ok(Self { min, span, bend })
    }

    /// The quantile at the score `z`.
    pub(super) fn at_score(self, z: f64) -> f64 {
        self.min + self.span * normal::cumulative(self.argument(z).0)
    }

    /// How fast the quantile rises with the score.
    pub(super) fn slope(self, z: f64) -> f64 {
        let (argument, slope) = self.argument(z);
        let density = normal::density(argument);
        if density == 0.0 { 0.0 } else { self.span * density * slope }
    }

    /// At the number `x`.
    pub(super) fn at(self, x: f64) -> At {
        let share = (x - self.min) / self.span;
        if share <= 0.0 {
            return At { below: 0.0, above: 1.0, density: 0.0 };
        }
        if share >= 1.0 {
            return At { below: 1.0, above: 0.0, density: 0.0 };
        }
        let argument = normal::quantile(share);
        let z = match self.bend {
            Bend::None { middle, slope } => (argument - middle) / slope,
            Bend::Sinh { xi, lambda, delta, shift } => libm::asinh((argument - xi) / lambda) / delta - shift,
        };
        At {
            below: normal::cumulative(z),
            above: normal::cumulative(-z),
            density: normal::density(z) / self.slope(z),
        }
    }

    fn argument(self, z: f64) -> (f64, f64) {
        match self.bend {
            Bend::None { middle, slope } => (middle + slope * z, slope),
            Bend::Sinh { xi, lambda, delta, shift } => {
                let bent = delta * (z + shift);
                (xi + lambda * libm::sinh(bent), lambda * delta * libm::cosh(bent))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passes_through_its_percentiles() {
        for (percentiles, min, max) in [
            ([36.0, 41.0, 52.0], 0.0, 100.0),
            ([0.1, 0.2, 0.95], 0.0, 1.0),
            ([-5.0, -0.5, 0.0], -9.0, 0.25),
            ([10.0, 50.0, 90.0], 0.0, 100.0),
            ([1e-6, 2e-6, 0.5], 0.0, 1.0),
        ] {
            let law = Johnson::new(percentiles, min, max).unwrap();
            for (p, stated) in [0.1, 0.5, 0.9].into_iter().zip(percentiles) {
                let given = law.at_score(normal::quantile(p));
                assert!((given - stated).abs() < 1e-12 * (max - min), "{p}: {given}, {stated}");
                assert!((law.at(stated).below - p).abs() < 1e-9);
            }
            let ends = (law.at_score(-8.0), law.at_score(8.0));
            assert!(min <= ends.0 && ends.1 <= max);
        }
    }

    /// With the median in the middle of the bounds and the percentiles even, all is symmetric.
    #[test]
    fn is_even_where_its_percentiles_are() {
        let law = Johnson::new([30.0, 50.0, 70.0], 0.0, 100.0).unwrap();
        for z in [0.3, 1.0, 2.2, 4.0] {
            assert!((law.at_score(z) + law.at_score(-z) - 100.0).abs() < 1e-10);
        }
        // Φ⁻¹(0.7) / Φ⁻¹(0.9) is the slope of the scores.
        let expect = 100.0 * normal::cumulative(normal::quantile(0.7) / normal::quantile(0.9));
        assert!((law.at_score(1.0) - expect).abs() < 1e-10);
    }

    /// A law turned round has turned percentiles.
    #[test]
    fn turns_round() {
        let one = Johnson::new([36.0, 41.0, 52.0], 0.0, 100.0).unwrap();
        let other = Johnson::new([48.0, 59.0, 64.0], 0.0, 100.0).unwrap();
        for z in [-3.0, -1.0, 0.2, 2.0] {
            assert!((one.at_score(z) + other.at_score(-z) - 100.0).abs() < 1e-9);
        }
    }
}
