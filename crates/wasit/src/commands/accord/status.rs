use clap::Args;
use wasit_accord::State;
use wasit_report::accord::Words;

use super::day::Day;
use super::kept::Where;
use crate::Answer;
use crate::failure::Failure;
use crate::output::{Look, to_stdout};

const EXAMPLES: &str = "\
Examples:
  wasit accord status examples/jcpoa --on 2019-07-08
  wasit accord status examples/jcpoa --on 2016-02-20 --as-known-on 2016-02-20
  wasit accord status examples/jcpoa --on 2025-10-18 --party iran --json

Exit code 1 where a commitment is violated; with `--party`, one of that party's.";

/// Say where each commitment stands, and who holds it otherwise
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Status {
    #[command(flatten)]
    place: Where,
    #[command(flatten)]
    day: Day,
    /// Only what this party owes
    #[arg(long, value_name = "PARTY")]
    party: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Status {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let mut kept = self.place.open()?;
        if let Some(party) = &self.party {
            kept.member(party)?;
        }
        let status = self.day.status(&mut kept.ledger);
        let words = Words::new(&kept.accord).citing(kept.ledger.declarations());
        let commitments = &kept.accord.terms().commitments;
        let shows = |at: usize| {
            let owes = |party: &String| commitments[at].obligors.iter().any(|name| **name == **party);
            self.party.as_ref().is_none_or(owes)
        };
        let said = if self.json {
            format!("{:#}\n", words.status_json(&status, &shows))
        } else {
            words.status_text(&status, &shows, &Look::of_stdout().style())
        };
        to_stdout(&said)?;
        let violated =
            status.commitments.iter().enumerate().any(|(at, one)| shows(at) && one.state == State::Violated);
        Ok(if violated { Answer::No } else { Answer::Done })
    }
}
