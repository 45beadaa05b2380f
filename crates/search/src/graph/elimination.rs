use wasit_model::{Package, ValueIndex};

use crate::graph::rank::{Radix, row_major};
use crate::graph::{Local, Order, next_assignment};
use crate::side::split::Terms;

/// Which completion of a partial package is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aim {
    Most,
    Least,
}

/// What the eliminated issues add at best, and the rank of their partial package, by which ties are broken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rest {
    pub(crate) utility: f64,
    pub(crate) rank: u128,
}

/// By issue: for every assignment of its separator, the best that it and all that hangs on it can add; infinite
/// (against the aim) where red lines allow nothing.
#[derive(Debug)]
pub(crate) struct Messages(Vec<Vec<Rest>>);

/// The factor graph of one side as a tree of buckets (Dechter 1999): every factor belongs to that of its issues
/// which is eliminated first, every issue hangs on the first of its separator.
#[derive(Debug)]
pub(crate) struct Graph {
    pub(crate) widths: Vec<usize>,
    pub(crate) order: Order,
    pub(crate) tables: Vec<Vec<f64>>,
    pub(crate) locals: Vec<Local>,
    radix: Option<Radix>,
    /// By issue: the factors of its bucket.
    buckets: Vec<Vec<usize>>,
    /// By issue: the issues that hang on it.
    pub(crate) children: Vec<Vec<usize>>,
}

impl Graph {
    pub(crate) fn new(
        widths: Vec<usize>,
        tables: Vec<Vec<f64>>,
        locals: Vec<Local>,
        order: Order,
        radix: Option<Radix>,
    ) -> Self {
        let mut place = vec![0; widths.len()];
        for (at, &issue) in order.issues.iter().enumerate() {
            place[issue] = at;
        }
        let earliest = |scope: &[usize]| scope.iter().copied().min_by_key(|&issue| place[issue]);
        let (mut buckets, mut children) = (vec![Vec::new(); widths.len()], vec![Vec::new(); widths.len()]);
        for (at, local) in locals.iter().enumerate() {
            buckets[earliest(&local.scope).expect("a factor has a scope")].push(at);
        }
        for &issue in &order.issues {
            if let Some(parent) = earliest(&order.separators[issue]) {
                children[parent].push(issue);
            }
        }
        Self { widths, order, tables, locals, radix, buckets, children }
    }

    /// Orders of the issues in which those that depend on each other stand near each other: that of the tree of
    /// buckets, every issue behind those that hang on it; that of elimination; and that of the space.
    pub(crate) fn orders(&self) -> Vec<Vec<usize>> {
        let mut tree = Vec::with_capacity(self.widths.len());
        let roots = self.order.issues.iter().filter(|&&issue| self.order.separators[issue].is_empty());
        for &root in roots {
            let start = tree.len();
            let mut open = vec![root];
            while let Some(issue) = open.pop() {
                tree.push(issue);
                open.extend(&self.children[issue]);
            }
            tree[start..].reverse();
        }
        vec![tree, self.order.issues.clone(), (0..self.widths.len()).collect()]
    }

    pub(crate) fn terms(&self) -> Terms<'_> {
        Terms { widths: &self.widths, tables: &self.tables, locals: &self.locals }
    }

    /// What the value of `issue` and the factors of its bucket add; reads the issue and its separator.
    pub(crate) fn own(&self, issue: usize, package: &[ValueIndex]) -> f64 {
        let factors: f64 =
            self.buckets[issue].iter().map(|&at| self.locals[at].at(&self.widths, package)).sum();
        self.tables[issue][usize::from(package[issue])] + factors
    }

    /// Messages for every issue: exact, O(issues × largest table).
    pub(crate) fn eliminate(&self, aim: Aim) -> Messages {
        let mut messages = Messages(vec![Vec::new(); self.widths.len()]);
        let mut package: Package = std::iter::repeat_n(0, self.widths.len()).collect();
        for &issue in &self.order.issues {
            let mut rests = Vec::new();
            loop {
                rests.push(self.best_value(&messages, issue, aim, &mut package).1);
                if !next_assignment(&self.order.separators[issue], &self.widths, &mut package) {
                    break;
                }
            }
            messages.0[issue] = rests;
        }
        messages
    }

    /// The best of all; `None` where red lines leave nothing.
    pub(crate) fn optimum(&self, messages: &Messages, aim: Aim) -> Option<(Package, f64)> {
        let mut package: Package = std::iter::repeat_n(0, self.widths.len()).collect();
        let utility = self.rest(messages, 0, &package);
        if !utility.is_finite() {
            return None;
        }
        self.complete(messages, aim, 0, &mut package);
        Some((package, utility))
    }

    /// What the issues add that are still open when the first `depth` of the reversed order are chosen.
    pub(crate) fn rest(&self, messages: &Messages, depth: usize, package: &[ValueIndex]) -> f64 {
        let count = self.widths.len();
        let chosen = |issue: &usize| self.order.issues[count - depth..].contains(issue);
        self.order.issues[..count - depth]
            .iter()
            .filter(|&&issue| self.order.separators[issue].iter().all(chosen))
            .map(|&issue| self.message(messages, issue, package).utility)
            .sum()
    }

    /// Fills the issues from position `depth` of the reversed order on with their best.
    pub(crate) fn complete(&self, messages: &Messages, aim: Aim, depth: usize, package: &mut Package) {
        for &issue in self.order.issues.iter().rev().skip(depth) {
            package[issue] = self.best_value(messages, issue, aim, package).0;
        }
    }

    /// What choosing the value of `issue` as in `package` comes to, with all that hangs on it at its best; `None`
    /// where red lines forbid it.
    pub(crate) fn step(&self, messages: &Messages, issue: usize, package: &[ValueIndex]) -> Option<Rest> {
        let place = self.radix.as_ref().map_or(0, |radix| radix.place(issue));
        let mut sum = Rest { utility: self.own(issue, package), rank: u128::from(package[issue]) * place };
        for &child in &self.children[issue] {
            let rest = self.message(messages, child, package);
            sum.utility += rest.utility;
            sum.rank += rest.rank;
        }
        sum.utility.is_finite().then_some(sum)
    }

    fn message(&self, messages: &Messages, issue: usize, package: &[ValueIndex]) -> Rest {
        messages.0[issue][row_major(&self.order.separators[issue], &self.widths, package)]
    }

    fn best_value(
        &self,
        messages: &Messages,
        issue: usize,
        aim: Aim,
        package: &mut Package,
    ) -> (ValueIndex, Rest) {
        let none = if aim == Aim::Most { f64::NEG_INFINITY } else { f64::INFINITY };
        let mut best = (0, Rest { utility: none, rank: 0 });
        let kept = package[issue];
        for value in 0..self.widths[issue] as ValueIndex {
            package[issue] = value;
            if let Some(rest) = self.step(messages, issue, package)
                && better(aim, &rest, &best.1)
            {
                best = (value, rest);
            }
        }
        package[issue] = kept;
        best
    }
}

fn better(aim: Aim, a: &Rest, b: &Rest) -> bool {
    match aim {
        _ if a.utility == b.utility => a.rank < b.rank,
        Aim::Most => a.utility > b.utility,
        Aim::Least => a.utility < b.utility,
    }
}
