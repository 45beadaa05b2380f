/// Why numbers are no belief on one number. All are the caller's fault; the words are fit for whoever wrote
/// the numbers.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FamilyError {
    /// A number is infinite or none.
    #[error("`{what}` is {value}: it must be a finite number")]
    NotFinite {
        /// Which.
        what: &'static str,
        /// What it is.
        value: f64,
    },
    /// Two numbers are not in their order.
    #[error("`{}` ({}) must lie below `{}` ({})", .lower.0, .lower.1, .upper.0, .upper.1)]
    Below {
        /// Name and value of the one that must lie below.
        lower: (&'static str, f64),
        /// Name and value of the one that must lie above.
        upper: (&'static str, f64),
    },
    /// A number lies outside its bounds.
    #[error("`{}` ({}) must lie between `{}` ({}) and `{}` ({})", .what.0, .what.1, .low.0, .low.1, .high.0, .high.1)]
    Outside {
        /// Name and value.
        what: (&'static str, f64),
        /// Name and value of the least it may be.
        low: (&'static str, f64),
        /// Name and value of the greatest it may be.
        high: (&'static str, f64),
    },
    /// A probability is none.
    #[error("{p} is not a probability: it must lie between 0 and 1")]
    Probability {
        /// What was stated.
        p: f64,
    },
    /// A weight is negative or not finite.
    #[error("the weight of `{of}` is {weight}: it must be a finite number of at least 0")]
    Weight {
        /// Whose.
        of: String,
        /// What it is.
        weight: f64,
    },
    /// All weights are 0.
    #[error("all weights are 0: at least one must lie above 0")]
    NoWeight,
    /// There is nothing to choose from.
    #[error("there is nothing to choose from: name at least one")]
    NoLabels,
    /// A label is stated twice.
    #[error("`{0}` is stated twice")]
    Twice(String),
}

impl FamilyError {
    /// The name of the number that is wrong, such as `p10`, where it is one.
    #[must_use]
    pub fn what(&self) -> Option<&'static str> {
        match self {
            Self::NotFinite { what, .. } => Some(what),
            Self::Below { lower, .. } => Some(lower.0),
            Self::Outside { what, .. } => Some(what.0),
            _ => None,
        }
    }
}
