//! What another choice changes, on the same draws.

use serde::Serialize;

use crate::{Class, Estimate};

/// One variant set beside the first, by paired differences on common random numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The first variant.
    pub base: String,
    /// The other.
    pub variant: String,
    /// P(in force) under the first.
    pub base_in_force: Estimate,
    /// P(in force) under the other.
    pub in_force: Estimate,
    /// The other's less the first's.
    pub difference: Estimate,
    /// By class, in the order of [`Class::ALL`]: the other's probability less the first's.
    pub classes: Vec<(Class, Estimate)>,
    /// Shares of all holdings by class under the first (row) and under the other (column), holding by holding.
    pub moved: [[f64; 5]; 5],
    /// Difference of the mean number of legs of all holdings; `None` where legs were not kept.
    pub legs: Option<Estimate>,
    /// By party: difference of its mean utility over all holdings; empty where utilities were not kept.
    pub utilities: Vec<(String, Estimate)>,
}
