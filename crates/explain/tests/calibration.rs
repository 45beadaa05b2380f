//! Intervals of 95 % have the truth in about 95 of 100 samples.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod made;

use made::{columns, holdings, sample, uniforms};
use wasit_explain::{Estimate, Variant, asking, comparisons, curves, outcomes, tornado};

const SEEDS: u64 = 200;

/// P(in force) is x0 in the first variant and 1/2 in the other.
fn intervals(draws: usize, block: usize, seed: u64) -> Vec<(&'static str, Estimate, f64)> {
    let rows = uniforms(2, draws, seed);
    let mut columns = columns(&rows, 2, seed, |row| row[0], |row| row[0]);
    columns.block = block;
    columns.variants.push(Variant { name: "other".to_owned(), ..holdings(&rows, 2, !seed, |_| 0.5) });
    let sample = sample(columns);
    let outcomes = outcomes(&sample, 0);
    let curve = &curves(&sample, 0).unwrap()[0].points[0];
    let tornado = tornado(&sample, 0).unwrap();
    let bar = tornado.inputs.iter().find(|bar| bar.index == 0).unwrap();
    let asked = asking(&sample).unwrap();
    let ask = |input: usize| asked.inputs.iter().find(|ask| ask.index == input).unwrap().gain;
    vec![
        ("P(in force)", outcomes.in_force, 0.5),
        // Var(x0) = 1/12 of 1/4.
        ("ignorance", outcomes.split.unwrap().ignorance, 1.0 / 3.0),
        ("the first bin of a curve", curve.share, (curve.low + curve.high) / 2.0),
        ("a bar", bar.swing, 0.8),
        ("what learning settles", ask(0), 1.0),
        ("what learning nothing settles", ask(1), 0.0),
        ("a difference", comparisons(&sample)[0].difference, 0.0),
    ]
}

fn check(draws: usize, block: usize) {
    let mut missed = std::collections::BTreeMap::<&str, [u64; 2]>::new();
    for seed in 0..SEEDS {
        for (name, found, truth) in intervals(draws, block, seed) {
            let missed = missed.entry(name).or_default();
            missed[0] += u64::from(truth < found.low);
            missed[1] += u64::from(truth > found.high);
        }
    }
    println!("{missed:?}");
    for (name, [below, above]) in missed {
        // Twenty are more than three standard deviations beyond the ten that are promised.
        assert!(below + above <= 20, "{name}: {below} below and {above} above of {SEEDS}");
    }
}

#[test]
fn of_independent_draws() {
    check(1_600, 0);
}

#[test]
fn between_blocks() {
    check(2_560, 256);
}
