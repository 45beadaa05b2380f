use std::cmp::Ordering;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use wasit_model::{Package, Preferences, Space, ValueIndex};

use crate::{Frontier, Point};

/// How far even the best package is from giving every side all that it wants.
#[derive(Clone, Debug, PartialEq)]
pub struct Opposition {
    /// The least Euclidean distance of a package from (1, 1, …), utilities on each side's range from 0 to 1: 0 where
    /// one package is best for all, and √(n − 1) at most for n sides that each have a package of their own.
    pub value: f64,
    /// How much less it may be than `value`, at most; 0 where it is exact.
    pub bound: f64,
    /// The package that comes so near.
    pub nearest: Point,
}

/// The opposition of the sides as the competitions of automated negotiators define it (Baarslag et al. 2013, *Artificial
/// Intelligence* 198): the least distance of any package from the point at which all have the most that they could.
/// `ranges` are each side's least and greatest utility within its own red lines; a side that is indifferent to all
/// counts as content. `None` where the frontier has no point. O(points × sides): the nearest package is efficient.
#[must_use]
pub fn opposition(frontier: &Frontier, ranges: &[(f64, f64)]) -> Option<Opposition> {
    let short = |(utility, (low, high)): (&f64, &(f64, f64))| {
        if high > low { (high - utility) / (high - low) } else { 0.0 }
    };
    let distance = |point: &Point| -> f64 {
        point.utilities.iter().zip(ranges).map(short).map(|short| short * short).sum::<f64>().sqrt()
    };
    let (value, nearest) =
        frontier.points.iter().map(|point| (distance(point), point)).min_by(|a, b| a.0.total_cmp(&b.0))?;
    // Every efficient package is within the frontier's bound of a known point, in every utility.
    let moved = |(low, high): &(f64, f64)| if high > low { frontier.bound / (high - low) } else { 0.0 };
    let bound = if frontier.exact() {
        0.0
    } else {
        ranges.iter().map(moved).map(|moved| moved * moved).sum::<f64>().sqrt().min(value)
    };
    Some(Opposition { value, bound, nearest: nearest.clone() })
}

/// How often two sides want opposite things.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conflict {
    /// Of the pairs of packages that at least one side tells apart, the share that they order in opposite ways: 0 where
    /// what is better for one is never worse for the other, 1 where it always is.
    pub value: f64,
    /// 0 where all pairs were counted; else half the width of the interval that covers the true share with a
    /// probability of 99.9999 % (Hoeffding 1963).
    pub bound: f64,
    /// How many pairs were looked at, those that nobody tells apart among them.
    pub pairs: u128,
}

/// The most packages whose pairs are all counted.
const COUNTED_MAX: u128 = 1 << 16;
/// How many pairs are drawn where they are not.
const DRAWN: usize = 1 << 16;
/// The most values that are drawn for them: of packages of very many issues fewer are drawn.
const VALUES_DRAWN: usize = 1 << 24;

/// The conflict of two sides, as NegMAS measures it, over the packages within `all` sides' red lines. All pairs are
/// counted up to 65,536 packages, in O(p log p) by merging (Knight 1966); beyond that 65,536 pairs are drawn (fewer for
/// more than 256 issues), always the same ones. Utilities no further apart than the grid that they lie on can have parted
/// them count as equal. `None` where nobody tells any two packages apart, or no package within the lines is come upon.
#[must_use]
pub fn conflict(space: &Space, a: &Preferences, b: &Preferences, all: &[&Preferences]) -> Option<Conflict> {
    let within = |package: &[ValueIndex]| all.iter().all(|side| side.utility(package).is_finite());
    if space.size().is_some_and(|size| size <= COUNTED_MAX) {
        let mut worths: Vec<(f64, f64)> = space
            .packages()
            .filter(|package| within(package))
            .map(|package| (a.utility(&package), b.utility(&package)))
            .collect();
        level(&mut worths, |worth| &mut worth.0, rounding(a));
        level(&mut worths, |worth| &mut worth.1, rounding(b));
        let pairs = worths.len() as u128 * (worths.len() as u128).saturating_sub(1) / 2;
        let (opposed, told_apart) = count_opposed(&mut worths);
        let value = || opposed as f64 / told_apart as f64;
        return (told_apart > 0).then(|| Conflict { value: value(), bound: 0.0, pairs });
    }
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let mut draw = || -> Option<Package> {
        const TRIES: usize = 100;
        (0..TRIES).find_map(|_| {
            let package: Package = (0..space.issues().len())
                .map(|issue| rng.random_range(0..space.width(issue)) as ValueIndex)
                .collect();
            within(&package).then_some(package)
        })
    };
    let (mut opposed, mut told_apart) = (0_u32, 0_u32);
    let drawn = DRAWN.min(VALUES_DRAWN / space.issues().len());
    let mut pairs = 0;
    for _ in 0..drawn {
        let (Some(x), Some(y)) = (draw(), draw()) else { break };
        let order = |side: &Preferences| {
            let (x, y) = (side.utility(&x), side.utility(&y));
            if (x - y).abs() <= rounding(side) { Ordering::Equal } else { x.total_cmp(&y) }
        };
        let (first, second) = (order(a), order(b));
        pairs += 1;
        told_apart += u32::from(first.is_ne() || second.is_ne());
        opposed += u32::from(first.is_ne() && first == second.reverse());
    }
    const MISSED: f64 = 1e-6;
    (told_apart > 0).then(|| Conflict {
        value: f64::from(opposed) / f64::from(told_apart),
        bound: ((2.0 / MISSED).ln() / (2.0 * f64::from(told_apart))).sqrt().min(1.0),
        pairs,
    })
}

/// How far apart rounding to the grid can have put two packages of one utility: half a step for each number that is
/// added up, either way.
fn rounding(side: &Preferences) -> f64 {
    side.grid() * (side.tables().len() + side.factors().len()) as f64
}

/// Gives utilities that follow each other within `rounding` the least of them.
fn level(worths: &mut [(f64, f64)], mut of: impl FnMut(&mut (f64, f64)) -> &mut f64, rounding: f64) {
    worths.sort_unstable_by(|x, y| {
        let (mut x, mut y) = (*x, *y);
        of(&mut x).total_cmp(of(&mut y))
    });
    let (mut before, mut least) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    for worth in worths {
        let worth = of(worth);
        if *worth - before > rounding {
            least = *worth;
        }
        before = *worth;
        *worth = least;
    }
}

/// How many pairs the two utilities order in opposite ways, and how many at least one of them orders at all.
fn count_opposed(worths: &mut [(f64, f64)]) -> (u128, u128) {
    worths.sort_unstable_by(|x, y| x.0.total_cmp(&y.0).then(x.1.total_cmp(&y.1)));
    let of = |count: u128| count * count.saturating_sub(1) / 2;
    let runs = worths.chunk_by(|x, y| x == y);
    let tied_both: u128 = runs.map(|run| of(run.len() as u128)).sum();
    // In order of the first, equals in order of the second: a pair is opposed iff the second falls.
    let mut seconds: Vec<f64> = worths.iter().map(|worth| worth.1).collect();
    let opposed = inversions(&mut seconds);
    (opposed, of(worths.len() as u128) - tied_both)
}

/// Sorts `numbers`, and counts the pairs that stood in falling order.
fn inversions(numbers: &mut Vec<f64>) -> u128 {
    let mut count = 0;
    let mut width = 1;
    while width < numbers.len() {
        let mut merged = Vec::with_capacity(numbers.len());
        for run in numbers.chunks(2 * width) {
            let (left, right) = run.split_at(width.min(run.len()));
            let (mut l, mut r) = (0, 0);
            while l < left.len() || r < right.len() {
                if r == right.len() || (l < left.len() && left[l] <= right[r]) {
                    merged.push(left[l]);
                    l += 1;
                } else {
                    count += (left.len() - l) as u128;
                    merged.push(right[r]);
                    r += 1;
                }
            }
        }
        *numbers = merged;
        width *= 2;
    }
    count
}
