use serde_json::json;
use wasit_table::chapters::texts::Status;

use super::{agree, agreed, bracketed, goldens, lift, names, on_text, opened, revise, text};
use crate::hall::Hall;

fn reopen(who: &'static str) -> (&'static str, serde_json::Value) {
    (who, on_text(json!({ "do": "reopen_article", "article": "limits", "public": "The annex changed." })))
}

#[test]
fn each_observer_of_agreement() {
    let hall = opened();
    let agree = agree(&hall, "limits");
    let close = on_text(json!({ "do": "close_article", "article": "limits" }));
    let steps = [
        ("iran/araghchi", agree.clone()),
        ("usa/witkoff", agree),
        ("oman/badr", close),
        reopen("usa/witkoff"),
    ];
    insta::assert_snapshot!(goldens(hall, &steps), @r#"
    oman/badr
    {"id":"room/iran:6","by":"iran/araghchi","event":"agreement_sealed","text":4,"article":"limits","hash":"9a0dae61","since":4}
    {"id":"room/usa:6","by":"usa/witkoff","event":"agreement_sealed","text":4,"article":"limits","hash":"9a0dae61","since":4}
    {"id":"joint:5","event":"article_agreed","text":4,"article":"limits","hash":"9a0dae61"}
    {"id":"joint:6","by":"oman/badr","event":"article_closed","text":4,"article":"limits"}
    {"id":"joint:7","by":"usa/witkoff","event":"article_reopened","text":4,"article":"limits","public":"The annex changed."}

    iran/observer
    {"id":"room/iran:6","by":"iran/araghchi","event":"agreement_sealed","text":4,"article":"limits","hash":"9a0dae61","since":4}
    {"id":"joint:5","event":"article_agreed","text":4,"article":"limits","hash":"9a0dae61"}
    {"id":"joint:6","by":"oman/badr","event":"article_closed","text":4,"article":"limits"}
    {"id":"joint:7","by":"usa/witkoff","event":"article_reopened","text":4,"article":"limits","public":"The annex changed."}

    usa/observer
    {"id":"room/usa:6","by":"usa/witkoff","event":"agreement_sealed","text":4,"article":"limits","hash":"9a0dae61","since":4}
    {"id":"joint:5","event":"article_agreed","text":4,"article":"limits","hash":"9a0dae61"}
    {"id":"joint:6","by":"oman/badr","event":"article_closed","text":4,"article":"limits"}
    {"id":"joint:7","by":"usa/witkoff","event":"article_reopened","text":4,"article":"limits","public":"The annex changed."}
    "#);
}

#[test]
fn lifts_to_other_words_stay_sealed() {
    let mut hall = bracketed();
    hall.act("iran/araghchi", lift("after ratification"));
    let before = hall.table.events().len();
    hall.act("usa/witkoff", lift("in May"));
    assert_eq!(names(&hall, before), ["lift_sealed"]);
    assert!(!format!("{:?}", hall.view("iran/araghchi")).contains("in May"));
    hall.act("iran/araghchi", lift("in May"));
    assert_eq!(names(&hall, before), ["lift_sealed", "lift_sealed", "bracket_lifted"]);
}

#[test]
fn what_is_taken_back_or_erased_counts_no_more() {
    for act in [
        json!({ "do": "take_back", "item": "room/iran:6" }),
        json!({ "do": "erase", "item": "room/iran:6", "why": "a slip" }),
    ] {
        let mut hall = bracketed().acts(&[
            ("iran/araghchi", lift("in May")),
            ("iran/araghchi", act),
            ("usa/witkoff", lift("in May")),
        ]);
        assert_eq!(text(&hall).brackets(), 1);
        hall.act("iran/araghchi", lift("in May"));
        assert_eq!(text(&hall).brackets(), 0);
    }
}

#[test]
fn an_agreement_to_old_words_counts_no_more_even_when_they_come_back() {
    let hall = opened();
    let old = agree(&hall, "limits");
    let mut hall = hall.acts(&[
        ("iran/araghchi", old.clone()),
        ("oman/badr", revise("Iran enriches.")),
        ("oman/badr", revise("Iran enriches up to 3.67 per cent.")),
        ("usa/witkoff", old.clone()),
    ]);
    assert_eq!(text(&hall).status(&text(&hall).articles[0]), Status::Open);
    hall.act("iran/araghchi", old);
    assert_eq!(text(&hall).status(&text(&hall).articles[0]), Status::Agreed);
}

#[test]
fn a_reopened_article_is_agreed_anew() {
    let mut hall = agreed(opened(), "limits").acts(&[reopen("iran/araghchi")]);
    let status = |hall: &Hall| text(hall).status(&text(hall).articles[0]);
    assert_eq!(status(&hall), Status::Reopened);
    let agree = agree(&hall, "limits");
    hall.act("usa/witkoff", agree.clone());
    assert_eq!(status(&hall), Status::Reopened);
    hall.act("iran/araghchi", agree);
    assert_eq!(status(&hall), Status::Agreed);
}

#[test]
fn a_party_that_has_left_is_waited_for() {
    let mut hall = bracketed().acts(&[
        ("iran/araghchi", lift("in May")),
        ("iran/araghchi", json!({ "do": "withdraw_consent" })),
        ("usa/witkoff", lift("in May")),
    ]);
    assert_eq!(text(&hall).brackets(), 1);
    let before = hall.table.events().len();
    hall.act("iran/araghchi", json!({ "do": "renew_consent" }));
    assert_eq!(names(&hall, before), ["consent_renewed", "bracket_lifted"]);
}

#[test]
fn sealed_lifts_leave_no_trace_with_the_other_side() {
    let quiet = bracketed();
    let loud = bracketed().acts(&[("iran/araghchi", lift("x")), ("iran/araghchi", lift("y"))]);
    assert_eq!(quiet.view("usa/witkoff"), loud.view("usa/witkoff"));
}
