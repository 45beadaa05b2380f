use std::cmp::Ordering;
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

use crate::frontier::key::Key;
use crate::frontier::maxima::sweep;

/// A utility vector with the least partial package that gives it.
#[derive(Clone, Debug)]
pub(crate) struct Vector<const N: usize, K> {
    pub(crate) utilities: [f64; N],
    pub(crate) key: K,
}

/// Efficient vectors, by falling first utility, then second, …; no two equal.
pub(crate) type Front<const N: usize, K> = Vec<Vector<N, K>>;

/// A front, or a part of one that stands for the whole: every vector of the whole has one here that gives no side
/// more than `moved` less.
#[derive(Clone, Debug)]
pub(crate) struct Cover<const N: usize, K> {
    pub(crate) front: Front<N, K>,
    pub(crate) moved: f64,
}

/// How many vectors a front may have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Up to this it is exact.
    pub(crate) most: usize,
    /// What is left of a larger one.
    pub(crate) cover: usize,
    /// How many sums of two fronts are looked at: larger fronts are thinned before they are added.
    pub(crate) work: usize,
}

impl<const N: usize, K: Key> Vector<N, K> {
    fn plus(&self, other: &Self) -> Self {
        let mut utilities = self.utilities;
        for (sum, add) in utilities.iter_mut().zip(&other.utilities) {
            *sum += add;
        }
        Self { utilities, key: self.key.join(&other.key) }
    }

    /// By falling utilities, then by rising package.
    fn order(&self, other: &Self) -> Ordering {
        for (a, b) in self.utilities.iter().zip(&other.utilities) {
            if a != b {
                return if a > b { Ordering::Less } else { Ordering::Greater };
            }
        }
        self.key.cmp(&other.key)
    }
}

impl<const N: usize, K: Key> Cover<N, K> {
    /// The front of one vector, exact.
    pub(crate) fn of(utilities: [f64; N], key: K) -> Self {
        Self { front: vec![Vector { utilities, key }], moved: 0.0 }
    }

    /// Thins a front of more than `limits.most` vectors, or of more than `limits.cover` where it is not exact
    /// anyway.
    fn limited(mut self, limits: Limits) -> Self {
        let most = if self.moved > 0.0 { limits.cover } else { limits.most };
        if self.front.len() > most {
            self.moved += thin(&mut self.front, limits.cover);
        }
        self
    }
}

/// The efficient ones of `vectors`; of equal vectors the least package stays. O(p log p) for two and three sides,
/// O(p log^(n − 2) p) for n.
pub(crate) fn efficient<const N: usize, K: Key>(mut vectors: Vec<Vector<N, K>>) -> Front<N, K> {
    vectors.sort_unstable_by(Vector::order);
    sweep(vectors)
}

/// The efficient ones of two fronts together. Linear for two sides.
fn merge<const N: usize, K: Key>(a: Front<N, K>, b: Front<N, K>) -> Front<N, K> {
    if a.is_empty() || b.is_empty() {
        return if a.is_empty() { b } else { a };
    }
    let mut merged = Vec::with_capacity(a.len() + b.len());
    let (mut i, mut j, mut last) = (0, 0, f64::NEG_INFINITY);
    while i < a.len() && j < b.len() {
        let first = a[i].order(&b[j]) == Ordering::Less;
        let next = if first { &a[i] } else { &b[j] };
        i += usize::from(first);
        j += usize::from(!first);
        if N > 2 || next.utilities[1] > last {
            last = next.utilities[1];
            merged.push(next.clone());
        }
    }
    // Of two fronts of two sides, only the first few of what is left can be covered.
    merged.extend(a[i..].iter().chain(&b[j..]).filter(|next| N > 2 || next.utilities[1] > last).cloned());
    if N > 2 { sweep(merged) } else { merged }
}

/// Fronts of like sizes are merged, as in a tournament: each slot holds the union of 2^slot of them.
struct Tournament<const N: usize, K> {
    slots: Vec<Option<Cover<N, K>>>,
    limits: Limits,
}

impl<const N: usize, K: Key> Tournament<N, K> {
    fn new(limits: Limits) -> Self {
        Self { slots: Vec::new(), limits }
    }

    fn join(&self, a: Cover<N, K>, b: Cover<N, K>) -> Cover<N, K> {
        Cover { front: merge(a.front, b.front), moved: a.moved.max(b.moved) }.limited(self.limits)
    }

    fn add(&mut self, front: Front<N, K>, moved: f64) {
        let mut carry = Cover { front, moved };
        for at in 0.. {
            if at == self.slots.len() {
                self.slots.push(None);
            }
            let Some(other) = self.slots[at].take() else {
                self.slots[at] = Some(carry);
                break;
            };
            carry = self.join(other, carry);
        }
    }

    fn end(mut self) -> Cover<N, K> {
        let mut all = Cover { front: Vec::new(), moved: 0.0 };
        for slot in std::mem::take(&mut self.slots).into_iter().flatten() {
            all = self.join(all, slot);
        }
        all
    }
}

/// The efficient sums of a vector of `a` and one of `b`: O(|a| |b| log min(|a|, |b|)) for two sides, and as
/// [`efficient`] of as many vectors for more.
pub(crate) fn sums<const N: usize, K: Key>(a: &Cover<N, K>, b: &Cover<N, K>, limits: Limits) -> Cover<N, K> {
    /// About how many vectors are sifted at once, where there are more than two sides.
    const BATCH: usize = 1 << 20;
    if a.front.len().saturating_mul(b.front.len()) > limits.work {
        return sums(&thinned(a, b, limits), &thinned(b, a, limits), Limits { work: usize::MAX, ..limits });
    }
    let (long, short) = if a.front.len() >= b.front.len() { (a, b) } else { (b, a) };
    let moved = a.moved + b.moved;
    let mut tournament = Tournament::new(limits);
    let copies = |shifts: &[Vector<N, K>]| -> Vec<Vector<N, K>> {
        shifts.iter().flat_map(|shift| long.front.iter().map(|vector| vector.plus(shift))).collect()
    };
    let batch = if N > 2 { (BATCH / long.front.len().max(1)).max(1) } else { 1 };
    for shifts in short.front.chunks(batch) {
        let mut front = copies(shifts);
        if shifts.len() > 1 {
            // Stable sorting finds the runs that the copies are.
            front.sort_by(Vector::order);
            front = sweep(front);
        }
        tournament.add(front, moved);
    }
    tournament.end()
}

/// `a` with no more vectors than fit in half of the work, on a logarithmic scale, or than the work leaves beside `b`.
fn thinned<const N: usize, K: Key>(a: &Cover<N, K>, b: &Cover<N, K>, limits: Limits) -> Cover<N, K> {
    let even = (limits.work as f64).sqrt() as usize;
    let most = even.max(limits.work / b.front.len().max(1));
    let mut thinned = a.clone();
    if thinned.front.len() > most {
        thinned.moved += thin(&mut thinned.front, most);
    }
    thinned
}

/// The efficient ones of several fronts together.
pub(crate) fn union<const N: usize, K: Key>(covers: Vec<Cover<N, K>>, limits: Limits) -> Cover<N, K> {
    if N > 2 && covers.len() > 1 {
        let moved = covers.iter().map(|cover| cover.moved).fold(0.0, f64::max);
        let mut front: Front<N, K> = covers.into_iter().flat_map(|cover| cover.front).collect();
        front.sort_by(Vector::order);
        return Cover { front: sweep(front), moved }.limited(limits);
    }
    let mut tournament = Tournament::new(limits);
    for cover in covers {
        tournament.add(cover.front, cover.moved);
    }
    tournament.end()
}

/// Where a front has more than `most` vectors, keeps the first of every cell of an ever coarser grid until it has
/// not. Returns the width of a cell in the utilities' own measure: a dropped vector lies within it of a kept one
/// in every utility.
pub(crate) fn thin<const N: usize, K: Key>(front: &mut Front<N, K>, most: usize) -> f64 {
    let most = most.max(1);
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
    // A front of n sides has n − 1 dimensions.
    let mut width = range / (most as f64).powf(1.0 / (N.max(2) - 1) as f64) / 4.0;
    loop {
        let cell = |vector: &Vector<N, K>| -> [u32; N] {
            std::array::from_fn(|side| ((vector.utilities[side] - low[side]) / width) as u32)
        };
        let kept = firsts(front, cell, most);
        if kept.len() <= most {
            let mut next = kept.into_iter().peekable();
            let mut at = 0;
            front.retain(|_| {
                let keep = next.next_if_eq(&at).is_some();
                at += 1;
                keep
            });
            return width;
        }
        width *= 1.2;
    }
}

/// The positions, rising, of the first vector of every cell; one more than `most` where there are more.
fn firsts<const N: usize, K: Key>(
    front: &Front<N, K>,
    cell: impl Fn(&Vector<N, K>) -> [u32; N],
    most: usize,
) -> Vec<u32> {
    let mut kept = Vec::with_capacity(most + 1);
    let mut seen: HashSet<[u32; N], Mixing> = HashSet::default();
    let mut last = None;
    for (at, vector) in (0..).zip(front) {
        let here = cell(vector);
        // A front of two sides is a curve: it never comes back to a cell.
        let new = last != Some(here) && (N <= 2 || seen.insert(here));
        last = Some(here);
        if new {
            kept.push(at);
            if kept.len() > most {
                break;
            }
        }
    }
    kept
}

/// Hashes cells: small numbers that nobody chooses to collide.
#[derive(Default)]
struct Mixer(u64);

type Mixing = BuildHasherDefault<Mixer>;

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(4) {
            let number = chunk.iter().fold(0, |number, &byte| number << 8 | u64::from(byte));
            self.0 = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
        }
    }
}
