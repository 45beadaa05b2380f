//! `wasit accord`: an adopted accord, and all that came in about it.

mod calendar;
mod check;
mod day;
mod draft;
mod due;
mod explain;
mod export;
mod journal;
mod kept;
mod record;
mod report;
mod said;
mod sample;
mod score;
mod status;
mod what_if;

use clap::{Args, Subcommand};

use crate::Answer;
use crate::failure::Failure;

const EXAMPLES: &str = "\
Examples:
  wasit accord draft result.json --out accord.yaml
  wasit accord check examples/jcpoa
  wasit accord status examples/jcpoa --on 2019-07-08
  wasit accord due examples/jcpoa --on 2025-09-01 --within '60 days'
  wasit accord explain examples/jcpoa stock --on 2019-07-08
  wasit accord record examples/supply buyer observes deliveries 40 t --at 2026-03-31
  wasit accord what-if examples/jcpoa uk exerts snap-back --at 2020-02-01 --on 2020-03-05
  wasit accord report examples/jcpoa --on 2025-10-18 --out jcpoa.html
  wasit accord calendar examples/labour --out deadlines.ics
  wasit accord export examples/jcpoa --format akoma-ntoso --out jcpoa.xml
  wasit accord sample --population 300 --defects 10 --detection 95%

An accord is a file, or a folder that holds `accord.yaml`. Its journal, `journal.jsonl`, lies beside
it and is found there; a line of it is added and never changed.

Exit codes: 0 done, 1 the answer is no (something is violated, or set aside), 2 wrong input or usage,
3 a fault of wasit.";

/// Watch an accord: what is owed, what is due, what came in, who is late, what disputes wait for
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Accord {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Draft(draft::Draft),
    Check(check::Check),
    Status(status::Status),
    Due(due::Due),
    Explain(explain::Explain),
    Record(record::Record),
    WhatIf(what_if::WhatIf),
    Calendar(calendar::Calendar),
    Report(report::Report),
    Score(score::Score),
    Export(export::Export),
    Sample(sample::Sample),
}

impl Accord {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        match self.what {
            What::Draft(draft) => draft.run(),
            What::Check(check) => check.run(),
            What::Status(status) => status.run(),
            What::Due(due) => due.run(),
            What::Explain(explain) => explain.run(),
            What::Record(record) => record.run(),
            What::WhatIf(what_if) => what_if.run(),
            What::Calendar(calendar) => calendar.run(),
            What::Report(report) => report.run(),
            What::Score(score) => score.run(),
            What::Export(export) => export.run(),
            What::Sample(sample) => sample.run(),
        }
    }
}
