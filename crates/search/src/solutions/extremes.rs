use std::sync::Arc;

use wasit_model::Preferences;

use crate::Side;
use crate::frontier::joint::Joint;
use crate::frontier::listed;
use crate::side::{DENSE_MAX, ROWS_MAX};
use crate::solutions::measure::Scales;
use crate::solutions::net::Net;

/// How many issues' values `sides` choose from.
pub(crate) fn widths(side: &Side) -> Vec<usize> {
    side.space().issues().iter().map(|issue| issue.values.len()).collect()
}

impl Scales {
    /// Without the sides' own indices, which cost more than the answer.
    pub(crate) fn new(sides: &[Arc<Side>], walk_aways: &[f64]) -> Self {
        let ranges: Vec<(f64, f64)> = sides.iter().map(|side| range(side)).collect();
        let floor = |(range, &walk_away): (&(f64, f64), &f64)| range.0.max(walk_away);
        Self {
            walk_aways: walk_aways.to_vec(),
            floors: ranges.iter().zip(walk_aways).map(floor).collect(),
            most: ranges.iter().map(|range| range.1).collect(),
        }
    }
}

/// The least and the greatest utility within the side's own red lines; +∞ and −∞ where they leave nothing.
///
/// O(issues × values) for additive preferences, O(rows of the tables) for factor graphs, by listing where these
/// would be too large; else as far as the side's own search has come.
fn range(side: &Side) -> (f64, f64) {
    let nothing = (f64::INFINITY, f64::NEG_INFINITY);
    let preferences: &Preferences = side.preferences();
    if preferences.is_additive() {
        let mut range = (0.0, 0.0);
        for table in preferences.tables() {
            let within = || table.iter().copied().filter(|utility| *utility > f64::NEG_INFINITY);
            range.0 += within().fold(f64::INFINITY, f64::min);
            range.1 += within().fold(f64::NEG_INFINITY, f64::max);
        }
        return if range.0 <= range.1 { range } else { nothing };
    }
    let widths = widths(side);
    let joint = Joint::new(widths.clone(), vec![preferences]);
    if joint.is_listed(side.space()) {
        return listed::range(&widths, preferences).unwrap_or(nothing);
    }
    if joint.order.rows_max <= ROWS_MAX {
        let net = Net::new(&joint);
        let weights = [vec![1.0], vec![-1.0]];
        let messages = net.messages(&weights);
        let roots = (0..widths.len()).filter(|&issue| net.order.separators[issue].is_empty());
        let mut range = (0.0, 0.0);
        for issue in roots {
            range.0 -= messages[issue][1];
            range.1 += messages[issue][0];
        }
        return if range.0 <= range.1 { range } else { nothing };
    }
    if side.space().size().is_some_and(|size| size <= DENSE_MAX) {
        return listed::range(&widths, preferences).unwrap_or(nothing);
    }
    (side.least_utility(), side.best().map_or(f64::NEG_INFINITY, |best| best.utility))
}
