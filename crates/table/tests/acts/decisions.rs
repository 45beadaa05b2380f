use serde_json::{Value, json};
use wasit_table::chapters::decisions::Position;
use wasit_table::{Rule, View};

use crate::hall::{Case, Hall};
use crate::rounds::{open, planned};

fn record(point: &str) -> Value {
    json!({
        "do": "record_decisions", "round": 1, "agreed": [point], "open": ["enrichment"],
        "actions": [{ "who": "Oman", "what": "find a venue", "by": "2025-04-16" }], "next": "2025-04-19T10:00",
    })
}

/// The record of round 1 stands as joint:6.
fn recorded() -> Hall {
    open().acts(&[("oman/member", record("to go on"))])
}

fn accept(record: &str) -> Value {
    json!({ "do": "accept_record", "record": record })
}

fn reserve(record: &str, words: &str) -> Value {
    json!({ "do": "reserve", "record": record, "words": words })
}

pub(crate) fn refusals() -> Vec<Case> {
    let (badr, iran) = ("oman/badr", "iran/araghchi");
    let away = || recorded().acts(&[(iran, json!({ "do": "withdraw_consent" }))]);
    let newer = || recorded().acts(&[(badr, record("to meet again"))]);
    let accepted = || recorded().acts(&[(iran, accept("joint:6"))]);
    let mut other = record("x");
    other["round"] = json!(2);
    vec![
        Case::new(open(), (badr, other), Rule::NoSuchItem),
        Case::new(planned(), (badr, record("x")), Rule::WrongState),
        Case::new(recorded(), (badr, record("to go on")), Rule::Twice),
        Case::new(open(), (badr, json!({ "do": "record_decisions", "round": 1 })), Rule::Malformed),
        Case::new(open(), (iran, record("x")), Rule::WrongSeat),
        Case::new(recorded(), (iran, accept("joint:5")), Rule::NoSuchItem),
        Case::new(away(), (iran, accept("joint:6")), Rule::NoConsent),
        Case::new(newer(), (iran, accept("joint:6")), Rule::Superseded),
        Case::new(accepted(), (iran, accept("joint:6")), Rule::Twice),
        Case::new(recorded(), (badr, accept("joint:6")), Rule::WrongSeat),
        Case::new(recorded(), (iran, reserve("room/iran:6", "no")), Rule::NoSuchItem),
        Case::new(away(), (iran, reserve("joint:6", "no")), Rule::NoConsent),
        Case::new(newer(), (iran, reserve("joint:6", "no")), Rule::Superseded),
        Case::new(accepted(), (iran, reserve("joint:6", "no")), Rule::Twice),
        Case::new(
            recorded().acts(&[(iran, reserve("joint:6", "no"))]),
            (iran, reserve("joint:6", "no")),
            Rule::Twice,
        ),
        Case::new(recorded(), ("iran/member", reserve("joint:6", "no")), Rule::WrongRole),
    ]
}

/// Where nobody sits at the table, nobody has accepted the record: the mediator can still say how the round went.
#[test]
fn a_record_is_not_complete_by_nobody() {
    let leave = |who| (who, json!({ "do": "withdraw_consent" }));
    let mut hall = recorded().acts(&[leave("iran/araghchi"), leave("usa/witkoff")]);
    hall.act("oman/badr", json!({ "do": "characterise", "round": 1, "tone": "grave", "progress": "none" }));
}

#[test]
fn each_party_speaks_to_the_version_that_stands() {
    let hall = recorded().acts(&[
        ("iran/araghchi", reserve("joint:6", "no date was agreed")),
        ("iran/araghchi", accept("joint:6")),
        ("usa/witkoff", accept("joint:6")),
        ("oman/badr", record("to meet again")),
        ("usa/witkoff", reserve("joint:10", "we said perhaps")),
    ]);
    let View::Party(view) = hall.view("iran/observer") else { panic!("a party's") };
    let decisions = &view.joint.decisions;
    assert_eq!(decisions.standing[&1], 10);
    assert_eq!(decisions.records[&10].version, 2);
    assert_eq!(decisions.records[&6].positions[&hall.who("iran/x").seat], Position::Accepted);
    let later: Vec<_> = decisions.records[&10].positions.values().collect();
    assert_eq!(later, [&Position::Reserved("we said perhaps".to_owned())]);
    assert!(!decisions.is_complete(1, &view.joint.convening));
    insta::assert_debug_snapshot!(hall.news("iran/observer")[2..], @r#"
    [
        "joint:6 decisions_recorded",
        "joint:7 record_reserved",
        "joint:8 record_accepted",
        "joint:9 record_accepted",
        "joint:10 decisions_recorded",
        "joint:11 record_reserved",
    ]
    "#);
}
