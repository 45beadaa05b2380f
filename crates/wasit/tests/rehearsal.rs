//! `wasit table play` with automated seats.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::automated::{agreement, events, play, played, shop};
use support::{json, run};

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");

/// Who offered what, in order, as the mediator saw it.
fn offers(play: &Value) -> Vec<(String, Value)> {
    let rooms = play["view"]["rooms"].as_object().unwrap();
    let mut offers: Vec<(&str, &str, &Value)> = Vec::new();
    for (seat, room) in rooms {
        for event in events(room, "proposed") {
            let package = &event["terms"]["$content"]["packages"][0];
            offers.push((event["at"].as_str().unwrap(), seat, package));
        }
    }
    offers.sort_by_key(|(at, ..)| *at);
    offers.into_iter().map(|(_, seat, package)| (seat.to_owned(), package.clone())).collect()
}

#[test]
fn under_the_courier_the_offers_are_those_of_the_direct_table() {
    let shop = ("shop.yaml".to_owned(), "broker", ["seller", "buyer"]);
    let flat = (format!("{EXAMPLES}/tenancy.yaml"), "neighbour", ["landlord", "tenant"]);
    let wages = (format!("{EXAMPLES}/wage-round.yaml"), "conciliator", ["union", "firm"]);
    let mut agreed = 0;
    let mut held = 0;
    for (file, mediator, [one, other]) in [shop, flat, wages] {
        for (seed, a, b) in [
            (1, "boulware", "conceder"),
            (2, "random", "tit_for_tat"),
            (3, "time:exponent=2,max=0.95", "random"),
            (4, "hybrid", "micro"),
            (5, "tough", "boulware"),
        ] {
            let script = format!(
                "seed: {seed}
talks: {file}
seats: {{ {one}: '{a}', {other}: {{ strategy: '{b}' }}, {mediator}: courier }}
leg: 45m
acts:
  - {{ at: 2025-04-12 10:00, by: {mediator}/m, do: convene, title: T, mediator: M, parties: [{{ seat: {one}, title: A }}, {{ seat: {other}, title: B }}] }}
  - {{ by: {mediator}, do: invite, seat: {one}, head: a }}
  - {{ by: {mediator}, do: invite, seat: {other}, head: b }}
"
            );
            let (code, play) = played(&script, &[]);
            assert_eq!(code, 0, "{script}\n{play}");
            let (first, second) = (format!("{one}={a}"), format!("{other}={b}"));
            let seats = ["--seat", first.as_str(), "--seat", second.as_str(), "--seed"];
            let seed = seed.to_string();
            let direct =
                [&["run", &file, "--protocol", "alternating", "--json"], &seats[..], &[&seed]].concat();
            let direct = json(&direct);
            let offered = |entry: &&Value| entry["act"] == "offer";
            let of = |entry: &Value| (entry["seat"].as_str().unwrap().to_owned(), entry["package"].clone());
            let expected: Vec<(String, Value)> =
                direct["trace"].as_array().unwrap().iter().filter(offered).map(of).collect();
            assert_eq!(offers(&play), expected, "{file}: {a} and {b}");
            let package = Some(&direct["agreement"]).filter(|package| !package.is_null());
            assert_eq!(agreement(&play).as_ref(), package, "{file}: {a} and {b}");
            held += usize::from(expected.len() > 1);
            agreed += usize::from(package.is_some());
        }
    }
    // Else the comparison is of nothing.
    assert!(held >= 12 && (6..15).contains(&agreed), "{held} and {agreed}");
}

const AGENDA: &str = "  - { await: put_agenda, label: agenda }
  - { by: seller, do: answer, question: $agenda, yes: true, hash: $agenda }
";
const PUT: &str = "  - { at: +1d, label: agenda, by: broker, do: put_agenda, items: [{ id: all, title: All }], issues: from talks }
";
const SELLER: &str = "  - { at: +5m, by: seller, do: accept_invitation }
";

#[test]
fn a_person_against_a_strategy_and_a_mediators_strategy() {
    let acts = format!(
        "{SELLER}{AGENDA}  - {{ await: [ask_offer, carry], in: seller, label: asked }}
  - {{ at: +5m, by: seller, do: propose, packages: [{{ price: 50, delivery: by ship }}], answers: $asked, disclosure: this_wording }}
  - {{ await: carry, by: broker, in: seller, label: theirs }}
  - {{ at: +5m, by: seller, do: accept, item: $theirs, label: yes }}
  - await: rest
"
    );
    let (code, play) = played(&shop("{ buyer: boulware, broker: courier }", &acts), &[]);
    assert_eq!(code, 0, "{play}");
    let offers = offers(&play);
    assert_eq!(offers.len(), 2, "{offers:?}");
    assert_eq!(agreement(&play), Some(offers[1].1.clone()));
    assert!(events(&play["view"]["rooms"]["buyer"], "proposal_carried").len() == 1);
}

#[test]
fn a_person_mediates_between_strategies() {
    let acts = format!(
        "{PUT}  - {{ await: answer, by: buyer }}
  - {{ at: +1d, label: ask, by: broker, do: ask_offer, seat: buyer }}
  - {{ await: propose, by: buyer, label: first }}
  - {{ at: +1h, label: copy, by: broker, do: carry, proposal: $first, to: [seller], attribution: sender }}
  - {{ await: [accept, refuse], by: seller, in: seller }}
  - {{ at: +1h, label: draft, by: broker, do: put_draft, to: buyer, package: {{ price: 10, delivery: by air }} }}
  - {{ await: vote, by: buyer, in: room/buyer, label: vote }}
  - {{ at: +1h, by: broker, do: put_mediators_proposal, packages: [{{ price: 30, delivery: by rail }}], until: +2d }}
  - await: rest
"
    );
    let (code, play) = played(&shop("{ buyer: boulware, seller: linear }", &acts), &[]);
    assert_eq!(code, 0, "{play}");
    let votes = events(&play["view"]["rooms"]["buyer"], "voted");
    assert_eq!(votes.len(), 1, "{votes:?}");
    assert_eq!(offers(&play).first().unwrap().0, "buyer");
    assert_eq!(agreement(&play).unwrap()["price"], "30");
}

#[test]
fn a_person_against_a_strategy_with_a_person_between() {
    let acts = format!(
        "{SELLER}{PUT}  - {{ by: seller, do: answer, question: $agenda, yes: true, hash: $agenda }}
  - {{ await: answer, by: buyer }}
  - {{ at: +5m, label: mine, by: seller, do: propose, packages: [{{ price: 20, delivery: by rail }}], disclosure: this_wording }}
  - {{ at: +5m, by: broker, do: carry, proposal: $mine, to: [buyer], attribution: sender }}
  - {{ await: [accept, propose], by: buyer, label: answer }}
"
    );
    let (code, play) = played(&shop("{ buyer: conceder }", &acts), &[]);
    assert_eq!(code, 0, "{play}");
    let answered = events(&play["view"]["rooms"]["buyer"], "proposal_accepted").len();
    assert_eq!(answered + offers(&play).iter().filter(|(seat, _)| seat == "buyer").count(), 1);
}

#[test]
fn people_on_both_sides_of_a_mediators_strategy() {
    let acts = format!(
        "{SELLER}  - {{ by: buyer, do: accept_invitation }}
{AGENDA}  - {{ by: buyer, do: answer, question: $agenda, yes: true, hash: $agenda }}
  - {{ await: ask_offer, in: seller, label: asked }}
  - {{ by: seller, do: propose, packages: [{{ price: 20, delivery: by rail }}], answers: $asked, disclosure: this_wording }}
  - {{ await: carry, in: buyer, label: theirs }}
  - {{ at: +5m, by: buyer, do: accept, item: $theirs }}
"
    );
    let (code, play) = played(&shop("{ broker: courier }", &acts), &[]);
    assert_eq!((code, agreement(&play).unwrap()["price"].as_str()), (0, Some("20")));
}

#[test]
fn what_is_due_at_the_time_of_an_act_comes_before_it() {
    let put = "  - { at: 2025-04-12 10:30, by: broker, do: put_agenda, items: [{ id: all, title: All }], issues: from talks }\n";
    let seated = |leg: &str| {
        let script = format!("leg: {leg}\n{}", shop("{ buyer: linear, seller: linear }", put));
        let (_, play) = played(&script, &["--until", "2025-04-12 10:30"]);
        let refused = play["refusals"].as_array().unwrap().len();
        (events(&play["view"]["joint"], "seat_taken").len(), refused)
    };
    // Half an hour is half a leg of an hour.
    assert_eq!(seated("1h"), (2, 0));
    assert_eq!(seated("1h 1s").0, 0);
}

#[test]
fn a_person_may_act_for_an_automated_seat_too() {
    let acts = "  - { at: +1d, label: terms, by: broker, do: put_terms, text: Quiet., log_key: $log }
  - { by: buyer, do: sign_terms, hash: $terms }
  - { by: buyer, do: enrol, member: clerk, role: member }
";
    let (code, play) =
        played(&shop("{ buyer: from talks, seller: from talks, broker: from talks }", acts), &[]);
    assert_eq!(code, 0, "{play}");
    assert!(agreement(&play).is_some());
}

#[test]
fn the_same_script_gives_the_same_bytes_and_another_seed_another_play() {
    let script = shop("{ buyer: random, seller: random, broker: courier }", "");
    let seeded = |seed: u64| played(&format!("seed: {seed}\n{script}"), &[]).1;
    assert_eq!(seeded(4), seeded(4));
    assert!((5..10).any(|seed| offers(&seeded(seed)) != offers(&seeded(4))));
}

#[test]
fn until_stops_automated_seats_in_the_middle() {
    let script = shop("{ buyer: boulware, seller: boulware, broker: courier }", "");
    let whole = played(&script, &[]).1;
    let all = offers(&whole);
    let part = played(&script, &["--until", "2025-04-12 14:45"]).1;
    assert_eq!(part["now"], "2025-04-12T14:45:00Z");
    let offered = offers(&part);
    assert!(!offered.is_empty() && offered.len() < all.len(), "{} of {}", offered.len(), all.len());
    assert_eq!(offered[..], all[..offered.len()]);
    for (part, whole) in
        [(&part, &whole)].map(|(part, whole)| (&part["view"]["joint"], &whole["view"]["joint"]))
    {
        let (part, whole) = (part["log"].as_array().unwrap(), whole["log"].as_array().unwrap());
        assert_eq!(part[..], whole[..part.len()]);
    }
    // In the middle of what is awaited, too: nothing is told of it.
    let waits =
        shop("{ buyer: boulware, seller: boulware, broker: courier }", "  - { await: close_talks }\n");
    assert_eq!(
        play(&waits, &["--until", "2025-04-12 14:45"]),
        play(&script, &["--until", "2025-04-12 14:45"])
    );
}

#[test]
fn what_automated_seats_do_is_recorded_and_verifies() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("files");
    let place = place.to_str().unwrap();
    let script = shop("{ buyer: from talks, seller: from talks, broker: from talks }", "");
    let shown = play(&script, &["--export", place]);
    let command = shown.lines().rfind(|line| line.contains("wasit verify")).unwrap();
    let words: Vec<&str> = command.split_whitespace().skip(1).collect();
    assert_eq!(words.iter().filter(|word| word.ends_with(".json")).count(), 3, "{words:?}");
    let verified = run(&words);
    assert!(verified.starts_with("exit: 0"), "{verified}");
    let case = fs::read_to_string(Path::new(place).join("buyer-bo.json")).unwrap();
    assert!(case.contains("proposal_carried"));
}

#[test]
fn the_example_as_each_seat_saw_it() {
    let script = format!("{EXAMPLES}/table/rehearsal.yaml");
    for who in ["union", "firm", "conciliator"] {
        let shown = run(&["table", "play", &script, "--as", who]);
        insta::assert_snapshot!(format!("rehearsal_as_{who}"), shown);
    }
    let json = |who| run(&["table", "play", &script, "--as", who, "--json"]);
    for secret in ["no fantasy", "delegation/union"] {
        assert!(json("union").contains(secret) && !json("firm").contains(secret), "{secret}");
    }
    // Nobody is told who is no person, nor how it plays.
    assert!(!json("union").contains("hybrid") && !json("union").contains("courier"));
    let softer = run(&["table", "play", &script, "--as", "union", "--seat", "firm=conceder"]);
    assert!(softer.starts_with("exit: 0"), "{softer}");
    let note = softer.lines().last().unwrap();
    insta::assert_snapshot!(note, @"note: the talks were agreed before line 74 of the script: it is played no further");
}

#[test]
fn what_the_table_refuses_an_automated_seat_is_shown_to_it() {
    let acts = "  - { at: +5m, by: seller, do: accept_invitation }
  - { by: buyer, do: accept_invitation }
  - { by: buyer, do: enrol, member: aide, role: adviser }
";
    let script =
        shop("{ buyer: { strategy: linear, member: aide }, broker: courier }", &format!("{acts}{AGENDA}"));
    let (code, play) = played(&script, &["--as", "buyer/aide"]);
    assert_eq!(code, 0);
    let refused = &play["refusals"][0];
    assert_eq!((&refused["act"], &refused["line"]), (&"answer".into(), &Value::Null), "{refused}");
    assert_eq!(refused["expected"], false);
    assert_eq!(played(&script, &["--as", "buyer"]).1["refusals"], Value::Array(Vec::new()));
}
