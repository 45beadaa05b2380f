use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use wasit_explain::{Forecast, scores};
use wasit_files::{Ledger, Resolution, Seen};
use wasit_report::{Came, ForecastsReport, KeptForecast, forecasts_html};

use super::ledger::Where;
use crate::Answer;
use crate::failure::Failure;
use crate::output::{Look, Target, number_of, to_stdout};

const EXAMPLES: &str = "\
Examples:
  wasit forecast score
  wasit forecast score --html forecasts.html
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
    /// Write an HTML report to this file: the reliability diagram, the score and its parts, every forecast
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    #[command(flatten)]
    place: Where,
}

impl Score {
    pub(super) fn run(self) -> Result<Answer, Failure> {
        let target = self.html.as_deref().map(Target::new).transpose()?;
        let kept = self.place.read()?;
        target.iter().try_for_each(|target| target.must_not_be(kept.path()))?;
        let known = known(&kept.ledger);
        let open = kept.ledger.forecasts().count() - known.len();
        let scored = scores(&known);
        if let Some(target) = target {
            target.write(&forecasts_html(&ForecastsReport {
                ledger: &kept.name(),
                version: crate::commands::VERSION,
                forecasts: &each(&kept.ledger),
                scores: &scored,
                of_three: of_three(&kept.ledger),
            }))?;
        }
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
pub(super) fn known(ledger: &Ledger) -> Vec<Forecast> {
    ledger
        .forecasts()
        .filter_map(|(forecast, came)| {
            let happened = came?.came == Seen::InForce;
            Some(Forecast { probability: forecast.expected.in_force, happened })
        })
        .collect()
}

/// Every forecast with what came of it, for the report.
fn each(ledger: &Ledger) -> Vec<KeptForecast> {
    let came = |resolution: &Resolution| Came {
        words: resolution.came.words().to_owned(),
        on: resolution.on.to_string(),
        in_force: resolution.came == Seen::InForce,
    };
    let one = |(forecast, resolution): (&wasit_files::Forecast, Option<&Resolution>)| KeptForecast {
        name: forecast.forecast.clone(),
        on: forecast.on.to_string(),
        about: forecast.about.clone(),
        file: forecast.talks.name.clone(),
        due: forecast.due.map(|due| due.to_string()),
        in_force: forecast.expected.in_force,
        came: resolution.map(came),
    };
    ledger.forecasts().map(one).collect()
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
        (0, open) => format!(
            "No forecast is resolved yet; {} for `wasit forecast resolve`.",
            number_of(open as u64, "waits", "wait")
        ),
        (1, 0) => "The one forecast is resolved.".to_owned(),
        (resolved, 0) => format!("All {resolved} forecasts are resolved."),
        (resolved, open) => format!(
            "{} resolved, {} open.",
            number_of(resolved as u64, "forecast is", "forecasts are"),
            number_of(open as u64, "is", "are")
        ),
    };
    let mut sentences = vec![counts];
    match scores(known) {
        Ok(scores) => sentences.extend(scores.words()),
        Err(few) if !known.is_empty() => {
            sentences.push(format!("How good they are cannot be told yet: there are {few}."));
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
