//! The best package by climbing.
//!
//! Climbs from the packages that maximise weighted sums of the estimates (points of the estimated frontier) and from given
//! starts, changing one issue at a time, then from the highest summit, changing up to two; the best open package that was
//! looked at is taken. A heuristic: nearly always exact on small spaces, and fast on any.

use std::marker::PhantomData;

use smallvec::SmallVec;
use wasit_model::{Package, ValueIndex};

use super::Worths;

/// Where there are more changes of one issue than this, two issues are not changed at once.
const PAIRS_UP_TO: usize = 150;
/// Where all issues together have more values than this, only the best start is climbed from.
const WIDE: usize = 500;
/// How much higher a step must lead.
const STEP: f64 = 1e-12;

/// One number for every side.
pub(super) trait BySide: Clone {
    fn from_fn(sides: usize, number: impl FnMut(usize) -> f64) -> Self;
    fn numbers(&self) -> &[f64];

    #[inline]
    fn plus(&self, moves: Moves<'_>, at: usize) -> Self {
        let here = self.numbers();
        Self::from_fn(here.len(), |side| here[side] + moves.of(side)[at])
    }

    /// Whether any of `moves` from here, from place `from` on, leads above `bar`: a loop without branches, for mostly
    /// none does.
    #[inline]
    fn any_above(&self, moves: Moves<'_>, from: usize, score: &impl Fn(&[f64]) -> f64, bar: f64) -> bool {
        (from..moves.places).fold(false, |any, at| any | (score(self.plus(moves, at).numbers()) > bar))
    }

    /// Writes down how high each of `moves` leads from here; whether any leads above `bar`.
    #[inline]
    fn heights(
        &self,
        moves: Moves<'_>,
        score: &impl Fn(&[f64]) -> f64,
        bar: f64,
        heights: &mut [f64],
    ) -> bool {
        let mut any = false;
        for (at, height) in heights.iter_mut().enumerate() {
            *height = score(self.plus(moves, at).numbers());
            any |= *height > bar;
        }
        any
    }
}

impl<const SIDES: usize> BySide for [f64; SIDES] {
    #[inline]
    fn from_fn(_: usize, number: impl FnMut(usize) -> f64) -> Self {
        std::array::from_fn(number)
    }

    #[inline]
    fn numbers(&self) -> &[f64] {
        self
    }

    #[inline]
    fn any_above(&self, moves: Moves<'_>, from: usize, score: &impl Fn(&[f64]) -> f64, bar: f64) -> bool {
        let count = moves.places - from;
        let by: [&[f64]; SIDES] = std::array::from_fn(|side| &moves.of(side)[from..][..count]);
        (0..count).fold(false, |any, at| {
            let there: Self = std::array::from_fn(|side| self[side] + by[side][at]);
            any | (score(&there) > bar)
        })
    }

    #[inline]
    fn heights(
        &self,
        moves: Moves<'_>,
        score: &impl Fn(&[f64]) -> f64,
        bar: f64,
        heights: &mut [f64],
    ) -> bool {
        let by: [&[f64]; SIDES] = std::array::from_fn(|side| &moves.of(side)[..heights.len()]);
        let mut any = false;
        for (at, height) in heights.iter_mut().enumerate() {
            let there: Self = std::array::from_fn(|side| self[side] + by[side][at]);
            *height = score(&there);
            any |= *height > bar;
        }
        any
    }
}

impl BySide for SmallVec<[f64; 8]> {
    fn from_fn(sides: usize, number: impl FnMut(usize) -> f64) -> Self {
        (0..sides).map(number).collect()
    }

    fn numbers(&self) -> &[f64] {
        self
    }
}

/// By side, then by place: what changing to its value adds.
#[derive(Clone, Copy)]
pub(super) struct Moves<'m> {
    adds: &'m [f64],
    places: usize,
}

impl<'m> Moves<'m> {
    #[inline]
    fn of(self, side: usize) -> &'m [f64] {
        &self.adds[side * self.places..][..self.places]
    }
}

/// How many places are looked at together: values have places, and each issue as many as fill whole runs of so many. Those
/// that are left over are of the issue's first value once more.
const RUN: usize = 4;

/// Where the values have their places.
struct Places {
    /// By issue, and one more at the end.
    starts: SmallVec<[usize; 17]>,
    /// By run: its issue.
    issues: SmallVec<[u32; 32]>,
}

impl Places {
    fn new(starts: &[usize]) -> Self {
        let mut places = Self { starts: SmallVec::from_elem(0, 1), issues: SmallVec::new() };
        for (issue, ends) in (0..).zip(starts.windows(2)) {
            let runs = (ends[1] - ends[0]).div_ceil(RUN);
            places.issues.extend(std::iter::repeat_n(issue, runs));
            places.starts.push(places.issues.len() * RUN);
        }
        places
    }

    fn count(&self) -> usize {
        self.issues.len() * RUN
    }
}

/// A change of one issue.
#[derive(Clone, Copy)]
struct Change {
    issue: usize,
    value: ValueIndex,
}

pub(super) struct Climb<'a, Sides, Score, Open> {
    worths: Worths<'a>,
    score: Score,
    open: Open,
    /// The best open package so far, and its score: −∞ where there is none.
    best: Option<Package>,
    best_score: f64,
    /// Whether there are several climbs.
    several: bool,
    /// Where one issue was changed before, with a key that tells most apart: whoever comes there again would go on as
    /// the first did.
    visited: SmallVec<[(u64, Package); 32]>,
    /// Bits of the keys of these: most places are new, and show it by theirs.
    seen: u64,
    places: Places,
    /// By side, then by place: what its value is worth.
    spread: &'a [f64],
    /// By side, then by place: what changing to its value adds, where the climb stands.
    moves: &'a mut [f64],
    /// By place: how high changing to its value leads.
    heights: &'a mut [f64],
    /// By side, then by issue: what the value is worth that stands.
    stands: &'a mut [f64],
    sides: PhantomData<Sides>,
}

/// The best step up so far.
struct Up {
    /// How high it leads; where there is none, how high the climb stands.
    height: f64,
    changes: SmallVec<[Change; 2]>,
}

impl<'a, Sides, Score, Open> Climb<'a, Sides, Score, Open>
where
    Sides: BySide,
    Score: Fn(&[f64]) -> f64,
    Open: Fn(&Package) -> bool,
{
    pub(super) fn new(worths: Worths<'a>, room: &'a mut Vec<f64>, score: Score, open: Open) -> Self {
        let places = Places::new(worths.starts);
        let (sides, issues, count) = (worths.sides.len(), worths.issues(), places.count());
        room.resize(sides * (2 * count + issues) + count, 0.0);
        let (spread, room) = room.split_at_mut(sides * count);
        let (moves, room) = room.split_at_mut(sides * count);
        let (heights, stands) = room.split_at_mut(count);
        for (worths_of_side, spread) in worths.sides.iter().zip(spread.chunks_exact_mut(count)) {
            for (ends, to) in worths.starts.windows(2).zip(places.starts.windows(2)) {
                let values = &worths_of_side[ends[0]..ends[1]];
                let (own, over) = spread[to[0]..to[1]].split_at_mut(values.len());
                own.copy_from_slice(values);
                over.fill(values[0]);
            }
        }
        Self {
            worths,
            score,
            open,
            best: None,
            best_score: f64::NEG_INFINITY,
            several: false,
            visited: SmallVec::new(),
            seen: 0,
            places,
            spread,
            moves,
            heights,
            stands,
            sides: PhantomData,
        }
    }

    pub(super) fn best(mut self, starts: &[Package]) -> Option<Package> {
        let starts: SmallVec<[Package; 12]> =
            corners(self.worths).into_iter().chain(starts.iter().cloned()).collect();
        let mut starts = starts.as_slice();
        if self.worths.values() > WIDE {
            let mut highest: Option<(f64, usize)> = None;
            for (at, start) in starts.iter().enumerate() {
                let utilities = self.stand(start);
                let height = (self.score)(utilities.numbers());
                if highest.is_none_or(|(most, _)| height.total_cmp(&most).is_ge()) {
                    highest = Some((height, at));
                }
            }
            starts = highest.map_or(&[], |(_, at)| std::slice::from_ref(&starts[at]));
        }
        self.several = starts.len() > 1;
        let mut highest: Option<(f64, Package)> = None;
        for (at, start) in starts.iter().enumerate() {
            if !starts[..at].contains(start)
                && let Some(summit) = self.climb(start)
                && highest.as_ref().is_none_or(|(height, _)| summit.0 > *height)
            {
                highest = Some(summit);
            }
        }
        if let Some((_, summit)) = highest {
            self.climb_by_pairs(summit);
        }
        self.best
    }

    /// The best open package that differs from `here` in one issue or two.
    pub(super) fn near(mut self, here: &Package) -> Option<Package> {
        let utilities = self.stand(here);
        let height = (self.score)(utilities.numbers());
        let pairs = self.worths.values() - self.worths.issues() <= PAIRS_UP_TO;
        self.look_around(here, &utilities, height, pairs);
        self.best
    }

    /// The climb stands at `package` from now on: its utilities.
    fn stand(&mut self, package: &Package) -> Sides {
        let (issues, places) = (self.worths.issues(), self.places.count());
        let issue_of = self.places.issues.as_slice();
        for (side, worths) in self.worths.sides.iter().enumerate() {
            let stands = &mut self.stands[side * issues..][..issues];
            for ((stands, &start), &value) in stands.iter_mut().zip(self.worths.starts).zip(package) {
                *stands = worths[start + usize::from(value)];
            }
            let (to, _) = self.spread[side * places..][..places].as_chunks::<RUN>();
            let (adds, _) = self.moves[side * places..][..places].as_chunks_mut::<RUN>();
            for ((add, to), &issue) in adds.iter_mut().zip(to).zip(issue_of) {
                let stands = stands[issue as usize];
                *add = std::array::from_fn(|at| to[at] - stands);
            }
        }
        self.utilities()
    }

    /// The climb stands at this value of the issue from now on.
    fn take(&mut self, change: Change) {
        let Change { issue, value } = change;
        let (issues, places) = (self.worths.issues(), self.places.count());
        let (from, count) =
            (self.places.starts[issue], self.places.starts[issue + 1] - self.places.starts[issue]);
        let at = self.worths.starts[issue] + usize::from(value);
        for (side, worths) in self.worths.sides.iter().enumerate() {
            let stands = worths[at];
            self.stands[side * issues + issue] = stands;
            let (to, _) = self.spread[side * places + from..][..count].as_chunks::<RUN>();
            let (adds, _) = self.moves[side * places + from..][..count].as_chunks_mut::<RUN>();
            for (add, to) in adds.iter_mut().zip(to) {
                *add = std::array::from_fn(|at| to[at] - stands);
            }
        }
    }

    /// The utilities where the climb stands.
    fn utilities(&self) -> Sides {
        let issues = self.worths.issues();
        let of = |side: usize| &self.stands[side * issues..][..issues];
        Sides::from_fn(self.worths.sides.len(), |side| of(side).iter().fold(0.0, |sum, worth| sum + worth))
    }

    /// Climbs to a summit: where no change of one issue leads up. `None` where another climb came by.
    fn climb(&mut self, start: &Package) -> Option<(f64, Package)> {
        let mut here = start.clone();
        let mut utilities = self.stand(&here);
        let mut height = (self.score)(utilities.numbers());
        self.note(height, &here, &[]);
        loop {
            if self.several && self.has_visited(&here) {
                return None;
            }
            match self.look_around(&here, &utilities, height, false) {
                Some((higher, changes)) => {
                    utilities = self.step(&mut here, &changes);
                    height = higher;
                }
                None => return Some((height, here)),
            }
        }
    }

    /// Whether it was `here` before; from now on it was.
    fn has_visited(&mut self, here: &Package) -> bool {
        let key = here.iter().fold(0, |key: u64, &value| key.wrapping_mul(31) + u64::from(value));
        // The golden ratio's digits, odd: they spread the keys over the bits.
        let bit = 1 << (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58);
        if self.seen & bit != 0 && self.visited.iter().any(|before| before.0 == key && before.1 == *here) {
            return true;
        }
        self.seen |= bit;
        self.visited.push((key, here.clone()));
        false
    }

    /// Makes `changes` to where the climb stands: the utilities there.
    fn step(&mut self, here: &mut Package, changes: &[Change]) -> Sides {
        for &change in changes {
            here[change.issue] = change.value;
            self.take(change);
        }
        self.utilities()
    }

    /// Climbs on to where no change of up to two issues leads up.
    fn climb_by_pairs(&mut self, start: Package) {
        let mut here = start;
        let mut utilities = self.stand(&here);
        let mut height = (self.score)(utilities.numbers());
        let pairs = self.worths.values() - self.worths.issues() <= PAIRS_UP_TO;
        while let Some((higher, changes)) = self.look_around(&here, &utilities, height, pairs) {
            utilities = self.step(&mut here, &changes);
            height = higher;
        }
    }

    /// The best step up from `here`, where the climb stands, by one issue, or by up to two where `pairs`; `None` where there
    /// is none.
    fn look_around(
        &mut self,
        here: &Package,
        utilities: &Sides,
        height: f64,
        pairs: bool,
    ) -> Option<(f64, SmallVec<[Change; 2]>)> {
        let mut up = Up { height, changes: SmallVec::new() };
        let bar = self.bar(&up);
        let moves = Moves { adds: self.moves, places: self.places.count() };
        let any = utilities.heights(moves, &self.score, bar, self.heights);
        if pairs {
            self.weigh_pairs(here, utilities, &mut up);
        } else if any {
            self.weigh_singles(here, &mut up);
        }
        (!up.changes.is_empty()).then_some((up.height, up.changes))
    }

    /// Weighs all changes of one issue.
    fn weigh_singles(&mut self, here: &Package, up: &mut Up) {
        let heights = std::mem::take(&mut self.heights);
        let mut bar = self.bar(up);
        for (at, &height) in heights.iter().enumerate() {
            if height > bar {
                let issue = self.places.issues[at / RUN] as usize;
                let value = at - self.places.starts[issue];
                if value < self.worths.width(issue) && value != usize::from(here[issue]) {
                    self.weigh(here, height, &[Change { issue, value: value as ValueIndex }], up);
                    bar = self.bar(up);
                }
            }
        }
        self.heights = heights;
    }

    /// Weighs all changes of one issue, and of a later one after it.
    fn weigh_pairs(&mut self, here: &Package, utilities: &Sides, up: &mut Up) {
        for issue in 0..self.worths.issues() {
            let start = self.places.starts[issue];
            for value in (0..self.worths.width(issue) as ValueIndex).filter(|&value| value != here[issue]) {
                let (first, at) = (Change { issue, value }, start + usize::from(value));
                self.weigh(here, self.heights[at], &[first], up);
                let once = utilities.plus(self.moves(), at);
                let later = self.places.starts[issue + 1];
                if once.any_above(self.moves(), later, &self.score, self.bar(up)) {
                    self.look_further(here, &once, first, up);
                }
            }
        }
    }

    /// Weighs all changes of a later issue after `first`, which leads to `once`.
    fn look_further(&mut self, here: &Package, once: &Sides, first: Change, up: &mut Up) {
        for issue in first.issue + 1..self.worths.issues() {
            let start = self.places.starts[issue];
            for value in (0..self.worths.width(issue) as ValueIndex).filter(|&value| value != here[issue]) {
                let there = once.plus(self.moves(), start + usize::from(value));
                let score = (self.score)(there.numbers());
                self.weigh(here, score, &[first, Change { issue, value }], up);
            }
        }
    }

    fn moves(&self) -> Moves<'_> {
        Moves { adds: self.moves, places: self.places.count() }
    }

    /// What a score must exceed to tell [`Self::weigh`] anything. A change to the value that stands adds nothing, and so tells
    /// nothing that its place has not.
    #[inline]
    fn bar(&self, up: &Up) -> f64 {
        self.best_score.min(up.height + STEP)
    }

    #[inline]
    fn weigh(&mut self, here: &Package, score: f64, changes: &[Change], up: &mut Up) {
        if score > self.best_score {
            self.note(score, here, changes);
        }
        if score > up.height + STEP {
            *up = Up { height: score, changes: SmallVec::from_slice(changes) };
        }
    }

    /// Remembers `here` with `changes` where it is open and the best so far.
    fn note(&mut self, score: f64, here: &Package, changes: &[Change]) {
        if score <= self.best_score {
            return;
        }
        let mut package = here.clone();
        for change in changes {
            package[change.issue] = change.value;
        }
        if (self.open)(&package) {
            (self.best_score, self.best) = (score, Some(package));
        }
    }
}

/// The packages that maximise weighted sums: for two sides under a fan of weights, for more with all alike and each side
/// in turn foremost.
fn corners(worths: Worths<'_>) -> SmallVec<[Package; 12]> {
    if let [a, b] = worths.sides {
        return fan(worths.starts, a, b);
    }
    let sides = worths.sides.len();
    let foremost =
        (0..sides).map(|first| (0..sides).map(|side| if side == first { 2.0 } else { 1.0 }).collect());
    let weightings = std::iter::once(SmallVec::from_elem(1.0, sides)).chain(foremost);
    weightings.map(|weights: SmallVec<[f64; 8]>| best_weighted(worths, &weights)).collect()
}

fn best_weighted(worths: Worths<'_>, weights: &[f64]) -> Package {
    Package::from_fn(worths.issues(), |issue| {
        let worth = |at: usize| -> f64 {
            worths.sides.iter().zip(weights).map(|(side, weight)| weight * side[at]).sum()
        };
        let ends = worths.starts[issue]..worths.starts[issue + 1];
        let mut best = (worth(ends.start), 0);
        for (value, at) in (0..).zip(ends).skip(1) {
            let worth = worth(at);
            if worth > best.0 {
                best = (worth, value);
            }
        }
        best.1
    })
}

/// The fan for two sides: under weights of 1 to 7 eighths of the first side, all at once, without those that equal the one
/// before.
fn fan(starts: &[usize], a: &[f64], b: &[f64]) -> SmallVec<[Package; 12]> {
    // An eighth lane fills the registers.
    const LANES: usize = 8;
    let shares: [f64; LANES] = std::array::from_fn(|lane| (lane + 1) as f64 / 8.0);
    let mut chosen: SmallVec<[[u64; LANES]; 16]> = SmallVec::with_capacity(starts.len() - 1);
    for ends in starts.windows(2) {
        let (mut most, mut best) = ([f64::NEG_INFINITY; LANES], [0; LANES]);
        for (value, (a, b)) in (0..).zip(a[ends[0]..ends[1]].iter().zip(&b[ends[0]..ends[1]])) {
            for lane in 0..LANES {
                let worth = shares[lane] * a + (1.0 - shares[lane]) * b;
                let better = worth > most[lane];
                most[lane] = if better { worth } else { most[lane] };
                best[lane] = if better { value } else { best[lane] };
            }
        }
        chosen.push(best);
    }
    (0..LANES - 1)
        .filter(|&lane| lane == 0 || chosen.iter().any(|best| best[lane] != best[lane - 1]))
        .map(|lane| Package::from_fn(chosen.len(), |issue| chosen[issue][lane] as ValueIndex))
        .collect()
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn the_fan_is_of_weighted_sums() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        for _ in 0..100 {
            let widths: Vec<usize> = (0..rng.random_range(1..=6)).map(|_| rng.random_range(1..=6)).collect();
            let mut starts = vec![0];
            starts.extend(widths.iter().scan(0, |end, width| {
                *end += width;
                Some(*end)
            }));
            // Few numbers, so that many are equal.
            let mut side = || -> Vec<f64> {
                (0..widths.iter().sum()).map(|_| f64::from(rng.random_range(0..4_u8))).collect()
            };
            let (a, b) = (side(), side());
            let worths = Worths { starts: &starts, sides: &[&a, &b] };
            let weighted = (1..8).map(|share| f64::from(share) / 8.0);
            let mut expect: Vec<Package> =
                weighted.map(|share| best_weighted(worths, &[share, 1.0 - share])).collect();
            expect.dedup();
            assert_eq!(corners(worths).into_vec(), expect);
        }
    }
}
