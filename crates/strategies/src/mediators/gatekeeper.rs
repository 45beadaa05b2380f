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
    Answer, Facts, Mediator, MediatorSetup, MediatorView, OpponentModel, Parameter, ParameterError, Parameters, Role,
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
        if !self.opens(view, offer, receiver) {
            if let Seat::Party(maker) = view.proposals[offer].by {
                self.asked_again += 1;
                return Errand::Ask { party: maker };
            }
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
                receiver.map_or(Errand::Ask { party: after }, |receiver| self.carry_or_ask(view, offer, receiver))
            }
            Answer::Refused if !last.carried.is_empty() => Errand::Ask { party: last.party },
            Answer::Refused | Answer::Vote(_) => Errand::Ask { party: after },
        }
    }
}
