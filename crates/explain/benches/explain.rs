//! What all explanations of a sample cost: 25 inputs in ten groups, two replicates, two variants, by draws.
#![allow(missing_docs, reason = "criterion's macros make functions without")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_explain::{
    Blockage, Claim, ClaimKind, Class, Columns, Input, Issue, Kind, Move, NO_VALUE, Round, Sample, Variant,
    asking, blockers, curves, effects, explain, outcomes, scenarios, tornado, what_would_it_take,
};

const INPUTS: usize = 25;
const GROUPS: usize = 10;
const REPLICATES: usize = 2;

fn sample(draws: usize) -> Sample {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let rows: Vec<Vec<f64>> = (0..draws).map(|_| (0..INPUTS).map(|_| rng.random()).collect()).collect();
    let margin = |row: &[f64]| {
        let sum: f64 = row.iter().enumerate().map(|(at, x)| (x - 0.5) / (1.0 + at as f64 / 5.0)).sum();
        sum + 0.6 * (row[0] - 0.5) * (row[6] - 0.5)
    };
    let margins: Vec<f64> = rows.iter().map(|row| margin(row)).collect();
    let mut variant = |name: &str, ease: f64| {
        let mut variant = Variant { name: name.to_owned(), ..Variant::default() };
        for (row, margin) in rows.iter().zip(&margins) {
            for _ in 0..REPLICATES {
                let deal = *margin > 0.0 && rng.random::<f64>() < ease * (0.5 + row[24] / 2.0);
                let class = match (*margin > 0.0, deal) {
                    (false, _) => Class::NoPossibleDeal,
                    (true, false) => Class::Missed,
                    (true, true) => Class::InForce,
                };
                variant.classes.push(class);
                variant.packages.extend((0..4).map(|_| if deal { rng.random_range(0..5) } else { NO_VALUE }));
                variant.rounds.push(rng.random_range(0..8));
                variant.legs.push(rng.random_range(1..60));
                variant.utilities.extend([rng.random::<f32>(), rng.random::<f32>()]);
            }
        }
        variant
    };
    let variants = vec![variant("shuttle", 0.9), variant("courier", 0.7)];
    let claim = |at: usize| Claim {
        name: format!("claim {at}"),
        party: at % 2,
        kind: ClaimKind::RedLine,
        unit: "points".to_owned(),
    };
    let blockage = |draw: usize| {
        let first = draw as u16 % 6;
        let step = |claim: u16| Move { claim, size: -margins[draw], cost: -margins[draw] * 10.0 };
        Blockage {
            draw: draw as u32,
            sets: vec![1 << first | 1 << (first + 1), 1 << first | 1 << ((first + 3) % 6)],
            moves: vec![step(first)],
            ..Blockage::default()
        }
    };
    let blockages = (0..draws).filter(|draw| margins[*draw] < 0.0).map(blockage).collect();
    let input = |at: usize| Input {
        title: String::new(),
        path: format!("party.input_{at}"),
        unit: String::new(),
        group: at % GROUPS,
        kind: Kind::Number,
        values: rows.iter().map(|row| row[at]).collect(),
    };
    Sample::new(Columns {
        parties: vec!["A".to_owned(), "B".to_owned()],
        groups: (0..GROUPS).map(|at| format!("group {at}")).collect(),
        inputs: (0..INPUTS).map(input).collect(),
        replicates: REPLICATES,
        block: 4_096,
        best_joint: vec![1.5; draws],
        issues: (0..4)
            .map(|at| Issue {
                name: format!("issue {at}"),
                values: (0..5).map(|value| value.to_string()).collect(),
            })
            .collect(),
        rounds: (0..8).map(|at| Round { name: format!("round {at}"), day: f64::from(at) * 7.0 }).collect(),
        claims: (0..7).map(claim).collect(),
        blockages,
        margins: margins.clone(),
        variants,
        ..Columns::default()
    })
    .expect("the columns fit")
}

fn benches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("explain");
    group.sample_size(10).measurement_time(Duration::from_secs(10));
    let big = sample(100_000);
    group.bench_function("outcomes 100k", |bencher| bencher.iter(|| outcomes(black_box(&big), 0)));
    group.bench_function("curves 100k", |bencher| bencher.iter(|| curves(black_box(&big), 0)));
    group.bench_function("tornado 100k", |bencher| bencher.iter(|| tornado(black_box(&big), 0)));
    group.bench_function("effects 100k", |bencher| bencher.iter(|| effects(black_box(&big), 0)));
    group.bench_function("scenarios 100k", |bencher| bencher.iter(|| scenarios(black_box(&big), 0, false)));
    group.bench_function("blockers 100k", |bencher| bencher.iter(|| blockers(black_box(&big))));
    group.bench_function("asking 100k", |bencher| bencher.iter(|| asking(black_box(&big))));
    group.bench_function("inverse 100k", |bencher| bencher.iter(|| what_would_it_take(black_box(&big), 0.9)));
    group.bench_function("all 100k", |bencher| bencher.iter(|| explain(black_box(&big))));
    let small = sample(10_000);
    group.bench_function("all 10k", |bencher| bencher.iter(|| explain(black_box(&small))));
    group.finish();
}

criterion_group!(explanations, benches);
criterion_main!(explanations);
