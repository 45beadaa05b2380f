use serde_json::{Value, json};
use wasit_table::chapters::proposals::{Ask, Perhaps, Vote};
use wasit_table::{Kind, View};

use super::{MADE, agenda, full, on, propose, reads, with};
use crate::hall::Hall;

fn room(hall: &Hall) -> wasit_table::Room {
    match hall.view("iran/araghchi") {
        View::Party(view) => view.room,
        View::Mediator(_) => panic!("a party's view"),
    }
}

#[test]
fn a_party_that_is_asked_proposes_or_declines() {
    let ask = json!({ "do": "ask_offer", "seat": "iran", "words": "And on visits?" });
    let asked = || agenda().acts(&[("oman/member", ask.clone())]);
    assert_eq!(room(&asked()).asks.get(7), Some(Ask::Open));
    let proposed = asked().acts(&[("iran/araghchi", with(propose(json!([full()])), "answers", MADE))]);
    assert_eq!(room(&proposed).asks.get(7), Some(Ask::Proposed(8)));
    let declined = asked().acts(&[("iran/member", with(on("decline_offer", MADE), "words", "Not today."))]);
    assert_eq!(room(&declined).asks.get(7), Some(Ask::Declined));
    for hall in [asked(), proposed, declined] {
        assert_eq!(reads(&hall, "usa/witkoff"), reads(&agenda(), "usa/witkoff"));
    }
}

#[test]
fn of_a_mirrored_what_if_each_sees_its_own_part() {
    let ask = |second: Value| {
        json!({ "do": "ask_what_if", "asks": [
            { "seat": "iran", "if_we_get": { "visits": "weekly" }, "would_you": "stop at the lower level" },
            { "seat": "usa", "if_we_get": { "level": "0" }, "would_you": second },
        ] })
    };
    let hall = agenda().acts(&[("oman/badr", ask(json!("come once a week")))]);
    assert!(reads(&hall, "iran/araghchi").contains("stop at the lower level"));
    assert!(!reads(&hall, "usa/witkoff").contains("stop at the lower level"));
    let other = agenda().acts(&[("oman/badr", ask(json!({ "visits": "weekly" })))]);
    assert_eq!(reads(&hall, "iran/araghchi"), reads(&other, "iran/araghchi"));
    let answer = with(on("answer_what_if", MADE), "answer", "perhaps");
    let answered = hall.clone().acts(&[("iran/member", answer.clone())]);
    assert_eq!(room(&answered).what_ifs.get(7), Some(Some(Perhaps::Perhaps)));
    assert_eq!(reads(&answered, "usa/witkoff"), reads(&hall, "usa/witkoff"));
    // The same answer with words to it is not the same.
    answered.acts(&[("iran/member", with(answer, "words", "if it were for a year"))]);
}

#[test]
fn a_vote_on_a_draft_is_the_mediators_to_know() {
    let put = json!({ "do": "put_draft", "to": "iran", "package": full(), "standing": { "level": "0" } });
    let vote = |vote: &str| with(on("vote", MADE), "vote", vote);
    let hall = agenda().acts(&[
        ("oman/member", put),
        ("iran/member", vote("strong_no")),
        ("iran/araghchi", vote("yes")),
    ]);
    assert_eq!(reads(&hall, "usa/witkoff"), reads(&agenda(), "usa/witkoff"));
    let room = room(&hall);
    let last = room.drafts.get(7).unwrap().unwrap();
    let Kind::Voted(voted) = &room.log.get(last).unwrap().kind else { panic!("a vote") };
    assert_eq!(voted.vote.get(), Some(&Vote::Yes));
}

#[test]
fn a_draft_can_be_a_text_alone() {
    agenda().acts(&[("oman/badr", json!({ "do": "put_draft", "to": "usa", "text": "Article 1." }))]);
}
