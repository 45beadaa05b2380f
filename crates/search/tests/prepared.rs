//! A side that was prepared and one that was not give the same answers: only their cost differs.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::sync::Arc;

use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use wasit_model::{Issue, Package, Preferences, RedLine, Space, Values, WalkAway};
use wasit_search::Side;

/// Additive preferences on two to six issues; coarse utilities tie, and red lines forbid some values.
fn side() -> impl Strategy<Value = (Arc<Space>, Preferences)> {
    (proptest::collection::vec(1..9_usize, 2..=5), any::<bool>()).prop_flat_map(|(widths, coarse)| {
        let number =
            move || if coarse { (0..5_i32).prop_map(f64::from).boxed() } else { (0.0..1.0_f64).boxed() };
        let tables: Vec<_> = widths.iter().map(|&width| proptest::collection::vec(number(), width)).collect();
        let forbidden: Vec<_> = widths
            .iter()
            .map(|&width| proptest::collection::vec(proptest::bool::weighted(0.1), width))
            .collect();
        (Just(widths), tables, forbidden).prop_map(|(widths, tables, forbidden)| {
            let issue = |(at, &width): (usize, &usize)| Issue {
                name: format!("i{at}"),
                title: format!("i{at}"),
                unit: None,
                description: None,
                values: Values::integers(1, width as i64, 1).unwrap(),
            };
            let space = Space::new(widths.iter().enumerate().map(issue).collect()).unwrap();
            let line = |clause| RedLine { clauses: vec![clause], words: String::new() };
            let lines = forbidden.into_iter().enumerate().map(line).collect();
            let walk_away = WalkAway { start: 0.0, drift: None };
            let preferences = Preferences::new(&space, tables, vec![], lines, walk_away, None).unwrap();
            (Arc::new(space), preferences)
        })
    })
}

fn listed(side: &Side) -> Vec<(Package, f64)> {
    let packages = side.space().packages().map(|package| (side.utility(&package), package));
    let mut all: Vec<(Package, f64)> = packages
        .filter(|(utility, _)| *utility > f64::NEG_INFINITY)
        .map(|(utility, package)| (package, utility))
        .collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn answers_do_not_depend_on_who_asked_before((space, preferences) in side(), share in -0.1..1.1_f64) {
        let new = || Arc::new(Side::new(Arc::clone(&space), preferences.clone()));
        let by_structure = Arc::new(Side::listing(Arc::clone(&space), preferences.clone(), 0));
        let (fresh, prepared) = (new(), new());
        prepared.prepare();
        let all = listed(&fresh);
        prop_assert_eq!(prepared.walk().collect::<Vec<_>>(), all.clone());
        prop_assert_eq!(fresh.walk().collect::<Vec<_>>(), all.clone());
        prop_assert_eq!(by_structure.walk().collect::<Vec<_>>(), all.clone());
        for k in (0..all.len() + 3).rev().step_by(7).chain([0]) {
            for side in [&fresh, &prepared, &by_structure] {
                prop_assert_eq!(side.kth_best(k), all.get(k).cloned());
            }
        }
        let (least, best) = (fresh.least_utility(), fresh.best().map_or(0.0, |best| best.utility));
        let level = if all.is_empty() { 0.5 } else { least + share * (best - least) };
        prop_assert_eq!(prepared.least_utility(), least);
        prop_assert_eq!(by_structure.least_utility(), least);
        prop_assert_eq!(prepared.best(), fresh.best());
        prop_assert_eq!(by_structure.best(), fresh.best());
        for side in [&fresh, &by_structure] {
            prop_assert_eq!(prepared.worst_at_least(level), side.worst_at_least(level));
            prop_assert_eq!(prepared.best_at_most(level), side.best_at_most(level));
        }
        let draw = |side: &Side| side.sample_at_least(level, &mut ChaCha8Rng::seed_from_u64(1));
        prop_assert_eq!(draw(&prepared), draw(&new()));
    }
}
