//! How good forecasts were.

use serde::Serialize;

use crate::Estimate;

/// One forecast whose outcome is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    /// The probability that was given, in [0, 1].
    pub probability: f64,
    /// Whether it came about.
    pub happened: bool,
}

/// How good the forecasts were, all together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scores {
    /// How many forecasts.
    pub forecasts: usize,
    /// The mean squared distance of probability and outcome (Brier 1950): 0 is best, 0.25 is what a coin would have.
    pub brier: Estimate,
    /// How far the probabilities are from the frequencies, 0 is best (Murphy 1973).
    pub reliability: f64,
    /// How far the frequencies are from each other, greater is better.
    pub resolution: f64,
    /// The variance of the outcomes: what always forecasting the base rate would score.
    pub uncertainty: f64,
    /// What forecasts differ within their bins (Stephenson, Coelho, Jolliffe 2008): reliability − resolution + uncertainty + within = Brier.
    pub within: f64,
    /// 1 − Brier / uncertainty: what the forecasts are better than the base rate; `None` where all outcomes were the same.
    pub skill: Option<f64>,
    /// The reliability diagram, by bin of probability; empty bins are left out.
    pub bins: Vec<ReliabilityBin>,
}

/// One bin of the reliability diagram.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ReliabilityBin {
    /// The lower end of the bin.
    pub low: f64,
    /// The upper end of the bin.
    pub high: f64,
    /// Forecasts in it.
    pub forecasts: usize,
    /// Their mean probability.
    pub probability: f64,
    /// How often what they forecast came about.
    pub frequency: Estimate,
}
