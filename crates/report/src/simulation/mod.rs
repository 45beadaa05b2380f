//! A simulation over uncertain preferences, and all that its sample says.

mod cautions;
mod cloud;
mod json;

pub(crate) use cautions::{LIMITS, cautions, made};
pub(crate) use cloud::Cloud;
pub use cloud::PairFrontiers;
pub use json::write_simulation_json;

use serde::Serialize;
use wasit_explain::{Estimate, Explanations, Inverse, Sample, Scores, Swaps, TooFew, Trials, words};

/// One simulation and all that there is to say of it.
#[derive(Clone, Copy, Debug)]
pub struct SimulationReport<'a> {
    /// The title of the talks.
    pub title: &'a str,
    /// What the file says of them.
    pub note: Option<&'a str>,
    /// The talks file's name, as it was given.
    pub file: &'a str,
    /// The SHA-256 of the talks file, in hexadecimal digits.
    pub sha256: &'a str,
    /// The version of Wasit that held the talks.
    pub version: &'a str,
    /// The seed.
    pub seed: u64,
    /// The command that makes the report again, on one line.
    pub command: &'a str,
    /// What was assumed on reading the file, each in a sentence.
    pub assumed: &'a [String],
    /// What whoever made the sample warns of, each in a sentence.
    pub warnings: &'a [String],
    /// What the file says beside its uncertain numbers.
    pub beliefs: &'a [BeliefNote],
    /// What all draws gave.
    pub sample: &'a Sample,
    /// What follows from it.
    pub explanations: &'a Explanations,
    /// What it would take to come to a target, where one was named.
    pub inverse: Option<&'a Result<Inverse, TooFew>>,
    /// Changes that were tried by holding the talks again, where they were.
    pub trials: Option<&'a Result<Trials, TooFew>>,
    /// What groups of inputs do to the outcome, by talks held between pairs of draws, where they were.
    pub swaps: Option<&'a Result<Swaps, TooFew>>,
    /// Frontiers of pairs of parties, draw by draw, for pictures. May be empty.
    pub frontiers: &'a [PairFrontiers],
    /// Why frontiers and win-sets are not drawn, in a sentence, where they might be.
    pub undrawn: Option<&'a str>,
    /// Win-sets and who is pivotal, where there is a home body.
    pub home: Option<&'a HomeFindings>,
    /// How earlier forecasts came out.
    pub earlier: Earlier<'a>,
}

/// How earlier forecasts came out, as far as it is known.
#[derive(Clone, Copy, Debug)]
pub enum Earlier<'a> {
    /// There is no ledger of forecasts.
    NotKept,
    /// There is one that cannot be read.
    Unreadable {
        /// The ledger's name.
        ledger: &'a str,
        /// What is wrong with it.
        why: &'a str,
    },
    /// There is one.
    Kept {
        /// The ledger's name.
        ledger: &'a str,
        /// How good those were whose outcome is known.
        scores: &'a Result<Scores, TooFew>,
    },
}

/// What the file says beside one uncertain number.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct BeliefNote {
    /// The path of the column: `iran.walk_away`.
    pub path: String,
    /// Why it is believed.
    pub why: Option<String>,
    /// Where that comes from.
    pub source: Option<String>,
    /// How sure whoever wrote it is.
    pub confidence: Option<String>,
}

/// What the home bodies would ratify, over the draws.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HomeFindings {
    /// A package is in a win-set where the probability that the body ratifies it is at least this.
    pub at_least: f64,
    /// How many draws were looked into.
    pub draws: usize,
    /// The home bodies.
    pub bodies: Vec<BodyFindings>,
    /// The share of all packages that is in every win-set.
    pub overlap: Estimate,
    /// The ratifiers.
    pub ratifiers: Vec<RatifierFindings>,
}

impl HomeFindings {
    /// In sentences: how much each home body would ratify, how much of it all of them would, and whose vote decides most.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let shares: Vec<String> = self
            .bodies
            .iter()
            .map(|body| format!("{} {}", body.title, words::percent(body.win_set)))
            .collect();
        let mut said = vec![format!(
            "Of all packages these would be ratified with a probability of {} or more, over {} draws: {}.",
            words::bare_percent(self.at_least),
            self.draws,
            words::list(&shares)
        )];
        if self.bodies.len() > 1 {
            said.push(match self.overlap.value {
                0.0 => "No package would be ratified by all of them.".to_owned(),
                _ => format!("All of them would ratify {}.", words::percent(self.overlap)),
            });
        }
        let most = self.ratifiers.iter().max_by(|a, b| a.pivotal.value.total_cmp(&b.pivotal.value));
        if let Some(most) = most.filter(|most| most.pivotal.value > 0.0 && self.ratifiers.len() > 1) {
            let share = words::percent(most.pivotal);
            said.push(format!("The vote that decides most often is that of “{}”: in {share}.", most.title));
        }
        said
    }
}

/// One home body.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BodyFindings {
    /// What it is called, with whose it is: `Majles of Iran`.
    pub title: String,
    /// The party, by position.
    pub party: usize,
    /// The share of all packages that is in its win-set, over the draws.
    pub win_set: Estimate,
}

/// One ratifier.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RatifierFindings {
    /// What it is called, with its body: `Majles: the speaker`.
    pub title: String,
    /// The party, by position.
    pub party: usize,
    /// How often its vote decides on what was signed, over the draws.
    pub pivotal: Estimate,
}
