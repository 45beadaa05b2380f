use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_model::{Package, Preferences, ValueIndex};

use crate::frontier::listed::scan;
use crate::side::DENSE_MAX;
use crate::solutions::extremes::widths;
use crate::{Count, Side};

/// How many packages are worth at least its floor to every side, and beyond nobody's red line: with walk-aways as
/// floors, the size of the deal zone.
///
/// Exact by listing up to 2^24 packages, O(packages × factors); for one or two additive sides by meeting in the
/// middle of the issues, O(√packages × log packages) up to about 10^13 packages; for any number of additive sides
/// also where the floors leave everything or nothing. Else estimated from 2^18 packages drawn uniformly from a fixed
/// stream, with Wilson's interval (1927) at 95 %.
///
/// # Panics
/// Where there is no side.
#[must_use]
pub fn deal_zone_size(sides: &[Arc<Side>], floors: &[f64]) -> Count {
    let all: Vec<&Preferences> = sides.iter().map(|side| side.preferences()).collect();
    let widths = widths(&sides[0]);
    // Values that no red line on their issue alone forbids to anybody.
    let allowed: Vec<Vec<ValueIndex>> = (0..widths.len())
        .map(|issue| {
            let open = |value: &ValueIndex| {
                all.iter().all(|side| side.tables()[issue][usize::from(*value)] > f64::NEG_INFINITY)
            };
            (0..widths[issue] as ValueIndex).filter(open).collect()
        })
        .collect();
    if allowed.iter().any(Vec::is_empty) {
        return Count::exactly(0);
    }
    let size = allowed.iter().try_fold(1_u128, |size, values| size.checked_mul(values.len() as u128));
    if all.iter().all(|side| side.is_additive()) {
        let ranges: Vec<(f64, f64)> = all.iter().map(|side| range(side, &allowed)).collect();
        if ranges.iter().zip(floors).any(|(range, &floor)| range.1 < floor) {
            return Count::exactly(0);
        }
        if let Some(size) = size
            && ranges.iter().zip(floors).all(|(range, &floor)| range.0 >= floor)
        {
            return Count::exactly(size);
        }
        if let [first, rest @ ..] = all.as_slice()
            && rest.len() <= 1
            && let Some(number) = in_the_middle(first, rest.first().copied(), floors, &allowed)
        {
            return Count::exactly(number);
        }
    }
    if sides[0].space().size().is_some_and(|size| size <= DENSE_MAX) {
        return Count::exactly(by_listing(&widths, &all, floors));
    }
    estimated(&all, floors, &allowed)
}

/// The least and the greatest utility over the allowed values.
fn range(side: &Preferences, allowed: &[Vec<ValueIndex>]) -> (f64, f64) {
    side.tables().iter().zip(allowed).fold((0.0, 0.0), |(low, high), (table, values)| {
        let worths = || values.iter().map(|&value| table[usize::from(value)]);
        let least = worths().fold(f64::INFINITY, f64::min);
        (low + least, high + worths().fold(f64::NEG_INFINITY, f64::max))
    })
}

fn by_listing(widths: &[usize], sides: &[&Preferences], floors: &[f64]) -> u128 {
    let counts = scan(
        widths,
        sides,
        || 0_u64,
        |count, _, utilities| {
            let inside = |at: usize| {
                let reaches =
                    |(side, &floor): (&Vec<f64>, &f64)| side[at] >= floor && side[at] > f64::NEG_INFINITY;
                utilities.iter().zip(floors).all(reaches)
            };
            *count += (0..utilities[0].len()).filter(|&at| inside(at)).count() as u64;
        },
    );
    counts.into_iter().map(u128::from).sum()
}

/// The most packages that a half of the issues may have.
const HALF_MAX: usize = 1 << 22;

/// Pairs of a half package of some issues and one of the others that reach both floors together: for every first
/// half, by rising utility, those second halves are counted that make up what it lacks. `None` where a half is too
/// large.
fn in_the_middle(
    first: &Preferences,
    second: Option<&Preferences>,
    floors: &[f64],
    allowed: &[Vec<ValueIndex>],
) -> Option<u128> {
    let mut issues: Vec<usize> = (0..allowed.len()).collect();
    issues.sort_by_key(|&issue| std::cmp::Reverse(allowed[issue].len()));
    let mut halves = [(1_usize, Vec::new()), (1, Vec::new())];
    for issue in issues {
        let smaller = usize::from(halves[1].0 < halves[0].0);
        let (size, members) = &mut halves[smaller];
        *size = size.saturating_mul(allowed[issue].len());
        members.push(issue);
    }
    if halves.iter().any(|half| half.0 > HALF_MAX) {
        return None;
    }
    let sums = |members: &[usize]| {
        let mut sums = vec![(0.0, 0.0)];
        for &issue in members {
            let values = allowed[issue].iter().map(|&value| usize::from(value));
            let adds: Vec<(f64, f64)> = values
                .map(|value| {
                    (first.tables()[issue][value], second.map_or(0.0, |side| side.tables()[issue][value]))
                })
                .collect();
            sums =
                adds.iter().flat_map(|add| sums.iter().map(|sum| (sum.0 + add.0, sum.1 + add.1))).collect();
        }
        sums
    };
    let (mut front, mut back) = (sums(&halves[0].1), sums(&halves[1].1));
    front.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    back.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let floor = (floors[0], floors.get(1).copied().filter(|_| second.is_some()).unwrap_or(0.0));
    let mut seconds: Vec<f64> = back.iter().map(|sum| sum.1).collect();
    seconds.sort_unstable_by(f64::total_cmp);
    seconds.dedup();
    let mut counts = Counts(vec![0; seconds.len() + 1]);
    let (mut next, mut number) = (0, 0_u128);
    for sum in &front {
        // Sums of utilities are exact, so that nothing is lost by adding before comparing.
        while next < back.len() && sum.0 + back[next].0 >= floor.0 {
            counts.add(seconds.partition_point(|&other| other < back[next].1));
            next += 1;
        }
        let below = seconds.partition_point(|&other| sum.1 + other < floor.1);
        number += u128::from(next as u64 - counts.before(below));
    }
    Some(number)
}

/// Counts by position with their running sums (Fenwick 1994).
struct Counts(Vec<u32>);

impl Counts {
    fn add(&mut self, at: usize) {
        let mut at = at + 1;
        while at < self.0.len() {
            self.0[at] += 1;
            at += at & at.wrapping_neg();
        }
    }

    /// How many were added at positions before `at`.
    fn before(&self, mut at: usize) -> u64 {
        let mut sum = 0;
        while at > 0 {
            sum += u64::from(self.0[at]);
            at &= at - 1;
        }
        sum
    }
}

fn estimated(sides: &[&Preferences], floors: &[f64], allowed: &[Vec<ValueIndex>]) -> Count {
    const DRAWS: u32 = 1 << 18;
    let mut rng = ChaCha8Rng::from_seed(*b"wasit search: size of deal zones");
    let mut package: Package = std::iter::repeat_n(0, allowed.len()).collect();
    let mut hits = 0_u32;
    for _ in 0..DRAWS {
        for (value, values) in package.iter_mut().zip(allowed) {
            *value = values[rng.random_range(0..values.len())];
        }
        let reaches = |(side, &floor): (&&Preferences, &f64)| {
            let utility = side.utility(&package);
            utility >= floor && utility > f64::NEG_INFINITY
        };
        hits += u32::from(sides.iter().zip(floors).all(reaches));
    }
    let size: f64 = allowed.iter().map(|values| values.len() as f64).product();
    Count::estimated(u64::from(hits), u64::from(DRAWS), size)
}
