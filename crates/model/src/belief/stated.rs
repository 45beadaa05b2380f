use super::Family;

/// What was stated of a number, as the constructors of [`Family`] take it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Stated {
    /// See [`Family::constant`].
    Constant(f64),
    /// See [`Family::uniform`].
    Uniform {
        /// The least number.
        low: f64,
        /// The greatest number.
        high: f64,
    },
    /// See [`Family::triangular`].
    Triangular {
        /// The least number.
        low: f64,
        /// The most likely number.
        likely: f64,
        /// The greatest number.
        high: f64,
    },
    /// See [`Family::pert`].
    Pert {
        /// The least number.
        low: f64,
        /// The most likely number.
        likely: f64,
        /// The greatest number.
        high: f64,
    },
    /// See [`Family::percentiles`].
    Percentiles {
        /// One in ten lies below.
        p10: f64,
        /// One in two lies below.
        p50: f64,
        /// Nine in ten lie below.
        p90: f64,
        /// The least number.
        min: f64,
        /// The greatest number.
        max: f64,
    },
    /// See [`Family::beta`].
    Beta {
        /// The first shape: the greater, the less mass near `min`.
        a: f64,
        /// The second shape: the greater, the less mass near `max`.
        b: f64,
        /// The least number.
        min: f64,
        /// The greatest number.
        max: f64,
    },
    /// See [`Family::normal`].
    Normal {
        /// Before bounds.
        mean: f64,
        /// Before bounds.
        sd: f64,
        /// The least number, where there is one.
        min: Option<f64>,
        /// The greatest number, where there is one.
        max: Option<f64>,
    },
    /// See [`Family::log_normal`].
    LogNormal {
        /// Before bounds.
        mean: f64,
        /// Before bounds.
        sd: f64,
        /// The least number, where there is one above 0.
        min: Option<f64>,
        /// The greatest number, where there is one.
        max: Option<f64>,
    },
    /// See [`Family::pool`].
    Pool(Vec<Expert>),
    /// See [`Family::choice`].
    Choice(Vec<Chosen>),
    /// See [`Family::chance`].
    Chance {
        /// The probability of 1.
        p: f64,
    },
}

/// A label that may be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// What is drawn.
    pub label: String,
    /// With which probability; they sum to 1.
    pub p: f64,
}

/// One of several who believe something of the same number.
#[derive(Clone, Debug, PartialEq)]
pub struct Expert {
    /// Who.
    pub name: String,
    /// How much it counts beside the others: a number of at least 0.
    pub weight: f64,
    /// What is believed.
    pub family: Family,
}
