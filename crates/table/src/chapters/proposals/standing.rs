//! What a room remembers of proposals.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;

use crate::chapters::relay::Attribution;
use crate::{Clock, Clocks, Event, Kind, Name};

/// How a proposal came to stand in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The party whose room it is has made it.
    Own,
    /// The mediator has carried it here.
    Carried {
        /// As whose.
        attribution: Attribution,
        /// Its maker, where it is named.
        #[serde(skip_serializing_if = "Option::is_none")]
        from: Option<Name>,
    },
}

/// What became of a proposal, as far as this room knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProposalState {
    /// It stands.
    Open,
    /// A newer one stands in its place: its number in this room.
    Superseded(u32),
    /// It was taken back.
    Withdrawn,
    /// Its time is over.
    Expired,
    /// It has become the agreement of this number before all.
    Agreed(u32),
}

/// The answer of the party whose room it is to what was carried to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Given {
    /// Whether it accepts.
    pub yes: bool,
    /// The option that it accepts, counted from 1, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option: Option<u32>,
}

/// One proposal, the party's own or carried to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proposal {
    /// Whose it is here.
    pub origin: Origin,
    /// How many options there are to choose from.
    pub options: u32,
    /// Until when it can be accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Whether an accepted full package of it binds, or is an agreement in principle.
    pub binds: bool,
    /// What became of it.
    pub state: ProposalState,
    /// The party's answer, to what was carried to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Given>,
}

/// The proposals in one room, by number.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Proposals {
    all: BTreeMap<u32, Proposal>,
    /// The open ones that the party has accepted: what an agreement can come of.
    #[serde(skip)]
    accepted: BTreeSet<u32>,
}

impl Proposals {
    /// The proposal of this number.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&Proposal> {
        self.all.get(&number)
    }

    /// All, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (u32, &Proposal)> {
        self.all.iter().map(|(&number, proposal)| (number, proposal))
    }

    /// The open ones that were carried here and that the party has accepted.
    pub fn accepted(&self) -> impl Iterator<Item = u32> {
        self.accepted.iter().copied()
    }

    /// The party's own proposal of this number.
    #[must_use]
    pub fn own(&self, number: u32) -> Option<&Proposal> {
        self.get(number).filter(|proposal| proposal.origin == Origin::Own)
    }

    /// What was carried here under this number.
    #[must_use]
    pub fn carried(&self, number: u32) -> Option<&Proposal> {
        self.get(number).filter(|proposal| proposal.origin != Origin::Own)
    }

    pub(crate) fn take(&mut self, event: &Event, clocks: &mut Clocks) {
        let number = event.id.number;
        match &event.kind {
            Kind::Proposed(proposed) => {
                if let Some(before) = proposed.supersedes {
                    self.end(before, ProposalState::Superseded(number), clocks);
                }
                let (options, binds) = (proposed.options, proposed.binds);
                self.put(number, Origin::Own, options, proposed.until, binds, clocks);
            }
            Kind::ProposalCarried(carried) => {
                if let Some(before) = carried.supersedes {
                    self.end(before, ProposalState::Superseded(number), clocks);
                }
                let origin = Origin::Carried { attribution: carried.attribution, from: carried.from.clone() };
                self.put(number, origin, carried.options, carried.until, carried.binds, clocks);
            }
            Kind::ProposalAccepted(accepted) => {
                self.answer(accepted.item, Given { yes: true, option: accepted.option });
            }
            Kind::ProposalRefused(refused) => self.answer(refused.item, Given { yes: false, option: None }),
            Kind::ProposalWithdrawn(withdrawn) => {
                self.end(withdrawn.item, ProposalState::Withdrawn, clocks);
            }
            Kind::Retracted(retracted) => self.end(retracted.item, ProposalState::Withdrawn, clocks),
            // What nobody can read any more, nobody can accept. A time of retention ends nothing: talks are over then.
            Kind::Erased(erased) if erased.due.is_none() => {
                erased.items.iter().for_each(|&item| self.end(item, ProposalState::Withdrawn, clocks));
            }
            Kind::ProposalExpired(expired) => self.end(expired.item, ProposalState::Expired, clocks),
            Kind::ProposalAgreed(agreed) => {
                self.end(agreed.item, ProposalState::Agreed(agreed.agreement), clocks);
            }
            _ => {}
        }
    }

    fn put(
        &mut self,
        number: u32,
        origin: Origin,
        options: u32,
        until: Option<Timestamp>,
        binds: bool,
        clocks: &mut Clocks,
    ) {
        if let Some(until) = until {
            clocks.set(until, number, Clock::Proposal);
        }
        let state = ProposalState::Open;
        self.all.insert(number, Proposal { origin, options, until, binds, state, answer: None });
    }

    fn answer(&mut self, number: u32, answer: Given) {
        if let Some(proposal) = self.all.get_mut(&number) {
            proposal.answer = Some(answer);
            if answer.yes {
                self.accepted.insert(number);
            } else {
                self.accepted.remove(&number);
            }
        }
    }

    fn end(&mut self, number: u32, state: ProposalState, clocks: &mut Clocks) {
        if let Some(proposal) = self.all.get_mut(&number)
            && proposal.state == ProposalState::Open
        {
            proposal.state = state;
            self.accepted.remove(&number);
            clocks.stop(number);
        }
    }
}
