use serde::Serialize;

/// A figure from the sample with its 95 % interval. The interval is sampling error only: how far another sample of the same
/// size may differ, and nothing about whether the beliefs are right.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Quantiles of a column.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// One in twenty is below.
    pub p5: f64,
    /// One in four is below.
    pub p25: f64,
    /// The median.
    pub p50: f64,
    /// One in four is above.
    pub p75: f64,
    /// One in twenty is above.
    pub p95: f64,
}

/// The fewest blocks whose spread makes an interval. With fewer, the quantile of Student's t is so wide that the interval of independent
/// draws, though it leaves out what the sequence gains, is narrower.
pub(crate) const BLOCKS_MIN: usize = 8;
/// Successes or failures below which the spread between blocks is itself too uncertain to be believed where it says little.
const RARE: f64 = 30.0;

impl Estimate {
    /// A figure that is known exactly.
    #[must_use]
    pub fn exact(value: f64) -> Self {
        Self { value, low: value, high: value }
    }

    /// A figure with its standard error, of `parts` independent parts (Student's t).
    #[must_use]
    pub fn normal(value: f64, error: f64, parts: usize) -> Self {
        let half = student(parts.saturating_sub(1)) * error;
        Self { value, low: value - half, high: value + half }
    }

    /// A share with the variance of its estimate, of `parts` independent parts in which there are `weight` draws: Wilson's interval
    /// (1927) at the number of independent draws that would have that variance. Where all draws agree, or nearly all, at no more than the draws there are;
    /// where all agree that number says nothing, whatever the variance, and it is the draws that count.
    #[must_use]
    pub fn share(value: f64, variance: f64, weight: f64, parts: usize) -> Self {
        let p = value.clamp(0.0, 1.0);
        let binomial = p * (1.0 - p);
        let rare = (p.min(1.0 - p)) * weight < RARE;
        let mut count = if variance > 0.0 && binomial > 0.0 { binomial / variance } else { weight };
        if rare || !count.is_finite() {
            count = count.min(weight);
        }
        let count = count.max(1.0);
        let z2 = student(parts.saturating_sub(1)).powi(2);
        let centre = (p + z2 / (2.0 * count)) / (1.0 + z2 / count);
        let half = (z2 * (binomial / count + z2 / (4.0 * count * count))).sqrt() / (1.0 + z2 / count);
        Self { value: p, low: (centre - half).clamp(0.0, p), high: (centre + half).clamp(p, 1.0) }
    }

    /// The same in another unit: `factor` may be negative.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        let (low, high) = (self.low * factor, self.high * factor);
        Self { value: self.value * factor, low: low.min(high), high: low.max(high) }
    }

    /// What is left of 1.
    #[must_use]
    pub fn rest(self) -> Self {
        Self { value: 1.0 - self.value, low: 1.0 - self.high, high: 1.0 - self.low }
    }

    /// Both ends kept within `low` and `high`.
    #[must_use]
    pub fn within(self, low: f64, high: f64) -> Self {
        Self {
            value: self.value.clamp(low, high),
            low: self.low.clamp(low, high),
            high: self.high.clamp(low, high),
        }
    }

    /// Wider at either end by what is uncertain for another reason, independent of the first: `by` is how far the figure may be too great and too
    /// small for it.
    #[must_use]
    pub(crate) fn widened(self, by: (f64, f64)) -> Self {
        Self {
            value: self.value,
            low: self.value - (self.value - self.low).hypot(by.0),
            high: self.value + (self.high - self.value).hypot(by.1),
        }
    }

    /// Half the width of the interval.
    #[must_use]
    pub fn half_width(self) -> f64 {
        (self.high - self.low) / 2.0
    }

    /// Whether the interval has the number.
    #[must_use]
    pub fn has(self, number: f64) -> bool {
        self.low <= number && number <= self.high
    }
}

impl Spread {
    /// The quantiles of `numbers`; `None` where there are none. NaN is left out.
    #[must_use]
    pub fn of(mut numbers: Vec<f64>) -> Option<Self> {
        numbers.retain(|number| !number.is_nan());
        if numbers.is_empty() {
            return None;
        }
        numbers.sort_unstable_by(f64::total_cmp);
        let at = |p: f64| quantile(&numbers, p);
        Some(Self { p5: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95) })
    }
}

/// The quantile of sorted numbers (nearest rank: a number that is there).
pub(crate) fn quantile(sorted: &[f64], p: f64) -> f64 {
    let rank = (p * sorted.len() as f64).ceil() as usize;
    sorted[rank.clamp(1, sorted.len()) - 1]
}

/// The 97.5 % quantile of Student's t with `freedom` degrees of freedom (Abramowitz and Stegun 26.7.5, four terms; within 0.001 from 5 on). Who draws
/// samples has the same, by the same terms: this crate is built on no other, nor is that on this.
pub(crate) fn student(freedom: usize) -> f64 {
    const Z: f64 = 1.959_963_984_540_054;
    const FEW: [f64; 5] = [12.706, 4.303, 3.182, 2.776, 2.571];
    if freedom == 0 {
        return f64::INFINITY;
    }
    if let Some(value) = FEW.get(freedom - 1) {
        return *value;
    }
    let v = freedom as f64;
    let (z, z2) = (Z, Z * Z);
    let g1 = z * (z2 + 1.0) / 4.0;
    let g2 = z * ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
    let g3 = z * (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0;
    let g4 = z * ((((79.0 * z2 + 776.0) * z2 + 1482.0) * z2 - 1920.0) * z2 - 945.0) / 92160.0;
    z + g1 / v + g2 / v.powi(2) + g3 / v.powi(3) + g4 / v.powi(4)
}

/// A mean over some of the draws, with what its interval needs. Draws are told block by block. A draw may have a weight, such as how many of its
/// holdings ended with a deal: the mean is then a ratio of sums.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    weight: f64,
    sum: f64,
    draws: f64,
    /// Sums over draws of sum², sum × weight, weight².
    squares: [f64; 3],
    /// Weight and sum of each block that is closed.
    blocks: Vec<(f64, f64)>,
    open: (f64, f64),
}

impl Tally {
    /// One draw's number.
    pub(crate) fn add(&mut self, value: f64) {
        self.add_many(1.0, value, value * value);
    }

    /// Several draws at once: how many, their sum, the sum of their squares.
    pub(crate) fn add_many(&mut self, draws: f64, sum: f64, squares: f64) {
        self.open.0 += draws;
        self.open.1 += sum;
        self.draws += draws;
        self.squares[0] += squares;
        self.squares[1] += sum;
        self.squares[2] += draws;
    }

    /// One draw of such a weight, with the sum over it.
    pub(crate) fn add_weighted(&mut self, weight: f64, sum: f64) {
        if weight > 0.0 {
            self.open.0 += weight;
            self.open.1 += sum;
            self.draws += 1.0;
            self.squares[0] += sum * sum;
            self.squares[1] += sum * weight;
            self.squares[2] += weight * weight;
        }
    }

    /// The block ends here.
    pub(crate) fn close(&mut self) {
        self.weight += self.open.0;
        self.sum += self.open.1;
        self.blocks.push(self.open);
        self.open = (0.0, 0.0);
    }

    pub(crate) fn weight(&self) -> f64 {
        self.weight
    }

    pub(crate) fn mean(&self) -> f64 {
        if self.weight > 0.0 { self.sum / self.weight } else { 0.0 }
    }

    /// The variance of the mean, and of how many independent parts it is.
    pub(crate) fn variance(&self) -> (f64, usize) {
        let mean = self.mean();
        let parts = self.blocks.iter().filter(|(weight, _)| *weight > 0.0).count();
        if parts >= BLOCKS_MIN {
            // A ratio of sums over blocks (Cochran 1977, §6.3).
            let spread: f64 = self.blocks.iter().map(|(weight, sum)| (sum - mean * weight).powi(2)).sum();
            let parts_f = parts as f64;
            return (spread / (self.weight * self.weight) * parts_f / (parts_f - 1.0), parts);
        }
        if self.draws < 2.0 {
            return (f64::INFINITY, 1);
        }
        let [sums, products, weights] = self.squares;
        let spread = (sums - 2.0 * mean * products + mean * mean * weights).max(0.0);
        let variance = spread / (self.weight * self.weight) * self.draws / (self.draws - 1.0);
        (variance, self.draws as usize)
    }

    /// The mean as a number.
    pub(crate) fn estimate(&self) -> Estimate {
        let (variance, parts) = self.variance();
        Estimate::normal(self.mean(), variance.sqrt(), parts)
    }

    /// The mean as a share: every number is in [0, 1].
    pub(crate) fn share(&self) -> Estimate {
        let (variance, parts) = self.variance();
        if self.weight < 1.0 {
            return Estimate { value: 0.0, low: 0.0, high: 1.0 };
        }
        let variance = if variance.is_finite() { variance } else { 0.0 };
        Estimate::share(self.mean(), variance, self.weight, parts.max(2))
    }
}

/// A figure of the whole, its figures with one part left out each, and the sizes of the parts: the jackknife's interval, for parts of nearly
/// equal size (Efron and Stein 1981).
pub(crate) fn jackknife(whole: f64, without: &[f64]) -> Estimate {
    let parts = without.len() as f64;
    if without.len() < 2 {
        return Estimate { value: whole, low: f64::NEG_INFINITY, high: f64::INFINITY };
    }
    let mean = without.iter().sum::<f64>() / parts;
    let spread: f64 = without.iter().map(|value| (value - mean).powi(2)).sum();
    Estimate::normal(whole, (spread * (parts - 1.0) / parts).sqrt(), without.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn students_quantiles_are_those_of_the_tables() {
        // Any table of Student's t, two-sided 5 %.
        for (freedom, expect) in
            [(1, 12.706), (5, 2.571), (7, 2.365), (10, 2.228), (24, 2.064), (30, 2.042), (1_000_000, 1.960)]
        {
            assert!((student(freedom) - expect).abs() < 6e-4, "{freedom}: {}", student(freedom));
        }
    }

    #[test]
    fn a_share_of_independent_draws_has_wilsons_interval() {
        // Brown, Cai, DasGupta 2001: 5 of 20 gives [0.112, 0.469]; here with t of 19 degrees, which is a little wider.
        let share = Estimate::share(0.25, 0.25 * 0.75 / 20.0, 20.0, usize::MAX);
        assert!((share.low - 0.1119).abs() < 5e-4 && (share.high - 0.4687).abs() < 5e-4, "{share:?}");
        let none = Estimate::share(0.0, 0.0, 100.0, 100);
        assert!(none.low == 0.0 && (none.high - 0.0379).abs() < 2e-3, "{none:?}");
        // Where all agree a variance from elsewhere does not count as draws that are missing.
        assert_eq!(Estimate::share(0.0, 1e-4, 100.0, 100), none);
    }

    #[test]
    fn what_is_uncertain_for_two_reasons_is_wider_by_both() {
        let wider = Estimate { value: 1.0, low: 0.97, high: 1.0 }.widened((0.04, 0.0));
        assert!((wider.low - 0.95).abs() < 1e-12 && wider.high == 1.0, "{wider:?}");
    }

    #[test]
    fn blocks_that_agree_make_a_narrow_interval_and_few_blocks_none() {
        let mut tally = Tally::default();
        for _ in 0..BLOCKS_MIN {
            (0..100).for_each(|at| tally.add(f64::from(at % 2)));
            tally.close();
        }
        let share = tally.share();
        assert!(share.value == 0.5 && share.half_width() < 0.07, "{share:?}");
        let mut tally = Tally::default();
        [1.0, 2.0, 3.0, 4.0].into_iter().for_each(|number| tally.add(number));
        tally.close();
        // Standard deviation 1.29099, t of three degrees 3.182: half a width of 2.054.
        let mean = tally.estimate();
        assert!((mean.value - 2.5).abs() < 1e-12 && (mean.half_width() - 2.0541).abs() < 1e-3, "{mean:?}");
    }

    #[test]
    fn the_jackknife_of_a_mean_is_its_standard_error() {
        let numbers = [1.0, 2.0, 3.0, 4.0];
        let without: Vec<f64> = numbers.iter().map(|number| (10.0 - number) / 3.0).collect();
        let estimate = jackknife(2.5, &without);
        assert!((estimate.half_width() - 3.182 * 1.290_994 / 2.0).abs() < 1e-3, "{estimate:?}");
    }

    #[test]
    fn quantiles_are_numbers_that_are_there() {
        let spread = Spread::of((1..=100).map(f64::from).collect()).expect("there are numbers");
        assert_eq!((spread.p5, spread.p50, spread.p95), (5.0, 50.0, 95.0));
        assert_eq!(Spread::of(vec![f64::NAN]), None);
    }
}
