//! What a mediator changes: the same parties on the same scenarios with the same seeds, without it and with it.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use wasit_arena::PlayError;
use wasit_strategies::mediator_strategies;

use super::figures::{Interval, interval};
use super::mixture::Mixture;
use super::scenarios::{Scenario, Task};
use super::talks::{Between, Held, hold};

/// For the streams from which behaviours are drawn: talks draw from streams of their own.
const SEATS: u64 = 0x7365_6174;

/// Talks of a mixture on every scenario: by scenario, then by repeat.
pub(super) type Talks = Vec<Vec<Held>>;

/// Every mediator that can be seated.
pub(super) fn mediators() -> Vec<&'static str> {
    let mut all: Vec<&'static str> = mediator_strategies().map(|facts| facts.name).collect();
    all.push("single_text:rule=anneal");
    all
}

/// Holds `repeats` talks on every scenario between behaviours that are drawn from `mixture`, the same whoever mediates.
pub(super) fn hold_mixture(
    scenarios: &[Scenario],
    mixture: &Mixture,
    between: Between<'_>,
    rounds: u32,
    repeats: u64,
    seed: u64,
) -> Result<Talks, PlayError> {
    let of = |(number, scenario): (usize, &Scenario)| {
        (0..repeats)
            .map(|repeat| {
                let talk = number as u64 * repeats + repeat;
                let mut rng = ChaCha8Rng::seed_from_u64(seed ^ SEATS);
                rng.set_stream(talk);
                let parties = [(); 2].map(|()| mixture.draw(rng.random_range(0..100)));
                hold(scenario, parties, between, rounds, seed, talk)
            })
            .collect()
    };
    scenarios.par_iter().enumerate().map(of).collect()
}

/// What a mediator changes, each with its interval over scenarios.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) mediator: &'static str,
    /// Agreement under the mediator.
    pub(super) level: Interval,
    pub(super) agreed: Interval,
    /// A side's points, no deal included.
    pub(super) points: Interval,
    /// Turns at the table, or legs.
    pub(super) legs: Interval,
    /// Of the talks that agree both without it and with it; `None` where there are none.
    pub(super) joint: Option<Interval>,
    pub(super) efficient: Option<Interval>,
    pub(super) nash: Option<Interval>,
}

/// Sums of differences over the talks on a scenario.
#[derive(Clone, Copy, Debug, Default)]
struct Paired {
    talks: f64,
    level: f64,
    agreed: f64,
    points: f64,
    legs: f64,
    both: f64,
    joint: f64,
    efficient: f64,
    nash: f64,
}

impl Paired {
    fn of(task: Task, without: &[Held], with: &[Held]) -> Self {
        let mut sums = Self::default();
        for (without, with) in without.iter().zip(with) {
            let agreed = |held: &Held| f64::from(u8::from(held.deal.is_some()));
            let points = |held: &Held| {
                held.deal.map_or(f64::from(task.no_deal()), |deal| {
                    f64::from(deal.points[0] + deal.points[1]) / 2.0
                })
            };
            sums.talks += 1.0;
            sums.level += agreed(with);
            sums.agreed += agreed(with) - agreed(without);
            sums.points += points(with) - points(without);
            sums.legs += f64::from(with.legs) - f64::from(without.legs);
            if let (Some(before), Some(after)) = (without.deal, with.deal) {
                sums.both += 1.0;
                sums.joint += after.joint - before.joint;
                sums.efficient +=
                    f64::from(u8::from(after.efficient)) - f64::from(u8::from(before.efficient));
                sums.nash += after.nash - before.nash;
            }
        }
        sums
    }
}

impl Change {
    pub(super) fn of(
        task: Task,
        mediator: &'static str,
        without: &Talks,
        with: &Talks,
        seed: u64,
    ) -> Option<Self> {
        let paired = without.iter().zip(with).map(|(without, with)| Paired::of(task, without, with));
        let blocks: Vec<Paired> = paired.collect();
        let of = |sum: fn(&Paired) -> f64, over: fn(&Paired) -> f64| {
            interval(&blocks, seed, |drawn| {
                let (mut sums, mut count) = (0.0, 0.0);
                drawn.for_each(|block| {
                    sums += sum(block);
                    count += over(block);
                });
                (count > 0.0).then_some(sums / count)
            })
        };
        let talks = |sum| of(sum, |paired| paired.talks);
        let both = |sum| of(sum, |paired| paired.both);
        Some(Self {
            mediator,
            level: talks(|paired| paired.level)?,
            agreed: talks(|paired| paired.agreed)?,
            points: talks(|paired| paired.points)?,
            legs: talks(|paired| paired.legs)?,
            joint: both(|paired| paired.joint),
            efficient: both(|paired| paired.efficient),
            nash: both(|paired| paired.nash),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_courier_changes_nothing_and_everybody_is_compared() {
        let scenarios: Vec<Scenario> = (0..12).map(|number| Task::Division.scenario(5, number)).collect();
        let mixture = Mixture { hundredths: vec![("linear", 60), ("micro", 40)] };
        let held = |between| hold_mixture(&scenarios, &mixture, between, 12, 3, 1).unwrap();
        let without = held(Between::Nobody);
        for mediator in mediators() {
            let with = held(Between::Mediator(mediator));
            let change = Change::of(Task::Division, mediator, &without, &with, 1).unwrap();
            assert!(change.agreed.low <= change.agreed.mean && change.agreed.mean <= change.agreed.high);
            if mediator == "courier" {
                for zero in [change.agreed, change.points, change.legs, change.joint.unwrap()] {
                    assert_eq!(zero, Interval { mean: 0.0, low: 0.0, high: 0.0 });
                }
            }
        }
    }

    #[test]
    fn differences_by_hand() {
        let deal = |points: [u32; 2], joint, efficient| {
            Some(super::super::scenarios::Deal { points, joint, efficient, nash: joint })
        };
        let held = |deal, legs| Held { deal, legs, overlap: None };
        let without = [held(deal([20, 10], 0.75, false), 8), held(None, 24)];
        let with = [held(deal([20, 20], 1.0, true), 10), held(deal([18, 18], 0.9, false), 24)];
        let sums = Paired::of(Task::Campsite, &without, &with);
        // Points: from 15 to 20, and from no deal's 5 to 18.
        assert_eq!((sums.agreed, sums.points, sums.legs), (1.0, 5.0 + 13.0, 2.0));
        assert_eq!((sums.both, sums.joint, sums.efficient), (1.0, 0.25, 1.0));
    }
}
