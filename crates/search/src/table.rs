use rayon::prelude::*;
use wasit_model::{Package, Preferences, Space, ValueIndex};

use crate::rank::Radix;
use crate::side::Found;

/// Every package within the red lines, sorted: for spaces that are small enough to list.
///
/// Built in O(p log p) for p packages; an inverse costs O(log p).
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// Rising.
    utilities: Vec<f64>,
    /// The packages' ranks, rising where utilities are equal.
    ranks: Vec<u32>,
    radix: Radix,
}

impl Table {
    pub(crate) fn new(space: &Space, preferences: &Preferences, radix: &Radix, size: u32) -> Self {
        const CHUNK: u32 = 1 << 14;
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
        let by_utility = |a: &(f64, u32), b: &(f64, u32)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        let mut rows: Vec<(f64, u32)>;
        if size <= CHUNK {
            rows = list(0);
            rows.sort_unstable_by(by_utility);
        } else {
            let starts: Vec<u32> = (0..size).step_by(CHUNK as usize).collect();
            rows = starts.into_par_iter().flat_map_iter(list).collect();
            rows.par_sort_unstable_by(by_utility);
        }
        Self {
            utilities: rows.iter().map(|row| row.0).collect(),
            ranks: rows.iter().map(|row| row.1).collect(),
            radix: radix.clone(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.utilities.len()
    }

    pub(crate) fn at(&self, at: usize) -> (Package, f64) {
        (self.radix.package(u128::from(self.ranks[at])), self.utilities[at])
    }

    fn found(&self, at: usize) -> Found {
        let (package, utility) = self.at(at);
        Found { package, utility, bound: 0.0 }
    }

    /// The position of the first utility that is at least `level`.
    pub(crate) fn first_at_least(&self, level: f64) -> usize {
        self.utilities.partition_point(|&utility| utility < level)
    }

    /// How many packages are worth at least `level`.
    pub(crate) fn reaching(&self, level: f64) -> usize {
        self.len() - self.first_at_least(level)
    }

    /// The `k`-th best package, in whichever order among equals.
    pub(crate) fn package(&self, k: usize) -> Package {
        self.at(self.len() - 1 - k).0
    }

    pub(crate) fn best(&self) -> Option<Found> {
        self.best_at_most(f64::INFINITY)
    }

    pub(crate) fn least(&self) -> Option<Found> {
        (self.len() > 0).then(|| self.found(0))
    }

    pub(crate) fn worst_at_least(&self, level: f64) -> Option<Found> {
        let at = self.first_at_least(level);
        (at < self.len()).then(|| self.found(at))
    }

    pub(crate) fn best_at_most(&self, level: f64) -> Option<Found> {
        let last = self.utilities.partition_point(|&utility| utility <= level).checked_sub(1)?;
        Some(self.found(self.first_at_least(self.utilities[last])))
    }

    pub(crate) fn best_scored_in(&self, low: f64, high: f64, score: &[Vec<f64>]) -> Option<Package> {
        let mut best: Option<(f64, u32, Package)> = None;
        for at in self.first_at_least(low)..self.len() {
            if self.utilities[at] > high {
                break;
            }
            let package = self.radix.package(u128::from(self.ranks[at]));
            let worth = score_of(score, &package);
            let better = best
                .as_ref()
                .is_none_or(|(most, rank, _)| worth > *most || (worth == *most && self.ranks[at] < *rank));
            if better {
                best = Some((worth, self.ranks[at], package));
            }
        }
        best.map(|(_, _, package)| package)
    }
}

/// The sum of a package's entries in tables of one issue each.
pub(crate) fn score_of(score: &[Vec<f64>], package: &[ValueIndex]) -> f64 {
    score.iter().zip(package).map(|(table, &value)| table[usize::from(value)]).sum()
}

/// The state of a walk over a table: position within a run of equal utilities, which is walked upwards while the
/// runs are walked downwards.
#[derive(Clone, Debug)]
pub(crate) struct TableWalk {
    start: usize,
    at: usize,
    end: usize,
}

impl TableWalk {
    pub(crate) fn new(table: &Table) -> Self {
        Self { start: table.len(), at: table.len(), end: table.len() }
    }

    pub(crate) fn next(&mut self, table: &Table) -> Option<(Package, f64)> {
        if self.at == self.end {
            let last = self.start.checked_sub(1)?;
            self.end = self.start;
            self.start = table.first_at_least(table.utilities[last]);
            self.at = self.start;
        }
        self.at += 1;
        Some(table.at(self.at - 1))
    }
}
