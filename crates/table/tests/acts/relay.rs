use insta::assert_debug_snapshot;
use serde_json::{Value, json};
use wasit_table::chapters::relay::{Consent, consent, difference, evenness, text_of};
use wasit_table::{Act, Rule, Sight};

use crate::hall::{Case, Hall, Step};

const DRAFT: &str = "delegation/oman:6";

pub(crate) fn say(disclosure: &str) -> Value {
    json!({ "do": "say", "text": "we could do five years", "disclosure": disclosure })
}

pub(crate) fn render(items: &[&str], attribution: &str, to: &[&str]) -> Value {
    let text = "Some years are conceivable.";
    json!({ "do": "render", "items": items, "text": text, "attribution": attribution, "to": to })
}

pub(crate) fn seek() -> Value {
    json!({ "do": "seek_approval", "rendering": DRAFT })
}

pub(crate) fn convey() -> Value {
    json!({ "do": "convey", "rendering": DRAFT })
}

fn recall() -> Value {
    json!({ "do": "recall", "rendering": DRAFT })
}

pub(crate) fn request(act: &str) -> Value {
    json!({ "do": act, "request": "room/iran:7" })
}

/// Iran has said something for the mediator only, and the mediator has rendered it as Iran's, for the United States.
fn drafted() -> Hall {
    Hall::seated().acts(&[
        ("iran/araghchi", say("mediator_only")),
        ("oman/adviser", render(&["room/iran:6"], "sender", &["usa"])),
    ])
}

fn sought() -> Hall {
    drafted().acts(&[("oman/badr", seek())])
}

fn approved() -> Hall {
    sought().acts(&[("iran/member", request("approve"))])
}

fn conveyed() -> Hall {
    approved().acts(&[("oman/badr", convey())])
}

fn superseded(hall: Hall) -> Hall {
    let mut again = render(&["room/iran:6"], "unattributed", &["usa"]);
    again["supersedes"] = json!(DRAFT);
    hall.acts(&[("oman/adviser", again)])
}

/// Under ground rules that ask for a second person's release.
fn second_person() -> Hall {
    ruled(approved(), json!({ "second_person": true }))
}

pub(crate) fn ruled(mut hall: Hall, settings: Value) -> Hall {
    let put = json!({ "do": "put_ground_rules", "text": "As we go.", "settings": settings });
    let put = serde_json::to_value(&*hall.act("oman/badr", put)[0]).unwrap();
    for head in ["oman/badr", "iran/araghchi", "usa/witkoff"] {
        hall.act(head, json!({ "do": "sign_ground_rules", "hash": put["hash"] }));
    }
    hall
}

pub(crate) fn refusals() -> Vec<Case> {
    let retracted =
        |hall: Hall| hall.acts(&[("iran/araghchi", json!({ "do": "retract", "item": "room/iran:6" }))]);
    let away = |hall: Hall| hall.acts(&[("usa/witkoff", json!({ "do": "withdraw_consent" }))]);
    let left = |hall: Hall| hall.acts(&[("iran/araghchi", json!({ "do": "withdraw_consent" }))]);
    let recalled = |hall: Hall| hall.acts(&[("oman/badr", recall())]);
    let countersign = || json!({ "do": "countersign", "rendering": DRAFT });
    let again = || {
        let mut again = render(&["room/iran:6"], "mediator", &["usa"]);
        again["supersedes"] = json!(DRAFT);
        again
    };
    let mut of_usa = seek();
    of_usa["of"] = json!(["usa"]);
    let mut other_hash = request("approve");
    other_hash["hash"] = json!("0".repeat(64));
    let read = || json!({ "do": "mark_read", "item": "room/usa:6" });
    let both = render(&["room/iran:6", "room/usa:6"], "sender", &["iran", "usa"]);
    let badr = "oman/badr";
    let iran = "iran/araghchi";
    let mut cases = vec![
        Case::new(drafted(), (badr, render(&["room/iran:3"], "sender", &["usa"])), Rule::NoSuchItem),
        Case::new(drafted(), (badr, render(&["joint:2"], "sender", &["usa"])), Rule::NoSuchItem),
        Case::new(drafted(), (badr, render(&["delegation/iran:1"], "sender", &["usa"])), Rule::NoSuchItem),
        Case::new(drafted(), (badr, both), Rule::NoSuchItem),
        Case::new(drafted(), (badr, render(&["room/iran:6"], "sender", &["france"])), Rule::NoSuchSeat),
        Case::new(drafted(), (badr, render(&["room/iran:6"], "sender", &["oman"])), Rule::NoSuchSeat),
        Case::new(drafted(), (badr, render(&["room/iran:6"], "sender", &["iran"])), Rule::Malformed),
        Case::new(drafted(), (badr, render(&["room/iran:6"], "sender", &["usa", "usa"])), Rule::Malformed),
        Case::new(drafted(), (badr, render(&[], "sender", &["usa"])), Rule::Malformed),
        Case::new(
            drafted(),
            ("oman/interpreter", render(&["room/iran:6"], "sender", &["usa"])),
            Rule::WrongRole,
        ),
        Case::new(drafted(), (iran, render(&["room/iran:6"], "sender", &["usa"])), Rule::WrongSeat),
        Case::new(
            retracted(drafted()),
            (badr, render(&["room/iran:6"], "sender", &["usa"])),
            Rule::Withdrawn,
        ),
        Case::new(recalled(drafted()), (badr, again()), Rule::Withdrawn),
        Case::new(superseded(drafted()), (badr, again()), Rule::Superseded),
        Case::new(conveyed(), (badr, again()), Rule::Twice),
        Case::new(Hall::seated(), (badr, seek()), Rule::NoSuchItem),
        Case::new(drafted(), (badr, of_usa), Rule::NoSuchSeat),
        Case::new(left(drafted()), (badr, seek()), Rule::NoConsent),
        Case::new(both_said().acts(&[(badr, of_both(json!({})))]), (badr, seek()), Rule::Disclosure),
        Case::new(retracted(drafted()), (badr, seek()), Rule::Withdrawn),
        Case::new(recalled(drafted()), (badr, seek()), Rule::Withdrawn),
        Case::new(superseded(drafted()), (badr, seek()), Rule::Superseded),
        Case::new(sought(), (badr, seek()), Rule::Twice),
        Case::new(approved(), (badr, seek()), Rule::Twice),
        Case::new(conveyed(), (badr, seek()), Rule::Twice),
        Case::new(
            drafted(),
            (badr, json!({ "do": "countersign", "rendering": "delegation/oman:2" })),
            Rule::NoSuchItem,
        ),
        Case::new(drafted(), ("oman/adviser", countersign()), Rule::WrongRole),
        Case::new(
            Hall::seated()
                .acts(&[(iran, say("mediator_only")), (badr, render(&["room/iran:6"], "sender", &["usa"]))]),
            (badr, countersign()),
            Rule::SecondPerson,
        ),
        Case::new(recalled(drafted()), (badr, countersign()), Rule::Withdrawn),
        Case::new(superseded(drafted()), (badr, countersign()), Rule::Superseded),
        Case::new(drafted().acts(&[(badr, countersign())]), ("oman/member", countersign()), Rule::Twice),
        Case::new(Hall::seated(), (badr, convey()), Rule::NoSuchItem),
        Case::new(away(approved()), (badr, convey()), Rule::NoConsent),
        Case::new(drafted(), (badr, convey()), Rule::Disclosure),
        Case::new(sought(), (badr, convey()), Rule::NotAgreed),
        Case::new(sought().acts(&[(iran, request("decline"))]), (badr, convey()), Rule::NotAgreed),
        Case::new(approved().acts(&[(iran, request("revoke_approval"))]), (badr, convey()), Rule::NotAgreed),
        Case::new(retracted(approved()), (badr, convey()), Rule::Withdrawn),
        Case::new(recalled(approved()), (badr, convey()), Rule::Withdrawn),
        Case::new(superseded(approved()), (badr, convey()), Rule::Superseded),
        Case::new(conveyed(), (badr, convey()), Rule::Twice),
        Case::new(
            approved().acts(&[(badr, json!({ "do": "suspend_talks", "public": "war" }))]),
            (badr, convey()),
            Rule::Suspended,
        ),
        Case::new(Hall::seated(), (badr, recall()), Rule::NoSuchItem),
        Case::new(recalled(drafted()), (badr, recall()), Rule::Withdrawn),
        Case::new(superseded(drafted()), (badr, recall()), Rule::Superseded),
        Case::new(conveyed(), (badr, recall()), Rule::Twice),
        Case::new(sought(), (iran, other_hash), Rule::WrongHash),
        Case::new(sought(), ("iran/adviser", request("approve")), Rule::WrongRole),
        Case::new(retracted(sought()), (iran, request("approve")), Rule::Withdrawn),
        Case::new(drafted(), (iran, request("revoke_approval")), Rule::NoSuchItem),
        Case::new(sought(), (iran, request("revoke_approval")), Rule::WrongState),
        Case::new(
            approved().acts(&[(iran, request("revoke_approval"))]),
            (iran, request("revoke_approval")),
            Rule::Twice,
        ),
        Case::new(approved(), (iran, request("approve")), Rule::Twice),
        Case::new(approved(), (iran, request("decline")), Rule::Twice),
        Case::new(drafted(), ("usa/witkoff", read()), Rule::NoSuchItem),
        Case::new(conveyed(), (iran, json!({ "do": "mark_read", "item": "room/iran:7" })), Rule::NoSuchItem),
        Case::new(conveyed().acts(&[("usa/interpreter", read())]), ("usa/witkoff", read()), Rule::Twice),
    ];
    for act in ["approve", "decline", "revoke_approval"] {
        cases.push(Case::new(conveyed(), (iran, request(act)), Rule::WrongState));
        cases.push(Case::new(recalled(approved()), (iran, request(act)), Rule::Withdrawn));
        cases.push(Case::new(superseded(approved()), (iran, request(act)), Rule::Superseded));
        cases.push(Case::new(drafted(), (iran, request(act)), Rule::NoSuchItem));
        // Another seat's request is no more to be seen than one that is not there.
        cases.push(Case::new(sought(), ("usa/witkoff", request(act)), Rule::NoSuchItem));
    }
    if Act::ALL.iter().any(|facts| facts.name == "put_ground_rules") {
        cases.push(Case::new(second_person(), (badr, convey()), Rule::SecondPerson));
    }
    cases
}

/// What a talk adds to what an observer has seen of the talks of a fresh hall.
pub(crate) fn added(hall: &Hall, who: &str) -> Vec<String> {
    let before = Hall::seated().seen(who);
    hall.seen(who).into_iter().filter(|line| !before.contains(line)).collect()
}

#[test]
fn what_is_not_released_is_seen_by_its_sender_and_the_team_alone() {
    let hall = approved();
    assert_debug_snapshot!(added(&hall, "iran/observer"), @r#"
    [
        "room/iran:6 said",
        "room/iran:7 approval_sought",
        "room/iran:8 approved",
    ]
    "#);
    assert_debug_snapshot!(added(&hall, "usa/witkoff"), @"[]");
    assert_debug_snapshot!(added(&hall, "oman/observer"), @r#"
    [
        "room/iran:6 said",
        "room/iran:7 approval_sought",
        "room/iran:8 approved",
        "delegation/oman:6 rendered",
        "delegation/oman:7 approvals_linked",
    ]
    "#);
    let nothing = serde_json::to_string(&Hall::seated().view("usa/witkoff")).unwrap();
    assert_eq!(serde_json::to_string(&hall.view("usa/witkoff")).unwrap(), nothing);
}

#[test]
fn what_is_conveyed_is_seen_by_its_recipient_and_leads_nowhere_back() {
    let hall = conveyed().acts(&[
        ("usa/witkoff", json!({ "do": "mark_read", "item": "room/usa:6" })),
        ("usa/witkoff", json!({ "do": "say", "text": "how many?", "answers": "room/usa:6" })),
    ]);
    assert_debug_snapshot!(added(&hall, "iran/araghchi"), @r#"
    [
        "room/iran:6 said",
        "room/iran:7 approval_sought",
        "room/iran:8 approved",
        "room/iran:9 sent_on",
    ]
    "#);
    assert_debug_snapshot!(added(&hall, "usa/witkoff"), @r#"
    [
        "room/usa:6 conveyed",
        "room/usa:7 marked_read",
        "room/usa:8 said",
    ]
    "#);
    let usa = serde_json::to_value(hall.view("usa/witkoff")).unwrap();
    assert_eq!(
        usa["room"]["log"][5],
        json!({
            "id": "room/usa:6", "at": "2025-04-12T06:22:00Z", "by": "oman/badr", "event": "conveyed",
            "text": { "$content": "Some years are conceivable." }, "attribution": "sender", "from": ["iran"],
        })
    );
    assert_eq!(usa["room"]["inbox"]["6"], json!({ "read": true, "answers": [8] }));
    let who = hall.who("oman/badr");
    let Some(Sight::Mediator(sight)) = hall.table.sight(&who) else {
        panic!("the mediator's head is at the table");
    };
    assert_eq!(text_of(&sight, 6), Some("Some years are conceivable."));
    let shares = evenness(&sight);
    let shares = ["iran", "usa"].map(|seat| &shares[&seat.parse().unwrap()]);
    assert_eq!(shares.map(|share| (share.conveyed_to, share.conveyed_from)), [(0, 1), (1, 0)]);
    assert_eq!(shares.map(|share| share.asks), [1, 0]);
}

#[test]
fn a_disclosure_spares_the_question() {
    for (disclosure, attribution, from) in [
        ("not_attributed", "unattributed", json!(null)),
        ("as_the_mediators", "mediator", json!(null)),
        ("joint", "sender", json!(["iran"])),
    ] {
        let hall = Hall::seated().acts(&[
            ("iran/araghchi", say(disclosure)),
            ("oman/badr", render(&["room/iran:6"], attribution, &["usa"])),
            ("oman/badr", convey()),
        ]);
        let usa = serde_json::to_value(hall.view("usa/witkoff")).unwrap();
        assert_eq!(usa["room"]["log"][5]["attribution"], attribution);
        assert_eq!(usa["room"]["log"][5]["from"], from);
        // Who was not asked is not told.
        assert_eq!(added(&hall, "iran/araghchi"), ["room/iran:6 said"]);
    }
}

#[test]
fn this_wording_is_this_wording() {
    let mut exact = render(&["room/iran:6"], "sender", &["usa"]);
    exact["text"] = json!("we could do five years");
    let said = Hall::seated().acts(&[("iran/araghchi", say("this_wording"))]);
    said.clone().acts(&[("oman/badr", exact), ("oman/badr", convey())]);
    let mut other = said.acts(&[("oman/badr", render(&["room/iran:6"], "sender", &["usa"]))]);
    assert_eq!(other.try_act("oman/badr", convey()).unwrap_err().rule, Rule::Disclosure);
}

#[test]
fn every_sender_is_asked_as_its_disclosure_demands_and_of_its_own_items_alone() {
    let mut hall = Hall::seated().acts(&[
        ("iran/araghchi", say("mediator_only")),
        ("usa/witkoff", say("mediator_only")),
        ("oman/badr", of_both(json!({ "iran": "Some years", "usa": "are conceivable" }))),
        ("oman/badr", seek()),
        ("iran/araghchi", request("approve")),
    ]);
    let asked = |who: &str, item: usize| {
        let view = serde_json::to_value(hall.view(who)).unwrap();
        view["room"]["log"][item]["text"]["$content"].clone()
    };
    assert_eq!([asked("iran/araghchi", 6), asked("usa/witkoff", 6)], ["Some years", "are conceivable"]);
    let iran = serde_json::to_value(hall.view("iran/araghchi")).unwrap();
    assert_eq!(iran["room"]["log"][6]["items"], json!([6]));
    assert!(!iran.to_string().contains("room/usa"));
    assert_eq!(hall.try_act("oman/badr", convey()).unwrap_err().rule, Rule::NotAgreed);
    hall.act("usa/witkoff", json!({ "do": "approve", "request": "room/usa:7", "named": false }));
    hall.act("oman/badr", convey());
    // Named are exactly those who allowed it.
    let iran = serde_json::to_value(hall.view("iran/araghchi")).unwrap();
    assert_eq!(iran["room"]["log"][8]["event"], "conveyed");
    assert_eq!(iran["room"]["log"][8]["from"], json!(["iran"]));
}

fn of_both(parts: Value) -> Value {
    let mut both = render(&["room/iran:6", "room/usa:6"], "sender", &["iran", "usa"]);
    both["parts"] = parts;
    both
}

fn both_said() -> Hall {
    Hall::seated().acts(&[("iran/araghchi", say("mediator_only")), ("usa/witkoff", say("mediator_only"))])
}

#[test]
fn a_sender_is_not_shown_what_another_has_said() {
    for parts in [json!({}), json!({ "iran": "Some years" })] {
        let mut hall = both_said().acts(&[("oman/badr", of_both(parts))]);
        let before = serde_json::to_string(&hall.view("usa/witkoff")).unwrap();
        assert_eq!(hall.try_act("oman/badr", seek()).unwrap_err().rule, Rule::Disclosure);
        assert_eq!(serde_json::to_string(&hall.view("usa/witkoff")).unwrap(), before);
    }
    // Nor where it is asked of its own will: what the other's disclosure frees, it frees for the recipients.
    let hall = Hall::seated()
        .acts(&[("iran/araghchi", say("joint")), ("usa/witkoff", say("mediator_only"))])
        .acts(&[("oman/badr", of_both(json!({ "usa": "are conceivable" }))), ("oman/badr", seek())]);
    assert!(!serde_json::to_string(&hall.view("usa/witkoff")).unwrap().contains("Some years"));
}

#[test]
fn parts_stand_in_the_text_beside_each_other() {
    for (parts, rule) in [
        (json!({ "iran": "Many years" }), Rule::Malformed),
        (json!({ "iran": "Some years are", "usa": "are conceivable" }), Rule::Malformed),
        (json!({ "iran": "Some years are conceivable.", "usa": "years" }), Rule::Malformed),
        (json!({ "iran": "Some", "usa": "" }), Rule::Malformed),
        (json!({ "oman": "Some" }), Rule::NoSuchSeat),
    ] {
        let refusal = both_said().try_act("oman/badr", of_both(parts.clone())).unwrap_err();
        assert_eq!(refusal.rule, rule, "{parts}");
    }
    // A letter of one's own is found behind one that is another's.
    both_said().acts(&[("oman/badr", of_both(json!({ "iran": "Some years", "usa": "e" })))]);
    let mut one = render(&["room/iran:6"], "sender", &["usa"]);
    one["parts"] = json!({ "iran": "Some years" });
    assert_eq!(both_said().try_act("oman/badr", one).unwrap_err().rule, Rule::Malformed);
}

#[test]
fn whom_one_may_not_name_is_not_named() {
    let mut approve = request("approve");
    approve["named"] = json!(false);
    let hall = sought().acts(&[("iran/araghchi", approve), ("oman/badr", convey())]);
    let usa = serde_json::to_value(hall.view("usa/witkoff")).unwrap();
    assert_eq!(usa["room"]["log"][5]["attribution"], "unattributed");
    assert_eq!(usa["room"]["log"][5]["from"], json!(null));
}

#[test]
fn an_approval_is_of_one_wording_and_a_changed_one_needs_another() {
    let mut hall = superseded(approved());
    assert_eq!(added(&hall, "iran/araghchi").last().unwrap(), "room/iran:9 approval_called_off");
    let second: Step = ("oman/badr", json!({ "do": "convey", "rendering": "delegation/oman:8" }));
    assert_eq!(hall.try_act(second.0, second.1.clone()).unwrap_err().rule, Rule::Disclosure);
    hall.act("oman/badr", json!({ "do": "seek_approval", "rendering": "delegation/oman:8" }));
    hall.act("iran/araghchi", json!({ "do": "approve", "request": "room/iran:10" }));
    hall.act(second.0, second.1);
}

#[test]
fn a_disclosure_that_is_narrowed_holds_from_then_on() {
    let mut hall = Hall::seated().acts(&[
        ("iran/araghchi", say("joint")),
        ("oman/badr", render(&["room/iran:6"], "sender", &["usa"])),
        (
            "iran/araghchi",
            json!({ "do": "set_disclosure", "item": "room/iran:6", "disclosure": "mediator_only" }),
        ),
    ]);
    assert_eq!(hall.try_act("oman/badr", convey()).unwrap_err().rule, Rule::Disclosure);
}

#[test]
fn what_was_erased_is_not_conveyed() {
    let erase = json!({ "do": "erase", "item": "room/iran:6", "why": "a slip" });
    let mut hall = approved().acts(&[("iran/araghchi", erase)]);
    let who = hall.who("oman/badr");
    let Some(Sight::Mediator(sight)) = hall.table.sight(&who) else {
        panic!("the mediator's head is at the table");
    };
    let rendering = sight.team.workbench.get(6).unwrap();
    let stands = consent(&sight, rendering, "Some years are conceivable.", &"iran".parse().unwrap());
    assert_eq!(stands, Consent::Withdrawn);
    assert_eq!(hall.try_act("oman/badr", convey()).unwrap_err().rule, Rule::Withdrawn);
}

/// What another sender has taken back cannot be conveyed, whoever is asked.
#[test]
fn nobody_is_asked_about_what_no_longer_stands() {
    let mut hall = Hall::seated().acts(&[
        ("iran/araghchi", say("mediator_only")),
        ("usa/witkoff", say("mediator_only")),
        ("oman/badr", render(&["room/iran:6", "room/usa:6"], "sender", &["iran", "usa"])),
        ("usa/witkoff", json!({ "do": "retract", "item": "room/usa:6" })),
    ]);
    let mut of_iran = seek();
    of_iran["of"] = json!(["iran"]);
    assert_eq!(hall.try_act("oman/badr", of_iran).unwrap_err().rule, Rule::Withdrawn);
}

/// A proposal need not be in words to be rendered.
#[test]
fn a_package_is_rendered_and_conveyed() {
    let hall = crate::agenda::adopted();
    let package = json!({ "do": "propose", "packages": [{ "level": "0" }], "disclosure": "not_attributed" });
    let mut hall = hall.acts(&[("iran/araghchi", package)]);
    let made = hall.table.events().last().unwrap().id.to_string();
    let drafted = hall.act("oman/badr", render(&[&made], "unattributed", &["usa"]));
    hall.act("oman/badr", json!({ "do": "convey", "rendering": drafted[0].id }));
    assert_eq!(added(&hall, "usa/witkoff").last().unwrap(), "room/usa:7 conveyed");
    let mut hall = hall.acts(&[("iran/araghchi", json!({ "do": "erase", "item": made, "why": "a slip" }))]);
    let again = hall.try_act("oman/badr", render(&[&made], "unattributed", &["usa"]));
    assert_eq!(again.unwrap_err().rule, Rule::Withdrawn);
}

#[test]
fn what_a_rendering_changes_is_shown_to_its_sender_and_the_team() {
    let hall = sought();
    for who in ["iran/interpreter", "oman/observer"] {
        let who = hall.who(who);
        let room = hall.table.sight(&who).unwrap().room(&"iran".parse().unwrap()).unwrap();
        let pieces = difference(room, 6, "we could do some years").unwrap();
        let shown: String = pieces.iter().map(ToString::to_string).collect();
        assert_eq!(shown, "we could do [-five-]{+some+} years");
        assert_eq!(difference(room, 7, "we could"), None, "a request is nothing that was said");
    }
    let erased =
        hall.acts(&[("iran/araghchi", json!({ "do": "erase", "item": "room/iran:6", "why": "a slip" }))]);
    let who = erased.who("iran/araghchi");
    let room = erased.table.sight(&who).unwrap().room(&who.seat).unwrap();
    assert_eq!(difference(room, 6, "we could"), None);
}

#[test]
fn a_second_request_follows_a_refusal() {
    let hall = sought().acts(&[
        ("iran/araghchi", request("decline")),
        ("oman/badr", seek()),
        ("iran/araghchi", json!({ "do": "approve", "request": "room/iran:9" })),
        ("oman/badr", convey()),
    ]);
    assert_eq!(added(&hall, "iran/araghchi").last().unwrap(), "room/iran:11 sent_on");
}

#[test]
fn legs_are_trips_and_not_messages() {
    let to = |seat: &str| json!({ "do": "say", "in": format!("room/{seat}"), "text": "a word" });
    let hall = Hall::seated().acts(&[
        ("oman/badr", to("iran")),
        ("oman/member", to("iran")),
        ("iran/araghchi", say("mediator_only")),
        ("oman/badr", to("iran")),
    ]);
    let who = hall.who("oman/observer");
    let Some(Sight::Mediator(sight)) = hall.table.sight(&who) else {
        panic!("the mediator's team is at the table");
    };
    let shares = evenness(&sight);
    let legs = ["iran", "usa"].map(|seat| shares[&seat.parse().unwrap()].legs);
    // The first leg of each was its invitation.
    assert_eq!(legs, [3, 1]);
}
