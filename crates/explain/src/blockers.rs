//! Which claims keep a deal away, and which move would bring it.

use serde::Serialize;

use crate::sample::ClaimKind;
use crate::{Estimate, Spread};

/// What blocks, over all draws without a possible deal (home bodies included).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Blockers {
    /// The share of all draws in which no deal could be in force.
    pub blocked: Estimate,
    /// How many such draws were looked into.
    pub looked_into: usize,
    /// The share of those whose search was cut; there may be further sets.
    pub cut: f64,
    /// By claim, the greatest blame first; claims without any are left out.
    pub claims: Vec<Blame>,
    /// Minimal infeasible sets that are met most, at most ten: the claims, and the share of the blocked draws that have it.
    pub sets: Vec<(Vec<usize>, Estimate)>,
    /// The share of the blocked draws that one move of one claim opens.
    pub by_one: Estimate,
    /// The share that a pair of moves opens and no single one.
    pub by_two: Estimate,
    /// Pairs that open most, at most ten.
    pub pairs: Vec<Pair>,
}

/// One claim's part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Blame {
    /// The claim, by index.
    pub claim: usize,
    /// In words.
    pub name: String,
    /// Whose it is.
    pub party: String,
    /// What kind it is.
    pub kind: ClaimKind,
    /// Its share of the blame, averaged over all orders in which claims could be raised; over the claims it sums to 1.
    pub blame: Estimate,
    /// The share of the blocked draws with a minimal infeasible set that it is in.
    pub involved: Estimate,
    /// The share of the blocked draws that relaxing it alone opens.
    pub unblocks: Estimate,
    /// By how much it must be relaxed there, in its own unit.
    pub size: Option<Spread>,
    /// The unit of `size`.
    pub unit: String,
    /// What that costs its party, in points.
    pub cost: Option<Spread>,
}

/// Two claims that must both move.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pair {
    /// The claims, by index.
    pub claims: [usize; 2],
    /// In words.
    pub names: [String; 2],
    /// The share of the blocked draws that moving both opens, and no single move.
    pub unblocks: Estimate,
    /// The median cost to each party, in points.
    pub cost: [f64; 2],
}
