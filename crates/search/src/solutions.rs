pub(crate) mod boxes;
pub(crate) mod climb;
pub(crate) mod descend;
pub(crate) mod extremes;
pub(crate) mod measure;
pub(crate) mod net;
pub(crate) mod optimum;
pub(crate) mod potential;
pub(crate) mod visitors;
pub(crate) mod weighted_nash;

use std::sync::Arc;

use wasit_model::Preferences;

use crate::frontier::joint::{Fronts, Joint};
use crate::frontier::pareto::Front;
use crate::frontier::{distance, listed_points};
use crate::side::{DENSE_MAX, ROWS_MAX};
use crate::solutions::boxes::Boxes;
use crate::solutions::climb::climbed;
use crate::solutions::descend::Tail;
use crate::solutions::extremes::widths;
use crate::solutions::measure::{Measure, Scales};
use crate::solutions::net::{Descent, Exact, Net};
use crate::solutions::optimum::{Optimum, WORK, weights};
use crate::solutions::potential::Potential;
use crate::{Frontier, Point, Side};

/// How many vectors the exact fronts may have from which a search takes the last issues of two sides.
const TAIL: usize = 1 << 20;

/// Packages that attain a solution, one for each utility vector; none where the deal zone is empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// In the frontier's order. All that there are where the frontier is exact; where the search by bounds reached
    /// its limit while it looked for more, those that it came upon, at least one.
    pub points: Vec<Point>,
    /// 0 where exact. Else the greatest value of what the solution makes great is at most this much greater than
    /// that of the points: in products of gains for Nash, in shares for Kalai–Smorodinsky, in utility for the other
    /// two. +∞ where nothing was found and nothing proven. A Kalai–Smorodinsky solution with a bound may not be
    /// efficient itself: no spread is less than none, so that its bound is at most its spread.
    pub bound: f64,
    /// Whether all packages that attain it are among the points, to within what counts as equal; false where the
    /// search for more reached its limit, of a thousand or of its work.
    pub complete: bool,
}

/// The solutions of cooperative bargaining theory over the deal zone. Gains are over the walk-away, or over the
/// least utility where that is greater. Values that differ by less than 10^-11 of their scale count as equal.
#[derive(Clone, Debug, PartialEq)]
pub struct Solutions {
    /// Greatest product of gains (Nash 1950).
    pub nash: Solution,
    /// Least spread of the gains, each as a share of what its side could gain at most, over efficient packages
    /// (Kalai & Smorodinsky 1975, for discrete packages).
    pub kalai_smorodinsky: Solution,
    /// Greatest least gain (Kalai 1977, egalitarian).
    pub kalai: Solution,
    /// Greatest sum of utilities (utilitarian).
    pub welfare: Solution,
    /// How they were found, in words.
    pub how: &'static str,
}

impl Solutions {
    /// The four with their names, in the order of files.
    #[must_use]
    pub fn named(&self) -> [(&'static str, &Solution); 4] {
        [
            ("nash", &self.nash),
            ("kalai_smorodinsky", &self.kalai_smorodinsky),
            ("kalai", &self.kalai),
            ("welfare", &self.welfare),
        ]
    }

    fn of(all: Vec<Solution>, how: &'static str) -> Self {
        let [nash, kalai_smorodinsky, kalai, welfare] =
            <[Solution; 4]>::try_from(all).expect("there is a solution for each of the four measures");
        Self { nash, kalai_smorodinsky, kalai, welfare, how }
    }

    fn exact(&self) -> bool {
        self.named().iter().all(|(_, solution)| solution.exact())
    }
}

impl Solution {
    /// Whether it is certain.
    #[must_use]
    pub fn exact(&self) -> bool {
        self.bound == 0.0
    }

    /// Euclidean distance from `utilities` to the nearest point; `None` where there is none.
    #[must_use]
    pub fn distance(&self, utilities: &[f64]) -> Option<f64> {
        distance(&self.points, utilities)
    }
}

impl Frontier {
    /// The four solutions; `sides` are those of the frontier, `walk_aways` theirs.
    ///
    /// From an exact frontier in O(points × sides). From one that is not, by branch and bound: partial packages are
    /// bounded by the best completion of each side alone and of weighted sums of all (Lagrangian bounds), which
    /// elimination gives exactly in O(rows of the tables); the last issues are taken from their exact fronts. What
    /// is exact then is proven, whatever the size of the space; a search that reaches its limit of some ten million
    /// bounds says how far off it may be. Up to 2^24 packages that leaves open are listed. Where factors are too
    /// closely joined for elimination, bounds add up what each factor can still give.
    #[must_use]
    pub fn solutions(&self, sides: &[Arc<Side>], walk_aways: &[f64]) -> Solutions {
        let scales = Scales::new(sides, walk_aways);
        if self.exact() {
            return Solutions::of(attaining(&self.points, &scales), "from the frontier");
        }
        let preferences: Vec<&Preferences> = sides.iter().map(|side| side.preferences()).collect();
        let joint = Joint::new(widths(&sides[0]), preferences);
        let seeds: &[Point] = &self.points;
        let small = sides[0].space().size().is_some_and(|size| size <= DENSE_MAX);
        let found = if joint.order.rows_max <= ROWS_MAX {
            Some(by_elimination(&joint, &scales, seeds, TAIL))
        } else if small {
            None
        } else {
            Some(by_factors(&joint, &scales, seeds))
        };
        match found {
            Some(found) if found.exact() || !small => found,
            _ => {
                let points = listed_points(&joint);
                Solutions::of(attaining(&points, &scales), "by listing every package")
            }
        }
    }
}

/// The solutions over points that hold every efficient one, in the order of [`Measure::ALL`].
fn attaining(points: &[Point], scales: &Scales) -> Vec<Solution> {
    let zone: Vec<&Point> = points.iter().filter(|point| scales.within(&point.utilities)).collect();
    let one = |measure: Measure| {
        let worths: Vec<f64> = zone.iter().map(|point| measure.worth(&point.utilities, scales)).collect();
        let most = worths.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let least = most - measure.slack(most, scales);
        let attains = |(_, worth): &(&&Point, &f64)| **worth >= least;
        let points = zone.iter().zip(&worths).filter(attains).map(|(point, _)| Point::clone(point)).collect();
        Solution { points, bound: 0.0, complete: true }
    };
    Measure::ALL.into_iter().map(one).collect()
}

/// `tail` is about how many vectors the exact fronts of the last issues may have.
fn by_elimination(joint: &Joint<'_>, scales: &Scales, seeds: &[Point], tail: usize) -> Solutions {
    let net = Net::new(joint);
    let descent = Exact::new(&net, weights(&net, scales));
    let tail = match joint.sides.len() {
        1 | 2 => tail_of(joint, &descent, joint.fronts::<2>(tail)),
        3 => tail_of(joint, &descent, joint.fronts::<3>(tail / 8)),
        4 => tail_of(joint, &descent, joint.fronts::<4>(tail / 64)),
        5..=8 => tail_of(joint, &descent, joint.fronts::<8>(tail / 256)),
        _ => None,
    };
    let solved = optimum(&descent, tail.as_ref(), joint, scales, seeds).solve();
    Solutions::of(solved, "by branch and bound over elimination")
}

fn by_factors(joint: &Joint<'_>, scales: &Scales, seeds: &[Point]) -> Solutions {
    let potential = Potential::new(joint, scales);
    let seeds = climbed(joint, scales, seeds);
    let mut optimum = optimum(&potential, None, joint, scales, &seeds);
    optimum.work = WORK / potential.cost();
    Solutions::of(optimum.solve(), "approximate: by climbing, with bounds factor by factor")
}

fn optimum<'a>(
    descent: &'a dyn Descent,
    tail: Option<&'a Tail<'a>>,
    joint: &Joint<'_>,
    scales: &'a Scales,
    seeds: &'a [Point],
) -> Optimum<'a> {
    let grids = joint.sides.iter().map(|side| side.grid()).collect();
    let sizes: Vec<f64> = joint.sides.iter().map(|side| size(side)).collect();
    Optimum::new(descent, tail, scales, seeds, grids, &sizes)
}

/// What the greatest of every table's numbers come to, signs aside.
fn size(preferences: &Preferences) -> f64 {
    let greatest = |table: &Vec<f64>| {
        table.iter().filter(|utility| utility.is_finite()).fold(0.0, |most: f64, u| most.max(u.abs()))
    };
    let singles: f64 = preferences.tables().iter().map(greatest).sum();
    let factors = preferences.factors().iter().map(|factor| match factor {
        wasit_model::Factor::Table(factor) => greatest(&factor.table),
        wasit_model::Factor::Box(factor) => factor.utility.abs(),
    });
    singles + factors.sum::<f64>()
}

fn tail_of<'a, const N: usize>(
    joint: &'a Joint<'_>,
    descent: &'a Exact<'a>,
    fronts: Fronts<N>,
) -> Option<Tail<'a>> {
    let radix = joint.radix.as_ref()?;
    let sides = joint.sides.len();
    let boxes = |front: Front<N, u128>| {
        let points = front.into_iter().map(|vector| (vector.utilities[..sides].to_vec(), vector.key));
        Boxes::new(points.collect(), descent.weights())
    };
    (fronts.count > 0 && !fronts.free.is_empty()).then(|| Tail {
        descent,
        radix,
        depth: joint.widths.len() - fronts.count,
        free: boxes(fronts.free),
        free_issues: fronts.free_issues,
        hanging: fronts
            .hanging
            .into_iter()
            .map(|(issue, rows)| {
                let rows = rows.into_iter().map(|row| (!row.is_empty()).then(|| boxes(row))).collect();
                (issue, rows)
            })
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;
    use wasit_model::{BoxFactor, Factor, Issue, RedLine, Space, TableFactor, ValueSet, Values, WalkAway};

    use super::*;
    use crate::frontier;

    /// Sides of all kinds over a small space: coarse utilities tie often, fine ones hardly ever.
    fn sides(rng: &mut ChaCha8Rng, count: usize) -> Vec<Arc<Side>> {
        let widths: Vec<usize> = (0..rng.random_range(1..6)).map(|_| rng.random_range(1..5)).collect();
        let issue = |(at, &width): (usize, &usize)| Issue {
            name: format!("i{at}"),
            title: format!("i{at}"),
            unit: None,
            description: None,
            values: Values::integers(1, width as i64, 1).unwrap(),
        };
        let space = Arc::new(Space::new(widths.iter().enumerate().map(issue).collect()).unwrap());
        let kind = rng.random_range(0..4);
        let number = |rng: &mut ChaCha8Rng| match kind {
            0 => f64::from(rng.random_range(-2..4)) / 4.0,
            1 => 0.25,
            _ => rng.random_range(-0.5..1.0),
        };
        let clauses = |rng: &mut ChaCha8Rng| -> Vec<(usize, ValueSet)> {
            let mut clauses = Vec::new();
            for (at, &width) in widths.iter().enumerate() {
                if rng.random_bool(0.6) {
                    clauses.push((at, (0..width).map(|_| rng.random_bool(0.5)).collect()));
                }
            }
            clauses
        };
        let additive = rng.random_bool(0.3);
        let mut side = || {
            let tables: Vec<Vec<f64>> =
                widths.iter().map(|&width| (0..width).map(|_| number(rng)).collect()).collect();
            let (mut factors, mut lines) = (Vec::new(), Vec::new());
            for _ in 0..if additive { 0 } else { rng.random_range(0..4) } {
                let clauses = clauses(rng);
                if !clauses.is_empty() {
                    factors.push(Factor::Box(BoxFactor { clauses, utility: number(rng) }));
                }
                let (a, b) = (rng.random_range(0..widths.len()), rng.random_range(0..widths.len()));
                if a < b {
                    let table = (0..widths[a] * widths[b]).map(|_| number(rng)).collect();
                    factors.push(Factor::Table(TableFactor { scope: vec![a, b], table }));
                }
            }
            if rng.random_bool(0.3) {
                let mut clauses = clauses(rng);
                clauses.truncate(if additive { 1 } else { 3 });
                if !clauses.is_empty() {
                    lines.push(RedLine { clauses, words: String::new() });
                }
            }
            let walk_away = WalkAway { start: rng.random_range(-1.0..1.0), drift: None };
            let preferences = Preferences::new(&space, tables, factors, lines, walk_away, None).unwrap();
            Arc::new(Side::new(Arc::clone(&space), preferences))
        };
        (0..count).map(|_| side()).collect()
    }

    /// Branch and bound, whether it decides every issue by itself, takes some from exact fronts or all, and whether
    /// it bounds by elimination or factor by factor, finds what the whole frontier gives.
    #[test]
    fn branch_and_bound_finds_what_the_frontier_gives() {
        let mut rng = ChaCha8Rng::from_seed([7; 32]);
        for round in 0..3_000 {
            let count = 1 + round % 4;
            let sides = sides(&mut rng, count);
            let walk_aways: Vec<f64> =
                sides.iter().map(|side| side.preferences().walk_away().start).collect();
            let whole = frontier(&sides);
            let expected = whole.solutions(&sides, &walk_aways);
            let scales = Scales::new(&sides, &walk_aways);
            let preferences: Vec<&Preferences> = sides.iter().map(|side| side.preferences()).collect();
            let joint = Joint::new(widths(&sides[0]), preferences);
            let few: Vec<Point> = whole.points.iter().step_by(3).cloned().collect();
            let seeds: &[Point] = if round % 2 == 0 { &few } else { &[] };
            for tail in [0, 8 << count, TAIL] {
                let found = by_elimination(&joint, &scales, seeds, tail);
                check(&found, &expected, &sides, round);
            }
            let found = by_factors(&joint, &scales, seeds);
            check(&found, &expected, &sides, round);
        }
    }

    fn check(found: &Solutions, expected: &Solutions, sides: &[Arc<Side>], round: usize) {
        for ((name, found), (_, expected)) in found.named().into_iter().zip(expected.named()) {
            assert_eq!(found.bound, 0.0, "{round} {name}");
            assert_eq!(found.points, expected.points, "{round} {name} {sides:?}");
        }
    }
}
