use wasit_model::ValueIndex;

use crate::frontier::joint::Joint;
use crate::graph::Local;
use crate::solutions::measure::Scales;
use crate::solutions::net::{Descent, Weights, dot};

/// Descent where factors are too closely joined for elimination: bounds add up what each factor can still give by
/// itself, given what is decided of its issues.
pub(crate) struct Potential<'a> {
    joint: &'a Joint<'a>,
    weights: Vec<Weights>,
    /// Those first that most factors depend on.
    issues: Vec<usize>,
    /// By issue: its place in that order.
    place: Vec<usize>,
    /// By weights and issue: the most that its values add.
    singles: Vec<Vec<f64>>,
    /// By weights and factor: the most that it adds.
    most: Vec<Vec<f64>>,
    /// By issue: the factors that depend on it.
    touching: Vec<Vec<usize>>,
}

impl<'a> Potential<'a> {
    pub(crate) fn new(joint: &'a Joint<'a>, scales: &Scales) -> Self {
        let (sides, count) = (joint.sides.len(), joint.widths.len());
        let unit = |side: usize, sign: f64| -> Weights {
            (0..sides).map(|other| if other == side { sign } else { 0.0 }).collect()
        };
        let mut weights: Vec<Weights> = (0..sides).map(|side| unit(side, 1.0)).collect();
        weights.extend((0..sides).map(|side| unit(side, -1.0)));
        weights.push(vec![1.0; sides]);
        weights.push(scales.by_share());
        let mut touching = vec![Vec::new(); count];
        for (at, (_, local)) in joint.locals.iter().enumerate() {
            for &issue in &local.scope {
                touching[issue].push(at);
            }
        }
        let mut issues: Vec<usize> = (0..count).collect();
        issues.sort_by_key(|&issue| std::cmp::Reverse(touching[issue].len()));
        let mut place = vec![0; count];
        for (at, &issue) in issues.iter().enumerate() {
            place[issue] = at;
        }
        let single = |weights: &Weights, issue: usize| {
            let worth = |value: usize| {
                let own: Vec<f64> = joint.sides.iter().map(|side| side.tables()[issue][value]).collect();
                if own.contains(&f64::NEG_INFINITY) { f64::NEG_INFINITY } else { dot(weights, &own) }
            };
            (0..joint.widths[issue]).map(worth).fold(f64::NEG_INFINITY, f64::max)
        };
        let singles =
            weights.iter().map(|weights| (0..count).map(|issue| single(weights, issue)).collect()).collect();
        let most = weights
            .iter()
            .map(|weights| {
                joint.locals.iter().map(|(side, local)| local.most_times(weights[*side])).collect()
            })
            .collect();
        Self { joint, weights, issues, place, singles, most, touching }
    }

    /// How much more a bound costs than one by elimination does, about.
    pub(crate) fn cost(&self) -> u64 {
        let touching: usize = self.touching.iter().map(Vec::len).sum();
        2 + (touching / self.issues.len()) as u64
    }

    /// What a factor adds, where the values of the first `depth` issues settle it.
    fn settled(&self, local: &Local, depth: usize, package: &[ValueIndex]) -> Option<f64> {
        local.decided(&self.joint.widths, package, |issue| self.place[issue] < depth)
    }
}

impl Descent for Potential<'_> {
    fn issues(&self) -> &[usize] {
        &self.issues
    }

    fn width(&self, issue: usize) -> usize {
        self.joint.widths[issue]
    }

    fn weights(&self) -> &[Weights] {
        &self.weights
    }

    fn root(&self) -> Option<Vec<f64>> {
        let bounds: Vec<f64> = self
            .singles
            .iter()
            .zip(&self.most)
            .map(|(singles, most)| singles.iter().sum::<f64>() + most.iter().sum::<f64>())
            .collect();
        (bounds[0] > f64::NEG_INFINITY).then_some(bounds)
    }

    fn step(&self, depth: usize, package: &[ValueIndex], before: &[f64], after: &mut [f64]) -> bool {
        let issue = self.issues[depth];
        let value = usize::from(package[issue]);
        let own: Vec<f64> = self.joint.sides.iter().map(|side| side.tables()[issue][value]).collect();
        if own.contains(&f64::NEG_INFINITY) {
            return false;
        }
        for (at, after) in after.iter_mut().enumerate() {
            *after = before[at] - self.singles[at][issue] + dot(&self.weights[at], &own);
        }
        for &factor in &self.touching[issue] {
            let (side, local) = &self.joint.locals[factor];
            if self.settled(local, depth, package).is_some() {
                continue;
            }
            let Some(utility) = self.settled(local, depth + 1, package) else { continue };
            if utility == f64::NEG_INFINITY {
                return false;
            }
            for (at, after) in after.iter_mut().enumerate() {
                *after += self.weights[at][*side] * utility - self.most[at][factor];
            }
        }
        true
    }
}

impl Local {
    /// What the factor adds, where the issues that are decided settle it.
    fn decided(
        &self,
        widths: &[usize],
        package: &[ValueIndex],
        decided: impl Fn(usize) -> bool,
    ) -> Option<f64> {
        if self.scope.iter().all(|&issue| decided(issue)) {
            return Some(self.at(widths, package));
        }
        self.misses(package, decided).then_some(0.0)
    }
}
