//! `wasit run` and `wasit analyze` where parties have home bodies.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use serde_json::json;
use support::{json, run};

#[test]
fn signed_and_not_ratified() {
    let said = run(&["run", "home.yaml", "--seed", "1"]);
    let (course, end) = said.split_once("Signed, not ratified").unwrap();
    assert!(course.starts_with("exit: 1"), "{course}");
    assert!(
        course.contains("the home of North\n       ratifies; the home of South does not ratify"),
        "{course}"
    );
    insta::assert_snapshot!(end.trim(), @"
    · after 22 legs · Round 1

      Issue            Value      North  South
      crossings        300 a day   0.60   0.00
      control          own         0.00   0.40
      years            10          0.07   0.13
      in all                       0.67   0.53
      discounted                   0.30   0.25
      walk-away                    0.30   0.35

      Distance, in utilities
        to the frontier       0.000 no package is better for all
        to Nash               0.094 North 0.60, South 0.60
        to Kalai–Smorodinsky  0.094 North 0.60, South 0.60
        to egalitarian        0.094 North 0.60, South 0.60
        to utilitarian        0.000 North 0.67, South 0.53
      The home of North ratified it (79.1 % likely): The farmers and The towns said
      yes.
      The home of South did not ratify it (0.0 % likely): The senate said no.
    ");
}

#[test]
fn as_json() {
    let run = json(&["run", "home.yaml", "--seed", "1", "--json"]);
    assert_eq!(run["ended"], "not_ratified");
    assert_eq!(run["agreement"], json!(null));
    assert_eq!(run["reason"], json!({"seat": "south", "fault": false, "what": "its home did not ratify"}));
    let home = &run["home"][0];
    assert_eq!(home["package"], json!({"crossings": "300", "control": "own", "years": "10"}));
    assert_eq!(home["in_force"], false);
    assert_eq!(
        home["homes"]["south"],
        json!({"ratified": false, "chance": 0.0, "votes": {"senate": false}, "bought": null})
    );
    let acts: Vec<&str> =
        run["trace"].as_array().unwrap().iter().map(|entry| entry["act"].as_str().unwrap()).collect();
    assert_eq!(acts[acts.len() - 3..], ["accept", "ratify", "not_ratify"]);
    let plain = json(&["run", "shop.yaml", "--seed", "1", "--json"]);
    assert!(plain.get("home").is_none());
}

/// All learn what a home body made of it; how likely that was, and who voted how, nobody is told.
#[test]
fn what_a_seat_learns() {
    let seen = json(&["run", "home.yaml", "--seed", "1", "--as", "north", "--json"]);
    assert_eq!(seen["ended"], "not_ratified");
    let last = seen["trace"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["seat"], &last["act"]), (&json!("south"), &json!("not_ratify")));
    let text = seen.to_string();
    for secret in ["senate", "farmers", "chance", "votes"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn many_talks() {
    let said = run(&["run", "home.yaml", "--seed", "1", "--repeat", "20"]);
    assert!(said.contains("signed, not ratified  100.0 %"), "{said}");
    let many = json(&["run", "home.yaml", "--seed", "1", "--repeat", "20", "--json"]);
    assert_eq!(many["ended"]["not_ratified"], 20);
    let plain = json(&["run", "shop.yaml", "--seed", "1", "--repeat", "20", "--json"]);
    assert!(plain["ended"].get("not_ratified").is_none());
}

#[test]
fn what_home_bodies_would_ratify() {
    let said = run(&["analyze", "home.yaml"]);
    let (_, home) = said.split_once("At home\n").unwrap();
    let (home, _) = home.split_once("\nTrades").unwrap();
    insta::assert_snapshot!(home, @"
             would be ratified                    whose vote decides
      North        12 (33.3 %)  The farmers 100.0 %, The towns 0.0 %
      South        13 (36.1 %)                    The senate 100.0 %
      Packages that every side would ratify, each with 50.0 % or more: 0 (0.0 %);
      those that every delegation would sign too: 0 (0.0 %).
      The nearest: crossings 200 a day, control own, years 10 (ratified by North 3.0
      % and South 100.0 %).
      Every package gives some side, or those who would carry its home, at least
      0.077 less than they ask.
      It is blocked by the threshold of The farmers at the home of North and the
      threshold of The senate at the home of South.
      It would be opened by lowering the threshold of The farmers at the home of
      North by 0.173; or by lowering the threshold of The senate at the home of
      South by 0.210.
    ");
    let found = json(&["analyze", "home.yaml", "--json"]);
    let home = &found["home"];
    assert_eq!(home["sides"]["north"]["win_set"]["value"], 12);
    assert_eq!(home["sides"]["north"]["pivots"], json!({"farmers": 1.0, "towns": 0.0}));
    assert_eq!(home["overlap"]["exact"], true);
    assert_eq!(home["blockages"], json!([["north.home.farmers.threshold", "south.home.senate.threshold"]]));
    assert_eq!(home["ways"][0]["moves"][0]["claim"], "north.home.farmers.threshold");
    assert!(json(&["analyze", "shop.yaml", "--json"]).get("home").is_none());
}
