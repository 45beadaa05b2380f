use wasit_protocol::{Alternating, Ended, Seat, Turn};
use wasit_strategies::{Ask, Move, Negotiator};

use crate::hall::Hall;
use crate::{Act, Outcome};

/// Holds a talk at a direct table, over what is left of the steps. The calendar runs with the turns: the talks' rounds share them out as they
/// would share their own legs.
pub(crate) fn hold(hall: &mut Hall<'_>, parties: &mut [Box<dyn Negotiator + '_>], steps: u32) -> Outcome {
    let mut table = Alternating::new(parties.len(), steps - hall.steps_before());
    let turns_max = u64::from(steps) * parties.len() as u64;
    loop {
        let party = match table.expected() {
            Ok(party) => party,
            Err(Ended::Agreed(package)) => return Outcome::Agreed(package.clone()),
            Err(_) => return Outcome::Deadline,
        };
        begin(hall, table.turns(), turns_max, table.step(), table.time());
        let ask = table.table().map_or(Ask::Offer, |(_, package)| Ask::Answer(package));
        let answer = match hall.ask(party, parties[party].as_mut(), ask) {
            Ok(answer) => answer,
            Err(outcome) => return outcome,
        };
        let seat = Seat::Party(party);
        let turn = match answer {
            Move::Offer(package) => {
                hall.note(seat, Act::Offer, None, Some(&package));
                for other in (0..parties.len()).filter(|&other| other != party) {
                    hall.hear(other, &package, Some(party));
                }
                Turn::Offer(package)
            }
            Move::Accept => {
                hall.note(seat, Act::Accept, None, table.table().map(|(_, package)| package));
                Turn::Accept
            }
            Move::Refuse | Move::Vote(_) => {
                return leave(hall, seat, "it refused without an offer of its own".to_owned());
            }
            Move::Leave(reason) => return leave(hall, seat, reason),
        };
        table.apply(party, turn).expect("the party whose turn it is answers what it was asked");
    }
}

/// Turn `turn` (from 0) of `turns_max` is taken.
#[inline]
pub(crate) fn begin(hall: &mut Hall<'_>, turn: u64, turns_max: u64, step: u32, time: f64) {
    let calendar = match hall.talks.rounds.len() {
        1 => 0,
        _ => ((u64::from(hall.legs_before()) + turn) * u64::from(hall.talks.legs()) / turns_max) as u32,
    };
    hall.begin(turn as u32, calendar, step, time);
    hall.travel();
}

pub(crate) fn leave(hall: &mut Hall<'_>, seat: Seat, reason: String) -> Outcome {
    hall.note(seat, Act::Leave { reason: reason.clone() }, None, None);
    Outcome::WalkedOut { seat, reason }
}
