//! Samples made by formulas, whose answers are known.
#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_explain::{Class, Columns, Input, Kind, Sample, Variant};

/// Draws of a block.
pub(crate) const BLOCK: usize = 4_096;

/// Independent uniforms by draw.
pub(crate) fn uniforms(inputs: usize, draws: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..draws).map(|_| (0..inputs).map(|_| rng.random()).collect()).collect()
}

/// A number input of each column, each a group of its own.
pub(crate) fn inputs(rows: &[Vec<f64>]) -> (Vec<String>, Vec<Input>) {
    let count = rows.first().map_or(0, Vec::len);
    let input = |at: usize| Input {
        title: String::new(),
        path: format!("x{at}"),
        unit: String::new(),
        group: at,
        kind: Kind::Number,
        values: rows.iter().map(|row| row[at]).collect(),
    };
    ((0..count).map(|at| format!("group {at}")).collect(), (0..count).map(input).collect())
}

/// Holdings that end in force with the probability that `chance` gives, and are missed otherwise.
pub(crate) fn holdings(
    rows: &[Vec<f64>],
    replicates: usize,
    seed: u64,
    chance: impl Fn(&[f64]) -> f64,
) -> Variant {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut classes = Vec::with_capacity(rows.len() * replicates);
    for row in rows {
        let chance = chance(row);
        for _ in 0..replicates {
            classes.push(if rng.random::<f64>() < chance { Class::InForce } else { Class::Missed });
        }
    }
    Variant { name: "as it stands".to_owned(), classes, ..Variant::default() }
}

/// Columns with a margin by formula and outcomes by chance.
pub(crate) fn columns(
    rows: &[Vec<f64>],
    replicates: usize,
    seed: u64,
    margin: impl Fn(&[f64]) -> f64,
    chance: impl Fn(&[f64]) -> f64,
) -> Columns {
    let (groups, inputs) = inputs(rows);
    Columns {
        parties: vec!["A".to_owned(), "B".to_owned()],
        groups,
        inputs,
        replicates,
        block: BLOCK,
        margins: rows.iter().map(|row| margin(row)).collect(),
        variants: vec![holdings(rows, replicates, seed ^ 0x5eed, chance)],
        ..Columns::default()
    }
}

pub(crate) fn sample(columns: Columns) -> Sample {
    Sample::new(columns).unwrap()
}
