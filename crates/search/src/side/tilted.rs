use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_model::{Package, ValueIndex};

use crate::count::Count;
use crate::graph::elimination::Graph;
use crate::graph::next_assignment;
use crate::graph::rank::row_major;

/// The distribution over packages within the red lines in which a package of utility u weighs e^(tilt u)
/// (exponential tilting; on a factor graph the Gibbs distribution). Its total weight and its mean are exact, by
/// elimination, and packages are drawn from it independently.
///
/// Under the tilt whose mean utility lies at the edge of a band, packages of the band come up often even where
/// they are one in 10^20; keeping each with probability e^(tilt (edge − u)) makes the kept ones uniform.
///
/// O(rows of the largest table × issues) to make; O(issues × log values) to draw.
#[derive(Debug)]
pub(crate) struct Tilted<'a> {
    graph: &'a Graph,
    tilt: f64,
    /// By issue and assignment of its separator: the running sums of the weights of its values.
    running: Vec<Vec<f64>>,
    /// The logarithm of the weight of all packages.
    log_weight: f64,
    /// The mean utility.
    mean: f64,
}

/// A stretch of utility, both ends included.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Band {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Band {
    /// Whether a package of this utility lies in it; what lies beyond a red line is in no band.
    pub(crate) fn holds(&self, utility: f64) -> bool {
        utility > f64::NEG_INFINITY && utility >= self.low && utility <= self.high
    }
}

impl<'a> Tilted<'a> {
    /// `None` where red lines leave nothing.
    pub(crate) fn new(graph: &'a Graph, tilt: f64) -> Option<Self> {
        let count = graph.widths.len();
        let mut running: Vec<Vec<f64>> = vec![Vec::new(); count];
        // By issue and assignment: logarithm of the weight of what hangs on it, and its mean.
        let mut messages: Vec<Vec<(f64, f64)>> = vec![Vec::new(); count];
        let mut package: Package = std::iter::repeat_n(0, count).collect();
        let mut values: Vec<(f64, f64)> = Vec::new();
        let (mut log_weight, mut mean) = (0.0, 0.0);
        for &issue in &graph.order.issues {
            let separator = &graph.order.separators[issue];
            loop {
                values.clear();
                for value in 0..graph.widths[issue] {
                    package[issue] = value as ValueIndex;
                    let own = graph.own(issue, &package);
                    let mut here = (f64::NEG_INFINITY, 0.0);
                    if own > f64::NEG_INFINITY {
                        here = (tilt * own, own);
                        for &child in &graph.children[issue] {
                            let at = row_major(&graph.order.separators[child], &graph.widths, &package);
                            here.0 += messages[child][at].0;
                            here.1 += messages[child][at].1;
                        }
                    }
                    values.push(here);
                }
                package[issue] = 0;
                let most = values.iter().map(|value| value.0).fold(f64::NEG_INFINITY, f64::max);
                let (mut sum, mut moment) = (0.0, 0.0);
                for value in &values {
                    if value.0 > f64::NEG_INFINITY {
                        let weight = (value.0 - most).exp();
                        sum += weight;
                        moment += weight * value.1;
                    }
                    running[issue].push(sum);
                }
                messages[issue].push(if sum > 0.0 {
                    (most + sum.ln(), moment / sum)
                } else {
                    (f64::NEG_INFINITY, 0.0)
                });
                if !next_assignment(separator, &graph.widths, &mut package) {
                    break;
                }
            }
            if separator.is_empty() {
                log_weight += messages[issue][0].0;
                mean += messages[issue][0].1;
            }
        }
        (log_weight > f64::NEG_INFINITY).then_some(Self { graph, tilt, running, log_weight, mean })
    }

    /// The tilt for which packages of `band` come up most often, where utilities lie between `least` and `most`:
    /// none where the mean lies in the band, else that which brings the mean to its nearer edge.
    pub(crate) fn towards(graph: &'a Graph, band: Band, least: f64, most: f64) -> Option<Self> {
        const HALVINGS: usize = 24;
        let plain = Self::new(graph, 0.0)?;
        let range = most - least;
        if band.holds(plain.mean) || range <= 0.0 {
            return Some(plain);
        }
        let sign = if plain.mean < band.low { 1.0 } else { -1.0 };
        let edge = if sign > 0.0 { band.low } else { band.high };
        // Nearer to the end than this no tilt comes, nor is one needed.
        let end = if sign > 0.0 { most } else { least };
        let wanted = edge.clamp(least, most) + (end - edge.clamp(least, most)) * 1e-3;
        let (mut near, mut far) = (0.0, sign * 4.0 / range);
        let mut best = plain;
        for _ in 0..HALVINGS {
            let here = Self::new(graph, far)?;
            let beyond = sign * (here.mean - wanted) >= 0.0;
            best = here;
            if beyond {
                break;
            }
            near = far;
            far *= 2.0;
        }
        for _ in 0..HALVINGS {
            if (best.mean - wanted).abs() < range * 1e-4 {
                break;
            }
            let middle = f64::midpoint(near, far);
            best = Self::new(graph, middle)?;
            if sign * (best.mean - wanted) >= 0.0 { far = middle } else { near = middle }
        }
        Some(best)
    }

    /// The edge of the band at which a package is kept for certain.
    fn edge(&self, band: Band) -> f64 {
        if self.tilt == 0.0 {
            0.0
        } else if self.tilt > 0.0 {
            band.low
        } else {
            band.high
        }
    }

    /// A package of the band, each as likely as any other; `None` where rejection is left with none.
    pub(crate) fn draw_in(&self, band: Band, rng: &mut impl rand::Rng) -> Option<Package> {
        let (package, utility) = self.draw(rng);
        let kept =
            band.holds(utility) && rng.random::<f64>() < (self.tilt * (self.edge(band) - utility)).exp();
        kept.then_some(package)
    }

    /// How many packages lie in the band, from `draws` draws of a fixed stream: total weight times the share that
    /// rejection keeps, with Wilson's interval (1927) at 95 %.
    pub(crate) fn count_in(&self, band: Band, draws: u32) -> Count {
        // A fixed stream: the count is a function of the preferences and the band alone.
        let mut rng = ChaCha8Rng::from_seed(*b"wasit search: counting in a band");
        let kept = (0..draws).filter(|_| self.draw_in(band, &mut rng).is_some()).count();
        let share = Share::new(kept as u32, draws);
        let scale = self.log_weight - self.tilt * self.edge(band);
        let of = |share: f64| if share > 0.0 { (scale + share.ln()).exp().min(f64::MAX) } else { 0.0 };
        Count { value: of(share.value), exact: None, low: of(share.low), high: of(share.high) }
    }

    /// How many packages there are in all, of a distribution without a tilt; to the rounding of logarithms.
    pub(crate) fn count_all(&self) -> Count {
        const ROUNDING: f64 = 1e-12;
        let of = |log: f64| log.exp().min(f64::MAX);
        let rounding = ROUNDING * self.log_weight.max(1.0);
        let (low, high) = (of(self.log_weight - rounding), of(self.log_weight + rounding));
        Count { value: of(self.log_weight), exact: None, low, high }
    }

    /// A package drawn from the distribution, with its utility.
    pub(crate) fn draw(&self, rng: &mut impl rand::Rng) -> (Package, f64) {
        let graph = self.graph;
        let mut package: Package = std::iter::repeat_n(0, graph.widths.len()).collect();
        let mut utility = 0.0;
        for &issue in graph.order.issues.iter().rev() {
            let width = graph.widths[issue];
            let at = row_major(&graph.order.separators[issue], &graph.widths, &package) * width;
            let running = &self.running[issue][at..at + width];
            let point = rng.random::<f64>() * running[width - 1];
            // Rounding may carry the point to the very end, where the last value that weighs anything is meant.
            let last = running.partition_point(|&sum| sum < running[width - 1]);
            package[issue] = running.partition_point(|&sum| sum <= point).min(last) as ValueIndex;
            utility += graph.own(issue, &package);
        }
        (package, utility)
    }
}

/// A share estimated from independent trials, with Wilson's interval at 95 %.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Share {
    pub(crate) value: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Share {
    pub(crate) fn new(hits: u32, trials: u32) -> Self {
        const Z: f64 = 1.959_963_984_540_054;
        let (n, share) = (f64::from(trials), f64::from(hits) / f64::from(trials));
        let centre = (share + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
        let half = Z / (1.0 + Z * Z / n) * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        let (low, high) = (centre - half, centre + half);
        Self {
            value: share,
            low: if hits == 0 { 0.0 } else { low.max(0.0) },
            high: if hits == trials { 1.0 } else { high.min(1.0) },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;
    use crate::cases::{listed, preferences};
    use crate::graph::{Order, locals};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        /// Total weight, mean and draws are those of the definition.
        #[test]
        fn a_tilt_weighs_every_package((space, preferences) in preferences(false), tilt in -3.0..3.0_f64) {
            const DRAWS: usize = 4_000;
            let all = listed(&space, &preferences);
            let widths: Vec<usize> = preferences.tables().iter().map(Vec::len).collect();
            let locals = locals(&preferences);
            let order = Order::new(&widths, locals.iter().map(|local| local.scope.as_slice()));
            let graph = Graph::new(widths, preferences.tables().to_vec(), locals, order, None);
            let tilted = Tilted::new(&graph, tilt);
            prop_assert_eq!(tilted.is_some(), !all.is_empty());
            let Some(tilted) = tilted else { return Ok(()) };
            let weights: Vec<f64> = all.iter().map(|entry| (tilt * entry.0).exp()).collect();
            let total: f64 = weights.iter().sum();
            let mean = all.iter().zip(&weights).map(|(entry, weight)| entry.0 * weight).sum::<f64>() / total;
            prop_assert!((tilted.log_weight - total.ln()).abs() < 1e-9);
            prop_assert!((tilted.mean - mean).abs() < 1e-9);
            let mut rng = ChaCha8Rng::from_seed([7; 32]);
            let mut seen: HashMap<Package, usize> = HashMap::new();
            for _ in 0..DRAWS {
                let (package, utility) = tilted.draw(&mut rng);
                prop_assert_eq!(preferences.utility(&package), utility);
                *seen.entry(package).or_default() += 1;
            }
            // Pearson's statistic over packages that should come up often enough; six deviations to spare.
            let mut statistic = 0.0;
            let mut cells = 0.0;
            for (entry, weight) in all.iter().zip(&weights) {
                let expected = weight / total * DRAWS as f64;
                if expected >= 5.0 {
                    let off = seen.get(&entry.1).copied().unwrap_or(0) as f64 - expected;
                    statistic += off * off / expected;
                    cells += 1.0;
                }
            }
            prop_assert!(statistic <= cells + 6.0 * (2.0 * f64::max(cells, 8.0)).sqrt(), "{statistic} of {cells}");
        }
    }

    #[test]
    fn wilsons_interval() {
        // 15 of 50, worked out apart from the formula as it is written here.
        let share = Share::new(15, 50);
        assert!((share.low - 0.1910).abs() < 5e-4 && (share.high - 0.4375).abs() < 5e-4, "{share:?}");
        assert_eq!(Share::new(0, 10).low, 0.0);
        assert_eq!(Share::new(10, 10).high, 1.0);
    }
}
