//! Who learns what of each kind of act: what each observer has ever been shown of one, over random talks.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use wasit_table::{Act, Event, Table, Who};

use crate::dice::Dice;
use crate::pool::SEATS;
use crate::scenes::SCENES;
use crate::talks::{Talks, sees};

/// Who looks on, by what it is to the actor: one that only watches, of its own seat, of the mediator's team, of another
/// party. The first is the actor itself.
const OBSERVERS: [&str; 4] = ["itself", "its seat", "mediator", "others"];

type Shown = BTreeMap<&'static str, [BTreeSet<&'static str>; 4]>;

fn watch(shown: &mut Shown, table: &Table, who: &Who, act: &'static str, events: &[Arc<Event>]) {
    let watcher = |seat: &str| -> Who { format!("{seat}/observer").parse().unwrap() };
    let seen = shown.entry(act).or_default();
    // What clocks have struck before the act is not of it.
    for event in events.iter().skip_while(|event| event.by.is_none()) {
        let name = event.kind.name();
        let mut tell = |nth: usize, observer: &Who| {
            if sees(table, observer, &event.id.place) {
                seen[nth].insert(name);
            }
        };
        tell(0, who);
        tell(1, &watcher(who.seat.as_str()));
        if who.seat.as_str() == SEATS[0] {
            tell(2, &watcher(SEATS[0]));
        }
        for seat in SEATS.iter().filter(|seat| **seat != who.seat.as_str()) {
            tell(if *seat == SEATS[0] { 2 } else { 3 }, &watcher(seat));
        }
    }
}

fn line(seen: &[BTreeSet<&'static str>; 4], mediator: bool) -> String {
    let mut line = String::new();
    for (nth, (observer, kinds)) in OBSERVERS.iter().zip(seen).enumerate() {
        // What the actor sees, its seat sees too, but for a back channel; the mediator's seat is its team.
        if (nth == 1 && kinds == &seen[0]) || (nth == 2 && mediator) {
            continue;
        }
        let kinds: Vec<&str> = kinds.iter().copied().collect();
        let kinds = if kinds.is_empty() { "nothing".to_owned() } else { kinds.join(" ") };
        write!(line, "\n    {observer}: {kinds}").unwrap();
    }
    line
}

#[test]
fn each_observer_is_shown_of_each_kind_of_act_what_is_its_own() {
    let mut shown = Shown::new();
    for seed in 500..530 {
        let mut talks = Talks::begin(Dice::of(seed));
        for step in 0..2000 {
            talks.wait();
            if step == 1900 {
                let before = talks.table.events().len();
                talks.close();
                let closed = talks.table.events()[before..].to_vec();
                if let Some(who) = closed.iter().find_map(|event| event.by.clone()) {
                    watch(&mut shown, &talks.table, &who, "close_talks", &closed);
                }
            }
            let (who, act) = talks.draw();
            talks.table.tick(talks.now).unwrap();
            let name = act.facts().name;
            if let Ok(events) = talks.table.apply(&who, act, talks.now) {
                watch(&mut shown, &talks.table, &who, name, &events);
            }
            // What hardly ever comes about by chance is played.
            if step % 200 == 0 {
                for (act, done) in talks.scene(step / 200 % SCENES) {
                    let events = done.unwrap_or_default();
                    let Some(who) = events.iter().find_map(|event| event.by.clone()) else { continue };
                    watch(&mut shown, &talks.table, &who, act.facts().name, &events);
                }
            }
        }
    }
    let never: Vec<&str> =
        Act::ALL.iter().map(|facts| facts.name).filter(|name| !shown.contains_key(name)).collect();
    assert_eq!(never, ["convene"], "all begin with it, and all else is done");
    let mut golden = String::new();
    for facts in Act::ALL.iter().filter(|facts| shown.contains_key(facts.name)) {
        let mediator = facts.by == wasit_table::By::Mediator;
        writeln!(golden, "{}{}", facts.name, line(&shown[facts.name], mediator)).unwrap();
    }
    insta::assert_snapshot!(golden);
}
