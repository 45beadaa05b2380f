//! The report of a simulation: one well-formed file that loads nothing and says in words and tables what its pictures
//! show; its JSON; and its text for a terminal.

#![allow(clippy::unwrap_used)]

mod page;
mod simulated;

use std::sync::LazyLock;

use page::{check_well_formed, specifications, without_scripts, words};
use serde_json::Value;
use simulated::Simulated;
use wasit_explain::{Class, Kind};
use wasit_report::terminal::{self, Style};
use wasit_report::{simulation_html, write_simulation_json};

/// Enough draws for every explanation, and too few for most.
static MANY: LazyLock<Simulated> = LazyLock::new(|| Simulated::new(4096));
static FEW: LazyLock<Simulated> = LazyLock::new(|| Simulated::new(60));

fn json(simulated: &Simulated) -> Value {
    let mut bytes = Vec::new();
    simulated.with(|report| write_simulation_json(report, &mut bytes)).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

#[test]
fn the_page_is_well_formed_and_loads_nothing() {
    for simulated in [&*MANY, &*FEW] {
        let page = simulated.with(simulation_html);
        check_well_formed(&page);
        assert!(page.contains("default-src 'none'"));
        for attribute in [" src=", " action=", "@import", "<link", "<iframe", "<base"] {
            assert!(!without_scripts(&page).contains(attribute), "{attribute}");
        }
        for piece in without_scripts(&page).split(" href=\"").skip(1) {
            assert!(piece.starts_with('#'), "{piece:.40}");
        }
        assert!(page.len() < 3_000_000, "{} bytes", page.len());
    }
}

#[test]
fn every_picture_has_a_table_and_a_name() {
    for (simulated, least) in [(&*MANY, 20), (&*FEW, 6)] {
        let page = simulated.with(simulation_html);
        let figures: Vec<&str> = page.split("<figure>").skip(1).collect();
        assert!(figures.len() >= least, "{} pictures", figures.len());
        for figure in figures {
            let figure = &figure[..figure.find("</figure>").unwrap()];
            assert!(figure.contains("role=\"img\" aria-label=\""));
            assert!(figure.contains("<details open>"), "readable without scripts");
            assert!(figure.matches("<tr").count() > 1, "a table with rows: {figure:.200}");
        }
        for specification in specifications(&page) {
            let marks = specification["datasets"]["marks"].as_array().unwrap();
            assert!(!marks.is_empty(), "{}", specification["description"]);
            assert!(marks.iter().enumerate().all(|(at, mark)| mark["id"] == at));
        }
    }
}

#[test]
fn the_page_says_what_there_is_to_know() {
    let text = words(&MANY.with(simulation_html));
    let found = &MANY.explanations;
    let first = found.outcomes[0].words();
    let relaxing = found.blockers.as_ref().unwrap().as_ref().unwrap().words().into_iter();
    let mut said = vec![
        "4,096 draws of 5 uncertain numbers, the talks held twice in each under each of 2 choices, from seed 7.",
        "They are no better than that.",
        "does not say how right the beliefs are",
        "sanctions bite less than in 2015; interviews, April 2025; confidence: low",
        "is no advice and no cause",
        "wasit simulate muscat.yaml --draws 4096 --seed 7",
        "No deal, to Iran",
        "Senate of the United States",
        "Said to be",
    ];
    said.extend(first.iter().map(String::as_str));
    for said in said {
        assert!(text.contains(said), "missing: {said}\nin: {text}");
    }
    let moves: Vec<String> = relaxing.filter(|said| said.starts_with("Relaxing")).collect();
    assert!(!moves.is_empty() && moves.iter().all(|said| text.contains(said)), "{moves:?}");
}

#[test]
fn assumptions_and_warnings_stand_above_the_results() {
    let text = words(&FEW.with(simulation_html));
    let place = |said: &str| text.rfind(said).unwrap_or_else(|| panic!("missing: {said}\nin: {text}"));
    let results = place("How the talks come out");
    for before in ["60 draws are few", "taken as evenly spaced", "They are no better than that."] {
        assert!(place(before) < results, "{before}");
    }
}

#[test]
fn what_the_sample_is_too_small_for_says_so() {
    let text = words(&FEW.with(simulation_html));
    let few = FEW.explanations.tornado.as_ref().unwrap_err().to_string();
    assert!(text.contains(&format!("T{}.", &few[1..])), "{few}\nin: {text}");
    assert!(!text.contains("Iran’s walk-away bears"), "no claim on a handful of draws");
    let told = json(&FEW);
    for part in ["tornado", "effects", "failures", "asking", "inverse"] {
        assert!(told[part]["too_few"]["has"].is_u64(), "{part}: {}", told[part]);
    }
}

/// A table holds the figures of the sample, counted here by another way.
#[test]
fn the_shares_are_those_of_the_holdings() {
    let told = json(&MANY);
    let columns = MANY.sample.columns();
    for (at, variant) in columns.variants.iter().enumerate() {
        for (class, share) in Class::ALL.iter().zip(told["outcomes"][at]["classes"].as_array().unwrap()) {
            let count = variant.classes.iter().filter(|found| *found == class).count();
            let expect = count as f64 / variant.classes.len() as f64;
            assert!((share[1]["value"].as_f64().unwrap() - expect).abs() < 1e-12, "{class:?}");
        }
    }
    let specification = &specifications(&MANY.with(simulation_html))[0];
    let marks = specification["datasets"]["marks"].as_array().unwrap();
    let in_force = columns.variants[0].classes.iter().filter(|class| **class == Class::InForce).count();
    let drawn = marks[0]["x2"].as_f64().unwrap();
    assert!((drawn - in_force as f64 / columns.variants[0].classes.len() as f64).abs() < 1e-12);
}

/// All deals in force are in the cloud, and nothing else is.
#[test]
fn the_cloud_is_of_the_deals_in_force() {
    let page = MANY.with(simulation_html);
    let cloud = specifications(&page)
        .into_iter()
        .find(|specification| {
            specification["description"].as_str().unwrap().contains("frontier and walk-aways")
        })
        .unwrap();
    let marks = cloud["datasets"]["marks"].as_array().unwrap();
    let all: f64 = marks.iter().map(|mark| mark["share"].as_f64().unwrap()).sum();
    assert!((all - 1.0).abs() < 1e-2, "{all}");
}

#[test]
fn a_choice_shows_the_shares_of_its_labels() {
    let text = words(&MANY.with(simulation_html));
    let strategy = MANY.sample.columns().inputs.iter().find(|input| input.path == "iran.strategy").unwrap();
    assert!(matches!(strategy.kind, Kind::Label(_)));
    assert!(text.contains("boulware 33 %, linear 33 %, conceder 33 %"), "{text}");
}

#[test]
fn hostile_text_stays_text() {
    let hostile = "</script><script>alert(1)</script><!--\"'&\u{2028}";
    let mut columns = MANY.sample.columns().clone();
    columns.parties[0] = hostile.into();
    columns.groups[0] = hostile.into();
    columns.inputs[0].path = hostile.into();
    columns.issues[0].values[0] = hostile.into();
    columns.claims[0].name = hostile.into();
    columns.variants[1].name = hostile.into();
    let simulated = Simulated::of(columns, hostile);
    let page = simulated.with(simulation_html);
    check_well_formed(&page);
    assert!(!page.contains("<script>alert(1)"));
    assert!(words(&page).contains("alert(1)"));
    let style = Style { width: 80, color: false, unicode: true, full: false };
    let moving = Simulated::of(MANY.sample.columns().clone(), "a\x1b[2Jb");
    assert!(!moving.with(|report| terminal::simulation(report, &style)).contains('\x1b'));
}

#[test]
fn in_a_terminal() {
    let style = Style { width: 100, color: false, unicode: true, full: false };
    insta::assert_snapshot!("terminal", MANY.with(|report| terminal::simulation(report, &style)));
}

#[test]
fn few_draws_in_a_narrow_terminal_of_plain_letters() {
    let style = Style { width: 64, color: false, unicode: false, full: false };
    let text = FEW.with(|report| terminal::simulation(report, &style));
    assert!(text.lines().all(|line| line.chars().count() <= 64), "{text}");
    insta::assert_snapshot!("terminal_few", text);
}
