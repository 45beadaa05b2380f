use std::sync::Arc;

use wasit_model::Talks;
use wasit_search::Side;

use crate::{Outlook, PlayError, Protocol, Seating};

/// A mean over talks with its 95 % interval (sampling error only).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mean, or the share.
    pub mean: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// Over how many talks.
    pub n: u64,
}

/// What many talks of one seating came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// The seed of the run; talk `i` is talk number `i` of it.
    pub seed: u64,
    /// How many talks.
    pub talks: u64,
    /// Share that agreed (Wilson interval).
    pub agreed: Estimate,
    /// How many ended in each way, in the order `agreed`, `deadline`, `walked_out`, `closed`.
    pub ended: [(&'static str, u64); 4],
    /// Each party's mean utility over all talks, no deal included.
    pub utilities: Vec<Estimate>,
    /// Legs used.
    pub legs: Estimate,
    /// Distance of the agreements to the frontier; `None` where none agreed.
    pub frontier_distance: Option<Estimate>,
    /// Distance of the agreements to the nearest Nash point; `None` where none agreed or there is no such point.
    pub nash_distance: Option<Estimate>,
    /// Distinct agreements, the most frequent first, at most twenty, with how often.
    pub agreements: Vec<(wasit_model::Package, u64)>,
}

/// Holds `count` talks on all cores; the result does not depend on how many there are. `progress` is told how
/// many talks have ended since it was last told; `stop` ends the run early where it says so (the summary is then
/// `None`).
///
/// # Errors
/// Any [`PlayError`].
#[allow(clippy::too_many_arguments)]
pub fn repeat(
    talks: &Talks,
    sides: &[Arc<Side>],
    outlook: &Outlook,
    seating: &Seating,
    protocol: Protocol,
    seed: u64,
    count: u64,
    progress: &(dyn Fn(u64) + Sync),
    stop: &(dyn Fn() -> bool + Sync),
) -> Result<Option<Summary>, PlayError> {
    let _ = (talks, sides, outlook, seating, protocol, seed, count, progress, stop);
    unimplemented!()
}
