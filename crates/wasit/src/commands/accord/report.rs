use std::path::PathBuf;

use clap::Args;
use wasit_accord::{Length, State};
use wasit_report::accord::AccordReport;

use super::day::Day;
use super::due::length;
use super::kept::Where;
use super::score::scores_beside;
use crate::Answer;
use crate::failure::Failure;
use crate::output::{Target, to_stdout};

/// Where the report goes unless told otherwise.
const REPORT: &str = "accord.html";

const EXAMPLES: &str = "\
Examples:
  wasit accord report examples/jcpoa --on 2025-10-18 --out jcpoa.html
  wasit accord report examples/ceasefire --on 2026-05-20 --within '2 months'
  wasit accord report examples/jcpoa --on 2016-02-20 --as-known-on 2016-02-20

The page needs no network, can be printed, and shows scores of `scores.csv` beside the accord apart
from what follows from the journal. Exit code 1 where a commitment is violated.";

/// Draw an accord on a day as one HTML page: over time, beside its limits, disputes, what is due, who holds what
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Report {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    day: Day,
    /// How far ahead to look for what is due
    #[arg(long, value_name = "LENGTH", default_value = "90 days", value_parser = length)]
    within: Length,
    /// Where to write the page
    #[arg(long, value_name = "FILE", default_value = REPORT)]
    out: PathBuf,
}

impl Report {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let target = Target::new(&self.out)?;
        let mut kept = self.place.open_with_entries()?;
        target.must_not_be(&kept.path)?;
        target.must_not_be(&kept.journal)?;
        let scores = scores_beside(&kept)?;
        let (on, known) = self.day.instants(&kept.ledger);
        let status = kept.ledger.status_at(on, known);
        let day = kept.accord.calendar().date(on);
        let due = kept.ledger.due_as_known(day, self.within, known);
        let reasons: Vec<_> =
            (0..status.commitments.len()).map(|at| kept.ledger.reasons(at, on, known)).collect();
        let page = wasit_report::accord_html(&AccordReport {
            accord: &kept.accord,
            file: &kept.path.display().to_string(),
            version: env!("CARGO_PKG_VERSION"),
            entries: &kept.entries,
            set_aside: &kept.set_aside,
            status: &status,
            due: &due,
            reasons: &reasons,
            scores: scores.as_ref(),
        });
        target.write(&page)?;
        to_stdout(&format!("The report is in {}.\n", self.out.display()))?;
        let violated = status.commitments.iter().any(|one| one.state == State::Violated);
        Ok(if violated { Answer::No } else { Answer::Done })
    }
}
