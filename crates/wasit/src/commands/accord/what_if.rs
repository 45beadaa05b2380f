use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;
use wasit_report::accord::Words;

use super::day::date;
use super::kept::Where;
use super::said::{Said, help};
use crate::Answer;
use crate::failure::Failure;
use crate::output::{Look, to_stdout};

const EXAMPLES: &str = "\
Examples:
  wasit accord what-if examples/jcpoa iran observes stock 250 kg --at 2019-07-05 --on 2019-07-08
  wasit accord what-if examples/jcpoa uk exerts snap-back --at 2020-02-01 --on 2020-03-05";

/// Try an observation or a declaration: what would stand otherwise; nothing is written
#[derive(Debug, Args)]
#[command(after_help = help(EXAMPLES))]
pub(super) struct WhatIf {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    said: Said,
    /// The day, at its end in the accord's zone [default: now]
    #[arg(long, value_name = "DATE", value_parser = date)]
    on: Option<Date>,
    /// Print JSON: the status before and after
    #[arg(long)]
    json: bool,
}

impl WhatIf {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let mut kept = self.place.open()?;
        let entries = self.said.entries(&kept.ledger)?;
        let on = self.on.map_or_else(Timestamp::now, |on| kept.accord.calendar().last_instant(on));
        let before = kept.ledger.status_at(on, Timestamp::MAX);
        self.said.take_in(&entries, &mut kept.ledger)?;
        let after = kept.ledger.status_at(on, Timestamp::MAX);
        let words = Words::new(&kept.accord).citing(kept.ledger.declarations());
        let changes = words.changes(&before, &after);
        if self.json {
            let all = json!({
                "entries": entries,
                "changes": changes,
                "before": words.status_json(&before, &|_| true),
                "after": words.status_json(&after, &|_| true),
            });
            to_stdout(&format!("{all:#}\n"))?;
            return Ok(Answer::Done);
        }
        let look = Look::of_stdout();
        let mut said = String::new();
        for entry in &entries {
            said.push_str(&look.wrapped("If ", 3, &format!("{}:", words.entry(entry))));
        }
        for change in &changes {
            said.push_str(&look.wrapped("  ", 4, change));
        }
        if changes.is_empty() {
            said.push_str("  Nothing would stand otherwise.\n");
        }
        said.push_str(&look.wrapped(
            "",
            0,
            &look.quiet(&format!("{}. Nothing was written.", words.when(on, Timestamp::MAX))),
        ));
        to_stdout(&said)?;
        Ok(Answer::Done)
    }
}
