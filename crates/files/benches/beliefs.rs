//! A draw of beliefs and the talks that it gives, for a file like the Muscat talks in which every number is uncertain:
//! weights, worths, walk-aways, a condition, red lines, strategies and legs.

#![allow(clippy::unwrap_used, missing_docs)]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use wasit_files::{Source, StrategyNames, read_beliefs};

const FILE: &str = include_str!("muscat.yaml");

/// Some hundred points that fill the cube, so that branches are not foretold.
fn uniforms(dimensions: usize) -> Vec<Vec<f64>> {
    let at = |draw: usize, dimension: usize| {
        let step = (2.0 + dimension as f64).sqrt().fract();
        (0.5 + draw as f64 * step).fract()
    };
    (0..128).map(|draw| (0..dimensions).map(|dimension| at(draw, dimension)).collect()).collect()
}

fn bench(criterion: &mut Criterion) {
    let names = StrategyNames { parties: &|_| Ok(()), mediators: &|_| Ok(()) };
    let source = Source { name: "muscat.yaml", bytes: FILE.as_bytes() };
    criterion.bench_function("read", |b| b.iter(|| read_beliefs(black_box(&source), &names).unwrap()));
    let beliefs = read_beliefs(&source, &names).unwrap();
    let draws = uniforms(beliefs.draws().dimensions());
    let mut next = draws.iter().cycle();
    let mut values = Vec::new();
    let name = format!("draw {} columns", beliefs.draws().columns().len());
    criterion.bench_function(&name, |b| {
        b.iter(|| beliefs.draws().draw(black_box(next.next().unwrap()), &mut values));
    });
    let all: Vec<Vec<f64>> = draws
        .iter()
        .map(|uniforms| {
            beliefs.draws().draw(uniforms, &mut values);
            values.clone()
        })
        .collect();
    let mut next = all.iter().cycle();
    let mut talks = beliefs.middle().clone();
    criterion.bench_function("redraw", |b| {
        b.iter(|| beliefs.redraw(black_box(next.next().unwrap()), &mut talks).unwrap());
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
