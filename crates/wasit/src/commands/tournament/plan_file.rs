//! `plan.json`: all that a tournament consists of.

use std::ops::Range;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use wasit_arena::{Plan, PlanError, Planned, Protocol};
use wasit_model::Talks;

use super::scenarios::{self, Scenario};
use crate::commands::run::Rules;
use crate::failure::Failure;
use crate::files::{Evaluating, Reading};
use crate::output::hexadecimal;

/// About into how many chunks the talks are cut: so much is lost at most when a run is broken off.
const CHUNKS: u64 = 100;

/// What was asked for, and what it comes to. Whoever has this file and the scenarios can hold the talks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanFile {
    /// The version of Wasit that made it.
    pub(super) wasit: String,
    pub(super) seed: u64,
    pub(super) protocol: Rules,
    /// As asked for; `None` for each scenario's own.
    pub(super) mediator: Option<String>,
    pub(super) strategies: Vec<String>,
    pub(super) self_play: bool,
    pub(super) repeat: u32,
    pub(super) disclosure: bool,
    /// How files of other software are read.
    pub(super) evaluations: Evaluating,
    /// All talks, and those that are held.
    pub(super) talks: u64,
    pub(super) held: u64,
    pub(super) chunks: u64,
    pub(super) scenarios: Vec<ScenarioPlan>,
}

/// A scenario of the plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScenarioPlan {
    pub(super) file: String,
    pub(super) sha256: String,
    pub(super) parties: usize,
    /// Under `shuttle`: who goes between them, over how many legs.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) mediator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) legs: Option<u32>,
    /// Under `alternating`: over how many steps.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) steps: Option<u32>,
}

/// The part of a file that any version can read.
#[derive(Deserialize)]
struct Versioned {
    wasit: String,
}

/// A plan with the scenarios that it is of, ready to hold its talks.
pub(super) struct Prepared {
    pub(super) file: PlanFile,
    /// SHA-256 of the plan's own bytes.
    pub(super) sha256: String,
    pub(super) plan: Plan,
    pub(super) talks: Vec<Talks>,
    /// How many things were assumed on reading the scenarios.
    pub(super) assumed: usize,
}

/// Refuses what another version wrote.
///
/// # Errors
/// Where it was, or the bytes say no version.
pub(super) fn check_version(bytes: &[u8], name: &str) -> Result<(), Failure> {
    let found: Versioned = serde_json::from_slice(bytes).map_err(|error| {
        Failure::advised(
            format!("{name} is damaged, or none of `wasit tournament`'s files: {error}"),
            "delete it, and plan or hold again what it held",
        )
    })?;
    if found.wasit != super::VERSION {
        return Err(Failure::advised(
            format!("{name} was written by wasit {}, and this is wasit {}", found.wasit, super::VERSION),
            "plan the tournament again, in another folder, or go on with the version that began it",
        ));
    }
    Ok(())
}

impl PlanFile {
    /// Reads a plan.
    ///
    /// # Errors
    /// Where it is of another version, or damaged.
    pub(super) fn read(bytes: &[u8], name: &str) -> Result<Self, Failure> {
        check_version(bytes, name)?;
        serde_json::from_slice(bytes).map_err(|error| {
            Failure::advised(format!("{name} is damaged: {error}"), "plan the tournament again")
        })
    }

    /// The file's bytes.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("a plan is texts and numbers");
        bytes.push(b'\n');
        bytes
    }

    /// How many talks are held in each chunk but the last, which may have fewer.
    fn chunk_talks(held: u64) -> u64 {
        held.div_ceil(CHUNKS).max(1)
    }

    /// The numbers of the talks of chunk `chunk`, from 0.
    pub(super) fn talks_of(&self, chunk: u64) -> Range<u64> {
        let each = Self::chunk_talks(self.held);
        chunk * each..self.held.min((chunk + 1) * each)
    }

    /// Reads the scenarios again, and sees that nothing has changed.
    ///
    /// # Errors
    /// Where something has.
    pub(super) fn prepare(self, name: &str) -> Result<Prepared, Failure> {
        let mut changed = Vec::new();
        for scenario in &self.scenarios {
            let path = PathBuf::from(&scenario.file);
            if !path.exists() {
                return Err(Failure::advised(
                    format!("{name} is of {}, and there is no such file", scenario.file),
                    "run in the folder where the tournament was planned, or bring the file back",
                ));
            }
            if hexadecimal(&scenarios::digest_of(&path)?) != scenario.sha256 {
                changed.push(scenario.file.as_str());
            }
        }
        if !changed.is_empty() {
            return Err(Failure::advised(
                format!("changed since the tournament was planned: {}", changed.join(", ")),
                "bring back what was planned (plan.json has the SHA-256 of each), or plan again in another folder",
            ));
        }
        let files: Vec<PathBuf> =
            self.scenarios.iter().map(|scenario| PathBuf::from(&scenario.file)).collect();
        let read = scenarios::read(&files, Reading::of(self.evaluations))?;
        let again = Setup::of(&self).plan(read)?;
        if again.file != self {
            return Err(Failure::advised(
                format!("{name} does not say what follows from its own settings"),
                "it was edited: plan the tournament again, in another folder",
            ));
        }
        Ok(again)
    }
}

/// What is asked for, whatever the scenarios.
#[derive(Clone, Debug)]
pub(super) struct Setup {
    pub(super) seed: u64,
    pub(super) protocol: Rules,
    pub(super) mediator: Option<String>,
    pub(super) strategies: Vec<String>,
    pub(super) self_play: bool,
    pub(super) repeat: u32,
    pub(super) disclosure: bool,
    pub(super) reading: Reading,
    /// Of each scenario in turn: legs or steps, where they are not what its file says.
    pub(super) length: Length,
}

/// How long talks are.
#[derive(Clone, Debug)]
pub(super) enum Length {
    /// As each scenario says.
    OfFile,
    /// All alike.
    All(u32),
    /// One for each.
    Each(Vec<u32>),
}

impl Setup {
    fn of(file: &PlanFile) -> Self {
        let length = |scenario: &ScenarioPlan| scenario.legs.or(scenario.steps).unwrap_or(1).max(1);
        Self {
            seed: file.seed,
            protocol: file.protocol,
            mediator: file.mediator.clone(),
            strategies: file.strategies.clone(),
            self_play: file.self_play,
            repeat: file.repeat,
            disclosure: file.disclosure,
            reading: Reading::of(file.evaluations),
            length: Length::Each(file.scenarios.iter().map(length).collect()),
        }
    }

    /// What comes of it on `scenarios`.
    ///
    /// # Errors
    /// Where there is no such tournament.
    pub(super) fn plan(self, scenarios: Vec<Scenario>) -> Result<Prepared, Failure> {
        let assumed = scenarios.iter().map(|scenario| scenario.assumed).sum();
        let mut planned = Vec::new();
        let mut files = Vec::new();
        let mut all = Vec::new();
        for (at, scenario) in scenarios.into_iter().enumerate() {
            let asked = match &self.length {
                Length::OfFile => None,
                Length::All(length) => Some(*length),
                Length::Each(lengths) => lengths.get(at).copied(),
            };
            let (file, sha256, key) = (scenario.file.clone(), scenario.sha256(), scenario.key());
            let mut talks = scenario.talks;
            let mut plan = ScenarioPlan {
                file,
                sha256,
                parties: talks.parties.len(),
                mediator: None,
                legs: None,
                steps: None,
            };
            let (protocol, mediator) = match self.protocol {
                Rules::Shuttle => {
                    if let Some(legs) = asked {
                        talks = talks.with_legs(legs);
                    }
                    let own = talks.mediator.strategy.clone();
                    let mediator = self.mediator.clone().unwrap_or(own);
                    (plan.mediator, plan.legs) = (Some(mediator.clone()), Some(talks.legs()));
                    (Protocol::Shuttle, mediator)
                }
                Rules::Alternating => {
                    let steps = asked.unwrap_or_else(|| Rules::steps_of(&talks));
                    plan.steps = Some(steps);
                    (Protocol::Alternating { steps }, talks.mediator.strategy.clone())
                }
            };
            planned.push(Planned { key, parties: talks.parties.len(), protocol, mediator });
            files.push(plan);
            all.push(talks);
        }
        let Self { strategies, self_play, repeat, seed, disclosure, .. } = self;
        let plan = Plan::new(strategies, planned, self_play, repeat, seed, disclosure)?;
        let (talks, held) = (plan.talks(), plan.held());
        let file = PlanFile {
            wasit: super::VERSION.to_owned(),
            seed,
            protocol: self.protocol,
            mediator: self.mediator,
            strategies: plan.strategies().to_vec(),
            self_play,
            repeat,
            disclosure,
            evaluations: self.reading.evaluations(),
            talks,
            held,
            chunks: held.div_ceil(PlanFile::chunk_talks(held)),
            scenarios: files,
        };
        let sha256 = hexadecimal(&Sha256::digest(file.bytes()));
        Ok(Prepared { file, sha256, plan, talks: all, assumed })
    }
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::TooManyTalks(_) | PlanError::TooManyBlocks(_) => Self::advised(
                error.to_string(),
                "every ordered tuple of strategies takes the seats of every scenario, --repeat times: name fewer",
            ),
            _ => Self::input(error.to_string()),
        }
    }
}
