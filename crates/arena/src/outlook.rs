use std::sync::Arc;

use wasit_model::Package;
use wasit_search::{Frontier, Side, Solutions};

/// What all sides could reach together: found once for the talks, whatever their course.
#[derive(Clone, Debug)]
pub struct Outlook {
    /// The sides, in the order of the parties.
    pub sides: Vec<Arc<Side>>,
    /// The walk-aways at the start (undiscounted scale), in the order of the parties.
    pub walk_aways: Vec<f64>,
    /// The frontier of all sides together, over all packages within everybody's red lines.
    pub frontier: Frontier,
    /// The four solutions over the deal zone; without points where the deal zone is empty.
    pub solutions: Solutions,
}

/// The frontier of two of the parties, others left aside: for pictures.
#[derive(Clone, Debug)]
pub struct PairOutlook {
    /// The two parties.
    pub parties: (usize, usize),
    /// Their frontier: packages with the utilities of these two.
    pub frontier: Vec<(Package, [f64; 2])>,
}

impl Outlook {
    /// Searches for what `sides` could reach together.
    #[must_use]
    pub fn of(talks: &wasit_model::Talks, sides: &[Arc<Side>]) -> Self {
        let _ = (talks, sides);
        unimplemented!()
    }

    /// The frontier of every pair of parties.
    #[must_use]
    pub fn pairs(&self) -> Vec<PairOutlook> {
        unimplemented!()
    }
}
