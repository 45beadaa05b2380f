//! What the frontier of all sides costs, by issues × values: with it the four solutions.
#![allow(missing_docs, reason = "criterion's macros make functions without")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_model::{Factor, Issue, Preferences, Space, TableFactor, Values, WalkAway};
use wasit_search::{Side, deal_zone_size, frontier, hypervolume};

fn space(issues: usize, width: usize) -> Arc<Space> {
    let issue = |at: usize| Issue {
        name: format!("i{at}"),
        title: format!("i{at}"),
        unit: None,
        description: None,
        values: Values::integers(1, width as i64, 1).expect("a width is positive"),
    };
    Arc::new(Space::new((0..issues).map(issue).collect()).expect("issues are named by number"))
}

fn numbers(rng: &mut ChaCha8Rng, count: usize) -> Vec<f64> {
    (0..count).map(|_| rng.random_range(0.0..1.0)).collect()
}

fn side(space: &Arc<Space>, tables: Vec<Vec<f64>>, factors: Vec<Factor>) -> Arc<Side> {
    let walk_away = WalkAway { start: 0.0, drift: None };
    let preferences =
        Preferences::new(space, tables, factors, vec![], walk_away, None).expect("tables fit the space");
    Arc::new(Side::new(Arc::clone(space), preferences))
}

fn additive(count: usize, issues: usize, width: usize) -> Vec<Arc<Side>> {
    let (space, mut rng) = (space(issues, width), ChaCha8Rng::from_seed([1; 32]));
    let mut tables = || (0..issues).map(|_| numbers(&mut rng, width)).collect();
    (0..count).map(|_| side(&space, tables(), vec![])).collect()
}

/// What the first wants the second does not.
fn opposed(issues: usize, width: usize) -> Vec<Arc<Side>> {
    let (space, mut rng) = (space(issues, width), ChaCha8Rng::from_seed([2; 32]));
    let tables: Vec<Vec<f64>> = (0..issues).map(|_| numbers(&mut rng, width)).collect();
    let turned = tables.iter().map(|table| table.iter().map(|utility| 1.0 - utility).collect()).collect();
    vec![side(&space, tables, vec![]), side(&space, turned, vec![])]
}

/// Every two neighbours interact.
fn chain(issues: usize, width: usize) -> Vec<Arc<Side>> {
    let (space, mut rng) = (space(issues, width), ChaCha8Rng::from_seed([3; 32]));
    let mut links = || {
        let link = |at| TableFactor { scope: vec![at, at + 1], table: numbers(&mut rng, width * width) };
        (0..issues - 1).map(link).map(Factor::Table).collect()
    };
    (0..2).map(|_| side(&space, vec![vec![0.0; width]; issues], links())).collect()
}

/// One table over all issues.
fn dense(issues: usize, width: usize) -> Vec<Arc<Side>> {
    let (space, mut rng) = (space(issues, width), ChaCha8Rng::from_seed([4; 32]));
    let mut table = || {
        let table = numbers(&mut rng, width.pow(issues as u32));
        vec![Factor::Table(TableFactor { scope: (0..issues).collect(), table })]
    };
    (0..2).map(|_| side(&space, vec![vec![0.0; width]; issues], table())).collect()
}

fn frontiers(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("frontier and solutions");
    group.sample_size(10).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_secs(1));
    let mut bench = |name: &str, sides: Vec<Arc<Side>>| {
        let floors = vec![0.0; sides.len()];
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(frontier(&sides).solutions(&sides, &floors)));
        });
    };
    for issues in [3, 4, 5, 6, 12, 30] {
        bench(&format!("two sides, {issues} x 10"), additive(2, issues, 10));
    }
    for issues in [6, 12] {
        bench(&format!("three sides, {issues} x 10"), additive(3, issues, 10));
    }
    bench("four sides, 8 x 10", additive(4, 8, 10));
    bench("two sides, a chain of 30 x 10", chain(30, 10));
    bench("two sides, one table over 6 x 10", dense(6, 10));
    bench("two opposed sides, 5 x 10", opposed(5, 10));
    group.finish();
}

fn measures(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("deal zone");
    group.sample_size(10).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_secs(1));
    let two = additive(2, 10, 10);
    group.bench_function("size for two sides, 10 x 10", |bencher| {
        bencher.iter(|| black_box(deal_zone_size(&two, &[5.0, 5.0])));
    });
    for count in [2, 3, 4] {
        let points = frontier(&additive(count, 6, 10)).points;
        let name = format!("hypervolume for {count} sides, {} points", points.len());
        group.bench_function(name, |bencher| {
            bencher.iter(|| black_box(hypervolume(&points, &vec![0.0; count])));
        });
    }
    group.finish();
}

criterion_group!(benches, frontiers, measures);
criterion_main!(benches);
