//! Random contracts of the kind that Klein and others negotiated: binary issues that influence one another.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use wasit_model::{Factor, Issue, Preferences, Space, TableFactor, Values, WalkAway};

/// What one side wants: a number for every issue in the contract and every pair of issues in it.
#[derive(Clone)]
pub(super) struct Influences {
    /// What issue `i` gives by itself.
    single: Vec<f64>,
    /// What `i` and `j` give together, both orders added: row-major, symmetric, 0 on the diagonal.
    pairs: Vec<f64>,
}

/// Two sides who want different things of the same issues. Each side's influences are divided by the best that
/// annealing finds for that side alone, so that 1 is (nearly) the most that it can get.
pub(super) struct Contract {
    pub(super) sides: [Influences; 2],
    /// The greatest sum of both sides' utilities that annealing finds.
    pub(super) best_sum: f64,
}

impl Contract {
    pub(super) fn random(issues: usize, rng: &mut ChaCha8Rng) -> Self {
        let sides = [(); 2].map(|()| {
            let drawn = Influences::random(issues, rng);
            let best = drawn.greatest(rng);
            drawn.times(1.0 / best)
        });
        let best_sum = sides[0].plus(&sides[1]).greatest(rng);
        Self { sides, best_sum }
    }
}

impl Influences {
    fn random(issues: usize, rng: &mut ChaCha8Rng) -> Self {
        let mut draw = || rng.random_range(-1.0..=1.0);
        let single = (0..issues).map(|_| draw()).collect();
        let mut pairs = vec![0.0; issues * issues];
        for i in 0..issues {
            for j in 0..i {
                let both = draw() + draw();
                pairs[i * issues + j] = both;
                pairs[j * issues + i] = both;
            }
        }
        Self { single, pairs }
    }

    fn times(mut self, factor: f64) -> Self {
        self.single.iter_mut().chain(&mut self.pairs).for_each(|influence| *influence *= factor);
        self
    }

    fn plus(&self, other: &Self) -> Self {
        let add = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a + b).collect();
        Self { single: add(&self.single, &other.single), pairs: add(&self.pairs, &other.pairs) }
    }

    /// The greatest utility that simulated annealing finds: the best of eight runs of 500 sweeps, cooled from
    /// about the largest gain of one change to a hundredth of it. Six times as many sweeps found more for 1 of 300
    /// random influences of 100 issues, and that by 0.013 %.
    fn greatest(&self, rng: &mut ChaCha8Rng) -> f64 {
        (0..8).map(|_| self.annealed(500, rng)).fold(0.0, f64::max)
    }

    fn annealed(&self, sweeps: usize, rng: &mut ChaCha8Rng) -> f64 {
        let issues = self.single.len();
        let mut set = vec![false; issues];
        // What setting each issue would add, given the others.
        let mut gains = self.single.clone();
        let hot =
            self.single.iter().chain(&self.pairs).fold(0.0_f64, |most, influence| most.max(influence.abs()))
                * (issues as f64).sqrt();
        let (mut utility, mut best) = (0.0, 0.0_f64);
        for sweep in 0..sweeps {
            let heat = hot * 0.01_f64.powf(sweep as f64 / sweeps as f64);
            for _ in 0..issues {
                let issue = rng.random_range(0..issues);
                let sign = if set[issue] { -1.0 } else { 1.0 };
                let gain = sign * gains[issue];
                if gain < 0.0 && rng.random::<f64>() >= (gain / heat).exp() {
                    continue;
                }
                set[issue] = !set[issue];
                utility += gain;
                best = best.max(utility);
                let row = &self.pairs[issue * issues..(issue + 1) * issues];
                gains.iter_mut().zip(row).for_each(|(gain, pair)| *gain += sign * pair);
            }
        }
        best
    }

    /// The same as preferences: a table for every issue, a factor for every pair. Any contract is better than
    /// none, as in the paper.
    pub(super) fn preferences(&self, space: &Space) -> Preferences {
        let issues = self.single.len();
        let tables = self.single.iter().map(|&worth| vec![0.0, worth]).collect();
        let mut factors = Vec::with_capacity(issues * (issues - 1) / 2);
        for i in 0..issues {
            for j in i + 1..issues {
                let table = vec![0.0, 0.0, 0.0, self.pairs[i * issues + j]];
                factors.push(Factor::Table(TableFactor { scope: vec![i, j], table }));
            }
        }
        let walk_away = WalkAway { start: f64::NEG_INFINITY, drift: None };
        Preferences::new(space, tables, factors, vec![], walk_away, None)
            .expect("finite tables of the right shape")
    }
}

/// A space of binary issues.
pub(super) fn space(issues: usize) -> Space {
    let issue = |at: usize| Issue {
        name: format!("clause {}", at + 1),
        title: format!("Clause {}", at + 1),
        unit: None,
        description: None,
        values: Values::categorical(vec!["out".to_owned(), "in".to_owned()]).expect("two distinct values"),
    };
    Space::new((0..issues).map(issue).collect()).expect("distinct names")
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn annealing_finds_the_best_of_a_small_contract() {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        let space = space(10);
        for _ in 0..5 {
            let contract = Contract::random(10, &mut rng);
            let [first, second] = contract.sides.each_ref().map(|side| side.preferences(&space));
            let most = |utility: &dyn Fn(&[u16]) -> f64| {
                space.packages().map(|package| utility(&package)).fold(f64::NEG_INFINITY, f64::max)
            };
            let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
            assert!(near(most(&|package| first.utility(package)), 1.0));
            assert!(near(most(&|package| second.utility(package)), 1.0));
            assert!(near(
                most(&|package| first.utility(package) + second.utility(package)),
                contract.best_sum
            ));
        }
    }
}
