//! In which conditions the talks fail, or succeed, in the user's words.

mod prim;
mod region;
mod tree;

use std::ops::Range;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::Serialize;

use crate::few::TooFew;
use crate::interval::{BLOCKS_MIN, Tally};
use crate::ranks::Ranks;
use crate::sample::Sample;
use crate::surrogate::Halves;
use crate::{Estimate, Event, words};
pub(crate) use region::Side;
use region::{Region, Rows};

/// Boxes and a tree that say where the talks come out one way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scenarios {
    /// Of what: `true` for where there is a deal in force, `false` for where there is none.
    pub success: bool,
    /// Its probability over all draws.
    pub overall: Estimate,
    /// The boxes, in the order in which they were found; each among the draws that those before it leave.
    pub boxes: Vec<Scenario>,
    /// The leaves of a shallow tree, from the most likely to the least.
    pub leaves: Vec<Leaf>,
}

/// One box: all its conditions hold.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scenario {
    /// The conditions, the most telling first.
    pub conditions: Vec<Condition>,
    /// The share of all draws that are in the box.
    pub mass: Estimate,
    /// The share of all cases of interest that are in the box.
    pub coverage: Estimate,
    /// The probability of what is sought in the box.
    pub density: Estimate,
    /// The share of bootstrap samples in which a box much like this one is found again, in [0, 1].
    pub found_again: f64,
}

/// One leaf of the tree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Leaf {
    /// The conditions on the way to it.
    pub conditions: Vec<Condition>,
    /// The share of all draws in it.
    pub mass: Estimate,
    /// The probability of what is sought in it.
    pub share: Estimate,
}

/// What a box asks of one input.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Condition {
    /// The input, by index.
    pub input: usize,
    /// Its path.
    pub path: String,
    /// What sentences call it.
    pub title: String,
    /// Its unit.
    pub unit: String,
    /// Where it must be.
    pub bound: Bound,
    /// The share of the draws that meet this condition alone.
    pub share: f64,
    /// In what share of the bootstrap samples the like condition is found, in [0, 1]; 1 for a leaf of the tree, where it is not asked.
    pub found_again: f64,
}

/// Where an input must be.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// At least this.
    AtLeast(f64),
    /// At most this.
    AtMost(f64),
    /// Between the two, ends included.
    Between(f64, f64),
    /// One of these labels.
    Among(Vec<String>),
}

/// Cases of interest, and cases of the other kind, that scenarios need: a box of a fifth of them then has twenty in the half that it is judged by.
const CASES_MIN: usize = 200;
/// The most boxes.
const BOXES_MAX: usize = 3;
/// Bootstrap samples that boxes are looked for in again.
const AGAIN: u64 = 20;
/// The most draws in one of those. Fewer than the sample has: a box that is found in so few is no accident.
const AGAIN_DRAWS: usize = 10_000;
/// How much of what two boxes have together both must have, for them to be alike.
const ALIKE: f64 = 0.5;
/// For the streams of the bootstrap.
const SEED: u64 = 0x7072_696d;

/// Where a deal comes into force (`success`), or where none does. Boxes and tree are found on one half of the sample, and what is said of them is
/// counted on the other.
///
/// # Errors
/// [`TooFew`] below 200 successes or 200 failures, counted in draws.
///
/// # Panics
/// Where there is no such variant.
pub fn scenarios(sample: &Sample, variant: usize, success: bool) -> Result<Scenarios, TooFew> {
    let mut target = sample.shares(variant, Event::InForce);
    let successes = target.iter().sum::<f64>();
    TooFew::unless("successes", successes as usize, CASES_MIN)?;
    TooFew::unless("failures", (target.len() as f64 - successes) as usize, CASES_MIN)?;
    if !success {
        target.iter_mut().for_each(|share| *share = 1.0 - *share);
    }
    let halves = Halves::of(sample);
    let draws = |half: usize| -> Vec<usize> { halves.half(half).iter().cloned().flatten().collect() };
    let (found_on, judged_on) = (draws(0), draws(1));
    let rows = Rows::of(sample, &target, &found_on);
    let judged = Judged::of(sample, &target, &halves, &judged_on);
    let overall = sample.mean(|draw| Some(target[draw])).share();
    let (boxes, leaves) =
        rayon::join(|| boxes(sample, &rows, &judged, overall), || leaves(sample, &rows, &judged));
    Ok(Scenarios { success, overall, boxes, leaves })
}

/// The half of the sample that boxes are judged by.
struct Judged {
    rows: Rows,
    /// By part: its rows.
    parts: Vec<Range<usize>>,
}

impl Judged {
    fn of(sample: &Sample, target: &[f64], halves: &Halves, draws: &[usize]) -> Self {
        let mut from = 0;
        let part = |part: &Range<usize>| {
            from += part.len();
            from - part.len()..from
        };
        let parts = halves.half(1).iter().map(part).collect();
        // Parts that are no blocks balance each other and are no measure of spread: their draws are.
        let one = || std::iter::once(0..draws.len()).collect();
        let parts = if sample.blocks().len() >= 2 * BLOCKS_MIN { parts } else { one() };
        Self { rows: Rows::of(sample, target, draws), parts }
    }

    /// Over the rows: the ratio of two sums.
    fn ratio(&self, of: impl Fn(usize) -> (f64, f64)) -> Estimate {
        let mut tally = Tally::default();
        for part in &self.parts {
            for row in part.clone() {
                let (weight, sum) = of(row);
                tally.add_weighted(weight, sum);
            }
            tally.close();
        }
        tally.share()
    }

    /// Mass, coverage and density of what `inside` says is in.
    fn judge(&self, inside: &[bool]) -> [Estimate; 3] {
        let yes = |row: usize| f64::from(u8::from(inside[row]));
        let target = |row: usize| f64::from(self.rows.target[row]);
        [
            self.ratio(|row| (1.0, yes(row))),
            self.ratio(|row| (target(row), yes(row) * target(row))),
            self.ratio(|row| (yes(row), yes(row) * target(row))),
        ]
    }
}

/// Boxes one after the other, each among the draws that those before it leave.
fn cover(rows: &Rows, mut weights: Vec<f32>, ranks: &[Ranks]) -> Vec<Region> {
    let mut found = Vec::new();
    while found.len() < BOXES_MAX
        && let Some(region) = prim::find(rows, &weights, ranks)
    {
        let asked = region.asked(ranks);
        for (row, weight) in weights.iter_mut().enumerate() {
            if region.has(rows.row(row), &asked) {
                *weight = 0.0;
            }
        }
        found.push(region);
    }
    found
}

/// The boxes of one bootstrap sample, and which of the judged rows each has.
struct Again {
    regions: Vec<Region>,
    members: Vec<Vec<bool>>,
}

fn boxes(sample: &Sample, rows: &Rows, judged: &Judged, overall: Estimate) -> Vec<Scenario> {
    let ranks = sample.ranks();
    let found = cover(rows, vec![1.0; rows.count()], ranks);
    let members = |regions: &[Region]| -> Vec<Vec<bool>> {
        let mut taken = vec![false; judged.rows.count()];
        let member = |region: &Region| {
            let asked = region.asked(ranks);
            let inside: Vec<bool> =
                (0..taken.len()).map(|row| !taken[row] && region.has(judged.rows.row(row), &asked)).collect();
            taken.iter_mut().zip(&inside).for_each(|(taken, inside)| *taken |= inside);
            inside
        };
        regions.iter().map(member).collect()
    };
    let inside = members(&found);
    let again: Vec<Again> = (0..AGAIN)
        .into_par_iter()
        .map(|round| {
            let regions = cover(rows, resampled(rows.count(), round), ranks);
            let members = members(&regions);
            Again { regions, members }
        })
        .collect();
    let mut weights = vec![1.0f32; rows.count()];
    let mut scenarios = Vec::new();
    let mut left = vec![true; judged.rows.count()];
    for (region, inside) in found.iter().zip(&inside) {
        let base = judged.ratio(|row| {
            let weight = f64::from(u8::from(left[row]));
            (weight, weight * f64::from(judged.rows.target[row]))
        });
        let [mass, coverage, density] = judged.judge(inside);
        // What cannot be shown on the other half is not told, nor what comes after it; nor what is no more than the rule.
        if density.low <= base.high.max(overall.high) {
            break;
        }
        let share = |found: &dyn Fn(&Again) -> bool| {
            again.iter().filter(|again| found(again)).count() as f64 / AGAIN as f64
        };
        let conditions = prim::by_weight(rows, &weights, ranks, region)
            .into_iter()
            .map(|input| {
                let same = |again: &Again| {
                    again
                        .regions
                        .iter()
                        .any(|other| same_way(region.sides[input], other.sides[input], &ranks[input]))
                };
                region.condition(sample, input, share(&same))
            })
            .collect();
        let found_again = share(&|again| again.members.iter().any(|other| overlap(inside, other) >= ALIKE));
        scenarios.push(Scenario { conditions, mass, coverage, density, found_again });
        let asked = region.asked(ranks);
        for (row, weight) in weights.iter_mut().enumerate() {
            if region.has(rows.row(row), &asked) {
                *weight = 0.0;
            }
        }
        left.iter_mut().zip(inside).for_each(|(left, inside)| *left &= !inside);
    }
    scenarios
}

/// How often each row is drawn: a Poisson number of mean 1 (or less, where that many are not wanted), which is what a bootstrap of many rows comes to.
fn resampled(rows: usize, round: u64) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    rng.set_stream(round);
    let mean = (AGAIN_DRAWS as f64 / rows.max(1) as f64).min(1.0);
    let none = (-mean).exp();
    (0..rows)
        .map(|_| {
            let uniform: f64 = rng.random();
            let (mut count, mut chance, mut below) = (0.0f64, none, none);
            while uniform > below && count < 20.0 {
                count += 1.0;
                chance *= mean / count;
                below += chance;
            }
            count as f32
        })
        .collect()
}

/// What is in both, as a share of what is in either.
fn overlap(a: &[bool], b: &[bool]) -> f64 {
    let (mut both, mut either) = (0, 0);
    for (a, b) in a.iter().zip(b) {
        both += usize::from(*a && *b);
        either += usize::from(*a || *b);
    }
    if either == 0 { 0.0 } else { both as f64 / either as f64 }
}

/// Whether two boxes cut an input at the same end, or share more than half of the labels that either has.
fn same_way(own: Side, other: Side, ranks: &Ranks) -> bool {
    match (own, other, Side::all(ranks)) {
        (Side::Range(low, high), Side::Range(from, to), Side::Range(_, last)) => {
            (low > 0 && from > 0) || (high < last && to < last)
        }
        (Side::Labels(own), Side::Labels(other), Side::Labels(all)) => {
            other != all && 2 * (own & other).count_ones() > (own | other).count_ones()
        }
        _ => false,
    }
}

fn leaves(sample: &Sample, rows: &Rows, judged: &Judged) -> Vec<Leaf> {
    let ranks = sample.ranks();
    let mut leaves: Vec<Leaf> = tree::grow(rows, ranks)
        .into_iter()
        .map(|region| {
            let asked = region.asked(ranks);
            let inside: Vec<bool> =
                (0..judged.rows.count()).map(|row| region.has(judged.rows.row(row), &asked)).collect();
            let [mass, _, share] = judged.judge(&inside);
            let conditions = asked.into_iter().map(|input| region.condition(sample, input, 1.0)).collect();
            Leaf { conditions, mass, share }
        })
        .collect();
    leaves.sort_by(|a, b| b.share.value.total_cmp(&a.share.value));
    leaves
}

/// Boxes and leaves of the tree in which a deal comes into force more often than elsewhere, as they are found on the first draws, of which `shares` are;
/// each by input, the most telling first. None where there are too few cases.
pub(crate) fn sought(sample: &Sample, shares: &[f64]) -> Vec<Vec<(usize, Side)>> {
    let successes = shares.iter().sum::<f64>();
    if successes.min(shares.len() as f64 - successes) < CASES_MIN as f64 {
        return Vec::new();
    }
    let ranks = sample.ranks();
    let rows = Rows::of(sample, shares, &(0..shares.len()).collect::<Vec<_>>());
    let weights = vec![1.0; rows.count()];
    let in_order = |region: &Region| -> Vec<(usize, Side)> {
        let order = prim::by_weight(&rows, &weights, ranks, region);
        order.into_iter().map(|input| (input, region.sides[input])).collect()
    };
    let regions = cover(&rows, weights.clone(), ranks).into_iter().chain(tree::grow(&rows, ranks));
    regions.map(|region| in_order(&region)).filter(|of| !of.is_empty()).collect()
}

/// A part of one input's belief, as a condition.
pub(crate) fn condition_on(sample: &Sample, input: usize, side: Side) -> Condition {
    let mut region = Region::all(sample.ranks());
    region.sides[input] = side;
    region.condition(sample, input, 1.0)
}

impl Condition {
    /// In words: “iran.walk_away is at least 47.2 points”.
    #[must_use]
    pub fn words(&self) -> String {
        self.said("is")
    }

    /// In words, for what is not so but might be: “iran.walk_away were at least 47.2 points”.
    #[must_use]
    pub fn words_if(&self) -> String {
        self.said("were")
    }

    fn said(&self, is: &str) -> String {
        let show = |value: f64| words::value(value, &self.unit);
        let title = &self.title;
        match &self.bound {
            Bound::AtLeast(low) => format!("{title} {is} at least {}", show(*low)),
            Bound::AtMost(high) => format!("{title} {is} at most {}", show(*high)),
            Bound::Between(low, high) => format!("{title} {is} between {} and {}", show(*low), show(*high)),
            Bound::Among(labels) => format!("{title} {is} {}", labels.join(" or ")),
        }
    }
}

fn conditions(conditions: &[Condition]) -> String {
    words::list(&conditions.iter().map(Condition::words).collect::<Vec<_>>())
}

impl Scenarios {
    /// In sentences: each box, and the leaf of the tree where what is sought is likeliest.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let what = if self.success { "a deal comes into force" } else { "no deal comes into force" };
        let of = if self.success { "successes" } else { "failures" };
        let mut said: Vec<String> = self
            .boxes
            .iter()
            .enumerate()
            .map(|(at, found)| {
                format!(
                    "{} {}, {what} in {}; that is {} of all {of}, in {} of the draws. {} of redrawn samples find much the same conditions.",
                    if at == 0 { "Where" } else { "Of the draws that are left, where" },
                    conditions(&found.conditions),
                    words::percent(found.density),
                    words::percent(found.coverage),
                    words::percent(found.mass),
                    words::bare_percent(found.found_again)
                )
            })
            .collect();
        if said.is_empty() {
            said.push(format!("No conditions can be shown in which {what} more often than elsewhere."));
        }
        if let Some(leaf) = self.leaves.first().filter(|leaf| !leaf.conditions.is_empty()) {
            said.push(format!(
                "Of all that three questions at most can tell apart, {what} most often where {}: in {}.",
                conditions(&leaf.conditions),
                words::percent(leaf.share)
            ));
        }
        said
    }
}
