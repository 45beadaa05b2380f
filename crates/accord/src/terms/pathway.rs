use super::{Length, Name};

/// A ladder on which a dispute goes up, rung by rung.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pathway {
    /// As files and journals call it.
    pub name: Name,
    /// As people read it.
    pub title: String,
    /// From the first on.
    pub rungs: Vec<Rung>,
    /// What one who has gone up to the end may then do, in words; may be empty.
    pub at_the_end: String,
}

/// One rung of a ladder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rung {
    /// As journals call it.
    pub name: Name,
    /// Before whom the dispute is.
    pub forum: Vec<Name>,
    /// How it decides.
    pub decision: DecisionRule,
    /// Within which time.
    pub within: Length,
    /// By how much consensus may make that time longer, in all; `None` where it may not be.
    pub extension: Option<Length>,
    /// The earlier rung beside which it runs: it begins with that one, and the dispute goes on once both are over.
    pub parallel_with: Option<Name>,
    /// What happens where its time runs out.
    pub on_time_out: OnTimeOut,
}

/// How a forum decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DecisionRule {
    /// All agree.
    #[default]
    Consensus,
    /// More than half.
    Majority,
    /// It gives an opinion that binds nobody.
    Opinion,
    /// It alone decides, and binds all.
    Ruling,
}

/// What happens where a rung's time runs out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum OnTimeOut {
    /// The next rung; after the last the ladder is exhausted.
    #[default]
    Next,
    /// The complaint has failed.
    Reject,
    /// The ladder is exhausted at once, whatever rungs there still are.
    Escalate,
}

impl DecisionRule {
    /// In one word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Consensus => "consensus",
            Self::Majority => "majority",
            Self::Opinion => "opinion",
            Self::Ruling => "ruling",
        }
    }
}
