use std::sync::Arc;

use crate::frontier::distance;
use crate::{Frontier, Point, Side};

/// How far two values may differ and count as equal, as a share of the scale that they lie on: some steps of the
/// grid of utilities.
const TIE: f64 = 1e-11;

/// All packages that attain a solution, one for each utility vector; none where the deal zone is empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// In the frontier's order.
    pub points: Vec<Point>,
    /// 0 where exact; else +∞: an efficient package close to each point of a frontier says nothing of how close a
    /// solution is.
    pub bound: f64,
}

/// The solutions of cooperative bargaining theory over the deal zone. Gains are over the walk-away, or over the
/// least utility where that is greater.
#[derive(Clone, Debug, PartialEq)]
pub struct Solutions {
    /// Greatest product of gains (Nash 1950).
    pub nash: Solution,
    /// Least spread of the gains, each as a share of what its side could gain at most (Kalai & Smorodinsky 1975,
    /// for discrete packages).
    pub kalai_smorodinsky: Solution,
    /// Greatest least gain (Kalai 1977, egalitarian).
    pub kalai: Solution,
    /// Greatest sum of utilities (utilitarian).
    pub welfare: Solution,
}

impl Solutions {
    /// The four with their names, in the order of files.
    #[must_use]
    pub fn named(&self) -> [(&'static str, &Solution); 4] {
        [
            ("nash", &self.nash),
            ("kalai_smorodinsky", &self.kalai_smorodinsky),
            ("kalai", &self.kalai),
            ("welfare", &self.welfare),
        ]
    }
}

impl Solution {
    /// Whether it is certain.
    #[must_use]
    pub fn exact(&self) -> bool {
        self.bound == 0.0
    }

    /// Euclidean distance from `utilities` to the nearest point; `None` where there is none.
    #[must_use]
    pub fn distance(&self, utilities: &[f64]) -> Option<f64> {
        distance(&self.points, utilities)
    }
}

impl Frontier {
    /// The four solutions; `sides` are those of the frontier, `walk_aways` theirs. O(points × sides).
    #[must_use]
    pub fn solutions(&self, sides: &[Arc<Side>], walk_aways: &[f64]) -> Solutions {
        let zone = self.rational(walk_aways);
        let floors: Vec<f64> = sides
            .iter()
            .zip(walk_aways)
            .map(|(side, &walk_away)| side.least_utility().max(walk_away))
            .collect();
        let most: Vec<f64> =
            sides.iter().map(|side| side.best().map_or(f64::NEG_INFINITY, |best| best.utility)).collect();
        let gains = |point: &Point| -> Vec<f64> {
            point.utilities.iter().zip(&floors).map(|(utility, floor)| utility - floor).collect()
        };
        let shares = |point: &Point| -> Vec<f64> {
            let share = |(gain, (most, floor)): (f64, (&f64, &f64))| {
                if most > floor { gain / (most - floor) } else { 1.0 }
            };
            gains(point).into_iter().zip(most.iter().zip(&floors)).map(share).collect()
        };
        let least = |numbers: &[f64]| numbers.iter().copied().fold(f64::INFINITY, f64::min);
        let greatest = |numbers: &[f64]| numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        // What the sides could gain: the scale of gains and sums. Products have one of their own.
        let scale = most.iter().zip(&floors).map(|(most, floor)| most - floor).fold(0.0, f64::max);
        Solutions {
            nash: zone.attaining(|point| gains(point).iter().product(), None),
            kalai_smorodinsky: zone
                .attaining(|point| least(&shares(point)) - greatest(&shares(point)), Some(1.0)),
            kalai: zone.attaining(|point| least(&gains(point)), Some(scale)),
            welfare: zone.attaining(|point| point.utilities.iter().sum(), Some(scale)),
        }
    }

    /// The points of the greatest `worth`, which lies on `scale`, or on its own.
    fn attaining(&self, worth: impl Fn(&Point) -> f64, scale: Option<f64>) -> Solution {
        let worths: Vec<f64> = self.points.iter().map(worth).collect();
        let most = worths.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let slack = TIE * scale.unwrap_or(most.abs());
        let attains = |worth: f64| worth >= most - slack;
        let points = self
            .points
            .iter()
            .zip(&worths)
            .filter(|(_, worth)| attains(**worth))
            .map(|(point, _)| point.clone())
            .collect();
        Solution { points, bound: if self.exact() { 0.0 } else { f64::INFINITY } }
    }
}
