use wasit_explain::{Class, Sample};

/// Cells of a cloud across and up.
const CELLS: usize = 28;
/// Levels at which a frontier's band is told.
const LEVELS: usize = 33;

/// The frontiers of two parties in some of the draws.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PairFrontiers {
    /// The two parties, by position.
    pub parties: (usize, usize),
    /// By draw: what the two make of each package on their frontier, in any order.
    pub draws: Vec<Vec<[f64; 2]>>,
}

/// Where the deals in force of two parties fell, and where frontiers and walk-aways lay.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cloud {
    /// How many deals.
    pub(crate) deals: usize,
    /// Cells with deals: from and to across, from and to up, how many.
    pub(crate) cells: Vec<([f64; 2], [f64; 2], usize)>,
    /// At levels of the first party: what the second could have at most, in 10, 50 and 90 of 100 frontiers.
    pub(crate) frontier: Vec<(f64, [f64; 3])>,
    /// By party: what no deal would have been worth to it when the deals were signed, in 10, 50 and 90 of 100; `None` where
    /// that was not kept, or is nothing.
    pub(crate) walk_aways: [Option<[f64; 3]>; 2],
}

impl Cloud {
    /// The cloud of `variant`; `None` where utilities were not kept or no deal came into force.
    #[must_use]
    pub(crate) fn of(
        sample: &Sample,
        variant: usize,
        (a, b): (usize, usize),
        frontiers: Option<&PairFrontiers>,
    ) -> Option<Self> {
        let columns = sample.columns();
        let parties = columns.parties.len();
        let held = columns.variants.get(variant)?;
        if held.utilities.is_empty() || a.max(b) >= parties {
            return None;
        }
        let deals: Vec<[f64; 2]> = held
            .classes
            .iter()
            .zip(held.utilities.chunks_exact(parties))
            .filter(|(class, _)| **class == Class::InForce)
            .map(|(_, utilities)| [f64::from(utilities[a]), f64::from(utilities[b])])
            .filter(|deal| deal.iter().all(|utility| utility.is_finite()))
            .collect();
        if deals.is_empty() {
            return None;
        }
        let walk_away = |party: usize| {
            let deals = held.classes.iter().zip(held.no_deals.chunks_exact(parties));
            let in_force = deals.filter(|(class, _)| **class == Class::InForce);
            let each = in_force.map(|(_, no_deals)| f64::from(no_deals[party]));
            tenths(each.filter(|at| at.is_finite()).collect())
        };
        Some(Self {
            deals: deals.len(),
            cells: cells(&deals),
            frontier: frontiers.map_or_else(Vec::new, |pair| band(&pair.draws)),
            walk_aways: [walk_away(a), walk_away(b)],
        })
    }
}

/// The 10th, 50th and 90th percentiles.
fn tenths(mut numbers: Vec<f64>) -> Option<[f64; 3]> {
    numbers.sort_unstable_by(f64::total_cmp);
    let last = numbers.len().checked_sub(1)?;
    Some([0.1, 0.5, 0.9].map(|p| numbers[(p * last as f64).round() as usize]))
}

fn cells(deals: &[[f64; 2]]) -> Vec<([f64; 2], [f64; 2], usize)> {
    let ends = [0, 1].map(|side| {
        let (low, high) = deals
            .iter()
            .map(|deal| deal[side])
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)));
        // Deals that are all alike are still a cell.
        if high - low > 1e-6 { (low, (high - low) / CELLS as f64) } else { (low - 0.005, 0.01) }
    });
    let mut counts = vec![0_usize; CELLS * CELLS];
    for deal in deals {
        let [across, up] = [0, 1].map(|side| {
            let (low, step) = ends[side];
            (((deal[side] - low) / step) as usize).min(CELLS - 1)
        });
        counts[up * CELLS + across] += 1;
    }
    let span = |side: usize, at: usize| {
        let (low, step) = ends[side];
        [low + step * at as f64, low + step * (at + 1) as f64].map(short)
    };
    let filled = counts.iter().enumerate().filter(|(_, count)| **count > 0);
    filled.map(|(at, &count)| (span(0, at % CELLS), span(1, at / CELLS), count)).collect()
}

/// What the second has at most where the first has at least each level.
fn band(frontiers: &[Vec<[f64; 2]>]) -> Vec<(f64, [f64; 3])> {
    let points = || frontiers.iter().flatten();
    let low = points().map(|point| point[0]).fold(f64::INFINITY, f64::min);
    let high = points().map(|point| point[0]).fold(f64::NEG_INFINITY, f64::max);
    if low >= high {
        return Vec::new();
    }
    // A frontier that does not reach a level tells nothing there; where most do not, nothing is told.
    let levels = (0..LEVELS).map(|at| low + (high - low) * at as f64 / (LEVELS - 1) as f64);
    levels
        .filter_map(|level| {
            let most = frontiers.iter().filter_map(|frontier| {
                let beyond = frontier.iter().filter(|point| point[0] >= level - 1e-9);
                beyond.map(|point| point[1]).reduce(f64::max)
            });
            let most: Vec<f64> = most.collect();
            (2 * most.len() >= frontiers.len()).then_some(())?;
            Some((short(level), tenths(most)?.map(short)))
        })
        .collect()
}

/// Four digits after the point: more cannot be seen.
fn short(number: f64) -> f64 {
    (number * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_deal_is_in_one_cell() {
        let deals: Vec<[f64; 2]> =
            (0..100).map(|at| [f64::from(at) / 99.0, f64::from(at * at) / 9801.0]).collect();
        let cells = cells(&deals);
        assert_eq!(cells.iter().map(|cell| cell.2).sum::<usize>(), 100);
        for ([x, x2], [y, y2], count) in &cells {
            let inside = deals.iter().filter(|deal| {
                (x - 1e-4..x2 + 1e-4).contains(&deal[0]) && (y - 1e-4..y2 + 1e-4).contains(&deal[1])
            });
            assert!(inside.count() >= *count);
        }
        assert_eq!(super::cells(&[[0.5, 0.5], [0.5, 0.5]]).len(), 1);
    }

    /// Three frontiers of one step each: at levels that the first can have, the second has 0.2, 0.4 or 0.6 at most.
    #[test]
    fn a_band_is_of_the_best_that_is_left() {
        let frontier = |height: f64| vec![[0.0, height + 0.3], [1.0, height]];
        let band = band(&[frontier(0.2), frontier(0.4), frontier(0.6)]);
        assert_eq!(band.len(), LEVELS);
        assert_eq!(band[0], (0.0, [0.5, 0.7, 0.9]));
        assert_eq!(band[1].1, [0.2, 0.4, 0.6]);
        assert_eq!(band[LEVELS - 1], (1.0, [0.2, 0.4, 0.6]));
    }

    /// Two of three frontiers end at 0.5: beyond it the third alone says nothing.
    #[test]
    fn a_level_that_few_frontiers_reach_is_left_out() {
        let frontiers =
            [vec![[0.0, 1.0], [0.5, 0.5]], vec![[0.0, 1.0], [0.5, 0.5]], vec![[0.0, 1.0], [1.0, 0.1]]];
        assert!(band(&frontiers).iter().all(|(level, _)| *level <= 0.5));
    }
}
