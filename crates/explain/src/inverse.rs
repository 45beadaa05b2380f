//! What it would take to come to a wished probability.

use serde::Serialize;

use crate::Estimate;
use crate::scenarios::Condition;

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
    /// Sets of changes that come to the target and of which no part does, the cheapest first.
    pub sets: Vec<ChangeSet>,
    /// Where none does: the set that comes nearest.
    pub nearest: Option<ChangeSet>,
}
