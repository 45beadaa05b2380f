//! How likely each outcome class is, and how much of what is open is ignorance and how much chance.

use serde::Serialize;

use crate::{Class, Estimate, Spread};

/// The outcome classes of one variant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outcomes {
    /// The variant's name.
    pub variant: String,
    /// Draws in the sample.
    pub draws: usize,
    /// Holdings in each draw.
    pub replicates: usize,
    /// By class, in the order of [`Class::ALL`]: its probability.
    pub classes: Vec<(Class, Estimate)>,
    /// The probability of a deal in force.
    pub in_force: Estimate,
    /// The probability of a signed deal.
    pub signed: Estimate,
    /// Ignorance and chance of a deal in force; `None` with one replicate, from which they cannot be told apart.
    pub split: Option<Split>,
    /// Quantiles of the margin that a deal in force needs, home bodies included; −∞ where red lines leave nothing.
    pub margin: Spread,
}

/// The variance of the yes/no outcome, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Split {
    /// The whole variance, p(1 − p).
    pub variance: f64,
    /// The share of it that is ignorance: what knowing every input would take away.
    pub ignorance: Estimate,
    /// The share of it that is chance: the talks may end otherwise with the same preferences.
    pub chance: Estimate,
}
