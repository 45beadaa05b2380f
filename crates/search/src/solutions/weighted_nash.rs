use std::sync::Arc;

use crate::{Frontier, Point, Side, Solution};

/// How far two logarithms of products may differ and count as equal, for each unit of weight.
const TIE: f64 = 1e-11;

/// Nash's solution where sides have unequal power (Harsanyi & Selten 1972; Kalai 1977): over the deal zone, the
/// greatest product of gains, each raised to its side's weight. Gains are over the walk-away, or over the least
/// utility where that is greater. With equal weights this is Nash's solution. `weights` are at least 0 and not all 0.
///
/// Where the frontier is not exact the products of its points, moved by its bound, say how much greater than the
/// found one the greatest product may be. O(points × sides).
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
    // The logarithm of the product, of gains that are `more` than the point's.
    let worth_with = |point: &Point, more: f64| -> f64 {
        let gains =
            point.utilities.iter().zip(&floors).map(|(utility, floor)| (utility - floor + more).max(0.0));
        let term = |(gain, &weight): (f64, &f64)| if weight > 0.0 { weight * gain.ln() } else { 0.0 };
        gains.zip(weights).map(term).sum()
    };
    let worths: Vec<f64> = zone.points.iter().map(|point| worth_with(point, 0.0)).collect();
    let most = worths.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let slack = TIE * weights.iter().sum::<f64>().max(1.0);
    let points: Vec<Point> = zone
        .points
        .iter()
        .zip(&worths)
        // Where somebody gains nothing in every package of the zone, all products are 0 and all attain.
        .filter(|(_, worth)| **worth >= most - slack || most == f64::NEG_INFINITY)
        .map(|(point, _)| point.clone())
        .collect();
    let bound = if frontier.exact() {
        0.0
    } else if points.is_empty() {
        f64::INFINITY
    } else {
        // An efficient package is at most the bound above some point, inside the deal zone or not.
        let beyond = frontier.points.iter().map(|point| worth_with(point, frontier.bound));
        let bound = beyond.fold(f64::NEG_INFINITY, f64::max).exp() - most.exp();
        if bound.is_finite() { bound.max(f64::MIN_POSITIVE) } else { f64::INFINITY }
    };
    Solution { points, bound, complete: frontier.exact() }
}
