use serde_json::{Value, json};
use wasit_table::Rule;

use super::{
    COPY, MADE, agenda, agreed, carried, carry, full, on, propose, proposed, ruled, superseded, timed, with,
    withdrawn,
};
use crate::hall::{Case, Hall};

const BADR: &str = "oman/badr";
const IRAN: &str = "iran/araghchi";
const USA: &str = "usa/witkoff";

fn away(hall: Hall, who: &'static str) -> Hall {
    hall.acts(&[(who, json!({ "do": "withdraw_consent" }))])
}

fn expired() -> Hall {
    timed().wait(5)
}

pub(crate) fn refusals() -> Vec<Case> {
    [proposing(), carrying(), answering(), mediators(), soundings(), drafts(), super::own::refusals()]
        .concat()
}

fn proposing() -> Vec<Case> {
    let case = |hall: Hall, act: Value, rule| Case::new(hall, (IRAN, act), rule);
    let whole = || propose(json!([full()]));
    let again = || with(whole(), "supersedes", MADE);
    let give =
        |given: Value, then: Value| json!({ "do": "propose", "conditions": [{ "if": given, "then": then }] });
    let withdraw = || on("withdraw_proposal", MADE);
    let twice = propose(json!([full(), full()]));
    let other = propose(json!([{ "level": "5" }]));
    let past = with(whole(), "until", "2025-04-12T06:00:00Z");
    let beside = with(
        give(json!({ "level": "0" }), json!({ "visits": "daily" })),
        "packages",
        json!([{ "visits": "daily" }]),
    );
    vec![
        Case::new(agenda(), (BADR, whole()), Rule::Malformed),
        Case::new(agenda(), ("iran/adviser", whole()), Rule::WrongRole),
        Case::new(
            ruled(json!({ "accepted_proposal_binds": true })),
            ("iran/member", whole()),
            Rule::WrongRole,
        ),
        case(away(agenda(), IRAN), whole(), Rule::NoConsent),
        case(agenda(), json!({ "do": "propose" }), Rule::Malformed),
        case(agenda(), propose(json!([{}])), Rule::Malformed),
        case(agenda(), twice, Rule::Malformed),
        case(agenda(), give(json!({ "level": "0" }), json!({ "level": "3.67" })), Rule::Malformed),
        case(agenda(), beside, Rule::Malformed),
        case(agenda(), with(whole(), "text", "x".repeat(70_000)), Rule::TooLong),
        case(agenda(), other, Rule::Space),
        case(agenda(), propose(json!([{ "colour": "red" }])), Rule::Space),
        case(agenda(), give(json!({ "level": "5" }), json!({ "visits": "daily" })), Rule::Space),
        case(Hall::seated(), whole(), Rule::Space),
        case(agenda(), past, Rule::NotTheTime),
        case(agenda(), again(), Rule::NoSuchItem),
        case(carried(), with(whole(), "supersedes", COPY), Rule::NoSuchItem),
        case(agenda(), with(whole(), "answers", "room/iran:99"), Rule::NoSuchItem),
        Case::new(carried(), (USA, with(whole(), "supersedes", COPY)), Rule::NotYours),
        case(superseded(), again(), Rule::Superseded),
        case(withdrawn(), again(), Rule::Withdrawn),
        case(expired(), again(), Rule::Expired),
        case(agreed(), again(), Rule::Twice),
        case(agenda(), withdraw(), Rule::NoSuchItem),
        case(carried(), on("withdraw_proposal", COPY), Rule::NoSuchItem),
        case(carried(), on("withdraw_proposal", "joint:4"), Rule::NoSuchItem),
        Case::new(carried(), (USA, on("withdraw_proposal", COPY)), Rule::NotYours),
        Case::new(carried(), (BADR, withdraw()), Rule::NotYours),
        case(agreed(), withdraw(), Rule::Twice),
        case(expired(), withdraw(), Rule::Expired),
        case(superseded(), withdraw(), Rule::Superseded),
        case(withdrawn(), withdraw(), Rule::Withdrawn),
        Case::new(proposed(), ("iran/adviser", withdraw()), Rule::WrongRole),
    ]
}

fn carrying() -> Vec<Case> {
    let case = |hall: Hall, act: Value, rule| Case::new(hall, (BADR, act), rule);
    let to = |seats: Value| with(carry(MADE), "to", seats);
    let unattributed = with(carry(MADE), "attribution", "unattributed");
    let closed = agenda().acts(&[(IRAN, json!({ "do": "propose", "packages": [full()] }))]);
    let second = ruled(json!({ "second_person": true })).acts(&[(IRAN, propose(json!([full()])))]);
    vec![
        Case::new(proposed(), (IRAN, carry(MADE)), Rule::WrongSeat),
        Case::new(proposed(), ("oman/adviser", carry(MADE)), Rule::WrongRole),
        case(agenda(), carry(MADE), Rule::NoSuchItem),
        case(carried(), with(carry(COPY), "to", json!(["iran"])), Rule::NoSuchItem),
        case(proposed(), carry("joint:4"), Rule::NoSuchItem),
        case(proposed(), to(json!(["france"])), Rule::NoSuchSeat),
        case(away(proposed(), USA), carry(MADE), Rule::NoConsent),
        case(away(proposed(), IRAN), carry(MADE), Rule::NoConsent),
        case(proposed(), to(json!([])), Rule::Malformed),
        case(proposed(), to(json!(["usa", "usa"])), Rule::Malformed),
        case(proposed(), to(json!(["iran"])), Rule::Malformed),
        case(closed, carry(MADE), Rule::Disclosure),
        case(proposed(), unattributed, Rule::Disclosure),
        case(superseded(), carry(MADE), Rule::Superseded),
        case(withdrawn(), carry(MADE), Rule::Withdrawn),
        case(expired(), carry(MADE), Rule::Expired),
        case(agreed(), carry(MADE), Rule::Twice),
        case(carried(), carry(MADE), Rule::Twice),
        case(second.acts(&[(BADR, carry(MADE))]), carry(MADE), Rule::SecondPerson),
    ]
}

fn answering() -> Vec<Case> {
    let mut cases = Vec::new();
    for act in ["accept", "refuse"] {
        let case = |hall: Hall, item: &str, rule| Case::new(hall, (USA, on(act, item)), rule);
        // The newer form has come to the room, and the older is answered.
        let replaced = superseded().acts(&[(BADR, carry("room/iran:8"))]);
        let erase = json!({ "do": "erase", "item": MADE, "why": "a slip" });
        let done = carried().acts(&[(USA, on(act, COPY))]);
        cases.extend([
            Case::new(carried(), ("usa/member", on(act, COPY)), Rule::WrongRole),
            Case::new(carried(), (BADR, on(act, COPY)), Rule::WrongSeat),
            case(proposed(), COPY, Rule::NoSuchItem),
            case(carried(), MADE, Rule::NoSuchItem),
            Case::new(carried(), (IRAN, on(act, MADE)), Rule::NotYours),
            case(away(carried(), USA), COPY, Rule::NoConsent),
            case(done, COPY, Rule::Twice),
            case(agreed(), COPY, Rule::Twice),
            case(expired(), COPY, Rule::Expired),
            case(withdrawn(), COPY, Rule::Withdrawn),
            case(carried().acts(&[(IRAN, json!({ "do": "retract", "item": MADE }))]), COPY, Rule::Withdrawn),
            case(carried().acts(&[(IRAN, erase)]), COPY, Rule::Withdrawn),
            case(carried().acts(&[(BADR, on("withdraw_proposal", COPY))]), COPY, Rule::Withdrawn),
            case(replaced, COPY, Rule::Superseded),
            Case::new(carried(), (USA, with(on(act, COPY), "words", " ")), Rule::Malformed),
        ]);
    }
    let several = || {
        let meso = propose(json!([full(), { "level": "0", "visits": "weekly" }]));
        agenda().acts(&[(IRAN, meso), (BADR, carry(MADE))])
    };
    let choose = |option: u32| with(on("accept", COPY), "option", option);
    cases.extend([
        Case::new(several(), (USA, on("accept", COPY)), Rule::Malformed),
        Case::new(several(), (USA, choose(0)), Rule::Malformed),
        Case::new(several(), (USA, choose(3)), Rule::Malformed),
        Case::new(carried(), (USA, choose(1)), Rule::Malformed),
    ]);
    cases
}

fn mediators() -> Vec<Case> {
    let case = |hall: Hall, act: Value, rule| Case::new(hall, (BADR, act), rule);
    let put = |until: &str| json!({ "do": "put_mediators_proposal", "packages": [full()], "until": until });
    let ahead = || put("2025-05-12T06:00:00Z");
    vec![
        Case::new(agenda(), (IRAN, ahead()), Rule::WrongSeat),
        Case::new(agenda(), ("oman/member", ahead()), Rule::WrongRole),
        case(away(agenda(), USA), ahead(), Rule::NoConsent),
        case(agenda(), with(ahead(), "packages", json!([{ "level": "5" }])), Rule::Space),
        case(agenda(), with(ahead(), "packages", json!([])), Rule::Malformed),
        case(agenda(), put("2025-04-12T06:00:00Z"), Rule::NotTheTime),
        case(agenda(), with(ahead(), "binds", true), Rule::GroundRules),
    ]
}

fn soundings() -> Vec<Case> {
    let ask = |seat: &str| json!({ "do": "ask_offer", "seat": seat });
    let asked = || agenda().acts(&[(BADR, ask("iran"))]);
    let decline = || on("decline_offer", MADE);
    let what_if = |second: &str, level: &str| {
        json!({ "do": "ask_what_if", "asks": [
            { "seat": "iran", "if_we_get": { "visits": "weekly" }, "would_you": { "level": "0" } },
            { "seat": second, "if_we_get": { "level": level }, "would_you": "come less often" },
        ] })
    };
    let supposed = || agenda().acts(&[(BADR, what_if("usa", "0"))]);
    let answer = || with(on("answer_what_if", MADE), "answer", "perhaps");
    let mut one = what_if("usa", "0");
    one["asks"].as_array_mut().unwrap().pop();
    vec![
        Case::new(agenda(), (IRAN, ask("usa")), Rule::WrongSeat),
        Case::new(agenda(), (BADR, ask("france")), Rule::NoSuchSeat),
        Case::new(agenda(), (BADR, ask("oman")), Rule::NoSuchSeat),
        Case::new(away(agenda(), IRAN), (BADR, ask("iran")), Rule::NoConsent),
        Case::new(agenda(), (IRAN, decline()), Rule::NoSuchItem),
        Case::new(asked(), (USA, decline()), Rule::NoSuchItem),
        Case::new(asked().acts(&[(IRAN, decline())]), (IRAN, decline()), Rule::Twice),
        Case::new(
            asked().acts(&[(IRAN, with(propose(json!([full()])), "answers", MADE))]),
            (IRAN, decline()),
            Rule::Twice,
        ),
        Case::new(agenda(), (IRAN, what_if("usa", "0")), Rule::WrongSeat),
        Case::new(agenda(), (BADR, what_if("france", "0")), Rule::NoSuchSeat),
        Case::new(agenda(), (BADR, what_if("iran", "0")), Rule::Malformed),
        Case::new(agenda(), (BADR, one), Rule::Malformed),
        Case::new(agenda(), (BADR, what_if("usa", "5")), Rule::Space),
        Case::new(away(agenda(), USA), (BADR, what_if("usa", "0")), Rule::NoConsent),
        Case::new(agenda(), (IRAN, answer()), Rule::NoSuchItem),
        Case::new(supposed(), (USA, answer()), Rule::NoSuchItem),
        Case::new(away(supposed(), IRAN), (IRAN, answer()), Rule::NoConsent),
        Case::new(supposed().acts(&[("iran/member", answer())]), (IRAN, answer()), Rule::Twice),
    ]
}

fn drafts() -> Vec<Case> {
    let put = |to: &str| json!({ "do": "put_draft", "to": to, "package": full() });
    let vote = || with(on("vote", MADE), "vote", "strong_no");
    let before = || agenda().acts(&[(BADR, put("iran"))]);
    let erase = json!({ "do": "erase", "item": MADE, "why": "a slip" });
    vec![
        Case::new(agenda(), (IRAN, put("iran")), Rule::WrongSeat),
        Case::new(agenda(), (BADR, put("oman")), Rule::NoSuchSeat),
        Case::new(away(agenda(), IRAN), (BADR, put("iran")), Rule::NoConsent),
        Case::new(agenda(), (BADR, json!({ "do": "put_draft", "to": "iran" })), Rule::Malformed),
        Case::new(agenda(), (BADR, with(put("iran"), "standing", json!({ "level": "5" }))), Rule::Space),
        Case::new(agenda(), (IRAN, vote()), Rule::NoSuchItem),
        Case::new(before(), (USA, vote()), Rule::NoSuchItem),
        Case::new(before(), ("iran/adviser", vote()), Rule::WrongRole),
        Case::new(away(before(), IRAN), (IRAN, vote()), Rule::NoConsent),
        Case::new(before().acts(&[(BADR, put("iran"))]), (IRAN, vote()), Rule::Superseded),
        Case::new(before().acts(&[(BADR, erase)]), (IRAN, vote()), Rule::Withdrawn),
        Case::new(before().acts(&[("iran/member", vote())]), (IRAN, vote()), Rule::Twice),
    ]
}
