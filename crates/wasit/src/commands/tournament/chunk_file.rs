//! `chunk-007.json`: what some of a tournament's talks came to.

use serde::{Deserialize, Serialize};
use wasit_arena::{Ended, Row};
use wasit_model::{Package, ValueIndex};

use super::plan_file::{Prepared, check_version};
use crate::failure::Failure;

/// A part of the rows, whole.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChunkFile {
    wasit: String,
    /// SHA-256 of the plan that it belongs to.
    plan: String,
    chunk: u64,
    /// Of each scenario that occurs in it, whether its frontier is exact.
    exact: Vec<(usize, bool)>,
    rows: Vec<RowFile>,
}

/// A row: ended, agreement, utilities, legs, distances to the frontier and to Nash, disclosure. There are many.
#[derive(Debug, Serialize, Deserialize)]
struct RowFile(EndedWord, Option<Vec<ValueIndex>>, Vec<f64>, u32, Option<f64>, Option<f64>, Vec<f64>);

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum EndedWord {
    Agreed,
    Deadline,
    WalkedOut,
    Closed,
    NotRatified,
}

/// What a chunk holds.
#[derive(Debug, PartialEq)]
pub(super) struct Chunk {
    pub(super) exact: Vec<(usize, bool)>,
    pub(super) rows: Vec<Row>,
}

/// What chunk `chunk` is called.
pub(super) fn name(chunk: u64) -> String {
    format!("chunk-{chunk:03}.json")
}

impl Chunk {
    /// The file's bytes.
    pub(super) fn bytes(self, prepared: &Prepared, chunk: u64) -> Vec<u8> {
        let file = ChunkFile {
            wasit: super::VERSION.to_owned(),
            plan: prepared.sha256.clone(),
            chunk,
            exact: self.exact,
            rows: self.rows.into_iter().map(RowFile::of).collect(),
        };
        let mut bytes = serde_json::to_vec(&file).expect("a chunk is words and numbers");
        bytes.push(b'\n');
        bytes
    }

    /// Reads chunk `chunk` of a tournament.
    ///
    /// # Errors
    /// Where it is of another version or another plan, or damaged.
    pub(super) fn read(bytes: &[u8], prepared: &Prepared, chunk: u64, name: &str) -> Result<Self, Failure> {
        check_version(bytes, name)?;
        let damaged = |what: String| {
            Failure::advised(format!("{name} is damaged: {what}"), "delete it, and hold its talks again")
        };
        let file: ChunkFile = serde_json::from_slice(bytes).map_err(|error| damaged(error.to_string()))?;
        if file.plan != prepared.sha256 {
            return Err(Failure::advised(
                format!("{name} belongs to another plan"),
                "keep one tournament in a folder; delete the file if it is left over",
            ));
        }
        let talks = prepared.file.talks_of(chunk);
        let rows: Vec<Row> = file.rows.into_iter().map(RowFile::into_row).collect();
        if file.chunk != chunk || rows.len() as u64 != talks.end - talks.start {
            return Err(damaged("it does not hold the talks that it should".to_owned()));
        }
        let scenarios: Vec<usize> = scenarios_of(prepared, chunk).collect();
        if !file.exact.iter().map(|(scenario, _)| scenario).eq(&scenarios) {
            return Err(damaged("it is not of the scenarios that it should be of".to_owned()));
        }
        for (talk, row) in talks.zip(&rows) {
            if !fits(prepared, talk, row) {
                return Err(damaged(format!("talk {talk} cannot have ended so")));
            }
        }
        Ok(Self { exact: file.exact, rows })
    }
}

/// The scenarios that occur in a chunk, which has at least one talk.
pub(super) fn scenarios_of(prepared: &Prepared, chunk: u64) -> impl Iterator<Item = usize> + use<> {
    let talks = prepared.file.talks_of(chunk);
    let scenario = |talk: u64| prepared.plan.block_of(talk).scenario;
    scenario(talks.start)..=scenario(talks.end - 1)
}

fn fits(prepared: &Prepared, talk: u64, row: &Row) -> bool {
    let talks = &prepared.talks[prepared.plan.block_of(talk).scenario];
    let parties = talks.parties.len();
    let listened = if prepared.plan.disclosure() { parties } else { 0 };
    let package = match (&row.agreement, row.ended) {
        (Some(package), Ended::Agreed) => talks.space.contains(package) && row.frontier_distance.is_some(),
        (None, Ended::Deadline | Ended::WalkedOut | Ended::Closed | Ended::NotRatified) => {
            row.frontier_distance.is_none() && row.nash_distance.is_none()
        }
        _ => false,
    };
    package && row.utilities.len() == parties && row.disclosure.len() == listened
}

impl RowFile {
    fn of(row: Row) -> Self {
        let ended = match row.ended {
            Ended::Agreed => EndedWord::Agreed,
            Ended::Deadline => EndedWord::Deadline,
            Ended::WalkedOut => EndedWord::WalkedOut,
            Ended::Closed => EndedWord::Closed,
            Ended::NotRatified => EndedWord::NotRatified,
        };
        let agreement = row.agreement.map(|package| package.to_vec());
        Self(
            ended,
            agreement,
            row.utilities,
            row.legs,
            row.frontier_distance,
            row.nash_distance,
            row.disclosure,
        )
    }

    fn into_row(self) -> Row {
        let Self(ended, agreement, utilities, legs, frontier_distance, nash_distance, disclosure) = self;
        let ended = match ended {
            EndedWord::Agreed => Ended::Agreed,
            EndedWord::Deadline => Ended::Deadline,
            EndedWord::WalkedOut => Ended::WalkedOut,
            EndedWord::Closed => Ended::Closed,
            EndedWord::NotRatified => Ended::NotRatified,
        };
        let agreement = agreement.map(|package| package.into_iter().collect::<Package>());
        Row { ended, agreement, utilities, legs, frontier_distance, nash_distance, disclosure }
    }
}
