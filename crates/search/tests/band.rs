//! Counting and sampling in a band of utility, and inverses beyond what can be listed.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

#[path = "../src/cases.rs"]
mod cases;

use std::collections::HashMap;
use std::sync::Arc;

use cases::{levels, listed, preferences};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_model::{BoxFactor, Factor, Package, Preferences, Space, TableFactor, WalkAway};
use wasit_search::{Count, Side};

fn counts_and_draws(
    (space, preferences): (Arc<Space>, Preferences),
    listed_max: u128,
    low: f64,
    width: f64,
) -> Result<(), TestCaseError> {
    let all = listed(&space, &preferences);
    let side = Side::listing(space, preferences, listed_max);
    for low in levels(&all, low) {
        for high in [low, low + width, f64::INFINITY] {
            let inside: Vec<&Package> =
                all.iter().filter(|entry| entry.0 >= low && entry.0 <= high).map(|entry| &entry.1).collect();
            prop_assert_eq!(side.count_between(low, high), Count::exactly(inside.len() as u128));
            let mut rng = ChaCha8Rng::from_seed([1; 32]);
            let drawn = side.sample_between(low, high, &mut rng);
            prop_assert_eq!(drawn.is_some(), !inside.is_empty());
            prop_assert!(drawn.is_none_or(|package| inside.contains(&&package)));
        }
    }
    prop_assert_eq!(side.count_between(1.0, 0.0).exact, Some(0));
    prop_assert_eq!(side.count_between(f64::NAN, 1.0).exact, Some(0));
    prop_assert_eq!(side.sample_between(0.0, f64::NAN, &mut ChaCha8Rng::from_seed([1; 32])), None);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn additive_bands(
        case in preferences(true),
        listed_max in prop_oneof![Just(0), Just(1_000_000_u128)],
        low in -2.0..2.0_f64,
        width in 0.0..1.0_f64,
    ) {
        counts_and_draws(case, listed_max, low, width)?;
    }

    #[test]
    fn bands_of_factor_graphs(
        case in preferences(false),
        listed_max in prop_oneof![Just(0), Just(1_000_000_u128)],
        low in -2.0..2.0_f64,
        width in 0.0..1.0_f64,
    ) {
        counts_and_draws(case, listed_max, low, width)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Every package of a small band is drawn as often as any other.
    #[test]
    fn draws_are_uniform(
        case in prop_oneof![preferences(true), preferences(false)],
        at in 0.0..1.0_f64,
        listed_max in prop_oneof![Just(0), Just(1_000_000_u128)],
    ) {
        const EACH: usize = 60;
        let (space, preferences) = case;
        let all = listed(&space, &preferences);
        prop_assume!(all.len() > 1);
        let side = Side::listing(space, preferences, listed_max);
        let first = (at * (all.len() - 1) as f64) as usize;
        let (low, high) = (all[first].0, all[(first + 12).min(all.len() - 1)].0);
        let inside = all.iter().filter(|entry| entry.0 >= low && entry.0 <= high).count();
        prop_assume!(inside <= 60);
        let mut rng = ChaCha8Rng::from_seed([3; 32]);
        let mut seen: HashMap<Package, usize> = HashMap::new();
        for _ in 0..EACH * inside {
            *seen.entry(side.sample_between(low, high, &mut rng).unwrap()).or_default() += 1;
        }
        prop_assert_eq!(seen.len(), inside);
        // Pearson's statistic, with six deviations to spare.
        let statistic: f64 =
            seen.values().map(|&times| (times as f64 - EACH as f64).powi(2) / EACH as f64).sum();
        prop_assert!(statistic <= inside as f64 + 6.0 * (2.0 * inside.max(8) as f64).sqrt(), "{statistic} of {inside}");
    }
}

/// `issues` issues of `width` values each, worth what `number` says of the issue and the value.
fn additive(issues: usize, width: usize, mut number: impl FnMut(usize, usize) -> f64) -> Arc<Side> {
    let space = cases::space(&vec![width; issues]);
    let tables = (0..issues).map(|issue| (0..width).map(|value| number(issue, value)).collect()).collect();
    let walk_away = WalkAway { start: 0.0, drift: None };
    let preferences = Preferences::new(&space, tables, vec![], vec![], walk_away, None).unwrap();
    Arc::new(Side::new(space, preferences))
}

fn random(issues: usize, width: usize, seed: u64) -> Arc<Side> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    additive(issues, width, |_, _| rng.random())
}

fn binomials(n: usize) -> Vec<f64> {
    let mut row = vec![1.0];
    for _ in 0..n {
        let next: Vec<f64> = row.windows(2).map(|pair| pair[0] + pair[1]).collect();
        row = std::iter::once(1.0).chain(next).chain(std::iter::once(1.0)).collect();
    }
    row
}

/// A hundred equal yes-or-no issues: counts are binomial coefficients, exactly.
#[test]
fn counts_of_few_different_sums_are_exact_beyond_listing() {
    let side = additive(100, 2, |_, value| value as f64);
    let mut choose: u128 = 1;
    for k in 0..=40_u128 {
        assert_eq!(side.count_between(k as f64, k as f64).exact, Some(choose), "{k}");
        choose = choose * (100 - k) / (k + 1);
    }
    assert_eq!(side.count_between(f64::NEG_INFINITY, f64::INFINITY).exact, Some(1 << 100));
}

/// A thousand: more than a `u128` holds, estimated, and the interval is honest.
#[test]
fn counts_beyond_numbers_are_estimated() {
    let side = additive(1_000, 2, |_, value| value as f64);
    let row = binomials(1_000);
    let all = side.count_between(f64::NEG_INFINITY, f64::INFINITY);
    assert!(all.low <= 2_f64.powi(1_000) && all.high >= 2_f64.powi(1_000) && all.high < all.low * 1.000_001);
    for (low, high) in [(400, 450), (560, 1_000), (700, 1_000), (0, 200), (500, 500)] {
        let truth: f64 = row[low..=high].iter().sum();
        let count = side.count_between(low as f64, high as f64);
        assert!(count.low <= truth && count.high >= truth, "{low}..={high}: {truth:e} {count:?}");
        assert!(count.high < 1.3 * count.low, "{count:?}");
    }
}

/// Bands next to each other add up to the whole, and what is above a level falls with it.
#[test]
fn counts_at_ten_to_the_thirtieth_add_up() {
    let side = random(30, 10, 5);
    let (least, most) = (side.least_utility(), side.best().unwrap().utility);
    let grid = side.preferences().grid();
    let level = |share: f64| least + share * (most - least);
    for share in [0.3, 0.6, 0.8, 0.95] {
        let above = side.count_between(level(share), f64::INFINITY);
        let below = side.count_between(f64::NEG_INFINITY, level(share) - grid);
        assert!(above.high - above.low < 0.01 * above.value, "{above:?}");
        assert!(above.low + below.low <= 1e30 && above.high + below.high >= 1e30, "{above:?} {below:?}");
        assert!(above.low <= above.value && above.value <= above.high);
    }
    let walked = side.walk().take(1_000).last().unwrap().1;
    let near = side.count_between(walked, f64::INFINITY);
    assert!(near.low <= 1_000.5 && near.high >= 999.5, "{near:?}");
}

/// Near the best package all are known: draws from there are as often each.
#[test]
fn draws_at_ten_to_the_thirtieth_are_uniform() {
    const EACH: usize = 60;
    let side = random(30, 10, 6);
    let top: Vec<(Package, f64)> = side.walk().take(40).collect();
    let mut rng = ChaCha8Rng::from_seed([4; 32]);
    let mut seen: HashMap<Package, usize> = HashMap::new();
    for _ in 0..EACH * top.len() {
        *seen.entry(side.sample_at_least(top[39].1, &mut rng).unwrap()).or_default() += 1;
    }
    assert!(top.iter().all(|(package, _)| seen.contains_key(package)) && seen.len() == top.len());
    let statistic: f64 = seen.values().map(|&times| (times as f64 - EACH as f64).powi(2) / EACH as f64).sum();
    assert!(statistic < 40.0 + 6.0 * 80_f64.sqrt(), "{statistic}");
}

/// Levels on both sides of 10^12 packages: on the right side of the level, worth what is said, and no further from
/// the level than the bound.
#[test]
fn inverses_beyond_listing_keep_their_bounds() {
    for (issues, width) in [(13, 10), (30, 10), (64, 4), (300, 3), (1_000, 2), (4, 4_000)] {
        let side = random(issues, width, 7);
        let (least, most) = (side.least_utility(), side.best().unwrap().utility);
        let range = most - least;
        let grid = side.preferences().grid();
        for share in [0.0, 0.001, 0.03, 0.2, 0.5, 0.77, 0.9, 0.99, 1.0] {
            let level = least + share * range;
            let (above, below) = (side.worst_at_least(level).unwrap(), side.best_at_most(level).unwrap());
            for found in [&above, &below] {
                assert_eq!(side.utility(&found.package), found.utility);
                assert!(found.bound <= 1e-6 * range, "{issues} × {width} at {share}: {found:?}");
            }
            assert!(above.utility >= level && below.utility <= level);
            if above.bound == 0.0 && above.utility > level + 2.0 * grid {
                // Exact and off the level: nothing lies between, so that the other side says the same.
                assert!(side.best_at_most(above.utility - grid).unwrap().utility <= level);
            }
            // A function of preferences and level alone: asked in another order, the same.
            if share == 0.77 {
                assert_eq!(random(issues, width, 7).worst_at_least(level), Some(above));
            }
        }
        assert_eq!(side.worst_at_least(most + grid), None);
        assert_eq!(side.best_at_most(least - grid), None);
    }
}

fn chain(issues: usize, width: usize) -> Arc<Side> {
    let mut rng = ChaCha8Rng::seed_from_u64(9);
    let space = cases::space(&vec![width; issues]);
    let tables = (0..issues).map(|_| (0..width).map(|_| rng.random()).collect()).collect();
    let factors = (1..issues)
        .map(|issue| {
            let table = (0..width * width).map(|_| rng.random()).collect();
            Factor::Table(TableFactor { scope: vec![issue - 1, issue], table })
        })
        .collect();
    let walk_away = WalkAway { start: 0.0, drift: None };
    let preferences = Preferences::new(&space, tables, factors, vec![], walk_away, None).unwrap();
    Arc::new(Side::new(space, preferences))
}

/// A chain of 10^10 packages is cut in two and exact; one of 10^20 is not, and says by how much.
#[test]
fn chains() {
    for (issues, exact) in [(10, true), (20, false)] {
        let side = chain(issues, 10);
        let (least, most) = (side.least_utility(), side.best().unwrap().utility);
        for share in [0.3, 0.6, 0.9] {
            let level = least + share * (most - least);
            let (above, below) = (side.worst_at_least(level).unwrap(), side.best_at_most(level).unwrap());
            for found in [&above, &below] {
                assert_eq!(side.utility(&found.package), found.utility);
                assert!(
                    if exact { found.bound == 0.0 } else { found.bound < 1e-5 * (most - least) },
                    "{found:?}"
                );
            }
            assert!(above.utility >= level && below.utility <= level);
            let count = side.count_between(level, f64::INFINITY);
            assert_eq!(count.is_exact(), exact);
            let rest = side.count_between(f64::NEG_INFINITY, level - side.preferences().grid());
            let all = 10_f64.powi(issues as i32);
            assert!(count.low + rest.low <= all * 1.000_001 && count.high + rest.high >= all * 0.999_999);
        }
        let walked: Vec<f64> = side.walk().take(10_000).map(|found| found.1).collect();
        assert!(walked.len() == 10_000 && walked.windows(2).all(|pair| pair[0] >= pair[1]));
        let count = side.count_between(walked[99], f64::INFINITY);
        assert!(count.low <= 100.0 && count.high >= 100.0, "{count:?}");
    }
}

/// Twenty-five issues that hang together in all directions: what is found carries its gap.
#[test]
fn where_structure_gives_out_gaps_are_stated() {
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let (issues, width) = (25, 6);
    let space = cases::space(&vec![width; issues]);
    let factors = (0..200)
        .map(|_| {
            let mut scope: Vec<usize> = (0..4).map(|_| rng.random_range(0..issues)).collect();
            scope.sort_unstable();
            scope.dedup();
            let clauses = scope
                .into_iter()
                .map(|issue| {
                    let from = rng.random_range(0..width);
                    (issue, (0..width).map(|value| value >= from).collect())
                })
                .collect();
            Factor::Box(BoxFactor { clauses, utility: rng.random() })
        })
        .collect();
    let walk_away = WalkAway { start: 0.0, drift: None };
    let preferences =
        Preferences::new(&space, vec![vec![0.0; width]; issues], factors, vec![], walk_away, None).unwrap();
    let side = Arc::new(Side::new(space.clone(), preferences));
    assert!(!side.is_exact(), "{:?}", side.best());
    let best = side.best().unwrap();
    // All last values lie in every hyper-rectangle: that package is the best there is.
    let top: Package = (0..issues).map(|_| width as u16 - 1).collect();
    assert_eq!(best.utility, side.utility(&top));
    assert_eq!(best.bound, 0.0);
    let (range, grid) = (best.utility - side.least_utility(), side.preferences().grid());
    for share in [0.2, 0.5, 0.8] {
        let level = side.least_utility() + share * range;
        let (above, below) = (side.worst_at_least(level).unwrap(), side.best_at_most(level).unwrap());
        assert!(above.utility >= level && above.utility - level <= above.bound + grid);
        assert!(below.utility <= level && level - below.utility <= below.bound + grid);
        assert!(above.bound < 0.01 * range && below.bound < 0.01 * range, "{above:?} {below:?}");
        let count = side.count_between(level, f64::INFINITY);
        assert!(!count.is_exact() && count.low <= count.value && count.value <= count.high);
    }
    assert_eq!(side.count_between(best.utility + 1.0, f64::INFINITY).exact, Some(0));
}
