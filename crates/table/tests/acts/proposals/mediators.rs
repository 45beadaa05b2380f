use serde_json::{Value, json};

use super::{agenda, agreements, full, ruled, with};
use crate::hall::Hall;

fn put(packages: Value) -> Value {
    json!({ "do": "put_mediators_proposal", "packages": packages, "until": "2025-04-13T06:00:00Z" })
}

fn other() -> Value {
    json!({ "level": "0", "visits": "weekly" })
}

fn answer(hall: Hall, who: &'static str, question: &str, option: u32) -> Hall {
    let hash = hall.asked(question);
    hall.acts(&[(
        who,
        json!({ "do": "answer", "question": question, "yes": true, "hash": hash, "option": option }),
    )])
}

#[test]
fn two_acceptances_of_it_make_an_agreement() {
    let hall = agenda().acts(&[("oman/badr", put(json!([full()])))]).agree("joint:6");
    let agreement = &agreements(&hall)[0];
    assert_eq!(agreement.question, Some(6));
    assert!(!agreement.partial && !agreement.binds);
    let end: Vec<String> =
        hall.news("usa/witkoff").into_iter().filter(|line| line.starts_with("joint")).collect();
    assert_eq!(end[2..], ["joint:6 mediators_proposal_put", "joint:7 settled", "joint:8 agreement_reached"]);
}

#[test]
fn of_several_packages_all_choose_the_same() {
    let hall = agenda().acts(&[("oman/badr", put(json!([full(), other()])))]);
    let hall = answer(hall, "iran/araghchi", "joint:6", 1);
    let hall = answer(hall, "usa/witkoff", "joint:6", 2);
    assert!(agreements(&hall).is_empty());
    let hall = answer(hall, "iran/araghchi", "joint:6", 2);
    assert_eq!(serde_json::to_value(&agreements(&hall)[0].package).unwrap(), other());
}

#[test]
fn anything_else_says_no_agreement_at_its_expiry_and_no_more() {
    let put = || agenda().acts(&[("oman/badr", put(json!([full()])))]);
    let end = |hall: Hall| serde_json::to_string(&hall.wait(30).view("usa/witkoff")).unwrap();
    let silent = end(put());
    assert!(silent.contains("not_agreed"));
    assert_eq!(end(put().answer("iran/araghchi", "joint:6", false)), silent);
    assert_eq!(end(put().answer("iran/araghchi", "joint:6", true)), silent);
    assert!(agreements(&put().answer("iran/araghchi", "joint:6", true).wait(30)).is_empty());
}

#[test]
fn withdrawn_it_makes_no_agreement() {
    let hall = agenda().acts(&[
        ("oman/badr", put(json!([full()]))),
        ("oman/badr", json!({ "do": "withdraw_question", "question": "joint:6" })),
    ]);
    assert!(agreements(&hall).is_empty());
}

#[test]
fn it_binds_and_is_signed_where_the_ground_rules_say_so() {
    let binding = || ruled(json!({ "accepted_proposal_binds": true }));
    let number = |hall: &Hall| hall.table.events().last().unwrap().id.to_string();
    let hall = binding().acts(&[("oman/badr", put(json!([full()])))]);
    let question = number(&hall);
    let hall = hall.agree(&question);
    assert!(agreements(&hall)[0].binds);
    let settled = hall.table.events().iter().rev().nth(1).unwrap();
    let settled = serde_json::to_value(&**settled).unwrap();
    assert_eq!(settled["signed"]["signatures"].as_array().unwrap().len(), 2);
    // Less than the rules allow can be put; a part binds nobody.
    for act in [with(put(json!([full()])), "binds", false), put(json!([{ "level": "0" }]))] {
        let hall = binding().acts(&[("oman/badr", act)]);
        let question = number(&hall);
        assert!(!agreements(&hall.agree(&question))[0].binds);
    }
}
