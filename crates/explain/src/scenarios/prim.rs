//! The patient rule induction method (Friedman and Fisher 1999): a box that is peeled, a little at a time, until few draws are left; then the box on
//! the way that is best, pasted where that is better.
//!
//! Best is the weighted relative accuracy (Lavrač, Flach, Zupan 1999): mass × (density − density of all). It weighs coverage against density without
//! a number to choose, and is greatest on a planted box.

use crate::ranks::Ranks;
use crate::scenarios::region::{Region, Rows, Side};

/// The share of the box that is peeled off at once.
const PEEL: f64 = 0.05;
/// The least share of the draws that a box may have.
const MASS_MIN: f64 = 0.02;
/// The most inputs that a box asks something of: more cannot be told in a sentence.
const ASKED_MAX: usize = 4;
/// What a condition must add, as a share of the box's quality, to be told.
const ADDS_MIN: f64 = 0.03;
/// Bins that an input may have.
const BINS: usize = crate::ranks::BINS;

/// Draws and sum of what is sought.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Mass {
    pub(super) draws: f64,
    pub(super) sought: f64,
}

impl Mass {
    fn add(&mut self, other: Self) {
        self.draws += other.draws;
        self.sought += other.sought;
    }

    fn less(self, other: Self) -> Self {
        Self { draws: self.draws - other.draws, sought: self.sought - other.sought }
    }

    fn density(self) -> f64 {
        if self.draws > 0.0 { self.sought / self.draws } else { 0.0 }
    }

    /// Mass × (density − density of all), times the number of all draws.
    fn quality(self, all: Self) -> f64 {
        self.sought - self.draws * all.density()
    }
}

/// By input, by bin: the draws that are in the box.
struct Counts<'a> {
    rows: &'a Rows,
    weights: &'a [f32],
    bins: Vec<Mass>,
}

impl Counts<'_> {
    fn change(&mut self, row: usize, sign: f64) {
        let draws = sign * f64::from(self.weights[row]);
        let mass = Mass { draws, sought: draws * f64::from(self.rows.target[row]) };
        for (input, bin) in self.rows.row(row).iter().enumerate() {
            self.bins[input * BINS + usize::from(*bin)].add(mass);
        }
    }

    fn of(&self, input: usize) -> &[Mass] {
        &self.bins[input * BINS..(input + 1) * BINS]
    }
}

/// The best box among the rows of weight above 0.
pub(super) fn find(rows: &Rows, weights: &[f32], ranks: &[Ranks]) -> Option<Region> {
    if rows.width == 0 {
        return None;
    }
    let mut counts = Counts { rows, weights, bins: vec![Mass::default(); BINS * rows.width] };
    let mut inside: Vec<u32> = (0..rows.count() as u32).filter(|row| weights[*row as usize] > 0.0).collect();
    inside.iter().for_each(|row| counts.change(*row as usize, 1.0));
    let all = counts.of(0).iter().fold(Mass::default(), |mut all, bin| {
        all.add(*bin);
        all
    });
    let (mut region, mut mass) = (Region::all(ranks), all);
    let mut best = (0.0, region.clone());
    while let Some((input, side)) = peel(&counts, &region, mass, all.draws) {
        region.sides[input] = side;
        inside.retain(|row| {
            let stays = side.has(rows.row(*row as usize)[input]);
            if !stays {
                counts.change(*row as usize, -1.0);
            }
            stays
        });
        mass = counts.of(0).iter().fold(Mass::default(), |mut all, bin| {
            all.add(*bin);
            all
        });
        if mass.quality(all) > best.0 {
            best = (mass.quality(all), region.clone());
        }
    }
    if best.0 <= 0.0 {
        return None;
    }
    let mut region = best.1;
    paste(rows, weights, ranks, &mut region, all);
    prune(rows, weights, ranks, &mut region, all);
    (!region.asked(ranks).is_empty()).then_some(region)
}

/// The peel that raises the density most for each draw that it takes away.
fn peel(counts: &Counts<'_>, region: &Region, mass: Mass, all: f64) -> Option<(usize, Side)> {
    let wanted = (PEEL * mass.draws).max(1.0);
    let mut best: Option<(f64, usize, Side)> = None;
    let mut offer = |input: usize, side: Side, off: Mass| {
        let left = mass.less(off);
        if off.draws <= 0.0 || left.draws < MASS_MIN * all || left.density() <= mass.density() {
            return;
        }
        let gain = (left.density() - mass.density()) / off.draws;
        if best.as_ref().is_none_or(|best| gain > best.0) {
            best = Some((gain, input, side));
        }
    };
    for (input, side) in region.sides.iter().enumerate() {
        let bins = counts.of(input);
        match *side {
            Side::Range(low, high) => {
                let mut off = Mass::default();
                for bin in low..high {
                    off.add(bins[usize::from(bin)]);
                    if off.draws >= wanted {
                        offer(input, Side::Range(bin + 1, high), off);
                        break;
                    }
                }
                let mut off = Mass::default();
                for bin in (low + 1..=high).rev() {
                    off.add(bins[usize::from(bin)]);
                    if off.draws >= wanted {
                        offer(input, Side::Range(low, bin - 1), off);
                        break;
                    }
                }
            }
            Side::Labels(labels) => {
                let inside = (0..64u8).filter(|label| labels >> label & 1 == 1);
                inside.for_each(|label| {
                    offer(input, Side::Labels(labels & !(1 << label)), bins[usize::from(label)]);
                });
            }
        }
    }
    best.map(|(_, input, side)| (input, side))
}

/// By input of which something is asked: the draws, by bin, that meet all other conditions.
fn beside(rows: &Rows, weights: &[f32], region: &Region, asked: &[usize]) -> Vec<Vec<Mass>> {
    let mut counts = vec![vec![Mass::default(); BINS]; asked.len()];
    for row in (0..rows.count()).filter(|row| weights[*row] > 0.0) {
        let bins = rows.row(row);
        let mut missed =
            asked.iter().enumerate().filter(|(_, input)| !region.sides[**input].has(bins[**input]));
        let (first, second) = (missed.next(), missed.next());
        if second.is_some() {
            continue;
        }
        let draws = f64::from(weights[row]);
        let mass = Mass { draws, sought: draws * f64::from(rows.target[row]) };
        match first {
            Some((at, input)) => counts[at][usize::from(bins[*input])].add(mass),
            None => {
                for (at, input) in asked.iter().enumerate() {
                    counts[at][usize::from(bins[*input])].add(mass);
                }
            }
        }
    }
    counts
}

/// Sets each condition anew to what is best with the others as they stand, until none changes.
fn paste(rows: &Rows, weights: &[f32], ranks: &[Ranks], region: &mut Region, all: Mass) {
    const ROUNDS: usize = 8;
    for _ in 0..ROUNDS {
        let asked = region.asked(ranks);
        let counts = beside(rows, weights, region, &asked);
        let mut most: Option<(f64, usize, Side)> = None;
        for (input, bins) in asked.iter().zip(&counts) {
            let inside = |side: Side| {
                (0..BINS).filter(|bin| side.has(*bin as u8)).map(|bin| bins[bin].quality(all)).sum::<f64>()
            };
            let side = best_side(bins, region.sides[*input], ranks[*input].count(), all);
            let gain = inside(side) - inside(region.sides[*input]);
            if gain > 1e-9 && most.as_ref().is_none_or(|most| gain > most.0) {
                most = Some((gain, *input, side));
            }
        }
        let Some((_, input, side)) = most else { return };
        region.sides[input] = side;
    }
}

/// The run of bins, or the labels, with the greatest quality in all (Kadane's scan).
fn best_side(bins: &[Mass], side: Side, count: usize, all: Mass) -> Side {
    match side {
        Side::Labels(_) => {
            let good =
                (0..count).filter(|label| bins[*label].draws == 0.0 || bins[*label].quality(all) > 0.0);
            let labels = good.fold(0, |labels, label| labels | 1 << label);
            if labels == 0 { side } else { Side::Labels(labels) }
        }
        Side::Range(..) => {
            let (mut best, mut from, mut sum) = ((0.0, side), 0, 0.0);
            for (bin, mass) in bins[..count].iter().enumerate() {
                sum += mass.quality(all);
                if sum > best.0 {
                    best = (sum, Side::Range(from as u8, bin as u8));
                }
                if sum < 0.0 {
                    (from, sum) = (bin + 1, 0.0);
                }
            }
            best.1
        }
    }
}

/// By condition: what the box's quality would be without it.
fn without(rows: &Rows, weights: &[f32], region: &Region, asked: &[usize], all: Mass) -> Vec<f64> {
    let counts = beside(rows, weights, region, asked);
    counts.iter().map(|bins| bins.iter().map(|bin| bin.quality(all)).sum()).collect()
}

fn quality(rows: &Rows, weights: &[f32], region: &Region, asked: &[usize], all: Mass) -> f64 {
    let mut mass = Mass::default();
    for row in (0..rows.count()).filter(|row| region.has(rows.row(*row), asked)) {
        let draws = f64::from(weights[row]);
        mass.add(Mass { draws, sought: draws * f64::from(rows.target[row]) });
    }
    mass.quality(all)
}

/// Takes conditions away that add little, and the least of too many.
fn prune(rows: &Rows, weights: &[f32], ranks: &[Ranks], region: &mut Region, all: Mass) {
    loop {
        let asked = region.asked(ranks);
        if asked.len() < 2 {
            return;
        }
        let now = quality(rows, weights, region, &asked, all);
        let without = without(rows, weights, region, &asked, all);
        let Some(least) = (0..asked.len()).max_by(|a, b| without[*a].total_cmp(&without[*b])) else { return };
        if asked.len() <= ASKED_MAX && without[least] < (1.0 - ADDS_MIN) * now {
            return;
        }
        region.sides[asked[least]] = Side::all(&ranks[asked[least]]);
    }
}

/// The inputs of which something is asked, the most telling first.
pub(super) fn by_weight(rows: &Rows, weights: &[f32], ranks: &[Ranks], region: &Region) -> Vec<usize> {
    let asked = region.asked(ranks);
    let all = (0..rows.count()).fold(Mass::default(), |mut all, row| {
        let draws = f64::from(weights[row]);
        all.add(Mass { draws, sought: draws * f64::from(rows.target[row]) });
        all
    });
    let without = without(rows, weights, region, &asked, all);
    let mut order: Vec<usize> = (0..asked.len()).collect();
    order.sort_by(|a, b| without[*a].total_cmp(&without[*b]));
    order.into_iter().map(|at| asked[at]).collect()
}
