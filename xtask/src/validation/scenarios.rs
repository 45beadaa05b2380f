//! The tasks that people were given, rebuilt as talks of two.
//!
//! An issue is a kind of thing, a value how many of it the first side gets; the second side gets the rest. Utilities are
//! points over the most that a side can have.

use std::sync::Arc;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use wasit_arena::{Exchange, Outlook, talks_of};
use wasit_model::{Issue, Package, Preferences, Space, Talks, Values, WalkAway};
use wasit_search::Side;

use super::people::CAMPSITE_SHARES;

/// For the stream of scenarios: talks draw from streams of their own.
const SCENARIOS: u64 = 0x7065_6f70;
/// What a package is worth to a camper, by priority.
const PRIORITIES: [[u32; 3]; 6] = [[5, 4, 3], [5, 3, 4], [4, 5, 3], [4, 3, 5], [3, 5, 4], [3, 4, 5]];
/// What a side's values sum to in the division.
const DIVISION_TOTAL: u32 = 10;

/// A task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// CaSiNo's: two campers share out three packages each of food, water and firewood. Each values the packages of
    /// its highest priority at 5 points, then 4, then 3: at most 36. No deal is 5 points to each.
    Campsite,
    /// DealOrNoDeal's: five to seven things of three kinds, at least one of each; a side's values, whole numbers,
    /// sum to 10; no kind is worthless to both, and at least one is worth something to both. No deal is 0.
    Division,
}

/// How far the priorities of two campers coincide. Two orders of three cannot share exactly two places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Overlap {
    None,
    One,
    All,
}

/// A task with what each side wants, and what is found once for all talks on it.
pub(super) struct Scenario {
    pub(super) talks: Talks,
    pub(super) sides: Vec<Arc<Side>>,
    pub(super) exchange: Option<Exchange>,
    /// Of the campsite only.
    pub(super) overlap: Option<Overlap>,
    /// By the packages' rank in the space.
    pub(super) deals: Vec<Deal>,
}

/// What a package comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Deal {
    pub(super) points: [u32; 2],
    /// Both sides' points over the most that both can have together.
    pub(super) joint: f64,
    /// Whether no other package is better for one side and no worse for the other.
    pub(super) efficient: bool,
    /// The product of both sides' points over the greatest product.
    pub(super) nash: f64,
}

impl Task {
    /// The most that one side can have, in points.
    pub(super) fn most(self) -> u32 {
        match self {
            Self::Campsite => 36,
            Self::Division => DIVISION_TOTAL,
        }
    }

    /// What no deal is worth to each side, in points.
    pub(super) fn no_deal(self) -> u32 {
        match self {
            Self::Campsite => 5,
            Self::Division => 0,
        }
    }

    /// Scenario `number` of those of `seed`.
    pub(super) fn scenario(self, seed: u64, number: u64) -> Scenario {
        let mut rng = ChaCha8Rng::seed_from_u64(seed ^ SCENARIOS ^ u64::from(self.most()));
        rng.set_stream(number);
        match self {
            Self::Campsite => {
                let drawn: f64 = rng.random();
                let overlap = if drawn < CAMPSITE_SHARES[0] {
                    Overlap::None
                } else if drawn < CAMPSITE_SHARES[0] + CAMPSITE_SHARES[1] {
                    Overlap::One
                } else {
                    Overlap::All
                };
                let pairs: Vec<[[u32; 3]; 2]> = campers(overlap).collect();
                Scenario::new(self, [3; 3], pairs[rng.random_range(0..pairs.len())])
            }
            Self::Division => {
                let counts: Vec<[u32; 3]> = threes(1..=5).filter(|c| (5..=7).contains(&sum(c))).collect();
                let counts = counts[rng.random_range(0..counts.len())];
                let total = |values: &[u32; 3]| values.iter().zip(counts).map(|(v, c)| v * c).sum::<u32>();
                let wants: Vec<[u32; 3]> =
                    threes(0..=DIVISION_TOTAL).filter(|values| total(values) == DIVISION_TOTAL).collect();
                loop {
                    let [a, b] = [(); 2].map(|()| wants[rng.random_range(0..wants.len())]);
                    let kinds = || a.into_iter().zip(b);
                    if kinds().all(|(a, b)| a + b > 0) && kinds().any(|(a, b)| a * b > 0) {
                        return Scenario::new(self, counts, [a, b]);
                    }
                }
            }
        }
    }
}

impl Overlap {
    pub(super) const EACH: [Self; 3] = [Self::None, Self::One, Self::All];

    fn of(a: [u32; 3], b: [u32; 3]) -> Self {
        match a.iter().zip(b).filter(|(a, b)| **a == *b).count() {
            0 => Self::None,
            1 => Self::One,
            _ => Self::All,
        }
    }
}

/// Every pair of campers whose priorities coincide so far: what a package of each kind is worth to each.
pub(super) fn campers(overlap: Overlap) -> impl Iterator<Item = [[u32; 3]; 2]> {
    let pairs = PRIORITIES.into_iter().flat_map(|a| PRIORITIES.map(|b| [a, b]));
    pairs.filter(move |[a, b]| Overlap::of(*a, *b) == overlap)
}

fn threes(each: std::ops::RangeInclusive<u32>) -> impl Iterator<Item = [u32; 3]> {
    let (second, third) = (each.clone(), each.clone());
    each.flat_map(move |a| {
        let third = third.clone();
        second.clone().flat_map(move |b| third.clone().map(move |c| [a, b, c]))
    })
}

fn sum(numbers: &[u32; 3]) -> u32 {
    numbers.iter().sum()
}

impl Scenario {
    /// `counts` things of each kind, of which one is worth so much to each side.
    pub(super) fn new(task: Task, counts: [u32; 3], worth: [[u32; 3]; 2]) -> Self {
        let names = match task {
            Task::Campsite => ["food", "water", "firewood"],
            Task::Division => ["books", "hats", "balls"],
        };
        let issue = |(name, count): (&str, u32)| Issue {
            name: name.to_owned(),
            title: name.to_owned(),
            unit: None,
            description: None,
            values: Values::integers(0, i64::from(count), 1).expect("at least two values"),
        };
        let space = Space::new(names.into_iter().zip(counts).map(issue).collect()).expect("different names");
        let most = f64::from(task.most());
        let wants = [0, 1].map(|side: usize| {
            let table = |kind: usize| {
                let worth = f64::from(worth[side][kind]);
                let got = |given| f64::from(if side == 0 { given } else { counts[kind] - given });
                (0..=counts[kind]).map(|given| worth * got(given) / most).collect()
            };
            let walk_away = WalkAway { start: f64::from(task.no_deal()) / most, drift: None };
            Preferences::new(&space, (0..3).map(table).collect(), vec![], vec![], walk_away, None)
                .expect("a finite number for every value")
        });
        let deals = deals(&space, counts, worth);
        let talks = talks_of(&space, wants.to_vec(), 1);
        let sides = Outlook::sides(&talks);
        let exchange = Exchange::of(&sides);
        let overlap = (task == Task::Campsite).then(|| Overlap::of(worth[0], worth[1]));
        Self { talks, sides, exchange, overlap, deals }
    }

    /// The talks, over so many legs.
    pub(super) fn over(&self, legs: u32) -> Talks {
        let mut talks = self.talks.clone();
        talks.rounds[0].legs = legs;
        talks
    }

    /// What `package` comes to.
    pub(super) fn deal(&self, package: &Package) -> &Deal {
        let rank = self.talks.space.rank(package).expect("a package of these talks");
        &self.deals[rank as usize]
    }
}

fn deals(space: &Space, counts: [u32; 3], worth: [[u32; 3]; 2]) -> Vec<Deal> {
    let points: Vec<[u32; 2]> = space
        .packages()
        .map(|package| {
            let mut points = [0, 0];
            for (kind, value) in package.iter().enumerate() {
                let given = u32::from(*value);
                points[0] += worth[0][kind] * given;
                points[1] += worth[1][kind] * (counts[kind] - given);
            }
            points
        })
        .collect();
    let most = |figure: fn(&[u32; 2]) -> u32| points.iter().map(figure).max().map_or(1.0, f64::from);
    let (most_joint, most_product) = (most(|[a, b]| a + b), most(|[a, b]| a * b));
    let bettered = |[a, b]: [u32; 2]| points.iter().any(|&[x, y]| x >= a && y >= b && (x, y) != (a, b));
    points
        .iter()
        .map(|&[a, b]| Deal {
            points: [a, b],
            joint: f64::from(a + b) / most_joint,
            efficient: !bettered([a, b]),
            nash: f64::from(a * b) / most_product,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_utilities_and_the_frontier_is_that_of_the_search() {
        for (task, number) in [(Task::Campsite, 3), (Task::Division, 5), (Task::Division, 6)] {
            let scenario = task.scenario(4, number);
            let outlook = Outlook::of(&scenario.talks, &scenario.sides);
            for package in scenario.talks.space.packages() {
                let deal = scenario.deal(&package);
                let utilities: Vec<f64> = scenario.sides.iter().map(|side| side.utility(&package)).collect();
                for (points, utility) in deal.points.iter().zip(&utilities) {
                    assert!((f64::from(*points) / f64::from(task.most()) - utility).abs() < 1e-9);
                }
                let distance = outlook.frontier.distance(&utilities).unwrap();
                assert_eq!(deal.efficient, distance < 1e-9, "{package:?}: {deal:?}, {distance}");
            }
        }
    }

    #[test]
    fn the_campsite_has_36_pairs_of_campers_and_64_packages() {
        assert_eq!(Overlap::EACH.map(|overlap| campers(overlap).count()), [12, 18, 6]);
        let scenario = Scenario::new(Task::Campsite, [3; 3], [[5, 4, 3], [3, 4, 5]]);
        assert_eq!(scenario.deals.len(), 64);
        // All of what each wants most, and the middle to either: 15 + 15 + 12.
        assert_eq!(
            scenario.deals.iter().map(|deal| sum(&[deal.points[0], deal.points[1], 0])).max(),
            Some(42)
        );
    }

    #[test]
    fn divisions_follow_the_rule() {
        for number in 0..200 {
            let scenario = Task::Division.scenario(1, number);
            let space = &scenario.talks.space;
            let counts: usize = (0..3).map(|kind| space.width(kind) - 1).sum();
            assert!((5..=7).contains(&counts));
            for side in &scenario.sides {
                assert!((side.best().unwrap().utility - 1.0).abs() < 1e-9);
            }
            // Something is wanted by both, so both cannot have all that they want.
            assert!(scenario.deals.iter().all(|deal| deal.points != [10, 10]));
        }
    }
}
