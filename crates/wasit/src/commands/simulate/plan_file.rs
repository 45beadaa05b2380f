//! `plan.json`: all that a simulation consists of.

use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use wasit_arena::{Simulation, Variant};
use wasit_model::belief::Beliefs;

use super::compare;
use crate::commands::tournament::scenarios::digest_of;
use crate::failure::Failure;
use crate::files::{Evaluating, Reading, beliefs_at, name_of};
use crate::output::hexadecimal;

/// About into how many chunks the draws are cut: so much is lost at most when a run is broken off.
const CHUNKS: u64 = 100;

/// What was asked for. Whoever has this file and the talks can make the draws.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PlanFile {
    /// The version of Wasit that made it.
    pub(super) wasit: String,
    pub(super) simulate: String,
    pub(super) sha256: String,
    /// How files of other software are read.
    pub(super) evaluations: Evaluating,
    /// How many draws, at most.
    pub(super) draws: u64,
    /// Half-width in percentage points at which drawing stops.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) until: Option<f64>,
    pub(super) replicates: usize,
    pub(super) seed: u64,
    /// As asked for.
    pub(super) compare: Vec<String>,
}

/// The part of a file that any version can read.
#[derive(Deserialize)]
struct Versioned {
    wasit: String,
}

/// A plan with the talks that it is of, ready to make its draws.
pub(super) struct Prepared {
    pub(super) file: PlanFile,
    /// SHA-256 of the plan's own bytes.
    pub(super) sha256: String,
    pub(super) beliefs: Beliefs,
    pub(super) variants: Vec<Variant>,
    /// What was assumed on reading the talks.
    pub(super) assumed: Vec<String>,
}

impl PlanFile {
    /// Reads a plan.
    ///
    /// # Errors
    /// Where it is of another version, or damaged.
    pub(super) fn read(bytes: &[u8], name: &str) -> Result<Self, Failure> {
        let damaged = |error: serde_json::Error| {
            Failure::advised(
                format!("{name} is damaged, or no plan of `wasit simulate`: {error}"),
                "plan the simulation again",
            )
        };
        let found: Versioned = serde_json::from_slice(bytes).map_err(damaged)?;
        if found.wasit != crate::commands::VERSION {
            return Err(Failure::advised(
                format!(
                    "{name} was written by wasit {}, and this is wasit {}",
                    found.wasit,
                    crate::commands::VERSION
                ),
                "plan the simulation again, in another folder, or go on with the version that began it",
            ));
        }
        serde_json::from_slice(bytes).map_err(damaged)
    }

    /// The first thing that `other` was asked for otherwise: as it is here, and as it is there.
    pub(super) fn difference(&self, other: &Self) -> Option<(String, String)> {
        let asked = |plan: &Self| {
            let compare: Vec<String> =
                plan.compare.iter().map(|compared| format!("--compare {compared}")).collect();
            [
                plan.simulate.clone(),
                format!("{} with SHA-256 {:.8}…", plan.simulate, plan.sha256),
                format!("--draws {}", plan.draws),
                plan.until.map_or_else(|| "no --until".to_owned(), |points| format!("--until {points}")),
                format!("--replicates {}", plan.replicates),
                format!("--seed {}", plan.seed),
                if compare.is_empty() { "no --compare".to_owned() } else { compare.join(" ") },
                plan.evaluations.flag().unwrap_or("--evaluations normalised").to_owned(),
            ]
        };
        asked(self).into_iter().zip(asked(other)).find(|(here, there)| here != there)
    }

    /// The file's bytes.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("a plan is texts and numbers");
        bytes.push(b'\n');
        bytes
    }

    /// How many blocks lie in each chunk but the last, which may have fewer.
    fn chunk_blocks(&self) -> u64 {
        // Whether to stop is decided after every block.
        if self.until.is_some() { 1 } else { self.draws.div_ceil(Simulation::BLOCK).div_ceil(CHUNKS).max(1) }
    }

    /// How many chunks there are.
    pub(super) fn chunks(&self) -> u64 {
        self.draws.div_ceil(Simulation::BLOCK).div_ceil(self.chunk_blocks())
    }

    /// The numbers of the draws of chunk `chunk`, from 0.
    pub(super) fn draws_of(&self, chunk: u64) -> Range<u64> {
        let each = self.chunk_blocks() * Simulation::BLOCK;
        chunk * each..self.draws.min((chunk + 1) * each)
    }

    /// Reads the talks again, and sees that nothing has changed.
    ///
    /// # Errors
    /// Where something has.
    pub(super) fn prepare(self, name: &str) -> Result<Prepared, Failure> {
        let path = PathBuf::from(&self.simulate);
        if !path.exists() {
            return Err(Failure::advised(
                format!("{name} is of {}, and there is no such file", self.simulate),
                "run in the folder where the simulation was planned, or bring the file back",
            ));
        }
        if hexadecimal(&digest_of(&path)?) != self.sha256 {
            return Err(Failure::advised(
                format!("{} has changed since the simulation was planned", self.simulate),
                "bring back what was planned (plan.json has its SHA-256), or plan again in another folder",
            ));
        }
        Prepared::new(self, &path)
    }
}

impl Prepared {
    /// Reads the talks at `path` for `file`.
    ///
    /// # Errors
    /// Where they have problems, or what is compared is not in them.
    pub(super) fn new(file: PlanFile, path: &Path) -> Result<Self, Failure> {
        let read = beliefs_at(&[path.to_owned()], Reading::of(file.evaluations))?;
        let (beliefs, assumed) = read.map_err(Failure::Problems)?;
        let variants = compare::variants(&file.compare, beliefs.middle())?;
        let sha256 = hexadecimal(&Sha256::digest(file.bytes()));
        Ok(Self { file, sha256, beliefs, variants, assumed })
    }

    /// The simulation.
    ///
    /// # Errors
    /// Where there can be none.
    pub(super) fn simulation(&self) -> Result<Simulation<'_>, Failure> {
        let PlanFile { replicates, seed, .. } = self.file;
        Ok(Simulation::new(&self.beliefs, self.variants.clone(), replicates, seed)?)
    }
}

/// SHA-256 of the talks at `path`, before they are read: a change in between is found later.
///
/// # Errors
/// Where they cannot be read.
pub(super) fn digest(path: &Path) -> Result<String, Failure> {
    if path.as_os_str() == "-" {
        return Err(Failure::advised(
            "a simulation does not read from standard input",
            "name the file: its hash stands in the sample, and it is read again when draws are made later",
        ));
    }
    if path.to_str().is_none() {
        return Err(Failure::input(format!("the name of {} is no text", path.display())));
    }
    if !path.exists() {
        // Says what near it has nearly that name.
        crate::files::bytes_at(path)?;
    }
    digest_of(path).map(|digest| hexadecimal(&digest)).map_err(|failure| match failure {
        Failure::Input { what, help: None } => {
            Failure::advised(what, format!("see who may read {}", name_of(path)))
        }
        other => other,
    })
}

impl From<wasit_arena::SimulateError> for Failure {
    fn from(error: wasit_arena::SimulateError) -> Self {
        Self::input(error.to_string())
    }
}
