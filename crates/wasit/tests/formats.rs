//! Every command on every format, without flags; and what broken and hostile files of each are told.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use support::{shown, wasit};

const FORMATS: [&str; 5] = ["talks", "genius", "geniusweb", "negmas", "negolog"];

/// Fixtures of the readers.
fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../files/tests").join(name)
}

/// Runs the command in `folder`.
fn run_in(folder: &Path, arguments: &[&str]) -> String {
    shown(&wasit(arguments).current_dir(folder).output().unwrap())
}

/// What the command prints as JSON, having done what it was asked.
fn json_in(folder: &Path, arguments: &[&str]) -> Value {
    let output = wasit(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", shown(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Where the deal lies, whatever the sides and values are called and in which order the sides come.
fn utilities(analysis: &Value) -> Vec<Vec<String>> {
    let point = |point: &Value| {
        let mut utilities: Vec<String> = point["utilities"]
            .as_object()
            .unwrap()
            .values()
            .map(|utility| format!("{:.9}", utility.as_f64().unwrap()))
            .collect();
        utilities.sort();
        utilities
    };
    let mut points: Vec<_> = analysis["frontier"]["points"].as_array().unwrap().iter().map(point).collect();
    points.sort();
    points
}

#[test]
fn a_genius_pair_is_analysed_without_flags() {
    let car = fixture("genius/car");
    let three = json_in(&car, &["analyze", "domain.xml", "buyer.xml", "seller.xml", "--json"]);
    let two = json_in(&car, &["analyze", "buyer.xml", "seller.xml", "--json"]);
    let folder = json_in(&car, &["analyze", ".", "--json"]);
    assert_eq!(three["file"], "domain.xml, buyer.xml, seller.xml");
    assert!(three["parties"].get("buyer").is_some() && three["parties"].get("seller").is_some());
    assert!(three["frontier"]["exact"].as_bool().unwrap());
    assert!(utilities(&three).len() > 1);
    assert_eq!(utilities(&three), utilities(&two));
    assert_eq!(utilities(&three), utilities(&folder));
    let raw = json_in(&car, &["analyze", ".", "--evaluations", "raw", "--json"]);
    assert_ne!(utilities(&folder), utilities(&raw));
}

#[test]
fn a_negmas_folder_is_analysed_without_flags_and_says_what_it_assumed() {
    let right = fixture("negmas/right");
    let analysis = json_in(&right, &["analyze", "laptop", "--json"]);
    let assumed: Vec<&str> =
        analysis["assumed"].as_array().unwrap().iter().map(|sentence| sentence.as_str().unwrap()).collect();
    assert_eq!(assumed.len(), 3);
    let said = run_in(&right, &["analyze", "laptop"]);
    let last = said.split("\nAssumed on reading\n").nth(1).expect("the last paragraph");
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assumed.iter().for_each(|sentence| assert!(words(last).contains(sentence), "{sentence}: {last}"));
    let pages = tempfile::tempdir().unwrap();
    let page = pages.path().join("page.html");
    run_in(&right, &["analyze", "laptop", "--quiet", "--html", page.to_str().unwrap()]);
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("Assumed on reading the files"));
    assert!(page.contains("is continuous, and is taken to have 5 values"));
    let quiet = run_in(&right, &["run", "laptop", "--protocol", "alternating", "--quiet"]);
    assert!(!quiet.contains("assumed"), "{quiet}");
}

#[test]
fn a_scenario_comes_through_all_formats() {
    let bench = tempfile::tempdir().unwrap();
    let car = fixture("genius/car");
    let before = utilities(&json_in(&car, &["analyze", ".", "--json"]));
    let mut from = car.to_str().unwrap().to_owned();
    for (at, to) in FORMATS.iter().chain(FORMATS.iter().rev()).enumerate() {
        let out = if *to == "talks" { format!("{at}.yaml") } else { format!("{at}-{to}") };
        let said = json_in(bench.path(), &["convert", &from, &out, "--to", to, "--lossy", "--json"]);
        assert_eq!(said["to"], *to);
        assert_eq!(
            utilities(&json_in(bench.path(), &["analyze", &out, "--json"])),
            before,
            "{from} to {out}"
        );
        from = out;
    }
}

#[test]
fn what_a_target_cannot_say_is_refused_or_left_out() {
    let bench = tempfile::tempdir().unwrap();
    let all = fixture("right/everything.yaml");
    let all = all.to_str().unwrap();
    for to in FORMATS.into_iter().filter(|to| *to != "talks") {
        let refused = run_in(bench.path(), &["convert", all, to, "--to", to]);
        assert!(refused.starts_with("exit: 2") && refused.contains("nothing was written"), "{to}: {refused}");
        assert!(!bench.path().join(to).exists());
    }
}

#[test]
fn a_tournament_does_not_take_parts_for_scenarios() {
    let seats = ["--seats", "boulware,micro"];
    let car = fixture("genius/car");
    let said = run_in(&car, &[&["tournament", "buyer.xml", "seller.xml"], &seats[..]].concat());
    insta::assert_snapshot!(said, @"
    exit: 2
    --- err
    error: buyer.xml and seller.xml are parts of a scenario
      help: put the files of each scenario into a folder of its own and name the folder, or make a talks file of them with `wasit convert`
    ");
    let bench = tempfile::tempdir().unwrap();
    let cup = bench.path().join("cup");
    let cup = cup.to_str().unwrap();
    let plan = ["tournament", "plan", ".", "--evaluations", "raw", "--out", cup];
    assert!(run_in(&car, &[&plan, &seats[..]].concat()).starts_with("exit: 0"));
    let text = fs::read_to_string(Path::new(cup).join("plan.json")).unwrap();
    assert!(text.contains("\"evaluations\": \"raw\""), "{text}");
    assert!(run_in(&car, &["tournament", "run", cup]).starts_with("exit: 0"));
    let merged = run_in(&car, &["tournament", "merge", cup, "--json"]);
    let all = ["tournament", ".", "--evaluations", "raw", "--json"];
    assert_eq!(run_in(&car, &[&all, &seats[..]].concat()), merged, "in parts as in one");
    let normalised = run_in(&car, &[&["tournament", ".", "--json"], &seats[..]].concat());
    assert_ne!(normalised, merged);
    let laptop = fixture("negmas/right");
    let told = run_in(&laptop, &[&["tournament", "laptop"], &seats[..]].concat());
    assert!(told.contains("3 things were assumed on reading the scenarios"), "{told}");
}
