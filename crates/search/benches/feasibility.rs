//! How far from a deal two sides are and what blocks one, setup included: over many random preferences, since some are
//! harder than others.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_model::{Bar, HomeBody, Issue, Preferences, Ratifier, RedLine, Rule, Space, Values, WalkAway};
use wasit_search::{Demand, Demands, HomeVote};

fn space(issues: usize, width: usize) -> Space {
    let issue = |at: usize| Issue {
        name: format!("i{at}"),
        title: format!("i{at}"),
        unit: None,
        description: None,
        values: Values::integers(1, width as i64, 1).expect("numbers"),
    };
    Space::new((0..issues).map(issue).collect()).expect("names differ")
}

/// Two sides that want opposite things on every issue, weighed differently, with two red lines each; `share` is how much
/// of its best each asks for.
fn sides(space: &Space, share: f64, rng: &mut ChaCha8Rng) -> Vec<Preferences> {
    let side = |rising: bool, rng: &mut ChaCha8Rng| {
        let weights: Vec<f64> = (0..space.issues().len()).map(|_| rng.random::<f64>() + 0.05).collect();
        let total: f64 = weights.iter().sum();
        let tables = weights
            .iter()
            .enumerate()
            .map(|(issue, weight)| {
                let width = space.width(issue);
                let mut worths: Vec<f64> = (0..width).map(|_| rng.random()).collect();
                worths.sort_by(f64::total_cmp);
                if !rising {
                    worths.reverse();
                }
                worths.iter().map(|worth| worth * weight / total).collect()
            })
            .collect();
        let line = |issue: usize| {
            let width = space.width(issue);
            let bad = if rising { 0 } else { width - 1 };
            let words = String::new();
            RedLine { clauses: vec![(issue, (0..width).map(|value| value == bad).collect())], words }
        };
        let best = WalkAway { start: share, drift: None };
        Preferences::new(space, tables, vec![], vec![line(0), line(1)], best, None).expect("shapes fit")
    };
    vec![side(true, rng), side(false, rng)]
}

fn two_sides(c: &mut Criterion) {
    let mut group = c.benchmark_group("feasibility");
    for (issues, width) in [(7, 4), (10, 10), (30, 10)] {
        for share in [0.45, 0.6] {
            let space = space(issues, width);
            let mut rng = ChaCha8Rng::seed_from_u64(5);
            let all: Vec<Vec<Preferences>> = (0..256).map(|_| sides(&space, share, &mut rng)).collect();
            let mut next = (0..all.len()).cycle();
            let mut demands = || {
                let sides = &all[next.next().expect("a cycle has no end")];
                let demand = |preferences| Demand { preferences, floor: share, home: None };
                sides.iter().map(demand).collect::<Vec<_>>()
            };
            let name = format!("{issues}x{width} asking {share}");
            group.bench_function(BenchmarkId::new("margin", &name), |b| {
                b.iter(|| Demands::new(&space, &demands()).margin().value);
            });
            group.bench_function(BenchmarkId::new("blockers", &name), |b| {
                b.iter(|| black_box(Demands::new(&space, &demands()).blockers().sets.len()));
            });
        }
    }
    group.finish();
}

/// How likely a home body of so many ratifiers is to ratify a package, with and without a shared shock; making it ready
/// apart.
fn home_bodies(c: &mut Criterion) {
    let mut group = c.benchmark_group("ratification");
    let space = space(7, 4);
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    for (count, shock) in [(1, 0.0), (5, 0.0), (5, 0.5), (100, 0.0), (100, 0.5)] {
        let ratifier = |at: usize| Ratifier {
            name: at.to_string(),
            title: String::new(),
            preferences: sides(&space, 0.5, &mut rng).swap_remove(0),
            noise: 0.1,
            weight: 1.0,
        };
        let ratifiers = (0..count).map(ratifier).collect();
        let body = HomeBody { ratifiers, rule: Rule::quota(count, Bar::MoreThan(0.5)), shock };
        let name = format!("{count} with shock {shock}");
        group
            .bench_function(BenchmarkId::new("ready", &name), |b| b.iter(|| HomeVote::new(black_box(&body))));
        let vote = HomeVote::new(&body);
        let package: wasit_model::Package = (0..7).map(|_| 2).collect();
        group.bench_function(BenchmarkId::new("chance", &name), |b| {
            b.iter(|| vote.chance(black_box(&package)));
        });
    }
    group.finish();
}

criterion_group!(benches, two_sides, home_bodies);
criterion_main!(benches);
