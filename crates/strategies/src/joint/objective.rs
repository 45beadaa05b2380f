//! What packages are compared by where they are searched for.

/// How steeply falling short of a side's offer counts against a package.
const SHORTFALL: f64 = 10.0;

/// What packages are compared by.
pub(crate) trait Objective {
    /// How good a package of these utilities is, by side. It does not fall where a utility rises.
    fn score(&self, utilities: &[f64]) -> f64;

    /// How high two utilities, none below 0, can score at most where `share` of the first and the rest of the second sum to
    /// no more than `sum`. The share lies between 0 and 1, neither included.
    fn most(&self, share: f64, sum: f64) -> f64;

    /// The other way about: what the two must sum to at least in order to score so high.
    fn least(&self, share: f64, score: f64) -> f64;
}

/// The product of all utilities: Nash's solution where 0 is no deal.
pub(crate) struct Product;

impl Objective for Product {
    #[inline]
    fn score(&self, utilities: &[f64]) -> f64 {
        utilities.iter().product()
    }

    #[inline]
    fn most(&self, share: f64, sum: f64) -> f64 {
        // Both sides have half of the weighted sum.
        sum * sum / (4.0 * share * (1.0 - share))
    }

    #[inline]
    fn least(&self, share: f64, score: f64) -> f64 {
        2.0 * (share * (1.0 - share) * score.max(0.0)).sqrt()
    }
}

/// The product of the others' utilities, less what the maker of an offer has under its demand.
pub(crate) struct Bettered {
    pub(crate) maker: usize,
    pub(crate) demand: f64,
}

impl Objective for Bettered {
    #[inline]
    fn score(&self, utilities: &[f64]) -> f64 {
        let own = utilities[self.maker];
        let others = match (utilities, self.maker) {
            ([_, other], 0) | ([other, _], 1) => *other,
            _ => {
                let others = utilities.iter().enumerate().filter(|&(side, _)| side != self.maker);
                others.map(|(_, utility)| utility).product()
            }
        };
        others - SHORTFALL * (self.demand - own).max(0.0)
    }

    #[inline]
    fn most(&self, share: f64, sum: f64) -> f64 {
        // The other has all that is left over, where the maker has its demand, or nothing where that counts for more.
        let own = self.own(share);
        sum / (1.0 - own) - self.demand * SHORTFALL.min(own / (1.0 - own))
    }

    #[inline]
    fn least(&self, share: f64, score: f64) -> f64 {
        let own = self.own(share);
        (score + self.demand * SHORTFALL.min(own / (1.0 - own))) * (1.0 - own)
    }
}

impl Bettered {
    /// The maker's share.
    fn own(&self, share: f64) -> f64 {
        if self.maker == 0 { share } else { 1.0 - share }
    }
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// No utilities score more than their weighted sum lets them, and some score nearly as much.
    fn holds_the_bound(objective: &impl Objective, is_reached: impl Fn(f64, f64) -> bool) {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for _ in 0..20 {
            let share = rng.random_range(0.02..0.98);
            let sum = rng.random_range(0.2..1.0);
            let most = objective.most(share, sum);
            assert!((objective.least(share, most) - sum).abs() < 1e-9);
            let mut reached = f64::NEG_INFINITY;
            for at in 0..=10_000 {
                let first = f64::from(at) / 10_000.0 * sum / share;
                let score = objective.score(&[first, (sum - share * first) / (1.0 - share)]);
                assert!(score <= most + 1e-9, "{score} of {most}");
                reached = reached.max(score);
            }
            // Where the others would have less than nothing the bound is above all.
            if is_reached(share, sum) {
                assert!(reached > most - 0.02 * (1.0 + most.abs()), "{reached} of {most}");
            }
        }
    }

    #[test]
    fn bounds_of_the_objectives() {
        holds_the_bound(&Product, |_, _| true);
        for demand in [0.1, 0.6, 1.05] {
            holds_the_bound(&Bettered { maker: 0, demand }, |share, sum| share * demand < sum);
            holds_the_bound(&Bettered { maker: 1, demand }, |share, sum| (1.0 - share) * demand < sum);
        }
    }
}
