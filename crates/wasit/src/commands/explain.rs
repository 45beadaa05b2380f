//! `wasit explain`: the answers of a stored sample, without new draws.

use std::path::PathBuf;

use clap::Args;

use super::simulate::{Gathered, Saying};
use crate::Answer;
use crate::failure::Failure;
use crate::output::shell_word;
use crate::sample::{EXPLAINED_MAX, Reader};

const EXAMPLES: &str = "\
Examples:
  wasit simulate talks.yaml --sample talks.parquet -q
  wasit explain talks.parquet
  wasit explain talks.parquet --what-would-it-take 0.8 --report forecast.html
  wasit explain forecast/sample.parquet --json

Exit codes: 0 explained, 2 wrong input or usage, 3 a fault of wasit.";

/// Explain a stored sample again, without new draws
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Explain {
    /// What `wasit simulate FILE --sample SAMPLE` wrote
    #[arg(value_name = "SAMPLE")]
    sample: PathBuf,
    #[command(flatten)]
    saying: Saying,
}

impl Explain {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let report = self.saying.target(std::slice::from_ref(&self.sample))?;
        let reader = Reader::open(&self.sample)?;
        let mut gathered = Gathered::new(reader.meaning());
        for rows in reader.rows() {
            gathered.add(&rows?);
            if gathered.draws() >= EXPLAINED_MAX {
                break;
            }
        }
        let mut gathered = gathered.of(reader.draws());
        if !self.saying.is_silent() {
            gathered = gathered.with_talks(&self.sample, &self.saying);
        }
        let command = format!("wasit explain {}", shell_word(&self.sample.display().to_string()));
        gathered.show(&command, &self.saying, report.as_ref(), None)
    }
}
