use serde::Serialize;

/// How one holding of the talks came out, from the farthest from a deal to the nearest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Class {
    /// The deal zone is empty: the margin is negative.
    NoPossibleDeal,
    /// There is a deal zone, but no package in it that all home bodies would ratify.
    BlockedAtHome,
    /// There was a package that all could have taken, and the talks did not find it.
    Missed,
    /// A package was signed, and a home body refused it.
    NotRatified,
    /// A package was signed, and ratified where there is a home body.
    InForce,
}

impl Class {
    /// All five, in order.
    pub const ALL: [Self; 5] =
        [Self::NoPossibleDeal, Self::BlockedAtHome, Self::Missed, Self::NotRatified, Self::InForce];

    /// Its place in [`Class::ALL`].
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self as u8)
    }

    /// The class at a place of [`Class::ALL`].
    #[must_use]
    pub fn at(index: usize) -> Option<Self> {
        Self::ALL.get(index).copied()
    }

    /// Its name in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::NoPossibleDeal => "no possible deal",
            Self::BlockedAtHome => "blocked at home",
            Self::Missed => "missed",
            Self::NotRatified => "signed, not ratified",
            Self::InForce => "in force",
        }
    }

    /// Whether a package was signed.
    #[must_use]
    pub fn signed(self) -> bool {
        self >= Self::NotRatified
    }
}

/// What counts as yes where an explanation asks yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A deal is in force.
    InForce,
    /// A package was signed, whatever became of it at home.
    Signed,
}

impl Event {
    /// Whether a holding that came out as `class` counts.
    #[must_use]
    pub fn of(self, class: Class) -> bool {
        match self {
            Self::InForce => class == Class::InForce,
            Self::Signed => class.signed(),
        }
    }

    /// As the end of a sentence: “the probability of …”.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::InForce => "a deal in force",
            Self::Signed => "a signed deal",
        }
    }
}
