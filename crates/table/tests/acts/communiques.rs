use serde_json::{Value, json};
use wasit_table::{Rule, View};

use crate::hall::{Case, Hall};
use crate::rounds::{open, planned};

fn put(embargo: Option<&str>) -> Value {
    json!({ "do": "put_communique", "text": "A respectful atmosphere.", "embargo": embargo })
}

fn state(embargo: Option<&str>) -> Value {
    json!({ "do": "state", "text": "We came with an offer.", "embargo": embargo })
}

fn characterise(round: u32, tone: &str) -> Value {
    json!({ "do": "characterise", "round": round, "tone": tone, "progress": "some", "words": "so far" })
}

const LATER: &str = "2025-04-12T18:00:00Z";
const PAST: &str = "2025-04-12T01:00:00Z";

pub(crate) fn refusals() -> Vec<Case> {
    let away = || open().acts(&[("iran/araghchi", json!({ "do": "withdraw_consent" }))]);
    let (badr, iran) = ("oman/badr", "iran/araghchi");
    let sealed = || Hall::seated().acts(&[(iran, state(Some(LATER)))]);
    let withdraw = |item: &str| json!({ "do": "withdraw_statement", "item": item });
    let record = json!({ "do": "record_decisions", "round": 1, "agreed": ["to go on"] });
    let accept = json!({ "do": "accept_record", "record": "joint:6" });
    let complete =
        || open().acts(&[(badr, record.clone()), (iran, accept.clone()), ("usa/witkoff", accept.clone())]);
    let of_round = |act: Value| {
        let mut act = act;
        act["round"] = json!(1);
        act
    };
    vec![
        Case::new(
            Hall::seated().acts(&[(iran, json!({ "do": "withdraw_consent" }))]),
            (badr, put(None)),
            Rule::NoConsent,
        ),
        Case::new(Hall::seated(), (badr, of_round(put(None))), Rule::NoSuchItem),
        Case::new(Hall::seated(), (badr, put(Some(PAST))), Rule::NotTheTime),
        Case::new(Hall::seated().acts(&[(badr, put(None))]), (badr, put(None)), Rule::Twice),
        Case::new(away(), (iran, state(None)), Rule::NoConsent),
        Case::new(away(), (iran, state(Some(LATER))), Rule::NoConsent),
        Case::new(away(), (iran, characterise(1, "warm")), Rule::NoConsent),
        Case::new(Hall::seated(), (iran, put(None)), Rule::WrongSeat),
        Case::new(Hall::seated(), (iran, of_round(state(None))), Rule::NoSuchItem),
        Case::new(Hall::seated(), (iran, state(Some(PAST))), Rule::NotTheTime),
        Case::new(Hall::seated(), ("iran/adviser", state(None)), Rule::WrongRole),
        Case::new(Hall::seated(), (iran, withdraw("room/iran:1")), Rule::NoSuchItem),
        Case::new(sealed(), ("usa/witkoff", withdraw("room/iran:6")), Rule::NoSuchItem),
        Case::new(sealed(), (badr, withdraw("room/iran:6")), Rule::NotYours),
        Case::new(
            sealed().wait(24),
            ("usa/witkoff", json!({ "do": "erase", "item": "joint:4", "why": "a slip" })),
            Rule::NotYours,
        ),
        Case::new(sealed().wait(24), (iran, withdraw("room/iran:6")), Rule::WrongState),
        Case::new(
            sealed().acts(&[(iran, withdraw("room/iran:6"))]),
            (iran, withdraw("room/iran:6")),
            Rule::Withdrawn,
        ),
        Case::new(open(), (iran, characterise(2, "warm")), Rule::NoSuchItem),
        Case::new(planned(), (iran, characterise(1, "warm")), Rule::WrongState),
        Case::new(complete(), (iran, characterise(1, "warm")), Rule::WrongState),
        Case::new(
            open().acts(&[(iran, characterise(1, "warm"))]),
            ("iran/member", characterise(1, "warm")),
            Rule::Twice,
        ),
        Case::new(open(), (iran, characterise(1, &"warm".repeat(20))), Rule::TooLong),
    ]
}

#[test]
fn a_communique_is_released_when_all_have_signed() {
    let hall = Hall::seated().acts(&[("oman/badr", put(None))]).agree("joint:4");
    insta::assert_debug_snapshot!(hall.news("usa/witkoff"), @r#"
    [
        "joint:4 communique_put",
        "joint:5 settled",
        "joint:6 communique_released",
        "room/usa:6 answered",
    ]
    "#);
    assert_eq!(hall.event("joint:5")["signed"]["what"], "communiqué 1");
    assert_eq!(hall.event("joint:5")["signed"]["signatures"].as_array().unwrap().len(), 2);
}

#[test]
fn an_embargo_ends_by_the_clock() {
    let hall = Hall::seated().acts(&[("oman/badr", put(Some(LATER)))]).agree("joint:4");
    assert_eq!(hall.news("usa/witkoff").iter().filter(|line| line.contains("released")).count(), 0);
    let hall = hall.wait(24);
    assert_eq!(hall.event("joint:6")["at"], LATER);
    assert_eq!(hall.table.next_tick(), None);
}

#[test]
fn an_embargo_that_ends_before_the_last_signature_holds_nothing_back() {
    let hall = Hall::seated().acts(&[("oman/badr", put(Some(LATER)))]);
    let hall = hall.wait(24).agree("joint:4");
    assert_eq!(hall.event("joint:6")["event"], "communique_released");
    assert_eq!(hall.event("joint:6")["at"], json!(hall.now));
    assert_eq!(hall.table.next_tick(), None);
}

#[test]
fn without_every_signature_there_is_no_communique() {
    let hall = Hall::seated().acts(&[("oman/badr", put(Some(LATER)))]);
    let hall = hall.answer("iran/araghchi", "joint:4", true).answer("usa/witkoff", "joint:4", false).wait(48);
    assert_eq!(hall.news("iran/araghchi"), ["joint:4 communique_put", "room/iran:6 answered"]);
}

#[test]
fn a_statement_under_embargo_is_its_rooms_until_the_clock_releases_it() {
    let before = Hall::seated();
    let hall = before.clone().acts(&[("iran/member", state(Some(LATER)))]);
    assert_eq!(hall.view("usa/witkoff"), before.view("usa/witkoff"));
    let hall = hall.wait(24);
    insta::assert_debug_snapshot!(hall.news("usa/witkoff"), @r#"
    [
        "joint:4 stated",
    ]
    "#);
    insta::assert_debug_snapshot!(hall.news("oman/badr"), @r#"
    [
        "joint:4 stated",
        "room/iran:6 statement_sealed",
        "room/iran:7 statement_released",
    ]
    "#);
    let stated = hall.event("joint:4");
    assert_eq!(stated["at"], LATER);
    assert!(stated.get("by").is_none());
    assert_eq!(hall.table.next_tick(), None);
}

#[test]
fn the_mediators_statement_waits_in_its_team() {
    let hall = Hall::seated().acts(&[("oman/member", state(Some(LATER)))]);
    assert!(hall.news("iran/araghchi").is_empty());
    assert_eq!(hall.news("oman/observer"), ["delegation/oman:6 statement_sealed"]);
    assert_eq!(hall.wait(24).event("joint:4")["seat"], "oman");
}

#[test]
fn what_was_withdrawn_or_erased_under_embargo_is_never_told() {
    let withdraw = json!({ "do": "withdraw_statement", "item": "room/iran:6" });
    let erase = json!({ "do": "erase", "item": "room/iran:6", "why": "a slip" });
    for end in [withdraw, erase] {
        let hall = Hall::seated().acts(&[("iran/araghchi", state(Some(LATER))), ("iran/araghchi", end)]);
        assert_eq!(hall.table.next_tick(), None);
        let hall = hall.wait(24);
        assert_eq!(hall.view("usa/witkoff"), Hall::seated().view("usa/witkoff"));
    }
}

/// What a clock released is its author's still: where it was sealed and where it stands before all.
#[test]
fn a_released_statement_is_its_authors_to_erase() {
    let erase = |item: &str| json!({ "do": "erase", "item": item, "why": "a name in it" });
    for (author, sealed) in [("iran/araghchi", "room/iran:6"), ("oman/badr", "delegation/oman:6")] {
        let mut hall = Hall::seated().acts(&[(author, state(Some(LATER)))]).wait(24);
        assert_eq!(hall.try_act("usa/witkoff", erase("joint:4")).unwrap_err().rule, Rule::NotYours);
        hall = hall.acts(&[(author, erase("joint:4"))]);
        assert_eq!(hall.event("joint:4")["text"], json!({ "$erased": "" }));
        assert_eq!(hall.event("joint:4")["seat"], json!(author.split('/').next()));
        assert_eq!(hall.try_act(author, erase("joint:4")).unwrap_err().rule, Rule::Twice);
        // What was sealed is another item, in another compartment, and goes by an act of its own.
        assert_eq!(hall.event(sealed)["text"], json!({ "$content": "We came with an offer." }));
        hall.act(author, erase(sealed));
    }
    let at_once = Hall::seated().acts(&[("iran/araghchi", state(None)), ("iran/araghchi", erase("joint:4"))]);
    assert_eq!(at_once.event("joint:4")["text"], json!({ "$erased": "" }));
}

#[test]
fn characterisations_stand_side_by_side_and_the_last_of_each_seat_holds() {
    let hall = open().acts(&[
        ("iran/member", characterise(1, "warm")),
        ("usa/member", characterise(1, "cool")),
        ("oman/member", characterise(1, "fair")),
        ("iran/member", characterise(1, "hot")),
    ]);
    let View::Party(view) = hall.view("usa/observer") else { panic!("a party's") };
    let round = &view.joint.communiques.characterisations[&1];
    assert_eq!(round[&hall.who("iran/x").seat], [6, 9]);
    assert_eq!(round[&hall.who("usa/x").seat], [7]);
    assert_eq!(hall.event("joint:6")["how"]["$content"]["tone"], "warm");
}
