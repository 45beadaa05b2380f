//! What one side asks: the utility of a package, the inverse by size of the space, the walk's k-th package, counts.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_model::{Issue, Preferences, Space, Values, WalkAway};
use wasit_search::Side;

fn side(issues: usize) -> Arc<Side> {
    const WIDTH: usize = 10;
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let issue = |at: usize| Issue {
        name: format!("i{at}"),
        title: format!("i{at}"),
        unit: None,
        description: None,
        values: Values::integers(1, WIDTH as i64, 1).expect("ten numbers"),
    };
    let space = Arc::new(Space::new((0..issues).map(issue).collect()).expect("names differ"));
    let tables = (0..issues).map(|_| (0..WIDTH).map(|_| rng.random()).collect()).collect();
    let walk_away = WalkAway { start: 0.0, drift: None };
    let preferences = Preferences::new(&space, tables, vec![], vec![], walk_away, None).expect("shapes fit");
    Arc::new(Side::new(space, preferences))
}

fn level(side: &Side) -> f64 {
    let most = side.best().expect("there is a package").utility;
    side.least_utility() + 0.7 * (most - side.least_utility())
}

fn one_side(c: &mut Criterion) {
    let mut group = c.benchmark_group("by_issues_of_ten_values");
    group.sample_size(10);
    for issues in [2, 4, 6, 8, 10, 12, 30] {
        let ready = side(issues);
        let level = level(&ready);
        let package = ready.best().expect("there is a package").package.clone();
        group.bench_function(BenchmarkId::new("utility", issues), |b| {
            b.iter(|| ready.utility(black_box(&package)));
        });
        group.bench_function(BenchmarkId::new("inverse_first", issues), |b| {
            b.iter_with_setup(|| side(issues), |fresh| fresh.worst_at_least(black_box(level)));
        });
        group.bench_function(BenchmarkId::new("inverse_later", issues), |b| {
            b.iter(|| ready.worst_at_least(black_box(level)));
        });
        group.bench_function(BenchmarkId::new("count", issues), |b| {
            b.iter(|| ready.count_between(black_box(level), f64::INFINITY));
        });
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        group.bench_function(BenchmarkId::new("sample", issues), |b| {
            b.iter(|| ready.sample_at_least(black_box(level), &mut rng));
        });
        group.bench_function(BenchmarkId::new("walk_to_the_100th", issues), |b| {
            b.iter(|| ready.walk().nth(black_box(99)));
        });
    }
    group.finish();
}

criterion_group!(benches, one_side);
criterion_main!(benches);
