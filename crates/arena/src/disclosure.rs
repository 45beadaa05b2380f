//! How much talks give away: how well one side could rank the packages as another does, from what came to it.

use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_model::{Package, Space};
use wasit_protocol::Seat;
use wasit_search::Side;
use wasit_strategies::{Frequency, OpponentModel};

use crate::{Act, Course};

/// The most packages that are ranked in a tournament; of larger spaces so many are drawn.
pub(crate) const RANKED_MAX: usize = 1_024;
/// For the stream of drawn packages: talks draw from streams of their own.
const DRAWN: u64 = 0x6c69_7374;

/// The packages that are ranked, and how every side ranks them in truth.
#[derive(Debug)]
pub(crate) struct Truth {
    space: Arc<Space>,
    packages: Vec<Package>,
    ranks: Vec<Vec<f64>>,
}

impl Truth {
    /// Of `sides`, over all packages where there are at most `most`, else over so many drawn uniformly from `seed`.
    pub(crate) fn new(sides: &[Arc<Side>], most: usize, seed: u64) -> Self {
        let space = Arc::clone(sides[0].space());
        let packages: Vec<Package> = if space.size().is_some_and(|size| size <= most as u128) {
            space.packages().collect()
        } else {
            let mut rng = ChaCha8Rng::seed_from_u64(seed ^ DRAWN);
            let widths: Vec<usize> = (0..space.issues().len()).map(|issue| space.width(issue)).collect();
            let mut drawn = || {
                widths.iter().map(|&width| rng.random_range(0..width) as wasit_model::ValueIndex).collect()
            };
            (0..most).map(|_| drawn()).collect()
        };
        let ranks = sides.iter().map(|side| ranks_of(&packages, |package| side.utility(package))).collect();
        Self { space, packages, ranks }
    }

    /// How well the others could tell what each party wants: the rank correlation (Spearman 1904) of the party's
    /// utility with a frequency model fed with what came to another, mean over all the others. At a direct table what
    /// comes from a party is its own offers, and everybody hears them; under a mediator it is all that was brought.
    /// 0 where nothing came, or nothing that distinguishes packages.
    pub(crate) fn disclosed(&self, course: &Course) -> Vec<f64> {
        let parties = self.ranks.len();
        let direct = course.mediator.is_none();
        let guessed: Vec<Vec<f64>> = (0..parties).map(|party| self.guessed(course, party, direct)).collect();
        (0..parties)
            .map(|party| {
                if direct {
                    return correlation(&guessed[party], &self.ranks[party]);
                }
                let others = (0..parties).filter(|&other| other != party);
                let sum: f64 = others.map(|other| correlation(&guessed[other], &self.ranks[party])).sum();
                sum / (parties - 1) as f64
            })
            .collect()
    }

    /// The ranks by a model of what `party` offered at a direct table, or of what a mediator brought to it.
    fn guessed(&self, course: &Course, party: usize, direct: bool) -> Vec<f64> {
        let mut model = Frequency::new(&self.space);
        let seat = Seat::Party(party);
        for entry in &course.trace {
            let Some(package) = &entry.package else { continue };
            let tells = match entry.act {
                Act::Offer => direct && entry.seat == seat,
                Act::Carry { .. } | Act::Text { .. } => entry.to == Some(seat),
                _ => false,
            };
            if tells {
                model.observe(package, entry.time);
            }
        }
        ranks_of(&self.packages, |package| model.utility(package))
    }
}

/// The ranks of `packages` by `utility`; equals share the mean of their ranks. Utilities that differ by less than a
/// billionth count as equal: models add in floating point.
pub(crate) fn ranks_of(packages: &[Package], utility: impl Fn(&Package) -> f64) -> Vec<f64> {
    let mut order: Vec<(i64, usize)> = packages
        .iter()
        .enumerate()
        .map(|(at, package)| ((utility(package) * 1e9).round() as i64, at))
        .collect();
    order.sort_unstable();
    let mut ranks = vec![0.0; order.len()];
    let mut before = 0;
    for equals in order.chunk_by(|a, b| a.0 == b.0) {
        let shared = before as f64 + (equals.len() - 1) as f64 / 2.0;
        equals.iter().for_each(|&(_, at)| ranks[at] = shared);
        before += equals.len();
    }
    ranks
}

/// Pearson's correlation; 0 where either is constant.
pub(crate) fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |numbers: &[f64]| numbers.iter().sum::<f64>() / numbers.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        ab += (x - mean_a) * (y - mean_b);
        aa += (x - mean_a).powi(2);
        bb += (y - mean_b).powi(2);
    }
    if aa > 0.0 && bb > 0.0 { ab / (aa * bb).sqrt() } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use wasit_model::{Issue, Values};

    use super::*;

    #[test]
    fn equals_share_their_ranks() {
        let space = Space::new(vec![Issue {
            name: "issue".to_owned(),
            title: String::new(),
            unit: None,
            description: None,
            values: Values::integers(0, 4, 1).unwrap(),
        }])
        .unwrap();
        let packages: Vec<Package> = space.packages().collect();
        let worth = [0.5, 0.2, 0.5, 0.9, 0.5 + 1e-13];
        let ranks = ranks_of(&packages, |package| worth[usize::from(package[0])]);
        assert_eq!(ranks, [2.0, 0.0, 2.0, 4.0, 2.0]);
    }

    #[test]
    fn correlation_of_ranks() {
        // Differences of ranks 0, 1, -1, 0: 1 - 6 × 2 / (4 × 15) = 0.8.
        assert!((correlation(&[0.0, 1.0, 2.0, 3.0], &[0.0, 2.0, 1.0, 3.0]) - 0.8).abs() < 1e-12);
        assert_eq!(correlation(&[1.0, 1.0, 1.0], &[0.0, 1.0, 2.0]), 0.0);
    }
}
