//! The mediator's own ideas, which it carries to one party or several as it carries a party's proposals.

use insta::assert_debug_snapshot;
use serde_json::{Value, json};
use wasit_table::Rule;
use wasit_table::chapters::proposals::ProposalState;

use super::{agenda, agreements, full, on, reads, with};
use crate::hall::{Case, Hall};

const BADR: &str = "oman/badr";
/// The mediator's first proposal: four members were admitted to its team before.
const OWN: &str = "delegation/oman:6";

fn idea() -> Value {
    json!({ "do": "propose", "packages": [full()] })
}

fn to(seats: Value) -> Value {
    json!({ "do": "carry", "proposal": OWN, "to": seats, "attribution": "mediator" })
}

fn had() -> Hall {
    agenda().acts(&[(BADR, idea())])
}

fn carried(seats: Value) -> Hall {
    had().acts(&[(BADR, to(seats))])
}

pub(super) fn refusals() -> Vec<Case> {
    let case = |hall: Hall, act: Value, rule| Case::new(hall, (BADR, act), rule);
    vec![
        case(agenda(), with(idea(), "disclosure", "joint"), Rule::Malformed),
        case(agenda(), with(idea(), "answers", "room/iran:1"), Rule::Malformed),
        case(agenda(), with(idea(), "supersedes", OWN), Rule::NoSuchItem),
        case(had(), with(to(json!(["usa"])), "attribution", "sender"), Rule::Malformed),
        case(carried(json!(["usa"])), to(json!(["usa"])), Rule::Twice),
        case(had().acts(&[(BADR, on("withdraw_proposal", OWN))]), to(json!(["usa"])), Rule::Withdrawn),
        Case::new(had(), ("iran/araghchi", on("withdraw_proposal", OWN)), Rule::NoSuchItem),
        Case::new(had(), ("iran/araghchi", with(idea(), "supersedes", OWN)), Rule::NoSuchItem),
    ]
}

#[test]
fn it_is_known_to_the_team_alone_until_it_is_carried() {
    for who in ["iran/araghchi", "usa/witkoff"] {
        assert_eq!(reads(&had(), who), reads(&agenda(), who));
    }
    let hall = carried(json!(["usa"]));
    assert_eq!(reads(&hall, "iran/araghchi"), reads(&agenda(), "iran/araghchi"));
    assert_debug_snapshot!(hall.news("usa/observer"), @r#"
    [
        "joint:4 agenda_put",
        "joint:5 settled",
        "room/usa:6 answered",
        "room/usa:7 proposal_carried",
    ]
    "#);
    assert_debug_snapshot!(hall.news("oman/observer"), @r#"
    [
        "joint:4 agenda_put",
        "joint:5 settled",
        "room/iran:6 answered",
        "room/usa:6 answered",
        "room/usa:7 proposal_carried",
        "delegation/oman:6 proposed",
        "delegation/oman:7 proposal_sent",
    ]
    "#);
}

/// Nothing in a room tells an idea of the mediator's from a party's that is carried as the mediator's.
#[test]
fn it_comes_as_a_partys_does_that_is_carried_as_the_mediators() {
    let theirs = agenda().acts(&[
        ("iran/araghchi", with(idea(), "disclosure", "as_the_mediators")),
        (BADR, with(to(json!(["usa"])), "proposal", "room/iran:7")),
    ]);
    let mine = carried(json!(["usa"]));
    assert_eq!(reads(&mine, "usa/witkoff"), reads(&theirs, "usa/witkoff"));
}

#[test]
fn all_parties_accept_it_sealed() {
    let accept = |copy| on("accept", copy);
    let hall = carried(json!(["usa", "iran"])).acts(&[("usa/witkoff", accept("room/usa:7"))]);
    assert!(agreements(&hall).is_empty());
    assert_eq!(reads(&hall, "iran/araghchi"), reads(&carried(json!(["usa", "iran"])), "iran/araghchi"));
    let hall = hall.acts(&[("iran/araghchi", accept("room/iran:7"))]);
    let [agreement] = agreements(&hall).try_into().unwrap();
    assert_eq!(json!(agreement.package), full());
    assert_eq!(agreement.between.len(), 2);
    // Carried to one alone, there is nobody to agree with.
    let alone = carried(json!(["usa"])).acts(&[("usa/witkoff", accept("room/usa:7"))]);
    assert!(agreements(&alone).is_empty());
}

#[test]
fn the_only_party_at_the_table_does_not_agree_with_itself() {
    let left = json!({ "do": "withdraw_consent" });
    let hall = agenda().acts(&[("iran/araghchi", left), (BADR, idea()), (BADR, to(json!(["usa"])))]);
    let hall = hall.acts(&[("usa/witkoff", on("accept", "room/usa:7"))]);
    assert!(agreements(&hall).is_empty());
}

#[test]
fn withdrawn_or_expired_it_can_no_longer_be_accepted() {
    let state = |hall: &Hall| {
        let who = hall.who("usa/witkoff");
        hall.table.sight(&who).unwrap().room(&who.seat).unwrap().proposals.get(7).unwrap().state
    };
    let both = carried(json!(["usa", "iran"]));
    assert_eq!(state(&both), ProposalState::Open);
    let withdrawn = both.acts(&[(BADR, on("withdraw_proposal", OWN))]);
    assert_eq!(state(&withdrawn), ProposalState::Withdrawn);
    let timed = with(idea(), "until", "2025-04-12T10:00:00Z");
    let expired = agenda().acts(&[(BADR, timed), (BADR, to(json!(["usa"])))]).wait(9);
    assert_eq!(state(&expired), ProposalState::Expired);
}

/// A newer form takes the place of what was carried.
#[test]
fn it_is_superseded_by_a_newer_form() {
    let newer = json!({ "do": "propose", "packages": [{ "level": "0" }], "supersedes": OWN });
    let hall = carried(json!(["usa"]))
        .acts(&[(BADR, newer), (BADR, with(to(json!(["usa"])), "proposal", "delegation/oman:8"))]);
    assert_eq!(hall.event("room/usa:8")["supersedes"], json!(7));
}
