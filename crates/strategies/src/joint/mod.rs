//! The package that is best for several sides together, by additive estimates of what each wants.

mod climb;
mod exact;
mod objective;

use smallvec::SmallVec;
use wasit_model::Package;

use climb::Climb;
use exact::Exact;

pub(crate) use objective::{Bettered, Objective, Product};

/// The sides' estimates.
#[derive(Clone, Copy)]
pub(crate) struct Worths<'a> {
    /// Where the values of each issue begin; one more at the end.
    pub(crate) starts: &'a [usize],
    /// By side: what every value is worth, issue after issue.
    pub(crate) sides: &'a [&'a [f64]],
}

impl Worths<'_> {
    fn issues(&self) -> usize {
        self.starts.len() - 1
    }

    fn values(&self) -> usize {
        self.sides[0].len()
    }

    fn width(&self, issue: usize) -> usize {
        self.starts[issue + 1] - self.starts[issue]
    }
}

/// The open package that the `objective` scores highest.
///
/// Exact for two sides, but where very many packages could be the best; else a heuristic that climbs, among others from
/// `starts`. `None` where nothing that was looked at is open.
pub(crate) fn best_for_all(
    worths: Worths<'_>,
    starts: &[Package],
    objective: &impl Objective,
    open: impl Fn(&Package) -> bool,
) -> Option<Package> {
    let seen = match exact::best(worths, objective, &open) {
        Exact::Best(best) => return best,
        Exact::GivenUp(seen) => seen,
    };
    let starts: SmallVec<[Package; 8]> = starts.iter().cloned().chain(seen).collect();
    let mut room = Vec::new();
    let score = |utilities: &[f64]| objective.score(utilities);
    match worths.sides.len() {
        2 => Climb::<[f64; 2], _, _>::new(worths, &mut room, score, open).best(&starts),
        3 => Climb::<[f64; 3], _, _>::new(worths, &mut room, score, open).best(&starts),
        _ => Climb::<SmallVec<[f64; 8]>, _, _>::new(worths, &mut room, score, open).best(&starts),
    }
}

/// The same among the packages that differ from `here` in one issue or two: in one alone on very wide spaces. Exact among
/// those.
pub(crate) fn best_near(
    worths: Worths<'_>,
    here: &Package,
    objective: &impl Objective,
    open: impl Fn(&Package) -> bool,
) -> Option<Package> {
    let mut room = Vec::new();
    let score = |utilities: &[f64]| objective.score(utilities);
    match worths.sides.len() {
        2 => Climb::<[f64; 2], _, _>::new(worths, &mut room, score, open).near(here),
        3 => Climb::<[f64; 3], _, _>::new(worths, &mut room, score, open).near(here),
        _ => Climb::<SmallVec<[f64; 8]>, _, _>::new(worths, &mut room, score, open).near(here),
    }
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

    fn score(objective: &impl Objective, worths: Worths<'_>, package: &Package) -> f64 {
        let worth = |side: &&[f64]| -> f64 {
            worths.starts.iter().zip(package).map(|(&start, &value)| side[start + usize::from(value)]).sum()
        };
        objective.score(&worths.sides.iter().map(worth).collect::<Vec<_>>())
    }

    /// All packages.
    fn packages(widths: &[usize]) -> Vec<Package> {
        widths.iter().fold(vec![Package::new()], |packages, &width| {
            let longer = |package: &Package, value: usize| {
                let mut longer = package.clone();
                longer.push(value as u16);
                longer
            };
            packages.iter().flat_map(|package| (0..width).map(move |value| longer(package, value))).collect()
        })
    }

    /// Random estimates of random sides on a random space, some of few numbers, so that much is equal.
    fn random(rng: &mut ChaCha8Rng, sides: usize) -> (Vec<usize>, Vec<Vec<f64>>) {
        let issues = rng.random_range(1..=5);
        let widths: Vec<usize> = (0..issues).map(|_| rng.random_range(1..=5)).collect();
        let coarse = rng.random_bool(0.3);
        let mut side = || -> Vec<f64> {
            let number = |_| if coarse { f64::from(rng.random_range(0..4_u8)) } else { rng.random() };
            (0..widths.iter().sum()).map(number).collect()
        };
        let sides = (0..sides).map(|_| side()).collect();
        (widths, sides)
    }

    fn is_the_best_of_all(objective: &impl Objective, rng: &mut ChaCha8Rng) {
        let (widths, sides) = random(rng, 2);
        let starts = starts(&widths);
        let worths = Worths { starts: &starts, sides: &[&sides[0], &sides[1]] };
        let open_share = rng.random_range(0.0..=1.0);
        let mut open = packages(&widths);
        open.retain(|_| rng.random_bool(open_share));
        let found = best_for_all(worths, &[], objective, |package| open.contains(package));
        let most = open.iter().map(|package| score(objective, worths, package)).max_by(f64::total_cmp);
        match (&found, most) {
            (None, None) => {}
            (Some(found), Some(most)) => {
                assert!(open.contains(found));
                let found = score(objective, worths, found);
                assert!(found >= most - 1e-12, "{found} of {most}");
            }
            _ => panic!("{found:?} of {most:?}"),
        }
    }

    #[test]
    fn the_best_of_two_sides_is_the_best_of_all_packages() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        for _ in 0..300 {
            is_the_best_of_all(&Product, &mut rng);
            let (maker, demand) = (rng.random_range(0..2), rng.random_range(0.0..3.0));
            is_the_best_of_all(&Bettered { maker, demand }, &mut rng);
        }
    }

    #[test]
    fn the_best_of_several_sides_nearly_always_is() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut missed = 0;
        for _ in 0..100 {
            // Three sides have a climb of their own, and any more have one together.
            let count = rng.random_range(3..=4);
            let (widths, sides) = random(&mut rng, count);
            let starts = starts(&widths);
            let sides: Vec<&[f64]> = sides.iter().map(Vec::as_slice).collect();
            let worths = Worths { starts: &starts, sides: &sides };
            let found = best_for_all(worths, &[], &Product, |_| true).unwrap();
            let most =
                packages(&widths).iter().map(|package| score(&Product, worths, package)).fold(0.0, f64::max);
            missed += u32::from(score(&Product, worths, &found) < most - 1e-9);
        }
        assert!(missed <= 1, "missed {missed} of 100");
    }

    #[test]
    fn the_best_near_is_the_best_of_those_that_differ_in_one_issue_or_two() {
        let mut rng = ChaCha8Rng::seed_from_u64(4);
        for _ in 0..300 {
            let count = rng.random_range(2..=4);
            let (widths, sides) = random(&mut rng, count);
            let starts = starts(&widths);
            let sides: Vec<&[f64]> = sides.iter().map(Vec::as_slice).collect();
            let worths = Worths { starts: &starts, sides: &sides };
            let here = Package::from_fn(widths.len(), |issue| rng.random_range(0..widths[issue]) as u16);
            let mut near = packages(&widths);
            near.retain(|package| {
                (1..=2).contains(&package.iter().zip(&here).filter(|(a, b)| a != b).count())
            });
            near.retain(|_| rng.random_bool(0.8));
            let found = best_near(worths, &here, &Product, |package| near.contains(package));
            let most = near.iter().map(|package| score(&Product, worths, package)).max_by(f64::total_cmp);
            assert_eq!(found.is_some(), most.is_some());
            if let (Some(found), Some(most)) = (found, most) {
                assert!(near.contains(&found) && score(&Product, worths, &found) >= most - 1e-12);
            }
        }
    }

    #[test]
    fn a_thousand_issues_are_no_trouble() {
        let mut rng = ChaCha8Rng::seed_from_u64(2);
        let starts = starts(&[5; 1_000]);
        let mut side = || -> Vec<f64> { (0..5_000).map(|_| rng.random()).collect() };
        let (a, b) = (side(), side());
        let worths = Worths { starts: &starts, sides: &[&a, &b] };
        let found = best_for_all(worths, &[], &Product, |_| true).unwrap();
        // No product exceeds a quarter of the squared greatest sum.
        let greatest =
            |ends: &[usize]| (ends[0]..ends[1]).map(|at| a[at] + b[at]).fold(f64::NEG_INFINITY, f64::max);
        let most = starts.windows(2).map(greatest).sum::<f64>().powi(2) / 4.0;
        assert!(score(&Product, worths, &found) > 0.999 * most);
    }
}
