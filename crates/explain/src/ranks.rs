//! Every input cut into at most 256 bins once; all explanations count over bins.

use rayon::prelude::*;

use crate::sample::{Input, Kind};

/// The most bins of an input.
pub(crate) const BINS: usize = 256;

/// One input's bins.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ranks {
    /// By draw: the bin. Bins are in ascending order of values; equal values share one.
    pub(crate) bins: Vec<u8>,
    /// By bin: the least and the greatest value in it, and its draws. Of a choice: one bin a label, met or not.
    pub(crate) bounds: Vec<Bin>,
    /// Whether the bins have no order.
    pub(crate) labels: bool,
}

/// One bin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bin {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) draws: usize,
}

impl Ranks {
    pub(crate) fn of(input: &Input) -> Self {
        match &input.kind {
            Kind::Number => Self::numbers(&input.values),
            Kind::YesNo => Self::labels(&input.values, 2),
            Kind::Label(labels) => Self::labels(&input.values, labels.len()),
        }
    }

    fn labels(values: &[f64], count: usize) -> Self {
        let bins: Vec<u8> = values.iter().map(|value| *value as u8).collect();
        let bounds = (0..count)
            .map(|label| {
                let draws = bins.iter().filter(|bin| usize::from(**bin) == label).count();
                Bin { low: label as f64, high: label as f64, draws }
            })
            .collect();
        // Two labels have an order: which of them is above does not matter.
        Self { bins, bounds, labels: count > 2 }
    }

    pub(crate) fn numbers(values: &[f64]) -> Self {
        let mut sorted: Vec<u64> = values.iter().map(|value| ordered(*value)).collect();
        sorted.sort_unstable();
        let cuts = cuts(&sorted);
        let bins: Vec<u8> = values
            .iter()
            .map(|value| {
                let key = ordered(*value);
                cuts.partition_point(|cut| *cut < key).min(BINS - 1) as u8
            })
            .collect();
        let mut bounds = Vec::with_capacity(cuts.len());
        let mut from = 0;
        for cut in &cuts {
            let to = from + sorted[from..].partition_point(|key| key <= cut);
            bounds.push(Bin { low: value(sorted[from]), high: value(sorted[to - 1]), draws: to - from });
            from = to;
        }
        Self { bins, bounds, labels: false }
    }

    /// How many bins there are.
    pub(crate) fn count(&self) -> usize {
        self.bounds.len()
    }
}

/// The bins of all inputs.
pub(crate) fn ranks(inputs: &[Input]) -> Vec<Ranks> {
    inputs.par_iter().map(Ranks::of).collect()
}

/// The greatest key of each bin: all distinct keys where they are few, else quantiles, so that no bin is empty.
fn cuts(sorted: &[u64]) -> Vec<u64> {
    let mut distinct = Vec::with_capacity(BINS + 1);
    for key in sorted {
        if distinct.last() != Some(key) {
            distinct.push(*key);
            if distinct.len() > BINS {
                break;
            }
        }
    }
    if distinct.len() <= BINS {
        return distinct;
    }
    let mut cuts: Vec<u64> = (1..=BINS).map(|at| sorted[at * sorted.len() / BINS - 1]).collect();
    cuts.dedup();
    cuts
}

/// A key that is ordered as the number is; −0 and 0 are one.
fn ordered(number: f64) -> u64 {
    let bits = (number + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | (1 << 63) }
}

fn value(key: u64) -> f64 {
    f64::from_bits(if key >> 63 == 1 { key & !(1 << 63) } else { !key })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bins_keep_the_order_and_hold_every_value(values in prop::collection::vec(-5i32..900, 1..2000)) {
            let values: Vec<f64> = values.into_iter().map(|value| f64::from(value) / 8.0).collect();
            let ranks = Ranks::numbers(&values);
            prop_assert_eq!(ranks.bounds.iter().map(|bin| bin.draws).sum::<usize>(), values.len());
            prop_assert!(ranks.bounds.windows(2).all(|pair| pair[0].high < pair[1].low));
            for (value, bin) in values.iter().zip(&ranks.bins) {
                let bin = ranks.bounds[usize::from(*bin)];
                prop_assert!(bin.low <= *value && *value <= bin.high);
            }
        }
    }

    #[test]
    fn few_values_have_a_bin_each_and_many_have_equal_ones() {
        assert_eq!(Ranks::numbers(&[3.0, -0.0, 0.0, -1.0]).bins, [2, 1, 1, 0]);
        let many = Ranks::numbers(&(0..10_240).map(f64::from).collect::<Vec<_>>());
        assert!(many.count() == BINS && many.bounds.iter().all(|bin| bin.draws == 40));
    }
}
