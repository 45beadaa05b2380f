use serde_json::json;
use wasit_table::Rule;

use crate::hall::{Case, Hall};

pub(crate) fn refusals() -> Vec<Case> {
    let seated = Hall::seated;
    let said = || seated().acts(&[("iran/araghchi", json!({ "do": "say", "text": "a thought" }))]);
    let proposed =
        || seated().acts(&[("iran/araghchi", json!({ "do": "propose", "text": "five years, and no more" }))]);
    let retract = json!({ "do": "retract", "item": "room/iran:6" });
    let retracted = || said().acts(&[("iran/araghchi", json!({ "do": "retract", "item": "room/iran:6" }))]);
    let disclose =
        |disclosure| json!({ "do": "set_disclosure", "item": "room/iran:6", "disclosure": disclosure });
    let erase = json!({ "do": "erase", "item": "room/iran:6", "why": "a slip" });
    let erased = || {
        said().acts(&[("iran/araghchi", json!({ "do": "erase", "item": "room/iran:6", "why": "a slip" }))])
    };
    let say = |place: &str| json!({ "do": "say", "in": place, "text": "hello" });
    vec![
        Case::new(seated(), ("iran/araghchi", say("room/usa")), Rule::NoSuchItem),
        Case::new(seated(), ("oman/badr", say("delegation/iran")), Rule::NoSuchItem),
        Case::new(seated(), ("iran/adviser", say("joint")), Rule::WrongRole),
        Case::new(
            seated().acts(&[("iran/araghchi", json!({ "do": "withdraw_consent" }))]),
            ("iran/araghchi", say("joint")),
            Rule::NoConsent,
        ),
        Case::new(
            Hall::empty().acts(&[
                ("oman/badr", crate::hall::convene()),
                ("oman/badr", json!({ "do": "invite", "seat": "iran", "head": "araghchi" })),
                ("iran/araghchi", json!({ "do": "decline_invitation" })),
            ]),
            ("iran/araghchi", say("joint")),
            Rule::NoConsent,
        ),
        Case::new(seated(), ("iran/observer", say("room/iran")), Rule::WrongRole),
        Case::new(seated(), ("oman/badr", json!({ "do": "say", "text": "to whom?" })), Rule::Malformed),
        Case::new(
            seated(),
            ("oman/badr", json!({ "do": "say", "in": "room/iran", "text": "x", "disclosure": "joint" })),
            Rule::Disclosure,
        ),
        Case::new(
            seated(),
            ("iran/interpreter", json!({ "do": "say", "text": "we accept", "disclosure": "this_wording" })),
            Rule::WrongRole,
        ),
        Case::new(said(), ("iran/interpreter", retract.clone()), Rule::WrongRole),
        Case::new(proposed(), ("iran/adviser", retract.clone()), Rule::WrongRole),
        Case::new(
            seated(),
            (
                "iran/araghchi",
                json!({ "do": "say", "text": "x", "attachments": [{ "name": "a", "media_type": "long ".repeat(1000),
                    "bytes": 1, "sha256": "0".repeat(64) }] }),
            ),
            Rule::TooLong,
        ),
        Case::new(said(), ("iran/araghchi", disclose("mediator_only")), Rule::Twice),
        Case::new(retracted(), ("iran/araghchi", disclose("joint")), Rule::Withdrawn),
        Case::new(seated(), ("iran/araghchi", disclose("joint")), Rule::NoSuchItem),
        Case::new(
            seated().acts(&[("oman/badr", say("room/iran"))]),
            ("iran/araghchi", disclose("joint")),
            Rule::NotYours,
        ),
        Case::new(seated(), ("iran/araghchi", retract.clone()), Rule::NoSuchItem),
        Case::new(said(), ("oman/badr", retract.clone()), Rule::NotYours),
        Case::new(retracted(), ("iran/araghchi", retract), Rule::Withdrawn),
        Case::new(seated(), ("iran/araghchi", erase.clone()), Rule::NoSuchItem),
        Case::new(said(), ("oman/badr", erase.clone()), Rule::NotYours),
        Case::new(
            seated(),
            ("iran/araghchi", json!({ "do": "erase", "item": "joint:2", "why": "regret" })),
            Rule::KeptForEver,
        ),
        Case::new(erased(), ("iran/araghchi", erase), Rule::Twice),
    ]
}

#[test]
fn a_room_is_its_partys_and_the_mediators() {
    let hall = Hall::seated().acts(&[("iran/araghchi", json!({ "do": "say", "text": "between us" }))]);
    let reads = |who| serde_json::to_string(&hall.view(who)).unwrap().contains("between us");
    assert!(reads("oman/badr") && reads("oman/observer") && reads("iran/observer"));
    assert!(!reads("usa/witkoff"));
}

/// Below a member, one speaks, and takes back what one has said; a member lets it go further.
#[test]
fn a_seats_words_go_out_by_its_members() {
    let say = |text: &str| json!({ "do": "say", "text": text });
    let hall = Hall::seated().acts(&[
        ("iran/interpreter", say("five years")),
        (
            "iran/member",
            json!({ "do": "set_disclosure", "item": "room/iran:6", "disclosure": "this_wording" }),
        ),
        ("iran/interpreter", say("a slip")),
        ("iran/interpreter", json!({ "do": "retract", "item": "room/iran:8" })),
        ("iran/member", json!({ "do": "retract", "item": "room/iran:6" })),
    ]);
    assert_eq!(hall.news("iran/observer").len(), 5);
}

#[test]
fn a_delegation_is_closed_to_the_mediator_too() {
    let say = json!({ "do": "say", "in": "delegation/iran", "text": "among ourselves" });
    let hall = Hall::seated().acts(&[("iran/adviser", say)]);
    let reads = |who| serde_json::to_string(&hall.view(who)).unwrap().contains("among ourselves");
    assert!(reads("iran/observer"));
    assert!(!reads("usa/witkoff") && !reads("oman/badr"));
}
