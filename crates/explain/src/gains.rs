//! How good the deals are, and for whom.

use serde::Serialize;

use crate::Estimate;

/// What the deals in force of one variant bring.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gains {
    /// Holdings that ended with a deal in force.
    pub deals: usize,
    /// The mean sum of utilities as a share of the greatest that all could take; `None` where that was not kept.
    pub efficiency: Option<Estimate>,
    /// The smallest gain over walk-away as a share of the mean gain: 1 where all gain alike, 0 where somebody gains nothing. The median
    /// of the deals; `None` where walk-aways were not kept.
    pub evenness: Option<Estimate>,
    /// By party.
    pub parties: Vec<PartyGains>,
}

/// What one party has from the deals in force.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartyGains {
    /// The party.
    pub party: String,
    /// Its mean utility.
    pub utility: Estimate,
    /// Its mean gain over its walk-away.
    pub gain: Option<Estimate>,
    /// In what share of the deals it gains more than every other party.
    pub gains_most: Option<Estimate>,
}
