use wasit_model::Package;
use wasit_protocol::{Attribution, Seat, Vote};

use crate::Ratification;

/// Everything that happened in one talk, as only the whole table together knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// The seed of the run.
    pub seed: u64,
    /// The number of the talk within the run, from 0.
    pub talk: u64,
    /// `shuttle` or `alternating`.
    pub protocol: &'static str,
    /// Who sat at the parties' seats, as the texts that seated them.
    pub parties: Vec<String>,
    /// Who mediated; `None` at a direct table.
    pub mediator: Option<String>,
    /// How the talks ended.
    pub outcome: Outcome,
    /// What every party makes of the agreement, or of having none: discounted.
    pub utilities: Vec<f64>,
    /// Legs used (turns at a direct table).
    pub legs: u32,
    /// The round in which the talks ended, from 0.
    pub round: usize,
    /// What home bodies made of what was signed, in order: the last is what became of it. Empty where nobody has one.
    pub home: Vec<Ratification>,
    /// What was said, carried and answered, in order.
    pub trace: Vec<Entry>,
}

/// How talks ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// All accepted this package.
    Agreed(Package),
    /// Legs or steps were used up.
    Deadline,
    /// A seat left, for the reason it gave.
    WalkedOut {
        /// Who.
        seat: Seat,
        /// Why, in a sentence.
        reason: String,
    },
    /// The mediator ended the talks.
    Closed,
    /// All accepted this package, the last of those that a home body then refused, and none came into force.
    NotRatified(Package),
    /// A seat did what it may not do, or its program failed; counts as walking out.
    Faulted(Fault),
}

/// What a seat did wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Who.
    pub seat: Seat,
    /// What, in a sentence.
    pub what: String,
}

impl Outcome {
    /// The agreement: what is in force.
    #[must_use]
    pub fn agreement(&self) -> Option<&Package> {
        if let Self::Agreed(package) = self { Some(package) } else { None }
    }

    /// What was signed last, whether or not it came into force.
    #[must_use]
    pub fn signed(&self) -> Option<&Package> {
        if let Self::Agreed(package) | Self::NotRatified(package) = self { Some(package) } else { None }
    }

    /// `agreed`, `deadline`, `walked_out`, `closed` or `not_ratified`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Agreed(_) => "agreed",
            Self::Deadline => "deadline",
            Self::WalkedOut { .. } | Self::Faulted(_) => "walked_out",
            Self::Closed => "closed",
            Self::NotRatified(_) => "not_ratified",
        }
    }
}

/// One act of one seat.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The leg (the turn at a direct table), from 0.
    pub leg: u32,
    /// The step, from 0: a full round of turns.
    pub step: u32,
    /// The round, from 0.
    pub round: usize,
    /// Relative time of the strategies' clock, in (0, 1).
    pub time: f64,
    /// Who acts.
    pub seat: Seat,
    /// What it does.
    pub act: Act,
    /// To whom: the mediator under `shuttle` for a party's act; `None` at a direct table (to all).
    pub to: Option<Seat>,
    /// The package that the act is about.
    pub package: Option<Package>,
    /// What every party makes of the package, undiscounted; empty without a package.
    pub utilities: Vec<f64>,
}

/// What a seat does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// The mediator asks a party for an offer.
    Ask,
    /// A party puts forward a package.
    Offer,
    /// A party accepts the package that was put to it.
    Accept,
    /// A party refuses it without an offer of its own.
    Reject,
    /// The mediator carries a package to a party.
    Carry {
        /// Whose idea it is.
        by: Seat,
        /// As whose idea it is carried.
        attribution: Attribution,
        /// Whether it is put to the party for an answer, or is news.
        put: bool,
    },
    /// The mediator puts a draft of the single text to a party.
    Text {
        /// The text that it would replace, which the party is told.
        standing: Option<Package>,
    },
    /// A party votes on it.
    Vote(Vote),
    /// A seat leaves.
    Leave {
        /// Why, in its words.
        reason: String,
    },
    /// The mediator ends the talks.
    Close,
    /// The party's home body votes on what was signed; all learn of it.
    Home {
        /// Whether it ratifies.
        passed: bool,
    },
}

impl Act {
    /// The act in one word, as files have it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Offer => "offer",
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Carry { .. } => "carry",
            Self::Text { .. } => "text",
            Self::Vote(_) => "vote",
            Self::Leave { .. } => "leave",
            Self::Close => "close",
            Self::Home { passed: true } => "ratify",
            Self::Home { passed: false } => "not_ratify",
        }
    }
}
