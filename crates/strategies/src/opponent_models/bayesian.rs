//! **Bayesian.** Keeps, for each issue, how likely each of a few shapes of value function and each rank of weight
//! is, and updates them with every offer, expecting the other side to concede slowly.
//!
//! K. Hindriks, D. Tykhonov, "Opponent modelling in automated multi-issue negotiation using Bayesian learning",
//! AAMAS 2008, in its scalable form: the distributions are kept independent of each other. Value functions are
//! uphill, downhill, and triangular with the peak at each value between; an issue of rank r among n (1 the least)
//! weighs 2r / (n (n + 1)). The rest are constants that the paper leaves open: the k-th offer is expected to be
//! worth 1 − 0.05 k to its maker, never under 0.5, with Gaussian noise of deviation 0.15.

use wasit_model::{Package, Space};

use super::OpponentModel;

/// How much less each further offer is expected to be worth to its maker.
const CONCESSION: f64 = 0.05;
/// The least that an offer is expected to be worth to its maker.
const LEAST: f64 = 0.5;
/// The deviation of what an offer is worth from what is expected.
const DEVIATION: f64 = 0.15;

/// The Bayesian model; its estimates are posterior means.
///
/// An offer costs time in proportion to the number of values of all issues together, plus the square of the
/// number of issues.
#[derive(Clone, Debug)]
pub struct Bayesian {
    issues: Vec<Beliefs>,
    offers: u32,
    tables: Vec<Vec<f64>>,
}

/// What is believed of one issue.
#[derive(Clone, Debug)]
struct Beliefs {
    /// How likely the value function peaks at each value; the first is downhill, the last uphill.
    peaks: Vec<f64>,
    /// How likely each rank is, from the least weight to the greatest.
    ranks: Vec<f64>,
    /// Posterior mean of each value's worth.
    worth: Vec<f64>,
    /// Posterior mean of the weight, not scaled.
    weight: f64,
}

impl Bayesian {
    /// A model that has seen nothing: all hypotheses are equally likely.
    #[must_use]
    pub fn new(space: &Space) -> Self {
        let count = space.issues().len();
        let issues: Vec<Beliefs> = space
            .issues()
            .iter()
            .map(|issue| {
                let width = issue.values.len();
                let peaks = vec![1.0 / width as f64; width];
                let worth = mean_worth(&peaks);
                let ranks = vec![1.0 / count as f64; count];
                let weight = mean_weight(&ranks);
                Beliefs { peaks, ranks, worth, weight }
            })
            .collect();
        let tables = tabulate(&issues);
        Self { issues, offers: 0, tables }
    }
}

impl OpponentModel for Bayesian {
    fn observe(&mut self, offer: &Package, _time: f64) {
        self.offers = self.offers.saturating_add(1);
        let expected = (1.0 - CONCESSION * f64::from(self.offers)).max(LEAST);
        let likelihood = |utility: f64| (-((utility - expected) / DEVIATION).powi(2) / 2.0).exp();
        // All updates read the beliefs from before this offer, so that the order of the issues does not matter.
        let weights: f64 = self.issues.iter().map(|issue| issue.weight).sum();
        let weighed: f64 = self
            .issues
            .iter()
            .zip(offer)
            .map(|(issue, &value)| issue.weight * issue.worth[usize::from(value)])
            .sum();
        let count = self.issues.len();
        for (issue, &value) in self.issues.iter_mut().zip(offer) {
            let value = usize::from(value);
            let (weight, worth, width) = (issue.weight, issue.worth[value], issue.peaks.len());
            let others = weighed - weight * worth;
            for (peak, probability) in issue.peaks.iter_mut().enumerate() {
                *probability *= likelihood((others + weight * triangle(peak, value, width)) / weights);
            }
            for (rank, probability) in issue.ranks.iter_mut().enumerate() {
                let supposed = weight_of(rank, count);
                *probability *= likelihood((others + supposed * worth) / (weights - weight + supposed));
            }
            normalise(&mut issue.peaks);
            normalise(&mut issue.ranks);
            issue.worth = mean_worth(&issue.peaks);
            issue.weight = mean_weight(&issue.ranks);
        }
        self.tables = tabulate(&self.issues);
    }

    fn tables(&self) -> &[Vec<f64>] {
        &self.tables
    }
}

/// The worth of `value` among `width` under a triangle that peaks at `peak`: 1 there, 0 at both ends.
fn triangle(peak: usize, value: usize, width: usize) -> f64 {
    match value.cmp(&peak) {
        std::cmp::Ordering::Less => value as f64 / peak as f64,
        std::cmp::Ordering::Equal => 1.0,
        std::cmp::Ordering::Greater => (width - 1 - value) as f64 / (width - 1 - peak) as f64,
    }
}

/// The weight of the issue of `rank` (from 0, the least) among `count`.
fn weight_of(rank: usize, count: usize) -> f64 {
    let count = count as f64;
    2.0 * (rank as f64 + 1.0) / (count * (count + 1.0))
}

fn mean_weight(ranks: &[f64]) -> f64 {
    ranks.iter().enumerate().map(|(rank, probability)| probability * weight_of(rank, ranks.len())).sum()
}

/// The mean of all triangles, in one sweep from each side: both flanks are linear in the value.
fn mean_worth(peaks: &[f64]) -> Vec<f64> {
    let last = peaks.len() - 1;
    let mut worth = peaks.to_vec();
    let mut slope = 0.0;
    for (value, probability) in peaks.iter().enumerate() {
        worth[value] += (last - value) as f64 * slope;
        slope += probability / (last - value).max(1) as f64;
    }
    slope = 0.0;
    for (value, probability) in peaks.iter().enumerate().rev() {
        worth[value] += value as f64 * slope;
        slope += probability / value.max(1) as f64;
    }
    worth
}

fn normalise(probabilities: &mut [f64]) {
    let sum: f64 = probabilities.iter().sum();
    probabilities.iter_mut().for_each(|probability| *probability /= sum);
}

fn tabulate(issues: &[Beliefs]) -> Vec<Vec<f64>> {
    let weights: f64 = issues.iter().map(|issue| issue.weight).sum();
    issues
        .iter()
        .map(|issue| issue.worth.iter().map(|worth| issue.weight / weights * worth).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opponent_models::trial;

    #[test]
    fn one_offer_by_hand() {
        // One issue of two values: downhill or uphill, weight 1. Value 1 is worth 0 downhill and 1 uphill; the
        // first offer should be worth 0.95, so the likelihoods are exp(-(0.95/0.15)²/2) = exp(-20.0556) and
        // exp(-(0.05/0.15)²/2) = exp(-1/18).
        let mut model = Bayesian::new(&trial::space(&[2]));
        model.observe(&Package::from_slice(&[1]), 0.1);
        let odds = (-20.055_555_555_555_557_f64 + 1.0 / 18.0).exp();
        assert!((model.issues[0].peaks[0] - odds / (1.0 + odds)).abs() < 1e-15);
        assert!((model.tables()[0][1] - 1.0 / (1.0 + odds)).abs() < 1e-12);
    }

    #[test]
    fn the_mean_of_triangles_is_their_sum() {
        for width in 1..7 {
            let mut peaks: Vec<f64> = (0..width).map(|peak| 1.0 + (peak * peak) as f64).collect();
            normalise(&mut peaks);
            for (value, mean) in mean_worth(&peaks).iter().enumerate() {
                let sum: f64 =
                    peaks.iter().enumerate().map(|(peak, p)| p * triangle(peak, value, width)).sum();
                assert!((mean - sum).abs() < 1e-12, "value {value} of {width}: {mean} is not {sum}");
            }
        }
    }

    #[test]
    fn beliefs_stay_distributions_and_estimates_in_range() {
        let space = trial::space(&[4, 1, 3, 2]);
        let mut model = Bayesian::new(&space);
        for (k, offer) in space.packages().chain(space.packages().take(5)).enumerate() {
            model.observe(&offer, k as f64 / 100.0);
            for issue in &model.issues {
                assert!((issue.peaks.iter().sum::<f64>() - 1.0).abs() < 1e-9);
                assert!((issue.ranks.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            }
            for package in space.packages() {
                assert!((0.0..=1.0 + 1e-9).contains(&model.utility(&package)));
            }
        }
    }

    #[test]
    fn learns_the_order_of_packages() {
        let after = |offers| trial::mean_rank_correlation(|space| Box::new(Bayesian::new(space)), offers);
        let (few, many) = (after(1), after(20));
        assert!(few > 0.7, "after 1 offer: {few}");
        assert!(many > few + 0.05, "after 20 offers: {many}, after 1: {few}");
    }
}
