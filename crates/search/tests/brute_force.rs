//! Whatever is found by structure equals what listing every package finds.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::sync::Arc;

use proptest::prelude::*;
use wasit_model::{
    BoxFactor, Factor, Issue, Package, Preferences, RedLine, Space, TableFactor, ValueSet, Values, WalkAway,
};
use wasit_search::{Frontier, Point, Side, frontier};

#[derive(Clone, Debug)]
struct Case {
    widths: Vec<usize>,
    sides: Vec<Wants>,
}

#[derive(Clone, Debug)]
struct Wants {
    tables: Vec<Vec<f64>>,
    pairs: Vec<(usize, usize, Vec<f64>)>,
    boxes: Vec<(Vec<(usize, ValueSet)>, f64)>,
    lines: Vec<Vec<(usize, ValueSet)>>,
    walk_away: f64,
}

/// Coarse numbers tie often, fine ones hardly ever.
fn number(coarse: bool) -> BoxedStrategy<f64> {
    if coarse { (-2..4_i32).prop_map(|n| f64::from(n) / 4.0).boxed() } else { (-0.5..1.0_f64).boxed() }
}

fn clauses(widths: Vec<usize>) -> impl Strategy<Value = Vec<(usize, ValueSet)>> {
    let count = widths.len();
    proptest::sample::subsequence((0..count).collect::<Vec<_>>(), 1..=count.min(3)).prop_flat_map(
        move |scope| {
            scope
                .into_iter()
                .map(|issue| (Just(issue), proptest::collection::vec(any::<bool>(), widths[issue])))
                .collect::<Vec<_>>()
        },
    )
}

fn wants(widths: Vec<usize>, coarse: bool, additive: bool) -> impl Strategy<Value = Wants> {
    let count = widths.len();
    let tables: Vec<_> =
        widths.iter().map(|&width| proptest::collection::vec(number(coarse), width)).collect();
    let most = if additive { 0 } else { 3 };
    let pair_widths = widths.clone();
    let pair = (0..count, 0..count).prop_flat_map(move |(a, b)| {
        let (a, b) = (a.min(b), a.max(b));
        let size = if a == b { 0 } else { pair_widths[a] * pair_widths[b] };
        (Just(a), Just(b), proptest::collection::vec(number(coarse), size))
    });
    let pairs = proptest::collection::vec(pair, 0..=most)
        .prop_map(|pairs| pairs.into_iter().filter(|(a, b, _)| a != b).collect::<Vec<_>>());
    let boxes = proptest::collection::vec((clauses(widths.clone()), number(coarse)), 0..=most);
    let lines = proptest::collection::vec(clauses(widths), 0..=1).prop_map(move |lines| {
        lines
            .into_iter()
            .map(|mut line| {
                if additive {
                    line.truncate(1);
                }
                line
            })
            .collect()
    });
    (tables, pairs, boxes, lines, number(coarse)).prop_map(|(tables, pairs, boxes, lines, walk_away)| Wants {
        tables,
        pairs,
        boxes,
        lines,
        walk_away,
    })
}

fn case(sides: usize) -> impl Strategy<Value = Case> {
    (proptest::collection::vec(1..5_usize, 1..=5), any::<bool>(), any::<bool>()).prop_flat_map(
        move |(widths, coarse, additive)| {
            let sides: Vec<_> = (0..sides).map(|_| wants(widths.clone(), coarse, additive)).collect();
            (Just(widths), sides).prop_map(|(widths, sides)| Case { widths, sides })
        },
    )
}

fn space(widths: &[usize]) -> Arc<Space> {
    let issue = |(at, &width): (usize, &usize)| Issue {
        name: format!("i{at}"),
        title: format!("i{at}"),
        unit: None,
        description: None,
        values: Values::categorical((0..width).map(|value| format!("v{value}")).collect()).unwrap(),
    };
    Arc::new(Space::new(widths.iter().enumerate().map(issue).collect()).unwrap())
}

fn preferences(space: &Space, wants: &Wants) -> Preferences {
    let pairs = wants
        .pairs
        .iter()
        .map(|(a, b, table)| Factor::Table(TableFactor { scope: vec![*a, *b], table: table.clone() }));
    let boxes = wants
        .boxes
        .iter()
        .map(|(clauses, utility)| Factor::Box(BoxFactor { clauses: clauses.clone(), utility: *utility }));
    let lines =
        wants.lines.iter().map(|line| RedLine { clauses: line.clone(), words: String::new() }).collect();
    let walk_away = WalkAway { start: wants.walk_away, drift: None };
    Preferences::new(space, wants.tables.clone(), pairs.chain(boxes).collect(), lines, walk_away, None)
        .unwrap()
}

impl Case {
    fn sides(&self, listed_max: u128) -> Vec<Arc<Side>> {
        let space = space(&self.widths);
        self.sides
            .iter()
            .map(|wants| Arc::new(Side::listing(space.clone(), preferences(&space, wants), listed_max)))
            .collect()
    }
}

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

fn brute_frontier(sides: &[Arc<Side>]) -> Vec<Point> {
    let points: Vec<Point> = sides[0]
        .space()
        .packages()
        .map(|package| Point {
            utilities: sides.iter().map(|side| side.utility(&package)).collect(),
            package,
        })
        .filter(|point| point.utilities.iter().all(|utility| utility.is_finite()))
        .collect();
    let covers = |a: &Point, b: &Point| a.utilities.iter().zip(&b.utilities).all(|(a, b)| a >= b);
    let mut front: Vec<Point> = points
        .iter()
        .filter(|point| {
            !points.iter().any(|other| {
                covers(other, point) && (other.utilities != point.utilities || other.package < point.package)
            })
        })
        .cloned()
        .collect();
    front.sort_by(|a, b| b.utilities.partial_cmp(&a.utilities).unwrap());
    front
}

/// What a solution makes as great as it can.
type Measure<'a> = &'a dyn Fn(&[f64]) -> f64;

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

    #[test]
    fn solutions_are_best_of_all_packages(case in case(2)) {
        let sides = case.sides(0);
        let walk_aways: Vec<f64> = case.sides.iter().map(|wants| wants.walk_away).collect();
        let solutions = frontier(&sides).solutions(&sides, &walk_aways);
        let zone: Vec<Vec<f64>> = sides[0]
            .space()
            .packages()
            .map(|package| sides.iter().map(|side| side.utility(&package)).collect::<Vec<f64>>())
            .filter(|utilities| utilities.iter().zip(&walk_aways).all(|(a, b)| a >= b))
            .collect();
        let floors: Vec<f64> =
            sides.iter().zip(&walk_aways).map(|(side, &walk_away)| side.least_utility().max(walk_away)).collect();
        let gains = |utilities: &[f64]| -> Vec<f64> { utilities.iter().zip(&floors).map(|(a, b)| a - b).collect() };
        let measures: [Measure<'_>; 3] = [
            &|utilities| gains(utilities).iter().product(),
            &|utilities| gains(utilities).into_iter().fold(f64::INFINITY, f64::min),
            &|utilities| utilities.iter().sum(),
        ];
        for (solution, measure) in [&solutions.nash, &solutions.kalai, &solutions.welfare].into_iter().zip(measures) {
            prop_assert_eq!(solution.points.is_empty(), zone.is_empty());
            let most = zone.iter().map(|utilities| measure(utilities)).fold(f64::NEG_INFINITY, f64::max);
            for point in &solution.points {
                prop_assert!((measure(&point.utilities) - most).abs() < 1e-9);
            }
        }
    }
}

fn check_frontier(sides: &[Arc<Side>]) -> Result<(), TestCaseError> {
    let found: Frontier = frontier(sides);
    prop_assert!(found.exact());
    prop_assert_eq!(found.points, brute_frontier(sides));
    Ok(())
}
