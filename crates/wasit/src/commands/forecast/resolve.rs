use clap::{Args, ValueEnum};
use jiff::civil::Date;
use wasit_files::{Entry, Resolution, Seen};

use super::ledger::{Where, today};
use crate::Answer;
use crate::failure::Failure;
use crate::output::to_stdout;

const EXAMPLES: &str = "\
Examples:
  wasit forecast resolve autumn no-deal --note 'the sixth round was not held'
  wasit forecast resolve autumn in-force --on 2026-11-12
  wasit forecast resolve autumn not-ratified --correct";

/// Say what came of a forecast
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Resolve {
    /// The forecast's name
    name: String,
    /// What came
    #[arg(value_enum)]
    outcome: Outcome,
    /// The day on which it was known, not later than today [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// From where it is known, and what there is to say of it
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Put right what was resolved before; both stay in the ledger, and this counts
    #[arg(long)]
    correct: bool,
    #[command(flatten)]
    place: Where,
}

/// The values of `OUTCOME`.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Outcome {
    /// Nothing was signed
    NoDeal,
    /// A deal was signed, and refused at home
    NotRatified,
    /// A deal was signed, and is in force
    InForce,
}

impl Resolve {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let came = match self.outcome {
            Outcome::NoDeal => Seen::NoDeal,
            Outcome::NotRatified => Seen::NotRatified,
            Outcome::InForce => Seen::InForce,
        };
        let mut kept = self.place.read()?;
        let today = today();
        let on = self.on.unwrap_or(today);
        if on > today {
            return Err(Failure::advised(
                format!("--on {on} is a day to come: it is {today}"),
                "a forecast is resolved when it is known what came; without `--on` that is today",
            ));
        }
        let name = self.name.clone();
        kept.add(
            Entry::Resolution(Resolution { resolves: self.name, on, came, note: self.note }),
            self.correct,
        )?;
        let expected = kept
            .ledger
            .forecasts()
            .find(|(forecast, _)| forecast.forecast == name)
            .map_or(0.0, |(forecast, _)| forecast.expected.of(came));
        to_stdout(&format!(
            "{name}: {}, known on {on}. The forecast gave that {:.0} in a hundred. Kept in {}.\n",
            came.words(),
            100.0 * expected,
            kept.name()
        ))?;
        Ok(Answer::Done)
    }
}
