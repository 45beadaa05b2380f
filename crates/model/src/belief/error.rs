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
    /// A number that must lie above 0 does not.
    #[error("`{what}` is {value}: it must lie above 0")]
    NotPositive {
        /// Which.
        what: &'static str,
        /// What it is.
        value: f64,
    },
    /// Two numbers are not in their order.
    #[error("{} must lie below {}", number(*.lower), number(*.upper))]
    Below {
        /// Name and value of the one that must lie below.
        lower: (&'static str, f64),
        /// Name and value of the one that must lie above.
        upper: (&'static str, f64),
    },
    /// A number lies outside its bounds.
    #[error("{} must lie between {} and {}", number(*.what), number(*.low), number(*.high))]
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
    /// Nobody states anything.
    #[error("there are no experts: name at least one")]
    NoExperts,
    /// Experts do not speak of the same kind of thing.
    #[error(
        "`{one}` and `{other}` do not state the same kind of thing: all experts state numbers, or all labels, or all chances"
    )]
    Kinds {
        /// An expert.
        one: String,
        /// Another.
        other: String,
    },
    /// Experts choose from different labels.
    #[error(
        "`{one}` and `{other}` choose from different labels: all experts name the same ones in the same order, with weight 0 where one does not come"
    )]
    Labels {
        /// An expert.
        one: String,
        /// Another.
        other: String,
    },
    /// Percentiles or bounds are too near to each other to be told apart.
    #[error("the percentiles are too near to each other or to a bound: state a range instead")]
    TooNear,
    /// Bounds leave almost nothing.
    #[error(
        "less than a millionth of the law lies between `min` and `max`: the mean must lie nearer to them, or the sd be larger"
    )]
    Improbable,
    /// A label or an expert is stated twice.
    #[error("`{0}` is stated twice")]
    Twice(String),
}

impl FamilyError {
    /// The name of the number that is wrong, such as `p10`, where it is one.
    #[must_use]
    pub fn what(&self) -> Option<&'static str> {
        match self {
            Self::NotFinite { what, .. } | Self::NotPositive { what, .. } => Some(what),
            Self::Below { lower, .. } => Some(lower.0),
            Self::Improbable => Some("mean"),
            Self::Outside { what, .. } => Some(what.0),
            _ => None,
        }
    }
}

/// A number of the file by its name; a bound that is in no file only by its value.
fn number((name, value): (&'static str, f64)) -> String {
    match name {
        "0" => "0".to_owned(),
        _ if name.contains(' ') => format!("{name} ({value})"),
        _ => format!("`{name}` ({value})"),
    }
}
