use super::{Anchor, Length, Measure, Name};

/// Who owes what to whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Commitment {
    /// As files and journals call it.
    pub name: Name,
    /// As people read it; may be the name.
    pub title: String,
    /// The clause of the text that says so; may be empty.
    pub clause: String,
    /// The words of the clause; may be empty.
    pub text: String,
    /// Whether it is owed, forbidden or free.
    pub modality: Modality,
    /// What is done, or left undone.
    pub act: Act,
    /// Who owes it.
    pub obligors: Vec<Name>,
    /// To whom it is owed; to all others where empty.
    pub obligees: Vec<Name>,
    /// How much of what.
    pub measure: Option<Measure>,
    /// What sets it going.
    pub trigger: Trigger,
    /// What must hold before anything is due.
    pub preconditions: Vec<Precondition>,
    /// By when it is to be done, where it is done once; with a recurrence or a trigger that comes again it is each time.
    pub due: Option<Anchor>,
    /// When it is done again and again.
    pub every: Option<Recurrence>,
    /// How long after each time something is due: after the start, the day that it comes again, the request.
    pub within: Option<Length>,
    /// When it ends, and how.
    pub sunset: Option<Sunset>,
    /// Who looks whether it is kept, and how.
    pub verification: Option<Verification>,
    /// What counts as a breach, and what may still mend it.
    pub breach: Breach,
    /// Where disputes about it go.
    pub pathway: Option<Name>,
    /// What follows in words where it is kept, and where it is not.
    pub consequences: Consequences,
    /// Whether it is kept from the public.
    pub private: bool,
}

/// What follows, for people to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consequences {
    /// Where it is kept; may be empty.
    pub then: String,
    /// Where it is not; may be empty.
    pub otherwise: String,
}

/// Whether something is owed, forbidden or free.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Modality {
    /// It is to be done.
    Must,
    /// It is not to be done.
    MustNot,
    /// It may be done: nothing of it can be violated.
    May,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Keep within a limit.
    Limit,
    /// Hand over.
    Deliver,
    /// Leave undone.
    Refrain,
    /// Report.
    Report,
    /// Let in.
    GrantAccess,
    /// Lift a burden.
    Relieve,
    /// Set up.
    Establish,
    /// Pay.
    Pay,
    /// Something else.
    Other,
}

impl Act {
    /// All, in the order of the documentation.
    pub const ALL: [Self; 9] = [
        Self::Limit,
        Self::Deliver,
        Self::Refrain,
        Self::Report,
        Self::GrantAccess,
        Self::Relieve,
        Self::Establish,
        Self::Pay,
        Self::Other,
    ];

    /// In one word, as files have it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Limit => "limit",
            Self::Deliver => "deliver",
            Self::Refrain => "refrain",
            Self::Report => "report",
            Self::GrantAccess => "grant_access",
            Self::Relieve => "relieve",
            Self::Establish => "establish",
            Self::Pay => "pay",
            Self::Other => "other",
        }
    }
}

/// What sets a commitment going.
#[derive(Clone, Debug, PartialEq)]
pub enum Trigger {
    /// A day.
    From(Anchor),
    /// Each declaration of this event: a request for access, an accident. Something is then due each time.
    Each {
        /// What is declared, in words; journals name the commitment.
        event: String,
        /// From which day such declarations count.
        from: Anchor,
    },
}

impl Trigger {
    /// From which day the commitment can be in effect.
    #[must_use]
    pub fn from(&self) -> &Anchor {
        match self {
            Self::From(anchor) | Self::Each { from: anchor, .. } => anchor,
        }
    }
}

/// What must hold before anything is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Precondition {
    /// A milestone has been reached.
    Reached(Name),
    /// Another commitment has been kept once: it has been done, or, where it holds at all times, has taken effect.
    Kept(Name),
}

/// When something is done again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recurrence {
    /// At the start, so long after it, twice as long after it, and so on, by the accord's month rule.
    Every(Length),
    /// By a rule of RFC 5545, on days of the accord's calendar.
    Rule(String),
}

/// A length between two looks.
pub type Every = Length;

/// When a commitment ends, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Sunset {
    /// The first day on which it does not hold any more.
    pub at: Anchor,
    /// What becomes of what is still owed.
    pub effect: SunsetEffect,
}

/// What becomes at a sunset of what is still owed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum SunsetEffect {
    /// What fell due before is still owed; a breach that stands keeps standing.
    #[default]
    KeepsWhatWasDue,
    /// Nothing is owed any more.
    EndsAll,
}

/// Who looks whether a commitment is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// By whom.
    pub by: Name,
    /// How, in words; may be empty.
    pub how: String,
    /// How often at least.
    pub every: Option<Every>,
}

/// What counts as a breach, and what may still mend it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breach {
    /// What counts as one.
    pub rule: BreachRule,
    /// Who may allege one; anybody to whom it is owed where empty.
    pub alleged_by: Vec<Name>,
    /// What may still mend it.
    pub cure: Option<Cure>,
}

/// What counts as a breach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BreachRule {
    /// Any.
    #[default]
    Any,
    /// So many within a length of time.
    Times {
        /// How many.
        times: u16,
        /// Within which time, from the first to the last.
        within: Length,
    },
    /// One that a body has found to be material.
    Material,
}

/// How a breach may still be mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cure {
    /// Within which time.
    pub within: Length,
    /// From when on that time runs.
    pub from: CureFrom,
    /// By how much it may be made longer, in all.
    pub extension: Option<Length>,
}

/// From when on a cure period runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CureFrom {
    /// From the breach.
    #[default]
    Breach,
    /// From the first allegation of it by one who may allege it: without one nothing is violated.
    Notice,
}

impl Commitment {
    /// Whether it holds at all times of its window, and not by a day.
    #[must_use]
    pub fn is_continuing(&self) -> bool {
        self.modality == Modality::MustNot || matches!(self.act, Act::Limit | Act::Refrain)
    }

    /// Every anchor that it names, with the key that holds it.
    pub(crate) fn anchors(&self) -> impl Iterator<Item = (&'static str, &Anchor)> {
        let limits = self.measure.iter().flat_map(|measure| &measure.limits);
        [("from", self.trigger.from())]
            .into_iter()
            .chain(self.due.iter().map(|anchor| ("due", anchor)))
            .chain(self.sunset.iter().map(|sunset| ("until", &sunset.at)))
            .chain(limits.filter_map(|limit| limit.from.as_ref()).map(|anchor| ("steps", anchor)))
    }
}
