use super::{Anchor, Length, Name};

/// What a member may do that changes what others owe.
#[derive(Clone, Debug, PartialEq)]
pub struct Power {
    /// As files and journals call it.
    pub name: Name,
    /// As people read it.
    pub title: String,
    /// The clause of the text that gives it; may be empty.
    pub clause: String,
    /// What kind of power it is.
    pub kind: PowerKind,
    /// Who has it.
    pub holders: Vec<Name>,
    /// The pathway that must be exhausted before, where there is one.
    pub after_pathway: Option<Name>,
    /// Milestones that must have been reached.
    pub after: Vec<Name>,
    /// From which day on it is there; from the beginning where `None`.
    pub from: Option<Anchor>,
    /// The first day on which it is not there any more.
    pub until: Option<Anchor>,
    /// The vote that it waits for.
    pub vote: Option<ReverseVote>,
    /// What it does.
    pub effects: Vec<Effect>,
}

/// What kind of power it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PowerKind {
    /// Commitments rest for a time.
    Suspend,
    /// A breach is forgiven, or a commitment given up by those to whom it is owed.
    Waive,
    /// A time is made longer.
    Extend,
    /// Commitments end.
    Terminate,
    /// What was relieved returns.
    SnapBack,
    /// The holder leaves.
    Withdraw,
}

impl PowerKind {
    /// In one word, as files have it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Suspend => "suspend",
            Self::Waive => "waive",
            Self::Extend => "extend",
            Self::Terminate => "terminate",
            Self::SnapBack => "snap_back",
            Self::Withdraw => "withdraw",
        }
    }
}

/// A vote whose silence is an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReverseVote {
    /// Who votes.
    pub body: Name,
    /// On which question, in words.
    pub question: String,
    /// Within which time after the power was exerted.
    pub within: Length,
    /// What it means where the question is not adopted in time.
    pub on_silence: Silence,
}

/// What it means that a question was not adopted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Silence {
    /// The power takes effect.
    #[default]
    TakesEffect,
    /// The power lapses.
    Lapses,
}

/// What a power does to a commitment once it takes effect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// These rest, until the holder declares that they go on.
    Suspends(Vec<Name>),
    /// These end.
    Terminates(Vec<Name>),
    /// What the exertion names is forgiven or given up.
    Waives(Vec<Name>),
    /// The time for these is longer by that.
    Extends(Vec<Name>, Length),
    /// A milestone is reached on that day.
    Reaches(Name),
}

impl Effect {
    /// The commitments that it is about.
    #[must_use]
    pub fn commitments(&self) -> &[Name] {
        match self {
            Self::Suspends(names)
            | Self::Terminates(names)
            | Self::Waives(names)
            | Self::Extends(names, _) => names,
            Self::Reaches(_) => &[],
        }
    }
}
