use wasit_model::{Factor, Preferences};

use crate::graph::rank::row_major;

/// What one issue weighs with each side, and whether the sides pull it the same way.
#[derive(Clone, Debug, PartialEq)]
pub struct IssueWeights {
    /// The issue.
    pub issue: usize,
    /// By side: the range of the issue's main effect as a share of the sum of all issues' ranges; 0 for a side that
    /// cares for no issue.
    pub weights: Vec<f64>,
    /// By pair of sides, (0, 1), (0, 2), …, (1, 2), …: the correlation of their main effects over the issue's values,
    /// −1 where they are strictly opposed and 1 where they want the same. `None` where one of the two is indifferent.
    pub correlations: Vec<Option<f64>>,
}

/// What every value of every issue is worth by itself: the mean over all settlements of the other issues, red lines
/// left aside (the first-order terms of Sobol' 1993). For additive preferences the tables themselves.
///
/// O(values + Σ sizes of the factors × their issues).
#[must_use]
pub fn main_effects(preferences: &Preferences) -> Vec<Vec<f64>> {
    let mut effects = preferences.open_tables().to_vec();
    let widths: Vec<usize> = effects.iter().map(Vec::len).collect();
    for factor in preferences.factors() {
        match factor {
            Factor::Table(factor) => {
                let size = factor.table.len() as f64;
                let mut package = vec![0; widths.len()];
                loop {
                    let worth = factor.table[row_major(&factor.scope, &widths, &package)];
                    for &issue in &factor.scope {
                        // Each value of the issue stands in this many of the factor's rows.
                        let rows = size / widths[issue] as f64;
                        effects[issue][usize::from(package[issue])] += worth / rows;
                    }
                    if !crate::graph::next_assignment(&factor.scope, &widths, &mut package) {
                        break;
                    }
                }
            }
            Factor::Box(factor) => {
                let share = |set: &[bool]| {
                    set.iter().filter(|&&inside| inside).count() as f64 / set.len().max(1) as f64
                };
                for (at, (issue, set)) in factor.clauses.iter().enumerate() {
                    let others: f64 = factor
                        .clauses
                        .iter()
                        .enumerate()
                        .filter(|(other, _)| *other != at)
                        .map(|(_, (_, set))| share(set))
                        .product();
                    for (effect, _) in effects[*issue].iter_mut().zip(set).filter(|(_, inside)| **inside) {
                        *effect += factor.utility * others;
                    }
                }
            }
        }
    }
    effects
}

/// Who weighs what: the weights of every issue with every side. Where the sides weigh issues differently there is
/// something to trade. O(values × pairs of sides) once the main effects are made.
#[must_use]
pub fn issue_weights(sides: &[&Preferences]) -> Vec<IssueWeights> {
    let effects: Vec<Vec<Vec<f64>>> = sides.iter().map(|side| main_effects(side)).collect();
    let sums: Vec<f64> =
        effects.iter().map(|issues| issues.iter().map(|effect| range(effect)).sum()).collect();
    let issues = effects.first().map_or(0, Vec::len);
    (0..issues)
        .map(|issue| {
            let weight = |(issues, sum): (&Vec<Vec<f64>>, &f64)| {
                if *sum > 0.0 { range(&issues[issue]) / sum } else { 0.0 }
            };
            let pairs = (0..sides.len()).flat_map(|a| (a + 1..sides.len()).map(move |b| (a, b)));
            IssueWeights {
                issue,
                weights: effects.iter().zip(&sums).map(weight).collect(),
                correlations: pairs
                    .map(|(a, b)| correlation(&effects[a][issue], &effects[b][issue]))
                    .collect(),
            }
        })
        .collect()
}

fn range(worths: &[f64]) -> f64 {
    let low = worths.iter().copied().fold(f64::INFINITY, f64::min);
    let high = worths.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    high - low
}

/// Pearson's; `None` where one of the two does not vary.
fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    let mean = |worths: &[f64]| worths.iter().sum::<f64>() / worths.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let moment = |x: &[f64], mean_x: f64, y: &[f64], mean_y: f64| -> f64 {
        x.iter().zip(y).map(|(x, y)| (x - mean_x) * (y - mean_y)).sum()
    };
    if range(a) == 0.0 || range(b) == 0.0 {
        return None;
    }
    let both = moment(a, mean_a, b, mean_b);
    let scale = (moment(a, mean_a, a, mean_a) * moment(b, mean_b, b, mean_b)).sqrt();
    (scale > 0.0).then(|| (both / scale).clamp(-1.0, 1.0))
}
