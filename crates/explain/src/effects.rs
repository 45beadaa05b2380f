//! Which groups of inputs drive the answer: Shapley effects, first-order and total effects.

use serde::Serialize;

use crate::Estimate;

/// Of what the effects are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Whether a deal comes into force.
    Outcome,
    /// The margin, home bodies included.
    Margin,
}

/// The effects of all groups on one measure, as shares of the variance that ignorance of the inputs makes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effects {
    /// Of what.
    pub measure: Measure,
    /// The variance that ignorance makes; chance is not in it where replicates tell it apart.
    pub variance: f64,
    /// Whether chance is told apart: with one replicate of an outcome it is in the variance, and so in the rest.
    pub chance_apart: bool,
    /// By group, the greatest Shapley effect first. The Shapley effects sum to `explained`.
    pub groups: Vec<Effect>,
    /// The share of the variance that the effects account for.
    pub explained: Estimate,
    /// The rest, 1 − `explained`, which could not be attributed: up to so much may be missing from any one effect.
    pub rest: f64,
}

/// The effect of one group, or of groups that are linked with each other and count as one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Effect {
    /// The name of the group, or of the groups.
    pub name: String,
    /// The groups, by index.
    pub groups: Vec<usize>,
    /// Its inputs, by index.
    pub inputs: Vec<usize>,
    /// Its Shapley effect.
    pub shapley: Estimate,
    /// What it does alone.
    pub first: Estimate,
    /// What it does alone and together with others.
    pub total: Estimate,
}
