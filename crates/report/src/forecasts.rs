//! A ledger of forecasts, and how good they were.

use wasit_explain::{Scores, TooFew};

/// All forecasts of a ledger with what came of them.
#[derive(Clone, Copy, Debug)]
pub struct ForecastsReport<'a> {
    /// The ledger's name, as it was given.
    pub ledger: &'a str,
    /// The version of Wasit that makes the report.
    pub version: &'a str,
    /// In the order in which they were made.
    pub forecasts: &'a [KeptForecast],
    /// How good those were whose outcome is known, of a deal in force.
    pub scores: &'a Result<Scores, TooFew>,
    /// The mean Brier score over no deal, not ratified and in force, from 0 to 2; `None` where no outcome is known.
    pub of_three: Option<f64>,
}

/// One forecast of a deal in force.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptForecast {
    /// What the ledger calls it.
    pub name: String,
    /// The day on which it was made.
    pub on: String,
    /// What it is about: the title of the talks.
    pub about: String,
    /// The talks file's name.
    pub file: String,
    /// The day by which it will be seen.
    pub due: Option<String>,
    /// The probability that a deal comes into force, in [0, 1].
    pub in_force: f64,
    /// What came of it.
    pub came: Option<Came>,
}

/// What came of a forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct Came {
    /// In words: `no deal`.
    pub words: String,
    /// The day on which it was known.
    pub on: String,
    /// Whether a deal came into force.
    pub in_force: bool,
}

impl KeptForecast {
    /// The squared distance of what was said and what came (Brier 1950), from 0 to 1; `None` where that is not known.
    #[must_use]
    pub fn score(&self) -> Option<f64> {
        let came = f64::from(u8::from(self.came.as_ref()?.in_force));
        Some((self.in_force - came).powi(2))
    }
}
