use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_model::{Package, Preferences, ValueIndex};

use crate::graph::Local;
use crate::side::Found;

/// Where structure gives out and the space is too large to list: a pool of packages, gathered by steepest ascents
/// and descents from random starts. Anytime: answers carry the distance to a proven bound.
#[derive(Debug)]
pub(crate) struct Opaque {
    /// By falling utility, then lexicographically; distinct.
    pub(crate) pool: Vec<(f64, Package)>,
    /// No package is worth more.
    most: f64,
}

const STARTS: usize = 24;
const POOL_MAX: usize = 20_000;

impl Opaque {
    pub(crate) fn new(preferences: &Preferences, widths: &[usize], locals: &[Local]) -> Self {
        let tables = preferences.tables();
        let single: f64 =
            tables.iter().map(|table| table.iter().copied().fold(f64::NEG_INFINITY, f64::max)).sum();
        let most = single + locals.iter().map(Local::most).sum::<f64>();
        let mut touching: Vec<Vec<usize>> = vec![Vec::new(); widths.len()];
        for (at, local) in locals.iter().enumerate() {
            for &issue in &local.scope {
                touching[issue].push(at);
            }
        }
        let search = Climb { tables, widths, locals, touching };
        // A fixed stream: the pool is a function of the preferences alone.
        let mut rng = ChaCha8Rng::from_seed(*b"wasit search: the pool of starts");
        let mut pool = Vec::new();
        for start in 0..STARTS {
            let mut package: Package =
                widths.iter().map(|&width| rng.random_range(0..width) as ValueIndex).collect();
            let sign = if start % 3 == 2 { -1.0 } else { 1.0 };
            search.climb(&mut package, sign, &mut |package| {
                if pool.len() < POOL_MAX {
                    pool.push((preferences.utility(package), package.clone()));
                }
            });
        }
        pool.retain(|(utility, _)| *utility > f64::NEG_INFINITY);
        pool.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        pool.dedup_by(|a, b| a.1 == b.1);
        Self { pool, most }
    }

    fn found(&self, at: usize, bound: f64) -> Found {
        let (utility, package) = &self.pool[at];
        Found { package: package.clone(), utility: *utility, bound }
    }

    pub(crate) fn best(&self) -> Option<Found> {
        (!self.pool.is_empty()).then(|| self.found(0, (self.most - self.pool[0].0).max(0.0)))
    }

    pub(crate) fn least(&self) -> Option<Found> {
        let last = self.pool.len().checked_sub(1)?;
        Some(self.found(last, f64::INFINITY))
    }

    pub(crate) fn worst_at_least(&self, level: f64) -> Option<Found> {
        let at = self.pool.partition_point(|entry| entry.0 >= level).checked_sub(1)?;
        let first = self.pool.partition_point(|entry| entry.0 > self.pool[at].0);
        Some(self.found(first, (self.pool[at].0 - level).min(f64::MAX)))
    }

    pub(crate) fn best_at_most(&self, level: f64) -> Option<Found> {
        let at = self.pool.partition_point(|entry| entry.0 > level);
        (at < self.pool.len()).then(|| self.found(at, level - self.pool[at].0))
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
}
