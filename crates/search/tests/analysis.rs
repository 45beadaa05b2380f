//! What an analysis says equals what listing every package says, and what was published.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::cmp::Ordering;
use std::sync::Arc;

use proptest::prelude::*;
use wasit_model::{Factor, Issue, Package, Preferences, RedLine, Space, TableFactor, Values, WalkAway};
use wasit_search::{
    Award, NoAward, Side, Trade, adjusted_winner, conflict, frontier, issue_weights, ladder, main_effects,
    opposition, red_line_costs, trades, weighted_nash,
};

#[derive(Clone, Debug)]
struct Wants {
    tables: Vec<Vec<f64>>,
    pair: Option<Vec<f64>>,
    /// Values that red lines forbid, by issue; and whether one on the first value of the first two issues together.
    forbidden: Vec<(usize, usize)>,
    never_together: bool,
    walk_away: f64,
}

fn number(coarse: bool) -> BoxedStrategy<f64> {
    if coarse { (-2..4_i32).prop_map(|n| f64::from(n) / 4.0).boxed() } else { (-0.5..1.0_f64).boxed() }
}

fn wants(widths: Vec<usize>, coarse: bool, additive: bool) -> impl Strategy<Value = Wants> {
    let tables: Vec<_> =
        widths.iter().map(|&width| proptest::collection::vec(number(coarse), width)).collect();
    let ties = !additive && widths.len() > 1;
    let size = if ties { widths[0] * widths[1] } else { 0 };
    let forbidden = proptest::collection::vec((0..widths.len(), 0..5_usize), 0..=1).prop_map(move |lines| {
        lines.into_iter().filter(|(issue, value)| *value < widths[*issue]).collect::<Vec<_>>()
    });
    (tables, proptest::collection::vec(number(coarse), size), forbidden, any::<bool>(), number(coarse))
        .prop_map(move |(tables, pair, forbidden, together, walk_away)| Wants {
            tables,
            pair: ties.then_some(pair),
            forbidden,
            never_together: ties && together,
            walk_away,
        })
}

fn case(
    sides: std::ops::RangeInclusive<usize>,
    additive: BoxedStrategy<bool>,
) -> impl Strategy<Value = Case> {
    (proptest::collection::vec(1..5_usize, 1..=5), any::<bool>(), additive, sides)
        .prop_flat_map(|(widths, coarse, additive, sides)| {
            let from: Vec<_> = widths.iter().map(|&width| 0..width as u16).collect();
            let sides: Vec<_> = (0..sides).map(|_| wants(widths.clone(), coarse, additive)).collect();
            (Just(widths), sides, from)
        })
        .prop_map(|(widths, sides, from)| Case { widths, sides, from })
}

#[derive(Clone, Debug)]
struct Case {
    widths: Vec<usize>,
    sides: Vec<Wants>,
    from: Vec<u16>,
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

impl Case {
    fn sides(&self) -> Vec<Arc<Side>> {
        let space = space(&self.widths);
        let only = |issue: usize, value: usize| {
            (issue, (0..self.widths[issue]).map(|other| other == value).collect::<Vec<bool>>())
        };
        self.sides
            .iter()
            .map(|wants| {
                let pair = wants
                    .pair
                    .iter()
                    .map(|table| Factor::Table(TableFactor { scope: vec![0, 1], table: table.clone() }));
                let line = |clauses| RedLine { clauses, words: String::new() };
                let single = wants.forbidden.iter().map(|&(issue, value)| line(vec![only(issue, value)]));
                let both = wants.never_together.then(|| line(vec![only(0, 0), only(1, 0)]));
                let walk_away = WalkAway { start: wants.walk_away, drift: None };
                let lines = single.chain(both).collect();
                let preferences =
                    Preferences::new(&space, wants.tables.clone(), pair.collect(), lines, walk_away, None);
                Arc::new(Side::new(space.clone(), preferences.unwrap()))
            })
            .collect()
    }

    fn walk_aways(&self) -> Vec<f64> {
        self.sides.iter().map(|wants| wants.walk_away).collect()
    }

    fn from(&self) -> Package {
        self.from.iter().copied().collect()
    }
}

fn preferences(sides: &[Arc<Side>]) -> Vec<&Preferences> {
    sides.iter().map(|side| side.preferences()).collect()
}

/// Every package within all red lines.
fn listed(sides: &[Arc<Side>]) -> Vec<(Package, Vec<f64>)> {
    let worth = |package: Package| {
        let utilities: Vec<f64> = sides.iter().map(|side| side.utility(&package)).collect();
        (package, utilities)
    };
    let all = sides[0].space().packages().map(worth);
    all.filter(|(_, utilities)| utilities.iter().all(|utility| utility.is_finite())).collect()
}

/// Every package by which nobody loses against `from` and somebody gains, as a trade.
fn improvements(sides: &[Arc<Side>], from: &Package) -> Vec<Trade> {
    let before: Vec<f64> =
        sides.iter().map(|side| side.preferences().utility_without_red_lines(from)).collect();
    listed(sides)
        .into_iter()
        .filter_map(|(package, utilities)| {
            let gains: Vec<f64> = utilities.iter().zip(&before).map(|(now, before)| now - before).collect();
            let differs = |&issue: &usize| package[issue] != from[issue];
            let changes: Vec<(usize, u16)> =
                (0..package.len()).filter(differs).map(|issue| (issue, package[issue])).collect();
            let fair = gains.iter().all(|gain| *gain >= 0.0) && gains.iter().any(|gain| *gain > 0.0);
            (fair && !changes.is_empty()).then_some(Trade { changes, gains })
        })
        .collect()
}

fn better_first(x: &Trade, y: &Trade) -> Ordering {
    y.least_gain().total_cmp(&x.least_gain()).then(y.sum().total_cmp(&x.sum()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn trades_are_those_of_a_list(case in case(2..=3, any::<bool>().boxed())) {
        let (sides, from) = (case.sides(), case.from());
        let found = trades(&preferences(&sides), &from);
        prop_assert!(found.exact);
        let all = improvements(&sides, &from);
        let issues = |trade: &Trade| trade.changes.iter().map(|change| change.0).collect::<Vec<_>>();
        // Better for all on the same issues or some of them; of equals the one of fewer changes, then the first.
        let bettered = |trade: &Trade| all.iter().any(|other| {
            issues(other).iter().all(|issue| issues(trade).contains(issue))
                && other.gains.iter().zip(&trade.gains).all(|(a, b)| a >= b)
                && (other.gains != trade.gains
                    || (other.changes.len(), &other.changes) < (trade.changes.len(), &trade.changes))
        });
        let mut wanted: Vec<Trade> =
            all.iter().filter(|trade| trade.changes.len() <= 2 && !bettered(trade)).cloned().collect();
        wanted.sort_by(|x, y| {
            better_first(x, y)
                .then(x.changes.len().cmp(&y.changes.len()))
                .then_with(|| x.changes.cmp(&y.changes))
        });
        for pair in found.found.windows(2) {
            prop_assert!(better_first(&pair[0], &pair[1]) != Ordering::Greater);
        }
        prop_assert_eq!(found.found, wanted);
    }

    #[test]
    fn rungs_are_the_best_of_so_many_changes(case in case(2..=3, any::<bool>().boxed())) {
        let (sides, from) = (case.sides(), case.from());
        let found = ladder(&preferences(&sides), &from);
        prop_assert!(found.exact);
        prop_assert_eq!(found.changes_max, case.widths.len());
        let all = improvements(&sides, &from);
        let mut wanted: Vec<(usize, f64, f64)> = Vec::new();
        for changes in 1..=case.widths.len() {
            let best = all.iter().filter(|trade| trade.changes.len() == changes).min_by(|x, y| better_first(x, y));
            if let Some(best) = best
                && wanted.last().is_none_or(|last| (best.least_gain(), best.sum()) > (last.1, last.2))
            {
                wanted.push((changes, best.least_gain(), best.sum()));
            }
        }
        let rungs: Vec<_> =
            found.rungs.iter().map(|rung| (rung.changes.len(), rung.least_gain(), rung.sum())).collect();
        prop_assert_eq!(rungs, wanted);
        for rung in &found.rungs {
            prop_assert!(all.contains(rung), "{:?} is no improvement", rung);
        }
    }

    #[test]
    fn opposition_and_conflict_are_those_of_a_list(case in case(2..=3, any::<bool>().boxed())) {
        let sides = case.sides();
        let all = listed(&sides);
        let ranges: Vec<(f64, f64)> = sides
            .iter()
            .map(|side| (side.least_utility(), side.best().map_or(f64::NEG_INFINITY, |best| best.utility)))
            .collect();
        let distance = |utilities: &Vec<f64>| -> f64 {
            let share = |(utility, (low, high)): (&f64, &(f64, f64))| {
                if high > low { (utility - low) / (high - low) } else { 1.0 }
            };
            utilities.iter().zip(&ranges).map(share).map(|share| (1.0 - share).powi(2)).sum::<f64>().sqrt()
        };
        let found = opposition(&frontier(&sides), &ranges);
        prop_assert_eq!(found.is_none(), all.is_empty());
        if let Some(found) = found {
            let wanted = all.iter().map(|(_, utilities)| distance(utilities)).fold(f64::INFINITY, f64::min);
            prop_assert!((found.value - wanted).abs() < 1e-12 && found.bound == 0.0);
            prop_assert!((distance(&found.nearest.utilities) - wanted).abs() < 1e-12);
        }
        let (mut opposed, mut told_apart) = (0, 0);
        for (at, (_, x)) in all.iter().enumerate() {
            for (_, y) in &all[..at] {
                let (first, second) = (x[0].total_cmp(&y[0]), x[1].total_cmp(&y[1]));
                told_apart += u32::from(first.is_ne() || second.is_ne());
                opposed += u32::from(first.is_ne() && second == first.reverse());
            }
        }
        let both = preferences(&sides);
        let found = conflict(sides[0].space(), both[0], both[1], &both);
        prop_assert_eq!(found.map(|found| found.value), (told_apart > 0).then(|| f64::from(opposed) / f64::from(told_apart)));
        prop_assert!(found.is_none_or(|found| found.bound == 0.0));
    }

    #[test]
    fn a_red_line_costs_what_searching_again_says(case in case(2..=3, any::<bool>().boxed())) {
        let (sides, walk_aways) = (case.sides(), case.walk_aways());
        let found = frontier(&sides);
        let solutions = found.solutions(&sides, &walk_aways);
        let (costs, untried) = red_line_costs(&sides, &walk_aways, &found, &solutions, 2);
        let lines: usize = sides.iter().map(|side| side.preferences().red_lines().len()).sum();
        prop_assert_eq!((costs.len(), untried), (lines.min(2), lines.saturating_sub(2)));
        let best = |all: &[(Package, Vec<f64>)], side: usize| {
            all.iter().map(|(_, utilities)| utilities[side]).fold(f64::NEG_INFINITY, f64::max)
        };
        let zone = |all: &[(Package, Vec<f64>)]| -> Vec<Vec<f64>> {
            let inside = |utilities: &Vec<f64>| utilities.iter().zip(&walk_aways).all(|(a, b)| a >= b);
            all.iter().map(|(_, utilities)| utilities.clone()).filter(inside).collect()
        };
        for cost in costs {
            // The case without the line, made anew.
            let mut freer = case.clone();
            let wants = &mut freer.sides[cost.side];
            if cost.line < wants.forbidden.len() {
                wants.forbidden.remove(cost.line);
            } else {
                wants.never_together = false;
            }
            let (with, without) = (listed(&sides), listed(&freer.sides()));
            prop_assert_eq!(cost.best_gains.is_some(), !with.is_empty());
            for (side, gain) in cost.best_gains.iter().flatten().enumerate() {
                prop_assert_eq!(*gain, best(&without, side) - best(&with, side));
            }
            prop_assert_eq!(cost.blocks, zone(&with).is_empty() && !zone(&without).is_empty());
            let most = |zone: Vec<Vec<f64>>| {
                zone.iter().map(|utilities| utilities.iter().sum::<f64>()).reduce(f64::max)
            };
            let welfare = &cost.solutions[3];
            let sum = |utilities: &Option<Vec<f64>>| utilities.as_ref().map(|all| all.iter().sum::<f64>());
            for (found, wanted) in [(&welfare.with, most(zone(&with))), (&welfare.without, most(zone(&without)))] {
                match (sum(found), wanted) {
                    (Some(found), Some(wanted)) => prop_assert!((found - wanted).abs() < 1e-9),
                    (found, wanted) => prop_assert_eq!(found, wanted),
                }
            }
        }
    }

    #[test]
    fn weighted_nash_is_best_of_all_packages(case in case(2..=3, any::<bool>().boxed()), weights in [0.0..3.0_f64, 0.1..3.0, 0.0..3.0]) {
        let (sides, walk_aways) = (case.sides(), case.walk_aways());
        let weights = &weights[..sides.len()];
        let found = weighted_nash(&frontier(&sides), &sides, &walk_aways, weights);
        let floors: Vec<f64> =
            sides.iter().zip(&walk_aways).map(|(side, at)| side.least_utility().max(*at)).collect();
        let product = |utilities: &Vec<f64>| -> f64 {
            (0..sides.len()).map(|side| (utilities[side] - floors[side]).powf(weights[side])).product()
        };
        let inside = |utilities: &Vec<f64>| utilities.iter().zip(&walk_aways).all(|(a, b)| a >= b);
        let most = listed(&sides).iter().map(|(_, utilities)| utilities).filter(|u| inside(u)).map(product).reduce(f64::max);
        prop_assert_eq!(found.points.is_empty(), most.is_none());
        for point in &found.points {
            prop_assert!((product(&point.utilities) - most.unwrap()).abs() < 1e-9);
        }
        prop_assert_eq!(found.bound, 0.0);
        let even = vec![1.0; sides.len()];
        let reached = frontier(&sides);
        let nash = reached.solutions(&sides, &walk_aways).nash.points;
        let found = weighted_nash(&reached, &sides, &walk_aways, &even).points;
        prop_assert!(nash.iter().any(|point| found.contains(point)) || (nash.is_empty() && found.is_empty()));
    }

    /// A frontier of which only some points are known, with the bound that makes it a cover.
    #[test]
    fn bounds_hold_where_a_frontier_is_thinned(
        case in case(2..=3, any::<bool>().boxed()),
        keep in proptest::collection::vec(any::<bool>(), 8),
        weights in [0.0..3.0_f64, 0.1..3.0, 0.0..3.0],
    ) {
        let (sides, walk_aways) = (case.sides(), case.walk_aways());
        let whole = frontier(&sides);
        let mut cover = whole.clone();
        let mut at = 0;
        cover.points.retain(|_| { at += 1; keep[at % keep.len()] });
        if cover.points.is_empty() || cover.points.len() == whole.points.len() {
            return Ok(());
        }
        let excess = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x - y).fold(0.0, f64::max);
        let nearest = |x: &[f64]| {
            cover.points.iter().map(|kept| excess(x, &kept.utilities)).fold(f64::INFINITY, f64::min)
        };
        cover.bound = whole.points.iter().map(|point| nearest(&point.utilities)).fold(f64::MIN_POSITIVE, f64::max);
        let ranges: Vec<(f64, f64)> =
            sides.iter().map(|side| (side.least_utility(), side.best().unwrap().utility)).collect();
        let (found, truly) = (opposition(&cover, &ranges).unwrap(), opposition(&whole, &ranges).unwrap());
        prop_assert!(found.value >= truly.value && truly.value >= found.value - found.bound - 1e-9);
        let weights = &weights[..sides.len()];
        let (found, truly) = (
            weighted_nash(&cover, &sides, &walk_aways, weights),
            weighted_nash(&whole, &sides, &walk_aways, weights),
        );
        prop_assert!(found.bound > 0.0);
        let product = |utilities: &Vec<f64>| -> f64 {
            (0..sides.len())
                .map(|side| (utilities[side] - sides[side].least_utility().max(walk_aways[side])).powf(weights[side]))
                .product()
        };
        if let (Some(found_at), Some(truly_at)) = (found.points.first(), truly.points.first()) {
            prop_assert!(product(&truly_at.utilities) <= product(&found_at.utilities) + found.bound + 1e-9);
        }
    }

    #[test]
    fn adjusted_winner_is_equitable_envy_free_and_efficient(case in case(2..=2, Just(true).boxed())) {
        let sides = case.sides();
        let both = preferences(&sides);
        let Ok(found) = adjusted_winner(&both) else { return Ok(()) };
        let issues = case.widths.len();
        let share = |side: usize, issue: usize| match (found.awards[issue], found.split) {
            (Award::Agreed, _) => 0.0,
            (Award::Won(winner), _) => f64::from(u8::from(winner == side)),
            (Award::Shared, split) => split.unwrap().shares[side],
        };
        let score = |side: usize, holder: usize| -> f64 {
            (0..issues).map(|issue| found.points[side][issue] * share(holder, issue)).sum()
        };
        for side in 0..2 {
            prop_assert!((found.points[side].iter().sum::<f64>() - 100.0).abs() < 1e-9);
            prop_assert!((score(side, side) - found.score).abs() < 1e-6, "equitable");
            prop_assert!(score(side, side) >= score(side, 1 - side) - 1e-6, "free of envy");
        }
        prop_assert!(found.score >= 50.0 - 1e-6);
        prop_assert!(found.awards.iter().filter(|award| **award == Award::Shared).count() <= 1);
        // No division gives both more: along any weighting of the two, whole awards are best, and this is on the edge.
        for step in 0..=20 {
            let weight = f64::from(step) / 20.0;
            let most: f64 = (0..issues)
                .map(|issue| (weight * found.points[0][issue]).max((1.0 - weight) * found.points[1][issue]))
                .sum();
            prop_assert!(found.score <= most + 1e-6, "efficient");
        }
        let package = &found.package.package;
        prop_assert!(found.package.utilities.iter().all(|utility| utility.is_finite()));
        for (side, preferences) in both.iter().enumerate() {
            prop_assert_eq!(preferences.utility(package), found.package.utilities[side]);
            if found.split.is_none() {
                prop_assert!((found.utilities[side] - found.package.utilities[side]).abs() < 1e-9);
            }
        }
    }
}

/// Two sides that want opposite ends of issues of `width` values, and weigh them so.
fn opposed(width: usize, weights: [&[f64]; 2]) -> Vec<Arc<Side>> {
    let space = space(&vec![width; weights[0].len()]);
    let side = |(side, weights): (usize, &&[f64])| {
        let worth = |value: usize| {
            let share = value as f64 / (width - 1) as f64;
            if side == 0 { 1.0 - share } else { share }
        };
        let tables =
            weights.iter().map(|weight| (0..width).map(|value| weight * worth(value)).collect()).collect();
        let walk_away = WalkAway { start: 0.0, drift: None };
        let preferences = Preferences::new(&space, tables, vec![], vec![], walk_away, None).unwrap();
        Arc::new(Side::new(space.clone(), preferences))
    };
    weights.iter().enumerate().map(side).collect()
}

/// Brams & Taylor 1996, chapter 5, after Raiffa 1982: the ten issues of the Panama Canal talks of 1974, with the
/// points that the United States and Panama put on them. The shared issue is land and water; each side has 66 points.
#[test]
fn the_panama_canal() {
    let states = [22.0, 22.0, 15.0, 14.0, 11.0, 6.0, 4.0, 2.0, 2.0, 2.0];
    let panama = [9.0, 15.0, 15.0, 3.0, 15.0, 5.0, 11.0, 7.0, 7.0, 13.0];
    let sides = opposed(2, [&states, &panama]);
    let found = adjusted_winner(&preferences(&sides)).unwrap();
    let won = |side: usize| -> Vec<usize> {
        (0..10).filter(|&issue| found.awards[issue] == Award::Won(side)).collect()
    };
    assert_eq!(won(0), [0, 1, 3, 5]);
    assert_eq!(won(1), [4, 6, 7, 8, 9]);
    let split = found.split.unwrap();
    assert_eq!(split.issue, 2);
    assert!((split.shares[0] - 2.0 / 15.0).abs() < 1e-9, "{split:?}");
    assert!((found.score - 66.0).abs() < 1e-9);
    assert!((found.initial[0] - 64.0).abs() < 1e-9 && (found.initial[1] - 68.0).abs() < 1e-9);
    // Two fifteenths of the issue are nearer to none of it than to all.
    assert!((found.package_points[0] - 64.0).abs() < 1e-9 && (found.package_points[1] - 68.0).abs() < 1e-9);
}

/// Of the leader's issues those move first on which its points exceed the other's least.
#[test]
fn issues_move_by_rising_ratio() {
    let sides = opposed(5, [&[50.0, 30.0, 20.0], &[25.0, 25.0, 50.0]]);
    let found = adjusted_winner(&preferences(&sides)).unwrap();
    // 80 to 50; the second issue (30/25) moves in part: 80 − 30x = 50 + 25x.
    let split = found.split.unwrap();
    assert_eq!((split.issue, found.moved.as_slice()), (1, [].as_slice()));
    assert!((split.shares[1] - 30.0 / 55.0).abs() < 1e-9);
    assert!((found.score - (80.0 - 30.0 * 30.0 / 55.0)).abs() < 1e-9);
    // Six elevenths of the way between the ends of five values is nearest to the middle.
    assert_eq!(*found.package.package, [0, 2, 4]);
    // 90 to 41; the third issue moves as a whole, 70 to 60, and of the second two ninths.
    let sides = opposed(2, [&[45.0, 25.0, 20.0, 10.0], &[20.0, 20.0, 19.0, 41.0]]);
    let found = adjusted_winner(&preferences(&sides)).unwrap();
    let split = found.split.unwrap();
    assert_eq!((found.moved.as_slice(), split.issue), ([2].as_slice(), 1));
    assert!((split.shares[1] - 2.0 / 9.0).abs() < 1e-9);
    assert_eq!(
        (found.awards[0], found.awards[2], found.awards[3]),
        (Award::Won(0), Award::Won(1), Award::Won(1))
    );
    let sides = opposed(2, [&[40.0, 31.0, 29.0], &[2.0, 3.0, 95.0]]);
    let found = adjusted_winner(&preferences(&sides)).unwrap();
    // 71 to 95: the second side gives of the third issue, all that it has.
    assert_eq!(found.split.map(|split| split.issue), Some(2));
}

#[test]
fn why_there_is_no_adjusted_winner() {
    let sides = opposed(2, [&[1.0, 2.0], &[2.0, 1.0]]);
    let both = preferences(&sides);
    assert_eq!(adjusted_winner(&both[..1]), Err(NoAward::NotTwo(1)));
    assert_eq!(adjusted_winner(&[both[0], both[0]]), Err(NoAward::NothingDisputed));
}

#[test]
fn weights_are_shares_of_ranges() {
    let sides = opposed(3, [&[3.0, 1.0], &[2.0, 2.0]]);
    let found = issue_weights(&preferences(&sides));
    assert_eq!(found[0].weights, [0.75, 0.5]);
    assert_eq!(found[1].weights, [0.25, 0.5]);
    assert_eq!(found[0].correlations, [Some(-1.0)]);
}

#[test]
fn a_main_effect_is_a_mean_over_what_is_left_open() {
    let space = space(&[2, 3]);
    let pair = TableFactor { scope: vec![0, 1], table: vec![0.0, 3.0, 6.0, 1.0, 1.0, 1.0] };
    let inside = wasit_model::BoxFactor {
        clauses: vec![(0, vec![false, true]), (1, vec![true, true, false])],
        utility: 3.0,
    };
    let walk_away = WalkAway { start: 0.0, drift: None };
    let factors = vec![Factor::Table(pair), Factor::Box(inside)];
    let preferences =
        Preferences::new(&space, vec![vec![0.0, 10.0], vec![0.0; 3]], factors, vec![], walk_away, None)
            .unwrap();
    let effects = main_effects(&preferences);
    for (found, wanted) in effects.iter().flatten().zip([3.0, 13.0, 2.0, 3.5, 3.5]) {
        assert!((found - wanted).abs() < 1e-12, "{effects:?}");
    }
}

/// What is drawn where not all pairs are counted lies within its bound of what counting gives.
#[test]
fn a_drawn_conflict_is_near_the_counted_one() {
    let weights: [&[f64]; 2] = [&[5.0, 3.0, 1.0, 2.0], &[1.0, 4.0, 2.0, 2.0]];
    // 15^4 = 50,625 packages are counted, 17^4 = 83,521 are not.
    let of = |width: usize| {
        let sides = opposed(width, weights);
        let both = preferences(&sides);
        conflict(sides[0].space(), both[0], both[1], &both).unwrap()
    };
    let (counted, drawn) = (of(15), of(17));
    assert_eq!(counted.bound, 0.0);
    assert!(drawn.bound > 0.0 && drawn.bound < 0.02, "{drawn:?}");
    // Finer issues hardly change the conflict.
    assert!((counted.value - drawn.value).abs() < drawn.bound + 0.01, "{counted:?} {drawn:?}");
}

/// A hundred issues of ten values: answered by structure, whatever the size.
#[test]
fn trades_of_a_huge_space() {
    let first: Vec<f64> = (0..100).map(|at| f64::from(at % 7 + 1)).collect();
    let second: Vec<f64> = (0..100).map(|at| f64::from(at % 5 + 1)).collect();
    let sides = opposed(10, [&first, &second]);
    let from: Package = std::iter::repeat_n(4, 100).collect();
    let both = preferences(&sides);
    let found = trades(&both, &from);
    assert!(found.exact);
    assert!(!found.found.is_empty());
    let found = ladder(&both, &from);
    assert!(found.rungs.windows(2).all(|pair| pair[0].least_gain() <= pair[1].least_gain()));
    assert_eq!(found.rungs[0].changes.len(), 2);
}
