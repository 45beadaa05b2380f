pub(crate) mod hypervolume;
pub(crate) mod joint;
pub(crate) mod key;
pub(crate) mod listed;
pub(crate) mod maxima;
pub(crate) mod pareto;

use std::sync::Arc;

use wasit_model::{Package, Preferences};

use crate::Side;
use crate::frontier::joint::Joint;
use crate::frontier::listed::listed;
use crate::frontier::pareto::{Limits, Vector, efficient};
use crate::side::{DENSE_MAX, ROWS_MAX};
use crate::solutions::climb::climbed;
use crate::solutions::extremes::widths;
use crate::solutions::measure::Scales;

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
    /// 0 where the frontier is exact. Else the ε of a cover: for every package within everybody's red lines there is
    /// a point that gives no side more than this less. +∞ where nothing is known.
    pub bound: f64,
    /// How it was found, in words.
    pub how: &'static str,
}

/// The frontier of `sides`, which share a space; at least one.
///
/// By multi-objective elimination wherever the factor graph's tables stay under two million rows, whatever the size
/// of the space: O(Σ rows × fronts that meet there). By listing in parallel up to 2^24 packages where factors are so
/// closely joined that tables would be no smaller than the space: O(packages × factors). Else what each
/// side's own search and climbs in the measures of the solutions have come upon, with the distance to what the
/// factors could give at most.
///
/// Exact while no front on the way has more than a million points for two and three sides, 300,000 for four, 100,000
/// for up to six, 20,000 for up to eight and fewer for more. Beyond that a cover with its ε (Papadimitriou &
/// Yannakakis 2000): the work that a frontier may cost is bounded. Where an issue joins branches with large fronts,
/// these are thinned too once there are more than 2^28 pairs to add.
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
        let scales = Scales::new(sides, &vec![f64::NEG_INFINITY; sides.len()]);
        let seeds = points(come_upon::<N>(sides), sides.len());
        let points = climbed(&joint, &scales, &seeds);
        let bound = short_of(&points, &joint);
        return Frontier { points, bound, how: "approximate: from what climbing came upon" };
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

/// By how much the point that comes closest may give some side less than its factors could give at most.
fn short_of(found: &[Point], joint: &Joint<'_>) -> f64 {
    let single = |side: &&Preferences| -> f64 {
        side.tables().iter().map(|table| table.iter().copied().fold(f64::NEG_INFINITY, f64::max)).sum()
    };
    let mut most: Vec<f64> = joint.sides.iter().map(single).collect();
    for (side, local) in &joint.locals {
        most[*side] += local.most_times(1.0);
    }
    let short = |point: &Point| {
        most.iter().zip(&point.utilities).map(|(most, utility)| most - utility).fold(0.0, f64::max)
    };
    found.iter().map(short).fold(f64::INFINITY, f64::min)
}

impl Frontier {
    /// Whether it holds every efficient utility vector.
    #[must_use]
    pub fn exact(&self) -> bool {
        self.bound == 0.0
    }

    /// Those in the deal zone: every side gets at least its walk-away. What is efficient within the deal zone is
    /// efficient, so this is the frontier of the deal zone, exact where the whole is.
    ///
    /// Of a cover, a package of the deal zone may be stood for by a point just outside. The bound counts that in:
    /// what such a point stands for is stood for by the nearest point inside. Where no point comes within ε of the
    /// deal zone, no package lies there, and that is exact. O(points × sides), for covers O(points inside × points
    /// just outside).
    #[must_use]
    pub fn rational(&self, walk_aways: &[f64]) -> Self {
        let inside = |point: &&Point| point.utilities.iter().zip(walk_aways).all(|(a, b)| a >= b);
        let points: Vec<Point> = self.points.iter().filter(inside).cloned().collect();
        let bound = if self.exact() { 0.0 } else { self.rational_bound(&points, walk_aways) };
        Self { points, bound, how: self.how }
    }

    fn rational_bound(&self, inside: &[Point], walk_aways: &[f64]) -> f64 {
        /// Pairs of points that are looked at; beyond that only some points inside are.
        const PAIRS: usize = 1 << 26;
        let lacks = |point: &Point| -> f64 {
            let lack = |(utility, walk_away): (&f64, &f64)| walk_away - utility;
            point.utilities.iter().zip(walk_aways).map(lack).fold(f64::NEG_INFINITY, f64::max)
        };
        let outside: Vec<&Point> = self
            .points
            .iter()
            .filter(|point| {
                let lack = lacks(point);
                lack > 0.0 && lack <= self.bound
            })
            .collect();
        if outside.is_empty() {
            let nothing = inside.is_empty() && self.bound.is_finite();
            return if nothing { 0.0 } else { self.bound };
        }
        let step = (inside.len().saturating_mul(outside.len()) / PAIRS).max(1);
        let apart = |from: &Point, to: &Point| -> f64 {
            from.utilities.iter().zip(&to.utilities).map(|(a, b)| a - b).fold(0.0, f64::max)
        };
        let farthest = outside
            .iter()
            .map(|point| inside.iter().step_by(step).map(|to| apart(point, to)).fold(f64::INFINITY, f64::min))
            .fold(0.0, f64::max);
        self.bound + farthest
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
