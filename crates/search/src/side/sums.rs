//! All sums of one utility for each of some issues, sorted.

use wasit_model::ValueIndex;

/// A sum of one value for each of some issues, and the partial package that gives it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sum {
    pub(crate) sum: f64,
    pub(crate) rank: u32,
}

/// A value of an issue: what it is worth, and what it adds to the rank of a partial package.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub(crate) utility: f64,
    pub(crate) rank: u32,
}

/// Every sum of one step for each of `issues`, by rising sum, then by rising rank; the steps of an issue come by
/// rising rank. There are fewer than 2^32 sums, and as many as the ranks allow.
///
/// O(s) for s sums where they are spread over their range, and O(s log s) where they are not.
pub(crate) fn sorted(issues: &[Vec<Step>]) -> (Vec<Sum>, Cells) {
    let end = |end: fn(f64, f64) -> f64| -> f64 {
        issues.iter().map(|steps| steps.iter().map(|step| step.utility).reduce(end).unwrap_or(0.0)).sum()
    };
    let (low, high) = (end(f64::min), end(f64::max));
    let mut list = vec![Sum { sum: 0.0, rank: 0 }];
    for steps in issues.iter().rev() {
        let mut longer = Vec::with_capacity(list.len() * steps.len());
        for step in steps {
            longer.extend(
                list.iter().map(|entry| Sum { sum: entry.sum + step.utility, rank: entry.rank + step.rank }),
            );
        }
        list = longer;
    }
    spread(list, low, high)
}

/// Where in sorted sums a sum lies, to within one of evenly spaced cells: about one entry to a cell.
#[derive(Clone, Debug)]
pub(crate) struct Cells {
    low: f64,
    per_sum: f64,
    /// By cell, where it ends.
    ends: Vec<u32>,
}

impl Cells {
    /// The cell of a sum; a greater sum is never in a lesser cell.
    #[inline]
    fn cell(&self, sum: f64) -> usize {
        (((sum - self.low) * self.per_sum) as i64).clamp(0, self.ends.len() as i64 - 1) as usize
    }

    /// Close to where in the sorted sums `sum` lies: not behind it but for rounding.
    #[inline]
    pub(crate) fn start(&self, sum: f64) -> usize {
        match self.cell(sum) {
            0 => 0,
            cell => self.ends[cell - 1] as usize,
        }
    }
}

/// Every package of additive preferences with its number, by falling utility, then by rising number; values at −∞ are
/// left out. `part` is what a value of an issue adds to the number, which rises in lexicographic order. The cost is
/// that of [`sorted`].
pub(crate) fn falling(tables: &[Vec<f64>], part: impl Fn(usize, ValueIndex) -> u32) -> Vec<(f64, u32)> {
    let issues: Vec<Vec<Step>> = tables
        .iter()
        .enumerate()
        .map(|(issue, table)| {
            // What falls is what rises with its sign changed.
            (0..)
                .zip(table)
                .filter(|(_, utility)| **utility > f64::NEG_INFINITY)
                .map(|(value, utility)| Step { utility: -utility, rank: part(issue, value) })
                .collect()
        })
        .collect();
    sorted(&issues).0.into_iter().map(|entry| (0.0 - entry.sum, entry.rank)).collect()
}

/// Sorts what comes by rising rank and lies between `low` and `high`: into evenly spaced cells, about one entry to a
/// cell, then within the cells.
fn spread(list: Vec<Sum>, low: f64, high: f64) -> (Vec<Sum>, Cells) {
    let per_sum = if high > low { list.len() as f64 / (high - low) } else { 0.0 };
    let mut cells = Cells { low, per_sum, ends: vec![0; list.len()] };
    for entry in &list {
        let cell = cells.cell(entry.sum);
        cells.ends[cell] += 1;
    }
    let (mut most, mut before) = (0, 0);
    for end in &mut cells.ends {
        most = most.max(*end);
        // Where the cell begins: it ends where its entries will have come to.
        before += std::mem::replace(end, before);
    }
    let mut sorted = vec![Sum { sum: 0.0, rank: 0 }; list.len()];
    for entry in &list {
        let cell = cells.cell(entry.sum);
        let slot = &mut cells.ends[cell];
        sorted[*slot as usize] = *entry;
        *slot += 1;
    }
    drop(list);
    if most > CROWDED {
        let mut from = 0;
        for &end in &cells.ends {
            if end - from > CROWDED {
                sorted[from as usize..end as usize]
                    .sort_unstable_by(|a, b| a.sum.total_cmp(&b.sum).then(a.rank.cmp(&b.rank)));
            }
            from = end;
        }
    }
    // Entries of a cell are still by rising rank, so that equal sums are in order already.
    for at in 1..sorted.len() {
        let entry = sorted[at];
        let mut to = at;
        while to > 0 && sorted[to - 1].sum > entry.sum {
            sorted[to] = sorted[to - 1];
            to -= 1;
        }
        sorted[to] = entry;
    }
    (sorted, cells)
}

/// The most entries of a cell that are sorted by insertion.
const CROWDED: u32 = 24;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sorted_as_a_sort_would(
            tables in proptest::collection::vec(proptest::collection::vec(0..40_i32, 1..8), 0..5),
            power in 0..3_i32,
        ) {
            // Powers crowd the sums into few cells.
            let widths: Vec<u32> = tables.iter().map(|table| table.len() as u32).collect();
            let issues: Vec<Vec<Step>> = tables
                .iter()
                .enumerate()
                .map(|(at, table)| {
                    let place: u32 = widths[at + 1..].iter().product();
                    (0..)
                        .zip(table)
                        .map(|(value, &n)| Step { utility: f64::from(n).powi(1 + 4 * power), rank: value * place })
                        .collect()
                })
                .collect();
            let mut expect = vec![(0.0, 0)];
            for steps in &issues {
                expect = expect
                    .iter()
                    .flat_map(|(sum, rank)| steps.iter().map(move |step| (sum + step.utility, rank + step.rank)))
                    .collect();
            }
            expect.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let found: Vec<(f64, u32)> = sorted(&issues).0.iter().map(|entry| (entry.sum, entry.rank)).collect();
            prop_assert_eq!(found, expect);
        }
    }
}
