use insta::assert_debug_snapshot;
use proptest::prelude::*;
use serde_json::{Value, json};
use wasit_table::{Rule, View};

use crate::hall::{Case, Hall, Step};

fn open() -> Value {
    json!({ "do": "open_backchannel", "name": "letter", "roster": ["usa/witkoff", "iran/araghchi", "oman/member"] })
}

fn with(roster: &[&str]) -> Value {
    json!({ "do": "open_backchannel", "name": "letter", "roster": roster })
}

/// The compartment of the first back channel of a hall.
fn place(hall: &Hall) -> String {
    let opened = hall.table.events().iter().find(|event| event.kind.name() == "backchannel_opened").unwrap();
    opened.id.place.to_string()
}

fn on(act: &str, channel: &str) -> Value {
    json!({ "do": act, "channel": channel })
}

fn opened() -> (Hall, String) {
    let hall = Hall::seated().acts(&[("iran/araghchi", open())]);
    let place = place(&hall);
    (hall, place)
}

/// The head of the United States has said something in the channel.
fn said() -> (Hall, String) {
    let (hall, place) = opened();
    let say = json!({ "do": "say", "in": place, "text": "a letter for the leader" });
    (hall.acts(&[("usa/witkoff", say)]), place)
}

fn forward(place: &str) -> Value {
    json!({ "do": "bring_forward", "item": format!("{place}:2"), "disclosure": "not_attributed" })
}

pub(crate) fn refusals() -> Vec<Case> {
    let (hall, place) = said();
    let place = place.as_str();
    let iran = "iran/araghchi";
    let closed = hall.clone().acts(&[(iran, on("close_backchannel", place))]);
    let left = hall.clone().acts(&[(iran, on("leave_backchannel", place))]);
    let retract = json!({ "do": "retract", "item": format!("{place}:2") });
    let retracted = hall.clone().acts(&[("usa/witkoff", retract)]);
    let mut plain = forward(place);
    plain.as_object_mut().unwrap().remove("disclosure");
    let no_item = json!({ "do": "bring_forward", "item": format!("{place}:1") });
    let nowhere = "backchannel/letter@00000000000000000000";
    let wider = Hall::seated().acts(&[(iran, with(&["iran/araghchi", "iran/interpreter", "usa/witkoff"]))]);
    let there = self::place(&wider);
    let wider = wider.acts(&[("usa/witkoff", json!({ "do": "say", "in": there, "text": "a word" }))]);
    let mut cases = vec![
        Case::new(wider, ("iran/interpreter", forward(&there)), Rule::WrongRole),
        Case::new(Hall::seated(), (iran, with(&["usa/witkoff", "oman/badr"])), Rule::NotOnRoster),
        Case::new(Hall::seated(), (iran, with(&["iran/araghchi", "iran/member"])), Rule::NotRepresented),
        Case::new(Hall::seated(), (iran, with(&["iran/araghchi", "france/barrot"])), Rule::NoSuchSeat),
        Case::new(
            Hall::seated(),
            (iran, with(&["iran/araghchi", "iran/x", "oman/badr"])),
            Rule::NoSuchMember,
        ),
        Case::new(Hall::seated(), ("oman/badr", with(&["oman/badr", "usa/x"])), Rule::NoSuchMember),
        Case::new(
            Hall::seated(),
            (iran, with(&["iran/araghchi", "oman/badr", "oman/badr"])),
            Rule::Malformed,
        ),
        Case::new(Hall::seated(), (iran, with(&["iran/araghchi"])), Rule::Malformed),
        Case::new(Hall::seated(), ("iran/member", with(&["iran/member", "oman/badr"])), Rule::WrongRole),
        Case::new(hall.clone(), (iran, open()), Rule::Twice),
        Case::new(hall.clone(), ("usa/witkoff", open()), Rule::Twice),
        // Whoever left knows that there is one.
        Case::new(left.clone(), (iran, open()), Rule::Twice),
        Case::new(closed.clone(), (iran, on("close_backchannel", place)), Rule::WrongState),
        Case::new(closed.clone(), (iran, json!({ "do": "say", "in": place, "text": "x" })), Rule::WrongState),
        Case::new(hall.clone(), ("oman/member", on("close_backchannel", place)), Rule::WrongRole),
        Case::new(hall.clone(), (iran, no_item), Rule::NoSuchItem),
        Case::new(retracted, (iran, plain.clone()), Rule::Withdrawn),
        Case::new(hall.clone(), ("oman/member", forward(place)), Rule::Disclosure),
        Case::new(left.clone(), (iran, json!({ "do": "say", "in": place, "text": "x" })), Rule::NoSuchItem),
        Case::new(left.clone(), (iran, forward(place)), Rule::NotOnRoster),
        Case::new(hall.clone(), ("iran/member", forward(place)), Rule::NotOnRoster),
    ];
    for act in ["leave_backchannel", "close_backchannel"] {
        cases.push(Case::new(hall.clone(), ("oman/badr", on(act, place)), Rule::NotOnRoster));
        cases.push(Case::new(hall.clone(), (iran, on(act, nowhere)), Rule::NotOnRoster));
        cases.push(Case::new(hall.clone(), (iran, on(act, "room/iran")), Rule::NotOnRoster));
        cases.push(Case::new(left.clone(), (iran, on(act, place)), Rule::NotOnRoster));
    }
    cases
}

/// What an observer has seen in back channels, and in its room beyond those who were enrolled.
fn beyond(hall: &Hall, who: &str) -> Vec<String> {
    let before = Hall::seated().seen(who);
    hall.seen(who).into_iter().filter(|line| !before.contains(line)).collect()
}

#[test]
fn a_channel_is_its_rosters_and_what_crosses_does_so_by_an_explicit_act() {
    let (hall, place) = said();
    let hall = hall.acts(&[("iran/araghchi", forward(&place))]);
    for who in ["usa/witkoff", "oman/member"] {
        let seen: Vec<String> =
            beyond(&hall, who).iter().map(|line| line.replace(&place, "backchannel/letter")).collect();
        let own: Vec<&String> = seen.iter().filter(|line| line.starts_with("backchannel")).collect();
        assert_eq!(
            own,
            [
                "backchannel/letter:1 backchannel_opened",
                "backchannel/letter:2 said",
                "backchannel/letter:3 brought_forward",
            ]
        );
    }
    assert_debug_snapshot!(beyond(&hall, "iran/observer"), @r#"
    [
        "room/iran:6 said",
    ]
    "#);
    assert_debug_snapshot!(beyond(&hall, "oman/badr"), @r#"
    [
        "room/iran:6 said",
    ]
    "#);
    assert_debug_snapshot!(beyond(&hall, "usa/member"), @"[]");
    let front = serde_json::to_string(&hall.view("iran/observer")).unwrap();
    assert!(front.contains("a letter for the leader") && !front.contains("backchannel/"));
}

#[test]
fn what_the_mediators_member_brings_forward_stays_in_its_team() {
    let (hall, place) = said();
    let reworded =
        json!({ "do": "bring_forward", "item": format!("{place}:2"), "text": "there is a letter" });
    let hall = hall.acts(&[("oman/member", reworded)]);
    assert_eq!(beyond(&hall, "oman/badr"), ["delegation/oman:6 said"]);
    assert!(!serde_json::to_string(&hall.view("oman/badr")).unwrap().contains("for the leader"));
}

#[test]
fn whoever_left_keeps_what_it_saw_and_sees_no_more() {
    let (hall, place) = said();
    let hall = hall.acts(&[("iran/araghchi", on("leave_backchannel", &place))]);
    let mut view = hall.view("iran/araghchi");
    let seen = serde_json::to_string(&view).unwrap();
    assert!(seen.contains("a letter for the leader"));
    let before = hall.table.events().len();
    let hall = hall.acts(&[("usa/witkoff", json!({ "do": "say", "in": place, "text": "he has gone" }))]);
    hall.table.events()[before..].iter().for_each(|event| view.take(event));
    assert_eq!(serde_json::to_string(&view).unwrap(), seen);
    assert_eq!(view, hall.view("iran/araghchi"));
    assert!(serde_json::to_string(&hall.view("oman/member")).unwrap().contains("he has gone"));
}

#[test]
fn who_is_named_and_is_nobody_never_shows_up_and_no_refusal_tells() {
    let open = |member: &str| with(&["iran/araghchi", &format!("usa/{member}")]);
    let known = Hall::seated().acts(&[("iran/araghchi", open("adviser"))]);
    let unknown = Hall::seated().acts(&[("iran/araghchi", open("nobody"))]);
    let events = |hall: &Hall| beyond(hall, "iran/araghchi").len();
    assert_eq!(events(&known), events(&unknown));
    // Admitted later, it sees the channel from its opening.
    let late = json!({ "do": "enrol", "member": "nobody", "role": "adviser" });
    let hall = unknown.acts(&[("usa/witkoff", late)]);
    assert!(hall.seen("usa/nobody").iter().any(|line| line.ends_with(":1 backchannel_opened")));
}

#[test]
fn whoever_was_discharged_sees_nothing_more_until_it_is_admitted_again() {
    let (hall, place) = said();
    let hall = hall.acts(&[
        ("oman/badr", json!({ "do": "say", "in": "delegation/oman", "text": "a secret of the team" })),
        ("oman/badr", json!({ "do": "discharge", "member": "member" })),
    ]);
    let mut view = hall.view("oman/member");
    let seen = serde_json::to_string(&view).unwrap();
    assert!(view.sight().is_none());
    assert!(seen.contains("a secret of the team") && seen.contains("a letter for the leader"));
    let before = hall.table.events().len();
    let mut hall = hall.acts(&[
        ("oman/badr", json!({ "do": "say", "in": "delegation/oman", "text": "now that it has gone" })),
        ("oman/badr", json!({ "do": "say", "in": "joint", "text": "welcome" })),
        ("iran/araghchi", json!({ "do": "say", "text": "for the team" })),
        ("usa/witkoff", json!({ "do": "say", "in": place, "text": "one fewer" })),
    ]);
    hall.table.events()[before..].iter().for_each(|event| view.take(event));
    assert_eq!(serde_json::to_string(&view).unwrap(), seen);
    assert_eq!(view, hall.view("oman/member"));
    let again = hall.act("oman/badr", json!({ "do": "enrol", "member": "member", "role": "observer" }));
    assert!(!view.is_stale());
    again.iter().for_each(|event| view.take(event));
    assert!(view.is_stale() && view.sight().is_none());
    let anew = serde_json::to_string(&hall.view("oman/member")).unwrap();
    for text in ["now that it has gone", "welcome", "for the team", "one fewer"] {
        assert!(anew.contains(text), "{text}");
    }
}

/// Acts that all runs share: in the room of Iran, in its delegation, before all, and what the mediator does there.
/// The mediator's renderings draw on Iran's items, and arrive in the room of the United States.
fn shared(step: u8) -> Step {
    let item = format!("room/iran:{}", 6 + step % 5);
    let request = format!("room/iran:{}", 7 + step % 6);
    let rendering = format!("delegation/oman:{}", 6 + step % 4);
    match step % 16 {
        0 | 1 => ("iran/araghchi", json!({ "do": "say", "text": "a thought" })),
        2 => ("iran/araghchi", json!({ "do": "say", "text": "an idea", "disclosure": "joint" })),
        3 => ("iran/adviser", json!({ "do": "say", "in": "delegation/iran", "text": "among us" })),
        4 => ("oman/badr", json!({ "do": "say", "in": "room/iran", "text": "a question" })),
        5 => ("usa/witkoff", json!({ "do": "say", "in": "joint", "text": "a greeting" })),
        6 => ("iran/member", json!({ "do": "retract", "item": item })),
        7 | 8 => (
            "oman/badr",
            json!({ "do": "render", "items": [item], "text": "They think.", "attribution": "sender", "to": ["usa"] }),
        ),
        9 => ("oman/badr", json!({ "do": "seek_approval", "rendering": rendering })),
        10 => ("iran/araghchi", json!({ "do": "approve", "request": request })),
        11 => ("iran/araghchi", json!({ "do": "decline", "request": request })),
        12 => ("oman/badr", json!({ "do": "convey", "rendering": rendering })),
        13 => ("oman/badr", json!({ "do": "recall", "rendering": rendering })),
        14 => (
            "oman/badr",
            json!({
                "do": "offer_contact", "who": ["iran/araghchi", "usa/witkoff"], "place": "the garden",
                "starts": "2025-04-12T12:00:00Z", "minutes": 45, "answer_by": "2025-04-12T09:00:00Z",
            }),
        ),
        _ => ("iran/member", json!({ "do": "mark_read", "item": item })),
    }
}

/// Acts that are private to the United States, or to a back channel that only Iran's head is on.
fn private(step: u8, channel: &str) -> Step {
    let item = format!("room/usa:{}", 6 + step % 5);
    match step % 12 {
        0 => ("usa/witkoff", json!({ "do": "say", "text": "a secret", "disclosure": "joint" })),
        1 => ("usa/adviser", json!({ "do": "say", "in": "delegation/usa", "text": "a plan" })),
        2 => ("usa/witkoff", json!({ "do": "enrol", "member": format!("m{step}"), "role": "member" })),
        3 => ("oman/member", json!({ "do": "say", "in": "room/usa", "text": "a word" })),
        4 => ("usa/member", json!({ "do": "mark_read", "item": item })),
        5 => ("usa/witkoff", json!({ "do": "erase", "item": item, "why": "a slip" })),
        6 => ("iran/araghchi", with(&["iran/araghchi", "usa/witkoff"])),
        7 => ("usa/witkoff", json!({ "do": "say", "in": channel, "text": "between two" })),
        8 => ("iran/araghchi", json!({ "do": "say", "in": channel, "text": "an answer" })),
        9 => ("usa/witkoff", json!({ "do": "bring_forward", "item": format!("{channel}:2") })),
        10 => ("usa/witkoff", on("leave_backchannel", channel)),
        _ => ("usa/witkoff", on("close_backchannel", channel)),
    }
}

fn shown(view: &View) -> String {
    serde_json::to_string(view).unwrap()
}

/// Plays shared and private acts, each shared one at a minute of its own; gives what was answered to those of Iran.
fn play(shared_steps: &[(u8, Vec<u8>)], with_private: bool) -> (Hall, Vec<String>) {
    let mut hall = Hall::seated();
    let probe = hall.clone().acts(&[("iran/araghchi", with(&["iran/araghchi", "usa/witkoff"]))]);
    let channel = place(&probe);
    let mut answers = Vec::new();
    let minute = jiff::SignedDuration::from_mins(1);
    for (step, between) in shared_steps {
        let (who, act) = shared(*step);
        let answer = match hall.try_act(who, act) {
            Ok(_) => "done".to_owned(),
            Err(refusal) => refusal.to_string(),
        };
        if who.starts_with("iran/") {
            answers.push(answer);
        }
        if with_private {
            for step in between {
                let (who, act) = private(*step, &channel);
                // At the same minute as the shared act: a refusal here is as good as an act.
                hall.now -= minute;
                let _ = hall.try_act(who, act);
            }
        }
    }
    // What those who are not on the channel are told of it, and of what might stand in other rooms.
    for who in ["iran/adviser", "iran/member", "iran/observer"] {
        for act in [
            json!({ "do": "say", "in": channel, "text": "is anybody there?" }),
            json!({ "do": "bring_forward", "item": format!("{channel}:2") }),
            on("leave_backchannel", &channel),
            json!({ "do": "retract", "item": "room/usa:6" }),
            json!({ "do": "retract", "item": "room/usa:60" }),
        ] {
            hall.now += minute;
            answers.push(hall.clone().try_act(who, act).unwrap_err().to_string());
        }
    }
    (hall, answers)
}

/// Whoever found a roster whose channel has the name of one that they are not on has opened no window on it.
#[test]
fn a_channel_is_seen_from_its_opening_or_not_at_all() {
    let (mut hall, channel) = said();
    let intruder = json!({
        "id": format!("{channel}:3"), "at": hall.now, "by": "usa/member",
        "event": "backchannel_opened", "name": "letter", "roster": ["usa/member", "iran/nobody17"],
    });
    hall.table.follow(serde_json::from_value(intruder).unwrap()).unwrap();
    let hall = hall.acts(&[("usa/witkoff", json!({ "do": "say", "in": channel, "text": "and a second" }))]);
    assert!(!shown(&hall.view("usa/member")).contains("backchannel/letter"));
    assert!(!hall.table.sight(&hall.who("usa/member")).unwrap().backchannels().iter().any(|_| true));
    // And to find one takes more tries than anybody has: eighty bits of the hash are in the name.
    let digits = channel.split_once('@').unwrap().1;
    assert_eq!((digits.len(), digits.bytes().all(|digit| digit.is_ascii_hexdigit())), (20, true));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Two talks that differ only in what is private to the United States, or to a back channel, give whoever is not
    /// on it the same bytes and the same refusals.
    #[test]
    fn what_is_private_to_others_changes_nothing(
        steps in proptest::collection::vec((0..=255u8, proptest::collection::vec(0..=255u8, 0..4)), 1..60),
    ) {
        let (plain, plain_answers) = play(&steps, false);
        let (busy, busy_answers) = play(&steps, true);
        prop_assert_eq!(plain_answers, busy_answers);
        for who in ["iran/adviser", "iran/member", "iran/observer"] {
            prop_assert_eq!(shown(&plain.view(who)), shown(&busy.view(who)));
        }
        // The rest of the mediator's team is not on the channel either: it sees the rooms, and nothing of the channel.
        prop_assert!(!shown(&busy.view("oman/badr")).contains("backchannel_opened"));
    }

    /// A view that grew and one from scratch are the same, whoever comes and goes.
    #[test]
    fn a_view_that_grew_is_one_from_scratch(
        steps in proptest::collection::vec((0..=255u8, proptest::collection::vec(0..=255u8, 0..4)), 1..40),
    ) {
        let (hall, _) = play(&steps, true);
        for who in ["iran/araghchi", "usa/witkoff", "iran/observer", "oman/badr"] {
            let events = hall.table.events();
            let begun = (1..=events.len()).find(|&end| View::of(&hall.who(who), &events[..end]).is_some());
            let begun = begun.unwrap();
            let mut grown = View::of(&hall.who(who), &events[..begun]).unwrap();
            events[begun..].iter().for_each(|event| grown.take(event));
            prop_assert_eq!(shown(&grown), shown(&hall.view(who)));
        }
    }
}
