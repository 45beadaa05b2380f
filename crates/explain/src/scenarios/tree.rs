//! A shallow tree (Breiman and others 1984): at most three questions to a leaf.

use crate::ranks::{BINS, Ranks};
use crate::scenarios::region::{Region, Rows, Side};

/// Questions on the way to a leaf.
const DEPTH: usize = 3;
/// The least share of the draws in a leaf.
const MASS_MIN: f64 = 0.05;
/// What a split must settle of all that differs.
const SETTLES_MIN: f64 = 0.005;

/// The leaves, as boxes.
pub(super) fn grow(rows: &Rows, ranks: &[Ranks]) -> Vec<Region> {
    let all: Vec<u32> = (0..rows.count() as u32).collect();
    let mut leaves = Vec::new();
    let spread = spread(rows, &all);
    split(rows, ranks, &all, Region::all(ranks), DEPTH, spread, &mut leaves);
    leaves
}

fn spread(rows: &Rows, inside: &[u32]) -> f64 {
    let (mut sum, mut squares) = (0.0, 0.0);
    for row in inside {
        let value = f64::from(rows.target[*row as usize]);
        sum += value;
        squares += value * value;
    }
    squares - sum * sum / inside.len().max(1) as f64
}

fn split(
    rows: &Rows,
    ranks: &[Ranks],
    inside: &[u32],
    region: Region,
    depth: usize,
    whole: f64,
    leaves: &mut Vec<Region>,
) {
    let found = if depth == 0 { None } else { best(rows, ranks, inside, &region) };
    // Noise settles about one draw's share of the spread by each of the splits that are tried; ten times that is no noise.
    let noise = 10.0 * spread(rows, inside) / inside.len().max(1) as f64;
    let Some((_, input, sides)) = found.filter(|found| found.0 > (SETTLES_MIN * whole).max(noise)) else {
        leaves.push(region);
        return;
    };
    for side in sides {
        let mut half = region.clone();
        half.sides[input] = side;
        let inside: Vec<u32> =
            inside.iter().copied().filter(|row| side.has(rows.row(*row as usize)[input])).collect();
        split(rows, ranks, &inside, half, depth - 1, whole, leaves);
    }
}

/// The split that settles most, with what it settles.
fn best(rows: &Rows, ranks: &[Ranks], inside: &[u32], region: &Region) -> Option<(f64, usize, [Side; 2])> {
    let least = MASS_MIN * rows.count() as f64;
    let mut counts = vec![[0.0f64; 2]; BINS * rows.width];
    for row in inside {
        let target = f64::from(rows.target[*row as usize]);
        for (input, bin) in rows.row(*row as usize).iter().enumerate() {
            let count = &mut counts[input * BINS + usize::from(*bin)];
            count[0] += 1.0;
            count[1] += target;
        }
    }
    let mut best: Option<(f64, usize, [Side; 2])> = None;
    for (input, side) in region.sides.iter().enumerate() {
        let bins = &counts[input * BINS..(input + 1) * BINS];
        let mut order: Vec<u8> =
            (0..ranks[input].count() as u16).map(|bin| bin as u8).filter(|bin| side.has(*bin)).collect();
        if matches!(side, Side::Labels(_)) {
            // In the order of their means: the best cut in two is among those (Fisher 1958).
            let mean = |bin: &u8| {
                let [count, sum] = bins[usize::from(*bin)];
                if count > 0.0 { sum / count } else { 0.0 }
            };
            order.sort_by(|a, b| mean(a).total_cmp(&mean(b)));
        }
        let all = order.iter().fold([0.0; 2], |all, bin| {
            let bin = bins[usize::from(*bin)];
            [all[0] + bin[0], all[1] + bin[1]]
        });
        let mut left = [0.0; 2];
        for cut in 1..order.len() {
            let bin = bins[usize::from(order[cut - 1])];
            left = [left[0] + bin[0], left[1] + bin[1]];
            let right = [all[0] - left[0], all[1] - left[1]];
            if left[0] < least || right[0] < least {
                continue;
            }
            let settles =
                left[1] * left[1] / left[0] + right[1] * right[1] / right[0] - all[1] * all[1] / all[0];
            if best.as_ref().is_none_or(|best| settles > best.0) {
                let sides = match side {
                    Side::Range(low, high) => {
                        [Side::Range(*low, order[cut - 1]), Side::Range(order[cut], *high)]
                    }
                    Side::Labels(_) => [&order[..cut], &order[cut..]]
                        .map(|labels| Side::Labels(labels.iter().fold(0, |all, label| all | 1 << label))),
                };
                best = Some((settles, input, sides));
            }
        }
    }
    best
}
