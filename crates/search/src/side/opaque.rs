use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_model::{Package, Preferences, ValueIndex};

use crate::graph::elimination::Aim;
use crate::graph::{Local, Order};
use crate::side::Found;
use crate::side::buckets::bound;
use crate::side::split::Terms;
use crate::side::tilted::Band;
use crate::side::windows::improve;

/// Where structure gives out and the space is too large to list: a pool of packages, gathered by steepest ascents
/// and descents and by annealing, and bounds that no package passes. Anytime: answers carry the gap.
#[derive(Debug)]
pub(crate) struct Opaque {
    /// By falling utility, then lexicographically; distinct.
    pub(crate) pool: Vec<(f64, Package)>,
    widths: Vec<usize>,
    tables: Vec<Vec<f64>>,
    locals: Vec<Local>,
    grid: f64,
    /// No package is worth more.
    most: f64,
    /// None is worth less.
    least: f64,
}

const STARTS: usize = 24;
const ANNEALINGS: usize = 8;
const POOL_MAX: usize = 20_000;
/// The most packages of a window that an inverse looks through, and how many windows.
const WINDOW_MAX: f64 = (1 << 13) as f64;
const WINDOWS_MAX: usize = 12;
/// From how many packages around the level, beside the nearest.
const STARTS_MAX: usize = 6;

impl Opaque {
    pub(crate) fn new(
        preferences: &Preferences,
        widths: &[usize],
        locals: Vec<Local>,
        order: &Order,
    ) -> Self {
        let tables = preferences.tables().to_vec();
        let mut touching: Vec<Vec<usize>> = vec![Vec::new(); widths.len()];
        for (at, local) in locals.iter().enumerate() {
            for &issue in &local.scope {
                touching[issue].push(at);
            }
        }
        let climb = Climb { tables: &tables, widths, locals: &locals, touching };
        // A fixed stream: the pool is a function of the preferences alone.
        let mut rng = ChaCha8Rng::from_seed(*b"wasit search: the pool of starts");
        let mut pool = Vec::new();
        for start in 0..STARTS + ANNEALINGS {
            let mut package: Package =
                widths.iter().map(|&width| rng.random_range(0..width) as ValueIndex).collect();
            let sign = if start % 3 == 2 { -1.0 } else { 1.0 };
            if start >= STARTS {
                climb.anneal(&mut package, sign, &mut rng);
            }
            climb.climb(&mut package, sign, &mut |package| {
                if pool.len() < POOL_MAX {
                    pool.push((preferences.utility(package), package.clone()));
                }
            });
        }
        pool.retain(|(utility, _)| *utility > f64::NEG_INFINITY);
        pool.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        pool.dedup_by(|a, b| a.1 == b.1);
        let terms = Terms { widths, tables: &tables, locals: &locals };
        let (most, least) = (bound(terms, order, Aim::Most), bound(terms, order, Aim::Least));
        Self { pool, widths: widths.to_vec(), tables, locals, grid: preferences.grid(), most, least }
    }

    fn found(&self, at: usize, bound: f64) -> Found {
        let (utility, package) = &self.pool[at];
        Found { package: package.clone(), utility: *utility, bound: bound.max(0.0) }
    }

    pub(crate) fn best(&self) -> Option<Found> {
        (!self.pool.is_empty()).then(|| self.found(0, self.most - self.pool[0].0))
    }

    pub(crate) fn least(&self) -> Option<Found> {
        let last = self.pool.len().checked_sub(1)?;
        let first = self.pool.partition_point(|entry| entry.0 > self.pool[last].0);
        Some(self.found(first, self.pool[last].0 - self.least))
    }

    /// How many packages of the band are known, and whether there may be others.
    pub(crate) fn known_in(&self, band: Band) -> (usize, bool) {
        let first = self.pool.partition_point(|entry| entry.0 > band.high);
        let after = self.pool.partition_point(|entry| entry.0 >= band.low);
        (after.saturating_sub(first), band.low <= self.most && band.high >= self.least)
    }

    /// The nearest of the pool on the side of `level` that the aim names, and what windows of its issues make of
    /// it; within the distance to the level.
    pub(crate) fn nearest(&self, level: f64, aim: Aim) -> Option<Found> {
        let above = self.pool.partition_point(|entry| entry.0 >= level);
        let below = self.pool.partition_point(|entry| entry.0 > level);
        let at = if aim == Aim::Least { above.checked_sub(1)? } else { below };
        let (utility, package) = self.pool.get(at)?.clone();
        let starts = (below.saturating_sub(2)..above + 2)
            .filter_map(|at| self.pool.get(at))
            .map(|entry| entry.1.clone())
            .take(STARTS_MAX);
        let starts: Vec<Package> = std::iter::once(package.clone()).chain(starts).collect();
        let terms = Terms { widths: &self.widths, tables: &self.tables, locals: &self.locals };
        let order: Vec<usize> = (0..self.widths.len()).collect();
        let effort = (WINDOW_MAX, WINDOWS_MAX);
        Some(improve(terms, &order, effort, self.grid, level, aim, &starts, (utility, package)))
    }
}

struct Climb<'a> {
    tables: &'a [Vec<f64>],
    widths: &'a [usize],
    locals: &'a [Local],
    touching: Vec<Vec<usize>>,
}

impl Climb<'_> {
    /// What depends on `issue` adds.
    fn around(&self, issue: usize, package: &Package) -> f64 {
        let factors: f64 =
            self.touching[issue].iter().map(|&at| self.locals[at].at(self.widths, package)).sum();
        self.tables[issue][usize::from(package[issue])] + factors
    }

    /// Changes one issue at a time for the better (`sign` 1) or the worse (−1) until no change helps, and tells
    /// `visit` of every package on the way.
    fn climb(&self, package: &mut Package, sign: f64, visit: &mut dyn FnMut(&Package)) {
        const PASSES_MAX: usize = 200;
        visit(package);
        for _ in 0..PASSES_MAX {
            let mut moved = false;
            for issue in 0..self.widths.len() {
                let before = package[issue];
                let mut best = (self.around(issue, package), before);
                for value in 0..self.widths[issue] as ValueIndex {
                    package[issue] = value;
                    let here = self.around(issue, package);
                    let beyond = here == f64::NEG_INFINITY;
                    let escapes = best.0 == f64::NEG_INFINITY && !beyond;
                    if escapes || (!beyond && sign * (here - best.0) > 0.0) {
                        best = (here, value);
                    }
                }
                package[issue] = best.1;
                if best.1 != before {
                    moved = true;
                    visit(package);
                }
            }
            if !moved {
                break;
            }
        }
    }

    /// Simulated annealing (Kirkpatrick et al. 1983): changes single issues at random, for the worse the less
    /// often the later; from a temperature at which a half of the changes pass.
    fn anneal(&self, package: &mut Package, sign: f64, rng: &mut ChaCha8Rng) {
        const STEPS: usize = 12_000;
        const TRIALS: usize = 64;
        const COOLED_TO: f64 = 1e-3;
        let mut change = |package: &mut Package| {
            let issue = rng.random_range(0..self.widths.len());
            let before = (package[issue], self.around(issue, package));
            package[issue] = rng.random_range(0..self.widths[issue]) as ValueIndex;
            let after = self.around(issue, package);
            // Out of a red line always, into one never.
            let gain = match (before.1.is_finite(), after.is_finite()) {
                (_, false) => f64::NEG_INFINITY,
                (false, true) => f64::INFINITY,
                _ => sign * (after - before.1),
            };
            (issue, before.0, gain, rng.random::<f64>())
        };
        let mut sizes: f64 = 0.0;
        for _ in 0..TRIALS {
            let (issue, before, gain, _) = change(package);
            package[issue] = before;
            sizes += if gain.is_finite() { gain.abs() } else { 0.0 };
        }
        let start = (sizes / TRIALS as f64).max(f64::MIN_POSITIVE);
        for step in 0..STEPS {
            let temperature = start * COOLED_TO.powf(step as f64 / STEPS as f64);
            let (issue, before, gain, chance) = change(package);
            if gain < 0.0 && chance >= (gain / temperature).exp() {
                package[issue] = before;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Opaque;
    use crate::cases::{levels, listed, preferences};
    use crate::graph::elimination::Aim;
    use crate::graph::{Order, locals};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        /// Bounds hold for all packages, and answers lie within what they say of the optimum.
        #[test]
        fn gaps_are_honest((space, preferences) in preferences(false), level in -3.0..4.0_f64) {
            let all = listed(&space, &preferences);
            let widths: Vec<usize> = preferences.tables().iter().map(Vec::len).collect();
            let locals = locals(&preferences);
            let order = Order::new(&widths, locals.iter().map(|local| local.scope.as_slice()));
            let opaque = Opaque::new(&preferences, &widths, locals, &order);
            let (Some((least, _)), Some((most, _))) = (all.first(), all.last()) else {
                prop_assert!(opaque.best().is_none());
                return Ok(());
            };
            prop_assert!(opaque.least <= *least && opaque.most >= *most);
            if let (Some(best), Some(worst)) = (opaque.best(), opaque.least()) {
                prop_assert!(best.utility <= *most && best.utility + best.bound >= *most);
                prop_assert!(worst.utility >= *least && worst.utility - worst.bound <= *least);
            }
            for level in levels(&all, level) {
                let above = all.iter().find(|entry| entry.0 >= level).map(|entry| entry.0);
                let below = all.iter().rev().find(|entry| entry.0 <= level).map(|entry| entry.0);
                for (aim, optimum) in [(Aim::Least, above), (Aim::Most, below)] {
                    let Some(found) = opaque.nearest(level, aim) else { continue };
                    prop_assert_eq!(preferences.utility(&found.package), found.utility);
                    let sign = if aim == Aim::Least { 1.0 } else { -1.0 };
                    prop_assert!(sign * found.utility >= sign * level);
                    let optimum = optimum.expect("something was found");
                    prop_assert!((found.utility - optimum).abs() <= found.bound);
                }
            }
        }
    }
}
