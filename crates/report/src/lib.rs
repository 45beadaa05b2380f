//! Pictures of runs, of analyses, of tournaments, of simulations and of forecasts: one self-contained HTML file, a transcript for the terminal, JSON
//! (and CSV) for machines.
//!
//! This crate draws and does nothing else: no file, no terminal, no clock. What it draws is a [`RunReport`], the
//! [`Glimpse`](wasit_arena::Glimpse) of one seat, an [`AnalysisReport`], a [`TournamentReport`], a [`SimulationReport`] or a
//! [`ForecastsReport`], and the same input gives the same text.

pub mod accord;
mod analysis;
mod forecasts;
pub mod home;
mod html;
pub mod json;
mod simulation;
pub mod terminal;
mod tournament;
pub mod why;
pub mod words;

pub use analysis::{AnalysisReport, Leverage, NamedSolution, Stance, TRADEABLE_RATIO, leverage, spread};
pub use forecasts::{Came, ForecastsReport, KeptForecast};
pub use html::{accord_html, analysis_html, forecasts_html, html, simulation_html, tournament_html};
pub use simulation::{
    BeliefNote, BodyFindings, Earlier, HomeFindings, PairFrontiers, RatifierFindings, SimulationReport,
    write_simulation_json,
};
pub use tournament::{ScenarioReport, TournamentReport, write_csv, write_json};

use wasit_arena::{Course, Outlook, PairOutlook, Summary};
use wasit_model::Talks;

/// One run and all that there is to say of it.
#[derive(Clone, Copy, Debug)]
pub struct RunReport<'a> {
    /// The talks as they were held: with as many legs as the command line set.
    pub talks: &'a Talks,
    /// The talks file's name, as it was given.
    pub file: &'a str,
    /// What was assumed on reading it, each in a sentence.
    pub assumed: &'a [String],
    /// The version of Wasit that held the talks.
    pub version: &'a str,
    /// What happened.
    pub course: &'a Course,
    /// What all sides could reach together.
    pub outlook: &'a Outlook,
    /// What every two parties could, for pictures.
    pub pairs: &'a [PairOutlook],
    /// Many talks over seeds, where they were asked for.
    pub summary: Option<&'a Summary>,
}

impl RunReport<'_> {
    /// What every party makes of `package`, not discounted: the scale of frontiers and solutions.
    #[must_use]
    pub fn undiscounted(&self, package: &[wasit_model::ValueIndex]) -> Vec<f64> {
        self.talks.parties.iter().map(|party| party.preferences.utility(package)).collect()
    }
}
