use clap::Args;
use jiff::Timestamp;
use wasit_report::accord::Words;

use super::journal::append;
use super::kept::Where;
use super::said::{Said, help};
use crate::Answer;
use crate::failure::Failure;
use crate::output::{Look, number_of, to_stdout};

/// Add an observation or a declaration to the journal, checked first
#[derive(Debug, Args)]
#[command(after_help = help(EXAMPLES))]
pub(super) struct Record {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    said: Said,
}

const EXAMPLES: &str = "\
Examples:
  wasit accord record accord.yaml iaea observes stock 300.1 kg --at 2019-07-01 --source GOV/INF/2019/8
  wasit accord record accord.yaml employer performs first-rise --attach payslips.pdf
  wasit accord record accord.yaml union refers wages arbitration --as wage-dispute
  wasit accord record accord.yaml --from readings.csv

Nothing of a journal is changed: what was wrong is withdrawn by whoever said it, and said anew.";

impl Record {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let mut kept = self.place.open()?;
        let entries = self.said.entries(&kept.ledger)?;
        let now = Timestamp::now();
        let before = kept.ledger.status_at(now, Timestamp::MAX);
        self.said.take_in(&entries, &mut kept.ledger)?;
        append(&kept.journal, kept.length, &entries)?;
        let after = kept.ledger.status_at(now, Timestamp::MAX);
        let words = Words::new(&kept.accord).citing(&entries);
        let look = Look::of_stdout();
        let mut said = String::new();
        match entries.as_slice() {
            [one] => said.push_str(&look.wrapped("", 0, &format!("`{}`: {}.", one.id, words.entry(one)))),
            all => {
                let count = number_of(all.len() as u64, "entry", "entries");
                said.push_str(&format!("{count} added to {}.\n", kept.journal.display()));
            }
        }
        let changes = words.changes(&before, &after);
        for change in &changes {
            said.push_str(&look.wrapped("  ", 4, change));
        }
        if changes.is_empty() {
            said.push_str("  Nothing stands otherwise by that today.\n");
        }
        to_stdout(&said)?;
        Ok(Answer::Done)
    }
}
