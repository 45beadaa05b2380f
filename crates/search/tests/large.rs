//! Spaces that nobody could list: the answers carry what can be checked without listing.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::sync::Arc;

use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_model::{BoxFactor, Factor, Issue, Package, Preferences, Space, TableFactor, Values, WalkAway};
use wasit_search::{Frontier, Side, Solution, deal_zone_size, frontier};

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

/// Utilities of every side for packages drawn at random.
fn drawn(sides: &[Arc<Side>], seed: u64, count: usize) -> Vec<Vec<f64>> {
    let space = sides[0].space();
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..count)
        .map(|_| {
            let package: Package = (0..space.issues().len())
                .map(|issue| rng.random_range(0..space.width(issue)) as u16)
                .collect();
            sides.iter().map(|side| side.utility(&package)).collect()
        })
        .collect()
}

/// Every package drawn is within the bound of some point, and no point is worse than another.
fn check_cover(sides: &[Arc<Side>], front: &Frontier, seed: u64) {
    for point in front.points.iter().step_by(1 + front.points.len() / 500) {
        let found: Vec<f64> = sides.iter().map(|side| side.utility(&point.package)).collect();
        assert_eq!(found, point.utilities);
    }
    for utilities in drawn(sides, seed, 200) {
        let short = |point: &wasit_search::Point| {
            utilities.iter().zip(&point.utilities).map(|(a, b)| a - b).fold(0.0, f64::max)
        };
        let least = front.points.iter().map(short).fold(f64::INFINITY, f64::min);
        assert!(least <= front.bound + 1e-12, "{least} > {}", front.bound);
    }
}

fn numbers(rng: &mut ChaCha8Rng, count: usize) -> Vec<f64> {
    (0..count).map(|_| rng.random_range(0.0..1.0)).collect()
}

fn additive(count: usize, issues: usize, width: usize, seed: u64) -> Vec<Arc<Side>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..count).map(|_| side(issues, width, (0..issues).map(|_| numbers(&mut rng, width)).collect())).collect()
}

/// What is found by branch and bound from a part of the frontier is what the whole frontier gives.
fn check_branch_and_bound(sides: &[Arc<Side>], front: &Frontier) {
    let floors = vec![0.0; sides.len()];
    let expected = front.solutions(sides, &floors);
    let points = front.points.iter().step_by(7).cloned().collect();
    let found = Frontier { points, bound: 1.0, how: "some of it" }.solutions(sides, &floors);
    for ((name, expected), (_, found)) in expected.named().into_iter().zip(found.named()) {
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn three_and_four_sides_on_millions_of_millions() {
    let sides = additive(3, 12, 10, 1);
    let front = frontier(&sides);
    assert!(front.exact());
    check_cover(&sides, &front, 2);
    check_branch_and_bound(&sides, &front);
    let sides = additive(4, 8, 10, 3);
    let front = frontier(&sides);
    assert!(front.exact());
    check_cover(&sides, &front, 4);
    check_branch_and_bound(&sides, &front);
}

fn pair(space: &Arc<Space>, issues: usize, width: usize, factors: [Vec<Factor>; 2]) -> Vec<Arc<Side>> {
    let of = |factors| {
        let walk_away = WalkAway { start: 0.0, drift: None };
        let tables = vec![vec![0.0; width]; issues];
        let preferences = Preferences::new(space, tables, factors, vec![], walk_away, None).unwrap();
        Arc::new(Side::new(Arc::clone(space), preferences))
    };
    factors.map(of).to_vec()
}

#[test]
fn neighbours_on_a_chain_interact() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let space = side(30, 10, vec![vec![0.0; 10]; 30]).space().clone();
    let mut links = || {
        let link = |at| TableFactor { scope: vec![at, at + 1], table: numbers(&mut rng, 100) };
        (0..29).map(link).map(Factor::Table).collect()
    };
    let sides = pair(&space, 30, 10, [links(), links()]);
    let front = frontier(&sides);
    assert!(front.exact());
    assert_eq!(front.how, "by elimination");
    assert_eq!(front.points[0].utilities[0], sides[0].best().unwrap().utility);
    check_cover(&sides, &front, 6);
    check_branch_and_bound(&sides, &front);
}

/// A table over all issues has no structure to go by.
#[test]
fn a_million_packages_in_one_table() {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let space = side(6, 10, vec![vec![0.0; 10]; 6]).space().clone();
    let mut table = || {
        let table = TableFactor { scope: (0..6).collect(), table: numbers(&mut rng, 1_000_000) };
        vec![Factor::Table(table)]
    };
    let sides = pair(&space, 6, 10, [table(), table()]);
    let front = frontier(&sides);
    assert!(front.exact());
    assert_eq!(front.how, "by listing every package");
    let mut all: Vec<[f64; 2]> =
        space.packages().map(|package| [sides[0].utility(&package), sides[1].utility(&package)]).collect();
    all.sort_by(|a, b| b.partial_cmp(a).unwrap());
    let mut expected: Vec<[f64; 2]> = Vec::new();
    for vector in all {
        if expected.last().is_none_or(|last| vector[1] > last[1]) {
            expected.push(vector);
        }
    }
    let found: Vec<[f64; 2]> =
        front.points.iter().map(|point| [point.utilities[0], point.utilities[1]]).collect();
    assert_eq!(found, expected);
}

/// Every package is efficient: too many to list, and the solutions are exact all the same.
#[test]
fn strictly_opposed_sides() {
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    let tables: Vec<Vec<f64>> = (0..8).map(|_| numbers(&mut rng, 10)).collect();
    let turned = tables.iter().map(|table| table.iter().map(|utility| 1.0 - utility).collect()).collect();
    let sides = [side(8, 10, tables), side(8, 10, turned)];
    let front = frontier(&sides);
    assert!(!front.exact() && front.bound < 0.01 && front.points.len() > 10_000);
    check_cover(&sides, &front, 9);
    let solutions = front.solutions(&sides, &[0.0, 0.0]);
    assert!(solutions.named().iter().all(|(_, solution)| solution.exact()));
    // Gains are equal at the middle; the best is the nearer of the two packages next to it.
    let floors = [sides[0].least_utility(), sides[1].least_utility()];
    let total: f64 = solutions.kalai.points[0].utilities.iter().sum();
    let middle = (total + floors[0] - floors[1]) / 2.0;
    let gain = |utility: f64| f64::min(utility - floors[0], total - utility - floors[1]);
    let above = sides[0].worst_at_least(middle).unwrap().utility;
    let below = sides[0].best_at_most(middle).unwrap().utility;
    let found = gain(solutions.kalai.points[0].utilities[0]);
    assert!((found - f64::max(gain(above), gain(below))).abs() < 1e-9);
}

/// What a solution makes as great as it can.
type Measure<'a> = &'a dyn Fn(&[f64]) -> f64;

/// Boxes over many issues with no structure to go by, and too many packages to list: best found, and a gap that says
/// how far it may be off.
#[test]
fn boxes_that_are_closely_joined() {
    let mut rng = ChaCha8Rng::seed_from_u64(10);
    let space = side(12, 10, vec![vec![0.0; 10]; 12]).space().clone();
    let mut boxes = || {
        let one = |_| {
            let mut clauses: Vec<(usize, Vec<bool>)> = Vec::new();
            for issue in 0..12 {
                if rng.random_bool(0.25) || (issue == 11 && clauses.is_empty()) {
                    clauses.push((issue, (0..10).map(|_| rng.random_bool(0.6)).collect()));
                }
            }
            Factor::Box(BoxFactor { clauses, utility: rng.random_range(0.0..1.0) })
        };
        (0..60).map(one).collect()
    };
    let sides = pair(&space, 12, 10, [boxes(), boxes()]);
    let front = frontier(&sides);
    assert!(!front.exact() && front.how.starts_with("approximate") && front.bound.is_finite());
    check_cover(&sides, &front, 11);
    let solutions = front.solutions(&sides, &[0.0, 0.0]);
    let [nash, _, kalai, welfare] = solutions.named().map(|(_, solution)| solution);
    let drawn = drawn(&sides, 12, 20_000);
    let most = |measure: Measure<'_>| {
        drawn.iter().map(|utilities| measure(utilities)).fold(f64::NEG_INFINITY, f64::max)
    };
    let measures: [(&Solution, Measure<'_>); 3] = [
        (nash, &|utilities| utilities.iter().product()),
        (kalai, &|utilities| utilities.iter().copied().fold(f64::INFINITY, f64::min)),
        (welfare, &|utilities| utilities.iter().sum()),
    ];
    for (solution, measure) in measures {
        assert!(solution.bound.is_finite());
        assert!(measure(&solution.points[0].utilities) + solution.bound >= most(measure));
    }
}

/// Where both can be had, the exact size lies within the interval of the estimate, about as often as it should.
#[test]
fn sizes_of_large_deal_zones() {
    let mut within = 0;
    for seed in 0..20 {
        let sides = additive(2, 9, 10, seed);
        let exact = deal_zone_size(&sides, &[5.0, 5.0]);
        // The same question with a third side that is content with anything, but whose preferences are not additive.
        let factor = BoxFactor { clauses: vec![(0, vec![true; 10])], utility: 1.0 };
        let third = pair(sides[0].space(), 9, 10, [vec![Factor::Box(factor)], vec![]]).swap_remove(0);
        let three = [sides[0].clone(), sides[1].clone(), third];
        let estimate = deal_zone_size(&three, &[5.0, 5.0, 0.0]);
        assert!(exact.is_exact() && !estimate.is_exact());
        assert!((estimate.high - estimate.low) < 0.1 * exact.value, "{estimate:?} {exact:?}");
        within += u32::from(estimate.low <= exact.value && exact.value <= estimate.high);
    }
    assert!((16..=20).contains(&within), "{within} of 20");
}
