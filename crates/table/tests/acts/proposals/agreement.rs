use serde_json::{Value, json};
use wasit_table::chapters::proposals::ProposalState;
use wasit_table::{Id, Sight};

use super::{
    COPY, MADE, agenda, agreed, agreements, carried, carry, full, on, propose, reads, ruled, superseded,
    timed, with,
};
use crate::hall::Hall;

fn state(hall: &Hall, id: &str) -> ProposalState {
    let id: Id = id.parse().unwrap();
    let who = hall.who("oman/badr");
    let Some(Sight::Mediator(sight)) = hall.table.sight(&who) else { panic!("the mediator sees") };
    let wasit_table::Compartment::Room(seat) = &id.place else { panic!("{id} stands in a room") };
    sight.rooms[seat].proposals.get(id.number).unwrap().state
}

#[test]
fn an_accepted_full_package_is_an_agreement_in_principle() {
    let hall = agreed();
    let agreement = &agreements(&hall)[0];
    assert_eq!(serde_json::to_value(&agreement.package).unwrap(), full());
    assert!(!agreement.partial && !agreement.binds);
    assert_eq!(agreement.between.iter().map(|seat| seat.as_str()).collect::<Vec<_>>(), ["iran", "usa"]);
    assert_eq!(
        (state(&hall, MADE), state(&hall, COPY)),
        (ProposalState::Agreed(6), ProposalState::Agreed(6))
    );
}

#[test]
fn it_binds_where_the_ground_rules_said_so_when_it_was_made() {
    let binding = || ruled(json!({ "accepted_proposal_binds": true }));
    let made = |packages: Value| {
        let hall = binding().acts(&[("iran/araghchi", propose(packages)), ("oman/badr", carry(MADE))]);
        hall.acts(&[("usa/witkoff", on("accept", COPY))])
    };
    assert!(agreements(&made(json!([full()])))[0].binds);
    let part = &agreements(&made(json!([{ "level": "0" }])))[0];
    assert!(part.partial && !part.binds, "a part binds nobody before there is a whole");
}

#[test]
fn a_part_and_its_conditions_are_agreed_as_they_were_proposed() {
    let conditions = json!([{ "if": { "visits": "daily" }, "then": { "level": "3.67" } }]);
    let act = json!({
        "do": "propose", "conditions": conditions, "text": "While talks last.", "disclosure": "joint",
    });
    let hall = agenda().acts(&[("iran/araghchi", act), ("oman/badr", carry(MADE))]);
    let hall = hall.acts(&[("usa/witkoff", on("accept", COPY))]);
    let agreement = &agreements(&hall)[0];
    assert!(agreement.partial && agreement.package.is_empty());
    assert_eq!(serde_json::to_value(&agreement.conditions).unwrap(), conditions);
    assert_eq!(agreement.text.as_deref(), Some("While talks last."));
}

#[test]
fn a_text_leaves_nothing_open_where_there_are_no_issues() {
    let act = json!({ "do": "propose", "text": "The rent falls by a tenth.", "disclosure": "joint" });
    let hall = Hall::seated().acts(&[
        ("iran/araghchi", act),
        ("oman/badr", carry("room/iran:6")),
        ("usa/witkoff", on("accept", "room/usa:6")),
    ]);
    assert!(!agreements(&hall)[0].partial);
}

#[test]
fn of_several_packages_the_chosen_one_is_agreed() {
    let other = json!({ "level": "0", "visits": "weekly" });
    let hall = agenda().acts(&[
        ("iran/araghchi", propose(json!([full(), other]))),
        ("oman/badr", carry(MADE)),
        ("usa/witkoff", with(on("accept", COPY), "option", 2)),
    ]);
    assert_eq!(serde_json::to_value(&agreements(&hall)[0].package).unwrap(), other);
}

#[test]
fn a_refusal_can_be_changed_and_tells_nobody_but_the_mediator() {
    let refusal = with(on("refuse", COPY), "words", "not without a date");
    let before = carried();
    let hall = before.clone().acts(&[("usa/witkoff", refusal)]);
    assert_eq!(reads(&hall, "iran/araghchi"), reads(&before, "iran/araghchi"));
    assert!(reads(&hall, "oman/observer").contains("not without a date"));
    let hall = hall.acts(&[("usa/witkoff", on("accept", COPY))]);
    assert_eq!(agreements(&hall).len(), 1);
    // And an agreement says as little of who hesitated: but for the time, it is the same.
    let late = reads(&hall, "iran/araghchi").replace("06:24:00Z", "06:23:00Z");
    assert_eq!(late, reads(&before.acts(&[("usa/witkoff", on("accept", COPY))]), "iran/araghchi"));
}

#[test]
fn what_expired_is_no_agreement() {
    let hall = timed().wait(5);
    assert_eq!((state(&hall, MADE), state(&hall, COPY)), (ProposalState::Expired, ProposalState::Expired));
    let at = |id: &str| hall.event(id)["at"].clone();
    assert_eq!(
        (at("room/iran:8"), at("room/usa:8")),
        (json!("2025-04-12T10:00:00Z"), json!("2025-04-12T10:00:00Z"))
    );
    let mut hall = timed();
    assert!(hall.table.next_tick().is_some());
    hall.act("usa/witkoff", on("accept", COPY));
    assert_eq!(hall.table.next_tick(), None, "no clock runs for what is agreed");
    assert_eq!(agreements(&hall.wait(5)).len(), 1, "what is agreed does not expire");
}

#[test]
fn an_acceptance_of_what_was_superseded_is_taken_and_makes_no_agreement() {
    let before = superseded();
    assert_eq!(
        reads(&before, "usa/witkoff"),
        reads(&carried(), "usa/witkoff"),
        "nothing tells that there is a newer one"
    );
    let hall = before.acts(&[("usa/witkoff", on("accept", COPY))]);
    assert!(agreements(&hall).is_empty());
    let void = hall.table.events().last().unwrap();
    assert_eq!(
        serde_json::to_value(&**void).unwrap(),
        json!({
            "id": "delegation/oman:7", "at": void.at, "event": "acceptance_void",
            "copy": COPY, "superseded_by": "room/iran:8",
        })
    );
    // The newer one is carried, and takes the place of the older.
    let hall = hall.acts(&[("oman/badr", carry("room/iran:8"))]);
    assert_eq!(state(&hall, COPY), ProposalState::Superseded(9));
    let hall = hall.acts(&[("usa/witkoff", on("accept", "room/usa:9"))]);
    assert_eq!(serde_json::to_value(&agreements(&hall)[0].package).unwrap(), json!({ "level": "0" }));
}

#[test]
fn it_waits_for_its_maker_to_sit_at_the_table() {
    let hall = carried()
        .acts(&[("iran/araghchi", json!({ "do": "withdraw_consent" })), ("usa/witkoff", on("accept", COPY))]);
    assert!(agreements(&hall).is_empty(), "its maker does not sit at the table");
    let back = hall.clone().acts(&[("iran/araghchi", json!({ "do": "renew_consent" }))]);
    assert_eq!(agreements(&back).len(), 1, "and now it does");
}

#[test]
fn suspended_talks_reach_no_agreement_before_they_are_resumed() {
    let hall = carried().acts(&[
        ("iran/araghchi", json!({ "do": "withdraw_consent" })),
        ("usa/witkoff", on("accept", COPY)),
        ("oman/badr", json!({ "do": "suspend_talks", "public": "war" })),
        ("iran/araghchi", json!({ "do": "renew_consent" })),
    ]);
    assert!(agreements(&hall).is_empty());
    let hall = hall.acts(&[("oman/badr", json!({ "do": "resume_talks" }))]);
    assert_eq!(agreements(&hall).len(), 1);
}
