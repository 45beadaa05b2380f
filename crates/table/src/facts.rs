use crate::{Role, Rule};

/// What is to know of a kind of act before one does it: the rules that it is held to are read from here, and so
/// is its page in the reference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Facts {
    /// Its name in scripts and in the API.
    pub name: &'static str,
    /// The part of the course of talks that it belongs to.
    pub chapter: Chapter,
    /// What it does, in a sentence that begins with a verb.
    pub does: &'static str,
    /// Whose act it is.
    pub by: By,
    /// The least role that may do it.
    pub least: Role,
    /// In which state of the talks.
    pub during: During,
    /// What must be so beyond that, in a sentence.
    pub when: &'static str,
    /// What it changes, in a sentence or two.
    pub changes: &'static str,
    /// Where it may write, by itself or through what follows from it at once: whoever is on the roster of one of
    /// these sees it.
    pub writes: &'static [Writes],
    /// For what it is refused, beyond [`Rule::GENERAL`].
    pub refusals: &'static [Rule],
    /// One such act, in YAML, as a script has it after `at` and `by`.
    pub example: &'static str,
}

/// The parts of the course of talks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Chapter {
    Convening,
    GroundRules,
    Agenda,
    Rounds,
    Rooms,
    Relay,
    Texts,
    Proposals,
    Contact,
    Backchannel,
    Communiques,
    Decisions,
    Adoption,
    Preferences,
    Retention,
}

impl Chapter {
    /// Its title.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Convening => "Convening and delegations",
            Self::GroundRules => "Ground rules",
            Self::Agenda => "Agenda and issues",
            Self::Rounds => "Rounds",
            Self::Rooms => "Rooms and questions",
            Self::Relay => "Relay",
            Self::Texts => "Texts",
            Self::Proposals => "Proposals",
            Self::Contact => "Direct contact",
            Self::Backchannel => "Back channels",
            Self::Communiques => "Communiqués, statements, characterisations",
            Self::Decisions => "Records of decisions",
            Self::Adoption => "Adoption",
            Self::Preferences => "Preferences in confidence",
            Self::Retention => "Retention and erasure",
        }
    }
}

/// Whose act it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The mediator's seat.
    Mediator,
    /// A party's seat.
    Party,
    /// Any seat.
    Any,
}

impl By {
    /// Whose, in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Mediator => "the mediator",
            Self::Party => "a party",
            Self::Any => "any seat",
        }
    }
}

/// In which state of the talks an act may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum During {
    /// Before there are talks: only to convene them.
    Nothing,
    /// While talks are under way or suspended, and also once they are closed.
    Ever,
    /// While talks are under way or suspended.
    Standing,
    /// While talks are under way.
    UnderWay,
}

impl During {
    /// When, in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Nothing => "before talks are convened",
            Self::Ever => "once talks are convened, also after they are closed",
            Self::Standing => "until talks are closed, also while they are suspended",
            Self::UnderWay => "while talks are neither suspended nor closed",
        }
    }
}

/// Where an act may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Writes {
    /// Before all seats.
    Joint,
    /// In the actor's own room, with the mediator.
    OwnRoom,
    /// In rooms that the mediator chooses.
    Rooms,
    /// In the actor's own delegation (of the mediator: its team).
    Delegation,
    /// In the mediator's team, by a rule of the table and not by a party's hand.
    Team,
    /// In the back channel.
    Backchannel,
}

impl Writes {
    /// Who sees it, in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Joint => "all seats",
            Self::OwnRoom => "the actor's own delegation and the mediator's team",
            Self::Rooms => "the delegation in whose room it is written, and the mediator's team",
            Self::Delegation => "the actor's own delegation alone",
            Self::Team => "the mediator's team alone",
            Self::Backchannel => "the back channel's roster alone",
        }
    }
}
