//! **Frequency.** What a side asks for often it wants; what it never moves matters to it.
//!
//! T. van Krimpen, D. Looije, S. Hajizadeh, "HardHeaded", in: Complex Automated Negotiations (2013). Weights start
//! equal; each time an issue keeps its value from one offer to the next its weight grows by 0.2 / n, n being the
//! number of issues, then all are scaled to sum to one. A value's worth is its count over the greatest count of
//! its issue.

use wasit_model::{Package, Space};

use super::OpponentModel;

/// How much an issue's weight grows when its value is kept, before dividing by the number of issues.
const GROWTH: f64 = 0.2;

/// The frequency model: counts how often each value was asked for, and which issues stay as they are.
///
/// Until the first offer every package is worth 1. An offer costs time in proportion to the number of values of
/// all issues together.
#[derive(Clone, Debug)]
pub struct Frequency {
    weights: Vec<f64>,
    counts: Vec<Vec<u32>>,
    last: Option<Package>,
    tables: Vec<Vec<f64>>,
}

impl Frequency {
    /// A model that has seen nothing.
    #[must_use]
    pub fn new(space: &Space) -> Self {
        let widths: Vec<usize> = space.issues().iter().map(|issue| issue.values.len()).collect();
        let weight = 1.0 / widths.len() as f64;
        Self {
            weights: vec![weight; widths.len()],
            counts: widths.iter().map(|&width| vec![0; width]).collect(),
            last: None,
            tables: widths.iter().map(|&width| vec![weight; width]).collect(),
        }
    }

    /// The estimated weights of the issues; they sum to one.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    fn weigh(&mut self, offer: &Package) {
        let Some(last) = &self.last else { return };
        let growth = GROWTH / self.weights.len() as f64;
        for (weight, (before, now)) in self.weights.iter_mut().zip(last.iter().zip(offer)) {
            if before == now {
                *weight += growth;
            }
        }
        let sum: f64 = self.weights.iter().sum();
        self.weights.iter_mut().for_each(|weight| *weight /= sum);
    }
}

impl OpponentModel for Frequency {
    fn observe(&mut self, offer: &Package, _time: f64) {
        self.weigh(offer);
        self.last = Some(offer.clone());
        for (counts, &value) in self.counts.iter_mut().zip(offer) {
            counts[usize::from(value)] += 1;
        }
        for ((table, counts), weight) in self.tables.iter_mut().zip(&self.counts).zip(&self.weights) {
            let greatest = f64::from(counts.iter().copied().max().unwrap_or(1));
            for (worth, &count) in table.iter_mut().zip(counts) {
                *worth = weight * f64::from(count) / greatest;
            }
        }
    }

    fn tables(&self) -> &[Vec<f64>] {
        &self.tables
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opponent_models::trial;

    fn close(found: &[Vec<f64>], expect: &[Vec<f64>]) {
        for (found, expect) in found.iter().flatten().zip(expect.iter().flatten()) {
            assert!((found - expect).abs() < 1e-12, "{found} is not {expect}");
        }
    }

    #[test]
    fn two_offers_by_hand() {
        let space = trial::space(&[2, 3]);
        let mut model = Frequency::new(&space);
        close(model.tables(), &[vec![0.5; 2], vec![0.5; 3]]);
        model.observe(&Package::from_slice(&[1, 0]), 0.1);
        // One offer says nothing of the weights; each value asked for is its issue's most frequent.
        close(model.tables(), &[vec![0.0, 0.5], vec![0.5, 0.0, 0.0]]);
        model.observe(&Package::from_slice(&[1, 2]), 0.2);
        // Issue 0 kept its value: 0.5 + 0.2 / 2 = 0.6, against 0.5; scaled 6/11 and 5/11. Counts: 0, 2 and 1, 0, 1.
        close(model.tables(), &[vec![0.0, 6.0 / 11.0], vec![5.0 / 11.0, 0.0, 5.0 / 11.0]]);
        assert!((model.weights().iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn learns_the_order_of_packages() {
        let after = |offers| trial::mean_rank_correlation(|space| Box::new(Frequency::new(space)), offers);
        let (few, many) = (after(1), after(10));
        assert!(few > 0.5, "after 1 offer: {few}");
        assert!(many > few + 0.08, "after 10 offers: {many}, after 1: {few}");
    }
}
