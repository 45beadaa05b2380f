//! Laws over random talks of two parties.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use wasit_table::{Compartment, Id, Kind, Table};

use super::{agenda, agreements, carry, full, on, propose, reads, with};
use crate::hall::Hall;

/// Something that Iran does with the mediator and that nobody else is told of: by its number in the room, counted from 7.
fn private() -> impl Strategy<Value = (&'static str, Value)> {
    let package =
        prop_oneof![Just(full()), Just(json!({ "level": "0" })), Just(json!({ "visits": "weekly" }))];
    let item = (7u32..14).prop_map(|number| format!("room/iran:{number}"));
    let iran = "iran/araghchi";
    prop_oneof![
        package.clone().prop_map(move |package| (iran, propose(json!([package])))),
        (package.clone(), item.clone())
            .prop_map(move |(package, item)| (iran, with(propose(json!([package])), "supersedes", item))),
        (package, 7u8..12).prop_map(move |(package, hour)| {
            let until = format!("2025-04-12T{hour:02}:00:00Z");
            (iran, with(propose(json!([package])), "until", until))
        }),
        item.clone().prop_map(move |item| (iran, on("withdraw_proposal", &item))),
        item.clone().prop_map(move |item| (iran, json!({ "do": "erase", "item": item, "why": "a slip" }))),
        item.prop_map(move |item| (iran, on("decline_offer", &item))),
        Just(("oman/badr", json!({ "do": "ask_offer", "seat": "iran" }))),
        Just(("oman/badr", json!({ "do": "put_draft", "to": "iran", "package": full() }))),
    ]
}

/// Any act on proposals of either party's: many are refused.
fn either() -> impl Strategy<Value = (&'static str, Value)> {
    let packages = prop_oneof![
        Just(json!([full()])),
        Just(json!([{ "level": "0" }])),
        Just(json!([full(), { "level": "0", "visits": "weekly" }])),
    ];
    (0u8..7, any::<bool>(), 7u32..24, packages, prop::option::of(0u32..4)).prop_map(
        |(act, iran, number, packages, option)| {
            let (who, seat, other) =
                if iran { ("iran/araghchi", "iran", "usa") } else { ("usa/witkoff", "usa", "iran") };
            let item = format!("room/{seat}:{number}");
            match act {
                0 => (who, propose(packages)),
                1 => (who, with(propose(packages), "supersedes", item)),
                2 | 3 => ("oman/badr", with(carry(&item), "to", json!([other]))),
                4 => match option {
                    Some(option) => (who, with(on("accept", &item), "option", option)),
                    None => (who, on("accept", &item)),
                },
                5 => (who, on("refuse", &item)),
                _ => (who, on("withdraw_proposal", &item)),
            }
        },
    )
}

/// How many agreements there must be, told from the events alone: an acceptance makes one when the proposal that the copy is
/// of stands at that moment, with nothing newer in its place, not withdrawn and not agreed before.
fn expected(hall: &Hall) -> usize {
    let mut original: BTreeMap<Id, Id> = BTreeMap::new();
    let mut gone: Vec<Id> = Vec::new();
    let mut agreed = 0;
    for event in hall.table.events() {
        let here = |number| Id::new(event.id.place.clone(), number);
        match &event.kind {
            Kind::Proposed(proposed) => gone.extend(proposed.supersedes.map(here)),
            Kind::ProposalWithdrawn(withdrawn) => gone.push(here(withdrawn.item)),
            Kind::ProposalSent(sent) => {
                original.extend(sent.copies.iter().map(|copy| (copy.clone(), sent.proposal.clone())));
            }
            Kind::ProposalAccepted(accepted) => {
                let of = &original[&here(accepted.item)];
                if !gone.contains(of) {
                    gone.push(of.clone());
                    agreed += 1;
                }
            }
            _ => {}
        }
    }
    agreed
}

fn play(mut hall: Hall, acts: Vec<(&'static str, Value)>) -> Hall {
    for (who, act) in acts {
        let _ = hall.try_act(who, act);
    }
    hall
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn what_is_private_to_one_party_does_not_show_in_the_others_view(
        one in prop::collection::vec(private(), 0..20),
        two in prop::collection::vec(private(), 0..20),
    ) {
        let end = |acts| {
            let mut hall = play(agenda(), acts);
            hall.now = "2025-04-12T13:00:00Z".parse().unwrap();
            let hall = hall.acts(&[("usa/witkoff", propose(json!([full()])))]);
            reads(&hall, "usa/witkoff")
        };
        prop_assert_eq!(end(one), end(two));
    }

    #[test]
    fn an_agreement_is_what_was_accepted_while_it_stood(acts in prop::collection::vec(either(), 0..120)) {
        let hall = play(agenda(), acts);
        prop_assert_eq!(agreements(&hall).len(), expected(&hall));
        // A room's events name no number of another room.
        for event in hall.table.events() {
            if let Compartment::Room(seat) = &event.id.place {
                let text = serde_json::to_string(&**event).unwrap();
                let other = if seat.as_str() == "iran" { "room/usa" } else { "room/iran" };
                prop_assert!(!text.contains(other) && !text.contains("delegation/"), "{}", text);
            }
        }
        // What is replayed is what is live, and is read from a view as well.
        let events = hall.table.events().iter().map(|event| (**event).clone());
        let replayed = Hall { table: Table::replay(events).unwrap(), now: hall.now };
        for who in ["iran/araghchi", "usa/witkoff", "oman/badr"] {
            prop_assert_eq!(reads(&replayed, who), reads(&hall, who));
            let name = hall.who(who);
            let (live, again) = (hall.table.sight(&name).unwrap(), replayed.table.sight(&name).unwrap());
            prop_assert_eq!(format!("{live:?}"), format!("{again:?}"));
        }
    }
}
