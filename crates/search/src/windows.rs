use wasit_model::Package;

use crate::elimination::Aim;
use crate::side::Found;
use crate::split::{Cut, Split, Terms};

/// The most partial packages in each part of a window.
const PART_MAX: f64 = (1 << 12) as f64;
/// How many windows are looked through in all.
const WINDOWS_MAX: usize = 24;

/// Brings a package nearer to `level`, on the side that the aim names: in one window of the issues after the
/// other, a run of `order`, by meeting in the middle while all other issues stay as in a start. `best` lies on that
/// side. The optimum lies between the level and what is found: the distance, on the grid of utilities, is the bound.
///
/// O(windows × partial packages of a window's parts × assignments of their borders).
pub(crate) fn improve(
    terms: Terms<'_>,
    order: &[usize],
    grid: f64,
    level: f64,
    aim: Aim,
    starts: Vec<Package>,
    best: (f64, Package),
) -> Found {
    let sign = if aim == Aim::Least { 1.0 } else { -1.0 };
    // No package lies between the level and the next step of the grid.
    let reachable = if aim == Aim::Least { (level / grid).ceil() } else { (level / grid).floor() } * grid;
    let reachable = if reachable.is_finite() { reachable } else { level };
    let bound = |utility: f64| (sign * (utility - reachable)).max(0.0);
    let (mut utility, mut package) = best;
    let windows = windows(terms, order);
    let mut left = WINDOWS_MAX;
    'starts: for (at, start) in starts.iter().enumerate() {
        for turn in 0..windows.len() {
            if left == 0 || bound(utility) == 0.0 {
                break 'starts;
            }
            left -= 1;
            // Each start begins with another window, so that all of them come up early.
            let window = &windows[(at + turn) % windows.len()];
            let Some(cut) = Cut::new(terms, std::slice::from_ref(window), PART_MAX) else { continue };
            let Some(split) = Split::new(terms, cut, start) else { continue 'starts };
            if let Some((near, value)) = split.nearest(terms, level, aim) {
                if sign * (utility - value) > 0.0 || (value == utility && near < package) {
                    (utility, package) = (value, near);
                }
                continue 'starts;
            }
        }
    }
    Found { package, utility, bound: bound(utility) }
}

/// Runs of the order, each of about as many packages as both parts together may have.
fn windows(terms: Terms<'_>, order: &[usize]) -> Vec<Vec<usize>> {
    let mut windows = Vec::new();
    let mut start = 0;
    while start < order.len() {
        let mut size = 1.0;
        let mut end = start;
        while end < order.len() && size * terms.widths[order[end]] as f64 <= PART_MAX * PART_MAX / 8.0 {
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
