use serde_json::{Value, json};
use wasit_table::Rule;

use super::{TEXT, agree, agreed, bracket, bracketed, lift, on_text, open, opened, revise};
use crate::adoption::{initialled, put, signed};
use crate::hall::{Case, Hall};

const NO_TEXT: &str = "joint:2";

fn off_text(mut act: Value) -> Value {
    act["text"] = json!(NO_TEXT);
    act
}

fn away(hall: Hall) -> Hall {
    hall.acts(&[("iran/araghchi", json!({ "do": "withdraw_consent" }))])
}

pub(crate) fn refusals() -> Vec<Case> {
    [drafting(), bracketing(), marking(), agreeing(), shapes()].concat()
}

fn add(id: &str) -> Value {
    on_text(json!({ "do": "add_article", "article": { "id": id, "body": "x" } }))
}

fn of(name: &str, article: &str) -> Value {
    on_text(json!({ "do": name, "article": article }))
}

fn with(mut act: Value, field: &str, value: impl Into<Value>) -> Value {
    act[field] = value.into();
    act
}

fn drafting() -> Vec<Case> {
    let badr = |act| ("oman/badr", act);
    let mode = |article, mode: &str| with(of("set_mode", article), "mode", mode);
    let only = || opened().acts(&[badr(mode("entry", "one_text")), badr(of("remove_article", "entry"))]);
    vec![
        Case::new(opened(), badr(off_text(revise("x"))), Rule::NoSuchItem),
        Case::new(agreed(opened(), "limits"), badr(revise("x")), Rule::WrongState),
        Case::new(signed(), badr(revise("x")), Rule::WrongState),
        Case::new(opened(), badr(with(revise("x"), "article", "entry")), Rule::Mode),
        Case::new(opened(), badr(revise("Iran enriches up to 3.67 per cent.")), Rule::Twice),
        Case::new(opened(), ("iran/araghchi", revise("x")), Rule::WrongSeat),
        Case::new(opened(), badr(with(add("new"), "before", "nowhere")), Rule::NoSuchItem),
        Case::new(initialled(), badr(add("new")), Rule::WrongState),
        Case::new(opened(), badr(add("limits")), Rule::Twice),
        Case::new(opened(), badr(of("remove_article", "nowhere")), Rule::NoSuchItem),
        Case::new(only(), badr(of("remove_article", "limits")), Rule::WrongState),
        Case::new(agreed(opened(), "limits"), badr(of("remove_article", "limits")), Rule::WrongState),
        Case::new(opened(), badr(of("remove_article", "entry")), Rule::Mode),
        Case::new(opened(), badr(of("move_article", "nowhere")), Rule::NoSuchItem),
        Case::new(signed(), badr(of("move_article", "limits")), Rule::WrongState),
        Case::new(opened(), badr(of("move_article", "entry")), Rule::Twice),
        Case::new(opened(), badr(with(of("move_article", "entry"), "before", "entry")), Rule::Twice),
        Case::new(opened(), badr(mode("nowhere", "rolling")), Rule::NoSuchItem),
        Case::new(agreed(opened(), "limits"), badr(mode("limits", "rolling")), Rule::WrongState),
        Case::new(opened(), badr(mode("limits", "one_text")), Rule::Twice),
    ]
}

fn bracketing() -> Vec<Case> {
    let iran = |act| ("iran/araghchi", act);
    let offer = |words: &str| {
        on_text(json!({ "do": "offer_alternative", "article": "entry", "bracket": 1, "words": words }))
    };
    let drop = |number: u32| {
        on_text(json!({ "do": "drop_alternative", "article": "entry", "bracket": 1, "alternative": number }))
    };
    let one_text = || {
        let mode = with(of("set_mode", "entry"), "mode", "one_text");
        bracketed().acts(&[("oman/badr", mode)])
    };
    let settled = || agreed(opened(), "entry");
    vec![
        Case::new(away(opened()), iran(bracket()), Rule::NoConsent),
        Case::new(opened(), iran(with(bracket(), "words", "nowhere")), Rule::NoSuchItem),
        Case::new(opened(), iran(with(bracket(), "nth", 2)), Rule::NoSuchItem),
        Case::new(bracketed(), iran(bracket()), Rule::NoSuchItem),
        Case::new(settled(), iran(bracket()), Rule::WrongState),
        Case::new(one_text(), iran(with(bracket(), "words", "begins")), Rule::Mode),
        Case::new(opened(), ("iran/adviser", bracket()), Rule::WrongRole),
        Case::new(away(bracketed()), iran(offer("x")), Rule::NoConsent),
        Case::new(opened(), iran(offer("x")), Rule::NoSuchItem),
        Case::new(settled(), iran(offer("x")), Rule::WrongState),
        Case::new(one_text(), iran(offer("x")), Rule::Mode),
        Case::new(bracketed(), iran(offer("after ratification")), Rule::Twice),
        Case::new(away(bracketed()), iran(drop(2)), Rule::NoConsent),
        Case::new(bracketed(), iran(drop(0)), Rule::NoSuchItem),
        Case::new(bracketed(), iran(drop(3)), Rule::NoSuchItem),
        Case::new(bracketed(), iran(drop(1)), Rule::NotYours),
        Case::new(bracketed(), ("usa/witkoff", drop(2)), Rule::NotYours),
        Case::new(settled(), iran(drop(2)), Rule::WrongState),
        Case::new(one_text(), iran(drop(2)), Rule::Mode),
        Case::new(away(bracketed()), iran(lift("x")), Rule::NoConsent),
        Case::new(opened(), iran(lift("x")), Rule::NoSuchItem),
        Case::new(settled(), iran(lift("x")), Rule::WrongState),
        Case::new(one_text(), iran(lift("x")), Rule::Mode),
        Case::new(bracketed().acts(&[iran(lift("x"))]), iran(lift("x")), Rule::Twice),
        Case::new(bracketed(), ("iran/member", lift("x")), Rule::WrongRole),
        Case::new(bracketed(), ("oman/badr", lift("x")), Rule::WrongSeat),
    ]
}

fn marking() -> Vec<Case> {
    let iran = |act| ("iran/araghchi", act);
    let mark = with(of("mark", "limits"), "comment", "too much");
    let redline = with(of("redline", "limits"), "body", "Iran enriches.");
    let take = json!({ "do": "take_back", "item": "room/iran:6" });
    let lifted = || bracketed().acts(&[iran(lift("x"))]);
    vec![
        Case::new(away(opened()), iran(mark.clone()), Rule::NoConsent),
        Case::new(opened(), iran(with(mark.clone(), "words", "nowhere")), Rule::NoSuchItem),
        Case::new(opened(), iran(off_text(mark.clone())), Rule::NoSuchItem),
        Case::new(opened(), iran(with(mark.clone(), "nth", 1)), Rule::Malformed),
        Case::new(opened(), ("iran/observer", mark.clone()), Rule::WrongRole),
        Case::new(opened(), ("oman/badr", mark.clone()), Rule::WrongSeat),
        Case::new(away(opened()), iran(redline.clone()), Rule::NoConsent),
        Case::new(opened(), iran(with(redline.clone(), "article", "nowhere")), Rule::NoSuchItem),
        Case::new(opened(), iran(with(redline, "body", "Iran enriches up to 3.67 per cent.")), Rule::Twice),
        Case::new(opened(), iran(take.clone()), Rule::NoSuchItem),
        Case::new(lifted(), ("usa/witkoff", take.clone()), Rule::NoSuchItem),
        Case::new(lifted(), ("iran/adviser", take.clone()), Rule::WrongRole),
        Case::new(lifted().acts(&[("usa/witkoff", lift("x"))]), iran(take.clone()), Rule::WrongState),
        Case::new(agreed(opened(), "limits"), iran(take.clone()), Rule::WrongState),
        Case::new(lifted().acts(&[iran(take.clone())]), iran(take.clone()), Rule::Withdrawn),
        Case::new(lifted().acts(&[iran(lift("y"))]), iran(take), Rule::Superseded),
    ]
}

/// An agreed article under ground rules that let no party reopen one.
fn agreed_for_good() -> Hall {
    let put = json!({ "do": "put_ground_rules", "text": "Agreed is agreed.", "settings": { "nothing_agreed_until_all": false } });
    let mut hall = agreed(opened(), "limits");
    let put = hall.act("oman/badr", put);
    let hash = serde_json::to_value(&*put[0]).unwrap()["hash"].clone();
    for who in ["oman/badr", "iran/araghchi", "usa/witkoff"] {
        hall.act(who, json!({ "do": "sign_ground_rules", "hash": hash }));
    }
    hall
}

fn agreeing() -> Vec<Case> {
    let iran = |act| ("iran/araghchi", act);
    let badr = |act| ("oman/badr", act);
    let limits = agree(&opened(), "limits");
    let non_paper = || Hall::seated().acts(&[("oman/badr", with(open(), "standing", "non_paper"))]);
    let close = of("close_article", "limits");
    let reopen = with(of("reopen_article", "limits"), "public", "new facts");
    let done = || agreed(opened(), "limits");
    vec![
        Case::new(away(opened()), iran(limits.clone()), Rule::NoConsent),
        Case::new(opened(), iran(off_text(limits.clone())), Rule::NoSuchItem),
        Case::new(non_paper(), iran(agree(&non_paper(), "limits")), Rule::WrongState),
        Case::new(done(), iran(limits.clone()), Rule::WrongState),
        Case::new(bracketed(), iran(agree(&bracketed(), "entry")), Rule::Brackets),
        Case::new(opened().acts(&[badr(revise("x"))]), iran(limits.clone()), Rule::WrongHash),
        Case::new(opened().acts(&[iran(limits.clone())]), iran(limits.clone()), Rule::Twice),
        Case::new(opened(), ("iran/member", limits), Rule::WrongRole),
        Case::new(opened(), badr(with(close.clone(), "article", "nowhere")), Rule::NoSuchItem),
        Case::new(signed(), badr(close.clone()), Rule::WrongState),
        Case::new(opened(), badr(close.clone()), Rule::NotAgreed),
        Case::new(done().acts(&[badr(close.clone())]), badr(close), Rule::Twice),
        Case::new(away(done()), iran(reopen.clone()), Rule::NoConsent),
        Case::new(done(), iran(with(reopen.clone(), "article", "nowhere")), Rule::NoSuchItem),
        Case::new(opened(), iran(reopen.clone()), Rule::WrongState),
        Case::new(put("signature"), iran(reopen.clone()), Rule::WrongState),
        Case::new(signed(), badr(reopen.clone()), Rule::WrongState),
        Case::new(agreed_for_good(), iran(reopen), Rule::GroundRules),
    ]
}

fn shapes() -> Vec<Case> {
    let iran = |act| ("iran/araghchi", act);
    let badr = |act| ("oman/badr", act);
    let articles = |articles: Value| with(open(), "articles", articles);
    let one = |id: &str| json!({ "id": id, "body": "x" });
    let many: Vec<Value> = (0..201).map(|at| one(&format!("a{at}"))).collect();
    let long = "x".repeat(40_000);
    assert_eq!(TEXT, "joint:4");
    vec![
        Case::new(Hall::seated(), badr(with(open(), "title", "two\nlines")), Rule::Malformed),
        Case::new(Hall::seated(), badr(articles(json!([]))), Rule::Malformed),
        Case::new(Hall::seated(), badr(articles(json!([one("a"), one("a")]))), Rule::Malformed),
        Case::new(Hall::seated(), badr(articles(json!(many))), Rule::TooLong),
        Case::new(opened(), badr(with(revise("x"), "heading", "two\nlines")), Rule::Malformed),
        Case::new(opened(), iran(with(bracket(), "words", Value::Null)), Rule::Malformed),
        Case::new(opened(), iran(with(bracket(), "after", "It")), Rule::Malformed),
        Case::new(opened(), iran(with(bracket(), "on", "this")), Rule::Malformed),
        Case::new(opened(), iran(with(bracket(), "kind", "conditional_on")), Rule::Malformed),
        Case::new(opened(), iran(with(bracket(), "words", "i")), Rule::Malformed),
        Case::new(opened(), iran(with(bracket(), "alternatives", json!([long, long]))), Rule::TooLong),
    ]
}
