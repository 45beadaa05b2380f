//! Nothing leaks: two talks that differ only in what stands in compartments that somebody is not on the roster of are
//! one and the same to it: what it sees, what its acts come to, every word of a refusal.
//!
//! The second talk goes on as the first does, and between its acts others do more, as long as none of that stands, or
//! will by itself come to stand, where the observer sees it. Where what was done in private has a joint effect that is
//! meant (the last yes is the last in one talk only), the act that shows it is done in neither.
//!
//! Both are recorded. The observer's two case files differ in nothing but what each moment hides all compartments in: blinded roots, the
//! hashes beside its own, and signatures over these.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::SignedDuration;
use serde_json::Value;
use wasit_table::{Act, Compartment, Event, Id, Table, View, Who};

use crate::dice::Dice;
use crate::masked::masked;
use crate::recorded::{Given, case_file};
use crate::talks::{Done, Talks, difference, sees};

/// What comes to stand before all by a rule of the table when all have said yes, and so may hang on what others have
/// said in private. Nothing else may.
const MEANT: &[&str] = &[
    "settled",
    "agreement_reached",
    "proposal_agreed",
    "proposal_withdrawn",
    "bracket_lifted",
    "article_agreed",
    "communique_released",
    "entered_into_force",
];

fn visible(table: &Table, observer: &Who, events: &[Arc<Event>]) -> Vec<Arc<Event>> {
    events.iter().filter(|event| sees(table, observer, &event.id.place)).cloned().collect()
}

/// Whether two lists differ only from an event on that a rule of the table wrote, and that is meant to.
fn is_meant(ours: &[Arc<Event>], theirs: &[Arc<Event>]) -> bool {
    let same = ours.iter().zip(theirs).take_while(|(one, other)| one == other).count();
    let meant = |event: Option<&Arc<Event>>| {
        event.is_none_or(|event| event.by.is_none() && MEANT.contains(&event.kind.name()))
    };
    meant(ours.get(same)) && meant(theirs.get(same))
}

/// The twin's ids of what the first talk calls otherwise.
#[derive(Clone, Default)]
struct Names(BTreeMap<String, String>);

impl Names {
    fn learn(&mut self, ours: &[Arc<Event>], theirs: &[Arc<Event>]) {
        let mut places: BTreeMap<&Compartment, Vec<&Id>> = BTreeMap::new();
        for event in theirs {
            places.entry(&event.id.place).or_default().push(&event.id);
        }
        for ids in places.values_mut() {
            ids.reverse();
        }
        for event in ours {
            if let Some(other) = places.get_mut(&event.id.place).and_then(Vec::pop)
                && event.id != *other
            {
                self.0.insert(event.id.to_string(), other.to_string());
            }
        }
    }

    fn translate(&self, act: &Act) -> Act {
        fn walk(names: &Names, value: &mut Value) {
            match value {
                Value::String(text) => {
                    if let Some(name) = names.0.get(text) {
                        text.clone_from(name);
                    }
                }
                Value::Array(values) => values.iter_mut().for_each(|value| walk(names, value)),
                Value::Object(fields) => fields.values_mut().for_each(|value| walk(names, value)),
                _ => {}
            }
        }
        let mut value = serde_json::to_value(act).unwrap();
        walk(self, &mut value);
        serde_json::from_value(value).unwrap()
    }
}

struct Twins {
    observer: Who,
    ours: Talks,
    theirs: Talks,
    given: [Given; 2],
    names: Names,
    seed: u64,
    private: usize,
    shared: usize,
    moments: usize,
}

impl Twins {
    fn begin(observer: &str, seed: u64) -> Self {
        let ours = Talks::begin(Dice::of(seed));
        let mut theirs = ours.clone();
        theirs.dice = Dice::of(seed ^ 0xABCD_EF00);
        let observer = observer.parse().unwrap();
        let mut given = Given::default();
        given.take(ours.table.events());
        let (given, names) = ([given.clone(), given], Names::default());
        Self { observer, ours, theirs, given, names, seed, private: 0, shared: 0, moments: 0 }
    }

    /// What will by itself come to stand where the observer sees it.
    fn to_come(&self, table: &Table) -> Vec<Arc<Event>> {
        let mut table = table.clone();
        let before = table.events().len();
        let far = self.theirs.now + SignedDuration::from_hours(24 * 4000);
        table.tick(far).unwrap();
        visible(&table, &self.observer, &table.events()[before..])
    }

    /// Somebody does something in the twin that the observer cannot see.
    fn go_behind(&mut self) {
        let (who, act) = self.theirs.draw();
        if who == self.observer {
            return;
        }
        let mut table = self.theirs.table.clone();
        let done = table.apply(&who, act, self.theirs.now);
        let hidden = match &done {
            Ok(events) => visible(&table, &self.observer, events).is_empty(),
            Err(_) => true,
        };
        let clocks = table.next_tick() != self.theirs.table.next_tick() || done.is_ok();
        if hidden && (!clocks || self.to_come(&table) == self.to_come(&self.theirs.table)) {
            self.private += usize::from(done.is_ok());
            self.given[1].take(&table.events()[self.theirs.table.events().len()..]);
            self.theirs.table = table;
        }
    }

    /// Both talks go on by the same act.
    fn go_on(&mut self) {
        let (who, act) = self.ours.draw();
        let own = who == self.observer;
        let translated = if own { act.clone() } else { self.names.translate(&act) };
        let (mut ours, mut theirs) = (self.ours.table.clone(), self.theirs.table.clone());
        let here = ours.apply(&who, act.clone(), self.ours.now);
        let there = theirs.apply(&who, translated, self.ours.now);
        let seen = |table: &Table, done: &Done| match done {
            Ok(events) => visible(table, &self.observer, events),
            Err(_) => Vec::new(),
        };
        let (one, other) = (seen(&ours, &here), seen(&theirs, &there));
        let told = |what: &str| {
            format!("seed {}, {}: {what} of {who} {act:?}\n{here:?}\n{there:?}", self.seed, self.observer)
        };
        if own {
            match (&here, &there) {
                (Ok(_), Ok(_)) => {}
                (Err(here), Err(there)) => assert!(here == there, "{}", told("the refusal")),
                _ => panic!("{}", told("the outcome")),
            }
        }
        if one != other {
            let either = one.is_empty() || other.is_empty();
            assert!(is_meant(&one, &other) || (!own && either), "{}", told("what is seen"));
            return;
        }
        if let (Ok(here), Ok(there)) = (&here, &there) {
            self.names.learn(here, there);
        }
        // What follows by itself must be the same from now on too: else the act is done in neither.
        if here.is_ok() || there.is_ok() {
            let (one, other) = (self.to_come(&ours), self.to_come(&theirs));
            if one != other {
                assert!(!own || is_meant(&one, &other), "{}", told("what is to come"));
                return;
            }
        }
        self.shared += 1;
        self.given[0].take(&ours.events()[self.ours.table.events().len()..]);
        self.given[1].take(&theirs.events()[self.theirs.table.events().len()..]);
        (self.ours.table, self.theirs.table) = (ours, theirs);
    }

    fn compare(&self) {
        let view = |talks: &Talks| View::of(&self.observer, talks.table.events());
        let (ours, theirs) = (view(&self.ours), view(&self.theirs));
        let texts = (serde_json::to_string(&ours).unwrap(), serde_json::to_string(&theirs).unwrap());
        assert!(texts.0 == texts.1, "{}", difference(&ours, &theirs));
    }

    /// The observer's case files of both talks: as long, of as many moments, and the same in all that is not hidden.
    fn compare_files(&mut self) {
        let file = |talks: &Talks, given: &Given| {
            let sight = talks.table.sight(&self.observer)?;
            let record = given.record(sight.joint(), self.ours.now);
            Some((case_file(&record, &talks.table, &self.observer), record.checkpoints().count()))
        };
        let (ours, theirs) = (file(&self.ours, &self.given[0]), file(&self.theirs, &self.given[1]));
        // Whoever was discharged in one was in the other too, and is handed no file.
        let (Some((ours, moments)), Some((theirs, others))) = (&ours, &theirs) else {
            return assert!(ours.is_none() && theirs.is_none());
        };
        assert_eq!((ours.len(), moments), (theirs.len(), others));
        let (one, other) = (masked(ours), masked(theirs));
        if one != other {
            let [one, other] = [one, other].map(|file| serde_json::from_str::<Value>(&file).unwrap());
            panic!("seed {}, {}: {}", self.seed, self.observer, difference(&one, &other));
        }
        self.moments += usize::from(ours != theirs) * moments;
    }

    fn run(mut self, steps: usize) -> [usize; 3] {
        for step in 0..steps {
            let before = self.ours.now;
            self.ours.wait();
            let gap = self.ours.now.duration_since(before);
            let ours = self.ours.table.tick(self.ours.now).unwrap();
            self.given[0].take(&ours);
            let ours = visible(&self.ours.table, &self.observer, &ours);
            // What others do in between lets the twin's clocks strike at other moments: the observer must not see it.
            let mut theirs = Vec::new();
            for third in 1..=3 {
                self.theirs.now = before + gap * third / 3;
                let struck = self.theirs.table.tick(self.theirs.now).unwrap();
                self.given[1].take(&struck);
                theirs.extend(struck);
                if third < 3 && !gap.is_zero() {
                    self.go_behind();
                }
            }
            assert_eq!(ours, visible(&self.theirs.table, &self.observer, &theirs), "by itself");
            for _ in 0..self.ours.dice.below(if self.observer.seat.as_str() == "oman" { 17 } else { 9 }) {
                self.go_behind();
            }
            self.go_on();
            if step % 50 == 0 {
                self.compare();
            }
            if step % 120 == 80 {
                self.compare_files();
            }
        }
        self.compare();
        self.compare_files();
        [self.private, self.shared, self.moments]
    }
}

fn check(observers: &[&str], seeds: std::ops::Range<u64>, steps: usize) {
    for observer in observers {
        let mut sum = [0; 3];
        for seed in seeds.clone() {
            let run = Twins::begin(observer, seed).run(steps);
            sum.iter_mut().zip(run).for_each(|(sum, run)| *sum += run);
        }
        let [private, shared, moments] = sum;
        println!(
            "{observer}: {private} acts behind its back, {shared} before it, {moments} moments hide them"
        );
        assert!(private > 60, "hardly anything happened behind the back of {observer}");
        assert!(moments > 5, "hardly any moment hides anything of {observer}");
    }
}

#[test]
fn a_party_learns_nothing_of_what_is_private_to_others() {
    check(&["iran/head", "usa/head", "iran/observer"], 0..4, 350);
}

#[test]
fn a_delegation_learns_nothing_of_its_own_sides_back_channels() {
    check(&["usa/member", "iran/adviser"], 10..13, 350);
}

#[test]
fn the_team_learns_nothing_of_delegations_and_back_channels() {
    check(&["oman/member", "oman/head"], 20..24, 350);
}
