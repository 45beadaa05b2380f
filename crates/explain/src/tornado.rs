//! What moves the probability of a deal from one end of a belief to the other.

use serde::Serialize;

use crate::Estimate;

/// Bars for the inputs and for the groups, the longest first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tornado {
    /// P(deal) over all draws.
    pub overall: Estimate,
    /// One bar an input.
    pub inputs: Vec<Bar>,
    /// One bar a group: P(deal) where all its inputs together are unfavourable (one in ten are worse) and favourable.
    pub groups: Vec<Bar>,
}

/// One bar.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bar {
    /// The path of the input, or the group's name.
    pub name: String,
    /// Index of the input or of the group.
    pub index: usize,
    /// Where the low end is: the input's P10 with its unit, the label, or “unfavourable”.
    pub low_at: String,
    /// Where the high end is.
    pub high_at: String,
    /// P(deal) there.
    pub low: Estimate,
    /// P(deal) there.
    pub high: Estimate,
    /// `high` less `low`.
    pub swing: Estimate,
}
