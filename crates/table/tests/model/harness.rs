//! Random talks, at the table and in the model at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use wasit_table::{Act, Event, Rule, Table, View, Who};

use crate::dice::Dice;
use crate::draw::Drawer;
use crate::may::MAY;
use crate::model::{Model, Rules, seen};
use crate::news::News;
use crate::pool::{MEMBERS, SEATS};
use crate::scenes::SCENES;
use crate::talks::{Talks, everybody};

/// What came of the acts of many talks.
#[derive(Default)]
struct Tally {
    /// How often each act was allowed and refused.
    acts: BTreeMap<&'static str, [usize; 2]>,
    /// How often each act was refused under each rule.
    rules: BTreeMap<(&'static str, Rule), usize>,
}

struct Pair {
    seed: u64,
    number: usize,
    talks: Talks,
    model: Model,
    views: BTreeMap<Who, View>,
    tally: Tally,
}

impl Pair {
    fn new(seed: u64, tally: Tally) -> Self {
        let now = "2025-04-12T06:00:00Z".parse().unwrap();
        let dice = Dice::of(seed);
        let talks = Talks { table: Table::new(), now, drawer: Drawer::default(), dice };
        Self { seed, number: 0, talks, model: Model::new(), views: BTreeMap::new(), tally }
    }

    /// Does an act at the table and in the model, and compares.
    fn act(&mut self, who: &Who, act: &Act, at: Timestamp) {
        let name = act.facts().name;
        self.number += 1;
        let about = format!("seed {}, act {} at {at}: {who} {act:?}", self.seed, self.number);
        if self.model.now.is_none_or(|now| at >= now) {
            let events = self.talks.table.tick(at).unwrap();
            let mut news = News::new(format!("{about}\n(clocks before it)"), &events);
            self.model.tick(at, &mut news);
            news.end();
            self.show(&events);
        }
        let Some(rules) = self.model.judge(who, act, at) else { return };
        let done = self.talks.table.apply(who, act.clone(), at);
        self.tally.acts.entry(name).or_default()[usize::from(done.is_err())] += 1;
        match done {
            Ok(events) => {
                let expected = Rules::new();
                assert_eq!(expected, rules, "{about}\nthe table allows it, the model does not");
                let mut news = News::new(about.clone(), &events);
                self.model.take(who, act, at, &mut news);
                news.end();
                self.show(&events);
            }
            Err(refusal) => {
                *self.tally.rules.entry((name, refusal.rule)).or_default() += 1;
                let known = rules.contains(&refusal.rule);
                assert!(known, "{about}\nthe model says {rules:?}, the table\n{:?} {refusal}", refusal.rule);
            }
        }
        let all: Vec<Who> = self.model.members.keys().cloned().collect();
        if self.number % 100 == 0 {
            all.iter().for_each(|who| self.compare(who, &about));
        } else if let Some(who) = self.talks.dice.one(&all).cloned() {
            self.compare(&who, &about);
        }
    }

    /// Gives the members the events of their compartments.
    fn show(&mut self, events: &[Arc<Event>]) {
        if self.model.mediator.is_some() && self.views.is_empty() {
            let all = self.talks.table.events();
            self.views =
                everybody().into_iter().filter_map(|who| Some((who.clone(), View::of(&who, all)?))).collect();
            return;
        }
        for view in self.views.values_mut() {
            events.iter().for_each(|event| view.take(event));
        }
    }

    /// A member sees what the model says.
    fn compare(&mut self, who: &Who, about: &str) {
        let Some(view) = self.views.get_mut(who) else { return };
        if view.is_stale() {
            *view = View::of(who, self.talks.table.events()).unwrap();
        }
        let (table, model) = (seen(view), self.model.lines(who));
        if table != model {
            let table_only: Vec<_> = table.difference(&model).collect();
            let model_only: Vec<_> = model.difference(&table).collect();
            panic!("{about}\nwhat {who} sees\nin the model: {model_only:#?}\nat the table: {table_only:#?}");
        }
    }

    fn must(&mut self, who: &str, act: serde_json::Value) {
        let act = serde_json::from_value(act).unwrap();
        self.act(&who.parse().unwrap(), &act, self.talks.now);
    }

    /// Three parties that mostly sit at the table, each with a few people.
    fn begin(&mut self) {
        let parties: Vec<_> = SEATS[1..].iter().map(|seat| json!({ "seat": seat, "title": seat })).collect();
        self.must("oman/head", json!({ "do": "convene", "title": "T", "mediator": "M", "parties": parties }));
        for seat in &SEATS[1..] {
            if *seat != "e3" || self.talks.dice.chance(60) {
                self.must("oman/head", json!({ "do": "invite", "seat": seat, "head": "head" }));
                self.must(&format!("{seat}/head"), json!({ "do": "accept_invitation" }));
            }
        }
        for seat in SEATS {
            for role in &MEMBERS[1..] {
                let head = format!("{seat}/head");
                self.must(&head, json!({ "do": "enrol", "member": role, "role": role }));
            }
        }
    }

    /// Some act of somebody, a little later; now and then dated back.
    fn step(&mut self) {
        self.talks.wait();
        let (who, act) = self.talks.draw();
        let at = match self.talks.dice.chance(1) {
            true => self.talks.now - SignedDuration::from_mins(1 + self.talks.dice.below(90) as i64),
            false => self.talks.now,
        };
        self.act(&who, &act, at);
        self.talks.now = self.talks.now.max(at);
    }
}

/// Plays talks of so many acts: `opening` of them from an empty table.
fn play(seeds: std::ops::Range<u64>, acts: usize, opening: bool, mut tally: Tally) -> Tally {
    for seed in seeds {
        let mut pair = Pair::new(seed, tally);
        if !opening {
            pair.begin();
        }
        for _ in 0..acts {
            pair.step();
        }
        tally = pair.tally;
    }
    tally
}

#[test]
fn long_talks_go_as_in_the_model() {
    let tally = play(0..3, 3000, false, Tally::default());
    show(&tally);
}

#[test]
fn short_talks_go_as_in_the_model() {
    let tally = play(1000..1200, 60, false, Tally::default());
    show(&tally);
}

#[test]
fn who_may_do_what_is_said_of_every_act() {
    let named: BTreeSet<&str> = MAY.iter().map(|may| may.0).collect();
    let all: BTreeSet<&str> = Act::ALL.iter().map(|facts| facts.name).collect();
    assert_eq!(named, all);
}

fn show(tally: &Tally) {
    for (act, [allowed, refused]) in &tally.acts {
        let under: Vec<String> = (tally.rules.iter())
            .filter(|((name, _), _)| name == act)
            .map(|((_, rule), count)| format!("{rule} {count}"))
            .collect();
        println!("{act}: {allowed} / {refused} ({})", under.join(", "));
    }
    let _ = SCENES;
}
