//! The package that is best for several sides together, by additive estimates of what each wants.

use smallvec::SmallVec;
use wasit_model::{Package, ValueIndex};

/// Where there are more changes of one issue than this, two issues are not changed at once.
const PAIRS_UP_TO: usize = 150;
/// Where all issues together have more values than this, only the best start is climbed from.
const WIDE: usize = 500;
/// How much higher a step must lead.
const STEP: f64 = 1e-12;

/// The sides' estimates.
#[derive(Clone, Copy)]
pub(crate) struct Worths<'a> {
    /// Where the values of each issue begin; one more at the end.
    pub(crate) starts: &'a [usize],
    /// By side: what every value is worth, issue after issue.
    pub(crate) sides: &'a [&'a [f64]],
}

/// The package of the greatest `score` (of the sides' estimated utilities) among those that `open` lets pass.
///
/// Climbs from the packages that maximise weighted sums of the estimates (points of the estimated frontier) and from
/// `starts`, changing one issue at a time, then from the highest summit, changing up to two; the best open package
/// that was looked at is taken. A heuristic: nearly always exact on small spaces, and fast on any. `None` where
/// nothing that was looked at is open.
pub(crate) fn best_for_all(
    worths: Worths<'_>,
    starts: &[Package],
    score: impl Fn(&[f64]) -> f64,
    open: impl Fn(&Package) -> bool,
) -> Option<Package> {
    match worths.sides.len() {
        2 => Climb::<[f64; 2], _, _>::new(worths, score, open).best(starts),
        3 => Climb::<[f64; 3], _, _>::new(worths, score, open).best(starts),
        _ => Climb::<SmallVec<[f64; 8]>, _, _>::new(worths, score, open).best(starts),
    }
}

/// One number for every side.
trait BySide: Clone {
    fn from_fn(sides: usize, number: impl FnMut(usize) -> f64) -> Self;
    fn numbers(&self) -> &[f64];

    #[inline]
    fn plus(&self, other: &Self) -> Self {
        let (here, other) = (self.numbers(), other.numbers());
        Self::from_fn(here.len(), |side| here[side] + other[side])
    }

    #[inline]
    fn less(&self, other: &Self) -> Self {
        let (here, other) = (self.numbers(), other.numbers());
        Self::from_fn(here.len(), |side| here[side] - other[side])
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
}

impl BySide for SmallVec<[f64; 8]> {
    fn from_fn(sides: usize, number: impl FnMut(usize) -> f64) -> Self {
        (0..sides).map(number).collect()
    }

    fn numbers(&self) -> &[f64] {
        self
    }
}

/// A change of one issue.
#[derive(Clone, Copy)]
struct Change {
    issue: usize,
    value: ValueIndex,
}

struct Climb<'a, Sides, Score, Open> {
    starts: &'a [usize],
    sides: usize,
    /// By value: what it is worth to every side.
    worths: Vec<Sides>,
    score: Score,
    open: Open,
    /// The best open package so far, and its score: −∞ where there is none.
    best: Option<Package>,
    best_score: f64,
    /// Whether there are several climbs.
    several: bool,
    /// Where one issue was changed before, with a key that tells most apart: whoever comes there again would go on as
    /// the first did.
    visited: Vec<(u64, Package)>,
    /// By value: what changing to it adds for every side, where the climb stands.
    moves: Vec<Sides>,
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
    fn new(worths: Worths<'a>, score: Score, open: Open) -> Self {
        let sides = worths.sides.len();
        let values = 0..worths.sides[0].len();
        Self {
            starts: worths.starts,
            sides,
            worths: values.map(|at| Sides::from_fn(sides, |side| worths.sides[side][at])).collect(),
            score,
            open,
            best: None,
            best_score: f64::NEG_INFINITY,
            several: false,
            visited: Vec::new(),
            moves: Vec::new(),
        }
    }

    fn best(mut self, starts: &[Package]) -> Option<Package> {
        let corners = weightings(self.sides).into_iter().map(|weights| self.best_weighted(&weights));
        let mut starts: Vec<Package> = corners.chain(starts.iter().cloned()).collect();
        if self.worths.len() > WIDE {
            let height = |start: &Package| (self.score)(self.utilities(start).numbers());
            let highest = starts.iter().max_by(|a, b| height(a).total_cmp(&height(b))).cloned();
            starts = highest.into_iter().collect();
        }
        self.several = starts.len() > 1;
        let mut highest: Option<(f64, Package)> = None;
        for start in starts {
            if let Some(summit) = self.climb(start)
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

    fn issues(&self) -> usize {
        self.starts.len() - 1
    }

    fn best_weighted(&self, weights: &[f64]) -> Package {
        Package::from_fn(self.issues(), |issue| {
            let worth = |worths: &Sides| -> f64 {
                worths.numbers().iter().zip(weights).map(|(worth, weight)| weight * worth).sum()
            };
            let values = &self.worths[self.starts[issue]..self.starts[issue + 1]];
            let mut best = (worth(&values[0]), 0);
            for (value, worths) in (1..).zip(&values[1..]) {
                let worth = worth(worths);
                if worth.total_cmp(&best.0).is_gt() {
                    best = (worth, value);
                }
            }
            best.1
        })
    }

    fn utilities(&self, package: &Package) -> Sides {
        let mut sums = Sides::from_fn(self.sides, |_| 0.0);
        for (&start, &value) in self.starts.iter().zip(package) {
            sums = sums.plus(&self.worths[start + usize::from(value)]);
        }
        sums
    }

    /// Climbs to a summit: where no change of one issue leads up. `None` where another climb came by.
    fn climb(&mut self, start: Package) -> Option<(f64, Package)> {
        let mut here = start;
        let mut height = (self.score)(self.utilities(&here).numbers());
        self.note(height, &here, &[]);
        loop {
            if self.several {
                let key = here.iter().fold(0, |key: u64, &value| key.wrapping_mul(31) + u64::from(value));
                if self.visited.iter().any(|before| before.0 == key && before.1 == here) {
                    return None;
                }
                self.visited.push((key, here.clone()));
            }
            match self.look_around(&here, height, false) {
                Some((higher, changes)) => {
                    changes.iter().for_each(|change| here[change.issue] = change.value);
                    height = higher;
                }
                None => return Some((height, here)),
            }
        }
    }

    /// Climbs on to where no change of up to two issues leads up.
    fn climb_by_pairs(&mut self, start: Package) {
        let mut here = start;
        let mut height = (self.score)(self.utilities(&here).numbers());
        let changes = self.worths.len() - self.issues();
        while let Some((higher, changes)) = self.look_around(&here, height, changes <= PAIRS_UP_TO) {
            changes.iter().for_each(|change| here[change.issue] = change.value);
            height = higher;
        }
    }

    /// The best step up from `here` by one issue, or by up to two where `pairs`; `None` where there is none.
    fn look_around(
        &mut self,
        here: &Package,
        height: f64,
        pairs: bool,
    ) -> Option<(f64, SmallVec<[Change; 2]>)> {
        let utilities = self.utilities(here);
        let mut moves = std::mem::take(&mut self.moves);
        moves.clear();
        for (ends, &value) in self.starts.windows(2).zip(here) {
            let from = &self.worths[ends[0] + usize::from(value)];
            moves.extend(self.worths[ends[0]..ends[1]].iter().map(|to| to.less(from)));
        }
        let mut up = Up { height, changes: SmallVec::new() };
        if !pairs && !self.any_tells(&utilities, &moves, &up) {
            self.moves = moves;
            return None;
        }
        for (issue, ends) in self.starts.windows(2).enumerate() {
            for value in (0..(ends[1] - ends[0]) as ValueIndex).filter(|&value| value != here[issue]) {
                let first = Change { issue, value };
                let once = utilities.plus(&moves[ends[0] + usize::from(value)]);
                self.weigh(here, &once, &[first], &mut up);
                if pairs {
                    self.look_further(here, &once, first, &moves, &mut up);
                }
            }
        }
        self.moves = moves;
        (!up.changes.is_empty()).then_some((up.height, up.changes))
    }

    /// Looks at all changes of a later issue after `first`, which leads to `once`.
    #[inline]
    fn look_further(&mut self, here: &Package, once: &Sides, first: Change, moves: &[Sides], up: &mut Up) {
        if !self.any_tells(once, &moves[self.starts[first.issue + 1]..], up) {
            return;
        }
        for (later, ends) in self.starts[first.issue + 1..].windows(2).enumerate() {
            let issue = first.issue + 1 + later;
            for (value, by) in (0..).zip(&moves[ends[0]..ends[1]]) {
                if value != here[issue] {
                    self.weigh(here, &once.plus(by), &[first, Change { issue, value }], up);
                }
            }
        }
    }

    /// Whether any of `moves` from a place of these `utilities` may tell [`Self::weigh`] anything: a loop without branches,
    /// for mostly none does. A change to the value that stands adds nothing, and so tells nothing that its place has not.
    #[inline]
    fn any_tells(&self, utilities: &Sides, moves: &[Sides], up: &Up) -> bool {
        let bar = self.best_score.min(up.height + STEP);
        moves.iter().fold(false, |any, by| any | ((self.score)(utilities.plus(by).numbers()) > bar))
    }

    #[inline]
    fn weigh(&mut self, here: &Package, utilities: &Sides, changes: &[Change], up: &mut Up) {
        let score = (self.score)(utilities.numbers());
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

/// Weights of the sides: for two sides a fan, for more all alike and each side in turn foremost.
fn weightings(sides: usize) -> Vec<SmallVec<[f64; 8]>> {
    if sides == 2 {
        let fan = (1..8).map(|share| f64::from(share) / 8.0);
        return fan.map(|share| SmallVec::from_slice(&[share, 1.0 - share])).collect();
    }
    let foremost =
        (0..sides).map(|first| (0..sides).map(|side| if side == first { 2.0 } else { 1.0 }).collect());
    std::iter::once(SmallVec::from_elem(1.0, sides)).chain(foremost).collect()
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// Where issues of these widths begin.
    fn starts(widths: &[usize]) -> Vec<usize> {
        let mut starts = vec![0];
        starts.extend(widths.iter().scan(0, |end, width| {
            *end += width;
            Some(*end)
        }));
        starts
    }

    fn worth(side: &[f64], starts: &[usize], package: &[ValueIndex]) -> f64 {
        starts.iter().zip(package).map(|(&start, &value)| side[start + usize::from(value)]).sum()
    }

    /// The greatest product over all packages, by trying all.
    fn brute_force(worths: Worths<'_>, score: impl Fn(&[f64]) -> f64) -> f64 {
        let mut packages = vec![Package::new()];
        for ends in worths.starts.windows(2) {
            packages = packages
                .iter()
                .flat_map(|package| {
                    (0..ends[1] - ends[0]).map(move |value| {
                        let mut longer = package.clone();
                        longer.push(value as ValueIndex);
                        longer
                    })
                })
                .collect();
        }
        let scores = packages.iter().map(|package| {
            let worth = |side: &&[f64]| worth(side, worths.starts, package);
            score(&worths.sides.iter().map(worth).collect::<Vec<_>>())
        });
        scores.fold(f64::NEG_INFINITY, f64::max)
    }

    #[test]
    fn finds_the_greatest_product_on_nearly_every_small_space() {
        let product = |utilities: &[f64]| utilities.iter().product::<f64>();
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut missed = 0;
        for _ in 0..100 {
            let issues = rng.random_range(1..=5);
            let widths: Vec<usize> = (0..issues).map(|_| rng.random_range(1..=5)).collect();
            let starts = starts(&widths);
            let side = |rng: &mut ChaCha8Rng| -> Vec<f64> {
                (0..widths.iter().sum()).map(|_| rng.random()).collect()
            };
            // Two and three sides have a climb of their own each, and any more have one together.
            let sides: Vec<Vec<f64>> = (0..rng.random_range(2..=4)).map(|_| side(&mut rng)).collect();
            let sides: Vec<&[f64]> = sides.iter().map(Vec::as_slice).collect();
            let worths = Worths { starts: &starts, sides: &sides };
            let found = best_for_all(worths, &[], product, |_| true).unwrap();
            let utilities: Vec<f64> = sides.iter().map(|side| worth(side, &starts, &found)).collect();
            if product(&utilities) < brute_force(worths, product) - 1e-9 {
                missed += 1;
            }
        }
        assert!(missed <= 1, "missed {missed} of 100");
    }

    #[test]
    fn a_thousand_issues_are_no_trouble() {
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        let starts = starts(&[5; 1_000]);
        let mut side = || -> Vec<f64> { (0..5_000).map(|_| rng.random()).collect() };
        let (a, b) = (side(), side());
        let worths = Worths { starts: &starts, sides: &[&a, &b] };
        let product = |utilities: &[f64]| utilities.iter().product::<f64>();
        let found = best_for_all(worths, &[], product, |_| true).unwrap();
        // No product exceeds a quarter of the squared greatest sum.
        let greatest =
            |ends: &[usize]| (ends[0]..ends[1]).map(|at| a[at] + b[at]).fold(f64::NEG_INFINITY, f64::max);
        let most = starts.windows(2).map(greatest).sum::<f64>().powi(2) / 4.0;
        assert!(worth(&a, &starts, &found) * worth(&b, &starts, &found) > 0.999 * most);
    }

    #[test]
    fn closed_packages_are_passed_over() {
        let side = [0.0, 1.0, 0.0, 0.5];
        let worths = Worths { starts: &[0, 2, 4], sides: &[&side, &side] };
        let sum = |utilities: &[f64]| utilities.iter().sum::<f64>();
        let best: Package = Package::from([1, 1]);
        assert_eq!(best_for_all(worths, &[], sum, |_| true), Some(best.clone()));
        let second: Package = Package::from([1, 0]);
        assert_eq!(best_for_all(worths, &[], sum, |package| *package != best), Some(second));
        assert_eq!(best_for_all(worths, &[], sum, |_| false), None);
    }
}
