use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::count::Count;
use crate::graph::elimination::Aim;
use crate::side::beyond::Scale;
use crate::side::tilted::{Band, Share};

/// How many packages of additive preferences fall into each cell of own utility, by a dynamic program over the
/// issues; cells so wide that some 2^16 cover the range.
///
/// A cell holds what its values' cells add up to, so that a package lies in its cell or at most the sum of what was
/// cut off its values beyond: packages of most cells are certainly in a band or certainly not, and what share of
/// the others is, sampling tells. Where no sum is cut off, the count is exact.
#[derive(Debug)]
pub(crate) enum Cells {
    /// A cell a number.
    Whole(Vec<u128>),
    /// Cells of `width` numbers.
    Wide(Wide),
}

#[derive(Debug)]
pub(crate) struct Wide {
    width: i64,
    /// What was cut off a package's values, at most.
    cut_off: i64,
    /// By issue: the cell of every value and its number.
    values: Vec<Vec<(usize, i64)>>,
    /// Before the first issue, and after each.
    layers: Vec<Vec<f64>>,
}

const CELLS: i64 = 1 << 16;
/// With more issues, too much would be cut off.
const ISSUES_MAX: usize = 64;
/// How many packages of the uncertain cells are drawn.
const DRAWS: u32 = 1 << 14;
/// How far rounding in adding up counts may carry one, relatively; with much to spare.
const ROUNDING: f64 = 1e-12;

impl Cells {
    /// `None` where there are too many issues or packages for it.
    pub(crate) fn new(scale: &Scale) -> Option<Self> {
        let log2: f64 = scale.issues.iter().map(|values| (values.len() as f64).log2()).sum();
        if scale.total < CELLS && log2 < 127.0 {
            let mut cells: Vec<u128> = vec![1];
            for values in &scale.issues {
                let mut next = vec![0; cells.len() + values[values.len() - 1].0 as usize];
                for &(at, _) in values {
                    for (sum, &count) in next[at as usize..].iter_mut().zip(&cells) {
                        *sum += count;
                    }
                }
                cells = next;
            }
            return Some(Self::Whole(cells));
        }
        (scale.issues.len() <= ISSUES_MAX && log2 < 1_000.0).then(|| Self::Wide(Wide::new(scale, CELLS)))
    }

    /// How many packages lie in the band, which is exact in some cases, else with an interval of 95 %.
    pub(crate) fn count(&self, scale: &Scale, band: Band) -> Count {
        let low = scale.number(band.low, Aim::Least).max(0);
        let high = scale.number(band.high, Aim::Most).min(scale.total);
        if low > high {
            return Count::exactly(0);
        }
        if low == 0 && high == scale.total {
            let all =
                scale.issues.iter().try_fold(1_u128, |all, values| all.checked_mul(values.len() as u128));
            if let Some(all) = all {
                return Count::exactly(all);
            }
        }
        match self {
            Self::Whole(cells) => Count::exactly(cells[low as usize..=high as usize].iter().sum()),
            Self::Wide(wide) => wide.count(low, high),
        }
    }
}

impl Wide {
    fn new(scale: &Scale, cells: i64) -> Self {
        let width = scale.total / cells + 1;
        let values: Vec<Vec<(usize, i64)>> = scale
            .issues
            .iter()
            .map(|values| values.iter().map(|value| ((value.0 / width) as usize, value.0)).collect())
            .collect();
        let most_cut =
            |values: &Vec<(usize, i64)>| values.iter().map(|value| value.1 % width).max().unwrap_or(0);
        let cut_off = values.iter().map(most_cut).sum();
        let mut layers = vec![vec![1.0]];
        for values in &values {
            let last: &Vec<f64> = &layers[layers.len() - 1];
            let mut next = vec![0.0; last.len() + values[values.len() - 1].0];
            for &(cell, _) in values {
                for (sum, &count) in next[cell..].iter_mut().zip(last) {
                    *sum += count;
                }
            }
            layers.push(next);
        }
        Self { width, cut_off, values, layers }
    }

    fn count(&self, low: i64, high: i64) -> Count {
        let cells = &self.layers[self.layers.len() - 1];
        let mut certain = 0.0;
        // Cells that are partly in the band, with running sums of what they hold.
        let mut uncertain: Vec<(f64, usize)> = Vec::new();
        let mut open = 0.0;
        for (at, &here) in cells.iter().enumerate() {
            let (from, to) = (at as i64 * self.width, at as i64 * self.width + self.cut_off);
            if here == 0.0 || to < low || from > high {
                continue;
            }
            if from >= low && to <= high {
                certain += here;
            } else {
                open += here;
                uncertain.push((open, at));
            }
        }
        if uncertain.is_empty() && certain < (1_u64 << 53) as f64 {
            return Count::exactly(certain as u128);
        }
        let mut share = Share { value: 0.0, low: 0.0, high: 0.0 };
        if open > 0.0 {
            // A fixed stream: the count is a function of the preferences and the band alone.
            let mut rng = ChaCha8Rng::from_seed(*b"wasit search: counting in a band");
            let inside = (0..DRAWS).filter(|_| {
                let point = rng.random::<f64>() * open;
                let cell =
                    uncertain[uncertain.partition_point(|cell| cell.0 <= point).min(uncertain.len() - 1)].1;
                (low..=high).contains(&self.draw(cell, &mut rng))
            });
            share = Share::new(inside.count() as u32, DRAWS);
        }
        Count {
            value: certain + open * share.value,
            exact: None,
            low: (certain + open * share.low) * (1.0 - ROUNDING),
            high: (certain + open * share.high) * (1.0 + ROUNDING),
        }
    }

    /// The number of a package drawn uniformly from those of a cell.
    fn draw(&self, cell: usize, rng: &mut impl rand::Rng) -> i64 {
        let mut cell = cell;
        let mut number = 0;
        for (values, layer) in self.values.iter().zip(&self.layers).rev() {
            let before =
                |at: usize| cell.checked_sub(at).and_then(|rest| layer.get(rest)).copied().unwrap_or(0.0);
            let all: f64 = values.iter().map(|value| before(value.0)).sum();
            let mut point = rng.random::<f64>() * all;
            let mut chosen = None;
            for value in values {
                let here = before(value.0);
                if here > 0.0 {
                    chosen = Some(value);
                    if point < here {
                        break;
                    }
                    point -= here;
                }
            }
            let &(at, by) = chosen.expect("a cell that holds a package was reached from another");
            cell -= at;
            number += by;
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Cells, Wide};
    use crate::cases::{levels, listed, preferences};
    use crate::side::beyond::Scale;
    use crate::side::tilted::Band;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        /// With few cells nearly all packages are uncertain: the sampled count still comes near.
        #[test]
        fn cells_count_what_listing_counts((space, preferences) in preferences(true), level in -2.0..2.0_f64) {
            let all = listed(&space, &preferences);
            prop_assume!(!all.is_empty());
            let scale = Scale::of(preferences.tables());
            for low in levels(&all, level) {
                let high = low + 0.8;
                let truth = all.iter().filter(|entry| entry.0 >= low && entry.0 <= high).count() as f64;
                let band = Band { low, high };
                for cells in [4, 50] {
                    let count = Cells::Wide(Wide::new(&scale, cells)).count(&scale, band);
                    if count.is_exact() {
                        prop_assert_eq!(count.value, truth);
                    }
                    // An interval of 95 % made three times as wide holds but for one in 10^8.
                    let spare = (count.high - count.low) + 1e-9;
                    prop_assert!(truth >= count.low - spare && truth <= count.high + spare, "{:?} {}", count, truth);
                }
                if let Some(cells @ Cells::Whole(_)) = Cells::new(&scale) {
                    prop_assert_eq!(cells.count(&scale, band).exact, Some(truth as u128));
                }
            }
        }
    }
}
