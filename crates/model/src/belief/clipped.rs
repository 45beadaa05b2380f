//! The normal law between bounds.

use super::incomplete::At;
use super::normal;

/// A normal law of which only the stretch between two scores is left.
///
/// Probabilities are counted from the nearer end, where they keep their digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Clipped {
    mean: f64,
    sd: f64,
    low: f64,
    high: f64,
    /// The share of the whole law below, within and above the stretch.
    under: f64,
    share: f64,
    over: f64,
}

impl Clipped {
    /// Between `min` and `max`, either of which may be infinite.
    pub(super) fn new(mean: f64, sd: f64, min: f64, max: f64) -> Self {
        let (low, high) = ((min - mean) / sd, (max - mean) / sd);
        let share = between(low, high);
        Self { mean, sd, low, high, under: normal::cumulative(low), share, over: normal::cumulative(-high) }
    }

    /// Which share of the whole law is left.
    pub(super) fn share(self) -> f64 {
        self.share
    }

    /// The number with probability `below` of at most it, and `above` of more.
    #[inline]
    pub(super) fn quantile(self, below: f64, above: f64) -> f64 {
        let from_start = self.under + below * self.share;
        let score = if from_start < 0.5 {
            normal::quantile(from_start)
        } else {
            -normal::quantile(self.over + above * self.share)
        };
        self.mean + self.sd * score
    }

    /// At the number `x` within the bounds.
    pub(super) fn at(self, x: f64) -> At {
        let score = (x - self.mean) / self.sd;
        At {
            below: (between(self.low, score) / self.share).min(1.0),
            above: (between(score, self.high) / self.share).min(1.0),
            density: normal::density(score) / (self.sd * self.share),
        }
    }
}

fn between(low: f64, high: f64) -> f64 {
    let inside = if low > 0.0 {
        normal::cumulative(-low) - normal::cumulative(-high)
    } else {
        normal::cumulative(high) - normal::cumulative(low)
    };
    inside.max(0.0)
}
