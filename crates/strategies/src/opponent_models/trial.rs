//! How well a model learns: it hears a conceding maker whose utility is known, over small random spaces.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_model::{Issue, Package, Space, Values};

use super::OpponentModel;

/// A space of integer issues with these numbers of values.
pub(crate) fn space(widths: &[i64]) -> Space {
    let issue = |(at, &width): (usize, &i64)| Issue {
        name: format!("i{at}"),
        title: format!("i{at}"),
        unit: None,
        description: None,
        values: Values::integers(0, width - 1, 1).unwrap(),
    };
    Space::new(widths.iter().enumerate().map(issue).collect()).unwrap()
}

/// The mean rank correlation of estimate and truth after the first `offers` of twenty offers of a linear
/// conceder, over forty makers with random weights and monotone worths.
pub(crate) fn mean_rank_correlation(make: impl Fn(&Space) -> Box<dyn OpponentModel>, offers: usize) -> f64 {
    let makers = 40;
    let mut sum = 0.0;
    for seed in 0..makers {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let space = space(&[4, 3, 5, 4]);
        let truth = truth(&space, &mut rng);
        let packages: Vec<Package> = space.packages().collect();
        let worths: Vec<f64> = packages.iter().map(|package| worth(&truth, package)).collect();
        let mut model = make(&space);
        for k in 0..offers {
            let time = (k as f64 + 1.0) / 21.0;
            // The worst package that still reaches the level, as a time-based maker offers.
            let level = 1.0 - 0.6 * time;
            let reach = (0..packages.len()).filter(|&at| worths[at] >= level - 1e-9);
            let offer = reach.min_by(|&a, &b| worths[a].total_cmp(&worths[b])).unwrap();
            model.observe(&packages[offer], time);
        }
        let estimates: Vec<f64> = packages.iter().map(|package| model.utility(package)).collect();
        sum += rank_correlation(&worths, &estimates);
    }
    sum / makers as f64
}

fn truth(space: &Space, rng: &mut ChaCha8Rng) -> Vec<Vec<f64>> {
    let weights: Vec<f64> = space.issues().iter().map(|_| 0.05 + rng.random::<f64>()).collect();
    let sum: f64 = weights.iter().sum();
    space
        .issues()
        .iter()
        .zip(weights)
        .map(|(issue, weight)| {
            let last = issue.values.len() - 1;
            let falling = rng.random::<bool>();
            (0..=last)
                .map(|value| if falling { last - value } else { value } as f64 / last as f64 * weight / sum)
                .collect()
        })
        .collect()
}

fn worth(tables: &[Vec<f64>], package: &Package) -> f64 {
    tables.iter().zip(package).map(|(table, &value)| table[usize::from(value)]).sum()
}

/// Spearman's coefficient, ties by their mean rank; 0 where one side has no order at all.
pub(crate) fn rank_correlation(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let mean = (a.len() as f64 - 1.0) / 2.0;
    let product =
        |x: &[f64], y: &[f64]| -> f64 { x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum() };
    let spread = (product(&a, &a) * product(&b, &b)).sqrt();
    if spread > 0.0 { product(&a, &b) / spread } else { 0.0 }
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&x, &y| values[x].total_cmp(&values[y]));
    let mut ranks = vec![0.0; values.len()];
    for tied in order.chunk_by(|&x, &y| (values[x] - values[y]).abs() < 1e-12) {
        let first = order.partition_point(|&at| values[at] < values[tied[0]]);
        for &at in tied {
            ranks[at] = first as f64 + (tied.len() as f64 - 1.0) / 2.0;
        }
    }
    ranks
}

#[test]
fn rank_correlation_knows_its_ends() {
    assert_eq!(rank_correlation(&[1.0, 2.0, 4.0], &[0.1, 0.5, 0.6]), 1.0);
    assert_eq!(rank_correlation(&[1.0, 2.0, 4.0], &[3.0, 2.0, 1.0]), -1.0);
    assert_eq!(rank_correlation(&[1.0, 2.0], &[3.0, 3.0]), 0.0);
}
