use wasit_model::Package;

/// How talks ended, without who and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ended {
    /// All accepted the same package.
    Agreed,
    /// Legs or steps were used up.
    Deadline,
    /// A seat left, or was at fault.
    WalkedOut,
    /// The mediator ended the talks.
    Closed,
    /// What was signed did not come into force.
    NotRatified,
}

impl Ended {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Agreed, Self::Deadline, Self::WalkedOut, Self::Closed, Self::NotRatified];

    /// `agreed`, `deadline`, `walked_out`, `closed` or `not_ratified`, as [`Outcome::word`](crate::Outcome::word) has it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Deadline => "deadline",
            Self::WalkedOut => "walked_out",
            Self::Closed => "closed",
            Self::NotRatified => "not_ratified",
        }
    }
}

/// What one held talk of a tournament came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// How it ended.
    pub ended: Ended,
    /// The agreement.
    pub agreement: Option<Package>,
    /// What every party makes of the agreement, or of having none, by seat: discounted. To a party without a
    /// walk-away no deal counts as its worst package, for else one talk would make every mean −∞.
    pub utilities: Vec<f64>,
    /// Legs used; turns at a direct table.
    pub legs: u32,
    /// Distance of the agreement to the frontier, in undiscounted utilities.
    pub frontier_distance: Option<f64>,
    /// Distance of the agreement to the nearest Nash point; `None` also where the deal zone is empty.
    pub nash_distance: Option<f64>,
    /// How well the others could tell what each party wants, by seat; empty where nobody listened.
    pub disclosure: Vec<f64>,
}
