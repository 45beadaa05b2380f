use jiff::Timestamp;
use serde_json::{Value, json};
use wasit_table::chapters::rounds::{Round, RoundState};
use wasit_table::{Rule, Table, View};

use crate::agenda::adopted;
use crate::hall::{Case, Hall};

pub(crate) fn plan(starts: &str) -> Value {
    json!({
        "do": "plan_round",
        "starts": starts,
        "venue": "Rome",
        "format": "indirect, two rooms",
        "tracks": [{ "name": "political" }, { "name": "technical", "delegations": [{ "seat": "usa" }] }],
        "delegations": [{ "seat": "oman", "names": ["Badr al-Busaidi"] }, { "seat": "iran" }],
    })
}

fn with(field: &str, value: Value) -> Value {
    let mut act = plan("2025-05-03T10:00");
    act[field] = value;
    act
}

/// Round 1 is planned as joint:4.
pub(crate) fn planned() -> Hall {
    Hall::seated().acts(&[("oman/member", plan("2025-05-03T10:00"))])
}

pub(crate) fn open() -> Hall {
    planned().acts(&[("oman/member", json!({ "do": "open_round" }))])
}

fn of(act: &str, round: u32) -> Value {
    json!({ "do": act, "round": round })
}

pub(crate) fn refusals() -> Vec<Case> {
    let badr = "oman/badr";
    let adjourned = || open().acts(&[(badr, json!({ "do": "adjourn_round" }))]);
    let held = || open().acts(&[(badr, json!({ "do": "close_round" }))]);
    let cancel = |round| json!({ "do": "cancel_round", "round": round, "public": "war" });
    let cancelled = || planned().acts(&[(badr, cancel(1))]);
    let two = || planned().acts(&[(badr, plan("2025-06-15T10:00"))]);
    let shift = |round, starts: &str| json!({ "do": "move_round", "round": round, "starts": starts, "public": "flights" });
    let ask = |round| json!({ "do": "ask_for_round", "round": round, "wish": "a week later" });
    vec![
        Case::new(Hall::seated(), (badr, plan("2025-04-11T23:59")), Rule::NotTheTime),
        Case::new(Hall::seated(), (badr, with("ends", json!("2025-05-03T10:00"))), Rule::NotTheTime),
        Case::new(
            Hall::seated(),
            (badr, with("delegations", json!([{ "seat": "france" }]))),
            Rule::NoSuchSeat,
        ),
        Case::new(
            Hall::seated(),
            (badr, with("delegations", json!([{ "seat": "iran" }, { "seat": "iran" }]))),
            Rule::Malformed,
        ),
        Case::new(
            Hall::seated(),
            (badr, with("tracks", json!([{ "name": "x" }, { "name": "x" }]))),
            Rule::Malformed,
        ),
        Case::new(Hall::seated(), (badr, with("venue", json!(" "))), Rule::Malformed),
        Case::new(Hall::seated(), (badr, with("agenda", json!(["sanctions"]))), Rule::NotAgreed),
        Case::new(adopted(), (badr, with("agenda", json!(["missiles"]))), Rule::NoSuchItem),
        Case::new(Hall::seated(), ("iran/araghchi", plan("2025-05-03T10:00")), Rule::WrongSeat),
        Case::new(Hall::seated(), ("oman/adviser", plan("2025-05-03T10:00")), Rule::WrongRole),
        Case::new(planned(), (badr, shift(2, "2025-05-11T10:00")), Rule::NoSuchItem),
        Case::new(open(), (badr, shift(1, "2025-05-11T10:00")), Rule::WrongState),
        Case::new(planned(), (badr, shift(1, "2025-05-03T10:00")), Rule::Twice),
        Case::new(planned(), (badr, shift(1, "2025-04-03T10:00")), Rule::NotTheTime),
        Case::new(planned(), (badr, of("open_round", 2)), Rule::NoSuchItem),
        Case::new(held(), (badr, of("open_round", 1)), Rule::WrongState),
        Case::new(open(), (badr, of("open_round", 1)), Rule::Twice),
        Case::new(Hall::seated(), (badr, json!({ "do": "open_round" })), Rule::WrongState),
        Case::new(two(), (badr, json!({ "do": "open_round" })), Rule::Malformed),
        Case::new(two().acts(&[(badr, of("open_round", 1))]), (badr, of("open_round", 2)), Rule::WrongState),
        Case::new(
            planned().acts(&[(badr, json!({ "do": "suspend_talks", "public": "war" }))]),
            (badr, of("open_round", 1)),
            Rule::Suspended,
        ),
        Case::new(planned(), (badr, of("adjourn_round", 2)), Rule::NoSuchItem),
        Case::new(planned(), (badr, of("adjourn_round", 1)), Rule::WrongState),
        Case::new(adjourned(), (badr, of("adjourn_round", 1)), Rule::Twice),
        Case::new(
            open(),
            (badr, json!({ "do": "adjourn_round", "until": "2025-04-12T10:00" })),
            Rule::NotTheTime,
        ),
        Case::new(planned(), (badr, of("close_round", 2)), Rule::NoSuchItem),
        Case::new(planned(), (badr, of("close_round", 1)), Rule::WrongState),
        Case::new(held(), (badr, of("close_round", 1)), Rule::Twice),
        Case::new(planned(), (badr, cancel(2)), Rule::NoSuchItem),
        Case::new(open(), (badr, cancel(1)), Rule::WrongState),
        Case::new(cancelled(), (badr, cancel(1)), Rule::Twice),
        Case::new(planned(), ("iran/araghchi", ask(2)), Rule::NoSuchItem),
        Case::new(held(), ("iran/araghchi", ask(1)), Rule::WrongState),
    ]
}

fn round(hall: &Hall) -> Round {
    let View::Party(view) = hall.view("usa/observer") else { panic!("a party's") };
    view.joint.rounds.get(1).unwrap().clone()
}

#[test]
fn a_round_slips_and_is_held_elsewhere() {
    let hall = planned().acts(&[(
        "oman/badr",
        json!({
            "do": "move_round", "round": 1, "starts": "2025-05-11T11:00", "venue": "Muscat",
            "public": "for logistical reasons", "private": "no rooms in Rome",
        }),
    )]);
    let moved = round(&hall);
    let dates: Vec<String> = moved
        .dates
        .iter()
        .map(|date| format!("{} {} {:?}", date.starts_at, date.venue, date.public))
        .collect();
    assert_eq!(
        dates,
        ["2025-05-03T06:00:00Z Rome None", "2025-05-11T07:00:00Z Muscat Some(\"for logistical reasons\")",]
    );
    let hall = hall.acts(&[
        ("oman/badr", json!({ "do": "open_round" })),
        ("oman/badr", json!({ "do": "adjourn_round", "until": "2025-05-11T15:00" })),
        ("oman/badr", json!({ "do": "open_round" })),
        ("oman/badr", json!({ "do": "close_round" })),
    ]);
    let held = round(&hall);
    assert_eq!(held.state, RoundState::Held);
    assert_eq!(held.held, Some(hall.now));
    assert!(held.until.is_none() && held.opened < held.held);
    insta::assert_debug_snapshot!(hall.news("iran/observer"), @r#"
    [
        "joint:4 round_planned",
        "joint:5 round_moved",
        "joint:6 round_opened",
        "joint:7 round_adjourned",
        "joint:8 round_opened",
        "joint:9 round_held",
    ]
    "#);
    insta::assert_debug_snapshot!(hall.news("oman/observer"), @r#"
    [
        "joint:4 round_planned",
        "joint:5 round_moved",
        "joint:6 round_opened",
        "joint:7 round_adjourned",
        "joint:8 round_opened",
        "joint:9 round_held",
        "delegation/oman:6 reason_kept",
    ]
    "#);
}

#[test]
fn a_round_is_cancelled_with_a_reason_for_all_and_one_kept() {
    let cancel =
        json!({ "do": "cancel_round", "public": "it will not take place", "private": "they struck" });
    let hall = planned().acts(&[("oman/badr", cancel), ("oman/badr", plan("2025-06-22T10:00"))]);
    let reads = |who| serde_json::to_string(&hall.view(who)).unwrap();
    assert!(reads("iran/araghchi").contains("it will not take place"));
    assert!(
        !reads("iran/araghchi").contains("they struck") && reads("oman/observer").contains("they struck")
    );
    assert_eq!(hall.event("joint:6")["round"], 2);
}

#[test]
fn a_wish_for_a_round_is_the_mediators_to_know() {
    let ask = json!({ "do": "ask_for_round", "round": 1, "wish": "a week later", "private": "experts" });
    let hall = planned().acts(&[("iran/member", ask)]);
    assert_eq!(hall.view("usa/witkoff"), planned().view("usa/witkoff"));
    insta::assert_debug_snapshot!(hall.news("oman/adviser"), @r#"
    [
        "joint:4 round_planned",
        "room/iran:6 round_asked_for",
        "room/iran:7 reason_kept",
    ]
    "#);
}

#[test]
fn a_time_that_the_zone_leaves_out_is_none() {
    let mut hall = Hall::empty();
    let mut convene = crate::hall::convene();
    convene["zone"] = json!("Europe/Rome");
    hall.act("oman/badr", convene);
    let refusal = hall.try_act("oman/badr", with("starts", json!("2026-03-29T02:30"))).unwrap_err();
    assert_eq!(refusal.rule, Rule::Malformed);
    let mut twice = with("starts", json!("2025-10-26T02:30"));
    twice["delegations"] = json!([]);
    hall.act("oman/badr", twice);
    assert_eq!(hall.event("joint:2")["starts_at"], "2025-10-26T00:30:00Z");
}

fn moments(table: &Table, who: &str, after: Option<&str>, upto: &str) -> Vec<String> {
    let time = |text: &str| text.parse::<Timestamp>().unwrap();
    let who = who.parse().unwrap();
    let joint = table.sight(&who).unwrap().joint();
    joint.moments(after.map(time), time(upto)).iter().map(ToString::to_string).collect()
}

#[test]
fn moments_are_the_ends_of_rounds_and_the_midnights_of_the_zone() {
    let hall = open();
    let hall = hall.wait(24).acts(&[("oman/badr", json!({ "do": "close_round" }))]);
    let end = hall.now.to_string();
    let expected = ["2025-04-12T20:00:00Z", &end, "2025-04-13T20:00:00Z", "2025-04-14T20:00:00Z"];
    assert_eq!(moments(&hall.table, "usa/observer", None, "2025-04-14T20:00:00Z"), expected);
    let later = moments(&hall.table, "usa/observer", Some("2025-04-12T20:00:00Z"), "2025-04-14T19:59:59Z");
    assert_eq!(later, expected[1..3]);
    let told = hall.clone().acts(&[("iran/araghchi", json!({ "do": "say", "text": "a thought" }))]);
    assert_eq!(moments(&told.table, "usa/observer", None, "2025-04-14T20:00:00Z"), expected);
    assert!(moments(&hall.table, "usa/observer", Some(&end), &end).is_empty());
    assert!(moments(&hall.table, "usa/observer", None, "2024-01-01T00:00:00Z").is_empty());
}

#[test]
fn a_cancelled_round_rests_until_no_time() {
    let badr = "oman/badr";
    let hall = Hall::seated().acts(&[
        (badr, json!({ "do": "plan_round", "starts": "2025-05-03T10:00", "venue": "Rome" })),
        (badr, json!({ "do": "open_round" })),
        (badr, json!({ "do": "adjourn_round", "until": "2025-05-04T10:00" })),
        (badr, json!({ "do": "cancel_round", "public": "It goes on no more." })),
    ]);
    let who = hall.who(badr);
    let round = hall.table.sight(&who).unwrap().joint().rounds.get(1).unwrap();
    assert_eq!((round.state.word(), round.until), ("cancelled", None));
}
