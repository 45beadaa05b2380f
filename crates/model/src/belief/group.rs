/// Whose and what a column is: columns of one group are spoken of together.
///
/// A party is meant by its position in the talks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// How much each issue weighs to a party.
    Weights(usize),
    /// What a party refuses whatever else it gets.
    RedLines(usize),
    /// The utility of no deal to a party, and how it changes.
    WalkAway(usize),
    /// What the values of an issue are worth to a party, alone or together.
    Wants(usize),
    /// How a party plays.
    Behaviour(usize),
    /// The home body of a party.
    Home(usize),
    /// How the mediator plays.
    Mediator,
    /// The rounds and what else all share.
    Talks,
    /// Which world it is.
    World,
}

impl Group {
    /// The position of the party that it is about.
    #[must_use]
    pub fn party(self) -> Option<usize> {
        match self {
            Self::Weights(party)
            | Self::RedLines(party)
            | Self::WalkAway(party)
            | Self::Wants(party)
            | Self::Behaviour(party)
            | Self::Home(party) => Some(party),
            Self::Mediator | Self::Talks | Self::World => None,
        }
    }

    /// The group in words, such as `red lines of Iran`; `names` are the parties' names by position.
    #[must_use]
    pub fn words<S: AsRef<str>>(self, names: &[S]) -> String {
        let of = |what: &str, party: usize| match names.get(party) {
            Some(name) => format!("{what} of {}", name.as_ref()),
            None => format!("{what} of party {}", party + 1),
        };
        match self {
            Self::Weights(party) => of("weights", party),
            Self::RedLines(party) => of("red lines", party),
            Self::WalkAway(party) => of("walk-away", party),
            Self::Wants(party) => of("values", party),
            Self::Behaviour(party) => of("behaviour", party),
            Self::Home(party) => of("home body", party),
            Self::Mediator => "mediator".to_owned(),
            Self::Talks => "rounds".to_owned(),
            Self::World => "world".to_owned(),
        }
    }
}
