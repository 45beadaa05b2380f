use serde_json::{Value, json};
use wasit_table::chapters::preferences::{Board, board};
use wasit_table::{Rule, Sight};

use crate::agenda::adopted;
use crate::hall::{Case, Hall};

const IRAN: &str = "iran/araghchi";

fn tell(value: &str) -> Value {
    json!({ "do": "tell", "wants": { "issues": { "level": { "0": 0.25, value: 1.0 } }, "walk_away": 0.4375 } })
}

/// The wants of [`tell`] with another field.
fn wanting(field: &str, value: Value) -> Value {
    let mut act = tell("3.67");
    act["wants"][field] = value;
    act
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
        Case::new(Hall::seated(), (IRAN, tell("3.67")), Rule::Space),
        Case::new(adopted(), (IRAN, wanting("issues", json!({ "level": { "0": 1.0 } }))), Rule::Malformed),
        Case::new(adopted(), (IRAN, wanting("issues", json!({}))), Rule::Malformed),
        Case::new(adopted(), (IRAN, wanting("issues", json!({ "depth": { "0": 1.0 } }))), Rule::Space),
        Case::new(adopted(), (IRAN, wanting("walk_away", json!(1e300))), Rule::Malformed),
        Case::new(adopted(), (IRAN, wanting("red_lines", json!([{ "never": {} }]))), Rule::Malformed),
        Case::new(
            adopted(),
            (IRAN, wanting("red_lines", json!([{ "never": { "level": [] } }]))),
            Rule::Malformed,
        ),
        Case::new(
            adopted(),
            (IRAN, wanting("red_lines", json!([{ "never": { "level": ["7"] } }]))),
            Rule::Space,
        ),
        Case::new(adopted(), ("iran/adviser", tell("3.67")), Rule::WrongRole),
        Case::new(told(), ("iran/member", confide()), Rule::WrongRole),
        Case::new(
            told(),
            (IRAN, json!({ "do": "confide", "issues": [], "walk_away": false, "red_lines": true })),
            Rule::Malformed,
        ),
        Case::new(confided(), ("iran/member", revoke()), Rule::WrongRole),
        Case::new(
            confided(),
            ("usa/witkoff", json!({ "do": "revoke_confidence", "item": "room/iran:7" })),
            Rule::NoSuchItem,
        ),
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

#[test]
fn each_observer_sees_its_own_compartments() {
    let hall = confided()
        .acts(&[(IRAN, confide()), (IRAN, json!({ "do": "revoke_confidence", "item": "room/iran:9" }))]);
    insta::assert_debug_snapshot!(hall.news("iran/observer"), @r#"
    [
        "joint:4 agenda_put",
        "joint:5 settled",
        "room/iran:6 answered",
        "room/iran:7 confided",
        "room/iran:8 erased",
        "room/iran:9 confided",
        "room/iran:10 erased",
        "delegation/iran:1 told",
    ]
    "#);
    insta::assert_debug_snapshot!(hall.news("oman/observer"), @r#"
    [
        "joint:4 agenda_put",
        "joint:5 settled",
        "room/iran:6 answered",
        "room/iran:7 confided",
        "room/iran:8 erased",
        "room/iran:9 confided",
        "room/iran:10 erased",
        "room/usa:6 answered",
    ]
    "#);
    insta::assert_debug_snapshot!(hall.news("usa/observer"), @r#"
    [
        "joint:4 agenda_put",
        "joint:5 settled",
        "room/usa:6 answered",
    ]
    "#);
}

/// What is told in a delegation leaves no trace with the mediator or the others, nor does what is confided with the others.
#[test]
fn the_others_views_are_as_they_were() {
    let reads = |hall: &Hall, who| serde_json::to_string(&hall.view(who)).unwrap();
    for who in ["oman/badr", "usa/witkoff"] {
        assert_eq!(reads(&told(), who), reads(&adopted(), who));
    }
    assert_eq!(reads(&confided(), "usa/witkoff"), reads(&adopted(), "usa/witkoff"));
}

#[test]
fn what_was_revoked_is_gone_from_the_record_and_its_tombstone_stays() {
    let hall = confided().acts(&[(IRAN, revoke())]);
    let item = hall.event("room/iran:7");
    assert_eq!(item["event"], json!("confided"));
    assert!(item["wants"].get("$content").is_none() && item["wants"].get("$erased").is_some());
    assert_eq!(hall.event("room/iran:8")["event"], json!("erased"));
}

/// A board says what it rests on, and reckons with what was confided alone.
#[test]
fn a_board_says_what_it_rests_on() {
    insta::assert_snapshot!(board_words(&told()), @r"
    iran has confided nothing.
    usa has confided nothing.
    Fewer than two parties have confided what values are worth to them.
    Nothing else was used.
    ");
    let told = json!({ "do": "tell", "wants": { "issues": { "level": { "0": 1.0, "3.67": 0.0 } } } });
    let part = json!({ "do": "confide", "walk_away": false, "red_lines": true });
    let both = confided().acts(&[("usa/witkoff", told), ("usa/witkoff", part)]);
    insta::assert_snapshot!(board_words(&both), @r"
    On 2025-04-12T06:22:00Z araghchi of iran confided (room/iran:7): what the values of level are worth; its walk-away.
    On 2025-04-12T06:24:00Z witkoff of usa confided (room/usa:7): what the values of level are worth; that it has no red line on these.
    iran has not confided its red lines: none is reckoned with.
    usa has not confided its walk-away: it is taken to prefer any package to none.
    Nothing else was used.
    ");
    let found = board_of(&both).found.unwrap();
    assert_eq!((found.deal_zone.exact, found.frontier), (Some(1), 2));
}

fn board_words(hall: &Hall) -> String {
    board_of(hall).words.join("\n")
}

pub(crate) fn board_of(hall: &Hall) -> Board {
    let who = hall.who("oman/badr");
    let Some(Sight::Mediator(sight)) = hall.table.sight(&who) else { panic!("the mediator sees") };
    board(&sight)
}
