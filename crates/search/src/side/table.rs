use std::sync::OnceLock;

use rayon::prelude::*;
use wasit_model::{Package, Preferences, Space, ValueIndex};

use crate::graph::rank::Radix;
use crate::side::Found;
use crate::side::code::Code;
use crate::side::sums;

/// Every package within the red lines, sorted: for spaces that are small enough to list.
///
/// Built in O(p log w) for p packages of additive preferences whose last issue has w values, else in O(p log p); an
/// inverse costs O(log p), the k-th best package O(issues).
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// Falling.
    utilities: Vec<f64>,
    /// The packages' numbers, rising where utilities are equal.
    codes: Vec<u32>,
    code: Code,
    grid: Grid,
    /// The packages spelled out, for those who will ask for many.
    packages: OnceLock<Vec<Package>>,
}

impl Table {
    /// `size` is the number of packages, below 2^32.
    pub(crate) fn new(space: &Space, preferences: &Preferences, size: u32) -> Self {
        let widths: Vec<usize> = (0..space.issues().len()).map(|issue| space.width(issue)).collect();
        let code = Code::new(&widths).expect("a space that is listed is small");
        let rows = if preferences.is_additive() {
            sums::falling(preferences.tables(), |issue, value| code.part(issue, value))
        } else {
            listed(space, preferences, &widths, &code, size)
        };
        let utilities: Vec<f64> = rows.iter().map(|row| row.0).collect();
        Self {
            grid: Grid::new(&utilities),
            utilities,
            codes: rows.iter().map(|row| row.1).collect(),
            code,
            packages: OnceLock::new(),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.utilities.len()
    }

    /// Spells all packages out, so that [`Table::package`] need not divide.
    pub(crate) fn spell_out(&self) {
        self.packages.get_or_init(|| (0..self.len()).map(|k| self.decoded(k)).collect());
    }

    /// The `k`-th best package, from 0.
    #[inline]
    pub(crate) fn package(&self, k: usize) -> Package {
        match self.packages.get() {
            Some(packages) => packages[k].clone(),
            None => self.decoded(k),
        }
    }

    #[inline]
    fn decoded(&self, k: usize) -> Package {
        self.code.package(self.codes[k])
    }

    pub(crate) fn utility(&self, k: usize) -> f64 {
        self.utilities[k]
    }

    #[inline]
    fn found(&self, k: usize) -> Found {
        Found { package: self.package(k), utility: self.utilities[k], bound: 0.0 }
    }

    /// How many packages are worth at least `level`.
    #[inline]
    pub(crate) fn reaching(&self, level: f64) -> usize {
        let cell = self.grid.cell(level);
        let (mut reaching, until) = (self.grid.starts[cell] as usize, self.grid.starts[cell + 1] as usize);
        if until - reaching > 8 {
            let within = &self.utilities[reaching..until];
            return reaching + within.partition_point(|&utility| utility >= level);
        }
        while reaching < until && self.utilities[reaching] >= level {
            reaching += 1;
        }
        reaching
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

    #[inline]
    pub(crate) fn worst_at_least(&self, level: f64) -> Option<Found> {
        self.position_at_least(level).map(|k| self.found(k))
    }

    /// Where [`Table::worst_at_least`] finds its package.
    #[inline]
    pub(crate) fn position_at_least(&self, level: f64) -> Option<usize> {
        let last = self.reaching(level).checked_sub(1)?;
        Some(self.first_equal(last))
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
                .is_none_or(|(most, code, _)| worth > *most || (worth == *most && self.codes[k] < *code));
            if better {
                best = Some((worth, self.codes[k], package));
            }
        }
        best.map(|(_, _, package)| package)
    }
}

/// Where in a list of falling utilities a level lies, to within one of evenly spaced cells: about one utility to a
/// cell, so that an inverse costs O(1) where utilities are spread and O(log p) where they are not.
#[derive(Clone, Debug)]
struct Grid {
    best: f64,
    cells_per_utility: f64,
    /// By cell, how many utilities lie in the cells before it; one entry more than there are cells.
    starts: Vec<u32>,
}

impl Grid {
    fn new(utilities: &[f64]) -> Self {
        let best = utilities.first().copied().unwrap_or(0.0);
        let range = best - utilities.last().copied().unwrap_or(0.0);
        let cells = utilities.len().max(1);
        let cells_per_utility = if range > 0.0 { cells as f64 / range } else { 0.0 };
        let mut grid = Self { best, cells_per_utility, starts: vec![0; cells + 1] };
        // Utilities fall, and the cell of a lesser one is never a lesser cell.
        let mut next = 0;
        for (at, &utility) in utilities.iter().enumerate() {
            let cell = grid.cell(utility);
            if cell >= next {
                grid.starts[next..=cell].fill(at as u32);
                next = cell + 1;
            }
        }
        grid.starts[next..].fill(utilities.len() as u32);
        grid
    }

    /// The cell of a level: utilities in cells before it are greater, those in cells behind it less.
    fn cell(&self, level: f64) -> usize {
        let last = self.starts.len() - 2;
        // What is no number, or above the best, lies in the first cell: casts saturate.
        (((self.best - level) * self.cells_per_utility) as i64).clamp(0, last as i64) as usize
    }
}

/// Every package within the red lines with its number, by falling utility, then by rising number.
fn listed(
    space: &Space,
    preferences: &Preferences,
    widths: &[usize],
    code: &Code,
    size: u32,
) -> Vec<(f64, u32)> {
    const CHUNK: u32 = 1 << 14;
    let radix = Radix::new(widths).expect("a space that is listed is small");
    let list = |from: u32| {
        let mut package = radix.package(u128::from(from));
        let mut rows = Vec::with_capacity(CHUNK.min(size - from) as usize);
        for _ in from..from.saturating_add(CHUNK).min(size) {
            let utility = preferences.utility(&package);
            if utility > f64::NEG_INFINITY {
                rows.push((utility, code.of(&package)));
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

/// The sum of a package's entries in tables of one issue each.
pub(crate) fn score_of(score: &[Vec<f64>], package: &[ValueIndex]) -> f64 {
    score.iter().zip(package).map(|(table, &value)| table[usize::from(value)]).sum()
}
