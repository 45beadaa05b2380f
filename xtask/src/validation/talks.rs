//! Holding the talks, without a mediator and with one.

use rayon::prelude::*;
use wasit_arena::{PlayError, Player, Protocol, Room, Seating, Series};

use super::scenarios::{Deal, Overlap, Scenario};

/// How one talk ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Held {
    pub(super) deal: Option<Deal>,
    /// Turns at a direct table, legs under a mediator.
    pub(super) legs: u32,
    pub(super) overlap: Option<Overlap>,
}

/// Who goes between the parties.
#[derive(Clone, Copy, Debug)]
pub(super) enum Between<'a> {
    /// Nobody: they take turns at one table.
    Nobody,
    /// A mediator, by the text that seats it.
    Mediator(&'a str),
}

/// Holds one talk over `rounds` turns of each side, or as many legs as these are turns.
pub(super) fn hold(
    scenario: &Scenario,
    parties: [&str; 2],
    between: Between<'_>,
    rounds: u32,
    seed: u64,
    number: u64,
) -> Result<Held, PlayError> {
    let (protocol, mediator) = match between {
        Between::Nobody => (Protocol::Alternating { steps: rounds }, "courier"),
        Between::Mediator(mediator) => (Protocol::Shuttle, mediator),
    };
    let seating = Seating {
        parties: parties.map(|party| Player::Strategy(party.to_owned())).to_vec(),
        mediator: Player::Strategy(mediator.to_owned()),
    };
    let talks = scenario.over(2 * rounds);
    let series =
        Series::new(&talks, &scenario.sides, &seating, protocol)?.sharing(scenario.exchange.as_ref());
    let ending = series.hold(&mut Room::default(), seed, number)?;
    let deal = ending.outcome.agreement().map(|package| *scenario.deal(package));
    Ok(Held { deal, legs: ending.legs, overlap: scenario.overlap })
}

/// Holds a talk of `parties` with themselves on every scenario, at a direct table.
pub(super) fn hold_all(
    scenarios: &[Scenario],
    parties: [&str; 2],
    rounds: u32,
    seed: u64,
) -> Result<Vec<Held>, PlayError> {
    let hold = |(number, scenario)| hold(scenario, parties, Between::Nobody, rounds, seed, number as u64);
    scenarios.par_iter().enumerate().map(hold).collect()
}

#[cfg(test)]
mod tests {
    use super::super::scenarios::Task;
    use super::*;

    #[test]
    fn under_the_courier_talks_end_as_at_one_table() {
        for (task, parties) in
            [(Task::Campsite, ["linear", "micro"]), (Task::Division, ["tit_for_tat", "random"])]
        {
            for number in 0..20 {
                let scenario = task.scenario(2, number);
                let held = |between| hold(&scenario, parties, between, 6, 9, number).unwrap();
                assert_eq!(held(Between::Nobody), held(Between::Mediator("courier")));
            }
        }
    }

    #[test]
    fn nobody_agrees_to_less_than_no_deal_gives() {
        for number in 0..100 {
            let scenario = Task::Campsite.scenario(2, number);
            let parties = ["random:accept_after=0", "conceder"];
            let held = hold(&scenario, parties, Between::Nobody, 12, 9, number).unwrap();
            let least = Task::Campsite.no_deal();
            assert!(held.deal.is_none_or(|deal| deal.points.iter().all(|&points| points >= least)));
        }
    }
}
