use wasit_model::{Package, ValueIndex};

use crate::frontier::joint::Joint;
use crate::graph::rank::row_major;
use crate::graph::{Order, Tree, assign};

/// A weight for every side: what is bounded is the weighted sum of their utilities.
pub(crate) type Weights = Vec<f64>;

/// What partial packages can still come to, for several weighted sums at once.
pub(crate) trait Descent: Sync {
    /// The issues in the order in which they are decided.
    fn issues(&self) -> &[usize];

    /// How many values `issue` has.
    fn width(&self, issue: usize) -> usize;

    /// The weighted sums that are bounded: first those of each side alone, then the same negative, then others.
    fn weights(&self) -> &[Weights];

    /// Upper bounds over all packages; `None` where red lines leave nothing.
    fn root(&self) -> Option<Vec<f64>>;

    /// From the bounds `before` of the first `depth` issues' values, those with the next issue's value too, all as
    /// in `package`; false where red lines forbid it. With every issue decided they are exact, but for rounding.
    fn step(&self, depth: usize, package: &[ValueIndex], before: &[f64], after: &mut [f64]) -> bool;
}

/// The factor graph of all sides with what each value adds spelled out, so that weighted sums are eliminated fast.
pub(crate) struct Net {
    pub(crate) sides: usize,
    pub(crate) widths: Vec<usize>,
    pub(crate) order: Order,
    pub(crate) tree: Tree,
    /// By issue: for every assignment of its separator and every value what each side gets; all −∞ beyond a red
    /// line of any.
    own: Vec<Vec<f64>>,
}

impl Net {
    /// O(rows of the tables × sides).
    pub(crate) fn new(joint: &Joint<'_>) -> Self {
        let (sides, widths) = (joint.sides.len(), joint.widths.clone());
        let tree = joint.tree();
        let mut package: Package = std::iter::repeat_n(0, widths.len()).collect();
        let own = (0..widths.len())
            .map(|issue| {
                let separator = &joint.order.separators[issue];
                let rows: usize = separator.iter().map(|&other| widths[other]).product();
                let mut own = Vec::with_capacity(rows * widths[issue] * sides);
                for row in 0..rows {
                    assign(separator, &widths, row, &mut package);
                    for value in 0..widths[issue] as ValueIndex {
                        package[issue] = value;
                        joint.own_into(issue, &tree.buckets[issue], &package, &mut own);
                    }
                }
                own
            })
            .collect();
        Self { sides, widths, order: joint.order.clone(), tree, own }
    }

    /// What the sides get from the value of `issue` in the assignment `row` of its separator.
    fn own(&self, issue: usize, row: usize, value: ValueIndex) -> &[f64] {
        let at = (row * self.widths[issue] + usize::from(value)) * self.sides;
        &self.own[issue][at..at + self.sides]
    }

    /// How many numbers the table of `issue` has.
    pub(crate) fn table_len(&self, issue: usize) -> usize {
        self.own[issue].len()
    }

    pub(crate) fn row(&self, issue: usize, package: &[ValueIndex]) -> usize {
        row_major(&self.order.separators[issue], &self.widths, package)
    }

    /// For every issue, assignment of its separator and weights: the most that it and all that hangs on it can add;
    /// −∞ where red lines leave nothing. O(rows of the tables × weights × sides).
    pub(crate) fn messages(&self, weights: &[Weights]) -> Vec<Vec<f64>> {
        let count = weights.len();
        let mut messages: Vec<Vec<f64>> = vec![Vec::new(); self.widths.len()];
        let mut package: Package = std::iter::repeat_n(0, self.widths.len()).collect();
        let mut sums = vec![0.0; count];
        for &issue in &self.order.issues {
            let rows: usize = self.order.separators[issue].iter().map(|&other| self.widths[other]).product();
            let mut most = vec![f64::NEG_INFINITY; rows * count];
            for (row, most) in most.chunks_mut(count).enumerate() {
                assign(&self.order.separators[issue], &self.widths, row, &mut package);
                for value in 0..self.widths[issue] as ValueIndex {
                    package[issue] = value;
                    let own = self.own(issue, row, value);
                    if own[0] == f64::NEG_INFINITY {
                        continue;
                    }
                    for (sum, weights) in sums.iter_mut().zip(weights) {
                        *sum = dot(weights, own);
                    }
                    for &child in &self.tree.children[issue] {
                        let at = self.row(child, &package) * count;
                        for (sum, add) in sums.iter_mut().zip(&messages[child][at..at + count]) {
                            *sum += add;
                        }
                    }
                    for (most, &sum) in most.iter_mut().zip(&sums) {
                        *most = most.max(sum);
                    }
                }
            }
            messages[issue] = most;
        }
        messages
    }

    /// The package of the greatest weighted sum, of which the messages are given, and what each side gets there;
    /// `None` where red lines leave nothing.
    pub(crate) fn best(&self, weights: &[f64], messages: &[Vec<f64>]) -> Option<(Package, Vec<f64>)> {
        let mut package: Package = std::iter::repeat_n(0, self.widths.len()).collect();
        let mut utilities = vec![0.0; self.sides];
        for &issue in self.order.issues.iter().rev() {
            let row = self.row(issue, &package);
            let mut best: Option<(f64, ValueIndex)> = None;
            for value in 0..self.widths[issue] as ValueIndex {
                package[issue] = value;
                let own = self.own(issue, row, value);
                if own[0] == f64::NEG_INFINITY {
                    continue;
                }
                let hanging: f64 = self.tree.children[issue]
                    .iter()
                    .map(|&child| messages[child][self.row(child, &package)])
                    .sum();
                let sum = dot(weights, own) + hanging;
                if sum > f64::NEG_INFINITY && best.is_none_or(|(most, _)| sum > most) {
                    best = Some((sum, value));
                }
            }
            let (_, value) = best?;
            package[issue] = value;
            for (utility, own) in utilities.iter_mut().zip(self.own(issue, row, value)) {
                *utility += own;
            }
        }
        Some((package, utilities))
    }
}

/// The weighted sum; what has no weight counts nothing, however bad.
pub(crate) fn dot(weights: &[f64], utilities: &[f64]) -> f64 {
    weights.iter().zip(utilities).map(|(weight, utility)| weight * utility).sum()
}

/// Descent with bounds that are exact for each weighted sum by itself.
pub(crate) struct Exact<'a> {
    pub(crate) net: &'a Net,
    weights: Vec<Weights>,
    messages: Vec<Vec<f64>>,
    issues: Vec<usize>,
}

impl<'a> Exact<'a> {
    pub(crate) fn new(net: &'a Net, weights: Vec<Weights>) -> Self {
        let messages = net.messages(&weights);
        let issues = net.order.issues.iter().rev().copied().collect();
        Self { net, weights, messages, issues }
    }

    /// What was counted for `issue` and all that hangs on it.
    pub(crate) fn message(&self, issue: usize, package: &[ValueIndex]) -> &[f64] {
        let (count, row) = (self.weights.len(), self.net.row(issue, package));
        &self.messages[issue][row * count..(row + 1) * count]
    }
}

impl Descent for Exact<'_> {
    fn issues(&self) -> &[usize] {
        &self.issues
    }

    fn width(&self, issue: usize) -> usize {
        self.net.widths[issue]
    }

    fn weights(&self) -> &[Weights] {
        &self.weights
    }

    fn root(&self) -> Option<Vec<f64>> {
        let mut bounds = vec![0.0; self.weights.len()];
        for (issue, messages) in self.messages.iter().enumerate() {
            if self.net.order.separators[issue].is_empty() {
                for (bound, add) in bounds.iter_mut().zip(messages) {
                    *bound += add;
                }
            }
        }
        (bounds[0] > f64::NEG_INFINITY).then_some(bounds)
    }

    fn step(&self, depth: usize, package: &[ValueIndex], before: &[f64], after: &mut [f64]) -> bool {
        let issue = self.issues[depth];
        let row = self.net.row(issue, package);
        let own = self.net.own(issue, row, package[issue]);
        if own[0] == f64::NEG_INFINITY {
            return false;
        }
        let counted = &self.messages[issue][row * self.weights.len()..];
        for (at, after) in after.iter_mut().enumerate() {
            *after = before[at] - counted[at] + dot(&self.weights[at], own);
        }
        for &child in &self.net.tree.children[issue] {
            let hanging = self.message(child, package);
            if hanging[0] == f64::NEG_INFINITY {
                return false;
            }
            for (after, add) in after.iter_mut().zip(hanging) {
                *after += add;
            }
        }
        true
    }
}
