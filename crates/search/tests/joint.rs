//! What all sides can reach together equals what listing every package finds.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::sync::Arc;

use proptest::prelude::*;
use wasit_search::{Frontier, Point, Side, Solution, deal_zone_size, frontier, hypervolume};

mod cases;

use cases::{brute_frontier, case};

/// What a solution makes as great as it can.
type Measure<'a> = &'a dyn Fn(&[f64]) -> f64;

/// Everything that the solutions are defined by, from the list of all packages.
struct Listed {
    /// Efficient packages of the deal zone.
    zone: Vec<Point>,
    floors: Vec<f64>,
    most: Vec<f64>,
}

impl Listed {
    fn new(sides: &[Arc<Side>], walk_aways: &[f64]) -> Self {
        let zone = brute_frontier(sides)
            .into_iter()
            .filter(|point| point.utilities.iter().zip(walk_aways).all(|(a, b)| a >= b))
            .collect();
        let range = |side: &Arc<Side>| {
            side.space()
                .packages()
                .map(|package| side.utility(&package))
                .filter(|utility| utility.is_finite())
                .fold((f64::INFINITY, f64::NEG_INFINITY), |range, u| (range.0.min(u), range.1.max(u)))
        };
        let ranges: Vec<(f64, f64)> = sides.iter().map(range).collect();
        let floors =
            ranges.iter().zip(walk_aways).map(|(range, &walk_away)| range.0.max(walk_away)).collect();
        Self { zone, floors, most: ranges.iter().map(|range| range.1).collect() }
    }

    fn gains(&self, utilities: &[f64]) -> Vec<f64> {
        utilities.iter().zip(&self.floors).map(|(utility, floor)| utility - floor).collect()
    }

    fn spread(&self, utilities: &[f64]) -> f64 {
        let shares: Vec<f64> = self
            .gains(utilities)
            .iter()
            .zip(self.most.iter().zip(&self.floors))
            .map(|(gain, (most, floor))| if most > floor { gain / (most - floor) } else { 1.0 })
            .collect();
        let least = shares.iter().copied().fold(f64::INFINITY, f64::min);
        shares.iter().copied().fold(f64::NEG_INFINITY, f64::max) - least
    }

    /// Those of the deal zone whose measure is greatest, or so close to it that rounding may have parted them.
    fn attaining(&self, measure: Measure<'_>) -> Vec<Point> {
        let most = self.zone.iter().map(|point| measure(&point.utilities)).fold(f64::NEG_INFINITY, f64::max);
        self.zone.iter().filter(|point| measure(&point.utilities) >= most - 1e-11).cloned().collect()
    }

    fn check(&self, name: &str, found: &Solution, measure: Measure<'_>) -> Result<(), TestCaseError> {
        prop_assert_eq!(found.bound, 0.0, "{}", name);
        prop_assert_eq!(&found.points, &self.attaining(measure), "{}", name);
        Ok(())
    }
}

fn check_solutions(sides: &[Arc<Side>], walk_aways: &[f64], front: &Frontier) -> Result<(), TestCaseError> {
    let listed = Listed::new(sides, walk_aways);
    let found = front.solutions(sides, walk_aways);
    listed.check("nash", &found.nash, &|u| listed.gains(u).iter().product())?;
    listed.check("kalai", &found.kalai, &|u| listed.gains(u).into_iter().fold(f64::INFINITY, f64::min))?;
    listed.check("welfare", &found.welfare, &|u| u.iter().sum())?;
    listed.check("kalai_smorodinsky", &found.kalai_smorodinsky, &|u| -listed.spread(u))
}

fn cases() -> impl Strategy<Value = cases::Case> {
    prop_oneof![case(1), case(2), case(3), case(4)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    /// From the whole frontier, and by branch and bound from some of its points or none.
    #[test]
    fn solutions(case in cases(), step in 1..5_usize) {
        let sides = case.sides(0);
        let walk_aways: Vec<f64> = case.sides.iter().map(|wants| wants.walk_away).collect();
        let whole = frontier(&sides);
        check_solutions(&sides, &walk_aways, &whole)?;
        let points = whole.points.iter().skip(step - 1).step_by(step).cloned().collect();
        check_solutions(&sides, &walk_aways, &Frontier { points, bound: 1.0, how: "some of it" })?;
    }

    #[test]
    fn sizes_of_deal_zones(case in cases()) {
        let sides = case.sides(0);
        let floors: Vec<f64> = case.sides.iter().map(|wants| wants.walk_away).collect();
        let inside = |package: &wasit_model::Package| {
            sides.iter().zip(&floors).all(|(side, &floor)| {
                let utility = side.utility(package);
                utility.is_finite() && utility >= floor
            })
        };
        let number = sides[0].space().packages().filter(inside).count() as u128;
        let found = deal_zone_size(&sides, &floors);
        prop_assert_eq!(found.exact, Some(number));
        prop_assert_eq!((found.low, found.value, found.high), (number as f64, number as f64, number as f64));
    }

    /// The volume above a grid's corner is the number of the cells that some point reaches.
    #[test]
    fn hypervolumes(
        points in (1..6_usize).prop_flat_map(|sides| {
            proptest::collection::vec(proptest::collection::vec(0..5_u8, sides), 1..12)
        }),
    ) {
        let sides = points[0].len();
        let cells = 4_usize.pow(sides as u32);
        let reached = |at: &usize| {
            points.iter().any(|point| {
                (0..sides).all(|side| usize::from(point[side]) > at / 4_usize.pow(side as u32) % 4)
            })
        };
        let number = (0..cells).filter(reached).count() as f64;
        let points: Vec<Point> = points
            .iter()
            .map(|point| Point {
                package: wasit_model::Package::new(),
                utilities: point.iter().map(|&number| f64::from(number) - 1.0).collect(),
            })
            .collect();
        prop_assert_eq!(hypervolume(&points, &vec![-1.0; sides]), number);
    }

    /// What a cover says of the deal zone holds.
    #[test]
    fn covers_of_deal_zones(case in cases(), kept in proptest::collection::vec(any::<bool>(), 1..8)) {
        let sides = case.sides(0);
        let walk_aways: Vec<f64> = case.sides.iter().map(|wants| wants.walk_away).collect();
        let whole = frontier(&sides).points;
        let points: Vec<Point> =
            whole.iter().zip(kept.iter().cycle()).filter(|(_, kept)| **kept).map(|(point, _)| point.clone()).collect();
        let short = |point: &Point, by: &[Point]| {
            let less = |other: &Point| {
                point.utilities.iter().zip(&other.utilities).map(|(a, b)| a - b).fold(0.0, f64::max)
            };
            by.iter().map(less).fold(f64::INFINITY, f64::min)
        };
        let bound = whole.iter().map(|point| short(point, &points)).fold(0.0, f64::max);
        let cover = Frontier { points, bound, how: "some of it" };
        let rational = cover.rational(&walk_aways);
        let inside = |point: &&Point| point.utilities.iter().zip(&walk_aways).all(|(a, b)| a >= b);
        for point in whole.iter().filter(inside) {
            prop_assert!(short(point, &rational.points) <= rational.bound + 1e-12);
        }
    }
}
