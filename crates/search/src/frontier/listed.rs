use rayon::prelude::*;
use wasit_model::{Factor, Package, Preferences, ValueIndex, ValueSet};

use crate::frontier::pareto::{Cover, Front, Limits, Vector, efficient, union};
use crate::graph::rank::Radix;

/// The utilities of one side in the order of packages, a run of packages at a time.
///
/// A block is all packages that agree on the issues before the last few. What factors read of these last ones is the
/// same in every block and is worked out once, so that a block costs one addition for each factor and package.
pub(crate) struct Lister<'a> {
    widths: &'a [usize],
    tables: &'a [Vec<f64>],
    /// How many issues are the same throughout a block.
    head: usize,
    /// How many packages a block has.
    pub(crate) block: usize,
    /// What the last issues add by themselves.
    singles: Vec<f64>,
    parts: Vec<Part<'a>>,
}

/// A factor of several issues.
struct Part<'a> {
    /// Its issues that are the same throughout a block.
    head: Vec<usize>,
    kind: Kind<'a>,
}

enum Kind<'a> {
    /// By package of a block: where the table is read, from where the head says; `None` where it is read in order.
    Table { table: &'a [f64], places: Vec<usize>, offsets: Option<Vec<u32>> },
    /// By package of a block: what is added where the sets of the head hold.
    Box { sets: Vec<&'a ValueSet>, adds: Vec<f64> },
}

impl<'a> Lister<'a> {
    pub(crate) fn new(widths: &'a [usize], preferences: &'a Preferences) -> Self {
        const BLOCK: usize = 2_048;
        let tables = preferences.tables();
        let (mut head, mut block) = (widths.len(), 1);
        while head > 0 && block * widths[head - 1] <= BLOCK {
            head -= 1;
            block *= widths[head];
        }
        let mut package: Package = std::iter::repeat_n(0, widths.len()).collect();
        let mut tails: Vec<Package> = Vec::with_capacity(block);
        for at in 0..block {
            assign_from(head, widths, at, &mut package);
            tails.push(package.clone());
        }
        let worth = |tail: &Package| -> f64 {
            (head..widths.len()).map(|issue| tables[issue][usize::from(tail[issue])]).sum()
        };
        let singles = tails.iter().map(worth).collect();
        let of_box = |clauses: &'a [(usize, ValueSet)], utility: f64| {
            let cut = clauses.partition_point(|clause| clause.0 < head);
            let holds =
                |tail: &Package| clauses[cut..].iter().all(|(issue, set)| set[usize::from(tail[*issue])]);
            Part {
                head: clauses[..cut].iter().map(|clause| clause.0).collect(),
                kind: Kind::Box {
                    sets: clauses[..cut].iter().map(|clause| &clause.1).collect(),
                    adds: tails.iter().map(|tail| if holds(tail) { utility } else { 0.0 }).collect(),
                },
            }
        };
        let factors = preferences.factors().iter().map(|factor| match factor {
            Factor::Box(factor) => of_box(&factor.clauses, factor.utility),
            Factor::Table(factor) => {
                let mut places = vec![1; factor.scope.len()];
                for at in (1..factor.scope.len()).rev() {
                    places[at - 1] = places[at] * widths[factor.scope[at]];
                }
                let cut = factor.scope.partition_point(|&issue| issue < head);
                let offset = |tail: &Package| -> u32 {
                    let steps = factor.scope[cut..].iter().zip(&places[cut..]);
                    steps.map(|(&issue, place)| usize::from(tail[issue]) * place).sum::<usize>() as u32
                };
                let offsets: Vec<u32> = tails.iter().map(offset).collect();
                let in_order = offsets.iter().enumerate().all(|(at, &offset)| at == offset as usize);
                places.truncate(cut);
                Part {
                    head: factor.scope[..cut].to_vec(),
                    kind: Kind::Table {
                        table: &factor.table,
                        places,
                        offsets: (!in_order).then_some(offsets),
                    },
                }
            }
        });
        let lines = preferences
            .red_lines()
            .iter()
            .filter(|line| line.clauses.len() > 1)
            .map(|line| of_box(&line.clauses, f64::NEG_INFINITY));
        let parts = factors.chain(lines).collect();
        Self { widths, tables, head, block, singles, parts }
    }

    /// The utilities of the packages of block `at`: −∞ beyond a red line. O(block × factors).
    pub(crate) fn list(&self, at: usize, package: &mut [ValueIndex], utilities: &mut [f64]) {
        assign_to(self.head, self.widths, at, package);
        let base: f64 = (0..self.head).map(|issue| self.tables[issue][usize::from(package[issue])]).sum();
        for (utility, single) in utilities.iter_mut().zip(&self.singles) {
            *utility = base + single;
        }
        for part in &self.parts {
            let values = part.head.iter().map(|&issue| usize::from(package[issue]));
            match &part.kind {
                Kind::Table { table, places, offsets } => {
                    let from: usize = values.zip(places).map(|(value, place)| value * place).sum();
                    let table = &table[from..];
                    match offsets {
                        None => utilities.iter_mut().zip(table).for_each(|(utility, add)| *utility += add),
                        Some(offsets) => utilities
                            .iter_mut()
                            .zip(offsets)
                            .for_each(|(utility, &offset)| *utility += table[offset as usize]),
                    }
                }
                Kind::Box { sets, adds } => {
                    if values.zip(sets).all(|(value, set)| set[value]) {
                        utilities.iter_mut().zip(adds).for_each(|(utility, add)| *utility += add);
                    }
                }
            }
        }
    }
}

/// Sets the issues from `head` on to the assignment of number `at` in the order of packages.
fn assign_from(head: usize, widths: &[usize], mut at: usize, package: &mut [ValueIndex]) {
    for issue in (head..widths.len()).rev() {
        package[issue] = (at % widths[issue]) as ValueIndex;
        at /= widths[issue];
    }
}

/// Sets the issues before `head` likewise.
fn assign_to(head: usize, widths: &[usize], mut at: usize, package: &mut [ValueIndex]) {
    for issue in (0..head).rev() {
        package[issue] = (at % widths[issue]) as ValueIndex;
        at /= widths[issue];
    }
}

/// About how many packages a thread takes at a time.
const CHUNK: usize = 1 << 15;

/// Goes through all packages in parallel: `each` is handed the utilities of every side (side by side, block after
/// block, with the rank of the block's first package) and a state of its chunk; the states come in the order of
/// packages.
pub(crate) fn scan<S: Send>(
    widths: &[usize],
    sides: &[&Preferences],
    start: impl Fn() -> S + Sync,
    each: impl Fn(&mut S, u64, &[Vec<f64>]) + Sync,
) -> Vec<S> {
    let listers: Vec<Lister<'_>> = sides.iter().map(|side| Lister::new(widths, side)).collect();
    let block = listers[0].block;
    let blocks = widths.iter().product::<usize>() / block;
    let step = (CHUNK / block).max(1);
    let starts: Vec<usize> = (0..blocks).step_by(step).collect();
    let chunk = |from: usize| {
        let mut package: Package = std::iter::repeat_n(0, widths.len()).collect();
        let mut utilities = vec![vec![0.0; block]; sides.len()];
        let mut state = start();
        for at in from..(from + step).min(blocks) {
            for (lister, utilities) in listers.iter().zip(&mut utilities) {
                lister.list(at, &mut package, utilities);
            }
            each(&mut state, (at * block) as u64, &utilities);
        }
        state
    };
    if starts.len() > 1 {
        starts.into_par_iter().map(chunk).collect()
    } else {
        starts.into_iter().map(chunk).collect()
    }
}

/// What a chunk has come upon that nothing of it dominates, with what rules most others out at a glance.
struct Sieve<const N: usize> {
    vectors: Vec<Vector<N, u128>>,
    /// The vector of the greatest sum so far.
    peak: Option<(f64, [f64; N])>,
    /// From how many vectors on the dominated ones are dropped.
    full: usize,
}

const SIEVE: usize = 1 << 12;

impl<const N: usize> Sieve<N> {
    fn new() -> Self {
        Self { vectors: Vec::new(), peak: None, full: SIEVE }
    }

    fn add(&mut self, first: u64, sides: &[Vec<f64>], sums: &mut Vec<f64>) {
        sums.clear();
        sums.extend_from_slice(&sides[0]);
        for side in &sides[1..] {
            sums.iter_mut().zip(side).for_each(|(sum, utility)| *sum += utility);
        }
        let vector =
            |at: usize| -> [f64; N] { std::array::from_fn(|side| sides.get(side).map_or(0.0, |u| u[at])) };
        for (at, &sum) in sums.iter().enumerate() {
            if sum == f64::NEG_INFINITY {
                continue;
            }
            let utilities = vector(at);
            if let Some((most, peak)) = &self.peak {
                // Equals come later in the order of packages.
                if sum <= *most && peak.iter().zip(&utilities).all(|(a, b)| a >= b) {
                    continue;
                }
            }
            if self.peak.is_none_or(|(most, _)| sum > most) {
                self.peak = Some((sum, utilities));
            }
            self.vectors.push(Vector { utilities, key: u128::from(first) + at as u128 });
        }
        if self.vectors.len() > self.full {
            self.vectors = efficient(std::mem::take(&mut self.vectors));
            self.full = SIEVE + 2 * self.vectors.len();
        }
    }
}

/// The frontier by listing every package. O(packages × factors) and the sifting of what is left.
pub(crate) fn listed<const N: usize>(
    widths: &[usize],
    sides: &[&Preferences],
    limits: Limits,
) -> (Vec<(Package, [f64; N])>, f64) {
    let radix = Radix::new(widths).expect("a space that is listed is small");
    let states = scan(
        widths,
        sides,
        || (Sieve::<N>::new(), Vec::new()),
        |(sieve, sums), first, utilities| sieve.add(first, utilities, sums),
    );
    let fronts: Vec<Front<N, u128>> =
        states.into_par_iter().map(|(sieve, _)| efficient(sieve.vectors)).collect();
    let whole = union(fronts.into_iter().map(|front| Cover { front, moved: 0.0 }).collect(), limits);
    let packages = whole.front.into_iter().map(|vector| (radix.package(vector.key), vector.utilities));
    (packages.collect(), whole.moved)
}

/// The least and the greatest utility of one side within its red lines, by listing; `None` where they leave nothing.
pub(crate) fn range(widths: &[usize], side: &Preferences) -> Option<(f64, f64)> {
    let none = (f64::INFINITY, f64::NEG_INFINITY);
    let ranges = scan(
        widths,
        &[side],
        || none,
        |range, _, utilities| {
            for &utility in &utilities[0] {
                if utility > f64::NEG_INFINITY {
                    *range = (range.0.min(utility), range.1.max(utility));
                }
            }
        },
    );
    let all = ranges.into_iter().fold(none, |a, b| (a.0.min(b.0), a.1.max(b.1)));
    (all.0 <= all.1).then_some(all)
}
