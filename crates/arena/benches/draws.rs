//! Draws of uncertain talks, on one thread: two replicates each, under `bridge`, with a home body on each side.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wasit_arena::Simulation;
use wasit_files::{Source, StrategyNames, read_beliefs};
use wasit_strategies::{check_mediator, check_party};

const FILE: &[u8] = include_bytes!("../../../examples/muscat-2025-uncertain.yaml");
const DRAWS: u64 = 128;

fn draws(criterion: &mut Criterion) {
    let names = StrategyNames {
        parties: &|text| check_party(text).map_err(|error| error.to_string()),
        mediators: &|text| check_mediator(text).map_err(|error| error.to_string()),
    };
    let source = Source { name: "muscat-2025-uncertain.yaml", bytes: FILE };
    let Ok(beliefs) = read_beliefs(&source, &names) else { panic!("the example is right") };
    let simulation = Simulation::new(&beliefs, Vec::new(), 2, 1).expect("the example can be simulated");
    let thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread can be had");
    let mut group = criterion.benchmark_group("draws");
    group.throughput(Throughput::Elements(DRAWS));
    group.bench_function("muscat-2025-uncertain", |bencher| {
        bencher.iter(|| thread.install(|| simulation.hold(0..DRAWS, &|_| {}, &|| false)));
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = draws
}
criterion_main!(benches);
