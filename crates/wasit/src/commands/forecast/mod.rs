//! `wasit forecast`: what was expected, kept with its day and the hashes of what it rests on, and how good it was.

mod earlier;
mod ledger;
mod list;
mod record;
mod resolve;
mod score;

use clap::{Args, Subcommand};

pub(super) use self::earlier::Earlier;
use crate::Answer;
use crate::failure::Failure;

const EXAMPLES: &str = "\
Examples:
  wasit simulate talks.yaml --sample talks.parquet
  wasit forecast record talks.parquet --as autumn --due 2027-03-01 --by 'Badr'
  wasit forecast list
  wasit forecast resolve autumn in-force --note 'ratified on 12 February'
  wasit forecast score --html forecasts.html

A ledger is a text file with one line for each forecast and for each outcome. Every line names
the hash of the line before it: none can be changed or dropped later unseen. Keep the hash of the
last line elsewhere, or the file under version control, and its end cannot be cut off unseen either.

Exit codes: 0 done, 1 nothing to score yet, 2 wrong input or usage, 3 a fault of wasit.";

/// Keep forecasts, say what came of them, and see how good they were
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Forecast {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Record(record::Record),
    Resolve(resolve::Resolve),
    List(list::List),
    Score(score::Score),
}

impl Forecast {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        match self.what {
            What::Record(record) => record.run(),
            What::Resolve(resolve) => resolve.run(),
            What::List(list) => list.run(),
            What::Score(score) => score.run(),
        }
    }
}
