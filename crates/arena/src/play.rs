use std::sync::Arc;

use wasit_model::{Invitation, Talks};
use wasit_protocol::Seat;
use wasit_search::Side;
use wasit_strategies::{
    Mediator, MediatorSetup, Negotiator, Setup, StrategyError, must_be_told, seat_mediator, seat_party,
    stream,
};

use crate::hall::Hall;
use crate::{Course, direct, mediated};

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

/// Holds one talk to its end. `sides` are the parties' preferences, in order, ready for searching.
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
    hold(talks, sides, seating, protocol, seed, talk, true)
}

/// As [`play`]; without `traced` the course has no trace.
pub(crate) fn hold(
    talks: &Talks,
    sides: &[Arc<Side>],
    seating: &Seating,
    protocol: Protocol,
    seed: u64,
    talk: u64,
    traced: bool,
) -> Result<Course, PlayError> {
    let mut parties = (0..talks.parties.len())
        .map(|party| sit_down(talks, sides, &seating.parties[party], party, seed, talk))
        .collect::<Result<Vec<_>, _>>()?;
    let mut hall = Hall::new(talks, sides, traced);
    let (name, mediator, outcome) = match protocol {
        Protocol::Alternating { steps } => {
            ("alternating", None, direct::hold(&mut hall, &mut parties, steps))
        }
        Protocol::Shuttle => {
            let mut mediator = sit_between(talks, sides, &seating.mediator, seed, talk)?;
            let outcome = mediated::hold(&mut hall, &mut parties, mediator.as_mut());
            ("shuttle", Some(seating.mediator.name()), outcome)
        }
    };
    let end = hall.now();
    let utilities = talks
        .parties
        .iter()
        .map(|party| {
            let preferences = &party.preferences;
            match outcome.agreement() {
                Some(package) => preferences.utility(package) * preferences.discount_at(&end.moment),
                None => preferences.no_deal_at(&end.moment),
            }
        })
        .collect();
    Ok(Course {
        seed,
        talk,
        protocol: name,
        parties: seating.parties.iter().map(Player::name).collect(),
        mediator,
        outcome,
        utilities,
        legs: hall.legs(),
        round: end.round,
        trace: hall.into_trace(),
    })
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

fn sit_down(
    talks: &Talks,
    sides: &[Arc<Side>],
    player: &Player,
    party: usize,
    seed: u64,
    talk: u64,
) -> Result<Box<dyn Negotiator>, PlayError> {
    let seat = || talks.parties[party].name.clone();
    let setup = Setup {
        side: Arc::clone(&sides[party]),
        parties: talks.parties.len(),
        rng: stream(seed, talk, Seat::Party(party)),
    };
    match player {
        Player::Strategy(text) => {
            seat_party(text, setup).map_err(|error| PlayError::Strategy { seat: seat(), error })
        }
        Player::Guest(guest) => guest
            .party(&talks.invitation(), party, talk, setup)
            .map_err(|reason| PlayError::Guest { seat: seat(), reason }),
    }
}

fn sit_between(
    talks: &Talks,
    sides: &[Arc<Side>],
    player: &Player,
    seed: u64,
    talk: u64,
) -> Result<Box<dyn Mediator>, PlayError> {
    let seat = || talks.mediator.name.clone();
    let told = matches!(player, Player::Strategy(text) if must_be_told(text));
    let setup = MediatorSetup {
        space: Arc::clone(sides[0].space()),
        parties: talks.parties.len(),
        rng: stream(seed, talk, Seat::Mediator),
        confided: told.then(|| sides.to_vec()),
    };
    match player {
        Player::Strategy(text) => {
            seat_mediator(text, setup).map_err(|error| PlayError::Strategy { seat: seat(), error })
        }
        Player::Guest(guest) => guest
            .mediator(&talks.invitation(), talk, setup)
            .map_err(|reason| PlayError::Guest { seat: seat(), reason }),
    }
}
