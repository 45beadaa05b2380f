//! What the facts of acts say is what acts do.

use std::collections::BTreeSet;

use wasit_table::{Act, Compartment, Who, Writes};

use crate::dice::Dice;
use crate::pool::SEATS;
use crate::talks::Talks;

/// As what of an act's facts an event may stand in a compartment.
fn ways(who: &Who, place: &Compartment) -> Vec<Writes> {
    let mediator = who.seat.as_str() == SEATS[0];
    match place {
        Compartment::Joint => vec![Writes::Joint],
        Compartment::Room(seat) if *seat == who.seat => vec![Writes::OwnRoom],
        Compartment::Room(_) => vec![Writes::Rooms],
        Compartment::Delegation(seat) if *seat == who.seat && mediator => {
            vec![Writes::Delegation, Writes::Team]
        }
        Compartment::Delegation(seat) if *seat == who.seat => vec![Writes::Delegation],
        Compartment::Delegation(seat) if seat.as_str() == SEATS[0] => vec![Writes::Team],
        Compartment::Delegation(_) => Vec::new(),
        Compartment::Backchannel(_) => vec![Writes::Backchannel],
    }
}

#[test]
fn an_act_writes_where_its_facts_say_and_is_refused_for_what_they_say() {
    let mut wrong = BTreeSet::new();
    for seed in 100..112 {
        let mut talks = Talks::begin(Dice::of(seed));
        for _ in 0..1000 {
            talks.wait();
            let (who, act) = talks.draw();
            talks.table.tick(talks.now).unwrap();
            let facts = act.facts();
            match talks.table.apply(&who, act, talks.now) {
                Ok(events) => {
                    assert!(!events.is_empty(), "{} has done nothing", facts.name);
                    for event in events {
                        let ways = ways(&who, &event.id.place);
                        if !facts.writes.iter().any(|writes| ways.contains(writes)) {
                            let kind = event.kind.name();
                            wrong.insert(format!("{} wrote {kind} as {ways:?}", facts.name));
                        }
                    }
                }
                Err(refusal) => {
                    assert_eq!(refusal.act, facts.name);
                    let rule = refusal.rule;
                    if !facts.refusals.contains(&rule) && !wasit_table::Rule::GENERAL.contains(&rule) {
                        wrong.insert(format!("{} was refused under {rule}: {refusal}", facts.name));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "not in the facts: {wrong:#?}");
}

#[test]
fn acts_are_called_once() {
    let names: BTreeSet<&str> = Act::ALL.iter().map(|facts| facts.name).collect();
    assert_eq!(names.len(), Act::ALL.len());
}
