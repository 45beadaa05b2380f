use std::borrow::Cow;
use std::sync::Arc;

use wasit_model::{Moment, Package, Talks};
use wasit_protocol::{Seat, relative_time};
use wasit_search::Side;
use wasit_strategies::{
    Heard, Mediator, MediatorSetup, MediatorStrategy, Negotiator, PartyStrategy, Setup, StrategyError, stream,
};

use crate::delegation::{self, AllAsked, AtHome, Homes, Ratification, Verdict};
use crate::hall::Hall;
use crate::{
    Act, Course, Entry, Exchange, Guest, Outcome, PlayError, Player, Protocol, Seating, direct, mediated,
    swift,
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
    /// Who must ratify; `None` where nobody has a home body.
    homes: Option<Homes<'a>>,
}

/// What is written down of a talk.
enum Notes<'n> {
    /// All that is done.
    Trace(&'n mut Vec<Entry>),
    /// What delegations ask themselves of their homes.
    Asked(&'n mut AllAsked),
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
    /// The moment at which it ended.
    pub end: Moment,
    /// What home bodies made of what was signed, in order: the last is what became of it. Empty where nobody has one.
    pub home: Vec<Ratification>,
}

/// A talk that was held, kept to tell whether another would go the same way.
pub(crate) struct Precedent {
    pub(crate) ending: Ending,
    asked: AllAsked,
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
    pub(crate) fn clear(&mut self, parties: &[Box<dyn Negotiator + '_>]) {
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
        Ok(Self::seated(talks, sides, seating, protocol, parties, mediator))
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
        Self::seated(talks, sides, seating, protocol, parties, mediator)
    }

    fn seated(
        talks: &'a Talks,
        sides: &'a [Arc<Side>],
        seating: &'a Seating,
        protocol: Protocol,
        parties: Vec<Chair<'a>>,
        mediator: Middle<'a>,
    ) -> Self {
        let homes = Homes::of(talks);
        let swift = homes.as_ref().is_none_or(Homes::are_heedless);
        Self { talks, sides, protocol, seating, parties, mediator, homes, exchange: None, swift }
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
        let mut trace = Vec::new();
        let ending = self.hold_in(&mut Room::default(), seed, talk, Some(Notes::Trace(&mut trace)))?;
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
            home: ending.home,
            trace,
        })
    }

    /// Holds one talk to its end, and says no more than how it ended. A `room` that was used before makes no
    /// difference to the result.
    ///
    /// # Errors
    /// Any [`PlayError`].
    pub fn hold(&self, room: &mut Room, seed: u64, talk: u64) -> Result<Ending, PlayError> {
        self.hold_in(room, seed, talk, None)
    }

    /// As [`Series::hold`], to be a precedent.
    pub(crate) fn hold_first(&self, room: &mut Room, seed: u64, talk: u64) -> Result<Precedent, PlayError> {
        let mut asked = AllAsked::new();
        let ending = self.hold_in(room, seed, talk, Some(Notes::Asked(&mut asked)))?;
        Ok(Precedent { ending, asked })
    }

    /// The same talk from another seed, where all chance in it is that of votes at home and of what delegations believe of
    /// these: where nobody would have decided otherwise, only what was signed is submitted anew. `None` where somebody would.
    pub(crate) fn follow(&self, before: &Precedent, seed: u64, talk: u64) -> Option<Ending> {
        let Precedent { ending: before, asked } = before;
        let Some(homes) = &self.homes else { return Some(before.clone()) };
        let mut home = homes.open(seed, talk);
        if !home.answers_alike(asked, self.sides) {
            return None;
        }
        let Some(package) = before.outcome.signed() else { return Some(before.clone()) };
        let outcome = if home.submit(package).is_in_force() {
            Outcome::Agreed(package.clone())
        } else {
            Outcome::NotRatified(package.clone())
        };
        let utilities = self.utilities(&outcome, &home.held, &before.end);
        Some(Ending { outcome, utilities, home: home.held, ..before.clone() })
    }

    fn hold_in(
        &self,
        room: &mut Room,
        seed: u64,
        talk: u64,
        notes: Option<Notes<'_>>,
    ) -> Result<Ending, PlayError> {
        let traced = matches!(notes, Some(Notes::Trace(_)));
        if !traced && let Some(held) = self.hold_swiftly(room, seed, talk) {
            return Ok(held);
        }
        let mut home = self.homes.as_ref().map(|homes| homes.open(seed, talk));
        if let Some(Notes::Asked(_)) = notes {
            home = home.map(AtHome::written_down);
        }
        let mut parties = (0..self.parties.len())
            .map(|party| self.sit_down(party, home.as_ref(), seed, talk))
            .collect::<Result<Vec<_>, _>>()?;
        let mut hall = Hall::new(self.talks, self.sides, room, &parties, traced);
        let outcome = loop {
            let outcome = match self.protocol {
                Protocol::Alternating { steps } => direct::hold(&mut hall, &mut parties, steps),
                Protocol::Shuttle => {
                    let mut mediator = self.sit_between(seed, talk)?;
                    mediated::hold(&mut hall, &mut parties, mediator.as_mut())
                }
            };
            let Some(home) = &mut home else { break outcome };
            match self.submit(&mut hall, home, outcome) {
                Verdict::Ends(outcome) => break outcome,
                Verdict::GoesOn => hall.resume(),
            }
        };
        let answers = home.as_ref().map(AtHome::asked);
        let held = home.map_or_else(Vec::new, |home| home.held);
        let held = self.ending(&hall, outcome, held);
        match notes {
            Some(Notes::Trace(trace)) => *trace = hall.into_trace(),
            Some(Notes::Asked(asked)) => *asked = answers.unwrap_or_default(),
            None => {}
        }
        Ok(held)
    }

    /// What was signed goes home; all learn what comes back.
    fn submit(&self, hall: &mut Hall<'_>, home: &mut AtHome<'_, '_>, outcome: Outcome) -> Verdict {
        let Outcome::Agreed(package) = outcome else {
            let signed = home.held.last().map(|last| last.package.clone());
            return Verdict::Ends(signed.map_or(outcome, Outcome::NotRatified));
        };
        let ratification = home.submit(&package);
        for (party, answer) in ratification.homes.iter().enumerate() {
            if let Some(answer) = answer {
                hall.note(Seat::Party(party), Act::Home { passed: answer.passed }, None, Some(&package));
            }
        }
        if ratification.is_in_force() {
            return Verdict::Ends(Outcome::Agreed(package));
        }
        let left = match self.protocol {
            Protocol::Alternating { steps } => hall.now().step + 1 < steps,
            Protocol::Shuttle => hall.legs() < self.talks.legs(),
        };
        if left && home.goes_on() { Verdict::GoesOn } else { Verdict::Ends(Outcome::NotRatified(package)) }
    }

    /// A talk of two at a direct table whose seats can play by positions; `None` where it is another.
    fn hold_swiftly(&self, room: &mut Room, seed: u64, talk: u64) -> Option<Ending> {
        let Protocol::Alternating { steps: steps @ 1.. } = self.protocol else { return None };
        let [Chair::Strategy(a), Chair::Strategy(b)] = self.parties.as_slice() else { return None };
        let seats = if self.swift { swift::sit_down([a, b], self.sides) } else { None };
        let held = swift::hold(seats?, self.sides, self.exchange, steps, seed, talk);
        let mut hall = Hall::new(self.talks, self.sides, room, &[], false);
        direct::begin(&mut hall, held.turn, 2 * u64::from(steps), held.step, relative_time(held.step, steps));
        let (outcome, home) = match &self.homes {
            None => (held.outcome, Vec::new()),
            Some(homes) => {
                let mut home = homes.open(seed, talk);
                match self.submit(&mut hall, &mut home, held.outcome) {
                    Verdict::Ends(outcome) => (outcome, home.held),
                    Verdict::GoesOn => unreachable!("where talks may go on nobody plays by positions"),
                }
            }
        };
        Some(self.ending(&hall, outcome, home))
    }

    fn ending(&self, hall: &Hall<'_>, outcome: Outcome, home: Vec<Ratification>) -> Ending {
        let end = hall.now();
        let utilities = self.utilities(&outcome, &home, &end.moment);
        Ending { outcome, utilities, legs: hall.legs(), round: end.round, end: end.moment, home }
    }

    /// What every party makes of talks that ended so at `end`.
    fn utilities(&self, outcome: &Outcome, home: &[Ratification], end: &Moment) -> Vec<f64> {
        let mut utilities: Vec<f64> = self
            .talks
            .parties
            .iter()
            .map(|party| {
                let preferences = &party.preferences;
                match outcome.agreement() {
                    Some(package) => preferences.utility(package) * preferences.discount_at(end),
                    None => preferences.no_deal_at(end),
                }
            })
            .collect();
        if !home.is_empty() {
            delegation::charge(self.talks, home, &mut utilities);
        }
        utilities
    }

    fn sit_down<'h>(
        &self,
        party: usize,
        home: Option<&AtHome<'h, 'a>>,
        seed: u64,
        talk: u64,
    ) -> Result<Box<dyn Negotiator + 'h>, PlayError> {
        let rng = stream(seed, talk, Seat::Party(party));
        let setup = Setup::new(Arc::clone(&self.sides[party]), self.parties.len(), rng);
        match &self.parties[party] {
            Chair::Strategy(strategy) => {
                let negotiator = strategy.seat(setup);
                Ok(match home {
                    Some(home) => home.heeded(party, negotiator, &self.sides[party]),
                    None => negotiator,
                })
            }
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
