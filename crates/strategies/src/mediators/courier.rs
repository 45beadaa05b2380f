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
