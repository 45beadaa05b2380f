use std::sync::OnceLock;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_model::{Package, ValueIndex};

use crate::count::Count;
use crate::graph::elimination::Aim;
use crate::side::Found;
use crate::side::cells::Cells;
use crate::side::ends::End;
use crate::side::lists::Lists;
use crate::side::tilted::Band;

/// The inverse of additive preferences beyond what meeting in the middle can list.
///
/// Utilities are whole numbers of the largest unit that divides all differences. Three searches, the first that
/// settles the level ends it:
/// 1. where packages are many, one that lies on the level itself, among some sixteen issues around a good choice
///    of the others ([`Lists`]);
/// 2. near the best and the worst package, all of them, by halves cut off at a distance from the end ([`End`]);
/// 3. between, the nearest pair of two lists of partial packages drawn around the level.
///
/// What is found lies on the right side of the level, so that the optimum lies between it and the level: their
/// distance is the bound. A few milliseconds; what is kept is O(issues × values) and four lists of up to 2^14 sums.
#[derive(Debug)]
pub(crate) struct Beyond {
    scale: Scale,
    lists: OnceLock<Lists>,
    cells: OnceLock<Option<Cells>>,
    /// From the least package upwards, from the best downwards.
    ends: [OnceLock<Option<End>>; 2],
}

/// Utilities of additive preferences as whole numbers: what a value gives above the least of its issue.
#[derive(Debug)]
pub(crate) struct Scale {
    base: f64,
    unit: f64,
    pub(crate) total: i64,
    pub(crate) widths: Vec<usize>,
    /// By issue: the values that no red line forbids, rising, lexicographically least first.
    pub(crate) issues: Vec<Vec<(i64, ValueIndex)>>,
}

/// An exponential tilt of every issue's values: [`crate::side::tilted::Tilted`] where issues are independent.
pub(crate) struct Tilt {
    pub(crate) tilt: f64,
    /// By issue: the logarithm of the weight of all its values, the mean and the variance.
    pub(crate) moments: Vec<[f64; 3]>,
}

impl Scale {
    /// From values by falling utility, as [`crate::side::additive::Additive`] ranks them.
    fn new(ranked: &[Vec<(f64, ValueIndex)>], widths: &[usize]) -> Self {
        let least = |values: &[(f64, ValueIndex)]| values[values.len() - 1].0;
        let differences =
            || ranked.iter().flat_map(|values| values.iter().map(|value| value.0 - least(values)));
        // All lie on a grid that is a power of two, so that a few doublings make whole numbers of them.
        let grid = differences().filter(|by| *by > 0.0).map(lowest_bit).fold(f64::INFINITY, f64::min);
        let grid = if grid.is_finite() { grid } else { 1.0 };
        let divisor = differences().fold(0, |all, by| gcd(all, (by / grid) as i64)).max(1);
        let unit = grid * divisor as f64;
        let whole = |values: &Vec<(f64, ValueIndex)>| {
            let mut whole: Vec<(i64, ValueIndex)> =
                values.iter().map(|value| (((value.0 - least(values)) / unit) as i64, value.1)).collect();
            whole.sort_unstable();
            whole
        };
        let issues: Vec<Vec<(i64, ValueIndex)>> = ranked.iter().map(whole).collect();
        let total = issues.iter().map(|values| values[values.len() - 1].0).sum();
        let base = ranked.iter().map(|values| least(values)).sum();
        Self { base, unit, total, widths: widths.to_vec(), issues }
    }

    fn utility(&self, at: i64) -> f64 {
        self.base + at as f64 * self.unit
    }

    /// The least number whose utility is at least `level` (`Aim::Least`), or the greatest at most `level`; within
    /// one beyond the range of packages.
    pub(crate) fn number(&self, level: f64, aim: Aim) -> i64 {
        let near = ((level - self.base) / self.unit).clamp(-1.0, self.total as f64 + 1.0) as i64;
        let fits = |at: i64| match aim {
            Aim::Least => self.utility(at) >= level,
            Aim::Most => self.utility(at) <= level,
        };
        // Division has rounded: the number is one of the neighbours.
        let candidates = (near - 2..=near + 2).filter(|&at| fits(at));
        match aim {
            Aim::Least => candidates.min().unwrap_or(self.total + 1),
            Aim::Most => candidates.max().unwrap_or(-1),
        }
    }

    pub(crate) fn span(&self, issue: usize) -> i64 {
        self.issues[issue][self.issues[issue].len() - 1].0
    }

    /// The tilt whose mean is `target`; O(issues × values) for each of some forty steps.
    pub(crate) fn tilt(&self, target: i64) -> Tilt {
        const STEPS: usize = 24;
        let sign = if self.tilted(0.0).mean() < target as f64 { 1.0 } else { -1.0 };
        let (mut near, mut far) = (0.0, sign * 4.0 / self.total.max(1) as f64);
        for _ in 0..STEPS {
            if sign * (self.tilted(far).mean() - target as f64) >= 0.0 {
                break;
            }
            near = far;
            far *= 2.0;
        }
        for _ in 0..STEPS {
            let middle = f64::midpoint(near, far);
            if sign * (self.tilted(middle).mean() - target as f64) >= 0.0 {
                far = middle;
            } else {
                near = middle;
            }
        }
        self.tilted(far)
    }

    fn tilted(&self, tilt: f64) -> Tilt {
        let moments = |values: &Vec<(i64, ValueIndex)>| {
            let end = values[if tilt > 0.0 { values.len() - 1 } else { 0 }].0;
            let (mut sum, mut first, mut second) = (0.0, 0.0, 0.0);
            for &(at, _) in values {
                let from_end = (at - end) as f64;
                let weight = (tilt * from_end).exp();
                sum += weight;
                first += weight * from_end;
                second += weight * from_end * from_end;
            }
            let mean = first / sum;
            [sum.ln() + tilt * end as f64, end as f64 + mean, second / sum - mean * mean]
        };
        Tilt { tilt, moments: self.issues.iter().map(moments).collect() }
    }
}

impl Tilt {
    fn mean(&self) -> f64 {
        self.moments.iter().map(|moments| moments[1]).sum()
    }
}

impl Beyond {
    pub(crate) fn new(ranked: &[Vec<(f64, ValueIndex)>], widths: &[usize]) -> Self {
        let scale = Scale::new(ranked, widths);
        Self {
            scale,
            lists: OnceLock::new(),
            cells: OnceLock::new(),
            ends: [OnceLock::new(), OnceLock::new()],
        }
    }

    /// With `Aim::Least` the least that is at least `level`, with `Aim::Most` the greatest that is at most
    /// `level`; within the bound that it carries.
    pub(crate) fn nearest(&self, level: f64, aim: Aim) -> Option<Found> {
        let scale = &self.scale;
        let target = scale.number(level, aim);
        let (none, all) = match aim {
            Aim::Least => (target > scale.total, target <= 0),
            Aim::Most => (target < 0, target >= scale.total),
        };
        if none {
            return None;
        }
        if all {
            let end = if aim == Aim::Least { 0 } else { scale.total };
            return Some(self.found(&self.end_package(aim == Aim::Most), end, end));
        }
        let tilt = scale.tilt(target);
        let lists = self.lists.get_or_init(|| Lists::new(scale));
        if let Some(package) = lists.on(scale, &tilt, target) {
            return Some(self.found(&package, target, target));
        }
        for (at, end) in self.ends.iter().enumerate() {
            let from_best = at == 1;
            let end = end.get_or_init(|| End::new(scale, from_best)).as_ref();
            if let Some((package, number)) = end.and_then(|end| end.nearest(scale, target, aim)) {
                return Some(self.found(&package, number, number));
            }
        }
        let near = self.drawn_near(&tilt, target, aim);
        let end = if aim == Aim::Least { scale.total } else { 0 };
        let (package, number) = near.unwrap_or_else(|| (self.end_package(aim == Aim::Least), end));
        Some(self.found(&package, number, target))
    }

    /// How many packages lie in the band, as [`Cells`] tell; `None` where there are too many issues for them.
    pub(crate) fn count(&self, band: Band) -> Option<Count> {
        let cells = self.cells.get_or_init(|| Cells::new(&self.scale)).as_ref()?;
        Some(cells.count(&self.scale, band))
    }

    fn found(&self, package: &Package, number: i64, target: i64) -> Found {
        let bound = (number - target).abs() as f64 * self.scale.unit;
        Found { package: package.clone(), utility: self.scale.utility(number), bound }
    }

    /// The best package, or the worst.
    fn end_package(&self, best: bool) -> Package {
        let value = |values: &Vec<(i64, ValueIndex)>| {
            let end = if best { values[values.len() - 1].0 } else { 0 };
            values[values.partition_point(|value| value.0 < end)].1
        };
        self.scale.issues.iter().map(value).collect()
    }

    /// Of the pairs of two lists, one of partial packages of the issues of odd position and one of the others,
    /// both drawn from the tilt, the one nearest to the target on the side that the aim names.
    fn drawn_near(&self, tilt: &Tilt, target: i64, aim: Aim) -> Option<(Package, i64)> {
        const DRAWN_MAX: usize = 1 << 12;
        const DRAWN_MIN: usize = 1 << 9;
        const VALUES_MAX: usize = 1 << 18;
        let scale = &self.scale;
        let count = scale.issues.len();
        let drawn = (VALUES_MAX / count).clamp(DRAWN_MIN, DRAWN_MAX);
        let running = |values: &Vec<(i64, ValueIndex)>| -> Vec<f64> {
            let end = values[if tilt.tilt > 0.0 { values.len() - 1 } else { 0 }].0;
            let mut sum = 0.0;
            values
                .iter()
                .map(|value| {
                    sum += (tilt.tilt * (value.0 - end) as f64).exp();
                    sum
                })
                .collect()
        };
        let running: Vec<Vec<f64>> = scale.issues.iter().map(running).collect();
        // A fixed stream: what is found is a function of the preferences and the level alone.
        let mut rng = ChaCha8Rng::from_seed(*b"wasit search: packages near here");
        let mut half = |parity: usize| {
            let mut names: Vec<ValueIndex> = Vec::with_capacity(drawn * count.div_ceil(2));
            let mut sums: Vec<(i64, u32)> = Vec::with_capacity(drawn);
            for at in 0..drawn as u32 {
                let mut sum = 0;
                for issue in (parity..count).step_by(2) {
                    let (values, running) = (&scale.issues[issue], &running[issue]);
                    let point = rng.random::<f64>() * running[running.len() - 1];
                    let chosen = running.partition_point(|&sum| sum <= point).min(values.len() - 1);
                    sum += values[chosen].0;
                    names.push(values[chosen].1);
                }
                sums.push((sum, at));
            }
            sums.sort_unstable();
            (sums, names)
        };
        let ((front, front_names), (back, back_names)) = (half(0), half(1));
        let mut best: Option<(i64, u32, u32)> = None;
        let mut j = back.len();
        for &(a, i) in &front {
            while j > 0 && (a + back[j - 1].0 > target || (aim == Aim::Least && a + back[j - 1].0 == target))
            {
                j -= 1;
            }
            let other = if aim == Aim::Least { back.get(j) } else { j.checked_sub(1).map(|at| &back[at]) };
            let Some(&(b, other)) = other else { continue };
            if best.is_none_or(|best| (a + b - target).abs() < (best.0 - target).abs()) {
                best = Some((a + b, i, other));
            }
        }
        best.map(|(number, i, j)| {
            let name =
                |names: &[ValueIndex], length: usize, at: u32, k: usize| names[at as usize * length + k];
            let package = (0..count)
                .map(|issue| match issue % 2 {
                    0 => name(&front_names, count.div_ceil(2), i, issue / 2),
                    _ => name(&back_names, count / 2, j, issue / 2),
                })
                .collect();
            (package, number)
        })
    }
}

/// The greatest power of two that divides `number`, which is above 0.
fn lowest_bit(number: f64) -> f64 {
    let bits = number.to_bits();
    let mantissa = (bits & ((1 << 52) - 1)) | (1 << 52);
    let exponent = ((bits >> 52) & 0x7ff) as i32 - 1023;
    f64::from(exponent - 52 + mantissa.trailing_zeros() as i32).exp2()
}

fn gcd(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use wasit_model::ValueIndex;

    use super::{Beyond, Scale, gcd, lowest_bit};
    use crate::cases::{levels, listed, preferences};
    use crate::graph::elimination::Aim;

    #[test]
    fn the_unit_of_a_few_numbers() {
        assert_eq!(lowest_bit(0.75), 0.25);
        assert_eq!(lowest_bit(6.0), 2.0);
        assert_eq!(lowest_bit(1.0 + f64::EPSILON), f64::EPSILON);
        assert_eq!(gcd(12, 18), 6);
        assert_eq!(gcd(0, 7), 7);
    }

    impl Scale {
        pub(crate) fn of(tables: &[Vec<f64>]) -> Self {
            let (ranked, widths) = ranked(tables);
            Self::new(&ranked, &widths)
        }
    }

    fn ranked(tables: &[Vec<f64>]) -> (Vec<Vec<(f64, ValueIndex)>>, Vec<usize>) {
        let rank = |table: &Vec<f64>| {
            let mut values: Vec<(f64, ValueIndex)> =
                table.iter().copied().zip(0..).filter(|value| value.0 > f64::NEG_INFINITY).collect();
            values.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            values
        };
        (tables.iter().map(rank).collect(), tables.iter().map(Vec::len).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        /// What is found lies on its side of the level, is worth what it says, and is as near to the optimum.
        #[test]
        fn an_inverse_is_as_near_as_it_says((space, preferences) in preferences(true), level in -3.0..4.0_f64) {
            let all = listed(&space, &preferences);
            prop_assume!(!all.is_empty());
            let (ranked, widths) = ranked(preferences.tables());
            let beyond = Beyond::new(&ranked, &widths);
            for level in levels(&all, level) {
                let above = all.iter().find(|entry| entry.0 >= level).map(|entry| entry.0);
                let below = all.iter().rev().find(|entry| entry.0 <= level).map(|entry| entry.0);
                for (aim, optimum) in [(Aim::Least, above), (Aim::Most, below)] {
                    let found = beyond.nearest(level, aim);
                    prop_assert_eq!(found.is_some(), optimum.is_some());
                    let (Some(found), Some(optimum)) = (found, optimum) else { continue };
                    prop_assert_eq!(preferences.utility(&found.package), found.utility);
                    let sign = if aim == Aim::Least { 1.0 } else { -1.0 };
                    prop_assert!(sign * found.utility >= sign * level);
                    prop_assert!((found.utility - optimum).abs() <= found.bound, "{:?} {}", found, optimum);
                    // On so few packages, the searches near both ends find all there are.
                    prop_assert_eq!(found.utility, optimum);
                }
            }
        }
    }
}
