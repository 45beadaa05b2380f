use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_model::{Package, ValueIndex};

use crate::Point;
use crate::frontier::joint::Joint;
use crate::frontier::pareto::{Vector, efficient};
use crate::solutions::measure::{Measure, Scales};

/// How many climbs there are for each measure.
const STARTS: usize = 24;

/// Packages that no change of one issue betters in one of the measures, from starts at `seeds` and at random (from a
/// fixed stream), with the seeds: those that are efficient among them.
pub(crate) fn climbed(joint: &Joint<'_>, scales: &Scales, seeds: &[Point]) -> Vec<Point> {
    let mut rng = ChaCha8Rng::from_seed(*b"wasit search: starts of a climb.");
    let mut all: Vec<Point> = seeds.to_vec();
    let mut starts: Vec<Package> = seeds.iter().take(STARTS).map(|seed| seed.package.clone()).collect();
    starts.extend((0..STARTS).map(|_| -> Package {
        joint.widths.iter().map(|&width| rng.random_range(0..width) as ValueIndex).collect()
    }));
    for start in starts {
        for measure in [Measure::Nash, Measure::Kalai, Measure::Welfare] {
            all.extend(climb(joint, measure, scales, start.clone()));
        }
    }
    best(all)
}

/// What is climbed on: nothing beyond a red line, then towards the walk-aways, then by the measure. Least shares
/// stand for egalitarian gains, so that the climb also seeks an even split.
fn height(utilities: &[f64], measure: Measure, scales: &Scales) -> (bool, f64, f64) {
    let within = utilities.iter().all(|utility| *utility > f64::NEG_INFINITY);
    let lack: f64 = utilities
        .iter()
        .zip(&scales.walk_aways)
        .map(|(utility, walk_away)| (utility - walk_away).min(0.0))
        .sum();
    let worth = match measure {
        _ if lack < 0.0 => 0.0,
        Measure::Kalai => scales.shares(utilities).0,
        _ => measure.worth(utilities, scales),
    };
    (within, lack, worth)
}

fn climb(joint: &Joint<'_>, measure: Measure, scales: &Scales, mut package: Package) -> Option<Point> {
    const PASSES_MAX: usize = 100;
    let utilities =
        |package: &Package| -> Vec<f64> { joint.sides.iter().map(|side| side.utility(package)).collect() };
    let mut top = height(&utilities(&package), measure, scales);
    for _ in 0..PASSES_MAX {
        let before = top;
        for issue in 0..joint.widths.len() {
            let mut best = package[issue];
            for value in 0..joint.widths[issue] as ValueIndex {
                package[issue] = value;
                let here = height(&utilities(&package), measure, scales);
                if here > top {
                    (top, best) = (here, value);
                }
            }
            package[issue] = best;
        }
        if top == before {
            break;
        }
    }
    let utilities = utilities(&package);
    scales.within(&utilities).then_some(Point { package, utilities }).filter(|_| top.0)
}

/// The efficient ones among `points`.
fn best(points: Vec<Point>) -> Vec<Point> {
    fn of<const N: usize>(points: Vec<Point>) -> Vec<Point> {
        let vectors = points.into_iter().map(|point| Vector {
            utilities: std::array::from_fn(|side| point.utilities.get(side).copied().unwrap_or(0.0)),
            key: point.package,
        });
        let front = efficient::<N, Package>(vectors.collect());
        front
            .into_iter()
            .map(|vector| Point { package: vector.key, utilities: vector.utilities.to_vec() })
            .collect()
    }
    let sides = points.first().map_or(0, |point| point.utilities.len());
    let mut points = match sides {
        0..=2 => of::<2>(points),
        3 => of::<3>(points),
        4..=8 => of::<8>(points),
        _ => of::<64>(points),
    };
    points.iter_mut().for_each(|point| point.utilities.truncate(sides));
    points
}
