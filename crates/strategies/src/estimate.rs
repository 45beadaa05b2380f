//! What a mediator believes that one side wants, from what it offered and from how it compared packages.

use std::collections::VecDeque;

use smallvec::SmallVec;
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
    /// Where the values of each issue begin in what follows; one more at the end.
    starts: Vec<usize>,
    /// What the values are worth, issue after issue.
    worths: Vec<f64>,
    /// In how many comparisons the packages differed by each value.
    compared: Vec<u32>,
    /// Whether anything was heard since the estimate was brought up to date.
    stale: bool,
}

/// `low <= utility(this) - utility(that) <= high`.
struct Comparison {
    /// The values in which this and that differ, by their places among all values.
    differing: SmallVec<[(u32, u32); 8]>,
    low: f64,
    high: f64,
}

impl Estimate {
    pub(crate) fn new(model: Box<dyn OpponentModel>) -> Self {
        let mut starts = vec![0];
        let mut values = 0;
        for table in model.tables() {
            values += table.len();
            starts.push(values);
        }
        let (worths, compared) = (Vec::with_capacity(values), vec![0; values]);
        let mut new = Self { model, comparisons: VecDeque::new(), starts, worths, compared, stale: true };
        new.fit();
        new
    }

    /// The side made this offer at relative time `time`.
    pub(crate) fn offered(&mut self, offer: &Package, time: f64) {
        self.model.observe(offer, time);
        self.stale = true;
    }

    /// The side let it be known that `this` is worth at least `low` and at most `high` more than `that`.
    pub(crate) fn compared(&mut self, this: &Package, that: &Package, low: f64, high: f64) {
        let place = |start: usize, value: ValueIndex| (start + usize::from(value)) as u32;
        let differing: SmallVec<[(u32, u32); 8]> = this
            .iter()
            .zip(that)
            .zip(&self.starts)
            .filter(|((a, b), _)| a != b)
            .map(|((&a, &b), &start)| (place(start, a), place(start, b)))
            .collect();
        if differing.is_empty() {
            return;
        }
        if self.comparisons.len() == MEMORY
            && let Some(oldest) = self.comparisons.pop_front()
        {
            oldest.values().for_each(|value| self.compared[value] -= 1);
        }
        let comparison = Comparison { differing, low, high };
        comparison.values().for_each(|value| self.compared[value] += 1);
        self.comparisons.push_back(comparison);
        self.stale = true;
    }

    /// By value, issue after issue: in how many comparisons the two packages differed by it.
    pub(crate) fn times_compared(&self) -> &[u32] {
        &self.compared
    }

    /// Brings the estimate up to date with what was heard. It begins from the model each time, so that what was heard at
    /// several legs may be fitted at once.
    pub(crate) fn fit(&mut self) {
        if !std::mem::take(&mut self.stale) {
            return;
        }
        self.worths.clear();
        self.worths.extend(self.model.tables().iter().flatten());
        scale(&mut self.worths, &self.starts);
        self.worths.iter_mut().for_each(|worth| *worth *= MODEL_SHARE);
        for _ in 0..SWEEPS {
            let mut moved = 0.0_f64;
            for comparison in &self.comparisons {
                moved = moved.max(comparison.bend(&mut self.worths));
            }
            if moved < 1e-6 {
                break;
            }
        }
        scale(&mut self.worths, &self.starts);
    }

    /// Where the values of each issue begin in [`Estimate::worths`]; one more at the end.
    pub(crate) fn starts(&self) -> &[usize] {
        &self.starts
    }

    /// What every value is worth, issue after issue: all at least 0, the greatest of all issues summing to 1.
    pub(crate) fn worths(&self) -> &[f64] {
        &self.worths
    }

    /// In [0, 1].
    pub(crate) fn utility(&self, package: &[ValueIndex]) -> f64 {
        self.starts.iter().zip(package).map(|(&start, &value)| self.worths[start + usize::from(value)]).sum()
    }
}

impl Comparison {
    /// Projects `worths` onto the comparison; how far entries were moved.
    fn bend(&self, worths: &mut [f64]) -> f64 {
        let difference: f64 =
            self.differing.iter().map(|&(a, b)| worths[a as usize] - worths[b as usize]).sum();
        let wanted = difference.clamp(self.low, self.high);
        // Most are met: these need neither a division nor a write that the next would have to wait for.
        if wanted == difference {
            return 0.0;
        }
        let step = (wanted - difference) / (2.0 * self.differing.len() as f64);
        for &(a, b) in &self.differing {
            worths[a as usize] += step;
            worths[b as usize] -= step;
        }
        step.abs()
    }

    /// The values in which its packages differ, both packages'.
    fn values(&self) -> impl Iterator<Item = usize> + '_ {
        self.differing.iter().flat_map(|&(a, b)| [a as usize, b as usize])
    }
}

/// Shifts every issue's worths to a least of 0 and scales all so that the issues' greatest sum to 1.
fn scale(worths: &mut [f64], starts: &[usize]) {
    let mut range = 0.0;
    for ends in starts.windows(2) {
        let issue = &mut worths[ends[0]..ends[1]];
        let least = issue.iter().copied().fold(f64::INFINITY, f64::min);
        issue.iter_mut().for_each(|worth| *worth -= least);
        range += issue.iter().copied().fold(0.0, f64::max);
    }
    if range > 0.0 {
        worths.iter_mut().for_each(|worth| *worth /= range);
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
        assert!(worth(&a) - worth(&b) > 0.29, "{:?}", estimate.worths());
        assert!((-1e-3..0.1).contains(&(worth(&b) - worth(&c))), "{:?}", estimate.worths());
        let issue = |ends: &[usize]| estimate.worths()[ends[0]..ends[1]].iter().copied().fold(0.0, f64::max);
        let greatest: f64 = estimate.starts().windows(2).map(issue).sum();
        assert!((greatest - 1.0).abs() < 1e-9);
    }

    #[test]
    fn values_are_counted_over_the_comparisons_that_are_kept() {
        let space = space(&[3, 2]);
        let mut estimate = Estimate::new(Box::new(Frequency::new(&space)));
        let (a, b, c) = (Package::from([0, 0]), Package::from([1, 0]), Package::from([2, 1]));
        estimate.compared(&a, &b, 0.0, 1.0);
        estimate.compared(&b, &c, 0.0, 1.0);
        estimate.compared(&c, &c, 0.0, 1.0);
        assert_eq!(estimate.times_compared(), [1, 2, 1, 1, 1]);
        // The two are forgotten.
        (0..MEMORY).for_each(|_| estimate.compared(&a, &c, 0.0, 1.0));
        let kept = MEMORY as u32;
        assert_eq!(estimate.times_compared(), [kept, 0, kept, kept, kept]);
    }
}
