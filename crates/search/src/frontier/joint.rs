use rayon::prelude::*;
use wasit_model::{Package, Preferences, Space, ValueIndex};

use crate::frontier::key::Key;
use crate::frontier::pareto::{Cover, Front, Limits, sums, union};
use crate::graph::rank::{Radix, row_major};
use crate::graph::{Local, Order, Tree, assign, locals};
use crate::side::DENSE_MAX;

/// The factor graph of all sides together: what several sides make of the same issues is eliminated at once.
pub(crate) struct Joint<'a> {
    pub(crate) widths: Vec<usize>,
    pub(crate) sides: Vec<&'a Preferences>,
    /// Each with its side.
    pub(crate) locals: Vec<(usize, Local)>,
    pub(crate) order: Order,
    pub(crate) radix: Option<Radix>,
}

/// What [`Joint::fronts`] finds.
pub(crate) struct Fronts<const N: usize> {
    /// How many issues are eliminated.
    pub(crate) count: usize,
    /// What depends on no other issue, and the issues of which it is the sum.
    pub(crate) free: Front<N, u128>,
    pub(crate) free_issues: Vec<usize>,
    /// Issues that hang on one that is not eliminated, each with a front for every assignment of its separator.
    pub(crate) hanging: Vec<(usize, Vec<Front<N, u128>>)>,
}

impl<'a> Joint<'a> {
    pub(crate) fn new(widths: Vec<usize>, sides: Vec<&'a Preferences>) -> Self {
        let locals: Vec<(usize, Local)> = sides
            .iter()
            .enumerate()
            .flat_map(|(side, preferences)| locals(preferences).into_iter().map(move |local| (side, local)))
            .collect();
        let order = Order::new(&widths, locals.iter().map(|(_, local)| local.scope.as_slice()));
        let radix = Radix::new(&widths);
        Self { widths, sides, locals, order, radix }
    }

    /// The frontier by multi-objective bucket elimination (Rollón & Larrosa 2006): for every issue in the order,
    /// and every assignment of its separator, the front of what it and all that hangs on it can give. Packages with
    /// their vectors, and the bound that thinning leaves.
    ///
    /// O(Σ rows of the tables × sizes of the fronts that meet there).
    pub(crate) fn frontier<const N: usize>(&self, limits: Limits) -> (Vec<(Package, [f64; N])>, f64) {
        if self.radix.is_some() {
            self.eliminate::<N, u128>(limits)
        } else {
            self.eliminate::<N, Package>(limits)
        }
    }

    fn eliminate<const N: usize, K: Key>(&self, limits: Limits) -> (Vec<(Package, [f64; N])>, f64) {
        let count = self.widths.len();
        let tree = self.tree();
        let mut messages: Vec<Vec<Cover<N, K>>> = (0..count).map(|_| Vec::new()).collect();
        let mut whole = Cover::of([0.0; N], K::none(count));
        for &issue in &self.order.issues {
            let rows = self.rows(issue, &tree, &messages, limits);
            for &child in &tree.children[issue] {
                messages[child] = Vec::new();
            }
            if self.order.separators[issue].is_empty() {
                whole = sums(&whole, &rows[0], limits);
            } else {
                messages[issue] = rows;
            }
        }
        let packages = whole
            .front
            .into_iter()
            .map(|vector| (vector.key.package(self.radix.as_ref()), vector.utilities))
            .collect();
        (packages, whole.moved)
    }

    /// The exact fronts of the issues that are eliminated first, as far as they have at most `most` vectors
    /// together.
    pub(crate) fn fronts<const N: usize>(&self, most: usize) -> Fronts<N> {
        let limits = Limits { most, cover: most, work: 1 << 24 };
        let tree = self.tree();
        let mut messages: Vec<Vec<Cover<N, u128>>> = (0..self.widths.len()).map(|_| Vec::new()).collect();
        let mut whole = Cover::of([0.0; N], 0);
        let mut fronts = Fronts { count: 0, free: Vec::new(), free_issues: Vec::new(), hanging: Vec::new() };
        for &issue in &self.order.issues {
            let rows = self.rows(issue, &tree, &messages, limits);
            let size: usize = rows.iter().map(|cover| cover.front.len()).sum();
            if size > most || rows.iter().any(|cover| cover.moved > 0.0) {
                break;
            }
            if self.order.separators[issue].is_empty() {
                let sum = sums(&whole, &rows[0], limits);
                if sum.moved > 0.0 {
                    break;
                }
                whole = sum;
                fronts.free_issues.push(issue);
            } else {
                messages[issue] = rows;
            }
            for &child in &tree.children[issue] {
                messages[child] = Vec::new();
            }
            fronts.count += 1;
        }
        fronts.free = whole.front;
        fronts.hanging = messages
            .into_iter()
            .enumerate()
            .filter(|(_, rows)| !rows.is_empty())
            .map(|(issue, rows)| (issue, rows.into_iter().map(|cover| cover.front).collect()))
            .collect();
        fronts
    }

    /// By assignment of the separator of `issue`: what it and all that hangs on it can give.
    fn rows<const N: usize, K: Key>(
        &self,
        issue: usize,
        tree: &Tree,
        messages: &[Vec<Cover<N, K>>],
        limits: Limits,
    ) -> Vec<Cover<N, K>> {
        /// From about how many vectors on rows are worth a thread.
        const PARALLEL: usize = 1 << 14;
        let separator = &self.order.separators[issue];
        let count: usize = separator.iter().map(|&other| self.widths[other]).product();
        let row = |at: usize| {
            let mut package: Package = std::iter::repeat_n(0, self.widths.len()).collect();
            assign(separator, &self.widths, at, &mut package);
            let mut covers = Vec::with_capacity(self.widths[issue]);
            for value in 0..self.widths[issue] as ValueIndex {
                package[issue] = value;
                let Some(own) = self.own(issue, &tree.buckets[issue], &package) else { continue };
                let key = K::of(issue, value, self.widths.len(), self.radix.as_ref());
                let mut cover = Cover::of(own, key);
                for &child in &tree.children[issue] {
                    let at = row_major(&self.order.separators[child], &self.widths, &package);
                    cover = sums(&cover, &messages[child][at], limits);
                }
                covers.push(cover);
            }
            union(covers, limits)
        };
        let hanging =
            |&child: &usize| messages[child].iter().map(|cover| cover.front.len()).max().unwrap_or(0);
        let each: usize = tree.children[issue].iter().map(hanging).fold(1, usize::saturating_mul);
        if count > 1 && count.saturating_mul(self.widths[issue]).saturating_mul(each) > PARALLEL {
            (0..count).into_par_iter().map(row).collect()
        } else {
            (0..count).map(row).collect()
        }
    }

    /// Whether looking at every package costs no more than eliminating.
    pub(crate) fn is_listed(&self, space: &Space) -> bool {
        /// How much more an entry of a table costs than a package of a list.
        const ENTRY: u128 = 16;
        let entries = self.order.rows_sum as u128 * ENTRY;
        space.size().is_some_and(|size| size <= DENSE_MAX && size > 64 && size <= entries)
    }

    /// The buckets of [`Joint::order`].
    pub(crate) fn tree(&self) -> Tree {
        Tree::new(&self.order, self.locals.iter().map(|(_, local)| local.scope.as_slice()))
    }

    /// What every side gets from the value of `issue` and the factors of its bucket; `None` where a red line of
    /// any side forbids it.
    fn own<const N: usize>(&self, issue: usize, bucket: &[usize], package: &Package) -> Option<[f64; N]> {
        let mut own = [0.0; N];
        self.add_own(issue, bucket, package, &mut own);
        own.iter().all(|utility| *utility > f64::NEG_INFINITY).then_some(own)
    }

    /// Appends what every side gets likewise: −∞ for all where a red line of any side forbids it.
    pub(crate) fn own_into(&self, issue: usize, bucket: &[usize], package: &Package, all: &mut Vec<f64>) {
        let from = all.len();
        all.resize(from + self.sides.len(), 0.0);
        let own = &mut all[from..];
        self.add_own(issue, bucket, package, own);
        if own.contains(&f64::NEG_INFINITY) {
            own.fill(f64::NEG_INFINITY);
        }
    }

    fn add_own(&self, issue: usize, bucket: &[usize], package: &Package, own: &mut [f64]) {
        for (utility, side) in own.iter_mut().zip(&self.sides) {
            *utility = side.tables()[issue][usize::from(package[issue])];
        }
        for &at in bucket {
            let (side, local) = &self.locals[at];
            own[*side] += local.at(&self.widths, package);
        }
    }
}
