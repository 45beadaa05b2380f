use std::sync::Arc;

use wasit_model::{Moment, Package, Talks};
use wasit_search::{Frontier, Side, Solutions, frontier};

/// What all sides could reach together: found once for the talks, whatever their course.
#[derive(Clone, Debug)]
pub struct Outlook {
    /// The sides, in the order of the parties.
    pub sides: Vec<Arc<Side>>,
    /// The walk-aways at the start, in the order of the parties.
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
    /// Makes the parties' preferences ready for searching, for [`Outlook::of`] and for every talk.
    #[must_use]
    pub fn sides(talks: &Talks) -> Vec<Arc<Side>> {
        let space = Arc::new(talks.space.clone());
        let ready = |preferences: &wasit_model::Preferences| {
            Arc::new(Side::new(Arc::clone(&space), preferences.clone()))
        };
        talks.parties.iter().map(|party| ready(&party.preferences)).collect()
    }

    /// Searches for what `sides`, made by [`Outlook::sides`], could reach together.
    #[must_use]
    pub fn of(talks: &Talks, sides: &[Arc<Side>]) -> Self {
        let start = Moment::default();
        let walk_aways: Vec<f64> =
            talks.parties.iter().map(|party| party.preferences.walk_away_at(&start)).collect();
        let frontier = frontier(sides);
        let solutions = frontier.solutions(sides, &walk_aways);
        Self { sides: sides.to_vec(), walk_aways, frontier, solutions }
    }

    /// The frontier of every pair of parties.
    #[must_use]
    pub fn pairs(&self) -> Vec<PairOutlook> {
        let count = self.sides.len();
        let pairs = (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b)));
        pairs
            .map(|(a, b)| {
                let found = if count == 2 {
                    self.frontier.clone()
                } else {
                    frontier(&[Arc::clone(&self.sides[a]), Arc::clone(&self.sides[b])])
                };
                let point =
                    |point: wasit_search::Point| (point.package, [point.utilities[0], point.utilities[1]]);
                PairOutlook { parties: (a, b), frontier: found.points.into_iter().map(point).collect() }
            })
            .collect()
    }
}
