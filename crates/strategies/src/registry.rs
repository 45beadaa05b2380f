use std::sync::Arc;

use wasit_search::Side;

use crate::negotiator::{Negotiator, Setup};
use crate::negotiators::voting::{Voting, VotingRule};
use crate::swift::{Play, SwiftSeat};
use crate::{Facts, Mediator, MediatorSetup, ParameterError, Parameters, mediators, negotiators};

pub(crate) type MakeParty = fn(&Parameters, Setup) -> Result<Box<dyn Negotiator>, ParameterError>;
pub(crate) type MakeMediator = fn(&Parameters, MediatorSetup) -> Result<Box<dyn Mediator>, ParameterError>;
pub(crate) type Check = fn(&Parameters) -> Result<(), ParameterError>;

/// A strategy that can take a party's seat.
pub(crate) struct PartyEntry {
    pub(crate) facts: &'static Facts,
    pub(crate) check: Check,
    pub(crate) make: MakeParty,
    /// How it plays by positions, where it can.
    pub(crate) swift: fn(&Parameters) -> Option<Play>,
}

/// A strategy that can take the mediator's seat.
pub(crate) struct MediatorEntry {
    pub(crate) facts: &'static Facts,
    pub(crate) check: Check,
    pub(crate) make: MakeMediator,
}

/// Why a text seats nobody. All are the writer's fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StrategyError {
    /// No strategy of that name.
    #[error("there is no {role} strategy `{name}`{}", did_you_mean(.nearest))]
    Unknown {
        /// `party` or `mediator`.
        role: &'static str,
        /// The name that was given.
        name: String,
        /// The nearest that exists.
        nearest: Option<String>,
    },
    /// A parameter is wrong.
    #[error(transparent)]
    Parameter(#[from] ParameterError),
    /// The strategy must be told the parties' preferences in confidence, and was not.
    #[error("`{0}` must be told the parties' preferences in confidence")]
    NothingConfided(String),
}

fn did_you_mean(nearest: &Option<String>) -> String {
    match nearest {
        Some(nearest) => format!("; did you mean `{nearest}`?"),
        None => "; `wasit strategies` lists them".to_owned(),
    }
}

/// The facts of every strategy for parties.
pub fn party_strategies() -> impl Iterator<Item = &'static Facts> {
    negotiators::ALL.iter().map(|entry| entry.facts)
}

/// The facts of every strategy for mediators.
pub fn mediator_strategies() -> impl Iterator<Item = &'static Facts> {
    mediators::ALL.iter().map(|entry| entry.facts)
}

/// The facts of the strategy of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Facts> {
    party_strategies().chain(mediator_strategies()).find(|facts| facts.name == name)
}

/// Whether `text` seats a party.
///
/// # Errors
/// Any [`StrategyError`] but `NothingConfided`.
pub fn check_party(text: &str) -> Result<(), StrategyError> {
    PartyStrategy::read(text).map(|_| ())
}

/// Whether `text` seats a mediator.
///
/// # Errors
/// Any [`StrategyError`] but `NothingConfided`.
pub fn check_mediator(text: &str) -> Result<(), StrategyError> {
    MediatorStrategy::read(text).map(|_| ())
}

/// A strategy for a party's seat, read from its text once; it can take the seat in any number of talks.
#[derive(Clone)]
pub struct PartyStrategy {
    entry: &'static PartyEntry,
    parameters: Parameters,
    rule: VotingRule,
}

impl PartyStrategy {
    /// `text` is a name, or a name with parameters such as `time:exponent=2`.
    ///
    /// # Errors
    /// Any [`StrategyError`] but `NothingConfided`.
    pub fn read(text: &str) -> Result<Self, StrategyError> {
        let (entry, parameters) = party_entry(text)?;
        (entry.check)(&parameters)?;
        let rule = VotingRule::read(&parameters)?;
        Ok(Self { entry, parameters, rule })
    }

    /// What is to know of it.
    #[must_use]
    pub fn facts(&self) -> &'static Facts {
        self.entry.facts
    }

    /// Sits down to play by positions in the ranking of `side`; `None` where the strategy, or the side, has no such
    /// play. It is that of [`PartyStrategy::seat`] between two parties at a direct table.
    #[must_use]
    pub fn swift_seat(&self, side: &Side) -> Option<SwiftSeat> {
        SwiftSeat::new((self.entry.swift)(&self.parameters)?, side)
    }

    /// Sits down.
    #[must_use]
    pub fn seat(&self, setup: Setup) -> Box<dyn Negotiator> {
        let (side, seed) = (Arc::clone(&setup.side), setup.rng.get_seed());
        let inner = (self.entry.make)(&self.parameters, setup).expect("the parameters were checked");
        Box::new(Voting::new(inner, self.rule, side, seed))
    }
}

/// A strategy for the mediator's seat, read from its text once; it can take the seat in any number of talks.
#[derive(Clone)]
pub struct MediatorStrategy {
    entry: &'static MediatorEntry,
    parameters: Parameters,
}

impl MediatorStrategy {
    /// `text` is a name, or a name with parameters such as `bridge:asks=3`.
    ///
    /// # Errors
    /// Any [`StrategyError`] but `NothingConfided`.
    pub fn read(text: &str) -> Result<Self, StrategyError> {
        let (entry, parameters) = mediator_entry(text)?;
        (entry.check)(&parameters)?;
        Ok(Self { entry, parameters })
    }

    /// What is to know of it.
    #[must_use]
    pub fn facts(&self) -> &'static Facts {
        self.entry.facts
    }

    /// Sits down.
    ///
    /// # Errors
    /// [`StrategyError::NothingConfided`].
    pub fn seat(&self, setup: MediatorSetup) -> Result<Box<dyn Mediator>, StrategyError> {
        if self.entry.facts.told && setup.confided.is_none() {
            return Err(StrategyError::NothingConfided(self.entry.facts.name.to_owned()));
        }
        Ok((self.entry.make)(&self.parameters, setup)?)
    }
}

/// Seats a party: `text` is a name, or a name with parameters such as `time:exponent=2`.
///
/// # Errors
/// Any [`StrategyError`] but `NothingConfided`.
pub fn seat_party(text: &str, setup: Setup) -> Result<Box<dyn Negotiator>, StrategyError> {
    Ok(PartyStrategy::read(text)?.seat(setup))
}

/// Whether the mediator that `text` names must be told the parties' preferences in confidence.
#[must_use]
pub fn must_be_told(text: &str) -> bool {
    mediator_entry(text).is_ok_and(|(entry, _)| entry.facts.told)
}

/// Seats a mediator.
///
/// # Errors
/// Any [`StrategyError`].
pub fn seat_mediator(text: &str, setup: MediatorSetup) -> Result<Box<dyn Mediator>, StrategyError> {
    MediatorStrategy::read(text)?.seat(setup)
}

fn party_entry(text: &str) -> Result<(&'static PartyEntry, Parameters), StrategyError> {
    let (name, parameters) = Parameters::split(text)?;
    let entry = negotiators::ALL
        .iter()
        .find(|entry| entry.facts.name == name)
        .ok_or_else(|| unknown("party", name, party_strategies()))?;
    let known: Vec<_> = entry.facts.parameters.iter().chain(VotingRule::PARAMETERS).copied().collect();
    parameters.check_names(name, &known)?;
    Ok((entry, parameters))
}

fn mediator_entry(text: &str) -> Result<(&'static MediatorEntry, Parameters), StrategyError> {
    let (name, parameters) = Parameters::split(text)?;
    let entry = mediators::ALL
        .iter()
        .find(|entry| entry.facts.name == name)
        .ok_or_else(|| unknown("mediator", name, mediator_strategies()))?;
    parameters.check_names(name, entry.facts.parameters)?;
    Ok((entry, parameters))
}

fn unknown(role: &'static str, name: &str, all: impl Iterator<Item = &'static Facts>) -> StrategyError {
    let nearest = all
        .map(|facts| (strsim::damerau_levenshtein(facts.name, name), facts.name))
        .min()
        .filter(|(distance, nearest)| *distance <= 2.max(nearest.len() / 3))
        .map(|(_, nearest)| nearest.to_owned());
    StrategyError::Unknown { role, name: name.to_owned(), nearest }
}
