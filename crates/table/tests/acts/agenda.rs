use serde_json::{Value, json};
use wasit_table::{Rule, View};

use crate::hall::{Case, Hall};

pub(crate) fn put() -> Value {
    json!({
        "do": "put_agenda",
        "items": [
            { "id": "nuclear", "title": "Nuclear matters", "items": [{ "id": "enrichment", "title": "Enrichment" }] },
            { "id": "sanctions", "title": "Sanctions" },
        ],
        "issues": [{ "name": "level", "unit": "%", "values": ["0", "3.67"] }],
    })
}

/// The agenda stands as joint:4, settled as joint:5.
pub(crate) fn adopted() -> Hall {
    Hall::seated().acts(&[("oman/badr", put())]).agree("joint:4")
}

fn with(field: &str, value: Value) -> Value {
    let mut act = put();
    act[field] = value;
    act
}

fn extend(values: &[&str]) -> Value {
    json!({ "do": "extend_issues", "issues": [{ "name": "level", "values": values }] })
}

pub(crate) fn refusals() -> Vec<Case> {
    let seated = Hall::seated;
    let away = |hall: Hall, who| hall.acts(&[(who, json!({ "do": "withdraw_consent" }))]);
    let order = |items: Value| json!({ "do": "order_agenda", "items": items });
    let park = |item: &str| json!({ "do": "park", "item": item });
    let take_up = |item: &str| json!({ "do": "take_up", "item": item });
    let past = "2025-01-01T00:00:00Z";
    let badr = "oman/badr";
    let iran = "iran/araghchi";
    let item = |id: &str| json!({ "id": id, "title": "x" });
    let mut deep = item("x0");
    for level in 1..12 {
        deep = json!({ "id": format!("x{level}"), "title": "x", "items": [deep] });
    }
    let question = "joint:6";
    let extended = adopted().acts(&[(iran, extend(&["20"]))]).answer("usa/witkoff", question, true);
    let many: Vec<Value> = (0..201).map(|number| item(&format!("x{number}"))).collect();
    vec![
        Case::new(away(seated(), "usa/witkoff"), (badr, put()), Rule::NoConsent),
        Case::new(seated().acts(&[(badr, put())]), (badr, put()), Rule::WrongState),
        Case::new(adopted(), (badr, put()), Rule::Twice),
        Case::new(adopted(), (badr, with("issues", json!([]))), Rule::Twice),
        Case::new(
            extended,
            (badr, with("issues", json!([{ "name": "level", "values": ["0", "3.67", "20"] }]))),
            Rule::Twice,
        ),
        Case::new(
            seated(),
            (badr, with("issues", json!([{ "name": "x", "unit": "long ".repeat(1000), "values": ["0"] }]))),
            Rule::TooLong,
        ),
        Case::new(
            seated(),
            (badr, with("issues", json!([{ "name": "x", "title": "", "values": ["0"] }]))),
            Rule::Malformed,
        ),
        Case::new(
            adopted(),
            (badr, with("issues", json!([{ "name": "level", "values": ["0"] }]))),
            Rule::IssuesStand,
        ),
        Case::new(
            adopted(),
            (badr, with("issues", json!([{ "name": "other", "values": ["0"] }]))),
            Rule::IssuesStand,
        ),
        Case::new(
            adopted(),
            (badr, with("issues", json!([{ "name": "level", "unit": "kg", "values": ["0", "3.67"] }]))),
            Rule::IssuesStand,
        ),
        Case::new(seated(), (badr, with("until", json!(past))), Rule::NotTheTime),
        Case::new(seated(), (badr, with("items", json!([]))), Rule::Malformed),
        Case::new(seated(), (badr, with("items", json!([item("a"), item("a")]))), Rule::Malformed),
        Case::new(seated(), (badr, with("items", json!([deep]))), Rule::TooLong),
        Case::new(seated(), (badr, with("items", json!(many))), Rule::TooLong),
        Case::new(
            seated(),
            (badr, with("issues", json!([{ "name": "level", "values": ["0", "0"] }]))),
            Rule::Malformed,
        ),
        Case::new(seated(), (iran, put()), Rule::WrongSeat),
        Case::new(seated(), ("oman/member", put()), Rule::WrongRole),
        Case::new(seated(), (badr, order(json!(["sanctions"]))), Rule::NotAgreed),
        Case::new(adopted(), (badr, order(json!(["missiles"]))), Rule::NoSuchItem),
        Case::new(adopted(), (badr, order(json!(["sanctions", "sanctions"]))), Rule::Malformed),
        Case::new(
            adopted().acts(&[(badr, order(json!(["sanctions"])))]),
            (badr, order(json!(["sanctions"]))),
            Rule::Twice,
        ),
        Case::new(seated(), (badr, park("sanctions")), Rule::NotAgreed),
        Case::new(adopted(), (badr, park("missiles")), Rule::NoSuchItem),
        Case::new(adopted().acts(&[(badr, park("sanctions"))]), (badr, park("sanctions")), Rule::Twice),
        Case::new(seated(), (badr, take_up("sanctions")), Rule::NotAgreed),
        Case::new(adopted(), (badr, take_up("missiles")), Rule::NoSuchItem),
        Case::new(adopted().acts(&[(badr, take_up("nuclear"))]), (badr, take_up("nuclear")), Rule::Twice),
        Case::new(seated(), (iran, extend(&["20"])), Rule::NotAgreed),
        Case::new(away(adopted(), iran), (iran, extend(&["20"])), Rule::NoConsent),
        Case::new(away(adopted(), "usa/witkoff"), (iran, extend(&["20"])), Rule::NoConsent),
        Case::new(adopted(), (iran, extend(&["0"])), Rule::Malformed),
        Case::new(adopted(), ("iran/member", extend(&["20"])), Rule::WrongRole),
        Case::new(
            adopted(),
            (
                iran,
                json!({ "do": "extend_issues", "issues": [{ "name": "level", "title": "x", "values": ["20"] }] }),
            ),
            Rule::IssuesStand,
        ),
        Case::new(
            adopted(),
            (
                iran,
                json!({
                    "do": "extend_issues", "until": past, "issues": [{ "name": "level", "values": ["20"] }],
                }),
            ),
            Rule::NotTheTime,
        ),
    ]
}

fn values(hall: &Hall, issue: &str) -> Vec<String> {
    let View::Party(view) = hall.view("usa/observer") else { panic!("a party's") };
    view.joint.agenda.issues.get(issue).map(|issue| issue.values.clone()).unwrap_or_default()
}

#[test]
fn an_agenda_holds_once_each_side_has_adopted_it() {
    let hall = Hall::seated().acts(&[("oman/badr", put())]).answer("iran/araghchi", "joint:4", true);
    assert!(values(&hall, "level").is_empty());
    let hall = hall.answer("usa/witkoff", "joint:4", true);
    assert_eq!(values(&hall, "level"), ["0", "3.67"]);
    insta::assert_debug_snapshot!(hall.news("usa/witkoff"), @r#"
    [
        "joint:4 agenda_put",
        "joint:5 settled",
        "room/usa:6 answered",
    ]
    "#);
    insta::assert_debug_snapshot!(hall.news("oman/observer"), @r#"
    [
        "joint:4 agenda_put",
        "joint:5 settled",
        "room/iran:6 answered",
        "room/usa:6 answered",
    ]
    "#);
}

#[test]
fn an_extension_asks_the_others_only() {
    let hall = adopted().acts(&[("iran/araghchi", extend(&["20"]))]);
    assert_eq!(hall.event("joint:6")["question"]["to"], json!(["usa"]));
    assert_eq!(values(&hall, "level"), ["0", "3.67"]);
    let hall = hall.answer("usa/witkoff", "joint:6", true);
    assert_eq!(values(&hall, "level"), ["0", "3.67", "20"]);
}

#[test]
fn what_was_agreed_while_an_agenda_was_put_is_not_lost() {
    let next = with("items", json!([{ "id": "sanctions", "title": "Sanctions" }]));
    let hall = adopted()
        .acts(&[("oman/badr", next), ("iran/araghchi", extend(&["20"]))])
        .answer("usa/witkoff", "joint:7", true)
        .agree("joint:6");
    assert_eq!(values(&hall, "level"), ["0", "3.67", "20"]);
}

#[test]
fn what_became_of_an_item_stays_with_its_name() {
    let next = with("items", json!([{ "id": "sanctions", "title": "Sanctions and assets" }]));
    let hall = adopted().acts(&[
        ("oman/member", json!({ "do": "order_agenda", "items": ["sanctions", "enrichment"] })),
        ("oman/member", json!({ "do": "take_up", "item": "enrichment" })),
        ("oman/member", json!({ "do": "park", "item": "sanctions" })),
        ("oman/badr", next),
    ]);
    let agenda = |hall: &Hall| match hall.view("iran/observer") {
        View::Party(view) => view.joint.agenda,
        View::Mediator(_) => panic!("a party's"),
    };
    let before = agenda(&hall);
    assert_eq!(before.current.as_ref().unwrap().as_str(), "enrichment");
    let after = agenda(&hall.agree("joint:9"));
    assert!(after.current.is_none());
    assert_eq!(after.order.iter().map(|id| id.as_str()).collect::<Vec<_>>(), ["sanctions"]);
    assert_eq!(after.parked.iter().map(|id| id.as_str()).collect::<Vec<_>>(), ["sanctions"]);
    assert_eq!(after.items[0].title, "Sanctions and assets");
}

#[test]
fn an_item_that_was_parked_is_taken_up() {
    let hall = adopted().acts(&[
        ("oman/badr", json!({ "do": "take_up", "item": "sanctions" })),
        ("oman/badr", json!({ "do": "park", "item": "sanctions" })),
    ]);
    let View::Party(view) = hall.view("iran/observer") else { panic!("a party's") };
    assert!(view.joint.agenda.current.is_none() && view.joint.agenda.parked.len() == 1);
    let hall = hall.acts(&[("oman/badr", json!({ "do": "take_up", "item": "sanctions" }))]);
    let View::Party(view) = hall.view("iran/observer") else { panic!("a party's") };
    assert!(view.joint.agenda.current.is_some() && view.joint.agenda.parked.is_empty());
}
