use std::sync::Arc;

use crate::{Frontier, Point, Side, Solution};

/// How far two logarithms of products may differ and count as equal, for each unit of weight.
const TIE: f64 = 1e-11;

/// Nash's solution where sides have unequal power (Harsanyi & Selten 1972; Kalai 1977): over the deal zone, the
/// greatest product of gains, each raised to its side's weight. Gains are over the walk-away, or over the least
/// utility where that is greater. With equal weights this is Nash's solution. `weights` are at least 0 and not all 0.
///
/// O(points × sides).
#[must_use]
pub fn weighted_nash(
    frontier: &Frontier,
    sides: &[Arc<Side>],
    walk_aways: &[f64],
    weights: &[f64],
) -> Solution {
    let zone = frontier.rational(walk_aways);
    let floors: Vec<f64> =
        sides.iter().zip(walk_aways).map(|(side, &walk_away)| side.least_utility().max(walk_away)).collect();
    let worth = |point: &Point| -> f64 {
        let gains = point.utilities.iter().zip(&floors).map(|(utility, floor)| utility - floor);
        let term = |(gain, &weight): (f64, &f64)| if weight > 0.0 { weight * gain.ln() } else { 0.0 };
        gains.zip(weights).map(term).sum()
    };
    let worths: Vec<f64> = zone.points.iter().map(worth).collect();
    let most = worths.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let slack = TIE * weights.iter().sum::<f64>().max(1.0);
    let points = zone
        .points
        .iter()
        .zip(&worths)
        // Where somebody gains nothing in every package of the zone, all products are 0 and all attain.
        .filter(|(_, worth)| **worth >= most - slack || most == f64::NEG_INFINITY)
        .map(|(point, _)| point.clone())
        .collect();
    Solution { points, bound: if frontier.exact() { 0.0 } else { f64::INFINITY } }
}
