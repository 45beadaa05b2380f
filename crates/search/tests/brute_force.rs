//! Whatever is found by structure equals what listing every package finds.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::sync::Arc;

use proptest::prelude::*;
use wasit_model::Package;
use wasit_search::{Frontier, Side, frontier};

mod cases;

use cases::{brute_frontier, case};

/// Every package within the side's red lines: by falling utility, then lexicographically.
fn listed(side: &Side) -> Vec<(Package, f64)> {
    let mut all: Vec<(Package, f64)> = side
        .space()
        .packages()
        .map(|package| {
            let utility = side.utility(&package);
            (package, utility)
        })
        .filter(|entry| entry.1 > f64::NEG_INFINITY)
        .collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn one_side(case in case(1), level in -2.0..3.0_f64, listed_max in prop_oneof![Just(0), Just(1_000_u128)]) {
        let side = &case.sides(listed_max)[0];
        let all = listed(side);
        prop_assert_eq!(side.walk().collect::<Vec<_>>(), all.clone());
        prop_assert_eq!(side.best().map(|best| (best.package.clone(), best.utility)), all.first().cloned());
        let least = all.last().map_or(f64::INFINITY, |entry| entry.1);
        prop_assert_eq!(side.least_utility(), least);
        // Levels that packages lie on exactly are where comparisons go wrong.
        let on = all.get(all.len() / 2).map_or(level, |entry| entry.1);
        for level in [level, on] {
            let above = all.iter().filter(|entry| entry.1 >= level).map(|entry| entry.1).fold(f64::INFINITY, f64::min);
            let wanted = all.iter().find(|entry| entry.1 == above).map(|entry| &entry.0);
            let found = side.worst_at_least(level);
            prop_assert_eq!(found.as_ref().map(|found| &found.package), wanted);
            prop_assert!(found.is_none_or(|found| found.bound == 0.0 && found.utility == above));
            let wanted = all.iter().find(|entry| entry.1 <= level).map(|entry| &entry.0);
            let found = side.best_at_most(level);
            prop_assert_eq!(found.as_ref().map(|found| &found.package), wanted);
            prop_assert!(found.is_none_or(|found| found.bound == 0.0));
        }
    }

    #[test]
    fn a_band_and_a_sample_hold_what_they_say(
        case in case(1),
        low in -1.0..1.0_f64,
        width in 0.0..1.0_f64,
        listed_max in prop_oneof![Just(0), Just(1_000_u128)],
        seed in any::<[u8; 32]>(),
    ) {
        use rand_chacha::rand_core::SeedableRng;
        let side = &case.sides(listed_max)[0];
        let all = listed(side);
        let score: Vec<Vec<f64>> =
            case.widths.iter().map(|&width| (0..width).map(|value| (value * value) as f64).collect()).collect();
        let worth = |package: &Package| -> f64 {
            package.iter().zip(&score).map(|(&value, table)| table[usize::from(value)]).sum()
        };
        let inside: Vec<&Package> =
            all.iter().filter(|entry| entry.1 >= low && entry.1 <= low + width).map(|entry| &entry.0).collect();
        let found = side.best_scored_in(low, low + width, &score);
        if let Some(package) = &found {
            prop_assert!(inside.contains(&package));
        }
        if listed_max > 0 || !case.sides[0].pairs.is_empty() {
            let most = inside.iter().map(|package| worth(package)).fold(f64::NEG_INFINITY, f64::max);
            prop_assert_eq!(found.map_or(f64::NEG_INFINITY, |package| worth(&package)), most);
        }
        let mut rng = rand_chacha::ChaCha8Rng::from_seed(seed);
        let drawn = side.sample_at_least(low, &mut rng);
        let some = all.iter().any(|entry| entry.1 >= low);
        prop_assert_eq!(drawn.is_some(), some);
        prop_assert!(drawn.is_none_or(|package| side.utility(&package) >= low));
    }

    #[test]
    fn frontier_of_two(case in case(2)) {
        let sides = case.sides(0);
        check_frontier(&sides)?;
    }

    #[test]
    fn frontier_of_three_and_four(case in prop_oneof![case(3), case(4)]) {
        check_frontier(&case.sides(0))?;
    }
}

fn check_frontier(sides: &[Arc<Side>]) -> Result<(), TestCaseError> {
    let found: Frontier = frontier(sides);
    prop_assert!(found.exact());
    prop_assert_eq!(found.points, brute_frontier(sides));
    Ok(())
}
