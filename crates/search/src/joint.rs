use wasit_model::{Package, Preferences, ValueIndex};

use crate::graph::{Local, Order, locals, next_assignment};
use crate::pareto::{Front, Key, Vector, sums, union};
use crate::rank::{Radix, row_major};

/// The factor graph of all sides together: what several sides make of the same issues is eliminated at once.
pub(crate) struct Joint<'a> {
    widths: Vec<usize>,
    sides: Vec<&'a Preferences>,
    /// Each with its side.
    locals: Vec<(usize, Local)>,
    pub(crate) order: Order,
    radix: Option<Radix>,
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
    /// and every assignment of its separator, the front of what it and all that hangs on it can give. `most` is
    /// the size from which fronts are thinned. Packages with their vectors, and the bound that thinning leaves.
    ///
    /// O(Σ rows of the tables × sizes of the fronts that meet there).
    pub(crate) fn frontier<const N: usize>(&self, most: usize) -> (Vec<(Package, [f64; N])>, f64) {
        if self.radix.is_some() {
            self.eliminate::<N, u128>(most)
        } else {
            self.eliminate::<N, Package>(most)
        }
    }

    fn eliminate<const N: usize, K: Key>(&self, most: usize) -> (Vec<(Package, [f64; N])>, f64) {
        let count = self.widths.len();
        let mut place = vec![0; count];
        for (at, &issue) in self.order.issues.iter().enumerate() {
            place[issue] = at;
        }
        let earliest = |scope: &[usize]| scope.iter().copied().min_by_key(|&issue| place[issue]);
        let mut buckets: Vec<Vec<&(usize, Local)>> = vec![Vec::new(); count];
        for local in &self.locals {
            buckets[earliest(&local.1.scope).expect("a factor has a scope")].push(local);
        }
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); count];
        let mut messages: Vec<Vec<Front<N, K>>> = (0..count).map(|_| Vec::new()).collect();
        let mut whole: Front<N, K> = vec![Vector { utilities: [0.0; N], key: K::none(count) }];
        let mut bound = 0.0;
        let mut package: Package = std::iter::repeat_n(0, count).collect();
        for &issue in &self.order.issues {
            let separator = &self.order.separators[issue];
            let mut rows = Vec::new();
            let mut widest: f64 = 0.0;
            loop {
                let mut fronts = Vec::with_capacity(self.widths[issue]);
                let mut moved: f64 = 0.0;
                // What thinning has moved adds up over children, and over values only the most counts.
                for value in 0..self.widths[issue] as ValueIndex {
                    package[issue] = value;
                    let Some(own) = self.own(issue, &buckets[issue], &package) else { continue };
                    let key = K::of(issue, value, count, self.radix.as_ref());
                    let mut front: Front<N, K> = vec![Vector { utilities: own, key }];
                    let mut here = 0.0;
                    for &child in &children[issue] {
                        let at = row_major(&self.order.separators[child], &self.widths, &package);
                        let (next, by) = sums(&front, &messages[child][at], most);
                        front = next;
                        here += by;
                    }
                    moved = moved.max(here);
                    fronts.push(front);
                }
                package[issue] = 0;
                let (front, by) = union(fronts, most);
                widest = widest.max(moved + by);
                rows.push(front);
                if !next_assignment(separator, &self.widths, &mut package) {
                    break;
                }
            }
            for &child in &children[issue] {
                messages[child] = Vec::new();
            }
            bound += widest;
            match earliest(separator) {
                Some(parent) => {
                    children[parent].push(issue);
                    messages[issue] = rows;
                }
                None => {
                    let by;
                    (whole, by) = sums(&whole, &rows[0], most);
                    bound += by;
                }
            }
        }
        let packages = whole
            .into_iter()
            .map(|vector| (vector.key.package(self.radix.as_ref()), vector.utilities))
            .collect();
        (packages, bound)
    }

    /// What every side gets from the value of `issue` and the factors of its bucket; `None` where a red line of
    /// any side forbids it.
    fn own<const N: usize>(
        &self,
        issue: usize,
        bucket: &[&(usize, Local)],
        package: &Package,
    ) -> Option<[f64; N]> {
        let mut own = [0.0; N];
        for (utility, side) in own.iter_mut().zip(&self.sides) {
            *utility = side.tables()[issue][usize::from(package[issue])];
        }
        for (side, local) in bucket {
            own[*side] += local.at(&self.widths, package);
        }
        own.iter().all(|utility| *utility > f64::NEG_INFINITY).then_some(own)
    }
}
