//! Whether forecasts came true as often as they said.

use wasit_charts::{Reliability, ReliabilityBin};
use wasit_explain::{Scores, words as explained};

use super::embed::Figure;
use super::sections::{self, drawn, percent};
use super::table::{Cell, Table, number, text};

/// The reliability diagram, with its counts.
pub(super) fn figure(scores: &Scores) -> Figure {
    let words = |bin: &wasit_explain::ReliabilityBin| {
        format!(
            "{}: {} came",
            explained::count(bin.forecasts, "forecast", "forecasts"),
            explained::percent(bin.frequency)
        )
    };
    let picture = Reliability {
        description: "How often what was forecast came about, against how likely it was said to be.".into(),
        bins: scores
            .bins
            .iter()
            .map(|bin| ReliabilityBin {
                range: (bin.low, bin.high),
                forecast: bin.probability,
                came: drawn(bin.frequency),
                count: bin.forecasts as u64,
                words: words(bin),
            })
            .collect(),
    };
    let mut table = Table::new(
        "Forecasts by their probability",
        vec![text("Said to be"), number("Forecasts"), number("Mean forecast"), number("Came about")],
    );
    for bin in &scores.bins {
        table.push(
            format!("{} to {}", explained::bare_percent(bin.low), explained::bare_percent(bin.high)),
            vec![
                Cell::Number(bin.forecasts.to_string()),
                Cell::Number(explained::bare_percent(bin.probability)),
                percent(bin.frequency),
            ],
        );
    }
    let note = "On the dashed line forecasts come about as often as they say; above it, more often. Bars at the foot are \
                how many forecasts stand behind each mark.";
    sections::figure(
        "reliability",
        "Said, and came",
        &picture.description,
        &picture.specification(),
        &[note],
        table,
    )
}
