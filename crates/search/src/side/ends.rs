use wasit_model::{Package, ValueIndex};

use crate::graph::elimination::Aim;
use crate::side::beyond::Scale;

/// All packages near one end of the range, the worst or the best, as two halves of the issues: partial packages
/// by how far each is from the end, complete up to a distance.
#[derive(Debug)]
pub(crate) struct End {
    from_best: bool,
    cut: usize,
    front: Vec<(i64, u128)>,
    back: Vec<(i64, u128)>,
    /// No partial package is missing that is this near to the end.
    complete: i64,
}

/// How many partial packages of a half are kept.
const KEPT_MAX: usize = 1 << 13;

impl End {
    /// `None` where a half has 2^128 packages or more.
    pub(crate) fn new(scale: &Scale, from_best: bool) -> Option<Self> {
        let log2: f64 = scale.widths.iter().map(|&width| (width as f64).log2()).sum();
        let mut before = 0.0;
        let cut = scale.widths.iter().position(|&width| {
            before += (width as f64).log2();
            before >= log2 / 2.0
        })?;
        let (front, front_complete) = near(scale, 0..cut + 1, from_best)?;
        let (back, back_complete) = near(scale, cut + 1..scale.widths.len(), from_best)?;
        Some(Self { from_best, cut: cut + 1, front, back, complete: front_complete.min(back_complete) })
    }

    /// The package nearest to `target` on the side that the aim names, with its number; `None` where it may lie
    /// beyond what is complete. Exact, and the lexicographically least of equals.
    pub(crate) fn nearest(&self, scale: &Scale, target: i64, aim: Aim) -> Option<(Package, i64)> {
        let turn = |number: i64| if self.from_best { scale.total - number } else { number };
        // Seen from the best package, the least that is at least the target is the furthest that is at most as far.
        let outwards = (aim == Aim::Least) != self.from_best;
        let target = turn(target);
        let mut best: Option<(i64, u128, u128)> = None;
        let mut j = self.back.len();
        for &(a, front) in &self.front {
            while j > 0 && (a + self.back[j - 1].0 > target || (outwards && a + self.back[j - 1].0 == target))
            {
                j -= 1;
            }
            let at = if outwards { Some(j).filter(|&at| at < self.back.len()) } else { j.checked_sub(1) };
            let Some(at) = at else { continue };
            let sum = a + self.back[at].0;
            let nearer = best.is_none_or(|(kept, name, _)| {
                let (away, kept) = ((sum - target).abs(), (kept - target).abs());
                away < kept || (away == kept && front < name)
            });
            if nearer {
                let first = self.back.partition_point(|entry| entry.0 < self.back[at].0);
                best = Some((sum, front, self.back[first].1));
            }
        }
        let (sum, front, back) = best?;
        let within = if outwards { sum } else { target };
        (within <= self.complete).then(|| {
            let mut package: Package = std::iter::repeat_n(0, scale.widths.len()).collect();
            for (range, mut name) in [(0..self.cut, front), (self.cut..scale.widths.len(), back)] {
                for issue in range.rev() {
                    let width = scale.widths[issue] as u128;
                    package[issue] = (name % width) as ValueIndex;
                    name /= width;
                }
            }
            (package, turn(sum))
        })
    }
}

/// The partial packages of the issues of `range` that are nearest to the end, by distance and then by rank, and the
/// distance to which none is missing.
fn near(scale: &Scale, range: std::ops::Range<usize>, from_best: bool) -> Option<(Vec<(i64, u128)>, i64)> {
    let mut list: Vec<(i64, u128)> = vec![(0, 0)];
    let mut complete = i64::MAX;
    let mut place: u128 = 1;
    for issue in range.rev() {
        let next_place = place.checked_mul(scale.widths[issue] as u128)?;
        let span = scale.span(issue);
        let mut next = Vec::with_capacity(list.len() * 2);
        // A full list stays full by the value at the end alone: nothing beyond its last is needed.
        let last = if list.len() < KEPT_MAX { complete } else { list[list.len() - 1].0.min(complete) };
        for &(at, value) in &scale.issues[issue] {
            let by = if from_best { span - at } else { at };
            let name = u128::from(value) * place;
            next.extend(
                list.iter().map(|entry| (entry.0 + by, entry.1 + name)).take_while(|entry| entry.0 <= last),
            );
        }
        if last < i64::MAX {
            complete = last;
        }
        if next.len() > KEPT_MAX {
            next.select_nth_unstable(KEPT_MAX);
            // Of those as far as the first that is left out, some may be kept: they count as missing.
            complete = complete.min(next[KEPT_MAX].0 - 1);
            next.truncate(KEPT_MAX);
        }
        next.sort_unstable();
        list = next;
        place = next_place;
    }
    Some((list, complete))
}
