//! `wasit forecast`.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{shown, wasit};
use tempfile::TempDir;

/// A folder with a sample of few draws.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/border-uncertain.yaml");
    fs::copy(example, folder.path().join("border.yaml")).unwrap();
    let text =
        run(folder.path(), &["simulate", "border.yaml", "--draws", "64", "--sample", "border.parquet", "-q"]);
    assert_eq!(text, "exit: 0");
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> String {
    shown(&wasit(arguments).current_dir(folder).output().unwrap())
}

fn forecast(folder: &Path, arguments: &[&str]) -> String {
    run(folder, &[&["forecast"], arguments].concat())
}

/// The ledger's lines.
fn lines(folder: &Path) -> Vec<Value> {
    let text = fs::read_to_string(folder.join("forecasts.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_forecast_is_kept_with_what_it_rests_on() {
    let folder = folder();
    let text = forecast(folder.path(), &["record", "border.parquet", "--as", "spring", "--by", "Badr"]);
    assert!(text.starts_with("exit: 0\n--- out\nspring: a deal in force "), "{text}");
    let kept = &lines(folder.path())[0];
    let hash = |name: &str| {
        use sha2::{Digest, Sha256};
        let bytes = fs::read(folder.path().join(name)).unwrap();
        Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    assert_eq!(kept["talks"]["sha256"], hash("border.yaml"));
    assert_eq!(kept["sample"]["sha256"], hash("border.parquet"));
    assert_eq!(kept["draws"], 64);
    let expected = &kept["expected"];
    let sum: f64 =
        ["no-deal", "not-ratified", "in-force"].map(|end| expected[end].as_f64().unwrap()).iter().sum();
    assert!((sum - 1.0).abs() < 1e-9);
    // What it says is what the sample's explanation says.
    let explained = run(folder.path(), &["explain", "border.parquet", "--json"]);
    let explained: Value = serde_json::from_str(explained.split_once("--- out\n").unwrap().1).unwrap();
    let found = explained.pointer("/outcomes/0/in_force/value").expect("the probability in JSON");
    assert_eq!(found, &expected["in-force"]);
}

#[test]
fn names_are_made_where_none_is_given() {
    let folder = folder();
    for _ in 0..2 {
        forecast(folder.path(), &["record", "border.parquet", "--again"]);
    }
    let names: Vec<Value> = lines(folder.path()).into_iter().map(|line| line["forecast"].clone()).collect();
    assert!(names[0].as_str().unwrap().starts_with("a-border-a-well-2"), "{names:?}");
    assert_eq!(names[1], format!("{}-2", names[0].as_str().unwrap()));
}

#[test]
fn one_sample_is_not_kept_twice_by_mistake() {
    let folder = folder();
    let at = |arguments: &[&str]| forecast(folder.path(), arguments);
    at(&["record", "border.parquet", "--as", "spring"]);
    let text = at(&["record", "border.parquet", "--as", "summer"]);
    assert!(text.starts_with("exit: 2") && text.contains("is of the same sample"), "{text}");
    assert!(text.contains("the forecast `spring` of ") && text.contains("`--again`"), "{text}");
    assert_eq!(lines(folder.path()).len(), 1, "nothing was written");
    let text = at(&["record", "border.parquet", "--as", "summer", "--again"]);
    assert!(text.starts_with("exit: 0"), "{text}");
}

#[test]
fn nothing_is_known_before_its_day() {
    let folder = folder();
    let at = |arguments: &[&str]| forecast(folder.path(), arguments);
    at(&["record", "border.parquet", "--as", "spring"]);
    let text = at(&["resolve", "spring", "no-deal", "--on", "9000-01-01"]);
    assert!(text.starts_with("exit: 2") && text.contains("--on 9000-01-01 is a day to come"), "{text}");
    let text = at(&["resolve", "spring", "no-deal", "--on", "2000-01-01"]);
    assert!(text.starts_with("exit: 2") && text.contains("lies before its forecast"), "{text}");
    assert_eq!(lines(folder.path()).len(), 1, "nothing was written");
}

#[test]
fn outcomes_are_put_beside_and_can_be_put_right() {
    let folder = folder();
    let at = |arguments: &[&str]| forecast(folder.path(), arguments);
    at(&["record", "border.parquet", "--as", "spring"]);
    let text = at(&["resolve", "spring", "no-deal", "--note", "war"]);
    assert!(text.contains("spring: no deal, known on "), "{text}");
    let text = at(&["resolve", "spring", "in-force"]);
    assert!(
        text.contains("the forecast `spring` was resolved on ") && text.contains("`--correct`"),
        "{text}"
    );
    let text = at(&["resolve", "spring", "in-force", "--correct"]);
    assert!(text.starts_with("exit: 0"), "{text}");
    let text = at(&["list"]);
    assert!(text.contains("Came: in force on "), "{text}");
    assert_eq!(lines(folder.path()).len(), 3, "all stays to be seen");
}

#[test]
fn too_few_are_said_to_be_too_few() {
    let folder = folder();
    let at = |arguments: &[&str]| forecast(folder.path(), arguments);
    let text = at(&["score"]);
    assert!(text.contains("there is no ledger of forecasts forecasts.jsonl"), "{text}");
    at(&["record", "border.parquet", "--as", "spring"]);
    let text = at(&["score"]);
    assert!(text.starts_with("exit: 1") && text.contains("No forecast is resolved yet; 1 waits"), "{text}");
    at(&["resolve", "spring", "no-deal"]);
    let text = at(&["score"]);
    assert!(text.starts_with("exit: 0") && text.contains("cannot be told yet"), "{text}");
    assert!(text.contains("The one forecast is resolved."), "{text}");
}

/// A ledger of twelve forecasts, of which every third came.
fn twelve(folder: &Path) {
    for number in 0..12 {
        let name = format!("f{number}");
        forecast(folder, &["record", "border.parquet", "--as", &name, "--again"]);
        let came = if number % 3 == 0 { "in-force" } else { "no-deal" };
        forecast(folder, &["resolve", &name, came]);
    }
}

#[test]
fn a_page_shows_whether_they_came_true() {
    let folder = folder();
    twelve(folder.path());
    let at = |arguments: &[&str]| forecast(folder.path(), arguments);
    at(&["record", "border.parquet", "--as", "spring", "--due", "2060-03-01", "--again"]);
    let text = at(&["score", "--html", "page.html"]);
    assert!(text.contains("12 forecasts are resolved, 1 is open."), "{text}");
    let page = fs::read_to_string(folder.path().join("page.html")).unwrap();
    for said in [
        "picture-reliability-data",
        "13 forecasts in the ledger, 12 with",
        "f11",
        "border.yaml",
        "by 2060-03-01",
    ] {
        assert!(page.contains(said), "{said}");
    }
    let before = fs::read(folder.path().join("forecasts.jsonl")).unwrap();
    let text = at(&["score", "--html", "./forecasts.jsonl"]);
    assert!(
        text.starts_with("exit: 2") && text.contains("would take the place of forecasts.jsonl"),
        "{text}"
    );
    assert_eq!(fs::read(folder.path().join("forecasts.jsonl")).unwrap(), before);
}

#[test]
fn a_simulation_shows_how_earlier_forecasts_came_out() {
    let folder = folder();
    let report = |arguments: &[&str]| {
        let text = run(folder.path(), &[arguments, &["--report", "page.html", "-q"]].concat());
        assert_eq!(text, "exit: 0");
        fs::read_to_string(folder.path().join("page.html")).unwrap()
    };
    let simulate = ["simulate", "border.yaml", "--draws", "64"];
    let page = report(&simulate);
    assert!(page.contains("No ledger of forecasts lies beside the talks file."));
    assert!(page.contains("wasit forecast record SAMPLE"), "how they are kept");
    forecast(folder.path(), &["record", "border.parquet", "--as", "spring"]);
    let page = report(&simulate);
    assert!(page.contains("In the ledger forecasts.jsonl there are too few forecasts"));
    assert!(!page.contains("picture-reliability"));
    twelve(folder.path());
    assert!(report(&simulate).contains("picture-reliability-data"));
    assert!(report(&["explain", "border.parquet"]).contains("picture-reliability-data"));
    let path = folder.path().join("forecasts.jsonl");
    fs::write(&path, fs::read_to_string(&path).unwrap().replace("spring", "autumn")).unwrap();
    let page = report(&simulate);
    assert!(page.contains("The ledger of forecasts forecasts.jsonl cannot be read: line 2 does not follow"));
}

#[test]
fn many_are_scored() {
    let folder = folder();
    twelve(folder.path());
    let squares: f64 = (0..12)
        .map(|number| {
            let p = lines(folder.path())[2 * number]["expected"]["in-force"].as_f64().unwrap();
            (p - if number % 3 == 0 { 1.0 } else { 0.0 }).powi(2)
        })
        .sum();
    let text = forecast(folder.path(), &["score", "--json"]);
    let scored: Value = serde_json::from_str(text.split_once("--- out\n").unwrap().1).unwrap();
    let brier = scored["in_force"]["brier"]["value"].as_f64().unwrap();
    assert!((brier - squares / 12.0).abs() < 1e-9, "{brier}");
    assert_eq!(scored["resolved"], 12);
}

#[test]
fn a_ledger_that_was_changed_says_so() {
    let folder = folder();
    let at = |arguments: &[&str]| forecast(folder.path(), arguments);
    at(&["record", "border.parquet", "--as", "spring"]);
    at(&["record", "border.parquet", "--as", "summer", "--again"]);
    let path = folder.path().join("forecasts.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("spring", "autumn")).unwrap();
    let said = at(&["record", "border.parquet"]);
    assert!(said.contains("line 2 does not follow on the line before it"), "{said}");
    assert!(said.starts_with("exit: 2"), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), text.replace("spring", "autumn"), "nothing was written");
    let said = at(&["resolve", "sprng", "no-deal", "--ledger", "border.yaml"]);
    assert!(said.contains("border.yaml: line 1 is no entry of a ledger of forecasts"), "{said}");
    fs::write(&path, &text).unwrap();
    let said = at(&["resolve", "sprng", "no-deal"]);
    assert!(said.contains("did you mean `spring`?"), "{said}");
    let said = at(&["record", "border.yaml"]);
    assert!(said.starts_with("exit: 2"), "{said}");
}
