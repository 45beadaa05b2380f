use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::OnceLock;

use wasit_model::{Package, ValueIndex};

use crate::elimination::{Aim, Graph, Messages};
use crate::side::Found;

/// How many partial packages an inverse looks at before it answers with what it has, and a bound.
const BUDGET: u64 = 400_000;

/// Searching preferences whose factor graph has small separators: completions are known exactly, so that the walk
/// never goes astray and the inverse prunes with exact bounds on both sides.
#[derive(Debug)]
pub(crate) struct Structured {
    graph: Graph,
    most: OnceLock<Messages>,
    least: OnceLock<Messages>,
}

impl Structured {
    pub(crate) fn new(graph: Graph) -> Self {
        Self { graph, most: OnceLock::new(), least: OnceLock::new() }
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

    /// The package nearest to `level` from the side that the aim names: with `Aim::Least` the least that is at
    /// least `level`, with `Aim::Most` the most that is at most `level`. Depth first with exact bounds; exact
    /// unless the budget runs out, then within the distance to `level`.
    pub(crate) fn nearest(&self, level: f64, aim: Aim) -> Option<Found> {
        // The second question is the first with every sign turned.
        let sign = if aim == Aim::Least { 1.0 } else { -1.0 };
        let mut best: Option<(f64, Package)> = None;
        let spent = self.dive(&mut |node| {
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
        if best.is_none() && spent {
            let end = self.optimum(if aim == Aim::Least { Aim::Most } else { Aim::Least })?;
            best = (sign * end.utility >= sign * level).then_some((sign * end.utility, end.package));
        }
        best.map(|(turned, package)| {
            let utility = sign * turned;
            Found { package, utility, bound: if spent { (utility - level).abs() } else { 0.0 } }
        })
    }

    /// Up to `limit` packages within the band, in the order of the search.
    pub(crate) fn band(&self, low: f64, high: f64, limit: usize) -> Vec<(Package, f64)> {
        let mut all = Vec::new();
        let depth = self.graph.widths.len();
        self.dive(&mut |node| {
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
    fn dive(&self, visit: &mut dyn FnMut(&Node<'_>) -> bool) -> bool {
        let mut package: Package = std::iter::repeat_n(0, self.graph.widths.len()).collect();
        let mut budget = BUDGET;
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
