//! The page of a ledger of forecasts: one well-formed file that loads nothing and says in words what its picture shows.

#![allow(clippy::unwrap_used)]

mod page;

use page::{check_well_formed, specifications, without_scripts, words};
use wasit_explain::{Forecast, scores};
use wasit_report::{Came, ForecastsReport, KeptForecast, forecasts_html};

/// Twelve forecasts of 25 %, of which three came, and one that is open.
fn kept() -> Vec<KeptForecast> {
    let forecast = |at: usize| KeptForecast {
        name: format!("f{at}"),
        on: "2026-03-01".into(),
        about: "A border".into(),
        file: "border.yaml".into(),
        due: (at == 12).then(|| "2027-03-01".into()),
        in_force: 0.25,
        came: (at < 12).then(|| Came {
            words: if at.is_multiple_of(4) { "in force".into() } else { "no deal".into() },
            on: "2026-09-01".into(),
            in_force: at.is_multiple_of(4),
        }),
    };
    (0..13).map(forecast).collect()
}

fn page_of(kept: &[KeptForecast]) -> String {
    let known: Vec<Forecast> = kept
        .iter()
        .filter_map(|kept| {
            let happened = kept.came.as_ref()?.in_force;
            Some(Forecast { probability: kept.in_force, happened })
        })
        .collect();
    forecasts_html(&ForecastsReport {
        ledger: "forecasts.jsonl",
        version: "0.0.0",
        forecasts: kept,
        scores: &scores(&known),
        of_three: Some(0.4),
    })
}

#[test]
fn the_page_is_well_formed_and_loads_nothing() {
    for kept in [kept(), kept()[..3].to_vec(), Vec::new()] {
        let page = page_of(&kept);
        check_well_formed(&page);
        assert!(page.contains("default-src 'none'"));
        for attribute in [" src=", " action=", "@import", "<link", "<iframe", "<base"] {
            assert!(!without_scripts(&page).contains(attribute), "{attribute}");
        }
        let skip = page.split("class=\"skip\" href=\"#").nth(1).unwrap().split('"').next().unwrap();
        assert!(page.contains(&format!("<section id=\"{skip}\"")), "{skip}");
    }
}

/// By hand: 12 × 0.25 = 3 were to be expected and 3 came, so reliability and resolution are 0, and the score is the
/// base rate's, 0.25 × 0.75 = 0.1875; one that came scores 0.75² = 0.5625, one that did not 0.25² = 0.0625.
#[test]
fn the_page_has_the_score_its_parts_and_every_forecast() {
    let page = page_of(&kept());
    let text = words(&page);
    for said in [
        "Of 12 forecasts, about 3.0 were to be expected to end with a deal in force, and 3 did.",
        "13 forecasts in the ledger, 12 with a known outcome.",
        "A forecast of 70 % is right if, of ten such forecasts, about seven come true.",
        "Reliability 0.000",
        "Resolution 0.000",
        "Uncertainty 0.188",
        "f0 2026-03-01 border.yaml A border: a deal in force 25.0 % in force 2026-09-01 0.562",
        "f1 2026-03-01 border.yaml A border: a deal in force 25.0 % no deal 2026-09-01 0.062",
        "f12 2026-03-01 border.yaml A border: a deal in force by 2027-03-01 25.0 % open",
        "the mean Brier score is 0.400",
    ] {
        assert!(text.contains(said), "missing: {said}\nin: {text}");
    }
    let pictures = specifications(&page);
    assert_eq!(pictures.len(), 1);
    let marks = pictures[0]["datasets"]["marks"].as_array().unwrap();
    assert_eq!((marks.len(), &marks[0]["count"]), (1, &"12".into()));
}

#[test]
fn of_few_no_picture_is_drawn() {
    let page = page_of(&kept()[..3]);
    assert!(specifications(&page).is_empty());
    let text = words(&page);
    assert!(text.contains("Too few forecasts with a known outcome to say: 3, and 10 are needed."), "{text}");
    assert!(text.contains("3 outcomes are known: too few to say how good the forecasts are."), "{text}");
    assert!(words(&page_of(&[])).contains("No outcome is known yet."));
}

#[test]
fn hostile_text_stays_text() {
    let mut kept = kept();
    let hostile = "</script><script>alert(1)</script><!--\"'&";
    kept[0].about = hostile.into();
    kept[1].name = hostile.into();
    let page = page_of(&kept);
    check_well_formed(&page);
    assert!(!page.contains("<script>alert(1)"));
}
