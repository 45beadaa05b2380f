//! Spaces that nobody could list: the answers carry what can be checked without listing.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::sync::Arc;

use proptest::prelude::*;
use wasit_model::{Issue, Preferences, Space, Values, WalkAway};
use wasit_search::{Side, frontier};

fn side(issues: usize, width: usize, tables: Vec<Vec<f64>>) -> Arc<Side> {
    let issue = |at: usize| Issue {
        name: format!("i{at}"),
        title: format!("i{at}"),
        unit: None,
        description: None,
        values: Values::integers(1, width as i64, 1).unwrap(),
    };
    let space = Arc::new(Space::new((0..issues).map(issue).collect()).unwrap());
    let walk_away = WalkAway { start: 0.0, drift: None };
    let preferences = Preferences::new(&space, tables, vec![], vec![], walk_away, None).unwrap();
    Arc::new(Side::new(space, preferences))
}

fn tables(issues: usize, width: usize) -> impl Strategy<Value = Vec<Vec<f64>>> {
    proptest::collection::vec(proptest::collection::vec(0.0..1.0_f64, width), issues)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    /// On 10^12 packages the inverse is exact, and so close above the level that chance explains it.
    #[test]
    fn a_million_million_packages(tables in tables(12, 10), share in 0.2..0.8_f64) {
        let side = side(12, 10, tables);
        let best = side.best().unwrap().utility;
        let level = side.least_utility() + share * (best - side.least_utility());
        let above = side.worst_at_least(level).unwrap();
        let below = side.best_at_most(level).unwrap();
        prop_assert_eq!((above.bound, below.bound), (0.0, 0.0));
        prop_assert!(above.utility >= level && above.utility < level + 1e-6);
        prop_assert!(below.utility <= level && below.utility > level - 1e-6);
        prop_assert_eq!(side.utility(&above.package), above.utility);
        // Nothing lies between the two but what lies on the level.
        let again = side.best_at_most(above.utility - side.preferences().grid()).unwrap();
        prop_assert!(again.utility < level);
        // The walk falls from the best on.
        let walked: Vec<f64> = side.walk().take(2_000).map(|found| found.1).collect();
        prop_assert_eq!(walked[0], best);
        prop_assert!(walked.windows(2).all(|pair| pair[0] >= pair[1]));
    }

    /// On 10^30 packages the inverse says how far it may be off, and is not further.
    #[test]
    fn a_million_to_the_fifth(one in tables(30, 10), two in tables(30, 10)) {
        let sides = [side(30, 10, one), side(30, 10, two)];
        let best = sides[0].best().unwrap().utility;
        let found = sides[0].worst_at_least(best * 0.8).unwrap();
        // The optimum is on the grid, the level need not be.
        let grid = sides[0].preferences().grid();
        prop_assert!(found.utility >= best * 0.8 && found.utility <= best * 0.8 + found.bound + grid);
        prop_assert!(found.bound < best * 1e-6);
        let front = frontier(&sides);
        prop_assert!(front.exact());
        prop_assert!(front.points.windows(2).all(|pair| pair[0].utilities[0] > pair[1].utilities[0]
            && pair[0].utilities[1] < pair[1].utilities[1]));
        let best_point = &front.points[0];
        prop_assert_eq!(best_point.utilities[0], best);
        prop_assert_eq!(sides[1].utility(&best_point.package), best_point.utilities[1]);
    }

    /// A thousand issues: more packages than any number here can count.
    #[test]
    fn more_packages_than_can_be_numbered(tables in tables(1_000, 2), share in 0.2..0.8_f64) {
        let side = side(1_000, 2, tables);
        let best = side.best().unwrap().utility;
        let level = side.least_utility() + share * (best - side.least_utility());
        let found = side.worst_at_least(level).unwrap();
        let grid = side.preferences().grid();
        prop_assert!(found.utility >= level && found.utility - level <= found.bound + grid);
        prop_assert_eq!(side.utility(&found.package), found.utility);
        prop_assert!(side.walk().take(100).count() == 100);
    }
}
