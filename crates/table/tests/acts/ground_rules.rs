use serde_json::{Value, json};
use wasit_table::{Rule, View};

use crate::hall::{Case, Hall, convene};

fn put(minutes: u32) -> Value {
    json!({
        "do": "put_ground_rules",
        "text": "Nobody speaks to the press.",
        "settings": { "direct_contact_minutes_max": minutes },
    })
}

fn hash(hall: &Hall, id: &str) -> Value {
    hall.event(id)["hash"].clone()
}

fn sign(hall: &Hall, id: &str) -> Value {
    json!({ "do": "sign_ground_rules", "hash": hash(hall, id) })
}

/// Version 1 stands as joint:4; in force with joint:8.
fn in_force() -> Hall {
    let hall = Hall::seated().acts(&[("oman/badr", put(30))]);
    let sign = sign(&hall, "joint:4");
    hall.acts(&[("oman/badr", sign.clone()), ("iran/araghchi", sign.clone()), ("usa/witkoff", sign)])
}

fn minutes(hall: &Hall) -> u32 {
    let View::Party(view) = hall.view("usa/observer") else { panic!("a party's") };
    view.joint.ground_rules.settings.direct_contact_minutes_max
}

pub(crate) fn refusals() -> Vec<Case> {
    let (badr, iran) = ("oman/badr", "iran/araghchi");
    let one = || Hall::seated().acts(&[(badr, put(30))]);
    let two = || one().acts(&[(badr, put(40))]);
    let first = sign(&one(), "joint:4");
    let forged = json!({ "do": "sign_ground_rules", "hash": hash(&one(), "joint:4"), "signature": "AAAA" });
    let wrong = json!({ "do": "sign_ground_rules", "hash": "0".repeat(64) });
    let settings = |settings: Value| json!({ "do": "put_ground_rules", "text": "x", "settings": settings });
    vec![
        Case::new(one(), (badr, put(30)), Rule::Twice),
        Case::new(Hall::seated(), (badr, put(0)), Rule::Malformed),
        Case::new(
            Hall::seated(),
            (badr, settings(json!({ "working_days": 20, "talks_days": 10 }))),
            Rule::Malformed,
        ),
        Case::new(Hall::seated(), (iran, put(30)), Rule::WrongSeat),
        Case::new(Hall::seated(), ("oman/member", put(30)), Rule::WrongRole),
        Case::new(Hall::seated(), (iran, wrong.clone()), Rule::NoSuchItem),
        Case::new(one(), (iran, wrong), Rule::WrongHash),
        Case::new(two(), (iran, first.clone()), Rule::Superseded),
        Case::new(one().acts(&[(iran, first.clone())]), (iran, first.clone()), Rule::Twice),
        Case::new(one(), (iran, forged), Rule::NotSigned),
        Case::new(
            one().acts(&[(iran, json!({ "do": "withdraw_consent" }))]),
            (iran, first.clone()),
            Rule::NoConsent,
        ),
        Case::new(one(), ("iran/member", first), Rule::WrongRole),
    ]
}

#[test]
fn they_hold_when_all_have_signed_and_until_others_do() {
    let hall = in_force();
    assert_eq!(hall.event("joint:8")["signed"]["signatures"].as_array().unwrap().len(), 3);
    assert_eq!(minutes(&hall), 30);
    let hall = hall.acts(&[("oman/badr", put(40))]);
    let second = sign(&hall, "joint:9");
    let hall = hall.acts(&[("oman/badr", second.clone()), ("iran/araghchi", second.clone())]);
    assert_eq!(minutes(&hall), 30);
    assert_eq!(minutes(&hall.acts(&[("usa/witkoff", second)])), 40);
}

#[test]
fn all_see_who_has_signed() {
    insta::assert_debug_snapshot!(in_force().news("usa/witkoff"), @r#"
    [
        "joint:4 ground_rules_put",
        "joint:5 ground_rules_signed",
        "joint:6 ground_rules_signed",
        "joint:7 ground_rules_signed",
        "joint:8 ground_rules_in_force",
    ]
    "#);
}

#[test]
fn who_leaves_in_protest_puts_nothing_in_force() {
    let hall = Hall::seated().acts(&[("oman/badr", put(30))]);
    let sign = sign(&hall, "joint:4");
    let hall = hall.acts(&[
        ("oman/badr", sign.clone()),
        ("iran/araghchi", sign),
        ("usa/witkoff", json!({ "do": "withdraw_consent" })),
    ]);
    assert_eq!(minutes(&hall), 120);
}

#[test]
fn one_party_alone_agrees_on_nothing() {
    let invite = json!({ "do": "invite", "seat": "iran", "head": "araghchi" });
    let hall = Hall::empty().acts(&[
        ("oman/badr", convene()),
        ("oman/badr", invite),
        ("iran/araghchi", json!({ "do": "accept_invitation" })),
        ("oman/badr", put(30)),
    ]);
    let sign = sign(&hall, "joint:3");
    let hall = hall.acts(&[("oman/badr", sign.clone()), ("iran/araghchi", sign)]);
    assert!(hall.seen("iran/araghchi").contains(&"joint:5 ground_rules_signed".to_owned()));
    assert!(!hall.seen("iran/araghchi").iter().any(|line| line.ends_with("in_force")));
}

#[test]
fn what_they_say_of_retention_is_kept_to() {
    let put =
        json!({ "do": "put_ground_rules", "text": "x", "settings": { "working_days": 1, "talks_days": 2 } });
    let hall = Hall::seated().acts(&[("oman/badr", put)]);
    let sign = sign(&hall, "joint:4");
    let hall = hall.acts(&[
        ("oman/badr", sign.clone()),
        ("iran/araghchi", sign.clone()),
        ("usa/witkoff", sign),
        ("iran/araghchi", json!({ "do": "say", "text": "a secret" })),
        ("oman/badr", json!({ "do": "close_talks", "public": "done" })),
    ]);
    let holds = |hall: &Hall| format!("{:?}", hall.table.events()).contains("a secret");
    let hall = hall.wait(47);
    assert!(holds(&hall));
    assert!(!holds(&hall.wait(2)));
}
