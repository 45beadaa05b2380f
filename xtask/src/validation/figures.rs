//! What many talks came to: sums that can be added up and drawn again, and the figures that follow from them.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::talks::Held;

/// For the streams of the bootstrap: talks draw from streams of their own.
const BOOTSTRAP: u64 = 0x626f_6f74;
/// Replicates of the bootstrap.
const REPLICATES: u64 = 1_000;
/// How many of the replicates lie beyond either end of a 95 % interval.
const BEYOND: usize = 25;

/// Sums over talks; talks may count with weights.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sums {
    pub(super) talks: f64,
    pub(super) agreed: f64,
    /// Over the agreements and both sides: points, and their squares; half of the sum of both sides.
    points: f64,
    squares: f64,
    joint: f64,
    efficient: f64,
    nash: f64,
    /// Over all talks.
    legs: f64,
}

/// The means over talks. All but `agreed` and `legs` are over the agreements alone, and no numbers where there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Figures {
    pub(super) agreed: f64,
    /// A side's points.
    pub(super) points: f64,
    pub(super) points_sd: f64,
    pub(super) joint: f64,
    pub(super) efficient: f64,
    pub(super) nash: f64,
    pub(super) legs: f64,
}

/// A figure with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Interval {
    pub(super) mean: f64,
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Sums {
    pub(super) fn of<'a>(talks: impl IntoIterator<Item = &'a Held>) -> Self {
        let mut sums = Self::default();
        for held in talks {
            sums.add(&Self::of_one(held), 1.0);
        }
        sums
    }

    fn of_one(held: &Held) -> Self {
        let mut sums = Self { talks: 1.0, legs: f64::from(held.legs), ..Self::default() };
        if let Some(deal) = &held.deal {
            let [a, b] = deal.points.map(f64::from);
            sums.agreed = 1.0;
            sums.points = (a + b) / 2.0;
            sums.squares = (a * a + b * b) / 2.0;
            sums.joint = deal.joint;
            sums.efficient = f64::from(u8::from(deal.efficient));
            sums.nash = deal.nash;
        }
        sums
    }

    pub(super) fn add(&mut self, other: &Self, weight: f64) {
        self.talks += weight * other.talks;
        self.agreed += weight * other.agreed;
        self.points += weight * other.points;
        self.squares += weight * other.squares;
        self.joint += weight * other.joint;
        self.efficient += weight * other.efficient;
        self.nash += weight * other.nash;
        self.legs += weight * other.legs;
    }

    pub(super) fn figures(&self) -> Figures {
        let each = |sum: f64| sum / self.agreed;
        let points = each(self.points);
        Figures {
            agreed: self.agreed / self.talks,
            points,
            // Rounding must not make a root of less than nothing; where none agreed there is no number at all.
            points_sd: if points.is_finite() {
                (each(self.squares) - points * points).max(0.0).sqrt()
            } else {
                f64::NAN
            },
            joint: each(self.joint),
            efficient: each(self.efficient),
            nash: each(self.nash),
            legs: self.legs / self.talks,
        }
    }
}

/// The 95 % interval of `figure` over `blocks`, each drawn whole: the percentile bootstrap (Efron 1979). A replicate
/// without the figure is left aside.
pub(super) fn interval<T>(
    blocks: &[T],
    seed: u64,
    sum: impl Fn(&mut dyn Iterator<Item = &T>) -> Option<f64>,
) -> Option<Interval> {
    let mean = sum(&mut blocks.iter())?;
    let mut means: Vec<f64> = (0..REPLICATES)
        .filter_map(|replicate| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed ^ BOOTSTRAP);
            rng.set_stream(replicate);
            sum(&mut (0..blocks.len()).map(|_| &blocks[rng.random_range(0..blocks.len())]))
        })
        .collect();
    means.sort_unstable_by(f64::total_cmp);
    let beyond = BEYOND.min(means.len().saturating_sub(1) / 2);
    let (low, high) = (*means.get(beyond)?, means[means.len() - 1 - beyond]);
    // Rounding must not part a figure that never varies from its ends.
    Some(Interval { mean, low: low.min(mean), high: high.max(mean) })
}

/// The interval of a figure of talks.
pub(super) fn interval_of(blocks: &[Sums], seed: u64, figure: impl Fn(&Figures) -> f64) -> Option<Interval> {
    interval(blocks, seed, |drawn| {
        let mut all = Sums::default();
        drawn.for_each(|block| all.add(block, 1.0));
        Some(figure(&all.figures())).filter(|figure| figure.is_finite())
    })
}

#[cfg(test)]
mod tests {
    use super::super::scenarios::Deal;
    use super::*;

    fn deal(points: [u32; 2], efficient: bool) -> Held {
        let deal = Deal { points, joint: 0.5, efficient, nash: 0.25 };
        Held { deal: Some(deal), legs: 4, overlap: None }
    }

    #[test]
    fn figures_by_hand() {
        let talks =
            [deal([20, 16], true), deal([10, 14], false), Held { deal: None, legs: 10, overlap: None }];
        let figures = Sums::of(&talks).figures();
        // Points 20, 16, 10, 14: mean 15, deviations 5, 1, -5, -1: variance 13.
        assert!((figures.points - 15.0).abs() < 1e-12 && (figures.points_sd - 13.0_f64.sqrt()).abs() < 1e-9);
        assert!((figures.agreed - 2.0 / 3.0).abs() < 1e-12 && (figures.efficient - 0.5).abs() < 1e-12);
        assert!((figures.legs - 6.0).abs() < 1e-12);
    }

    #[test]
    fn the_interval_of_a_share_is_about_the_normal_one() {
        // 400 talks of which 100 agree: 0.25 ± 1.96 × sqrt(0.25 × 0.75 / 400) = 0.25 ± 0.042.
        let blocks: Vec<Sums> = (0..400)
            .map(|number| {
                let held = Held { deal: None, legs: 1, overlap: None };
                Sums::of(&[if number % 4 == 0 { deal([1, 1], true) } else { held }])
            })
            .collect();
        let found = interval_of(&blocks, 3, |figures| figures.agreed).unwrap();
        assert!((found.mean - 0.25).abs() < 1e-12);
        assert!((found.low - 0.208).abs() < 0.008 && (found.high - 0.292).abs() < 0.008, "{found:?}");
        assert!(interval_of(&blocks[1..2], 3, |figures| figures.points).is_none(), "none agreed");
    }
}
