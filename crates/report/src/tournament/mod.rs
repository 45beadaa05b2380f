//! A tournament as data: every talk as a row of CSV, and all of it as JSON.

mod csv;
mod json;
mod lines;

pub use csv::write_csv;
pub use json::write_json;

use wasit_arena::{Block, Plan, Ranking, Row};
use wasit_model::Talks;

/// A tournament and all that there is to say of it.
#[derive(Clone, Copy, Debug)]
pub struct TournamentReport<'a> {
    /// The version of Wasit that held the talks.
    pub version: &'a str,
    /// Which talks were held.
    pub plan: &'a Plan,
    /// The scenarios, in the plan's order.
    pub scenarios: &'a [ScenarioReport<'a>],
    /// The mediator that was asked for; `None` where each scenario has its own, and at a direct table.
    pub mediator: Option<&'a str>,
    /// What every held talk came to.
    pub rows: &'a [Row],
    /// What they come to together.
    pub ranking: &'a Ranking,
}

/// A scenario of a tournament.
#[derive(Clone, Copy, Debug)]
pub struct ScenarioReport<'a> {
    /// The file or folder, as it was named.
    pub file: &'a str,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: &'a str,
    /// The talks, with as many legs as they were held over.
    pub talks: &'a Talks,
    /// Whether the frontier that distances are measured to is exact.
    pub exact: bool,
}

/// One talk, repetitions of what was held once included.
struct Talk<'a> {
    scenario: &'a ScenarioReport<'a>,
    block: Block<'a>,
    /// From 0.
    repetition: u32,
    seed: u64,
    row: &'a Row,
}

impl<'a> TournamentReport<'a> {
    /// Every talk in order.
    fn talks(self) -> impl Iterator<Item = Talk<'a>> {
        self.plan.blocks().flat_map(move |block| {
            (0..self.plan.repeat()).map(move |repetition| {
                let held = block.from + u64::from(repetition).min(block.to - block.from - 1);
                Talk {
                    scenario: &self.scenarios[block.scenario],
                    block,
                    repetition,
                    seed: self.plan.seed_of(&block, repetition),
                    row: &self.rows[held as usize],
                }
            })
        })
    }

    /// The strategies by seat.
    fn strategies(self, block: &Block<'a>) -> impl Iterator<Item = &'a str> + use<'a> {
        block.strategies.iter().map(move |&at| self.plan.strategies()[usize::from(at)].as_str())
    }
}
