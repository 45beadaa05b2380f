//! How the probability of a deal goes with each input.

use serde::Serialize;

use crate::Estimate;

/// P(deal) given one input.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Curve {
    /// The input, by index.
    pub input: usize,
    /// Its path.
    pub path: String,
    /// Its unit.
    pub unit: String,
    /// By bin, upwards; by label where the input is a choice.
    pub points: Vec<CurvePoint>,
}

/// P(deal) where an input is in one bin.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CurvePoint {
    /// The least value in the bin.
    pub low: f64,
    /// The greatest value in the bin.
    pub high: f64,
    /// The median value in the bin.
    pub middle: f64,
    /// The label, where the input is a choice or a yes/no.
    pub label: Option<String>,
    /// Draws in the bin.
    pub draws: usize,
    /// The probability.
    pub share: Estimate,
}
