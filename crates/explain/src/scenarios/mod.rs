//! In which conditions the talks fail, or succeed, in the user's words.

use serde::Serialize;

use crate::Estimate;

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
