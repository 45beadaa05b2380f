use wasit_model::Package;

use crate::graph::elimination::Aim;
use crate::side::Found;
use crate::side::split::{Cut, Split, Terms};

/// Brings a package nearer to `level`, on the side that the aim names: in one window of the issues after the
/// other, a run of `order`, by meeting in the middle while all other issues stay as they are. `best` lies on that
/// side. `effort` is how many packages a window may have, and how many windows are looked through in all. The optimum lies between the level and what is found: the distance, on the grid of utilities, is the bound.
///
/// O(windows × partial packages of a window's parts × assignments of their borders).
#[expect(clippy::too_many_arguments, reason = "where to look, what for, and what is there already")]
pub(crate) fn improve(
    terms: Terms<'_>,
    order: &[usize],
    effort: (f64, usize),
    grid: f64,
    level: f64,
    aim: Aim,
    starts: &[Package],
    best: (f64, Package),
) -> Found {
    let sign = if aim == Aim::Least { 1.0 } else { -1.0 };
    // No package lies between the level and the next step of the grid.
    let reachable = if aim == Aim::Least { (level / grid).ceil() } else { (level / grid).floor() } * grid;
    let reachable = if reachable.is_finite() { reachable } else { level };
    let bound = |utility: f64| (sign * (utility - reachable)).max(0.0);
    let (mut utility, mut package) = best;
    let (window_max, mut left) = effort;
    let windows = windows(terms, order, window_max);
    for (at, start) in starts.iter().enumerate() {
        let mut base = start.clone();
        for turn in 0..windows.len() {
            if left == 0 || bound(utility) == 0.0 {
                return Found { package, utility, bound: bound(utility) };
            }
            left -= 1;
            // Each start begins with another window, so that all of them come up early.
            let window = &windows[(at + turn) % windows.len()];
            let Some(cut) = Cut::new(terms, std::slice::from_ref(window), window_max) else { continue };
            let Some(split) = Split::new(terms, cut, &base) else { break };
            let Some((near, value)) = split.nearest(terms, level, aim) else { continue };
            if sign * (utility - value) > 0.0 || (value == utility && near < package) {
                (utility, package) = (value, near.clone());
            }
            base = near;
        }
    }
    Found { package, utility, bound: bound(utility) }
}

/// Runs of the order, each of up to `most` packages, the next begun in the middle of the one before.
fn windows(terms: Terms<'_>, order: &[usize], most: f64) -> Vec<Vec<usize>> {
    let mut windows = Vec::new();
    let mut start = 0;
    while start < order.len() {
        let mut size = 1.0;
        let mut end = start;
        while end < order.len() && size * terms.widths[order[end]] as f64 <= most {
            size *= terms.widths[order[end]] as f64;
            end += 1;
        }
        let end = end.max(start + 1);
        windows.push(order[start..end].to_vec());
        if end == order.len() {
            break;
        }
        start += (end - start).div_ceil(2);
    }
    windows
}
