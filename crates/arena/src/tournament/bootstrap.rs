//! The percentile bootstrap (Efron 1979) over blocks that are drawn whole.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::Sums;
use super::sums::MEANS;

/// For the streams of the bootstrap: talks draw from streams of their own.
const BOOTSTRAP: u64 = 0x626f_6f74;
/// Replicates, where there are not so many blocks that they would take long.
const REPLICATES: u64 = 2_000;
/// The fewest.
const REPLICATES_MIN: u64 = 200;
/// About how many blocks may be drawn in all.
const DRAWS_MAX: u64 = 200_000_000;
/// What lies beyond either end of a 95 % interval.
const TAIL: f64 = 0.025;

/// What is drawn as one: each strategy in it with its sums.
pub(super) type Drawn = Vec<(u16, Sums)>;

/// The means of every strategy in every replicate.
pub(super) struct Replicates {
    /// By replicate, then by strategy.
    means: Vec<Vec<[f64; MEANS]>>,
    /// How many blocks there are to draw from.
    blocks: usize,
}

impl Replicates {
    /// Draws as many of `blocks` as there are, with replacement, again and again; each replicate from a stream of its
    /// own.
    pub(super) fn draw(blocks: &[Drawn], strategies: usize, seed: u64) -> Self {
        let count = (DRAWS_MAX / blocks.len().max(1) as u64).clamp(REPLICATES_MIN, REPLICATES);
        let means = (0..count)
            .into_par_iter()
            .map(|replicate| {
                let mut rng = ChaCha8Rng::seed_from_u64(seed ^ BOOTSTRAP);
                rng.set_stream(replicate);
                let mut sums = vec![Sums::default(); strategies];
                for _ in 0..blocks.len() {
                    for (strategy, part) in &blocks[rng.random_range(0..blocks.len())] {
                        sums[usize::from(*strategy)].merge(part);
                    }
                }
                sums.iter().map(Sums::means).collect()
            })
            .collect();
        Self { means, blocks: blocks.len() }
    }

    pub(super) fn count(&self) -> usize {
        self.means.len()
    }

    /// The 95 % interval of mean `mean` of `strategy`, over the replicates that have it; `None` where none has.
    pub(super) fn interval(&self, strategy: usize, mean: usize) -> Option<(f64, f64)> {
        let values = self.means.iter().map(|replicate| replicate[strategy][mean]);
        let mut values: Vec<f64> = values.filter(|value| value.is_finite()).collect();
        values.sort_unstable_by(f64::total_cmp);
        let beyond = (TAIL * values.len() as f64).floor() as usize;
        Some((*values.get(beyond)?, values[values.len() - 1 - beyond]))
    }

    /// Whether the first mean of `a` is greater than that of `b` so often that the 95 % interval of the difference
    /// lies above 0. From a single block nothing can be told.
    pub(super) fn above(&self, a: usize, b: usize) -> bool {
        let (mut both, mut not_above) = (0_usize, 0_usize);
        for replicate in &self.means {
            let (a, b) = (replicate[a][0], replicate[b][0]);
            if a.is_finite() && b.is_finite() {
                both += 1;
                not_above += usize::from(a <= b);
            }
        }
        self.blocks > 1 && both > 0 && not_above <= (TAIL * both as f64).floor() as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks of one talk of one strategy, of these utilities.
    fn blocks(utilities: &[f64]) -> Vec<Drawn> {
        let sums = |&utility: &f64| Sums { talks: 1.0, utility, ..Sums::default() };
        utilities.iter().map(|utility| vec![(0, sums(utility))]).collect()
    }

    #[test]
    fn the_interval_of_a_share_is_the_binomial_one() {
        // 40 blocks, 10 of them worth 1: a replicate's sum is binomial (40, 1/4). Its quantiles: P(X <= 4) = 0.0160 and
        // P(X <= 5) = 0.0433, so that 2.5 % lies within X = 5; P(X >= 16) = 0.0262 and P(X >= 17) = 0.0116, so that
        // 97.5 % lies at 15 or, by a hair, 16.
        let worths: Vec<f64> = (0..40).map(|at| if at % 4 == 0 { 1.0 } else { 0.0 }).collect();
        let replicates = Replicates::draw(&blocks(&worths), 1, 7);
        assert_eq!(replicates.count(), 2_000);
        let (low, high) = replicates.interval(0, 0).unwrap();
        assert_eq!(low, 5.0 / 40.0);
        assert!(high == 15.0 / 40.0 || high == 16.0 / 40.0, "{high}");
    }

    #[test]
    fn many_numbers_give_nearly_the_normal_interval() {
        // 0, 1, …, 399: mean 199.5, standard deviation 115.47; ± 1.96 × 115.47 / 20 = ± 11.32.
        let worths: Vec<f64> = (0..400).map(f64::from).collect();
        let (low, high) = Replicates::draw(&blocks(&worths), 1, 1).interval(0, 0).unwrap();
        assert!((low - 188.18).abs() < 1.0 && (high - 210.82).abs() < 1.0, "{low} {high}");
    }

    #[test]
    fn what_never_differs_has_no_width() {
        let replicates = Replicates::draw(&blocks(&[0.5; 10]), 1, 1);
        assert_eq!(replicates.interval(0, 0), Some((0.5, 0.5)));
        assert_eq!(replicates.interval(0, 2), None, "nothing agreed");
    }

    #[test]
    fn differences_are_told_within_the_same_replicate() {
        // On every scenario the first has 0.1 more: their own intervals overlap widely, that of the difference does not.
        let pair = |at: u32| -> Drawn {
            let sums = |utility| Sums { talks: 1.0, utility, ..Sums::default() };
            let base = f64::from(at) / 40.0;
            vec![(0, sums(base + 0.1)), (1, sums(base)), (2, sums(1.0 - base))]
        };
        let replicates = Replicates::draw(&(0..40).map(pair).collect::<Vec<_>>(), 3, 1);
        let (first, second) = (replicates.interval(0, 0).unwrap(), replicates.interval(1, 0).unwrap());
        assert!(second.1 > first.0, "they overlap");
        assert!(replicates.above(0, 1) && !replicates.above(1, 0));
        assert!(!replicates.above(2, 1) && !replicates.above(1, 2));
        assert!(!Replicates::draw(&[pair(3)], 3, 1).above(0, 1), "one block says nothing");
    }
}
