use serde_json::{Value, json};
use wasit_table::chapters::adoption::{Entry, Stage};
use wasit_table::{Id, Rule};

use crate::hall::{Case, Hall, Step};
use crate::texts::{agreed, bracketed, goldens, names, on_text, open, opened, revise, text};

/// All articles are agreed.
fn clean() -> Hall {
    agreed(agreed(opened(), "limits"), "entry")
}

fn put_act(step: &str) -> Value {
    on_text(json!({ "do": "put_text", "step": step }))
}

pub(crate) fn put(step: &str) -> Hall {
    clean().acts(&[("oman/badr", put_act(step))])
}

/// The question that is open, and a party's yes to it.
fn yes(hall: &Hall) -> Value {
    let who = hall.who("usa/witkoff");
    let joint = hall.table.sight(&who).unwrap().joint();
    let (number, asked) = joint.questions.open().next().unwrap();
    json!({ "do": "answer", "question": format!("joint:{number}"), "yes": true, "hash": asked.question.hash })
}

/// Both parties say yes to what is put.
fn all_sign(mut hall: Hall) -> Hall {
    let yes = yes(&hall);
    hall.act("iran/araghchi", yes.clone());
    hall.act("usa/witkoff", yes);
    hall
}

fn sign_with(mut hall: Hall, act: Value) -> Hall {
    hall.act("oman/badr", act);
    all_sign(hall)
}

pub(crate) fn initialled() -> Hall {
    sign_with(opened(), put_act("initialling"))
}

/// Signed and in force.
pub(crate) fn signed() -> Hall {
    all_sign(put("signature"))
}

const BODIES: [&str; 2] = ["council", "parliament"];

fn mandate() -> Step {
    ("iran/araghchi", json!({ "do": "declare_mandate", "bodies": BODIES }))
}

/// Signed, and Iran's bodies must ratify.
fn referred() -> Hall {
    sign_with(clean().acts(&[mandate()]), put_act("signature"))
}

fn ratify(body: &str) -> Value {
    on_text(json!({ "do": "ratify", "body": body }))
}

fn refuse(body: &str) -> Value {
    on_text(json!({ "do": "refuse_ratification", "body": body }))
}

fn entry(on: &str) -> Value {
    on_text(json!({ "do": "set_entry", "on": on }))
}

fn stage(hall: &Hall) -> Stage {
    text(hall).adoption.stage
}

pub(crate) fn refusals() -> Vec<Case> {
    let badr = |act| ("oman/badr", act);
    let iran = |act| ("iran/araghchi", act);
    let off = |mut act: Value| {
        act["text"] = json!("joint:2");
        act
    };
    let with = |mut act: Value, field: &str, value: Value| {
        act[field] = value;
        act
    };
    let away = |hall: Hall| hall.acts(&[("usa/witkoff", json!({ "do": "withdraw_consent" }))]);
    let non_paper = with(open(), "standing", json!("non_paper"));
    let non_paper = || Hall::seated().acts(&[("oman/badr", non_paper.clone())]);
    let sign = || put_act("signature");
    let day = |date: &str| on_text(json!({ "do": "name_day", "name": "implementation day", "date": date }));
    let refused = || referred().acts(&[iran(refuse("council"))]);
    let mut cases = vec![
        Case::new(opened(), badr(off(sign())), Rule::NoSuchItem),
        Case::new(non_paper(), badr(sign()), Rule::WrongState),
        Case::new(put("signature"), badr(sign()), Rule::WrongState),
        Case::new(refused(), badr(sign()), Rule::WrongState),
        Case::new(signed(), badr(sign()), Rule::Twice),
        Case::new(initialled(), badr(put_act("initialling")), Rule::Twice),
        Case::new(clean(), badr(with(sign(), "version", json!(7))), Rule::Superseded),
        Case::new(bracketed(), badr(put_act("initialling")), Rule::Brackets),
        Case::new(agreed(opened(), "limits"), badr(sign()), Rule::NotAgreed),
        Case::new(away(clean()), badr(sign()), Rule::NoConsent),
        Case::new(clean(), badr(with(sign(), "until", json!("2025-04-01T00:00:00Z"))), Rule::NotTheTime),
        Case::new(clean(), iran(sign()), Rule::WrongSeat),
        Case::new(clean(), ("oman/member", sign()), Rule::WrongRole),
        Case::new(opened(), badr(off(entry("signature"))), Rule::NoSuchItem),
        Case::new(non_paper(), badr(entry("signature")), Rule::WrongState),
        Case::new(initialled(), badr(entry("signature")), Rule::WrongState),
        Case::new(opened(), badr(entry("2025-04-12")), Rule::NotTheTime),
        Case::new(opened().acts(&[badr(entry("signature"))]), badr(entry("signature")), Rule::Twice),
        Case::new(opened(), badr(off(day("2026-01-16"))), Rule::NoSuchItem),
        Case::new(initialled(), badr(day("2026-01-16")), Rule::WrongState),
        Case::new(signed().acts(&[badr(day("2026-01-16"))]), badr(day("2026-01-16")), Rule::Twice),
    ];
    let late = || {
        // A party that took its seat after the signature has not put its hand to the text.
        let mut hall = Hall::empty();
        let mut convene = crate::hall::convene();
        convene["parties"].as_array_mut().unwrap().push(json!({ "seat": "iraq", "title": "Iraq" }));
        hall.act("oman/badr", convene);
        for (seat, head) in [("iran", "araghchi"), ("usa", "witkoff")] {
            hall.act("oman/badr", json!({ "do": "invite", "seat": seat, "head": head }));
            hall.act(&format!("{seat}/{head}"), json!({ "do": "accept_invitation" }));
        }
        hall.act("usa/witkoff", json!({ "do": "enrol", "member": "observer", "role": "observer" }));
        hall.act("oman/badr", open());
        let mut hall = sign_with(hall, put_act("initialling"));
        hall.act("oman/badr", sign());
        let mut hall = all_sign(hall);
        hall.act("oman/badr", json!({ "do": "invite", "seat": "iraq", "head": "hussein" }));
        hall.act("iraq/hussein", json!({ "do": "accept_invitation" }));
        hall
    };
    for act in [ratify, refuse] {
        cases.extend([
            Case::new(referred(), iran(off(act("council"))), Rule::NoSuchItem),
            Case::new(clean(), iran(act("council")), Rule::WrongState),
            Case::new(refused(), iran(act("council")), Rule::WrongState),
            Case::new(late(), ("iraq/hussein", act("council")), Rule::NotYours),
            Case::new(referred(), iran(act("parliament")), Rule::NotTheTime),
            Case::new(referred(), ("usa/witkoff", act("senate")), Rule::Twice),
            Case::new(signed(), iran(act("council")), Rule::Twice),
            Case::new(referred(), ("iran/member", act("council")), Rule::WrongRole),
        ]);
    }
    cases
}

#[test]
fn each_observer_of_signature_and_ratification() {
    let hall = clean().acts(&[mandate()]);
    let put = ("oman/badr", put_act("signature"));
    let yes = yes(&hall.clone().acts(std::slice::from_ref(&put)));
    let day = json!({ "do": "name_day", "name": "implementation day", "date": "2026-01-16" });
    let steps = [
        put,
        ("iran/araghchi", yes.clone()),
        ("usa/witkoff", yes),
        ("iran/araghchi", ratify("council")),
        ("iran/araghchi", ratify("parliament")),
        ("oman/badr", on_text(day)),
    ];
    insta::assert_snapshot!(goldens(hall, &steps), @r#"
    oman/badr
    {"id":"joint:8","by":"oman/badr","event":"text_put","text":4,"version":1,"step":"signature","to":["iran","usa"],"signs":"text joint:4, version 1, signature","hash":"e2dbc81c"}
    {"id":"room/iran:8","by":"iran/araghchi","event":"answered","question":8,"yes":true,"signature":{"by":"iran/araghchi","how":"attested"}}
    {"id":"room/usa:8","by":"usa/witkoff","event":"answered","question":8,"yes":true,"signature":{"by":"usa/witkoff","how":"attested"}}
    {"id":"joint:9","event":"settled","question":8,"outcome":"agreed","signed":{"what":"text joint:4, version 1, signature","hash":"e2dbc81ce17ccbd370bc1081fc846cc83b5a93a36ed300c063ad1d30661567e1","signatures":[{"by":"iran/araghchi","how":"attested"},{"by":"usa/witkoff","how":"attested"}]}}
    {"id":"joint:10","by":"iran/araghchi","event":"ratified","text":4,"body":"council"}
    {"id":"joint:11","by":"iran/araghchi","event":"ratified","text":4,"body":"parliament"}
    {"id":"joint:12","event":"entered_into_force","text":4}
    {"id":"joint:13","by":"oman/badr","event":"day_named","text":4,"name":"implementation day","date":"2026-01-16"}

    iran/observer
    {"id":"joint:8","by":"oman/badr","event":"text_put","text":4,"version":1,"step":"signature","to":["iran","usa"],"signs":"text joint:4, version 1, signature","hash":"e2dbc81c"}
    {"id":"room/iran:8","by":"iran/araghchi","event":"answered","question":8,"yes":true,"signature":{"by":"iran/araghchi","how":"attested"}}
    {"id":"joint:9","event":"settled","question":8,"outcome":"agreed","signed":{"what":"text joint:4, version 1, signature","hash":"e2dbc81ce17ccbd370bc1081fc846cc83b5a93a36ed300c063ad1d30661567e1","signatures":[{"by":"iran/araghchi","how":"attested"},{"by":"usa/witkoff","how":"attested"}]}}
    {"id":"joint:10","by":"iran/araghchi","event":"ratified","text":4,"body":"council"}
    {"id":"joint:11","by":"iran/araghchi","event":"ratified","text":4,"body":"parliament"}
    {"id":"joint:12","event":"entered_into_force","text":4}
    {"id":"joint:13","by":"oman/badr","event":"day_named","text":4,"name":"implementation day","date":"2026-01-16"}

    usa/observer
    {"id":"joint:8","by":"oman/badr","event":"text_put","text":4,"version":1,"step":"signature","to":["iran","usa"],"signs":"text joint:4, version 1, signature","hash":"e2dbc81c"}
    {"id":"room/usa:8","by":"usa/witkoff","event":"answered","question":8,"yes":true,"signature":{"by":"usa/witkoff","how":"attested"}}
    {"id":"joint:9","event":"settled","question":8,"outcome":"agreed","signed":{"what":"text joint:4, version 1, signature","hash":"e2dbc81ce17ccbd370bc1081fc846cc83b5a93a36ed300c063ad1d30661567e1","signatures":[{"by":"iran/araghchi","how":"attested"},{"by":"usa/witkoff","how":"attested"}]}}
    {"id":"joint:10","by":"iran/araghchi","event":"ratified","text":4,"body":"council"}
    {"id":"joint:11","by":"iran/araghchi","event":"ratified","text":4,"body":"parliament"}
    {"id":"joint:12","event":"entered_into_force","text":4}
    {"id":"joint:13","by":"oman/badr","event":"day_named","text":4,"name":"implementation day","date":"2026-01-16"}
    "#);
}

#[test]
fn a_text_is_initialled_then_adopted_then_signed() {
    let hall = initialled();
    assert_eq!(stage(&hall), Stage::Initialled);
    assert!(text(&hall).statuses().all(|(_, status)| status.is_settled()));
    let hall = sign_with(hall, put_act("adoption"));
    assert_eq!(stage(&hall), Stage::Adopted);
    let hall = sign_with(hall, put_act("signature"));
    assert_eq!(stage(&hall), Stage::InForce);
}

#[test]
fn what_is_put_cannot_be_changed_until_it_is_taken_back() {
    let mut hall = put("initialling");
    assert!(hall.try_act("oman/badr", entry("signature")).is_err());
    let question = hall.table.events().last().unwrap().id.clone();
    assert_eq!(question.place, TEXT_PLACE.parse::<Id>().unwrap().place);
    hall.act("oman/badr", json!({ "do": "withdraw_question", "question": question }));
    hall.act("oman/badr", entry("signature"));
    assert_eq!(stage(&hall), Stage::Draft);
}

const TEXT_PLACE: &str = "joint:1";

#[test]
fn a_question_that_lapses_frees_the_text() {
    let put = on_text(json!({ "do": "put_text", "step": "initialling", "until": "2025-04-13T00:00:00Z" }));
    let mut hall = opened().acts(&[("oman/badr", put)]).wait(48);
    assert_eq!(stage(&hall), Stage::Draft);
    hall.act("oman/badr", revise("Iran enriches."));
}

#[test]
fn an_initialled_text_that_is_reopened_is_a_draft() {
    let reopen = on_text(json!({ "do": "reopen_article", "article": "limits", "public": "An error." }));
    let mut hall = initialled().acts(&[("iran/araghchi", reopen)]);
    assert_eq!(stage(&hall), Stage::Draft);
    hall.act("oman/badr", revise("Iran enriches."));
    assert!(hall.try_act("oman/badr", put_act("signature")).is_err());
}

#[test]
fn bodies_ratify_in_their_order_and_a_later_mandate_changes_nothing() {
    let hall = referred().acts(&[("iran/araghchi", json!({ "do": "declare_mandate", "bodies": [] }))]);
    assert_eq!(stage(&hall), Stage::Signed);
    assert!(text(&hall).adoption.is_ad_referendum());
    let hall = hall.acts(&[("iran/araghchi", ratify("council"))]);
    assert_eq!(stage(&hall), Stage::Signed);
    let hall = hall.acts(&[("iran/araghchi", ratify("parliament"))]);
    assert_eq!(stage(&hall), Stage::InForce);
}

#[test]
fn a_body_that_refuses_ends_the_text() {
    let hall = referred().acts(&[("iran/araghchi", refuse("council"))]);
    assert_eq!(stage(&hall), Stage::NotRatified);
}

#[test]
fn ad_referendum_asks_every_party_to_confirm() {
    let put = on_text(json!({ "do": "put_text", "step": "signature", "ad_referendum": true }));
    let signs = |hall: &Hall| {
        let who = hall.who("usa/witkoff");
        let joint = hall.table.sight(&who).unwrap().joint();
        joint.questions.open().next().unwrap().1.question.signs.clone().unwrap()
    };
    let hall = clean().acts(&[("oman/badr", put)]);
    assert_eq!(signs(&hall), "text joint:4, version 1, signature, ad referendum");
    let hall = all_sign(hall).acts(&[("usa/witkoff", ratify("cabinet"))]);
    assert_eq!(stage(&hall), Stage::Signed);
    let hall = hall.acts(&[("iran/araghchi", ratify("council"))]);
    assert_eq!(stage(&hall), Stage::InForce);
}

#[test]
fn entry_on_ratification_asks_every_party() {
    let hall = clean().acts(&[("oman/badr", entry("ratification"))]);
    let hall = sign_with(hall, put_act("signature"));
    assert_eq!(stage(&hall), Stage::Signed);
    let hall = hall.acts(&[("usa/witkoff", ratify("senate")), ("iran/araghchi", ratify("council"))]);
    assert_eq!(stage(&hall), Stage::InForce);
}

#[test]
fn entry_on_a_day_waits_for_its_midnight_in_the_zone_of_the_talks() {
    let hall = clean().acts(&[("oman/badr", entry("2025-04-14"))]);
    let hall = sign_with(hall, put_act("signature")).wait(30);
    assert_eq!(stage(&hall), Stage::Signed);
    let hall = hall.wait(24);
    assert_eq!(stage(&hall), Stage::InForce);
    let last = hall.table.events().last().unwrap();
    assert_eq!(
        (last.kind.name(), last.at.to_string()),
        ("entered_into_force", "2025-04-13T20:00:00Z".to_owned())
    );
    assert_eq!(hall.table.next_tick(), None);
}

#[test]
fn a_day_that_has_passed_waits_for_ratification() {
    let hall = clean().acts(&[("oman/badr", entry("2025-04-14")), mandate()]);
    let mut hall = sign_with(hall, put_act("signature")).wait(72);
    assert_eq!((stage(&hall), hall.table.next_tick()), (Stage::Signed, None));
    hall.act("iran/araghchi", ratify("council"));
    let before = hall.table.events().len();
    hall.act("iran/araghchi", ratify("parliament"));
    assert_eq!(names(&hall, before), ["ratified", "entered_into_force"]);
}

#[test]
fn ratification_goes_on_after_the_talks_are_closed() {
    let close = json!({ "do": "close_talks", "public": "signed" });
    let hall = referred().acts(&[("oman/badr", close)]);
    let hall = hall.acts(&[("iran/araghchi", ratify("council")), ("iran/araghchi", ratify("parliament"))]);
    assert_eq!(stage(&hall), Stage::InForce);
}

#[test]
fn an_entry_is_written_as_it_is_read() {
    for text in ["signature", "ratification", "2026-01-01"] {
        assert_eq!(text.parse::<Entry>().unwrap().to_string(), text);
    }
    assert!("someday".parse::<Entry>().is_err());
}
