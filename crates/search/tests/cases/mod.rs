//! Random small cases, and what listing every package finds.

#![allow(clippy::unwrap_used, reason = "a test may fail")]
#![allow(dead_code, reason = "not every test needs all of it")]

use std::sync::Arc;

use proptest::prelude::*;
use wasit_model::{
    BoxFactor, Factor, Issue, Preferences, RedLine, Space, TableFactor, ValueSet, Values, WalkAway,
};
use wasit_search::{Point, Side};

/// A space and what its sides want.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) widths: Vec<usize>,
    pub(crate) sides: Vec<Wants>,
}

/// What one side wants.
#[derive(Clone, Debug)]
pub(crate) struct Wants {
    pub(crate) tables: Vec<Vec<f64>>,
    pub(crate) pairs: Vec<(usize, usize, Vec<f64>)>,
    pub(crate) boxes: Vec<(Vec<(usize, ValueSet)>, f64)>,
    pub(crate) lines: Vec<Vec<(usize, ValueSet)>>,
    pub(crate) walk_away: f64,
}

/// How often utilities tie.
#[derive(Clone, Copy, Debug)]
enum Ties {
    Never,
    Often,
    Always,
}

fn number(ties: Ties) -> BoxedStrategy<f64> {
    match ties {
        Ties::Never => (-0.5..1.0_f64).boxed(),
        Ties::Often => (-2..4_i32).prop_map(|n| f64::from(n) / 4.0).boxed(),
        Ties::Always => Just(0.25).boxed(),
    }
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

fn wants(widths: Vec<usize>, ties: Ties, additive: bool) -> impl Strategy<Value = Wants> {
    let count = widths.len();
    let tables: Vec<_> = widths.iter().map(|&width| proptest::collection::vec(number(ties), width)).collect();
    let most = if additive { 0 } else { 3 };
    let pair_widths = widths.clone();
    let pair = (0..count, 0..count).prop_flat_map(move |(a, b)| {
        let (a, b) = (a.min(b), a.max(b));
        let size = if a == b { 0 } else { pair_widths[a] * pair_widths[b] };
        (Just(a), Just(b), proptest::collection::vec(number(ties), size))
    });
    let pairs = proptest::collection::vec(pair, 0..=most)
        .prop_map(|pairs| pairs.into_iter().filter(|(a, b, _)| a != b).collect::<Vec<_>>());
    let boxes = proptest::collection::vec((clauses(widths.clone()), number(ties)), 0..=most);
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
    (tables, pairs, boxes, lines, number(ties)).prop_map(|(tables, pairs, boxes, lines, walk_away)| Wants {
        tables,
        pairs,
        boxes,
        lines,
        walk_away,
    })
}

/// Small cases: factors and red lines of all kinds or none, utilities that tie often, hardly ever or always.
pub(crate) fn case(sides: usize) -> impl Strategy<Value = Case> {
    let ties = prop_oneof![4 => Just(Ties::Never), 4 => Just(Ties::Often), 1 => Just(Ties::Always)];
    (proptest::collection::vec(1..5_usize, 1..=5), ties, any::<bool>()).prop_flat_map(
        move |(widths, ties, additive)| {
            let sides: Vec<_> = (0..sides).map(|_| wants(widths.clone(), ties, additive)).collect();
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
    /// The sides, listing spaces of up to `listed_max` packages.
    pub(crate) fn sides(&self, listed_max: u128) -> Vec<Arc<Side>> {
        let space = space(&self.widths);
        self.sides
            .iter()
            .map(|wants| Arc::new(Side::listing(space.clone(), preferences(&space, wants), listed_max)))
            .collect()
    }
}

/// The frontier by comparing every package with every other.
pub(crate) fn brute_frontier(sides: &[Arc<Side>]) -> Vec<Point> {
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
