//! What a mediator believes that one side wants, from what it offered and from how it compared packages.

use std::ops::Range;

use wasit_model::{Package, ValueIndex};

use crate::OpponentModel;

/// How many comparisons are kept; the oldest are forgotten.
const MEMORY: usize = 256;
/// How much of the model's range enters: what a side compared outweighs what its offers let suppose. Found by trial.
const MODEL_SHARE: f64 = 0.2;
/// How often all comparisons are gone through in fitting.
const SWEEPS: usize = 6;
/// What is moved less than this in one sweep is done.
const STILL: f64 = 1e-4;
/// Where there are more values than this, fitting begins anew each time.
const RESUMED_UP_TO: usize = 1 << 10;

/// An additive estimate of one side's utility: a model fed with offers, bent to comparisons.
///
/// A comparison says between which bounds the difference of two packages lies, as a share of the side's range. The
/// model's tables, shrunk, are moved by projections onto the comparisons one after another (Kaczmarz's method, which
/// for comparisons that fit together ends at tables that meet all of them, near those it began with), then scaled so
/// that the worst package is worth 0 and the best 1.
pub(crate) struct Estimate {
    model: Box<dyn OpponentModel>,
    comparisons: Comparisons,
    /// Where the values of each issue begin in what follows; one more at the end.
    starts: Vec<usize>,
    /// What the values are worth, issue after issue.
    worths: Vec<f64>,
    /// In how many comparisons the packages differed by each value.
    compared: Vec<u32>,
    /// The model's tables, scaled and shrunk: what fitting begins with.
    base: Vec<f64>,
    fitted: Fitted,
    /// Whether the model heard anything since `base` was made.
    offered: bool,
    /// Whether anything was heard since the estimate was brought up to date.
    stale: bool,
}

/// What comparisons say, the oldest first.
struct Comparisons {
    bounds: Vec<Bounds>,
    /// Comparison after comparison: the values in which this and that differ, by their places among all values.
    differing: Vec<(u32, u32)>,
    /// By value: the comparisons whose packages differ by it.
    by_value: Vec<Set>,
    /// By comparison: those that differ by any value by which it does, itself among them.
    concerned: Vec<Set>,
}

/// `low <= utility(this) - utility(that) <= high`.
struct Bounds {
    /// Where in [`Comparisons::differing`] it begins and ends.
    from: u32,
    to: u32,
    low: f64,
    high: f64,
}

/// A set of comparisons, by their places.
type Set = [u64; MEMORY / 64];

/// How the estimate was fitted last. Where only comparisons are added that are met after every sweep, fitting goes the same
/// way again; else it goes another way from the first sweep on after which one is not.
#[derive(Default)]
struct Fitted {
    /// How many comparisons were fitted, the oldest.
    comparisons: usize,
    sweeps: Vec<Sweep>,
    /// Sweep after sweep, what the values were worth then.
    worths: Vec<f64>,
}

/// How things stood after one sweep.
struct Sweep {
    /// How far entries were moved at most.
    moved: f64,
    /// The comparisons that may not be met: all others were when they were looked at last, and none of their values was moved
    /// since.
    open: Set,
}

impl Estimate {
    pub(crate) fn new(model: Box<dyn OpponentModel>) -> Self {
        let mut starts = vec![0];
        let mut values = 0;
        for table in model.tables() {
            values += table.len();
            starts.push(values);
        }
        let mut new = Self {
            model,
            comparisons: Comparisons::among(values),
            starts,
            worths: Vec::with_capacity(values),
            compared: vec![0; values],
            base: Vec::with_capacity(values),
            fitted: Fitted::default(),
            offered: true,
            stale: true,
        };
        new.fit();
        new
    }

    /// The side made this offer at relative time `time`.
    pub(crate) fn offered(&mut self, offer: &Package, time: f64) {
        self.model.observe(offer, time);
        self.offered = true;
        self.stale = true;
    }

    /// The side let it be known that `this` is worth at least `low` and at most `high` more than `that`.
    pub(crate) fn compared(&mut self, this: &Package, that: &Package, low: f64, high: f64) {
        if this == that {
            return;
        }
        if self.comparisons.len() == MEMORY {
            self.comparisons.oldest().for_each(|value| self.compared[value] -= 1);
            self.comparisons.forget_oldest();
            self.fitted.clear();
        }
        let place = |start: usize, value: ValueIndex| (start + usize::from(value)) as u32;
        let differing = this
            .iter()
            .zip(that)
            .zip(&self.starts)
            .filter(|((a, b), _)| a != b)
            .map(|((&a, &b), &start)| (place(start, a), place(start, b)));
        self.comparisons.push(differing, low, high);
        self.comparisons.newest().for_each(|value| self.compared[value] += 1);
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
        if std::mem::take(&mut self.offered) {
            self.base.clear();
            self.base.extend(self.model.tables().iter().flatten());
            scale(&mut self.base, &self.starts);
            self.base.iter_mut().for_each(|worth| *worth *= MODEL_SHARE);
            self.fitted.clear();
        }
        let values = self.base.len();
        if self.fitted.goes_the_same_way(&self.comparisons, values) {
            return;
        }
        self.worths.clear();
        self.worths.extend_from_slice(self.fitted.last(values).unwrap_or(&self.base));
        let mut open = match self.fitted.sweeps.last() {
            Some(last) => last.open,
            None => self.comparisons.all(),
        };
        while self.fitted.sweeps.len() < SWEEPS
            && self.fitted.sweeps.last().is_none_or(|last| last.moved >= STILL)
        {
            let moved = self.comparisons.sweep(&mut self.worths, &mut open);
            self.fitted.sweeps.push(Sweep { moved, open });
            if values <= RESUMED_UP_TO {
                self.fitted.worths.extend_from_slice(&self.worths);
            }
        }
        if values > RESUMED_UP_TO {
            self.fitted.clear();
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

impl Fitted {
    fn clear(&mut self) {
        self.comparisons = 0;
        self.sweeps.clear();
        self.worths.clear();
    }

    /// What the values were worth after the last sweep; `None` where there was none.
    fn last(&self, values: usize) -> Option<&[f64]> {
        (!self.sweeps.is_empty()).then(|| &self.worths[(self.sweeps.len() - 1) * values..])
    }

    /// Whether `comparisons`, which are those that were fitted and newer ones, are fitted by the sweeps that there are. Where
    /// they are not, only the sweeps stay that are the same, and the first that is not, to its end.
    fn goes_the_same_way(&mut self, comparisons: &Comparisons, values: usize) -> bool {
        let newer = self.comparisons..comparisons.len();
        self.comparisons = comparisons.len();
        for (at, sweep) in self.sweeps.iter_mut().enumerate() {
            let worths = &mut self.worths[at * values..][..values];
            let bend = |at| match comparisons.missed(at, worths) {
                0.0 => {
                    take_out(&mut sweep.open, at);
                    0.0
                }
                missed => comparisons.bend(at, missed, worths, &mut sweep.open),
            };
            let moved = newer.clone().map(bend).fold(0.0, f64::max);
            if moved > 0.0 {
                sweep.moved = sweep.moved.max(moved);
                self.sweeps.truncate(at + 1);
                self.worths.truncate((at + 1) * values);
                return false;
            }
        }
        !self.sweeps.is_empty()
    }
}

impl Comparisons {
    fn among(values: usize) -> Self {
        Self {
            bounds: Vec::new(),
            differing: Vec::new(),
            by_value: vec![Set::default(); values],
            concerned: Vec::new(),
        }
    }

    fn len(&self) -> usize {
        self.bounds.len()
    }

    fn all(&self) -> Set {
        std::array::from_fn(|word| match self.len().saturating_sub(word * 64) {
            64.. => u64::MAX,
            count => (1 << count) - 1,
        })
    }

    fn push(&mut self, differing: impl Iterator<Item = (u32, u32)>, low: f64, high: f64) {
        let from = self.differing.len() as u32;
        self.differing.extend(differing);
        self.bounds.push(Bounds { from, to: self.differing.len() as u32, low, high });
        self.enter(self.len() - 1);
    }

    fn forget_oldest(&mut self) {
        let first = self.bounds.remove(0);
        self.differing.drain(..first.to as usize);
        for bounds in &mut self.bounds {
            bounds.from -= first.to;
            bounds.to -= first.to;
        }
        self.by_value.fill(Set::default());
        self.concerned.clear();
        (0..self.len()).for_each(|at| self.enter(at));
    }

    fn enter(&mut self, at: usize) {
        let mut concerned = Set::default();
        for &(a, b) in &self.differing[self.bounds[at].range()] {
            for value in [a, b] {
                let by_value = &mut self.by_value[value as usize];
                by_value[at / 64] |= 1 << (at % 64);
                concerned.iter_mut().zip(by_value).for_each(|(all, some)| *all |= *some);
            }
        }
        for (other, set) in self.concerned.iter_mut().enumerate() {
            set[at / 64] |= (concerned[other / 64] >> (other % 64) & 1) << (at % 64);
        }
        self.concerned.push(concerned);
    }

    /// The values in which the packages of the oldest differ, both packages'.
    fn oldest(&self) -> impl Iterator<Item = usize> + '_ {
        self.values(0)
    }

    /// The same of the newest.
    fn newest(&self) -> impl Iterator<Item = usize> + '_ {
        self.values(self.len() - 1)
    }

    fn values(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        self.differing[self.bounds[at].range()].iter().flat_map(|&(a, b)| [a as usize, b as usize])
    }

    /// Projects `worths` onto one comparison after another, of those that are or become `open`; how far entries were moved at
    /// most.
    fn sweep(&self, worths: &mut [f64], open: &mut Set) -> f64 {
        let mut moved = 0.0_f64;
        for word in 0..self.len().div_ceil(64) {
            let mut later = u64::MAX;
            while open[word] & later != 0 {
                let bit = (open[word] & later).trailing_zeros();
                later = !1 << bit;
                let at = word * 64 + bit as usize;
                let missed = self.missed(at, worths);
                if missed == 0.0 {
                    take_out(open, at);
                } else {
                    moved = moved.max(self.bend(at, missed, worths, open));
                }
            }
        }
        moved
    }

    /// What the difference of a comparison lacks; 0 where it is met.
    #[inline]
    fn missed(&self, at: usize, worths: &[f64]) -> f64 {
        let bounds = &self.bounds[at];
        let differing = &self.differing[bounds.range()];
        let difference: f64 = differing.iter().map(|&(a, b)| worths[a as usize] - worths[b as usize]).sum();
        if difference < bounds.low {
            bounds.low - difference
        } else if difference > bounds.high {
            bounds.high - difference
        } else {
            0.0
        }
    }

    /// Projects `worths` onto a comparison whose difference lacks `missed`; how far entries were moved. Those that this may
    /// concern are then `open`.
    fn bend(&self, at: usize, missed: f64, worths: &mut [f64], open: &mut Set) -> f64 {
        let differing = &self.differing[self.bounds[at].range()];
        let step = missed / (2.0 * differing.len() as f64);
        for &(a, b) in differing {
            worths[a as usize] += step;
            worths[b as usize] -= step;
        }
        open.iter_mut().zip(&self.concerned[at]).for_each(|(open, concerned)| *open |= concerned);
        step.abs()
    }
}

fn take_out(set: &mut Set, at: usize) {
    set[at / 64] &= !(1 << (at % 64));
}

impl Bounds {
    fn range(&self) -> Range<usize> {
        self.from as usize..self.to as usize
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
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;
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

    /// What the tables come to where every comparison is looked at in every sweep, from the model on.
    fn fitted_anew(estimate: &Estimate, said: &[(Package, Package, f64, f64)]) -> Vec<f64> {
        let mut worths: Vec<f64> = estimate.model.tables().iter().flatten().copied().collect();
        scale(&mut worths, &estimate.starts);
        worths.iter_mut().for_each(|worth| *worth *= MODEL_SHARE);
        for _ in 0..SWEEPS {
            let mut moved = 0.0_f64;
            for (this, that, low, high) in said {
                let pairs: Vec<(usize, usize)> = (this.iter().zip(that).zip(&estimate.starts))
                    .filter(|((a, b), _)| a != b)
                    .map(|((&a, &b), start)| (start + usize::from(a), start + usize::from(b)))
                    .collect();
                let difference: f64 = pairs.iter().map(|&(a, b)| worths[a] - worths[b]).sum();
                let step = (difference.clamp(*low, *high) - difference) / (2.0 * pairs.len() as f64);
                for &(a, b) in &pairs {
                    worths[a] += step;
                    worths[b] -= step;
                }
                moved = moved.max(step.abs());
            }
            if moved < STILL {
                break;
            }
        }
        scale(&mut worths, &estimate.starts);
        worths
    }

    #[test]
    fn fitting_on_comes_to_what_fitting_anew_does() {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        let mut same = 0;
        for case in 0..60 {
            let widths: Vec<usize> = (0..rng.random_range(1..=5)).map(|_| rng.random_range(1..=4)).collect();
            let space = space(&widths);
            let mut estimate = Estimate::new(Box::new(Frequency::new(&space)));
            let mut said = Vec::new();
            let draw = |rng: &mut ChaCha8Rng| -> Package {
                widths.iter().map(|&width| rng.random_range(0..width) as ValueIndex).collect()
            };
            for _ in 0..if case == 0 { 2 * MEMORY } else { 40 } {
                let before = estimate.worths().to_vec();
                if rng.random_range(0..8) == 0 {
                    estimate.offered(&draw(&mut rng), 0.5);
                }
                for _ in 0..rng.random_range(0..3) {
                    let (this, that) = (draw(&mut rng), draw(&mut rng));
                    let low = rng.random_range(-1.0..0.3);
                    let high = low + rng.random_range(0.0..1.0);
                    estimate.compared(&this, &that, low, high);
                    if this != that {
                        said.push((this, that, low, high));
                    }
                }
                said.drain(..said.len().saturating_sub(MEMORY));
                estimate.fit();
                assert_eq!(estimate.worths(), fitted_anew(&estimate, &said));
                same += usize::from(estimate.worths() == before);
            }
        }
        assert!(same > 100, "comparisons that change nothing are among them: {same}");
    }
}
