//! Golden playthroughs: everything that each observer can see of a fixed talk, as text. A change here is a change
//! of the rules or of who sees what; `cargo insta review`, or `INSTA_UPDATE=always cargo test`, takes it over.

#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod support;

use std::fmt::Write;

use wasit_arena::{Glimpse, Outlook, Player, Protocol, Seating, play};
use wasit_model::{Preferences, RedLine, Talks, WalkAway};
use wasit_protocol::Seat;

/// Three issues of three values; the second party will not have the last value of the first issue.
fn talks(parties: usize) -> Talks {
    let widths = [3, 3, 3];
    let space = support::space(&widths);
    let worth: [[[f64; 3]; 3]; 3] = [
        [[0.0, 0.2, 0.4], [0.0, 0.15, 0.3], [0.3, 0.1, 0.0]],
        [[0.3, 0.25, 0.0], [0.5, 0.2, 0.0], [0.0, 0.1, 0.2]],
        [[0.0, 0.3, 0.1], [0.3, 0.0, 0.3], [0.0, 0.2, 0.4]],
    ];
    let preferences = |party: usize| {
        let lines = if party == 1 {
            let words = "i0 never v2".to_owned();
            vec![RedLine { clauses: vec![(0, vec![false, false, true])], words }]
        } else {
            vec![]
        };
        let tables = worth[party].iter().map(|table| table.to_vec()).collect();
        let walk_away = WalkAway { start: 0.3, drift: None };
        Preferences::new(&space, tables, vec![], lines, walk_away, None).unwrap()
    };
    support::assemble(&widths, (0..parties).map(preferences).collect())
}

fn playthrough(parties: &[&str], mediator: &str, protocol: Protocol) -> String {
    let talks = talks(parties.len());
    let seating = Seating {
        parties: parties.iter().map(|name| Player::Strategy((*name).to_owned())).collect(),
        mediator: Player::Strategy(mediator.to_owned()),
    };
    let course = play(&talks, &Outlook::sides(&talks), &seating, protocol, 1, 0).unwrap();
    let mut observers: Vec<Seat> = (0..parties.len()).map(Seat::Party).collect();
    if course.mediator.is_some() {
        observers.push(Seat::Mediator);
    }
    let mut text = String::new();
    for observer in observers {
        let glimpse = Glimpse::of(&course, observer);
        writeln!(text, "== what {} sees of {}", name(observer), glimpse.protocol).unwrap();
        for sight in &glimpse.sights {
            let package = sight.package.as_ref().map_or(String::new(), |package| {
                package.iter().map(|value| format!(" {value}")).collect::<String>()
            });
            let utility = sight.utility.map_or(String::new(), |utility| format!(" worth {utility:.3}"));
            let to = sight.to.map_or(String::new(), |to| format!(" to {}", name(to)));
            let from = sight.from.map_or(String::new(), |from| format!(" from {}", name(from)));
            writeln!(
                text,
                "{:>2} r{} t{:.3} {} {}{to}{package}{from}{utility}",
                sight.visit,
                sight.round + 1,
                sight.time,
                name(sight.seat),
                sight.act
            )
            .unwrap();
        }
        let agreement = glimpse.agreement.map_or("none".to_owned(), |package| format!("{package:?}"));
        writeln!(text, "{}: agreement {agreement}, worth {:.3?}\n", glimpse.ended, glimpse.utility).unwrap();
    }
    text
}

fn name(seat: Seat) -> String {
    match seat {
        Seat::Mediator => "mediator".to_owned(),
        Seat::Party(party) => format!("p{party}"),
    }
}

#[test]
fn alternating_of_two() {
    insta::assert_snapshot!(playthrough(
        &["boulware", "linear"],
        "courier",
        Protocol::Alternating { steps: 6 }
    ));
}

#[test]
fn alternating_of_three() {
    insta::assert_snapshot!(playthrough(
        &["linear", "micro", "conceder"],
        "courier",
        Protocol::Alternating { steps: 6 }
    ));
}

#[test]
fn courier_of_three() {
    insta::assert_snapshot!(playthrough(&["linear", "micro", "conceder"], "courier", Protocol::Shuttle));
}

#[test]
fn gatekeeper() {
    insta::assert_snapshot!(playthrough(&["boulware", "micro"], "gatekeeper", Protocol::Shuttle));
}

#[test]
fn bridge() {
    insta::assert_snapshot!(playthrough(&["boulware", "linear"], "bridge", Protocol::Shuttle));
}

#[test]
fn single_text() {
    insta::assert_snapshot!(playthrough(
        &["boulware:votes=anneal", "linear"],
        "single_text",
        Protocol::Shuttle
    ));
}

#[test]
fn confidant() {
    insta::assert_snapshot!(playthrough(&["boulware", "boulware"], "confidant", Protocol::Shuttle));
}
