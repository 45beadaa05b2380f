//! A ledger of forecasts as one HTML file: whether they came true as often as they said, and each of them.

use wasit_explain::{Scores, words as explained};

use super::reliability;
use super::sections::{Head, Section, page, plain};
use super::table::{Cell, Table, number, text};
use crate::{ForecastsReport, KeptForecast, words};

/// Rows of the table of forecasts.
const ROWS: usize = 1000;

/// The report of a ledger of forecasts as the text of one HTML file.
#[must_use]
pub fn forecasts_html(report: &ForecastsReport<'_>) -> String {
    let resolved: Vec<&KeptForecast> =
        report.forecasts.iter().filter(|forecast| forecast.came.is_some()).collect();
    let head = Head {
        kind: "Forecasts and what came",
        title: report.ledger,
        note: None,
        headline: &headline(&resolved, report.scores.is_err()),
        made: &format!(
            "{} in the ledger, {} with a known outcome.",
            explained::count(report.forecasts.len(), "forecast", "forecasts"),
            words::grouped(resolved.len() as u128)
        ),
        version: report.version,
    };
    page(&head, [came_true(report), parts(report), each(report)])
}

/// The answer in a sentence that asks for no learning.
fn headline(resolved: &[&KeptForecast], few: bool) -> String {
    if resolved.is_empty() {
        return "No outcome is known yet.".to_owned();
    }
    if few {
        let known = explained::count(resolved.len(), "outcome is", "outcomes are");
        return format!("{known} known: too few to say how good the forecasts are.");
    }
    let expected: f64 = resolved.iter().map(|forecast| forecast.in_force).sum();
    let came = |forecast: &&&KeptForecast| forecast.came.as_ref().is_some_and(|came| came.in_force);
    let came = match resolved.iter().filter(came).count() {
        0 => "none".to_owned(),
        count => words::grouped(count as u128),
    };
    format!(
        "Of {}, about {expected:.1} were to be expected to end with a deal in force, and {came} did.",
        explained::count(resolved.len(), "forecast", "forecasts")
    )
}

fn came_true(report: &ForecastsReport<'_>) -> Section {
    let mut section = Section::new("reliability", "Did it come as often as was said?", "Reliability");
    let mut said = vec![
        "A forecast of 70 % is right if, of ten such forecasts, about seven come true. No forecast is right or wrong \
         alone."
            .to_owned(),
    ];
    said.extend(report.scores.iter().flat_map(Scores::words));
    section.said(said);
    section.known(report.scores, |section, scores| section.picture(reliability::figure(scores)));
    section
}

fn parts(report: &ForecastsReport<'_>) -> Section {
    let mut section = Section::new("score", "What the score is made of", "The score");
    if let Ok(scores) = report.scores {
        section.table(decomposition(scores));
    }
    section.said(report.of_three.map(of_three).into_iter().collect());
    section
}

fn of_three(score: f64) -> String {
    format!(
        "Over all three ends (no deal, not ratified, in force) the mean Brier score is {score:.3} (0 is best, 2 is worst)."
    )
}

fn decomposition(scores: &Scores) -> Table {
    let mut table = Table::new(
        "The Brier score and its parts: reliability − resolution + uncertainty + within = Brier score",
        vec![text(""), number("Figure"), text("What it is")],
    );
    let what = |words: &str| Cell::Text(words.to_owned());
    table.push_strong(
        "Brier score",
        vec![
            plain(scores.brier),
            what("The mean squared distance of what was said and what came: 0 is best, 0.25 is a coin"),
        ],
    );
    let rows = [
        ("Reliability", scores.reliability, "How far what was said lies from how often it came; 0 is best"),
        (
            "Resolution",
            scores.resolution,
            "How far the forecasts tell cases apart that come from cases that do not; more is better",
        ),
        (
            "Uncertainty",
            scores.uncertainty,
            "How open the cases were: what always saying the base rate would score",
        ),
        ("Within", scores.within, "What is left because forecasts that are counted together differ a little"),
    ];
    for (name, figure, words) in rows {
        table.push(name, vec![Cell::Number(format!("{figure:.3}").replace('-', "−")), what(words)]);
    }
    if let Some(skill) = scores.skill {
        table.push(
            "Skill",
            vec![
                Cell::Number(format!("{:.0} %", 100.0 * skill).replace('-', "−")),
                what("How much better than always saying the base rate; below 0 is worse"),
            ],
        );
    }
    table
}

fn each(report: &ForecastsReport<'_>) -> Section {
    let mut section = Section::new("forecasts", "The forecasts", "The forecasts");
    let mut table = Table::new(
        "Each forecast and what came; the score is the squared distance of the two, and less is better",
        vec![
            text("Forecast"),
            number("Made on"),
            text("Talks file"),
            text("Claim"),
            number("Probability"),
            text("What came"),
            number("Known on"),
            number("Score"),
        ],
    );
    for forecast in report.forecasts.iter().take(ROWS) {
        table.push(forecast.name.clone(), row(forecast));
    }
    let more = report.forecasts.len().saturating_sub(ROWS);
    if more > 0 {
        table.foot =
            Some(format!("{more} more forecasts are not listed here; `wasit forecast list` lists them all."));
    }
    if !table.rows.is_empty() {
        section.table(table);
    }
    section.said(vec![
        "The ledger holds the SHA-256 of each talks file and sample, and each of its lines names the hash of the line \
         before: none can be changed later unseen."
            .to_owned(),
    ]);
    section
}

fn row(forecast: &KeptForecast) -> Vec<Cell> {
    let by = forecast.due.as_ref().map_or_else(String::new, |due| format!(" by {due}"));
    let (came, known) = match &forecast.came {
        Some(came) => (came.words.clone(), came.on.clone()),
        None => ("open".to_owned(), String::new()),
    };
    vec![
        Cell::Number(forecast.on.clone()),
        Cell::Text(forecast.file.clone()),
        Cell::Text(format!("{}: a deal in force{by}", forecast.about)),
        Cell::Number(format!("{:.1} %", 100.0 * forecast.in_force)),
        Cell::Text(came),
        Cell::Number(known),
        Cell::Number(forecast.score().map_or_else(String::new, |score| format!("{score:.3}"))),
    ]
}
