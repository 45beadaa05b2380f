use std::collections::BTreeMap;

use wasit_model::Package;

use crate::solutions::descend::{Dive, Tail, Visitor};
use crate::solutions::measure::{Measure, Scales};
use crate::solutions::net::{Descent, Weights, dot};

/// A package with what the sides get.
pub(crate) type Deal = (Vec<f64>, Package);

/// What all visitors need to know: how the bounds that they are handed are to be read.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) weights: &'a [Weights],
    /// Which of the weights to read, beside those of single sides.
    pub(crate) sums: &'a [usize],
    /// By weights: how far rounding may have moved a weighted sum.
    pub(crate) rounding: &'a [f64],
    pub(crate) scales: &'a Scales,
    /// By side: the grid that its utilities lie on.
    pub(crate) grids: &'a [f64],
}

impl<'a> Reading<'a> {
    fn sides(&self) -> usize {
        self.grids.len()
    }

    /// The sums of several sides together, each with its weights and no less than it truly is.
    fn joint<'b>(&'b self, bounds: &'b [f64]) -> impl Iterator<Item = (&'b [f64], f64)> {
        (2 * self.sides()..bounds.len())
            .map(|at| (self.weights[at].as_slice(), bounds[at] + self.rounding[at]))
    }
}

/// Looks for the greatest worth.
pub(crate) struct Greatest<'a> {
    pub(crate) reading: Reading<'a>,
    pub(crate) measure: Measure,
    pub(crate) best: Option<(f64, Deal)>,
}

impl Greatest<'_> {
    pub(crate) fn consider(&mut self, utilities: &[f64], package: &Package) {
        let scales = self.reading.scales;
        let worth = self.measure.worth(utilities, scales);
        if scales.within(utilities) && self.best.as_ref().is_none_or(|(most, _)| worth > *most) {
            self.best = Some((worth, (utilities.to_vec(), package.clone())));
        }
    }
}

impl Visitor for Greatest<'_> {
    fn promise(&self, bounds: &[f64]) -> (f64, f64) {
        let bound = self.measure.bound(
            &bounds[..self.reading.sides()],
            self.reading.joint(bounds),
            self.reading.scales,
        );
        (bound, bound)
    }

    fn wanted(&self, promise: f64) -> bool {
        // Half of what counts as equal: what is found is among what the exact frontier would give.
        let enough = |(most, _): &(f64, Deal)| most + 0.5 * self.measure.slack(*most, self.reading.scales);
        promise > self.best.as_ref().map_or(f64::NEG_INFINITY, enough)
    }

    fn found(&mut self, utilities: &[f64], package: &Package) {
        self.consider(utilities, package);
    }
}

/// Gathers what is worth at least `least`: the least package of every utility vector.
pub(crate) struct Ties<'a> {
    pub(crate) reading: Reading<'a>,
    pub(crate) measure: Measure,
    pub(crate) least: f64,
    pub(crate) all: BTreeMap<Vec<u64>, Deal>,
}

impl Ties<'_> {
    /// More vectors are not gathered.
    pub(crate) const MOST: usize = 1_000;

    pub(crate) fn add(&mut self, deal: &Deal) {
        self.found(&deal.0, &deal.1);
    }
}

impl Visitor for Ties<'_> {
    fn promise(&self, bounds: &[f64]) -> (f64, f64) {
        let bound = self.measure.bound(
            &bounds[..self.reading.sides()],
            self.reading.joint(bounds),
            self.reading.scales,
        );
        (bound, bound)
    }

    fn wanted(&self, promise: f64) -> bool {
        promise >= self.least
    }

    fn found(&mut self, utilities: &[f64], package: &Package) {
        let scales = self.reading.scales;
        if !scales.within(utilities) || self.measure.worth(utilities, scales) < self.least {
            return;
        }
        let name: Vec<u64> = utilities.iter().map(|utility| utility.to_bits()).collect();
        let open = self.all.len() < Self::MOST;
        match self.all.get_mut(&name) {
            Some((_, kept)) if package < kept => *kept = package.clone(),
            None if open => {
                self.all.insert(name, (utilities.to_vec(), package.clone()));
            }
            _ => {}
        }
    }
}

/// Looks for a package that dominates one with these utilities.
pub(crate) struct Dominating<'a> {
    pub(crate) reading: Reading<'a>,
    utilities: Vec<f64>,
    /// By weights: what a dominating package comes to at least.
    sums: Vec<f64>,
    pub(crate) found: Option<Deal>,
}

impl<'a> Dominating<'a> {
    pub(crate) fn new(reading: Reading<'a>, utilities: &[f64]) -> Self {
        let sum = |weights: &Weights| {
            // It gives some side at least one step of its grid more.
            let steps = weights.iter().zip(reading.grids).map(|(weight, grid)| weight * grid);
            dot(weights, utilities) + steps.fold(f64::INFINITY, f64::min)
        };
        let sums = reading.weights.iter().map(sum).collect();
        Self { reading, utilities: utilities.to_vec(), sums, found: None }
    }
}

impl Visitor for Dominating<'_> {
    fn promise(&self, bounds: &[f64]) -> (f64, f64) {
        let sides = self.reading.sides();
        let low = (0..sides).any(|side| bounds[side] < self.utilities[side]);
        let short =
            self.reading.sums.iter().any(|&at| bounds[at] + 2.0 * self.reading.rounding[at] < self.sums[at]);
        if low || short {
            return (f64::NEG_INFINITY, 0.0);
        }
        (0.0, bounds[..sides].iter().zip(&self.utilities).map(|(a, b)| a - b).sum())
    }

    fn wanted(&self, promise: f64) -> bool {
        self.found.is_none() && promise > f64::NEG_INFINITY
    }

    fn found(&mut self, utilities: &[f64], package: &Package) {
        if utilities != self.utilities && utilities.iter().zip(&self.utilities).all(|(a, b)| a >= b) {
            self.found = Some((utilities.to_vec(), package.clone()));
        }
    }
}

/// Whether a deal is efficient.
#[derive(Debug)]
pub(crate) enum Verdict {
    Efficient,
    Dominated(Deal),
    /// The work did not suffice.
    Unknown,
}

/// Asks whether a deal of these utilities is efficient; takes what it costs off `work`.
pub(crate) fn verdict(
    descent: &dyn Descent,
    tail: Option<&Tail<'_>>,
    reading: Reading<'_>,
    utilities: &[f64],
    work: &mut u64,
) -> Verdict {
    /// Of what is left, one question may cost this part.
    const SHARE: u64 = 32;
    let visitor = Dominating::new(reading, utilities);
    let given = *work / SHARE;
    let mut dive = Dive::new(descent, tail, utilities.len(), visitor, given);
    dive.run();
    *work -= given - dive.work;
    let complete = dive.left == f64::NEG_INFINITY;
    match dive.visitor.found {
        Some(deal) => Verdict::Dominated(deal),
        None if complete => Verdict::Efficient,
        None => Verdict::Unknown,
    }
}

/// Looks for the efficient package of the least spread of shares.
///
/// What matters lies in a small region around the ray of equal shares: with a package known whose least share is m,
/// and an efficient one of spread s, whatever is better has a share above m, or it would be dominated, and hence
/// none below m − s.
pub(crate) struct Evenest<'a> {
    pub(crate) descent: &'a dyn Descent,
    pub(crate) tail: Option<&'a Tail<'a>>,
    pub(crate) reading: Reading<'a>,
    /// The greatest worth, which is the spread, negative; and its efficient deal.
    pub(crate) best: Option<(f64, Deal)>,
    /// The greatest worth of those of which it is not known whether they are efficient, and its deal.
    pub(crate) doubt: Option<(f64, Deal)>,
    /// The greatest least share of any package that is known.
    pub(crate) level: f64,
    /// Whether what only equals the best is wanted too.
    pub(crate) ties: bool,
    /// What asking for efficiency may still cost.
    pub(crate) work: u64,
    /// Efficient packages that have been looked at, and attain `best` or nearly so.
    pub(crate) all: BTreeMap<Vec<u64>, Deal>,
}

impl<'a> Evenest<'a> {
    pub(crate) fn new(
        descent: &'a dyn Descent,
        tail: Option<&'a Tail<'a>>,
        reading: Reading<'a>,
        work: u64,
    ) -> Self {
        Self {
            descent,
            tail,
            reading,
            best: None,
            doubt: None,
            level: f64::NEG_INFINITY,
            ties: false,
            work,
            all: BTreeMap::new(),
        }
    }

    /// Takes note that a package gives these utilities.
    pub(crate) fn know(&mut self, utilities: &[f64]) {
        self.level = self.level.max(self.reading.scales.shares(utilities).0);
    }

    pub(crate) fn slack(&self) -> f64 {
        Measure::Evenness.slack(0.0, self.reading.scales)
    }

    /// A deal within the deal zone, or where it is dominated an efficient one above it.
    pub(crate) fn consider(&mut self, mut deal: Deal) {
        const CLIMBS: usize = 64;
        for _ in 0..CLIMBS {
            self.know(&deal.0);
            let worth = Measure::Evenness.worth(&deal.0, self.reading.scales);
            match verdict(self.descent, self.tail, self.reading, &deal.0, &mut self.work) {
                Verdict::Dominated(above) => deal = above,
                Verdict::Unknown => {
                    if self.doubt.as_ref().is_none_or(|(most, _)| worth > *most) {
                        self.doubt = Some((worth, deal));
                    }
                    return;
                }
                Verdict::Efficient => {
                    let name: Vec<u64> = deal.0.iter().map(|utility| utility.to_bits()).collect();
                    let entry = self.all.entry(name).or_insert_with(|| deal.clone());
                    if deal.1 < entry.1 {
                        entry.1 = deal.1.clone();
                    }
                    if self.best.as_ref().is_none_or(|(most, _)| worth > *most) {
                        self.best = Some((worth, deal));
                    }
                    return;
                }
            }
        }
    }
}

impl Visitor for Evenest<'_> {
    fn promise(&self, bounds: &[f64]) -> (f64, f64) {
        let (sides, scales) = (self.reading.sides(), self.reading.scales);
        if !scales.within(&bounds[..sides]) {
            return (f64::NEG_INFINITY, 0.0);
        }
        let (reach, above) = scales.shares(&bounds[..sides]);
        // The most that the least share can be.
        let mut least = reach;
        for (weights, sum) in self.reading.joint(bounds) {
            let gain = sum - dot(weights, &scales.floors);
            let range: f64 = weights
                .iter()
                .enumerate()
                .map(|(side, weight)| weight * (scales.most[side] - scales.floors[side]))
                .sum();
            if range > 0.0 {
                least = least.min(gain / range);
            }
        }
        let spread = self.best.as_ref().map_or(f64::INFINITY, |(worth, _)| -worth);
        if above < self.level - self.slack() || least < self.level - spread - self.slack() {
            return (f64::NEG_INFINITY, 0.0);
        }
        let middle = |side: usize| scales.share(side, (bounds[side] - bounds[sides + side]) / 2.0);
        let (low, high) = (0..sides)
            .map(middle)
            .fold((f64::INFINITY, f64::NEG_INFINITY), |all, share| (all.0.min(share), all.1.max(share)));
        let lower = (0..sides).map(|side| scales.share(side, -bounds[sides + side]));
        let floor = lower.fold(f64::NEG_INFINITY, f64::max);
        (-(floor - reach).max(0.0), least + low - high)
    }

    fn wanted(&self, promise: f64) -> bool {
        promise > f64::NEG_INFINITY
            && self.best.as_ref().is_none_or(|(worth, _)| match self.ties {
                true => promise >= worth - self.slack(),
                false => promise > worth + 0.5 * self.slack(),
            })
    }

    fn found(&mut self, utilities: &[f64], package: &Package) {
        let scales = self.reading.scales;
        let worth = Measure::Evenness.worth(utilities, scales);
        if !scales.within(utilities)
            || self.best.as_ref().is_some_and(|(most, _)| worth < most - self.slack())
        {
            return;
        }
        let name: Vec<u64> = utilities.iter().map(|utility| utility.to_bits()).collect();
        if let Some((_, kept)) = self.all.get_mut(&name) {
            if package < kept {
                *kept = package.clone();
            }
            return;
        }
        self.consider((utilities.to_vec(), package.clone()));
    }
}
