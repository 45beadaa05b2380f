use std::sync::OnceLock;

use rayon::prelude::*;
use wasit_model::{Package, Preferences, Space, ValueIndex};

use crate::additive::sums_of_all;
use crate::rank::Radix;
use crate::side::Found;

/// Every package within the red lines, sorted: for spaces that are small enough to list.
///
/// Built in O(p log w) for p packages of additive preferences whose last issue has w values, else in O(p log p); an
/// inverse costs O(log p), the k-th best package O(issues).
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// Falling.
    utilities: Vec<f64>,
    /// The packages' ranks, rising where utilities are equal.
    ranks: Vec<u32>,
    /// By issue, how many values it has.
    widths: Vec<u32>,
    /// The packages' values, one package after another: made for those who will ask for many.
    values: OnceLock<Vec<ValueIndex>>,
}

impl Table {
    /// `size` is the number of packages, below 2^32.
    pub(crate) fn new(space: &Space, preferences: &Preferences, size: u32) -> Self {
        let widths: Vec<usize> = space.issues().iter().map(|issue| issue.values.len()).collect();
        let rows = if preferences.is_additive() {
            sums_of_all(preferences.tables())
        } else {
            listed(space, preferences, &widths, size)
        };
        Self {
            utilities: rows.iter().map(|row| row.0).collect(),
            ranks: rows.iter().map(|row| row.1).collect(),
            widths: widths.iter().map(|&width| width as u32).collect(),
            values: OnceLock::new(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.utilities.len()
    }

    /// Spells all packages out, so that [`Table::package`] need not divide.
    pub(crate) fn spell_out(&self) {
        self.values.get_or_init(|| {
            let mut values = vec![0; self.len() * self.widths.len()];
            for (row, &rank) in values.chunks_mut(self.widths.len()).zip(&self.ranks) {
                decode(rank, &self.widths, row);
            }
            values
        });
    }

    /// The `k`-th best package, from 0.
    pub(crate) fn package(&self, k: usize) -> Package {
        let issues = self.widths.len();
        if let Some(values) = self.values.get() {
            return Package::from_slice(&values[k * issues..(k + 1) * issues]);
        }
        let mut package = Package::from_elem(0, issues);
        decode(self.ranks[k], &self.widths, &mut package);
        package
    }

    pub(crate) fn utility(&self, k: usize) -> f64 {
        self.utilities[k]
    }

    fn found(&self, k: usize) -> Found {
        Found { package: self.package(k), utility: self.utilities[k], bound: 0.0 }
    }

    /// How many packages are worth at least `level`.
    pub(crate) fn reaching(&self, level: f64) -> usize {
        self.utilities.partition_point(|&utility| utility >= level)
    }

    /// The first of those that are worth as much as the `k`-th best.
    fn first_equal(&self, k: usize) -> usize {
        let utility = self.utilities[k];
        if k == 0 || self.utilities[k - 1] > utility {
            return k;
        }
        self.utilities.partition_point(|&other| other > utility)
    }

    pub(crate) fn best(&self) -> Option<Found> {
        (self.len() > 0).then(|| self.found(0))
    }

    pub(crate) fn least(&self) -> Option<Found> {
        self.worst_at_least(f64::NEG_INFINITY)
    }

    pub(crate) fn worst_at_least(&self, level: f64) -> Option<Found> {
        let last = self.reaching(level).checked_sub(1)?;
        Some(self.found(self.first_equal(last)))
    }

    pub(crate) fn best_at_most(&self, level: f64) -> Option<Found> {
        let first = self.utilities.partition_point(|&utility| utility > level);
        (first < self.len()).then(|| self.found(first))
    }

    pub(crate) fn best_scored_in(&self, low: f64, high: f64, score: &[Vec<f64>]) -> Option<Package> {
        let mut best: Option<(f64, u32, Package)> = None;
        let from = self.utilities.partition_point(|&utility| utility > high);
        for k in from..self.reaching(low) {
            let package = self.package(k);
            let worth = score_of(score, &package);
            let better = best
                .as_ref()
                .is_none_or(|(most, rank, _)| worth > *most || (worth == *most && self.ranks[k] < *rank));
            if better {
                best = Some((worth, self.ranks[k], package));
            }
        }
        best.map(|(_, _, package)| package)
    }
}

/// Every package within the red lines with its rank, by falling utility, then by rising rank.
fn listed(space: &Space, preferences: &Preferences, widths: &[usize], size: u32) -> Vec<(f64, u32)> {
    const CHUNK: u32 = 1 << 14;
    let radix = Radix::new(widths).expect("a space that is listed is small");
    let list = |from: u32| {
        let mut package = radix.package(u128::from(from));
        let mut rows = Vec::with_capacity(CHUNK.min(size - from) as usize);
        for rank in from..from.saturating_add(CHUNK).min(size) {
            let utility = preferences.utility(&package);
            if utility > f64::NEG_INFINITY {
                rows.push((utility, rank));
            }
            space.advance(&mut package);
        }
        rows
    };
    let by_utility = |a: &(f64, u32), b: &(f64, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    let mut rows: Vec<(f64, u32)>;
    if size <= CHUNK {
        rows = list(0);
        rows.sort_unstable_by(by_utility);
    } else {
        let starts: Vec<u32> = (0..size).step_by(CHUNK as usize).collect();
        rows = starts.into_par_iter().flat_map_iter(list).collect();
        rows.par_sort_unstable_by(by_utility);
    }
    rows
}

/// The values of the package of that rank in lexicographic order.
pub(crate) fn decode(mut rank: u32, widths: &[u32], values: &mut [ValueIndex]) {
    for (value, &width) in values.iter_mut().zip(widths).rev() {
        *value = (rank % width) as ValueIndex;
        rank /= width;
    }
}

/// The sum of a package's entries in tables of one issue each.
pub(crate) fn score_of(score: &[Vec<f64>], package: &[ValueIndex]) -> f64 {
    score.iter().zip(package).map(|(table, &value)| table[usize::from(value)]).sum()
}
