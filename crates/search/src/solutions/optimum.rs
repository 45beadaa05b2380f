use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::Point;
use crate::solutions::Solution;
use crate::solutions::descend::{Dive, Tail, Visitor};
use crate::solutions::measure::{Measure, Scales};
use crate::solutions::net::{Descent, Net, Weights, dot};
use crate::solutions::visitors::{Deal, Evenest, Greatest, Reading, Ties, Verdict, verdict};

/// How many bounds the search for one solution may compute, where each costs but a few additions.
pub(crate) const WORK: u64 = 1 << 24;
/// Which part of it the search for all that attain the solution may cost.
const TIES: u64 = 16;

/// The weighted sums that are bounded: every side alone, the same negative, all sides alike by utility and by share,
/// and for each measure the weights under which the bound over all packages is least.
pub(crate) fn weights(net: &Net, scales: &Scales) -> Vec<Weights> {
    let sides = net.sides;
    let unit = |side: usize, sign: f64| -> Weights {
        (0..sides).map(|other| if other == side { sign } else { 0.0 }).collect()
    };
    let mut all: Vec<Weights> = (0..sides).map(|side| unit(side, 1.0)).collect();
    all.extend((0..sides).map(|side| unit(side, -1.0)));
    all.push(vec![1.0; sides]);
    all.push(scales.by_share());
    all.extend(Measure::ALL.into_iter().filter_map(|measure| tightest(net, measure, scales)));
    all
}

/// The weights of the least bound that a descent along its subgradients comes to: the Lagrangian dual. Any positive
/// weights give a valid bound.
fn tightest(net: &Net, measure: Measure, scales: &Scales) -> Option<Weights> {
    /// Entries of tables that all steps together may read.
    const READS: usize = 1 << 23;
    const STEPS: usize = 60;
    let rows: usize = (0..net.widths.len()).map(|issue| net.table_len(issue)).sum();
    let steps = (READS / rows.max(1)).clamp(2, STEPS);
    let shares = scales.by_share();
    let mut log: Vec<f64> = match measure {
        Measure::Welfare => vec![0.0; net.sides],
        _ => shares.iter().map(|share| share.ln()).collect(),
    };
    let mut best: Option<(f64, Weights)> = None;
    for step in 0..steps {
        let weights: Weights = log.iter().map(|log| log.exp()).collect();
        let messages = net.messages(std::slice::from_ref(&weights));
        let (_, utilities) = net.best(&weights, &messages)?;
        let sum = dot(&weights, &utilities);
        let bound = match measure {
            Measure::Evenness => {
                let ranges: f64 = weights.iter().zip(&shares).map(|(weight, share)| weight / share).sum();
                (sum - dot(&weights, &scales.floors)) / ranges
            }
            _ => measure.bound(&scales.most, std::iter::once((weights.as_slice(), sum)), scales),
        };
        if best.as_ref().is_none_or(|(least, _)| bound < *least) {
            best = Some((bound, weights.clone()));
        }
        let pace = 2.0 / (1.0 + step as f64).powf(0.8);
        let gains: Vec<f64> = utilities.iter().zip(&scales.floors).map(|(u, floor)| u - floor).collect();
        let total: f64 = dot(&weights, &gains);
        for (side, log) in log.iter_mut().enumerate() {
            let share = gains[side] * shares[side];
            let pull = match measure {
                // At the optimum all sides' weighted gains are equal.
                Measure::Nash if total > 0.0 => net.sides as f64 * weights[side] * gains[side] / total - 1.0,
                Measure::Nash => 0.0,
                Measure::Evenness => {
                    share - gains.iter().zip(&shares).map(|(a, b)| a * b).sum::<f64>() / net.sides as f64
                }
                Measure::Kalai => {
                    let mean = gains.iter().sum::<f64>() / net.sides as f64;
                    (gains[side] - mean) * shares.iter().copied().fold(f64::INFINITY, f64::min)
                }
                // What a side has beyond its walk-away costs no multiplier.
                Measure::Welfare => share,
            };
            *log -= pace * pull;
            if measure == Measure::Welfare {
                *log = log.max(0.0);
            }
            *log = log.clamp(-300.0, 300.0);
        }
    }
    best.map(|(_, weights)| weights).filter(|weights| weights.iter().all(|weight| *weight > 0.0))
}

/// The solutions by branch and bound.
pub(crate) struct Optimum<'a> {
    pub(crate) descent: &'a dyn Descent,
    pub(crate) tail: Option<&'a Tail<'a>>,
    pub(crate) scales: &'a Scales,
    /// Packages that are known, best within the deal zone.
    pub(crate) seeds: &'a [Point],
    pub(crate) grids: Vec<f64>,
    /// How many bounds the search for one solution may compute.
    pub(crate) work: u64,
    rounding: Vec<f64>,
    /// By measure: which of the weighted sums bound it best.
    sums: [Vec<usize>; 4],
}

impl<'a> Optimum<'a> {
    pub(crate) fn new(
        descent: &'a dyn Descent,
        tail: Option<&'a Tail<'a>>,
        scales: &'a Scales,
        seeds: &'a [Point],
        grids: Vec<f64>,
        magnitude: &[f64],
    ) -> Self {
        // Every step adds a few numbers of the size of the sums.
        let steps = 8.0 * (descent.issues().len() + 8) as f64 * f64::EPSILON;
        let rounding = |weights: &Weights| {
            steps * weights.iter().zip(magnitude).map(|(weight, size)| weight.abs() * size).sum::<f64>()
        };
        let rounding = descent.weights().iter().map(rounding).collect();
        // As `weights` puts them: those of single sides, two for all alike, one for each measure.
        let (own, count) = (2 * grids.len(), descent.weights().len());
        let sums = std::array::from_fn(|measure| {
            [own, own + 1, own + 2 + measure].into_iter().filter(|&at| at < count).collect()
        });
        Self { descent, tail, scales, seeds, grids, work: WORK, rounding, sums }
    }

    fn reading(&self, measure: Measure) -> Reading<'_> {
        Reading {
            sums: &self.sums[Measure::ALL.iter().position(|&other| other == measure).unwrap_or(0)],
            weights: self.descent.weights(),
            rounding: &self.rounding,
            scales: self.scales,
            grids: &self.grids,
        }
    }

    /// In the order of [`Measure::ALL`].
    pub(crate) fn solve(&self) -> Vec<Solution> {
        let one = |measure: Measure| match measure {
            Measure::Evenness => self.evenest(),
            _ => self.greatest(measure),
        };
        Measure::ALL.into_par_iter().map(one).collect()
    }

    fn run<V: Visitor>(&self, dive: &mut Dive<'_, V>) -> f64 {
        if self.work < WORK { dive.run_best_first() } else { dive.run() }
    }

    fn greatest(&self, measure: Measure) -> Solution {
        let mut visitor = Greatest { reading: self.reading(measure), measure, best: None };
        for seed in self.seeds {
            visitor.consider(&seed.utilities, &seed.package);
        }
        let mut dive = Dive::new(self.descent, self.tail, self.grids.len(), visitor, self.work);
        let promised = self.run(&mut dive);
        let complete = dive.is_complete();
        let left = dive.left;
        let Some((most, deal)) = dive.visitor.best else {
            return Solution {
                points: Vec::new(),
                bound: if complete { 0.0 } else { f64::INFINITY },
                complete,
            };
        };
        let bound = if complete { 0.0 } else { (left.min(promised) - most).max(0.0) };
        let least = most - measure.slack(most, self.scales);
        let ties = Ties { reading: self.reading(measure), measure, least, all: BTreeMap::new() };
        let mut dive = Dive::new(self.descent, self.tail, self.grids.len(), ties, self.work / TIES);
        dive.visitor.add(&deal);
        dive.run();
        let all_seen = dive.is_complete() && dive.visitor.all.len() < Ties::MOST;
        self.solution(measure, dive.visitor.all.into_values().collect(), bound, all_seen)
    }

    fn evenest(&self) -> Solution {
        const SEEDS: usize = 8;
        let mut visitor = Evenest::new(self.descent, self.tail, self.reading(Measure::Evenness), self.work);
        let mut seeds: Vec<(f64, &Point)> = self
            .seeds
            .iter()
            .filter(|seed| self.scales.within(&seed.utilities))
            .map(|seed| (Measure::Evenness.worth(&seed.utilities, self.scales), seed))
            .collect();
        seeds.iter().for_each(|(_, seed)| visitor.know(&seed.utilities));
        seeds.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.package.cmp(&b.1.package)));
        for (_, seed) in seeds.into_iter().take(SEEDS) {
            visitor.consider((seed.utilities.clone(), seed.package.clone()));
        }
        let mut dive = Dive::new(self.descent, self.tail, self.grids.len(), visitor, self.work);
        self.run(&mut dive);
        let (complete, left) = (dive.is_complete(), dive.left);
        let mut visitor = dive.visitor;
        let Some((most, _)) = visitor.best else {
            // Nothing is known to be efficient; no spread is less than none.
            return match visitor.doubt {
                Some((worth, deal)) => Solution { points: vec![point(deal)], bound: -worth, complete: false },
                None => Solution {
                    points: Vec::new(),
                    bound: if complete { 0.0 } else { f64::INFINITY },
                    complete,
                },
            };
        };
        let slack = visitor.slack();
        let doubt = visitor.doubt.as_ref().map_or(f64::NEG_INFINITY, |(worth, _)| *worth);
        let certain = complete && doubt <= most + 0.5 * slack;
        let bound = if certain { 0.0 } else { (left.max(doubt).min(0.0) - most).max(0.0) };
        visitor.ties = true;
        visitor.work = self.work / TIES;
        let mut dive = Dive::new(self.descent, self.tail, self.grids.len(), visitor, self.work / TIES);
        dive.run();
        let all_seen = dive.is_complete();
        let visitor = dive.visitor;
        let most = visitor.best.as_ref().map_or(most, |best| best.0);
        let attains = |deal: &Deal| Measure::Evenness.worth(&deal.0, self.scales) >= most - slack;
        let points: Vec<Point> = visitor.all.into_values().filter(attains).map(point).collect();
        let complete = certain && all_seen && points.len() < Ties::MOST;
        Solution { points: in_order(points), bound, complete }
    }

    /// The efficient ones of deals that attain a solution: whatever dominates one attains it too.
    fn solution(&self, measure: Measure, deals: Vec<Deal>, bound: f64, all_seen: bool) -> Solution {
        const CLIMBS: usize = 64;
        let dominates = |a: &Deal, b: &Deal| a.0 != b.0 && a.0.iter().zip(&b.0).all(|(a, b)| a >= b);
        let mut efficient: BTreeMap<Vec<u64>, Deal> = BTreeMap::new();
        let mut work = self.work / TIES;
        for deal in &deals {
            if deals.iter().any(|other| dominates(other, deal)) {
                continue;
            }
            let mut deal = deal.clone();
            for _ in 0..CLIMBS {
                let verdict = verdict(self.descent, self.tail, self.reading(measure), &deal.0, &mut work);
                let Verdict::Dominated(above) = verdict else { break };
                deal = above;
            }
            let name = deal.0.iter().map(|utility| utility.to_bits()).collect();
            let entry = efficient.entry(name).or_insert_with(|| deal.clone());
            if deal.1 < entry.1 {
                entry.1 = deal.1;
            }
        }
        let complete = all_seen && bound == 0.0;
        Solution { points: in_order(efficient.into_values().map(point).collect()), bound, complete }
    }
}

fn point(deal: Deal) -> Point {
    Point { utilities: deal.0, package: deal.1 }
}

/// In the frontier's order.
fn in_order(mut points: Vec<Point>) -> Vec<Point> {
    points.sort_by(|a, b| {
        let utilities = a.utilities.iter().zip(&b.utilities).map(|(a, b)| b.total_cmp(a));
        utilities.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
    });
    points
}
