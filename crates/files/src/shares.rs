//! Sums of shares: a weight for each issue, and for each value what share of the weight it gives.

/// A utility as GENIUS and GeniusWeb hold it: `Σ weight × share`, shares from 0 to 1, weights that sum to 1.
pub(crate) struct Shares {
    pub(crate) weights: Vec<f64>,
    pub(crate) shares: Vec<Vec<f64>>,
    /// What was taken off of each utility before it was divided by [`Shares::scale`].
    pub(crate) shift: f64,
    pub(crate) scale: f64,
}

/// Sums within this of 1 are 1: rounding to the grid of utilities moves them so far.
const ROUNDING: f64 = 1e-10;

impl Shares {
    /// The shares of single-issue tables. Exact where the least sum is not below 0 and the greatest is 1; else utilities
    /// are shifted and scaled so far as it takes.
    pub(crate) fn new(tables: &[Vec<f64>]) -> Self {
        let least = |table: &Vec<f64>| table.iter().copied().fold(f64::INFINITY, f64::min);
        let greatest = |table: &Vec<f64>| table.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let lows: Vec<f64> = tables.iter().map(least).collect();
        let low: f64 = lows.iter().sum();
        let high: f64 = tables.iter().map(greatest).sum();
        let shift = if low < -ROUNDING { low } else { 0.0 };
        let mut scale = high - shift;
        if (scale - 1.0).abs() <= ROUNDING || scale <= 0.0 {
            scale = 1.0;
        }
        // Each issue gives off what it lies below 0; the others take that on, as far as they stay above 0.
        let mut off: Vec<f64> = lows.iter().map(|low| low.min(0.0)).collect();
        let mut open = shift - off.iter().sum::<f64>();
        for (off, low) in off.iter_mut().zip(&lows) {
            let more = open.min(low - *off).max(0.0);
            *off += more;
            open -= more;
        }
        let shares: Vec<Vec<f64>> = tables
            .iter()
            .zip(&off)
            .map(|(table, off)| table.iter().map(|worth| ((worth - off) / scale).max(0.0)).collect())
            .collect();
        let mut weights: Vec<f64> = shares.iter().map(greatest).collect();
        let shares = shares
            .into_iter()
            .zip(&weights)
            .map(|(table, &weight)| {
                table.into_iter().map(|worth| if weight > 0.0 { worth / weight } else { 0.0 }).collect()
            })
            .collect();
        if weights.iter().all(|&weight| weight == 0.0) {
            weights.iter_mut().for_each(|weight| *weight = 1.0);
        }
        let sum: f64 = weights.iter().sum();
        if (sum - 1.0).abs() > ROUNDING {
            // Only where nothing is worth anything.
            weights.iter_mut().for_each(|weight| *weight /= sum);
        }
        Self { weights, shares, shift, scale }
    }

    /// Whether the sums are the utilities themselves.
    pub(crate) fn is_exact(&self) -> bool {
        (self.shift, self.scale) == (0.0, 1.0)
    }
}

/// Whether a table lies on a straight line, to within two steps of its grid.
pub(crate) fn affine(table: &[f64], grid: f64) -> bool {
    let last = table.len() - 1;
    if last == 0 {
        return true;
    }
    let slope = (table[last] - table[0]) / last as f64;
    table.iter().enumerate().all(|(at, worth)| (table[0] + slope * at as f64 - worth).abs() <= 2.0 * grid)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tables: &[Vec<f64>], expect: (f64, f64)) {
        let shares = Shares::new(tables);
        assert_eq!((shares.shift, shares.scale), expect, "{tables:?}");
        assert!((shares.weights.iter().sum::<f64>() - 1.0).abs() < 1e-9, "{tables:?}");
        assert!(shares.shares.iter().flatten().all(|share| (0.0..=1.0).contains(share)), "{tables:?}");
        let mut at = vec![0; tables.len()];
        'packages: loop {
            let sum = |tables: &[Vec<f64>]| at.iter().zip(tables).map(|(&at, table)| table[at]).sum::<f64>();
            let weighed: f64 =
                (0..at.len()).map(|issue| shares.weights[issue] * shares.shares[issue][at[issue]]).sum();
            let expect = (sum(tables) - shares.shift) / shares.scale;
            assert!((weighed - expect).abs() < 1e-12, "{tables:?} {at:?}");
            for issue in 0..at.len() {
                at[issue] += 1;
                if at[issue] < tables[issue].len() {
                    continue 'packages;
                }
                at[issue] = 0;
            }
            break;
        }
    }

    #[test]
    fn shares_give_the_sums_back() {
        check(&[vec![0.0, 0.25], vec![0.75, 0.5, 0.0]], (0.0, 1.0));
        // One issue below 0, and another that can take it on.
        check(&[vec![-0.25, 0.25], vec![0.75, 0.5]], (0.0, 1.0));
        check(&[vec![0.0, 2.0], vec![2.0, 0.0]], (0.0, 4.0));
        check(&[vec![-1.0, 0.5], vec![0.25, 0.5]], (-0.75, 1.75));
        check(&[vec![0.0, 0.0], vec![0.0]], (0.0, 1.0));
        check(&[vec![0.5], vec![0.5]], (0.0, 1.0));
    }

    #[test]
    fn straight_lines() {
        assert!(affine(&[3.0], 1e-12));
        assert!(affine(&[0.0, 0.1, 0.2, 0.3], 1e-12));
        assert!(!affine(&[0.0, 0.1, 0.25, 0.3], 1e-12));
    }
}
