//! Three parties: everything holds for all.

use serde_json::{Value, json};
use wasit_table::Rule;

use super::{agreements, full, issues, on, propose, reads, with};
use crate::hall::Hall;

/// Three parties at the table, and the issues on the agenda; each room has two events.
fn three() -> Hall {
    let mut hall = Hall::empty();
    hall.act(
        "oman/badr",
        json!({
            "do": "convene", "name": "three", "title": "Three", "mediator": "Oman", "zone": "Asia/Muscat",
            "parties": [
                { "seat": "a", "title": "A" }, { "seat": "b", "title": "B" }, { "seat": "c", "title": "C" },
            ],
        }),
    );
    for seat in ["a", "b", "c"] {
        hall.act("oman/badr", json!({ "do": "invite", "seat": seat, "head": "head" }));
        hall.act(&format!("{seat}/head"), json!({ "do": "accept_invitation" }));
    }
    hall.act("oman/badr", json!({ "do": "enrol", "member": "aide", "role": "member" }));
    let items = json!([{ "id": "one", "title": "One" }]);
    hall.act("oman/badr", json!({ "do": "put_agenda", "items": items, "issues": issues() }));
    let put = hall.table.events().last().unwrap().id.to_string();
    ["a/head", "b/head", "c/head"].iter().fold(hall, |hall, who| hall.answer(who, &put, true))
}

const MADE: &str = "room/a:3";

fn carry(to: Value) -> Value {
    json!({ "do": "carry", "proposal": MADE, "to": to, "attribution": "sender" })
}

fn meso() -> Value {
    propose(json!([full(), { "level": "0", "visits": "weekly" }]))
}

fn made() -> Hall {
    three().acts(&[("a/head", meso())])
}

fn carried() -> Hall {
    made().acts(&[("oman/badr", carry(json!(["b", "c"])))])
}

fn accept(seat: &str, option: u32) -> Value {
    with(on("accept", &format!("room/{seat}:3")), "option", option)
}

#[test]
fn all_others_must_accept_the_same_option() {
    let one = carried().acts(&[("b/head", accept("b", 1))]);
    assert!(agreements(&one).is_empty());
    for who in ["a/head", "c/head"] {
        assert_eq!(reads(&one, who), reads(&carried(), who), "an acceptance is sealed from {who}");
    }
    let apart = one.clone().acts(&[("c/head", accept("c", 2))]);
    assert!(agreements(&apart).is_empty());
    let together = apart.acts(&[("b/head", accept("b", 2))]);
    assert_eq!(agreements(&together).len(), 1);
    let refused = one.acts(&[("c/head", on("refuse", "room/c:3"))]);
    assert!(agreements(&refused).is_empty());
}

#[test]
fn the_order_of_acceptances_does_not_show() {
    let steps = [("b/head", accept("b", 1)), ("c/head", accept("c", 1))];
    let forth = carried().acts(&steps);
    let back = carried().acts(&[steps[1].clone(), steps[0].clone()]);
    assert_eq!(agreements(&forth).len(), 1);
    assert_eq!(reads(&forth, "a/head"), reads(&back, "a/head"));
}

#[test]
fn it_is_carried_to_all_before_it_can_be_agreed() {
    let hall = made().acts(&[("oman/badr", carry(json!(["b"]))), ("b/head", accept("b", 1))]);
    assert!(agreements(&hall).is_empty());
    let hall = hall.acts(&[("oman/badr", carry(json!(["c"]))), ("c/head", accept("c", 1))]);
    assert_eq!(agreements(&hall).len(), 1);
}

#[test]
fn a_party_that_leaves_makes_no_agreement_of_the_others() {
    let leave = || ("c/head", json!({ "do": "withdraw_consent" }));
    let waiting = carried().acts(&[("b/head", accept("b", 1)), leave()]);
    assert!(agreements(&waiting).is_empty());
    let unasked = made().acts(&[("oman/badr", carry(json!(["b"]))), ("b/head", accept("b", 1)), leave()]);
    assert!(agreements(&unasked).is_empty());
    // Gone before it was carried, it is not waited for.
    let without = made().acts(&[leave(), ("oman/badr", carry(json!(["b"]))), ("b/head", accept("b", 1))]);
    let agreement = &agreements(&without)[0];
    assert_eq!(agreement.between.iter().map(|seat| seat.as_str()).collect::<Vec<_>>(), ["a", "b"]);
}

/// Whoever was away when it was carried is waited for once it has come back, whether or not it leaves again.
#[test]
fn a_party_that_was_away_and_comes_back_is_waited_for() {
    let leave = || ("c/head", json!({ "do": "withdraw_consent" }));
    let renew = || ("c/head", json!({ "do": "renew_consent" }));
    let to_b = || ("oman/badr", carry(json!(["b"])));
    let accept_b = || ("b/head", accept("b", 1));
    let away = made().acts(&[leave(), to_b()]);
    let back = away.clone().acts(&[renew(), accept_b()]);
    assert!(agreements(&back).is_empty(), "it sits at the table");
    let left = back.clone().acts(&[leave()]);
    assert!(agreements(&left).is_empty(), "its leaving makes no agreement of the others'");
    let between = away.acts(&[renew(), leave(), accept_b()]);
    assert!(agreements(&between).is_empty(), "it has sat at the table since");
    // What all of them accept is an agreement.
    let all = left.acts(&[renew(), ("oman/badr", carry(json!(["c"]))), ("c/head", accept("c", 1))]);
    assert_eq!(agreements(&all)[0].between.len(), 3);
}

/// Carried on to another while somebody is away, a proposal still waits for whoever sat there when it was first carried.
#[test]
fn whoever_sat_at_the_table_when_it_was_first_carried_is_waited_for() {
    let leave = |who: &'static str| (who, json!({ "do": "withdraw_consent" }));
    let hall = made().acts(&[
        leave("c/head"),
        ("oman/badr", carry(json!(["b"]))),
        ("c/head", json!({ "do": "renew_consent" })),
        leave("b/head"),
        ("oman/badr", carry(json!(["c"]))),
        ("c/head", accept("c", 1)),
    ]);
    assert!(agreements(&hall).is_empty());
}

#[test]
fn an_acceptance_that_waits_when_its_proposal_is_superseded_is_void() {
    let newer = with(meso(), "supersedes", MADE);
    let hall = carried().acts(&[("b/head", accept("b", 1)), ("a/head", newer), ("c/head", accept("c", 1))]);
    assert!(agreements(&hall).is_empty());
    let voids = hall.seen("oman/badr").iter().filter(|line| line.ends_with("acceptance_void")).count();
    assert_eq!(voids, 2);
}

#[test]
fn a_withdrawal_is_told_to_each_who_has_it() {
    let mut hall = carried().acts(&[("b/head", accept("b", 1)), ("a/head", on("withdraw_proposal", MADE))]);
    assert_eq!(hall.try_act("c/head", accept("c", 1)).unwrap_err().rule, Rule::Withdrawn);
    assert!(agreements(&hall).is_empty());
    assert!(reads(&hall, "b/head").contains("proposal_withdrawn"));
}

#[test]
fn unattributed_a_proposal_names_nobody() {
    let joint = with(meso(), "disclosure", "joint");
    let unattributed = with(carry(json!(["b", "c"])), "attribution", "unattributed");
    let hall = three().acts(&[
        ("a/head", joint),
        ("oman/badr", unattributed),
        ("b/head", accept("b", 1)),
        ("c/head", accept("c", 1)),
    ]);
    let copy = serde_json::to_string(&hall.event("room/b:3")).unwrap();
    assert!(!copy.contains("\"a\"") && !copy.contains("room/a"));
    // Nor does the agreement: it is the same whoever has made it.
    let agreement = agreements(&hall).remove(0);
    assert_eq!(agreement.between.len(), 3);
    assert!(!serde_json::to_string(&agreement).unwrap().contains("room/"));
}

/// What waits for a party's return is agreed by it; of a proposal of the mediator's own its team is told.
#[test]
fn a_return_completes_what_waited_for_it_and_the_team_is_told() {
    let hall = three();
    let made = format!(
        "delegation/oman:{}",
        hall.seen("oman/badr").iter().filter(|line| line.starts_with("delegation/oman")).count() + 1
    );
    let hall = hall.acts(&[
        ("oman/badr", json!({ "do": "propose", "packages": [full(), { "level": "0", "visits": "weekly" }] })),
        (
            "oman/badr",
            json!({ "do": "carry", "proposal": made, "to": ["a", "b", "c"], "attribution": "mediator" }),
        ),
        ("a/head", accept("a", 1)),
        ("a/head", json!({ "do": "withdraw_consent" })),
        ("b/head", accept("b", 1)),
        ("c/head", accept("c", 1)),
    ]);
    assert!(agreements(&hall).is_empty());
    let hall = hall.acts(&[("a/head", json!({ "do": "renew_consent" }))]);
    assert_eq!(agreements(&hall).len(), 1);
    let told = hall.table.events().iter().any(|event| {
        event.kind.name() == "proposal_agreed" && event.id.place.to_string() == "delegation/oman"
    });
    assert!(told);
}
