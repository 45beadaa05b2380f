//! What each player alone makes of what a surrogate missed, without another surrogate.
//!
//! With `r` what was missed, and `b` the draw that is nearest to draw `a` in one player's inputs, the mean of `r(a) · r(b)` goes to
//! `Var(E[r | its inputs])` as draws grow, whatever the course of that is: the rank statistic of Chatterjee (2021) for one input (Gamboa, Gremaud, Klein and
//! Lagnoux 2022), nearest neighbours for several (Broto, Bachoc and Depecker 2020), which here are neighbours on Morton's curve.

use std::ops::Range;

use rayon::prelude::*;

use crate::Estimate;
use crate::ignorance::Ignorance;
use crate::players::Players;
use crate::sample::Sample;
use crate::surrogate::fine;

/// Bits of a key that say where a draw is; the rest are chance, so that draws at one place are neighbours at random.
const PLACE_BITS: usize = 48;

/// By player: the share of ignorance's variance that it alone makes of what was missed.
pub(crate) fn alone(
    sample: &Sample,
    players: &Players,
    missed: &[f64],
    ignorance: &Ignorance,
) -> Vec<Estimate> {
    let halves = [0, 1].map(|half| ignorance.halves.half(half));
    // Each half has a surrogate of its own, whose mean may be off.
    let mut missed = missed.to_vec();
    for parts in halves {
        let draws: usize = parts.iter().map(ExactSizeIterator::len).sum();
        let sum: f64 = parts.iter().flat_map(|part| &missed[part.clone()]).sum();
        let mean = sum / draws.max(1) as f64;
        parts.iter().for_each(|part| missed[part.clone()].iter_mut().for_each(|missed| *missed -= mean));
    }
    (0..players.count())
        .into_par_iter()
        .map(|player| {
            let keys = keys(sample, &players.inputs[player]);
            let sums: Vec<[f64; 2]> =
                halves.iter().flat_map(|parts| products(&keys, &missed, parts)).collect();
            let [draws, sum] = sums.iter().fold([0.0; 2], |all, part| [all[0] + part[0], all[1] + part[1]]);
            let without: Vec<f64> = sums.iter().map(|part| (sum - part[1]) / (draws - part[0])).collect();
            ignorance.share(sum / draws, &without)
        })
        .collect()
}

/// By draw: a number that is near where all of the inputs are.
fn keys(sample: &Sample, inputs: &[usize]) -> Vec<u64> {
    let places: Vec<Vec<u16>> = inputs.iter().take(PLACE_BITS).map(|input| fine(sample, *input)).collect();
    let bits = (PLACE_BITS / places.len().max(1)).min(16);
    (0..sample.draws())
        .map(|draw| {
            let mut key = 0;
            for bit in (16 - bits..16).rev() {
                for places in &places {
                    key = key << 1 | u64::from(places[draw] >> bit & 1);
                }
            }
            // Knuth's multiplicative hash: all it must do is to mix the order of draws.
            key << 16 | (draw as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48
        })
        .collect()
}

/// By part: its draws, and the sum of the products of what was missed there and at each draw's neighbour. Neighbours are looked for in the
/// next part: within one block draws keep away from each other.
fn products(keys: &[u64], missed: &[f64], parts: &[Range<usize>]) -> Vec<[f64; 2]> {
    let sorted: Vec<Vec<(u64, f64)>> = parts
        .iter()
        .map(|part| {
            let mut sorted: Vec<(u64, f64)> = part.clone().map(|draw| (keys[draw], missed[draw])).collect();
            sorted.sort_unstable_by_key(|(key, _)| *key);
            sorted
        })
        .collect();
    (0..sorted.len())
        .map(|at| {
            let (own, others) = (&sorted[at], &sorted[(at + 1) % sorted.len()]);
            let mut next = 0;
            let mut sum = 0.0;
            for (key, missed) in own {
                while next < others.len() && others[next].0 < *key {
                    next += 1;
                }
                let above = others.get(next).map(|(other, missed)| (other - key, missed));
                let below = next.checked_sub(1).map(|at| (key - others[at].0, &others[at].1));
                let nearest = match (below, above) {
                    (Some(below), Some(above)) => Some(if below.0 < above.0 { below } else { above }),
                    (below, above) => below.or(above),
                };
                sum += nearest.map_or(0.0, |(_, other)| missed * other);
            }
            [own.len() as f64, sum]
        })
        .collect()
}
