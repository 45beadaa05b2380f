use serde_json::{Value, json};
use wasit_table::chapters::preferences::{Board, board};
use wasit_table::{Rule, Sight};

use crate::agenda::adopted;
use crate::hall::{Case, Hall};

const IRAN: &str = "iran/araghchi";

fn tell(value: &str) -> Value {
    json!({ "do": "tell", "wants": { "issues": { "level": { "0": 0.25, value: 1.0 } }, "walk_away": 0.4375 } })
}

/// The wants of [`tell`] with another field.
fn wanting(field: &str, value: Value) -> Value {
    let mut act = tell("3.67");
    act["wants"][field] = value;
    act
}

fn confide() -> Value {
    json!({ "do": "confide", "issues": ["level"], "walk_away": true, "red_lines": false })
}

fn revoke() -> Value {
    json!({ "do": "revoke_confidence", "item": "room/iran:7" })
}

/// Iran's wants stand in its delegation.
fn told() -> Hall {
    adopted().acts(&[(IRAN, tell("3.67"))])
}

/// They were confided as room/iran:7.
fn confided() -> Hall {
    told().acts(&[(IRAN, confide())])
}

fn closed(hall: Hall) -> Hall {
    hall.acts(&[("oman/badr", json!({ "do": "close_talks", "public": "done" }))])
}

pub(crate) fn refusals() -> Vec<Case> {
    let other = json!({ "do": "confide", "issues": ["sanctions"], "walk_away": false, "red_lines": false });
    vec![
        Case::new(adopted(), (IRAN, tell("20")), Rule::Space),
        Case::new(Hall::seated(), (IRAN, tell("3.67")), Rule::Space),
        Case::new(adopted(), (IRAN, wanting("issues", json!({ "level": { "0": 1.0 } }))), Rule::Malformed),
        Case::new(adopted(), (IRAN, wanting("issues", json!({}))), Rule::Malformed),
        Case::new(adopted(), (IRAN, wanting("issues", json!({ "depth": { "0": 1.0 } }))), Rule::Space),
        Case::new(adopted(), (IRAN, wanting("walk_away", json!(1e300))), Rule::Malformed),
        Case::new(adopted(), (IRAN, wanting("red_lines", json!([{ "never": {} }]))), Rule::Malformed),
        Case::new(
            adopted(),
            (IRAN, wanting("red_lines", json!([{ "never": { "level": [] } }]))),
            Rule::Malformed,
        ),
        Case::new(
            adopted(),
            (IRAN, wanting("red_lines", json!([{ "never": { "level": ["7"] } }]))),
            Rule::Space,
        ),
        // Of no issue at all, of one value twice over, and more than can be reckoned with.
        Case::new(
            adopted(),
            (IRAN, wanting("together", json!([{ "when": {}, "adds": 1.0 }]))),
            Rule::Malformed,
        ),
        Case::new(
            adopted(),
            (IRAN, wanting("together", json!([{ "when": { "level": ["0"] }, "adds": 1e13 }]))),
            Rule::Malformed,
        ),
        Case::new(
            adopted(),
            (IRAN, wanting("together", json!([{ "when": { "depth": ["0"] }, "adds": 1.0 }]))),
            Rule::Space,
        ),
        Case::new(
            adopted(),
            (IRAN, wanting("red_lines", json!(vec![json!({ "never": { "level": ["0"] } }); 20_001]))),
            Rule::TooLong,
        ),
        Case::new(
            adopted(),
            (IRAN, wanting("red_lines", json!([{ "never": { "level": ["0"] }, "words": "x".repeat(2049) }]))),
            Rule::TooLong,
        ),
        Case::new(closed(adopted()), (IRAN, tell("3.67")), Rule::Closed),
        Case::new(closed(told()), (IRAN, confide()), Rule::Closed),
        Case::new(told(), ("oman/badr", confide()), Rule::WrongSeat),
        Case::new(confided(), ("oman/badr", revoke()), Rule::WrongSeat),
        Case::new(told(), ("usa/witkoff", confide()), Rule::NoSuchItem),
        Case::new(
            confided(),
            (IRAN, json!({ "do": "revoke_confidence", "item": "room/iran:6" })),
            Rule::NoSuchItem,
        ),
        Case::new(
            confided(),
            (IRAN, json!({ "do": "revoke_confidence", "item": "room/usa:7" })),
            Rule::NoSuchItem,
        ),
        Case::new(adopted(), ("iran/adviser", tell("3.67")), Rule::WrongRole),
        Case::new(told(), ("iran/member", confide()), Rule::WrongRole),
        Case::new(
            told(),
            (IRAN, json!({ "do": "confide", "issues": [], "walk_away": false, "red_lines": true })),
            Rule::Malformed,
        ),
        Case::new(confided(), ("iran/member", revoke()), Rule::WrongRole),
        Case::new(
            confided(),
            ("usa/witkoff", json!({ "do": "revoke_confidence", "item": "room/iran:7" })),
            Rule::NoSuchItem,
        ),
        Case::new(adopted(), ("oman/badr", tell("3.67")), Rule::WrongSeat),
        Case::new(adopted(), (IRAN, confide()), Rule::NoSuchItem),
        Case::new(told(), (IRAN, other), Rule::Space),
        Case::new(told(), (IRAN, revoke()), Rule::NoSuchItem),
        Case::new(confided().acts(&[(IRAN, confide())]), (IRAN, revoke()), Rule::Superseded),
        Case::new(confided().acts(&[(IRAN, revoke())]), (IRAN, revoke()), Rule::Twice),
    ]
}

#[test]
fn wants_are_told_for_ones_own_eyes_and_confided_to_the_mediator_alone() {
    let reads = |hall: &Hall, who| serde_json::to_string(&hall.view(who)).unwrap().contains("0.4375");
    assert!(reads(&told(), "iran/observer"));
    assert!(!reads(&told(), "oman/badr") && !reads(&told(), "usa/witkoff"));
    assert!(reads(&confided(), "oman/badr") && !reads(&confided(), "usa/witkoff"));
    let revoked = confided().acts(&[(IRAN, revoke())]);
    assert!(reads(&revoked, IRAN) && !reads(&revoked, "oman/badr"));
}

#[test]
fn each_observer_sees_its_own_compartments() {
    let hall = confided()
        .acts(&[(IRAN, confide()), (IRAN, json!({ "do": "revoke_confidence", "item": "room/iran:9" }))]);
    insta::assert_debug_snapshot!(hall.news("iran/observer"), @r#"
    [
        "joint:4 agenda_put",
        "joint:5 settled",
        "room/iran:6 answered",
        "room/iran:7 confided",
        "room/iran:8 erased",
        "room/iran:9 confided",
        "room/iran:10 erased",
        "delegation/iran:1 told",
    ]
    "#);
    insta::assert_debug_snapshot!(hall.news("oman/observer"), @r#"
    [
        "joint:4 agenda_put",
        "joint:5 settled",
        "room/iran:6 answered",
        "room/iran:7 confided",
        "room/iran:8 erased",
        "room/iran:9 confided",
        "room/iran:10 erased",
        "room/usa:6 answered",
    ]
    "#);
    insta::assert_debug_snapshot!(hall.news("usa/observer"), @r#"
    [
        "joint:4 agenda_put",
        "joint:5 settled",
        "room/usa:6 answered",
    ]
    "#);
}

/// What is told in a delegation leaves no trace with the mediator or the others, nor does what is confided with the others.
#[test]
fn the_others_views_are_as_they_were() {
    let reads = |hall: &Hall, who| serde_json::to_string(&hall.view(who)).unwrap();
    for who in ["oman/badr", "usa/witkoff"] {
        assert_eq!(reads(&told(), who), reads(&adopted(), who));
    }
    assert_eq!(reads(&confided(), "usa/witkoff"), reads(&adopted(), "usa/witkoff"));
}

#[test]
fn what_was_revoked_is_gone_from_the_record_and_its_tombstone_stays() {
    let hall = confided().acts(&[(IRAN, revoke())]);
    let item = hall.event("room/iran:7");
    assert_eq!(item["event"], json!("confided"));
    assert!(item["wants"].get("$content").is_none() && item["wants"].get("$erased").is_some());
    assert_eq!(hall.event("room/iran:8")["event"], json!("erased"));
}

/// A board says what it rests on, and reckons with what was confided alone.
#[test]
fn a_board_says_what_it_rests_on() {
    insta::assert_snapshot!(board_words(&told()), @r"
    iran has confided nothing.
    usa has confided nothing.
    Fewer than two parties have confided what values are worth to them.
    Nothing else was used.
    ");
    let told = json!({ "do": "tell", "wants": { "issues": { "level": { "0": 1.0, "3.67": 0.0 } } } });
    let part = json!({ "do": "confide", "walk_away": false, "red_lines": true });
    let both = confided().acts(&[("usa/witkoff", told), ("usa/witkoff", part)]);
    insta::assert_snapshot!(board_words(&both), @r"
    On 2025-04-12T06:22:00Z araghchi of iran confided (room/iran:7): what the values of level are worth; its walk-away.
    On 2025-04-12T06:24:00Z witkoff of usa confided (room/usa:7): what the values of level are worth; that it has no red line on these.
    iran has not confided its red lines: none is reckoned with.
    usa has not confided its walk-away: it is taken to prefer any package to none.
    Where no walk-away is used, what a party gains is counted from the worst package for it.
    Nothing else was used.
    ");
    let found = board_of(&both).found.unwrap();
    assert_eq!((found.deal_zone.exact, found.frontier), (Some(1), 2));
}

/// Both have confided: Iran all but its red lines, the United States all but its walk-away.
fn both() -> Hall {
    let told = json!({ "do": "tell", "wants": { "issues": { "level": { "0": 1.0, "3.67": 0.0 } } } });
    let part = json!({ "do": "confide", "walk_away": false, "red_lines": true });
    confided().acts(&[("usa/witkoff", told), ("usa/witkoff", part)])
}

#[test]
fn each_act_is_seen_where_it_stands_and_nowhere_else() {
    let golden = |hall: &Hall| {
        let seats = ["iran/observer", "oman/observer", "usa/observer"];
        let seen = seats.map(|who| {
            let news = hall.news(who);
            let own = news.iter().filter(|line| !line.starts_with("joint") && !line.ends_with("answered"));
            let own: Vec<String> = own.cloned().collect();
            format!("{who}: {}", if own.is_empty() { "nothing".to_owned() } else { own.join(", ") })
        });
        seen.join("\n")
    };
    insta::assert_snapshot!(golden(&told()), @r"
    iran/observer: delegation/iran:1 told
    oman/observer: nothing
    usa/observer: nothing
    ");
    insta::assert_snapshot!(golden(&confided()), @r"
    iran/observer: room/iran:7 confided, delegation/iran:1 told
    oman/observer: room/iran:7 confided
    usa/observer: nothing
    ");
    insta::assert_snapshot!(golden(&confided().acts(&[(IRAN, revoke())])), @r"
    iran/observer: room/iran:7 confided, room/iran:8 erased, delegation/iran:1 told
    oman/observer: room/iran:7 confided, room/iran:8 erased
    usa/observer: nothing
    ");
}

/// One may take back what one has confided when all is over, and after one has left.
#[test]
fn a_confidence_is_revoked_at_any_time() {
    closed(confided()).acts(&[(IRAN, revoke())]);
    confided().acts(&[(IRAN, json!({ "do": "withdraw_consent" })), (IRAN, revoke())]);
}

#[test]
fn a_revocation_takes_the_board_away() {
    let before = both();
    assert!(board_of(&before).found.is_some());
    let board = board_of(&before.clone().acts(&[(IRAN, revoke())]));
    assert_eq!((&board.found, board.issues.is_empty()), (&None, true));
    assert_eq!(board.words[0], "iran has confided nothing.");
    assert_eq!(board.confided[0].item, None);
    // Nothing that was worth anything to Iran is left in it.
    assert!(!serde_json::to_string(&board).unwrap().contains("0.4375"));
    // It is the board of a table at which Iran never confided, but for the hours.
    let never = told().acts(&[
        (
            "usa/witkoff",
            json!({ "do": "tell", "wants": { "issues": { "level": { "0": 1.0, "3.67": 0.0 } } } }),
        ),
        ("usa/witkoff", json!({ "do": "confide", "walk_away": false, "red_lines": true })),
    ]);
    let mut timeless = [board, board_of(&never)];
    for board in &mut timeless {
        board.confided.iter_mut().for_each(|confidence| confidence.at = None);
        board.words.retain(|words| !words.starts_with("On "));
    }
    assert_eq!(timeless[0], timeless[1]);
}

/// Whatever is told, and not confided, leaves the board as it is; so does an act of anybody's that confides nothing.
#[test]
fn what_is_told_never_moves_the_board() {
    let before = board_of(&both());
    let other = wanting("red_lines", json!([{ "never": { "level": ["0", "3.67"] } }]));
    let hall = both().acts(&[
        (IRAN, other),
        ("usa/witkoff", tell("3.67")),
        (IRAN, json!({ "do": "say", "text": "we would take anything", "disclosure": "joint" })),
    ]);
    assert_eq!(board_of(&hall), before);
    // Until it is confided.
    let all = json!({ "do": "confide", "walk_away": true, "red_lines": true });
    let board = board_of(&hall.acts(&[(IRAN, all)]));
    assert_eq!(board.found.unwrap().deal_zone.exact, Some(0));
}

/// What a party confided that has left stands until it revokes it, and the board says so.
#[test]
fn a_board_says_who_has_left() {
    let hall = both().acts(&[(IRAN, json!({ "do": "withdraw_consent" }))]);
    let board = board_of(&hall);
    assert_eq!(board.found, board_of(&both()).found);
    let words = "iran has withdrawn its consent to the talks; what it confided stands until it revokes it.";
    assert!(board.words.iter().any(|line| line == words), "{:#?}", board.words);
}

/// Where the space is too large to be counted, the board says what is approximate.
#[test]
fn a_board_says_what_is_approximate() {
    let name = |at: usize| format!("issue{at}");
    let issues: Vec<Value> =
        (0..40).map(|at| json!({ "name": name(at), "values": ["a", "b", "c"] })).collect();
    let items = json!([{ "id": "all", "title": "All" }]);
    let put = json!({ "do": "put_agenda", "items": items, "issues": issues });
    let wants = |seed: usize| -> Value {
        let worth = |at: usize, value: usize| ((at * 7 + value * 5 + seed * 11) % 13) as f64 / 13.0;
        let table = |at| json!({ "a": worth(at, 0), "b": worth(at, 1), "c": worth(at, 2) });
        let issues: serde_json::Map<String, Value> = (0..40).map(|at| (name(at), table(at))).collect();
        json!({ "do": "tell", "wants": { "issues": issues, "walk_away": 20.0 } })
    };
    let all = || json!({ "do": "confide", "walk_away": true, "red_lines": true });
    let hall = Hall::seated().acts(&[("oman/badr", put)]).agree("joint:4").acts(&[
        (IRAN, wants(1)),
        (IRAN, all()),
        ("usa/witkoff", wants(2)),
        ("usa/witkoff", all()),
    ]);
    let board = board_of(&hall);
    let found = board.found.unwrap();
    assert_eq!(found.packages, Some(3_u128.pow(40)));
    let says =
        |what: &str| board.words.iter().any(|words| words.starts_with(what) && words.contains("approximate"));
    assert_eq!(says("The size of the deal zone"), found.deal_zone.exact.is_none());
    assert_eq!(says("The frontier"), found.frontier_bound != 0.0);
    assert!(found.deal_zone.exact.is_none(), "3^40 packages cannot be counted one by one");
}

fn board_words(hall: &Hall) -> String {
    board_of(hall).words.join("\n")
}

pub(crate) fn board_of(hall: &Hall) -> Board {
    let who = hall.who("oman/badr");
    let Some(Sight::Mediator(sight)) = hall.table.sight(&who) else { panic!("the mediator sees") };
    board(&sight)
}
