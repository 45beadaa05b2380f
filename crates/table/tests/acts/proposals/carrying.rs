use serde_json::json;
use wasit_table::Rule;

use super::{
    COPY, MADE, agenda, agreements, carried, carry, full, on, propose, proposed, reads, ruled, with,
};
use crate::hall::Hall;

/// For each disclosure, as whose a proposal may be carried.
#[test]
fn a_disclosure_frees_the_use_that_it_names() {
    let all = ["sender", "mediator", "unattributed"];
    let free: [(&str, &[&str]); 5] = [
        ("mediator_only", &[]),
        ("not_attributed", &["unattributed"]),
        ("this_wording", &["sender"]),
        ("as_the_mediators", &["mediator"]),
        ("joint", &all),
    ];
    for (disclosure, free) in free {
        let made = with(propose(json!([full()])), "disclosure", disclosure);
        let hall = agenda().acts(&[("iran/araghchi", made)]);
        for attribution in all {
            let carried = hall.clone().try_act("oman/badr", with(carry(MADE), "attribution", attribution));
            let refused = carried.err().map(|refusal| refusal.rule);
            let expect = (!free.contains(&attribution)).then_some(Rule::Disclosure);
            assert_eq!(refused, expect, "{disclosure} {attribution}");
        }
    }
}

#[test]
fn a_party_can_free_more_later() {
    let set = json!({ "do": "set_disclosure", "item": MADE, "disclosure": "as_the_mediators" });
    let hall = proposed().acts(&[("iran/araghchi", set)]);
    let hall = hall.acts(&[("oman/badr", with(carry(MADE), "attribution", "mediator"))]);
    assert!(!reads(&hall, "usa/witkoff").contains("araghchi\",\"event\":\"proposal"));
    let copy = hall.event(COPY);
    assert_eq!(copy.get("from"), None);
    assert_eq!(copy["attribution"], json!("mediator"));
}

#[test]
fn who_made_it_is_named_only_where_it_is_carried_as_its_makers() {
    assert_eq!(carried().event(COPY)["from"], json!("iran"));
}

/// Iran's first proposal is carried as nobody's; the second, in its place, as Iran's: the one does not tell of the other.
#[test]
fn a_newer_form_under_another_attribution_leaves_the_older_copy_alone() {
    let open = |packages| with(propose(packages), "disclosure", "joint");
    let newer = with(open(json!([{ "level": "0" }])), "supersedes", MADE);
    let hall = agenda().acts(&[
        ("iran/araghchi", open(json!([full()]))),
        ("oman/badr", with(carry(MADE), "attribution", "unattributed")),
        ("iran/araghchi", newer),
        ("oman/badr", carry("room/iran:8")),
    ]);
    assert_eq!(hall.event("room/usa:8").get("supersedes"), None);
    let mut hall = hall.acts(&[("usa/witkoff", on("accept", COPY))]);
    assert!(agreements(&hall).is_empty());
    // The mediator tells that it no longer stands, when it thinks fit.
    hall.act("oman/badr", with(on("withdraw_proposal", COPY), "words", "It is no longer on the table."));
    let refusal = hall.try_act("usa/witkoff", on("refuse", COPY)).unwrap_err();
    assert_eq!(refusal.rule, Rule::Withdrawn);
}

#[test]
fn a_newer_form_finds_the_last_copy_that_stands() {
    let newer = |before: &str| with(propose(json!([{ "level": "0" }])), "supersedes", before);
    let hall = carried().acts(&[
        ("iran/araghchi", newer(MADE)),
        ("iran/araghchi", newer("room/iran:8")),
        ("oman/badr", carry("room/iran:9")),
    ]);
    assert_eq!(hall.event("room/usa:8")["supersedes"], json!(7));
}

#[test]
fn a_copy_that_was_taken_back_can_be_carried_again() {
    let hall = carried().acts(&[("oman/badr", on("withdraw_proposal", COPY)), ("oman/badr", carry(MADE))]);
    let hall = hall.acts(&[("usa/witkoff", on("accept", "room/usa:9"))]);
    assert_eq!(agreements(&hall).len(), 1);
}

#[test]
fn a_second_person_releases_what_is_carried() {
    let hall = ruled(json!({ "second_person": true })).acts(&[("iran/araghchi", propose(json!([full()])))]);
    let before = reads(&hall, "usa/witkoff");
    let hall = hall.acts(&[("oman/member", carry(MADE))]);
    assert_eq!(reads(&hall, "usa/witkoff"), before);
    let hall = hall.acts(&[("oman/badr", carry(MADE))]);
    assert!(reads(&hall, "usa/witkoff").contains("proposal_carried"));
}

#[test]
fn what_was_not_carried_is_withdrawn_without_a_trace() {
    let hall = proposed().acts(&[("iran/araghchi", on("withdraw_proposal", MADE))]);
    assert_eq!(reads(&hall, "usa/witkoff"), reads(&agenda(), "usa/witkoff"));
}

#[test]
fn of_what_was_carried_a_withdrawal_is_told_without_its_reason() {
    for act in [
        with(on("withdraw_proposal", MADE), "words", "the capital has thought again"),
        json!({ "do": "retract", "item": MADE }),
        json!({ "do": "erase", "item": MADE, "why": "the capital has thought again" }),
    ] {
        let hall = carried().acts(&[("iran/araghchi", act)]);
        assert!(hall.news("usa/witkoff").contains(&"room/usa:8 proposal_withdrawn".to_owned()));
        assert!(!reads(&hall, "usa/witkoff").contains("thought again"));
    }
}

#[test]
fn a_time_of_retention_takes_the_content_and_withdraws_nothing() {
    let close = json!({ "do": "close_talks", "public": "done" });
    let hall = carried().acts(&[("oman/badr", close)]).wait(24 * 3651);
    assert!(!format!("{:?}", hall.table.events()).contains("proposal_withdrawn"));
    let made = serde_json::to_string(&hall.event(MADE)).unwrap();
    assert!(made.contains("$erased") && !made.contains("3.67"));
}

/// Whatever Iran proposes and does not have carried, the United States sees the same.
#[test]
fn uncarried_proposals_leave_the_others_view_as_it_is() {
    let last = |hall: Hall| {
        let mut hall = hall;
        hall.now = "2025-04-12T12:00:00Z".parse().unwrap();
        hall.acts(&[("usa/witkoff", propose(json!([{ "level": "0" }])))])
    };
    let quiet = reads(&last(agenda()), "usa/witkoff");
    let later = "2025-04-12T09:00:00Z";
    let busy = agenda().acts(&[
        ("iran/araghchi", with(propose(json!([full(), { "visits": "weekly" }])), "until", later)),
        ("iran/araghchi", with(propose(json!([full()])), "supersedes", MADE)),
        ("iran/member", with(propose(json!([])), "text", "an idea of ours")),
        ("iran/araghchi", on("withdraw_proposal", "room/iran:9")),
        ("iran/araghchi", with(propose(json!([{ "level": "3.67" }])), "until", later)),
    ]);
    assert_eq!(reads(&last(busy), "usa/witkoff"), quiet);
}
