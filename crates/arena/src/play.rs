use std::sync::Arc;

use wasit_model::{Invitation, Talks};
use wasit_search::Side;
use wasit_strategies::{Mediator, MediatorSetup, Negotiator, Setup, StrategyError};

use crate::{Course, Series};

/// The turn-taking rules of a talk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// The mediator goes between the rooms, over the legs of the talks' rounds.
    Shuttle,
    /// Parties face each other; the rounds' legs are left aside.
    Alternating {
        /// Full rounds of turns; at least 1.
        steps: u32,
    },
}

/// Who takes a seat.
#[derive(Clone)]
pub enum Player {
    /// A strategy, as a text such as `time:exponent=2`.
    Strategy(String),
    /// Something else that plays by the same rules, such as a program of the user's.
    Guest(Arc<dyn Guest>),
}

/// Something that can take a seat in each of many talks. It is told what every seat is told, and what its own
/// setup holds; there is no way from here to what another seat wants.
pub trait Guest: Send + Sync {
    /// What it is called in results.
    fn name(&self) -> String;
    /// Sits down at the seat of party `party` in talk `talk`.
    ///
    /// # Errors
    /// Why it cannot, in a sentence.
    fn party(
        &self,
        talks: &Invitation,
        party: usize,
        talk: u64,
        setup: Setup,
    ) -> Result<Box<dyn Negotiator>, String>;
    /// Sits down at the mediator's seat in talk `talk`.
    ///
    /// # Errors
    /// Why it cannot, in a sentence.
    fn mediator(
        &self,
        talks: &Invitation,
        talk: u64,
        setup: MediatorSetup,
    ) -> Result<Box<dyn Mediator>, String>;
}

/// Who sits where.
#[derive(Clone)]
pub struct Seating {
    /// In the order of the parties.
    pub parties: Vec<Player>,
    /// The mediator; not asked under [`Protocol::Alternating`].
    pub mediator: Player,
}

/// Why talks could not begin. All are the caller's fault, or the guest's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlayError {
    /// A text seats nobody.
    #[error("seat `{seat}`: {error}")]
    Strategy {
        /// The seat's name.
        seat: String,
        /// Why.
        error: StrategyError,
    },
    /// A guest would not sit down.
    #[error("seat `{seat}`: {reason}")]
    Guest {
        /// The seat's name.
        seat: String,
        /// Why.
        reason: String,
    },
}

impl Seating {
    /// The strategies that the talks' own file names.
    #[must_use]
    pub fn of(talks: &Talks) -> Self {
        Self {
            parties: talks.parties.iter().map(|party| Player::Strategy(party.strategy.clone())).collect(),
            mediator: Player::Strategy(talks.mediator.strategy.clone()),
        }
    }
}

impl Player {
    /// What it is called in results.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Strategy(text) => text.clone(),
            Self::Guest(guest) => guest.name(),
        }
    }
}

/// Holds one talk to its end. `sides` are the parties' preferences, in order, ready for searching. Who holds many
/// makes a [`Series`] of them.
///
/// # Errors
/// Any [`PlayError`]; once begun, a talk always ends in a [`Course`].
pub fn play(
    talks: &Talks,
    sides: &[Arc<Side>],
    seating: &Seating,
    protocol: Protocol,
    seed: u64,
    talk: u64,
) -> Result<Course, PlayError> {
    Series::new(talks, sides, seating, protocol)?.play(seed, talk)
}
