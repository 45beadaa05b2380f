use clap::Args;
use serde_json::json;
use wasit_report::accord::{Words, json::steps, record};
use wasit_report::words::sentence;

use super::day::Day;
use super::kept::Where;
use crate::Answer;
use crate::failure::Failure;
use crate::output::{Look, to_stdout};

const EXAMPLES: &str = "\
Examples:
  wasit accord explain examples/jcpoa stock --on 2019-07-08
  wasit accord explain examples/jcpoa relief --on 2025-10-18 --json";

/// Say why a commitment stands as it does: from clauses and facts to its state
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Explain {
    #[command(flatten)]
    place: Where,
    /// The commitment's name
    #[arg(value_name = "COMMITMENT")]
    commitment: String,
    #[command(flatten)]
    day: Day,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Explain {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let mut kept = self.place.open_with_entries()?;
        let at = kept.commitment(&self.commitment)?;
        let (on, known) = self.day.instants(&kept.ledger);
        let reasons = kept.ledger.reasons(at, on, known);
        let status = kept.ledger.status_at(on, known);
        let words = Words::new(&kept.accord).citing(&kept.entries);
        let argued = words.reasons(at, &reasons);
        let held: Vec<_> = status
            .held
            .iter()
            .filter_map(|held| {
                let (_, state) = held.commitments.iter().find(|(place, _)| *place == at)?;
                Some((&*held.by, *state))
            })
            .collect();
        let one = &status.commitments[at];
        if self.json {
            let held: serde_json::Map<_, _> =
                held.iter().map(|(by, state)| ((*by).to_owned(), json!(state.word()))).collect();
            let all = json!({
                "commitment": self.commitment,
                "on": on,
                "state": one.state.word(),
                "record": one.record().word(),
                "steps": steps(&argued),
                "held": held,
            });
            to_stdout(&format!("{all:#}\n"))?;
            return Ok(Answer::Done);
        }
        let look = Look::of_stdout();
        let mut said = words.steps_text(at, one, &argued, &look.style());
        said.push_str(&look.wrapped("", 0, &format!("\nOn record: {}.", record(one.record()))));
        for (by, state) in held {
            let text = format!("{} holds that it is {}.", words.member(by), state.words());
            said.push_str(&look.wrapped("", 0, &sentence(&text)));
        }
        said.push_str(&look.wrapped("", 0, &look.quiet(&format!("{}.", words.when(on, known)))));
        to_stdout(&said)?;
        Ok(Answer::Done)
    }
}
