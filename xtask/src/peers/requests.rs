//! What both programs are asked to do.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// What is kept from one session to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Mode {
    /// Nothing but the parsed scenario.
    SetUp,
    /// Everything that Wasit shares; the utility functions of NegMAS.
    Warm,
    /// As before, and the inverses that a user of NegMAS can have it keep.
    Kept,
}

/// Something to do, in JSON as the script of NegMAS's side reads it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "measure", rename_all = "kebab-case")]
pub(super) enum Request {
    /// A session, from its seats to its end.
    Session {
        /// The folder.
        scenario: PathBuf,
        /// Strategies, by Wasit's names.
        pair: [String; 2],
        steps: u32,
        mode: Mode,
    },
    /// The frontier and the four solutions.
    Analysis { scenario: PathBuf },
    /// Every ordered pair on every scenario, from either side.
    Tournament {
        scenarios: Vec<PathBuf>,
        strategies: Vec<String>,
        steps: u32,
        /// On one core; else on all.
        serial: bool,
    },
    /// Reading a scenario from its folder.
    Load { scenario: PathBuf },
    /// What a process needs before it can hold a session.
    StartUp,
}

/// A scenario in YAML, by its name.
pub(super) fn scenario(name: &str) -> PathBuf {
    scenarios().join("yaml").join(name)
}

/// The same scenario in GENIUS XML.
pub(super) fn scenario_xml(name: &str) -> PathBuf {
    scenarios().join("xml").join(name)
}

fn scenarios() -> PathBuf {
    crate::root().join(Path::new("crates/arena/tests/negmas/scenarios"))
}
