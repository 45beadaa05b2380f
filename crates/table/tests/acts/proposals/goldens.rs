//! Who sees what: one talk with an act of each kind, by observer.

use insta::assert_debug_snapshot;
use serde_json::json;

use super::{agenda, carry, full, on, propose, with};
use crate::hall::Hall;

/// Iran proposes four things: one expires, one is withdrawn, one is superseded before the other side has answered it, one
/// is agreed; then the mediator puts a proposal that nobody answers.
fn course() -> Hall {
    let until = "2025-04-12T20:00:00Z";
    let ask =
        |seat: &str, get: &str, give: &str| json!({ "seat": seat, "if_we_get": get, "would_you": give });
    let asks = [ask("iran", "weekly visits", "stop at 3.67"), ask("usa", "3.67", "come once a week")];
    let mediators = json!({
        "do": "put_mediators_proposal", "packages": [{ "level": "0", "visits": "weekly" }], "until": until,
    });
    agenda()
        .acts(&[
            ("oman/badr", json!({ "do": "ask_offer", "seat": "iran" })),
            ("iran/member", on("decline_offer", "room/iran:7")),
            ("oman/badr", json!({ "do": "ask_what_if", "asks": asks })),
            ("iran/member", with(on("answer_what_if", "room/iran:9"), "answer", "perhaps")),
            ("oman/badr", json!({ "do": "put_draft", "to": "usa", "package": full() })),
            ("usa/member", with(on("vote", "room/usa:8"), "vote", "no")),
            ("iran/member", with(propose(json!([full()])), "until", "2025-04-12T07:00:00Z")),
            ("oman/badr", carry("room/iran:11")),
            ("usa/witkoff", on("refuse", "room/usa:10")),
            ("iran/member", propose(json!([{ "level": "0" }]))),
            ("oman/badr", carry("room/iran:12")),
            ("iran/member", on("withdraw_proposal", "room/iran:12")),
            ("iran/member", propose(json!([{ "visits": "daily" }]))),
            ("oman/badr", carry("room/iran:14")),
            ("iran/araghchi", with(propose(json!([full()])), "supersedes", "room/iran:14")),
            ("usa/witkoff", on("accept", "room/usa:14")),
            ("oman/badr", carry("room/iran:15")),
            ("usa/witkoff", on("accept", "room/usa:16")),
            ("oman/badr", mediators),
        ])
        .wait(20)
}

#[test]
fn each_observer_sees_its_own_compartments() {
    let hall = course();
    assert_debug_snapshot!(hall.news("iran/observer"), @r#"
    [
        "joint:4 agenda_put",
        "joint:5 settled",
        "joint:6 agreement_reached",
        "joint:7 mediators_proposal_put",
        "joint:8 settled",
        "room/iran:6 answered",
        "room/iran:7 offer_asked",
        "room/iran:8 offer_declined",
        "room/iran:9 what_if_asked",
        "room/iran:10 what_if_answered",
        "room/iran:11 proposed",
        "room/iran:12 proposed",
        "room/iran:13 proposal_withdrawn",
        "room/iran:14 proposed",
        "room/iran:15 proposed",
        "room/iran:16 proposal_agreed",
        "room/iran:17 proposal_expired",
    ]
    "#);
    assert_debug_snapshot!(hall.news("usa/observer"), @r#"
    [
        "joint:4 agenda_put",
        "joint:5 settled",
        "joint:6 agreement_reached",
        "joint:7 mediators_proposal_put",
        "joint:8 settled",
        "room/usa:6 answered",
        "room/usa:7 what_if_asked",
        "room/usa:8 draft_put",
        "room/usa:9 voted",
        "room/usa:10 proposal_carried",
        "room/usa:11 proposal_refused",
        "room/usa:12 proposal_carried",
        "room/usa:13 proposal_withdrawn",
        "room/usa:14 proposal_carried",
        "room/usa:15 proposal_accepted",
        "room/usa:16 proposal_carried",
        "room/usa:17 proposal_accepted",
        "room/usa:18 proposal_agreed",
        "room/usa:19 proposal_expired",
    ]
    "#);
    assert_debug_snapshot!(hall.news("oman/observer"), @r#"
    [
        "joint:4 agenda_put",
        "joint:5 settled",
        "joint:6 agreement_reached",
        "joint:7 mediators_proposal_put",
        "joint:8 settled",
        "room/iran:6 answered",
        "room/iran:7 offer_asked",
        "room/iran:8 offer_declined",
        "room/iran:9 what_if_asked",
        "room/iran:10 what_if_answered",
        "room/iran:11 proposed",
        "room/iran:12 proposed",
        "room/iran:13 proposal_withdrawn",
        "room/iran:14 proposed",
        "room/iran:15 proposed",
        "room/iran:16 proposal_agreed",
        "room/iran:17 proposal_expired",
        "room/usa:6 answered",
        "room/usa:7 what_if_asked",
        "room/usa:8 draft_put",
        "room/usa:9 voted",
        "room/usa:10 proposal_carried",
        "room/usa:11 proposal_refused",
        "room/usa:12 proposal_carried",
        "room/usa:13 proposal_withdrawn",
        "room/usa:14 proposal_carried",
        "room/usa:15 proposal_accepted",
        "room/usa:16 proposal_carried",
        "room/usa:17 proposal_accepted",
        "room/usa:18 proposal_agreed",
        "room/usa:19 proposal_expired",
        "delegation/oman:6 what_if_put",
        "delegation/oman:7 proposal_sent",
        "delegation/oman:8 proposal_sent",
        "delegation/oman:9 proposal_sent",
        "delegation/oman:10 acceptance_void",
        "delegation/oman:11 proposal_sent",
    ]
    "#);
}
