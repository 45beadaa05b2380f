//! Sums over the bins of one input, block by block.

use std::ops::Range;

use crate::interval::Tally;
use crate::ranks::Ranks;

/// By part, by bin: draws, sum and sum of squares of a target.
pub(crate) struct Histogram {
    parts: Vec<Vec<[f64; 3]>>,
}

impl Histogram {
    pub(crate) fn of(ranks: &Ranks, target: &[f64], parts: impl Iterator<Item = Range<usize>>) -> Self {
        let count = |part: Range<usize>| {
            let mut bins = vec![[0.0; 3]; ranks.count()];
            for (bin, value) in ranks.bins[part.clone()].iter().zip(&target[part]) {
                let bin = &mut bins[usize::from(*bin)];
                bin[0] += 1.0;
                bin[1] += value;
                bin[2] += value * value;
            }
            bins
        };
        Self { parts: parts.map(count).collect() }
    }

    /// The mean over a run of bins.
    pub(crate) fn tally(&self, bins: Range<usize>) -> Tally {
        let mut tally = Tally::default();
        for part in &self.parts {
            let [draws, sum, squares] = total(&part[bins.clone()]);
            tally.add_many(draws, sum, squares);
            tally.close();
        }
        tally
    }

    /// By part: the sums over each run of bins.
    pub(crate) fn merged(&self, runs: &[Range<usize>]) -> Vec<Vec<[f64; 3]>> {
        let merge = |part: &Vec<[f64; 3]>| runs.iter().map(|run| total(&part[run.clone()])).collect();
        self.parts.iter().map(merge).collect()
    }
}

fn total(bins: &[[f64; 3]]) -> [f64; 3] {
    bins.iter().fold([0.0; 3], |all, bin| std::array::from_fn(|at| all[at] + bin[at]))
}

/// Cuts the bins into at most `count` runs of about equally many draws; choices stay as they are. Runs without draws are left out.
pub(crate) fn runs(ranks: &Ranks, count: usize) -> Vec<Range<usize>> {
    let met = |run: &Range<usize>| ranks.bounds[run.clone()].iter().any(|bin| bin.draws > 0);
    if ranks.labels || ranks.count() <= count {
        return (0..ranks.count()).map(|bin| bin..bin + 1).filter(met).collect();
    }
    let draws: usize = ranks.bounds.iter().map(|bin| bin.draws).sum();
    let (mut runs, mut from, mut seen) = (Vec::with_capacity(count), 0, 0);
    for (at, bin) in ranks.bounds.iter().enumerate() {
        seen += bin.draws;
        if seen * count >= draws * (runs.len() + 1) {
            runs.push(from..at + 1);
            from = at + 1;
        }
    }
    runs
}
