//! The variance of a target that ignorance of the inputs makes, over the whole sample and with one part left out each.

use std::ops::Range;

use crate::Estimate;
use crate::interval::jackknife;
use crate::sample::Sample;
use crate::surrogate::Halves;

/// The variance, with the parts that its intervals are made of.
pub(crate) struct Ignorance {
    pub(crate) halves: Halves,
    pub(crate) variance: f64,
    without: Vec<f64>,
}

impl Ignorance {
    /// Of a share of replicates by draw. With one replicate chance is in it.
    pub(crate) fn of(sample: &Sample, shares: &[f64]) -> Self {
        let replicates = sample.replicates() as f64;
        let chance =
            |share: f64| if replicates < 2.0 { 0.0 } else { share * (1.0 - share) / (replicates - 1.0) };
        Self::taken(sample, shares, chance)
    }

    /// Of what is the same in all replicates.
    pub(crate) fn of_margins(sample: &Sample, margins: &[f64]) -> Self {
        Self::taken(sample, margins, |_| 0.0)
    }

    fn taken(sample: &Sample, target: &[f64], chance: impl Fn(f64) -> f64) -> Self {
        let halves = Halves::of(sample);
        let sums = |part: Range<usize>| {
            let mut sums = [part.len() as f64, 0.0, 0.0, 0.0];
            for value in &target[part] {
                sums[1] += value;
                sums[2] += value * value;
                sums[3] += chance(*value);
            }
            sums
        };
        let parts: Vec<[f64; 4]> = halves.parts().map(sums).collect();
        let all = parts.iter().fold([0.0; 4], |all, part| std::array::from_fn(|at| all[at] + part[at]));
        let variance = |[draws, sum, squares, chance]: [f64; 4]| {
            ((squares - sum * sum / draws) / (draws - 1.0) - chance / draws).max(0.0)
        };
        let without =
            parts.iter().map(|part| variance(std::array::from_fn(|at| all[at] - part[at]))).collect();
        Self { halves, variance: variance(all), without }
    }

    /// What is `whole`, and so much with one part left out each, as a share of the variance.
    pub(crate) fn share(&self, whole: f64, without: &[f64]) -> Estimate {
        let ratio = |value: f64, variance: f64| if variance > 0.0 { value / variance } else { 0.0 };
        let without: Vec<f64> =
            without.iter().zip(&self.without).map(|(value, variance)| ratio(*value, *variance)).collect();
        jackknife(ratio(whole, self.variance), &without)
    }
}
