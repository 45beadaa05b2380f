use std::cmp::Ordering;
use std::collections::BinaryHeap;

use smallvec::SmallVec;
use wasit_model::{Package, ValueIndex};

use crate::graph::rank::Radix;
use crate::solutions::boxes::{Boxes, Place};
use crate::solutions::net::{Descent, Exact};

/// What a search by branch and bound looks for.
pub(crate) trait Visitor {
    /// From upper bounds of the weighted sums: how good what lies there can be at most (−∞: nothing wanted), and by
    /// what equals are put in order, greatest first.
    fn promise(&self, bounds: &[f64]) -> (f64, f64);

    /// Whether what promises this much is still to be looked at; what promises less is wanted no more than it.
    fn wanted(&self, promise: f64) -> bool;

    /// A package, and what the sides get.
    fn found(&mut self, utilities: &[f64], package: &Package);
}

/// The last issues to be decided, not value by value but from the exact fronts of what they can give.
pub(crate) struct Tail<'a> {
    pub(crate) descent: &'a Exact<'a>,
    pub(crate) radix: &'a Radix,
    /// How many issues are decided before.
    pub(crate) depth: usize,
    /// What depends on nothing decided before.
    pub(crate) free: Boxes,
    /// The issues on whose decision that counts.
    pub(crate) free_issues: Vec<usize>,
    /// Issues, each with its front, if there is anything within the red lines, by assignment of its separator.
    pub(crate) hanging: Vec<(usize, Vec<Option<Boxes>>)>,
}

/// A search depth first, the most promising first, within a limit of work.
pub(crate) struct Dive<'a, V> {
    pub(crate) descent: &'a dyn Descent,
    pub(crate) tail: Option<&'a Tail<'a>>,
    pub(crate) visitor: V,
    /// How many bounds may still be computed.
    pub(crate) work: u64,
    /// The greatest promise of what was not looked at for want of work.
    pub(crate) left: f64,
    package: Package,
    sides: usize,
}

impl<'a, V: Visitor> Dive<'a, V> {
    pub(crate) fn new(
        descent: &'a dyn Descent,
        tail: Option<&'a Tail<'a>>,
        sides: usize,
        visitor: V,
        work: u64,
    ) -> Self {
        let package = std::iter::repeat_n(0, descent.issues().len()).collect();
        Self { descent, tail, visitor, work, left: f64::NEG_INFINITY, package, sides }
    }

    /// Looks at all that is wanted. Returns what the whole promised.
    pub(crate) fn run(&mut self) -> f64 {
        let Some(root) = self.descent.root() else { return f64::NEG_INFINITY };
        let (promise, _) = self.visitor.promise(&root);
        if self.visitor.wanted(promise) {
            self.below(0, &root);
        }
        promise
    }

    /// Looks at what promises most first, wherever it lies, so that what is left in the end promises as little as
    /// work can make it: for searches that will not come to an end. Returns what the whole promised.
    pub(crate) fn run_best_first(&mut self) -> f64 {
        let Some(root) = self.descent.root() else { return f64::NEG_INFINITY };
        let (whole, order) = self.visitor.promise(&root);
        let mut heap = BinaryHeap::new();
        heap.push(Open { promise: whole, order, number: 0, values: Package::new(), bounds: root });
        let mut number = 0;
        while let Some(open) = heap.pop() {
            if !self.visitor.wanted(open.promise) {
                break;
            }
            let depth = open.values.len();
            for (&issue, &value) in self.descent.issues().iter().zip(&open.values) {
                self.package[issue] = value;
            }
            let Some(&issue) = self.descent.issues().get(depth) else {
                self.visitor.found(&open.bounds[..self.sides], &self.package);
                continue;
            };
            let width = self.descent.width(issue);
            if !self.pay(width, open.promise) {
                break;
            }
            for value in 0..width as ValueIndex {
                self.package[issue] = value;
                let mut bounds = open.bounds.clone();
                if self.descent.step(depth, &self.package, &open.bounds, &mut bounds) {
                    let (promise, order) = self.visitor.promise(&bounds);
                    if self.visitor.wanted(promise) {
                        let mut values = open.values.clone();
                        values.push(value);
                        number += 1;
                        heap.push(Open { promise, order, number, values, bounds });
                    }
                }
            }
        }
        whole
    }

    /// Whether nothing that is wanted was left for want of work.
    pub(crate) fn is_complete(&self) -> bool {
        self.left == f64::NEG_INFINITY || !self.visitor.wanted(self.left)
    }

    /// Pays for `count` bounds of something that promises `promise`; false where nothing is left to pay with.
    fn pay(&mut self, count: usize, promise: f64) -> bool {
        if self.work < count as u64 {
            self.work = 0;
            self.left = self.left.max(promise);
            return false;
        }
        self.work -= count as u64;
        true
    }

    fn below(&mut self, depth: usize, bounds: &[f64]) {
        if let Some(tail) = self.tail.filter(|tail| tail.depth == depth) {
            return self.enter(tail, bounds);
        }
        let Some(&issue) = self.descent.issues().get(depth) else {
            return self.visitor.found(&bounds[..self.sides], &self.package);
        };
        let width = self.descent.width(issue);
        let count = bounds.len();
        let mut all = Numbers::from_elem(0.0, width * count);
        let mut next: Ranked = Ranked::new();
        for (value, after) in all.chunks_mut(count).enumerate() {
            self.package[issue] = value as ValueIndex;
            if self.descent.step(depth, &self.package, bounds, after) {
                let (promise, order) = self.visitor.promise(after);
                next.push((promise, order, value));
            }
        }
        next.sort_by(best_first);
        for (promise, _, value) in next {
            if !self.visitor.wanted(promise) {
                break;
            }
            if self.pay(width, promise) {
                self.package[issue] = value as ValueIndex;
                self.below(depth + 1, &all[value * count..(value + 1) * count]);
            }
        }
        self.package[issue] = 0;
    }

    fn enter(&mut self, tail: &'a Tail<'a>, bounds: &[f64]) {
        let mut parts = vec![(&tail.free, tail.free.root())];
        let mut base = bounds.to_vec();
        let mut forget = |issue: usize| {
            for (base, counted) in base.iter_mut().zip(tail.descent.message(issue, &self.package)) {
                *base -= counted;
            }
        };
        tail.free_issues.iter().for_each(|&issue| forget(issue));
        for (issue, fronts) in &tail.hanging {
            forget(*issue);
            let Some(front) = &fronts[tail.descent.net.row(*issue, &self.package)] else { return };
            parts.push((front, front.root()));
        }
        let mut sums = vec![0.0; base.len()];
        for (boxes, place) in &parts {
            boxes.sums(*place, &mut sums);
            base.iter_mut().zip(&sums).for_each(|(base, sum)| *base += sum);
        }
        let (promise, _) = self.visitor.promise(&base);
        if self.visitor.wanted(promise) {
            self.divide(tail, &mut parts, &base);
        }
    }

    /// Divides the widest of the boxes, one from each front, whose sums are bounded by `bounds`.
    fn divide(&mut self, tail: &'a Tail<'a>, parts: &mut Vec<(&'a Boxes, Place)>, bounds: &[f64]) {
        let count = bounds.len();
        let mut sums: SmallVec<[f64; 16]> = SmallVec::from_elem(0.0, count);
        let mut widest: Option<(f64, usize)> = None;
        for (at, (boxes, place)) in parts.iter().enumerate() {
            if let Place::Box(_) = place {
                boxes.sums(*place, &mut sums);
                // The greatest utility and the negative of the least, over all sides.
                let width = sums[..2 * self.sides].iter().sum();
                if widest.is_none_or(|(most, _)| width > most) {
                    widest = Some((width, at));
                }
            }
        }
        let Some((_, at)) = widest else { return self.arrive(tail, parts, bounds) };
        let (boxes, place) = parts[at];
        let within = boxes.within(place);
        let mut all = Numbers::from_elem(0.0, within.len() * count);
        boxes.sums(place, &mut sums);
        let mut next: Ranked = Ranked::new();
        for (inner, after) in all.chunks_mut(count).enumerate() {
            boxes.sums(within[inner], after);
            for (after, (before, sum)) in after.iter_mut().zip(bounds.iter().zip(&sums)) {
                *after += before - sum;
            }
            let (promise, order) = self.visitor.promise(after);
            next.push((promise, order, inner));
        }
        next.sort_by(best_first);
        for (promise, _, inner) in next {
            if !self.visitor.wanted(promise) {
                break;
            }
            if self.pay(within.len(), promise) {
                parts[at].1 = within[inner];
                self.divide(tail, parts, &all[inner * count..(inner + 1) * count]);
            }
        }
        parts[at].1 = place;
    }

    /// All boxes have come down to points: a package.
    fn arrive(&mut self, tail: &Tail<'a>, parts: &[(&'a Boxes, Place)], bounds: &[f64]) {
        let mut package = self.package.clone();
        for (boxes, place) in parts {
            if let Place::Point(point) = place {
                // Fronts name the issues of their own; all others are at 0 there.
                let rest = tail.radix.package(boxes.rank(*point));
                for (value, add) in package.iter_mut().zip(&rest) {
                    *value += add;
                }
            }
        }
        self.visitor.found(&bounds[..self.sides], &package);
    }
}

/// A partial package that is still to be looked into.
struct Open {
    promise: f64,
    order: f64,
    number: usize,
    /// In the order in which issues are decided.
    values: Package,
    bounds: Vec<f64>,
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Open {}
impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Open {
    /// Of equals the one that was opened last: it is deepest.
    fn cmp(&self, other: &Self) -> Ordering {
        let promise = self.promise.total_cmp(&other.promise);
        promise.then(self.order.total_cmp(&other.order)).then(self.number.cmp(&other.number))
    }
}

/// What lies within one node: promise, order, number.
type Ranked = SmallVec<[(f64, f64, usize); 10]>;
/// The bounds of all of these.
type Numbers = SmallVec<[f64; 128]>;

fn best_first(a: &(f64, f64, usize), b: &(f64, f64, usize)) -> Ordering {
    b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2))
}
