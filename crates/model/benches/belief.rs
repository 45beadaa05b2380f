//! How fast beliefs are made and drawn.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use wasit_model::belief::{Column, Draws, Expert, Family, Group, Law, Link, Note, Simplex, World};

type Made = Result<Family, wasit_model::belief::FamilyError>;
type Make = fn() -> Made;

fn experts() -> Made {
    let expert =
        |name: &str, family: Made| family.map(|family| Expert { name: name.to_owned(), weight: 1.0, family });
    Family::pool(vec![
        expert("anna", Family::pert(30.0, 40.0, 60.0))?,
        expert("badr", Family::percentiles(36.0, 41.0, 52.0, 0.0, 100.0))?,
        expert("chen", Family::uniform(50.0, 70.0))?,
        expert("dina", Family::normal(45.0, 5.0, Some(0.0), Some(100.0)))?,
        expert("emre", Family::constant(44.0))?,
    ])
}

/// Five of everything that is common: 25 columns.
fn draws(links: Vec<Link>) -> Draws {
    let each: Vec<Make> = vec![
        || Family::uniform(35.0, 50.0),
        || Family::pert(35.0, 40.0, 55.0),
        || Family::percentiles(36.0, 41.0, 52.0, 0.0, 100.0),
        || Family::chance(0.8),
    ];
    let mut laws: Vec<Law> =
        (0..20).map(|at| Law::Drawn(each[at % each.len()]().expect("a sound law"))).collect();
    laws.push(Law::Weights(Simplex::dirichlet(&[0.4, 0.2, 0.2, 0.1, 0.1], 20.0).expect("a sound law")));
    let columns = (0..25)
        .map(|at| Column { path: format!("c{at}"), group: Group::Talks, note: Note::default() })
        .collect();
    let world = World { name: "only".to_owned(), p: 1.0, laws, note: Note::default() };
    Draws::new(columns, vec![world], links).expect("sound beliefs")
}

fn drawing(criterion: &mut Criterion) {
    let links = (0..7).map(|at| Link { between: (at, at + 1), rank_correlation: 0.4 }).collect::<Vec<_>>();
    for (name, draws) in [("25 columns", draws(Vec::new())), ("25 columns, 8 linked", draws(links))] {
        // Uniforms that change, so that no branch is always guessed.
        let rows: Vec<Vec<f64>> = (0..512_u32)
            .map(|row| {
                (0..26_u32)
                    .map(|at| (f64::from(row * 26 + at + 1) * 0.618_033_988_749_894_9).fract())
                    .collect()
            })
            .collect();
        let mut values = Vec::new();
        let mut row = 0;
        criterion.bench_function(&format!("draw/{name}"), |bencher| {
            bencher.iter(|| {
                row = (row + 1) % rows.len();
                draws.draw(black_box(&rows[row]), &mut values);
                values[7]
            });
        });
    }
}

fn making(criterion: &mut Criterion) {
    let cases: Vec<(&str, Make)> = vec![
        ("pert", || Family::pert(black_box(35.0), 40.0, 55.0)),
        ("beta, steep", || Family::beta(black_box(0.05), 3.0, 0.0, 1.0)),
        ("beta, narrow", || Family::beta(black_box(8_000.0), 9_000.0, 0.0, 1.0)),
        ("percentiles", || Family::percentiles(black_box(36.0), 41.0, 52.0, 0.0, 100.0)),
        ("pool of five", experts),
    ];
    for (name, make) in cases {
        criterion.bench_function(&format!("make/{name}"), |bencher| bencher.iter(make));
    }
    criterion.bench_function("make/dirichlet of five", |bencher| {
        bencher.iter(|| Simplex::dirichlet(black_box(&[0.4, 0.25, 0.2, 0.1, 0.05]), 20.0));
    });
}

criterion_group!(belief, drawing, making);
criterion_main!(belief);
