//! Random talks, at the table and in the model at once.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use wasit_table::{Act, Chapter, Event, Rule, Table, View, Who};

use crate::dice::Dice;
use crate::draw::Drawer;
use crate::may::MAY;
use crate::model::{Model, Rules, seen};
use crate::news::News;
use crate::pool::{MEMBERS, SEATS};
use crate::probe::{convene, probe, public, sign};
use crate::substance;
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
                assert_eq!(Rules::new(), rules, "{about}\nthe table allows it, the model does not");
                let mut news = News::new(about.clone(), &events);
                self.model.take(who, act, at, &mut news);
                news.end();
                self.show(&events);
            }
            Err(refusal) => {
                let rule = refusal.rule;
                *self.tally.rules.entry((name, rule)).or_default() += 1;
                assert!(
                    rules.contains(&rule),
                    "{about}\nthe model says {rules:?}, the table {rule:?}\n{refusal}"
                );
                let facts = act.facts();
                let told = facts.refusals.contains(&rule) || Rule::GENERAL.contains(&rule);
                assert!(told, "{about}\n{rule:?} stands not in the facts");
            }
        }
        let all: Vec<Who> = self.model.members.keys().cloned().collect();
        if self.number.is_multiple_of(100) {
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
        // Whoever was admitted since has a view from now on.
        let admitted: Vec<Who> =
            self.model.members.keys().filter(|who| !self.views.contains_key(who)).cloned().collect();
        for who in admitted {
            let view = View::of(&who, self.talks.table.events()).unwrap();
            self.views.insert(who, view);
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
        self.must(
            "oman/head",
            json!({ "do": "convene", "name": "talks", "title": "T", "mediator": "M", "parties": parties }),
        );
        for seat in &SEATS[1..] {
            if *seat != "e3" || self.talks.dice.chance(60) {
                self.must("oman/head", json!({ "do": "invite", "seat": seat, "head": "head" }));
                self.must(&format!("{seat}/head"), json!({ "do": "accept_invitation" }));
            }
        }
        for seat in SEATS {
            let head = format!("{seat}/head");
            if self.talks.dice.chance(30) {
                let key = public(&head.parse().unwrap());
                self.must(&head, json!({ "do": "enrol", "member": "head", "role": "head", "key": key }));
            }
            for role in &MEMBERS[1..] {
                self.must(&head, json!({ "do": "enrol", "member": role, "role": role }));
            }
        }
    }

    /// A direct contact, from the offer to the accounts, as far as the talks allow: chance alone seldom keeps its times.
    fn contact(&mut self) {
        let minutes = |pair: &mut Self, minutes| pair.talks.now += SignedDuration::from_mins(minutes);
        let (mut parties, soon) = (SEATS[1..].to_vec(), self.talks.now + SignedDuration::from_mins(20));
        parties.remove(self.talks.dice.below(4).min(2));
        let who: Vec<String> = parties.iter().map(|seat| format!("{seat}/head")).collect();
        let offer = json!({ "do": "offer_contact", "who": who, "place": "the garden", "starts": soon,
            "minutes": 10, "answer_by": soon });
        self.must("oman/head", offer);
        let Some((contact, hash)) =
            self.model.questions.last_key_value().map(|(id, it)| (id.clone(), it.hash.clone()))
        else {
            return;
        };
        for head in &who {
            minutes(self, 1);
            let yes = self.talks.dice.chance(90);
            self.must(head, json!({ "do": "answer", "question": contact, "yes": yes, "hash": hash }));
        }
        let early = self.talks.dice.below(5) as i64;
        minutes(self, 15 + early);
        for wait in [1, 1, 1] {
            self.must("oman/member", json!({ "do": "begin_contact", "contact": contact }));
            minutes(self, wait);
        }
        self.must(&who[0], json!({ "do": "give_account", "contact": contact, "text": "we have met" }));
        let ends = [1, 4, 30][self.talks.dice.below(3)];
        minutes(self, ends);
        self.must(&who[1], json!({ "do": "end_contact", "contact": contact }));
        for words in ["they listened", "they listened well"] {
            for head in &who {
                self.must(head, json!({ "do": "give_account", "contact": contact, "text": words }));
            }
        }
    }

    /// Some act of somebody, a little later; now and then dated back.
    fn step(&mut self) {
        self.talks.wait();
        let probed = match self.talks.dice.chance(70) {
            true if self.talks.dice.chance(50) => substance::probe::probe(&self.model, &mut self.talks.dice),
            true => probe(&self.model, &mut self.talks.dice, self.talks.now),
            false => None,
        };
        let dice = &mut self.talks.dice;
        let opening = (self.model.mediator.is_none() && dice.chance(40)).then(|| convene(dice));
        let (who, mut act) = opening.or(probed).unwrap_or_else(|| self.talks.draw());
        if self.talks.dice.chance(85) {
            sign(&self.model, &who, &mut act);
        }
        let at = match self.talks.dice.chance(1) {
            true => self.talks.now - SignedDuration::from_mins(1 + self.talks.dice.below(90) as i64),
            false => self.talks.now,
        };
        self.act(&who, &act, at);
        self.talks.now = self.talks.now.max(at);
    }
}

/// How talks begin.
#[derive(Clone, Copy)]
enum Begin {
    Empty,
    Seated,
}

/// Plays talks of so many acts. Near their end the mediator closes them, and much later what is not kept is erased.
fn play(seeds: Range<u64>, acts: usize, begin: Begin, mut tally: Tally) -> Tally {
    for seed in seeds {
        let mut pair = Pair::new(seed, tally);
        match begin {
            Begin::Seated => pair.begin(),
            Begin::Empty => {}
        }
        for act in 0..acts {
            match () {
                () if act == acts * 19 / 20 => {
                    pair.must("oman/head", json!({ "do": "close_talks", "public": "done", "private": "so" }));
                }
                () if act % 60 == 40 => pair.contact(),
                () if act == acts * 39 / 40 => pair.talks.now += SignedDuration::from_hours(24 * 400),
                () => {}
            }
            pair.step();
        }
        tally = pair.tally;
    }
    tally
}

/// Everything was done, and everything was refused, so often at least.
fn covers(tally: &Tally, chapters: &[Chapter], least: usize) {
    let of =
        chapters.iter().flat_map(|chapter| Act::ALL.iter().filter(move |facts| facts.chapter == *chapter));
    let seldom: Vec<String> = of
        .filter(|facts| !["convene", "close_talks"].contains(&facts.name))
        .filter_map(|facts| {
            let [allowed, refused] = tally.acts.get(facts.name).copied().unwrap_or_default();
            (allowed < least || refused < least).then(|| format!("{}: {allowed} / {refused}", facts.name))
        })
        .collect();
    assert!(seldom.is_empty(), "seldom done, or seldom refused: {seldom:#?}\n{}", shown(tally));
}

/// The chapters of the course of talks.
const PROCESS: &[Chapter] = &[
    Chapter::Convening,
    Chapter::GroundRules,
    Chapter::Agenda,
    Chapter::Rounds,
    Chapter::Rooms,
    Chapter::Contact,
    Chapter::Backchannel,
    Chapter::Communiques,
    Chapter::Decisions,
    Chapter::Retention,
];

#[test]
fn talks_go_as_in_the_model() {
    let tally = play(0..14, 3000, Begin::Seated, Tally::default());
    let tally = play(1000..1500, 60, Begin::Seated, tally);
    let tally = play(5000..5400, 60, Begin::Empty, tally);
    println!("{}", shown(&tally));
    covers(&tally, PROCESS, 10);
    covers(&tally, SUBSTANCE, 5);
}

#[test]
fn who_may_do_what_is_said_of_every_act() {
    let named: BTreeSet<&str> = MAY.iter().map(|may| may.0).collect();
    let all: BTreeSet<&str> = Act::ALL.iter().map(|facts| facts.name).collect();
    assert_eq!(named, all);
}

/// The chapters of what talks are about.
const SUBSTANCE: &[Chapter] =
    &[Chapter::Relay, Chapter::Texts, Chapter::Proposals, Chapter::Adoption, Chapter::Preferences];

fn shown(tally: &Tally) -> String {
    let under = |act: &str| {
        let of = tally.rules.iter().filter(|((name, _), _)| *name == act);
        let under: Vec<String> = of.map(|((_, rule), count)| format!("{rule} {count}")).collect();
        under.join(", ")
    };
    let met = tally.acts.iter();
    let mut lines: Vec<String> = met
        .map(|(act, [allowed, refused])| format!("{act}: {allowed} / {refused} ({})", under(act)))
        .collect();
    let listed = Act::ALL.iter().flat_map(|facts| facts.refusals.iter().map(move |rule| (facts.name, *rule)));
    let never = listed.filter(|pair| !tally.rules.contains_key(pair));
    lines.extend(never.map(|(act, rule)| format!("never met: {act} {rule}")));
    lines.join("\n")
}
