//! Proposals: from what a party puts forward to what all have agreed on.

mod agreement;
mod carrying;
mod goldens;
mod laws;
mod mediators;
mod own;
mod refusals;
mod soundings;
mod three;

use serde_json::{Value, json};
use wasit_table::Kind;
use wasit_table::chapters::proposals::AgreementReached;

use crate::hall::Hall;

pub(crate) use refusals::refusals;

/// Iran's first proposal, and its first copy in the room of the United States.
pub(crate) const MADE: &str = "room/iran:7";
pub(crate) const COPY: &str = "room/usa:7";

pub(crate) fn issues() -> Value {
    json!([{ "name": "level", "values": ["0", "3.67"] }, { "name": "visits", "values": ["daily", "weekly"] }])
}

/// Talks with two issues on the agenda.
pub(crate) fn agenda() -> Hall {
    let put = json!({
        "do": "put_agenda",
        "items": [{ "id": "nuclear", "title": "Nuclear matters" }],
        "issues": issues(),
    });
    Hall::seated().acts(&[("oman/badr", put)]).agree("joint:4")
}

/// The same, under ground rules with these settings.
pub(crate) fn ruled(settings: Value) -> Hall {
    let put = json!({ "do": "put_ground_rules", "text": "As agreed.", "settings": settings });
    let mut hall = agenda();
    hall.act("oman/badr", put);
    let put = hall.table.events().last().unwrap().id.to_string();
    let sign = json!({ "do": "sign_ground_rules", "hash": hall.event(&put)["hash"] });
    hall.acts(&[("oman/badr", sign.clone()), ("iran/araghchi", sign.clone()), ("usa/witkoff", sign)])
}

pub(crate) fn full() -> Value {
    json!({ "level": "3.67", "visits": "daily" })
}

/// A proposal of these packages that may be carried as its maker's.
pub(crate) fn propose(packages: Value) -> Value {
    json!({ "do": "propose", "packages": packages, "disclosure": "this_wording" })
}

pub(crate) fn with(mut act: Value, field: &str, value: impl Into<Value>) -> Value {
    act[field] = value.into();
    act
}

pub(crate) fn carry(proposal: &str) -> Value {
    json!({ "do": "carry", "proposal": proposal, "to": ["usa"], "attribution": "sender" })
}

pub(crate) fn on(act: &str, item: &str) -> Value {
    json!({ "do": act, "item": item })
}

pub(crate) fn proposed() -> Hall {
    agenda().acts(&[("iran/member", propose(json!([full()])))])
}

pub(crate) fn carried() -> Hall {
    proposed().acts(&[("oman/badr", carry(MADE))])
}

/// Proposed and carried, open for three hours.
pub(crate) fn timed() -> Hall {
    let until = with(propose(json!([full()])), "until", "2025-04-12T10:00:00Z");
    agenda().acts(&[("iran/member", until), ("oman/badr", carry(MADE))])
}

pub(crate) fn agreed() -> Hall {
    carried().acts(&[("usa/witkoff", on("accept", COPY))])
}

/// Carried, and then superseded in the maker's room.
pub(crate) fn superseded() -> Hall {
    let newer = with(propose(json!([{ "level": "0" }])), "supersedes", MADE);
    carried().acts(&[("iran/araghchi", newer)])
}

pub(crate) fn withdrawn() -> Hall {
    carried().acts(&[("iran/member", on("withdraw_proposal", MADE))])
}

/// What was agreed on, in order.
pub(crate) fn agreements(hall: &Hall) -> Vec<AgreementReached> {
    let events = hall.table.events().iter();
    events
        .filter_map(|event| match &event.kind {
            Kind::AgreementReached(agreement) => Some(agreement.clone()),
            _ => None,
        })
        .collect()
}

/// What a member reads, as text.
pub(crate) fn reads(hall: &Hall, who: &str) -> String {
    serde_json::to_string(&hall.view(who)).unwrap()
}
