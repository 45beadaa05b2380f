use jiff::civil::Date;

use crate::{Home, HomeError, Moment, Preferences, Space, ValueIndex};

/// One negotiation, from convening to its end: who sits down, about what, when, with whose help.
#[derive(Clone, Debug, PartialEq)]
pub struct Talks {
    /// The name that people read.
    pub title: String,
    /// What is assumed, and where it comes from.
    pub note: Option<String>,
    /// What can be settled, and how.
    pub space: Space,
    /// Two or more, in the order of their turns; names are distinct.
    pub parties: Vec<Party>,
    /// Who carries messages between them.
    pub mediator: Mediator,
    /// The meetings, at least one, by date.
    pub rounds: Vec<Round>,
}

/// A party: a seat with preferences.
#[derive(Clone, Debug, PartialEq)]
pub struct Party {
    /// The name that files and commands use.
    pub name: String,
    /// The name that people read.
    pub title: String,
    /// Who sits there, such as `time:exponent=2`; resolved by whoever knows the strategies.
    pub strategy: String,
    /// What it wants.
    pub preferences: Preferences,
    /// Who must ratify what it signs; `None` where its signature binds.
    pub home: Option<Home>,
}

/// The mediator's seat.
#[derive(Clone, Debug, PartialEq)]
pub struct Mediator {
    /// The name that files and commands use; no party bears it.
    pub name: String,
    /// The name that people read.
    pub title: String,
    /// Who sits there, such as `bridge`.
    pub strategy: String,
}

/// A dated meeting of the talks.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Round {
    /// The day; not before the round before it. `None` where the talks name no days.
    pub date: Option<Date>,
    /// Where.
    pub venue: Option<String>,
    /// How many legs the mediator may travel; at least 1.
    pub legs: u32,
    /// The issues on the agenda, for people to read.
    pub agenda: Vec<usize>,
    /// What there is to say of it.
    pub note: Option<String>,
}

/// What every seat is told of the talks: nothing of what anybody wants.
#[derive(Clone, Debug, PartialEq)]
pub struct Invitation {
    /// The name of the talks that people read.
    pub title: String,
    /// What can be settled, and how.
    pub space: Space,
    /// The parties, in the order of their turns.
    pub parties: Vec<Guise>,
    /// The mediator.
    pub mediator: Guise,
    /// The meetings.
    pub rounds: Vec<Round>,
}

/// What a seat is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guise {
    /// The name that files and commands use.
    pub name: String,
    /// The name that people read.
    pub title: String,
}

impl Invitation {
    /// The round in which leg `leg` (from 0) falls; the last one for legs behind the end.
    #[must_use]
    pub fn round_of(&self, leg: u32) -> usize {
        round_of(&self.rounds, leg)
    }

    /// The position of the party of that name.
    #[must_use]
    pub fn find_party(&self, name: &str) -> Option<usize> {
        self.parties.iter().position(|party| party.name == name)
    }
}

fn round_of(rounds: &[Round], leg: u32) -> usize {
    let mut until = 0;
    let round = rounds.iter().position(|round| {
        until += round.legs;
        leg < until
    });
    round.unwrap_or(rounds.len().saturating_sub(1))
}

/// Why parts do not make talks. All are the caller's fault.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TalksError {
    /// Fewer than two parties.
    #[error("talks need at least two parties")]
    TooFewParties,
    /// More than [`Talks::MAX_PARTIES`].
    #[error("{0} parties are more than the 64 that talks may have")]
    TooManyParties(usize),
    /// Two seats share a name.
    #[error("two seats are called `{0}`")]
    Twice(String),
    /// No round.
    #[error("talks need at least one round")]
    NoRound,
    /// A round without a leg.
    #[error("round {0} has no leg")]
    NoLeg(usize),
    /// A round before the one before it.
    #[error("round {0} lies before the round before it")]
    OutOfOrder(usize),
    /// More than [`Talks::MAX_LEGS`] legs in all.
    #[error("{0} legs are more than the 10,000,000 that talks may have")]
    TooManyLegs(u64),
    /// A home body that is none.
    #[error("home of `{party}`: {error}")]
    Home {
        /// Whose.
        party: String,
        /// What is wrong with it.
        error: HomeError,
    },
}

impl Talks {
    /// The most parties that talks may have.
    pub const MAX_PARTIES: usize = 64;
    /// The most legs that all rounds may have together.
    pub const MAX_LEGS: u64 = 10_000_000;

    /// Checks what ties the parts together.
    ///
    /// # Errors
    /// Any [`TalksError`].
    pub fn check(&self) -> Result<(), TalksError> {
        if self.parties.len() < 2 {
            return Err(TalksError::TooFewParties);
        }
        if self.parties.len() > Self::MAX_PARTIES {
            return Err(TalksError::TooManyParties(self.parties.len()));
        }
        for (at, party) in self.parties.iter().enumerate() {
            if party.name == self.mediator.name
                || self.parties[..at].iter().any(|other| other.name == party.name)
            {
                return Err(TalksError::Twice(party.name.clone()));
            }
            if let Some(home) = &party.home {
                home.check(&self.space)
                    .map_err(|error| TalksError::Home { party: party.name.clone(), error })?;
            }
        }
        if self.rounds.is_empty() {
            return Err(TalksError::NoRound);
        }
        if let Some(at) = self.rounds.iter().position(|round| round.legs == 0) {
            return Err(TalksError::NoLeg(at + 1));
        }
        let mut last = None;
        for (at, round) in self.rounds.iter().enumerate() {
            if round.date.is_some() && round.date < last {
                return Err(TalksError::OutOfOrder(at + 1));
            }
            last = round.date.or(last);
        }
        let legs: u64 = self.rounds.iter().map(|round| u64::from(round.legs)).sum();
        if legs > Self::MAX_LEGS {
            return Err(TalksError::TooManyLegs(legs));
        }
        Ok(())
    }

    /// All legs of all rounds.
    #[must_use]
    pub fn legs(&self) -> u32 {
        self.rounds.iter().map(|round| round.legs).sum()
    }

    /// The same talks with `legs` legs in all: rounds keep their share, and where that is less than one leg they
    /// fall away.
    #[must_use]
    pub fn with_legs(mut self, legs: u32) -> Self {
        self.share_legs(legs);
        self
    }

    /// As [`Talks::with_legs`], in place.
    pub fn share_legs(&mut self, legs: u32) {
        let before = u64::from(self.legs().max(1));
        let (mut planned, mut given) = (0_u64, 0_u64);
        for round in &mut self.rounds {
            planned += u64::from(round.legs);
            let until = planned * u64::from(legs) / before;
            round.legs = (until - given) as u32;
            given = until;
        }
        self.rounds.retain(|round| round.legs > 0);
    }

    /// The round in which leg `leg` (from 0) falls; the last one for legs behind the end.
    #[must_use]
    pub fn round_of(&self, leg: u32) -> usize {
        round_of(&self.rounds, leg)
    }

    /// What every seat is told.
    #[must_use]
    pub fn invitation(&self) -> Invitation {
        let guise = |name: &str, title: &str| Guise { name: name.to_owned(), title: title.to_owned() };
        Invitation {
            title: self.title.clone(),
            space: self.space.clone(),
            parties: self.parties.iter().map(|party| guise(&party.name, &party.title)).collect(),
            mediator: guise(&self.mediator.name, &self.mediator.title),
            rounds: self.rounds.clone(),
        }
    }

    /// Days from the first dated round to round `round`; 0 where no day is named.
    #[must_use]
    pub fn days_at(&self, round: usize) -> u32 {
        let first = self.rounds.iter().find_map(|round| round.date);
        let here = self.rounds[..=round].iter().rev().find_map(|round| round.date);
        match (first, here) {
            (Some(first), Some(here)) => first.until(here).map_or(0, |span| span.get_days().max(0) as u32),
            _ => 0,
        }
    }

    /// The position of the party of that name.
    #[must_use]
    pub fn find_party(&self, name: &str) -> Option<usize> {
        self.parties.iter().position(|party| party.name == name)
    }

    /// Whether what is signed must be ratified anywhere.
    #[must_use]
    pub fn has_homes(&self) -> bool {
        self.parties.iter().any(|party| party.home.is_some())
    }

    /// What every party makes of `package` at `moment`, discounted.
    #[must_use]
    pub fn utilities(&self, package: &[ValueIndex], moment: &Moment) -> Vec<f64> {
        self.parties
            .iter()
            .map(|party| party.preferences.utility(package) * party.preferences.discount_at(moment))
            .collect()
    }
}
