use serde_json::{Value, json};
use wasit_table::Rule;

use crate::hall::{Case, Hall};

fn offer() -> Value {
    json!({
        "do": "offer_contact", "who": ["iran/araghchi", "usa/witkoff"], "place": "the garden",
        "starts": "2025-04-12T08:00:00Z", "minutes": 45, "answer_by": "2025-04-12T07:00:00Z",
    })
}

fn with(field: &str, value: Value) -> Value {
    let mut offer = offer();
    offer[field] = value;
    offer
}

fn act(name: &str) -> Value {
    json!({ "do": name, "contact": "joint:4" })
}

fn account() -> Value {
    json!({ "do": "give_account", "contact": "joint:4", "text": "ten minutes, courteous" })
}

fn offered() -> Hall {
    Hall::seated().acts(&[("oman/badr", offer())])
}

fn answer(hall: &Hall, yes: bool) -> Value {
    let joint = serde_json::to_value(hall.view("oman/badr")).unwrap();
    let hash = &joint["joint"]["log"][3]["question"]["hash"];
    json!({ "do": "answer", "question": "joint:4", "yes": yes, "hash": hash })
}

fn agreed() -> Hall {
    let hall = offered();
    let yes = answer(&hall, true);
    hall.acts(&[("iran/araghchi", yes.clone()), ("usa/witkoff", yes)])
}

/// Two hours after the offer, a little past the time that was agreed.
fn begun() -> Hall {
    agreed().wait(2).acts(&[("oman/badr", act("begin_contact"))])
}

fn ended() -> Hall {
    begun().acts(&[("iran/araghchi", act("end_contact"))])
}

/// A third party at the table, which is not concerned.
fn with_a_third() -> Hall {
    let mut hall = Hall::empty();
    let parties = ["iran", "usa", "france"].map(|seat| json!({ "seat": seat, "title": seat }));
    hall.act(
        "oman/badr",
        json!({ "do": "convene", "name": "talks", "title": "Talks", "mediator": "Oman", "parties": parties }),
    );
    for (seat, head) in [("iran", "araghchi"), ("usa", "witkoff"), ("france", "barrot")] {
        hall.act("oman/badr", json!({ "do": "invite", "seat": seat, "head": head }));
        hall.act(&format!("{seat}/{head}"), json!({ "do": "accept_invitation" }));
    }
    hall.acts(&[("oman/badr", offer())])
}

/// Ground rules that all have signed no longer allow direct contact.
pub(crate) fn refusals() -> Vec<Case> {
    let badr = "oman/badr";
    let iran = "iran/araghchi";
    let away = |hall: Hall| hall.acts(&[("usa/witkoff", json!({ "do": "withdraw_consent" }))]);
    let third = |name: &str| json!({ "do": name, "contact": "joint:5", "text": "x" });
    let mut third_ends = third("end_contact");
    third_ends.as_object_mut().unwrap().remove("text");
    // Agreed, and forbidden by later ground rules before it has begun.
    let forbidden = || {
        let mut hall = agreed();
        let put =
            json!({ "do": "put_ground_rules", "text": "Apart.", "settings": { "direct_contact": false } });
        let put = serde_json::to_value(&*hall.act(badr, put)[0]).unwrap();
        for head in [badr, iran, "usa/witkoff"] {
            hall.act(head, json!({ "do": "sign_ground_rules", "hash": put["hash"] }));
        }
        hall.wait(2)
    };
    vec![
        Case::new(forbidden(), (badr, act("begin_contact")), Rule::GroundRules),
        Case::new(Hall::seated(), (badr, with("who", json!(["france/x", "usa/witkoff"]))), Rule::NoSuchSeat),
        Case::new(Hall::seated(), (badr, with("who", json!(["oman/badr", "usa/witkoff"]))), Rule::NoSuchSeat),
        Case::new(
            Hall::seated(),
            (badr, with("who", json!(["iran/nobody", "usa/witkoff"]))),
            Rule::NoSuchMember,
        ),
        Case::new(
            Hall::seated(),
            (badr, with("who", json!(["iran/araghchi", "iran/member"]))),
            Rule::NotRepresented,
        ),
        Case::new(
            Hall::seated(),
            (badr, with("who", json!(["usa/witkoff", "iran/member", "usa/witkoff"]))),
            Rule::Malformed,
        ),
        Case::new(Hall::seated(), (badr, with("who", json!(["iran/araghchi"]))), Rule::Malformed),
        Case::new(away(Hall::seated()), (badr, offer()), Rule::NoConsent),
        Case::new(Hall::seated(), (badr, with("minutes", json!(121))), Rule::GroundRules),
        Case::new(Hall::seated(), (badr, with("minutes", json!(0))), Rule::Malformed),
        Case::new(Hall::seated(), (badr, with("answer_by", json!("2025-04-12T06:00:00Z"))), Rule::NotTheTime),
        Case::new(Hall::seated(), (badr, with("answer_by", json!("2025-04-12T08:00:01Z"))), Rule::NotTheTime),
        Case::new(Hall::seated(), (iran, offer()), Rule::WrongSeat),
        Case::new(Hall::seated(), (badr, act("begin_contact")), Rule::NoSuchItem),
        Case::new(offered(), (badr, act("begin_contact")), Rule::NotAgreed),
        Case::new(offered().wait(2), (badr, act("begin_contact")), Rule::WrongState),
        Case::new(agreed(), (badr, act("begin_contact")), Rule::NotTheTime),
        Case::new(agreed().wait(3), (badr, act("begin_contact")), Rule::Expired),
        Case::new(away(agreed()).wait(2), (badr, act("begin_contact")), Rule::NoConsent),
        Case::new(
            agreed().wait(2).acts(&[
                (iran, json!({ "do": "enrol", "member": "deputy", "role": "head" })),
                ("iran/deputy", json!({ "do": "discharge", "member": "araghchi" })),
            ]),
            (badr, act("begin_contact")),
            Rule::NoSuchMember,
        ),
        Case::new(begun(), (badr, act("begin_contact")), Rule::Twice),
        Case::new(ended(), (badr, act("begin_contact")), Rule::Twice),
        Case::new(Hall::seated(), (badr, act("end_contact")), Rule::NoSuchItem),
        Case::new(with_a_third(), ("france/barrot", third_ends), Rule::NotYours),
        Case::new(agreed(), (badr, act("end_contact")), Rule::WrongState),
        Case::new(ended(), (badr, act("end_contact")), Rule::Twice),
        Case::new(Hall::seated(), (iran, account()), Rule::NoSuchItem),
        Case::new(with_a_third(), ("france/barrot", third("give_account")), Rule::NotYours),
        Case::new(begun(), (iran, account()), Rule::WrongState),
        Case::new(ended(), (badr, account()), Rule::WrongSeat),
    ]
}

/// What all seats have seen since the offer.
fn joint(hall: &Hall, who: &str) -> Vec<String> {
    hall.seen(who).into_iter().filter(|line| line.starts_with("joint")).skip(3).collect()
}

#[test]
fn only_a_mutual_yes_is_revealed() {
    let offered = offered();
    let (yes, no) = (answer(&offered, true), answer(&offered, false));
    let bytes = |hall: &Hall| serde_json::to_string(&hall.view("usa/witkoff")).unwrap();
    let silent = offered.clone();
    let mut nothing = silent.clone();
    nothing.now += jiff::SignedDuration::from_mins(1);
    let one_yes = offered.clone().acts(&[("iran/araghchi", yes)]);
    let one_no = offered.clone().acts(&[("iran/araghchi", no)]);
    assert_eq!(bytes(&one_yes), bytes(&nothing));
    assert_eq!(bytes(&one_no), bytes(&nothing));
    // Nor does it show when nothing came of it.
    let later = |hall: Hall| bytes(&hall.wait(1));
    assert_eq!(later(one_yes.clone()), later(one_no));
    assert_eq!(joint(&one_yes.wait(1), "usa/witkoff"), ["joint:4 contact_offered", "joint:5 settled"]);
    assert_eq!(joint(&agreed(), "usa/witkoff"), ["joint:4 contact_offered", "joint:5 settled"]);
}

#[test]
fn a_contact_ends_exactly_at_the_end_of_its_box() {
    let hall = begun().wait(24);
    let events = hall.table.events();
    let begun = events.iter().find(|event| event.kind.name() == "contact_begun").unwrap();
    let ended = events.iter().find(|event| event.kind.name() == "contact_ended").unwrap();
    assert_eq!(ended.at.duration_since(begun.at), jiff::SignedDuration::from_mins(45));
    assert_eq!(ended.by, None);
    assert_eq!(hall.table.next_tick(), None);
    let early = ended_early();
    assert_eq!(early.table.next_tick(), None);
}

#[test]
fn a_contact_ends_where_a_party_to_it_leaves() {
    let hall = begun().acts(&[("usa/witkoff", json!({ "do": "withdraw_consent" }))]);
    let last: Vec<&str> = hall.table.events().iter().rev().take(2).map(|event| event.kind.name()).collect();
    assert_eq!(last, ["contact_ended", "consent_withdrawn"]);
    assert_eq!(hall.table.next_tick(), None);
}

fn ended_early() -> Hall {
    let hall = ended().wait(24);
    let ends = hall.table.events().iter().filter(|event| event.kind.name() == "contact_ended").count();
    assert_eq!(ends, 1);
    hall
}

#[test]
fn each_side_has_its_own_account_and_the_last_one_stands() {
    let mut second = account();
    second["text"] = json!("an hour, stormy");
    second["disclosure"] = json!("not_attributed");
    let hall =
        ended().acts(&[("iran/araghchi", account()), ("iran/member", second), ("usa/witkoff", account())]);
    let iran = serde_json::to_value(hall.view("iran/observer")).unwrap();
    assert_eq!(iran["room"]["accounts"], json!({ "4": 8 }));
    assert_eq!(iran["room"]["items"]["7"]["state"], "retracted");
    assert_eq!(iran["room"]["items"]["8"]["state"], "standing");
    assert!(!serde_json::to_string(&hall.view("usa/witkoff")).unwrap().contains("stormy"));
    // What stands can be relayed as its disclosure allows.
    hall.acts(&[
        (
            "oman/badr",
            json!({ "do": "render", "items": ["room/iran:8"], "text": "There was a storm.", "attribution": "unattributed", "to": ["usa"] }),
        ),
        ("oman/badr", json!({ "do": "convey", "rendering": "delegation/oman:6" })),
    ]);
}
