//! Small random preferences of all kinds, for property tests: with ties and without, factors over several issues,
//! hyper-rectangles, red lines that may leave nothing, issues of one value.

use std::sync::Arc;

use proptest::prelude::*;
use wasit_model::{
    BoxFactor, Factor, Issue, Package, Preferences, RedLine, Space, TableFactor, ValueSet, Values, WalkAway,
};

pub(crate) fn space(widths: &[usize]) -> Arc<Space> {
    let issue = |(at, &width): (usize, &usize)| Issue {
        name: format!("i{at}"),
        title: format!("i{at}"),
        unit: None,
        description: None,
        values: Values::categorical((0..width).map(|value| format!("v{value}")).collect())
            .expect("words differ"),
    };
    Arc::new(Space::new(widths.iter().enumerate().map(issue).collect()).expect("names differ"))
}

/// Coarse numbers tie often, fine ones hardly ever.
fn number(coarse: bool) -> BoxedStrategy<f64> {
    if coarse { (-2..4_i32).prop_map(|n| f64::from(n) / 4.0).boxed() } else { (-0.5..1.0_f64).boxed() }
}

fn clauses(widths: Vec<usize>) -> impl Strategy<Value = Vec<(usize, ValueSet)>> {
    let issues: Vec<usize> = (0..widths.len()).collect();
    proptest::sample::subsequence(issues, 1..=widths.len().min(3)).prop_flat_map(move |scope| {
        let clause = |issue: usize| (Just(issue), proptest::collection::vec(any::<bool>(), widths[issue]));
        scope.into_iter().map(clause).collect::<Vec<_>>()
    })
}

fn pair(widths: Vec<usize>, coarse: bool) -> impl Strategy<Value = Option<Factor>> {
    let count = widths.len();
    (0..count, 0..count).prop_flat_map(move |(a, b)| {
        let scope = vec![a.min(b), a.max(b)];
        proptest::collection::vec(number(coarse), widths[a] * widths[b])
            .prop_map(move |table| {
                (a != b).then(|| Factor::Table(TableFactor { scope: scope.clone(), table }))
            })
            .boxed()
    })
}

fn of(widths: Vec<usize>, coarse: bool, additive: bool) -> impl Strategy<Value = (Arc<Space>, Preferences)> {
    let tables: Vec<_> =
        widths.iter().map(|&width| proptest::collection::vec(number(coarse), width)).collect();
    let most = if additive { 0 } else { 4 };
    let pairs = proptest::collection::vec(pair(widths.clone(), coarse), 0..=most);
    let boxes = proptest::collection::vec((clauses(widths.clone()), number(coarse)), 0..=most);
    let lines = proptest::collection::vec(clauses(widths.clone()), 0..=1);
    (tables, pairs, boxes, lines).prop_map(move |(tables, pairs, boxes, lines)| {
        let boxes = boxes.into_iter().map(|(clauses, utility)| Factor::Box(BoxFactor { clauses, utility }));
        let lines = lines.into_iter().map(|mut clauses| {
            clauses.truncate(if additive { 1 } else { clauses.len() });
            RedLine { clauses, words: String::new() }
        });
        let space = space(&widths);
        let walk_away = WalkAway { start: 0.0, drift: None };
        let factors = pairs.into_iter().flatten().chain(boxes).collect();
        let preferences =
            Preferences::new(&space, tables, factors, lines.collect(), walk_away, None).expect("shapes fit");
        (space, preferences)
    })
}

/// Sums of single issues, or with factors over several.
pub(crate) fn preferences(additive: bool) -> impl Strategy<Value = (Arc<Space>, Preferences)> {
    (proptest::collection::vec(1..5_usize, 1..=6), any::<bool>())
        .prop_flat_map(move |(widths, coarse)| of(widths, coarse, additive))
}

/// Every package within the red lines with its utility: rising, lexicographically least first among equals.
pub(crate) fn listed(space: &Space, preferences: &Preferences) -> Vec<(f64, Package)> {
    let mut all: Vec<(f64, Package)> = space
        .packages()
        .map(|package| (preferences.utility(&package), package))
        .filter(|entry| entry.0 > f64::NEG_INFINITY)
        .collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    all
}

/// Levels between packages and on them, within their range and beyond.
pub(crate) fn levels(all: &[(f64, Package)], level: f64) -> Vec<f64> {
    let mut levels = vec![level, f64::NEG_INFINITY, f64::INFINITY];
    levels.extend(
        [0, all.len() / 2, all.len().saturating_sub(1)]
            .iter()
            .filter_map(|&at| all.get(at))
            .map(|entry| entry.0),
    );
    levels
}
