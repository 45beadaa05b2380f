//! **Courier.** Carries every offer verbatim, as its maker's, to all the others before it fetches the next one.
//!
//! Legs go round the parties in their order. The first leg asks party 0 for an offer; from then on each visit puts
//! the newest offer to the party, and tells it first of all other offers made since it was last visited. With
//! parties that always accept or make an offer this is the direct table, move for move
//! ([`Alternating`](wasit_protocol::Alternating)), and acceptances are sealed only for as long as it takes to
//! carry the offer round.
//!
//! A party that refuses without an offer would leave a direct table. Here the courier goes on to the next party
//! with the same offer; when it comes back to the offer's maker and not all have accepted, it asks for another.

use wasit_protocol::{Attribution, Errand, ProposalId, Seat};

use crate::registry::MediatorEntry;
use crate::{Facts, Mediator, MediatorSetup, MediatorView, Role};

pub(crate) const COURIER: MediatorEntry = MediatorEntry {
    facts: &Facts {
        name: "courier",
        role: Role::Mediator,
        about: "Carries each offer verbatim to all the others before it fetches the next: the direct table, move for move.",
        source: "the stacked alternating offers protocol (Aydoğan, Festen, Hindriks, Jonker 2017), between rooms",
        stochastic: false,
        listens: true,
        told: false,
        parameters: &[],
    },
    check: |_| Ok(()),
    make: |_, setup| Ok(Box::new(Courier::new(&setup))),
};

struct Courier {
    /// For each party, how many of the proposals it has been told of, or made before it was last visited.
    told: Vec<usize>,
}

impl Courier {
    fn new(setup: &MediatorSetup) -> Self {
        Self { told: vec![0; setup.parties] }
    }
}

impl Mediator for Courier {
    fn next(&mut self, view: &MediatorView<'_>) -> Errand {
        let party = view.legs_used as usize % self.told.len();
        let fresh = std::mem::replace(&mut self.told[party], view.proposals.len());
        let Some(put) = view.proposals.len().checked_sub(1) else { return Errand::Ask { party } };
        if view.proposals[put].by == Seat::Party(party) {
            return Errand::Ask { party };
        }
        let news: Vec<ProposalId> =
            (fresh..put).filter(|&id| view.proposals[id].by != Seat::Party(party)).collect();
        Errand::Carry { party, news, put, attribution: Attribution::Sender }
    }

    fn in_turn(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use crate::rooms::Rooms;
    use crate::trial::ladder;

    #[test]
    fn expected_trace() {
        // Three parties. 0 hears at its second visit of both offers that were made since its own.
        let rooms = Rooms::new(&[ladder(9)], 20);
        let trace = rooms.trace("courier", &[&["9", "7", "accept"], &["1", "2", "accept"], &["5", "accept"]]);
        assert_eq!(
            trace,
            [
                "ask 0: 9",
                "carry 1 [9]: 1",
                "carry 2 told [9], [1]: 5",
                "carry 0 told [1], [5]: 7",
                "carry 1 told [5], [7]: 2",
                "carry 2 told [7], [2]: accept",
                "carry 0 [2]: accept",
                "agreed",
            ]
        );
    }

    #[test]
    fn a_refusal_without_an_offer_sends_it_on() {
        let rooms = Rooms::new(&[ladder(9)], 7);
        let trace = rooms.trace("courier", &[&["9", "8", "refuse"], &["refuse"], &["accept", "refuse"]]);
        assert_eq!(
            trace,
            [
                "ask 0: 9",
                "carry 1 [9]: refuse",
                "carry 2 [9]: accept",
                "ask 0: 8",
                "carry 1 [8]: refuse",
                "carry 2 [8]: refuse",
                "ask 0: refuse",
                "deadline",
            ]
        );
    }
}
