use wasit_model::{Package, ValueIndex};

use crate::feasibility::Margin;
use crate::feasibility::problem::Problem;

/// A search depth first, the most promising values first, within a limit of work.
pub(crate) struct Hunt<'p, 'a> {
    problem: &'p Problem<'a>,
    /// By depth and column.
    bounds: Vec<f64>,
    package: Package,
    /// What is known to be reached, and where; what does not exceed it is not looked at.
    pub(crate) best: f64,
    pub(crate) found: Option<Package>,
    /// What is enough: the search then ends.
    enough: f64,
    work: u64,
    /// The greatest bound of what was not looked at for want of work.
    pub(crate) left: f64,
}

impl<'p, 'a> Hunt<'p, 'a> {
    pub(crate) fn new(problem: &'p Problem<'a>, work: u64) -> Self {
        let issues = problem.order.len();
        let mut bounds = vec![0.0; (issues + 1) * problem.columns];
        bounds[..problem.columns].copy_from_slice(&problem.root);
        Self {
            problem,
            bounds,
            package: std::iter::repeat_n(0, issues).collect(),
            best: f64::NEG_INFINITY,
            found: None,
            enough: f64::INFINITY,
            work,
            left: f64::NEG_INFINITY,
        }
    }

    /// Looks for the package of the greatest worth above `above`, or any worth at least `enough`.
    pub(crate) fn run(&mut self, above: f64, enough: f64) {
        self.best = above;
        self.enough = enough;
        for seed in self.problem.seeds() {
            self.consider(seed);
        }
        let columns = self.problem.columns;
        let root = self.problem.bound(&self.bounds[..columns], false);
        if root > self.best && self.best < self.enough {
            self.below(0);
        }
    }

    /// What was found as a margin.
    pub(crate) fn margin(self) -> Margin {
        let bound = if self.left > self.best { self.left - self.best } else { 0.0 };
        Margin { value: self.best, package: self.found, bound }
    }

    /// Weighs one package.
    fn consider(&mut self, package: Package) {
        let columns = self.problem.columns;
        for depth in 0..self.problem.order.len() {
            let value = package[self.problem.order[depth]];
            let range = self.problem.starts[depth]..self.problem.starts[depth + 1];
            let Some(at) = range.into_iter().find(|&at| self.problem.values[at] == value) else { return };
            let (before, after) = self.bounds[depth * columns..].split_at_mut(columns);
            if !self.problem.step(depth, at, &package, before, &mut after[..columns], &mut 0) {
                return;
            }
        }
        let worth = self.problem.bound(&self.bounds[self.problem.order.len() * columns..], true);
        if worth > self.best {
            self.best = worth;
            self.found = Some(package);
        }
    }

    fn below(&mut self, depth: usize) {
        let (problem, columns) = (self.problem, self.problem.columns);
        let issue = problem.order[depth];
        let whole = depth + 1 == problem.order.len();
        for at in problem.starts[depth]..problem.starts[depth + 1] {
            if self.work == 0 {
                let here = problem.bound(&self.bounds[depth * columns..(depth + 1) * columns], false);
                self.left = self.left.max(here);
                return;
            }
            self.work -= 1;
            self.package[issue] = problem.values[at] as ValueIndex;
            let (before, after) = self.bounds[depth * columns..].split_at_mut(columns);
            let after = &mut after[..columns];
            if !problem.step(depth, at, &self.package, before, after, &mut 0) {
                continue;
            }
            let bound = problem.bound(after, whole);
            if bound <= self.best {
                if problem.is_hopeless(depth, after, self.best) {
                    return;
                }
                continue;
            }
            if whole {
                self.best = bound;
                self.found = Some(self.package.clone());
            } else {
                self.below(depth + 1);
            }
            if self.best >= self.enough {
                return;
            }
        }
    }
}
