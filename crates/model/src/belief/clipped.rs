//! The normal law between bounds.

use super::incomplete::At;
use super::normal;

/// A normal law of which only the stretch between two scores is left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Clipped {
    mean: f64,
    sd: f64,
    /// All in the lower tail, where probabilities keep their digits: the law is turned round where the stretch
    /// lies above the mean.
    turned: bool,
    start: f64,
    share: f64,
}

impl Clipped {
    /// Between `min` and `max`, either of which may be infinite.
    pub(super) fn new(mean: f64, sd: f64, min: f64, max: f64) -> Self {
        let (low, high) = ((min - mean) / sd, (max - mean) / sd);
        let turned = low > 0.0;
        let (low, high) = if turned { (-high, -low) } else { (low, high) };
        let start = normal::cumulative(low);
        Self { mean, sd, turned, start, share: normal::cumulative(high) - start }
    }

    /// Which share of the whole law is left.
    pub(super) fn share(self) -> f64 {
        self.share
    }

    #[inline]
    pub(super) fn quantile(self, p: f64) -> f64 {
        let p = if self.turned { 1.0 - p } else { p };
        let score = normal::quantile(self.start + p * self.share);
        self.mean + self.sd * if self.turned { -score } else { score }
    }

    /// At the number `x` within the bounds.
    pub(super) fn at(self, x: f64) -> At {
        let score = (x - self.mean) / self.sd;
        let inner = normal::cumulative(if self.turned { -score } else { score }) - self.start;
        let share = (inner / self.share).clamp(0.0, 1.0);
        let (below, above) = if self.turned { (1.0 - share, share) } else { (share, 1.0 - share) };
        At { below, above, density: normal::density(score) / (self.sd * self.share) }
    }
}
