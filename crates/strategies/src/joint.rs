//! The package that is best for several sides together, by additive estimates of what each wants.

use smallvec::SmallVec;
use wasit_model::{Package, ValueIndex};

/// Where there are more changes of one issue than this, two issues are not changed at once.
const PAIRS_UP_TO: usize = 150;
/// Where all issues together have more values than this, only the best start is climbed from.
const WIDE: usize = 500;

/// The sides' estimates: `tables[side][issue][value]`.
pub(crate) type Tables<'a> = [&'a [Vec<f64>]];

/// The package of the greatest `score` (of the sides' estimated utilities) among those that `open` lets pass.
///
/// Climbs from the packages that maximise weighted sums of the estimates (points of the estimated frontier) and from
/// `starts`, changing one issue at a time, then from the highest summit, changing up to two; the best open package
/// that was looked at is taken. A heuristic: nearly always exact on small spaces, and fast on any. `None` where
/// nothing that was looked at is open.
pub(crate) fn best_for_all(
    tables: &Tables<'_>,
    starts: &[Package],
    score: impl Fn(&[f64]) -> f64,
    open: impl Fn(&Package) -> bool,
) -> Option<Package> {
    let mut climb = Climb { tables, score, open, best: None };
    let corners = weightings(tables.len()).into_iter().map(|weights| best_weighted(tables, &weights));
    let mut starts: Vec<Package> = corners.chain(starts.iter().cloned()).collect();
    if tables[0].iter().map(Vec::len).sum::<usize>() > WIDE {
        let height = |start: &Package| (climb.score)(&climb.utilities(start));
        let highest = starts.iter().max_by(|a, b| height(a).total_cmp(&height(b))).cloned();
        starts = highest.into_iter().collect();
    }
    let mut highest: Option<(f64, Package)> = None;
    for start in starts {
        let summit = climb.from(start, false);
        if highest.as_ref().is_none_or(|(height, _)| summit.0 > *height) {
            highest = Some(summit);
        }
    }
    if let Some((_, summit)) = highest {
        climb.from(summit, true);
    }
    climb.best.map(|(_, package)| package)
}

/// Weights of the sides: for two sides a fan, for more all alike and each side in turn foremost.
fn weightings(sides: usize) -> Vec<Vec<f64>> {
    if sides == 2 {
        return (1..8).map(|share| vec![f64::from(share) / 8.0, 1.0 - f64::from(share) / 8.0]).collect();
    }
    let foremost =
        (0..sides).map(|first| (0..sides).map(|side| if side == first { 2.0 } else { 1.0 }).collect());
    std::iter::once(vec![1.0; sides]).chain(foremost).collect()
}

fn best_weighted(tables: &Tables<'_>, weights: &[f64]) -> Package {
    (0..tables[0].len())
        .map(|issue| {
            let worth = |value: usize| -> f64 {
                tables.iter().zip(weights).map(|(side, weight)| weight * side[issue][value]).sum()
            };
            let values = 0..tables[0][issue].len();
            values.max_by(|&a, &b| worth(a).total_cmp(&worth(b)).then(b.cmp(&a))).unwrap_or(0) as ValueIndex
        })
        .collect()
}

/// A change of one issue.
#[derive(Clone, Copy)]
struct Change {
    issue: usize,
    value: ValueIndex,
}

/// How high a step leads, and what it changes.
type Step = (f64, SmallVec<[Change; 2]>);

/// What the sides make of a package, in their order.
type Utilities = SmallVec<[f64; 4]>;

struct Climb<'a, Score, Open> {
    tables: &'a Tables<'a>,
    score: Score,
    open: Open,
    best: Option<(f64, Package)>,
}

impl<Score: Fn(&[f64]) -> f64, Open: Fn(&Package) -> bool> Climb<'_, Score, Open> {
    /// Climbs to a summit: where no change of one issue, or of two where `pairs`, leads up.
    fn from(&mut self, start: Package, pairs: bool) -> (f64, Package) {
        let mut here = start;
        let mut height = (self.score)(&self.utilities(&here));
        self.note(height, &here, &[]);
        while let Some((higher, changes)) = self.look_around(&here, height, pairs) {
            for change in changes {
                here[change.issue] = change.value;
            }
            height = higher;
        }
        (height, here)
    }

    /// The best step up from `here`, if there is one.
    fn look_around(&mut self, here: &Package, height: f64, pairs: bool) -> Option<Step> {
        let mut up = None;
        let utilities = self.utilities(here);
        let changes: Vec<Change> = (0..here.len())
            .flat_map(|issue| (0..self.tables[0][issue].len()).map(move |value| (issue, value as ValueIndex)))
            .filter(|&(issue, value)| here[issue] != value)
            .map(|(issue, value)| Change { issue, value })
            .collect();
        let pairs = pairs && changes.len() <= PAIRS_UP_TO;
        for (at, &first) in changes.iter().enumerate() {
            let once = self.after(here, &utilities, first);
            self.weigh(here, &once, &[first], height, &mut up);
            if pairs {
                for &second in changes[at + 1..].iter().filter(|second| second.issue != first.issue) {
                    let twice = self.after(here, &once, second);
                    self.weigh(here, &twice, &[first, second], height, &mut up);
                }
            }
        }
        up
    }

    fn utilities(&self, package: &Package) -> Utilities {
        self.tables.iter().map(|side| worth(side, package)).collect()
    }

    fn weigh(
        &mut self,
        here: &Package,
        utilities: &[f64],
        changes: &[Change],
        height: f64,
        up: &mut Option<Step>,
    ) {
        let score = (self.score)(utilities);
        self.note(score, here, changes);
        if score > up.as_ref().map_or(height, |(best, _)| *best) + 1e-12 {
            *up = Some((score, SmallVec::from_slice(changes)));
        }
    }

    /// Remembers `here` with `changes` where it is open and the best so far.
    fn note(&mut self, score: f64, here: &Package, changes: &[Change]) {
        if score == f64::NEG_INFINITY || self.best.as_ref().is_some_and(|(best, _)| score <= *best) {
            return;
        }
        let mut package = here.clone();
        for change in changes {
            package[change.issue] = change.value;
        }
        if (self.open)(&package) {
            self.best = Some((score, package));
        }
    }

    fn after(&self, here: &Package, utilities: &[f64], change: Change) -> Utilities {
        let (from, to) = (usize::from(here[change.issue]), usize::from(change.value));
        let moved = self.tables.iter().map(|side| side[change.issue][to] - side[change.issue][from]);
        utilities.iter().zip(moved).map(|(utility, moved)| utility + moved).collect()
    }
}

fn worth(side: &[Vec<f64>], package: &[ValueIndex]) -> f64 {
    side.iter().zip(package).map(|(table, &value)| table[usize::from(value)]).sum()
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    use super::*;

    /// The greatest product over all packages, by trying all.
    fn brute_force(tables: &Tables<'_>, score: impl Fn(&[f64]) -> f64) -> f64 {
        let mut packages = vec![Package::new()];
        for issue in tables[0] {
            packages = packages
                .iter()
                .flat_map(|package| {
                    (0..issue.len()).map(move |value| {
                        let mut longer = package.clone();
                        longer.push(value as ValueIndex);
                        longer
                    })
                })
                .collect();
        }
        let scores = packages
            .iter()
            .map(|package| score(&tables.iter().map(|side| worth(side, package)).collect::<Vec<_>>()));
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
            let side = |rng: &mut ChaCha8Rng| -> Vec<Vec<f64>> {
                widths.iter().map(|&width| (0..width).map(|_| rng.random()).collect()).collect()
            };
            let sides: Vec<Vec<Vec<f64>>> = (0..rng.random_range(2..=3)).map(|_| side(&mut rng)).collect();
            let tables: Vec<&[Vec<f64>]> = sides.iter().map(Vec::as_slice).collect();
            let found = best_for_all(&tables, &[], product, |_| true).unwrap();
            let utilities: Vec<f64> = tables.iter().map(|side| worth(side, &found)).collect();
            if product(&utilities) < brute_force(&tables, product) - 1e-9 {
                missed += 1;
            }
        }
        assert!(missed <= 1, "missed {missed} of 100");
    }

    #[test]
    fn a_thousand_issues_are_no_trouble() {
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        let mut side =
            || -> Vec<Vec<f64>> { (0..1_000).map(|_| (0..5).map(|_| rng.random()).collect()).collect() };
        let (a, b) = (side(), side());
        let tables: [&[Vec<f64>]; 2] = [&a, &b];
        let product = |utilities: &[f64]| utilities.iter().product::<f64>();
        let found = best_for_all(&tables, &[], product, |_| true).unwrap();
        // No product exceeds a quarter of the squared greatest sum.
        let sum = best_weighted(&tables, &[1.0, 1.0]);
        let most = (worth(&a, &sum) + worth(&b, &sum)).powi(2) / 4.0;
        assert!(worth(&a, &found) * worth(&b, &found) > 0.999 * most);
    }

    #[test]
    fn closed_packages_are_passed_over() {
        let side: Vec<Vec<f64>> = vec![vec![0.0, 1.0], vec![0.0, 0.5]];
        let tables: [&[Vec<f64>]; 2] = [&side, &side];
        let sum = |utilities: &[f64]| utilities.iter().sum::<f64>();
        let best: Package = Package::from([1, 1]);
        assert_eq!(best_for_all(&tables, &[], sum, |_| true), Some(best.clone()));
        let second: Package = Package::from([1, 0]);
        assert_eq!(best_for_all(&tables, &[], sum, |package| *package != best), Some(second));
        assert_eq!(best_for_all(&tables, &[], sum, |_| false), None);
    }
}
