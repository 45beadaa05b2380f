use std::cmp::Ordering;
use std::collections::HashSet;

use wasit_model::{Package, ValueIndex};

use crate::rank::Radix;

/// How a partial package is named within a front: cheap to join, and ordered as packages are.
pub(crate) trait Key: Clone + Ord + Send + Sync {
    fn of(issue: usize, value: ValueIndex, issues: usize, radix: Option<&Radix>) -> Self;
    fn none(issues: usize) -> Self;
    /// The union of two that value different issues.
    fn join(&self, other: &Self) -> Self;
    fn package(&self, radix: Option<&Radix>) -> Package;
}

impl Key for u128 {
    fn of(issue: usize, value: ValueIndex, _: usize, radix: Option<&Radix>) -> Self {
        radix.map_or(0, |radix| u128::from(value) * radix.place(issue))
    }
    fn none(_: usize) -> Self {
        0
    }
    fn join(&self, other: &Self) -> Self {
        self + other
    }
    fn package(&self, radix: Option<&Radix>) -> Package {
        radix.map_or_else(Package::new, |radix| radix.package(*self))
    }
}

/// For spaces of 2^128 packages and more.
impl Key for Package {
    fn of(issue: usize, value: ValueIndex, issues: usize, _: Option<&Radix>) -> Self {
        let mut package = Self::none(issues);
        package[issue] = value;
        package
    }
    fn none(issues: usize) -> Self {
        std::iter::repeat_n(0, issues).collect()
    }
    fn join(&self, other: &Self) -> Self {
        self.iter().zip(other).map(|(a, b)| a + b).collect()
    }
    fn package(&self, _: Option<&Radix>) -> Package {
        self.clone()
    }
}

/// A utility vector with the least partial package that gives it.
#[derive(Clone, Debug)]
pub(crate) struct Vector<const N: usize, K> {
    pub(crate) utilities: [f64; N],
    pub(crate) key: K,
}

/// Efficient vectors, by falling first utility, then second, …; no two equal.
pub(crate) type Front<const N: usize, K> = Vec<Vector<N, K>>;

impl<const N: usize, K: Key> Vector<N, K> {
    pub(crate) fn plus(&self, other: &Self) -> Self {
        let mut utilities = self.utilities;
        for (sum, add) in utilities.iter_mut().zip(&other.utilities) {
            *sum += add;
        }
        Self { utilities, key: self.key.join(&other.key) }
    }

    /// By falling utilities, then by rising package.
    fn order(&self, other: &Self) -> Ordering {
        for (a, b) in self.utilities.iter().zip(&other.utilities) {
            match b.total_cmp(a) {
                Ordering::Equal => {}
                unequal => return unequal,
            }
        }
        self.key.cmp(&other.key)
    }
}

/// The efficient ones of `vectors`; of equal vectors the least package stays. O(p log p) for two sides, near it
/// for three, O(p × front) for more.
pub(crate) fn efficient<const N: usize, K: Key>(mut vectors: Vec<Vector<N, K>>) -> Front<N, K> {
    vectors.sort_unstable_by(Vector::order);
    sweep(vectors.into_iter())
}

/// The efficient ones of two fronts together. Linear for two sides.
fn merge<const N: usize, K: Key>(a: Front<N, K>, b: Front<N, K>) -> Front<N, K> {
    if a.is_empty() {
        return b;
    }
    let (mut a, mut b) = (a.into_iter().peekable(), b.into_iter().peekable());
    sweep(std::iter::from_fn(move || match (a.peek(), b.peek()) {
        (Some(x), Some(y)) => {
            if x.order(y) == Ordering::Greater {
                b.next()
            } else {
                a.next()
            }
        }
        (Some(_), None) => a.next(),
        (None, _) => b.next(),
    }))
}

/// Drops from vectors in falling order those that one before them dominates or equals.
fn sweep<const N: usize, K: Key>(sorted: impl Iterator<Item = Vector<N, K>>) -> Front<N, K> {
    let mut front: Front<N, K> = Vec::new();
    let mut stairs = Stairs::default();
    for vector in sorted {
        let covered = match N {
            1 => !front.is_empty(),
            2 => front.last().is_some_and(|last| last.utilities[1] >= vector.utilities[1]),
            3 => !stairs.add(vector.utilities[1], vector.utilities[2]),
            _ => front
                .iter()
                .rev()
                .any(|kept| kept.utilities.iter().zip(&vector.utilities).skip(1).all(|(a, b)| a >= b)),
        };
        if !covered {
            front.push(vector);
        }
    }
    front
}

/// The staircase of pairs seen so far: rising in the first, falling in the second.
#[derive(Default)]
struct Stairs(std::collections::BTreeMap<u64, f64>);

impl Stairs {
    /// Adds a pair; false where one seen covers it.
    fn add(&mut self, x: f64, y: f64) -> bool {
        let key = ordered(x);
        if self.0.range(key..).next().is_some_and(|(_, &kept)| kept >= y) {
            return false;
        }
        while let Some((&below, &kept)) = self.0.range(..=key).next_back() {
            if kept > y {
                break;
            }
            self.0.remove(&below);
        }
        self.0.insert(key, y);
        true
    }
}

/// Numbers as integers of the same order.
fn ordered(number: f64) -> u64 {
    let bits = (number + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | (1 << 63) }
}

/// All sums of a vector of `a` and one of `b`, the efficient ones; at most `most` of them, and how far thinning
/// has moved any.
pub(crate) fn sums<const N: usize, K: Key>(
    a: &Front<N, K>,
    b: &Front<N, K>,
    most: usize,
) -> (Front<N, K>, f64) {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    // Fronts of like sizes are merged, as in a tournament: each slot holds the union of 2^slot shifted copies,
    // and how far thinning has moved any vector of it.
    let mut slots: Vec<Option<(Front<N, K>, f64)>> = Vec::new();
    for shift in short {
        let mut carry: Front<N, K> = long.iter().map(|vector| vector.plus(shift)).collect();
        let mut bound: f64 = 0.0;
        for at in 0.. {
            if at == slots.len() {
                slots.push(None);
            }
            let Some((other, by)) = slots[at].take() else {
                slots[at] = Some((carry, bound));
                break;
            };
            carry = merge(other, carry);
            bound = bound.max(by) + thin(&mut carry, most);
        }
    }
    let (mut front, mut bound) = (Vec::new(), 0.0_f64);
    for (other, by) in slots.into_iter().flatten() {
        front = merge(front, other);
        bound = bound.max(by) + thin(&mut front, most);
    }
    (front, bound)
}

/// The efficient ones of several fronts together, thinned as in [`sums`].
pub(crate) fn union<const N: usize, K: Key>(fronts: Vec<Front<N, K>>, most: usize) -> (Front<N, K>, f64) {
    let mut front = if N <= 2 {
        fronts.into_iter().fold(Vec::new(), merge)
    } else {
        efficient(fronts.into_iter().flatten().collect())
    };
    let bound = thin(&mut front, most);
    (front, bound)
}

/// Where a front has more than `most` vectors, keeps the first of every cell of an ever coarser grid until it has
/// not. Returns the width of a cell in the utilities' own measure: a dropped vector lies within it of a kept one
/// in every utility.
pub(crate) fn thin<const N: usize, K: Key>(front: &mut Front<N, K>, most: usize) -> f64 {
    if front.len() <= most {
        return 0.0;
    }
    let mut low = [f64::INFINITY; N];
    let mut range: f64 = 0.0;
    for (side, low) in low.iter_mut().enumerate() {
        let utilities = || front.iter().map(|vector| vector.utilities[side]);
        *low = utilities().fold(f64::INFINITY, f64::min);
        range = range.max(utilities().fold(f64::NEG_INFINITY, f64::max) - *low);
    }
    let mut width = range / most as f64;
    loop {
        let mut seen: HashSet<[u64; N]> = HashSet::with_capacity(most);
        let mut kept = Vec::with_capacity(most);
        for vector in front.iter() {
            let cell: [u64; N] =
                std::array::from_fn(|side| ((vector.utilities[side] - low[side]) / width) as u64);
            if seen.insert(cell) {
                kept.push(vector.clone());
                if kept.len() > most {
                    break;
                }
            }
        }
        if kept.len() <= most {
            *front = kept;
            return width;
        }
        width *= 2.0;
    }
}
