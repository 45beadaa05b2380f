use std::borrow::Cow;
use std::sync::Arc;

use wasit_model::{Package, Talks};
use wasit_protocol::{Seat, relative_time};
use wasit_search::Side;
use wasit_strategies::{
    Heard, Mediator, MediatorSetup, MediatorStrategy, Negotiator, PartyStrategy, Setup, StrategyError, stream,
};

use crate::hall::Hall;
use crate::{
    Course, Entry, Exchange, Guest, Outcome, PlayError, Player, Protocol, Seating, direct, mediated, swift,
};

/// Talks under one seating and one protocol, to be held any number of times: what every talk shares is read once.
pub struct Series<'a> {
    talks: &'a Talks,
    sides: &'a [Arc<Side>],
    protocol: Protocol,
    seating: &'a Seating,
    parties: Vec<Chair<'a>>,
    mediator: Middle<'a>,
    exchange: Option<&'a Exchange>,
    /// Whether both seats may be able to play by positions.
    swift: bool,
}

/// Who takes a party's seat, ready to sit down.
enum Chair<'a> {
    Strategy(Cow<'a, PartyStrategy>),
    Guest(&'a dyn Guest),
}

/// Who takes the mediator's seat, ready to sit down.
enum Middle<'a> {
    Strategy(Cow<'a, MediatorStrategy>),
    /// Said only where somebody mediates.
    Nobody(StrategyError),
    Guest(&'a dyn Guest),
}

/// The strategies of a [`Seating`] without guests, read from their texts once for many series.
#[derive(Clone)]
pub(crate) struct Strategies {
    pub(crate) parties: Vec<PartyStrategy>,
    pub(crate) mediator: MediatorStrategy,
}

/// How one talk of a [`Series`] ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ending {
    /// How the talk ended.
    pub outcome: Outcome,
    /// What every party makes of the agreement, or of having none: discounted.
    pub utilities: Vec<f64>,
    /// Legs used (turns at a direct table).
    pub legs: u32,
    /// The round in which the talk ended, from 0.
    pub round: usize,
}

/// Room for what the seats of a talk hear and say, kept from one talk to the next.
#[derive(Debug, Default)]
pub struct Room {
    pub(crate) ears: Vec<Vec<Heard>>,
    pub(crate) mouths: Vec<Vec<Package>>,
    /// Which seats remember.
    pub(crate) remembers: Vec<bool>,
}

impl Room {
    pub(crate) fn clear(&mut self, parties: &[Box<dyn Negotiator>]) {
        self.ears.iter_mut().for_each(Vec::clear);
        self.mouths.iter_mut().for_each(Vec::clear);
        let seats = self.ears.len().max(parties.len());
        self.ears.resize_with(seats, Vec::new);
        self.mouths.resize_with(seats, Vec::new);
        self.remembers.clear();
        self.remembers.extend(parties.iter().map(|party| party.remembers()));
    }
}

impl<'a> Series<'a> {
    /// Reads who sits where. `sides` are the parties' preferences, in order, ready for searching; who holds many
    /// talks calls [`Side::prepare`] on each before.
    ///
    /// # Errors
    /// [`PlayError::Strategy`].
    pub fn new(
        talks: &'a Talks,
        sides: &'a [Arc<Side>],
        seating: &'a Seating,
        protocol: Protocol,
    ) -> Result<Self, PlayError> {
        let chair = |(party, player): (usize, &'a Player)| match player {
            Player::Strategy(text) => PartyStrategy::read(text)
                .map(|strategy| Chair::Strategy(Cow::Owned(strategy)))
                .map_err(|error| PlayError::Strategy { seat: talks.parties[party].name.clone(), error }),
            Player::Guest(guest) => Ok(Chair::Guest(guest.as_ref())),
        };
        let parties = seating.parties.iter().enumerate().map(chair).collect::<Result<_, _>>()?;
        let mediator = match &seating.mediator {
            Player::Strategy(text) => match MediatorStrategy::read(text) {
                Ok(strategy) => Middle::Strategy(Cow::Owned(strategy)),
                Err(error) => Middle::Nobody(error),
            },
            Player::Guest(guest) => Middle::Guest(guest.as_ref()),
        };
        Ok(Self { talks, sides, protocol, seating, parties, mediator, exchange: None, swift: true })
    }

    /// As [`Series::new`], for who has read the strategies of `seating` before.
    pub(crate) fn of_strategies(
        talks: &'a Talks,
        sides: &'a [Arc<Side>],
        seating: &'a Seating,
        strategies: &'a Strategies,
        protocol: Protocol,
    ) -> Self {
        let chair = |strategy| Chair::Strategy(Cow::Borrowed(strategy));
        let parties = strategies.parties.iter().map(chair).collect();
        let mediator = Middle::Strategy(Cow::Borrowed(&strategies.mediator));
        Self { talks, sides, protocol, seating, parties, mediator, exchange: None, swift: true }
    }

    /// The same with what its sides make of each other's packages, for who holds many talks.
    #[must_use]
    pub fn sharing(self, exchange: Option<&'a Exchange>) -> Self {
        Self { exchange, ..self }
    }

    /// The same, but never by positions: what comes out is the same too.
    #[must_use]
    pub fn by_packages(self) -> Self {
        Self { swift: false, ..self }
    }

    /// Holds one talk to its end and writes down all of it.
    ///
    /// # Errors
    /// Any [`PlayError`]; once begun, a talk always ends in a [`Course`].
    pub fn play(&self, seed: u64, talk: u64) -> Result<Course, PlayError> {
        let (ending, trace) = self.hold_in(&mut Room::default(), seed, talk, true)?;
        let (protocol, mediator) = match self.protocol {
            Protocol::Alternating { .. } => ("alternating", None),
            Protocol::Shuttle => ("shuttle", Some(self.seating.mediator.name())),
        };
        Ok(Course {
            seed,
            talk,
            protocol,
            parties: self.seating.parties.iter().map(Player::name).collect(),
            mediator,
            outcome: ending.outcome,
            utilities: ending.utilities,
            legs: ending.legs,
            round: ending.round,
            trace,
        })
    }

    /// Holds one talk to its end, and says no more than how it ended. A `room` that was used before makes no
    /// difference to the result.
    ///
    /// # Errors
    /// Any [`PlayError`].
    pub fn hold(&self, room: &mut Room, seed: u64, talk: u64) -> Result<Ending, PlayError> {
        Ok(self.hold_in(room, seed, talk, false)?.0)
    }

    fn hold_in(
        &self,
        room: &mut Room,
        seed: u64,
        talk: u64,
        traced: bool,
    ) -> Result<(Ending, Vec<Entry>), PlayError> {
        if !traced && let Some(ending) = self.hold_swiftly(room, seed, talk) {
            return Ok((ending, Vec::new()));
        }
        let mut parties = (0..self.parties.len())
            .map(|party| self.sit_down(party, seed, talk))
            .collect::<Result<Vec<_>, _>>()?;
        let mut hall = Hall::new(self.talks, self.sides, room, &parties, traced);
        let outcome = match self.protocol {
            Protocol::Alternating { steps } => direct::hold(&mut hall, &mut parties, steps),
            Protocol::Shuttle => {
                let mut mediator = self.sit_between(seed, talk)?;
                mediated::hold(&mut hall, &mut parties, mediator.as_mut())
            }
        };
        let ending = self.ending(&hall, outcome);
        Ok((ending, hall.into_trace()))
    }

    /// A talk of two at a direct table whose seats can play by positions; `None` where it is another.
    fn hold_swiftly(&self, room: &mut Room, seed: u64, talk: u64) -> Option<Ending> {
        let Protocol::Alternating { steps: steps @ 1.. } = self.protocol else { return None };
        let [Chair::Strategy(a), Chair::Strategy(b)] = self.parties.as_slice() else { return None };
        let seats = if self.swift { swift::sit_down([a, b], self.sides) } else { None };
        let held = swift::hold(seats?, self.sides, self.exchange, steps, seed, talk);
        let mut hall = Hall::new(self.talks, self.sides, room, &[], false);
        direct::begin(&mut hall, held.turn, 2 * u64::from(steps), held.step, relative_time(held.step, steps));
        Some(self.ending(&hall, held.outcome))
    }

    fn ending(&self, hall: &Hall<'_>, outcome: Outcome) -> Ending {
        let end = hall.now();
        let utilities = self
            .talks
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
        Ending { outcome, utilities, legs: hall.legs(), round: end.round }
    }

    fn sit_down(&self, party: usize, seed: u64, talk: u64) -> Result<Box<dyn Negotiator>, PlayError> {
        let rng = stream(seed, talk, Seat::Party(party));
        let setup = Setup::new(Arc::clone(&self.sides[party]), self.parties.len(), rng);
        match &self.parties[party] {
            Chair::Strategy(strategy) => Ok(strategy.seat(setup)),
            Chair::Guest(guest) => guest
                .party(&self.talks.invitation(), party, talk, setup)
                .map_err(|reason| PlayError::Guest { seat: self.talks.parties[party].name.clone(), reason }),
        }
    }

    fn sit_between(&self, seed: u64, talk: u64) -> Result<Box<dyn Mediator>, PlayError> {
        let seat = || self.talks.mediator.name.clone();
        let told = matches!(&self.mediator, Middle::Strategy(strategy) if strategy.facts().told);
        let setup = MediatorSetup {
            space: Arc::clone(self.sides[0].space()),
            parties: self.parties.len(),
            rng: stream(seed, talk, Seat::Mediator),
            confided: told.then(|| self.sides.to_vec()),
        };
        let wrong = |error| PlayError::Strategy { seat: seat(), error };
        match &self.mediator {
            Middle::Strategy(strategy) => strategy.seat(setup).map_err(wrong),
            Middle::Nobody(error) => Err(wrong(error.clone())),
            Middle::Guest(guest) => guest
                .mediator(&self.talks.invitation(), talk, setup)
                .map_err(|reason| PlayError::Guest { seat: seat(), reason }),
        }
    }
}
