use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::{Arc, OnceLock};

use rand::RngExt;
use wasit_model::{Package, ValueIndex};

use crate::side::Found;

/// Searching additive preferences: nothing is listed but two halves of the issues, and these only when an
/// inverse is asked for.
#[derive(Debug)]
pub(crate) struct Additive {
    /// By issue: the values that no red line forbids, by falling utility, then by rising index.
    ranked: Vec<Vec<(f64, ValueIndex)>>,
    widths: Vec<usize>,
    halves: OnceLock<(Half, Half)>,
}

/// How many cells merging leaves, with at most two sums in each.
const CELLS: usize = 1 << 16;

impl Additive {
    /// `None` where red lines leave nothing.
    pub(crate) fn new(tables: &[Vec<f64>]) -> Option<Self> {
        let ranked: Vec<Vec<(f64, ValueIndex)>> = tables
            .iter()
            .map(|table| {
                let mut values: Vec<_> = (0..).zip(table).map(|(at, &utility)| (utility, at)).collect();
                values.retain(|value| value.0 > f64::NEG_INFINITY);
                values.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
                values
            })
            .collect();
        let widths = tables.iter().map(Vec::len).collect();
        ranked.iter().all(|values| !values.is_empty()).then(|| Self {
            ranked,
            widths,
            halves: OnceLock::new(),
        })
    }

    pub(crate) fn best(&self) -> Found {
        let utility = self.ranked.iter().map(|values| values[0].0).sum();
        Found { package: self.ranked.iter().map(|values| values[0].1).collect(), utility, bound: 0.0 }
    }

    pub(crate) fn least(&self) -> Found {
        let least = |values: &[(f64, ValueIndex)]| {
            let utility = values[values.len() - 1].0;
            values[values.partition_point(|value| value.0 > utility)]
        };
        Found {
            package: self.ranked.iter().map(|values| least(values).1).collect(),
            utility: self.ranked.iter().map(|values| least(values).0).sum(),
            bound: 0.0,
        }
    }

    /// Where no half outgrows its limit, exact in O(√p) after O(√p log p) once, for p packages; else within the
    /// bound that merging close sums has left.
    pub(crate) fn worst_at_least(&self, level: f64) -> Option<Found> {
        let Some((front, back)) = self.halves() else { return self.near(level, 1.0) };
        let mut best: Option<(f64, usize, usize)> = None;
        let mut j = back.sums.len();
        for (i, &a) in front.sums.iter().enumerate() {
            while j > 0 && a + back.sums[j - 1] >= level {
                j -= 1;
            }
            let Some(&b) = back.sums.get(j) else { continue };
            // `j` may stand within a run of equal sums only at its start: the run was passed whole.
            if best.is_none_or(|(sum, at, _)| a + b < sum || (a + b == sum && front.lower(i, at))) {
                best = Some((a + b, i, j));
            }
        }
        best.map(|(utility, i, j)| self.found(utility, front, i, back, j))
    }

    /// As [`Additive::worst_at_least`].
    pub(crate) fn best_at_most(&self, level: f64) -> Option<Found> {
        let Some((front, back)) = self.halves() else { return self.near(level, -1.0) };
        let mut best: Option<(f64, usize, usize)> = None;
        let mut j = back.sums.len();
        for (i, &a) in front.sums.iter().enumerate() {
            while j > 0 && a + back.sums[j - 1] > level {
                j -= 1;
            }
            if j == 0 {
                break;
            }
            let b = back.sums[j - 1];
            if best.is_none_or(|(sum, at, _)| a + b > sum || (a + b == sum && front.lower(i, at))) {
                best = Some((a + b, i, j - 1));
            }
        }
        best.map(|(utility, i, j)| {
            let first = back.sums.partition_point(|&sum| sum < back.sums[j]);
            self.found(utility, front, i, back, first)
        })
    }

    /// Whether no sums were merged.
    pub(crate) fn is_exact(&self) -> bool {
        self.halves().is_some_and(|(front, back)| front.bound == 0.0 && back.bound == 0.0)
    }

    /// Uniform among the packages that reach `level` where the halves are exact; near it elsewhere.
    pub(crate) fn sample_at_least(&self, level: f64, rng: &mut impl rand::Rng) -> Option<Package> {
        let Some((front, back)) = self.halves() else {
            return self.near(level, 1.0).map(|found| found.package);
        };
        let reach = |a: f64, from: usize| {
            let mut j = from;
            while j > 0 && a + back.sums[j - 1] >= level {
                j -= 1;
            }
            j
        };
        let mut j = back.sums.len();
        let mut total: u64 = 0;
        for &a in &front.sums {
            j = reach(a, j);
            total += (back.sums.len() - j) as u64;
        }
        if total == 0 {
            return None;
        }
        let mut drawn = rng.random_range(0..total);
        j = back.sums.len();
        for (i, &a) in front.sums.iter().enumerate() {
            j = reach(a, j);
            let here = (back.sums.len() - j) as u64;
            if drawn < here {
                return Some(self.join(front, i, back, j + drawn as usize));
            }
            drawn -= here;
        }
        None
    }

    /// A dynamic program over a grid of own utility: in each cell the partial package of the greatest score.
    /// O(issues × values × cells). What it returns lies within the band; that nothing scores higher there is not
    /// certain.
    pub(crate) fn best_scored_in(&self, low: f64, high: f64, score: &[Vec<f64>]) -> Option<Package> {
        const CELLS: usize = 4096;
        #[derive(Clone, Copy)]
        struct Cell {
            own: f64,
            score: f64,
            value: ValueIndex,
            from: u32,
        }
        let mut layers: Vec<Vec<Option<Cell>>> = Vec::with_capacity(self.ranked.len());
        let (mut base, mut top) = (0.0, 0.0);
        let mut current = vec![Some(Cell { own: 0.0, score: 0.0, value: 0, from: 0 })];
        for (issue, values) in self.ranked.iter().enumerate() {
            base += values[values.len() - 1].0;
            top += values[0].0;
            let width = f64::max((top - base) / (CELLS - 1) as f64, f64::MIN_POSITIVE);
            let mut next: Vec<Option<Cell>> = vec![None; CELLS];
            for (from, cell) in (0..).zip(&current) {
                let Some(cell) = cell else { continue };
                for &(utility, value) in values {
                    let own = cell.own + utility;
                    let worth = cell.score + score[issue][usize::from(value)];
                    let slot = &mut next[(((own - base) / width) as usize).min(CELLS - 1)];
                    if slot.is_none_or(|kept| worth > kept.score) {
                        *slot = Some(Cell { own, score: worth, value, from });
                    }
                }
            }
            layers.push(std::mem::replace(&mut current, next));
        }
        let (mut cell, _) = (0..current.len())
            .filter_map(|at| current[at].map(|cell| (cell, at)))
            .filter(|(cell, _)| cell.own >= low && cell.own <= high)
            .reduce(|best, other| if other.0.score > best.0.score { other } else { best })?;
        let mut package: Package = std::iter::repeat_n(0, self.ranked.len()).collect();
        for issue in (0..self.ranked.len()).rev() {
            package[issue] = cell.value;
            if issue > 0 {
                cell =
                    layers[issue][cell.from as usize].expect("a cell points to the cell that it came from");
            }
        }
        Some(package)
    }

    /// The inverse where even halves have too many packages to number: the dynamic program of
    /// [`Additive::best_scored_in`] over ever wider bands on one side of the level (`sign` 1: above).
    fn near(&self, level: f64, sign: f64) -> Option<Found> {
        let (least, best) = (self.least(), self.best());
        let end = if sign > 0.0 { best.clone() } else { least.clone() };
        if sign * (end.utility - level) < 0.0 {
            return None;
        }
        let other = if sign > 0.0 { least } else { best.clone() };
        if sign * (other.utility - level) >= 0.0 {
            return Some(other);
        }
        let nothing: Vec<Vec<f64>> = self.widths.iter().map(|&width| vec![0.0; width]).collect();
        let mut width = (best.utility - self.least().utility) / 4096.0;
        for _ in 0..16 {
            let far = level + sign * width;
            if let Some(package) = self.best_scored_in(level.min(far), level.max(far), &nothing) {
                let utility = self.utility(&package);
                return Some(Found { package, utility, bound: (utility - level).abs() });
            }
            width *= 2.0;
        }
        Some(Found { bound: (end.utility - level).abs(), ..end })
    }

    fn utility(&self, package: &Package) -> f64 {
        let worth = |(ranked, value): (&Vec<(f64, ValueIndex)>, &ValueIndex)| {
            ranked.iter().find(|entry| entry.1 == *value).map_or(f64::NEG_INFINITY, |entry| entry.0)
        };
        self.ranked.iter().zip(package).map(worth).sum()
    }

    /// `None` where a half has 2^120 packages or more.
    fn halves(&self) -> Option<&(Half, Half)> {
        const LOG2_MAX: f64 = 240.0;
        let log2: f64 = self.ranked.iter().map(|values| (values.len() as f64).log2()).sum();
        (log2 < LOG2_MAX - 32.0).then(|| {
            self.halves.get_or_init(|| {
                let mut before = 0.0;
                let larger = |values: &Vec<(f64, ValueIndex)>| {
                    before += (values.len() as f64).log2();
                    f64::max(before, log2 - before)
                };
                let halves: Vec<f64> = self.ranked.iter().map(larger).collect();
                let cut = (1..=halves.len()).min_by(|&a, &b| halves[a - 1].total_cmp(&halves[b - 1]));
                let cut = cut.expect("there is at least one issue");
                (Half::new(&self.ranked[..cut]), Half::new(&self.ranked[cut..]))
            })
        })
    }

    fn found(&self, utility: f64, front: &Half, i: usize, back: &Half, j: usize) -> Found {
        Found { package: self.join(front, i, back, j), utility, bound: front.bound + back.bound }
    }

    fn join(&self, front: &Half, i: usize, back: &Half, j: usize) -> Package {
        let mut package = Package::with_capacity(self.widths.len());
        front.unpack(i, &mut package);
        back.unpack(j, &mut package);
        package
    }
}

/// The sums of one half of the issues, rising, each with the package that gives it.
#[derive(Debug)]
struct Half {
    sums: Vec<f64>,
    names: Names,
    /// Values by rising index, as ranks count them.
    values: Vec<Vec<ValueIndex>>,
    bound: f64,
}

/// Partial packages by rank; the wide form only where the half has more than 2^32.
#[derive(Debug)]
enum Names {
    Narrow(Vec<u32>),
    Wide(Vec<u128>),
}

impl Half {
    fn new(ranked: &[Vec<(f64, ValueIndex)>]) -> Self {
        let values: Vec<Vec<ValueIndex>> = ranked
            .iter()
            .map(|values| {
                let mut indices: Vec<ValueIndex> = values.iter().map(|value| value.1).collect();
                indices.sort_unstable();
                indices
            })
            .collect();
        let size = values.iter().fold(1.0, |size, values| size * values.len() as f64);
        if size < f64::from(u32::MAX) {
            let (sums, names, bound) = sums_of::<u32>(ranked, &values);
            Self { sums, names: Names::Narrow(names), values, bound }
        } else {
            let (sums, names, bound) = sums_of::<u128>(ranked, &values);
            Self { sums, names: Names::Wide(names), values, bound }
        }
    }

    fn rank(&self, at: usize) -> u128 {
        match &self.names {
            Names::Narrow(names) => u128::from(names[at]),
            Names::Wide(names) => names[at],
        }
    }

    /// Whether entry `a` is a lexicographically lesser partial package than entry `b`.
    fn lower(&self, a: usize, b: usize) -> bool {
        self.rank(a) < self.rank(b)
    }

    fn unpack(&self, at: usize, package: &mut Package) {
        let start = package.len();
        let mut rank = self.rank(at);
        for values in self.values.iter().rev() {
            let width = values.len() as u128;
            package.push(values[(rank % width) as usize]);
            rank /= width;
        }
        package[start..].reverse();
    }
}

trait Name: Copy + Ord {
    const ZERO: Self;
    /// The most sums that a half holds before those that lie close together are merged.
    const SUMS_MAX: usize;
    fn plus(self, at: usize, place: u128) -> Self;
    /// The union of two that value different issues.
    fn join(self, other: Self) -> Self;
}

impl Name for u32 {
    const ZERO: Self = 0;
    const SUMS_MAX: usize = 1 << 21;
    fn plus(self, at: usize, place: u128) -> Self {
        self + at as u32 * place as u32
    }
    fn join(self, other: Self) -> Self {
        self + other
    }
}

impl Name for u128 {
    const ZERO: Self = 0;
    const SUMS_MAX: usize = 1 << 17;
    fn plus(self, at: usize, place: u128) -> Self {
        self + at as u128 * place
    }
    fn join(self, other: Self) -> Self {
        self + other
    }
}

/// A sum of one value for each of some issues, and the partial package that gives it.
#[derive(Clone, Copy)]
struct Sum<N> {
    sum: f64,
    name: N,
}

/// All sums of one value for each issue, rising, with ranks; and how far merging may have moved one.
fn sums_of<N: Name>(
    ranked: &[Vec<(f64, ValueIndex)>],
    values: &[Vec<ValueIndex>],
) -> (Vec<f64>, Vec<N>, f64) {
    let mut list = vec![Sum { sum: 0.0, name: N::ZERO }];
    let mut place: u128 = 1;
    let mut bound = 0.0;
    for (ranked, indices) in ranked.iter().zip(values).rev() {
        let shifts: Vec<Sum<N>> = ranked
            .iter()
            .map(|&(utility, value)| {
                let at = indices.binary_search(&value).expect("every ranked value is listed");
                Sum { sum: utility, name: N::ZERO.plus(at, place) }
            })
            .collect();
        list = merge_shifted(&list, &shifts);
        if list.len() > N::SUMS_MAX {
            bound += thin(&mut list);
        }
        place *= indices.len() as u128;
    }
    (list.iter().map(|entry| entry.sum).collect(), list.iter().map(|entry| entry.name).collect(), bound)
}

/// A sorted list laid end to end with itself, once for each shift, and merged, neighbour with neighbour:
/// O(length × shifts × log shifts), without a branch that depends on the sums.
fn merge_shifted<N: Name>(list: &[Sum<N>], shifts: &[Sum<N>]) -> Vec<Sum<N>> {
    let mut runs: Vec<Sum<N>> = Vec::with_capacity(list.len() * shifts.len());
    for shift in shifts {
        runs.extend(list.iter().map(|entry| entry.plus(shift)));
    }
    let mut merged = Vec::with_capacity(if shifts.len() > 1 { runs.len() } else { 0 });
    let mut run = list.len();
    while run < runs.len() {
        merged.clear();
        for pair in runs.chunks(2 * run) {
            let (a, b) = pair.split_at(run.min(pair.len()));
            let (mut i, mut j) = (0, 0);
            while i < a.len() && j < b.len() {
                let first = a[i].is_before(&b[j]);
                merged.push(if first { a[i] } else { b[j] });
                i += usize::from(first);
                j += usize::from(!first);
            }
            merged.extend_from_slice(&a[i..]);
            merged.extend_from_slice(&b[j..]);
        }
        std::mem::swap(&mut runs, &mut merged);
        run *= 2;
    }
    runs
}

impl<N: Name> Sum<N> {
    fn plus(&self, other: &Self) -> Self {
        Self { sum: self.sum + other.sum, name: self.name.join(other.name) }
    }

    fn is_before(&self, other: &Self) -> bool {
        (self.sum < other.sum) | ((self.sum == other.sum) & (self.name < other.name))
    }
}

/// Keeps the least and the greatest sum of every cell of a grid, so that whatever is dropped lies within one cell
/// of a kept sum on either side of it. Returns the width of a cell.
fn thin<N: Name>(list: &mut Vec<Sum<N>>) -> f64 {
    let (low, high) = (list[0].sum, list[list.len() - 1].sum);
    let width = (high - low) / CELLS as f64;
    let cell = |entry: &Sum<N>| ((entry.sum - low) / width) as usize;
    let mut kept: Vec<Sum<N>> = Vec::with_capacity(2 * CELLS + 2);
    for at in 0..list.len() {
        let here = cell(&list[at]);
        let first = at == 0 || cell(&list[at - 1]) != here;
        let last = at + 1 == list.len() || cell(&list[at + 1]) != here;
        if first || last {
            kept.push(list[at]);
        }
    }
    *list = kept;
    width
}

/// A subspace with its best package: issues before `issue` are as in `parent`; `issue` takes its values from rank
/// `rank` on, and `value` is the first of these; issues behind it are free, and at their best in `parent`.
#[derive(Clone, Debug)]
struct Subspace {
    utility: f64,
    parent: Arc<Package>,
    issue: usize,
    value: ValueIndex,
    rank: usize,
}

impl Subspace {
    /// The values of the best package.
    fn values(&self) -> impl Iterator<Item = ValueIndex> + '_ {
        let value = |(at, &value)| if at == self.issue { self.value } else { value };
        self.parent.iter().enumerate().map(value)
    }
}

impl PartialEq for Subspace {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Subspace {}
impl PartialOrd for Subspace {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Subspace {
    fn cmp(&self, other: &Self) -> Ordering {
        self.utility.total_cmp(&other.utility).then_with(|| other.values().cmp(self.values()))
    }
}

/// Packages in falling utility, lexicographically least first, by Lawler's partition (1972): the k-th costs
/// O(issues log(k issues)).
#[derive(Clone, Debug)]
pub(crate) struct AdditiveWalk {
    heap: BinaryHeap<Subspace>,
}

impl AdditiveWalk {
    pub(crate) fn new(additive: &Additive) -> Self {
        let Found { package, utility, .. } = additive.best();
        let value = package[0];
        let root = Subspace { utility, parent: Arc::new(package), issue: 0, value, rank: 0 };
        Self { heap: BinaryHeap::from([root]) }
    }

    pub(crate) fn next(&mut self, additive: &Additive) -> Option<(Package, f64)> {
        let top = self.heap.pop()?;
        let package: Arc<Package> = Arc::new(top.values().collect());
        for issue in top.issue..additive.ranked.len() {
            let ranked = &additive.ranked[issue];
            let rank = if issue == top.issue { top.rank } else { 0 };
            let Some(&(utility, value)) = ranked.get(rank + 1) else { continue };
            let utility = top.utility - ranked[rank].0 + utility;
            self.heap.push(Subspace { utility, parent: Arc::clone(&package), issue, value, rank: rank + 1 });
        }
        Some((Package::clone(&package), top.utility))
    }
}
