//! The sample as sets of changes are tried on it.

use crate::few::TooFew;
use crate::interval::{Tally, quantile};
use crate::inverse::conditions::Part;
use crate::inverse::costs::together;
use crate::inverse::plan::{Plan, Step};
use crate::inverse::{Change, ChangeSet};
use crate::sample::{Blockage, Move, Sample};
use crate::scenarios::condition_on;
use crate::{Estimate, Event};

/// Draws with a slim margin that it takes to say what becomes of draws that a move opens.
const SLIM_MIN: usize = 50;
/// The share of the draws with a possible deal, those with the least margin, that stand for draws that a move opens.
const SLIM: f64 = 0.25;
/// As many independent draws as a set must be told from.
const EFFECTIVE_MIN: f64 = 200.0;
/// Shares of the sizes of a claim's moves at which relaxing it is tried.
const LEVELS: [f64; 5] = [0.25, 0.5, 0.75, 0.9, 1.0];
/// Claims that are tried, those that open most.
const CLAIMS_TRIED: usize = 10;

pub(super) struct Field<'a> {
    sample: &'a Sample,
    /// The draws that count, the first ones: those in which it was looked for what blocks.
    pub(super) draws: usize,
    /// By variant, by draw: the share in force.
    pub(super) shares: Vec<Vec<f64>>,
    /// By variant: what becomes of draws that are opened.
    slim: Vec<Estimate>,
    /// By claim: the sizes of its moves, sorted.
    sizes: Vec<Vec<f64>>,
}

/// How a set does on some draws.
#[derive(Clone, Copy, Debug)]
pub(super) struct Looked {
    /// P(in force).
    pub(super) share: f64,
    /// By draw.
    pub(super) cost: f64,
    /// The draws that it is told from.
    pub(super) draws: f64,
}

/// What one world adds to a look.
#[derive(Clone, Copy, Default)]
struct Sums {
    draws: f64,
    weight: f64,
    squares: f64,
    share: f64,
    cost: f64,
}

impl<'a> Field<'a> {
    pub(super) fn new(sample: &'a Sample) -> Result<Self, TooFew> {
        let draws = sample.looked_into();
        let variants = sample.columns().variants.len();
        let shares: Vec<Vec<f64>> =
            (0..variants).map(|variant| sample.shares(variant, Event::InForce)).collect();
        let margins = &sample.margins()[..draws];
        let mut possible: Vec<f64> = margins.iter().copied().filter(|margin| *margin >= 0.0).collect();
        possible.sort_unstable_by(f64::total_cmp);
        let slim = if sample.columns().blockages.is_empty() {
            vec![Estimate::exact(0.0); variants]
        } else {
            TooFew::unless("draws with a slim margin", (possible.len() as f64 * SLIM) as usize, SLIM_MIN)?;
            let up_to = quantile(&possible, SLIM);
            let mean = |shares: &Vec<f64>| {
                let mut tally = Tally::default();
                for block in sample.blocks_within(draws) {
                    let slim = block.filter(|draw| margins[*draw] >= 0.0 && margins[*draw] <= up_to);
                    slim.for_each(|draw| tally.add(shares[draw]));
                    tally.close();
                }
                tally.share()
            };
            shares.iter().map(mean).collect()
        };
        let mut sizes = vec![Vec::new(); sample.columns().claims.len()];
        for blockage in &sample.columns().blockages {
            let steps = blockage.moves.iter().chain(blockage.pairs.iter().flatten());
            steps.for_each(|step| sizes[usize::from(step.claim)].push(step.size));
        }
        sizes.iter_mut().for_each(|sizes| sizes.sort_unstable_by(f64::total_cmp));
        Ok(Self { sample, draws, shares, slim, sizes })
    }

    /// The claims that are tried.
    pub(super) fn claims(&self) -> Vec<usize> {
        let mut claims: Vec<usize> =
            (0..self.sizes.len()).filter(|claim| !self.sizes[*claim].is_empty()).collect();
        claims.sort_by_key(|claim| std::cmp::Reverse(self.sizes[*claim].len()));
        claims.truncate(CLAIMS_TRIED);
        claims
    }

    /// All single changes that are tried, `parts` of beliefs apart.
    pub(super) fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        for claim in self.claims() {
            let mut levels: Vec<f64> =
                LEVELS.iter().map(|level| quantile(&self.sizes[claim], *level)).collect();
            levels.dedup();
            steps.extend(levels.into_iter().map(|by| Step::Relax(claim as u16, by)));
        }
        steps.extend((1..self.shares.len()).map(Step::Choose));
        steps
    }

    /// What a plan costs in a blocked draw that it opens; `None` where it does not.
    fn opens(&self, plan: &Plan, blockage: &Blockage) -> Option<f64> {
        let claims = &self.sample.columns().claims;
        let within = |step: &Move| plan.relaxes(step.claim) >= step.size;
        let one = blockage.moves.iter().filter(|step| within(step)).map(|step| step.cost);
        let two =
            blockage.pairs.iter().filter(|pair| pair.iter().all(within)).map(|pair| together(claims, pair));
        one.chain(two).min_by(f64::total_cmp)
    }

    /// What a plan costs in a blocked draw that it opens to more than comes of it as it is; `None` where it does not. An uncertain vote may be yes
    /// below its threshold: what came into force is not lost by a move.
    fn gains(&self, plan: &Plan, blockage: &Blockage) -> Option<f64> {
        let as_it_is = self.shares[plan.variant][blockage.draw as usize];
        if as_it_is < self.slim[plan.variant].value { self.opens(plan, blockage) } else { None }
    }

    /// How often a draw counts.
    fn weight(plan: &Plan, parts: &[Part], draw: usize) -> f64 {
        plan.parts.iter().map(|part| f64::from(parts[*part].weights[draw])).product()
    }

    /// By draw: its world, where worlds must keep their probabilities. Parts that may turn out to be so take their worlds along.
    fn worlds(&self, plan: &Plan, set: bool) -> Option<&[u8]> {
        let world = self.sample.columns().world.filter(|_| set && !plan.parts.is_empty())?;
        Some(&self.sample.ranks()[world].bins)
    }

    fn sums(&self, plan: &Plan, parts: &[Part], set: bool, draws: usize) -> Vec<Sums> {
        let shares = &self.shares[plan.variant];
        let worlds = self.worlds(plan, set);
        let world = |draw: usize| worlds.map_or(0, |worlds| usize::from(worlds[draw]));
        let mut sums = vec![Sums::default(); if worlds.is_some() { crate::LABELS_MAX } else { 1 }];
        for (draw, share) in shares[..draws].iter().enumerate() {
            let sums = &mut sums[world(draw)];
            sums.draws += 1.0;
            let weight = Self::weight(plan, parts, draw);
            if weight > 0.0 {
                sums.weight += weight;
                sums.squares += weight * weight;
                sums.share += weight * share;
            }
        }
        if !plan.relaxed.is_empty() {
            let blockages = self.sample.columns().blockages.iter();
            for blockage in blockages.take_while(|blockage| (blockage.draw as usize) < draws) {
                let draw = blockage.draw as usize;
                let weight = Self::weight(plan, parts, draw);
                if weight > 0.0
                    && let Some(costs) = self.gains(plan, blockage)
                {
                    let sums = &mut sums[world(draw)];
                    sums.share += weight * (self.slim[plan.variant].value - shares[draw]);
                    sums.cost += weight * costs;
                }
            }
        }
        sums
    }

    /// By world: what a draw's weight is multiplied by, so that the world keeps its probability.
    fn factors(sums: &[Sums]) -> Vec<f64> {
        let factor = |sums: &Sums| if sums.weight > 0.0 { sums.draws / sums.weight } else { 0.0 };
        sums.iter().map(factor).collect()
    }

    /// P(in force) and cost over the first draws, at most `most`; `None` where they cannot carry it. `set` is whether parts of beliefs are set, or
    /// turn out to be so.
    pub(super) fn look(&self, plan: &Plan, parts: &[Part], set: bool, most: usize) -> Option<Looked> {
        let sums = self.sums(plan, parts, set, self.draws.min(most));
        if sums.iter().any(|sums| sums.draws > 0.0 && sums.weight == 0.0) {
            return None;
        }
        let factors = Self::factors(&sums);
        let total = |of: &dyn Fn(&Sums) -> f64| -> f64 {
            sums.iter().zip(&factors).map(|(sums, factor)| factor * of(sums)).sum()
        };
        let weight = total(&|sums| sums.weight);
        let squares: f64 =
            sums.iter().zip(&factors).map(|(sums, factor)| factor * factor * sums.squares).sum();
        let effective = weight * weight / squares;
        (plan.parts.is_empty() || effective >= EFFECTIVE_MIN).then(|| Looked {
            share: total(&|sums| sums.share) / weight,
            cost: total(&|sums| sums.cost) / weight,
            draws: effective,
        })
    }

    /// The same plan with each claim relaxed no farther than the target needs, over all draws.
    pub(super) fn trimmed(&self, mut plan: Plan, parts: &[Part], target: f64) -> Plan {
        let reaches = |plan: &Plan| {
            self.look(plan, parts, true, usize::MAX).is_some_and(|looked| looked.share >= target)
        };
        for at in 0..plan.relaxed.len() {
            let (claim, by) = plan.relaxed[at];
            let sizes = &self.sizes[usize::from(claim)];
            let (mut low, mut high) = (0, sizes.partition_point(|size| *size < by));
            while low < high {
                let middle = low.midpoint(high);
                plan.relaxed[at].1 = sizes[middle];
                if reaches(&plan) { high = middle } else { low = middle + 1 }
            }
            plan.relaxed[at].1 = sizes.get(low).map_or(by, |size| size.min(by));
        }
        plan
    }

    /// All that is told of a plan, over all draws that count.
    pub(super) fn told(&self, plan: &Plan, parts: &[Part], set: bool) -> ChangeSet {
        let (shares, slim) = (&self.shares[plan.variant], self.slim[plan.variant]);
        let worlds = self.worlds(plan, set);
        let factors = Self::factors(&self.sums(plan, parts, set, self.draws));
        let mut blockages = self.sample.columns().blockages.iter().peekable();
        let (mut tally, mut opened, mut cost, mut squares) = (Tally::default(), 0.0, 0.0, 0.0);
        let mut costs = vec![0.0; plan.relaxed.len()];
        for block in self.sample.blocks_within(self.draws) {
            for draw in block {
                let blockage = blockages.next_if(|blockage| blockage.draw as usize == draw);
                let factor = factors[worlds.map_or(0, |worlds| usize::from(worlds[draw]))];
                let weight = factor * Self::weight(plan, parts, draw);
                squares += weight * weight;
                let opens = blockage.and_then(|blockage| Some((blockage, self.gains(plan, blockage)?)));
                let Some((blockage, least)) = opens.filter(|_| weight > 0.0) else {
                    tally.add_weighted(weight, weight * shares[draw]);
                    continue;
                };
                tally.add_weighted(weight, weight * slim.value);
                opened += weight;
                cost += weight * least;
                self.charge(plan, blockage, weight, least, &mut costs);
            }
            tally.close();
        }
        let weight = if tally.weight() > 0.0 { tally.weight() } else { 1.0 };
        let effective = if squares > 0.0 { weight * weight / squares } else { 0.0 };
        let (variance, parts_told) = tally.variance();
        let variance = if variance.is_finite() { variance } else { 0.0 };
        let counted = Estimate::share(tally.mean(), variance, effective, parts_told.max(2));
        // What becomes of opened draws is itself an estimate.
        let share = opened / weight;
        let by = ((slim.value - slim.low) * share, (slim.high - slim.value) * share);
        let in_force = counted.widened(by).within(0.0, 1.0);
        let claims = &self.sample.columns().claims;
        let mut changes: Vec<Change> = plan
            .relaxed
            .iter()
            .zip(costs)
            .map(|((claim, by), cost)| {
                let of = &claims[usize::from(*claim)];
                let (claim, cost) = (usize::from(*claim), cost / weight);
                Change::Relax { claim, name: of.name.clone(), by: *by, unit: of.unit.clone(), cost }
            })
            .collect();
        if plan.variant > 0 {
            let name = self.sample.columns().variants[plan.variant].name.clone();
            changes.push(Change::Choose { variant: plan.variant, name });
        }
        let condition = |part: &usize| condition_on(self.sample, parts[*part].input, parts[*part].side);
        changes.extend(plan.parts.iter().map(condition).map(if set { Change::Bring } else { Change::Find }));
        ChangeSet { changes, in_force, cost: cost / weight, not_held: share, draws: effective }
    }

    /// Gives the cost of the cheapest way through a blockage to the claims that move, in a draw that counts `weight` times. Where two together cost less than
    /// one by one, each has its part of that.
    fn charge(&self, plan: &Plan, blockage: &Blockage, weight: f64, least: f64, costs: &mut [f64]) {
        let mut add = |step: &Move, part: f64| {
            if let Some(at) = plan.relaxed.iter().position(|(claim, _)| *claim == step.claim) {
                costs[at] += weight * step.cost * part;
            }
        };
        let within = |step: &Move| plan.relaxes(step.claim) >= step.size;
        if let Some(step) = blockage.moves.iter().find(|step| within(step) && step.cost == least) {
            return add(step, 1.0);
        }
        let claims = &self.sample.columns().claims;
        let mut pairs = blockage.pairs.iter();
        let pair = pairs.find(|pair| pair.iter().all(within) && together(claims, pair) == least);
        let Some(pair) = pair else { return };
        let apart: f64 = pair.iter().map(|step| step.cost).sum();
        let part = if apart > 0.0 { least / apart } else { 0.0 };
        pair.iter().for_each(|step| add(step, part));
    }
}
