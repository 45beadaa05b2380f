//! `wasit table play` with automated seats.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{json, run, run_with_input, wasit};

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");

/// A script of the shop's talks: who is automated, and what people do once all are invited.
fn shop(seats: &str, acts: &str) -> String {
    format!(
        "talks: shop.yaml
seats: {seats}
acts:
  - {{ at: 2025-04-12 10:00, by: broker/bea, do: convene, title: A shop, mediator: The broker, parties: [{{ seat: seller, title: The seller }}, {{ seat: buyer, title: The buyer }}] }}
  - {{ by: broker, do: invite, seat: seller, head: sal }}
  - {{ by: broker, do: invite, seat: buyer, head: bo }}
{acts}"
    )
}

/// Plays a script from standard input.
fn play(script: &str, rest: &[&str]) -> String {
    run_with_input(&[&["table", "play", "-"], rest].concat(), script)
}

/// The same as JSON, and the exit code.
fn played(script: &str, rest: &[&str]) -> (i32, Value) {
    let shown = play(script, &[rest, &["--json"]].concat());
    let (code, rest) = shown.split_once('\n').unwrap();
    let rest = rest.strip_prefix("--- out\n").unwrap_or_else(|| panic!("{shown}"));
    let out = rest.split("--- err").next().unwrap();
    let json = serde_json::from_str(out).unwrap_or_else(|error| panic!("{error}: {shown}"));
    (code.strip_prefix("exit: ").unwrap().parse().unwrap(), json)
}

fn events<'v>(log: &'v Value, kind: &str) -> Vec<&'v Value> {
    log["log"].as_array().unwrap().iter().filter(|event| event["event"] == kind).collect()
}

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

fn agreement(play: &Value) -> Option<Value> {
    events(&play["view"]["joint"], "agreement_reached").first().map(|event| event["package"].clone())
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
    assert!(held >= 12 && agreed >= 6 && agreed < 15, "{held} and {agreed}");
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
fn wrong_seats_are_told_all_at_once() {
    let script = "talks: shop.yaml
seats:
  seller: boulwar
  buyer: { strategy: linear, membr: bo }
  broker: { use: bridge, modl: bayesian }
  sellr: linear
  seller: conceder
leg: soon
acts:
  - { at: 2025-04-12 10:00, by: broker/bea, do: convene, title: A shop, mediator: The broker, parties: [{ seat: seller, title: The seller }, { seat: buyer, title: The buyer }] }
  - { await: cary }
  - { await: carry, at: +5m, in: buyer }
";
    insta::assert_snapshot!(play(script, &[]), @"
    exit: 2
    --- err
      × there is no party strategy `boulwar`; did you mean `boulware`?
       ╭─[-:3:11]
     2 │ seats:
     3 │   seller: boulwar
       ·           ───────
     4 │   buyer: { strategy: linear, membr: bo }
       ╰────

      × a seat has no key `membr`
       ╭─[-:4:30]
     3 │   seller: boulwar
     4 │   buyer: { strategy: linear, membr: bo }
       ·                              ─────
     5 │   broker: { use: bridge, modl: bayesian }
       ╰────
      help: did you mean `member`?

      × `bridge` has no parameter `modl`; did you mean `model`?
       ╭─[-:5:11]
     4 │   buyer: { strategy: linear, membr: bo }
     5 │   broker: { use: bridge, modl: bayesian }
       ·           ───────────────────────────────
     6 │   sellr: linear
       ╰────

      × the talks file has no seat `sellr`
       ╭─[-:6:3]
     5 │   broker: { use: bridge, modl: bayesian }
     6 │   sellr: linear
       ·   ─────
     7 │   seller: conceder
       ╰────
      help: did you mean `seller`?

      × `seller` stands twice here, first in line 3
       ╭─[-:7:3]
     6 │   sellr: linear
     7 │   seller: conceder
       ·   ───┬──
       ·      ╰── the second
     8 │ leg: soon
       ╰────
      help: keep one of the two, or give this one another name

      × `leg` must be how long one trip of the mediator takes
       ╭─[-:8:6]
     7 │   seller: conceder
     8 │ leg: soon
       ·      ────
     9 │ acts:
       ╰────
      help: write `30m`, `2h` or `1d`: from two seconds to 31 days

      × there is no act `cary` to wait for
        ╭─[-:11:14]
     10 │   - { at: 2025-04-12 10:00, by: broker/bea, do: convene, title: A shop, mediator: The broker, parties: [{ seat: seller, title: The seller }, { seat: buyer, title: The buyer }] }
     11 │   - { await: cary }
        ·              ────
     12 │   - { await: carry, at: +5m, in: buyer }
        ╰────
      help: did you mean `carry`?

      × `at` stands beside `await`
        ╭─[-:12:21]
     11 │   - { await: cary }
     12 │   - { await: carry, at: +5m, in: buyer }
        ·                     ──
        ╰────
      help: beside it there can be `by`, `in` and `label`; it lasts as long as it
            takes

    -: 8 problems
    ");
    let script = "talks: shop.yaml
seats:
  seller: linear
  buyer: { strategy: linear, member: bob }
  broker: 'cmd:python3 between.py'
acts:
  - { at: 2025-04-12 10:00, by: house/bea, do: convene, title: A shop, mediator: The broker, parties: [{ seat: seller, title: The seller }, { seat: buyer, title: The buyer }] }
  - { by: house, do: invite, seat: buyer, head: bo }
";
    insta::assert_snapshot!(play(script, &[]), @"
    exit: 2
    --- err
      × nobody is invited to the seat `seller`, so nobody can act for it
       ╭─[-:3:3]
     2 │ seats:
     3 │   seller: linear
       ·   ──────
     4 │   buyer: { strategy: linear, member: bob }
       ╰────
      help: write an act `invite` with `seat: seller` and a `head`

      × no act admits buyer/bob
       ╭─[-:4:3]
     3 │   seller: linear
     4 │   buyer: { strategy: linear, member: bob }
       ·   ─────
     5 │   broker: 'cmd:python3 between.py'
       ╰────
      help: name whom an `invite` or `enrol` of this script names, or leave
            `member` out for the head

      × a script cannot name a program: only whoever plays it can
       ╭─[-:5:11]
     4 │   buyer: { strategy: linear, member: bob }
     5 │   broker: 'cmd:python3 between.py'
       ·           ────────────────────────
     6 │ acts:
       ╰────
      help: leave it out, and play the script with `--mediator 'cmd:…'`

    -: 3 problems
    ");
    insta::assert_snapshot!(play(&script.replace("talks: shop.yaml\n", ""), &[]), @"
    exit: 2
    --- err
      × the script names no talks file, and from one strategies know what their
      │ seats want
       ╭─[-:1:1]
     1 │ seats:
       · ─────
     2 │   seller: linear
       ╰────
      help: write `talks: FILE` at its top

    -: 1 problem
    ");
    insta::assert_snapshot!(play(&script.replace("'cmd:python3 between.py'", "courier"), &[]), @"
    exit: 2
    --- err
      × nobody is invited to the seat `seller`, so nobody can act for it
       ╭─[-:3:3]
     2 │ seats:
     3 │   seller: linear
       ·   ──────
     4 │   buyer: { strategy: linear, member: bob }
       ╰────
      help: write an act `invite` with `seat: seller` and a `head`

      × no act admits buyer/bob
       ╭─[-:4:3]
     3 │   seller: linear
     4 │   buyer: { strategy: linear, member: bob }
       ·   ─────
     5 │   broker: courier
       ╰────
      help: name whom an `invite` or `enrol` of this script names, or leave
            `member` out for the head

      × the seat that convenes these talks is `house`, not `broker`
       ╭─[-:5:3]
     4 │   buyer: { strategy: linear, member: bob }
     5 │   broker: courier
       ·   ──────
     6 │ acts:
       ╰────
      help: call the mediator's seat as the talks file does

    -: 3 problems
    ");
}

#[test]
fn what_cannot_be_waited_for() {
    for (wait, told) in [
        ("await:", "nothing is awaited"),
        ("await: {}", "nothing is awaited"),
        ("await: []", "nothing is awaited"),
        ("await: cary", "there is no act `cary` to wait for"),
        ("await: [rest, carry]", "`rest` stands beside acts"),
        ("{ await: rest, label: x }", "`label` stands beside `await: rest`"),
        ("{ await: carry, in: x y }", "`x y` is no seat and no compartment"),
        ("{ await: carry, by: a/b/c }", "`a/b/c` is nobody"),
        ("{ await: carry, label: a b }", "`a b` is no label"),
        ("{ await: carry, at: +1d }", "`at` stands beside `await`"),
    ] {
        let shown = play(&shop("{ broker: courier }", &format!("  - {wait}\n")), &[]);
        assert!(
            shown.starts_with("exit: 2") && shown.contains(told) && shown.contains("help: "),
            "{wait}\n{shown}"
        );
        assert!(shown.contains("-: 1 problem\n") || shown.ends_with("-: 1 problem"), "{wait}\n{shown}");
    }
}

#[test]
fn waiting_for_nobody() {
    let acts = "  - { await: carry }\n";
    insta::assert_snapshot!(play(&shop("{ seller: linear }", acts).replace("seats: { seller: linear }\n", ""), &[]), @"
    exit: 2
    --- err
      × no seat acts by itself, so there is nothing to wait for
       ╭─[-:6:7]
     5 │   - { by: broker, do: invite, seat: buyer, head: bo }
     6 │   - { await: carry }
       ·       ─────
       ╰────
      help: write `seats: { usa: boulware }` at the script's top

    -: 1 problem
    ");
    let acts = "  - { await: carry, by: broker, label: copy }\n  - { by: buyer, do: accept, item: $copy }\n";
    insta::assert_snapshot!(play(&shop("{ seller: linear }", acts), &[]), @"
    exit: 2
    --- err
      × the seat `broker` does not act by itself
       ╭─[-:7:7]
     6 │   - { by: broker, do: invite, seat: buyer, head: bo }
     7 │   - { await: carry, by: broker, label: copy }
       ·       ─────
     8 │   - { by: buyer, do: accept, item: $copy }
       ╰────
      help: those that do are `seller`

    -: 1 problem
    ");
    insta::assert_snapshot!(play(&shop("{ seller: linear, broker: courier }", acts), &["--as", "seller"]), @"
    exit: 1
    --- out
    A shop
    As sal of The seller saw it. Times are of UTC.

    Saturday, 12 April 2025
    10:00  joint:1        bea of The broker convenes talks between The seller and
                          The buyer: A shop.
    10:00  room/seller:1  bea of The broker invites the party, with sal at its head.
    10:30  joint:2        The seller takes its seat, headed by sal.
    --- err
      × `broker` has not done `carry`, and all automated seats wait for people:
      │ the script is played no further
       ╭─[-:7:7]
     6 │   - { by: broker, do: invite, seat: buyer, head: bo }
     7 │   - { await: carry, by: broker, label: copy }
       ·       ─────
     8 │   - { by: buyer, do: accept, item: $copy }
       ╰────
      help: see with `--as` what was done, and what whoever you wait for waits for

    -: 1 problem
    ");
}

#[test]
fn seats_on_the_command_line() {
    let script = shop("{ buyer: tough, seller: tough, broker: courier }", "");
    assert_eq!(agreement(&played(&script, &[]).1), None);
    let (code, softer) = played(&script, &["--seat", "buyer=conceder", "--seat", "seller=conceder"]);
    assert!(code == 0 && agreement(&softer).is_some(), "{softer}");
    let told = |rest: &[&str]| play(&script, rest);
    insta::assert_snapshot!(told(&["--seat", "buyr=linear"]), @"
    exit: 2
    --- err
    error: there is no seat `buyr`
      help: did you mean `buyer`? The seats are `seller`, `buyer`
    ");
    insta::assert_snapshot!(told(&["--seat", "buyer=linea"]), @"
    exit: 2
    --- err
    error: seat `buyer`: there is no party strategy `linea`; did you mean `linear`?
      help: `wasit strategies` lists the strategies for a party's seat, `wasit strategies NAME` explains one
    ");
    insta::assert_snapshot!(told(&["--seat", "buyer=linear", "--seat", "buyer=tough"]), @"
    exit: 2
    --- err
    error: the seat `buyer` is given twice
    ");
    insta::assert_snapshot!(told(&["--seat", "broker=courier"]), @"
    exit: 2
    --- err
    error: `broker` is the mediator
      help: the mediator is seated with `--mediator STRATEGY`
    ");
    insta::assert_snapshot!(told(&["--mediator", "bridg"]), @"
    exit: 2
    --- err
    error: the mediator's seat: there is no mediator strategy `bridg`; did you mean `bridge`?
      help: `wasit strategies` lists the strategies for a mediator's seat, `wasit strategies NAME` explains one
    ");
    let bare =
        script.replace("talks: shop.yaml\nseats: { buyer: tough, seller: tough, broker: courier }\n", "");
    insta::assert_snapshot!(play(&bare, &["--seat", "buyer=linear"]), @"
    exit: 2
    --- err
    error: the script names no talks file, and from one strategies and programs know what their seats want
      help: write `talks: FILE` at the script's top
    ");
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

#[cfg(unix)]
mod programs {
    use std::process::{Command, Stdio};
    use std::time::Duration;

    use super::*;

    const TALKS: &str = "{ seller: conceder, broker: courier }";

    #[test]
    fn a_program_takes_a_seat_and_plays_as_in_a_run() {
        let program = format!("buyer=cmd:python3 '{EXAMPLES}/programs/mine.py'");
        let script = shop(TALKS, "");
        let (code, play) = played(&script, &["--seat", &program]);
        assert_eq!(code, 0, "{play}");
        let direct = json(&[
            "run",
            "shop.yaml",
            "--seat",
            &program,
            "--seat",
            "seller=conceder",
            "--mediator",
            "courier",
            "--json",
        ]);
        assert_eq!(agreement(&play).unwrap(), direct["agreement"]);
    }

    #[test]
    fn a_program_mediates() {
        let script = shop("{ seller: conceder, buyer: from talks }", "");
        let (code, play) = played(&script, &["--mediator", "cmd:python3 ../programs/between.py"]);
        assert!(code == 0 && agreement(&play).is_some(), "{code} {play}");
    }

    #[test]
    fn a_program_that_dies() {
        let shown = play(&shop(TALKS, ""), &["--seat", "buyer=cmd:sh ../programs/dies.sh"]);
        let (out, told) = shown.split_once("--- err\n").unwrap();
        assert!(out.starts_with("exit: 1\n") && out.contains("asks for an offer"), "{out}");
        insta::assert_snapshot!(told, @"
        error: The buyer failed at its seat: its program ended before the talks did (exit status: 3)
          help: the talks were played on, and it acted no more
        ");
        let shown = play(&shop(TALKS, ""), &["--seat", "buyer=cmd:sleep 1000", "--program-timeout", "0.2"]);
        insta::assert_snapshot!(shown.split_once("--- err\n").unwrap().1, @"
        error: The buyer failed at its seat: its program gave no answer within 0.2 s
          help: the talks were played on, and it acted no more
        ");
    }

    fn runs(mark: &str) -> bool {
        let listed = Command::new("ps").args(["-eo", "args"]).output().unwrap();
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        listed.lines().any(|line| line.contains(mark) && !line.contains("wasit"))
    }

    fn soon(mut holds: impl FnMut() -> bool) -> bool {
        (0..200).any(|_| {
            std::thread::sleep(Duration::from_millis(25));
            holds()
        })
    }

    #[test]
    fn an_interrupt_leaves_no_program_behind() {
        let folder = tempfile::tempdir().unwrap();
        let script = folder.path().join("script.yaml");
        let talks = support::talks().join("shop.yaml").display().to_string();
        fs::write(&script, shop(TALKS, "").replace("shop.yaml", &talks)).unwrap();
        let mut command =
            wasit(&["table", "play", script.to_str().unwrap(), "--seat", "buyer=cmd:sleep 7234567"]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        assert!(soon(|| runs("sleep 7234567")));
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{}", support::shown(&output));
        assert!(output.stdout.is_empty());
        assert!(soon(|| !runs("sleep 7234567")));
    }
}
