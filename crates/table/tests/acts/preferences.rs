use serde_json::{Value, json};
use wasit_table::Rule;

use crate::agenda::adopted;
use crate::hall::{Case, Hall};

const IRAN: &str = "iran/araghchi";

fn tell(value: &str) -> Value {
    json!({ "do": "tell", "wants": { "issues": { "level": { "0": 0.25, value: 1.0 } }, "walk_away": 0.4375 } })
}

fn confide() -> Value {
    json!({ "do": "confide", "issues": ["level"], "walk_away": true, "red_lines": false })
}

fn revoke() -> Value {
    json!({ "do": "revoke_confidence", "item": "room/iran:7" })
}

/// Iran's wants stand in its delegation.
fn told() -> Hall {
    adopted().acts(&[(IRAN, tell("3.67"))])
}

/// They were confided as room/iran:7.
fn confided() -> Hall {
    told().acts(&[(IRAN, confide())])
}

pub(crate) fn refusals() -> Vec<Case> {
    let other = json!({ "do": "confide", "issues": ["sanctions"], "walk_away": false, "red_lines": false });
    vec![
        Case::new(adopted(), (IRAN, tell("20")), Rule::Space),
        Case::new(adopted(), ("oman/badr", tell("3.67")), Rule::WrongSeat),
        Case::new(adopted(), (IRAN, confide()), Rule::NoSuchItem),
        Case::new(told(), (IRAN, other), Rule::Space),
        Case::new(told(), (IRAN, revoke()), Rule::NoSuchItem),
        Case::new(confided().acts(&[(IRAN, confide())]), (IRAN, revoke()), Rule::Superseded),
        Case::new(confided().acts(&[(IRAN, revoke())]), (IRAN, revoke()), Rule::Twice),
    ]
}

#[test]
fn wants_are_told_for_ones_own_eyes_and_confided_to_the_mediator_alone() {
    let reads = |hall: &Hall, who| serde_json::to_string(&hall.view(who)).unwrap().contains("0.4375");
    assert!(reads(&told(), "iran/observer"));
    assert!(!reads(&told(), "oman/badr") && !reads(&told(), "usa/witkoff"));
    assert!(reads(&confided(), "oman/badr") && !reads(&confided(), "usa/witkoff"));
    let revoked = confided().acts(&[(IRAN, revoke())]);
    assert!(reads(&revoked, IRAN) && !reads(&revoked, "oman/badr"));
}
