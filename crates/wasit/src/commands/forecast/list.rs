use clap::Args;
use serde_json::{Value, json};
use wasit_files::{Forecast, Resolution};

use super::ledger::{Where, today};
use crate::Answer;
use crate::failure::Failure;
use crate::output::{Look, to_stdout};

/// List the forecasts of a ledger, and what came of them
#[derive(Debug, Args)]
pub(super) struct List {
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Where,
}

impl List {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let kept = self.place.read()?;
        let forecasts = kept.ledger.forecasts();
        if self.json {
            let all: Value =
                forecasts.map(|(forecast, came)| json!({"forecast": forecast, "resolution": came})).collect();
            to_stdout(&format!("{all:#}\n"))?;
            return Ok(Answer::Done);
        }
        let look = Look::of_stdout();
        let lines: Vec<String> = forecasts.map(|(forecast, came)| lines(forecast, came, &look)).collect();
        to_stdout(&lines.concat())?;
        Ok(Answer::Done)
    }
}

fn lines(forecast: &Forecast, came: Option<&Resolution>, look: &Look) -> String {
    let expected = forecast.expected;
    let percent = |p: f64| format!("{:.0} %", 100.0 * p);
    let due = match forecast.due {
        Some(due) if came.is_none() && due < today() => format!(", overdue since {due}"),
        Some(due) => format!(", due {due}"),
        None => String::new(),
    };
    let by = forecast.by.as_ref().map_or_else(String::new, |by| format!(", by {by}"));
    let came = came.map_or("open".to_owned(), |came| format!("{} on {}", came.came.words(), came.on));
    let text = format!(
        "{}, {}{due}{by}: in force {}, signed, not ratified {}, no deal {}. Came: {came}",
        forecast.about,
        forecast.on,
        percent(expected.in_force),
        percent(expected.not_ratified),
        percent(expected.no_deal),
    );
    look.wrapped(&format!("{}  ", look.bold(&forecast.forecast)), 2, &text)
}
