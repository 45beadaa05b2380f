use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::{Arc, OnceLock};

use wasit_model::{Package, ValueIndex};

use crate::count::Count;
use crate::graph::Order;
use crate::graph::elimination::{Aim, Graph};
use crate::graph::rank::Radix;
use crate::side::Found;
use crate::side::beyond::Beyond;
use crate::side::pairs::Pairs;
use crate::side::sums::{self, Cells, Step};
use crate::side::tilted::Band;

/// Searching additive preferences: nothing is listed but two halves of the issues, and these only when an
/// inverse is asked for.
#[derive(Debug)]
pub(crate) struct Additive {
    /// By issue: the values that no red line forbids, by falling utility, then by rising index.
    ranked: Vec<Vec<(f64, ValueIndex)>>,
    widths: Vec<usize>,
    halves: OnceLock<Option<(Half, Half)>>,
    beyond: OnceLock<Box<Beyond>>,
    graph: OnceLock<Box<Graph>>,
}

/// The most partial packages of a half: some 10^12 packages in all.
const HALF_MAX: f64 = (1 << 21) as f64;

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
            beyond: OnceLock::new(),
            graph: OnceLock::new(),
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

    /// Where no half outgrows its limit, exact in O(√p) after O(√p log p) once, for p packages; else as
    /// [`Beyond`] finds it.
    pub(crate) fn worst_at_least(&self, level: f64) -> Option<Found> {
        let Some((front, back)) = self.halves() else { return self.beyond().nearest(level, Aim::Least) };
        let pairs = Pairs { front: &front.sums, back: &back.sums, shift: 0.0, cells: Some(&back.cells) };
        let best = pairs.least_at_least(level, &mut |here, kept| front.lower(here.i, kept.i))?;
        Some(self.found(best.sum, front, best.i, back, best.j))
    }

    /// As [`Additive::worst_at_least`].
    pub(crate) fn best_at_most(&self, level: f64) -> Option<Found> {
        let Some((front, back)) = self.halves() else { return self.beyond().nearest(level, Aim::Most) };
        let pairs = Pairs { front: &front.sums, back: &back.sums, shift: 0.0, cells: Some(&back.cells) };
        let best = pairs.greatest_at_most(level, &mut |here, kept| front.lower(here.i, kept.i))?;
        let first = back.sums.partition_point(|&sum| sum < back.sums[best.j]);
        Some(self.found(best.sum, front, best.i, back, first))
    }

    /// The sums of both halves, where neither has more than 2^21.
    pub(crate) fn pairs(&self) -> Option<Pairs<'_>> {
        self.halves().map(|(front, back)| Pairs {
            front: &front.sums,
            back: &back.sums,
            shift: 0.0,
            cells: Some(&back.cells),
        })
    }

    /// The package of the `i`-th sum of the first half and the `j`-th of the second.
    pub(crate) fn pair(&self, i: usize, j: usize) -> Option<Package> {
        self.halves().map(|(front, back)| self.join(front, i, back, j))
    }

    /// The same preferences as a factor graph without an edge.
    pub(crate) fn graph(&self) -> &Graph {
        self.graph.get_or_init(|| {
            let table = |(values, &width): (&Vec<(f64, ValueIndex)>, &usize)| {
                let mut table = vec![f64::NEG_INFINITY; width];
                for &(utility, value) in values {
                    table[usize::from(value)] = utility;
                }
                table
            };
            let tables = self.ranked.iter().zip(&self.widths).map(table).collect();
            let order = Order::new(&self.widths, std::iter::empty());
            let radix = Radix::new(&self.widths);
            Box::new(Graph::new(self.widths.clone(), tables, Vec::new(), order, radix))
        })
    }

    /// How many packages lie in the band, beyond what halves count; `None` where there are too many issues.
    pub(crate) fn count_in_cells(&self, band: Band) -> Option<Count> {
        self.beyond().count(band)
    }

    fn beyond(&self) -> &Beyond {
        self.beyond.get_or_init(|| Box::new(Beyond::new(&self.ranked, &self.widths)))
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

    /// `None` where a half has more than 2^21 packages.
    fn halves(&self) -> Option<&(Half, Half)> {
        let make = || {
            let (mut before, mut after) =
                (1.0, self.ranked.iter().map(|values| values.len() as f64).product::<f64>());
            let larger = |values: &Vec<(f64, ValueIndex)>| {
                before *= values.len() as f64;
                after /= values.len() as f64;
                f64::max(before, after)
            };
            let halves: Vec<f64> = self.ranked.iter().map(larger).collect();
            let cut = (1..=halves.len()).min_by(|&a, &b| halves[a - 1].total_cmp(&halves[b - 1]))?;
            (halves[cut - 1] <= HALF_MAX)
                .then(|| (Half::new(&self.ranked[..cut]), Half::new(&self.ranked[cut..])))
        };
        self.halves.get_or_init(make).as_ref()
    }

    fn found(&self, utility: f64, front: &Half, i: usize, back: &Half, j: usize) -> Found {
        Found { package: self.join(front, i, back, j), utility, bound: 0.0 }
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
    /// Where a sum lies among the sums.
    cells: Cells,
    /// Partial packages by rank.
    names: Vec<u32>,
    /// Values by rising index, as ranks count them.
    values: Vec<Vec<ValueIndex>>,
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
        let mut place = 1;
        let mut issues: Vec<Vec<Step>> = ranked
            .iter()
            .rev()
            .map(|ranked| {
                let mut steps: Vec<(ValueIndex, f64)> =
                    ranked.iter().map(|&(utility, value)| (value, utility)).collect();
                steps.sort_unstable_by_key(|step| step.0);
                let here = place;
                place *= steps.len() as u32;
                (0..).zip(steps).map(|(at, (_, utility))| Step { utility, rank: at * here }).collect()
            })
            .collect();
        issues.reverse();
        let (sorted, cells) = sums::sorted(&issues);
        Self {
            cells,
            sums: sorted.iter().map(|entry| entry.sum).collect(),
            names: sorted.iter().map(|entry| entry.rank).collect(),
            values,
        }
    }

    /// Whether entry `a` is a lexicographically lesser partial package than entry `b`.
    fn lower(&self, a: usize, b: usize) -> bool {
        self.names[a] < self.names[b]
    }

    fn unpack(&self, at: usize, package: &mut Package) {
        let start = package.len();
        let mut rank = self.names[at] as usize;
        for values in self.values.iter().rev() {
            package.push(values[rank % values.len()]);
            rank /= values.len();
        }
        package[start..].reverse();
    }
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
