//! Which groups of inputs drive the outcome, from talks that were held between pairs of draws: no surrogate, nothing that draws are too few to tell.
//!
//! Between two independent draws `x` and `y` one group after another is taken over, in an order by lot; `z(k)` is `x` with the first `k`
//! from `y`. With `f` the probability of a deal, the Shapley effect of a group is the mean of `½ (f(x) − f(y)) (f(z(k−1)) − f(z(k)))` over pairs, `k` being its place: half
//! the sum of the two ways to walk that Goda (2021, Reliability Engineering and System Safety 207, Theorem 1) gives, from `x` and from `y`. Over the groups
//! these sum to `½ (f(x) − f(y))²`, so to the variance. Where `f(x) = f(y)` nothing depends on what lies between.

use serde::Serialize;

use crate::few::TooFew;
use crate::{Estimate, words};

/// Pairs with different ends below which nothing is said: an effect of a tenth then has an interval of about as much either way.
const PAIRS_MIN: usize = 50;
/// How many groups are told.
const TOLD: usize = 4;

/// A pair of draws and the talks between them.
#[derive(Clone, Debug, PartialEq)]
pub struct Swap {
    /// The groups, by index, in the order in which they were taken over.
    pub order: Vec<usize>,
    /// By step, one more than groups: the share of its holdings with a deal in force. Each holding has a chance of its own. Where both ends are
    /// alike the two ends suffice.
    pub in_force: Vec<f64>,
}

/// What each group does to whether a deal comes into force, as shares of the variance that ignorance of the inputs makes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Swaps {
    /// How many pairs there were.
    pub pairs: usize,
    /// How many of them ended differently: what the shares rest on.
    pub different: usize,
    /// The variance that ignorance makes, without chance.
    pub variance: f64,
    /// By group, the greatest effect first. They sum to 1.
    pub groups: Vec<SwapEffect>,
}

/// What one group does.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SwapEffect {
    /// The name of the group, or of groups that are linked.
    pub name: String,
    /// Its Shapley effect. Sampling error may take it below 0.
    pub shapley: Estimate,
}

/// The effects of the groups of these names, from talks that were held `replicates` times at every step. One holding is enough only where
/// nothing is left to chance.
///
/// # Errors
/// [`TooFew`] below 50 pairs that end differently, or where all the difference is chance.
///
/// # Panics
/// Where an order has other groups than `names`, or steps are missing between ends that differ.
pub fn swaps(names: &[String], replicates: usize, pairs: &[Swap]) -> Result<Swaps, TooFew> {
    let chance =
        |share: f64| if replicates < 2 { 0.0 } else { share * (1.0 - share) / (replicates as f64 - 1.0) };
    // By pair: what each group makes, and all together. An end's own chance is in both factors, and is taken off.
    let made: Vec<(Vec<f64>, f64)> = pairs
        .iter()
        .map(|Swap { order, in_force }| {
            let (first, last) = (in_force[0], in_force[in_force.len() - 1]);
            let mut parts = vec![0.0; names.len()];
            for (at, group) in order.iter().enumerate() {
                if first != last {
                    parts[*group] += 0.5 * (first - last) * (in_force[at] - in_force[at + 1]);
                }
                if at == 0 {
                    parts[*group] -= 0.5 * chance(first);
                }
                if at + 1 == order.len() {
                    parts[*group] -= 0.5 * chance(last);
                }
            }
            let all = 0.5 * ((first - last).powi(2) - chance(first) - chance(last));
            (parts, all)
        })
        .collect();
    let different = pairs.iter().filter(|pair| pair.in_force.first() != pair.in_force.last()).count();
    TooFew::unless("pairs of draws that end differently", different, PAIRS_MIN)?;
    let count = pairs.len() as f64;
    let variance = made.iter().map(|(_, all)| all).sum::<f64>() / count;
    if variance <= 0.0 {
        return Err(TooFew { what: "differences beyond chance", has: 0, needs: 1 });
    }
    let effect = |(at, name): (usize, &String)| {
        let share = made.iter().map(|(parts, _)| parts[at]).sum::<f64>() / count / variance;
        // A ratio of means over pairs (Cochran 1977, §6.3).
        let squares: f64 = made.iter().map(|(parts, all)| (parts[at] - share * all).powi(2)).sum();
        let error = (squares / (count * (count - 1.0))).sqrt() / variance;
        SwapEffect { name: name.clone(), shapley: Estimate::normal(share, error, pairs.len()) }
    };
    let mut groups: Vec<SwapEffect> = names.iter().enumerate().map(effect).collect();
    groups.sort_by(|a, b| b.shapley.value.total_cmp(&a.shapley.value));
    Ok(Swaps { pairs: pairs.len(), different, variance, groups })
}

impl Swaps {
    /// In sentences: what drives the outcome, how much the others do, and how it was measured.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let what = "whether there is a deal in force";
        let telling: Vec<&SwapEffect> =
            self.groups.iter().filter(|effect| effect.shapley.low > 0.01).take(TOLD).collect();
        let mut said = Vec::new();
        for (at, effect) in telling.iter().enumerate() {
            let share = words::percent(effect.shapley.within(0.0, 1.0));
            if at == 0 {
                said.push(format!("Of what is unknown about {what}, {share} comes from {}.", effect.name));
            } else {
                said.push(format!("{share} comes from {}.", effect.name));
            }
        }
        if telling.is_empty() {
            said.push(format!("Of what is unknown about {what}, no group can be shown to drive it."));
        }
        said.push(format!(
            "So say {} pairs of draws, {} of which end differently: between the two of a pair, one group after another was taken over, and the talks were held again at each step.",
            self.pairs, self.different
        ));
        said
    }
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// Pairs of a function of independent uniforms that gives the probability of a deal.
    fn walked(count: usize, groups: usize, replicates: usize, of: &dyn Fn(&[f64]) -> f64) -> Vec<Swap> {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        (0..count)
            .map(|_| {
                let mut draw = || (0..groups).map(|_| rng.random::<f64>()).collect::<Vec<_>>();
                let (mut x, y) = (draw(), draw());
                let mut order: Vec<usize> = (0..groups).collect();
                (1..groups).rev().for_each(|at| order.swap(at, rng.random_range(0..=at)));
                let mut hold = |x: &[f64]| {
                    let deals = (0..replicates).filter(|_| rng.random::<f64>() < of(x)).count();
                    deals as f64 / replicates as f64
                };
                let mut in_force = vec![hold(&x)];
                for group in &order {
                    x[*group] = y[*group];
                    in_force.push(hold(&x));
                }
                if in_force[0] == in_force[groups] {
                    in_force = vec![in_force[0], in_force[groups]];
                }
                Swap { order, in_force }
            })
            .collect()
    }

    fn found(replicates: usize, of: &dyn Fn(&[f64]) -> f64) -> Swaps {
        let names = ["a", "b", "c"].map(str::to_owned);
        swaps(&names, replicates, &walked(40_000, 3, replicates, of)).expect("enough")
    }

    fn near(found: &Swaps, expect: [(&str, f64); 3]) {
        for (name, value) in expect {
            let effect = found.groups.iter().find(|effect| effect.name == name).expect("it is there");
            assert!(effect.shapley.has(value), "{name}: {:?} and not {value}", effect.shapley);
            assert!(effect.shapley.half_width() < 0.03, "{name}: {:?}", effect.shapley);
        }
        let sum: f64 = found.groups.iter().map(|effect| effect.shapley.value).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{sum}");
    }

    #[test]
    fn two_that_must_both_hold_by_hand() {
        // Yes where a (one in two) and b (nine in ten) both hold: the variance is 0.45 × 0.55 = 0.2475; a alone makes
        // 0.9² × 0.25 = 0.2025, b alone 0.5² × 0.09 = 0.0225, and both together the rest, 0.0225, half of it each.
        let both = |x: &[f64]| f64::from(u8::from(x[0] < 0.5 && x[1] < 0.9));
        let found = found(1, &both);
        assert!((found.variance - 0.2475).abs() < 0.005, "{}", found.variance);
        near(&found, [("a", 0.213_75 / 0.247_5), ("b", 0.033_75 / 0.247_5), ("c", 0.0)]);
    }

    #[test]
    fn chance_is_nobodys() {
        // P = 0.3 + 0.4 × (a and b): the variance of P is 0.16 of that above, and the shares are the same.
        let both = |x: &[f64]| 0.3 + 0.4 * f64::from(u8::from(x[0] < 0.5 && x[1] < 0.5));
        let names = ["a", "b", "c"].map(str::to_owned);
        let found = swaps(&names, 2, &walked(400_000, 3, 2, &both)).expect("enough");
        assert!((found.variance - 0.16 * 0.187_5).abs() < 0.001, "{}", found.variance);
        near(&found, [("a", 0.5), ("b", 0.5), ("c", 0.0)]);
    }

    #[test]
    fn a_parity_is_everybodys() {
        // Nobody alone says anything of whether an odd number of three coins falls heads: each has a third.
        let odd = |x: &[f64]| (x.iter().filter(|x| **x < 0.5).count() % 2) as f64;
        near(&found(1, &odd), [("a", 1.0 / 3.0), ("b", 1.0 / 3.0), ("c", 1.0 / 3.0)]);
    }

    #[test]
    fn few_pairs_say_nothing() {
        let names = ["a", "b", "c"].map(str::to_owned);
        let few = walked(60, 3, 1, &|x| f64::from(u8::from(x[0] < 0.5)));
        assert!(swaps(&names, 1, &few).is_err());
        assert!(swaps(&names, 1, &[]).is_err());
    }
}
