use std::sync::Arc;

use wasit_model::{Package, Preferences};

use crate::Side;
use crate::extremes::widths;
use crate::joint::Joint;
use crate::listed::listed;
use crate::pareto::{Limits, Vector, efficient};
use crate::side::{DENSE_MAX, ROWS_MAX};

/// A package with what every side makes of it, undiscounted.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The package.
    pub package: Package,
    /// Utilities in the order of the sides.
    pub utilities: Vec<f64>,
}

/// The Pareto-efficient packages of several sides, over all packages within everybody's red lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Frontier {
    /// One package, the lexicographically least, for each efficient utility vector; by falling utility of the
    /// first side, then of the second, ….
    pub points: Vec<Point>,
    /// 0 where the frontier is exact; else every efficient vector is within this of some point in every utility.
    /// +∞ where nothing is known.
    pub bound: f64,
    /// How it was found, in words.
    pub how: &'static str,
}

/// The frontier of `sides`, which share a space; at least one.
///
/// By elimination wherever the factor graph's tables stay under two million rows, whatever the size of the space;
/// else by listing up to 2^24 packages in parallel; else from what each side's own search has come upon. Exact up
/// to a million points for two sides, 20,000 for three, 2,000 for up to six and 1,000 for more; beyond that an
/// ε-cover: the work that a frontier may cost is bounded.
///
/// # Panics
/// Where there is no side, or there are more than 64.
#[must_use]
pub fn frontier(sides: &[Arc<Side>]) -> Frontier {
    match sides.len() {
        1 | 2 => of_sides::<2>(sides, limits(1_000_000, 100_000)),
        3 => of_sides::<3>(sides, limits(1_000_000, 50_000)),
        4 => of_sides::<4>(sides, limits(300_000, 20_000)),
        5 | 6 => of_sides::<6>(sides, limits(100_000, 10_000)),
        7 | 8 => of_sides::<8>(sides, limits(20_000, 5_000)),
        9..=16 => of_sides::<16>(sides, limits(10_000, 2_000)),
        17..=64 => of_sides::<64>(sides, limits(5_000, 1_000)),
        count => panic!("a frontier is of 1 to 64 sides, not {count}"),
    }
}

fn limits(most: usize, cover: usize) -> Limits {
    Limits { most, cover, work: 1 << 28 }
}

/// `N` is at least the number of sides; what is left over is 0 everywhere and decides nothing.
fn of_sides<const N: usize>(sides: &[Arc<Side>], limits: Limits) -> Frontier {
    let space = sides[0].space();
    let preferences: Vec<&Preferences> = sides.iter().map(|side| side.preferences()).collect();
    let joint = Joint::new(widths(&sides[0]), preferences);
    let listable = space.size().is_some_and(|size| size <= DENSE_MAX);
    let (found, bound, how) = if joint.order.rows_max <= ROWS_MAX && !joint.is_listed(space) {
        let (found, bound) = joint.frontier::<N>(limits);
        (found, bound, "by elimination")
    } else if listable {
        let (found, bound) = listed::<N>(&joint.widths, &joint.sides, limits);
        (found, bound, "by listing every package")
    } else {
        (come_upon::<N>(sides), f64::INFINITY, "approximate: from what a search of each side came upon")
    };
    Frontier { points: points(found, sides.len()), bound, how }
}

/// Every efficient package of a space that is small enough to list.
pub(crate) fn listed_points(joint: &Joint<'_>) -> Vec<Point> {
    match joint.sides.len() {
        1 | 2 => listed_of::<2>(joint),
        3 => listed_of::<3>(joint),
        4 => listed_of::<4>(joint),
        5..=8 => listed_of::<8>(joint),
        9..=16 => listed_of::<16>(joint),
        _ => listed_of::<64>(joint),
    }
}

fn listed_of<const N: usize>(joint: &Joint<'_>) -> Vec<Point> {
    let limits = Limits { most: usize::MAX, cover: usize::MAX, work: usize::MAX };
    points(listed::<N>(&joint.widths, &joint.sides, limits).0, joint.sides.len())
}

fn points<const N: usize>(packages: Vec<(Package, [f64; N])>, sides: usize) -> Vec<Point> {
    let point =
        |(package, vector): (Package, [f64; N])| Point { package, utilities: vector[..sides].to_vec() };
    packages.into_iter().map(point).collect()
}

fn come_upon<const N: usize>(sides: &[Arc<Side>]) -> Vec<(Package, [f64; N])> {
    const EACH_MAX: usize = 5_000;
    let vectors = sides
        .iter()
        .flat_map(|side| side.walk().take(EACH_MAX))
        .map(|(package, _)| {
            let mut utilities = [0.0; N];
            for (utility, side) in utilities.iter_mut().zip(sides) {
                *utility = side.utility(&package);
            }
            Vector { utilities, key: package }
        })
        .filter(|vector| vector.utilities.iter().all(|utility| *utility > f64::NEG_INFINITY))
        .collect();
    efficient(vectors).into_iter().map(|vector| (vector.key, vector.utilities)).collect()
}

impl Frontier {
    /// Whether it holds every efficient utility vector.
    #[must_use]
    pub fn exact(&self) -> bool {
        self.bound == 0.0
    }

    /// Those in the deal zone: every side gets at least its walk-away. What is efficient within the deal zone is
    /// efficient, so this is the frontier of the deal zone. Where the frontier is not exact, a package of the deal
    /// zone may be stood for by one just outside, so nothing is known of how far off it is: the bound is +∞.
    #[must_use]
    pub fn rational(&self, walk_aways: &[f64]) -> Self {
        let inside = |point: &&Point| point.utilities.iter().zip(walk_aways).all(|(a, b)| a >= b);
        let bound = if self.exact() { 0.0 } else { f64::INFINITY };
        Self { points: self.points.iter().filter(inside).cloned().collect(), bound, how: self.how }
    }

    /// Euclidean distance from `utilities` to the nearest point; `None` where there is no point.
    #[must_use]
    pub fn distance(&self, utilities: &[f64]) -> Option<f64> {
        distance(&self.points, utilities)
    }
}

/// Euclidean distance from `utilities` to the nearest of `points`.
pub(crate) fn distance(points: &[Point], utilities: &[f64]) -> Option<f64> {
    points
        .iter()
        .map(|point| point.utilities.iter().zip(utilities).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt())
        .min_by(f64::total_cmp)
}
