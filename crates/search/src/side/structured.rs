use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::OnceLock;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use wasit_model::{Package, ValueIndex};

use crate::graph::elimination::{Aim, Graph, Messages};
use crate::side::Found;
use crate::side::split::{Cut, Split};
use crate::side::tilted::{Band, Tilted};
use crate::side::windows::improve;

/// How many partial packages a search of a band looks at.
const BAND_BUDGET: u64 = 400_000;
/// How many partial packages an inverse looks at before it answers with a bound.
const NEAREST_BUDGET: u64 = 30_000;
/// How many packages around the level an inverse starts from.
const STARTS: usize = 8;
/// How many packages a window of issues may have, and how many windows an inverse looks through.
const EFFORT: (f64, usize) = ((1 << 20) as f64, 24);

/// Searching preferences whose factor graph has small separators: completions are known exactly, so that the walk
/// never goes astray and the inverse prunes with exact bounds on both sides.
#[derive(Debug)]
pub(crate) struct Structured {
    graph: Graph,
    most: OnceLock<Messages>,
    least: OnceLock<Messages>,
    split: OnceLock<Option<Split>>,
    grid: f64,
}

impl Structured {
    /// `grid` is the step of utilities.
    pub(crate) fn new(graph: Graph, grid: f64) -> Self {
        Self { graph, most: OnceLock::new(), least: OnceLock::new(), split: OnceLock::new(), grid }
    }

    fn messages(&self, aim: Aim) -> &Messages {
        match aim {
            Aim::Most => self.most.get_or_init(|| self.graph.eliminate(aim)),
            Aim::Least => self.least.get_or_init(|| self.graph.eliminate(aim)),
        }
    }

    pub(crate) fn optimum(&self, aim: Aim) -> Option<Found> {
        let (package, utility) = self.graph.optimum(self.messages(aim), aim)?;
        Some(Found { package, utility, bound: 0.0 })
    }

    pub(crate) fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Two parts to meet in the middle of, where the issues fall into such.
    pub(crate) fn split(&self) -> Option<&Split> {
        let make = || {
            let terms = self.graph.terms();
            let cut = Cut::new(terms, &self.graph.orders(), f64::INFINITY)?;
            Split::new(terms, cut, &vec![0; terms.widths.len()])
        };
        self.split.get_or_init(make).as_ref()
    }

    /// The package nearest to `level` from the side that the aim names: with `Aim::Least` the least that is at
    /// least `level`, with `Aim::Most` the most that is at most `level`.
    ///
    /// Exact by meeting in the middle where the issues fall into two parts that can be listed. Beyond that depth
    /// first with exact bounds, which is exact near the best and the worst package; and where the budget runs out,
    /// from what it came upon and from packages drawn around the level, by [`improve`] within the distance to the
    /// level.
    pub(crate) fn nearest(&self, level: f64, aim: Aim) -> Option<Found> {
        if let Some(split) = self.split() {
            let (package, utility) = split.nearest(self.graph.terms(), level, aim)?;
            return Some(Found { package, utility, bound: 0.0 });
        }
        let (best, spent) = self.dive_towards(level, aim);
        if !spent {
            return best.map(|(utility, package)| Found { package, utility, bound: 0.0 });
        }
        let (most, least) = (self.optimum(Aim::Most)?, self.optimum(Aim::Least)?);
        let end = if aim == Aim::Least { &most } else { &least };
        let sign = if aim == Aim::Least { 1.0 } else { -1.0 };
        if sign * end.utility < sign * level {
            return None;
        }
        let best = best.unwrap_or_else(|| (end.utility, end.package.clone()));
        let band = Band { low: level, high: level };
        let tilted = Tilted::towards(&self.graph, band, least.utility, most.utility)?;
        // A fixed stream: what is found is a function of the preferences and the level alone.
        let mut rng = ChaCha8Rng::from_seed(*b"wasit search: packages near here");
        let starts: Vec<Package> =
            std::iter::once(best.1.clone()).chain((0..STARTS).map(|_| tilted.draw(&mut rng).0)).collect();
        let orders = self.graph.orders();
        Some(improve(self.graph.terms(), &orders[0], EFFORT, self.grid, level, aim, &starts, best))
    }

    /// As [`Structured::nearest`], depth first until the budget runs out: what it came upon, and whether it did.
    fn dive_towards(&self, level: f64, aim: Aim) -> (Option<(f64, Package)>, bool) {
        // The second question is the first with every sign turned.
        let sign = if aim == Aim::Least { 1.0 } else { -1.0 };
        let mut best: Option<(f64, Package)> = None;
        let spent = self.dive(NEAREST_BUDGET, &mut |node| {
            let (near, far) =
                if aim == Aim::Least { (node.least, node.most) } else { (-node.most, -node.least) };
            if far < sign * level || best.as_ref().is_some_and(|(kept, _)| near.max(sign * level) > *kept) {
                return false;
            }
            if near < sign * level {
                return true;
            }
            let mut whole = node.package.clone();
            self.graph.complete(self.messages(aim), aim, node.depth, &mut whole);
            if best.as_ref().is_none_or(|(kept, package)| near < *kept || (near == *kept && whole < *package))
            {
                best = Some((near, whole));
            }
            false
        });
        (best.map(|(turned, package)| (sign * turned, package)), spent)
    }

    /// Up to `limit` packages within the band, in the order of the search.
    pub(crate) fn band(&self, low: f64, high: f64, limit: usize) -> Vec<(Package, f64)> {
        let mut all = Vec::new();
        let depth = self.graph.widths.len();
        self.dive(BAND_BUDGET, &mut |node| {
            if node.most < low || node.least > high || all.len() >= limit {
                return false;
            }
            if node.depth == depth {
                all.push((node.package.clone(), node.most));
            }
            true
        });
        all
    }

    /// Visits partial packages depth first, in the reversed order of elimination; `visit` says whether to go on
    /// below. Whether the budget ran out.
    fn dive(&self, mut budget: u64, visit: &mut dyn FnMut(&Node<'_>) -> bool) -> bool {
        let mut package: Package = std::iter::repeat_n(0, self.graph.widths.len()).collect();
        self.dive_below(0, 0.0, &mut package, &mut budget, visit);
        budget == 0
    }

    fn dive_below(
        &self,
        depth: usize,
        sum: f64,
        package: &mut Package,
        budget: &mut u64,
        visit: &mut dyn FnMut(&Node<'_>) -> bool,
    ) {
        *budget = budget.saturating_sub(1);
        let most = sum + self.graph.rest(self.messages(Aim::Most), depth, package);
        let least = sum + self.graph.rest(self.messages(Aim::Least), depth, package);
        if *budget == 0 || !most.is_finite() || !visit(&Node { depth, most, least, package }) {
            return;
        }
        let Some(&issue) = self.graph.order.issues.iter().rev().nth(depth) else { return };
        for value in 0..self.graph.widths[issue] as ValueIndex {
            package[issue] = value;
            let own = self.graph.own(issue, package);
            if own > f64::NEG_INFINITY {
                self.dive_below(depth + 1, sum + own, package, budget, visit);
            }
        }
        package[issue] = 0;
    }
}

/// A partial package: the first `depth` issues of the reversed order are chosen.
struct Node<'a> {
    depth: usize,
    most: f64,
    least: f64,
    package: &'a Package,
}

/// A subspace with its best: the first `depth` issues of the reversed order are as in `package`; the next one
/// takes none of the values in `taken`; the others are free.
#[derive(Clone, Debug)]
struct Subspace {
    utility: f64,
    package: Package,
    depth: usize,
    taken: Vec<ValueIndex>,
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
        self.utility.total_cmp(&other.utility).then_with(|| other.package.cmp(&self.package))
    }
}

/// Packages in falling utility, lexicographically least first, by Lawler's partition (1972) with exact
/// completions: the k-th costs O(issues² × values).
#[derive(Clone, Debug)]
pub(crate) struct StructuredWalk {
    heap: BinaryHeap<Subspace>,
}

impl StructuredWalk {
    pub(crate) fn new(structured: &Structured) -> Self {
        let root = structured.optimum(Aim::Most).map(|best| Subspace {
            utility: best.utility,
            package: best.package,
            depth: 0,
            taken: Vec::new(),
        });
        Self { heap: root.into_iter().collect() }
    }

    pub(crate) fn next(&mut self, structured: &Structured) -> Option<(Package, f64)> {
        let top = self.heap.pop()?;
        let graph = &structured.graph;
        let mut sum = 0.0;
        for (depth, &issue) in graph.order.issues.iter().rev().enumerate() {
            if depth >= top.depth {
                let mut taken = if depth == top.depth { top.taken.clone() } else { Vec::new() };
                taken.push(top.package[issue]);
                self.heap.extend(best_without(structured, &top.package, depth, sum, taken));
            }
            sum += graph.own(issue, &top.package);
        }
        Some((top.package, top.utility))
    }
}

/// The subspace that agrees with `package` on the first `depth` issues, worth `sum`, and takes none of `taken` at
/// the next; `None` where red lines leave nothing of it.
fn best_without(
    structured: &Structured,
    package: &Package,
    depth: usize,
    sum: f64,
    taken: Vec<ValueIndex>,
) -> Option<Subspace> {
    let graph = &structured.graph;
    let messages = structured.messages(Aim::Most);
    let issue = graph.order.issues[graph.widths.len() - 1 - depth];
    let mut package = package.clone();
    let mut best: Option<Subspace> = None;
    for value in (0..graph.widths[issue] as ValueIndex).filter(|value| !taken.contains(value)) {
        package[issue] = value;
        let own = graph.own(issue, &package);
        if own == f64::NEG_INFINITY {
            continue;
        }
        let utility = sum + own + graph.rest(messages, depth + 1, &package);
        if utility == f64::NEG_INFINITY || best.as_ref().is_some_and(|best| utility < best.utility) {
            continue;
        }
        let mut whole = package.clone();
        graph.complete(messages, Aim::Most, depth + 1, &mut whole);
        let candidate = Subspace { utility, package: whole, depth, taken: Vec::new() };
        if best.as_ref().is_none_or(|best| candidate > *best) {
            best = Some(candidate);
        }
    }
    best.map(|best| Subspace { taken, ..best })
}
