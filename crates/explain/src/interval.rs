use serde::Serialize;

/// A figure from the sample with its 95 % interval. The interval is sampling error only: how far another sample of the same
/// size may differ, and nothing about whether the beliefs are right.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Quantiles of a column.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// One in twenty is below.
    pub p5: f64,
    /// One in four is below.
    pub p25: f64,
    /// The median.
    pub p50: f64,
    /// One in four is above.
    pub p75: f64,
    /// One in twenty is above.
    pub p95: f64,
}
