//! What a mediator believes that one side wants, from what it offered and from how it compared packages.

use std::collections::VecDeque;

use wasit_model::{Package, ValueIndex};

use crate::OpponentModel;

/// How many comparisons are kept; the oldest are forgotten.
const MEMORY: usize = 256;
/// How much of the model's range enters: what a side compared outweighs what its offers let suppose. Found by trial.
const MODEL_SHARE: f64 = 0.2;
/// How often all comparisons are gone through in fitting.
const SWEEPS: usize = 24;

/// An additive estimate of one side's utility: a model fed with offers, bent to comparisons.
///
/// A comparison says between which bounds the difference of two packages lies, as a share of the side's range. The
/// model's tables, shrunk, are moved by projections onto the comparisons one after another (Kaczmarz's method, which
/// for comparisons that fit together ends at tables that meet all of them, near those it began with), then scaled so
/// that the worst package is worth 0 and the best 1.
pub(crate) struct Estimate {
    model: Box<dyn OpponentModel>,
    comparisons: VecDeque<Comparison>,
    tables: Vec<Vec<f64>>,
}

/// `low <= utility(this) - utility(that) <= high`.
struct Comparison {
    this: Package,
    that: Package,
    low: f64,
    high: f64,
}

impl Estimate {
    pub(crate) fn new(model: Box<dyn OpponentModel>) -> Self {
        let mut new = Self { model, comparisons: VecDeque::new(), tables: Vec::new() };
        new.fit();
        new
    }

    /// The side made this offer at relative time `time`.
    pub(crate) fn offered(&mut self, offer: &Package, time: f64) {
        self.model.observe(offer, time);
    }

    /// The side let it be known that `this` is worth at least `low` and at most `high` more than `that`.
    pub(crate) fn compared(&mut self, this: &Package, that: &Package, low: f64, high: f64) {
        if this == that {
            return;
        }
        if self.comparisons.len() == MEMORY {
            self.comparisons.pop_front();
        }
        self.comparisons.push_back(Comparison { this: this.clone(), that: that.clone(), low, high });
    }

    /// In how many comparisons the two packages differed by `value` on `issue`.
    pub(crate) fn compared_by(&self, issue: usize, value: usize) -> u32 {
        let at = |package: &Package| usize::from(package[issue]);
        let here =
            |c: &&Comparison| at(&c.this) != at(&c.that) && (at(&c.this) == value || at(&c.that) == value);
        self.comparisons.iter().filter(here).count() as u32
    }

    /// Brings the estimate up to date with what was heard.
    pub(crate) fn fit(&mut self) {
        self.tables = self.model.tables().to_vec();
        scale(&mut self.tables);
        self.tables.iter_mut().flatten().for_each(|worth| *worth *= MODEL_SHARE);
        for _ in 0..SWEEPS {
            let mut moved = 0.0_f64;
            for comparison in &self.comparisons {
                moved = moved.max(comparison.bend(&mut self.tables));
            }
            if moved < 1e-6 {
                break;
            }
        }
        scale(&mut self.tables);
    }

    /// One table for each issue; all values at least 0, the greatest of all issues summing to 1.
    pub(crate) fn tables(&self) -> &[Vec<f64>] {
        &self.tables
    }

    /// In [0, 1].
    pub(crate) fn utility(&self, package: &[ValueIndex]) -> f64 {
        self.tables.iter().zip(package).map(|(table, &value)| table[usize::from(value)]).sum()
    }
}

impl Comparison {
    /// Projects `tables` onto the comparison; how far entries were moved.
    fn bend(&self, tables: &mut [Vec<f64>]) -> f64 {
        let differing = || self.this.iter().zip(&self.that).enumerate().filter(|(_, (a, b))| a != b);
        let difference: f64 = differing()
            .map(|(issue, (&a, &b))| tables[issue][usize::from(a)] - tables[issue][usize::from(b)])
            .sum();
        let wanted = difference.clamp(self.low, self.high);
        let step = (wanted - difference) / (2.0 * differing().count() as f64);
        for (issue, (&a, &b)) in differing() {
            tables[issue][usize::from(a)] += step;
            tables[issue][usize::from(b)] -= step;
        }
        step.abs()
    }
}

/// Shifts every table to a least entry of 0 and scales all so that their greatest entries sum to 1.
fn scale(tables: &mut [Vec<f64>]) {
    let mut range = 0.0;
    for table in tables.iter_mut() {
        let least = table.iter().copied().fold(f64::INFINITY, f64::min);
        table.iter_mut().for_each(|worth| *worth -= least);
        range += table.iter().copied().fold(0.0, f64::max);
    }
    if range > 0.0 {
        tables.iter_mut().flatten().for_each(|worth| *worth /= range);
    }
}

#[cfg(test)]
mod tests {
    use wasit_model::{Issue, Space, Values};

    use super::*;
    use crate::Frequency;

    fn space(widths: &[usize]) -> Space {
        let issue = |(at, &width): (usize, &usize)| Issue {
            name: format!("issue {at}"),
            title: String::new(),
            unit: None,
            description: None,
            values: Values::integers(0, width as i64 - 1, 1).unwrap(),
        };
        Space::new(widths.iter().enumerate().map(issue).collect()).unwrap()
    }

    #[test]
    fn comparisons_are_met_and_the_scale_is_kept() {
        let space = space(&[3, 2]);
        let mut estimate = Estimate::new(Box::new(Frequency::new(&space)));
        let (a, b, c) = (Package::from([0, 0]), Package::from([1, 0]), Package::from([2, 1]));
        estimate.compared(&a, &b, 0.3, 1.0);
        estimate.compared(&b, &c, 0.0, 0.05);
        estimate.fit();
        let worth = |package: &Package| estimate.utility(package);
        assert!(worth(&a) - worth(&b) > 0.29, "{:?}", estimate.tables());
        assert!((-1e-3..0.1).contains(&(worth(&b) - worth(&c))), "{:?}", estimate.tables());
        let greatest: f64 =
            estimate.tables().iter().map(|table| table.iter().copied().fold(0.0, f64::max)).sum();
        assert!((greatest - 1.0).abs() < 1e-9);
    }
}
