use std::sync::Arc;

use rand_chacha::ChaCha8Rng;
use wasit_model::{Package, Space};
use wasit_protocol::{Errand, Proposal, ProposalId, Vote};
use wasit_search::Side;

/// Who sits at the mediator's seat.
pub trait Mediator: Send {
    /// The next errand. Called whenever the mediator is free, and legs remain.
    fn next(&mut self, view: &MediatorView<'_>) -> Errand;

    /// Whether parties are visited strictly in turn, so that their clock runs by steps as at a direct table
    /// ([`Shuttle::time_by_steps`](wasit_protocol::Shuttle::time_by_steps)) and not by legs.
    fn in_turn(&self) -> bool {
        false
    }

    /// What kept the mediator from playing, where something did. Asked after each errand; the talks end where
    /// there is an answer.
    fn fault(&self) -> Option<String> {
        None
    }
}

/// What a mediator is given when it sits down.
#[derive(Clone, Debug)]
pub struct MediatorSetup {
    /// What is talked about.
    pub space: Arc<Space>,
    /// How many parties there are.
    pub parties: usize,
    /// Its own random stream.
    pub rng: ChaCha8Rng,
    /// The parties' preferences, where they were told in confidence; only a strategy that says so in its facts
    /// is given them.
    pub confided: Option<Vec<Arc<Side>>>,
}

/// A leg that was travelled.
#[derive(Clone, Debug, PartialEq)]
pub struct Leg {
    /// The party visited.
    pub party: usize,
    /// The proposals that it heard of, oldest first; the last was put to it.
    pub carried: Vec<ProposalId>,
    /// What was put to the vote, where it was a draft of the single text.
    pub draft: Option<Package>,
    /// What the party answered.
    pub answer: Answer,
    /// Relative time.
    pub time: f64,
}

/// What came back.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// An offer, now the proposal of this number; it refuses what was put.
    Offer(ProposalId),
    /// Accepted, sealed.
    Accepted,
    /// Refused, or no offer to make.
    Refused,
    /// A vote.
    Vote(Vote),
}

/// All that the mediator's seat may see.
#[derive(Clone, Copy, Debug)]
pub struct MediatorView<'a> {
    /// Relative time in (0, 1).
    pub time: f64,
    /// Legs used up.
    pub legs_used: u32,
    /// Legs in all.
    pub legs: u32,
    /// Everything put forward, by number.
    pub proposals: &'a [Proposal],
    /// The legs travelled, oldest first.
    pub travelled: &'a [Leg],
}
