//! **Gatekeeper.** Holds back offers that cannot succeed: an offer is carried on only where it is better for its
//! receiver, by the mediator's model of that side, than the best that was carried there before. Else its maker is
//! asked again.
//!
//! The gate is open to the first offer for each side, to any offer while the side has not yet said anything to
//! learn from, after `patience` askings in a row (the newest offer is then carried), and over the last tenth of
//! the legs. An offer that one party accepted goes on to the next; a party that refuses without an offer of its own
//! is asked for one, and after a second silence the next party is. Models learn from each side's own offers.
//!
//! A rule of this project, after the caucus mediator who shields each side from offers that would only anger it;
//! the default model is that of van Krimpen, Looije, Hajizadeh 2013 (HardHeaded).

use wasit_protocol::{Attribution, Errand, ProposalId, Seat};

use super::Learning;
use crate::registry::MediatorEntry;
use crate::{
    Answer, Facts, Mediator, MediatorSetup, MediatorView, OpponentModel, Parameter, ParameterError,
    Parameters, Role,
};

/// From this relative time on everything is carried.
const OPEN_FROM: f64 = 0.9;

pub(crate) const GATEKEEPER: MediatorEntry = MediatorEntry {
    facts: &Facts {
        name: "gatekeeper",
        role: Role::Mediator,
        about: "Carries an offer only where its model says that it is the best yet for the receiver; else asks again.",
        source: "a rule of this project",
        stochastic: false,
        listens: true,
        told: false,
        parameters: &[
            Parameter {
                name: "patience",
                default: "3",
                about: "how often in a row a party is asked for a better offer before its newest is carried; from 0",
            },
            Parameter { name: "model", default: "frequency", about: "how it learns: frequency or bayesian" },
        ],
    },
    check: |parameters| read(parameters).map(|_| ()),
    make: |parameters, setup| {
        let (patience, learning) = read(parameters)?;
        Ok(Box::new(Gatekeeper::new(patience, learning, &setup)))
    },
};

fn read(parameters: &Parameters) -> Result<(u32, Learning), ParameterError> {
    let patience = parameters.get("patience", 3, "a whole number from 0", |_: &u32| true)?;
    Ok((patience, Learning::read(parameters, &[Learning::FREQUENCY, Learning::BAYESIAN])?))
}

/// What is known of one party.
struct Room {
    model: Box<dyn OpponentModel>,
    has_spoken: bool,
    /// The best that was carried here, by the model of when it was.
    best: Option<ProposalId>,
}

struct Gatekeeper {
    patience: u32,
    rooms: Vec<Room>,
    /// How often in a row the maker of the newest offer was asked for a better one.
    asked_again: u32,
}

impl Gatekeeper {
    fn new(patience: u32, learning: Learning, setup: &MediatorSetup) -> Self {
        let room = || Room { model: learning.model(&setup.space), has_spoken: false, best: None };
        Self { patience, rooms: std::iter::repeat_with(room).take(setup.parties).collect(), asked_again: 0 }
    }

    fn learn(&mut self, view: &MediatorView<'_>) {
        let Some(leg) = view.travelled.last() else { return };
        if let Answer::Offer(id) = leg.answer {
            let room = &mut self.rooms[leg.party];
            room.model.observe(&view.proposals[id].package, leg.time);
            room.has_spoken = true;
        }
    }

    fn opens(&self, view: &MediatorView<'_>, offer: ProposalId, receiver: usize) -> bool {
        let room = &self.rooms[receiver];
        let worth = |id: ProposalId| room.model.utility(&view.proposals[id].package);
        !room.has_spoken
            || room.best.is_none_or(|best| worth(offer) > worth(best))
            || self.asked_again >= self.patience
            || view.time >= OPEN_FROM
    }

    /// Carries `offer` to `receiver`, or asks its maker for a better one.
    fn carry_or_ask(&mut self, view: &MediatorView<'_>, offer: ProposalId, receiver: usize) -> Errand {
        if !self.opens(view, offer, receiver)
            && let Seat::Party(maker) = view.proposals[offer].by
        {
            self.asked_again += 1;
            return Errand::Ask { party: maker };
        }
        self.asked_again = 0;
        let room = &mut self.rooms[receiver];
        let worth = |id: ProposalId| room.model.utility(&view.proposals[id].package);
        if room.best.is_none_or(|best| worth(offer) > worth(best)) {
            room.best = Some(offer);
        }
        Errand::Carry { party: receiver, news: Vec::new(), put: offer, attribution: Attribution::Sender }
    }
}

impl Mediator for Gatekeeper {
    fn next(&mut self, view: &MediatorView<'_>) -> Errand {
        self.learn(view);
        let parties = self.rooms.len();
        let Some(last) = view.travelled.last() else { return Errand::Ask { party: 0 } };
        let after = (last.party + 1) % parties;
        match last.answer {
            Answer::Offer(offer) => self.carry_or_ask(view, offer, after),
            Answer::Accepted => {
                let offer = *last.carried.last().expect("what was accepted was carried");
                let receiver = (0..parties)
                    .map(|offset| (after + offset) % parties)
                    .find(|&party| !view.proposals[offer].accepted_by(party));
                receiver
                    .map_or(Errand::Ask { party: after }, |receiver| self.carry_or_ask(view, offer, receiver))
            }
            Answer::Refused | Answer::Vote(_) => {
                self.asked_again = 0;
                let party = if last.carried.is_empty() { after } else { last.party };
                Errand::Ask { party }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rooms::Rooms;
    use crate::trial::ladder;

    #[test]
    fn expected_trace() {
        // What a side has not offered is worth 0 to its model. So for 1, who has offered [2], [8] and [4] are no better
        // than [9] was, and after two more askings the newest is carried. For 0, [3] is no better than [2], but [8]
        // is half as good as [9], which 0 offered twice. For 1, [3] is now as good as anything.
        let rooms = Rooms::new(&[ladder(9)], 100);
        let zero = ["9", "8", "4", "9", "3"];
        let trace = rooms.trace("gatekeeper:patience=2", &[&zero, &["2", "3", "8", "accept"]]);
        assert_eq!(
            trace,
            [
                "ask 0: 9",
                "carry 1 [9]: 2",
                "carry 0 [2]: 8",
                "ask 0: 4",
                "ask 0: 9",
                "carry 1 [9]: 3",
                "ask 1: 8",
                "carry 0 [8]: 3",
                "carry 1 [3]: accept",
                "agreed",
            ]
        );
    }

    #[test]
    fn without_patience_and_over_the_last_legs_everything_is_carried() {
        let scripts: [&[&str]; 2] = [&["9", "8", "7", "6"], &["1", "2", "1", "2"]];
        let rooms = Rooms::new(&[ladder(9)], 6);
        let trace = rooms.trace("gatekeeper:patience=0", &scripts);
        assert_eq!(
            trace[1..6],
            ["carry 1 [9]: 1", "carry 0 [1]: 8", "carry 1 [8]: 2", "carry 0 [2]: 7", "carry 1 [7]: 1"]
        );
        // From relative time 0.9 on: 10 legs, the tenth is at 10 / 11.
        let rooms = Rooms::new(&[ladder(9)], 10);
        let trace = rooms.trace("gatekeeper:patience=100", &scripts);
        assert!(trace[3..9].iter().all(|leg| leg.starts_with("ask 0")), "{trace:?}");
        assert_eq!(trace[9], "carry 1 [6]: 2");
    }

    #[test]
    fn silence_is_answered_with_asking() {
        let rooms = Rooms::new(&[ladder(9)], 5);
        let trace = rooms.trace("gatekeeper", &[&["9", "refuse"], &["refuse"]]);
        assert_eq!(
            trace,
            [
                "ask 0: 9",
                "carry 1 [9]: refuse",
                "ask 1: refuse",
                "ask 0: refuse",
                "ask 1: refuse",
                "deadline"
            ]
        );
    }
}
