use crate::frontier::key::Key;
use crate::frontier::pareto::{Front, Vector};

/// Drops from vectors in falling order those that one before them covers: dominates or equals.
///
/// One pass for two sides; for three a pass with a staircase, O(p log p) (Kung, Luccio & Preparata 1975); for more
/// divide and conquer over the sides, O(p log^(n − 2) p) (Bentley 1980).
pub(crate) fn sweep<const N: usize, K: Key>(mut sorted: Vec<Vector<N, K>>) -> Front<N, K> {
    match N {
        2 => {
            let mut last = f64::NEG_INFINITY;
            sorted.retain(|vector| {
                let keep = vector.utilities[1] > last;
                last = last.max(vector.utilities[1]);
                keep
            });
        }
        3 => {
            let mut stairs = Stairs::default();
            sorted.retain(|vector| stairs.add(vector.utilities[1], vector.utilities[2]));
        }
        _ => {
            let mut kept = uncovered(&sorted).into_iter().peekable();
            let mut at = 0;
            sorted.retain(|_| {
                let keep = kept.next_if_eq(&at).is_some();
                at += 1;
                keep
            });
        }
    }
    sorted
}

/// The staircase of pairs seen so far: rising in the first, falling in the second.
#[derive(Default)]
struct Stairs(Vec<(f64, f64)>);

impl Stairs {
    /// The first step that reaches `x`: of those that do, the one of the greatest second number.
    fn first(&self, x: f64) -> usize {
        self.0.partition_point(|step| step.0 < x)
    }

    fn covers(&self, x: f64, y: f64) -> bool {
        self.0.get(self.first(x)).is_some_and(|step| step.1 >= y)
    }

    /// Adds a pair; false where one seen covers it.
    fn add(&mut self, x: f64, y: f64) -> bool {
        let at = self.first(x);
        let mut end = at;
        if let Some(step) = self.0.get(at) {
            if step.1 >= y {
                return false;
            }
            end += usize::from(step.0 == x);
        }
        let mut from = at;
        while from > 0 && self.0[from - 1].1 <= y {
            from -= 1;
        }
        if from == end {
            self.0.insert(at, (x, y));
        } else {
            self.0[from] = (x, y);
            self.0.drain(from + 1..end);
        }
        true
    }
}

/// Up to how many comparisons are made outright rather than divided further.
const OUTRIGHT: usize = 2_048;

/// The positions, rising, of those of `sorted` that none before them covers.
fn uncovered<const N: usize, K: Key>(sorted: &[Vector<N, K>]) -> Vec<u32> {
    let all: Vec<u32> = (0..sorted.len() as u32).collect();
    divide(sorted, &all)
}

fn divide<const N: usize, K: Key>(sorted: &[Vector<N, K>], range: &[u32]) -> Vec<u32> {
    if range.len() * range.len() <= OUTRIGHT {
        let mut kept: Vec<u32> = Vec::with_capacity(range.len());
        for &at in range {
            if !kept.iter().any(|&other| covers(sorted, other, at, 1)) {
                kept.push(at);
            }
        }
        return kept;
    }
    let (first, second) = range.split_at(range.len() / 2);
    let (mut kept, mut rest) = both(range.len(), || divide(sorted, first), || divide(sorted, second));
    filter(sorted, &kept, &mut rest, 1);
    kept.extend(rest);
    kept
}

/// Both, at the same time where there is enough to do.
fn both<A: Send, B: Send>(size: usize, a: impl FnOnce() -> A + Send, b: impl FnOnce() -> B + Send) -> (A, B) {
    const PARALLEL: usize = 1 << 13;
    if size > PARALLEL { rayon::join(a, b) } else { (a(), b()) }
}

/// Whether `a` gives at least what `b` gives to every side from `side` on.
fn covers<const N: usize, K: Key>(sorted: &[Vector<N, K>], a: u32, b: u32, side: usize) -> bool {
    let (a, b) = (&sorted[a as usize].utilities, &sorted[b as usize].utilities);
    a[side..].iter().zip(&b[side..]).all(|(a, b)| a >= b)
}

/// Drops from `low` what a vector of `high` covers, as far as the sides from `side` on are concerned.
fn filter<const N: usize, K: Key>(sorted: &[Vector<N, K>], high: &[u32], low: &mut Vec<u32>, side: usize) {
    if high.is_empty() || low.is_empty() {
        return;
    }
    if high.len() * low.len() <= OUTRIGHT {
        low.retain(|&at| !high.iter().any(|&other| covers(sorted, other, at, side)));
        return;
    }
    let worth = |at: u32| sorted[at as usize].utilities[side];
    if side + 3 >= N {
        pass(sorted, high, low, side);
        return;
    }
    let mut worths: Vec<f64> = high.iter().chain(low.iter()).map(|&at| worth(at)).collect();
    let (least, middle) = (worths.iter().copied().fold(f64::INFINITY, f64::min), worths.len() / 2);
    let mut pivot = *worths.select_nth_unstable_by(middle, f64::total_cmp).1;
    if pivot == least {
        pivot = worths.iter().copied().filter(|&worth| worth > least).fold(f64::INFINITY, f64::min);
        if pivot == f64::INFINITY {
            return filter(sorted, high, low, side + 1);
        }
    }
    let split = |all: &[u32]| -> (Vec<u32>, Vec<u32>) { all.iter().partition(|&&at| worth(at) >= pivot) };
    let (high_above, high_below) = split(high);
    let (mut low_above, mut low_below) = split(low);
    both(
        high.len() + low.len(),
        || filter(sorted, &high_above, &mut low_above, side),
        || filter(sorted, &high_below, &mut low_below, side),
    );
    filter(sorted, &high_above, &mut low_below, side + 1);
    low.clear();
    low.extend(low_above);
    low.extend(low_below);
    low.sort_unstable();
}

/// [`filter`] where two or three sides are left: one pass by falling utility of the first of them.
fn pass<const N: usize, K: Key>(sorted: &[Vector<N, K>], high: &[u32], low: &mut Vec<u32>, side: usize) {
    let worth = |at: &u32, side: usize| sorted[*at as usize].utilities[side];
    // With two sides left, all steps of the staircase have the same second number.
    let pair = |at: &u32| (worth(at, side + 1), if side + 2 < N { worth(at, side + 2) } else { 0.0 });
    let falling = |a: &u32, b: &u32| worth(b, side).total_cmp(&worth(a, side));
    let mut high = high.to_vec();
    high.sort_unstable_by(falling);
    low.sort_unstable_by(falling);
    let mut stairs = Stairs::default();
    let mut next = 0;
    low.retain(|at| {
        while next < high.len() && worth(&high[next], side) >= worth(at, side) {
            let (x, y) = pair(&high[next]);
            stairs.add(x, y);
            next += 1;
        }
        let (x, y) = pair(at);
        !stairs.covers(x, y)
    });
    low.sort_unstable();
}
