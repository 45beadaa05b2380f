//! How long a deal takes.

use serde::Serialize;

use crate::{Estimate, Spread};

/// The course of the talks of one variant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Course {
    /// By round.
    pub rounds: Vec<RoundCourse>,
    /// Days from the start to a signed deal, over the signed deals.
    pub days: Option<Spread>,
    /// Legs to a signed deal, over the signed deals; `None` where legs were not kept.
    pub legs: Option<Spread>,
}

/// One round over all holdings.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RoundCourse {
    /// The round's name.
    pub round: String,
    /// Days from the start of the talks to its end.
    pub day: f64,
    /// Holdings that came to this round.
    pub reached: usize,
    /// Of those: the share that sign in it, the hazard. `None` where too few came to it.
    pub hazard: Option<Estimate>,
    /// Of all holdings: the share that have signed by its end.
    pub signed_by: Estimate,
    /// Of all holdings: the share whose deal, signed by its end, comes into force.
    pub in_force_by: Estimate,
}
