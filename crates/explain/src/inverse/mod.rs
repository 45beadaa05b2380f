//! What it would take to come to a wished probability.

mod conditions;
mod costs;
mod field;
mod plan;
mod strata;

use rayon::prelude::*;
use serde::Serialize;

use crate::few::TooFew;
use crate::sample::Sample;
use crate::scenarios::Condition;
use crate::{Estimate, words};
use conditions::{Conditions, Part};
use field::{Field, Looked};
use plan::{Plan, Step};

/// One thing that is changed, or turns out to be so.
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
    /// An input is set to a part of its belief. The world, and what is linked with the input, keep their beliefs.
    Bring(Condition),
    /// An input turns out to be in a part of its belief; what goes together with it is then as it mostly is there. Nobody's move.
    Find(Condition),
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
    /// As many independent draws would say as much: those that count, and less where they are weighed (Kish 1965, §11.7).
    pub draws: f64,
}

/// What was looked through for [`Inverse`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Searched {
    /// Claims, those that open most, each relaxed by up to five amounts.
    pub claims: usize,
    /// Other variants.
    pub choices: usize,
    /// Parts of inputs' beliefs that inputs are set to: halves and quarters of the inputs that say most, labels, and what boxes and leaves of the tree ask where
    /// talks succeed.
    pub conditions: usize,
    /// Of how many inputs.
    pub inputs: usize,
    /// Sets of these.
    pub sets: usize,
    /// Sets of parts that inputs may turn out to be in.
    pub findings: usize,
}

/// The cheapest ways to a target.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Inverse {
    /// The P(in force) that is wished for, in (0, 1).
    pub target: f64,
    /// The draws that this is told from, the first ones: those in which it was looked for what blocks.
    pub draws: usize,
    /// The draws of the sample.
    pub draws_of: usize,
    /// P(in force) as things stand.
    pub now: Estimate,
    /// Sets of changes that come to the target and of which no part does: those that sides can make first, then those that need an input to be set to a part of
    /// its belief; the cheapest first.
    pub sets: Vec<ChangeSet>,
    /// Where none does: the set that comes nearest, of all that were looked at.
    pub nearest: Option<ChangeSet>,
    /// What may turn out to be so, by nobody's move, and then comes to the target: the fewest conditions first. Each has an input that goes together with something,
    /// the world or what it is linked with; of others [`Self::sets`] says the same.
    pub findings: Vec<ChangeSet>,
    /// Where none does: what comes nearest, where it comes nearer than changes do.
    pub nearest_finding: Option<ChangeSet>,
    /// Inputs of which it cannot be told what would be if they were set to some part of their belief: too few draws have them there with what goes together with
    /// them as it is elsewhere.
    pub refused: Vec<String>,
    /// What was looked through.
    pub searched: Searched,
}

/// Draws that the inverse needs.
const DRAWS_MIN: usize = 1_000;
/// Draws that sets are looked for on: a prefix of the sample. What is told of a set is counted over all draws.
const LOOK_MAX: usize = 32_768;
/// The most changes in a set: more are no advice.
const CHANGES_MAX: usize = 3;
/// Sets that are carried on, of each size and by each of two orders.
const KEPT: usize = 10;
/// The most sets that are told.
const TOLD_MAX: usize = 10;

/// The cheapest sets of changes after which a deal is in force with probability `target`: claims relaxed, other variants, inputs set to a part of
/// their belief; and what may turn out to be so.
///
/// Talks are not held again: a draw that a move opens is taken to end as draws do that have a slim margin, or as it does where that is better. An input that
/// goes together with the world or with others is set by itself: draws are weighed so that these keep their beliefs, and where too few draws carry that, it is
/// told as what may turn out only. All is of the draws in which it was looked for what blocks.
///
/// # Errors
/// [`TooFew`] below 1,000 draws, or where there are moves and fewer than 50 draws with a slim margin.
pub fn what_would_it_take(sample: &Sample, target: f64) -> Result<Inverse, TooFew> {
    TooFew::unless("draws in which it was looked for what blocks", sample.looked_into(), DRAWS_MIN)?;
    let field = Field::new(sample)?;
    let now = field.told(&Plan::default(), &[], true).in_force;
    let mut inverse = Inverse {
        target,
        draws: field.draws,
        draws_of: sample.draws(),
        now,
        sets: Vec::new(),
        nearest: None,
        findings: Vec::new(),
        nearest_finding: None,
        refused: Vec::new(),
        searched: Searched::default(),
    };
    if now.value >= target {
        return Ok(inverse);
    }
    let conditions = Conditions::of(sample, &field.shares[0], field.draws, LOOK_MAX);
    let parts = &conditions.set;
    let mut steps = field.steps();
    steps.extend((0..parts.len()).map(Step::Bring));
    let search = Search { field: &field, parts, set: true, target, now: now.value };
    let mut found = search.run(&steps, &conditions.boxes_set);
    inverse.sets = search.told(cheapest(&mut found.reached, parts));
    inverse.nearest =
        found.nearest.filter(|_| inverse.sets.is_empty()).map(|(_, plan)| field.told(&plan, parts, true));
    let inputs = || parts.iter().map(|part| part.input).collect::<std::collections::BTreeSet<_>>();
    inverse.searched = Searched {
        claims: field.claims().len(),
        choices: field.shares.len() - 1,
        conditions: parts.len(),
        inputs: inputs().len(),
        sets: found.looked,
        findings: 0,
    };
    inverse.refused =
        conditions.refused.iter().map(|input| sample.columns().inputs[*input].path.clone()).collect();
    let parts = &conditions.found;
    let steps: Vec<Step> = (0..parts.len()).map(Step::Bring).collect();
    let search = Search { set: false, parts, ..search };
    let mut found = search.run(&steps, &conditions.boxes_found);
    inverse.searched.findings = found.looked;
    // What is of inputs that nothing goes together with is no other than setting them.
    let together =
        |plan: &Plan| plan.parts.iter().any(|part| strata::Strata::goes_together(sample, parts[*part].input));
    found.reached.retain(|(plan, _)| together(plan));
    inverse.findings = search.told(fewest(found.reached, parts));
    let nearer = |share: f64| inverse.nearest.as_ref().is_none_or(|nearest| share > nearest.in_force.value);
    inverse.nearest_finding = found
        .nearest
        .filter(|(share, plan)| {
            inverse.sets.is_empty() && inverse.findings.is_empty() && together(plan) && nearer(*share)
        })
        .map(|(_, plan)| field.told(&plan, parts, false));
    Ok(inverse)
}

/// A search for sets that come to the target, one change after the other.
#[derive(Clone, Copy)]
struct Search<'a> {
    field: &'a Field<'a>,
    parts: &'a [Part],
    /// Whether parts of beliefs are set, or may turn out to be so.
    set: bool,
    target: f64,
    now: f64,
}

/// What a search found.
#[derive(Default)]
struct Found {
    reached: Vec<(Plan, Looked)>,
    nearest: Option<(f64, Plan)>,
    /// Sets that were looked at.
    looked: usize,
}

impl Search<'_> {
    /// From sets of one change on, each size made of the best of the size before; `boxes` are looked at whole, whatever their size.
    fn run(&self, steps: &[Step], boxes: &[Vec<usize>]) -> Found {
        let mut found = Found::default();
        let mut front = vec![Plan::default()];
        for size in 1..=CHANGES_MAX {
            let mut tried: Vec<Plan> = front
                .iter()
                .flat_map(|plan| steps.iter().filter_map(|step| plan.with(*step, self.parts)))
                .collect();
            let whole = boxes.iter().filter(|of| of.len() == size || size == CHANGES_MAX && of.len() > size);
            tried.extend(whole.map(|of| Plan { parts: of.clone(), ..Plan::default() }));
            tried.sort_by_key(Plan::key);
            tried.dedup_by_key(|plan| plan.key());
            // What holds a set that comes to the target holds changes too many.
            tried.retain(|plan| !found.reached.iter().any(|(other, _)| plan.holds(other, self.parts)));
            let look = |plan: &Plan| self.field.look(plan, self.parts, self.set, LOOK_MAX);
            let looked: Vec<Option<Looked>> = tried.par_iter().map(look).collect();
            found.looked += tried.len();
            let mut left = Vec::new();
            for (plan, looked) in tried.into_iter().zip(looked) {
                let Some(looked) = looked else { continue };
                if found.nearest.as_ref().is_none_or(|nearest| looked.share > nearest.0) {
                    found.nearest = Some((looked.share, plan.clone()));
                }
                let to = if looked.share >= self.target { &mut found.reached } else { &mut left };
                to.push((plan, looked));
            }
            front = self.carry_on(left);
        }
        found
    }

    /// The sets to add to: those with the greatest share, and those that gain most for what they cost.
    fn carry_on(&self, mut left: Vec<(Plan, Looked)>) -> Vec<Plan> {
        left.sort_by(|a, b| b.1.share.total_cmp(&a.1.share));
        let mut front: Vec<Plan> = left.iter().take(KEPT).map(|(plan, _)| plan.clone()).collect();
        let worth = |(_, looked): &(Plan, Looked)| (looked.share - self.now) / (looked.cost + 0.05);
        left.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
        front.extend(left.into_iter().take(KEPT).map(|(plan, _)| plan));
        front
    }

    /// What is told of those that come to the target over all draws too.
    fn told(&self, plans: Vec<Plan>) -> Vec<ChangeSet> {
        plans
            .into_par_iter()
            .take(TOLD_MAX)
            .map(|plan| {
                self.field.told(&self.field.trimmed(plan, self.parts, self.target), self.parts, self.set)
            })
            .filter(|set| set.in_force.value >= self.target)
            .collect()
    }
}

/// Of sets that differ in amounts only, the cheapest. What sides can do comes before what an input must be set to; then the cheapest first, and of equal ones
/// that with the fewest changes.
fn cheapest(reached: &mut Vec<(Plan, Looked)>, parts: &[Part]) -> Vec<Plan> {
    reached.sort_by(|(a, of_a), (b, of_b)| {
        let sets_inputs = a.parts.is_empty().cmp(&b.parts.is_empty()).reverse();
        sets_inputs.then(of_a.cost.total_cmp(&of_b.cost)).then(a.count().cmp(&b.count()))
    });
    of_each_kind(std::mem::take(reached), parts)
}

/// Of sets that differ in amounts only, the widest; the fewest conditions first, and of as many those that more draws meet.
fn fewest(mut reached: Vec<(Plan, Looked)>, parts: &[Part]) -> Vec<Plan> {
    reached.sort_by(|(a, of_a), (b, of_b)| a.count().cmp(&b.count()).then(of_b.draws.total_cmp(&of_a.draws)));
    of_each_kind(reached, parts)
}

/// The first of those that change the same.
fn of_each_kind(reached: Vec<(Plan, Looked)>, parts: &[Part]) -> Vec<Plan> {
    let mut kept: Vec<Plan> = Vec::new();
    for (plan, _) in reached {
        if !kept.iter().any(|other| plan.has_kinds_of(other, parts)) {
            kept.push(plan);
        }
    }
    kept
}

impl Change {
    /// In words, after “if” or, of what may turn out, after “where it turns out that”: “Iran’s walk-away is relaxed by up to 4 points”.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            // A claim that is dropped whole has no unit.
            Self::Relax { name, unit, .. } if unit.is_empty() => format!("{name} is dropped where it blocks"),
            Self::Relax { name, by, unit, .. } => {
                format!("{name} is relaxed by up to {} where it blocks", words::value(*by, unit))
            }
            Self::Choose { name, .. } => format!("{name} is chosen"),
            Self::Bring(condition) => condition.words_if(),
            Self::Find(condition) => condition.words(),
        }
    }
}

impl ChangeSet {
    /// Whether it is of what may turn out to be so, and nobody's move.
    #[must_use]
    pub fn is_finding(&self) -> bool {
        self.changes.iter().any(|change| matches!(change, Change::Find(_)))
    }

    /// In a sentence: the changes, and P(in force) after them.
    #[must_use]
    pub fn words(&self) -> String {
        let changes: Vec<String> = self.changes.iter().map(Change::words).collect();
        let cost = if self.cost > 0.0 {
            format!(
                ", at a cost of {} to all parties together, averaged over all draws",
                words::cost(self.cost)
            )
        } else {
            String::new()
        };
        let from = if self.changes.iter().any(|change| matches!(change, Change::Bring(_) | Change::Find(_))) {
            format!(", told from {} draws", self.draws.round())
        } else {
            String::new()
        };
        let start = if self.is_finding() { "Where it turns out that" } else { "If" };
        format!(
            "{start} {}: P(in force) {}{cost}{from}.",
            words::list(&changes),
            words::percent(self.in_force)
        )
    }
}

impl Inverse {
    /// In sentences: where things stand, the cheapest sets of changes, what may turn out, and what that rests on.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let target = words::bare_percent(self.target);
        let mut said = vec![format!("As things stand P(in force) is {}.", words::percent(self.now))];
        if self.now.value >= self.target {
            said.push(format!("That is {target} already: nothing need change."));
            return said;
        }
        if let Some(nearest) = &self.nearest {
            said.push(format!("No set of changes that was looked at comes to {target}; the nearest:"));
            said.push(nearest.words());
        }
        said.extend(self.sets.iter().take(5).map(ChangeSet::words));
        said.push(self.searched.words());
        if self.searched.findings > 0 {
            let found = self.findings.iter().take(3).chain(&self.nearest_finding);
            let found: Vec<String> = found.map(ChangeSet::words).collect();
            if !found.is_empty() {
                let nearer = if self.findings.is_empty() { "comes nearer" } else { "would come to it" };
                said.push(format!(
                    "What may turn out, and is nobody’s move, {nearer} (the world and what is linked then are as they mostly are there):"
                ));
                said.extend(found);
            }
        }
        let told = self.sets.iter().chain(&self.nearest);
        if told.clone().any(|set| set.not_held > 0.0) {
            said.push(
                "Talks are not held again for this: draws that a move opens are taken to end as draws with a slim margin do. \
                 To be sure, change the file and simulate."
                    .to_owned(),
            );
        }
        let sets = |set: &ChangeSet| set.changes.iter().any(|change| matches!(change, Change::Bring(_)));
        if told.clone().any(sets) {
            said.push(
                "Where an input were in a part of its belief, P is that of the draws in which it is, weighed so that the world and what is linked \
                 with it keep their beliefs; as many draws as are named would say as much, were they not weighed."
                    .to_owned(),
            );
        }
        if !self.refused.is_empty() {
            said.push(format!(
                "Of {} it cannot be said what would be if it were set to some part of its belief: too few draws have it there with what goes together \
                 with it as it is elsewhere.",
                self.refused.join(", or ")
            ));
        }
        if self.draws < self.draws_of {
            said.push(format!(
                "This is of the first {} of {} draws, in which it was looked for what blocks.",
                self.draws, self.draws_of
            ));
        }
        said
    }
}

impl Searched {
    /// In a sentence.
    fn words(&self) -> String {
        let mut of = Vec::new();
        if self.claims > 0 {
            let claims = words::count(self.claims, "claim", "claims");
            of.push(format!("{claims} relaxed by up to five amounts"));
        }
        if self.choices > 0 {
            of.push(words::count(self.choices, "other choice", "other choices"));
        }
        if self.conditions > 0 {
            of.push(format!(
                "{} on {} (halves, quarters, labels, and what boxes and leaves ask where talks succeed)",
                words::count(self.conditions, "condition", "conditions"),
                words::count(self.inputs, "input", "inputs")
            ));
        }
        if of.is_empty() {
            return "There was nothing to change.".to_owned();
        }
        format!(
            "Looked at: {} of up to {CHANGES_MAX} changes, and boxes whole, made of {}; sets of two and three add to the best {} of one and of two.",
            words::count(self.sets, "set", "sets"),
            words::list(&of),
            2 * KEPT
        )
    }
}
