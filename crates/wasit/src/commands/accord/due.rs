use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;
use wasit_accord::Length;
use wasit_report::accord::Words;

use super::day::{date, today};
use super::kept::Where;
use crate::Answer;
use crate::failure::Failure;
use crate::output::{Look, to_stdout};

const EXAMPLES: &str = "\
Examples:
  wasit accord due examples/jcpoa --on 2025-09-01
  wasit accord due examples/labour --within '1 year' --party employer
  wasit accord due examples/ceasefire --within '2 weeks' --json

Exit code 1 where something is late.";

/// Say what is late, what is due next and what the clock will bring
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Due {
    #[command(flatten)]
    place: Where,
    /// The day, at its end in the accord's zone [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    on: Option<Date>,
    /// By what was known at the end of that day only [default: by all that is known]
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_known_on: Option<Date>,
    /// How far ahead: `30 days` or `30d`, `10 working days`, `6 months`, `2 years`
    #[arg(long, value_name = "LENGTH", default_value = "30 days", value_parser = length)]
    within: Length,
    /// Only where it is the turn of this party or body
    #[arg(long, value_name = "PARTY")]
    party: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Due {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let mut kept = self.place.open()?;
        if let Some(party) = &self.party {
            kept.member(party)?;
        }
        let on = self.on.unwrap_or_else(|| today(&kept.ledger));
        let known =
            self.as_known_on.map_or(Timestamp::MAX, |known| kept.accord.calendar().last_instant(known));
        let mut due = kept.ledger.due_as_known(on, self.within, known);
        if let Some(party) = &self.party {
            due.retain(|one| one.who.iter().any(|who| **who == **party));
        }
        let words = Words::new(&kept.accord).citing(kept.ledger.declarations());
        let said = if self.json {
            format!("{:#}\n", words.due_json(&due))
        } else if due.is_empty() {
            format!("Nothing is late on {on}, and nothing is due within {}.\n", self.within)
        } else {
            words.due_text(&due, &Look::of_stdout().style())
        };
        to_stdout(&said)?;
        Ok(if due.iter().any(|one| one.is_late) { Answer::No } else { Answer::Done })
    }
}

/// A length in words, or in short: `30d`, `2w`, `6m`, `1y`.
pub(super) fn length(text: &str) -> Result<Length, String> {
    let short = text.trim().char_indices().last().and_then(|(at, unit)| {
        let unit = match unit {
            'd' => "days",
            'w' => "weeks",
            'm' => "months",
            'y' => "years",
            _ => return None,
        };
        let count: u32 = text.trim()[..at].parse().ok()?;
        format!("{count} {unit}").parse().ok()
    });
    let length: Length = match short {
        Some(length) => length,
        None => text.parse().map_err(|error: wasit_accord::WordsError| error.to_string())?,
    };
    if length.years < 0 || length.months < 0 || length.days < 0 {
        return Err("it looks ahead: name no negative time".to_owned());
    }
    Ok(length)
}
