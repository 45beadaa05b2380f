use std::sync::Arc;

use wasit_protocol::{Seat, relative_time};
use wasit_search::Side;
use wasit_strategies::{PartyStrategy, SwiftMove, SwiftOffer, SwiftSeat, stream};

use crate::Outcome;

/// What the packages of each of two sides, by their own ranking, are worth to the other: made once for all talks of a
/// scenario.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// By maker and position.
    worth: [Vec<f64>; 2],
}

impl Exchange {
    /// Makes all that many talks of these sides will share: prepares each, and for two listed ones finds what they
    /// make of each other's packages, in O(packages × issues). `None` for others.
    #[must_use]
    pub fn of(sides: &[Arc<Side>]) -> Option<Self> {
        sides.iter().for_each(|side| side.prepare());
        let [a, b] = sides else { return None };
        if !(a.is_listed() && b.is_listed()) {
            return None;
        }
        let worth = |maker: &Side, hearer: &Side| {
            (0..).map_while(|k| maker.kth_best(k)).map(|(package, _)| hearer.utility(&package)).collect()
        };
        Some(Self { worth: [worth(a, b), worth(b, a)] })
    }
}

/// How a talk by positions went.
pub(crate) struct Held {
    pub(crate) outcome: Outcome,
    /// The last turn that was taken, from 0.
    pub(crate) turn: u64,
    pub(crate) step: u32,
}

/// Two seats that can play by positions; `None` where one cannot.
pub(crate) fn sit_down(strategies: [&PartyStrategy; 2], sides: &[Arc<Side>]) -> Option<[SwiftSeat; 2]> {
    Some([strategies[0].swift_seat(&sides[0])?, strategies[1].swift_seat(&sides[1])?])
}

/// Holds a talk of two at a direct table, over at least one step.
pub(crate) fn hold(
    mut seats: [SwiftSeat; 2],
    sides: &[Arc<Side>],
    exchange: Option<&Exchange>,
    steps: u32,
    seed: u64,
    talk: u64,
) -> Held {
    let mut streams = [None, None];
    // The maker of the offer on the table, and its position.
    let mut table: Option<usize> = None;
    for step in 0..steps {
        let time = relative_time(step, steps);
        for party in 0..2 {
            let other = 1 - party;
            let offer = table.map(|position| {
                let worth = match exchange {
                    Some(exchange) => exchange.worth[other][position],
                    None => {
                        let (package, _) =
                            sides[other].kth_best(position).expect("what was offered is a package");
                        sides[party].utility(&package)
                    }
                };
                SwiftOffer { position, worth }
            });
            let mut rng = || stream(seed, talk, Seat::Party(party));
            let turn = || u64::from(step) * 2 + party as u64;
            match seats[party].act(&sides[party], time, offer, &mut rng, &mut streams[party]) {
                SwiftMove::Offer(position) => table = Some(position),
                SwiftMove::Accept => {
                    let position = table.expect("only what lies on the table is accepted");
                    let (package, _) =
                        sides[other].kth_best(position).expect("what was offered is a package");
                    return Held { outcome: Outcome::Agreed(package), turn: turn(), step };
                }
            }
        }
    }
    Held { outcome: Outcome::Deadline, turn: u64::from(steps) * 2 - 1, step: steps - 1 }
}
