use clap::Args;
use serde_json::json;
use wasit_explain::{Forecast, scores};
use wasit_files::{Ledger, Seen};

use super::ledger::Where;
use crate::Answer;
use crate::failure::Failure;
use crate::output::{Look, to_stdout};

const EXAMPLES: &str = "\
Examples:
  wasit forecast score
  wasit forecast score --ledger ours.jsonl --json";

/// Say how good the forecasts were whose outcome is known
///
/// The Brier score is the mean squared distance of what was said and what came: 0 is best, 0.25 is what a coin has.
/// Reliability compares how often a deal came with how likely it was said to be.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Score {
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Where,
}

impl Score {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let kept = self.place.read()?;
        let known = known(&kept.ledger);
        let open = kept.ledger.forecasts().count() - known.len();
        let scored = scores(&known);
        if self.json {
            let scored = match &scored {
                Ok(scores) => json!(scores),
                Err(few) => json!({"too_few": few.to_string()}),
            };
            let all = json!({
                "resolved": known.len(),
                "open": open,
                "in_force": scored,
                "brier_of_three": of_three(&kept.ledger),
            });
            to_stdout(&format!("{all:#}\n"))?;
        } else {
            to_stdout(&said(&kept.ledger, &known, open, Look::of_stdout()))?;
        }
        Ok(if known.is_empty() { Answer::No } else { Answer::Done })
    }
}

/// Forecasts of a deal in force whose outcome is known.
fn known(ledger: &Ledger) -> Vec<Forecast> {
    ledger
        .forecasts()
        .filter_map(|(forecast, came)| {
            let happened = came?.came == Seen::InForce;
            Some(Forecast { probability: forecast.expected.in_force, happened })
        })
        .collect()
}

/// The Brier score over no deal, not ratified and in force, from 0 to 2; `None` where nothing is resolved.
fn of_three(ledger: &Ledger) -> Option<f64> {
    let mut sum = 0.0;
    let mut count = 0_u32;
    for (forecast, came) in ledger.forecasts() {
        let Some(came) = came else { continue };
        let off = |seen: Seen| forecast.expected.of(seen) - f64::from(u8::from(came.came == seen));
        sum += Seen::ALL.map(|seen| off(seen).powi(2)).iter().sum::<f64>();
        count += 1;
    }
    (count > 0).then(|| sum / f64::from(count))
}

fn said(ledger: &Ledger, known: &[Forecast], open: usize, look: Look) -> String {
    let counts = match (known.len(), open) {
        (0, 0) => "The ledger holds no forecast.".to_owned(),
        (0, open) => format!("No forecast is resolved yet; {open} wait for `wasit forecast resolve`."),
        (resolved, 0) => format!("All {resolved} forecasts are resolved."),
        (resolved, open) => format!("{resolved} forecasts are resolved, {open} are open."),
    };
    let mut sentences = vec![counts];
    match scores(known) {
        Ok(scores) => sentences.extend(scores.words()),
        Err(few) if !known.is_empty() => {
            sentences.push(format!("There are {few}: how good they are cannot be told yet."));
        }
        Err(_) => {}
    }
    if let Some(of_three) = of_three(ledger) {
        sentences.push(format!(
            "Over all three ends (no deal, not ratified, in force) the mean Brier score is {of_three:.3} (0 is best, 2 is worst)."
        ));
    }
    sentences.iter().map(|sentence| look.wrapped("", 2, sentence)).collect()
}
