/// What is to know of a strategy before one seats it; each claim is verified by the conformance suite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Facts {
    /// Its name on the command line and in files.
    pub name: &'static str,
    /// Which seats it can take.
    pub role: Role,
    /// How it plays, in a sentence.
    pub about: &'static str,
    /// The paper that it follows, or what it is if it follows none.
    pub source: &'static str,
    /// Whether it draws random numbers.
    pub stochastic: bool,
    /// Whether what others offer changes its play (accepting aside).
    pub listens: bool,
    /// Whether it is told the parties' preferences in confidence.
    pub told: bool,
    /// What can be set.
    pub parameters: &'static [Parameter],
}

/// Which seats a strategy can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A party's.
    Party,
    /// The mediator's.
    Mediator,
}

/// Something that can be set on a strategy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Its value where none is given, as text.
    pub default: &'static str,
    /// What it means, with unit and range.
    pub about: &'static str,
}
