//! What an accord says: who owes what to whom, from when to when, and what follows where it is not done.

mod anchor;
mod calendar;
mod check;
mod commitment;
mod flaw;
mod measure;
mod members;
mod order;
mod pathway;
mod power;
mod words;
mod zone;

pub use anchor::{Anchor, Milestone};
pub use calendar::{Calendar, HolidayRule, Length, Moment, MonthRule};
pub use commitment::{
    Act, Breach, BreachRule, Commitment, Consequences, Cure, CureFrom, Every, Modality, Precondition,
    Recurrence, Sunset, SunsetEffect, Trigger, Verification,
};
pub use flaw::{Flaw, Place};
pub(crate) use measure::VALUE_MAX;
pub use measure::{Limit, Measure, Operator, Per, Quantity, Units, UnitsError};
pub use members::{Member, MemberKind, Text};
pub use pathway::{DecisionRule, OnTimeOut, Pathway, Rung};
pub use power::{Effect, Power, PowerKind, ReverseVote, Silence};
pub use words::WordsError;
pub use zone::Zone;

/// A short name that files and journals use: of a party, a milestone, a commitment, a pathway, a power.
pub type Name = std::sync::Arc<str>;

/// All that an accord says, as it is written: nothing of it has been held against the rest. [`Accord::new`] does that.
#[derive(Clone, Debug)]
pub struct Terms {
    /// What the accord is called.
    pub title: String,
    /// What else a reader should know; may be empty.
    pub note: String,
    /// Parties, guarantors and bodies.
    pub members: Vec<Member>,
    /// Words and what they mean here.
    pub glossary: Vec<(String, String)>,
    /// The texts of the accord.
    pub texts: Vec<Text>,
    /// How days are counted.
    pub calendar: Calendar,
    /// Units and how they convert.
    pub units: Units,
    /// Named days.
    pub milestones: Vec<Milestone>,
    /// Who owes what.
    pub commitments: Vec<Commitment>,
    /// Groups of commitments that take effect at the same time: none before all can.
    pub reciprocity: Vec<Vec<Name>>,
    /// Ladders on which disputes go up.
    pub pathways: Vec<Pathway>,
    /// What members may do that changes others' commitments.
    pub powers: Vec<Power>,
}

/// An accord whose terms fit together. Cheap to share, never changed.
#[derive(Clone, Debug)]
pub struct Accord {
    terms: Terms,
    order: order::Order,
}

impl Accord {
    /// Holds the terms against each other.
    ///
    /// # Errors
    /// All flaws at once: names that stand for nothing, anchors that wait for each other, ladders that never end, windows
    /// that end before they start, limits without units, sunsets before starts.
    pub fn new(terms: Terms) -> Result<Self, Vec<Flaw>> {
        let flaws = check::flaws(&terms);
        if !flaws.is_empty() {
            return Err(flaws);
        }
        let order = order::Order::of(&terms);
        Ok(Self { terms, order })
    }

    /// What it says.
    #[must_use]
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// How days are counted.
    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        &self.terms.calendar
    }

    /// The commitments that start together with one.
    pub(crate) fn group(&self, commitment: usize) -> Option<&[Name]> {
        self.order.groups[commitment].map(|group| &*self.terms.reciprocity[group])
    }

    /// The powers that bear on a commitment, and which of their effects.
    pub(crate) fn effects_on(&self, commitment: usize) -> &[(usize, usize)] {
        &self.order.effects[commitment]
    }

    /// The place of a member in [`Terms::members`].
    #[must_use]
    pub fn member(&self, name: &str) -> Option<usize> {
        self.order.members.get(name).copied()
    }

    /// The place of a milestone in [`Terms::milestones`].
    #[must_use]
    pub fn milestone(&self, name: &str) -> Option<usize> {
        self.order.milestones.get(name).copied()
    }

    /// The place of a commitment in [`Terms::commitments`].
    #[must_use]
    pub fn commitment(&self, name: &str) -> Option<usize> {
        self.order.commitments.get(name).copied()
    }

    /// The place of a pathway in [`Terms::pathways`].
    #[must_use]
    pub fn pathway(&self, name: &str) -> Option<usize> {
        self.order.pathways.get(name).copied()
    }

    /// The place of a power in [`Terms::powers`].
    #[must_use]
    pub fn power(&self, name: &str) -> Option<usize> {
        self.order.powers.get(name).copied()
    }
}
