//! Laws over random talks of two parties.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use wasit_table::chapters::proposals::Origin;
use wasit_table::{Compartment, Id, Kind, Sight, Table};

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

/// A step of either party's or of the mediator's: what, whose room it is about, which proposal there, and what else.
#[derive(Clone, Debug)]
struct Step {
    act: u8,
    iran: bool,
    pick: usize,
    packages: Value,
    option: Option<u32>,
}

fn step() -> impl Strategy<Value = Step> {
    let packages = prop_oneof![
        3 => Just(json!([full()])),
        1 => Just(json!([{ "level": "0" }])),
        1 => Just(json!([full(), { "level": "0", "visits": "weekly" }])),
    ];
    let option = prop_oneof![3 => Just(None), 1 => (0u32..4).prop_map(Some)];
    (0u8..8, any::<bool>(), 0usize..6, packages, option)
        .prop_map(|(act, iran, pick, packages, option)| Step { act, iran, pick, packages, option })
}

/// The act of a step, about one of the last proposals in the room: of the wrong kind at times, and then it is refused.
fn act_of(hall: &Hall, step: Step) -> (&'static str, Value) {
    let (who, seat, other) =
        if step.iran { ("iran/araghchi", "iran", "usa") } else { ("usa/witkoff", "usa", "iran") };
    let name = hall.who("oman/badr");
    let Some(Sight::Mediator(sight)) = hall.table.sight(&name) else { panic!("the mediator sees") };
    let own = matches!(step.act, 0..=3 | 7) != (step.pick == 5);
    let room = &sight.rooms[&hall.who(who).seat];
    let of_kind = room.proposals.iter().filter(|(_, proposal)| (proposal.origin == Origin::Own) == own);
    let number = of_kind.rev().nth(step.pick % 3).map_or(7, |(number, _)| number);
    let item = format!("room/{seat}:{number}");
    match step.act {
        0 => (who, propose(step.packages)),
        1 => (who, with(propose(step.packages), "supersedes", item)),
        2 | 3 => ("oman/badr", with(carry(&item), "to", json!([other]))),
        4 | 5 => match step.option {
            Some(option) => (who, with(on("accept", &item), "option", option)),
            None => (who, on("accept", &item)),
        },
        6 => (who, on("refuse", &item)),
        _ => (who, on("withdraw_proposal", &item)),
    }
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
    fn an_agreement_is_what_was_accepted_while_it_stood(steps in prop::collection::vec(step(), 0..120)) {
        let mut hall = agenda();
        for step in steps {
            let (who, act) = act_of(&hall, step);
            let _ = hall.try_act(who, act);
        }
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
