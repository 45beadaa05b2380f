//! How many items to check, so that what is wrong is found with a stated probability.
//!
//! Items are drawn without putting them back, so that numbers found are hypergeometric; nothing here is approximated by a
//! binomial. A method that notices a defect only with some chance is counted with. The sampling theory of inspections is
//! that of public safeguards and audit statistics (Jaech & Russell 1990, *Algorithms to calculate sample sizes for
//! inspection sampling plans*, IAEA STR-261; attribute sampling by Dodge & Romig 1929).

/// What is inspected, and how well.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Inspection {
    /// How many items there are.
    population: u32,
    /// How many of them would be defective, where it matters.
    defects: u32,
    /// With which chance the method notices a defective item that it looks at, in (0, 1].
    notices: f64,
}

/// A plan of how many to check, and what it gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// How many items to check.
    pub items: u32,
    /// How many noticed defects are still accepted.
    pub accepted: u32,
    /// The probability that more defects are noticed than are accepted, in [0, 1].
    pub detection: f64,
}

/// An inspection that is none.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SamplingError {
    /// There are no items, or too many to add up over.
    #[error("{0} items cannot be sampled: there are between 1 and 100,000,000")]
    Population(u32),
    /// More defects than items, or none at all.
    #[error("{defects} defects among {population} items: write a number from 1 to the number of items")]
    Defects {
        /// How many defects.
        defects: u32,
        /// Among how many items.
        population: u32,
    },
    /// No probability, or none that a sample can reach.
    #[error("{0} is no probability of detection: write a number above 0 and below 1")]
    Detection(f64),
    /// A method that never notices, or more often than always.
    #[error("{0} is no chance to notice a defect: write a number above 0, at most 1")]
    Notices(f64),
    /// Even all items give less.
    #[error("checking all {population} items finds it with probability {most:.4}, no more")]
    OutOfReach {
        /// How many items.
        population: u32,
        /// The probability that checking all of them gives.
        most: f64,
    },
}

impl Inspection {
    /// So many items, of which so many are defective, and a method that notices a defect with that chance.
    ///
    /// # Errors
    /// Numbers outside their ranges.
    pub fn new(population: u32, defects: u32, notices: f64) -> Result<Self, SamplingError> {
        if !(1..=100_000_000).contains(&population) {
            return Err(SamplingError::Population(population));
        }
        if !(1..=population).contains(&defects) {
            return Err(SamplingError::Defects { defects, population });
        }
        if !(notices > 0.0 && notices <= 1.0) {
            return Err(SamplingError::Notices(notices));
        }
        Ok(Self { population, defects, notices })
    }

    /// The probability that, of so many items checked, more defects are noticed than are accepted: one less
    /// Σ over k drawn of H(k; N, D, n) · P(at most `accepted` of k are noticed), the second binomial.
    #[must_use]
    pub fn detection(&self, items: u32, accepted: u32) -> f64 {
        let items = items.min(self.population);
        let mut missed = 0.0;
        self.drawn(items, |drawn, chance| missed += chance * self.few(drawn, accepted));
        (1.0 - missed).clamp(0.0, 1.0)
    }

    /// The least number of items that finds more than `accepted` defects with at least that probability.
    ///
    /// # Errors
    /// A probability out of range, or one that checking everything does not reach.
    pub fn plan(&self, detection: f64, accepted: u32) -> Result<Plan, SamplingError> {
        if !(detection > 0.0 && detection < 1.0) {
            return Err(SamplingError::Detection(detection));
        }
        let most = self.detection(self.population, accepted);
        if most < detection {
            return Err(SamplingError::OutOfReach { population: self.population, most });
        }
        // More items find no less.
        let (mut low, mut high) = (0, self.population);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.detection(middle, accepted) >= detection { high = middle } else { low = middle + 1 }
        }
        Ok(Plan { items: low, accepted, detection: self.detection(low, accepted) })
    }

    /// Every number of defective items that a sample may hold, with its probability: from the likeliest outward, so that
    /// nothing is lost where the ends are too small for a number.
    fn drawn(&self, items: u32, mut see: impl FnMut(u32, f64)) {
        let (all, bad, n) = (f64::from(self.population), f64::from(self.defects), f64::from(items));
        let least = items.saturating_sub(self.population - self.defects);
        let most = items.min(self.defects);
        let mode = (((n + 1.0) * (bad + 1.0) / (all + 2.0)) as u32).clamp(least, most);
        // The ratio of the probability of k + 1 to that of k.
        let ratio = |k: u32| {
            let k = f64::from(k);
            (bad - k) * (n - k) / ((k + 1.0) * (all - bad - n + k + 1.0))
        };
        let walk_up = |see: &mut dyn FnMut(u32, f64)| {
            let mut weight = 1.0;
            for k in mode..most {
                weight *= ratio(k);
                if weight < f64::MIN_POSITIVE {
                    break;
                }
                see(k + 1, weight);
            }
        };
        let walk_down = |see: &mut dyn FnMut(u32, f64)| {
            let mut weight = 1.0;
            for k in (least..mode).rev() {
                weight /= ratio(k);
                if weight < f64::MIN_POSITIVE {
                    break;
                }
                see(k, weight);
            }
        };
        let mut sum = 1.0;
        walk_up(&mut |_, weight| sum += weight);
        walk_down(&mut |_, weight| sum += weight);
        see(mode, 1.0 / sum);
        walk_up(&mut |k, weight| see(k, weight / sum));
        walk_down(&mut |k, weight| see(k, weight / sum));
    }

    /// The probability that at most `accepted` of so many defects are noticed.
    fn few(&self, defects: u32, accepted: u32) -> f64 {
        if defects <= accepted {
            return 1.0;
        }
        if self.notices >= 1.0 {
            return 0.0;
        }
        let misses = 1.0 - self.notices;
        let mut term = misses.powf(f64::from(defects));
        let mut sum = term;
        for k in 0..accepted {
            term *= f64::from(defects - k) / f64::from(k + 1) * self.notices / misses;
            sum += term;
        }
        sum.min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plan(population: u32, defects: u32, notices: f64, detection: f64, accepted: u32) -> u32 {
        let inspection = Inspection::new(population, defects, notices).expect("within range");
        inspection.plan(detection, accepted).expect("within reach").items
    }

    /// By hand: ten items, one bad; n of them hold it with probability n / 10.
    #[test]
    fn one_among_ten() {
        assert_eq!(plan(10, 1, 1.0, 0.9, 0), 9);
        assert_eq!(plan(10, 1, 1.0, 0.5, 0), 5);
        // Of five, two bad: none among two is 3/5 · 2/4 = 0.3.
        let two = Inspection::new(5, 2, 1.0).expect("within range");
        assert!((two.detection(2, 0) - 0.7).abs() < 1e-15);
        // Both among three is 3/10, and each noticed with one half: 3/10 · 1/4.
        let half = Inspection::new(5, 2, 0.5).expect("within range");
        assert!((half.detection(3, 1) - 0.075).abs() < 1e-15);
    }

    /// The lady tasting tea (Fisher 1935): eight cups, four of each; all four by chance in 1 of 70.
    #[test]
    fn the_lady_tasting_tea() {
        let cups = Inspection::new(8, 4, 1.0).expect("within range");
        assert!((cups.detection(4, 3) - 1.0 / 70.0).abs() < 1e-15);
        assert!((cups.detection(4, 2) - 17.0 / 70.0).abs() < 1e-15);
    }

    /// Discovery sampling in audits: 95 % sure to see one of 5 % wrong takes 59 of an endless population (0.95^59 < 0.05),
    /// and fewer of a small one; an item is missed with 0.95^n · …, worked by the product Π (N−D−i)/(N−i).
    #[test]
    fn discovery_sampling() {
        assert_eq!(plan(100_000_000, 5_000_000, 1.0, 0.95, 0), 59);
        assert_eq!(plan(100, 5, 1.0, 0.95, 0), 45);
        // One accepted: the tables of attribute sampling have 93 at 5 % and 95 % for an endless population.
        assert_eq!(plan(100_000_000, 5_000_000, 1.0, 0.95, 1), 93);
    }

    #[test]
    fn what_a_method_cannot_notice_is_out_of_reach() {
        let weak = Inspection::new(100, 1, 0.5).expect("within range");
        assert!(
            matches!(weak.plan(0.6, 0), Err(SamplingError::OutOfReach { most, .. }) if (most - 0.5).abs() < 1e-12)
        );
        assert_eq!(weak.plan(0.25, 0).expect("within reach").items, 50);
        assert!(Inspection::new(10, 11, 1.0).is_err());
        assert!(Inspection::new(0, 0, 1.0).is_err());
        assert!(Inspection::new(10, 1, 0.0).is_err());
        assert!(weak.plan(1.0, 0).is_err());
        assert!(weak.plan(f64::NAN, 0).is_err());
    }

    proptest! {
        /// Against every sample of a small population, counted one by one.
        #[test]
        fn detection_is_that_of_all_samples(population in 1_u32..11, bad in 1_u32..11, items in 0_u32..11, accepted in 0_u32..4, notices in 0.05_f64..=1.0) {
            prop_assume!(bad <= population && items <= population);
            let (mut found, mut samples) = (0.0, 0.0);
            for sample in 0..1_u32 << population {
                if sample.count_ones() != items {
                    continue;
                }
                samples += 1.0;
                // The first `bad` items are defective; which of those in the sample are noticed, one by one.
                let drawn = (sample & ((1 << bad) - 1)).count_ones();
                for seen in 0..1_u32 << drawn {
                    if seen.count_ones() > accepted {
                        let chance = notices.powi(seen.count_ones() as i32)
                            * (1.0 - notices).powi((drawn - seen.count_ones()) as i32);
                        found += chance;
                    }
                }
            }
            let inspection = Inspection::new(population, bad, notices).expect("within range");
            prop_assert!((inspection.detection(items, accepted) - found / samples).abs() < 1e-12);
        }

        /// A plan reaches what is asked, and one item less does not.
        #[test]
        fn a_plan_is_the_least(population in 1_u32..5000, bad in 1_u32..200, accepted in 0_u32..4, detection in 0.01_f64..0.99, notices in 0.2_f64..=1.0) {
            prop_assume!(bad <= population);
            let inspection = Inspection::new(population, bad, notices).expect("within range");
            if let Ok(plan) = inspection.plan(detection, accepted) {
                prop_assert!(plan.detection >= detection);
                prop_assert!(inspection.detection(plan.items - 1, accepted) < detection);
            }
        }
    }
}
