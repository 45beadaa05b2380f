//! What it would take to come to a wished probability.

use std::ops::Range;

use rayon::prelude::*;
use serde::Serialize;

use crate::few::TooFew;
use crate::histogram::{Histogram, runs};
use crate::interval::{Tally, quantile};
use crate::sample::{Blockage, Move, Sample};
use crate::scenarios::{Condition, condition_on};
use crate::{Estimate, Event, words};

/// One thing that is changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A claim is relaxed wherever it blocks, by this much at most.
    Relax {
        /// The claim, by index.
        claim: usize,
        /// In words.
        name: String,
        /// By how much at most, in the claim's unit.
        by: f64,
        /// The claim's unit.
        unit: String,
        /// What it costs its party on average over all draws, in points.
        cost: f64,
    },
    /// Another variant is chosen.
    Choose {
        /// The variant, by index.
        variant: usize,
        /// Its name.
        name: String,
    },
    /// An input is brought to, or known to be in, a part of its belief.
    Bring(Condition),
}

/// Changes that are made together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChangeSet {
    /// The changes.
    pub changes: Vec<Change>,
    /// P(in force) after them.
    pub in_force: Estimate,
    /// What they cost all parties together, on average over all draws, in points.
    pub cost: f64,
    /// The share of all draws for which the talks would have to be held again: what is said of them rests on draws with the same margin.
    pub not_held: f64,
}

/// The cheapest ways to a target.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Inverse {
    /// The P(in force) that is wished for, in (0, 1).
    pub target: f64,
    /// P(in force) as things stand.
    pub now: Estimate,
    /// Sets of changes that come to the target and of which no part does: those that sides can make first, then those that need an input to be in a part of its
    /// belief; the cheapest first.
    pub sets: Vec<ChangeSet>,
    /// Where none does: the set that comes nearest.
    pub nearest: Option<ChangeSet>,
}

/// Draws that the inverse needs.
const DRAWS_MIN: usize = 1_000;
/// Draws with a slim margin that it takes to say what becomes of draws that a move opens.
const SLIM_MIN: usize = 50;
/// The share of the draws with a possible deal, those with the least margin, that stand for draws that a move opens.
const SLIM: f64 = 0.25;
/// Draws that sets are looked for on: a prefix of the sample. What is told of a set is counted over all draws.
const LOOK_MAX: usize = 32_768;
/// The most changes in a set: more are no advice.
const CHANGES_MAX: usize = 3;
/// Sets that are carried on, of each size and by each of two orders.
const KEPT: usize = 10;
/// The most sets that are told.
const TOLD_MAX: usize = 10;
/// Shares of the sizes of a claim's moves at which relaxing it is tried.
const LEVELS: [f64; 5] = [0.25, 0.5, 0.75, 0.9, 1.0];
/// Claims that are tried, those that open most.
const CLAIMS_TRIED: usize = 10;
/// Inputs that are tried, those that say most.
const INPUTS_TRIED: usize = 8;

/// The cheapest sets of changes after which a deal is in force with probability `target`: claims relaxed, other variants, inputs brought to a part of
/// their belief. Talks are not held again: a draw that a move opens is taken to end as draws do that have a slim margin.
///
/// # Errors
/// [`TooFew`] below 1,000 draws, or where there are moves and fewer than 50 draws with a slim margin.
pub fn what_would_it_take(sample: &Sample, target: f64) -> Result<Inverse, TooFew> {
    TooFew::unless("draws", sample.draws(), DRAWS_MIN)?;
    let field = Field::new(sample)?;
    let now = field.told(&Plan::default()).in_force;
    if now.value >= target {
        return Ok(Inverse { target, now, sets: Vec::new(), nearest: None });
    }
    let steps = field.steps();
    let (mut front, mut reached) = (vec![Plan::default()], Vec::<(Plan, f64)>::new());
    let mut nearest: Option<(f64, Plan)> = None;
    for _ in 0..CHANGES_MAX {
        let mut tried: Vec<Plan> =
            front.iter().flat_map(|plan| steps.iter().filter_map(|step| plan.with(step))).collect();
        tried.sort_by_key(Plan::key);
        tried.dedup_by_key(|plan| plan.key());
        // What holds a set that comes to the target holds changes too many.
        tried.retain(|plan| !reached.iter().any(|(other, _)| plan.holds(other)));
        let looked: Vec<(f64, f64)> = tried.par_iter().map(|plan| field.look(plan, LOOK_MAX)).collect();
        let mut left = Vec::new();
        for (plan, (share, cost)) in tried.into_iter().zip(looked) {
            if nearest.as_ref().is_none_or(|nearest| share > nearest.0) {
                nearest = Some((share, plan.clone()));
            }
            if share >= target { reached.push((plan, cost)) } else { left.push((plan, share, cost)) }
        }
        front = carry_on(left, now.value);
    }
    let sets: Vec<ChangeSet> = cheapest(reached)
        .into_par_iter()
        .take(TOLD_MAX)
        .map(|plan| field.told(&field.trimmed(plan, target)))
        .filter(|set| set.in_force.value >= target)
        .collect();
    let nearest = if sets.is_empty() { nearest.map(|(_, plan)| field.told(&plan)) } else { None };
    Ok(Inverse { target, now, sets, nearest })
}

/// The sets to add to: those with the greatest share, and those that gain most for what they cost.
fn carry_on(mut left: Vec<(Plan, f64, f64)>, now: f64) -> Vec<Plan> {
    left.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut front: Vec<Plan> = left.iter().take(KEPT).map(|(plan, ..)| plan.clone()).collect();
    let worth = |(_, share, cost): &(Plan, f64, f64)| (share - now) / (cost + 0.05);
    left.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
    front.extend(left.into_iter().take(KEPT).map(|(plan, ..)| plan));
    front
}

/// Of sets that differ in amounts only, the cheapest. What sides can do comes before what must turn out to be so; then the cheapest first, and of equal ones
/// that with the fewest changes.
fn cheapest(mut reached: Vec<(Plan, f64)>) -> Vec<Plan> {
    let order = |(plan, cost): &(Plan, f64)| (plan.part.is_some(), *cost, plan.count());
    reached.sort_by(|a, b| {
        let (a, b) = (order(a), order(b));
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2))
    });
    let mut kept: Vec<Plan> = Vec::new();
    for (plan, _) in reached {
        if !kept.iter().any(|other| plan.has_kinds_of(other)) {
            kept.push(plan);
        }
    }
    kept
}

/// A step that a set may add.
#[derive(Clone, Debug)]
enum Step {
    Relax(u16, f64),
    Choose(usize),
    Bring(Part),
}

/// Claims with the bits of their amounts, the variant, and the part by input, narrowness and place.
type Key = (Vec<(u16, u64)>, usize, Option<(usize, usize, usize)>);

/// A part of an input's belief: some of its bins.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    input: usize,
    bins: Range<usize>,
}

impl Part {
    fn has(&self, other: &Self) -> bool {
        self.input == other.input && self.bins.start <= other.bins.start && other.bins.end <= self.bins.end
    }
}

/// A set of changes.
#[derive(Clone, Debug, Default)]
struct Plan {
    /// Claims and amounts, by claim.
    relaxed: Vec<(u16, f64)>,
    variant: usize,
    part: Option<Part>,
}

impl Plan {
    fn with(&self, step: &Step) -> Option<Self> {
        let mut plan = self.clone();
        match step {
            Step::Relax(claim, by) => {
                if plan.relaxed.iter().any(|(other, _)| other == claim) {
                    return None;
                }
                plan.relaxed.push((*claim, *by));
                plan.relaxed.sort_by_key(|(claim, _)| *claim);
            }
            Step::Choose(variant) if plan.variant == 0 => plan.variant = *variant,
            Step::Bring(part) if plan.part.is_none() => plan.part = Some(part.clone()),
            Step::Choose(_) | Step::Bring(_) => return None,
        }
        Some(plan)
    }

    fn count(&self) -> usize {
        self.relaxed.len() + usize::from(self.variant > 0) + usize::from(self.part.is_some())
    }

    /// For sorting out what is tried twice; a wider part of a belief comes before a narrower one.
    fn key(&self) -> Key {
        let relaxed = self.relaxed.iter().map(|(claim, by)| (*claim, by.to_bits())).collect();
        let part = |part: &Part| (part.input, usize::MAX - part.bins.len(), part.bins.start);
        (relaxed, self.variant, self.part.as_ref().map(part))
    }

    fn relaxes(&self, claim: u16) -> f64 {
        self.relaxed.iter().find(|(other, _)| *other == claim).map_or(f64::NEG_INFINITY, |(_, by)| *by)
    }

    /// Whether it makes every change that `other` makes, as far or farther.
    fn holds(&self, other: &Self) -> bool {
        let narrower = |wide: &Part| self.part.as_ref().is_some_and(|own| wide.has(own));
        other.relaxed.iter().all(|(claim, by)| self.relaxes(*claim) >= *by)
            && (other.variant == 0 || other.variant == self.variant)
            && other.part.as_ref().is_none_or(narrower)
    }

    /// Whether it changes everything that `other` changes, by whatever amounts.
    fn has_kinds_of(&self, other: &Self) -> bool {
        let same = |part: &Part| self.part.as_ref().is_some_and(|own| own.input == part.input);
        other.relaxed.iter().all(|(claim, _)| self.relaxes(*claim) >= 0.0)
            && (other.variant == 0 || other.variant == self.variant)
            && other.part.as_ref().is_none_or(same)
    }
}

/// The sample as plans are tried on it.
struct Field<'a> {
    sample: &'a Sample,
    /// By variant, by draw: the share in force.
    shares: Vec<Vec<f64>>,
    /// By variant: what becomes of draws that are opened.
    slim: Vec<Estimate>,
    /// By claim: the sizes of its moves, sorted.
    sizes: Vec<Vec<f64>>,
    /// Parts of inputs' beliefs.
    parts: Vec<Part>,
}

impl<'a> Field<'a> {
    fn new(sample: &'a Sample) -> Result<Self, TooFew> {
        let variants = sample.columns().variants.len();
        let shares: Vec<Vec<f64>> =
            (0..variants).map(|variant| sample.shares(variant, Event::InForce)).collect();
        let margins = sample.margins();
        let mut possible: Vec<f64> = margins.iter().copied().filter(|margin| *margin >= 0.0).collect();
        possible.sort_unstable_by(f64::total_cmp);
        let slim = if sample.columns().blockages.is_empty() {
            vec![Estimate::exact(0.0); variants]
        } else {
            TooFew::unless("draws with a slim margin", (possible.len() as f64 * SLIM) as usize, SLIM_MIN)?;
            let up_to = quantile(&possible, SLIM);
            let is_slim = |draw: usize| margins[draw] >= 0.0 && margins[draw] <= up_to;
            shares
                .iter()
                .map(|shares| sample.mean(|draw| is_slim(draw).then(|| shares[draw])).share())
                .collect()
        };
        let mut sizes = vec![Vec::new(); sample.columns().claims.len()];
        for blockage in &sample.columns().blockages {
            let steps = blockage.moves.iter().chain(blockage.pairs.iter().flatten());
            steps.for_each(|step| sizes[usize::from(step.claim)].push(step.size));
        }
        sizes.iter_mut().for_each(|sizes| sizes.sort_unstable_by(f64::total_cmp));
        let parts = parts(sample, &shares[0]);
        Ok(Self { sample, shares, slim, sizes, parts })
    }

    /// All single changes that are tried.
    fn steps(&self) -> Vec<Step> {
        let columns = self.sample.columns();
        let mut claims: Vec<usize> =
            (0..self.sizes.len()).filter(|claim| !self.sizes[*claim].is_empty()).collect();
        claims.sort_by_key(|claim| std::cmp::Reverse(self.sizes[*claim].len()));
        let mut steps = Vec::new();
        for claim in claims.into_iter().take(CLAIMS_TRIED) {
            let mut levels: Vec<f64> =
                LEVELS.iter().map(|level| quantile(&self.sizes[claim], *level)).collect();
            levels.dedup();
            steps.extend(levels.into_iter().map(|by| Step::Relax(claim as u16, by)));
        }
        steps.extend((1..columns.variants.len()).map(Step::Choose));
        steps.extend(self.parts.iter().cloned().map(Step::Bring));
        steps
    }

    /// What a plan costs in a blocked draw that it opens; `None` where it does not.
    fn opens(plan: &Plan, blockage: &Blockage) -> Option<f64> {
        let within = |step: &Move| plan.relaxes(step.claim) >= step.size;
        let one = blockage.moves.iter().filter(|step| within(step)).map(|step| step.cost);
        let two = blockage
            .pairs
            .iter()
            .filter(|pair| pair.iter().all(within))
            .map(|pair| pair.iter().map(|step| step.cost).sum());
        one.chain(two).min_by(f64::total_cmp)
    }

    fn inside(&self, plan: &Plan, draw: usize) -> bool {
        let has = |part: &Part| part.bins.contains(&usize::from(self.sample.ranks()[part.input].bins[draw]));
        plan.part.as_ref().is_none_or(has)
    }

    /// P(in force) and cost over the first draws, at most `most`.
    fn look(&self, plan: &Plan, most: usize) -> (f64, f64) {
        let draws = self.sample.draws().min(most);
        let shares = &self.shares[plan.variant];
        let (mut weight, mut sum, mut cost) = (0.0, 0.0, 0.0);
        for (draw, share) in shares[..draws].iter().enumerate() {
            if self.inside(plan, draw) {
                weight += 1.0;
                sum += share;
            }
        }
        if !plan.relaxed.is_empty() {
            let blockages = self.sample.columns().blockages.iter();
            for blockage in blockages.take_while(|blockage| (blockage.draw as usize) < draws) {
                let draw = blockage.draw as usize;
                if self.inside(plan, draw)
                    && let Some(costs) = Self::opens(plan, blockage)
                {
                    sum += self.slim[plan.variant].value - shares[draw];
                    cost += costs;
                }
            }
        }
        (sum / f64::max(weight, 1.0), cost / f64::max(weight, 1.0))
    }

    /// The same with each claim relaxed no farther than the target needs, over all draws.
    fn trimmed(&self, mut plan: Plan, target: f64) -> Plan {
        for at in 0..plan.relaxed.len() {
            let (claim, by) = plan.relaxed[at];
            let sizes = &self.sizes[usize::from(claim)];
            let (mut low, mut high) = (0, sizes.partition_point(|size| *size < by));
            while low < high {
                let middle = low.midpoint(high);
                plan.relaxed[at].1 = sizes[middle];
                if self.look(&plan, usize::MAX).0 >= target { high = middle } else { low = middle + 1 }
            }
            plan.relaxed[at].1 = sizes.get(low).map_or(by, |size| size.min(by));
        }
        plan
    }

    /// All that is told of a plan, over all draws.
    fn told(&self, plan: &Plan) -> ChangeSet {
        let (shares, slim) = (&self.shares[plan.variant], self.slim[plan.variant]);
        let mut blockages = self.sample.columns().blockages.iter().peekable();
        let (mut tally, mut opened, mut cost) = (Tally::default(), 0.0, 0.0);
        let mut costs = vec![0.0; plan.relaxed.len()];
        for block in self.sample.blocks() {
            for draw in block {
                let blockage = blockages.next_if(|blockage| blockage.draw as usize == draw);
                if !self.inside(plan, draw) {
                    continue;
                }
                let opens = blockage.and_then(|blockage| Some((blockage, Self::opens(plan, blockage)?)));
                let Some((blockage, least)) = opens else {
                    tally.add(shares[draw]);
                    continue;
                };
                tally.add(slim.value);
                opened += 1.0;
                cost += least;
                charge(plan, blockage, least, &mut costs);
            }
            tally.close();
        }
        let weight = tally.weight().max(1.0);
        let (variance, parts) = tally.variance();
        // What becomes of opened draws is itself an estimate.
        let slim_error = opened / weight * slim.half_width() / 1.96;
        let in_force =
            Estimate::share(tally.mean(), variance + slim_error * slim_error, weight, parts.max(2));
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
        if let Some(part) = &plan.part {
            changes.push(Change::Bring(condition_on(self.sample, part.input, part.bins.clone())));
        }
        ChangeSet { changes, in_force, cost: cost / weight, not_held: opened / weight }
    }
}

/// Gives the cost of the cheapest way through a blockage to the claims that move.
fn charge(plan: &Plan, blockage: &Blockage, least: f64, costs: &mut [f64]) {
    let mut add = |step: &Move| {
        if let Some(at) = plan.relaxed.iter().position(|(claim, _)| *claim == step.claim) {
            costs[at] += step.cost;
        }
    };
    let within = |step: &Move| plan.relaxes(step.claim) >= step.size;
    if let Some(step) = blockage.moves.iter().find(|step| within(step) && step.cost == least) {
        return add(step);
    }
    let pair = blockage
        .pairs
        .iter()
        .find(|pair| pair.iter().all(within) && pair.iter().map(|step| step.cost).sum::<f64>() == least);
    pair.into_iter().flatten().for_each(add);
}

/// Parts of the beliefs of the inputs that say most: for each, the better half and the better quarter; of choices each label.
fn parts(sample: &Sample, shares: &[f64]) -> Vec<Part> {
    let all = shares.iter().sum::<f64>() / shares.len() as f64;
    let mut found: Vec<(f64, Vec<Part>)> = Vec::new();
    for (input, ranks) in sample.ranks().iter().enumerate() {
        let histogram = Histogram::of(ranks, shares, sample.blocks().into_iter());
        let mean = |bins: Range<usize>| histogram.tally(bins).mean();
        let choice = !matches!(sample.columns().inputs[input].kind, crate::Kind::Number);
        let cut: Vec<Range<usize>> = if choice {
            (0..ranks.count())
                .filter(|label| ranks.bounds[*label].draws > 0)
                .map(|label| label..label + 1)
                .collect()
        } else {
            let quarters = runs(ranks, 4);
            let (Some(first), Some(last)) = (quarters.first().cloned(), quarters.last().cloned()) else {
                continue;
            };
            if quarters.len() < 4 {
                continue;
            }
            if mean(last.clone()) > mean(first.clone()) {
                vec![quarters[2].start..last.end, last]
            } else {
                vec![first.start..quarters[1].end, first]
            }
        };
        let gain = cut.iter().map(|bins| mean(bins.clone()) - all).fold(0.0, f64::max);
        let better = cut.into_iter().filter(|bins| mean(bins.clone()) > all);
        found.push((gain, better.map(|bins| Part { input, bins }).collect()));
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.into_iter().take(INPUTS_TRIED).flat_map(|(_, parts)| parts).collect()
}

impl Change {
    /// In words, after “if”: “Iran’s walk-away is relaxed by up to 4 points”.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            // A claim that is dropped whole has no unit.
            Self::Relax { name, unit, .. } if unit.is_empty() => format!("{name} is dropped where it blocks"),
            Self::Relax { name, by, unit, .. } => {
                format!("{name} is relaxed by up to {} where it blocks", words::value(*by, unit))
            }
            Self::Choose { name, .. } => format!("{name} is chosen"),
            Self::Bring(condition) => condition.words(),
        }
    }
}

impl ChangeSet {
    fn words(&self) -> String {
        let changes: Vec<String> = self.changes.iter().map(Change::words).collect();
        let cost = if self.cost > 0.0 {
            format!(
                ", at a cost of {} to all parties together, averaged over all draws",
                words::cost(self.cost)
            )
        } else {
            String::new()
        };
        format!("If {}: P(in force) {}{cost}.", words::list(&changes), words::percent(self.in_force))
    }
}

impl Inverse {
    /// In sentences: where things stand, the cheapest sets of changes, and what that rests on.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let target = words::bare_percent(self.target);
        let mut said = vec![format!("As things stand P(in force) is {}.", words::percent(self.now))];
        if self.now.value >= self.target {
            said.push(format!("That is {target} already: nothing need change."));
            return said;
        }
        if let Some(nearest) = &self.nearest {
            said.push(format!(
                "No set of up to three changes that was looked for comes to {target}; the nearest:"
            ));
            said.push(nearest.words());
        }
        said.extend(self.sets.iter().take(5).map(ChangeSet::words));
        let told = self.sets.iter().chain(&self.nearest);
        if told.clone().any(|set| set.not_held > 0.0) {
            said.push(
                "Talks are not held again for this: draws that a move opens are taken to end as draws with a slim margin do. \
                 To be sure, change the file and simulate."
                    .to_owned(),
            );
        }
        let brought = |set: &ChangeSet| set.changes.iter().any(|change| matches!(change, Change::Bring(_)));
        if told.into_iter().any(brought) {
            said.push(
                "Where an input is in a part of its belief, P is that of the draws in which it is."
                    .to_owned(),
            );
        }
        said
    }
}
