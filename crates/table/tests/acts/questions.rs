use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::{Value, json};
use wasit_record::{PersonKey, Signature};
use wasit_table::{Rule, View};

use crate::agenda::{self, adopted};
use crate::hall::{Case, Hall};

/// An agenda is before both parties, as joint:4, until the evening.
fn put() -> Hall {
    let mut act = agenda::put();
    act["until"] = json!("2025-04-12T18:00:00Z");
    Hall::seated().acts(&[("oman/badr", act)])
}

fn answer(hall: &Hall, question: &str, yes: bool) -> Value {
    json!({ "do": "answer", "question": question, "yes": yes, "hash": hall.asked(question) })
}

fn key() -> PersonKey {
    PersonKey::from_seed([7; 32])
}

/// A communiqué is before both parties, as joint:4, and Iran's head has a key.
fn keyed() -> Hall {
    let public = BASE64_STANDARD.encode(key().public().to_bytes());
    Hall::seated().acts(&[
        ("iran/araghchi", json!({ "do": "enrol", "member": "araghchi", "role": "head", "key": public })),
        ("oman/badr", json!({ "do": "put_communique", "text": "A respectful atmosphere." })),
    ])
}

/// A yes to it with the signature over what is said to be signed.
fn signed(what: &str) -> Value {
    let hall = keyed();
    let hash = hall.asked("joint:4");
    let mut act = answer(&hall, "joint:4", true);
    let signature = Signature::sign("iran/araghchi", &key(), "talks", what, hash.as_str().unwrap());
    act["signature"] = json!(signature.signature);
    act
}

pub(crate) fn refusals() -> Vec<Case> {
    let (badr, iran, usa) = ("oman/badr", "iran/araghchi", "usa/witkoff");
    let yes = answer(&put(), "joint:4", true);
    let no = answer(&put(), "joint:4", false);
    let away = || put().acts(&[(iran, json!({ "do": "withdraw_consent" }))]);
    let withdraw = |question: &str| json!({ "do": "withdraw_question", "question": question });
    let withdrawn = || put().acts(&[(badr, withdraw("joint:4"))]);
    let extension = json!({ "do": "extend_issues", "issues": [{ "name": "level", "values": ["20"] }] });
    let extended = || adopted().acts(&[(iran, extension.clone())]);
    let mut other = yes.clone();
    other["hash"] = json!("0".repeat(64));
    let mut bare = yes.clone();
    bare.as_object_mut().unwrap().remove("hash");
    let mut elsewhere = yes.clone();
    elsewhere["question"] = json!("room/iran:4");
    let mut option = yes.clone();
    option["option"] = json!(1);
    let mut unasked = yes.clone();
    unasked["question"] = json!("joint:3");
    let mut attested = answer(&keyed(), "joint:4", true);
    attested["signature"] = json!("AAAA");
    vec![
        Case::new(put(), (iran, unasked), Rule::NoSuchItem),
        Case::new(put(), (iran, elsewhere), Rule::NoSuchItem),
        Case::new(extended(), (iran, answer(&extended(), "joint:6", true)), Rule::NotYours),
        Case::new(away(), (iran, yes.clone()), Rule::NoConsent),
        Case::new(put(), (iran, other), Rule::WrongHash),
        Case::new(put(), (iran, bare), Rule::WrongHash),
        Case::new(put(), (iran, option), Rule::Malformed),
        Case::new(put(), ("iran/member", yes.clone()), Rule::WrongRole),
        Case::new(put(), (badr, yes.clone()), Rule::WrongSeat),
        Case::new(keyed(), (iran, answer(&keyed(), "joint:4", true)), Rule::NotSigned),
        Case::new(keyed(), (iran, attested.clone()), Rule::NotSigned),
        Case::new(keyed(), (iran, signed("communiqué 2")), Rule::NotSigned),
        Case::new(keyed(), (usa, attested), Rule::NotSigned),
        Case::new(put().acts(&[(iran, yes.clone())]), (iran, yes.clone()), Rule::Twice),
        Case::new(put().acts(&[(iran, no.clone())]), (iran, no), Rule::Twice),
        Case::new(adopted(), (iran, answer(&adopted(), "joint:4", true)), Rule::Twice),
        Case::new(put().wait(24), (iran, yes.clone()), Rule::Expired),
        Case::new(withdrawn(), (iran, yes.clone()), Rule::Withdrawn),
        Case::new(
            put().acts(&[(badr, json!({ "do": "suspend_talks", "public": "war" }))]),
            (iran, yes),
            Rule::Suspended,
        ),
        Case::new(put(), (badr, withdraw("joint:3")), Rule::NoSuchItem),
        Case::new(put(), (iran, withdraw("joint:4")), Rule::NotYours),
        Case::new(extended(), (badr, withdraw("joint:6")), Rule::NotYours),
        Case::new(adopted(), (badr, withdraw("joint:4")), Rule::Twice),
        Case::new(put().wait(24), (badr, withdraw("joint:4")), Rule::Expired),
        Case::new(withdrawn(), (badr, withdraw("joint:4")), Rule::Withdrawn),
    ]
}

#[test]
fn an_answer_is_its_rooms_and_tells_the_others_nothing() {
    let before = put();
    for yes in [true, false] {
        let hall = before.clone().answer("iran/araghchi", "joint:4", yes);
        assert_eq!(hall.view("usa/witkoff"), before.view("usa/witkoff"));
        assert_eq!(hall.news("iran/observer"), ["joint:4 agenda_put", "room/iran:6 answered"]);
        assert_eq!(hall.news("oman/observer"), ["joint:4 agenda_put", "room/iran:6 answered"]);
    }
}

#[test]
fn an_answer_can_be_changed_until_the_question_is_settled() {
    let hall = put().answer("iran/araghchi", "joint:4", true).answer("iran/araghchi", "joint:4", false);
    let hall = hall.answer("usa/witkoff", "joint:4", true);
    assert!(!hall.news("usa/witkoff").iter().any(|line| line.contains("settled")));
    let hall = hall.answer("iran/araghchi", "joint:4", true);
    assert_eq!(hall.event("joint:5")["outcome"], "agreed");
    assert!(hall.event("joint:5").get("by").is_none());
    assert_eq!(hall.table.next_tick(), None);
}

#[test]
fn an_end_is_dated_by_the_clock_and_not_by_who_acts_next() {
    let quiet = put().wait(24);
    let busy = put().answer("iran/araghchi", "joint:4", false);
    let mut busy = busy.acts(&[("iran/araghchi", json!({ "do": "say", "text": "never" }))]);
    busy.now = quiet.now;
    busy.act("iran/araghchi", json!({ "do": "say", "text": "as I said" }));
    for hall in [&quiet, &busy] {
        assert_eq!(hall.event("joint:5")["at"], "2025-04-12T18:00:00Z");
        assert_eq!(hall.event("joint:5")["outcome"], "not_agreed");
    }
    assert_eq!(busy.view("usa/witkoff"), quiet.view("usa/witkoff"));
}

#[test]
fn who_said_no_is_told_to_nobody() {
    let ended = |iran, usa| {
        put().answer("iran/araghchi", "joint:4", iran).answer("usa/witkoff", "joint:4", usa).wait(24)
    };
    let (alone, both) = (ended(false, true), ended(true, false));
    let joint = |hall: &Hall| match hall.view("oman/badr") {
        View::Mediator(view) => view.joint,
        View::Party(_) => panic!("the mediator's"),
    };
    assert_eq!(joint(&alone), joint(&both));
    assert_eq!(joint(&alone), joint(&put().wait(24)));
}

#[test]
fn nothing_is_agreed_while_a_seat_that_was_asked_is_away() {
    let hall = put().answer("iran/araghchi", "joint:4", true);
    let hall = hall.acts(&[("iran/araghchi", json!({ "do": "withdraw_consent" }))]);
    let hall = hall.answer("usa/witkoff", "joint:4", true);
    assert!(!hall.news("usa/witkoff").iter().any(|line| line.contains("settled")));
    let hall = hall.acts(&[("iran/araghchi", json!({ "do": "renew_consent" }))]);
    assert_eq!(hall.event("joint:7")["outcome"], "agreed");
}

#[test]
fn a_signature_that_fits_is_kept_with_its_key() {
    let hall =
        keyed().acts(&[("iran/araghchi", signed("communiqué 1"))]).answer("usa/witkoff", "joint:4", true);
    let signatures = hall.event("joint:5")["signed"]["signatures"].clone();
    assert_eq!((&signatures[0]["how"], &signatures[1]["how"]), (&json!("ed25519"), &json!("attested")));
}
