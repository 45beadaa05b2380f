//! What to ask first.

use serde::Serialize;

use crate::Estimate;

/// What learning would bring.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Asking {
    /// By input, the greatest first: the share of ignorance's variance that learning it alone would take away, on average.
    pub inputs: Vec<Ask>,
    /// The same by group, all its inputs learnt together.
    pub groups: Vec<Ask>,
    /// What learning is worth to the choice between the variants; `None` where there is one variant.
    pub decision: Option<Decision>,
}

/// What learning one thing brings.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ask {
    /// The path of the input, or the group's name.
    pub name: String,
    /// Index of the input or of the group.
    pub index: usize,
    /// The gain.
    pub gain: Estimate,
}

/// The choice between variants, by P(in force).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Decision {
    /// The variant that is best by what is known now.
    pub best: String,
    /// Its P(in force).
    pub now: Estimate,
    /// By how much P(in force) would rise if all inputs were known before choosing.
    pub all: Estimate,
    /// By input, the greatest first: by how much P(in force) would rise if it were known before choosing.
    pub inputs: Vec<Ask>,
    /// The same by group.
    pub groups: Vec<Ask>,
}
