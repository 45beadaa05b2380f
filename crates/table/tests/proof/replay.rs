//! The record gives back the table, and each view, at every step.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use wasit_table::{Act, Event, Table, View, Who};

use crate::dice::Dice;
use crate::pool::SEATS;
use crate::recorded::{Given, case_file, events_of};
use crate::scenes::SCENES;
use crate::talks::{Talks, difference, everybody, tally};

fn through_json(events: &[Arc<Event>]) -> Vec<Event> {
    let text = serde_json::to_string(&events.iter().map(|event| &**event).collect::<Vec<_>>()).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Every view from scratch is the one that has grown, and both are what acts are decided from.
fn check_views(table: &Table, grown: &mut BTreeMap<Who, Option<View>>) {
    for (who, view) in grown {
        let fresh = View::of(who, table.events());
        let (Some(view), Some(fresh)) = (&mut *view, &fresh) else {
            assert!(
                view.is_none() && fresh.is_none() && table.sight(who).is_none(),
                "{who} was never admitted"
            );
            continue;
        };
        if view.is_stale() {
            *view = fresh.clone();
        }
        assert!(view == fresh, "the view of {who}: {}", difference(view, fresh));
        if let Some(sight) = table.sight(who) {
            let seen = fresh.sight().unwrap();
            assert!(seen.joint() == sight.joint(), "{}", difference(seen.joint(), sight.joint()));
            assert!(seen.delegation() == sight.delegation());
            for room in SEATS.map(|seat| seat.parse().unwrap()) {
                assert!(seen.room(&room) == sight.room(&room));
            }
            let (ours, theirs) = (seen.backchannels(), sight.backchannels());
            assert!(ours.iter().eq(theirs.iter()));
        }
    }
}

#[test]
fn a_record_gives_back_the_table_and_every_view() {
    let mut counts: BTreeMap<&'static str, [usize; 2]> = BTreeMap::new();
    let mut kinds = BTreeSet::new();
    for seed in 0..10 {
        let mut talks = Talks::begin(Dice::of(seed));
        let begun = |who: Who| (who.clone(), View::of(&who, talks.table.events()));
        let mut grown: BTreeMap<Who, Option<View>> = everybody().into_iter().map(begun).collect();
        let mut replayed = Table::replay(through_json(talks.table.events())).unwrap();
        let mut seen = talks.table.events().len();
        for step in 0..1500 {
            if step == 1400 {
                let _ = talks.table.tick(talks.now);
                talks.close();
            }
            if step % 70 == 0 {
                for (act, done) in talks.scene(step / 70 % SCENES) {
                    counts.entry(act.facts().name).or_default()[usize::from(done.is_err())] += 1;
                }
            }
            let (who, act, done) = talks.step();
            let count = counts.entry(act.facts().name).or_default();
            count[usize::from(done.is_err())] += 1;
            if let Err(refusal) = &done {
                assert_eq!(refusal.act, act.facts().name);
                assert!(refusal.allowed.ends_with(['.', '?']), "{who} {act:?} {refusal}");
            }
            let events = &talks.table.events()[seen..];
            kinds.extend(events.iter().map(|event| event.kind.name()));
            seen = talks.table.events().len();
            for event in through_json(events) {
                replayed.follow(event).unwrap();
            }
            for (who, view) in &mut grown {
                match view {
                    Some(view) => events.iter().for_each(|event| view.take(event)),
                    None => *view = View::of(who, talks.table.events()),
                }
            }
            if step % 25 == 0 {
                assert!(replayed == talks.table, "seed {seed}, step {step}: {who} {act:?}");
                assert!(Table::replay(through_json(talks.table.events())).unwrap() == talks.table);
            }
            if step % 100 == 0 {
                check_views(&talks.table, &mut grown);
            }
        }
        check_views(&talks.table, &mut grown);
    }
    let missing: Vec<&&str> = wasit_table::Kind::NAMES.iter().filter(|name| !kinds.contains(*name)).collect();
    println!("{}\nnever happened: {missing:?}", tally(&counts));
    let never = Act::ALL.iter().map(|f| f.name).filter(|name| counts.get(name).is_none_or(|c| c[0] == 0));
    let never: Vec<&str> = never.filter(|name| !["convene", "close_talks"].contains(name)).collect();
    assert!(never.is_empty(), "never allowed in random talks: {never:?}\n{}", tally(&counts));
}

/// Nothing is rounded up by a later step: at each, what was written so far gives the table and every view, and so does what a member can
/// carry away of it.
#[test]
fn at_every_step() {
    let (mut files, mut erased) = (0, 0);
    for seed in 40..44 {
        let mut talks = Talks::begin(Dice::of(seed));
        let mut given = Given::default();
        given.take(talks.table.events());
        let mut written = talks.table.events().len();
        for step in 0..240 {
            match step % 60 {
                20 => drop(talks.scene(step / 60 % SCENES)),
                _ if step == 180 => talks.close(),
                // What is kept no longer is erased by itself.
                _ if step == 230 => {
                    talks.now += jiff::SignedDuration::from_hours(24 * 500);
                    talks.table.tick(talks.now).unwrap();
                }
                _ => drop(talks.step()),
            }
            // A scene is several acts of one minute each, and what they erased is erased in the list.
            let new = &talks.table.events()[written..];
            erased += new.iter().filter(|event| event.kind.name() == "erased").count();
            given.take(new);
            written = talks.table.events().len();
            let events = talks.table.events();
            assert!(Table::replay(through_json(events)).unwrap() == talks.table, "seed {seed}, step {step}");
            let everybody = everybody();
            let who = &everybody[step % everybody.len()];
            let Some(sight) = talks.table.sight(who) else { continue };
            let record = given.record(sight.joint(), talks.now);
            let file = case_file(&record, &talks.table, who);
            let (carried, mut live) =
                (View::of(who, &events_of(&file)).unwrap(), View::of(who, events).unwrap());
            leave_out_what_was_left(&mut live);
            assert!(carried == live, "seed {seed}, step {step}, {who}: {}", difference(&carried, &live));
            files += 1;
        }
    }
    assert!(files > 700 && erased > 8, "{files} case files, {erased} erasures");
}

/// A case file has no back channel that its person has left; the view keeps what was seen there before.
fn leave_out_what_was_left(view: &mut View) {
    let (who, channels) = match view {
        View::Party(view) => (&view.who, &mut view.backchannels),
        View::Mediator(view) => (&view.who, &mut view.backchannels),
    };
    channels.retain(|_, back| back.holds(who));
}
